"""Ranges, the three date options together, and the day that counts as today."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dates.parser import RANGE_FORMS, Period, in_words, parse_range, period_between, today_from
from defsearch.errors import DateError

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 1, 31)
RELATIVE_WORDS = ("vandaag", "eergisteren", "deze week", "vorige maand", "vorig kwartaal", "dit jaar")


def period(text: str) -> Period:
    """``2025-02-01 2025-02-28`` or ``2025-02-01`` as a period; a dot is an open end."""
    ends = [None if end == "." else datetime.date.fromisoformat(end) for end in text.split()]
    return Period(ends[0], ends[-1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024..2025", "2024-01-01 2025-12-31"),
        (" 2024-02 .. 2024-02 ", "2024-02-01 2024-02-29"),
        ("2025-09-25..2025-09", "2025-09-25 2025-09-30"),
        ("2024..", "2024-01-01 ."),
        ("..25 september 2025", ". 2025-09-25"),
        ("vorige maand..vandaag", "2025-12-01 2026-01-31"),
        ("2024…2025", "2024-01-01 2025-12-31"),
        ("september 2025", "2025-09-01 2025-09-30"),
        ("25.9.2025..26.9.2025", "2025-09-25 2025-09-26"),
    ],
)
def test_ranges(text: str, expected: str) -> None:
    """From the first day of the one date to the last day of the other; a side may be empty."""
    assert parse_range(text, TODAY) == period(expected)


@pytest.mark.parametrize(
    "text", ["..", " .. ", "2025..2024", "2025-02..2025-01-31", "2024..2025..2026", "2024...2025"]
)
def test_ranges_that_are_refused(text: str) -> None:
    """No date at all, reversed, or more than one pair of dots."""
    with pytest.raises(DateError):
        parse_range(text, TODAY)


def test_every_range_of_the_help_is_accepted() -> None:
    """What help and README list can be typed as it stands."""
    assert all(parse_range(text, TODAY) for form in RANGE_FORMS for text in form.spellings)


@pytest.mark.parametrize(
    ("from_text", "to_text", "on_text", "expected"),
    [
        ("2024-02", "2024-02", None, "2024-02-01 2024-02-29"),
        ("2024", None, None, "2024-01-01 ."),
        (None, "2024", None, ". 2024-12-31"),
        (None, None, "sep 2025", "2025-09-01 2025-09-30"),
        ("15 september 2025", None, "2025-09", "2025-09-15 2025-09-30"),
        ("2024", "15-9-2025", "2025-09", "2025-09-01 2025-09-15"),
        ("vorige maand", "vandaag", None, "2025-12-01 2026-01-31"),
    ],
)
def test_options_together(
    from_text: str | None, to_text: str | None, on_text: str | None, expected: str
) -> None:
    """From the first day, to the last day, and only what --on holds."""
    assert period_between(from_text, to_text, on_text, TODAY) == period(expected)


@given(
    first=st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 3, 31)),
    last=st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 3, 31)),
    month=st.sampled_from([None, "2025-01", "2025-02", "2025-03"]),
)
def test_options_hold_the_days_that_each_allows(
    first: datetime.date, last: datetime.date, month: str | None
) -> None:
    """Judged day by day; when no day is left, or the range is reversed, an error and no empty result."""
    days = [datetime.date(2024, 12, 31) + index * DAY for index in range(92)]
    allowed = [day for day in days if first <= day <= last and (not month or day.strftime("%Y-%m") == month)]
    if allowed:
        found = period_between(in_words(first), str(last), month, TODAY)
        assert found is not None
        assert [day for day in days if found.contains(day)] == allowed
    else:
        with pytest.raises(DateError):
            period_between(str(first), in_words(last), month, TODAY)


def test_no_options_no_period() -> None:
    """Without any of them there is nothing to filter by; an empty one is a mistake."""
    assert period_between(None, None, None, TODAY) is None
    with pytest.raises(DateError, match="--to: the date is empty"):
        period_between("2025", "", None, TODAY)


def test_an_error_in_an_option_names_the_option() -> None:
    """With three options of the same kind, the message tells which one."""
    with pytest.raises(DateError, match=r"^--on: 30 februari 2025 does not exist"):
        period_between("2025", None, "30 februari 2025", TODAY)


@pytest.mark.parametrize("value", ["2025-09-25", "2024-02-29", "9999-12-31"])
def test_today_can_be_fixed(value: str) -> None:
    """To a day written the ISO way."""
    assert today_from(value) == datetime.date.fromisoformat(value)


@pytest.mark.parametrize(
    "value",
    ["", "2025", "25-9-2025", "2025-02-30", "vandaag", "2025-09-25T10:00", "2025-9-25", "2025-09-25\n"],
)
def test_today_cannot_be_anything_else(value: str) -> None:
    """A script that fixes today must not run on another day without knowing."""
    with pytest.raises(DateError):
        today_from(value)


PROBE = f"""
from defsearch.dates.parser import parse_period, today_from
today = today_from("2025-01-01")
print([parse_period(text, today).describe() for text in {RELATIVE_WORDS!r}], today_from(None))
"""


def in_zone(field: str) -> str:
    """What the probe prints with the system in that time zone."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "TZ": field},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_answers_do_not_depend_on_the_time_zone() -> None:
    """With today fixed, dates read alike at both ends of the world; without, it is the local day."""
    kiritimati, utc = (in_zone(field).rsplit(" ", 1) for field in ("Pacific/Kiritimati", "UTC"))
    assert kiritimati[0] == utc[0]
    assert "2024-12-01 … 2024-12-31" in utc[0]
    west, east = (in_zone(field).rsplit(" ", 1)[1] for field in ("WEST12", "EAST-14"))
    assert west < east


def test_the_module_is_light_to_import() -> None:
    """It is on the path of every query: no library for dates, time zones or locales comes with it."""
    code = "import sys, defsearch.dates.parser; print(' '.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"calendar", "locale", "zoneinfo", "decimal", "logging", "difflib", "urllib"} & set(
        run.stdout.split()
    )
