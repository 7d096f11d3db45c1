"""When nothing matches: suggested queries, each of which finds as many releases as it says."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from search.test_executor import WORDS, archives
from support.archive import TODAY, Item, ToyAnalyzer, build_index, item, query_executor
from support.reference_matcher import ReferenceMatcher
from support.reference_scorer import ReferenceScorer
from support.reference_terms import ANY_FIELD, QueryTerm

from defsearch.dates.period import Period
from defsearch.dutch.tokenizer import normalize_token
from defsearch.query.ast import And, Or, Word, walk, words_of
from defsearch.query.parser import parse_query
from defsearch.search.executor import QueryExecutor
from defsearch.search.results import SearchRequest, Sort
from defsearch.search.searcher import Searcher
from defsearch.search.suggest import some_words, suggestions, without_period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.results import SearchResult

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


def test_a_rare_word_is_kept_where_another_word_is_unknown(tmp_path: Path) -> None:
    """The archive has it: the first suggestion keeps it, if that finds anything; the next one does not."""
    texts = ["De wachters bij de kazerne.", *["De wachtert bij de boot."] * 9, "De wachtert bij de zee."]
    items = [item(f"r{at}", "2025-01-01", "Nieuws", text) for at, text in enumerate(texts)]
    with build_index(tmp_path, items) as index:
        executor = query_executor(index)
        assert offered(executor, SearchRequest("wachters kazernx")) == [("wachters kazerne", 1)]
        assert offered(executor, SearchRequest("wachters boott")) == [("wachtert boot", 9)]


@pytest.mark.parametrize("date", ["dit weekend", "vorige maand", "gisteren", "komende week", "this weekend"])
def test_words_that_read_as_a_date_are_not_respelled(tmp_path: Path, date: str) -> None:
    """Nor are stop words: with near words in the archive, only the other words are corrected."""
    near_words = "Weekenk weekeind maant gister gisterent komende komend weken werk thiss vorigt dat."
    texts = [f"{near_words} Een drone.", "Een drone en een tank."]
    items = [item(f"r{at}", "2025-01-01", "Nieuws", text) for at, text in enumerate(texts)]
    with build_index(tmp_path, items) as index:
        searcher = Searcher(index)
        for query, wanted in ((date, None), (f"drone {date}", None), (f"drnoe {date}", f"drone {date}")):
            result = searcher.search(SearchRequest(query, near_misses=True), TODAY)
            assert all(date in one.query for one in result.suggestions)
            assert result.respelled == wanted


def test_a_stop_word_in_a_phrase_is_not_respelled(tmp_path: Path) -> None:
    """It is no error that the archive does not have it."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Nieuws", "Een zijm tank.")]) as index:
        assert offered(query_executor(index), SearchRequest('"zijn tank"')) == []


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


DAYS = ["", "", "september 2025", "3 september 2025"]


