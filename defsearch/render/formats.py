"""Results for programs: JSON, JSON Lines, CSV, TSV and paths. Scripts rely on the keys: they are only ever added to.

Not here: what people read (``hits``, ``release``, ``reports``, ``timeline_text``).
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any, Final

from defsearch.render.text import PLAIN_CSV, CsvStyle, csv_safe, json_safe, visible
from defsearch.search.results import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.convert.convert import ConvertReport
    from defsearch.dates.period import Period
    from defsearch.index.check import CheckReport, StatusReport
    from defsearch.index.doc_store import StoredRelease
    from defsearch.ingest.ingest import IngestReport
    from defsearch.releases.release import DateSource, Problem
    from defsearch.render.reports import CheckAdvice
    from defsearch.search.explain import ExplainedWord, Explanation
    from defsearch.search.results import Hit, Passage, ReleaseMatches, SearchRequest, SearchResult
    from defsearch.search.timeline import Timeline

SCHEMA_VERSION: Final = 2


def to_json(value: object) -> str:
    """Return ``value`` as one line of JSON: not ASCII-only, but with unsafe characters escaped."""
    return json_safe(json.dumps(value, ensure_ascii=False))


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]], style: CsvStyle) -> str:
    """Return a table as CSV with ``\\n`` line ends; no cell is run as a formula."""
    bom = "\ufeff" if style.bom else ""
    return bom + "".join(csv_lines([header, *rows], style))


def csv_lines(rows: Iterable[Sequence[object]], style: CsvStyle) -> Iterator[str]:
    """Return each row as CSV."""
    import csv  # here, since JSON needs neither
    import io

    out = io.StringIO()
    writer = csv.writer(out, delimiter=style.delimiter, lineterminator="\n")
    for row in rows:
        writer.writerow([csv_safe(cell) if isinstance(cell, str) else cell for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def result_json(result: SearchResult) -> str:
    """Return a result as one JSON object."""
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
        "added": request.added or None,
        "sort": request.sort.value,
        "total": result.total,
        "page": request.page,
        "limit": limit_value(request),
        "hits": [hit_value(hit) for hit in result.hits],
        "first": result.first and result.first.iso(),
        "last": result.last and result.last.iso(),
        "inexact": result.inexact,
        "undated": result.undated,
        "read_as": result.read_as,
        "notices": list(result.notices),
        "suggestions": [
            {"query": suggestion.query, "releases": suggestion.releases} for suggestion in result.suggestions
        ],
        "some_words": result.some_words,
        "without_period": result.without_period,
        "near": [{**hit_value(hit), "missing": hit.missing} for hit in result.near],
        "respelled": result.respelled,
    }


def limit_value(request: SearchRequest) -> int:
    """Return the limit of a request as JSON has it: 0 is all."""
    return 0 if request.limit == ALL else request.limit  # 0 as it is typed


def hits_jsonl(hits: Iterable[Hit]) -> str:
    """Return hits as JSON Lines, one object a hit."""
    return "".join([to_json(hit_value(hit)) + "\n" for hit in hits])


def hits_csv(hits: Iterable[Hit], style: CsvStyle = PLAIN_CSV) -> str:
    """Return hits as CSV with a header."""
    rows = ((hit.rank, hit.id, style.decimal(hit.score), _csv_date(hit), hit.title, hit.path) for hit in hits)
    return to_csv(("rank", "id", "score", "date", "title", "path"), rows, style)


def _csv_date(item: Hit | StoredRelease) -> str:
    return item.date.iso() if item.date else ""


def hits_paths(hits: Iterable[Hit | StoredRelease], *, nul: bool) -> bytes:
    """Return the path of each hit: on a line, made visible; with ``nul`` unchanged and followed by NUL."""
    if nul:
        return b"".join([os.fsencode(hit.path) + b"\0" for hit in hits])
    return "".join([visible(hit.path) + "\n" for hit in hits]).encode()


def hit_value(hit: Hit) -> dict[str, Any]:
    """Return a hit as the value that ``--json`` and ``--jsonl`` print."""
    return {
        "rank": hit.rank,
        "id": hit.id,
        "score": round(hit.score, 4),
        **_date_values(hit.date, hit.date_source),
        "title": hit.title,
        "title_derived": hit.title_is_derived,
        "path": hit.path,
        "passages": [_passage_value(passage) for passage in hit.passages],
        "title_matches": hit.title_matches,
        "copies": hit.copies,
    }


def _date_values(date: Period | None, source: DateSource | None) -> dict[str, str | None]:
    """Return what is known of a date, its first and last day, and where it was found."""
    return {
        "date": date.iso() if date else None,
        "date_first": str(date.first) if date else None,
        "date_last": str(date.last) if date else None,
        "date_from": source.value if source else None,
    }


def _passage_value(passage: Passage) -> dict[str, Any]:
    return {
        "heading": passage.heading,
        "text": passage.text,
        "matches": passage.matches,
        "cut": {"start": passage.cut_start, "end": passage.cut_end},
    }


def export_line(release: StoredRelease) -> str:
    """Return a release as one line of JSON Lines."""
    return to_json(release_value(release))


def export_json(releases: Iterable[StoredRelease]) -> Iterator[str]:
    """Return releases as one JSON object, piece by piece."""
    yield f'{{"schema_version": {SCHEMA_VERSION}, "releases": ['
    for number, release in enumerate(releases):
        yield (",\n" if number else "\n") + export_line(release)
    yield "\n]}\n"


def export_csv(releases: Iterable[StoredRelease], style: CsvStyle) -> Iterator[str]:
    """Return releases with their text as CSV, line by line; the lines of a text stay lines."""
    header = ("id", "date", "title", "url", "path", "body")
    yield to_csv(header, (), style)
    for release in releases:
        body = _Text("\n".join(map(csv_safe, re.split("\r\n|\r|\n", release.body))))
        row = (release.id, _csv_date(release), release.title, release.url or "", release.path, body)
        yield from csv_lines([row], style)


class _Text:
    """A cell with line ends in it, which is safe already."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


