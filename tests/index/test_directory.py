"""The folder of an index: which files are its own; how they are opened, made, read with checksums, and removed."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.index_contents import flip_bit
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexDamagedError, IndexUnreadableError
from defsearch.index.directory import (
    PAGE,
    ChecksummedFile,
    ChecksummedWriter,
    latest_generation,
    open_regular,
    read_error,
    read_file,
    remove_other_files,
    unused_generation,
    write_file,
)
from defsearch.index.manifest import is_index_file, is_segment_name, toc_name

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


def checksummed(path: Path, *chunks: bytes) -> Path:
    """Write a checksummed file with these chunks."""
    with ChecksummedWriter(str(path)) as out:
        for chunk in chunks:
            out.write(chunk)
    return path


def content_of(path: Path) -> bytes:
    """Return the whole content."""
    file = ChecksummedFile(str(path))
    try:
        return file.read(0, file.size)
    finally:
        file.close()


sizes = st.one_of(
    st.integers(0, 50), st.integers(PAGE - 3, PAGE + 3), st.integers(2 * PAGE - 3, 2 * PAGE + 3)
)


@settings(max_examples=40)
@given(st.lists(sizes, max_size=4), st.data())
def test_any_range_reads_as_it_was_written(lengths: list[int], data: st.DataObject) -> None:
    """Whatever the chunks are, and wherever the pages end."""
    chunks = [bytes((number * 7 + at) % 251 for at in range(length)) for number, length in enumerate(lengths)]
    content = b"".join(chunks)
    with TemporaryDirectory() as folder:
        file = ChecksummedFile(str(checksummed(Path(folder) / "f", *chunks)))
        assert file.size == len(content)
        for _ in range(5):
            start = data.draw(st.integers(0, len(content)))
            end = data.draw(st.integers(start, len(content)))
            assert file.read(start, end) == content[start:end]
        file.close()


def test_tell_is_the_offset_of_the_next_byte(tmp_path: Path) -> None:
    """Also after the buffer was written to the file."""
    with ChecksummedWriter(str(tmp_path / "f")) as out:
        for written in range(0, 3_000_000, 300_000):
            assert out.tell() == written
            out.write(b"x" * 300_000)
    assert content_of(tmp_path / "f") == b"x" * 3_000_000


def test_every_flipped_bit_of_a_small_file_is_noticed(tmp_path: Path) -> None:
    """A bit of each byte of content, checksums and footer; all bits of the last four bytes."""
    path = checksummed(tmp_path / "f", b"Het fregat vertrok dinsdag uit Den Helder.")
    size = path.stat().st_size
    for byte in range(size):
        for bit in range(8) if byte >= size - 4 else (byte % 8,):
            flip_bit(path, byte, bit)
            with pytest.raises(IndexDamagedError):
                content_of(path)
            flip_bit(path, byte, bit)
    assert content_of(path).startswith(b"Het fregat")


@settings(max_examples=40)
@given(st.integers(0, 2 * PAGE + 99 + 12 + 19), st.integers(0, 7), st.integers(0, 2))
def test_a_flipped_bit_damages_only_its_page(byte: int, bit: int, page: int) -> None:
    """A page reads as it was written or not at all; the other pages can still be read."""
    content = bytes(at % 253 for at in range(2 * PAGE + 99))
    with TemporaryDirectory() as folder:
        path = checksummed(Path(folder) / "f", content)
        flip_bit(path, byte, bit)
        start, end = page * PAGE, min((page + 1) * PAGE, len(content))
        try:
            file = ChecksummedFile(str(path))
        except IndexDamagedError:
            assert byte >= len(content)
            return
        try:
            assert file.read(start, end) == content[start:end]
            assert not start <= byte < end
        except IndexDamagedError:
            assert start <= byte < end
        finally:
            file.close()


def test_a_file_that_is_cut_short_is_noticed(tmp_path: Path) -> None:
    """At any byte."""
    whole = checksummed(tmp_path / "f", b"abc" * 50).read_bytes()
    for length in range(len(whole)):
        (tmp_path / "short").write_bytes(whole[:length])
        with pytest.raises(IndexDamagedError):
            content_of(tmp_path / "short")


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 4), (9, 9)])
def test_a_range_outside_the_content_is_damage(tmp_path: Path, start: int, end: int) -> None:
    """Offsets come from other files of the index, which may be wrong."""
    file = ChecksummedFile(str(checksummed(tmp_path / "f", b"abc")))
    with pytest.raises(IndexDamagedError, match="past its end"):
        file.read(start, end)
    file.close()


def test_a_file_that_is_cut_short_while_it_is_open_is_an_error(tmp_path: Path) -> None:
    """A memory map would crash the process here."""
    path = checksummed(tmp_path / "f", b"a" * (3 * PAGE))
    file = ChecksummedFile(str(path))
    os.truncate(path, 10)
    with pytest.raises(IndexDamagedError, match="cut short"):
        file.read(2 * PAGE, 2 * PAGE + 1)
    file.close()


def test_a_page_is_not_read_again(tmp_path: Path) -> None:
    """A page that was compared stays the same, even if the file is overwritten meanwhile."""
    path = checksummed(tmp_path / "f", b"a" * 100)
    file = ChecksummedFile(str(path))
    assert file.read(0, 3) == b"aaa"
    path.write_bytes(b"b" * path.stat().st_size)
    assert file.read(50, 53) == b"aaa"
    file.close()


def test_a_failing_disk_is_an_error_that_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The advice is not a rebuild: the index may be whole."""
    file = ChecksummedFile(str(checksummed(tmp_path / "f", b"abc")))

    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "pread", fail)
    with pytest.raises(IndexUnreadableError, match="f: input/output error") as caught:
        file.read(0, 1)
    assert "--rebuild" not in str(remedy(caught.value)), "the disk is to blame, not the index"
    file.close()


