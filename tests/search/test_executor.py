"""The order of hits is exactly that of a plain scorer, on small archives of every kind and on real text."""

from __future__ import annotations

import datetime
import json
import lzma
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.archive import TODAY, Item, ToyAnalyzer, build_index, item, query_executor
from support.reference_matcher import ReferenceMatcher, overlaps
from support.reference_scorer import ReferenceScorer, rounded
from support.strategies import queries_of

from defsearch.dates.period import Period
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.synonyms import Synonyms, load_synonyms
from defsearch.dutch.tokenizer import normalize_token, token_texts
from defsearch.errors import QueryError
from defsearch.index.doc_store import date_value
from defsearch.query.parser import parse_query
from defsearch.search import reader, scoring
from defsearch.search.executor import QueryExecutor
from defsearch.search.results import SearchRequest, Sort
from defsearch.search.scoring import collect_top
from defsearch.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.index.snapshot import IndexSnapshot

WORDS = st.sampled_from(
    ["tank", "tanks", "boot", "boten", "drone", "drones", "zee", "wapens", "bootdrone", "boot-drones", "zeeboot",
     "zee-boot", "dronetanks", "F-16", "F16", "mijn", "mijnen", "x", "2018",
     "2019", "2018-2019", "wapenzeeboot", "zwart", "vogel", "Zuid-Korea"]
)  # fmt: skip
SENTENCE = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
PARAGRAPH = SENTENCE.map(lambda text: f"{text}.") | SENTENCE
RELEASE = st.tuples(
    st.dates(datetime.date(2025, 9, 1), datetime.date(2025, 9, 4)).map(datetime.date.isoformat)
    | st.sampled_from(["2025-09", "2025-08", "2025", "undated"]),
    SENTENCE,
    st.lists(PARAGRAPH, min_size=1, max_size=4),
)
SYNONYMS = "zwarte vogel\tdrone\tuav\ntank\tmijn boot\n>zv\tzwarte vogel\n"

PHRASE = st.builds(
    lambda equals, words, slop: f'{equals}"{" ".join(words)}"{slop}',
    st.sampled_from(["", "", "="]),
    st.lists(WORDS, min_size=2, max_size=3),
    st.sampled_from(["", "", "~3", "~6"]),
)
ATOM = st.one_of(
    WORDS,
    WORDS,
    st.lists(WORDS, min_size=2, max_size=3).map(" ".join),
    PHRASE,
    WORDS.map(lambda word: f"={word}"),
    st.sampled_from(["boo*", "*drone", "t?nk", "dr*s", "z*", "*oo*", "mij*"]),
    st.sampled_from(["tenk~", "bot~", "dronen~2", "zea~1", "wapens~2", "tanks~"]),
    st.sampled_from(
        [
            "date:2025-09-02..",
            "datum:..2025-09-03",
            "3 september 2025",
            "september 2025",
            "date:2025-08",
            "boot -date:2025-09",
        ]
    ),
    st.sampled_from(["tank van de boot", "drone en zee", "boot, met mijn", "zee van wapens", "de boot"]),
    st.sampled_from(["zwarte vogel", "uav", "zv", '"zwarte vogel"', "zwarte vogel tank", "mijn boot"]),
)


QUERIES = queries_of(ATOM, 4)
PERIODS = st.sampled_from([None, None, Period(datetime.date(2025, 9, 2), datetime.date(2025, 9, 3))])
REQUESTS = st.builds(
    SearchRequest,
    query=QUERIES,
    period=PERIODS,
    sort=st.sampled_from([Sort.RELEVANCE, Sort.RELEVANCE, *Sort]),
    limit=st.integers(1, 4),
    page=st.integers(1, 3),
    any_word=st.booleans(),
    exact=st.sampled_from([False, False, False, True]),
    compounds=st.sampled_from([True, True, False]),
    synonyms=st.sampled_from([True, True, False]),
    recent=st.sampled_from([False, False, True]),
)


class Layout(NamedTuple):
    """In how many segments an archive is indexed, merged or not, and the size from which it is treated as large.

    ``few`` is below how many hits all are scored at once, ``sparse`` how many times fewer they must be than a list
    to be looked up one by one: small archives are to go the ways of large ones too.
    """

    segments: int
    merged: bool
    few: int
    sparse: int


LAYOUTS = st.builds(
    Layout, st.integers(1, 3), st.booleans(), st.sampled_from([0, 0, 256]), st.sampled_from([0, 1, 16])
)


@st.composite
def archives(draw: st.DrawFn, most: int = 12) -> list[Item]:
    """Draw small releases, several on one day, several equal."""
    drawn = draw(st.lists(RELEASE, min_size=2, max_size=most))
    return [
        item(f"r{number:02}", date, title, "\n\n".join(paragraphs))
        for number, (date, title, paragraphs) in enumerate(drawn)
    ]


