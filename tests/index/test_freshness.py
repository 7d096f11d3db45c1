"""Whether the release files agree with an index, by the rules of an ingest."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, report_counts, run_ingest, write_releases
from support.command_line import run_command

from defsearch.cli.remedies import check_advice
from defsearch.index.check import check
from defsearch.releases import reader
from defsearch.render.reports import check_lines
from defsearch.render.screen import Screen

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return the folder for an index."""
    return tmp_path / "index"


def test_links_that_were_followed_are_followed_again(tmp_path: Path, index: Path) -> None:
    """The update command follows them too; without that it would remove their releases."""
    sources, outside = tmp_path / "s", tmp_path / "outside"
    write_releases(sources, a=release_text("boot"))
    write_releases(outside, b=release_text("zee"))
    (sources / "link").symlink_to(outside)
    run_ingest(sources, index, follow_links=True)
    assert check(index).agrees
    write_releases(outside, c=release_text("tank"))
    found = check(index)
    assert found.new == (str(sources / "link" / "c.txt"),)
    assert check_advice(found).update == f"defsearch ingest --index {index}"
    run_ingest(sources, index, follow_links=True)
    write_releases(tmp_path / "t", d=release_text("drone"))
    run_ingest(tmp_path / "t", index)
    assert check(index).agrees
    run_ingest(sources, index)
    assert check(index).agrees
    assert "--follow-links" not in check_advice(check(index)).update


def test_the_files_of_a_folder_that_became_a_link_out_of_the_source_are_missing(
    tmp_path: Path, index: Path
) -> None:
    """The next ingest removes their releases."""
    sources = tmp_path / "s"
    write_releases(sources, a=release_text("boot"), sub__b=release_text("zee"))
    run_ingest(sources, index)
    (sources / "sub").rename(tmp_path / "outside")
    (sources / "sub").symlink_to(tmp_path / "outside")
    assert check(index).missing == (str(sources / "sub" / "b.txt"),)
    assert run_ingest(sources, index).removed == 1
    assert check(index).agrees


def test_an_unreadable_file_is_not_missing(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ingest keeps its release."""
    sources = tmp_path / "s"
    write_releases(sources, a=release_text("boot"), b=release_text("zee"))
    run_ingest(sources, index)
    real = reader._open_nonblocking

    def refusing(path: str, flags: int) -> int:
        if path.endswith("b.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, flags)

    monkeypatch.setattr(reader, "_open_nonblocking", refusing)
    found = check(index)
    assert (found.missing, found.unread, found.agrees) == ((), (str(sources / "b.txt"),), None)
    drawn = list(check_lines(found, check_advice(found), Screen()))
    assert drawn[1:] == [
        "1 file could not be read, so changes in them are unknown",
        f"  unread  {sources / 'b.txt'}",
    ]


def test_a_missing_source_is_not_in_the_update_command(tmp_path: Path, index: Path) -> None:
    """The user is asked for the place where it is now."""
    write_releases(tmp_path / "a", a=release_text("boot"))
    write_releases(tmp_path / "b", b=release_text("zee"))
    run_ingest([tmp_path / "a", tmp_path / "b"], index)
    (tmp_path / "a").rename(tmp_path / "elsewhere")
    found = check(index)
    assert (found.lost, found.missing) == ((str(tmp_path / "a"),), (str(tmp_path / "a" / "a.txt"),))
    assert check_advice(found).update == f"defsearch ingest SOURCE --index {index}"
    assert any(
        "no longer exists: give its new place as SOURCE" in line
        for line in check_lines(found, check_advice(found), Screen())
    )
    typed = check_advice(found).update.replace("SOURCE", str(tmp_path / "elsewhere"))
    assert run_command(*shlex.split(typed)[1:]).code == 0
    assert check(index).agrees


def test_a_check_of_a_damaged_index_names_one_command(tmp_path: Path, index: Path) -> None:
    """The remedy and the update command are the same."""
    write_releases(tmp_path / "s", a=release_text("boot"))
    run_ingest(tmp_path / "s", index)
    next(index.glob("*.words")).unlink()
    found = check(index)
    advice = check_advice(found)
    assert set(advice.remedies) == {advice.update}


def test_a_check_works_in_a_working_folder_that_was_removed(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where full paths cannot be determined."""
    write_releases(tmp_path / "s", a=release_text("boot"))
    run_ingest(tmp_path / "s", index)
    (tmp_path / "removed").mkdir()
    monkeypatch.chdir(tmp_path / "removed")
    (tmp_path / "removed").rmdir()
    assert check(index).agrees


def test_two_dots_after_a_link_lead_where_the_system_says(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the target of the link, so no release of another source is removed."""
    monkeypatch.chdir(tmp_path)
    write_releases(tmp_path / "q", p__z=release_text("boot"))
    write_releases(tmp_path / "other", deep__x=release_text("zee"), y=release_text("tank"))
    (tmp_path / "q" / "link").symlink_to(tmp_path / "other" / "deep")
    run_ingest(tmp_path / "q", index)
    report = run_ingest(tmp_path / "q" / "link" / "..", index)
    assert report_counts(report)[:3] == (2, 0, 0)
    assert check(index).agrees


def test_a_source_named_by_a_link_is_the_same_source(tmp_path: Path, index: Path) -> None:
    """Its files are not refused for having the ids of themselves."""
    write_releases(tmp_path / "s", a=release_text("boot"))
    (tmp_path / "link").symlink_to(tmp_path / "s")
    run_ingest(tmp_path / "s", index)
    report = run_ingest(tmp_path / "link", index)
    assert (report.skipped, report.releases) == ((), 1)
    assert check(index).agrees
