"""The words of an archive: what each form became at ingest, and which forms lead to a stem or hold a part.

Made at ingest and kept beside the segments, so that a query needs no dictionary and no stemmer. Four sorted
tables:

- ``forms``: form → lemma, stem, and each part (``stem:start:end``), with tabs between them
- ``stems``: stem → the forms in the archive that have it
- ``parts``: stem of a part → the forms in the archive that hold it
- ``dictionary``: every form of the Dutch dictionary → lemma (does not depend on the archive)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError
from defsearch.records import NamedTuple
from defsearch.store.table import Table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TABLES = ("forms", "stems", "parts")
DICTIONARY = "dictionary"


class PartSpan(NamedTuple):
    """A part of a compound: its stem, and where it stands in the form."""

    stem: str
    start: int
    end: int


class Entry(NamedTuple):
    """What the lexicon knows of one form."""

    lemma: str
    stem: str
    parts: tuple[PartSpan, ...]


class Dictionary(Mapping[str, str]):
    """The Dutch dictionary of an index, form → lemma, read where it is looked at and not loaded."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __getitem__(self, form: str) -> str:
        found = self._table.get(_key(form))
        if found is None:
            raise KeyError(form)
        return _text(found)

    def __iter__(self) -> Iterator[str]:
        return (_text(key) for key, _ in self._table.rows())

    def __len__(self) -> int:
        return sum(1 for _ in self._table.rows())


class Lexicon:
    """The tables of one index, open for look-ups. Raises IndexDamagedError where they are not as written."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self._paths = paths
        self._tables: dict[str, Table] = {}
        self._entries: dict[str, Entry | None] = {}

    def _table(self, name: str) -> Table:
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = Table(self._paths[name])
        return table

    def open(self) -> None:
        """Open every table now, so that a later ingest cannot take it away."""
        for name in self._paths:
            self._table(name)

    def get(self, form: str) -> Entry | None:
        """What a form of the archive became; None for a form that no release holds."""
        if form not in self._entries:
            value = self._table("forms").get(_key(form))
            self._entries[form] = None if value is None else _entry(value)
        return self._entries[form]

    def dictionary(self) -> Dictionary:
        """The Dutch dictionary that the archive was analysed with."""
        return Dictionary(self._table(DICTIONARY))

    def forms_of_stem(self, stem: str) -> list[str]:
        """The forms in the archive with this stem, sorted."""
        return _words(self._table("stems").get(_key(stem)))

    def forms_with_part(self, part: str) -> list[str]:
        """The forms in the archive that hold this part, sorted."""
        return _words(self._table("parts").get(_key(part)))

    def forms(self, prefix: str = "") -> Iterator[str]:
        """All forms of the archive that begin with ``prefix``, in byte order."""
        for key, _ in self._table("forms").rows(_key(prefix)):
            yield _text(key)

    def forms_matching(self, pattern: bytes, prefix: str = "") -> Iterator[str]:
        """The forms whose UTF-8 bytes match a regular expression whole and begin with ``prefix``."""
        for key, _ in self._table("forms").matching(pattern, _key(prefix)):
            yield _text(key)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """All forms with what they became."""
        for key, value in self._table("forms").rows():
            yield _text(key), _entry(value)

    def close(self) -> None:
        """Let go of the files."""
        for table in self._tables.values():
            table.close()


def write_lexicon(folder: Path, names: Mapping[str, str], entries: Mapping[str, Entry]) -> None:
    """Write the three tables that depend on the archive; ``names`` gives the file name of each."""
    stems: defaultdict[str, list[str]] = defaultdict(list)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for form in sorted(entries):
        entry = entries[form]
        stems[entry.stem].append(form)
        for stem in dict.fromkeys(part.stem for part in entry.parts):
            parts[stem].append(form)
    write_pairs(folder / names["forms"], ((form, _value(entry)) for form, entry in entries.items()))
    write_pairs(folder / names["stems"], ((stem, " ".join(forms)) for stem, forms in stems.items()))
    write_pairs(folder / names["parts"], ((stem, " ".join(forms)) for stem, forms in parts.items()))


def write_pairs(path: Path, pairs: Iterable[tuple[str, str]]) -> None:
    """Write one table from text pairs, in any order."""
    write_table(str(path), sorted((_key(key), _key(value)) for key, value in pairs))


def _value(entry: Entry) -> str:
    # Words hold no white space, and may hold any other sign ("3,5-inch" has a part "3,5").
    parts = (f"{part.stem}:{part.start}:{part.end}" for part in entry.parts)
    return "\t".join((entry.lemma, entry.stem, *parts))


def _entry(value: bytes) -> Entry:
    try:
        lemma, stem, *parts = _text(value).split("\t")
        return Entry(lemma, stem, tuple(map(_part, parts)))
    except ValueError:
        raise _damaged() from None


def _part(text: str) -> PartSpan:
    stem, start, end = text.rsplit(":", 2)
    return PartSpan(stem, int(start), int(end))


def _words(value: bytes | None) -> list[str]:
    return [] if value is None else _text(value).split(" ")


def _key(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(key: bytes) -> str:
    try:
        return key.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise _damaged() from None


def _damaged() -> IndexDamagedError:
    return IndexDamagedError(
        "The index is damaged: its lexicon holds something that is not a word.",
        "Build it anew with: defsearch ingest --rebuild, and your SOURCE and --index if you named any",
    )
