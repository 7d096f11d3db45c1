"""What an ingest did, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.render.hits import count
from defsearch.render.machine import SCHEMA_VERSION, to_json
from defsearch.render.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from defsearch.ingest.report import IngestOptions, IngestReport
    from defsearch.releases.problem import Problem


def summary_line(report: IngestReport, options: IngestOptions) -> str:
    """Say in one line what changed, or what would change in a dry run."""
    changes = [
        f"{number} {what}"
        for number, what in (
            (report.added, "added"),
            (report.changed, "changed"),
            (report.removed, "removed"),
            (report.unchanged, "unchanged"),
            (len(report.skipped), "skipped"),
        )
        if number
    ]
    done = ", ".join(changes) or "nothing to do"
    if options.dry_run:
        return f"{done}: only tried, nothing was written"
    if options.strict and report.skipped:
        return f"{done}: nothing was written, because of --strict"
    return f"{done}; {count(report.releases, 'release')} in the index ({report.seconds:.1f} s)"


def problem_lines(problems: Iterable[Problem], what: str) -> Iterator[str]:
    """Say what was wrong with each file, as ``path:line: what: reason``."""
    for problem in problems:
        place = f":{problem.line}" if problem.line else ""
        yield f"{visible(problem.path)}{place}: {what}: {visible(problem.reason)}"


def ingest_json(report: IngestReport) -> str:
    """Return the report as one JSON object."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "skipped": problem_values(report.skipped),
        "seconds": round(report.seconds, 3),
        "releases": report.releases,
        "warnings": problem_values(report.warnings),
        "written": report.written,
    }
    return to_json(value) + "\n"


def problem_values(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return problems as the values that JSON prints."""
    return [{"path": problem.path, "line": problem.line, "reason": problem.reason} for problem in problems]
