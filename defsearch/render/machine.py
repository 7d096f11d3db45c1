"""Hits for programs: JSON, JSON Lines, CSV, paths. The keys are a promise: they are only ever added to.

Not here: what people read (``hits``), the answers of the other commands (``machine_reports``).
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from defsearch.render.safe_text import csv_safe, json_safe, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.search.request import Hit, Passage, SearchResult

SCHEMA_VERSION: Final = 1


def to_json(value: object) -> str:
    """Return ``value`` as one line of JSON: characters as they are, but nothing in it that steers a terminal."""
    return json_safe(json.dumps(value, ensure_ascii=False))


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV with ``\\n`` line ends; text that a spreadsheet would run is made harmless."""
    import csv  # here, with what it needs: JSON does without
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_safe(name) for name in header])
    writer.writerows([csv_safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()


def result_json(result: SearchResult) -> str:
    """Return a whole result as one JSON object."""
    return to_json(result_value(result)) + "\n"


def result_value(result: SearchResult) -> dict[str, Any]:
    """Return a result as the value that ``--json`` prints."""
    request = result.request
    period = request.period
    return {
        "schema_version": SCHEMA_VERSION,
        "query": request.query,
        "from": period and period.first and period.first.isoformat(),
        "to": period and period.last and period.last.isoformat(),
        "sort": request.sort.value,
        "total": result.total,
        "page": request.page,
        "limit": request.limit,
        "hits": [hit_value(hit) for hit in result.hits],
        "first": result.first and result.first.isoformat(),
        "last": result.last and result.last.isoformat(),
        "notices": list(result.notices),
        "suggestions": [
            {"query": suggestion.query, "releases": suggestion.releases} for suggestion in result.suggestions
        ],
        "some_words": result.some_words,
        "without_period": result.without_period,
    }


def hits_jsonl(hits: Iterable[Hit]) -> str:
    """Return hits as JSON Lines, one object a hit."""
    return "".join([to_json(hit_value(hit)) + "\n" for hit in hits])


def hits_csv(hits: Iterable[Hit]) -> str:
    """Return hits as CSV with a header."""
    rows = ((hit.rank, hit.id, f"{hit.score:.4f}", hit.date, hit.title, hit.path) for hit in hits)
    return to_csv(("rank", "id", "score", "date", "title", "path"), rows)


def hits_paths(hits: Iterable[Hit], *, nul: bool) -> bytes:
    """Return the path of each hit on a line, made visible; with ``nul`` exactly as it is, ended by NUL."""
    if nul:
        return b"".join([os.fsencode(hit.path) + b"\0" for hit in hits])
    return "".join([visible(hit.path) + "\n" for hit in hits]).encode()


def hit_value(hit: Hit) -> dict[str, Any]:
    """Return a hit as the value that ``--json`` and ``--jsonl`` print."""
    return {
        "rank": hit.rank,
        "id": hit.id,
        "score": round(hit.score, 4),
        "date": hit.date.isoformat(),
        "title": hit.title,
        "path": hit.path,
        "passages": [_passage_value(passage) for passage in hit.passages],
        "title_matches": hit.title_matches,
        "copies": hit.copies,
    }


def _passage_value(passage: Passage) -> dict[str, Any]:
    return {
        "heading": passage.heading,
        "text": passage.text,
        "matches": passage.matches,
        "cut": {"start": passage.cut_start, "end": passage.cut_end},
    }