def searcher_of(index: object) -> Searcher:
    """Return a searcher that analyzes unknown words as the archives of these tests do."""
    searcher = Searcher(index)  # type: ignore[arg-type]
    searcher._executor = QueryExecutor(index, analyze=ToyAnalyzer().analyze)  # type: ignore[arg-type]
    searcher._reader = searcher._executor.reader
    return searcher


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    archives(),
    st.lists(WORDS.filter(lambda word: not word[0].isdigit()), min_size=1, max_size=4),
    st.sampled_from(DAYS),
    st.integers(1, 12),
    st.booleans(),
)
@example(
    [item("r00", "2025-09", "tank", "zee."), item("r01", "2025-09", "tank", "boot.")],
    ["zeeboot"],
    "",
    9,
    False,
)
def test_near_misses_are_those_of_the_reference_scorer(
    items: list[Item], words: list[str], day: str, limit: int, recent: bool
) -> None:
    """The order is that of any word without the hits; the missing words are those that the release lacks."""
    request = SearchRequest(" ".join([*words, day]), limit=limit, recent=recent, near_misses=True)
    judge = ReferenceMatcher(items)
    typed_every, typed_some = (
        parse_query(request.query, today=TODAY, any_word=any_word).tree for any_word in (False, True)
    )
    every, some = judge.tree(typed_every), judge.tree(typed_some)
    if isinstance(typed_some, Word) and isinstance(some, And):
        some = Or(some.children, some.span, implicit=True)  # some words of a compound are a near miss
    hits = judge.ids(every)
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items) as index:
        searcher = searcher_of(index)
        result = searcher.search(request, TODAY)
        plain = ReferenceScorer(judge, searcher._executor.weights)
        order = [id_ for id_, _ in plain.order(some, request, TODAY) if id_ not in hits]
        assert result.total == len(hits)
        if result.respelled is not None:
            return  # a word is in no release: the next test
        assert [hit.id for hit in result.near] == order[: max(0, min(limit, 10) - len(hits))]
    assert [hit.rank for hit in (*result.hits, *result.near)] == list(
        range(1, len(result.hits) + len(result.near) + 1)
    )
    releases = {one.id: one for one in judge.releases}
    typed = [] if every is None else [word for word in words_of(every) if word.text not in day]
    joined = [
        group.joined
        for node in ([] if every is None else walk(every))
        if isinstance(node, And)
        for group in judge.terms.groups(node)
        if group.joined is not None
    ]
    for hit in result.near if len(words) < 5 else ():
        together = {
            word
            for term in joined
            if judge.matches_term(term, releases[hit.id], ANY_FIELD)
            for word in term.words
        }
        lacking = [
            word.text
            for word in typed
            if isinstance(word, Word)
            and word not in together
            and not judge.matches_term(QueryTerm(word, ANY_FIELD), releases[hit.id], ANY_FIELD)
        ]
        assert hit.missing == tuple(dict.fromkeys(lacking)), hit
        assert hit.missing or limit


NEAR_TEXTS = {
    "both": "Een tank en een boot.",
    "tank": "Alleen een tank. Nog een tank.",
    "boot": "Alleen een boot.",
    "drone": "Een drone boven zee, en een drone op zee.",
    "zee": "De zee.",
}


