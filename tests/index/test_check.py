"""The reports of status and check: what an index contains, whether it is whole, what is wrong."""

from __future__ import annotations

import datetime
import errno
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, report_counts, run_ingest, write_releases
from support.command_line import run_command
from support.index_contents import flip_bit

from defsearch.cli.remedies import check_advice, remedy
from defsearch.dates.period import Unit, whole
from defsearch.errors import IndexDamagedError, IndexMismatchError, IndexUnreadableError, NoIndexError
from defsearch.index import check as check_module
from defsearch.index import manifest
from defsearch.index import snapshot as snapshot
from defsearch.index.check import check, status
from defsearch.index.directory import file_meta
from defsearch.index.manifest import checksum_line, manifest_name
from defsearch.index.snapshot import open_snapshot
from defsearch.releases import reader
from defsearch.render.reports import check_lines
from defsearch.render.text import Screen

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write three releases of different months, and a file that is not a release."""
    return write_releases(
        tmp_path / "s",
        een=release_text("Een fregat.", date="2024-11-30"),
        twee=release_text("Twee F-16's.", date="2025-01-01"),
        drie=release_text("Drie kanonnen.", date="2025-03-15"),
        leeg="",
    )


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    """Return the index of these files."""
    run_ingest(source, tmp_path / "index")
    return tmp_path / "index"


def test_status_reports_the_content_of_an_index(index: Path, source: Path) -> None:
    """Releases, dates, empty months, size, generation, sources and skipped files."""
    report = status(index)
    assert (report.releases, report.segments, report.generation) == (3, 1, 1)
    assert (report.first, report.last) == (
        whole(Unit.DAY, datetime.date(2024, 11, 30)),
        whole(Unit.DAY, datetime.date(2025, 3, 15)),
    )
    assert report.empty_months == ("2024-12", "2025-02")
    assert report.bytes == sum(path.stat().st_size for path in index.glob("[Ml]*"))
    assert report.sources == (str(source),)
    assert [(one.path, one.line, one.reason) for one in report.skipped] == [
        (str(source / "leeg.txt"), 1, "the file is empty")
    ]
    assert report.made_at.tzinfo is not None
    assert abs(datetime.datetime.now(datetime.UTC) - report.made_at) < datetime.timedelta(minutes=5)


def test_status_leaves_out_deleted_releases(index: Path, source: Path) -> None:
    """They may still be in a segment."""
    (source / "een.txt").unlink()
    run_ingest(source, index)
    report = status(index)
    assert (report.releases, report.first, report.empty_months) == (
        2,
        whole(Unit.DAY, datetime.date(2025, 1, 1)),
        ("2025-02",),
    )


def test_an_index_without_releases_has_no_dates(index: Path, source: Path) -> None:
    """It has no first and last day, and no empty months."""
    for name in ("een", "twee", "drie"):
        (source / f"{name}.txt").write_text("")
    run_ingest(source, index)
    report = status(index)
    assert (report.releases, report.first, report.last, report.empty_months) == (0, None, None, ())
    assert check(index).faults == ()


def test_a_whole_index_that_agrees_with_its_files_passes(index: Path) -> None:
    """Every file and every release is checked."""
    report = check(index)
    assert (report.faults, report.releases, report.files) == ((), 3, 5)
    assert report.agrees


def test_changed_missing_and_new_files_are_no_faults(index: Path, source: Path) -> None:
    """A file that was skipped is not new."""
    write_releases(
        source,
        een=release_text("Een ander fregat."),
        vier=release_text("Vier."),
    )
    (source / "drie.txt").unlink()
    report = check(index)
    assert report.faults == ()
    assert not report.agrees
    assert report.changed == (str(source / "een.txt"),)
    assert report.missing == (str(source / "drie.txt"),)
    assert report.new == (str(source / "vier.txt"),)


def test_files_are_named_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New, changed, missing and skipped ones alike, as git status does, from wherever the ingest was run."""
    texts = {name: release_text(name) for name in ("een", "twee")}
    source = write_releases(tmp_path / "werk" / "s", **texts, leeg="")
    index = tmp_path / "werk" / "index"
    monkeypatch.chdir(tmp_path / "werk")
    run_ingest(Path("s"), index)
    write_releases(source, een=release_text("Anders."), drie=release_text("Drie."))
    (source / "twee.txt").unlink()
    for folder, below in (("werk", "s/"), ("werk/s", ""), ("elders", f"{source}/")):
        (tmp_path / folder).mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / folder)
        report = check(index)
        assert report.changed == (f"{below}een.txt",)
        assert report.missing == (f"{below}twee.txt",)
        assert report.new == (f"{below}drie.txt",)
        assert [problem.path for problem in status(index).skipped] == [f"{below}leeg.txt"]


