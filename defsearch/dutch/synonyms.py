"""Synonyms: groups of names for the same thing, from the bundled file and from the user's own file.

A name is a tuple of normalized subwords: ``VN-Veiligheidsraad`` is ``("vn", "veiligheidsraad")``,
``Veiligheidsraad van de VN`` is ``("veiligheidsraad", "van", "de", "vn")``. The first lines of ``data/synonyms.tsv``
describe the file format.

``data/synonym_analyses.tsv`` has the analyses of the words of the bundled synonyms, made beforehand. A query for a word
with synonyms looks for each of them, and an archive knows only some: loading the word list for the others would take
longer than the search. ``tests/support/make_synonym_analyses.py`` makes the file.

Not here: the lookup of names in the index (``search.expansion``).
"""

from __future__ import annotations

import errno
import os
import stat
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import fold, normalize_token, plain_letters, subwords_of, token_spans
from defsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    SynonymsLoader: TypeAlias = Callable[..., "Synonyms"]

Name: TypeAlias = tuple[str, ...]
# A name that can be looked up, how it must be typed (empty: any spelling), and the names that it then stands for.
_Entry: TypeAlias = tuple[Name, str, tuple[Name, ...]]

_BUNDLED = Path(__file__).with_name("data") / "synonyms.tsv"
_FORMAT = "One group a line, its names separated by tabs: EOD<tab>Explosieven Opruimingsdienst"
_MAX_BYTES = 1_000_000
_MAX_SECONDS = 10.0  # to read a pipe
# Do not wait until a pipe has a writer, and do not become attached to a terminal; some systems lack these flags.
_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
)
_CASE_SENSITIVE = "="
_MARKS = (">", _CASE_SENSITIVE)  # of names that lead to the other names, but are not found by them
_ARROW = "=>"
_SOURCE = "#"
_MIN_CHECKED_LENGTH = 3


class Synonyms:
    """A dictionary of synonyms: name → other names for the same thing."""

    def __init__(self, entries: Iterable[_Entry], lemma_of: Callable[[str], str] = str) -> None:
        self._lemma_of = lemma_of
        self._entries: dict[Name, list[_Entry]] = {}
        for entry in entries:
            name, _, _ = entry
            self._entries.setdefault(name, []).append(entry)
            # A query leaves stop words out, so the name is also known without them, if two words remain (not one:
            # "buiten dienst" would become "dienst").
            short = tuple(form for form in name if form not in STOP_WORDS)
            if 1 < len(short) < len(name):
                self._entries.setdefault(short, []).append(entry)
        self._longest = max(map(len, self._entries), default=0)

    def lookup(self, forms: Sequence[str], typed: str = "") -> tuple[Name, ...]:
        """Return the other names of the name with these normalized forms, in the order of the files.

        ``typed`` is the name as it was typed, for names that are case-sensitive.
        """
        wanted = self._find(forms)
        others = [
            other
            for name, spelling, names in self._entries.get(wanted, ())
            if spelling in ("", typed)
            for other in names
            if other not in (wanted, name)
        ]
        return tuple(dict.fromkeys(others))

    def longest_match(self, forms: Sequence[str]) -> int:
        """Return the length of the longest name at the start of ``forms``, at least 2; 0 if there is none."""
        for length in range(min(len(forms), self._longest), 1, -1):
            if self._find(forms[:length]):
                return length
        return 0

    def _find(self, forms: Sequence[str]) -> Name:
        """Return the name that ``forms`` are, also with its last word in the plural; () if they are none."""
        *before, last = _subwords(forms) or ("",)
        names = ((*before, form) for form in name_forms(last, self._lemma_of))
        return next((name for name in names if name in self._entries), ())


def name_forms(form: str, lemma_of: Callable[[str], str]) -> tuple[str, ...]:
    """Return the forms in which a file can have a word: as it is, its lemma, and its singular if it is English."""
    if form in STOP_WORDS or not form.isalpha():
        return (form,)
    singulars = (form.removesuffix("s"), form.removesuffix("ies") + "y") if form.endswith("s") else ()
    return (form, lemma_of(form), *singulars)


