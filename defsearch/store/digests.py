"""The digest of a whole file, as the manifest keeps it and ``check`` compares it."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

from defsearch.store.folder import open_plain

if TYPE_CHECKING:
    from pathlib import Path


def file_digest(path: Path) -> tuple[int, str]:
    """Size and BLAKE2 digest of a plain file; an OSError where it is anything else."""
    state, size = blake2b(digest_size=16), 0
    descriptor = open_plain(os.fspath(path))
    try:
        while block := os.read(descriptor, 1 << 20):
            state.update(block)
            size += len(block)
    finally:
        os.close(descriptor)
    return size, state.hexdigest()
