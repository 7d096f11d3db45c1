"""The words of an archive: the analysis of each form, and the forms with a given stem or compound part.

It is written by an ingest next to the segments, so that a query needs no dictionary and no stemmer. It is one
sorted table, merged from several files:

- form → lemma, stem, and each part (``stem:start:end``), separated by tabs
- stem → the forms in the archive that have it
- stem of a part → the forms that contain it

Not here: the analysis itself (``defsearch.dutch``).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from defsearch.dutch.analysis import Analysis, Part
from defsearch.errors import IndexDamagedError
from defsearch.index.sstable import MergedSSTable, write_sstable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_FORM, _PART, _STEM = b"f", b"p", b"s"  # the first letter of a key: its kind


class Vocabulary:
    """The words of one index, open for look-ups. Raises IndexDamagedError if they are not as they were written."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = MergedSSTable(words)
        self._entries: dict[str, Analysis | None] = {}

    def get(self, form: str) -> Analysis | None:
        """Return the analysis of a form; None for a form that is in no release."""
        if form not in self._entries:
            value = self._words.get(_FORM + _bytes(form))
            self._entries[form] = None if value is None else _decode_analysis(value)
        return self._entries[form]

    def forms_of_stem(self, stem: str) -> list[str]:
        """Return the forms in the archive with this stem, sorted."""
        return _split_forms(self._words.get(_STEM + _bytes(stem)))

    def forms_with_part(self, part: str) -> list[str]:
        """Return the forms in the archive that contain this part, sorted."""
        return _split_forms(self._words.get(_PART + _bytes(part)))

    def forms(self, prefix: str = "") -> Iterator[str]:
        """Return the forms of the archive that begin with ``prefix``, in byte order."""
        for key, _ in self._words.rows(_FORM + _bytes(prefix)):
            yield _text(key[1:])

    def forms_matching(self, pattern: bytes, prefix: str = "") -> Iterator[str]:
        """Return the forms that begin with ``prefix`` and whose UTF-8 bytes fully match a regular expression."""
        for key, _ in self._words.rows_matching(_FORM + b"(?:%b)" % pattern, _FORM + _bytes(prefix)):
            yield _text(key[1:])

    def forms_containing(self, texts: Iterable[str]) -> Iterator[str]:
        """Return the forms that contain one of ``texts``, in no order."""
        for key in self._words.keys_containing([_bytes(text) for text in texts], _FORM):
            yield _text(key[1:])

    def entries(self) -> Iterator[tuple[str, Analysis]]:
        """Return all forms with their analyses."""
        for key, value in self._words.rows(_FORM):
            yield _text(key[1:]), _decode_analysis(value)

    def stems(self) -> Iterator[tuple[str, list[str]]]:
        """Return all stems with the forms that have them."""
        return ((_text(key[1:]), _split_forms(value)) for key, value in self._words.rows(_STEM))

    def parts(self) -> Iterator[tuple[str, list[str]]]:
        """Return all stems of parts with the forms that contain them."""
        return ((_text(key[1:]), _split_forms(value)) for key, value in self._words.rows(_PART))

    def close(self) -> None:
        """Close the files."""
        self._words.close()


def write_words(path: Path, entries: Mapping[str, Analysis]) -> None:
    """Write all words of an archive."""
    stems: defaultdict[str, list[str]] = defaultdict(list)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for form in sorted(entries):
        analysis = entries[form]
        stems[analysis.stem].append(form)
        for stem in analysis.part_stems():
            parts[stem].append(form)
    _write(path, {form: _encode_analysis(analysis) for form, analysis in entries.items()}, stems, parts)


def write_changed_words(
    path: Path, vocabulary: Vocabulary, added: Mapping[str, Analysis], deleted: Collection[str]
) -> None:
    """Write a table that is merged over the words of ``vocabulary``: it adds some forms and deletes others."""
    stems: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    changes = [(form, analysis, True) for form, analysis in added.items()]
    changes += [(form, analysis, False) for form in deleted if (analysis := vocabulary.get(form)) is not None]
    for form, analysis, is_new in changes:
        for stem, known_forms, changed in (
            (analysis.stem, vocabulary.forms_of_stem, stems),
            *((part, vocabulary.forms_with_part, parts) for part in analysis.part_stems()),
        ):
            if stem not in changed:
                changed[stem] = set(known_forms(stem))
            if is_new:
                changed[stem].add(form)
            else:
                changed[stem].discard(form)
    values = {form: _encode_analysis(analysis) if is_new else "" for form, analysis, is_new in changes}
    _write(path, values, stems, parts)


def _write(
    path: Path,
    entries: Mapping[str, str],
    stems: Mapping[str, Collection[str]],
    parts: Mapping[str, Collection[str]],
) -> None:
    rows = [(_FORM + _bytes(form), _bytes(value)) for form, value in entries.items()]
    for head, lists in ((_STEM, stems), (_PART, parts)):
        rows += [(head + _bytes(stem), _bytes(" ".join(sorted(forms)))) for stem, forms in lists.items()]
    write_sstable(str(path), sorted(rows))


def _encode_analysis(analysis: Analysis) -> str:
    # A form contains no white space, but can contain any other character ("3,5-inch" has the part "3,5").
    parts = (f"{part.stem}:{part.start}:{part.end}" for part in analysis.parts)
    return "\t".join((analysis.lemma, analysis.stem, *parts))


def _decode_analysis(value: bytes) -> Analysis:
    try:
        lemma, stem, *parts = _text(value).split("\t")
        return Analysis(lemma, stem, tuple(map(_decode_part, parts)))
    except ValueError:
        raise _damaged() from None


def _decode_part(text: str) -> Part:
    stem, start, end = text.rsplit(":", 2)
    return Part(stem, int(start), int(end))


def _split_forms(value: bytes | None) -> list[str]:
    return [] if value is None else _text(value).split(" ")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise _damaged() from None


def _damaged() -> IndexDamagedError:
    return IndexDamagedError("its vocabulary", "contains something that is not a word")
