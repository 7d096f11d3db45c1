"""Privacy: only the owner can read what is written, and no command uses the network or another program."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, write_releases
from support.command_line import start_command, wait_for

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.slow

_LAX = "import os; os.umask(0)"

# Runs commands one after the other, and prints every socket and process that they open.
_WATCHED = """
import sys
WATCHED = ("socket.", "urllib.", "subprocess.", "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.system")
opened = []
sys.addaudithook(lambda event, arguments: event.startswith(WATCHED) and opened.append((event, arguments)))
from defsearch.cli.main import run
codes = {typed: run(typed.split()) for typed in sys.argv[1:]}
print(opened, sorted(set(codes.values())), file=sys.stderr)
sys.exit()
"""
COMMANDS = (
    *(
        "ingest --dry-run",
        "ingest",
        "ingest --json",
        "query stand",
        "query stand --color always --hyperlinks",
    ),
    *(
        "query stnad OR stand --explain",
        "query stand --json",
        "query stand --csv",
        "show 1",
        "show r1 --cite",
    ),
    *(
        "timeline stand --svg picture.svg",
        "timeline",
        "similar r1",
        "export stand",
        "status",
        "check",
        "help query",
    ),
)


def modes(folder: Path) -> dict[str, str]:
    """Return the permissions of a folder and everything in it."""
    paths = [folder, *folder.rglob("*")]
    return {path.name: f"{stat.S_IMODE(path.stat().st_mode):o}" for path in paths}


def are_private(folder: Path) -> bool:
    """Return whether only the owner can open a folder and everything in it."""
    folders = {path.name for path in (folder, *folder.rglob("*")) if path.is_dir()}
    return all(mode == ("700" if name in folders else "600") for name, mode in modes(folder).items())


def test_written_files_are_private_for_any_umask(
    dutch_index: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This applies to a new index, an updated index, and the last query with its new folders."""
    assert are_private(dutch_index), modes(dutch_index)
    monkeypatch.setenv("XDG_STATE_HOME", str(archive / "home" / ".local" / "state"))
    write_releases(archive / "seeds", nieuw=release_text("De stand is nieuw."))
    assert wait_for(start_command(archive, "ingest", "seeds", "--quiet", first=_LAX)) == (0, b"", b"")
    assert wait_for(start_command(archive, "query", "stand", first=_LAX)).code == 0
    for folder in (archive / "index", archive / "home"):
        assert len(modes(folder)) > 2
        assert are_private(folder), modes(folder)


def test_no_command_opens_a_socket_or_starts_a_program(archive: Path) -> None:
    """Not even a local one: no data can leave through another process."""
    write_releases(
        archive / "seeds", **{f"n{number}": release_text(f"De stand is nu {number}.") for number in range(50)}
    )
    code, out, err = wait_for(start_command(archive, *COMMANDS, first=_WATCHED))
    assert (code, err.splitlines()[-1]) == (0, b"[] [0, 1]")  # 1: no release is similar
    assert out