def release_json(release: StoredRelease, matches: ReleaseMatches) -> str:
    """Return a release as one JSON object, with the offsets of its paragraphs and matches in ``body``."""
    value = {
        "schema_version": SCHEMA_VERSION,
        **release_value(release),
        "paragraphs": [
            {"start": part.start, "end": part.end, "heading": part.is_heading} for part in release.paragraphs
        ],
        "title_matches": matches.title,
        "matches": matches.body,
    }
    return to_json(value) + "\n"


def similar_json(id_: str, result: SearchResult) -> str:
    """Return the releases similar to release ``id_`` as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "similar_to": id_,
        "total": result.total,
        "limit": limit_value(result.request),
        "hits": [hit_value(hit) for hit in result.hits],
    }
    return to_json(value) + "\n"


def timeline_json(timeline: Timeline) -> str:
    """Return a timeline as one JSON object; ``matching`` is for the first query, ``counts`` for all.

    ``series`` has the same for each query apart, where there are several.
    """
    value: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "per": timeline.per.value,
        "queries": timeline.queries,
        "periods": [
            {
                "period": period.period,
                "matching": period.matching[0],
                "releases": period.releases,
                "counts": period.matching,
                "shares": [round(share, 4) for share in period.shares],
            }
            for period in timeline.periods
        ],
        "not_counted": timeline.not_counted,
    }
    if len(timeline.queries) > 1:
        value["series"] = [
            {
                "query": query,
                "periods": [
                    {"period": period.period, "matching": period.matching[at], "releases": period.releases}
                    for period in timeline.periods
                ],
            }
            for at, query in enumerate(timeline.queries)
        ]
    return to_json(value) + "\n"


def timeline_csv(timeline: Timeline, style: CsvStyle = PLAIN_CSV) -> str:
    """Return a timeline as CSV in long form: a row for each period and query, with the share (0 to 1)."""
    rows = (
        (period.period, query, number, style.decimal(share))
        for at, query in enumerate(timeline.queries or ("",))
        for period in timeline.periods
        for number, share in [(period.matching[at], period.shares[at])]
    )
    return to_csv(("period", "query", "matching", "share"), rows, style)


def status_json(status: StatusReport) -> str:
    """Return the status of an index as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "index": str(status.index),
        "releases": status.releases,
        "first": status.first and status.first.iso(),
        "last": status.last and status.last.iso(),
        "by_month": status.by_month,
        "by_year": status.by_year,
        "undated": status.undated,
        "empty_months": status.empty_months,
        "bytes": status.bytes,
        "segments": status.segments,
        "generation": status.generation,
        "analysis": status.analysis,
        "made_at": status.made_at.isoformat(),
        "sources": status.sources,
        "skipped": problem_values(status.skipped),
        "outdated": status.outdated and status.outdated.message,
    }
    return to_json(value) + "\n"


