"""Commands, completion, exit codes and error messages: every error is one sentence with the next step."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from defsearch.cli.main import run


@pytest.mark.parametrize("typed", ["--index here query drones", "query drones --index here"])
def test_global_options_come_before_or_after_the_command(
    typed: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same meaning; both win over the environment."""
    monkeypatch.setenv("DEFSEARCH_INDEX", "elsewhere")
    program(*typed.split())
    assert program.searchers[-1].index.name == "here"


def test_a_global_option_after_the_command_wins(program: Any) -> None:
    """If it is given twice."""
    program("--index", "one", "query", "drones", "--index", "two")
    assert program.searchers[-1].index.name == "two"


def test_a_global_flag_before_the_command_reaches_it(program: Any) -> None:
    """--color and the flags are passed on too."""
    program("--color", "always", "--hyperlinks", "query", "drones")
    assert "\x1b[1;4;31m" in program.out
    assert "\x1b]8;;file://" in program.out


LOADED = """
import sys
from defsearch.cli.main import run
code = run(sys.argv[1:])
print(code, *sys.modules, file=sys.stderr)
"""


def loaded_modules(folder: Path, *args: str) -> set[str]:
    """Return the modules that are loaded after a successful command."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *args], cwd=folder, capture_output=True, text=True, check=True
    )
    code, *modules = done.stderr.splitlines()[-1].split()
    assert code == "0"
    return set(modules)


@pytest.mark.parametrize(
    "args",
    [
        "query drones --json",
        "query drones --color always",
        "query drones noordzee --csv",
        "show 001 --color always",
        "timeline drones",
        "export",
        "status",
    ],
)
def test_queries_load_no_slow_modules(indexed: Path, args: str) -> None:
    """Importing Rich takes as long as a search, the dictionaries ten times as long."""
    heavy = {
        "rich",
        "simplemma",
        "snowballstemmer",
        "whoosh",
        "pickle",
        "defsearch.cli.remedies",
        "pydantic",
        "multiprocessing",
    }
    assert not loaded_modules(indexed, *args.split()) & heavy


def test_help_does_not_load_the_search(indexed: Path) -> None:
    """Nor the module of any other command."""
    modules = loaded_modules(indexed, "query", "--help")
    assert not modules & {"whoosh", "rich", "defsearch.search.searcher", "defsearch.cli.commands.ingest"}


def test_a_query_loads_no_other_command(indexed: Path) -> None:
    """Commands are found by name and loaded one at a time."""
    modules = loaded_modules(indexed, "query", "drones")
    assert {name for name in modules if name.startswith("defsearch.cli.commands.")} == {
        "defsearch.cli.commands.query"
    }


def test_only_the_renderer_in_use_is_loaded(indexed: Path) -> None:
    """Hits for people need no formats; JSON needs no drawing."""
    assert not loaded_modules(indexed, "query", "drones") & {"csv", "defsearch.render.formats"}
    assert "defsearch.render.hits" not in loaded_modules(indexed, "query", "drones", "--json")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("query drones", 0),
        ("query kernfusie", 1),
        ("query kernfusie --count", 1),
        ("query kernfusie --json", 1),
        ("query drones --page 9", 1),
        ("query drones --count --page 9", 0),
        ("query", 2),
        ("query drones --from 2024-02-30", 2),
        ("query drones --from 2024 --to 2023", 2),
        ("query drones --json --csv", 2),
        ("query drones -0", 2),
        ("query drones --explain --csv", 2),
        ("query drones --sort best", 2),
        ("query drones -n -1", 2),
        ("query drones -n", 2),
        ("query drones --nothing", 2),
        ("query -x", 2),
        ("query drones --index none", 3),
        ("show 2024/mei/017", 0),
        ("show 2025", 1),
        ("show", 2),
        ("show a b", 2),
        ("show 2024/mei/017 --raw --json", 2),
        ("similar 2024/mei/017", 0),
        ("timeline drones", 0),
        ("timeline --per day", 2),
        ("timeline --json --csv", 2),
        ("export drones", 0),
        ("export kernfusie", 1),
        ("status", 0),
        ("check", 0),
        ("check --index faulty", 1),
        ("ingest", 0),
        ("ingest --strict", 1),
        ("help", 0),
        ("help query", 0),
        ("help dates", 0),
        ("help timeline", 0),
        ("help nothing", 2),
        ("drones", 2),
        ("--version", 0),
        ("--help", 0),
        ("query -h", 0),
        ("man", 0),
        ("", 0),
    ],
)
def test_every_exit_code(typed: str, code: int, program: Any) -> None:
    """0 success, 1 no result, 2 wrong usage, 3 no index; an error is one sentence without a traceback."""
    assert program(*typed.split()) == code
    assert "Traceback" not in program.err
    if code > 1:
        assert program.err.startswith("defsearch: ")
        assert program.out == ""


@pytest.mark.parametrize(
    "typed",
    ["{}", "query {}", "query drones --sort {}", "query drones --from {}", "query -n {}", "query --{}",
     "show {}", "show 1 {}", "help {}"],
)  # fmt: skip
def test_a_long_value_is_shortened_in_its_message(typed: str, program: Any) -> None:
    """In the value of any option or argument."""
    assert program(*(word.replace("{}", "kernfusie" * 400) for word in typed.split())) in (1, 2)
    assert "…" in program.err
    assert max(map(len, program.err.splitlines())) < 300


def test_an_internal_error_is_one_sentence(
    program: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 70 with the way to see more; DEFSEARCH_DEBUG shows the traceback."""
    monkeypatch.setattr(program, "open_searcher", None)
    monkeypatch.setattr("defsearch.cli.commands.query.period", lambda *_: 1 / 0)
    assert program("query", "drones") == 70
    assert program.err.startswith("defsearch: internal error (ZeroDivisionError: ")
    monkeypatch.setenv("DEFSEARCH_DEBUG", "1")
    assert program("query", "drones") == 70
    assert program.err.startswith("Traceback")


