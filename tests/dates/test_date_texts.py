"""Dates in the free text of a query: what can be nothing else, and what stays text."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dates.free_text import DateSpan, find_date
from defsearch.dates.parser import parse_period
from defsearch.dates.period import Period

TODAY = datetime.date(2026, 1, 31)
MONTHS = ("jan.", "february", "mrt", "april", "mei", "june", "jul", "AUG", "Sept.", "okt", "november", "dec")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("september 2025", "september 2025"),
        ("drones in sep 2025 bij Den Haag", "sep 2025"),
        ("25 september 2025 drones", "25 september 2025"),
        ("op 25 sep. 2025, drones", "25 sep. 2025,"),
        ("2025-09-25", "2025-09-25"),
        ("oefening 2025-09?", "2025-09?"),
        ("2025-W12 2025", "2025-W12"),
        ("2025-Q3", "2025-Q3"),
        ("Q3 2025", "Q3 2025"),
        ("in het 3e kwartaal van 2025", "3e kwartaal van 2025"),
        ("derde kwartaal 2025", "derde kwartaal 2025"),
        ("25-9-2025", "25-9-2025"),
        ("week 12 van 2025", "week 12 van 2025"),
        ("September 25, 2025", "September 25, 2025"),
        ("the 25th of September 2025", "25th of September 2025"),
        ("third quarter of 2025", "third quarter of 2025"),
        ("16 F-16's 16 mei 2025 16", "16 mei 2025"),
        ("24 en 25 september 2025", "25 september 2025"),
    ],
)
def test_dates_in_free_text(query: str, found: str) -> None:
    """The first date found from left to right is these words, and means what they mean alone."""
    words = query.split()
    spans = (find_date(words, at, TODAY) for at in range(len(words)))
    span = next(span for span in spans if span)
    assert " ".join(words[span.start : span.end]) == found
    assert span.period == parse_period(found.rstrip(",?"), TODAY)


@pytest.mark.parametrize(
    "query",
    [
        *(
            "2025",
            "mei",
            "Mei",
            "maart",
            "sep",
            "may",
            "25 mei",
            "25/9",
            "vandaag",
            "vorige week",
            "week 12",
            "Q3",
        ),
        *(
            "afgelopen 30 dagen",
            "3e kwartaal",
            "9-2025",
            "2025/26",
            "F-16 2025",
            "50.000",
            "2.500",
            "20250925",
        ),
        *(
            "31 februari 2025",
            "31 of february 2025",
            "februari 31, 2025",
            "2025-02-30",
            "2025-13",
            "30-2-2025",
        ),
        *(
            "5e kwartaal 2025",
            "week 53 2025",
            "2025-W60",
            "0 mei 2025",
            "op 1 mei 1500 militairen",
            "mei 9999",
        ),
        *("2025 - 09", "een september", "sep 25", "25-9-25", "mei? 2025", "25; september", "dag 12 2025", ""),
    ],
)
def test_what_stays_text(query: str) -> None:
    """A year or a month alone, anything relative, and the whole and the tail of an impossible date."""
    words = query.split()
    assert [find_date(words, at, TODAY) for at in range(len(words))] == [None] * len(words)


FORMS = (
    "{y}-{m:02}-{d:02}",
    "{d}-{m}-{y}",
    "{d}/{m}/{y}",
    "{d} {name} {y}",
    "{d}e {name} {y}",
    "{name} {d} {y}",
)


@given(
    day=st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)),
    form=st.sampled_from(FORMS),
    before=st.lists(st.sampled_from(["de", "12", "drones", "van", "2024"]), max_size=3),
    after=st.lists(st.sampled_from(["2", "of", "drones"]), max_size=3),
    closing=st.sampled_from(["", ".", ",", "?", ")."]),
)
@settings(max_examples=200)
def test_a_day_is_found_among_words(
    day: datetime.date, form: str, before: list[str], after: list[str], closing: str
) -> None:
    """Whatever stands around it, a date with its year is found from its first word, and to its last."""
    text = form.format(y=day.year, m=day.month, d=day.day, name=MONTHS[day.month - 1]) + closing
    start, end = len(before), len(before) + len(text.split())
    assert find_date([*before, *text.split(), *after], start, TODAY) == DateSpan(start, end, Period(day, day))


@given(year=st.integers(1900, 2099), month=st.sampled_from([2, 4, 6, 9, 11]), day=st.integers(0, 99))
def test_an_impossible_day_leaves_no_month(year: int, month: int, day: int) -> None:
    """Either the day exists and is found as a whole, or none of its words is part of a date."""
    words = ["op", str(day), MONTHS[month - 1], str(year)]
    length = (datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)).day
    whole = find_date(words, 1, TODAY)
    assert (whole is not None) == (1 <= day <= length)
    assert whole is not None or find_date(words, 2, TODAY) is None
    assert find_date(words, 3, TODAY) is None
