"""Several sorted tables read as one: what a later one says of a key replaces what an earlier one says.

An empty value takes a key away. So a change of few rows is written as a small table of its own, and the large one
below it stays as it is. Not here: when tables become one again (``index_writer``).
"""

from __future__ import annotations

import heapq
import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from defsearch.store.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class LayeredTable:
    """Tables in the order they were written, open for look-ups. None of their values is empty of meaning."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._tables: list[Table] = []
        try:
            for path in paths:
                self._tables.append(Table(path))
        except BaseException:
            self.close()
            raise

    def get(self, key: bytes) -> bytes | None:
        """The value that stands with ``key``, or None."""
        for table in reversed(self._tables):
            value = table.get(key)
            if value is not None:
                return value or None
        return None

    def rows(self, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """All rows whose key begins with ``prefix``, in order."""
        if len(self._tables) == 1:
            return self._tables[0].rows(prefix)
        return _latest(*(table.rows(prefix) for table in self._tables))

    def matching(self, key_pattern: bytes, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Rows whose whole key matches a regular expression (over bytes) and begins with ``prefix``, in order."""
        lowest, *others = self._tables
        if not others:
            return lowest.matching(key_pattern, prefix)
        # A row of the lowest may be replaced by one that matches as well as it does: by the same key.
        replacing = dict(_latest(*(table.rows(prefix) for table in others), keep_empty=True))
        key = re.compile(key_pattern)
        return _latest(
            (row for row in lowest.matching(key_pattern, prefix) if row[0] not in replacing),
            (row for row in replacing.items() if key.fullmatch(row[0])),
        )

    def containing(self, texts: Sequence[bytes], prefix: bytes = b"") -> Iterator[bytes]:
        """The keys that hold one of ``texts`` and begin with ``prefix``, each once, in no order."""
        found = {key for table in self._tables for key, _ in table.containing(texts, prefix)}
        if len(self._tables) == 1:
            return iter(found)
        return (key for key in found if self.get(key) is not None)

    def close(self) -> None:
        """Let go of the files."""
        for table in self._tables:
            table.close()


def _latest(
    *layers: Iterator[tuple[bytes, bytes]], keep_empty: bool = False
) -> Iterator[tuple[bytes, bytes]]:
    """The rows of all layers in order, of each key the one of the last layer that has it."""
    # Rows that are equal to the merge come in the order of the layers.
    for _, rows in groupby(heapq.merge(*layers, key=itemgetter(0)), key=itemgetter(0)):
        *_, row = rows
        if row[1] or keep_empty:
            yield row
