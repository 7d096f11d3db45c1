"""Quotations for programs: JSON, JSON Lines, CSV and TSV. Scripts rely on the keys: they are only ever added to.

Each part of an interrupted quotation is an object or a row of its own; they share a ``group``.
Not here: what people read (``quotes``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from defsearch.render.formats import SCHEMA_VERSION, limit_value, to_csv, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.render.csv_style import CsvStyle
    from defsearch.search.quotes import QuoteHit, QuoteResult, QuotesPer, Speaker

_COLUMNS = (
    "rank", "id", "date", "title", "speaker", "speaker_as_written", "role", "confidence", "in", "group", "quote",
)  # fmt: skip


def result_json(result: QuoteResult) -> str:
    """Return a result as one JSON object."""
    search = result.request.search
    period = search.period
    value = {
        "schema_version": SCHEMA_VERSION,
        "query": search.query,
        "by": result.request.by,
        "anywhere": result.request.anywhere,
        "from": period and period.first and period.first.isoformat(),
        "to": period and period.last and period.last.isoformat(),
        "sort": search.sort.value,
        "total": result.total,
        "limit": limit_value(search),
        "first": result.first and result.first.iso(),
        "last": result.last and result.last.iso(),
        "speakers": result.speakers,
        "similar_speakers": result.similar,
        "quotes": list(_values(result.hits)),
        "notices": result.notices,
    }
    return to_json(value) + "\n"


def quotes_jsonl(hits: Iterable[QuoteHit]) -> str:
    """Return quotations as JSON Lines."""
    return "".join([to_json(value) + "\n" for value in _values(hits)])


def quotes_csv(hits: Iterable[QuoteHit], style: CsvStyle) -> str:
    """Return quotations as CSV with a header."""
    rows = ([_cell(value[name]) for name in _COLUMNS] for value in _values(hits))
    return to_csv(_COLUMNS, rows, style)


def _values(hits: Iterable[QuoteHit]) -> Iterator[dict[str, Any]]:
    for hit in hits:
        for part, matches in zip(hit.quote.parts, hit.matches, strict=True):
            yield {
                "rank": hit.rank,
                "id": hit.quote.id,
                "date": hit.quote.date and hit.quote.date.iso(),
                "title": hit.quote.title,
                "quote": part.text,
                "speaker": part.speaker,
                "speaker_as_written": part.speaker_as_written,
                "role": part.role,
                "confidence": part.confidence,
                "in": part.where,
                "start": part.start,
                "end": part.end,
                "group": part.group,
                "heading": part.heading,
                "matches": matches,
            }


def speakers_table(speakers: Iterable[Speaker], chosen: str, style: CsvStyle) -> str:
    """Return speakers in the format ``chosen`` (the name of an option)."""
    header = ("speaker", "role", "quotes", "first", "last")
    rows = [
        (one.name, one.role, one.quotes, one.first and one.first.iso(), one.last and one.last.iso())
        for one in speakers
    ]
    return _table("speakers", header, rows, chosen, style)


def counts_table(counts: QuotesPer, chosen: str, style: CsvStyle) -> str:
    """Return the number of quotations per period in the format ``chosen``."""
    more = {"per": counts.per.value, "not_counted": counts.not_counted}
    return _table("periods", ("period", "quotes"), counts.periods, chosen, style, **more)


def _table(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    chosen: str,
    style: CsvStyle,
    **more: object,
) -> str:
    if chosen in ("--csv", "--tsv"):
        return to_csv(header, ([_cell(cell) for cell in row] for row in rows), style)
    values = [dict(zip(header, row, strict=True)) for row in rows]
    if chosen == "--jsonl":
        return "".join([to_json(value) + "\n" for value in values])
    return to_json({"schema_version": SCHEMA_VERSION, **more, name: values}) + "\n"


def _cell(value: object) -> object:
    return "" if value is None else value
