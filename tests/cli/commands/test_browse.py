"""``defsearch browse`` around the screen: what it needs, what it keeps, and once through a real pseudo-terminal."""

from __future__ import annotations

import builtins
import sys
from typing import TYPE_CHECKING, Any

import pytest

from defsearch.archive import open_archive
from defsearch.browse.app import Question
from defsearch.cli.commands.browse import _Desk
from defsearch.cli.last_query import load_history, remember_query
from defsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cli.conftest import Program
    from support.terminal_session import Session


def test_without_textual_it_says_how_to_install_it(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, with a command for the Python that runs defsearch; nothing else needs Textual."""
    monkeypatch.delitem(sys.modules, "defsearch.browse.app", raising=False)
    real = builtins.__import__

    def no_textual(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "textual":
            raise ModuleNotFoundError("No module named 'textual'", name="textual")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", no_textual)
    assert program("browse") == 2
    assert "full-screen searches need libraries that are not installed: textual" in program.err
    assert f"{sys.executable} -m pip install textual" in program.err


def test_without_a_terminal_it_names_query(program: Program) -> None:
    """It writes no escape codes into a pipe."""
    assert program("browse", "drones") == 2
    assert "browse needs a terminal" in program.err
    assert program.err.endswith("To print hits instead: defsearch query drones\n")
    assert program.out == ""


@pytest.mark.slow
def test_on_a_real_terminal(start_on_terminal: Callable[..., Session], indexed: Path, tmp_path: Path) -> None:
    """Type, move, quit: the numbers of the list that was shown then work in show."""
    session = start_on_terminal(
        "browse", "marine", folder=indexed, columns=100, XDG_STATE_HOME=str(tmp_path), HOME=str(tmp_path)
    )
    session.wait_for("12 releases")
    session.type("x")
    session.wait_for("marinex")
    session.type("\x7f\r")
    session.wait_for("Order")
    session.type("jq")
    assert session.wait() == 0
    assert "Traceback" not in session.screen
    assert len(list(tmp_path.rglob("last-*.json"))) == 1
    assert len(list(tmp_path.rglob("history.json"))) == 1


def test_export_writes_a_new_file(indexed: Path, tmp_path: Path) -> None:
    """In the format of its name; a file that exists is not overwritten."""
    desk = _Desk(indexed / "index")
    with open_archive(indexed / "index") as archive:
        question = Question("marine")
        for name, start in (("a.csv", "rank,"), ("a.tsv", "rank\t"), ("a.jsonl", '{"')):
            file = tmp_path / name
            assert desk.export(str(file), archive, question) == f"12 releases written to {file}"
            assert file.read_text(encoding="utf-8").startswith(start)
        with pytest.raises(UsageError, match="file exists"):
            desk.export(str(tmp_path / "a.csv"), archive, question)
        with pytest.raises(UsageError, match="ends in"):
            desk.export(str(tmp_path / "a.txt"), archive, question)


def test_the_history_keeps_each_query_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The newest first; a folder that cannot be written does no harm."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert load_history() == []
    for query in ("drones", "fregat", "drones"):
        remember_query(query)
    assert load_history() == ["drones", "fregat"]
    (tmp_path / "defsearch" / "history.json").write_text("[1]", encoding="ascii")
    assert load_history() == []
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "defsearch" / "history.json"))
    remember_query("mali")
    assert load_history() == []
