"""The schema, with Whoosh's own API alone: its parser and searcher on indexes that ingest made."""

from __future__ import annotations

import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support.archive import TODAY, release_text, write_releases
from whoosh import sorting
from whoosh.index import open_dir
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser, QueryParser

from defsearch.dutch.analyzer import Analyzer
from defsearch.dutch.tokenizer import normalize_token, subwords_of, token_texts
from defsearch.dutch.wordlist import WordList
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.search.results import SearchRequest
from defsearch.search.searcher import open_searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from defsearch.dutch.analysis import Analysis

# None of these is a stop word or has a synonym among the others.
WORDS = (
    "schepen", "schip", "fregat", "luchtverdedigingsfregat", "drone", "drones", "F16", "tank", "tanks", "oefening"
)  # fmt: skip
DAYS = ("2025-08-31", "2025-09-01", "2025-09-30", "2025-10-01", "2024-09-15")
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)
releases = st.lists(st.tuples(texts, texts, st.sampled_from(DAYS)), min_size=1, max_size=6)
Release = tuple[list[str], list[str], str]


class Query:
    """A query in the languages of Whoosh and of defsearch, and a plain test of a release."""

    def __init__(self, whoosh: str, ours: str, test: Callable[[Release], bool]) -> None:
        self.whoosh = whoosh
        self.ours = ours
        self.test = test

    def __repr__(self) -> str:
        return f"{self.whoosh} | {self.ours}"


@cache
def analysis(word: str) -> Analysis:
    """Return the analysis of a word."""
    return Analyzer(WordList()).analyze(normalize_token(word))


def has_word(text: list[str], word: str) -> bool:
    """Whether a text contains an inflection of a word, or a compound with it."""
    stem = analysis(word).stem
    return any(stem in (analysis(one).stem, *analysis(one).part_stems()) for one in text)


def word_query(word: str) -> Query:
    """A word in title or body."""
    return Query(word, word, lambda one: has_word(one[0], word) or has_word(one[1], word))


def phrase_query(words: tuple[str, str]) -> Query:
    """Inflections of two words next to each other, in one of the fields."""

    def test(one: Release) -> bool:
        return any(
            [analysis(word).stem for word in pair] == [analysis(word).stem for word in words]
            for text in one[:2]
            for pair in pairwise(text)
        )

    text = f'"{words[0]} {words[1]}"'
    return Query(text, text, test)


def prefix_query(prefix: str) -> Query:
    """Forms that begin with some letters."""
    text = f"{prefix}*"
    return Query(text, text, lambda one: any(w.lower().startswith(prefix) for text in one[:2] for w in text))


def period_query(period: tuple[str, str, str, str]) -> Query:
    """A period, as Whoosh and as defsearch write it."""
    whoosh, ours, first, last = period
    return Query(f"date:{whoosh}", f"date:{ours}", lambda one: first <= one[2] <= last)


def body_query(word: str) -> Query:
    """A word in the body alone."""
    return Query(f"body:{word}", f"body:{word}", lambda one: has_word(one[1], word))


def both(pair: tuple[Query, Query]) -> Query:
    """Both of two queries."""
    one, other = pair
    return Query(
        f"({one.whoosh} AND {other.whoosh})",
        f"({one.ours} {other.ours})",
        lambda r: one.test(r) and other.test(r),
    )


def either(pair: tuple[Query, Query]) -> Query:
    """One of two queries."""
    one, other = pair
    return Query(
        f"({one.whoosh} OR {other.whoosh})",
        f"({one.ours} OR {other.ours})",
        lambda r: one.test(r) or other.test(r),
    )


def without(pair: tuple[Query, Query]) -> Query:
    """The first query without the second."""
    one, other = pair
    return Query(
        f"({one.whoosh} AND NOT {other.whoosh})",
        f"({one.ours} NOT {other.ours})",
        lambda r: one.test(r) and not other.test(r),
    )


PERIODS = (
    ("2025-09", "2025-09", "2025-09-01", "2025-09-30"),
    ("[20250901 to 20250930]", "2025-09-01..2025-09-30", "2025-09-01", "2025-09-30"),
    ("20250930", "2025-09-30", "2025-09-30", "2025-09-30"),
    ("[2025 to]", "2025-01-01..", "2025-01-01", "9999-12-31"),
)
leaves = st.one_of(
    st.sampled_from(WORDS).map(word_query),
    st.sampled_from(WORDS).map(body_query),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map(phrase_query),
    st.sampled_from(("sch", "drone", "lucht", "f1", "o")).map(prefix_query),
    st.sampled_from(PERIODS).map(period_query),
)
queries = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda join, pair: join(pair), st.sampled_from((both, either, without)), st.tuples(inner, inner)
    ),
    max_leaves=5,
)


