"""Standard output and standard error: terminal, colour, pager, results and notices."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.terminal_session import Session, plain

from defsearch.cli.output import Colour, Terminal, requested_colour, show_notices, use_colour

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "colour"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": "", "FORCE_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("auto", {"CLICOLOR": "1"}, False, False),
        ("auto", {"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_the_order_of_colour_settings(
    choice: str, environment: dict[str, str], terminal: bool, colour: bool
) -> None:
    """--color wins, then NO_COLOR, then FORCE_COLOR, then the stream; an empty variable is ignored."""
    assert use_colour(Colour(choice), environment, terminal=terminal) is colour


@pytest.mark.parametrize(
    ("args", "variable", "asked"),
    [
        ("query drones", "", "auto"),
        ("--color never query drones", "always", "never"),
        ("query drones --color=always", "", "always"),
        ("query drones", "never", "never"),
        ("query --color", "", "auto"),
        ("query --color purple", "", "auto"),
        ("query -- --color always", "", "auto"),
    ],
)
def test_color_applies_to_errors_in_the_arguments(args: str, variable: str, asked: str) -> None:
    """--color counts even if the other arguments cannot be parsed."""
    assert requested_colour(args.split(), {"DEFSEARCH_COLOR": variable}) == asked


@pytest.mark.parametrize(("columns", "width"), [("10", 40), ("60", 60), ("250", 250), ("900", 250)])
def test_the_width_is_between_40_and_250(
    columns: str, width: int, monkeypatch: pytest.MonkeyPatch, on_terminal: Callable[..., None]
) -> None:
    """Narrower and wider terminals are treated as these."""
    on_terminal(80)
    monkeypatch.setenv("COLUMNS", columns)
    assert Terminal().screen.width == width


def test_a_pipe_has_no_width(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is wrapped for it."""
    assert Terminal().screen.width is None


