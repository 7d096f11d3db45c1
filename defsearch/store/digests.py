"""What a manifest keeps of a file, from reading all of it: for writing a manifest and for ``check``."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

from defsearch.store.folder import open_plain
from defsearch.store.manifest import FileFacts
from defsearch.store.sealed import read_seal

if TYPE_CHECKING:
    from pathlib import Path


def file_facts(path: Path) -> FileFacts:
    """Size, seal and digest of a plain file; an OSError where it is anything else."""
    size, seal = read_seal(os.fspath(path))
    state = blake2b(digest_size=16)
    descriptor = open_plain(os.fspath(path))
    try:
        while block := os.read(descriptor, 1 << 20):
            state.update(block)
    finally:
        os.close(descriptor)
    return FileFacts(size, seal, state.hexdigest())