def make_index(folder: Path, archive: list[Release]) -> Path:
    """Ingest releases with the Dutch analysis."""
    files = {
        f"r{number}": release_text(" ".join(body), " ".join(title), day)
        for number, (title, body, day) in enumerate(archive)
    }
    write_releases(folder / "s", **files)
    ingest([folder / "s"], folder / "index", IngestOptions())
    return folder / "index"


@pytest.mark.slow
@settings(max_examples=60, deadline=None, phases=[Phase.generate])  # to shrink an archive takes minutes
@given(releases, st.lists(queries, min_size=4, max_size=8))
def test_whoosh_finds_what_defsearch_and_a_plain_evaluator_find(
    archive: list[Release], asked: list[Query]
) -> None:
    """Words, phrases, patterns, periods and fields, with AND, OR and NOT: all hits, and the first of them."""
    with TemporaryDirectory() as folder:
        path = make_index(Path(folder), archive)
        opened = open_dir(str(path))
        parser = MultifieldParser(["title", "body"], opened.schema)
        with opened.searcher() as whoosh, open_searcher(path) as ours:
            for query in asked:
                wanted = {f"r{number}" for number, one in enumerate(archive) if query.test(one)}
                parsed = parser.parse(query.whoosh)
                assert {hit["id"] for hit in whoosh.search(parsed, limit=None)} == wanted, query
                assert len(whoosh.search(parsed, limit=1)) == min(1, len(wanted)) or len(wanted) > 1
                request = SearchRequest(query.ours, limit=100, synonyms=False)
                assert {hit.id for hit in ours.search(request, TODAY).hits} == wanted, query


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return Whoosh's searcher on four releases: of a day, of another day, of a month, and undated."""
    folder = tmp_path_factory.mktemp("whoosh")
    bodies = {
        "a": "De schepen oefenen op zee met drones.\n\nNieuwe wapens\n\nDe F-16 vliegt boven Zuid-Korea.",
        "b": "Een fregat en drones, drones, drones. De schepen varen naar zee.",
    }
    write_releases(
        folder / "s",
        a=release_text(bodies["a"], "Schepen op zee", "2025-09-25"),
        b=release_text(bodies["b"], "Fregatten", "2026-01-20"),
        c=release_text("De tanks rijden met drones.", "Landmacht", "2025-09"),
        d="Zonder datum\n\nDe schepen en de drones zijn terug.\n",
    )
    ingest([folder / "s"], folder / "index", IngestOptions())
    with open_dir(str(folder / "index")).searcher() as opened:
        yield opened


def search(searcher: Any, query: str, **options: Any) -> Any:
    """Search title and body."""
    return searcher.search(MultifieldParser(["title", "body"], searcher.schema).parse(query), **options)


def ids(found: Any) -> list[str]:
    """Return the ids of the hits."""
    return [hit["id"] for hit in found]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [("schip", "abd"), ("F16", "a"), ("zuidkorea", "a"), ('"schepen oefenen"', "a"), ('"schip oefent"', "a"),
     ('"oefenen schip"', ""), ("wap?ns", "a"),
     ("fre*", "b"), ("heading:wapens", "a"), ("heading:drones", ""), ("date:2025-09", "ac"),
     ("date:[20250902 to 20250930]", "a"),
     ("drones NOT schip", "c"), ("drones schip zee", "ab"), ("de", "")],
)  # fmt: skip
def test_a_query_finds(searcher: Any, query: str, wanted: str) -> None:
    """A release that is known by month is found by its first day, and an undated one by its words only."""
    assert sorted(ids(search(searcher, query))) == list(wanted)


def test_hits_have_stored_fields(searcher: Any) -> None:
    """Title, date, headings, body, id and path."""
    (hit,) = search(searcher, "F16")
    assert hit["title"] == "Schepen op zee"
    assert hit["date"] == datetime.datetime(2025, 9, 25)  # noqa: DTZ001  (Whoosh has no time zones)
    assert hit["heading"] == "Nieuwe wapens"
    assert hit["body"].startswith("De schepen oefenen")
    assert hit["path"].endswith("a.txt")


