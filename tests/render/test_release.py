"""One release for reading, its raw text, and its citation."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.archive import find_paragraphs

from defsearch.dates.period import Period, Unit, whole
from defsearch.index.doc_store import StoredRelease
from defsearch.releases.release import DateSource, Paragraph
from defsearch.render.hits import hit_lines, similar_lines
from defsearch.render.release import citation_lines, raw_lines, release_lines
from defsearch.render.text import MATCH, Screen
from defsearch.search.results import Hit, ReleaseMatches, SearchRequest, SearchResult

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = whole(Unit.DAY, datetime.date(2024, 5, 17))


def release(title: str, body: str = "Tekst.") -> StoredRelease:
    """Return a release with this title and body."""
    paragraphs = (Paragraph(0, len(body), is_heading=False),)
    return StoredRelease(id="a1", path="a1.txt", date=DAY, title=title, body=body, paragraphs=paragraphs)


@pytest.mark.parametrize("title", ["", " "])
def test_an_empty_title_is_shown_as_untitled(title: str) -> None:
    """In hits, in similar releases and in ``show``."""
    screen = Screen()
    hit = Hit(rank=1, id="a1", score=1.0, date=DAY, title=title, path="a1.txt")
    found = SearchResult(request=SearchRequest(), total=1, hits=(hit,), first=DAY, last=DAY)
    assert " 1. 2024-05-17  (untitled)  a1" in list(hit_lines(found, screen))
    assert next(similar_lines(release(title), found, screen)) == "similar to 2024-05-17 (untitled)"
    assert next(release_lines(release(title), ReleaseMatches(), screen)) == "(untitled)"


def test_raw_text_has_the_lines_of_the_file() -> None:
    """A form feed and a line separator are characters of a line; they do not end it."""
    body = "a\x0cb\u2028c\x85d\r\n\r\ne\rf\ng"
    assert list(raw_lines(body + "\n")) == list(raw_lines(body))
    assert list(raw_lines(body)) == [
        "a␌b\\u2028c\\x85d",
        "",
        "e",
        "f",
        "g",
    ]


@given(st.text("a \n", max_size=40), st.sets(st.integers(0, 40)).map(sorted))
def test_matches_are_clipped_to_paragraphs(body: str, cuts: list[int]) -> None:
    """A match across the border of two paragraphs is highlighted in both."""
    paragraphs = find_paragraphs(body)
    cuts = [cut for cut in cuts if cut <= len(body)]
    matches = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    shown = StoredRelease(id="a1", path="a1.txt", date=DAY, title="T", body=body, paragraphs=paragraphs)
    _, _, *lines = release_lines(shown, ReleaseMatches(body=matches), Screen(colour=True))
    highlighted = "".join(re.findall(rf"\x1b\[{MATCH}m(.*?)\x1b\[0m", "".join(lines)))
    in_paragraphs = {at for start, end, _ in paragraphs for at in range(start, end)}
    wanted = [body[at] for start, end in matches for at in range(start, end) if at in in_paragraphs]
    assert highlighted.count("a") == wanted.count("a")


class CountingSpans(tuple[tuple[int, int], ...]):
    """Matches that count how often one of them is read."""

    seen = 0

    def __getitem__(self, at: Any) -> Any:
        """Count one read."""
        CountingSpans.seen += 1
        return super().__getitem__(at)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Count a read of every match."""
        CountingSpans.seen += len(self)
        return super().__iter__()


def test_matches_are_found_by_bisection() -> None:
    """Reading all matches for each paragraph took 14 seconds for 20,000 paragraphs."""
    count = 1000
    body = "tank\n\n" * count
    matches = CountingSpans((at, at + 4) for at in range(0, 6 * count, 6))
    shown = StoredRelease(
        id="a1", path="a1.txt", date=DAY, title="T", body=body, paragraphs=find_paragraphs(body)
    )
    assert len(list(release_lines(shown, ReleaseMatches(body=matches), Screen()))) == 2 + 2 * count
    assert CountingSpans.seen < 50 * count


def cited_release(title: str, id_: str = "2024/mei/017") -> StoredRelease:
    """Return a release with this title and id."""
    return StoredRelease(id=id_, path=f"{id_}.txt", date=DAY, title=title, body="", paragraphs=())


