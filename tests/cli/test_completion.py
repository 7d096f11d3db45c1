"""Shell completion: what the program offers, and what bash, zsh and fish make of it on a live command line."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.terminal_session import Session, plain

from defsearch.cli.completion import SCRIPTS, complete_date, script
from defsearch.cli.main import COMMANDS
from defsearch.dates.parser import parse_period

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[2]
SHELLS = ["bash", *filter(shutil.which, ("zsh", "fish"))]  # bash is on every machine that runs the tests


def test_commands_options_values_fields_and_ids_are_completed(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the protocol of Typer for bash."""
    for words, expected in (
        ("defsearch tim", ["timeline"]),
        ("defsearch query --so", ["--sort"]),
        ("defsearch query --sort n", ["newest"]),
        ("defsearch query tit", ["title:", "titel:"]),
        ("defsearch show 2024/mei/017", ["2024/mei/017"]),
        ("defsearch help da", ["dates"]),
    ):
        monkeypatch.setenv("_DEFSEARCH_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
        assert program() == 0
        assert sorted(program.out.split()) == sorted(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["show", "--index", "=", "ix", "2024"], ["2024/mei/017", "2024/mei/018"]),
        (["--index", "=", "ix", "show", "--color", "=", "never", ""], ["2024/mei/017", "2024/mei/018"]),
        (["query", "--sort", "=", "n"], ["newest"]),
        (["query", "--sort", "="], ["newest", "oldest", "relevance"]),
        (["query", "a", "=", "tit"], ["titel:", "title:"]),
    ],
)
def test_an_option_split_by_bash_is_joined(
    words: list[str], expected: list[str], program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bash passes ``--index=ix`` as three words, one a line."""
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "\n".join(["defsearch", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    assert program() == 0
    assert sorted(program.out.split()) == expected
    if "ix" in words:
        assert str(program.searchers[-1].index) == "ix"


@pytest.mark.parametrize("asked", ["complete_bash", "complete_zsh", "complete_fish"])
def test_completion_without_results_is_silent(
    asked: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without the variables of the shell, and without an index."""
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", asked)
    for settings in (
        {},
        {"COMP_WORDS": "defsearch show ", "COMP_CWORD": "two"},
        {
            "COMP_WORDS": "defsearch show ",
            "COMP_CWORD": "2",
            "_TYPER_COMPLETE_ARGS": "defsearch show ",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "DEFSEARCH_INDEX": "none",
        },
    ):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        assert program() == 0
        assert program.err == ""


@pytest.mark.parametrize(
    ("typed", "set_to", "index"),
    [
        ("defsearch --index ix show 2024", None, "ix"),
        ("defsearch --index=ix show 2024", "other", "ix"),
        ("defsearch show --index ix 2024", "other", "ix"),
        ("defsearch similar --index=ix 2024", None, "ix"),
        ("defsearch --index other similar --index ix 2024", None, "ix"),
        ("defsearch show --index ~/ix 2024", None, "home/ix"),
        ("defsearch show 2024", "ix", "ix"),
        ("defsearch show 2024", None, "index"),
    ],
)
def test_ids_come_from_the_index_of_the_command_line(
    typed: str, set_to: str | None, index: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else from the environment, else from the default."""
    monkeypatch.setenv("HOME", "home")
    if set_to:
        monkeypatch.setenv("DEFSEARCH_INDEX", set_to)
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    assert program() == 0
    assert program.out.split() == ["2024/mei/017", "2024/mei/018"]
    assert str(program.searchers[-1].index) == index


def complete_in(shell: str, typed: str, program: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a shell gets for a line."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", typed)
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    assert program() == 0
    return str(program.out)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_ids_have_date_and_title(shell: str, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the shell shows them, without any character that it could run."""
    shown = complete_in(shell, "defsearch show 2024", program, monkeypatch)
    assert "2024-05-17 Marine zoekt drones" in shown
    assert "31mde marine  oefent samen met de kustwacht en de NAVO" in shown
    assert not {"\x1b", "`", "$"} & set(shown)


def test_dates_complete_to_forms(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not to the names of files."""
    for option in ("--from", "--op", "--added"):
        shown = complete_in("bash", f"defsearch query {option} 2", program, monkeypatch).split()
        assert shown == ["2024", "2024-06", "2024-Q2", "2024-W26", "2024-06-30"]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("defsearch query --from ee", ["eergisteren\tthe day before yesterday"]),
        ("defsearch query --from 2019-Q", [f"2019-Q{number}\tthe quarter" for number in range(1, 5)]),
        ("defsearch query --op 2024-02-2", [f"2024-02-2{number}\tthe day" for number in range(10)]),
        ("defsearch query --on 2020-W5", [f"2020-W5{number}\tthe week" for number in range(4)]),
        ("defsearch query --on 'vorige m", ["vorige maand\tlast month"]),
        ("defsearch query --on=vorige\\ m", ["vorige maand\tlast month"]),
        ("defsearch query date:2019-Q2", ["date:2019-Q2\tthe quarter"]),
        ("defsearch query --from 2019.txt", []),
        ("defsearch query --limit ", []),
        ("defsearch query marine --index ar", ["ar\t<folders>"]),
        ("defsearch query --index=ar", ["ar\t<folders>"]),
        ("defsearch ingest ", ["\t<files>"]),
        ("defsearch timeline --svg x", ["x\t<files>"]),
        ("defsearch convert --into ", ["\t<folders>"]),
        ("defsearch query '@z", ["@zee\tfregat  OR marineschip"]),
        ('defsearch query "een \'zin" @z', ["@zee\tfregat  OR marineschip"]),
        ("defsearch zoek --van gi", ["gisteren\tyesterday"]),
        ("defsearch mo", [f"more\t{COMMANDS['more']}"]),
        ("defsearch nothing --x", []),
    ],
)
def test_the_scripts_get_rows(
    line: str, rows: list[str], program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has a value and its description; or says that the shell completes files or folders."""
    Path("config.toml").write_text('[queries]\nzee = "fregat* OR marineschip"\n', encoding="utf-8")
    monkeypatch.setenv("DEFSEARCH_CONFIG", "config.toml")
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", "rows")
    monkeypatch.setenv("_DEFSEARCH_LINE", line)
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "")
    assert program() == 0
    assert [*filter(None, program.out.split("\n"))] == rows
    assert program.err == ""


@given(st.from_regex(r"(19|20)?\d{0,2}(-(\d{0,2}(-\d?)?|Q|W\d?))?", fullmatch=True) | st.text(max_size=3))
def test_every_date_that_is_offered_is_a_date(typed: str) -> None:
    """It starts with what was typed, and is offered once."""
    import datetime

    forms = [form for form, _ in complete_date(typed)]
    assert len(set(forms)) == len(forms)
    for form in forms:
        assert form.startswith(typed)
        parse_period(form, datetime.date(2024, 6, 30))


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_wheel_carries_the_script_that_the_program_prints(
    shell: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder where the shell looks for it."""
    folders = {
        "bash": "share/bash-completion/completions/defsearch",
        "zsh": "share/zsh/site-functions/_defsearch",
        "fish": "share/fish/vendor_completions.d/defsearch.fish",
    }
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", f"source_{shell}")
    assert program() == 0
    assert program.out == script(shell)
    build = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    (file,) = [
        file for file, place in build["targets"]["wheel"]["shared-data"].items() if place == folders[shell]
    ]
    assert (PROJECT / file).read_text(encoding="utf-8") == program.out


class LiveShell:
    """A shell on a pseudo-terminal whose ``defsearch`` completes; a command that is run only writes down its words."""

    def __init__(self, shell: str, folder: Path) -> None:
        self.typed = folder / "typed"
        (folder / "bin").mkdir()
        self._write_program(folder / "bin" / "defsearch")
        start = {
            "bash": ("bash", "--norc", "--noprofile", "-i"),
            "zsh": ("zsh", "-f", "-i"),
            "fish": ("fish", "--no-config", "--interactive"),
        }
        folders = folder / "completions"
        folders.mkdir()
        file = folders / SCRIPTS[shell]
        file.write_text(script(shell), encoding="utf-8")
        load = {
            "bash": f"bind 'set bell-style none'; source {file}",
            "zsh": f"fpath=({folders} $fpath); autoload -Uz compinit; compinit -u -D",
            "fish": f"source {file}",
        }
        config = folder / "config.toml"
        config.write_text('[queries]\nzee = "fregat"\n', encoding="utf-8")
        self.session = Session(
            (),
            folder,
            columns=120,
            program=start[shell],
            DEFSEARCH_CONFIG=str(config),
            DEFSEARCH_TODAY="2024-06-30",
            LC_ALL="C.UTF-8",
            PS1="> ",
        )
        self.session.type(
            f"PATH={folder}/bin:$PATH\n" if shell != "fish" else f"set PATH {folder}/bin $PATH\n"
        )
        self.session.type(f"{load[shell]}\ndefsearch ready\n")
        self._words()

    def _write_program(self, file: Path) -> None:
        python = f"{sys.executable} -m defsearch"
        file.write_text(
            f'#!/bin/sh\n[ -n "$_DEFSEARCH_COMPLETE" ] && exec {python} "$@"\n'
            f'printf "%s\\n" "$@" > {self.typed}.new; mv {self.typed}.new {self.typed}; echo "written $#"\n'
        )
        file.chmod(0o700)

    def complete(self, line: str) -> list[str]:
        """Type a line, a tab and Enter; return the words of the command that was run."""
        self.session.screen = ""
        self.session.type(f"{line}\t\n")
        return self._words()

    def _words(self) -> list[str]:
        self.session.wait_for("written ")
        words = self.typed.read_text(encoding="utf-8").splitlines()
        self.typed.unlink()
        return words

    def candidates(self, line: str, last: str) -> str:
        """Type a line and two tabs; return what the shell lists, up to ``last``."""
        self.session.screen = ""
        self.session.type(f"{line}\t\t")
        self.session.wait_for(last)
        return "\n".join(plain(self.session.screen))


@pytest.fixture(params=SHELLS)
def live_shell(request: pytest.FixtureRequest, indexed: Path, tmp_path: Path) -> Iterator[LiveShell]:
    """Each shell of this machine, in a folder with an archive and with files whose names look like dates."""
    folder = tmp_path / "archive"
    shutil.copytree(indexed, folder)
    (folder / "2019-rapport.txt").touch()
    (folder / "een map").mkdir()
    (folder / "een bestand").touch()
    shell = LiveShell(request.param, folder)
    yield shell
    shell.session.close()


@pytest.mark.slow
def test_a_live_shell_completes_commands_options_ids_dates_and_names(live_shell: LiveShell) -> None:
    """The words of the command are those that a user means."""
    for line, words in (
        ("defsearch ti", ["timeline"]),
        ("defsearch query --exp", ["query", "--explain"]),
        ("defsearch show 00", ["show", "00"]),
        ("defsearch show 012", ["show", "012"]),
        ("defsearch show 2:", ["show", "2:"]),
        ("defsearch query --from ee", ["query", "--from", "eergisteren"]),
        ("defsearch query --from=ee", ["query", "--from=eergisteren"]),
        ("defsearch query --on 'vorige m", ["query", "--on", "vorige maand"]),
        ("defsearch query --on afg", ["query", "--on", "afgelopen 30 dagen"]),
        ("defsearch query --from 2019-r", ["query", "--from", "2019-r"]),
        ("defsearch query date:2019-Q4", ["query", "date:2019-Q4"]),
        ("defsearch query date:2024-06-3", ["query", "date:2024-06-30"]),
        ("defsearch query '\"de marine\"' @z", ["query", '"de marine"', "@zee"]),
        ("defsearch query --sort=n", ["query", "--sort=newest"]),
        ("defsearch query --limit ", ["query", "--limit"]),
        ("defsearch query --index ee", ["query", "--index", "een map"]),
        ("defsearch query --index=ee", ["query", "--index=een map"]),
        ("defsearch ingest 2019", ["ingest", "2019-rapport.txt"]),
        ("defsearch query titl", ["query", "title:"]),
    ):
        assert [
            word.removesuffix("/") for word in live_shell.complete(line)
        ] == words  # zsh removes it at the end


@pytest.mark.slow
def test_a_live_shell_shows_dates_and_titles(live_shell: LiveShell) -> None:
    """Beside the ids, in full."""
    shown = live_shell.candidates("defsearch show 01", "2024-05-12 Marine oefent met drones")
    assert "2024-05-10 Marine oefent met drones" in shown


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_the_option_installs_the_script_of_the_shell(shell: str, tmp_path: Path) -> None:
    """In a new home folder; --show-completion prints it."""
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    for option in ("--show-completion", "--install-completion"):
        done = subprocess.run(
            [shell, "-c", f"{sys.executable} -m defsearch {option}; true"],
            env=environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
        )
        assert done.stderr == ""
        if option == "--show-completion":
            assert done.stdout == script(shell)
    assert any(file.read_text() == script(shell) for file in tmp_path.rglob("*") if file.is_file())
