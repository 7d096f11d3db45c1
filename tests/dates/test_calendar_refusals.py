"""What is no date, or no clear or possible one: always a DateError, always with a hint, always at once."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dates.free_text import find_date
from defsearch.dates.parser import Period, parse_period, parse_range
from defsearch.errors import DateError

TODAY = datetime.date(2026, 1, 31)


def refusal(text: str, today: datetime.date = TODAY) -> DateError:
    """The error that reading ``text`` gives."""
    with pytest.raises(DateError) as caught:
        parse_period(text, today)
    return caught.value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30 februari 2025", "30 februari 2025 does not exist: februari 2025 has 28 days"),
        ("2025-02-29", "29 februari 2025 does not exist: februari 2025 has 28 days"),
        ("31 april 2024", "31 april 2024 does not exist: april 2024 has 30 days"),
        ("0 mei 2025", "0 mei 2025 does not exist"),
        ("2025-13", "month 13 of 2025 does not exist"),
        ("2025-00", "month 0 of 2025 does not exist"),
        ("2025-W53", "week 53 of 2025 does not exist: 2025 has 52 weeks"),
        ("week 0 2025", "week 0 of 2025"),
        ("2025-W12-8", "day 8 of a week"),
        ("2025-W12-0", "day 0 of a week"),
        ("2025-Q5", "quarter 5 of 2025 does not exist: 2025 has 4 quarters"),
        ("5e kwartaal 2025", "quarter 5 of 2025"),
        ("9/25/2025", "The day comes before the month: 25-9-2025"),
        ("13/25/2025", "month 25 does not exist"),
        ("2025-25-09", "month 25 does not exist"),
        ("13/25", "'13/25' has no year"),
        ("25/9", "Add it: 25/9/2025"),
        ("25 september", "Add it: 25 september 2025"),
        ("31 januari", "Add it: 31 januari 2026"),
        ("1 februari", "Add it: 1 februari 2025"),
        ("29 februari", "Add it: 29 februari 2024"),
        ("30 februari", "30 februari 2026 does not exist"),
        ("mei", "Add it: mei 2025"),
        ("week 5", "Add it: week 5 2026"),
        ("week 6", "Add it: week 6 2025"),
        ("3e kwartaal", "Add it: 3e kwartaal 2025"),
        ("Q1", "Add it: Q1 2026"),
        ("25-9-25", "four digits"),
        ("25 september 25", "four digits"),
        ("sep 25", "four digits"),
        ("25-09", "four digits"),
        ("25", "four digits"),
        ("0025-09-25", "Years run from 1000"),
        ("20250925", "2025-09-25"),
        ("2024-2025", "date:2024..2025"),
        ("2025-09..2025-10", "is a range"),
        ("2011/12", "'2011/12' is unclear"),
        ("laatste maand", "is unclear"),
        ("vorige 30 dagen", "afgelopen 30 dagen"),
        ("afgelopen 0 dagen", "holds no day"),
        ("deze dag", "vandaag"),
        ("vorige dag", "gisteren"),
        ("week before yesterday", "eergisteren"),
        ("dag 12 2025", "a numbered day"),
        ("99999 jaar geleden", "outside the calendar"),
        ("99999 months ago", "outside the calendar"),
        ("9999-W52", "outside the calendar"),
        ("setpember 2025", "Did you mean september instead of setpember?"),
        ("vorige mand", "Did you mean maand instead of mand?"),
        ("25-9/2025", "is not a date"),
        ("2025 9 25", "is not a date"),
        ("drones", "As in 2025"),
        ("", "the date is empty"),
        (" \t", "the date is empty"),
        ("\x1b[2J", "'\N{REPLACEMENT CHARACTER}[2J' is not a date"),
    ],
)
def test_what_is_refused_says_what_to_write(text: str, told: str) -> None:
    """An impossible or unclear date is an error with a hint, never a guess."""
    error = refusal(text)
    assert told in f"{error.message} | {error.hint}"
    assert error.hint
    assert error.exit_code == 2


def test_suggested_years_can_be_typed_and_have_begun() -> None:
    """What a hint says to type is accepted, and lies not in the future."""
    for text in (
        "25 september",
        "29 februari",
        "mei",
        "december",
        "week 53",
        "Q4",
        "vierde kwartaal",
        "31/12",
    ):
        hint = refusal(text).hint or ""
        suggested = parse_period(hint.removeprefix("Add it: "), TODAY)
        assert suggested.first is not None
        assert suggested.first <= TODAY


def test_the_hint_lists_forms_that_are_accepted() -> None:
    """Every form after ``As in`` can be typed."""
    listed = (refusal("drones").hint or "").removeprefix("As in ").removesuffix(", in Dutch or English")
    forms = listed.replace(" or ", ", ").split(", ")
    assert len(forms) > 8
    for form in forms:
        assert parse_period(form, TODAY)


WORDS = st.sampled_from(
    [
        *("25", "2025", "31", "0", "99999", "3e", "25th", "sep", "september", "februari", "mei", "w53", "q5"),
        *("week", "dagen", "maand", "kwartaal", "jaar", "vorige", "deze", "last", "afgelopen", "laatste"),
        *("geleden", "ago", "van", "of", "de", "een", "twee", "before", "gisteren", "2025-02-30", "25-9-25"),
        *("-", "/", ".", ",", "..", "…", "'"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(WORDS, max_size=6).map(" ".join),
    st.lists(WORDS, max_size=6).map("".join),
)


@given(text=TEXTS, today=st.sampled_from([TODAY, datetime.date.min, datetime.date.max]))
@settings(max_examples=200)
def test_any_text_is_a_period_or_a_date_error(text: str, today: datetime.date) -> None:
    """Nothing else comes out, for a today anywhere in the calendar; free text has no errors at all."""
    for read in (parse_period, parse_range):
        try:
            found, told = read(text, today), "a period"
        except DateError as error:
            found, told = None, f"{error.message}{error.hint or chr(0)}"
        assert found is None or isinstance(found, Period)
        assert told.isprintable()
    words = text.split()
    for at in range(len(words)):
        span = find_date(words, at, today)
        assert span is None or (span.start == at and at < span.end <= len(words))


@pytest.mark.parametrize(
    "text", ["2", "2025 ", " ", "mei ", "x", "..", "a\u0301", "e", "…", "\u0315\u0300", "1-"]
)
def test_a_megabyte_is_refused_at_once(text: str) -> None:
    """No text costs more than a moment, nor makes a message longer than a line."""
    long_text = text * (1_000_000 // len(text))
    started = time.perf_counter()
    for read in (parse_period, parse_range):
        with pytest.raises(DateError) as caught:
            read(long_text, TODAY)
        assert len(caught.value.message) < 200
    assert find_date([f"x{long_text}", "mei", "2025", long_text], 0, TODAY) is None
    assert find_date(long_text.split(), 0, TODAY) is None
    assert time.perf_counter() - started < 5
