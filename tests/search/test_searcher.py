"""The searcher as a whole: pages, dates, orders, passages, matches."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from support.archive import TODAY, build_index, item

from defsearch.dates.period import Period, Unit, whole
from defsearch.index.doc_store import date_value
from defsearch.search.results import Hit, SearchRequest, Sort
from defsearch.search.searcher import Searcher, open_searcher
from defsearch.search.timeline import TimelineRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ITEMS = [
    *(
        item(
            f"r{at:02}",
            f"2025-{at % 5 + 1:02}-{at + 1:02}",
            f"Nieuws {at}",
            f"{'Een tank. ' * (at % 4 + 1)}Slot.",
        )
        for at in range(23)
    ),
    item("boot", "2024-06-01", "Boot en tank", "Lead van het verhaal.\n\nNog iets."),
    item("kop", "2026-01-01", "Nieuws", "Over een drone\n\nMet boot."),
]
TANK = SearchRequest(query="tank")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Open a searcher over a few dozen releases in three segments."""
    with Searcher(build_index(tmp_path_factory.mktemp("searcher"), ITEMS, segments=3)) as opened:
        yield opened


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("limit", [1, 7, 24])
def test_the_pages_together_are_the_full_list(searcher: Searcher, sort: Sort, limit: int) -> None:
    """No hit comes twice or is left out, for pages of any size; totals and dates are the same on each."""
    full = searcher.search(TANK._replace(sort=sort, limit=100), TODAY)
    assert len(full.hits) == full.total == 24
    joined: list[Hit] = []
    for page in range(1, -(-24 // limit) + 1):
        result = searcher.search(TANK._replace(sort=sort, limit=limit, page=page), TODAY)
        assert (result.total, result.first, result.last) == (24, full.first, full.last)
        joined += result.hits
    assert [hit.id for hit in joined] == [hit.id for hit in full.hits]
    assert [hit.rank for hit in joined] == list(range(1, 25))
    assert [hit.score for hit in joined] == [hit.score for hit in full.hits]


def test_a_page_past_the_end_is_empty(searcher: Searcher) -> None:
    """It still has the total, and no suggestions."""
    result = searcher.search(TANK._replace(page=4), TODAY)
    assert (result.hits, result.total, result.suggestions) == ((), 24, ())


def test_first_and_last_are_the_dates_of_all_hits(searcher: Searcher) -> None:
    """Not only of those on the page, and not of other releases."""
    result = searcher.search(TANK._replace(limit=1), TODAY)
    days = [one.release.date for one in ITEMS[:-1]]
    assert (result.first, result.last) == (min(days, key=date_value), max(days, key=date_value))
    inside = Period(datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    result = searcher.search(TANK._replace(limit=1, period=inside), TODAY)
    assert (result.first, result.last) == (
        whole(Unit.DAY, datetime.date(2025, 2, 2)),
        whole(Unit.DAY, datetime.date(2025, 2, 22)),
    )


def test_hits_come_in_the_requested_order(searcher: Searcher) -> None:
    """By date in both directions; by relevance the release with the word in its title comes first."""
    dates = {
        sort: [hit.date for hit in searcher.search(TANK._replace(sort=sort, limit=100), TODAY).hits]
        for sort in Sort
    }
    assert dates[Sort.OLDEST] == sorted(dates[Sort.OLDEST], key=date_value)
    assert dates[Sort.NEWEST] == sorted(dates[Sort.OLDEST], key=date_value, reverse=True)
    hits = searcher.search(TANK._replace(limit=100), TODAY).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    by_worth = searcher.search(SearchRequest(query="boot"), TODAY).hits
    assert [hit.id for hit in by_worth] == ["boot", "kop"]


def test_a_match_in_the_title_only_shows_the_lead(searcher: Searcher) -> None:
    """The title is highlighted; the passage is the beginning of the release."""
    (hit,) = searcher.search(SearchRequest(query="title:boot"), TODAY).hits
    assert [hit.title[start:end] for start, end in hit.title_matches] == ["Boot"]
    assert [(one.text, one.matches) for one in hit.passages] == [("Lead van het verhaal.", ())]


def test_without_passages_only_the_title_is_highlighted(searcher: Searcher) -> None:
    """No passages are made when none are requested."""
    hits = searcher.search(SearchRequest(query="tank", passages=0, limit=100), TODAY).hits
    assert all(hit.passages == () for hit in hits)
    assert [hit.title_matches for hit in hits if hit.id == "boot"] == [((8, 12),)]


def test_all_matches_in_a_release_are_found(searcher: Searcher) -> None:
    """In title and body, each at its own place."""
    for id_, count in (("r03", 4), ("r04", 1), ("boot", 0), ("kop", 0)):
        release = searcher.release(id_)
        matches = searcher.matches(release, TANK, TODAY)
        assert [release.body[start:end] for start, end in matches.body] == ["tank"] * count
        assert [release.title[start:end] for start, end in matches.title] == ["tank"] * (id_ == "boot")


def test_explained_hits_are_those_of_the_page(searcher: Searcher) -> None:
    """They are the same releases with the same ranks as those of the search."""
    request = TANK._replace(limit=5, page=3)
    wanted = [(hit.rank, hit.id) for hit in searcher.search(request, TODAY).hits]
    assert [(hit.rank, hit.id) for hit in searcher.explain(request, TODAY).hits] == wanted


def test_a_search_without_hits_has_suggestions(searcher: Searcher) -> None:
    """It has queries to try, the number of releases with any of the words, and no dates."""
    result = searcher.search(SearchRequest(query="drone tenk"), TODAY)
    assert (result.hits, result.total, result.first, result.last) == ((), 0, None, None)
    assert result.some_words == 1
    result = searcher.search(SearchRequest(query="tenk"), TODAY)
    assert [tuple(one) for one in result.suggestions] == [("tank", 24)]


def test_export_returns_every_match_oldest_first(searcher: Searcher) -> None:
    """Without a request all releases, with one those that match."""
    everything = [(one.date, one.id) for one in searcher.export(None, TODAY)]
    assert everything == sorted(
        ((one.release.date, one.id) for one in ITEMS), key=lambda pair: (date_value(pair[0]), pair[1])
    )
    assert [one.id for one in searcher.export(SearchRequest(query="boot"), TODAY)] == ["boot", "kop"]


def test_ids_timeline_and_search_agree(searcher: Searcher) -> None:
    """All three count the same releases."""
    assert searcher.ids() == sorted(one.id for one in ITEMS)
    assert searcher.ids("r0") == [f"r0{at}" for at in range(10)]
    made = searcher.timeline(TimelineRequest(("tank",)), TODAY)
    assert sum(one.matching[0] for one in made.periods) == searcher.search(TANK, TODAY).total
    assert sum(one.releases for one in made.periods) == len(ITEMS)
    assert all(hit.id != "r01" for hit in searcher.similar("r01", 5).hits)


def test_a_searcher_uses_the_synonyms_of_the_user(tmp_path: Path) -> None:
    """Two words on one line of the file find each other."""
    build_index(tmp_path / "index", ITEMS).close()
    own = tmp_path / "synonyms.txt"
    own.write_text("tank\tdrone\n", encoding="utf-8")
    with open_searcher(tmp_path / "index", synonyms=own) as opened:
        assert opened.search(SearchRequest(query="drone"), TODAY).total == 25
        assert opened.search(SearchRequest(query="drone", synonyms=False), TODAY).total == 1


@pytest.mark.parametrize(
    "query",
    [
        "boot OF (drone EN raket)",
        "boot OF (drone -tank)",
        "boot OF (titel:drone tank)",
        "boot OF (drone zwart)",
    ],
)
def test_an_alternative_that_does_not_match_adds_nothing(tmp_path: Path, query: str) -> None:
    """Its words were once highlighted, and raised the score of a release that did not match it."""
    texts = {
        "a": "Een boot vaart. Een drone vliegt. De tank rijdt.",
        "b": "Een boot vaart. Een hond loopt. De hitte komt.",
    }
    items = [item(id_, f"2025-01-0{at}", "Nieuws", text) for at, (id_, text) in enumerate(texts.items(), 1)]
    with build_index(tmp_path, items) as index:
        hits = Searcher(index).search(SearchRequest(query=query, passages=9), TODAY).hits
    assert [(hit.id, hit.score) for hit in hits] == [("b", hits[0].score), ("a", hits[0].score)]
    assert [one.text for one in hits[1].passages] == ["Een boot vaart."]


@pytest.mark.parametrize("any_word", [False, True])
def test_words_of_a_compound_light_alone_only_as_typed_where_the_compound_is(
    tmp_path: Path, any_word: bool
) -> None:
    """An inflection of one of the words is what a release is found for only where it has no compound."""
    items = [
        item("solid", "2025-09-01", "Nieuws", "De zeeboot, de boots en een boot."),
        item("apart", "2025-09-02", "Nieuws", "De boots ver van de zee."),
    ]
    with build_index(tmp_path, items) as index:
        result = Searcher(index).search(SearchRequest("zee boot", any_word=any_word), TODAY)
    highlighted = {
        hit.id: [one.text[start:end] for one in hit.passages for start, end in one.matches]
        for hit in result.hits
    }
    assert highlighted == {"solid": ["zeeboot", "boot"], "apart": ["boots", "zee"]}
