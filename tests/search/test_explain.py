"""An explanation lists the forms that a word matches, how, in how many releases, and which of them a hit contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import TODAY, build_index, item, query_executor
from support.word_list import dutch_words

from defsearch.dutch.analyzer import Analyzer
from defsearch.dutch.synonyms import synonyms_loader
from defsearch.search.executor import QueryExecutor
from defsearch.search.explain import explain
from defsearch.search.plan import MatchKind
from defsearch.search.results import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from defsearch.search.explain import Explanation

TEXTS = {
    "a": ("Een tank", "Tanks en een tank."),
    "b": ("Vloot", "Een zeeboot, een zee-boot en een boot."),
    "c": ("Boots", "Twee boots, een drone."),
    "d": ("Varen", "Een zee boot, een tenk."),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryExecutor]:
    """Open an executor over four releases."""
    items = [item(id_, "2025-01-01", *text) for id_, text in TEXTS.items()]
    with build_index(tmp_path_factory.mktemp("explaining"), items) as index:
        yield query_executor(index)


def explained(small: QueryExecutor, request: SearchRequest) -> Explanation:
    """Return the explanation with all hits on the page, by document id."""
    found = small.execute(request, TODAY)
    return explain(small, found, request, enumerate(sorted(found.hits), 1))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        pytest.param("tank", [("tank", MatchKind.EXACT, 1), ("tanks", MatchKind.STEM, 1)], id="inflections"),
        pytest.param(
            "boot",
            [
                ("boot", MatchKind.EXACT, 2),
                ("boots", MatchKind.STEM, 1),
                ("zee-boot", MatchKind.PART, 1),
                ("zeeboot", MatchKind.PART, 1),
            ],
            id="compounds last",
        ),
        pytest.param("=tank", [("tank", MatchKind.EXACT, 1)], id="an exact word matches itself"),
        pytest.param("t?nk", [("tank", MatchKind.PATTERN, 1), ("tenk", MatchKind.PATTERN, 1)], id="pattern"),
        pytest.param(
            "tank~",
            [("tank", MatchKind.EXACT, 1), ("tanks", MatchKind.FUZZY, 1), ("tenk", MatchKind.FUZZY, 1)],
            id="fuzzy",
        ),
        pytest.param(
            "tanken", [("tank", MatchKind.STEM, 1), ("tanks", MatchKind.STEM, 1)], id="a form not there"
        ),
    ],
)
def test_the_forms_of_a_word_and_how_they_match(
    small: QueryExecutor, query: str, wanted: list[tuple[str, MatchKind, int]]
) -> None:
    """The closest come first, then those in most releases; only forms in the archive."""
    (word,) = explained(small, SearchRequest(query=query)).words
    assert [tuple(form) for form in word.forms] == wanted
    assert word.note is None


def test_a_word_is_explained_with_its_stem_and_parts(small: QueryExecutor) -> None:
    """A word has a lemma, stem and parts; an exact word has none."""
    plain, exact = explained(small, SearchRequest(query="Zeeboots =boot")).words
    assert (plain.text, plain.form, plain.stem, plain.parts) == (
        "Zeeboots",
        "zeeboots",
        "zeeboot",
        ("zee", "boot"),
    )
    assert (exact.form, exact.lemma, exact.stem, exact.parts) == ("boot", None, None, ())
    assert (plain.span, plain.releases) == ((0, 8), 2)


def test_each_hit_lists_the_forms_it_contains(small: QueryExecutor) -> None:
    """The forms are grouped by query word; a word that the hit lacks is left out."""
    made = explained(small, SearchRequest(query="boot OF tank"))
    assert {hit.id: hit.matched for hit in made.hits} == {
        "a": (("tank", ("tank", "tanks")),),
        "b": (("boot", ("boot", "zee-boot", "zeeboot")),),
        "c": (("boot", ("boots",)),),
        "d": (("boot", ("boot",)),),
    }
    assert [hit.rank for hit in made.hits] == [1, 2, 3, 4]
    assert made.total == 4


def test_without_compounds_no_compound_matches(small: QueryExecutor) -> None:
    """The explanation is for the request with its options."""
    (word,) = explained(small, SearchRequest(query="boot", compounds=False)).words
    assert [form.form for form in word.forms] == ["boot", "boots"]
    assert word.releases == 3


def test_a_word_in_no_release_has_a_note(small: QueryExecutor) -> None:
    """It matches nothing, and says so; the other words are explained as usual."""
    tank, other = explained(small, SearchRequest(query="tank OF houwitser")).words
    assert (other.forms, other.releases, other.note) == ((), 0, "not in the archive")
    assert (tank.releases, tank.note) == (1, None)


def test_excluded_words_are_not_explained(small: QueryExecutor) -> None:
    """Only what a hit matches is explained; the AST in words shows the rest too."""
    made = explained(small, SearchRequest(query="boot -drone"))
    assert [word.text for word in made.words] == ["boot"]
    assert any("drone" in line for line in made.understood)


@pytest.mark.parametrize(
    ("query", "forms", "note", "hits"),
    [
        ('"een tank"', [("een tank", MatchKind.EXACT, 1)], None, [("een tank",)]),
        ('"tank tanks"~3', [("tank tanks", MatchKind.EXACT, 1)], None, [("tank tanks",)]),
        ('"tank vloot"', [], "its words are in the archive, but never together like this", []),
        ('"tank kanon vloot"', [], "not in the archive: kanon", []),
        ('"tank kanon vloot"~9', [], "not in the archive: kanon", []),
    ],
)
def test_a_phrase_is_explained_with_its_releases(
    small: QueryExecutor,
    query: str,
    forms: list[tuple[str, MatchKind, int]],
    note: str | None,
    hits: list[tuple[str, ...]],
) -> None:
    """Each hit says that it contains it; without a release, the words that are nowhere are named."""
    explanation = explained(small, SearchRequest(query=query))
    (phrase,) = explanation.words
    assert [tuple(form) for form in phrase.forms] == forms
    assert phrase.note == note
    assert [found for hit in explanation.hits for _, found in hit.matched] == hits


def test_other_words_and_derivations_are_named_as_such(tmp_path: Path) -> None:
    """A form of two words is no part of a compound, and a word with the same root is no synonym."""
    analyzer = Analyzer(dutch_words())
    texts = ["Hij noemt de namen.", "Een naam.", "Het terrorisme.", "Een terrorist.", "Hij zet tanks in."]
    items = [item(f"r{number}", "2025-01-01", "Bericht", text) for number, text in enumerate(texts)]
    with build_index(tmp_path, items, analyzer=analyzer) as index:
        executor = QueryExecutor(index, synonyms_loader(None), analyze=analyzer.analyze)
        words = {
            query: explained(executor, SearchRequest(query=query)).words[0]
            for query in ("naam", "namen", "terrorisme", "inzetten")
        }
    assert [(one.form, one.how) for one in words["naam"].forms] == [
        ("naam", MatchKind.EXACT),
        ("namen", MatchKind.STEM),
    ]
    assert (words["namen"].parts, words["namen"].other_words) == ((), ("naam",))
    assert [one.how for one in words["terrorisme"].forms] == [MatchKind.EXACT, MatchKind.DERIVATION]
    assert words["terrorisme"].synonyms == ()
    assert [(one.form, one.how) for one in words["inzetten"].forms] == [
        ("inzet (in two parts)", MatchKind.SPLIT)
    ]
