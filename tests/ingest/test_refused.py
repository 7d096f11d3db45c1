"""A write that is refused: what is said of what stands there is true, and a first ingest leaves nothing behind."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.forge_index import change_manifest

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexWriteError
from defsearch.index.check import check
from defsearch.index.directory import MAX_GENERATION, latest_generation, toc_name
from defsearch.index.lock import LOCK_NAME, WriteLock
from defsearch.index.manifest import manifest_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "Make room or choose another folder"),
        (errno.EFBIG, "Make room or choose another folder"),
        (errno.EROFS, "mend the rights of this one"),
        (errno.EACCES, "mend the rights of this one"),
        (errno.EIO, "Try again, or choose another folder"),
        (errno.ENOENT, "run the ingest again"),
    ],
)
def test_each_refusal_has_its_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    """A disk that fails is not to be emptied, and a full one is no matter of rights: at the lock or behind it."""
    source = write_releases(tmp_path / "s", een=release_text("Een."))
    for call in ("open", "fsync"):
        real = getattr(os, call)

        def refuse(what: Any, *args: Any, real: Any = real, call: str = call, **kwargs: Any) -> Any:
            if call == "fsync" or str(what).endswith(LOCK_NAME):
                raise OSError(code, os.strerror(code))
            return real(what, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, refuse)
            with pytest.raises(IndexWriteError) as caught:
                run_ingest(source, tmp_path / "index")
        assert advice in str(remedy(caught.value))


def test_what_leaves_no_number_for_a_new_state_is_rebuilt(tmp_path: Path) -> None:
    """An index that says it was written a billion times, and is whole: it answers, and a rebuild begins anew."""
    source, index = write_releases(tmp_path / "s", een=release_text("Een.")), tmp_path / "index"
    run_ingest(source, index)
    (index / toc_name(1)).unlink()
    (index / manifest_name(1)).rename(index / manifest_name(MAX_GENERATION))
    (index / toc_name(MAX_GENERATION)).touch()
    change_manifest(index, lambda facts: facts.update(generation=MAX_GENERATION))
    assert check(index).faults == ()
    write_releases(source, twee=release_text("Twee."))
    with pytest.raises(IndexWriteError, match="no number left") as caught:
        run_ingest(source, index)
    assert "defsearch ingest --rebuild" in str(remedy(caught.value))
    assert check(index).faults == ()
    assert run_ingest(source, index, rebuild=True).releases == 2
    assert check(index).faults == ()
    assert latest_generation(index) == 2  # the tables bear the number 1


def test_what_stands_in_the_way_of_a_rebuild_is_named(tmp_path: Path) -> None:
    """A folder with the name of a table of contents above all others: it is not ours to remove."""
    source, index = write_releases(tmp_path / "s", een=release_text("Een.")), tmp_path / "index"
    in_the_way = index / toc_name(MAX_GENERATION + 1)
    in_the_way.mkdir(parents=True)
    with pytest.raises(IndexWriteError, match=f"{in_the_way.name}: is not a plain file") as caught:
        run_ingest(source, index, rebuild=True)
    assert "Take it out of the folder" in str(remedy(caught.value))
    in_the_way.rmdir()
    assert run_ingest(source, index).added == 1


def test_another_ingest_that_went_before_is_no_other_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it wrote while we waited for the lock is what still stands."""
    source, index = write_releases(tmp_path / "s", een=release_text("Een.")), tmp_path / "index"
    acquire = WriteLock._acquire

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def run_first(lock: WriteLock) -> bool:
        monkeypatch.setattr(WriteLock, "_acquire", acquire)
        run_ingest(write_releases(tmp_path / "t", twee=release_text("Twee.")), index)
        monkeypatch.setattr(os, "fsync", full)
        return acquire(lock)

    monkeypatch.setattr(WriteLock, "_acquire", run_first)
    with pytest.raises(IndexWriteError) as caught:
        run_ingest(source, index)
    assert str(remedy(caught.value)).startswith("The index that was there before is unchanged.")


def refused(source: Path, index: Path, monkeypatch: pytest.MonkeyPatch, *first: Callable[[], object]) -> str:
    """The hint of an ingest on a full disk, in the middle of which things are done ``first``."""
    error = OSError(errno.ENOSPC, "No space left on device")

    def full(descriptor: int) -> None:
        if (index / "write.lock").exists():  # the folder itself was synced before
            for act in first:
                act()
            raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(IndexWriteError, match="no space left on device") as caught:
            run_ingest(source, index)
    return str(remedy(caught.value))


def test_an_index_that_was_there_still_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is said to."""
    source, index = write_releases(tmp_path / "s", een=release_text("Een.")), tmp_path / "index"
    run_ingest(source, index)
    write_releases(source, twee=release_text("Twee."))
    hint = refused(source, index, monkeypatch)
    assert hint == (
        "The index that was there before is unchanged. Make room or choose another folder with --index."
    )


def test_a_first_ingest_speaks_of_no_index_before_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was there, and nothing is; a folder that was there stays, empty as it was but for the lock."""
    source = write_releases(tmp_path / "s", een=release_text("Een."))
    hint = refused(source, tmp_path / "new" / "index", monkeypatch)
    assert hint == "Make room or choose another folder with --index."
    assert not (tmp_path / "new").exists()
    (tmp_path / "index").mkdir()
    refused(source, tmp_path / "index", monkeypatch)
    assert os.listdir(tmp_path / "index") == ["write.lock"]  # noqa: PTH208


def test_a_strict_first_ingest_that_writes_nothing_leaves_no_folder(tmp_path: Path) -> None:
    """Nor does one that is interrupted."""
    source = write_releases(tmp_path / "s", een=release_text("Een."), leeg="")
    assert not run_ingest(source, tmp_path / "index", strict=True).written
    assert not (tmp_path / "index").exists()


def test_an_index_that_was_taken_away_or_replaced_does_not_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said then is what happened."""
    source, index, other = (
        write_releases(tmp_path / "s", een=release_text("Een.")),
        tmp_path / "index",
        tmp_path / "other",
    )
    for replaced, said in (
        (False, "has been removed meanwhile."),
        (True, "Another index has replaced it"),
    ):
        run_ingest(source, index)
        run_ingest(write_releases(tmp_path / "t", twee=release_text("Twee.")), other)
        write_releases(source, **{f"drie{replaced}": release_text("Drie.")})
        acts: list[Callable[[], object]] = [lambda: shutil.rmtree(index)]
        if replaced:
            acts.append(lambda: shutil.copytree(other, index))
        hint = refused(source, index, monkeypatch, *acts)
        assert said in hint
        assert "unchanged" not in hint


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_file_in_the_place_of_the_index_is_told_before_anything_is_tried(
    tmp_path: Path, dry_run: bool
) -> None:
    """A dry run said what it would add to it."""
    write_releases(tmp_path / "s", a=release_text("boot"))
    (tmp_path / "f").write_text("notes")
    with pytest.raises(IndexWriteError, match="f is a file, not a folder"):
        run_ingest(tmp_path / "s", tmp_path / "f", dry_run=dry_run)
    assert (tmp_path / "f").read_text() == "notes"
