"""A damaged index: every operation and every command gives the right answer or an error with a remedy."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest
from support.command_line import READ_COMMANDS, CommandResult, run_command, start_command, wait_for
from support.index_contents import flip_bit
from support.read_operations import READ_OPERATIONS, all_answers, make_index, outcome_of
from support.trials.damage import Damage, damage_at_random, try_damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.mark.slow
def test_random_damage_never_gives_a_wrong_answer(tmp_path: Path) -> None:
    """In 150 trials each answer is right or an error, and ``check`` finds each damage."""
    figures, wrong, longest = damage_at_random(tmp_path, 150, seed=20_251_122)
    assert wrong == []
    assert longest < 5
    assert sum(count for (_, outcome), count in figures.items() if outcome == "trials") == 150
    assert {kind for kind, _ in figures} >= {"flip", "cut", "missing", "of another index"}


def test_check_finds_a_flipped_bit_in_every_file(tmp_path: Path) -> None:
    """The bit is in the first, middle or last byte; the answers stay right or errors."""
    index = make_index(tmp_path)
    right = all_answers(index)
    for path in sorted(index.iterdir()):
        if path.name in ("write.lock", ".defsearch"):
            continue
        for at in (0, path.stat().st_size // 2, path.stat().st_size - 1):

            def flip(data: bytes, at: int = at) -> bytes:
                return data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]

            found = try_damage(index, Damage(path.name, "flip", flip), right)
            assert found is not None
            assert found.fault_found, (path.name, at)
            assert {*found.outcomes.values()} <= {"right", "error"}, (path.name, at)


@pytest.mark.parametrize("what", ["folder", "link", "pipe"])
def test_other_things_in_the_place_of_files_are_errors(tmp_path: Path, what: str) -> None:
    """A folder, a symlink or a pipe instead of a file is an error at once."""
    index = make_index(tmp_path)
    right = all_answers(index)
    for path in sorted(index.iterdir()):
        if path.name in ("write.lock", ".defsearch"):
            continue
        kept = path.read_bytes()
        path.unlink()
        if what == "folder":
            path.mkdir()
        elif what == "link":
            (tmp_path / "same").write_bytes(kept)
            path.symlink_to(tmp_path / "same")
        else:
            os.mkfifo(path)
        assert {outcome_of(ask, index, right[name]) for name, ask in READ_OPERATIONS.items()} == {"error"}, (
            path.name
        )
        path.rmdir() if what == "folder" else path.unlink()
        path.write_bytes(kept)


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
    """Make an undamaged index."""
    return make_index(tmp_path_factory.mktemp("original"))


@pytest.fixture
def index(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy that every command uses."""
    shutil.copytree(original, tmp_path / "index")
    monkeypatch.setenv("DEFSEARCH_INDEX", str(tmp_path / "index"))
    return tmp_path / "index"


def command_results() -> dict[str, CommandResult]:
    """Return the result of each command, and of a completion."""
    found = {typed: run_command(*typed.split()) for typed in READ_COMMANDS}
    return {**found, COMPLETION: run_command(complete=COMPLETION)}


def index_files(index: Path) -> Iterator[Path]:
    """Yield the files of the index state."""
    yield from sorted(path for path in index.iterdir() if path.name not in ("write.lock", ".defsearch"))


def has_remedy(typed: str, found: CommandResult, right: CommandResult) -> bool:
    """Return whether a failed command says in one sentence what is wrong and in another what repairs it."""
    if typed.startswith("check") and found.code == 1:
        return b"fault" in found.out and b"defsearch ingest --rebuild" in found.out and found.err == b""
    if typed == COMPLETION:  # a message would disturb typing
        return found == CommandResult(0, b"", b"")
    what, *hint = found.err.decode().splitlines()
    # An export prints line by line: the lines before the damage are right and complete.
    printed = right.out.startswith(found.out) and found.out[-1:] in (b"", b"\n")
    return (
        found.code == 3 and what.startswith("defsearch: ") and len(hint) == 1 and "defsearch ingest" in hint[0]
        and (printed if typed.startswith("export") else found.out == b"")
    )  # fmt: skip


@pytest.mark.slow
def test_each_command_answers_as_before_or_names_a_remedy(index: Path) -> None:
    """Each file in turn is damaged, cut or removed, and ``check`` finds it each time."""
    right = command_results()
    assert {found.code for found in right.values()} == {0}
    assert all(found.out for found in right.values())
    failed: set[str] = set()
    for path in index_files(index):
        kept = path.read_bytes()
        for damage in DAMAGES:
            damage(path)
            for typed, found in command_results().items():
                where = (path.name, damage.__name__, typed, found)
                assert b"Traceback" not in found.err, where
                if found != right[typed] or typed.startswith("check"):
                    assert has_remedy(typed, found, right[typed]), where
                    failed.add(typed)
            path.write_bytes(kept)
    assert failed == {*right}
    assert command_results() == right


def test_the_advised_command_repairs_the_index(index: Path) -> None:
    """``check`` names it with the sources and the folder of the index."""
    right = run_command("export")
    for path in index_files(index):
        if path.suffix == ".documents":
            _cut(path)
    named = {fault["remedy"] for fault in json.loads(run_command("check", "--json").out)["faults"]}
    assert len(named) == 1
    program, *typed = shlex.split(named.pop())
    assert (program, typed[:2]) == ("defsearch", ["ingest", "--rebuild"])
    assert run_command(*typed).code == 0
    assert (run_command("export"), run_command("check").code) == (right, 0)


@pytest.mark.parametrize("name", ["my index", "$(touch mine)", "it's", "-x"])
def test_the_advised_command_is_quoted_for_a_shell(name: str) -> None:
    """A folder name with a space once became two words."""
    code, out, err = run_command("query", "fregat", f"--index={name}")
    assert (code, out) == (3, b"")
    advice = err.decode().splitlines()[1].partition("Make one with: ")[2]
    assert shlex.split(advice) == ["defsearch", "ingest", "SOURCE", "--index", name]


def test_the_process_ends_with_the_exit_code(index: Path) -> None:
    """A shell gets 3 from a query and 1 from a check that found faults."""
    for path in index.glob("*.postings"):
        _cut(path)
    query, check = (
        wait_for(start_command(index.parent, *typed.split())) for typed in ("query fregat", "check")
    )
    assert (query.code, query.out, query.err.count(b"\n")) == (3, b"", 2)
    assert (check.code, check.err) == (1, b"")
