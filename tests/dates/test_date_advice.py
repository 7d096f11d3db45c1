"""What is said to write where words around a date, or names of vague times, were given as a date."""

from __future__ import annotations

import datetime
import re
import shlex

import pytest

from defsearch.dates.parser import parse_period, parse_range, period_between
from defsearch.errors import DateError

TODAY = datetime.date(2026, 3, 31)


def hint(text: str, today: datetime.date = TODAY) -> str:
    """What the refusal of a text says to do."""
    with pytest.raises(DateError) as caught:
        parse_period(text, today)
    return caught.value.hint or ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sinds mei", "From then on is --from 'mei 2025', or in a query date:\"mei 2025..\""),
        ("vanaf 2015", "From then on is --from 2015, or in a query date:2015.."),
        ("na 2015", "From then on is --from 2016, or in a query date:2016.."),
        ("voor 2015", "Up to then is --to 2014, or in a query date:..2014"),
        ("t/m mei 2024", "Up to then is --to 'mei 2024', or in a query date:\"..mei 2024\""),
        ("tussen 2015 en 2017", "A range is --from 2015 --to 2017, or in a query date:2015..2017"),
        ("2015-2017", "A range is --from 2015 --to 2017, or in a query date:2015..2017"),
        ("2015–2017", "A range is --from 2015 --to 2017, or in a query date:2015..2017"),
        ("2015 – 2017", "A range is --from 2015 --to 2017, or in a query date:2015..2017"),
        ("mei t/m juli 2020", "A range is --from 'mei 2020' --to 'juli 2020'"),
        ("januari - maart", "A range is --from 'januari 2026' --to 'maart 2026'"),
        ("in maart 2020", "Leave “in” out: maart 2020"),
        ("In  Maart", "Leave “in” out: maart 2026"),
        ("in september", "Leave “in” out: september 2025"),
        ("in 2019", "Leave “in” out: 2019"),
        ("gister", "Did you mean gisteren instead of gister?"),
        ("verleden jaar", "Did you mean vorige instead of verleden?"),
        ("zomer 2019", "“zomer” has no fixed days; as in --from 2019-06 --to 2019-08"),
        ("de winter van 2019", "“winter” has no fixed days; as in --from 2019-12 --to 2020-02"),
        ("zomer", "“zomer” has no fixed days; as in --from 2025-06 --to 2025-08"),
        ("eind 2020", "“eind” has no fixed days; as in --from 2020-10 --to 2020-12"),
        ("jaren 90", "A decade is --from 1990 --to 1999"),
        ("de jaren ’90", "A decade is --from 1990 --to 1999"),
        ("jaren negentig", "A decade is --from 1990 --to 1999"),
        ("1990s", "A decade is --from 1990 --to 1999"),
        ("jaren 20", "A decade is --from 2020 --to 2029"),
    ],
)
def test_the_hint_is_the_one_that_helps(text: str, told: str) -> None:
    """They were all answered with the same list of twelve shapes."""
    assert told in hint(text)


@pytest.mark.parametrize(
    "text", ["sinds mei", "na 2015", "voor 2015", "mei t/m juli 2020", "zomer 2019", "jaren 90"]
)
def test_what_is_told_can_be_typed(text: str) -> None:
    """The options as a shell reads them, and the term of a query."""
    told = hint(text)
    options = re.search(r"--(?:from|to) [^,]*", told)
    assert options
    words = shlex.split(options[0])
    given = dict(zip(words[::2], words[1::2], strict=True))
    period = period_between(given.get("--from"), given.get("--to"), None, TODAY)
    term = re.search(r'date:"?([^"]*)', told)
    assert term is None or parse_range(term[1], TODAY) == period


@pytest.mark.parametrize(
    "text", ["drones", "vanaf", "sinds", "in drones", "tussen mei en drones", "jaren", "winter is koud"]
)
def test_other_text_gets_the_list_of_forms(text: str) -> None:
    """Nothing is guessed."""
    assert "As in 2025" in hint(text)


@pytest.mark.parametrize("today", [datetime.date.min, datetime.date.max])
@pytest.mark.parametrize(
    "text", ["na vandaag", "voor vandaag", "sinds mei", "zomer", "in mei", "tot gisteren"]
)
def test_at_the_ends_of_the_calendar_there_is_a_hint_too(text: str, today: datetime.date) -> None:
    """There is no day after the last one, nor before the first."""
    assert hint(text, today)
