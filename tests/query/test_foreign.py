"""What other search tools understand: refused or said, with advice that works; headlines are left alone."""

from __future__ import annotations

import datetime
import re

import pytest

from defsearch.errors import QueryError
from defsearch.query.foreign import find_foreign_syntax
from defsearch.query.parser import parse_query

TODAY = datetime.date(2026, 3, 31)
ADVISED = re.compile(
    r"date:[\d.]+|title:drones|-fregat|\(fregat OF marine\)|dron\*|wo\?d|fregat~|\"[^\"]+\"(?:~5)?|\(a -b\) OR \(b -a\)"
)


@pytest.mark.parametrize(
    ("query", "advised"),
    [
        ("(drones OR raketten)^2", "leave out what starts with ^"),
        ('"zware wapens"^3', "leave out what starts with ^"),
        ("drones^2", "leave out what starts with ^"),
        ("title:drones^5", "leave out what starts with ^"),
        ("drones [2005 TO 2009]", "type date:2005..2009"),
        ("drones [2005 TO *]", "type date:2005.."),
        ("date:[2005-01 TO 2009-02] drones", "date:2024..2025"),
        ("{a TO b}", "date:2024..2025"),
        ("/dron.*/", "type dron* or wo?d"),
        ("drones /fregat(ten)?/", "(fregat OF marine)"),
        ("/drones/i", "type dron* or wo?d"),
        ("^drones", "type dron* or wo?d"),
        ("drones ANDNOT fregat", "-fregat"),
        ("drones BUTNOT fregat", "-fregat"),
        ("drones !fregat", "-fregat"),
        ("older_than:1y drones", "date:2025-03.."),
        ("newer_than:30d drones", "date:2025-03.."),
        ("after:2018 drones", "date:2025-03.."),
        ("date:>2018 drones", "date:2019.."),
        ("date:>=2018 drones", "date:2018.."),
        ("date:<2018 drones", "date:..2017"),
        ("date:<=2018-05 drones", "date:..2018-05"),
        ("date:<=drones", "date:2025-03"),
        ("drones date>2018", "date:2024.."),
        ("drones >2018", "date:2024.."),
        ("title~drones", "title:drones"),
        ("title=drones", "title:drones"),
        ("title!=drones", "title:drones"),
        ("drones NEAR/5 fregat", '"drone aanval"~5'),
        ("drones W/5 fregat", '"drone aanval"~5'),
        ("drones pre/3 fregat", '"drone aanval"~5'),
        ("drones ADJ5 fregat", '"drone aanval"~5'),
        ('"drones fregat"@5', '"drone aanval"~5'),
        ("drones <-> fregat", '"drone aanval"~5'),
        ("drones XOR fregat", "(a -b) OR (b -a)"),
        ("~drones", "fregat~"),
        ("%drones%", "dron*"),
        ("dron%", "dron*"),
        ("*:*", "date:2025"),
    ],
)
def test_what_would_mislead_as_words_is_refused(query: str, advised: str) -> None:
    """The hint says what to type instead, and each form in it can be typed."""
    with pytest.raises(QueryError) as caught:
        parse_query(query, today=TODAY)
    hint = caught.value.hint or ""
    assert advised in hint
    for typed in ADVISED.findall(hint):
        assert parse_query(f"x {typed}", today=TODAY).tree is not None


@pytest.mark.parametrize(
    ("query", "advised"),
    [
        ("drones WITHIN 5 fregat", '"drone aanval"~5'),
        ("drones /5 fregat", '"drone aanval"~5'),
        ("drones ZONDER fregat", "-fregat"),
        ("drones --fregat", "-fregat"),
        ("drones –fregat", "-fregat"),
        ("drones LIKE fregat", "dron*"),
        ("date > 2018 drones", "date:2024.."),
        ("title = drones", "title:drones"),
        ("titel :drones", "title:drones"),
        ("'zware wapens'", '"zware wapens"'),
        ("dron.*", "dron*"),
        ("dr[oa]ne", "wo?d"),
        ("drones$", "dron*"),
        ("dron??", "dron*"),
        ("drones;fregat", "put a space between"),
        ("drones+fregat", "put a space between"),
        ("drones%20fregat", "put a space between"),
    ],
)
def test_what_is_harmless_as_words_is_said(query: str, advised: str) -> None:
    """The query is answered, with a notice that says what to type instead."""
    notice = next(one for one in parse_query(query, today=TODAY).notices if "is no operator here" in one)
    assert advised in notice
    for typed in ADVISED.findall(notice.partition("here: ")[2]):
        assert parse_query(f"x {typed}", today=TODAY).tree is not None


@pytest.mark.parametrize(
    "text",
    [
        "Kamerbrief: 50% meer schepen (of minder?)",
        "24/7 paraat: ‘Dit is ons werk’",
        "Zr.Ms. De Ruyter & Zr.Ms. Tromp",
        "AT&T, C++ en €100 miljoen",
        "Wat doet Defensie?",
        "Oefening in Noorwegen – dag 1",
        "F-35A's; 8.500 militairen",
        'Het boek "1 + 1 = [3]" van de minister',
        "zie https://www.defensie.nl/a_b?c=d&e=[f]",
        "mail naar jan_jansen@mindef.nl",
        "NAVO-top 2018/2019",
        "WE GAAN SAMEN NAAR DE TOP",
    ],
)
def test_headlines_have_no_foreign_syntax(text: str) -> None:
    """Phrases and addresses neither."""
    assert not list(find_foreign_syntax(text))


@pytest.mark.parametrize("length", [10, 4000])
@pytest.mark.parametrize("part", ["[a ", "/a", "<", "a;", "'a ", "title:", "%", '"a', "=", "^^"])
def test_long_queries_are_read_in_time_that_grows_with_their_length(part: str, length: int) -> None:
    """No pattern looks back further and further."""
    start = datetime.datetime.now(datetime.UTC)
    list(find_foreign_syntax(part * (length // len(part))))
    assert (datetime.datetime.now(datetime.UTC) - start).total_seconds() < 1
