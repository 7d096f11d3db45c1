"""A disk that takes no more, for real: the system cuts short what a program writes past a size, and then refuses it.

A limit on the size of files is the one such disk that needs no rights; nothing of the program is in on it.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, write_releases
from support.command_line import run_command, start_command, wait_for
from support.index_contents import file_states, stray_files

if TYPE_CHECKING:
    from pathlib import Path

QUERY = ("query", "stand", "--json", "-n", "1000")
FULL = b"defsearch: the index could not be written: index: file too large\n"
# What Python compiles and keeps beside the modules would be cut short too, and be there for every program after it.
_LIMIT = """
import resource, sys
sys.dont_write_bytecode = True
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
"""


def sizes_of_the_next_state(folder: Path) -> list[int]:
    """Of each file that an ingest would write, the smallest first."""
    shutil.copytree(folder / "index", folder / "tried")
    assert run_command("ingest", "--quiet", "--index", "tried").code == 0
    old = {path.name for path in (folder / "index").iterdir()}
    return sorted(path.stat().st_size for path in (folder / "tried").iterdir() if path.name not in old)


@pytest.mark.parametrize("added", [1, 200])
def test_whichever_file_does_not_fit_the_old_state_stands(
    archive: Path, monkeypatch: pytest.MonkeyPatch, added: int
) -> None:
    """No byte fits, or half of the smallest, or most of the largest: one sentence, and the next ingest is clean."""
    monkeypatch.chdir(archive)
    words = ("fregat", "schip", "vliegtuig", "oefening", "minister")
    new = {
        f"n{number}": release_text(f"De stand is nieuw: {words[number % 5]}{number}.")
        for number in range(added)
    }
    write_releases(archive / "seeds", **new)
    sizes = sizes_of_the_next_state(archive)
    old, before = run_command(*QUERY), file_states(archive / "index")
    for limit in (sizes[0] // 2 if added > 1 else 0, sizes[-1] * 3 // 4):
        code, out, err = wait_for(start_command(archive, "ingest", first=_LIMIT.format(limit)))
        assert (code, out, err.count(b"\n")) == (74, b"", 2)
        assert err.startswith(FULL)
        assert run_command(*QUERY) == old
        assert before.items() <= file_states(archive / "index").items()
    assert wait_for(start_command(archive, "ingest", "--quiet", first=_LIMIT.format(2 * sizes[-1]))) == (
        0,
        b"",
        b"",
    )
    assert run_command(*QUERY).out.count(b"nieuw") == added
    assert run_command("check").code == 0
    assert stray_files(archive / "index") == set()
