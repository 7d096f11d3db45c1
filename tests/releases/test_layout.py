"""The layout of a release: header, date, title, blocks and sub-headings; nothing refused, nothing lost."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from defsearch.dates.period import Period, Unit, whole
from defsearch.releases.layout import (
    HEADING_MAX_CHARS,
    NO_DATE,
    Flaw,
    ReleaseFormatError,
    decode_release,
    parse_release,
    reads_as_heading,
    reads_as_title,
)
from defsearch.releases.release import DateSource, Release

SEEDS = Path(__file__).parents[2] / "seeds"
LEAD = "De eerste toestellen zijn geland. Omwonenden hoorden ze niet."
LONG_TEXT = "De bemanning oefende een week lang met drones boven de Noordzee. Daarna voer het schip terug."


def parsed(text: str, id_: str = "") -> Release:
    """Return the release in ``text``."""
    return parse_release(text, id_).release


def blocks(release: Release) -> list[tuple[str, bool]]:
    """Return the paragraphs as (text, is_heading)."""
    return [(release.body[start:end], is_heading) for start, end, is_heading in release.paragraphs]


def texts(*parts: str) -> list[tuple[str, bool]]:
    """Return the paragraphs of a release with these blocks below its title."""
    return blocks(parsed("\n\n".join(["date 2025-09-25 Een titel van een bericht", *parts])))


def test_a_seed_has_its_title_date_and_headings() -> None:
    """The release about South Korea and Japan has eight sub-headings among seventeen paragraphs."""
    text, flaw = decode_release((SEEDS / "000_2a82c3f99f7f09b9.txt").read_bytes())
    release, warnings = parse_release(text)
    assert (release.date, release.date_source) == (day(2026, 1, 20), DateSource.HEADER)
    assert release.title == "Tuinman in Zuid-Korea en Japan: “We moeten elkaar vasthouden”"
    assert (flaw, warnings) == (None, ())
    assert [text for text, is_heading in blocks(release) if is_heading] == [
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


def test_text_after_a_leftover_is_kept() -> None:
    """In the seed about AI a long paragraph follows 'Vergroot afbeelding' on the same line."""
    text, _ = decode_release((SEEDS / "002_b80e71fcccb929ba.txt").read_bytes())
    release = parsed(text)
    assert any(text.startswith("Snelle ontwikkeling") for text, _ in blocks(release))
    assert "Vergroot" not in release.body


def day(year: int, month: int, number: int) -> Period:
    """Return a day as a period."""
    return whole(Unit.DAY, datetime.date(year, month, number))


@pytest.mark.parametrize(
    ("header", "date"),
    [
        ("date 2025-09-25 ", day(2025, 9, 25)),
        (" date 2025-09 ", whole(Unit.MONTH, datetime.date(2025, 9, 1))),
        ("\ufeffdate\t2019 ", whole(Unit.YEAR, datetime.date(2019, 1, 1))),
        ("date 25-9-2025 ", day(2025, 9, 25)),
        ("date 25 september 2025 ", day(2025, 9, 25)),
        ("date september 2025 ", whole(Unit.MONTH, datetime.date(2025, 9, 1))),
        ("date undated ", None),
    ],
)
def test_the_date_in_the_header_is_a_day_a_month_or_a_year(header: str, date: Period | None) -> None:
    """Or undated; what follows is the title."""
    release = parsed(f"{header}Schip vaart uit\n\n{LONG_TEXT}")
    assert (release.date, release.title, release.body) == (date, "Schip vaart uit", LONG_TEXT)


def test_a_release_that_says_it_is_undated_gives_no_warning() -> None:
    """One without a header does."""
    assert parse_release(f"date undated Schip vaart uit\n\n{LONG_TEXT}")[1] == ()
    assert [flaw.reason for flaw in parse_release(f"Schip vaart uit\n\n{LONG_TEXT}")[1]] == [NO_DATE]


@pytest.mark.parametrize("typed", ["2025-02-30", "2025-13", "0000", "31-31-2025", "9999-99-99"])
def test_an_impossible_date_is_a_warning(typed: str) -> None:
    """The release is kept, undated."""
    release, warnings = parse_release(f"date {typed} Schip vaart uit\n\n{LONG_TEXT}")
    assert (release.date, release.title) == (None, "Schip vaart uit")
    assert [flaw.reason for flaw in warnings] == ["the date in the header is impossible", NO_DATE]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Nieuwsbericht | 14-09-2022 | 16:03", day(2022, 9, 14)),
        ("12 april 2023 14:05", day(2023, 4, 12)),
        ("Gepubliceerd op: 7-3-2017", day(2017, 3, 7)),
        ("Den Haag, 9 november 2024", day(2024, 11, 9)),
        ("woensdag 3 september 2025 om 11:20 uur", day(2025, 9, 3)),
        ("mei 2024", whole(Unit.MONTH, datetime.date(2024, 5, 1))),
    ],
)
def test_a_line_near_the_top_that_says_only_a_date_is_the_date(line: str, date: Period) -> None:
    """Above or below the title; it is no text."""
    for text in (f"Schip vaart uit\n\n{line}\n\n{LONG_TEXT}", f"{line}\n\nSchip vaart uit\n\n{LONG_TEXT}"):
        release = parsed(text)
        assert (release.date, release.date_source) == (date, DateSource.LINE)
        assert (release.title, release.body) == ("Schip vaart uit", LONG_TEXT)


@pytest.mark.parametrize(
    "line", ["Aanvang 11.32 uur.", "Op 3 mei 2024 vertrok het schip.", "gisteren", "2 mei"]
)
def test_a_line_that_says_more_than_a_date_is_text(line: str) -> None:
    """So is one without a year."""
    release = parsed(f"Schip vaart uit\n\n{line}\n\n{LONG_TEXT}")
    assert release.date is None
    assert line in release.body


@pytest.mark.parametrize(
    ("id_", "date"),
    [
        ("2024/05/14/017", day(2024, 5, 14)),
        ("2024-05-14_schip", day(2024, 5, 14)),
        ("archief/20240514-schip", day(2024, 5, 14)),
        ("2024/05/schip", whole(Unit.MONTH, datetime.date(2024, 5, 1))),
        ("2019/schip", whole(Unit.YEAR, datetime.date(2019, 1, 1))),
        ("2024/13/45/schip", whole(Unit.YEAR, datetime.date(2024, 1, 1))),
        ("000_2a82c3f99f7f09b9", None),
        ("4 schepen", None),
    ],
)
def test_the_path_is_the_date_when_the_text_has_none(id_: str, date: Period | None) -> None:
    """A path that spells an impossible day says what is left of it."""
    release = parsed(f"Schip vaart uit\n\n{LONG_TEXT}", id_)
    assert release.date == date
    assert release.date_source == (None if date is None else DateSource.PATH)


def test_a_month_is_completed_to_the_day_where_both_agree() -> None:
    """By a date line or by the path; another month changes nothing."""
    text = f"date 2024-05 Schip vaart uit\n\n{LONG_TEXT}"
    assert parsed(text, "2024/05/14/x").date == day(2024, 5, 14)
    assert parsed(text.replace("uit\n", "uit\n\n14 mei 2024\n")).date == day(2024, 5, 14)
    assert parsed(text, "2024/06/14/x").date == whole(Unit.MONTH, datetime.date(2024, 5, 1))
    assert parsed(text, "2024/05/14/x").date_source is DateSource.HEADER


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("Defensie koopt schepen", True),
        ("‘Straaljagers landen op de vliegbasis’", True),
        ("Wat verandert er?", True),
        ("Kamp: meer geld voor munitie", True),
        ("Defensie koopt schepen.", False),
        ("Defensie koopt:", False),
        ("Defensie koopt schepen. De minister is blij", False),
        ("twee\nregels", False),
        (" • punt", False),
    ],
)
def test_a_title_is_one_line_that_is_no_running_text(text: str, is_title: bool) -> None:
    """A full stop or a colon at the end, or a second sentence, make it text."""
    assert reads_as_title(text) is is_title


def test_running_text_in_the_place_of_the_title_is_the_first_paragraph() -> None:
    """The title is derived from it: its first sentence, cut at a word."""
    release = parsed(f"date 2024-05 {LEAD}\n\n{LONG_TEXT}")
    assert (release.title, release.title_is_derived) == ("De eerste toestellen zijn geland.", True)
    assert blocks(release) == [(LEAD, False), (LONG_TEXT, False)]
    long = "Een zin die maar doorgaat " * 10 + "en dan eindigt."
    title = parsed(f"date 2024-05 {long}").title
    assert title.endswith("…")
    assert long.startswith(title[:-1])
    assert len(title) <= 101


@pytest.mark.parametrize(
    "furniture",
    [
        "Den Haag",
        "Premium Binnenland",
        "Deel dit artikel: Share App Mail Pin",
        "52 Gedeeld",
        "MV",
        "27 999 Materieelzaken",
    ],
)
def test_furniture_in_the_place_of_the_title_is_passed_over(furniture: str) -> None:
    """The next block is looked at."""
    release = parsed(f"date 2024-05 {furniture}\n\nSchip vaart uit\n\n{LONG_TEXT}")
    assert (release.title, release.body) == ("Schip vaart uit", LONG_TEXT)


def test_the_lines_of_the_header_give_the_address_and_the_title() -> None:
    """The given title stands, whatever it reads like; the text of the header is then text."""
    text = (
        f"date 2024-05-14 {LEAD}\n url https://example.org/a?b=c\n title Een zin. En nog een.\n\n{LONG_TEXT}"
    )
    release = parsed(text)
    assert (release.url, release.title) == ("https://example.org/a?b=c", "Een zin. En nog een.")
    assert not release.title_is_derived
    assert blocks(release) == [(LEAD, False), (LONG_TEXT, False)]
    assert parsed(f"Schip vaart uit\n url https://example.org\n\n{LONG_TEXT}").url is None


@pytest.mark.parametrize("text", ["", "\ufeff \r\n\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    """There is nothing to find in it."""
    with pytest.raises(ReleaseFormatError, match="the file is empty"):
        parse_release(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_nul_byte_is_refused_with_its_line(end: str) -> None:
    """The line is the one that an editor shows, for each kind of line end."""
    text = end.join(["date 2025-09-25 Titel", "", "Een", "Tw\0ee"])
    with pytest.raises(ReleaseFormatError) as caught:
        parse_release(text)
    assert (caught.value.line, caught.value.reason) == (4, "not text: it contains a NUL byte")


def test_bytes_that_are_not_utf8_are_read_as_windows_1252() -> None:
    """Only those, with a warning at the line of the first."""
    data = b"date 2025-09-25 Titel\r\n\r\nOekra" + b"\xef" + "ne – Kyïv ".encode() + b"\x80 \x81"
    text, flaw = decode_release(data)
    assert text.endswith("Oekraïne – Kyïv € \ufffd")
    assert flaw == Flaw(3, "not UTF-8: read as Windows-1252 where it is not")
    assert decode_release("één".encode())[1] is None


def test_blocks_are_divided_by_empty_lines() -> None:
    """A line of spaces is empty too, with any line end; a single line end divides nothing."""
    text = "date 2025-01-01 Een titel\r\n een \r\nregel\r\n \t\r\n\r\ntwee\r \rdrie\n\u00a0\nvier\x0b\x85\n"
    assert [block for block, _ in blocks(parsed(text))] == ["een \r\nregel", "twee", "drie", "vier"]


def test_without_empty_lines_each_line_is_a_block() -> None:
    """The items of a list stay together."""
    lines = ["Eerste alinea.", "Tweede alinea met meer.", " • een", " • twee", "Slot."]
    release = parsed("\n".join(["date 2025-01-01 Schip vaart uit", *lines]))
    assert [block for block, _ in blocks(release)] == [
        "Eerste alinea.",
        "Tweede alinea met meer.",
        "• een\n • twee",
        "Slot.",
    ]


def test_wrapped_lines_are_one_block() -> None:
    """A text without empty lines whose lines were wrapped at a width."""
    wrapped = (
        "De onderschepping verliep zonder problemen. Het squadron krijgt er dit najaar drie\n"
        "toestellen bij. De eerste toestellen zijn geland op de vliegbasis bij\n"
        "Zandhorst."
    )
    release = parsed(f"date 2025-01-01 Schip vaart uit\n{wrapped}\nBron van zorg blijft het geluid.")
    assert [block for block, _ in blocks(release)] == [wrapped, "Bron van zorg blijft het geluid."]


def test_leftovers_are_no_blocks() -> None:
    """Alternative texts, captions, credits, links below the text; text that only mentions them stays."""
    assert texts(
        "Vergroot afbeelding Een kist op de kade.\nDe hulp stopte deze week.",
        LONG_TEXT,
        "Beeld: ©ANP",
        "De Vergroot afbeelding blijft.",
        "Bron: Ministerie van Defensie",
        "Zie ook",
        "Ander nieuws van vandaag",
        "Nog een bericht",
    ) == [(LONG_TEXT, False), ("De Vergroot afbeelding blijft.", False)]


def test_a_sub_heading_after_a_section_of_links_is_kept() -> None:
    """When text follows the links, the last short block is its sub-heading."""
    assert texts(LONG_TEXT, "Lees ook", "Ander nieuws", "Vervolg van de missie", LONG_TEXT + " Slot.") == [
        (LONG_TEXT, False),
        ("Vervolg van de missie", True),
        (LONG_TEXT + " Slot.", False),
    ]


@pytest.mark.parametrize(
    ("block", "is_heading"),
    [
        ("Belang AI", True),
        ("“We moeten elkaar vasthouden”", True),
        ("Zr.Ms. De Ruyter (F804)", True),
        ("2 procent", True),
        ("eFP in Litouwen", True),
        ("Nederland maakt zich sterk voor internationale diplomatie over AI in het militaire domein", True),
        ("Wat nu?", True),
        ("“Wat nu?”", True),
        ("2. Welke taken ziet u voor de komende jaren?", True),
        ("Verdere stappen:", True),
        ("(Dat is alles.)", False),
        ("Een proef met drones begint na de zomer:", False),
        ("Gelet op artikel 3,", False),
        ("En toen…", False),
        ("- drones", False),
        ("• drones", False),
        ("1. drones", False),
        ("b) drones", False),
        ("twee\nregels", False),
        ("* * *", False),
        ("2013", False),
        ("A" * HEADING_MAX_CHARS, True),
        ("A" * (HEADING_MAX_CHARS + 1), False),
    ],
)
def test_a_heading_is_a_short_open_line_or_a_question(block: str, is_heading: bool) -> None:
    """End marks also count inside quotes and brackets; list items, numbers and ornaments are not headings."""
    assert reads_as_heading(block) is is_heading


def test_the_last_block_a_repeated_one_and_a_cell_are_no_headings() -> None:
    """A heading is followed by something, comes once, and is not between two numbers."""
    found = texts(
        "Kop", "Tekst.", "Bijschrift", "Meer tekst.", "Bijschrift", "1", "Materieel", "2.203.390", "Slot"
    )
    assert [block for block, is_heading in found if is_heading] == ["Kop"]


WHITE = ["\n", "\n\n", "\r\n\r\n", "\r", " ", "\u00a0", "\t", "\x0b", "\u2028"]
SENTENCE = "Een zin met tekst die lang genoeg is om een alinea te zijn. En dan nog een tweede zin."
INK = ["Kop", SENTENCE, "ë", "🛩️", "e\u0301", "- a", "1. b", "”", "Lees ook"]
SCRAPS = st.lists(st.sampled_from(WHITE) | st.sampled_from(INK), max_size=30).map("".join)


@example(f"Lees ook\n{SENTENCE}Kop")
@example(f"\nKop\n\n{SENTENCE}\n{SENTENCE}")
@settings(max_examples=300)
@given(SCRAPS)
def test_no_word_of_the_text_is_lost_and_every_block_is_a_slice(text: str) -> None:
    """Blocks are slices of the text in its order; every word outside furniture is in the title or the body."""
    release = parsed(f"date 2025-01-31 {text}")
    at = 0
    for block, _ in blocks(release):
        at = text.index(block, at) + len(block)
    shown = f"{release.title} {release.body}"
    assert " ".join(shown.split()).count(SENTENCE) == " ".join(text.split()).count(SENTENCE)
    assert [start for start, _, _ in release.paragraphs] == sorted(
        start for start, _, _ in release.paragraphs
    )


@settings(max_examples=300)
@given(st.one_of(st.binary(), SCRAPS.map(lambda body: f"date 2025-01-31 {body}".encode())))
def test_any_bytes_are_a_release_or_a_format_error(data: bytes) -> None:
    """No other error is raised, and the line of the error exists in the file."""
    try:
        line = max((flaw.line for flaw in parse_release(decode_release(data)[0]).warnings), default=1)
    except ReleaseFormatError as error:
        line = error.line
    assert 1 <= line <= len(re.split(rb"\r\n|\r|\n", data))
