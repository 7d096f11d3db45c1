"""Which words leave with the releases that leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, run_ingest, write_releases

from defsearch.errors import IndexDamagedError
from defsearch.index.snapshot import IndexSnapshot, open_snapshot
from defsearch.ingest.indexer import orphaned_forms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from defsearch.index.source_files import IndexedFile


@pytest.fixture
def index(tmp_path: Path) -> Iterator[IndexSnapshot]:
    """Three releases that share some words, in two segments."""
    texts = {"a": "zee Zuid-Korea", "b": "zee", "c": "korea\n\nkop\n\nboot"}
    for id_, text in texts.items():
        write_releases(tmp_path / "s", **{id_: release_text(text, title="titel")})
        if id_ != "b":
            run_ingest(tmp_path / "s", tmp_path / "index")
    with open_snapshot(tmp_path / "index") as opened:
        yield opened


def files(index: IndexSnapshot, ids: str) -> list[IndexedFile]:
    """The files of some releases."""
    return [file for file in index.files.all() if file.id in ids]


@pytest.mark.parametrize(
    ("leaving", "staying", "gone"),
    [
        ("", "", ""),
        ("a", "", "zuid-korea zuid"),
        ("c", "", "kop boot"),
        ("ab", "", "zee zuid-korea zuid"),
        ("ac", "", "zuid-korea zuid korea kop boot"),
        ("ac", "zuid kop", "zuid-korea korea boot"),
        ("abc", "titel", "zee zuid-korea zuid korea kop boot"),
        ("abc", "", "zee zuid-korea zuid korea kop boot titel"),
    ],
)
def test_a_word_leaves_with_its_last_holder(
    index: IndexSnapshot, leaving: str, staying: str, gone: str
) -> None:
    """As a word, as a unit of a word, in a title or a sub-heading, in another segment; but not if new ones hold it."""
    assert orphaned_forms(index, files(index, leaving), staying.split()) == set(gone.split())


@pytest.mark.parametrize("wrong", [{"segment": "MAIN_zzzzzzzzzzzzzzzz"}, {"number": 99}, {"number": -1}])
def test_a_release_that_is_not_where_it_is_listed_is_damage(
    index: IndexSnapshot, wrong: dict[str, object]
) -> None:
    """And nothing is left out of the next state because of it."""
    (file,) = files(index, "a")
    with pytest.raises(IndexDamagedError):
        orphaned_forms(index, [file._replace(**wrong)], ())  # type: ignore[arg-type]
