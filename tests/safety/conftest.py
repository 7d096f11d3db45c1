"""What these tests share: disks that do not wait, so that hundreds of commits take seconds, and no program left."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from safety.program import ask, end_all
from safety.workshop import release, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD = {f"r{number}": release("De stand is oud.") for number in range(6)}


@pytest.fixture(scope="session")
def dutch_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of six releases as the program itself makes it: once, for its dictionary takes seconds to load.

    Made under a umask that keeps nobody out: what is private in it, the program made so.
    """
    folder = tmp_path_factory.mktemp("dutch")
    write(folder / "seeds", **OLD)
    before = os.umask(0)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            assert ask("ingest", "--quiet").code == 0
    finally:
        os.umask(before)
    shutil.rmtree(folder / "seeds")  # so that an archive elsewhere takes its releases over
    return folder / "index"


@pytest.fixture
def archive(dutch_index: Path, tmp_path: Path) -> Path:
    """A folder with that index, and the releases that it was made from: for an ingest there is nothing to do."""
    shutil.copytree(dutch_index, tmp_path / "archive" / "index")
    write(tmp_path / "archive" / "seeds", **OLD)
    return tmp_path / "archive"


@pytest.fixture(autouse=True)
def disks_that_do_not_wait() -> Iterator[None]:
    """Syncing only looks at the file; a test about syncing puts something of its own in that place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        yield


@pytest.fixture(autouse=True)
def no_program_is_left() -> Iterator[None]:
    """What a test starts ends with it, also where it fails half-way."""
    yield
    end_all()
