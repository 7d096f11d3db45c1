"""Records to articles: JSON, JSON Lines, CSV and TSV, with columns that usual names or ``--fields`` find.

Not here: HTML in a field (``markup``).
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from defsearch.convert.article import Article, Refusal, clean, first_address, one_line, read_published
from defsearch.convert.markup import blocks_of_text
from defsearch.errors import UsageError
from defsearch.releases.layout import decode_release, parse_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

USUAL_NAMES = {  # the first that a record has
    "title": ("title", "titel", "kop", "headline"),
    "date": (
        *("date", "datum", "pubdate", "published", "published_at", "date_published", "datepublished"),
        *("publicatiedatum", "frontenddate", "initialdate"),
    ),
    "text": (
        *("text", "tekst", "body", "content", "content_html", "content_text", "articlebody", "inhoud"),
        "description",
    ),
    "url": ("url", "link", "canonical", "adres"),
}
_EXPORTED = "title_derived"  # a key that only defsearch's own export has
_LONGEST_FIELD = 10 * 1024 * 1024
_DELIMITERS = ",;\t|"

Record = tuple[int, "dict[str, Any] | Refusal"]  # its line or number, from 1


def parse_fields(text: str | None) -> dict[str, str]:
    """Return the columns that ``title=kop,date=datum`` names.

    Raises:
        UsageError: it does not have this form.
    """
    fields: dict[str, str] = {}
    for part in filter(None, map(str.strip, (text or "").split(","))):
        name, equals, column = map(str.strip, part.partition("="))
        if name not in USUAL_NAMES or not equals or not column:
            raise UsageError(
                f"--fields: cannot read {part!r}",
                f"Write it as: {','.join(f'{name}=COLUMN' for name in USUAL_NAMES)}",
            )
        fields[name] = column
    return fields


def json_records(data: bytes) -> Iterator[Record]:
    """Yield the records of a JSON file: a list, an object with a list, or one object."""
    try:
        value = json.loads(decode_release(data)[0].removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise _not_json(error) from None
    if isinstance(value, dict) and not _has_text(value):
        value = next((inner for inner in value.values() if _is_list_of_records(inner)), [value])
    if not isinstance(value, list):
        value = [value]
    for number, record in enumerate(value, 1):
        yield number, record if isinstance(record, dict) else Refusal("not an object")


def json_line_records(data: bytes) -> Iterator[Record]:
    """Yield the records of a JSON Lines file."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(decode_release(line)[0])
        except (ValueError, RecursionError) as error:
            yield number, _not_json(error)
            continue
        yield number, record if isinstance(record, dict) else Refusal("not an object")


def table_records(data: bytes) -> Iterator[Record]:
    """Yield the records of a CSV or TSV file; the delimiter is the one that its first line has most of."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    text = data.decode(encoding, "replace") if encoding else decode_release(data)[0].removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # written by spreadsheets
        delimiter, text = first[4], rest
    else:
        delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        names = next(rows, [])
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield line, dict(zip(names, row, strict=False))
            line = rows.line_num + 1
    except csv.Error as error:
        yield rows.line_num, Refusal(f"not a table: {error}")


def read_record(record: Mapping[str, Any], fields: Mapping[str, str]) -> Article:
    """Return the article of a record; ``fields`` names its columns where they have no usual name.

    Raises:
        Refusal: a column is missing, the date cannot be read, or there is no text.
    """
    by_name = {str(name).strip().casefold(): value for name, value in record.items()}
    columns = {name: _column(by_name, name, fields.get(name)) for name in USUAL_NAMES}
    date_text = str("" if columns["date"] is None else columns["date"]).strip()
    date = read_published(date_text) if date_text else None
    if date_text and date is None:
        raise Refusal(f"its date cannot be read: {date_text[:40]!r}")
    title = _text(columns["title"])
    address = first_address([columns["url"]])
    if _EXPORTED in by_name:  # the texts are exactly those of the release
        is_derived = str(by_name[_EXPORTED]).casefold() in ("true", "1")
        return Article(
            date,
            "" if is_derived else clean(title),
            clean(_text(columns["text"])),
            address,
            may_be_empty=True,
        )
    body = "\n\n".join(block.strip() for block in blocks_of_text(_text(columns["text"])))
    if not body.strip():
        raise Refusal("no text")
    title = one_line(" ".join(blocks_of_text(title)))
    return Article(date, "" if _is_first_sentence(title, body) else title, clean(body), address)


def _is_first_sentence(title: str, body: str) -> bool:
    """Return whether a title only repeats the first sentence of the text, as the reader would derive it."""
    if not title or title.removesuffix("…") not in body[: 2 * len(title)]:
        return False
    release = parse_release(f" date undated\n\n{clean(body)}\n").release
    return release.title_is_derived and release.title == title


def _column(by_name: Mapping[str, Any], name: str, wanted: str | None) -> Any:
    """Return the value of a column.

    Raises:
        Refusal: the record has no such column, and it needs one.
    """
    names = (wanted.casefold(),) if wanted else USUAL_NAMES[name]
    found = [by_name[one] for one in names if one in by_name]
    if not found and (wanted or name in ("date", "text")):
        there = ", ".join(list(by_name)[:8])
        raise Refusal(f"no column {wanted or name}: name it with --fields {name}=COLUMN (there are: {there})")
    return next((value for value in found if value not in (None, "", [])), None)


def _text(value: Any) -> str:
    """Return the text of a value: of a list or an object, the texts in it as blocks."""
    texts: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            texts.append(one)
        elif isinstance(one, dict):
            waiting.extend(reversed(one.values()))
        elif isinstance(one, list):
            waiting.extend(reversed(one))
        elif one is not None:
            texts.append(str(one))
    return texts[0] if len(texts) == 1 else "\n\n".join(text for text in texts if text.strip())


def _has_text(record: dict[str, Any]) -> bool:
    return any(isinstance(record.get(name), str) for name in USUAL_NAMES["text"] + USUAL_NAMES["date"])


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _not_json(error: Exception) -> Refusal:
    if isinstance(error, json.JSONDecodeError):
        return Refusal(f"not JSON: {error.msg} in column {error.colno}", error.lineno)
    return Refusal("not JSON: nested too deeply" if isinstance(error, RecursionError) else "not JSON")
