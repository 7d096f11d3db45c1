"""The viewer and the editor that ``show`` starts for the file of a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


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
