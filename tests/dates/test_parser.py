"""Text to periods: every form of every day, dates relative to today, ranges, and what is refused.

The independent judge goes from day to day and asks strftime for the name of each.
"""

from __future__ import annotations

import datetime
import functools
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dates.free_text import FreeText
from defsearch.dates.parser import (
    DATE_FORMS,
    EXPLICIT_FORMS,
    RANGE_FORMS,
    in_words,
    parse_period,
    parse_range,
    parse_today,
)
from defsearch.dates.period import Period
from defsearch.errors import DateError

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 1, 31)  # a Saturday, the last day of a month, in a year that starts in week 1
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
MONTH_NAMES = {
    1: "januari january jan",
    2: "februari february feb",
    3: "maart march mrt maa mar",
    4: "april apr",
    5: "mei may",
    6: "juni june jun",
    7: "juli july jul",
    8: "augustus august aug",
    9: "september sept sep",
    10: "oktober october okt oct",
    11: "november nov",
    12: "december dec",
}
DAY_FORMS = (
    *("{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{d}-{m}-{y}", "{d:02}-{m:02}-{y}", "{d}/{m}/{y}", "{d}.{m}.{y}"),
    *("{d} {name} {y}", "{d:02} {name}. {y}", "{d}e {name} {y}", "{d}ste {name} {y}", "{d} {name}, {y}"),
    *("{name} {d}, {y}", "{name} {d} {y}", "{name} {d}th, {y}", "{d}th of {name} {y}", "{d}-{name}-{y}"),
)


def period(text: str) -> Period:
    """Return ``2025-02-01 2025-02-28`` or ``2025-02-01`` as a period; a dot is an open end."""
    ends = [None if end == "." else datetime.date.fromisoformat(end) for end in text.split()]
    return Period(ends[0], ends[-1])


def spellings(day: datetime.date) -> list[str]:
    """Return every way to write one day with its year."""
    return [
        form.format(y=day.year, m=day.month, d=day.day, name=name)
        for form in DAY_FORMS
        for name in MONTH_NAMES[day.month].split()
    ]


NAMED: dict[str, Callable[[datetime.date], str]] = {
    "week": lambda day: day.strftime("%G-W%V"),
    "maand": lambda day: day.strftime("%Y-%m"),
    "kwartaal": lambda day: day.strftime("%Y") + "-Q" + "111222333444"[int(day.strftime("%m")) - 1],
    "jaar": lambda day: day.strftime("%Y"),
}


@functools.cache
def periods_by_name(unit: str) -> dict[str, Period]:
    """Return the week, month, quarter or year of each name from 1899 to 2032, found day by day."""
    found: dict[str, Period] = {}
    day = datetime.date(1899, 1, 1)
    while day.year < 2032:
        name = NAMED[unit](day)
        found[name] = Period(found[name].first if name in found else day, day)
        day += DAY
    return found


def around(day: datetime.date, unit: str) -> Period:
    """Return the days around ``day`` that have the same name."""
    return periods_by_name(unit)[NAMED[unit](day)]


ENGLISH = {"week": "week", "maand": "month", "kwartaal": "quarter", "jaar": "year"}


@given(day=DAYS)
@settings(max_examples=60)
def test_every_form_of_a_day_is_that_day(day: datetime.date) -> None:
    """Whatever the order, the marks, the language and the case."""
    for text in spellings(day):
        for variant in (text, text.upper(), text.title(), f"  {text.replace(' ', '   ')}\n"):
            assert parse_period(variant, TODAY) == Period(day, day), variant


def test_every_form_of_a_month_is_that_month() -> None:
    """All months of leap and other years, in every spelling."""
    for year in (1900, 2000, 2023, 2024):
        for month, names in MONTH_NAMES.items():
            expected = around(datetime.date(year, month, 15), "maand")
            forms = [f"{year}-{month:02}", f"{year}-{month}", f"{month}-{year}", f"{month}/{year}"]
            forms += [
                form.format(name) for name in names.split() for form in (f"{{}} {year}", f"{{}}. van {year}")
            ]
            assert {parse_period(form, TODAY) for form in forms} == {expected}


