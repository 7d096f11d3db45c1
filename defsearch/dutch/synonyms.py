"""Synonyms: names that stand for the same thing, from the file that comes with defsearch and from the user's own.

A name is a tuple of folded forms, one for each unit: ``VN-Veiligheidsraad`` and ``Veiligheidsraad van de VN`` are
``("vn", "veiligheidsraad")`` and ``("veiligheidsraad", "van", "de", "vn")``. What a line may hold is told at the
head of ``data/synonyms.tsv``. Not here: finding the names in an archive.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokens import fold, read_token, tokenize, units_of
from defsearch.errors import UsageError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

Name: TypeAlias = tuple[str, ...]

_BUNDLED = Path(__file__).with_name("data") / "synonyms.tsv"
_LARGEST_FILE = 1_000_000  # bytes
_NO_LETTER = re.compile(r"[^\w\n]+|_")
_ONE_WAY, _AS_WRITTEN = ">", "="
_MARKS = (_ONE_WAY, _AS_WRITTEN)


class _Group(NamedTuple):
    """The names of one thing, and each as it stands in the file, with its mark."""

    names: tuple[Name, ...]
    fields: tuple[str, ...]


class Synonyms:
    """Looks up the other names of a name."""

    def __init__(self, groups: Iterable[_Group]) -> None:
        self._places: dict[Name, list[tuple[_Group, int]]] = {}
        for group in groups:
            for number, name in enumerate(group.names):
                self._places.setdefault(name, []).append((group, number))
                if not STOP_WORDS.isdisjoint(name):
                    # A search leaves stop words out where it can, so the name is also known without them;
                    # one word that is left of it ("buiten dienst") is too little to know it by.
                    short = tuple(form for form in name if form not in STOP_WORDS)
                    if len(short) > 1:
                        self._places.setdefault(short, []).append((group, number))
        self._longest = max(map(len, self._places), default=0)

    def of(self, forms: Sequence[str], typed: str = "") -> tuple[Name, ...]:
        """The other names of the name with these folded forms, in the order of the files; () if it has none.

        ``typed`` is the name as it was typed: a name that counts only in its own capitals needs it.
        """
        wanted = _units(forms)
        found: dict[Name, None] = {}
        for (names, fields), number in self._places.get(wanted, ()):
            field = fields[number]
            if field.startswith(_AS_WRITTEN) and field[1:].strip() != typed:
                continue
            for name, other in zip(names, fields, strict=True):
                if name not in (wanted, names[number]) and not other.startswith(_MARKS):
                    found[name] = None
        return tuple(found)

    def longest_match(self, forms: Sequence[str]) -> int:
        """How many words at the beginning of ``forms`` are a known name of two words or more; 0 if none are."""
        for length in range(min(len(forms), self._longest), 1, -1):
            if _units(forms[:length]) in self._places:
                return length
        return 0


def load_synonyms(user_file: Path | None = None, about: Collection[str] | None = None) -> Synonyms:
    """The bundled synonyms, and those of ``user_file`` after them.

    ``about``: the units of the words that will be looked up; of the bundled groups only those are then read that
    could hold one, which takes a tenth of the time. The user's file is always read whole, for its mistakes.

    Raises:
        UsageError: the user's file cannot be read, or a line in it cannot be used.
    """
    groups = list(_read(_BUNDLED, _bundled_lines() if about is None else _bundled_about(about)))
    if user_file is not None:
        groups += _read(user_file, _text(user_file).split("\n"))
    return Synonyms(groups)


def _bundled_about(units: Collection[str]) -> list[str]:
    """The lines that could hold a name with one of ``units``: their letters and digits stand in it in a row."""
    wanted = [_NO_LETTER.sub("", unit) for unit in units]
    return [
        line
        for line, letters in zip(_bundled_lines(), _bundled_letters(), strict=True)
        if any(unit in letters for unit in wanted)
    ]


@cache
def _bundled_lines() -> list[str]:
    return _text(_BUNDLED).split("\n")


@cache
def _bundled_letters() -> list[str]:
    """The bundled lines, folded, with nothing but their letters and digits."""
    return _NO_LETTER.sub("", fold("\n".join(_bundled_lines()))).split("\n")


def _read(file: Path, lines: Iterable[str]) -> Iterator[_Group]:
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                yield _group(line)
            except ValueError as error:
                raise UsageError(
                    f"{file}, line {number}: {error}",
                    "One group a line, its alternatives separated by tabs: EOD<tab>Explosieven Opruimingsdienst",
                ) from error


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise UsageError(f"{file}: synonyms of more than {_LARGEST_FILE:,} bytes are not read")
        return file.read_text(encoding="utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{file}, line {line}: not UTF-8 text", "Save the file as UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{file}: cannot read the synonyms: {error.strerror or error}") from error


def _group(line: str) -> _Group:
    """The group in one line.

    Raises:
        ValueError: the line cannot be used; says why.
    """
    fields = tuple(field.strip() for field in line.split("\t"))
    names = tuple(map(_name, fields))
    if len(fields) < 2:
        raise ValueError("a group needs two alternatives or more, separated by tabs")
    for number, (name, field) in enumerate(zip(names, fields, strict=True)):
        if not name:
            raise ValueError(f"{field} holds no word" if field else "an alternative is empty")
        if name in names[:number]:
            raise ValueError(f"{field} is there twice; capitals, accents and hyphens make no difference")
    if all(field.startswith(_MARKS) for field in fields):
        raise ValueError("there is nothing to find: every alternative starts with > or =")
    return _Group(names, fields)


def _name(field: str) -> Name:
    words = field[1:] if field.startswith(_MARKS) else field
    if words.isascii():
        # Most names are plain words. Tokenizing those comes to the same, and every search would wait for it.
        spaced = words.replace("-", " ")
        if words.isalpha() or (len(words) > _SHIP_PREFIX and spaced.replace(" ", "").isalpha()):
            return tuple(spaced.lower().split())
    return tuple(unit.form for token in tokenize(words, typed=True) for unit in read_token(token.text).units)


_SHIP_PREFIX = len("Zr Ms")  # the only plain words that make one token together


def _units(forms: Sequence[str]) -> Name:
    return tuple(unit.form for form in forms for unit in units_of(form))
