"""An index with the real Dutch analysis, made once; and no process left after a test."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, write_releases
from support.command_line import kill_all, run_command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD = {f"r{number}": release_text("De stand is oud.") for number in range(6)}


@pytest.fixture(scope="session")
def dutch_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ingest six releases with the real program, once: its dictionary takes seconds to load.

    The umask is 0, so any file that is private was made private by the program.
    """
    folder = tmp_path_factory.mktemp("dutch")
    write_releases(folder / "seeds", **OLD)
    before = os.umask(0)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            assert run_command("ingest", "--quiet").code == 0
    finally:
        os.umask(before)
    shutil.rmtree(folder / "seeds")  # an archive elsewhere can then have the same ids
    return folder / "index"


@pytest.fixture
def archive(dutch_index: Path, tmp_path: Path) -> Path:
    """Return a folder with a copy of that index and its releases; an ingest there finds nothing to do."""
    shutil.copytree(dutch_index, tmp_path / "archive" / "index")
    write_releases(tmp_path / "archive" / "seeds", **OLD)
    return tmp_path / "archive"


@pytest.fixture(autouse=True)
def no_process_left() -> Iterator[None]:
    """Kill the processes that a failed test has left."""
    yield
    kill_all()