def test_every_week_has_the_days_that_strftime_gives_it() -> None:
    """Each ISO week from 2015 to 2027, weeks 1, 52 and 53 among them, and each of its days."""
    day = datetime.date(2015, 1, 1)
    while day.year < 2028:
        year, week = day.strftime("%G"), int(day.strftime("%V"))
        expected = around(day, "week")
        forms = (f"{year}-W{week:02}", f"{year}W{week:02}", f"week {week} {year}", f"Week {week} van {year}")
        assert {parse_period(form, TODAY) for form in forms} == {expected}
        assert parse_period(f"{year}-w{week:02}-{day.isoweekday()}", TODAY) == Period(day, day)
        day += 5 * DAY


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_every_form_of_a_quarter(quarter: int) -> None:
    """Three whole months, in figures and in words."""
    dutch = ("eerste", "tweede", "derde", "vierde")[quarter - 1]
    english = ("first", "second", "third", "fourth")[quarter - 1]
    suffix = ("st", "nd", "rd", "th")[quarter - 1]
    forms = [f"2024-Q{quarter}", f"q{quarter} 2024", f"Q{quarter} van 2024", f"{quarter}e kwartaal 2024"]
    forms += [f"{dutch} kwartaal 2024", f"het {dutch} kwartaal van 2024", f"{english} quarter 2024"]
    forms += [
        f"the {quarter}{suffix} quarter of 2024",
        f"{quarter}de kwartaal van 2024",
        f"kwartaal {quarter} 2024",
    ]
    expected = around(datetime.date(2024, 3 * quarter - 1, 15), "kwartaal")
    assert {parse_period(form, TODAY) for form in forms} == {expected}


@pytest.mark.parametrize("unit", NAMED)
def test_this_and_previous_for_each_today_of_five_years(unit: str) -> None:
    """``vorige`` is the whole one before: on the 31st, on 1 January and in week 53 as on any other day."""
    today = datetime.date(2023, 12, 25)
    while today < datetime.date(2029, 1, 8):
        this = around(today, unit)
        assert this.first is not None
        previous = around(this.first - DAY, unit)
        for word in ("deze", "DIT"):
            assert parse_period(f"{word} {unit}", today) == this
        assert parse_period(f"this {ENGLISH[unit]}", today) == this
        for word in ("vorige", "vorig", "Afgelopen"):
            assert parse_period(f"{word} {unit}", today) == previous
        for word in ("last", "previous"):
            assert parse_period(f"{word} {ENGLISH[unit]}", today) == previous
        today += DAY * (1 if today.day in (1, 2, 28, 29, 30, 31) else 5)


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2025-03-31", "vorige maand", "2025-02-01 2025-02-28"),
        ("2024-03-31", "vorige maand", "2024-02-01 2024-02-29"),
        ("2025-01-01", "vorige maand", "2024-12-01 2024-12-31"),
        ("2025-01-01", "vorig kwartaal", "2024-10-01 2024-12-31"),
        ("2025-01-01", "vorig jaar", "2024-01-01 2024-12-31"),
        ("2021-01-03", "deze week", "2020-12-28 2021-01-03"),
        ("2021-01-04", "vorige week", "2020-12-28 2021-01-03"),
        ("2024-03-01", "gisteren", "2024-02-29"),
        ("2024-03-01", "eergisteren", "2024-02-28"),
        ("2024-03-01", "the day before yesterday", "2024-02-28"),
        ("2025-01-01", "yesterday", "2024-12-31"),
        ("2025-09-25", "vandaag", "2025-09-25"),
        ("2025-09-25", "afgelopen 30 dagen", "2025-08-27 2025-09-25"),
        ("2025-09-25", "de laatste 30 dagen", "2025-08-27 2025-09-25"),
        ("2025-09-25", "past 1 day", "2025-09-25"),
        ("2025-09-25", "last 2 weeks", "2025-09-12 2025-09-25"),
        ("2025-09-25", "afgelopen 1000 dagen", "2022-12-31 2025-09-25"),
        ("2025-09-25", "afgelopen twee maanden", "2025-07-26 2025-09-25"),
        ("2025-03-31", "afgelopen 1 maand", "2025-03-01 2025-03-31"),
        ("2024-02-29", "last 1 year", "2023-03-01 2024-02-29"),
        ("2024-12-31", "afgelopen 12 maanden", "2024-01-01 2024-12-31"),
        ("2025-09-25", "afgelopen 2 kwartalen", "2025-03-26 2025-09-25"),
        ("2025-09-25", "30 dagen geleden", "2025-08-26"),
        ("2025-09-25", "0 days ago", "2025-09-25"),
        ("2025-05-31", "3 maanden geleden", "2025-02-28"),
        ("2024-05-31", "3 months ago", "2024-02-29"),
        ("2024-02-29", "een jaar geleden", "2023-02-28"),
        ("2025-01-01", "a week ago", "2024-12-25"),
        ("2025-09-25", "400 weken geleden", "2018-01-25"),
    ],
)
def test_relative_dates_at_the_boundaries(today: str, text: str, expected: str) -> None:
    """Ends of months, leap days and the turn of the year, worked out by hand."""
    assert parse_period(text, datetime.date.fromisoformat(today)) == period(expected)


