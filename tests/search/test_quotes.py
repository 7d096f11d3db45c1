"""Searching quotations: exactly those that a plain evaluator finds among the quotations as texts of their own."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import (
    TODAY,
    Item,
    ToyAnalyzer,
    make_toy_analyzer,
    release_text,
    run_ingest,
    write_releases,
)
from support.reference_matcher import ReferenceMatcher
from support.strategies import queries_of

from defsearch.dates.period import Period, Unit, whole
from defsearch.errors import QueryError
from defsearch.ingest.quotes import update_quotes
from defsearch.query.parser import parse_query
from defsearch.releases.release import Paragraph, Release
from defsearch.search.query_analyzer import QueryAnalyzer
from defsearch.search.quotes import (
    QuoteRequest,
    QuoteResult,
    completions,
    open_quotes,
    similar_speakers,
    speakers_like,
)
from defsearch.search.results import ALL, Per, SearchRequest, Sort

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from defsearch.search.quotes import QuoteSearcher

WORDS = st.sampled_from(
    [
        "tank",
        "tanks",
        "boot",
        "boten",
        "drone",
        "drones",
        "zee",
        "wapens",
        "bootdrone",
        "zee-boot",
        "mijn",
        "het",
    ]
)
SAID = st.lists(WORDS, min_size=4, max_size=7).map(" ".join)
FRAMES = (
    "“{}”, zegt minister Ank de Vries.",
    "Kolonel Bas Terpstra: “{}.”",
    "“{}”, zei majoor Smit, “{}.”",
    "{}.",
)
BLOCK = st.tuples(st.sampled_from(FRAMES), SAID, SAID).map(lambda drawn: drawn[0].format(*drawn[1:]))
TITLE = st.one_of(SAID, SAID.map(lambda words: f"De Vries: ‘{words}’"))
RELEASES = st.lists(
    st.tuples(
        st.sampled_from(["2025-09-01", "2025-09-02", "2025-10-03"]),
        TITLE,
        st.lists(BLOCK, min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=5,
)
ATOM = st.one_of(
    WORDS,
    st.lists(WORDS, min_size=2, max_size=3).map(" ".join),
    st.lists(WORDS, min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.lists(WORDS, min_size=2, max_size=2).map(lambda words: f'"{" ".join(words)}"~4'),
    st.sampled_from(["=tank", "boo*", "t?nk", "tenk~", "*drone", "date:2025-10", "title:boot", "body:tank"]),
)


def as_item(id_: str, date: Period | None, texts: Sequence[str], where: str) -> Item:
    """Return a quotation as a release of its own, which has the words in its title or its body."""
    if where == "title":
        return Item(id_, Release(date, None, " ".join(texts), False, None, "", ()))
    body, paragraphs = "", []
    for text in texts:
        paragraphs.append(Paragraph(len(body), len(body) + len(text), False))
        body += f"{text}\n\n"
    return Item(id_, Release(date, None, "", True, None, body, tuple(paragraphs)))


def opened(index: Path) -> QuoteSearcher:
    """Make the quotations of an index and open them."""
    update_quotes(index, make_analyzer=make_toy_analyzer)
    searcher = open_quotes(index)
    assert searcher is not None
    searcher._executor.analyzer = QueryAnalyzer(
        searcher._executor.vocabulary, searcher._reader, ToyAnalyzer().analyze
    )
    return searcher


def found_ids(result: QuoteResult) -> set[str]:
    """Return the release and group of each hit."""
    return {f"{hit.quote.id} {hit.quote.parts[0].group}" for hit in result.hits}


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(RELEASES, st.lists(queries_of(ATOM, 3), min_size=5, max_size=12), st.booleans(), st.booleans())
def test_the_hits_are_those_of_a_plain_evaluator(
    releases: list[tuple[str, str, list[str]]], queries: list[str], any_word: bool, exact: bool
) -> None:
    """For every kind of query: the words must be inside the quotation."""
    with tempfile.TemporaryDirectory() as folder:
        texts = {
            f"r{number}": release_text("\n\n".join(blocks), title, date)
            for number, (date, title, blocks) in enumerate(releases)
        }
        write_releases(Path(folder, "in"), **texts)
        run_ingest(Path(folder, "in"), Path(folder, "ix"))
        with opened(Path(folder, "ix")) as searcher:
            everything = searcher.search(QuoteRequest(SearchRequest(limit=ALL)), TODAY)
            quotes = [hit.quote for hit in everything.hits]
            items = [
                as_item(
                    f"{one.id} {one.parts[0].group}",
                    one.date,
                    [part.text for part in one.parts],
                    one.parts[0].where,
                )
                for one in quotes
            ]
            judge = ReferenceMatcher(items)
            for query in queries:
                request = SearchRequest(
                    query=query, limit=ALL, any_word=any_word, exact=exact, synonyms=False
                )
                try:
                    parsed = parse_query(query, today=TODAY, any_word=any_word, exact=exact)
                except QueryError:
                    with pytest.raises(QueryError):
                        searcher.search(QuoteRequest(request), TODAY)
                    continue
                result = searcher.search(QuoteRequest(request), TODAY)
                assert found_ids(result) == judge.ids(judge.tree(parsed.tree, exact=exact)), query
                assert result.total == len(result.hits)
                for hit in result.hits:
                    for part, matches in zip(hit.quote.parts, hit.matches, strict=True):
                        assert all(0 <= start < end <= len(part.text) for start, end in matches)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuoteSearcher]:
    """Open the quotations of a few releases."""
    folder = tmp_path_factory.mktemp("quotes")
    write_releases(
        folder / "in",
        boot=release_text(
            "Minister Ank de Vries van Defensie opende de werf.\n\n“De boot vaart morgen uit naar zee”, zei De Vries.",
            "De Vries: ‘Deze boot is een nieuw begin’",
            "2025-09-01",
        ),
        tank=release_text(
            "“De tank”, zei kolonel Bas Terpstra, “staat klaar voor zee en land.”", date="2025-09-03"
        ),
        oud=release_text(
            "“Wij gaan met de boot naar huis”, zei majoor Piet Smit.", "Over een drone", "2024-05-01"
        ),
    )
    run_ingest(folder / "in", folder / "ix")
    with opened(folder / "ix") as made:
        yield made


def ids(
    searcher: QuoteSearcher, query: str = "", by: str | None = None, *, anywhere: bool = False, **more: Any
) -> list[str]:
    """Return the releases of the hits, in their order."""
    request = SearchRequest(query=query, sort=Sort.NEWEST)._replace(**more)
    found = searcher.search(QuoteRequest(request, by, anywhere), TODAY)
    return [hit.quote.id for hit in found.hits]


def test_the_words_must_be_in_the_quotation(searcher: QuoteSearcher) -> None:
    """Not beside it, and not in the title above it; ``anywhere`` looks in the whole release."""
    assert ids(searcher, "werf") == []
    assert ids(searcher, "werf", anywhere=True) == ["boot", "boot"]
    assert ids(searcher, "drone") == []
    assert ids(searcher, "drone", anywhere=True) == ["oud"]
    assert ids(searcher, "drone", "smit", anywhere=True) == ["oud"]
    assert ids(searcher, "drone", "terpstra", anywhere=True) == []


def test_the_parts_of_a_quotation_match_together(searcher: QuoteSearcher) -> None:
    """As words, not as a phrase; it counts once."""
    assert ids(searcher, "tank zee") == ["tank"]
    assert ids(searcher, '"tank staat"') == []


def test_a_speaker_a_period_and_an_order(searcher: QuoteSearcher) -> None:
    """Each of them narrows or orders the same quotations."""
    assert ids(searcher) == ["tank", "boot", "boot", "oud"]
    assert ids(searcher, sort=Sort.OLDEST) == ["oud", "boot", "boot", "tank"]
    assert ids(searcher, "boot", "de vries") == ["boot", "boot"]
    assert ids(searcher, by="minister") == ["boot", "boot"]
    assert ids(searcher, period=whole(Unit.YEAR, datetime.date(2024, 1, 1))) == ["oud"]
    assert ids(searcher, "zee", "terpstra", limit=1, sort=Sort.RELEVANCE) == ["tank"]


def test_an_unknown_speaker_has_similar_ones(searcher: QuoteSearcher) -> None:
    """Nothing is searched in their place."""
    result = searcher.search(QuoteRequest(SearchRequest(), "Terpsta"), TODAY)
    assert (result.total, result.hits, result.speakers, result.similar) == (0, (), (), ("Bas Terpstra",))


def test_a_typing_error_has_suggestions(searcher: QuoteSearcher) -> None:
    """With the number of quotations."""
    result = searcher.search(QuoteRequest(SearchRequest(query="tqnk")), TODAY)
    assert [(one.query, one.releases) for one in result.suggestions] == [("tank", 1)]


def test_speakers_are_counted_with_their_dates(searcher: QuoteSearcher) -> None:
    """A quotation counts once, however many parts it has."""
    listed = searcher.speakers(QuoteRequest(SearchRequest()), TODAY)
    assert [(one.name, one.quotes) for one in listed] == [
        ("Ank de Vries", 2),
        ("Bas Terpstra", 1),
        ("Piet Smit", 1),
    ]
    assert listed[1].role == "kolonel"
    assert listed[1].first == listed[1].last == whole(Unit.DAY, datetime.date(2025, 9, 3))
    assert [one.name for one in searcher.speakers(QuoteRequest(SearchRequest(query="tank")), TODAY)] == [
        "Bas Terpstra"
    ]


def test_counts_per_period(searcher: QuoteSearcher) -> None:
    """Empty periods are among them."""
    counts = searcher.per(QuoteRequest(SearchRequest(query="boot")), Per.YEAR, TODAY)
    assert (counts.periods, counts.not_counted) == ((("2024", 1), ("2025", 2)), 0)


def test_a_headline_is_literal_if_the_body_has_its_words(tmp_path: Path) -> None:
    """Word for word."""
    write_releases(
        tmp_path / "in",
        wel=release_text(
            "“Wij gaan door tot het einde”, zei minister Ank de Vries.", "De Vries: ‘Wij gaan door’"
        ),
        niet=release_text(
            "“Wij gaan door tot het einde”, zei minister Ank de Vries.", "De Vries: ‘Wij stoppen niet’"
        ),
    )
    run_ingest(tmp_path / "in", tmp_path / "ix")
    with opened(tmp_path / "ix") as searcher:
        result = searcher.search(QuoteRequest(SearchRequest(limit=ALL)), TODAY)
        literal = searcher.headlines_in_body(result.hits)
    assert [hit.quote.id for hit in result.hits if hit.rank in literal] == ["wel"]
    assert [hit.quote.id for hit in result.hits if hit.quote.parts[0].where == "title"] == ["niet", "wel"]


NAMES = [
    "Ank Bijleveld",
    "Ank Bijleveld-Schouten",
    "A. Bijleveld",
    "Bijleveld",
    "Henk Bijleveld",
    "Christophe van der Maat",
    "Van der Maat",
    "Kajsa Ollongren",
    "Volodymyr Zelensky",
    "Sybrand van Haersma Buma",
    "Jan Bakker",
    "Piet de Boer",
    "Müller",
    "NAVO",
    "Algemene Rekenkamer",
    "Piet Smit",
]
ROLES = {
    "minister van Defensie": {"Ank Bijleveld", "Kajsa Ollongren"},
    "staatssecretaris": {"Christophe van der Maat"},
    "generaal": {"Piet Smit"},
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "Bijleveld",
            {"Ank Bijleveld", "Ank Bijleveld-Schouten", "A. Bijleveld", "Bijleveld", "Henk Bijleveld"},
        ),
        ("ank bijleveld", {"Ank Bijleveld", "Ank Bijleveld-Schouten", "A. Bijleveld", "Bijleveld"}),
        (
            "Bijleveld-Schouten",
            {"Ank Bijleveld", "Ank Bijleveld-Schouten", "A. Bijleveld", "Bijleveld", "Henk Bijleveld"},
        ),
        (
            "Bijleveldt",
            {"Ank Bijleveld", "Ank Bijleveld-Schouten", "A. Bijleveld", "Bijleveld", "Henk Bijleveld"},
        ),
        ("Maat", {"Christophe van der Maat", "Van der Maat"}),
        ("van der maat", {"Christophe van der Maat", "Van der Maat"}),
        ("v.d. Maat", {"Christophe van der Maat", "Van der Maat"}),
        ("C. van der Maat", {"Christophe van der Maat", "Van der Maat"}),
        ("Christof Maat", {"Christophe van der Maat", "Van der Maat"}),
        ("staatssecretaris van der Maat", {"Christophe van der Maat"}),
        ("minister Bijleveld", {"Ank Bijleveld"}),
        ("minister Smit", {"Piet Smit"}),
        ("generaal", {"Piet Smit"}),
        ("minister", {"Ank Bijleveld", "Kajsa Ollongren"}),
        ("minister van Defensie", {"Ank Bijleveld", "Kajsa Ollongren"}),
        ("Zelenski", {"Volodymyr Zelensky"}),
        ("zelenskyy", {"Volodymyr Zelensky"}),
        ("Buma", {"Sybrand van Haersma Buma"}),
        ("Haersma Buma", {"Sybrand van Haersma Buma"}),
        ("Bakker", {"Jan Bakker"}),
        ("de Boer", {"Piet de Boer"}),
        ("boer", {"Piet de Boer"}),
        ("muller", {"Müller"}),
        ("navo", {"NAVO"}),
        ("rekenkamer", {"Algemene Rekenkamer"}),
        ("Kajsa", {"Kajsa Ollongren"}),
        ("Tuinman", set()),
        ("", set()),
        ("?!", set()),
        ("van de", set()),
    ],
)
def test_a_name_means_the_speakers_who_can_have_it(typed: str, meant: set[str]) -> None:
    """With or without first names, tussenvoegsels and roles, in other spellings."""
    assert speakers_like(typed, NAMES, lambda: ROLES) == meant


@pytest.mark.parametrize(
    ("typed", "first"),
    [("Olongrin", "Kajsa Ollongren"), ("Zelenki", "Volodymyr Zelensky"), ("Bijlveld", "Ank Bijleveld")],
)
def test_an_unknown_name_has_similar_ones(typed: str, first: str) -> None:
    """The most similar comes first."""
    assert similar_speakers(typed, NAMES)[0] == first


def test_nothing_is_similar_to_a_strange_name() -> None:
    """Rather none than any."""
    assert similar_speakers("Xxxqqq", NAMES) == []
    assert similar_speakers("", NAMES) == []


def test_completion_gives_single_words() -> None:
    """A shell puts them on the command line as they are."""
    assert completions("bij", NAMES) == ["Bijleveld", "Bijleveld-Schouten"]
    assert completions("v", NAMES) == ["Volodymyr"]
