"""What is told about the order in words: own forms first, titles, neighbours, recent releases."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from support.archive import TODAY, Item, build_index, item, query_executor

from defsearch.search.collector import collect_top
from defsearch.search.results import SearchRequest
from defsearch.search.scoring import inverse_document_frequency, recency


def order(items: list[Item], query: str, **options: bool) -> list[str]:
    """The ids of all hits, the best first."""
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
    """Releases that differ in one word, by that word."""
    return [item(word, date, "bericht", f"Hier staat {word} in de tekst.") for word in words]


def test_own_form_above_inflection_above_compound() -> None:
    """``tank`` first where ``tank`` stands, then ``tanks``, then ``zeetank``."""
    assert order(one_word("zeetank", "tanks", "tank"), "tank") == ["tank", "tanks", "zeetank"]
    assert order(one_word("zeetank", "tanks", "tank"), "tanks") == ["tanks", "tank", "zeetank"]


def test_a_title_counts_more_than_the_body() -> None:
    """The same word weighs more in a title."""
    items = [
        item("body", "2025-09-01", "bericht", "De tank rijdt."),
        item("title", "2025-09-01", "tank", "Die rijdt."),
    ]
    assert order(items, "tank") == ["title", "body"]


def test_neighbours_count() -> None:
    """Words next to each other in the order of the query, above the other order, above far apart."""
    middle = " ".join(["woord"] * 6)
    items = [
        item("far", "2025-09-01", "x", f"tank {middle} drone woord woord"),
        item("turned", "2025-09-01", "x", f"drone tank {middle} woord woord"),
        item("next", "2025-09-01", "x", f"tank drone {middle} woord woord"),
    ]
    assert order(items, "tank drone") == ["next", "turned", "far"]


def test_ties_are_newest_first_then_by_id() -> None:
    """Equal releases come by date, then by id."""
    items = [
        item("b", "2025-09-01", "x", "tank"),
        item("a", "2025-09-01", "x", "tank"),
        item("c", "2025-09-02", "x", "tank"),
    ]
    assert order(items, "tank") == ["c", "a", "b"]


def test_recent_is_mild() -> None:
    """It turns a near tie in favour of the newer release, and does not bury what says much more."""
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


def test_recent_has_its_half_life() -> None:
    """Half as much again today, a quarter more after 730 days, next to nothing after twenty years."""
    raised = [recency(day, 10_000) for day in (10_000, 9_270, 2_700, 10_500)]
    assert raised == [1.5, 1.25, pytest.approx(1.0, abs=1e-3), 1.5]


def test_rarer_words_tell_more() -> None:
    """The idf falls with the number of releases and stays above nought."""
    values = [inverse_document_frequency(releases, 100) for releases in range(101)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0


def test_words_that_were_left_out_are_missed_between_their_neighbours() -> None:
    """Found when ``hulp aan oekraïne`` ranked ``hulp oekraïne`` above a title that was the query to the letter."""
    titles = {"same": "tank van drone", "closer": "tank drone nu", "turned": "drone van tank"}
    items = [item(id_, "2025-09-01", title, "Rust.") for id_, title in titles.items()]
    assert order(items, "tank van drone")[0] == "same"
    assert order(items, "tank drone")[0] == "closer"
    assert order(items, "tank -mijn drone")[0] == "closer"  # what must be absent was not left out


def test_words_typed_apart_are_above_the_same_written_as_one() -> None:
    """Found when ``drone tank`` ranked a release with ``dronetank`` above one with those words in its title."""
    middle = " ".join(["woord"] * 14)
    items = [
        item("apart", "2025-09-01", "drone tank", "Rust in de stad."),
        item("solid", "2025-09-02", "bericht", "De dronetank kwam."),
        *(item(f"far{at}", "2025-09-03", "x", f"drone {middle} tank") for at in range(8)),
    ]
    assert order(items, "drone tank")[:2] == ["apart", "solid"]


def test_equal_sums_of_other_numbers_are_ties() -> None:
    """Found where an older release stood first by the last digit of a sum that was the same by the formula."""
    for length in range(1, 30):
        middle = " woord" * length
        items = [
            item("old", "2010-09-01", "x", f"zzva zzva zzva{middle}"),
            item("new", "2020-09-01", "x", f"zzva zzvb zzvc{middle}"),
        ]
        assert order(items, "zzv*") == ["new", "old"]