@given(today=DAYS, count=st.integers(1, 400))
@settings(max_examples=100)
def test_the_last_n_days_are_n_days_and_end_today(today: datetime.date, count: int) -> None:
    """The day before them is N days ago, and a week is seven days."""
    days = parse_period(f"afgelopen {count} dagen", today)
    assert days.first is not None
    assert days.last == today
    assert (days.last - days.first).days + 1 == count
    assert parse_period(f"{count} dagen geleden", today).last == days.first - DAY
    assert parse_period(f"{count} weeks ago", today) == parse_period(f"{7 * count} days ago", today)


@given(today=DAYS, count=st.integers(1, 400), unit=st.sampled_from(["maanden", "kwartalen", "jaar"]))
@settings(max_examples=100)
def test_the_last_n_months_start_the_day_after_n_months_ago(
    today: datetime.date, count: int, unit: str
) -> None:
    """Whatever the lengths of the months, the two forms have no gap and no overlap."""
    recent = parse_period(f"afgelopen {count} {unit}", today)
    then = parse_period(f"{count} {unit} geleden", today).last
    assert then is not None
    assert recent == Period(then + DAY, today)
    assert then.day == today.day or (then.day < today.day and (then + DAY).day == 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("morgen", "2026-02-01"),
        ("tomorrow", "2026-02-01"),
        ("overmorgen", "2026-02-02"),
        ("day after tomorrow", "2026-02-02"),
        ("de dag na morgen", "2026-02-02"),
        ("eergisteren", "2026-01-29"),
        ("afgelopen 2 weken", "2026-01-18 2026-01-31"),
        ("afgelopen twee weken", "2026-01-18 2026-01-31"),
        ("afgelopen 10 dagen", "2026-01-22 2026-01-31"),
        ("afgelopen veertien dagen", "2026-01-18 2026-01-31"),
        ("afgelopen dertig dagen", "2026-01-02 2026-01-31"),
        ("last twenty days", "2026-01-12 2026-01-31"),
        ("twintig jaar geleden", "2006-01-31"),
    ],
)
def test_days_around_today_are_read_in_digits_and_words(text: str, expected: str) -> None:
    """In an option and after ``date:``; among other words they stay words, and are said."""
    assert parse_period(text, TODAY) == period(expected)
    words = text.removeprefix("de ").split()
    found = FreeText(["drones", *words], TODAY).find(1)
    assert found is not None
    assert (found.end, found.sure) == (1 + len(words), False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018 mei", "2018-05-01 2018-05-31"),
        ("2018 Maart", "2018-03-01 2018-03-31"),
        ("14 05 2018", "2018-05-14"),
        ("1 2 2018", "2018-02-01"),
        ("komende week", "2026-02-02 2026-02-08"),
        ("volgende maand", "2026-02-01 2026-02-28"),
        ("het komende kwartaal", "2026-04-01 2026-06-30"),
        ("volgend jaar", "2027-01-01 2027-12-31"),
        ("next week", "2026-02-02 2026-02-08"),
        ("dit weekend", "2026-01-31 2026-02-01"),
        ("this weekend", "2026-01-31 2026-02-01"),
        ("afgelopen weekend", "2026-01-24 2026-01-25"),
        ("vorig weekend", "2026-01-24 2026-01-25"),
        ("komend weekend", "2026-02-07 2026-02-08"),
        ("komende 2 weken", "2026-01-31 2026-02-13"),
        ("de komende twee weken", "2026-01-31 2026-02-13"),
        ("komende drie maanden", "2026-01-31 2026-04-29"),
        ("komende 100 dagen", "2026-01-31 2026-05-10"),
        ("komende veertien dagen", "2026-01-31 2026-02-13"),
        ("volgende 2 jaar", "2026-01-31 2028-01-30"),
        ("next 10 days", "2026-01-31 2026-02-09"),
        ("coming two weeks", "2026-01-31 2026-02-13"),
        ("aankomende week", "2026-02-02 2026-02-08"),
        ("nu", "2026-01-31"),
        ("heden", "2026-01-31"),
        ("op heden", "2026-01-31"),
    ],
)
def test_dates_that_are_read_only_where_a_date_is_asked_for(text: str, expected: str) -> None:
    """In an option and after ``date:`` they are dates; among other words they stay words."""
    assert parse_period(text, TODAY) == period(expected)
    words = ["plannen", "voor", *text.split()]
    related, alone = (FreeText(words, TODAY).find(at) for at in (1, 2))
    assert related is None or related.end < len(words) or related.typed == "..2026-01-30"  # voor nu
    assert alone is None or not (alone.sure or alone.related)


