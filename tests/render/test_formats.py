"""Formats for programs can be read back, and contain no formula and no escape sequence."""

from __future__ import annotations

import csv
import datetime
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from defsearch.dates.period import Period, Unit, whole
from defsearch.index.doc_store import StoredRelease
from defsearch.render.formats import (
    export_csv,
    export_json,
    hit_value,
    hits_csv,
    hits_jsonl,
    hits_paths,
    result_json,
    timeline_csv,
    timeline_json,
)
from defsearch.render.text import CsvStyle
from defsearch.search.results import Hit, Passage, Per, SearchRequest, SearchResult, Suggestion
from defsearch.search.timeline import Timeline, TimelinePeriod

DAY = whole(Unit.DAY, datetime.date(2024, 5, 17))


ODD = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\n\r\t\x00=+-@\ud800'\",")), max_size=20)


def hit(title: str = "Titel", path: str = "seeds/a.txt", passage: str = "Tekst.") -> Hit:
    """Return a hit with one passage."""
    return Hit(
        rank=1,
        id="a",
        score=1.23456,
        date=DAY,
        title=title,
        path=path,
        title_matches=((0, 2),),
        passages=(Passage("Kop", passage, ((0, 5),), cut_end=True),),
    )


def test_result_json_has_the_promised_keys() -> None:
    """Names, order and types are those that scripts rely on."""
    request = SearchRequest(query="drones", period=Period(DAY.first, None), page=2, limit=5)
    result = SearchResult(request=request, total=6, hits=(hit(),), first=DAY, last=DAY, notices=("let op",))
    assert json.loads(result_json(result)) == {
        "schema_version": 2,
        "query": "drones",
        "from": "2024-05-17",
        "to": None,
        "added": None,
        "sort": "relevance",
        "total": 6,
        "page": 2,
        "limit": 5,
        "hits": [
            {
                "rank": 1,
                "id": "a",
                "score": 1.2346,
                "date": "2024-05-17",
                "date_first": "2024-05-17",
                "date_last": "2024-05-17",
                "date_from": None,
                "title": "Titel",
                "title_derived": False,
                "path": "seeds/a.txt",
                "passages": [
                    {
                        "heading": "Kop",
                        "text": "Tekst.",
                        "matches": [[0, 5]],
                        "cut": {"start": False, "end": True},
                    }
                ],
                "title_matches": [[0, 2]],
                "copies": 1,
            }
        ],
        "first": "2024-05-17",
        "last": "2024-05-17",
        "inexact": 0,
        "undated": 0,
        "read_as": [],
        "notices": ["let op"],
        "suggestions": [],
        "some_words": None,
        "without_period": None,
        "near": [],
        "respelled": None,
    }


def test_an_empty_result_is_a_complete_object() -> None:
    """It contains the suggestions and the number of releases with some of the words."""
    result = SearchResult(
        request=SearchRequest(query="dronse"),
        total=0,
        hits=(),
        suggestions=(Suggestion("drones", 83),),
        some_words=4,
    )
    value = json.loads(result_json(result))
    assert (value["total"], value["hits"], value["first"], value["from"]) == (0, [], None, None)
    assert value["suggestions"] == [{"query": "drones", "releases": 83}]
    assert value["some_words"] == 4


def test_near_misses_are_apart_and_say_what_they_lack() -> None:
    """They are no hits; ``respelled`` is the query that found them."""
    result = SearchResult(
        request=SearchRequest(query="dornes tokio"),
        total=0,
        hits=(),
        near=(hit()._replace(missing=("tokio",)),),
        respelled="drones tokio",
    )
    value = json.loads(result_json(result))
    assert (value["hits"], value["respelled"]) == ([], "drones tokio")
    assert [(one["id"], one["missing"]) for one in value["near"]] == [("a", ["tokio"])]
    assert "missing" not in json.loads(hits_jsonl([hit()]))


@given(ODD, ODD)
def test_json_lines_can_be_read_back(title: str, passage: str) -> None:
    """One line for each hit, with any title and text."""
    lines = hits_jsonl([hit(title=title, passage=passage)] * 2).splitlines()
    assert len(lines) == 2
    value = json.loads(lines[0])
    assert (value["title"], value["passages"][0]["text"]) == (title, passage)