def test_ctrl_c_is_exit_code_130(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any message."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("defsearch.cli.commands.query.period", interrupt)
    assert program("query", "drones") == 130
    assert (program.out, program.err) == ("", "")


@pytest.fixture
def unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that cannot be listed, also when the tests run as root."""
    folder = tmp_path / "closed"
    folder.mkdir()

    def refusing(real: Any) -> Any:
        def refuse(path: Any) -> Any:
            if str(path).startswith(str(folder)):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path)

        return refuse

    monkeypatch.setattr(os, "listdir", refusing(os.listdir))
    monkeypatch.setattr(os, "scandir", refusing(os.scandir))
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != str(folder) and access(path, mode))
    monkeypatch.delenv("DEFSEARCH_INDEX", raising=False)
    return folder


@pytest.mark.parametrize(
    "typed",
    [
        "query drones",
        "show 1",
        "timeline",
        "similar 1",
        "export",
        "status",
        "check",
        "ingest",
        "ingest --dry-run",
    ],
)
def test_an_unreadable_index_is_exit_code_3(
    typed: str, unreadable_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the folder; the hint says how to get access."""
    (unreadable_folder.parent / "seeds").mkdir()
    (unreadable_folder.parent / "seeds" / "a.txt").write_text("date 2025-09-25 Titel\n\nTekst.\n")
    monkeypatch.chdir(unreadable_folder.parent)
    assert run([*typed.split(), "--index", str(unreadable_folder)]) == 3
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"defsearch: the index cannot be read: {unreadable_folder}: permission denied"
    assert "read access" in said[1] or "readable" in said[1]


def test_an_unreadable_source_is_an_error(
    unreadable_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Alone it is an error; beside another source it is skipped and reported."""
    index = str(unreadable_folder.parent / "index")
    assert run(["ingest", str(unreadable_folder), "--index", index]) == 2
    assert capsys.readouterr().err.startswith(f"defsearch: {unreadable_folder}: no permission to read it\n  ")
    other = unreadable_folder.parent / "a.txt"
    other.write_text("date 2025-09-25 Titel\n\nTekst.\n")
    assert run(["ingest", str(unreadable_folder), str(other), "--index", index, "--dry-run"]) == 0
    out, err = capsys.readouterr()
    assert (
        err
        == f"{unreadable_folder}: skipped: no permission to read it\n  make it readable with: chmod u+rX\n"
    )
    assert out.startswith("1 added, 1 skipped: ")


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in ``folder``, with ``defsearch`` as the program."""
    typed = line.replace("defsearch", f"'{sys.executable}' -m defsearch")
    return subprocess.run(["bash", "-c", typed], cwd=folder, capture_output=True, text=True, timeout=60)


def test_a_closed_pipe_ends_the_output_quietly(indexed: Path) -> None:
    """``defsearch export | head``: exit code 0, and nothing on standard error."""
    pipe = f"'{sys.executable}' -m defsearch export | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", pipe], cwd=indexed, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{0\n", "")


def test_a_full_disk_at_standard_output_is_reported(indexed: Path) -> None:
    """Exit code 74 and one sentence."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "defsearch", "export"],
            cwd=indexed,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 74
    assert done.stderr == "defsearch: the output could not be written: no space left on device\n"


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", "2>/dev/full >/dev/full", ">&- 2>&- <&-"])
@pytest.mark.parametrize(
    ("typed", "code"),
    [("query --nothing", 2), ("query drones --index none", 3), ("query kernfusie", 1), ("ingest none", 2)],
)
def test_an_error_without_standard_error_keeps_its_exit_code(
    indexed: Path, typed: str, code: int, redirection: str
) -> None:
    """A closed or full standard error once made every error exit code 1: nothing found."""
    assert shell(indexed, f"defsearch {typed} {redirection}").returncode == code


@pytest.mark.slow
def test_a_closed_error_pipe_keeps_the_exit_code(indexed: Path) -> None:
    """``defsearch … 2>&1 | head``: the exit code is that of the error."""
    done = shell(indexed, "(sleep 0.5; defsearch query --nothing 2>&1 >/dev/null; echo $? >&3) 3>&2 | true")
    assert done.stderr == "2\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", ["query drones -n 20", "query drones --count", "export", "--help", "--version", "ingest"]
)
def test_output_that_cannot_be_written_is_an_error(indexed: Path, typed: str) -> None:
    """A closed standard output is an error like a full disk: exit code 74, never 0."""
    for redirection, reason in (
        (">&-", "standard output is closed"),
        (">/dev/full", "no space left on device"),
    ):
        done = shell(indexed, f"defsearch {typed} {redirection}")
        assert done.returncode == 74
        assert done.stderr == f"defsearch: the output could not be written: {reason}\n"
    assert shell(indexed, f"defsearch {typed} >&- 2>&- <&-").returncode == 74


def test_unused_closed_streams_are_no_error(indexed: Path) -> None:
    """Some schedulers run programs without open streams; a command that prints nothing succeeds."""
    assert shell(indexed, "defsearch ingest --quiet >&- 2>&- <&-").returncode == 0
    done = shell(indexed, "defsearch query drones -n 2 2>&-")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1–2 of 12 releases")


INTERRUPTED_WHILE_LOADING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import defsearch.__main__

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
defsearch.__main__.main()
"""


def test_ctrl_c_during_start_up_is_quiet() -> None:
    """Exit code 130 and no traceback."""
    done = subprocess.run([sys.executable, "-c", INTERRUPTED_WHILE_LOADING], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
