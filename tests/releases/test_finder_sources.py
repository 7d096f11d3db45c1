"""A SOURCE that cannot be read: it is told and stops no other one, and it is an error where there is no other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from defsearch.errors import SourceError
from defsearch.releases.finder import FoundFile, find_releases
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from pathlib import Path

REASON = "no permission to read it"


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder and a file in it that nobody may look into, nor ask about; ``open`` beside it is free to read."""
    for name in ("closed/in/a", "open/b", "apart"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{name}.txt").write_text("date 2025-09-25 Titel\n")
    scandir, stat, access = os.scandir, os.stat, os.access

    def check(path: Any, *, within: bool) -> None:
        if f"{path}".startswith(f"{tmp_path}/closed{'/' if within else ''}"):
            raise PermissionError(13, "Permission denied", path)

    def refusing_scandir(path: Any) -> Any:
        check(path, within=False)
        return scandir(path)

    def refusing_stat(path: Any, **kwargs: Any) -> Any:
        check(path, within=True)
        return stat(path, **kwargs)

    monkeypatch.setattr(os, "scandir", refusing_scandir)
    monkeypatch.setattr(os, "stat", refusing_stat)
    monkeypatch.setattr(os, "access", lambda path, mode: "apart" not in f"{path}" and access(path, mode))
    return tmp_path / "closed"


@pytest.mark.parametrize("name", ["closed", "closed/in", "closed/in/a.txt", "apart.txt"])
def test_a_source_that_cannot_be_read_stops_no_other(closed: Path, name: str) -> None:
    """Closed itself, below what is closed, or a file without permission."""
    unreadable, readable = closed.parent / name, closed.parent / "open"
    for sources in ([unreadable, readable], [readable, unreadable]):
        found = list(find_releases(sources))
        assert [item.id for item in found if isinstance(item, FoundFile)] == ["b"]
        assert [item for item in found if isinstance(item, Problem)] == [
            Problem(str(unreadable), None, REASON)
        ]
    with pytest.raises(SourceError, match=f"^{unreadable}: {REASON}$") as caught:
        list(find_releases([unreadable]))
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_sources_of_which_none_can_be_used_are_all_named(closed: Path) -> None:
    """One that is closed, one that is empty: there is nothing to take in, and an index must not be emptied by it."""
    empty = closed.parent / "empty"
    empty.mkdir()
    with pytest.raises(SourceError) as caught:
        list(find_releases([empty, closed]))
    assert caught.value.message == f"{closed}: {REASON}; no releases (*.txt) in {empty}"


def test_a_source_that_leads_nowhere_is_an_error_all_the_same(tmp_path: Path) -> None:
    """A link to itself, a name that no file can have."""
    (tmp_path / "a.txt").write_text("date 2025-09-25 Titel\n")
    (tmp_path / "loop").symlink_to("loop")
    for source in (tmp_path / "none", tmp_path / "loop", tmp_path / ("x" * 300)):
        with pytest.raises(SourceError) as caught:
            find_releases([tmp_path / "a.txt", source])
        assert caught.value.hint


def test_a_source_that_is_a_link_to_nothing_is_named_so(tmp_path: Path) -> None:
    """It was said not to exist, and whoever looked saw it."""
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    with pytest.raises(SourceError, match="link is a broken symlink"):
        find_releases([tmp_path / "link"])
