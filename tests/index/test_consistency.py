"""Content that contradicts itself below right checksums: each contradiction is found, and a whole index has none."""

from __future__ import annotations

import sys
from array import array
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.forge_index import read_content, replace_content, update_file_meta
from support.read_operations import make_index

from defsearch.dutch.analysis import Analysis, Part
from defsearch.errors import IndexDamagedError
from defsearch.index.check import check
from defsearch.index.consistency import verify
from defsearch.index.directory import ChecksummedWriter
from defsearch.index.doc_store import TEXT_FIELDS
from defsearch.index.segment import Postings, encode
from defsearch.index.segment_writer import _term_rows
from defsearch.index.snapshot import open_snapshot
from defsearch.index.source_files import write_files
from defsearch.index.sstable import write_sstable
from defsearch.index.vocabulary import encode_analysis, write_words
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.search.searcher import open_searcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TAIL = 80  # bytes after the doc values
_DOC_VALUES = ("date", "title", "heading", "body", "by_date")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index of three releases in one segment."""
    source = write_releases(
        tmp_path / "source",
        een=release_text("Een fregat.\n\nKop\n\nTwee zee-schepen.", date="2025-01-01"),
        twee=release_text("Twee schepen.", date="2025-02-01"),
        drie=release_text("Schepen en schepen.", date="2025-03-01"),
    )
    run_ingest(source, tmp_path / "index")
    return tmp_path / "index"


def only(index: Path, pattern: str) -> Path:
    """Return the one file that matches ``pattern``."""
    (path,) = index.glob(pattern)
    return path


def change_doc_values(index: Path, name: str, numbers: list[int]) -> None:
    """Replace one array of doc values."""
    path = only(index, "*.documents")
    data = read_content(index, path.name)
    values = array("I", numbers)
    if sys.byteorder == "big":
        values.byteswap()
    end = len(data) - _TAIL - 4 * len(numbers) * (len(_DOC_VALUES) - 1 - _DOC_VALUES.index(name))
    replace_content(index, path.name, data[: end - 4 * len(numbers)] + values.tobytes() + data[end:])


def change_terms(index: Path, change: Callable[[dict[bytes, Postings]], object]) -> None:
    """Change the posting lists, by ``field:term``."""
    with open_snapshot(index) as opened:
        terms = opened.segments[0].terms
        lists = {
            b"%b:%b" % (field.encode(), term): terms.decode(info, with_positions=True)
            for (field, term), info in terms.all_terms()
        }
    change(lists)
    paths = [only(index, f"*.{kind}") for kind in ("postings", "terms")]
    for path in paths:
        path.unlink()
    with ChecksummedWriter(str(paths[0])) as out:
        encoded = ((key, encode(*found)) for key, found in sorted(lists.items()))
        write_sstable(str(paths[1]), list(_term_rows(encoded, out)), compressed=True)
    for path in paths:
        update_file_meta(index, path.name)


def postings(ids: list[int], counts: list[int], positions: list[int] | None) -> Postings:
    """Return a posting list."""
    return Postings(array("I", ids), array("I", counts), None if positions is None else array("I", positions))


def change_words(index: Path, change: Callable[[dict[str, Analysis]], object]) -> None:
    """Change the words of the vocabulary, and the stems and parts that lead to them."""
    with open_snapshot(index) as opened:
        entries = dict(opened.vocabulary.entries())
    change(entries)
    path = only(index, "*.words")
    path.unlink()
    write_words(path, {form: encode_analysis(entry) for form, entry in entries.items()})
    update_file_meta(index, path.name)


def change_rows(index: Path, name: str, change: Callable[[list[bytes]], object]) -> None:
    """Change the lines of a table, which need not be sorted."""
    path = only(index, name)
    rows = [line for line in read_content(index, path.name).split(b"\n") if b"\t" in line]
    change(rows)
    path.unlink()
    write_sstable(str(path), [(key, value) for key, _, value in (row.partition(b"\t") for row in rows)])
    update_file_meta(index, path.name)


def change_files(index: Path, change: Callable[[list[Any]], object]) -> None:
    """Change the list of files."""
    with open_snapshot(index) as opened:
        files = list(opened.files.all())
    change(files)
    path = only(index, "*.files")
    path.unlink()
    write_files(path, files)
    update_file_meta(index, path.name)


FORGED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a table out of order": (
        lambda index: change_rows(index, "*.words", list.reverse),
        "lines that are not sorted",
    ),
    "a key twice": (
        lambda index: change_rows(index, "*.words", lambda rows: rows.insert(0, rows[0])),
        "lines that are not sorted",
    ),
    "a day before all days": (lambda index: change_doc_values(index, "date", [0, 1, 2]), "no calendar"),
    "a release twice by date": (
        lambda index: change_doc_values(index, "by_date", [0, 0, 1]),
        "each of its releases once",
    ),
    "another order by date": (lambda index: change_doc_values(index, "by_date", [0, 1, 2]), "in another order"),
    "another length": (lambda index: change_doc_values(index, "body", [1, 2, 3]), "another number of words"),
    "releases out of order": (
        lambda index: change_terms(index, lambda lists: lists.update({b"body:twee": postings([2, 1], [1, 1], None)})),
        "releases out of order",
    ),
    "a release twice": (
        lambda index: change_terms(index, lambda lists: lists.update({b"body:twee": postings([1, 1], [1, 1], None)})),
        "releases out of order",
    ),
    "a word that does not occur": (
        lambda index: change_terms(index, lambda lists: lists.update({b"body:twee": postings([1, 2], [0, 2], None)})),
        "number of occurrences",
    ),
    "positions that are none": (
        lambda index: change_terms(
            index, lambda lists: lists.update({b"body_forms:twee": postings([1], [2], [5, 5])})
        ),
        "positions out of order",
    ),
    "no positions": (
        lambda index: change_terms(index, lambda lists: lists.update({b"body_forms:twee": postings([1], [1], None)})),
        "none in a field with positions",
    ),
    "a field": (
        lambda index: change_terms(index, lambda lists: lists.update({b"foot:twee": postings([1], [1], None)})),
        "a field that does not exist",
    ),
    "a part beyond its word": (
        lambda index: change_words(
            index, lambda words: words.update(twee=Analysis("twee", "twee", (Part("twee", 0, 9),)))
        ),
        "are not in 'twee'",
    ),
    "a stem that leads elsewhere": (
        lambda index: change_rows(
            index, "*.words", lambda rows: rows.remove(next(row for row in rows if row.startswith(b"stwee")))
        ),
        "leads from a stem",
    ),
    "a part that leads nowhere": (
        lambda index: change_rows(
            index, "*.words", lambda rows: rows.remove(next(row for row in rows if row.startswith(b"pzee")))
        ),
        "leads from a stem",
    ),
    "a word too few": (lambda index: change_words(index, lambda words: words.pop("twee")), "lacks 'twee'"),
    "a file at the place of another": (
        lambda index: change_files(
            index, lambda files: files.__setitem__(0, files[0]._replace(number=files[1].number))
        ),
        "at the place of another release",
    ),
    "a file too few": (lambda index: change_files(index, list.pop), "lacks '"),
    "a release beyond its segment": (
        lambda index: change_files(index, lambda files: files.__setitem__(0, files[0]._replace(number=99))),
        "at the place of another release",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGED)
def test_each_contradiction_is_found(index: Path, kind: str) -> None:
    """It is the one fault of a check. None prevents the index from being opened."""
    forge, message = FORGED[kind]
    assert check(index).faults == ()
    forge(index)
    with open_snapshot(index) as opened, pytest.raises(IndexDamagedError, match=message):
        verify(opened)
    (fault,) = check(index).faults
    assert message in fault.what


def test_an_index_that_is_rewritten_without_a_change_is_whole(index: Path) -> None:
    """So the test above fails because of the changes, not because of how they are made."""

    def leave(_: object) -> None:
        """Change nothing."""

    change_terms(index, leave)
    change_words(index, leave)
    change_files(index, leave)
    change_rows(index, "*.words", leave)
    with open_snapshot(index) as opened:
        documents = opened.segments[0].documents
        doc_values = {name: list(documents.doc_values(name)) for name in ("date", *TEXT_FIELDS, "by_date")}
    for name, numbers in doc_values.items():
        change_doc_values(index, name, numbers)
    assert check(index).faults == ()


def test_an_index_with_deletions_and_several_tables_is_whole(tmp_path: Path) -> None:
    """The words of deleted releases are in posting lists until a merge, but not in the vocabulary."""
    report = check(make_index(tmp_path))
    assert (report.faults, report.releases) == ((), 8)


def fail_inside(index: Path) -> None:
    """Raise an unforeseen error while the index is open."""
    with open_searcher(index):
        raise ZeroDivisionError


def test_an_unforeseen_error_is_damage_only_if_the_index_is_damaged(index: Path) -> None:
    """With a whole index it is an internal error."""
    with pytest.raises(ZeroDivisionError):
        fail_inside(index)
    change_words(index, lambda words: words.pop("twee"))
    with pytest.raises(IndexDamagedError, match="lacks 'twee'"):
        fail_inside(index)


def test_an_unforeseen_error_of_an_ingest_is_damage_if_the_index_is_damaged(
    index: Path, tmp_path: Path
) -> None:
    """The index does not change."""
    change_words(index, lambda words: words.pop("twee"))
    before = {path.name: path.read_bytes() for path in index.iterdir()}

    def fail(_done: int, _total: int) -> None:
        raise ZeroDivisionError

    write_releases(tmp_path / "source", vier=release_text("Vier."))
    with pytest.raises(IndexDamagedError, match="lacks 'twee'"):
        ingest([tmp_path / "source"], index, IngestOptions(), fail)
    assert {path.name: path.read_bytes() for path in index.iterdir()} == before