def test_hits_are_sorted_by_date(searcher: Any) -> None:
    """An undated release comes last, whichever way."""
    assert ids(search(searcher, "drones", sortedby="date")) == ["c", "a", "b", "d"]
    newest = sorting.FieldFacet("date", reverse=True)
    assert ids(search(searcher, "drones", sortedby=newest)) == ["b", "a", "c", "d"]


def test_hits_are_ranked_by_bm25f(searcher: Any) -> None:
    """A release with the word three times comes first."""
    found = search(searcher, "drones")
    assert ids(found)[0] == "b"
    assert all(hit.score > 0 for hit in found)


def test_hits_are_grouped_by_date(searcher: Any) -> None:
    """By day, and by ranges of days."""
    groups = search(searcher, "drones", groupedby="date").groups()
    assert {str(date)[:10]: len(found) for date, found in groups.items()} == {
        "2025-09-25": 1, "2026-01-20": 1, "2025-09-01": 1, "None": 1,
    }  # fmt: skip
    first, last = datetime.datetime(2025, 1, 1), datetime.datetime(2027, 1, 1)  # noqa: DTZ001
    years = sorting.DateRangeFacet("date", first, last, datetime.timedelta(days=365))
    assert sorted(map(len, search(searcher, "drones", groupedby=years).groups().values())) == [1, 1, 2]


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("schip", ["schepen"]),
        ("F16", ["F-16"]),
        ('"schepen oefenen"', ["schepen", "oefenen"]),
        ("oef*", ["oefenen"]),
    ],
)
def test_highlights_mark_the_words_of_the_text(searcher: Any, query: str, marked: list[str]) -> None:
    """Inflections, other spellings, phrases and patterns."""
    hit = next(hit for hit in search(searcher, query) if hit["id"] == "a")
    html = hit.highlights("body")
    assert [part.split("<")[0].split(">")[1] for part in html.split("<b ")[1:]] == marked


def test_more_like_this(searcher: Any) -> None:
    """Key terms are stems, without stop words."""
    hit = next(hit for hit in search(searcher, "drones") if hit["id"] == "b")
    assert set(ids(hit.more_like_this("body"))) >= {"a", "d"}
    terms = [term for term, _ in search(searcher, "fregat").key_terms("body", numterms=20)]
    assert {"fregat", "drone", "schip"} <= set(terms)
    assert not {"de", "een"} & set(terms)


def test_words_that_are_spelled_alike(searcher: Any) -> None:
    """In each segment: stems at most so many letters from the word, which begin with the same."""
    for reader in [one for one, _ in searcher.reader().leaf_readers()]:
        stems = set(reader.field_terms("body"))
        for word, most, prefix in (
            ("schp", 1, 0),
            ("fregt", 2, 1),
            ("dron", 1, 2),
            ("tnk", 1, 0),
            ("xq", 1, 0),
        ):
            alike = {
                stem for stem in stems if stem[:prefix] == word[:prefix] and edit_distance(stem, word) <= most
            }
            assert set(reader.terms_within("body", word, most, prefix=prefix)) == alike
    parser = QueryParser("body", searcher.schema)
    parser.add_plugin(FuzzyTermPlugin())
    assert ids(searcher.search(parser.parse("fregt~1"))) == ids(searcher.search(parser.parse("fregat")))


@cache
def edit_distance(one: str, other: str) -> int:
    """Return how many letters must be added, removed or replaced."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        edit_distance(one[1:], other) + 1,
        edit_distance(one, other[1:]) + 1,
        edit_distance(one[1:], other[1:]) + (one[0] != other[0]),
    )


def test_a_parser_of_one_field(searcher: Any) -> None:
    """The field of the parser is searched, others by name."""
    parser = QueryParser("title", searcher.schema)
    assert ids(searcher.search(parser.parse("schip"))) == ["a"]
    assert ids(searcher.search(parser.parse("body:tank"))) == ["c"]


def test_the_plain_evaluator_sees_words_as_the_tokenizer_does() -> None:
    """Each word of the random archives is one token with one subword."""
    for word in WORDS:
        assert token_texts(word) == [word]
        assert len(subwords_of(normalize_token(word))) == 1