@pytest.fixture(scope="module")
def five_releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Open a searcher over five releases."""
    items = [
        item(id_, f"2025-09-0{at}", "Nieuws", text) for at, (id_, text) in enumerate(NEAR_TEXTS.items(), 1)
    ]
    with build_index(tmp_path_factory.mktemp("near"), items) as index:
        yield searcher_of(index)


def near(five_releases: Searcher, query: str, **options: object) -> SearchResult:
    """Return the result of a query with near misses."""
    return five_releases.search(SearchRequest(query, near_misses=True)._replace(**options), TODAY)  # type: ignore[arg-type]


def lines(result: SearchResult) -> list[tuple[int, str, tuple[str, ...]]]:
    """Return the rank, the id and the missing words of each near miss."""
    return [(hit.rank, hit.id, hit.missing) for hit in result.near]


def test_a_page_is_filled_below_the_hits(five_releases: Searcher) -> None:
    """The total stays that of all words; ranks go on; each near miss says what it lacks."""
    result = near(five_releases, "tank boot")
    assert [hit.id for hit in result.hits] == ["both"]
    assert result.total == 1
    assert lines(result) == [(2, "tank", ("boot",)), (3, "boot", ("tank",))]


@pytest.mark.parametrize(
    ("query", "options"),
    [
        pytest.param("tank boot", {"limit": 1}, id="the page is full"),
        pytest.param("tank boot", {"page": 2}, id="a later page"),
        pytest.param("tank boot", {"sort": Sort.NEWEST}, id="by date"),
        pytest.param("tank boot", {"near_misses": False}, id="not asked for"),
        pytest.param("tank boot", {"any_word": True}, id="any word is asked for"),
        *(
            pytest.param(query, {}, id=query)
            for query in ("tank AND boot", '"tank boot"', "tank boo*", "title:tank boot", "tank =boot",
                          "tank -boot", "tank boot~", "tank (boot OF zee)", "date:2025 tank boot", "+tank boot", "tank")
        ),
    ],
)  # fmt: skip
def test_there_are_no_near_misses(five_releases: Searcher, query: str, options: dict[str, object]) -> None:
    """On other pages and in other orders, and where the query has operators."""
    result = near(five_releases, query, **options)
    assert (result.near, result.respelled) == ((), None)


def test_a_period_is_never_missing(five_releases: Searcher) -> None:
    """Near misses are from the period that was typed or given."""
    assert lines(near(five_releases, "tank zee 2 september 2025")) == [(1, "tank", ("zee",))]
    day = Period(TODAY.replace(year=2025, month=9, day=2), TODAY.replace(year=2025, month=9, day=2))
    assert lines(near(five_releases, "tank zee", period=day)) == [(1, "tank", ("zee",))]


def test_the_best_spelling_comes_first(five_releases: Searcher) -> None:
    """Where a word is in no release: first all words of the best spelling, then some of them."""
    result = near(five_releases, "drnoe")
    assert (result.total, result.hits, result.respelled) == (0, (), "drone")
    assert lines(result) == [(1, "drone", ())]
    result = near(five_releases, "drnoe zee")
    assert result.respelled == "drone zee"
    assert lines(result) == [(1, "drone", ()), (2, "zee", ("drone",))]
    result = near(five_releases, "drnoe boot")  # no release has both
    assert result.respelled == "drone boot"
    assert {hit.id for hit in result.near} == {"drone", "both", "boot"}


def test_what_another_word_finds_is_not_shown_for_a_correct_one(five_releases: Searcher) -> None:
    """For Noorwegen, which no release had, those about spoorwegen were shown."""
    result = near(five_releases, "bank")
    assert ([one.query for one in result.suggestions], result.respelled, result.near) == (["tank"], None, ())
    result = near(five_releases, "bank zee")
    assert (result.respelled, lines(result)) == (None, [(1, "zee", ("bank",)), (2, "drone", ("bank",))])
    result = near(five_releases, "drnoe bank")
    assert (result.respelled, lines(result)) == ("drone bank", [(1, "drone", ("bank",))])


@pytest.mark.parametrize("word", ["bank", "banken", "Noorwegen", "Naarden", "JSF"])
def test_words_places_and_names_are_spelled_right(small: QueryExecutor, word: str) -> None:
    """With a wrong letter they are not."""
    assert small.analyzer.is_correct(normalize_token(word))
    assert not small.analyzer.is_correct(normalize_token(f"{word}q"))


def test_a_notice_of_another_spelling_with_counts_is_said_once(five_releases: Searcher) -> None:
    """That of the query as typed says less: it has no hits to count."""
    assert near(five_releases, "drnoe 2025").notices == (
        "read “2025” as the year or the number: 1 of the hits is of that year, 0 have the number",
    )


def test_common_words_of_a_question_are_not_missing(five_releases: Searcher) -> None:
    """Only the words that tell: a question has others that no release repeats."""
    with_dictionary = Searcher(five_releases._index)
    result = near(with_dictionary, "hoeveel drones krijgt Nederland op een boot")
    assert {hit.id: hit.missing for hit in result.near}["drone"] == ("boot",)


def test_a_compound_that_is_split_has_near_misses_with_some_of_its_words(tmp_path: Path) -> None:
    """dronedreiging was split, found nothing, and showed nothing."""
    items = [
        item("a", "2024-05-01", "Oefening", "De drones vlogen."),
        item("b", "2024-05-02", "Inzet", "Vier tanks reden."),
    ]
    with build_index(tmp_path, items) as opened, Searcher(opened) as searcher:
        result = searcher.search(SearchRequest("dronetank", near_misses=True), TODAY)
    assert result.total == 0
    assert {hit.id: hit.missing for hit in result.near} == {"a": ("tank",), "b": ("drone",)}