@pytest.mark.parametrize("day", [datetime.date(2026, 1, 26) + number * DAY for number in range(7)])
def test_a_weekend_is_that_of_its_week(day: datetime.date) -> None:
    """From Monday to Sunday, ``dit weekend`` is the same; the one before it is over on each of these days."""
    assert parse_period("dit weekend", day) == period("2026-01-31 2026-02-01")
    assert parse_period("afgelopen weekend", day) == period("2026-01-24 2026-01-25")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 13 2018", "month 13 does not exist"),
        ("5 14 2018", "The day comes before the month: 14-5-2018"),
        ("30 02 2018", "30 februari 2018 does not exist"),
        ("komende dag", "'next' needs a week"),
        ("0018 mei", "Years run from 1000"),
    ],
)
def test_dates_where_one_is_asked_for_are_refused_as_others_are(text: str, expected: str) -> None:
    """With what to write instead."""
    error = refusal(text)
    assert expected in f"{error.message} | {error.hint}"


@pytest.mark.parametrize("text", [text for form in (*DATE_FORMS, *EXPLICIT_FORMS) for text in form.spellings])
def test_every_form_of_the_help_is_accepted(text: str) -> None:
    """What the help lists can be typed."""
    assert parse_period(text, TODAY) == parse_range(text, TODAY)


def test_forms_on_one_line_of_the_help_mean_the_same() -> None:
    """Spellings of the same week, month, quarter or day with a year are one period."""
    for form in DATE_FORMS[:5]:
        assert len({parse_period(text, TODAY) for text in form.spellings}) == 1, form


def test_in_words() -> None:
    """A day as a Dutch reader writes it, and as it can be typed again."""
    assert in_words(datetime.date(2025, 9, 25)) == "25 september 2025"
    assert in_words(datetime.date(2024, 3, 1)) == "1 maart 2024"


# Ranges and the day that counts as today


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024..2025", "2024-01-01 2025-12-31"),
        (" 2024-02 .. 2024-02 ", "2024-02-01 2024-02-29"),
        ("2025-09-25..2025-09", "2025-09-25 2025-09-30"),
        ("2024..", "2024-01-01 ."),
        ("..25 september 2025", ". 2025-09-25"),
        ("2019..nu", "2019-01-01 2026-01-31"),
        ("2018 mei..2018 juli", "2018-05-01 2018-07-31"),
        ("vorige maand..vandaag", "2025-12-01 2026-01-31"),
        ("2024…2025", "2024-01-01 2025-12-31"),
        ("september 2025", "2025-09-01 2025-09-30"),
        ("25.9.2025..26.9.2025", "2025-09-25 2025-09-26"),
    ],
)
def test_ranges(text: str, expected: str) -> None:
    """From the first day of one date to the last day of the other; a side may be empty."""
    assert parse_range(text, TODAY) == period(expected)


