"""What these tests share: disks that do not wait, so that hundreds of commits take seconds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def disks_that_do_not_wait() -> Iterator[None]:
    """Syncing only looks at the file; a test about syncing puts something of its own in that place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        yield
