"""The vocabulary: the words of an archive with their analyses.

The words are written by an ingest next to the segments, so that a query needs no dictionary and no stemmer. They are
one sorted table, merged from several files:

- form → lemma, stem, and each part (``stem:start:end``), separated by tabs
- stem → the forms in the archive that have it
- stem of a part → the forms that contain it

Not here: the analysis itself (``defsearch.dutch``), the files of a table (``sstable``), when tables are merged into one
again (``writer``).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from defsearch.dutch.analysis import Analysis, Part
from defsearch.errors import IndexDamagedError
from defsearch.index.sstable import MergedSSTable, text_of, write_sstable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_ANY_LENGTH = range(1, sys.maxsize)
_FORM, _PART, _STEM = b"f", b"p", b"s"  # the first letter of a key: its kind


class Vocabulary:
    """The words of one index, open for look-ups. Raises IndexDamagedError if they are not as they were written."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = MergedSSTable(words)
        self._entries: dict[str, Analysis | None] = {}
        self._lengths = range(0)  # of the forms that are kept below
        self._by_length: dict[int, str] = {}  # a line end is before and after each

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

    def forms(self) -> Iterator[str]:
        """Return the forms of the archive, in byte order."""
        for key, _ in self._words.rows(_FORM):
            yield text_of(key[1:])

    def forms_matching(self, pattern: str, prefix: str = "") -> list[str]:
        """Return the forms that fully match a regular expression without groups, in byte order.

        ``prefix`` is what all of them begin with.
        """
        keys = self._words.keys_matching(f"f(?:{pattern})", _FORM + _bytes(prefix))
        return [key[1:] for key in keys]

    def forms_containing(self, text: str, lengths: range) -> Iterator[tuple[str, int]]:
        """Yield the forms of these lengths, in letters, that contain ``text``, with each place of it, from 1.

        Before each form, at 0, and after it is a line end, which ``text`` can contain too.
        """
        self._load(lengths)
        for length in lengths:
            forms, width = self._by_length.get(length, ""), length + 1
            at = forms.find(text)
            while 0 <= at < len(forms) - 1:
                place = at % width
                yield forms[at - place + 1 : at - place + width], place
                at = forms.find(text, at + 1)

    def _load(self, lengths: range) -> None:
        """Find all forms of these lengths, once."""
        if lengths[0] in self._lengths and lengths[-1] in self._lengths:
            return
        # Most searches need the lengths of one word. One that needs others is followed by more: it finds all forms.
        bounds = "1," if self._lengths else f"{lengths[0]},{lengths[-1]}"
        self._lengths = _ANY_LENGTH if self._lengths else lengths
        found: defaultdict[int, list[str]] = defaultdict(list)
        for form in self.forms_matching(f"[^\\t\\n]{{{bounds}}}"):
            found[len(form)].append(form)
        self._by_length = {length: "\n".join(["", *forms, ""]) for length, forms in found.items()}

    def entries(self) -> Iterator[tuple[str, Analysis]]:
        """Return all forms with their analyses."""
        for key, value in self._words.rows(_FORM):
            yield text_of(key[1:]), _decode_analysis(value)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Return all forms with their encoded analyses."""
        return ((text_of(key[1:]), text_of(value)) for key, value in self._words.rows(_FORM))

    def stems(self) -> Iterator[tuple[str, list[str]]]:
        """Return all stems with the forms that have them."""
        return ((text_of(key[1:]), _split_forms(value)) for key, value in self._words.rows(_STEM))

    def parts(self) -> Iterator[tuple[str, list[str]]]:
        """Return all stems of parts with the forms that contain them."""
        return ((text_of(key[1:]), _split_forms(value)) for key, value in self._words.rows(_PART))

    def close(self) -> None:
        """Close the files."""
        self._words.close()


def write_words(path: Path, lines: Mapping[str, str]) -> None:
    """Write all words of an archive with their encoded analyses."""
    stems: defaultdict[str, list[str]] = defaultdict(list)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for form, line in lines.items():
        stem, part_stems = stems_of(line)
        stems[stem].append(form)
        for part in part_stems:
            parts[part].append(form)
    _write(path, lines, stems, parts)


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
    values = {form: encode_analysis(analysis) if is_new else "" for form, analysis, is_new in changes}
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


def encode_analysis(analysis: Analysis) -> str:
    """Return an analysis as one line of text."""
    # A form contains no white space, but can contain any other character ("3,5-inch" has the part "3,5").
    parts = (f"{part.stem}:{part.start}:{part.end}" for part in analysis.parts)
    return "\t".join((analysis.lemma, analysis.stem, *parts))


def _decode_analysis(value: bytes) -> Analysis:
    try:
        return parse_analysis(text_of(value))
    except ValueError:
        raise IndexDamagedError("its vocabulary", "contains something that is not a word") from None


def parse_analysis(text: str) -> Analysis:
    """Return the analysis of a line; a line that is none raises ValueError."""
    lemma, stem, *parts = text.split("\t")
    return Analysis(lemma, stem, tuple(map(_decode_part, parts)))


def stems_of(line: str) -> tuple[str, Iterable[str]]:
    """Return the stem and the ``part_stems`` of an encoded analysis, in half the time to parse it."""
    _, stem, *parts = line.split("\t")
    return stem, dict.fromkeys(part.rsplit(":", 2)[0] for part in parts)


def _decode_part(text: str) -> Part:
    stem, start, end = text.rsplit(":", 2)
    return Part(stem, int(start), int(end))


def _split_forms(value: bytes | None) -> list[str]:
    return [] if value is None else text_of(value).split(" ")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