@pytest.fixture(scope="module")
def synonyms(tmp_path_factory: pytest.TempPathFactory) -> Synonyms:
    """Load synonyms for the words of these archives, of one word and of two."""
    file = tmp_path_factory.mktemp("synonyms") / "names.tsv"
    file.write_text(SYNONYMS, encoding="utf-8")
    return load_synonyms(file, ())


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(archives(), archives(6), st.lists(REQUESTS, min_size=4, max_size=10), LAYOUTS)
def test_every_page_equals_that_of_the_reference_scorer(
    synonyms: Synonyms, items: list[Item], deleted: list[Item], requests: list[SearchRequest], layout: Layout
) -> None:
    """For every kind of query, in every order, with filters, on one segment or several, after deletions.

    The same releases with the same scores in the same order, whatever else is in the index.
    """
    gone = [one._replace(id=f"gone-{one.id}") for one in deleted]
    with (
        tempfile.TemporaryDirectory() as folder,
        build_index(
            Path(folder), items, deleted=gone, segments=layout.segments, merged=layout.merged
        ) as index,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(scoring, "_FEW", layout.few)
        patch.setattr(scoring, "_SPARSE", layout.sparse)
        patch.setattr(reader, "_SPARSE", layout.sparse)
        executor = QueryExecutor(index, lambda *_: synonyms, analyze=ToyAnalyzer().analyze)
        for request in requests:
            try:
                parsed = parse_query(
                    request.query,
                    today=TODAY,
                    any_word=request.any_word,
                    exact=request.exact,
                    in_period=request.period is not None,
                )
            except QueryError:
                with pytest.raises(QueryError):
                    executor.execute(request, TODAY)
                continue
            known = synonyms if request.synonyms and not request.exact else None
            judge = ReferenceMatcher(items, compounds=request.compounds, synonyms=known)
            tree = judge.tree(parsed.tree, exact=request.exact)
            expected = ReferenceScorer(judge, executor.weights).order(tree, request, TODAY)
            first = dict(expected[: request.page * request.limit])
            found = page_of(executor, request)
            assert list(found) == list(first), (request, found, first)
            assert found == pytest.approx(first, rel=1e-8, abs=1e-8), request


def page_of(executor: QueryExecutor, request: SearchRequest) -> dict[str, float]:
    """Return the hits up to the end of the page, in their order, with their scores."""
    found = executor.execute(request, TODAY)
    scores = {number: rounded(score) for number, score in found.scores.items()}
    numbers = collect_top(
        executor.reader,
        scores.keys(),
        request.page * request.limit,
        sort=request.sort,
        scores=scores,
    )
    return {executor.reader.id(number): scores[number] for number in numbers}


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    archives(),
    st.sampled_from(["drone", "tank OF mijn"]),
    st.sampled_from(["wapen", "zeedrone", "title:boot"]),
)
def test_an_exclusion_does_not_change_scores(items: list[Item], query: str, excluded: str) -> None:
    """The score of a hit does not depend on which others were excluded."""
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items) as index:
        executor = QueryExecutor(index, analyze=ToyAnalyzer().analyze)
        full = executor.execute(SearchRequest(query=query, limit=100), TODAY)
        less = executor.execute(SearchRequest(query=f"({query}) -{excluded}", limit=100), TODAY)
        assert less.hits <= full.hits
        assert {number: full.scores[number] for number in less.hits} == dict(less.scores)


DOCUMENTS = Path(__file__).parents[1] / "benchmarks" / "docs.jsonl.xz"
RELEASES = 24
REAL_QUERIES = 10


def real_items(count: int) -> list[Item]:
    """Return some documents of the benchmark as releases, three on each day."""
    items: list[Item] = []
    with lzma.open(DOCUMENTS, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if len(document["text"]) < 2_500:
                date = f"2025-0{1 + len(items) // 27}-{1 + len(items) // 3 % 9:02}"
                items.append(item(f"r{len(items):03}", date, document["title"], document["text"]))
            if len(items) == count:
                return items
    return items


@pytest.mark.slow
@pytest.mark.parametrize("operator", [" OF ", " AND "])
def test_the_order_on_real_text_equals_that_of_the_reference_scorer(operator: str) -> None:
    """For pairs of words from the text: the same hits, and the first ten are the best ten."""
    chance = random.Random(f"real text{operator}")
    items = real_items(RELEASES)
    judge = ReferenceMatcher(items)
    forms = [normalize_token(raw) for one in items for raw in token_texts(one.release.body)]
    words = [form for form in forms if form.isalpha() and form not in STOP_WORDS and len(form) > 3]
    dates = {one.id: date_value(one.release.date) for one in items}
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items, segments=3) as index:
        one = query_executor(index)
        scorer = ReferenceScorer(judge, one.weights)
        for _ in range(REAL_QUERIES):
            query = operator.join(chance.sample(words, 2))
            tree = parse_query(query, today=TODAY).tree
            expected = {
                id_: score for id_, score in scorer.scores(tree, query).items() if id_ in judge.ids(tree)
            }
            found = one.execute(SearchRequest(query=query, limit=10), TODAY)
            assert {one.reader.id(number) for number in found.hits} == expected.keys(), query
            first = collect_top(
                one.reader,
                found.hits,
                10,
                sort=Sort.RELEVANCE,
                scores={number: rounded(score) for number, score in found.scores.items()},
            )
            best = sorted(expected, key=lambda id_: (-rounded(expected[id_]), -dates[id_], id_))
            assert [one.reader.id(number) for number in first] == best[:10], query