@pytest.mark.parametrize(
    "text", ["..", " .. ", "2025..2024", "2025-02..2025-01-31", "2024..2025..2026", "2024...2025"]
)
def test_ranges_that_are_refused(text: str) -> None:
    """No date at all, reversed, or more than one pair of dots."""
    with pytest.raises(DateError):
        parse_range(text, TODAY)


def test_every_range_of_the_help_is_accepted() -> None:
    """What the help lists can be typed."""
    assert all(parse_range(text, TODAY) for form in RANGE_FORMS for text in form.spellings)


@pytest.mark.parametrize("value", ["2025-09-25", "2024-02-29", "9999-12-31"])
def test_today_can_be_fixed(value: str) -> None:
    """To a day written the ISO way."""
    assert parse_today(value) == datetime.date.fromisoformat(value)


@pytest.mark.parametrize(
    "value",
    ["", "2025", "25-9-2025", "2025-02-30", "vandaag", "2025-09-25T10:00", "2025-9-25", "2025-09-25\n"],
)
def test_today_cannot_be_anything_else(value: str) -> None:
    """A script that fixes today must not run on another day in silence."""
    with pytest.raises(DateError):
        parse_today(value)


def test_the_module_is_light_to_import() -> None:
    """Queries with a date import it: it needs no library for calendars, time zones or locales."""
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


# What is refused


def refusal(text: str, today: datetime.date = TODAY) -> DateError:
    """Return the error for ``text``."""
    with pytest.raises(DateError) as caught:
        parse_period(text, today)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
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
        ("2024-2025", "A range is"),
        ("2025-09..2025-10", "is a range"),
        ("2011/12", "'2011/12' is unclear"),
        ("laatste maand", "is unclear"),
        ("maandag", "'maandag' is unclear"),
        ("op vrijdag", "afgelopen maandag is the last one before today"),
        ("op vrijdag 14 mei 2018", "is not a Friday but a Monday"),
        ("vorige 30 dagen", "afgelopen 30 dagen"),
        ("afgelopen 0 dagen", "contains no day"),
        ("komende 0 weken", "contains no day"),
        ("komende week na morgen", "not a date"),
        ("week na morgen", "only a day can be after another day"),
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
def test_a_refusal_says_what_to_write(text: str, expected: str) -> None:
    """An impossible or unclear date is an error with a hint, never a guess."""
    error = refusal(text)
    assert expected in f"{error.message} | {error.hint}"
    assert error.hint
    assert error.exit_code == 2