def load_synonyms(user_file: Path | None = None, about: Collection[str] | None = None) -> Synonyms:
    """Return the bundled synonyms, and after them those of ``user_file``.

    ``about`` contains the subwords of the names that will be looked up. Only the bundled names that can consist of
    them are then parsed, which takes a fiftieth of the time. The user's file is always parsed, to report its errors.

    Raises:
        UsageError: the user's file cannot be read, or a line in it cannot be used.
    """
    return synonyms_loader(user_file)(about)


def synonyms_loader(user_file: Path | None) -> SynonymsLoader:
    """Return ``load_synonyms`` for one file, as a function that can be called several times.

    It reads the file once, because a pipe (``<(command)``) cannot be read twice. Its second argument gives the lemma
    of a word that is looked up.
    """

    @cache
    def user_entries() -> tuple[_Entry, ...]:
        return () if user_file is None else tuple(_parse(user_file, _read_text(user_file).split("\n")))

    def load(about: Collection[str] | None = None, lemma_of: Callable[[str], str] = str) -> Synonyms:
        if about is None:
            lines: Iterable[str] = _bundled_lines()
        else:
            lines = _bundled_about({other for form in about for other in name_forms(form, lemma_of)})
        return Synonyms([*_parse(_BUNDLED, lines), *user_entries()], lemma_of)

    return load


def bundled_forms() -> set[str]:
    """Return the forms of all words of the bundled names."""
    entries = _parse(_BUNDLED, _bundled_lines())
    return {form for name, _, others in entries for one in (name, *others) for form in one}


def _bundled_about(subwords: Collection[str]) -> Iterator[str]:
    """Yield the lines with a name that can consist of ``subwords`` and stop words, without other names for them."""
    # The longest first: of two subwords, one can be a part of the other. Single letters are in nearly all lines, and no
    # name consists of them alone.
    pieces = {plain_letters(subword) for subword in subwords if subword not in STOP_WORDS}
    wanted = sorted((piece for piece in pieces if len(piece) > 1), key=len, reverse=True)
    for number in sorted({number for piece in wanted for number in _lines_with(piece)}):
        line = _bundled_lines()[number]
        if not line.startswith("#"):
            before, arrow, after = line.partition(f"\t{_ARROW}\t")
            names = [name for name in before.split("\t") if _can_consist_of(name, wanted)]
            if names:
                yield "\t".join([*names, _ARROW, after]) if arrow else line


def _can_consist_of(name: str, subwords: Sequence[bytes]) -> bool:
    """Whether no word is left of the words of ``name`` without ``subwords``, but for short words and stop words."""
    for word in map(plain_letters, fold(name).split()):
        rest = word
        for subword in subwords:
            rest = rest.replace(subword, b"")
        if len(rest) >= _MIN_CHECKED_LENGTH and not STOP_WORDS & {str(word, "latin-1"), str(rest, "latin-1")}:
            return False
    return True


@cache
def _bundled_text() -> str:
    return _BUNDLED.read_bytes().decode("utf-8")


@cache
def _bundled_lines() -> list[str]:
    return _bundled_text().split("\n")


@cache
def _bundled_letters() -> bytes:
    return plain_letters(_bundled_text())


def _lines_with(piece: bytes) -> Iterator[int]:
    """Yield the numbers of the bundled lines with ``piece`` in their letters, from 0: in all lines at once."""
    letters = _bundled_letters()
    number, begin = 0, 0
    while (at := letters.find(piece, begin)) >= 0:
        number += letters.count(b"\n", begin, at)
        yield number
        begin = letters.index(b"\n", at)


def _parse(file: Path, lines: Iterable[str]) -> Iterator[_Entry]:
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                yield from _parse_group(line)
            except ValueError as error:
                raise UsageError(
                    f"{file}, line {number}: {error}",
                    _FORMAT,
                ) from error


def _read_text(file: Path) -> str:
    try:
        data = _read_bytes(file)
        if len(data) > _MAX_BYTES:
            raise UsageError(f"{file}: synonyms of more than {_MAX_BYTES:,} bytes are not read")
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{file}, line {line}: not UTF-8 text", "Save the file as UTF-8.") from error
    except OSError as error:
        reason = str(error.strerror or error)
        raise UsageError(
            f"{file}: cannot read the synonyms: {reason[:1].lower()}{reason[1:]}",
            _FORMAT,
        ) from error


