"""A result for people says how many there are, what else to type, and links where that is wanted."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dates.period import Period, Unit, whole
from defsearch.render.hits import (
    found_line,
    hit_lines,
    next_page_hint,
    no_hits_lines,
    partial_note,
    remarks,
    totals_line,
)
from defsearch.render.text import Screen, cell_width
from defsearch.search.results import Hit, Passage, SearchRequest, SearchResult, Sort, Suggestion

DAY = whole(Unit.DAY, datetime.date(2024, 5, 17))
TEXT = st.text(st.sampled_from("abc -’é日\u0301 \t\n\x1b👍"), max_size=80)


def result(ranks: range, total: int, *, limit: int = 10, page: int = 1, title: str = "Titel") -> SearchResult:
    """Return a result with hits of these ranks, out of ``total``."""
    hits = tuple(
        Hit(rank=rank, id=f"a{rank}", score=1.0, date=DAY, title=title, path="a b.txt") for rank in ranks
    )
    request = SearchRequest(query="drones", limit=limit, page=page)
    return SearchResult(request=request, total=total, hits=hits, first=DAY, last=DAY)


@pytest.mark.parametrize(
    ("ranks", "total", "said"),
    [
        (range(1, 11), 83, "1–10 of 83 releases, 2024-05-17"),
        (range(11, 12), 11, "11 of 11 releases, 2024-05-17"),
        (range(1, 2), 1, "1 of 1 release, 2024-05-17"),
    ],
)
def test_the_line_of_totals_has_ranks_total_and_dates(ranks: range, total: int, said: str) -> None:
    """The ranks shown, the total, the dates."""
    assert totals_line(result(ranks, total)) == said


def test_the_line_of_a_full_screen_has_the_order_and_the_period() -> None:
    """No ranks: all hits are in its list."""
    found = result(range(1, 2), 83)
    assert found_line(found) == "83 releases, 2024-05-17 · by relevance"
    asked = SearchRequest(sort=Sort.OLDEST, period=Period(None, datetime.date(2025, 1, 1)))
    told = found_line(found._replace(request=asked))
    assert told == "83 releases, 2024-05-17 · oldest first · period … 2025-01-01"


def test_remarks_are_notices_and_suggestions() -> None:
    """Made visible: both quote the query."""
    found = result(range(0), 0)._replace(
        notices=("read \x1b as",), suggestions=(Suggestion("fregat", 1), Suggestion("fregatten", 2))
    )
    assert [*remarks(found)] == [
        "read ␛ as",
        "did you mean fregat (1 release)",
        "did you mean fregatten (2 releases)",
    ]


@pytest.mark.parametrize(
    ("page", "limit", "total", "said"),
    [
        (1, 10, 10, None),
        (1, 10, 11, "for the next 1 hit: --page 2"),
        (2, 10, 83, "for the next 10 hits: --page 3"),
        (9, 10, 83, None),
    ],
)
def test_the_next_page_hint_says_how_many_hits_are_left(
    page: int, limit: int, total: int, said: str | None
) -> None:
    """There is no hint on the last page."""
    assert next_page_hint(result(range(1, 2), total, limit=limit, page=page)) == said


@pytest.mark.parametrize(
    ("ranks", "page", "total", "said"),
    [
        (range(1, 11), 1, 1457, "10 of 1457 releases; for all: -n all"),
        (range(11, 21), 2, 23, "11–20 of 23 releases; for the next 3 hits: --page 3"),
        (range(21, 24), 3, 23, "21–23 of 23 releases"),
        (range(1, 11), 1, 10, None),
        (range(0), 1, 0, None),
    ],
)
def test_a_partial_list_says_how_to_get_the_rest(
    ranks: range, page: int, total: int, said: str | None
) -> None:
    """On the first page the -n that gives all hits, on a later page the next page."""
    assert partial_note(result(ranks, total, page=page)) == said


def test_a_page_after_the_last_says_how_many_there_are() -> None:
    """It is not reported as nothing found."""
    assert list(no_hits_lines(result(range(0), 83, page=12), Screen())) == [
        "there is no page 12: 83 releases on 9 pages"
    ]


def test_no_hits_lines_name_what_would_match() -> None:
    """The query and the period, near queries with their counts, and the effect of --any."""
    nothing = SearchResult(
        request=SearchRequest(query="dronse\x1b fregat", period=Period(DAY.first, None)),
        total=0,
        hits=(),
        suggestions=(Suggestion("drones fregat", 1),),
        some_words=7,
    )
    assert list(no_hits_lines(nothing, Screen())) == [
        "no release matches “dronse␛ fregat” in the period 2024-05-17 …",
        "did you mean",
        "  drones fregat (1 release)",
        "with --any, for some of the words: 7 releases",
    ]


@pytest.mark.parametrize(
    ("total", "respelled", "line"),
    [
        (2, None, "─── 2 releases have all the words; these have only some"),
        (0, None, "─── no release has all the words; these have some"),
        (0, "dron", "─── no release matches “drones”; these are for “dron”"),
    ],
)
def test_near_misses_follow_below_a_line(total: int, respelled: str | None, line: str) -> None:
    """The line says how many have all the words, or which spelling is shown."""
    hits = result(range(1, total + 1), total)
    one = Hit(9, "b", 1.0, DAY, "Titel", "b.txt", missing=("Afghanistan", "drone"))
    shown = list(hit_lines(hits._replace(near=(one,), respelled=respelled), Screen()))
    assert shown[-3] == line
    assert shown[-1] == " 9. 2024-05-17  Titel  b without: Afghanistan, drone"


def test_ids_are_links_with_hyperlinks() -> None:
    """OSC 8 around the id, to the file; without the option there is no escape sequence."""
    found = result(range(1, 2), 1)
    (line,) = [line for line in hit_lines(found, Screen(hyperlinks=True)) if "a1" in line]
    assert "\x1b]8;;file:///" in line
    assert "a%20b.txt\x1b\\a1\x1b]8;;\x1b\\" in line
    assert not any("\x1b" in line for line in hit_lines(found, Screen()))


def test_a_heading_that_is_a_passage_is_said_once() -> None:
    """Not again beside the passage below it; other headings stay."""
    passages = (
        Passage(None, "Nieuwe troepen", ()),
        Passage("Nieuwe troepen", "De minister sprak.", ()),
        Passage("Nieuwe troepen", "De Kamer ook.", ()),
    )
    hit = result(range(1, 2), 1).hits[0]._replace(passages=passages)
    shown = list(hit_lines(result(range(1, 2), 1)._replace(hits=(hit,)), Screen()))
    assert shown[-3:] == [
        "    › Nieuwe troepen",
        "    › De minister sprak.",
        "    Nieuwe troepen › De Kamer ook.",
    ]


@given(TEXT, TEXT, TEXT, st.integers(40, 250))
def test_no_line_is_wider_than_the_screen(title: str, heading: str, text: str, width: int) -> None:
    """For any text of a release; and no escape sequence of it is sent."""
    passage = Passage(heading, text, ((0, len(text) // 2),), cut_start=True, cut_end=True)
    hit = Hit(rank=1, id="2024/mei/017", score=1.0, date=DAY, title=title, path="a", passages=(passage,) * 2)
    found = SearchResult(request=SearchRequest(), total=1, hits=(hit,), first=DAY, last=DAY)
    for line in hit_lines(found, Screen(width=width)):
        assert cell_width(line) <= width
        assert "\x1b" not in line


@given(TEXT, st.integers(40, 250))
def test_a_pipe_gets_the_same_text(title: str, width: int) -> None:
    """Only the line ends differ from a terminal."""
    found = result(range(1, 3), 2, title=title)
    wrapped = "".join("".join(hit_lines(found, Screen(width=width))).split())
    assert wrapped == "".join("".join(hit_lines(found, Screen())).split())
