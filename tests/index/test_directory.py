"""The folder of an index: which files belong to it, and how they are opened, made and removed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from defsearch.errors import IndexDamagedError
from defsearch.index.directory import (
    is_index_file,
    is_segment_name,
    latest_generation,
    open_regular,
    read_error,
    read_file,
    remove_other_files,
    toc_name,
    unused_generation,
    write_file,
)

INDEX_FILES = [
    "_MAIN_0.toc", "_MAIN_12.toc", "_MAIN_01.toc", "_MAIN_1234567890.toc", "_MAIN_12.toc.new", "manifest_12.json",
    "lexicon_3.words", "lexicon_3.dictionary", "lexicon_999999999.files", "MAIN_0123456789abcdef.terms",
    "MAIN_zzzzzzzzzzzzzzzz.postings", "MAIN_0123456789abcdef.documents",
]  # fmt: skip
OTHER_FILES = [
    "manifest_van_de_marine.txt", "manifest_1.json.bak", "manifest_.json", "lexicon_2024.txt", "lexicon_1.words.txt",
    "lexicon_brieven", "MAIN.tmp", "MAIN_notes.txt", "_MAIN_x.toc", "_MAIN_.toc", "_MAIN_1.toc\n", "_MAIN_1_toc",
    "write.lock", ".gitignore", "README", "_MAIN_1.toc.1700000000.5", "_MAIN_01.toc.new", "_MAIN_\u0661.toc",
    "main_1.toc", "MAIN_0123456789ABCDEF.terms", "MAIN_0123456789abcdef", "MAIN_0123456789abcdef.seg",
    "xMAIN_0123456789abcdef.terms", "MAIN_0123456789abcdef.terms.terms", "manifest_\u0661.json", "",
]  # fmt: skip


@pytest.mark.parametrize("name", INDEX_FILES)
def test_names_that_an_ingest_gives_are_index_files(name: str) -> None:
    """All of them, so none is left behind."""
    assert is_index_file(name)


@pytest.mark.parametrize("name", OTHER_FILES)
def test_similar_names_are_not_index_files(name: str) -> None:
    """A release in the same folder may have such a name."""
    assert not is_index_file(name)


@pytest.mark.parametrize("name", ["MAIN_../../etc/pass", "MAIN_0123456789abcde", "0123456789abcdef", "MAIN_"])
def test_a_segment_name_is_no_path(name: str) -> None:
    """Nor does it have another number of characters."""
    assert not is_segment_name(name)
    assert is_segment_name("MAIN_0123456789abcdef")


def test_only_index_files_are_removed(tmp_path: Path) -> None:
    """Except those to keep. No other file is removed, and no folder with the name of an index file."""
    index_files = [name for name in INDEX_FILES if name]
    other_files = [name for name in OTHER_FILES if name]
    for name in (*index_files, *other_files):
        (tmp_path / name).write_text("x")
    (tmp_path / "lexicon_7.words").mkdir()
    (tmp_path / "lexicon_7.words" / "mine").write_text("x")
    (tmp_path / "manifest_8.json").symlink_to(tmp_path / "README")
    remove_other_files(tmp_path, {"manifest_12.json"})
    assert {path.name for path in tmp_path.iterdir()} == {*other_files, "manifest_12.json", "lexicon_7.words"}
    assert (tmp_path / "README").read_text() == "x"


def test_the_table_of_contents_with_the_highest_number_is_the_current_state(tmp_path: Path) -> None:
    """One that is not renamed yet does not count, nor a file with a similar name."""
    assert latest_generation(tmp_path) == -1
    assert latest_generation(tmp_path / "none") == -1
    for name in (
        toc_name(9),
        toc_name(10),
        "_MAIN_11.toc.new",
        "_MAIN_12.toc.bak",
        "manifest_13.json",
        "_MAIN_\u0661\u0664.toc",
    ):
        (tmp_path / name).touch()
    assert latest_generation(tmp_path) == 10
    for number in ("014", "1000000000", "9" * 200):  # as Whoosh reads them
        (tmp_path / f"_MAIN_{number}.toc").touch()
        assert latest_generation(tmp_path) == int(number)
        assert TOC._latest_generation(FileStorage(str(tmp_path)), "MAIN") == int(number)
    assert latest_generation(tmp_path / toc_name(9)) == -1


def test_a_new_state_has_an_unused_number(tmp_path: Path) -> None:
    """It is in no file name, not even of a killed ingest."""
    assert unused_generation(tmp_path) == 1
    (tmp_path / toc_name(4)).touch()
    assert unused_generation(tmp_path) == 5
    (tmp_path / "lexicon_5.words").mkdir()
    (tmp_path / "manifest_6.json").touch()
    (tmp_path / "lexicon_8.words").mkdir()
    assert unused_generation(tmp_path) == 7


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    """A sparse file of a terabyte does not fill the memory."""
    (tmp_path / "f").write_bytes(b"12345")
    assert read_file(tmp_path / "f", 5) == b"12345"
    with pytest.raises(OSError, match="larger"):
        read_file(tmp_path / "f", 4)
    os.truncate(tmp_path / "f", 1 << 40)
    with pytest.raises(OSError, match="larger"):
        read_file(tmp_path / "f", 1 << 20)


def test_only_plain_files_are_opened(tmp_path: Path) -> None:
    """A link, a pipe or a folder raises an error at once, and leaves no descriptor open."""
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0  # noqa: PTH208
    for name in ("link", "pipe", "."):
        with pytest.raises(OSError, match=r"link|plain"):
            open_regular(str(tmp_path / name))
    after = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0  # noqa: PTH208
    assert after == before


def test_a_new_file_is_private_and_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never replaces a file or follows a link."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    write_file(tmp_path / "f", b"abc")
    assert (tmp_path / "f").read_bytes() == b"abc"
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o600
    assert len(synced) == 1
    (tmp_path / "link").symlink_to("victim")
    for name in ("f", "link"):
        with pytest.raises(FileExistsError):
            write_file(tmp_path / name, b"other")
    assert (tmp_path / "f").read_bytes() == b"abc"


def test_a_file_that_no_ingest_writes_is_damage(tmp_path: Path) -> None:
    """A missing file, a link, a folder, a file that is too large."""
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(b"12345")
    for name, why in (
        ("none", "is missing"),
        ("link", "is a symbolic link"),
        ("folder", "is not a plain file"),
        ("large", "is larger than such a file can be"),
    ):
        with pytest.raises(OSError, match=name) as caught:
            read_file(tmp_path / name, 4)
        error = read_error(caught.value, tmp_path)
        assert isinstance(error, IndexDamagedError)
        assert error.message == f"The index is damaged: {tmp_path / name} {why}."