def test_a_citation_is_a_dutch_line_and_a_bibtex_entry() -> None:
    """In BibTeX special characters are escaped and capitals protected; a publisher is named where one is known."""
    cited = cited_release("Kosten & baten: 100% F-35_A")
    lines = list(citation_lines(cited, "Ministerie van Defensie"))
    assert lines[0] == (
        "Ministerie van Defensie, ‘Kosten & baten: 100% F-35_A’, persbericht, 17 mei 2024 (2024/mei/017)."
    )
    assert lines[2].startswith("@misc{persbericht-2024-mei-017-")
    assert lines[3:] == [
        "  author       = {{Ministerie van Defensie}},",
        r"  title        = {{Kosten \& baten: 100\% F-35\_A}},",
        "  howpublished = {Persbericht},",
        "  date         = {2024-05-17},",
        "  year         = {2024},",
        "  langid       = {dutch},",
        "  note         = {2024/mei/017}",
        "}",
    ]
    anonymous = list(citation_lines(cited))
    assert anonymous[0].startswith("‘Kosten")
    assert not any("author" in line for line in anonymous)


@pytest.mark.parametrize(
    ("date", "in_line", "in_bibtex"),
    [
        (
            whole(Unit.MONTH, datetime.date(2024, 5, 1)),
            "mei 2024",
            ["  date         = {2024-05},", "  year         = {2024},"],
        ),
        (
            whole(Unit.YEAR, datetime.date(2024, 1, 1)),
            "2024",
            ["  date         = {2024},", "  year         = {2024},"],
        ),
        (None, "z.d.", []),
    ],
)
def test_a_citation_says_what_is_known_of_the_date(
    date: Period | None, in_line: str, in_bibtex: list[str]
) -> None:
    """A month, a year, or nothing."""
    line, *entry = citation_lines(cited_release("Titel")._replace(date=date, url="https://example.org/a"))
    assert line == f"‘Titel’, persbericht, {in_line} (2024/mei/017, https://example.org/a)."
    assert [one for one in entry if one.startswith(("  date", "  year"))] == in_bibtex
    assert "  url          = {https://example.org/a}," in entry


def test_no_two_releases_have_the_same_key() -> None:
    """Ids that differ only in signs or accents have keys that differ."""
    ids = ["2024/mei/017", "2024-mei-017", "2024_mei_017", "é", "ü", "a b", "a-b", "", "-"]
    keys = {
        next(line for line in citation_lines(cited_release("T", id_)) if line.startswith("@")) for id_ in ids
    }
    assert len(keys) == len(ids)


@pytest.mark.parametrize(
    ("date", "source", "shown"),
    [
        (DAY, DateSource.HEADER, "Friday 17 May 2024  a1"),
        (whole(Unit.MONTH, datetime.date(2024, 5, 1)), DateSource.PATH, "May 2024 (from the path)  a1"),
        (
            whole(Unit.YEAR, datetime.date(2024, 1, 1)),
            DateSource.LINE,
            "2024 (from a date line in the text)  a1",
        ),
        (None, None, "undated  a1"),
    ],
)
def test_a_release_shows_its_date_and_where_it_is_from(
    date: Period | None, source: DateSource | None, shown: str
) -> None:
    """The header is not mentioned; an address has a line of its own, a derived title its mark."""
    one = release("Titel")._replace(
        date=date, date_source=source, url="https://example.org", title_is_derived=True
    )
    lines = list(release_lines(one, ReleaseMatches(), Screen()))
    assert lines[:3] == ["Titel (first sentence)", shown, "https://example.org"]


def test_an_empty_title_is_cited_as_zonder_titel() -> None:
    """In the line and in BibTeX."""
    lines = list(citation_lines(cited_release(" ")))
    assert lines[0] == "(zonder titel), persbericht, 17 mei 2024 (2024/mei/017)."
    assert "  title        = {{(zonder titel)}}," in lines


@example("Een } haak", "{a")
@given(st.text(max_size=30), st.text(max_size=10))
def test_braces_in_bibtex_are_balanced(title: str, id_: str) -> None:
    """For any title and id; BibTeX counts braces after a backslash too."""
    _, *entry = "\n".join(citation_lines(cited_release(title, id_))).split("@misc")
    depth = 0
    for char in "".join(entry):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0
