"""Dates among other words: single dates, ranges, prepositions, and what stays text."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from defsearch.dates.free_text import FreeDate, FreeText
from defsearch.dates.parser import DATE_FORMS, parse_period, parse_range

TODAY = datetime.date(2026, 3, 31)
MONTHS = ("jan.", "february", "mrt", "april", "mei", "june", "jul", "AUG", "Sept.", "okt", "november", "dec")


def find_date(words: list[str], at: int) -> FreeDate | None:
    """Return the date at a word, if it is a sure one with nothing around it that changes its days."""
    date = FreeText(words, TODAY).find(at)
    return date if date and date.sure and not date.related and not date.problem else None


# Single dates


@pytest.mark.parametrize(
    ("query", "expected"),
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
def test_a_sure_date_is_found(query: str, expected: str) -> None:
    """The first date from left to right is these words, and has the period that they have alone."""
    words = query.split()
    dates = (find_date(words, at) for at in range(len(words)))
    date = next(date for date in dates if date)
    period = parse_period(expected.rstrip(",?"), TODAY)
    assert " ".join(words[date.start : date.end]) == expected
    assert (date.first, date.last, date.sure, date.related) == (period.first, period.last, True, False)


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
def test_what_is_no_sure_date(query: str) -> None:
    """A year or a month alone, relative dates, and all of an impossible date, its end included."""
    words = query.split()
    assert [find_date(words, at) for at in range(len(words))] == [None] * len(words)


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
    """Whatever is around it, a date with its year is found from its first word to its last."""
    text = form.format(y=day.year, m=day.month, d=day.day, name=MONTHS[day.month - 1]) + closing
    start, end = len(before), len(before) + len(text.split())
    date = find_date([*before, *text.split(), *after], start)
    assert date is not None
    assert (date.start, date.end, date.first, date.last) == (start, end, day, day)


@given(year=st.integers(1900, 2099), month=st.sampled_from([2, 4, 6, 9, 11]), day=st.integers(0, 99))
def test_the_end_of_an_impossible_day_is_no_month(year: int, month: int, day: int) -> None:
    """The day exists and is found as a whole, or none of its words is part of a date."""
    words = ["op", str(day), MONTHS[month - 1], str(year)]
    length = (datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)).day
    whole = find_date(words, 1)
    assert (whole is not None) == (1 <= day <= length)
    assert whole is not None or find_date(words, 2) is None
    assert find_date(words, 3) is None


# Ranges, prepositions, years


def found(text: str) -> FreeDate | None:
    """Return the date that starts at the first word."""
    return FreeText(text.split(), TODAY).find(0, is_all=len(text.split()) == 1)


def days(text: str) -> str:
    """Return the days of the date, ``-`` for none, and the number of words after it."""
    date = found(text)
    if date is None:
        return "-"
    rest = len(text.split()) - date.end
    periods = " ".join(f"{first or ''}..{last or ''}" for first, last in date.periods)
    return periods + (f" +{rest}" if rest else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sinds mei 2024", "2024-05-01.."),
        ("vanaf het 3e kwartaal van 2025", "2025-07-01.."),
        ("since 5 May 2024", "2024-05-05.."),
        ("from May 2024", "2024-05-01.."),
        ("na mei 2024", "2024-06-01.."),
        ("after December 31, 2024", "2025-01-01.."),
        ("voor mei 2024", "..2024-04-30"),
        ("vo\u0301o\u0301r 2024-05-06, zei", "..2024-05-05 +1"),
        ("before May 2024", "..2024-04-30"),
        ("tot mei 2024", "..2024-05-31"),
        ("until May 2024", "..2024-05-31"),
        ("t/m mei 2024", "..2024-05-31"),
        ("tot en met mei 2024", "..2024-05-31"),
        ("sinds begin mei 2024", "2024-05-01.."),
        ("tot eind mei 2024", "..2024-05-31"),
        ("na begin mei 2024", "2024-05-01.."),
        ("na eind mei 2024", "2024-06-01.."),
        ("voor begin mei 2024", "..2024-04-30"),
        ("voor eind mei 2024", "..2024-05-31"),
        ("Tussen januari 2024 en maart 2024", "2024-01-01..2024-03-31"),
        ("tussen mei en juli 2024", "2024-05-01..2024-07-31"),
        ("between May 2024 and July 2024", "2024-05-01..2024-07-31"),
        ("van 1 mei tot en met 3 juni 2024", "2024-05-01..2024-06-03"),
        ("van 2023 tot mei 2024", "2023-01-01..2024-05-31"),
        ("from May 2024 to July 2024", "2024-05-01..2024-07-31"),
        ("vanaf mei 2024 t/m juli 2024", "2024-05-01..2024-07-31"),
        ("1 t/m 5 mei 2024", "2024-05-01..2024-05-05"),
        ("Q1 t/m Q3 2024", "2024-01-01..2024-09-30"),
        ("mei 2024 tot juli 2024 drones", "2024-05-01..2024-07-31 +1"),
        ("tussen mei 2025 en mei 2024", "2025-05-01..2024-05-31"),
    ],
)
def test_a_preposition_changes_the_days_of_a_date(text: str, expected: str) -> None:
    """The date is sure, and known to be related to other words."""
    date = found(text)
    assert days(text) == expected
    assert date is not None
    assert date.sure
    assert date.related


@pytest.mark.parametrize(
    "text",
    [
        *("van mei 2024", "in mei 2024", "de september 2025", "sinds 31 februari 2025", "na drones", "tot en met"),
        *("drones", "2019 drones", "sinds", "tussen mei 2024", "31 tot 5 februari 2023"),
        *("sinds mei", "t/m", "tussen drones en mei 2024", "", "x" * 5000),
    ],
)  # fmt: skip
def test_what_stays_text(text: str) -> None:
    """What is no date, whole or in part, and a date that is not directly after the preposition."""
    assert found(text) is None


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("sinds 2019", "2019.."),
        ("na 2019", "2020.."),
        ("voor 2019", "..2018"),
        ("tot 2019", "..2019"),
        ("in 2019", "2019"),
        ("2019", "2019"),
        ("tussen 2015 en 2017", "2015..2017"),
        ("2015 t/m 2017", "2015..2017"),
        ("2015-2017", "2015..2017"),
        ("2015–2017", "2015..2017"),
        ("vorig jaar", "vorig jaar"),
        ("de vorige maand", "vorige maand"),
        ("sinds vorig jaar", "vorig jaar.."),
        ("na gisteren", "2026-03-31.."),
        ("laatste 3 maanden", "laatste 3 maanden"),
    ],
)
def test_what_may_be_meant_as_a_period(text: str, typed: str) -> None:
    """The date is not sure, and has the text that ``date:`` takes for the same period."""
    date = found(text)
    assert date is not None
    assert not date.sure
    assert date.typed == typed
    assert days(text) == f"{date.first or ''}..{date.last or ''}"


@pytest.mark.parametrize(
    "text",
    [
        "mei en juni 2018",
        "2 weken voor 13 mei 2016",
        "mei 2018 tot heden",
        "sinds mei 2024",
        "na 2019",
        "voor mei 2024",
        "1 t/m 5 mei 2024",
        "tot Q3 2025",
    ],
)
def test_the_text_for_a_date_clause_has_the_same_days(text: str) -> None:
    """``date:`` with it finds what the words say."""
    date = found(text)
    assert date is not None
    period = parse_range(date.typed, TODAY)
    assert (period.first, period.last) == (date.first, date.last)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-05-14/2018-05-20 oefening", "2018-05-14..2018-05-20 +1"),
        ("mei 2018–juli 2018,", "2018-05-01..2018-07-31"),
        ("25-9-2018..30-9-2018", "2018-09-25..2018-09-30"),
        ("14/15 juni 2018", "2018-06-14..2018-06-15"),
        ("14, 15 en 16 juni 2018", "2018-06-14..2018-06-16"),
        ("1 mei en op 5 juni 2018", "2018-05-01..2018-05-01 2018-06-05..2018-06-05"),
        ("mei en oktober 2018", "2018-05-01..2018-05-31 2018-10-01..2018-10-31"),
        ("Q1 en Q3 2018", "2018-01-01..2018-03-31 2018-07-01..2018-09-30"),
        ("week 1 t/m 3 2018", "2018-01-01..2018-01-21"),
        ("May 14-18, 2018", "2018-05-14..2018-05-18"),
        ("november t/m februari 2018", "2017-11-01..2018-02-28"),
        ("nov 2018 t/m feb", "2018-11-01..2019-02-28"),
        ("van 14 op 15 juni 2018", "2018-06-14..2018-06-15"),
        ("de periode van mei tot juli 2018", "-"),
        ("periode van mei tot juli 2018", "2018-05-01..2018-07-31"),
        ("tussen jan 2019 en nu", "2019-01-01..2026-03-31"),
        ("mei 2018 tot heden", "2018-05-01..2026-03-31"),
        ("2 weken voor 13 mei 2016", "2016-04-29..2016-05-12"),
        ("de dag na 13 mei 2016", "2016-05-14..2016-05-14"),
        ("1-1-2016 en later", "2016-01-01.."),
        ("mei 2016 of eerder", "..2016-05-31"),
        ("vanaf mei 2018 en later", "2018-05-01.."),
        ("niet later dan mei 2015", "..2015-05-31"),
        ("mei vorig jaar", "2025-05-01..2025-05-31"),
        ("zomer van vorig jaar", "2025-06-01..2025-08-31"),
        ("winter 2018/2019", "2018-12-01..2019-02-28"),
        ("mei '18", "2018-05-01..2018-05-31"),
        ("14juni2018", "2018-06-14..2018-06-14"),
        ("eerste week van mei 2018", "2018-05-01..2018-05-07"),
        ("laatste kwartaal van 2018", "2018-10-01..2018-12-31"),
        ("maandag 14 mei 2018 om 15:00 uur, Volkel", "2018-05-14..2018-05-14 +1"),
        ("14 mei 2018 15:00-16:00", "2018-05-14..2018-05-14"),
        ("maandag 14 en dinsdag 15 mei 2018", "2018-05-14..2018-05-15"),
        ("2018 t/m mei 2019", "2018-01-01..2019-05-31"),
        ("mei 2018+", "2018-05-01.."),
        ("tweede helft juni 2018", "2018-06-16..2018-06-30"),
        ("derde week mei 2018", "2018-05-15..2018-05-21"),
        ("1 t/m 3-5-2018", "2018-05-01..2018-05-03"),
        ("woensdag 5-6-2019 om 10.30 uur", "2019-06-05..2019-06-05"),
        ("niet na mei 2018", "..2018-05-31"),
        ("14. mei 2018", "2018-05-14..2018-05-14"),
        ("week mei 2018", "-"),
    ],
)
def test_what_people_write_around_a_date_is_read(text: str, expected: str) -> None:
    """Ranges, lists, distances and open periods, with all of their words."""
    date = found(text)
    assert (days(text) if date is None or date.sure else "unsure") == expected


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("12 en 5 mei 2018", 0),  # a number before it
        ("mei 2018 en 30 militairen", 2),
        ("Begroting 2018 - 25 mei 2019", 0),
        ("2018 - 25 mei 2019", 0),
        ("2018, 25 mei 2019", 0),
        ("mei 2018 later ingezet", 2),
        ("mei 2018...", 2),
        ("zo 14 mei 2018", 0),  # zo is a word, and it was a Monday
        ("25 september 2018 - een terugblik", 3),
        ("mei van juni 2018", 0),
        ("14 mei 2018 25:00", 3),
    ],
)
def test_what_only_looks_like_more_than_one_date(text: str, end: int) -> None:
    """The date at the first word ends there; 0 for no date that is read."""
    date = found(text)
    assert (date.end if date and date.sure else 0) == end


MONTH = st.tuples(st.integers(2000, 2024), st.integers(1, 12))
BETWEEN = {
    "{a} - {b}": "range",
    "{a}–{b}": "range",
    "{a} t/m {b}": "range",
    "{a} tot en met {b}": "range",
    "van {a} tot {b}": "range",
    "tussen {a} en {b}": "range",
    "{a}..{b}": "range",
    "from {a} through {b}": "range",
    "{a} en {b}": "either",
    "{a} of {b}": "either",
    "{a}, {b}": "either",
    "{a} & {b}": "either",
}


@pytest.mark.slow
@given(
    first=MONTH, second=MONTH, form=st.sampled_from(sorted(BETWEEN)), shared=st.booleans(), name=st.booleans()
)
@settings(max_examples=300)
def test_two_months_are_the_days_that_a_reader_counts(
    first: tuple[int, int], second: tuple[int, int], form: str, *, shared: bool, name: bool
) -> None:
    """Day by day: of a range all between its ends, of a list those of either month; the year may be said once."""
    first, second = sorted((first, second))
    assume(first != second)
    shared = shared and name and first[0] == second[0]
    texts = [
        f"{MONTHS[month - 1]}{'' if shared and at == 0 else f' {year}'}" if name else f"{year}-{month:02}"
        for at, (year, month) in enumerate((first, second))
    ]
    text = form.format(a=texts[0].rstrip("."), b=texts[1])  # an ellipsis is no range
    date = found(text)
    assert date is not None
    assert date.sure
    assert date.end == len(text.split())
    day = datetime.date(1999, 12, 1)
    while day.year < 2025:
        month = day.year, day.month
        is_range = BETWEEN[form] == "range"
        expected = first <= month <= second if is_range else month in (first, second)
        read = any((a is None or a <= day) and (b is None or day <= b) for a, b in date.periods)
        assert read == expected, day
        day += datetime.timedelta(days=1 if day.day in (1, 27, 28, 29, 30, 31) else 13)


@given(day=st.dates(datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)), weekday=st.integers(0, 6))
def test_a_weekday_beside_a_day_agrees_or_is_a_problem(day: datetime.date, weekday: int) -> None:
    """The judge is the name that strftime gives the day."""
    dutch = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")[weekday]
    english = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    date = found(f"{dutch} {day.day} {MONTHS[day.month - 1]} {day.year}")
    assert date is not None
    assert (date.problem is None) == (day.strftime("%A") == english)


@pytest.mark.parametrize("spelling", [one for form in DATE_FORMS for one in form.spellings])
def test_every_form_can_follow_a_preposition(spelling: str) -> None:
    """Every form of the help works after ``sinds``, sure or not."""
    date = found(f"sinds {spelling}")
    assert date is not None
    assert (date.first, date.last, date.end) == (
        parse_range(spelling, TODAY).first,
        None,
        len(spelling.split()) + 1,
    )


@pytest.mark.parametrize("text", ["2018 mei", "14 05 2018", "dit weekend", "volgende maand"])
def test_a_date_that_is_only_explicit_is_words(text: str) -> None:
    """The notice says what to type for the period."""
    date = found(text)
    assert date is not None
    assert (date.typed, date.sure, date.related) == (text, False, False)


@pytest.mark.parametrize("text", ["2018 mei 2019", "2018 mei, 14 doden", "40 50 2018", "komende weekmarkt"])
def test_text_that_only_begins_like_an_explicit_date_is_none(text: str) -> None:
    """A year or a day after it belongs to another date."""
    assert found(text) is None
