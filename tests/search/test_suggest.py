"""When nothing matches: suggested queries, each of which finds as many releases as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import TODAY, build_index, item, query_executor

from defsearch.dates.period import Period
from defsearch.search.results import SearchRequest
from defsearch.search.searcher import Searcher
from defsearch.search.suggest import some_words, suggestions, without_period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from defsearch.search.executor import QueryExecutor

TEXTS = [
    ("2025-01-01", "Tank", "Een tank, een drone en een boot."),
    ("2025-02-01", "Tanks", "De drone en de boot met een tank."),
    ("2025-03-01", "Boot", "Alleen een boot."),
    ("2025-04-01", "Wapens", "Een houwitser, een kazerne."),
    ("2025-05-01", "Kazernes", "Een kazerna, kazernx, kazerny en kazernz."),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryExecutor]:
    """Open an executor over five releases."""
    items = [item(f"r{at}", *text) for at, text in enumerate(TEXTS)]
    with build_index(tmp_path_factory.mktemp("suggesting"), items) as index:
        yield query_executor(index)


def offered(small: QueryExecutor, request: SearchRequest) -> list[tuple[str, int]]:
    """Return the suggestions for a request without hits, after trying each of them."""
    found = small.execute(request, TODAY)
    assert not found.hits
    made = suggestions(small, found, request, TODAY)
    for one in made:
        assert len(small.execute(request._replace(query=one.query), TODAY).hits) == one.releases > 0
    return [(one.query, one.releases) for one in made]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        pytest.param("tank droen boot", [("tank drone boot", 2)], id="the middle one of three"),
        pytest.param("tenk drone boot", [("tank drone boot", 2)], id="the first of three"),
        pytest.param("houwister", [("houwitser", 1)], id="two edits, where none is one away"),
        pytest.param("tenk OF  drnoe", [("tank OF  drone", 2)], id="all at once"),
        pytest.param("tenk dronr boott", [("tank drone boot", 2)], id="three of three"),
        pytest.param("obot", [("boot", 3)], id="two letters that changed places"),
        pytest.param('"tenk een drone"', [('"tank een drone"', 1)], id="in a phrase"),
        pytest.param('="tenk een"', [('="tank een"', 1)], id="in an exact phrase"),
        pytest.param("title:tenk", [("title:tank", 2)], id="the field stays"),
        pytest.param("(houwitsr)", [("(houwitser)", 1)], id="parentheses stay"),
        pytest.param("houwitsr -boot", [("houwitser -boot", 1)], id="an excluded word stays"),
    ],
)
def test_a_misspelled_word_is_replaced(
    small: QueryExecutor, query: str, wanted: list[tuple[str, int]]
) -> None:
    """Only the unknown word is replaced; the rest of the query stays as it was typed."""
    assert set(wanted) <= set(offered(small, SearchRequest(query=query)))


def test_the_nearest_word_in_most_releases_comes_first(small: QueryExecutor) -> None:
    """At most three are offered: by edits, then by releases with any inflection, then by spelling."""
    assert offered(small, SearchRequest(query="kazernq")) == [
        ("kazerne", 2),
        ("kazerna", 1),
        ("kazernx", 1),
    ]
    assert offered(small, SearchRequest(query="boat"))[0] == ("boot", 3)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("houwitser boott", id="the mended query finds nothing either"),
        pytest.param("houwitser tank", id="all words are known"),
        pytest.param("xylofonist", id="nothing is near"),
        pytest.param("bxxt", id="a short word is not mended by two edits"),
        pytest.param('"tenk drone"', id="the corrected phrase is in no release"),
    ],
)
def test_no_suggestion_finds_nothing(small: QueryExecutor, query: str) -> None:
    """A query without similar words has no suggestions."""
    assert offered(small, SearchRequest(query=query)) == []


def test_a_transposition_is_one_edit(tmp_path: Path) -> None:
    """``minsiter`` once led to the rare ``minster``, and never to ``minister``."""
    texts = ["Een minister.", "De minister.", "Een minster."]
    with build_index(
        tmp_path, [item(f"r{at}", "2025-01-01", "Nieuws", text) for at, text in enumerate(texts)]
    ) as index:
        made = offered(query_executor(index), SearchRequest(query="minsiter"))
    assert made == [("minister", 2), ("minster", 1)]


@pytest.mark.parametrize(
    ("typed", "texts", "wanted"),
    [
        pytest.param("ruijter", ["De ruyter.", "Een zonderling."], "ruyter", id="ij and y are one letter"),
        pytest.param("mniistre", ["De minister."], "minister", id="two swaps"),
        pytest.param("mniistr", ["De minister."], "minister", id="a swap and a letter"),
        pytest.param("parachuttist", ["Twee parachutisten."], "parachutisten", id="only the plural is there"),
        pytest.param(
            "borden", ["De gorden. Een gorden.", "Zo gorden.", "Een bordex."], "bordex", id="the first letter"
        ),
        pytest.param("2018", ["In 2019.", "In 2017."], None, id="a year is no spelling of another"),
    ],
)
def test_typing_errors_of_many_kinds_are_found(
    tmp_path: Path, typed: str, texts: list[str], wanted: str | None
) -> None:
    """The likeliest word comes first."""
    items = [item(f"r{at}", "2025-01-01", "Nieuws", text) for at, text in enumerate(texts)]
    with build_index(tmp_path, items) as index:
        made = offered(query_executor(index), SearchRequest(query=typed))
    assert [query for query, _ in made[:1]] == ([wanted] if wanted else [])


def test_an_error_that_a_release_shares_is_said(tmp_path: Path) -> None:
    """Where a similar word is in many more releases: with hits of the error itself, and with none for all words."""
    texts = [
        "De marechausee oefent.",
        *["De marechaussee en een boot."] * 8,
        "Een baard.",
        *["Een paard."] * 9,
    ]
    items = [item(f"r{at}", "2025-01-01", "Nieuws", text) for at, text in enumerate(texts)]
    with build_index(tmp_path, items) as index:
        searcher = Searcher(index)
        result = searcher.search(SearchRequest("marechausee", near_misses=True), TODAY)
        assert [hit.id for hit in result.hits] == ["r0"]
        assert result.suggestions == (("marechaussee", 8),)
        assert offered(query_executor(index), SearchRequest("marechausee boot")) == [("marechaussee boot", 8)]
        for query in ("marechaussee", "baard", "=marechausee"):
            assert searcher.search(SearchRequest(query, near_misses=True), TODAY).suggestions == ()


def test_a_word_that_matches_in_another_way_is_no_error(tmp_path: Path) -> None:
    """A part of a compound is in the archive; only the other word is replaced."""
    items = [
        item("a", "2025-01-01", "Nieuws", "De bootdrone."),
        item("b", "2025-01-02", "Nieuws", "Een drona."),
    ]
    with build_index(tmp_path, items) as index:
        assert offered(query_executor(index), SearchRequest("drone bootdrona")) == [("drone bootdrone", 1)]


def test_an_exact_word_is_replaced_when_its_form_is_not_in_the_archive(small: QueryExecutor) -> None:
    """Another form of the word is suggested; the equals sign stays."""
    assert offered(small, SearchRequest(query="=boots")) == [("=boot", 3)]
    assert offered(small, SearchRequest(query="=drones")) == [("=drone", 2)]


def test_suggestions_count_within_the_period(small: QueryExecutor) -> None:
    """The number is that of the whole request: nothing outside the period is offered."""
    early = Period(None, TODAY.replace(year=2025, month=1, day=31))
    assert ("drone", 1) in offered(small, SearchRequest(query="dronne", period=early))
    assert offered(small, SearchRequest(query="houwitsr", period=early)) == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [("houwitser boot", 4), ("houwitser drone xyz", 3), ("xyz abc", 0), ("houwitserr", None), ("", None)],
)
def test_some_words_counts_releases_with_at_least_one_of_them(
    small: QueryExecutor, query: str, wanted: int | None
) -> None:
    """Each release counts once; None when the query has fewer than two term groups."""
    request = SearchRequest(query=query)
    assert some_words(small, small.execute(request, TODAY), request, TODAY) == wanted


def test_some_words_counts_within_the_period(small: QueryExecutor) -> None:
    """Releases outside the period do not count."""
    request = SearchRequest(
        query="houwitser boot", period=Period(TODAY.replace(year=2025, month=3, day=1), None)
    )
    assert some_words(small, small.execute(request, TODAY), request, TODAY) == 2


def test_a_common_word_is_never_offered(tmp_path: Path) -> None:
    """A similar word that is a stop word is not suggested."""
    items = [item("a", "2025-01-01", "Bericht", "Een voor allen, allen voor een: die dan dat.")]
    with build_index(tmp_path, items) as index:
        one = query_executor(index)
        for typed in ("dam", "doe", "vooor", "datt"):
            request = SearchRequest(query=typed)
            assert suggestions(one, one.execute(request, TODAY), request, TODAY) == ()


def test_some_words_is_what_any_finds(small: QueryExecutor) -> None:
    """A ``date:`` and an excluded word count too: once, the number was too high."""
    request = SearchRequest(query="houwitser xyz date:1999")
    assert some_words(small, small.execute(request, TODAY), request, TODAY) == 0


def test_what_matches_outside_the_period_is_counted(small: QueryExecutor) -> None:
    """Only when a period was given: as an option, with ``date:`` or in free words."""
    early = Period(None, TODAY.replace(year=2024))

    def counted(query: str, period: Period | None = None) -> int | None:
        request = SearchRequest(query=query, period=period)
        return without_period(small, small.execute(request, TODAY), request, TODAY)

    assert counted("boot", early) == 3
    assert counted("boot") is None
    assert counted("boot date:1999") == 3
    assert counted("boot sinds 2090") == 3
    assert counted("mei 1999") is None


def test_a_period_and_what_to_leave_out_is_a_query(small: QueryExecutor) -> None:
    """Like ``date:2025 -boot``: the same with a period was once refused."""
    period = Period(TODAY.replace(year=2025, month=2, day=1), None)
    found = small.execute(SearchRequest(query="-boot", period=period), TODAY)
    same = small.execute(SearchRequest(query="date:2025-02.. -boot"), TODAY)
    assert found.hits == same.hits
    assert len(found.hits) == 2
