"""The table of contents that Whoosh keeps of an index, as bytes; Whoosh itself can open an index by it.

Its appearance under its own name is the switch to a new state. defsearch never loads what is in it: it holds
pickles, and what is the same in it stands in the manifest. The same state always has the same bytes, by which
``consistency`` tells one that defsearch never wrote.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from defsearch.store.codec import ArchiveSegment
from defsearch.store.folder import INDEX_NAME
from defsearch.store.schema import make_schema
from defsearch.store.whoosh_guard import TOC, StructFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from defsearch.store.manifest import SegmentFacts


class _OneFile:
    """What Whoosh needs of a storage to write a table of contents: it keeps the bytes, and renames nothing."""

    content = b""

    def create_file(self, name: str) -> Any:
        return StructFile(io.BytesIO(), name=name, onclose=self._keep)

    def _keep(self, file: Any) -> None:
        self.content = file.file.getvalue()

    def rename_file(self, oldname: str, newname: str, safe: bool) -> None:
        """Nothing has a name yet."""


def toc_bytes(segments: Iterable[SegmentFacts], generation: int) -> bytes:
    """The table of contents of a state."""
    storage = _OneFile()
    TOC(make_schema(), list(map(ArchiveSegment.from_facts, segments)), generation).write(storage, INDEX_NAME)
    return storage.content
