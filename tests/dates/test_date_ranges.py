"""What words around a date make of it in free text."""

from __future__ import annotations

import datetime

import pytest

from defsearch.dates.free_text import FreeDate, find_free_date
from defsearch.dates.parser import DATE_FORMS, parse_range

TODAY = datetime.date(2026, 3, 31)


def found(text: str) -> FreeDate | None:
    """What starts at the first word."""
    return find_free_date(text.split(), 0, TODAY, is_all=len(text.split()) == 1)


def days(text: str) -> str:
    """The days of what is found, ``-`` when nothing is, and whether it takes all the words."""
    date = found(text)
    if date is None:
        return "-"
    rest = len(text.split()) - date.end
    return f"{date.first or ''}..{date.last or ''}" + (f" +{rest}" if rest else "")


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
def test_a_word_before_a_date_changes_its_days(text: str, expected: str) -> None:
    """``sinds mei 2024`` was read as in May 2024, the opposite of what was typed."""
    date = found(text)
    assert days(text) == expected
    assert date is not None
    assert date.sure
    assert date.related


@pytest.mark.parametrize(
    "text",
    [
        *("van mei 2024", "in mei 2024", "de september 2025", "sinds 31 februari 2025", "na drones", "tot en met"),
        *("2025 tot 5 maart 2025", "drones", "2019 drones", "sinds", "tussen mei 2024", "31 tot 5 februari 2023"),
        *("sinds mei", "t/m", "tussen drones en mei 2024", "", "x" * 5000),
    ],
)  # fmt: skip
def test_what_stays_words(text: str) -> None:
    """Nothing that is no date, whole or in part, and no date that does not stand right behind the word."""
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
    """It is not sure, and comes with the term that finds the period."""
    date = found(text)
    assert date is not None
    assert not date.sure
    assert date.typed == typed
    assert days(text) == f"{date.first or ''}..{date.last or ''}"


@pytest.mark.parametrize(
    "text", ["sinds mei 2024", "na 2019", "voor mei 2024", "1 t/m 5 mei 2024", "tot Q3 2025"]
)
def test_the_term_has_the_same_days(text: str) -> None:
    """What is said to type finds what the words say."""
    date = found(text)
    assert date is not None
    period = parse_range(date.typed, TODAY)
    assert (period.first, period.last) == (date.first, date.last)


@pytest.mark.parametrize("spelling", [one for form in DATE_FORMS for one in form.spellings])
def test_every_form_can_stand_behind_sinds(spelling: str) -> None:
    """The words work with all the dates that are taught, sure or not."""
    date = found(f"sinds {spelling}")
    assert date is not None
    assert (date.first, date.last, date.end) == (
        parse_range(spelling, TODAY).first,
        None,
        len(spelling.split()) + 1,
    )