def test_a_year_beside_other_words_is_a_period_or_a_word(tmp_path: Path) -> None:
    """A notice says how many of the hits are of that year, and how many have the number, also in a range."""
    texts = {
        "of": "Een tank.",
        "with": "De tank van 2019.",
        "range": "Een tank, 2018-2019.",
        "other": "Een tank.",
    }
    days = ["2019-05-01", "2019-06", "2020-01-01", "2020-01-01"]
    items = [item(id_, day, "Nieuws", text) for (id_, text), day in zip(texts.items(), days, strict=True)]
    with build_index(tmp_path, items) as index:
        one = query_executor(index)
        found = one.execute(SearchRequest("tank 2019"), TODAY)
        assert {one.reader.id(doc_id) for doc_id in found.hits} == {"of", "with", "range"}
        assert found.notices == found.read_as
        assert found.read_as == (
            "read “2019” as the year or the number: 2 of the hits are of that year, 2 have the number",
        )
        assert one.execute(SearchRequest("tank 2018"), TODAY).read_as == (
            "read “2018” as the year or the number: 0 of the hits are of that year, 1 has the number",
        )
        assert len(one.execute(SearchRequest("tank 2019", exact=True), TODAY).hits) == 1
        for alone in ("2019", '"2019"'):
            assert {one.reader.id(doc_id) for doc_id in one.execute(SearchRequest(alone), TODAY).hits} == {
                "with",
                "range",
            }
        (hit,) = Searcher(index).search(SearchRequest("2018"), TODAY).hits
        assert [one.text[start:end] for one in hit.passages for start, end in one.matches] == ["2018"]


DATES = st.sampled_from(
    ["2025-09-01", "2025-09-30", "2025-09", "2025-10", "2025", "2024-12-31", "2024", "undated"]
)
DAYS = st.dates(datetime.date(2024, 11, 1), datetime.date(2025, 11, 30))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(DATES, min_size=1, max_size=8), DAYS, DAYS)
def test_a_release_is_in_a_period_exactly_when_their_days_overlap(
    dates: list[str], one: datetime.date, other: datetime.date
) -> None:
    """Undated is in none; an excluded period is the exact complement, undated releases included."""
    items = [item(f"r{number}", date, "Vlootdag", "Een tank.") for number, date in enumerate(dates)]
    period = Period(min(one, other), max(one, other))
    expected = {each.id for each in items if overlaps(each.release.date, period)}
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items, segments=2) as index:
        executor = query_executor(index)

        def ids(query: str, period: Period | None = None) -> set[str]:
            hits = executor.execute(SearchRequest(query=query, period=period), TODAY).hits
            return {executor.reader.id(doc_id) for doc_id in hits}

        typed = f"date:{period.first}..{period.last}"
        assert ids("tank", period) == ids(f"tank {typed}") == expected
        assert ids(f"tank -{typed}") == {each.id for each in items} - expected


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (
            Sort.NEWEST,
            ["2025-10", "2025-09-30", "2025-09-01", "2025-09", "2025", "2024-12-31", "2024", "undated"],
        ),
        (
            Sort.OLDEST,
            ["2024", "2024-12-31", "2025", "2025-09-01", "2025-09", "2025-09-30", "2025-10", "undated"],
        ),
    ],
)
def test_a_month_is_sorted_after_the_days_that_begin_with_it(
    tmp_path: Path, sort: Sort, order: list[str]
) -> None:
    """Newest first it is after all days of that month; undated is last either way."""
    shuffled = sorted(order, key=lambda date: date[::-1])
    items = [item(date, date, "Vlootdag", "Een tank.") for date in shuffled]
    with build_index(tmp_path, items, segments=3) as index:
        executor = query_executor(index)
        request = SearchRequest(query="tank", sort=sort, limit=len(order))
        assert list(page_of(executor, request)) == order


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


@pytest.mark.parametrize("any_word", [False, True])
@pytest.mark.parametrize("query", ["zee boot", "zee boots"])
def test_two_words_are_also_the_compound_that_they_are_together(
    tmp_path: Path, query: str, any_word: bool
) -> None:
    """By stem, for all words and for any of them, and in the same way."""
    items = [item("solid", "2025-09-01", "Nieuws", "De zeeboot vaart.")]
    with build_index(tmp_path, items) as index:
        executor = query_executor(index)
        found = executor.execute(SearchRequest(query, any_word=any_word, compounds=False), TODAY)
        assert {executor.reader.id(doc_id) for doc_id in found.hits} == {"solid"}


def test_words_with_or_between_them_are_no_compound(tmp_path: Path) -> None:
    """Who types OR wants either word, not both as one."""
    with build_index(tmp_path, [item("solid", "2025-09-01", "Nieuws", "De zeeboot vaart.")]) as index:
        request = SearchRequest("zee OF boot", compounds=False)
        assert query_executor(index).execute(request, TODAY).hits == set()
