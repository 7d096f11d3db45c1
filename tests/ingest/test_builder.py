"""The builder: which files it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.archive import make_toy_analyzer, release_text, write_releases

from defsearch.ingest import workers
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.releases.reader import read_release

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_only_changed_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of twenty files, only the changed one is opened."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, **{f"r{number}": release_text(f"Bericht {number}.") for number in range(20)})
    opened: list[str] = []

    def counted(path: str, id_: str, **more: Any) -> object:
        opened.append(path)
        return read_release(path, id_, **more)

    monkeypatch.setattr(workers, "read_release", counted)
    monkeypatch.setattr("defsearch.releases.reader._SETTLING_NS", 0)  # the files are older than two seconds
    ingest([sources], index, IngestOptions(), make_analyzer=make_toy_analyzer)
    assert len(opened) == 20
    opened.clear()
    write_releases(sources, r7=release_text("Een ander bericht."))
    ingest([sources], index, IngestOptions(), make_analyzer=make_toy_analyzer)
    assert [path.rpartition("/")[2] for path in opened] == ["r7.txt"]
