"""Unknown compounds: as a search for their words, and a notice says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import TODAY, build_index, item, query_executor

from defsearch.search.results import SearchRequest
from defsearch.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.index.snapshot import IndexSnapshot

TEXTS = {
    "both": "De tank en de drones.",
    "tank": "Een tank.",
    "drone": "Een drone.",
    "solid": "Een zeeboot.",
    "longer": "De wapenbootzee.",
    "apart": "Een wapen tank.",
    "archive": "De blorpel van de kazerne.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexSnapshot]:
    """Open an index of a few releases."""
    items = [item(id_, "2025-09-01", "Nieuws", text) for id_, text in TEXTS.items()]
    with build_index(tmp_path_factory.mktemp("compounds"), items) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "hits", "read_as"),
    [
        ("tankdrones", {"both"}, "tank, drones"),
        ("tank-drones", {"both"}, "tank, drones"),
        ("drone tankdrones", {"both"}, "tank, drones"),
        ("wapentank", {"apart"}, None),
        ("zeeboots", {"solid"}, None),
        ("bootzee", {"solid", "longer"}, "boot, zee"),
        ("tankraket", set(), None),
        ("tank -tankdrones", {"both", "tank", "apart"}, None),
        ("=tankdrones", set(), None),
        ('"tankdrones"', set(), None),
        ("body:tankdrones", set(), None),
    ],
)
def test_a_compound_that_no_release_has_means_its_words(
    index: IndexSnapshot, query: str, hits: set[str], read_as: str | None
) -> None:
    """All of them, and only where the archive has them; not where an operator asks for the word as it is."""
    executor = query_executor(index)
    found = executor.execute(SearchRequest(query), TODAY)
    assert {executor.reader.id(doc_id) for doc_id in found.hits} == hits
    said = [notice for notice in found.notices if notice.startswith("no release has")]
    assert bool(said) is bool(read_as)
    assert not read_as or said[0].endswith(f"searched for its words: {read_as}")


def test_the_options_against_parts_leave_a_compound_whole(index: IndexSnapshot) -> None:
    """With --exact or --no-compounds, nothing is split."""
    request = SearchRequest("tankdrones")
    for one in (request._replace(exact=True), request._replace(compounds=False)):
        found = query_executor(index).execute(one, TODAY)
        assert (found.hits, found.notices) == (set(), ())


def test_the_words_of_the_archive_split_a_compound_only_for_near_misses(index: IndexSnapshot) -> None:
    """A dictionary does not have them: the split is a guess, shown below the line."""
    result = Searcher(index).search(SearchRequest("blorpelkazerne", near_misses=True), TODAY)
    assert result.total == 0
    assert [(hit.id, hit.missing) for hit in result.near] == [("archive", ())]
    assert any("blorpel, kazerne" in notice for notice in result.notices)
