"""What is in an index and whether it is whole, for people.

What an ingest did, for people and for programs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.render.errors import clause
from defsearch.render.hits import count
from defsearch.render.layout import sentence_lines, words, wrap
from defsearch.render.screen import ERROR, FAINT, Screen, Segment
from defsearch.render.table import Column, table_lines
from defsearch.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from defsearch.index.check import CheckReport, StatusReport
    from defsearch.ingest.ingest import IngestOptions, IngestReport
    from defsearch.releases.release import Problem


_LABEL = 15  # cells for the labels on the left
_FAULTS = (Column("where"), Column("what is wrong"), Column("what to do"))
_SHOWN = 20  # of a long list of files; --json has them all


def status_lines(status: StatusReport, screen: Screen) -> Iterator[str]:
    """Draw what is in an index."""
    made = status.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    yield from _labelled("index", visible(str(status.index)), screen)
    yield from _labelled("releases", f"{status.releases}", screen)
    if status.first and status.last:
        yield from _labelled("dates", f"{status.first} … {status.last}", screen)
    yield from _labelled("empty months", ", ".join(runs_of_months(status.empty_months)) or "none", screen)
    yield from _labelled(
        "size", f"{size_in_words(status.bytes)} in {count(status.segments, 'segment')}", screen
    )
    yield from _labelled("made", f"{made} (generation {status.generation})", screen)
    yield from _labelled("from", ", ".join(map(visible, status.sources)) or "–", screen)
    yield from _labelled("analysis", visible(status.analysis), screen)
    yield from _labelled("skipped files", f"{len(status.skipped)}", screen)
    yield from (f"  {line}" for line in problem_lines(status.skipped, "skipped"))


def check_lines(check: CheckReport, screen: Screen) -> Iterator[str]:
    """Draw what a check found: the faults, then how the releases on disk differ from the index."""
    if check.faults:
        yield screen.paint(f"{count(len(check.faults), 'fault')} in {visible(str(check.index))}", ERROR)
        yield ""
        yield from table_lines(_FAULTS, [(f.where, f.what, clause(f.remedy)) for f in check.faults], screen)
        return
    checked = f"{count(check.files, 'file')} with {count(check.releases, 'release')}"
    yield from sentence_lines(f"{check.index} is whole: {checked} checked", screen.text_width)
    if check.agrees:
        yield from sentence_lines("it agrees with the releases on disk", screen.text_width)
        return
    if check.agrees is False:
        yield from sentence_lines(
            f"the releases on disk have changed since; to bring the index in line: {check.update}",
            screen.text_width,
        )
    for source in check.lost:
        yield from sentence_lines(
            f"{source} is gone: name the place that it has now as SOURCE, or leave its releases out with --rebuild",
            screen.text_width,
        )
    if check.unread:
        yield from sentence_lines(
            f"{count(len(check.unread), 'file')} could not be read, so nobody can tell whether they changed",
            screen.text_width,
        )
    kinds = ("changed", check.changed), ("gone", check.missing), ("new", check.new), ("unread", check.unread)
    for what, paths in kinds:
        for path in paths[:_SHOWN]:
            yield f"  {what:<8}{visible(path)}"
        if len(paths) > _SHOWN:
            yield f"  {what:<8}… and {len(paths) - _SHOWN} more"


def _labelled(label: str, text: str, screen: Screen) -> Iterator[str]:
    first = [Segment(f"{label:<{_LABEL}}", FAINT)]
    for line in wrap(words(text), screen.text_width, first=first, rest=_LABEL):
        yield screen.draw(line)


def size_in_words(size: int) -> str:
    """Return a number of bytes as people say it: ``932 bytes``, ``4.1 MB``."""
    if size < 1000:
        return count(size, "byte")
    shown, units = size / 1000, iter(("kB", "MB", "GB"))
    unit = next(units)
    while shown >= 999.5 and unit != "GB":
        shown, unit = shown / 1000, next(units)
    return f"{shown:.1f} {unit}" if shown < 9.95 else f"{shown:.0f} {unit}"


def runs_of_months(months: Iterable[str]) -> Iterator[str]:
    """Draw months in order (``2025-09``), those that follow each other as ``2025-10 … 2025-12``."""
    first = last = ""
    for month in months:
        if last and _ordinal(month) == _ordinal(last) + 1:
            last = month
            continue
        if first:
            yield _run(first, last)
        first = last = month
    if first:
        yield _run(first, last)


def _run(first: str, last: str) -> str:
    return first if first == last else f"{first} … {last}"


def _ordinal(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number)


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
