"""Releases by their ids, as an index holds them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from defsearch.errors import ReleaseNotFoundError

if TYPE_CHECKING:
    from defsearch.store.files import IndexedFile
    from defsearch.store.index_dir import OpenIndex

_SHOWN = 5


def find_release(index: OpenIndex, id_: str) -> IndexedFile:
    """The release with exactly this id, or the only one whose id begins so.

    Raises:
        ReleaseNotFoundError: there is none, or more than one.
    """
    id_ = _composed(id_)
    exact = index.files.find(id_)
    if exact is not None:
        return exact
    found = list(index.files.all(id_)) if id_ else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise ReleaseNotFoundError(
            f"No release has the id {id_!r}, nor an id that begins so.",
            "An id is the file's path below its source without .txt; defsearch query shows them.",
        )
    names = ", ".join(file.id for file in found[:_SHOWN])
    raise ReleaseNotFoundError(
        f"{len(found):,} releases have an id that begins with {id_!r}.",
        f"Type more of it: {names}{', …' if len(found) > _SHOWN else ''}",
    )


def all_ids(index: OpenIndex, prefix: str) -> list[str]:
    """The ids that begin with ``prefix``, sorted."""
    return [file.id for file in index.files.all(_composed(prefix))]


def _composed(typed: str) -> str:
    """``typed`` as ids are written: some systems take the accents of a file's name apart, and their shells too."""
    return typed if typed.isascii() else unicodedata.normalize("NFC", typed)
