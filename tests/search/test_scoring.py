"""The documented properties of the order: exact forms first, titles, proximity, recent releases."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from support.archive import TODAY, Item, build_index, item, query_executor

from defsearch.search.collector import collect_top
from defsearch.search.results import SearchRequest
from defsearch.search.scoring import inverse_document_frequency, recency


def order(items: list[Item], query: str, **options: bool) -> list[str]:
    """Return the ids of all hits, the best first."""
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items) as index:
        one = query_executor(index)
        request = SearchRequest(query=query, limit=100, **options)  # type: ignore[arg-type]
        found = one.execute(request, TODAY)
        numbers = collect_top(
            one.reader,
            found.hits,
            100,
            sort=request.sort,
            scores=found.scores,
        )
        return [one.reader.id(number) for number in numbers]


def one_word(*words: str, date: str = "2025-09-01") -> list[Item]:
    """Return releases that differ in one word, with that word as id."""
    return [item(word, date, "bericht", f"Hier staat {word} in de tekst.") for word in words]


def test_the_exact_form_is_above_inflections_and_those_above_compounds() -> None:
    """For ``tank``, ``tank`` comes first, then ``tanks``, then ``zeetank``."""
    assert order(one_word("zeetank", "tanks", "tank"), "tank") == ["tank", "tanks", "zeetank"]
    assert order(one_word("zeetank", "tanks", "tank"), "tanks") == ["tanks", "tank", "zeetank"]


def test_a_title_counts_more_than_the_body() -> None:
    """The same word scores more in a title."""
    items = [
        item("body", "2025-09-01", "bericht", "De tank rijdt."),
        item("title", "2025-09-01", "tank", "Die rijdt."),
    ]
    assert order(items, "tank") == ["title", "body"]


def test_words_close_together_are_above_words_far_apart() -> None:
    """Next to each other in the order of the query, above the other order, above far apart."""
    middle = " ".join(["woord"] * 6)
    items = [
        item("far", "2025-09-01", "x", f"tank {middle} drone woord woord"),
        item("turned", "2025-09-01", "x", f"drone tank {middle} woord woord"),
        item("next", "2025-09-01", "x", f"tank drone {middle} woord woord"),
    ]
    assert order(items, "tank drone") == ["next", "turned", "far"]


def test_ties_are_newest_first_then_by_id() -> None:
    """Equal scores are sorted by date, then by id."""
    items = [
        item("b", "2025-09-01", "x", "tank"),
        item("a", "2025-09-01", "x", "tank"),
        item("c", "2025-09-02", "x", "tank"),
    ]
    assert order(items, "tank") == ["c", "a", "b"]


def test_recent_is_mild() -> None:
    """It puts the newer of two similar releases first, and not a newer one that matches much less."""
    near = [
        item("new", "2026-11-01", "x", "tank en nog een woord erbij"),
        item("old", "2010-01-01", "x", "tank en nog een woord"),
    ]
    assert order(near, "tank") == ["old", "new"]
    assert order(near, "tank", recent=True) == ["new", "old"]
    far = [
        item("new", "2026-11-01", "x", f"tank {'woord ' * 80}"),
        item("old", "2010-01-01", "tank", "tank tank"),
    ]
    assert order(far, "tank", recent=True) == ["old", "new"]


def test_recent_has_a_half_life() -> None:
    """The factor is 1.5 today, 1.25 after 730 days, and nearly 1 after twenty years."""
    raised = [recency(day, 10_000) for day in (10_000, 9_270, 2_700, 10_500)]
    assert raised == [1.5, 1.25, pytest.approx(1.0, abs=1e-3), 1.5]


def test_rarer_words_have_a_higher_idf() -> None:
    """The idf falls with the document frequency and stays above zero."""
    values = [inverse_document_frequency(releases, 100) for releases in range(101)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0


def test_common_words_between_two_words_count_as_distance() -> None:
    """``hulp aan oekraïne`` once ranked ``hulp oekraïne`` above a title equal to the query."""
    titles = {"same": "tank van drone", "closer": "tank drone nu", "turned": "drone van tank"}
    items = [item(id_, "2025-09-01", title, "Rust.") for id_, title in titles.items()]
    assert order(items, "tank van drone")[0] == "same"
    assert order(items, "tank drone")[0] == "closer"
    assert order(items, "tank -mijn drone")[0] == "closer"  # an excluded word adds no distance


def test_words_written_apart_are_above_the_solid_spelling() -> None:
    """``drone tank`` once ranked a release with ``dronetank`` above one with both words in its title."""
    middle = " ".join(["woord"] * 14)
    items = [
        item("apart", "2025-09-01", "drone tank", "Rust in de stad."),
        item("solid", "2025-09-02", "bericht", "De dronetank kwam."),
        *(item(f"far{at}", "2025-09-03", "x", f"drone {middle} tank") for at in range(8)),
    ]
    assert order(items, "drone tank")[:2] == ["apart", "solid"]


def test_equal_sums_of_different_numbers_are_ties() -> None:
    """An older release once came first by the last digit of a sum that is equal by the formula."""
    for length in range(1, 30):
        middle = " woord" * length
        items = [
            item("old", "2010-09-01", "x", f"zzva zzva zzva{middle}"),
            item("new", "2020-09-01", "x", f"zzva zzvb zzvc{middle}"),
        ]
        assert order(items, "zzv*") == ["new", "old"]
