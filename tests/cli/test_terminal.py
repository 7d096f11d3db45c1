"""Colour, width and pager; then the same in the real program on a pseudo-terminal."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from support.terminal_session import Session, plain

from defsearch.cli.terminal import Colour, Terminal, requested_colour, use_colour

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
