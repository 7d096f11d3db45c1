"""An explanation names every form that a word reaches, how, in how many releases, and which of them a hit holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import TODAY, build_index, item, query_executor

from defsearch.search.explain import explain
from defsearch.search.plan import MatchKind
from defsearch.search.results import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.executor import QueryExecutor
    from defsearch.search.results import Explanation

TEXTS = {
    "a": ("Een tank", "Tanks en een tank."),
    "b": ("Vloot", "Een zeeboot, een zee-boot en een boot."),
    "c": ("Boots", "Twee boots, een drone."),
    "d": ("Varen", "Een zee boot, een tenk."),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryExecutor]:
    """A finder over four releases."""
    items = [item(id_, "2025-01-01", *text) for id_, text in TEXTS.items()]
    with build_index(tmp_path_factory.mktemp("explaining"), items) as index:
        yield query_executor(index)


def explained(small: QueryExecutor, request: SearchRequest) -> Explanation:
    """The explanation with all hits on the page, by number."""
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
        pytest.param("=tank", [("tank", MatchKind.EXACT, 1)], id="an exact word reaches itself"),
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
def test_forms_reached_and_how(
    small: QueryExecutor, query: str, wanted: list[tuple[str, MatchKind, int]]
) -> None:
    """Closest first, then by releases; only forms that the archive holds."""
    (word,) = explained(small, SearchRequest(query=query)).words
    assert [tuple(form) for form in word.forms] == wanted
    assert word.note is None


def test_a_word_is_told_with_its_stem_and_parts(small: QueryExecutor) -> None:
    """Lemma, stem and parts where they play a part, none for an exact word."""
    plain, exact = explained(small, SearchRequest(query="Zeeboots =boot")).words
    assert (plain.text, plain.form, plain.stem, plain.parts) == (
        "Zeeboots",
        "zeeboots",
        "zeeboot",
        ("zee", "boot"),
    )
    assert (exact.form, exact.lemma, exact.stem, exact.parts) == ("boot", None, None, ())
    assert (plain.span, plain.releases) == ((0, 8), 2)


def test_each_hit_tells_which_forms_it_holds(small: QueryExecutor) -> None:
    """By word of the query; a word that the hit lacks is left out."""
    made = explained(small, SearchRequest(query="boot OF tank"))
    assert {hit.id: hit.matched for hit in made.hits} == {
        "a": (("tank", ("tank", "tanks")),),
        "b": (("boot", ("boot", "zee-boot", "zeeboot")),),
        "c": (("boot", ("boots",)),),
        "d": (("boot", ("boot",)),),
    }
    assert [hit.rank for hit in made.hits] == [1, 2, 3, 4]
    assert made.total == 4


def test_without_compounds_none_is_reached(small: QueryExecutor) -> None:
    """The explanation is that of the request as it was made."""
    (word,) = explained(small, SearchRequest(query="boot", compounds=False)).words
    assert [form.form for form in word.forms] == ["boot", "boots"]
    assert word.releases == 3


def test_a_word_that_no_release_holds_is_noted(small: QueryExecutor) -> None:
    """It reaches nothing, and says so; the other words are explained all the same."""
    tank, other = explained(small, SearchRequest(query="tank OF houwitser")).words
    assert (other.forms, other.releases, other.note) == ((), 0, "not in the archive")
    assert (tank.releases, tank.note) == (1, None)


def test_words_that_must_be_absent_are_not_explained(small: QueryExecutor) -> None:
    """What a hit is found by is explained; the tree in words names the rest too."""
    made = explained(small, SearchRequest(query="boot -drone"))
    assert [word.text for word in made.words] == ["boot"]
    assert any("drone" in line for line in made.understood)