@given(ODD, ODD)
def test_csv_has_six_columns_and_no_formula(title: str, path: str) -> None:
    """For any title and path."""
    rows = list(csv.reader(io.StringIO(hits_csv([hit(title=title, path=path)]))))
    assert rows[0] == ["rank", "id", "score", "date", "title", "path"]
    assert rows[1][:4] == ["1", "a", "1.2346", "2024-05-17"]
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[1])


def test_paths_are_safe_lines_or_exact_bytes() -> None:
    """A line break in a path is made visible; with NUL the exact bytes of the path are printed."""
    odd = hit(path="seeds/\n\x1b\udcff.txt")
    assert hits_paths([odd], nul=False) == "seeds/␊␛\\udcff.txt\n".encode()
    assert hits_paths([odd, odd], nul=True) == b"seeds/\n\x1b\xff.txt\0" * 2


TIMELINE = Timeline(
    queries=("F-16", "=F-35"),
    per=Per.YEAR,
    periods=(
        TimelinePeriod("2024", datetime.date(2024, 1, 1), (3, 1), 4),
        TimelinePeriod("2025", datetime.date(2025, 1, 1), (0, 0), 0),
    ),
)


def test_timeline_json_has_counts_and_shares() -> None:
    """``matching`` is for the first query; counts and shares are for all; empty periods are included."""
    assert json.loads(timeline_json(TIMELINE)) == {
        "schema_version": 2,
        "per": "year",
        "queries": ["F-16", "=F-35"],
        "periods": [
            {"period": "2024", "matching": 3, "releases": 4, "counts": [3, 1], "shares": [0.75, 0.25]},
            {"period": "2025", "matching": 0, "releases": 0, "counts": [0, 0], "shares": [0.0, 0.0]},
        ],
        "not_counted": 0,
        "series": [
            {
                "query": query,
                "periods": [
                    {"period": "2024", "matching": matching, "releases": 4},
                    {"period": "2025", "matching": 0, "releases": 0},
                ],
            }
            for query, matching in (("F-16", 3), ("=F-35", 1))
        ],
    }


def test_timeline_csv_has_a_row_for_each_period_and_query() -> None:
    """A query that looks like a formula is harmless."""
    assert timeline_csv(TIMELINE).splitlines() == [
        "period,query,matching,share",
        "2024,F-16,3,0.7500",
        "2025,F-16,0,0.0000",
        "2024,'=F-35,1,0.2500",
        "2025,'=F-35,0,0.0000",
    ]
    one = TIMELINE._replace(queries=(), periods=TIMELINE.periods[:1])
    assert timeline_csv(one).splitlines() == ["period,query,matching,share", "2024,,3,0.7500"]


def test_csv_for_a_dutch_spreadsheet() -> None:
    """Semicolons between values, a comma in decimals, a byte order mark on request."""
    text = hits_csv([hit(title="Nieuw; beter")], CsvStyle(";", bom=True))
    assert text.startswith("\ufeffrank;id;score;")
    assert text.splitlines()[1].split(";")[2] == "1,2346"
    assert [*csv.reader(io.StringIO(text), delimiter=";")][1][4] == "Nieuw; beter"


def test_csv_of_an_export_keeps_the_lines_of_a_text() -> None:
    """And nothing in it is a formula."""
    release = StoredRelease("a", "a.txt", DAY, "Titel", "Een.\r\n=1+1\x1b", ())
    (_, row) = csv.reader(io.StringIO("".join(export_csv([release], CsvStyle("\t")))), delimiter="\t")
    assert row == ["a", "2024-05-17", "Titel", "", "a.txt", "Een.\n'=1+1␛"]


def test_the_export_as_one_json_object() -> None:
    """It is valid however many releases there are."""
    release = StoredRelease("a", "a.txt", DAY, "Titel", "Een.", ())
    for number in range(3):
        value = json.loads("".join(export_json([release] * number)))
        assert len(value["releases"]) == number


def test_an_empty_title_stays_empty_for_programs() -> None:
    """A program must be able to distinguish a missing title from a title."""
    hit = Hit(rank=1, id="a1", score=1.0, date=DAY, title="", path="a1.txt")
    assert hit_value(hit)["title"] == ""
    assert hits_csv([hit]).splitlines()[1] == "1,a1,1.0000,2024-05-17,,a1.txt"
