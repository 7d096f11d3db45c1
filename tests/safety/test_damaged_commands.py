"""Every command on a damaged index, as it is typed: what stood there before, or one sentence with the way out."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.archive import run_ingest
from support.command_line import READ_COMMANDS, CommandResult, run_command, start_command, wait_for
from support.index_contents import flip_bit
from support.read_operations import make_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMPLETION = "defsearch show r"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    flip_bit(path, path.stat().st_size // 2, 3)


def _unlink(path: Path) -> None:
    path.unlink()


DAMAGES: tuple[Callable[[Path], None], ...] = (_flip, _cut, _unlink)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that is whole."""
    return make_index(tmp_path_factory.mktemp("original"))


@pytest.fixture
def index(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy, which every command means."""
    shutil.copytree(original, tmp_path / "index")
    monkeypatch.setenv("DEFSEARCH_INDEX", str(tmp_path / "index"))
    return tmp_path / "index"


def answers() -> dict[str, CommandResult]:
    """What each command says, and what a shell is offered."""
    found = {typed: run_command(*typed.split()) for typed in READ_COMMANDS}
    return {**found, COMPLETION: run_command(complete=COMPLETION)}


def files(index: Path) -> Iterator[Path]:
    """Those that the state consists of."""
    yield from sorted(path for path in index.iterdir() if path.name != "write.lock")


def has_way_out(typed: str, found: CommandResult, right: CommandResult) -> bool:
    """Whether a failure says in one sentence what is wrong and what mends it, and nothing that is wrong besides."""
    if typed.startswith("check") and found.code == 1:
        return b"fault" in found.out and b"defsearch ingest --rebuild" in found.out and found.err == b""
    if typed == COMPLETION:  # who types wants no message in between
        return found == CommandResult(0, b"", b"")
    what, *hint = found.err.decode().splitlines()
    # An export goes line by line: what it printed before it met the damage is right, and whole lines.
    printed = right.out.startswith(found.out) and found.out[-1:] in (b"", b"\n")
    return (
        found.code == 3 and what.startswith("defsearch: ") and len(hint) == 1 and "defsearch ingest" in hint[0]
        and (printed if typed.startswith("export") else found.out == b"")
    )  # fmt: skip


def test_each_command_answers_as_before_or_says_what_repairs(index: Path) -> None:
    """A bit flipped, half of it gone, not there: each file in turn, and ``check`` sees every one of them."""
    right = answers()
    assert {found.code for found in right.values()} == {0}
    assert all(found.out for found in right.values())
    failed: set[str] = set()
    for path in files(index):
        kept = path.read_bytes()
        for damage in DAMAGES:
            damage(path)
            for typed, found in answers().items():
                where = (path.name, damage.__name__, typed, found)
                assert b"Traceback" not in found.err, where
                if found != right[typed] or typed.startswith("check"):
                    assert has_way_out(typed, found, right[typed]), where
                    failed.add(typed)
            path.write_bytes(kept)
    assert failed == {*right}
    assert answers() == right


def test_the_command_that_is_named_repairs(index: Path) -> None:
    """As ``check`` names it, with the sources of the index and the index itself."""
    right = run_command("export")
    for path in files(index):
        if path.suffix == ".documents":
            _cut(path)
    named = {fault["remedy"] for fault in json.loads(run_command("check", "--json").out)["faults"]}
    assert len(named) == 1
    *command, source, option, folder = shlex.split(named.pop())
    assert [*command, option] == ["defsearch", "ingest", "--rebuild", "--index"]
    run_ingest(Path(source), Path(folder), rebuild=True)
    assert (run_command("export"), run_command("check").code) == (right, 0)


@pytest.mark.parametrize("name", ["my index", "$(touch mine)", "it's", "-x"])
def test_the_command_that_makes_an_index_can_be_typed(name: str) -> None:
    """Found when the name of a folder with a space in it became two words of the command that was advised."""
    code, out, err = run_command("query", "fregat", f"--index={name}")
    assert (code, out) == (3, b"")
    advice = err.decode().splitlines()[1].partition("Make one with: ")[2]
    assert shlex.split(advice) == ["defsearch", "ingest", "SOURCE", "--index", name]


def test_the_exit_codes_leave_the_process(index: Path) -> None:
    """What the shell is told is what the command line decided: 3 for a question, 1 for what a check found."""
    for path in index.glob("*.postings"):
        _cut(path)
    query, check = (
        wait_for(start_command(index.parent, *typed.split())) for typed in ("query fregat", "check")
    )
    assert (query.code, query.out, query.err.count(b"\n")) == (3, b"", 2)
    assert (check.code, check.err) == (1, b"")
