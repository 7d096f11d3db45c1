"""One release as it is read: with a title or without, laid out or as it stands."""

from __future__ import annotations

import datetime

import pytest

from defsearch.releases.release import Paragraph
from defsearch.render.hits import hit_lines, similar_lines
from defsearch.render.machine import hit_value, hits_csv
from defsearch.render.reading import raw_lines, release_lines
from defsearch.render.screen import Screen
from defsearch.search.request import Hit, SearchRequest, SearchResult
from defsearch.search.values import ReleaseMatches, StoredRelease

DAY = datetime.date(2024, 5, 17)


def release(title: str, body: str = "Tekst.") -> StoredRelease:
    """A release with this title and body."""
    paragraphs = (Paragraph(0, len(body), is_heading=False),)
    return StoredRelease(id="a1", path="a1.txt", date=DAY, title=title, body=body, paragraphs=paragraphs)


@pytest.mark.parametrize("title", ["", " "])
def test_a_release_without_a_title_is_shown_as_untitled(title: str) -> None:
    """The README promised it, but hits and ``show`` had an empty place there."""
    screen = Screen()
    hit = Hit(rank=1, id="a1", score=1.0, date=DAY, title=title, path="a1.txt")
    found = SearchResult(request=SearchRequest(), total=1, hits=(hit,), first=DAY, last=DAY)
    assert " 1. 2024-05-17  (untitled)  a1" in list(hit_lines(found, screen))
    assert next(similar_lines(release(title), found, screen)) == "like 2024-05-17 (untitled)"
    assert next(release_lines(release(title), ReleaseMatches(), screen)) == "(untitled)"


def test_programs_get_the_empty_title() -> None:
    """What stands in for it is for people: a program must be able to tell it from a title."""
    hit = Hit(rank=1, id="a1", score=1.0, date=DAY, title="", path="a1.txt")
    assert hit_value(hit)["title"] == ""
    assert hits_csv([hit]).splitlines()[1] == "1,a1,1.0000,2024-05-17,,a1.txt"


def test_raw_text_has_the_lines_of_its_file() -> None:
    """A form feed and a line separator once ended a line, though a release has them inside one."""
    body = "a\x0cb\u2028c\x85d\r\n\r\ne\rf\ng"
    assert list(raw_lines(release("Titel", body + "\n"))) == list(raw_lines(release("Titel", body)))
    assert list(raw_lines(release("Titel", body))) == [
        "date 2024-05-17 Titel",
        "a␌b\\u2028c\\x85d",
        "",
        "e",
        "f",
        "g",
    ]
