"""The answers of every command but ``query`` for programs. The keys are a promise: only ever added to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from defsearch.render.ingested import problem_values
from defsearch.render.machine import SCHEMA_VERSION, hit_value, to_csv, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.search.request import SearchResult
    from defsearch.search.values import (
        ExplainedWord,
        Explanation,
        ReleaseMatches,
        Timeline,
        TimelinePeriod,
    )
    from defsearch.store.documents import StoredRelease
    from defsearch.store.reports import CheckReport, StatusReport


def export_line(release: StoredRelease) -> str:
    """Return a release as one line of JSON Lines."""
    return to_json(_release_value(release))


def release_json(release: StoredRelease, matches: ReleaseMatches) -> str:
    """Return a release as one JSON object, with where its paragraphs and the matches stand in ``body``."""
    value = {
        "schema_version": SCHEMA_VERSION,
        **_release_value(release),
        "paragraphs": [
            {"start": part.start, "end": part.end, "heading": part.is_heading} for part in release.paragraphs
        ],
        "title_matches": matches.title,
        "matches": matches.body,
    }
    return to_json(value) + "\n"


def similar_json(to: str, result: SearchResult) -> str:
    """Return the releases like the one with id ``to`` as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "similar_to": to,
        "total": result.total,
        "limit": result.request.limit,
        "hits": [hit_value(hit) for hit in result.hits],
    }
    return to_json(value) + "\n"


def timeline_json(timeline: Timeline) -> str:
    """Return a timeline as one JSON object; ``matching`` is the first query's, ``counts`` have them all."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "per": timeline.per.value,
        "queries": timeline.queries,
        "periods": [
            {
                "period": period.period,
                "matching": period.matching[0],
                "releases": period.releases,
                "counts": period.matching,
                "shares": [round(share, 4) for share in shares(period)],
            }
            for period in timeline.periods
        ],
    }
    return to_json(value) + "\n"


def timeline_csv(timeline: Timeline) -> str:
    """Return a timeline as CSV: for each query its count and its share (0 to 1) of the period's releases."""
    names = timeline.queries if len(timeline.queries) > 1 else ("matching",)
    header = ["period", "releases"]
    for name in names:
        header += [name, "share" if len(names) == 1 else f"share of {name}"]
    rows: list[Sequence[object]] = []
    for period in timeline.periods:
        row: list[object] = [period.period, period.releases]
        for number, share in zip(period.matching, shares(period), strict=True):
            row += [number, f"{share:.4f}"]
        rows.append(row)
    return to_csv(header, rows)


def shares(period: TimelinePeriod) -> list[float]:
    """Return which part of the period's releases matches each query, 0 where there are none."""
    return [number / period.releases if period.releases else 0.0 for number in period.matching]


def status_json(status: StatusReport) -> str:
    """Return what is in an index as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "index": str(status.index),
        "releases": status.releases,
        "first": status.first and status.first.isoformat(),
        "last": status.last and status.last.isoformat(),
        "empty_months": status.empty_months,
        "bytes": status.bytes,
        "segments": status.segments,
        "generation": status.generation,
        "analysis": status.analysis,
        "made_at": status.made_at.isoformat(),
        "sources": status.sources,
        "skipped": problem_values(status.skipped),
    }
    return to_json(value) + "\n"


def check_json(check: CheckReport) -> str:
    """Return what a check found as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "index": str(check.index),
        "ok": not check.faults,
        "files": check.files,
        "releases": check.releases,
        "faults": [
            {"what": fault.what, "where": fault.where, "remedy": fault.remedy} for fault in check.faults
        ],
        "agrees": check.agrees,
        "changed": check.changed,
        "missing": check.missing,
        "new": check.new,
        "unread": check.unread,
        "lost_sources": check.lost,
        "update": check.update,
    }
    return to_json(value) + "\n"


def explanation_json(explanation: Explanation) -> str:
    """Return an explanation as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "query": explanation.query,
        "understood": explanation.understood,
        "words": [_word_value(word) for word in explanation.words],
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


def _word_value(word: ExplainedWord) -> dict[str, Any]:
    return {
        "text": word.text,
        "span": word.span,
        "form": word.form,
        "lemma": word.lemma,
        "stem": word.stem,
        "parts": word.parts,
        "synonyms": word.synonyms,
        "forms": [
            {"form": form.form, "how": form.how.value, "releases": form.releases} for form in word.forms
        ],
        "releases": word.releases,
        "note": word.note,
    }


def _release_value(release: StoredRelease) -> dict[str, Any]:
    return {
        "id": release.id,
        "date": release.date.isoformat(),
        "title": release.title,
        "headings": release.headings,
        "body": release.body,
        "path": release.path,
    }