def test_notices_are_wrapped_on_a_terminal_only(
    on_terminal: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Not inside a word, and with an indent; a script gets one line."""
    notice = "read “september 2025” as 2025-09-01 … 2025-09-30, or these  words"
    show_notices([notice, "short"])
    assert capsys.readouterr().err == f"note: {notice}\nnote: short\n"
    on_terminal(40)
    show_notices([notice])
    assert capsys.readouterr().err.splitlines() == [
        "note: read “september 2025” as",
        "  2025-09-01 … 2025-09-30, or these",
        "  words",
    ]


def test_a_closed_stream_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Running without standard output (``>&-``) is not an error here."""
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    assert Terminal().interactive is False


@pytest.fixture
def pager(tmp_path: Path) -> tuple[str, Path]:
    """A pager that writes its input to a file, and that file."""
    kept = tmp_path / "kept"
    script = tmp_path / "pager"
    script.write_text(f'#!/bin/sh\ncat > {kept}\necho "LESS=$LESS" >> {kept}\n')
    script.chmod(0o700)
    return str(script), kept


def test_output_that_does_not_fit_goes_to_the_pager(
    monkeypatch: pytest.MonkeyPatch,
    on_terminal: Callable[..., None],
    pager: tuple[str, Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """DEFSEARCH_PAGER wins over PAGER; less gets its options."""
    on_terminal(80, lines=5)
    command, kept = pager
    monkeypatch.setenv("PAGER", "false")
    monkeypatch.setenv("DEFSEARCH_PAGER", command)
    monkeypatch.delenv("LESS", raising=False)
    lines = [f"line {number}" for number in range(20)]
    Terminal().show(lines)
    assert kept.read_text().splitlines() == [*lines, "LESS=FIRX"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("chosen", ["", "cat", "/no/such/pager", '"no end'])
def test_output_is_printed_without_a_usable_pager(
    chosen: str,
    monkeypatch: pytest.MonkeyPatch,
    on_terminal: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No pager, ``cat``, one that does not exist, one that cannot be parsed."""
    on_terminal(80, lines=5)
    monkeypatch.setenv("DEFSEARCH_PAGER", chosen)
    lines = [f"line {number}" for number in range(20)]
    Terminal().show(lines)
    assert capsys.readouterr().out.splitlines() == lines


def test_output_that_fits_is_printed(
    monkeypatch: pytest.MonkeyPatch, on_terminal: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """One line is left for the prompt."""
    on_terminal(80, lines=5)
    monkeypatch.setenv("DEFSEARCH_PAGER", "false")
    Terminal().show(["line"] * 4)
    assert capsys.readouterr().out == "line\n" * 4


def test_no_pager_prints_long_output(
    monkeypatch: pytest.MonkeyPatch, on_terminal: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """All of it, without the pager."""
    on_terminal(80, lines=5)
    monkeypatch.setenv("DEFSEARCH_PAGER", "false")
    Terminal(no_pager=True).show(["line"] * 40)
    assert capsys.readouterr().out == "line\n" * 40


@pytest.mark.parametrize("lines", [20, 5000])
@pytest.mark.parametrize("chosen", ["true", "false", "sh -c 'read line; exit 1'", "sh -c 'cat >&2; exit 2'"])
def test_a_pager_that_fails_or_ends_at_once_swallows_nothing(
    chosen: str,
    lines: int,
    monkeypatch: pytest.MonkeyPatch,
    on_terminal: Callable[..., None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The output is printed, as after ``less`` of BusyBox, which refuses -X."""
    on_terminal(80, lines=5)
    monkeypatch.setenv("DEFSEARCH_PAGER", chosen)
    Terminal().show("x" * 80 for _ in range(lines))
    assert capfd.readouterr().out == f"{'x' * 80}\n" * lines


@pytest.mark.slow
@pytest.mark.parametrize("chosen", ["sh -c 'sleep 1'", "sh -c 'sleep 1; exit 130'"])
def test_quitting_the_pager_early_is_no_error(
    chosen: str,
    monkeypatch: pytest.MonkeyPatch,
    on_terminal: Callable[..., None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The rest of the output is dropped."""
    on_terminal(80, lines=5)
    monkeypatch.setenv("DEFSEARCH_PAGER", chosen)
    Terminal().show("x" * 1000 for _ in range(5000))
    assert capfd.readouterr() == ("", "")


def test_a_pager_may_be_a_pipe(
    monkeypatch: pytest.MonkeyPatch, on_terminal: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    """The shell runs it; without one, ``|`` and ``cat`` were names of files for less."""
    on_terminal(80, lines=5)
    monkeypatch.setenv("PAGER", "cat -n | cat")
    Terminal().show(["line"] * 20)
    assert capfd.readouterr().out.split()[:4] == ["1", "line", "2", "line"]


@pytest.mark.parametrize("terminal", ["dumb", ""])
def test_a_dumb_terminal_gets_no_pager(
    terminal: str,
    monkeypatch: pytest.MonkeyPatch,
    on_terminal: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A pager cannot move its cursor."""
    on_terminal(80, lines=5)
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setenv("DEFSEARCH_PAGER", "cat -n")
    Terminal().show(["line"] * 20)
    assert capsys.readouterr().out == "line\n" * 20


def test_less_shows_colours_whatever_its_variable_says(
    monkeypatch: pytest.MonkeyPatch, on_terminal: Callable[..., None], tmp_path: Path
) -> None:
    """With LESS=-i the codes of colours were shown as text."""
    on_terminal(80, lines=5)
    (tmp_path / "less").write_text(f'#!/bin/sh\necho "$LESS $@" > {tmp_path}/kept\ncat >> {tmp_path}/kept\n')
    (tmp_path / "less").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("LESS", "-i")
    monkeypatch.setenv("PAGER", "less")
    Terminal().show(["line"] * 20)
    assert (tmp_path / "kept").read_text().startswith("-i -R\nline\n")


@pytest.fixture
def waiting_pager(tmp_path: Path) -> str:
    """A pager that shows everything, then waits for Enter."""
    script = tmp_path / "pager"
    script.write_text("#!/bin/sh\ncat\necho END\nread key < /dev/tty\n")
    script.chmod(0o700)
    return str(script)


INTERRUPTED_PAGER = f"""#!{sys.executable}
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
print(sys.stdin.read(), "END", flush=True)
signal.sigwait([signal.SIGINT])
print("interrupted here", flush=True)
open("/dev/tty").readline()
"""


def test_the_program_waits_for_the_pager(
    start_on_terminal: Callable[..., Session], waiting_pager: str
) -> None:
    """It ends after the pager does."""
    session = start_on_terminal("help", "query", DEFSEARCH_PAGER=waiting_pager)
    session.wait_for("END")
    assert session.process.poll() is None
    session.type("\n")
    assert session.wait() == 0
    assert "Words and phrases" in session.screen


def test_ctrl_c_in_the_pager_is_for_the_pager(
    start_on_terminal: Callable[..., Session], tmp_path: Path
) -> None:
    """Only the pager gets it."""
    script = tmp_path / "pager"
    script.write_text(INTERRUPTED_PAGER)
    script.chmod(0o700)
    session = start_on_terminal("help", "query", DEFSEARCH_PAGER=str(script))
    session.wait_for("END")
    session.type("\x03")
    session.wait_for("interrupted here")
    assert session.process.poll() is None
    session.type("\n")
    assert session.wait() == 0
    assert "Traceback" not in session.screen


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_hits_fit_the_terminal(
    start_on_terminal: Callable[..., Session], indexed: Path, columns: int
) -> None:
    """No line is wider than the terminal at the start of the program."""
    session = start_on_terminal("query", "drones", "--no-pager", folder=indexed, columns=columns)
    assert session.wait() == 0
    lines = plain(session.screen)
    assert max(map(len, lines)) <= columns
    assert lines[0].startswith("1–10 of 12 releases")
    assert "\x1b[1;4;31mdrones\x1b[0m" in session.screen


def test_the_terminal_can_be_resized_while_the_pager_is_open(
    start_on_terminal: Callable[..., Session], indexed: Path, waiting_pager: str
) -> None:
    """Nothing breaks."""
    session = start_on_terminal("query", "drones", folder=indexed, columns=100, DEFSEARCH_PAGER=waiting_pager)
    session.wait_for("END")
    session.resize(44, 24)
    session.type("\n")
    assert session.wait() == 0
    assert "for the next 2 hits: --page 2" in session.screen


def test_notices_and_hints_go_to_standard_error(program: Any) -> None:
    """Standard output contains the hits only."""
    program("query", "drones", "de", "vloot", "--jsonl", "--limit", "1")
    assert len(program.out.splitlines()) == 1
    assert program.err == (
        "note: “de” is in nearly every release and was left out\nnote: 1 of 2 releases; for all: -n all\n"
    )
    program("query", "drones", "--limit", "1")
    assert program.err == "for the next 1 hit: --page 2, or: defsearch more\n"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("--paths -n 1", "note: 1 of 2 releases; for all: -n all\n"),
        ("--csv -n 1", "note: 1 of 2 releases; for all: -n all\n"),
        ("--jsonl -n 1", "note: 1 of 2 releases; for all: -n all\n"),
        ("--jsonl -n 1 --page 2", "note: 2 of 2 releases\n"),
        ("--csv --page 9", "there is no page 9: 2 releases on 1 page\n"),
        ("--json -n 1", ""),
        ("--count -n 1", ""),
        ("--paths -n 2", ""),
    ],
)
def test_a_partial_list_is_noted(typed: str, expected: str, program: Any) -> None:
    """A script must not take one page for all hits."""
    program("query", "drones", *typed.split())
    assert program.err == expected


def test_paths_end_with_nul(program: Any) -> None:
    """--paths -0 is for xargs -0."""
    program("query", "drones", "--paths", "-0")
    assert program.out == "seeds/2024/mei/017.txt\0seeds/2024/mei/018.txt\0"


@pytest.mark.parametrize("limit", ["all", "0", "ALL"])
def test_all_hits_can_be_asked_for(program: Any, limit: str) -> None:
    """JSON repeats 0."""
    assert program("query", "drones", "-n", limit, "--json") == 0
    assert (len(json.loads(program.out)["hits"]), json.loads(program.out)["limit"]) == (2, 0)


def test_brief_is_one_line_a_hit(program: Any, on_terminal: Callable[..., None]) -> None:
    """Number, date and title, fitted to the width; uncut off a terminal."""
    program("query", "drones", "--brief")
    assert program.out.splitlines()[1:] == [
        " 1. 2024-05-17  Marine zoekt drones",
        " 2. 2024-05-18  Drones boven zee: ␛[31mde marine\\u202e oefent samen met de kustwacht en de NAVO",
    ]
    on_terminal(40)
    program("query", "drones", "--brief", "--color", "never")
    assert program.out.splitlines()[-1] == " 2. 2024-05-18  Drones boven zee: ␛[31m…"
    program("similar", "1", "--brief", "--color", "never")
    assert program.out.splitlines()[-1].startswith(" 1. 2024-05-18  Drones boven zee")


LISTS = ("query drones", "similar 2024/mei/017", "export drones")


@pytest.mark.parametrize("command", LISTS)
def test_every_command_that_lists_releases_has_every_format(program: Any, command: str) -> None:
    """JSON, JSON Lines, CSV, TSV and paths."""
    for option in ("--json", "--jsonl", "--csv", "--tsv", "--paths"):
        assert program(*command.split(), option) == 0
        assert "2024/mei/018" in program.out
    for option, delimiter in (("--csv", ","), ("--tsv", "\t")):
        program(*command.split(), option)
        header, *rows = csv.reader(io.StringIO(program.out), delimiter=delimiter)
        assert {"id", "date", "title", "path"} < set(header)
        assert {len(row) for row in rows} == {len(header)}


def test_the_delimiter_is_only_for_csv(program: Any) -> None:
    """And it is one character."""
    assert program("query", "drones", "--csv-delimiter", ";") == 2
    assert program.err == "defsearch: --csv-delimiter is only for --csv\n  Add --csv\n"
    assert program("query", "drones", "--csv", "--csv-delimiter", "ab") == 2
    assert program("timeline", "drones", "--csv", "--csv-delimiter", ";", "--csv-bom") == 0
    assert program.out.startswith("\ufeffperiod;query;matching;share\n")


def test_hits_are_grouped_per_period(program: Any) -> None:
    """With the count of each period; newest first, unless oldest is asked for; the next page goes on so."""
    assert program("query", "drones", "--per", "month", "--brief", "-n", "1") == 0
    assert program.searchers[-1].requests[0].sort == "newest"
    assert program.out.splitlines()[1:] == [
        "per month: 2024-04: 3, 2024-06: 12",
        "",
        "2024-05",
        " 1. 2024-05-17  Marine zoekt drones",
    ]
    assert program("more") == 0
    assert program.out.splitlines()[3].startswith("2024-05")
    assert program("query", "drones", "--per", "year", "--sort", "relevance") == 2
    assert program.err.startswith("defsearch: --per groups by date")


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program named ``xdg-open`` and ``open`` that writes its arguments to a file; the file."""
    (tmp_path / "bin").mkdir()
    for name in ("xdg-open", "open", "my-editor"):
        script = tmp_path / "bin" / name
        script.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/kept\nexit ${{CODE:-0}}\n')
        script.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    return tmp_path / "kept"


def test_the_path_of_a_numbered_hit(program: Any) -> None:
    """On standard output; the title and date of the number on standard error."""
    program("query", "drones")
    assert program("show", "1", "--path") == 0
    assert program.out == "seeds/2024/mei/017.txt\n"
    assert program.err == "1: 2024-05-17  Marine zoekt drones\n"
    program("show", "1", "--cite")
    assert program.err == "1: 2024-05-17  Marine zoekt drones\n"
    program("show", "2024/mei/017", "--cite")
    assert program.err == ""


def test_open_starts_the_viewer_of_the_system(program: Any, tool: Path) -> None:
    """With the full path of the file."""
    assert program("show", "2024/mei/017", "--open") == 0
    assert tool.read_text() == f"{Path.cwd()}/seeds/2024/mei/017.txt\n"


def test_edit_starts_the_editor(program: Any, tool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """VISUAL comes before EDITOR, and may have options."""
    assert program("show", "2024/mei/017", "--edit") == 2
    assert program.err.startswith("defsearch: neither VISUAL nor EDITOR names an editor")
    monkeypatch.setenv("EDITOR", "no-such-editor")
    assert program("show", "2024/mei/017", "--edit") == 74
    assert program.err.startswith("defsearch: no-such-editor could not be started: no such file")
    monkeypatch.setenv("VISUAL", "my-editor --wait")
    assert program("show", "2024/mei/017", "--edit") == 0
    assert tool.read_text() == f"--wait {Path.cwd()}/seeds/2024/mei/017.txt\n"
    monkeypatch.setenv("CODE", "3")
    assert program("show", "2024/mei/017", "--edit") == 74
