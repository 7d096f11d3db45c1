"""An article in the release format: the reader reads back what was written, from any export and any field."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from defsearch.convert.article import (
    Article,
    Refusal,
    clean,
    file_stem,
    one_line,
    read_published,
    release_text,
)
from defsearch.convert.records import json_line_records, read_record
from defsearch.dates.period import Period, Unit, whole
from defsearch.index.doc_store import StoredRelease
from defsearch.releases.layout import decode_release, parse_release
from defsearch.render.formats import export_line

if TYPE_CHECKING:
    from defsearch.releases.release import Release

STAND_INS = sorted((Path(__file__).parents[1] / "archive" / "pages").rglob("*.txt"))
DAY = whole(Unit.DAY, datetime.date(2024, 5, 14))
MONTH = whole(Unit.MONTH, datetime.date(2024, 5, 1))
YEAR = whole(Unit.YEAR, datetime.date(2019, 1, 1))
TEXT = "De bemanning oefende een week lang met drones boven de Noordzee."

pieces = st.sampled_from([
    "Wat verandert er?", "Oefening op zee", TEXT, "- een\n- twee", "een\ntwee", "Eerste regel\r\ntweede regel.", "12",
    "Nieuwsbericht | 14-05-2024 | 16:03", "mei 2024", "Foto: Mediacentrum", "Vergroot afbeelding", "Deel deze pagina",
    f"Vergroot afbeelding Foto: Mediacentrum Defensie {'lang ' * 50}", "url https://voorbeeld.nl", "Meer informatie",
    " ingesprongen", "Den Haag", "MV", "Zie ook", "title x",
]) | st.text(st.sampled_from("aB .:?\n\r\t•-1\x0b\u2028\ufeff\u00a0é"), min_size=1, max_size=12)  # fmt: skip
headers = st.sampled_from([
    "", " date 2024-05-14 Titel", " date 2024-05\n", " date undated Titel van iets\n", " date 2024-13 Onmogelijk\n",
    " date 2019 Dit is een zin. Nog een.", "date 2024-05-14\n url https://voorbeeld.nl\n", "\ufeff date 2019 12 boten",
    " date 2024-05 A\n url https://voorbeeld.nl\n title Een  zin. Nog een.\n", " date 2024-05 14 schepen varen uit\n",
])  # fmt: skip
release_files = st.tuples(
    headers, st.lists(pieces, max_size=5), st.sampled_from(["\n\n", "\n", "\r\n\r\n"])
).map(lambda made: made[0] + made[2] + made[2].join(made[1]))


def exported(release: Release) -> str:
    """Return the line of a release in an export."""
    stored = StoredRelease(
        id="x",
        path="x.txt",
        date=release.date,
        date_source=release.date_source,
        title=release.title,
        title_is_derived=release.title_is_derived,
        url=release.url,
        body=release.body,
        paragraphs=release.paragraphs,
    )
    return export_line(stored)


def values(release: Release) -> object:
    """Return what a release that was exported and converted must keep."""
    return release._replace(date_source=None)


def converted(line: str) -> Release:
    """Return the release that an exported line becomes, read from the file that is written for it."""
    [(_, record)] = json_line_records(line.encode())
    assert isinstance(record, dict)
    article = read_record(record, {})
    text = release_text(article)
    return parse_release(text, file_stem(article, text)).release


@given(release_files.filter(str.strip))
@example(" date 2024-05 14 schepen varen uit\n\nTekst van het bericht.\n")
@example(" date 2024-05-14 Titel\n\nFoto: Mediacentrum\n\neen\ntwee")
@example("\nEerste regel\r\ntweede regel.\n1\n\nZie ook")
@example(f" date 2024-05-14 Titel\n\n{TEXT}\n\nVergroot afbeelding {'lang ' * 49}© Defensie")
def test_an_exported_release_comes_back(text: str) -> None:
    """Its date, title, headings, body and address are the same, and so is whether the title is derived."""
    release = parse_release(text).release
    assert values(converted(exported(release))) == values(release)


@pytest.mark.parametrize("file", STAND_INS, ids=lambda file: file.stem)
def test_stand_ins_come_back(file: Path) -> None:
    """So do texts as people have them."""
    release = parse_release(decode_release(file.read_bytes())[0]).release
    assert values(converted(exported(release))) == values(release)


@given(
    st.sampled_from([None, DAY, MONTH, YEAR]),
    st.text(max_size=60) | pieces,
    st.lists(pieces | st.text(max_size=40), max_size=4).map("\n\n".join),
)
def test_output_parses_without_warnings(date: Period | None, title: str, body: str) -> None:
    """Whatever the fields contain: their date, or one in it from a line of the text; their title; some text."""
    article = Article(date, clean(one_line(title)), clean(body))
    try:
        text = release_text(article)
    except Refusal:
        return  # nothing but furniture
    release, warnings = parse_release(text, file_stem(article, text))
    assert warnings == ()
    assert release.date == date or (date and release.date and date.intersect(release.date) == release.date)
    assert not article.title or (release.title, release.title_is_derived) == (article.title, False)


@pytest.mark.parametrize(
    ("title", "date", "stem"),
    [
        ("Marine oefent: 'drones' boven Curaçao", DAY, "2024/05/2024-05-14-marine-oefent-drones-boven-curacao"),
        ("14 daagse oefening", MONTH, "2024/05/2024-05-_14-daagse-oefening"),
        ("../../etc/passwd", None, "undated/etc-passwd"),
        ("…", YEAR, "2019/2019-release"),
        ("lang " * 40, DAY, "2024/05/2024-05-14-" + "-".join(["lang"] * 12)),
    ],
)  # fmt: skip
def test_the_path_of_a_release_names_its_date_and_title(title: str, date: Period | None, stem: str) -> None:
    """It is safe as a path, and it does not name a date that the release does not have."""
    assert file_stem(Article(date, title, TEXT), "") == stem


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-20", "2026-01-20"),
        ("20-1-2026 0:00", "2026-01-20"),
        ("20 januari 2026", "2026-01-20"),
        ("2026-01-20T10:00:00+01:00", "2026-01-20"),
        ("2026-01-19T23:00:00Z", "2026-01-20"),
        ("2026-01-19T23:00:00.000Z", "2026-01-20"),
        ("2026-07-19 22:30:00 +00:00", "2026-07-20"),
        ("Mon, 19 Jan 2026 23:30:00 GMT", "2026-01-20"),
        ("Mon, 19 Jan 2026 23:30:00 +0100", "2026-01-19"),
        ("mei 2024", "2024-05"),
        ("2019", "2019"),
        ("31-2-2024", None),
        ("gisteren", None),
        ("", None),
    ],
)
def test_dates_of_fields(text: str, day: str | None) -> None:
    """A clock in UTC is moved to Dutch time; a local clock is not."""
    date = read_published(text)
    assert (date and date.iso()) == day


def test_json_keeps_odd_characters() -> None:
    """A lone surrogate and a NUL byte do not stop a conversion."""
    line = json.dumps({"title": "a\ud800\0b", "date": "2024", "text": TEXT})
    assert converted(line).title == "a?b"


@pytest.mark.parametrize("body", ["", "Foto: Mediacentrum", "Deel deze pagina", "14 mei 2024"])
def test_an_article_without_text_is_refused(body: str) -> None:
    """What is left of a page is no text."""
    with pytest.raises(Refusal, match="no text"):
        release_text(Article(DAY, "Een titel van iets", body))
