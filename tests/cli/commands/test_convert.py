"""``defsearch convert``: its messages and exit codes, and an export that comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TEXT = "De bemanning oefende een week lang met drones boven de Noordzee."
PAGE = f"<article><h1>Marine oefent</h1><p>14 mei 2024</p><p>{TEXT}</p></article>"
STAND_INS = Path(__file__).parents[2] / "archive" / "pages"
KEPT = ("date", "title", "title_derived", "headings", "body", "url")


@pytest.fixture
def page() -> str:
    """A page and one that is refused."""
    Path("p").mkdir()
    Path("p/a.html").write_text(PAGE)
    Path("p/b.html").write_text("<p>niets</p>")
    return "p"


def test_a_conversion_says_what_it_did(program: Any, page: str) -> None:
    """The summary is the output; what was refused and the next command are notes."""
    assert program("convert", page, "--into", "uit") == 0
    assert program.out == "1 written to uit, 1 refused\n"
    assert program.err == (
        "p/b.html: refused: no article: neither <article>, <main> nor a known layout\n"
        "to search them: defsearch ingest uit\n"
    )
    assert program("convert", page, "--into", "uit") == 0
    assert program.out == "1 unchanged, 1 refused\n"


def test_exit_codes(program: Any, page: str) -> None:
    """1 where --strict meets a refusal or nothing was made, 2 for a mistake, 74 where nothing can be written."""
    assert program("convert", page, "--into", "uit", "--strict") == 1
    assert program.out == "1 refused: nothing was written, because of --strict\n"
    assert program("convert", "p/b.html", "--into", "uit") == 1
    assert program("convert", "weg", "--into", "uit") == 2
    assert program("convert", page) == 2
    assert program("convert", page, "--into", "uit", "--fields", "x") == 2
    assert not Path("uit").exists()
    Path("vol").write_text("x")
    assert program("convert", page, "--into", "vol") == 74
    assert "Traceback" not in program.err


def test_missing_libraries_are_named(program: Any, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs them for the Python that runs defsearch."""
    monkeypatch.setattr("defsearch.convert.markup.etree", None)
    assert program("convert", page, "--into", "uit") == 2
    assert "need libraries that are not installed: lxml, markdown-it-py" in program.err
    assert f"{sys.executable} -m pip install lxml markdown-it-py" in " ".join(program.err.split())


def test_a_dry_run_names_the_files(program: Any, page: str) -> None:
    """And it writes none."""
    assert program("convert", page, "--into", "uit", "--dry-run") == 0
    assert program.out == (
        "would write uit/2024/05/2024-05-14-marine-oefent.txt\n1 to write, 1 refused: dry run, nothing was written\n"
    )
    assert not Path("uit").exists()


def test_json(program: Any, page: str) -> None:
    """One object with everything."""
    Path("p/c.txt").write_text("x")
    assert program("convert", page, "--into", "uit", "--json") == 0
    assert json.loads(program.out) == {
        "schema_version": 2,
        "written": ["uit/2024/05/2024-05-14-marine-oefent.txt"],
        "unchanged": 0,
        "repeated": [],
        "refused": [
            {
                "path": "p/b.html",
                "line": None,
                "reason": "no article: neither <article>, <main> nor a known layout",
            }
        ],
        "other_files": {".txt": 1},
    }


@pytest.mark.slow
def test_an_export_comes_back(tmp_path: Path) -> None:
    """Export, convert and ingest keep date, title, headings, body and address of every release."""

    def defsearch(*args: str | Path) -> str:
        command = [sys.executable, "-m", "defsearch", *map(str, args)]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    def export(index: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in defsearch("export", "--index", index).splitlines()]
        return sorted(({key: line[key] for key in KEPT} for line in lines), key=json.dumps)

    defsearch("ingest", STAND_INS, "--index", "een", "--quiet")
    (tmp_path / "export.jsonl").write_text(defsearch("export", "--index", "een"), encoding="utf-8")
    defsearch("convert", "export.jsonl", "--into", "uit", "--strict")
    defsearch("ingest", "uit", "--index", "twee", "--quiet")
    assert export("twee") == export("een")
