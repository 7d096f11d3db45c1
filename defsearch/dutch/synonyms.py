"""Synonyms: names that stand for the same thing, from the file that comes with defsearch and from the user's own.

A name is a tuple of folded forms, one for each unit: ``VN-Veiligheidsraad`` and ``Veiligheidsraad van de VN`` are
``("vn", "veiligheidsraad")`` and ``("veiligheidsraad", "van", "de", "vn")``. What a line may hold is told at the
head of ``data/synonyms.tsv``. Not here: finding the names in an archive.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dutch.normalization import fold
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, subwords_of, tokenize
from defsearch.errors import UsageError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

Name: TypeAlias = tuple[str, ...]

_BUNDLED = Path(__file__).with_name("data") / "synonyms.tsv"
_LARGEST_FILE = 1_000_000  # bytes
_LONGEST_WAIT = 10.0  # seconds, for all that another program has to say
# Do not wait for somebody to open a pipe, nor take a terminal over; each where the system knows of it.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
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
    return synonyms_loader(user_file)(about)


def synonyms_loader(user_file: Path | None) -> Callable[[Collection[str] | None], Synonyms]:
    """``load_synonyms`` for one file, to be called as often as there is something to look up.

    The file is read at the first call only: what was read from a pipe (``<(command)``) is gone from it.
    """

    @cache
    def own() -> tuple[_Group, ...]:
        return () if user_file is None else tuple(_read(user_file, _text(user_file).split("\n")))

    def load(about: Collection[str] | None = None) -> Synonyms:
        lines = _bundled_lines() if about is None else _bundled_about(about)
        return Synonyms([*_read(_BUNDLED, lines), *own()])

    return load


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
        data = _bytes(file)
        if len(data) > _LARGEST_FILE:
            raise UsageError(f"{file}: synonyms of more than {_LARGEST_FILE:,} bytes are not read")
        # As text is read elsewhere, with any line ends.
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{file}, line {line}: not UTF-8 text", "Save the file as UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{file}: cannot read the synonyms: {error.strerror or error}") from error


def _bytes(file: Path) -> bytes:
    """What a file or a pipe holds, but of one that is too large only as much as shows that.

    Raises:
        OSError: it cannot be read, or is neither; or nobody writes to the pipe, or nobody ends it.
    """
    descriptor = os.open(file, _READ)
    try:
        kind = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(kind) and not stat.S_ISFIFO(kind):
            raise OSError(errno.EINVAL, "neither a file nor a pipe")
        until = time.monotonic() + _LONGEST_WAIT
        data = bytearray()
        while len(data) <= _LARGEST_FILE:
            try:
                more = os.read(descriptor, _LARGEST_FILE + 1 - len(data))
            except BlockingIOError:  # somebody may write to the pipe yet; where nobody could, it has ended
                _wait(descriptor, until)
                continue
            if not more:
                break
            data += more
    finally:
        os.close(descriptor)
    if not data and stat.S_ISFIFO(kind):  # silence would be taken for synonyms that are of no use
        raise OSError(errno.EPIPE, "a pipe that nothing was written to")
    return bytes(data)


def _wait(descriptor: int, until: float) -> None:
    """Wait for a pipe to have something to read, or to end."""
    from select import select  # here: hardly anybody's synonyms come from a pipe

    if not select([descriptor], [], [], max(0.0, until - time.monotonic()))[0]:
        raise TimeoutError(errno.ETIMEDOUT, f"a pipe that did not end within {_LONGEST_WAIT:.0f} seconds")


def _group(line: str) -> _Group:
    """The group in one line.

    Raises:
        ValueError: the line cannot be used; says why.
    """
    fields = tuple(field.strip() for field in line.split("\t"))
    names = tuple(map(_name, fields))
    if len(fields) < 2:
        raise ValueError("a group needs two alternatives or more, separated by tabs")
    seen: set[Name] = set()
    for name, field in zip(names, fields, strict=True):
        if not name:
            raise ValueError(f"{field} holds no word" if field else "an alternative is empty")
        if name in seen:
            raise ValueError(f"{field} is there twice; capitals, accents and hyphens make no difference")
        seen.add(name)
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
    return tuple(
        unit.form for token in tokenize(words, is_query=True) for unit in normalize_token(token.text).subwords
    )


_SHIP_PREFIX = len("Zr Ms")  # the only plain words that make one token together


def _units(forms: Sequence[str]) -> Name:
    return tuple(unit.form for form in forms for unit in subwords_of(form))
