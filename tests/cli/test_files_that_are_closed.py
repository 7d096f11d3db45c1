"""An index or a SOURCE that may not be read: a sentence of ours and the right exit code, from the whole program."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from defsearch.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that nobody may look into, whoever runs the tests."""
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
def test_an_index_that_may_not_be_read_is_exit_3(
    typed: str, closed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found when it was a usage error, in the words of a library."""
    (closed.parent / "seeds").mkdir()
    (closed.parent / "seeds" / "a.txt").write_text("date 2025-09-25 Titel\n\nTekst.\n")
    monkeypatch.chdir(closed.parent)
    assert run([*typed.split(), "--index", str(closed)]) == 3
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"defsearch: the index cannot be read: {closed}: permission denied"
    assert "read access" in said[1] or "readable" in said[1]


def test_a_source_that_may_not_be_read_is_an_error_in_our_words(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Alone; beside another one it is skipped, and said to be."""
    index = str(closed.parent / "index")
    assert run(["ingest", str(closed), "--index", index]) == 2
    assert capsys.readouterr().err.startswith(f"defsearch: {closed}: no permission to read it\n  ")
    other = closed.parent / "a.txt"
    other.write_text("date 2025-09-25 Titel\n\nTekst.\n")
    assert run(["ingest", str(closed), str(other), "--index", index, "--dry-run"]) == 0
    out, err = capsys.readouterr()
    assert err == f"{closed}: skipped: no permission to read it\n"
    assert out.startswith("1 added, 1 skipped: ")