def test_suggested_years_can_be_typed_and_have_begun() -> None:
    """A suggested date is accepted and is not in the future."""
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
    """There is no other error, for any today; free text has no errors at all."""
    for read in (parse_period, parse_range):
        try:
            found, said = read(text, today), "a period"
        except DateError as error:
            found, said = None, f"{error.message}{error.hint or chr(0)}"
        assert found is None or isinstance(found, Period)
        assert said.isprintable()
    words = text.split()
    for at in range(len(words)):
        date = FreeText(words, today).find(at)
        assert date is None or (date.start == at and at < date.end <= len(words))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["2", "2025 ", " ", "mei ", "x", "..", "a\u0301", "e", "…", "\u0315\u0300", "1-"]
)
def test_a_megabyte_is_refused(text: str) -> None:
    """The message is never longer than a line."""
    long_text = text * (1_000_000 // len(text))
    for read in (parse_period, parse_range):
        with pytest.raises(DateError) as caught:
            read(long_text, TODAY)
        assert len(caught.value.message) < 200
    assert FreeText([f"x{long_text}", "mei", "2025", long_text], TODAY).find(0) is None
    assert FreeText(long_text.split(), TODAY).find(0) is None


# Hints for a preposition and a date, or the name of a vague time

HINT_DAY = datetime.date(2026, 3, 31)


def hint(text: str, today: datetime.date = HINT_DAY) -> str:
    """Return the hint for a refused text, with the range that it goes on with."""
    error = refusal(text, today)
    return f"{error.hint} {'..'.join(error.typed_range)}" if error.typed_range else f"{error.hint}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sinds mei", "From then on is mei 2025.."),
        ("vanaf 2015", "From then on is 2015.."),
        ("na 2015", "From then on is 2016.."),
        ("voor 2015", "Up to then is ..2014"),
        ("t/m mei 2024", "Up to then is ..mei 2024"),
        ("tussen 2015 en 2017", "A range is 2015..2017"),
        ("2015-2017", "A range is 2015..2017"),
        ("2015–2017", "A range is 2015..2017"),
        ("2015 – 2017", "A range is 2015..2017"),
        ("mei t/m juli 2020", "A range is mei 2020..juli 2020"),
        ("januari - maart", "A range is januari 2026..maart 2026"),
        ("1500-1600", "A range is 2024..2025"),
        ("in maart 2020", "Leave “in” out: maart 2020"),
        ("In  Maart", "Leave “in” out: maart 2026"),
        ("in september", "Leave “in” out: september 2025"),
        ("in 2019", "Leave “in” out: 2019"),
        ("in 2018 mei", "Leave “in” out: 2018 mei"),
        ("op 14 05 2018", "Leave “op” out: 14 05 2018"),
        ("in het komende kwartaal", "Leave “in” out: het komende kwartaal"),
        ("volgend jar", "Did you mean jaar instead of jar?"),
        ("gister", "Did you mean gisteren instead of gister?"),
        ("verleden jaar", "Did you mean vorige jaar instead of verleden jaar?"),
        ("zomer", "Add it: zomer 2025"),
        ("begin mei", "Add it: begin mei 2025"),
        ("vanaf november t/m februari", "A range is november 2025..februari 2026"),
        ("november t/m februari", "A range is november 2025..februari 2026"),
        ("mei en juni 2018", "A range is mei 2018..juni 2018"),
        ("mei, juni en oktober 2018", "Give one period at a time: mei 2018 or juni 2018 or oktober 2018"),
        ("2 weken voor 13 mei 2016", "A range is 2016-04-29..2016-05-12"),
        ("1-1-2016 en later", "From then on is 1-1-2016.."),
        ("eerder dan 2015", "Up to then is ..2014"),
        ("tot op heden", "Up to then is ..vandaag"),
        ("afgelopen paar maanden", "Did you mean afgelopen 3 maanden instead of afgelopen paar maanden?"),
        ("komende paar weken", "Did you mean komende 3 weken instead of komende paar weken?"),
        ("een paar weken geleden", "Did you mean 3 weken geleden instead of een paar weken geleden?"),
        ("20070201", "Write the day with dashes: 2007-02-01"),
        ("rond mei 2016", "Leave “rond” out: mei 2016"),
    ],
)
def test_the_hint_is_for_what_was_typed(text: str, expected: str) -> None:
    """It is not the general list of accepted forms."""
    assert hint(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("sinds mei", "2025-05-01", None),
        ("na 2015", "2016-01-01", None),
        ("voor 2015", None, "2014-12-31"),
        ("mei t/m juli 2020", "2020-05-01", "2020-07-31"),
        ("november t/m februari", "2025-11-01", "2026-02-28"),
        ("tot op heden", None, "2026-03-31"),
    ],
)
def test_the_range_of_a_hint_can_be_typed(text: str, first: str | None, last: str | None) -> None:
    """It is read as the period that the text means."""
    typed_range = refusal(text, HINT_DAY).typed_range
    assert typed_range is not None
    ends = [day and datetime.date.fromisoformat(day) for day in (first, last)]
    assert parse_range("..".join(typed_range), HINT_DAY) == Period(ends[0] or None, ends[1] or None)


@pytest.mark.parametrize(
    "text", ["drones", "vanaf", "sinds", "in drones", "tussen mei en drones", "jaren", "winter is koud"]
)
def test_other_text_has_the_list_of_forms_as_hint(text: str) -> None:
    """Nothing is guessed."""
    assert "As in 2025" in hint(text)


@pytest.mark.parametrize("today", [datetime.date.min, datetime.date.max])
@pytest.mark.parametrize(
    "text", ["na vandaag", "voor vandaag", "sinds mei", "zomer", "in mei", "tot gisteren"]
)
def test_there_is_a_hint_at_the_ends_of_the_calendar(text: str, today: datetime.date) -> None:
    """There is no day after the last one and none before the first."""
    assert refusal(text, today).hint