def test_a_huge_file_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """The checksums of a sparse file of a terabyte would fill the memory."""
    path = checksummed(tmp_path / "f", b"abc")
    os.truncate(path, 1 << 40)
    with pytest.raises(IndexDamagedError, match="larger"):
        ChecksummedFile(str(path))


def test_links_pipes_and_folders_are_not_opened(tmp_path: Path) -> None:
    """None of them is a file of the index. A pipe would never answer."""
    checksummed(tmp_path / "f", b"abc")
    (tmp_path / "link").symlink_to("f")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("link", "pipe", "folder"):
        with pytest.raises(OSError, match=r"plain file|symbolic link"):
            ChecksummedFile(str(tmp_path / name))


def test_a_new_file_is_private_and_replaces_nothing(tmp_path: Path) -> None:
    """Its mode is 0600 whatever the umask is. A link in its place is not followed."""
    before = os.umask(0)
    try:
        path = checksummed(tmp_path / "f", b"abc")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (tmp_path / "link").symlink_to("victim")
    with pytest.raises(FileExistsError):
        ChecksummedWriter(str(tmp_path / "link"))
    assert not (tmp_path / "victim").exists()


def test_a_file_is_synced_after_its_last_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a power cut cannot leave a hole."""
    sizes: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: sizes.append(os.fstat(descriptor).st_size))
    path = checksummed(tmp_path / "f", b"abc" * 1000)
    assert sizes == [path.stat().st_size]


def test_an_unfinished_file_is_closed_and_cannot_be_read(tmp_path: Path) -> None:
    """It has no footer."""
    writer = ChecksummedWriter(str(tmp_path / "f"))

    def write_half() -> None:
        with writer:
            writer.write(b"x" * 2_000_000)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    writer.rollback()
    with pytest.raises(IndexDamagedError):
        ChecksummedFile(str(tmp_path / "f"))


def test_a_full_disk_raises_oserror_and_closes_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ingest makes a message of it."""
    closed: list[int] = []
    close = os.close

    def note(descriptor: int) -> None:
        closed.append(descriptor)
        close(descriptor)

    def fail(descriptor: int, data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    writer = ChecksummedWriter(str(tmp_path / "f"))
    writer.write(b"abc")
    monkeypatch.setattr(os, "write", fail)
    monkeypatch.setattr(os, "close", note)
    with pytest.raises(OSError, match="No space"):
        writer.close()
    assert len(closed) == 1


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may write less than it is given."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data[:7])))
    assert content_of(checksummed(tmp_path / "f", b"abc" * 50)) == b"abc" * 50