def _read_bytes(file: Path) -> bytes:
    """Return the content of a file or a pipe, up to one byte more than ``_MAX_BYTES``.

    Raises:
        OSError: it cannot be read, or is neither a file nor a pipe; or the pipe has no writer or does not end.
    """
    descriptor = os.open(file, _OPEN_FLAGS)
    try:
        kind = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(kind) and not stat.S_ISFIFO(kind):
            raise OSError(errno.EINVAL, "neither a file nor a pipe")
        deadline = time.monotonic() + _MAX_SECONDS
        data = bytearray()
        while len(data) <= _MAX_BYTES:
            try:
                more = os.read(descriptor, _MAX_BYTES + 1 - len(data))
            except BlockingIOError:  # the pipe has a writer, but no data yet
                _wait(descriptor, deadline)
                continue
            if not more:
                break
            data += more
    finally:
        os.close(descriptor)
    if not data and stat.S_ISFIFO(kind):  # a pipe without a writer ends at once
        raise OSError(errno.EPIPE, "a pipe that nothing was written to")
    return bytes(data)


def _wait(descriptor: int, deadline: float) -> None:
    """Wait until a pipe has data, or ends."""
    from select import select  # only for pipes, which are rare

    if not select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
        raise TimeoutError(errno.ETIMEDOUT, f"a pipe that did not end within {_MAX_SECONDS:.0f} seconds")


def _parse_group(line: str) -> list[_Entry]:
    """Return the entries of one line.

    Raises:
        ValueError: the line is not a group; the message says why.
    """
    fields = [field.strip() for field in line.split("\t")]
    if fields[-1].startswith(_SOURCE):
        fields.pop()
    arrow = fields.index(_ARROW) if _ARROW in fields else len(fields)
    before, after = fields[:arrow], fields[arrow + 1 :]
    if len(before) + len(after) < 2:
        raise ValueError("a group needs two names or more, separated by tabs")
    if _ARROW in fields and not (before and after):
        raise ValueError("an arrow needs names before and after it")
    if any(field.startswith(_MARKS) for field in after):
        raise ValueError("a name after an arrow cannot start with > or =")
    names, names_after = tuple(_distinct_names(before)), tuple(_distinct_names(after))
    if not after and all(field.startswith(_MARKS) for field in fields):
        raise ValueError("no name can be found: every name starts with > or =")
    unmarked = [name for name, field in zip(names, before, strict=True) if not field.startswith(_MARKS)]
    others = names_after or tuple(unmarked)
    spellings = [field[1:].strip() if field.startswith(_CASE_SENSITIVE) else "" for field in before]
    return [(name, spelling, others) for name, spelling in zip(names, spellings, strict=True)]


def _distinct_names(fields: Iterable[str]) -> Iterator[Name]:
    seen: set[Name] = set()
    for field in fields:
        name = _parse_name(field)
        if not name:
            raise ValueError(f"{field} has no word" if field else "a name is empty")
        if name in seen:
            raise ValueError(f"{field} occurs twice; capitals, accents and hyphens make no difference")
        seen.add(name)
        yield name


def _parse_name(field: str) -> Name:
    text = field[1:] if field.startswith(_MARKS) else field
    spans = token_spans(text, is_query=True)
    return tuple(subword for start, end in spans for subword in subwords_of(normalize_token(text[start:end])))


def _subwords(forms: Sequence[str]) -> Name:
    return tuple([subword for form in forms for subword in subwords_of(form)])


SYNONYM_ANALYSES = Path(__file__).with_name("data") / "synonym_analyses.tsv"


def synonym_analysis(form: str) -> Analysis | None:
    """Return the analysis of a form, or None if it is no word of a bundled synonym."""
    _, found, after = _analyses_text().partition(f"\n{form}\t")
    if not found:
        return None
    lemma, stem, *parts = after.partition("\n")[0].split("\t")
    return Analysis(lemma, stem, tuple(map(_part, parts)))


def analysis_line(form: str, analysis: Analysis) -> str:
    """Return the line of the file for one form: form, lemma, stem, and ``stem:start:end`` of each part."""
    parts = (f"{part.stem}:{part.start}:{part.end}" for part in analysis.parts)
    return "\t".join([form, analysis.lemma, analysis.stem, *parts])


def _part(text: str) -> Part:
    stem, start, end = text.rsplit(":", 2)
    return Part(stem, int(start), int(end))


@cache
def _analyses_text() -> str:
    return SYNONYM_ANALYSES.read_text(encoding="utf-8")
