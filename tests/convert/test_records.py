"""Records to articles: JSON, JSON Lines, CSV and TSV, as people have them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from defsearch.convert.article import Article, Refusal
from defsearch.convert.records import (
    json_line_records,
    json_records,
    parse_fields,
    read_record,
    table_records,
)
from defsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from defsearch.convert.records import Record

RECORD = {"titel": "Marine oefent", "datum": "14-5-2024", "tekst": "De bemanning oefende."}


def articles(records: Iterable[Record], **fields: str) -> list[tuple[object, ...]]:
    """Return (line, date, title, body) of each article; (line, reason) where there is none."""
    made: list[tuple[object, ...]] = []
    for line, record in records:
        try:
            if isinstance(record, Refusal):
                raise record
            article = read_record(record, fields)
            made.append((line, article.date and article.date.iso(), article.title, article.body))
        except Refusal as refusal:
            made.append((line, refusal.reason))
    return made


@pytest.mark.parametrize(
    "shape", [[RECORD], {"items": [RECORD]}, {"version": 1, "results": [RECORD]}, RECORD]
)
def test_json_in_its_usual_shapes(shape: object) -> None:
    """A list, an object with a list, one object."""
    data = json.dumps(shape).encode()
    assert articles(json_records(data)) == [(1, "2024-05-14", "Marine oefent", "De bemanning oefende.")]


@pytest.mark.parametrize(
    "data",
    [
        b"title,date,text\nMarine oefent,2024-05-14,De bemanning oefende.\n",
        b"\xef\xbb\xbftitel;datum;tekst\r\nMarine oefent;14-5-2024;De bemanning oefende.\r\n",
        b"sep=;\r\nKop;Datum;Tekst\r\nMarine oefent;14-05-2024 0:00;De bemanning oefende.\r\n",
        b"Title\tPubDate\tBody\nMarine oefent\tTue, 14 May 2024 10:00:00 +0200\tDe bemanning oefende.\n",
        "kop\tdatum\ttekst\r\nMarine oefent\t14 mei 2024\tDe bemanning oefende.\r\n".encode("utf-16"),
        b'"kop","datum","description"\n"Marine oefent","2024-05-14","<p>De <b>bemanning</b> oefende.</p>"\n',
    ],
)
def test_tables_in_their_usual_forms(data: bytes) -> None:
    """With any delimiter, byte order mark, encoding and usual names."""
    assert [row[1:] for row in articles(table_records(data))] == [
        ("2024-05-14", "Marine oefent", "De bemanning oefende.")
    ]


def test_a_table_with_line_ends_in_its_fields() -> None:
    """The line of a record is where it begins; bytes of Windows-1252 are read; one bad record stops no other."""
    data = b'kop;datum;tekst\r\nEen;2024;"regel \xe9\xe9n\r\n\r\nregel twee"\r\n;;\r\n'
    data += b"Twee;31-2-2024;x\r\nDrie;;\r\nVier;;y\r\n"
    assert articles(table_records(data)) == [
        (2, "2024", "Een", "regel één\r\n\r\nregel twee"),
        (6, "its date cannot be read: '31-2-2024'"),
        (7, "no text"),
        (8, None, "Vier", "y"),
    ]


def test_json_lines_stop_at_no_bad_line() -> None:
    """Each bad line has its reason."""
    data = b"\n".join([json.dumps(RECORD).encode(), b"", b"{", b"[1]", b'{"titel": "x"}', b"[" * 100_000])
    assert articles(json_line_records(data)) == [
        (1, "2024-05-14", "Marine oefent", "De bemanning oefende."),
        (3, "not JSON: Expecting property name enclosed in double quotes in column 2"),
        (4, "not an object"),
        (5, "no column date: name it with --fields date=COLUMN (there are: titel)"),
        (6, "not JSON: nested too deeply"),
    ]


def test_the_whole_file_is_refused_if_it_is_no_json() -> None:
    """With the line of the error."""
    with pytest.raises(Refusal) as caught:
        list(json_records(b"[\n{]"))
    assert (caught.value.line, caught.value.reason[:9]) == (2, "not JSON:")


def test_fields_name_columns() -> None:
    """They win over the usual names; a column that is missing is an error."""
    record = {
        "title": "weg",
        "Onderwerp": "Marine oefent",
        "verschenen": "2024-05",
        "date": "2019",
        "x": "Tekst.",
    }
    fields = parse_fields("title=onderwerp, date=verschenen,text=x")
    assert articles([(1, record)], **fields) == [(1, "2024-05", "Marine oefent", "Tekst.")]
    [(_, reason)] = articles([(1, record)], title="kop", text="x")
    assert reason == (
        "no column kop: name it with --fields title=COLUMN (there are: title, onderwerp, verschenen, date, x)"
    )


@pytest.mark.parametrize("text", ["title", "title=", "kop=x", "=x"])
def test_fields_that_cannot_be_read(text: str) -> None:
    """The form is in the advice."""
    with pytest.raises(UsageError) as caught:
        parse_fields(text)
    assert caught.value.hint == "Write it as: title=COLUMN,date=COLUMN,text=COLUMN,url=COLUMN"


def test_lists_and_objects_are_read_as_blocks() -> None:
    """As the open data of the government had them."""
    content = [
        {"paragraphtitle": "Kop", "paragraph": "<p>Een.</p><p>Twee.</p>"},
        {"paragraphtitle": "", "paragraph": "<p>Drie.</p>"},
    ]
    record = {
        "title": "T &amp; U",
        "frontenddate": "2024-05-14T08:00:00.000Z",
        "content": content,
        "canonical": "https://voorbeeld.nl",
    }
    article = read_record(record, {})
    assert article == Article(article.date, "T & U", "Kop\n\nEen.\n\nTwee.\n\nDrie.", "https://voorbeeld.nl")


@pytest.mark.parametrize(
    ("title", "kept"),
    [("De vloot vaart uit.", ""), ("De vloot", "De vloot"), ("De vloot vaart uit", "De vloot vaart uit")],
)
def test_a_title_that_repeats_the_first_sentence_is_derived(title: str, kept: str) -> None:
    """A title that only begins like the text is a title of its own."""
    text = "De vloot vaart uit. Dat duurt een week.\n\nDaarna keert zij terug."
    assert read_record({"title": title, "date": "2024", "text": text}, {}).title == kept
