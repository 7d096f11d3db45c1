"""The table of contents that Whoosh keeps of an index, as bytes; Whoosh itself can open an index by it.

Its appearance under its own name is the switch to a new state. defsearch never reads what is in it: it holds
pickles, and what is the same in it stands in the manifest.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from defsearch.store.folder import INDEX_NAME
from defsearch.store.whoosh_guard import TOC, StructFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.store.codec import ArchiveSegment


class _OneFile:
    """What Whoosh needs of a storage to write a table of contents: it keeps the bytes, and renames nothing."""

    content = b""

    def create_file(self, name: str) -> Any:
        return StructFile(io.BytesIO(), name=name, onclose=self._keep)

    def _keep(self, file: Any) -> None:
        self.content = file.file.getvalue()

    def rename_file(self, oldname: str, newname: str, safe: bool) -> None:
        """Nothing has a name yet."""


def toc_bytes(schema: Any, segments: Sequence[ArchiveSegment], generation: int) -> bytes:
    """The table of contents of a state."""
    storage = _OneFile()
    TOC(schema, list(segments), generation).write(storage, INDEX_NAME)
    return storage.content
