"""Files to releases: what is written, what is left alone, what is reported."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from support.archive import run_ingest

from defsearch.convert.convert import ConvertOptions, ConvertReport, convert
from defsearch.errors import MissingLibraryError, SourceError

TEXT = "De bemanning oefende een week lang met drones boven de Noordzee."
PAGE = f"<article><h1>Marine oefent</h1><p>14 mei 2024</p><p>{TEXT}</p></article>"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with a page, a note, records and files of other kinds."""
    folder = tmp_path / "bron"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "a.html").write_text(PAGE)
    (folder / "b.MD").write_text(f"# Kazerne krijgt daken\n\n{TEXT}\n")
    records = [{"title": "Een", "date": "2019", "text": TEXT}, {"title": "Twee", "date": "x", "text": TEXT}]
    (folder / "c.jsonl").write_text("\n".join(map(json.dumps, records)))
    for name in ("d.pdf", "e.txt", ".f.html"):
        (folder / name).write_text(PAGE)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Return the files below a folder with their texts."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text() for file in files}


def reasons(report: ConvertReport) -> list[tuple[str, int | None, str]]:
    """Return the refused as (name, line, reason)."""
    return [(Path(one.path).name, one.line, one.reason) for one in report.refused]


def test_each_article_becomes_a_file(source: Path, tmp_path: Path) -> None:
    """The rest is reported, and a second run changes nothing."""
    into = tmp_path / "uit"
    report = convert([source], into, ConvertOptions())
    assert contents(into) == {
        "2024/05/2024-05-14-marine-oefent.txt": f" date 2024-05-14 Marine oefent\n\n{TEXT}\n",
        "undated/kazerne-krijgt-daken.txt": f" date undated Kazerne krijgt daken\n\n{TEXT}\n",
        "2019/2019-een.txt": f" date 2019 Een\n\n{TEXT}\n",
    }
    assert sorted(report.written) == sorted(str(into / name) for name in contents(into))
    assert reasons(report) == [("c.jsonl", 2, "its date cannot be read: 'x'")]
    assert report.other_files == {".pdf": 1, ".txt": 1}
    before = {file: file.stat().st_mtime_ns for file in into.rglob("*")}
    again = convert([source], into, ConvertOptions())
    assert (again.written, again.unchanged) == ((), 3)
    assert {file: file.stat().st_mtime_ns for file in into.rglob("*")} == before


def test_a_dry_run_and_a_strict_run_write_nothing(source: Path, tmp_path: Path) -> None:
    """A dry run reports what it would write; a strict one stops because of what is refused."""
    into = tmp_path / "uit"
    assert len(convert([source], into, ConvertOptions(dry_run=True)).written) == 3
    assert convert([source], into, ConvertOptions(strict=True)).written == ()
    assert not into.exists()


def test_another_text_is_overwritten_only_with_replace(source: Path, tmp_path: Path) -> None:
    """It is refused otherwise, and the others are written."""
    into = tmp_path / "uit"
    target = into / "2019" / "2019-een.txt"
    target.parent.mkdir(parents=True)
    target.write_text("van mij")
    report = convert([source], into, ConvertOptions())
    assert target.read_text() == "van mij"
    assert len(report.written) == 2
    assert reasons(report)[1][2] == (
        f"another text is already there: not overwritten without --replace (from {source / 'c.jsonl'}:1)"
    )
    convert([source], into, ConvertOptions(replace=True))
    assert target.read_text() == f" date 2019 Een\n\n{TEXT}\n"


def test_the_same_article_is_written_once(tmp_path: Path) -> None:
    """Others of the same day and title get a number."""
    page = tmp_path / "a.html"
    page.write_text(PAGE)
    copy = tmp_path / "b.html"
    copy.write_text(PAGE.replace("<p>14", "<p class=x>14"))
    other = tmp_path / "c.html"
    other.write_text(PAGE.replace("een week", "twee weken"))
    report = convert([page, copy, other], tmp_path / "uit", ConvertOptions())
    assert sorted(contents(tmp_path / "uit")) == [
        "2024/05/2024-05-14-marine-oefent-2.txt",
        "2024/05/2024-05-14-marine-oefent.txt",
    ]
    assert [(Path(one.path).name, one.reason) for one in report.repeated] == [
        ("b.html", f"the same date, title and text as {page}")
    ]


def test_sources_that_cannot_be_read(tmp_path: Path) -> None:
    """One that does not exist is an error; others are refused with their reasons."""
    with pytest.raises(SourceError):
        convert([tmp_path / "weg"], tmp_path / "uit", ConvertOptions())
    large, pipe, other = tmp_path / "a.html", tmp_path / "b.html", tmp_path / "c.docx"
    with large.open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    os.mkfifo(pipe)
    other.write_text("x")
    report = convert([large, pipe, other], tmp_path / "uit", ConvertOptions())
    assert [reason.partition(":")[0] for _, _, reason in reasons(report)] == [
        "not of a kind that is read",
        "11,534,336 bytes",
        "not a regular file",
    ]


def test_records_need_no_library(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages need one, and nothing is written without it."""
    monkeypatch.setattr("defsearch.convert.markup.etree", None)
    with pytest.raises(MissingLibraryError):
        convert([source], tmp_path / "uit", ConvertOptions())
    assert not (tmp_path / "uit").exists()
    assert len(convert([source / "c.jsonl"], tmp_path / "uit", ConvertOptions()).written) == 1


def test_a_failed_write_leaves_no_file(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk stops the run."""

    def fail(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="No space"):
        convert([source], tmp_path / "uit", ConvertOptions())
    assert contents(tmp_path / "uit") == {}


def test_an_ingest_reads_what_was_written(source: Path, tmp_path: Path) -> None:
    """Without warnings."""
    convert([source], tmp_path / "uit", ConvertOptions())
    report = run_ingest(tmp_path / "uit", tmp_path / "index")
    assert (report.added, report.skipped, list(report.warnings)) == (3, (), [])