def check_json(check: CheckReport, advice: CheckAdvice) -> str:
    """Return the result of a check as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "index": str(check.index),
        "ok": not check.faults,
        "files": check.files,
        "releases": check.releases,
        "faults": [
            {"what": fault.what, "where": fault.where, "remedy": remedy}
            for fault, remedy in zip(check.faults, advice.remedies, strict=True)
        ],
        "agrees": check.agrees,
        "changed": check.changed,
        "missing": check.missing,
        "new": check.new,
        "unread": check.unread,
        "lost_sources": check.lost,
        "update": advice.update,
    }
    return to_json(value) + "\n"


def explanation_json(explanation: Explanation) -> str:
    """Return an explanation as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "query": explanation.query,
        "understood": explanation.understood,
        "words": [_explained_word_value(word) for word in explanation.words],
        "total": explanation.total,
        "hits": [
            {
                "rank": hit.rank,
                "id": hit.id,
                "matched": [{"word": word, "forms": forms} for word, forms in hit.matched],
            }
            for hit in explanation.hits
        ],
        "notices": explanation.notices,
    }
    return to_json(value) + "\n"


def _explained_word_value(word: ExplainedWord) -> dict[str, Any]:
    return {
        "text": word.text,
        "span": word.span,
        "form": word.form,
        "lemma": word.lemma,
        "stem": word.stem,
        "parts": word.parts,
        "other_words": word.other_words,
        "synonyms": word.synonyms,
        "forms": [
            {"form": form.form, "how": form.how.value, "releases": form.releases} for form in word.forms
        ],
        "releases": word.releases,
        "note": word.note,
    }


def release_value(release: StoredRelease) -> dict[str, Any]:
    """Return a release as the value that ``export`` prints."""
    return {
        "id": release.id,
        **_date_values(release.date, release.date_source),
        "title": release.title,
        "title_derived": release.title_is_derived,
        "headings": release.headings,
        "body": release.body,
        "url": release.url,
        "path": release.path,
    }


def ingest_json(report: IngestReport) -> str:
    """Return the report of an ingest as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "moved": report.moved,
        "added_ids": report.added_ids,
        "changed_ids": report.changed_ids,
        "moved_ids": report.moved_ids,
        "removed_ids": report.removed_ids,
        "unchanged": report.unchanged,
        "skipped": problem_values(report.skipped),
        "seconds": round(report.seconds, 3),
        "releases": report.releases,
        "warnings": problem_values(report.warnings),
        "other_files": dict(report.other_files),
        "written": report.written,
        "held": [
            {"source": held.source, "reason": held.reason, "releases": held.releases} for held in report.held
        ],
        "rebuilt": report.rebuilt,
    }
    return to_json(value) + "\n"


def convert_json(report: ConvertReport) -> str:
    """Return the report of a conversion as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "written": report.written,
        "unchanged": report.unchanged,
        "repeated": problem_values(report.repeated),
        "refused": problem_values(report.refused),
        "other_files": dict(report.other_files),
    }
    return to_json(value) + "\n"


def problem_values(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return problems as the values that JSON prints."""
    return [{"path": problem.path, "line": problem.line, "reason": problem.reason} for problem in problems]