def test_all_files_of_a_missing_source_are_missing(index: Path, source: Path) -> None:
    """That is not an error."""
    source.rename(source.with_name("elsewhere"))
    report = check(index)
    assert (report.faults, len(report.missing), report.new) == ((), 3, ())


def test_relative_sources_are_found_from_any_folder(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files that were skipped, too."""
    monkeypatch.chdir(tmp_path)
    run_ingest(Path("s"), tmp_path / "other")
    monkeypatch.chdir("/")
    assert check(tmp_path / "other").agrees


def test_each_changed_file_is_a_fault(index: Path) -> None:
    """Whichever byte has changed. The command that repairs names the index, which knows its sources."""
    for path in sorted(index.iterdir()):
        if path.name in ("write.lock", ".defsearch"):
            continue
        for byte in (0, path.stat().st_size // 2, path.stat().st_size - 1):
            flip_bit(path, byte, 3)
            report = check(index)
            assert report.faults, (path.name, byte)
            told = " SOURCE" if path.suffix == ".json" else ""
            assert check_advice(report).update == f"defsearch ingest --rebuild{told} --index {index}"
            assert report.agrees is None, "it was not compared"
            assert path.name in " ".join(fault.where + fault.what for fault in report.faults)
            flip_bit(path, byte, 3)
    assert check(index).faults == ()


@pytest.mark.parametrize(
    ("name", "sources", "wanted"),
    [
        ("index", ["seeds"], "defsearch ingest"),
        ("index", ["seeds", "more"], "defsearch ingest"),
        ("in dex", ["se eds"], "defsearch ingest --index 'in dex'"),
    ],
)
def test_the_update_command_names_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, sources: list[str], wanted: str
) -> None:
    """Its sources need not be named."""
    monkeypatch.chdir(tmp_path)
    for source in sources:
        write_releases(Path(source), een=release_text("Een fregat.", date="2024-11-30"))
    run_ingest([Path(source) for source in sources], Path(name))
    assert check_advice(check(Path(name))).update == wanted


def test_a_missing_file_is_a_fault(index: Path) -> None:
    """So is a folder or a link in its place."""
    for path in sorted(index.glob("[mMl]*")):
        data = path.read_bytes()
        path.unlink()
        assert check(index).faults
        path.mkdir()
        assert check(index).faults
        path.rmdir()
        path.symlink_to("/etc/passwd")
        assert check(index).faults
        path.unlink()
        path.write_bytes(data)
    assert check(index).faults == ()


def test_without_an_index_there_is_nothing_to_check(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of another version cannot be checked either."""
    with pytest.raises(NoIndexError):
        check(tmp_path / "none")
    monkeypatch.setattr(snapshot, "fingerprint", lambda: "99.other")
    with pytest.raises(IndexMismatchError):
        check(index)


def test_a_commit_during_a_check_is_no_fault(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files of the old state are removed then: the new state is checked."""
    seen: list[Path] = []

    def commit_first(path: Path) -> Any:
        if not seen:
            seen.append(path)
            write_releases(
                source,
                vier=release_text("Vier."),
            )
            run_ingest(source, index)
        return file_meta(path)

    monkeypatch.setattr(check_module, "file_meta", commit_first)
    report = check(index)
    assert (report.faults, report.releases) == ((), 4)


def test_an_index_that_is_replaced_during_a_check_is_no_fault(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even by an index of the same generation."""
    other = tmp_path / "other"
    run_ingest(write_releases(tmp_path / "t", vier=release_text("Vier fregatten.")), other)
    seen: list[Path] = []

    def replace_first(path: Path) -> Any:
        if not seen:
            seen.append(path)
            index.rename(tmp_path / "old")
            other.rename(index)
        return file_meta(path)

    monkeypatch.setattr(check_module, "file_meta", replace_first)
    report = check(index)
    assert (report.faults, report.releases) == ((), 1)


def test_a_skipped_file_is_not_new_even_if_the_manifest_does_not_list_it(
    index: Path, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A manifest lists only some of many skipped files. A file that was repaired is new."""
    monkeypatch.setattr(manifest, "_MAX_SKIPPED", 2)
    write_releases(source, **{f"leeg{number}": "" for number in range(5)})
    other = write_releases(
        tmp_path / "t",
        een=release_text("Ook een."),
        twee=release_text("Ook twee."),
        vier=release_text("Vier."),
    )
    write_releases(source, vijf="")
    write_releases(other, vijf=release_text("Vijf, met het id van een leeg bestand."))
    assert len(run_ingest([source, other], index).skipped) == 10
    assert check(index).agrees
    write_releases(source, leeg3=release_text("Niet leeg meer."))
    assert check(index).new == (str(source / "leeg3.txt"),)
    write_releases(other, leeg3=release_text("Een tweede met dit id."))
    assert check(index).new == (str(source / "leeg3.txt"),)


def rewrite_manifest(index: Path, old: str, new: str) -> None:
    """Change the manifest and make its checksum right again."""
    with open_snapshot(index) as opened:
        path = index / manifest_name(opened.manifest.generation)
    text = path.read_bytes().partition(b"\n")[2]
    assert old.encode() in text
    text = text.replace(old.encode(), new.encode())
    path.write_bytes(checksum_line(text).encode() + b"\n" + text)


def test_days_that_are_in_no_calendar_are_damage(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index from someone else can contain them below right checksums."""
    monkeypatch.setattr(check_module, "_date_values", lambda _index: [3, 739_000])
    with pytest.raises(IndexDamagedError, match="calendar"):
        status(index)


def test_a_changed_digest_is_a_fault(index: Path) -> None:
    """A search compares no digests, but a check does."""
    with open_snapshot(index) as opened:
        digest = opened.manifest.files["lexicon_1.words"].digest
    rewrite_manifest(index, digest, "0" * 32)
    open_snapshot(index).close()
    (fault,) = check(index).faults
    assert fault.where == os.fspath(index / "lexicon_1.words")


def refusing(code: int, ending: str) -> Callable[..., int]:
    """Return an ``os.open`` that refuses all files with this ending."""
    opener = os.open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> int:
        if str(path).endswith(ending):
            raise OSError(code, os.strerror(code), str(path))
        return opener(path, *args, **kwargs)

    return refuse


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.EMFILE, "when fewer programs are running"),
        (errno.ENFILE, "when fewer programs are running"),
        (errno.ENOMEM, "when fewer programs are running"),
        (errno.ESTALE, "mount it again"),
        (errno.ETIMEDOUT, "mount it again"),
        (errno.EIO, "Check the disk first"),
        (errno.ELOOP, "this path is not valid"),
        (errno.ENAMETOOLONG, "this path is not valid"),
        (errno.EACCES, "for read access"),
        (errno.EPERM, "for read access"),
        (errno.ENOTSUP, "Try again"),
    ],
)
def test_a_file_that_the_system_refuses_to_read_is_not_damaged(
    index: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    """Opening and checking give the same advice for each reason, and none is a rebuild."""
    monkeypatch.setattr(os, "open", refusing(code, ".words"))
    with pytest.raises(IndexUnreadableError, match=r"cannot be read: .*\.words: ") as caught:
        open_snapshot(index)
    assert caught.value.exit_code == 3
    assert advice in str(remedy(caught.value))
    assert "--rebuild" not in str(remedy(caught.value))
    assert check_advice(check(index)).remedies == (remedy(caught.value),)


def test_a_folder_that_cannot_be_listed_cannot_be_checked(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is an error, not a fault of the index."""

    def refuse(path: Any) -> list[str]:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(IndexUnreadableError, match="permission denied"):
        check(index)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder for an index."""
    return tmp_path / "index"


def test_links_that_were_followed_are_followed_again(tmp_path: Path, folder: Path) -> None:
    """The update command follows them too; without that it would remove their releases."""
    sources, outside = tmp_path / "s", tmp_path / "outside"
    write_releases(sources, a=release_text("boot"))
    write_releases(outside, b=release_text("zee"))
    (sources / "link").symlink_to(outside)
    run_ingest(sources, folder, follow_links=True)
    assert check(folder).agrees
    write_releases(outside, c=release_text("tank"))
    found = check(folder)
    assert found.new == (str(sources / "link" / "c.txt"),)
    assert check_advice(found).update == f"defsearch ingest --index {folder}"
    run_ingest(sources, folder, follow_links=True)
    write_releases(tmp_path / "t", d=release_text("drone"))
    run_ingest(tmp_path / "t", folder)
    assert check(folder).agrees
    run_ingest(sources, folder)
    assert check(folder).agrees
    assert "--follow-links" not in check_advice(check(folder)).update


def test_the_files_of_a_folder_that_became_a_link_out_of_the_source_are_missing(
    tmp_path: Path, folder: Path
) -> None:
    """The next ingest removes their releases."""
    sources = tmp_path / "s"
    write_releases(sources, a=release_text("boot"), sub__b=release_text("zee"))
    run_ingest(sources, folder)
    (sources / "sub").rename(tmp_path / "outside")
    (sources / "sub").symlink_to(tmp_path / "outside")
    assert check(folder).missing == (str(sources / "sub" / "b.txt"),)
    assert run_ingest(sources, folder).removed == 1
    assert check(folder).agrees


def test_an_unreadable_file_is_not_missing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ingest keeps its release."""
    sources = tmp_path / "s"
    write_releases(sources, a=release_text("boot"), b=release_text("zee"))
    run_ingest(sources, folder)
    real = reader._open_nonblocking

    def refusing(path: str) -> int:
        if path.endswith("b.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(reader, "_open_nonblocking", refusing)
    found = check(folder)
    assert (found.missing, found.unread, found.agrees) == ((), (str(sources / "b.txt"),), None)
    drawn = list(check_lines(found, check_advice(found), Screen()))
    assert drawn[1:] == [
        "1 file could not be read, so changes in them are unknown",
        f"  unread  {sources / 'b.txt'}",
    ]


def test_a_missing_source_is_not_in_the_update_command(tmp_path: Path, folder: Path) -> None:
    """The user is asked for the place where it is now."""
    write_releases(tmp_path / "a", a=release_text("boot"))
    write_releases(tmp_path / "b", b=release_text("zee"))
    run_ingest([tmp_path / "a", tmp_path / "b"], folder)
    (tmp_path / "a").rename(tmp_path / "elsewhere")
    found = check(folder)
    assert (found.lost, found.missing) == ((str(tmp_path / "a"),), (str(tmp_path / "a" / "a.txt"),))
    assert check_advice(found).update == f"defsearch ingest SOURCE --index {folder}"
    assert any(
        "no longer exists: give its new place as SOURCE" in line
        for line in check_lines(found, check_advice(found), Screen())
    )
    assert check_advice(found).lost.endswith(f" with: defsearch ingest --remove-missing --index {folder}")
    typed = check_advice(found).update.replace("SOURCE", str(tmp_path / "elsewhere"))
    assert run_command(*shlex.split(typed)[1:]).code == 0
    assert check(folder).agrees


def test_a_check_of_a_damaged_index_names_one_command(tmp_path: Path, folder: Path) -> None:
    """The remedy and the update command are the same."""
    write_releases(tmp_path / "s", a=release_text("boot"))
    run_ingest(tmp_path / "s", folder)
    next(folder.glob("*.words")).unlink()
    found = check(folder)
    advice = check_advice(found)
    assert set(advice.remedies) == {advice.update}


def test_a_check_works_in_a_working_folder_that_was_removed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where full paths cannot be determined."""
    write_releases(tmp_path / "s", a=release_text("boot"))
    run_ingest(tmp_path / "s", folder)
    (tmp_path / "removed").mkdir()
    monkeypatch.chdir(tmp_path / "removed")
    (tmp_path / "removed").rmdir()
    assert check(folder).agrees


def test_two_dots_after_a_link_lead_where_the_system_says(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the target of the link, so no release of another source is removed."""
    monkeypatch.chdir(tmp_path)
    write_releases(tmp_path / "q", p__z=release_text("boot"))
    write_releases(tmp_path / "other", deep__x=release_text("zee"), y=release_text("tank"))
    (tmp_path / "q" / "link").symlink_to(tmp_path / "other" / "deep")
    run_ingest(tmp_path / "q", folder)
    report = run_ingest(tmp_path / "q" / "link" / "..", folder)
    assert report_counts(report)[:3] == (2, 0, 0)
    assert check(folder).agrees


def test_a_source_named_by_a_link_is_the_same_source(tmp_path: Path, folder: Path) -> None:
    """Its files are not refused for having the ids of themselves."""
    write_releases(tmp_path / "s", a=release_text("boot"))
    (tmp_path / "link").symlink_to(tmp_path / "s")
    run_ingest(tmp_path / "s", folder)
    report = run_ingest(tmp_path / "link", folder)
    assert (report.skipped, report.releases) == ((), 1)
    assert check(folder).agrees
