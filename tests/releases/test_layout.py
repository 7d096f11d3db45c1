"""The layout of a release file: date line, title, paragraphs, sub-headings, and refusals with their line."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.releases.layout import (
    HEADING_MAX_CHARS,
    FormatWarning,
    ReleaseFormatError,
    decode_release,
    find_paragraphs,
    looks_like_heading,
    parse_release,
)

SEEDS = Path(__file__).parents[2] / "seeds"


def texts(body: str) -> list[tuple[str, bool]]:
    """Return the paragraphs as (text, is_heading)."""
    return [(body[start:end], is_heading) for start, end, is_heading in find_paragraphs(body)]


def refusal_of(text: str) -> tuple[int, str]:
    """Return the line and reason of the error that ``text`` raises."""
    with pytest.raises(ReleaseFormatError) as caught:
        parse_release(text)
    return caught.value.line, caught.value.reason


def test_a_seed_has_its_title_date_and_headings() -> None:
    """The release about South Korea and Japan has eight sub-headings among seventeen paragraphs."""
    text = decode_release((SEEDS / "000_2a82c3f99f7f09b9.txt").read_bytes())
    release, warnings = parse_release(text)
    assert release.date == datetime.date(2026, 1, 20)
    assert release.title == "Tuinman in Zuid-Korea en Japan: “We moeten elkaar vasthouden”"
    assert warnings == ()
    headings = [paragraph for paragraph, is_heading in texts(release.body) if is_heading]
    assert headings == [
        "Dreiging van Noord-Korea dagelijks voelbaar",
        "Agency for Defense Development",
        "Spelregels",
        "Belang AI",
        "Kranslegging War Memorial Korea",
        "Systemen tegen drones",
        "Nadruk op het belang van samenwerking",
        "Strategisch belang van ruimtevaart",
    ]
    assert len(release.paragraphs) == 17


def test_leftovers_of_the_web_page_are_in_no_paragraph() -> None:
    """In the seed about AI no paragraph contains 'Vergroot afbeelding', but the body does."""
    text = decode_release((SEEDS / "002_b80e71fcccb929ba.txt").read_bytes())
    body = parse_release(text).release.body
    assert "Vergroot afbeelding Snelle" in body
    assert any(paragraph.startswith("Snelle ontwikkeling") for paragraph, _ in texts(body))
    assert not any("Vergroot" in paragraph for paragraph, _ in texts(body))


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("date 2025-09-25 Titel\n\nTekst.", "Titel", "\nTekst."),
        (" date 2025-09-25  Titel  \r\n\r\nTekst.\r\n", "Titel", "\r\nTekst.\r\n"),
        ("\ufeff \tdate\t2025-09-25\tTwee  spaties\rTekst.", "Twee  spaties", "Tekst."),
        ("date 2025-09-25 Titel", "Titel", ""),
        ("date 2025-09-25 Titel\u2028met \x0btekens\n", "Titel\u2028met \x0btekens", ""),
    ],
)
def test_the_first_line_ends_at_the_first_line_end(text: str, title: str, body: str) -> None:
    """A byte order mark, spaces and any line end are allowed; the body is everything after it, unchanged."""
    release = parse_release(text).release
    assert (release.title, release.body) == (title, body)
    assert release.date == datetime.date(2025, 9, 25)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("\ufeff \r\n\n", "the file is empty"),
        ("Titel zonder datum\n\nTekst.", "no date line: the first line must read 'date YYYY-MM-DD title'"),
        ("\ndate 2025-09-25 Titel", "no date line: the first line must read 'date YYYY-MM-DD title'"),
        ("date\n2025-09-25 Titel", "no date line: the first line must read 'date YYYY-MM-DD title'"),
        ("date 25-9-2025 Titel", "'25-9-2025' is not a date as YYYY-MM-DD"),
        ("date 2025-09-25T10:00 Titel", "'2025-09-25T10:00' is not a date as YYYY-MM-DD"),
        ("date ٢٠٢٥-٠٩-٢٥ Titel", "'٢٠٢٥-٠٩-٢٥' is not a date as YYYY-MM-DD"),
        ("date \x1b[31m Titel", r"'\x1b[31m' is not a date as YYYY-MM-DD"),
        ("date 2025-02-30 Titel", "2025-02-30 is not a day that exists"),
        ("date 0000-01-01 Titel", "0000-01-01 is not a day that exists"),
    ],
)
def test_a_wrong_first_line_is_refused(text: str, reason: str) -> None:
    """Each mistake in the first line has its own sentence."""
    assert refusal_of(text) == (1, reason)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_nul_byte_is_refused_with_its_line(end: str) -> None:
    """The line is the one that an editor shows, for each kind of line end."""
    text = end.join(["date 2025-09-25 Titel", "", "Een", "Tw\0ee"])
    assert refusal_of(text) == (4, "contains a NUL byte, so it is not text")


def test_a_missing_title_or_text_is_a_warning() -> None:
    """The release is kept."""
    release, warnings = parse_release("date 2025-09-25 \n\nVergroot afbeelding\n")
    assert (release.title, release.paragraphs) == ("", ())
    assert warnings == (
        FormatWarning(1, "no title after the date"),
        FormatWarning(1, "no text below the title"),
    )


def test_bytes_that_are_not_utf8_are_refused_with_their_line() -> None:
    """The line is that of the first invalid byte; UTF-16 is named."""
    with pytest.raises(ReleaseFormatError) as caught:
        decode_release("date 2025-09-25 Titel\r\n\r\nOekraïne\r\n".encode("latin-1"))
    assert (caught.value.line, caught.value.reason) == (3, "not UTF-8: invalid byte 0xEF")
    with pytest.raises(ReleaseFormatError, match="UTF-16"):
        decode_release("date 2025-09-25 Titel".encode("utf-16"))


def test_paragraphs_are_divided_by_blank_lines() -> None:
    """A line of spaces is blank too, with any line end; a single line end divides nothing."""
    body = "\r\n een \r\nregel\r\n \t\r\n\r\ntwee\r \rdrie\n\u00a0\nvier\x0b\x85\n"
    assert [text for text, _ in texts(body)] == ["een \r\nregel", "twee", "drie", "vier"]


def test_leftovers_are_skipped_only_at_the_start_of_a_paragraph() -> None:
    """They may repeat, contain a line end, or be the whole paragraph; elsewhere they are text."""
    body = (
        "Vergroot afbeelding\n\nVergroot\u00a0afbeelding Vergroot afbeelding\nTekst.\n\n"
        "De Vergroot afbeelding blijft.\n\nVergroot afbeeldingen blijft."
    )
    assert [text for text, _ in texts(body)] == [
        "Tekst.",
        "De Vergroot afbeelding blijft.",
        "Vergroot afbeeldingen blijft.",
    ]


@pytest.mark.parametrize(
    ("paragraph", "is_heading"),
    [
        ("Belang AI", True),
        ("“We moeten elkaar vasthouden”", True),
        ("Zr.Ms. De Ruyter (F804)", True),
        ("2 procent", True),
        ("Nederland maakt zich sterk voor internationale diplomatie over AI in het militaire domein", True),
        ("Wat nu?", False),
        ("“Wat nu?”", False),
        ("(Dat is alles.)", False),
        ("De aanbevelingen:", False),
        ("Gelet op artikel 3,", False),
        ("En toen…", False),
        ("- drones", False),
        ("• drones", False),
        ("1. drones", False),
        ("b) drones", False),
        ("twee\nregels", False),
        ("* * *", False),
        ("2013", False),
        ("a" * HEADING_MAX_CHARS, True),
        ("a" * (HEADING_MAX_CHARS + 1), False),
    ],
)
def test_a_heading_is_one_short_line_without_end_mark(paragraph: str, is_heading: bool) -> None:
    """End marks also count inside quotes and brackets; list items and ornaments are not headings."""
    assert looks_like_heading(paragraph) is is_heading


def test_the_last_paragraph_is_never_a_heading() -> None:
    """A heading needs a paragraph after it."""
    assert texts("Kop\n\nKop\n\nSlot\n\nVergroot afbeelding\n") == [
        ("Kop", True),
        ("Kop", True),
        ("Slot", False),
    ]


WHITE = ["\n", "\r\n", "\r", " ", "\u00a0", "\t", "\x0b", "\u2028"]
INK = [
    "Vergroot afbeelding",
    "Vergroot",
    "Kop",
    "Zin.",
    "ë",
    "🛩️",
    "e\u0301",
    "- a",
    "1. b",
    "\ufeff",
    "x" * 120,
    "”",
]
SCRAPS = st.lists(st.sampled_from(WHITE) | st.sampled_from(INK), max_size=30).map("".join)


def plain_paragraphs(body: str) -> list[str]:
    """Return the texts of the paragraphs, found line by line."""
    paragraphs: list[str] = []
    current = ""
    for line in [*re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", body), ""]:
        if line.strip():
            current += line
            continue
        text = current.strip()
        while match := re.match(r"Vergroot\s+afbeelding(?!\w)", text):
            text = text[match.end() :].lstrip()
        if text:
            paragraphs.append(text)
        current = ""
    return paragraphs


@given(SCRAPS)
def test_paragraphs_equal_those_found_line_by_line(body: str) -> None:
    """The spans are in order, do not overlap, and contain the texts of the plain version."""
    paragraphs = find_paragraphs(body)
    assert [body[start:end] for start, end, _ in paragraphs] == plain_paragraphs(body)
    edges = [offset for start, end, _ in paragraphs for offset in (start, end)]
    assert edges == sorted(edges)
    for start, end, is_heading in paragraphs:
        last = (start, end) == paragraphs[-1][:2]
        assert is_heading == (not last and looks_like_heading(body[start:end]))


@settings(max_examples=300)
@given(st.one_of(st.binary(), SCRAPS.map(lambda body: f"date 2025-01-31 {body}".encode())))
def test_any_bytes_are_a_release_or_a_format_error(data: bytes) -> None:
    """No other error is raised, and the line of the error exists in the file."""
    try:
        body: str | None = parse_release(decode_release(data)).release.body
        line = 1
    except ReleaseFormatError as error:
        body, line = None, error.line
    assert 1 <= line <= len(re.split(rb"\r\n|\r|\n", data))
    assert body is None or data.decode().endswith(body)
