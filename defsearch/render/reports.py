"""Reports for people: the status of an index, the result of a check, the summary of an ingest.

Not here: the same as JSON (``formats``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.render.errors import clause
from defsearch.render.text import (
    ERROR,
    FAINT,
    Column,
    Screen,
    Segment,
    plural,
    table_lines,
    visible,
    words,
    wrap,
    wrap_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from defsearch.convert.convert import ConvertOptions, ConvertReport
    from defsearch.index.check import CheckReport, StatusReport
    from defsearch.ingest.ingest import IngestOptions, IngestReport
    from defsearch.releases.release import Problem

_LABEL_WIDTH = 15  # cells
_FAULT_COLUMNS = (Column("where"), Column("what is wrong"), Column("what to do"))
_QUOTED = re.compile(r"(?:'[^']*'|\"[^\"]*\")")  # a name in a reason
_MAX_EXAMPLES = 2  # paths of a group of problems with the same reason
_MAX_KINDS = 5  # kinds of other files
_MAX_CHANGES = 10  # of each kind; --verbose and --json name them all
_MAX_PATHS = 20  # of each kind; --json lists them all


def status_lines(
    status: StatusReport,
    screen: Screen,
    *,
    verbose: bool = False,
    advice: Callable[[str], str] = lambda _: "",
) -> Iterator[str]:
    """Draw the status of an index."""
    made = status.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    yield from _labelled("index", visible(str(status.index)), screen)
    yield from _labelled("releases", f"{status.releases}", screen)
    if status.first and status.last:
        yield from _labelled("dates", f"{status.first.iso()} … {status.last.iso()}", screen)
    inexact = [
        f"{count} {what}"
        for count, what in (
            (status.by_month, "known only by month"),
            (status.by_year, "known only by year"),
            (status.undated, "undated"),
        )
        if count
    ]
    if inexact:
        yield from _labelled("of these", ", ".join(inexact), screen)
    if status.outdated is None:
        yield from _labelled("empty months", ", ".join(month_ranges(status.empty_months)) or "none", screen)
    yield from _labelled(
        "size", f"{format_size(status.bytes)} in {plural(status.segments, 'segment')}", screen
    )
    yield from _labelled("made", f"{made} (generation {status.generation})", screen)
    yield from _labelled("sources", ", ".join(map(visible, status.sources)) or "–", screen)
    yield from _labelled("analysis", visible(status.analysis), screen)
    if status.outdated is not None:
        return
    yield from _labelled("skipped files", f"{len(status.skipped)}", screen)
    yield from (
        f"  {line}" for line in problem_lines(status.skipped, "skipped", verbose=verbose, advice=advice)
    )


class CheckAdvice(NamedTuple):
    """What to do after a check: the command to type, a remedy for each fault, and one for a source that is gone."""

    update: str
    remedies: tuple[str, ...]
    lost: str


def check_lines(check: CheckReport, advice: CheckAdvice, screen: Screen) -> Iterator[str]:
    """Draw the result of a check: the faults; without any, how the releases on disk differ from the index."""
    if check.faults:
        yield screen.paint(f"{plural(len(check.faults), 'fault')} in {visible(str(check.index))}", ERROR)
        yield ""
        faults = zip(check.faults, advice.remedies, strict=True)
        rows = [(fault.where, fault.what, clause(remedy)) for fault, remedy in faults]
        yield from table_lines(_FAULT_COLUMNS, rows, screen)
        return
    checked = f"{plural(check.files, 'file')} with {plural(check.releases, 'release')}"
    yield from wrap_text(f"{check.index} is whole: {checked} checked", screen.text_width)
    if check.agrees:
        yield from wrap_text("the index agrees with the releases on disk", screen.text_width)
        return
    if check.agrees is False:
        yield from wrap_text(
            f"the releases on disk have changed; to update the index: {advice.update}",
            screen.text_width,
        )
    for source in check.lost:
        yield from wrap_text(f"{source} no longer exists: {advice.lost}", screen.text_width)
    if check.unread:
        yield from wrap_text(
            f"{plural(len(check.unread), 'file')} could not be read, so changes in them are unknown",
            screen.text_width,
        )
    kinds = (
        ("changed", check.changed),
        ("missing", check.missing),
        ("new", check.new),
        ("unread", check.unread),
    )
    for what, paths in kinds:
        for path in paths[:_MAX_PATHS]:
            yield f"  {what:<8}{visible(path)}"
        if len(paths) > _MAX_PATHS:
            yield f"  {what:<8}… and {len(paths) - _MAX_PATHS} more"


def _labelled(label: str, text: str, screen: Screen) -> Iterator[str]:
    first = [Segment(f"{label:<{_LABEL_WIDTH}}", FAINT)]
    for line in wrap(words(text), screen.text_width, first=first, indent=_LABEL_WIDTH):
        yield screen.draw(line)


def format_size(size: int) -> str:
    """Return a number of bytes in a suitable unit: ``932 bytes``, ``4.1 MB``."""
    if size < 1000:
        return plural(size, "byte")
    value = size / 1000
    for unit in ("kB", "MB", "GB"):
        if value < 999.5 or unit == "GB":
            break
        value /= 1000
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"


def month_ranges(months: Iterable[str]) -> list[str]:
    """Return sorted months (``2025-09``) as ranges: consecutive ones as ``2025-10 … 2025-12``."""
    ranges: list[list[str]] = []
    for month in months:
        if ranges and _month_number(month) == _month_number(ranges[-1][1]) + 1:
            ranges[-1][1] = month
        else:
            ranges.append([month, month])
    return [first if first == last else f"{first} … {last}" for first, last in ranges]


def _month_number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number)


def summary_line(report: IngestReport, options: IngestOptions) -> str:
    """Return one line that says what changed, or what would change in a dry run."""
    changes = [
        f"{number} {what}"
        for number, what in (
            (report.added, "added"),
            (report.changed, "changed"),
            (report.moved, "moved"),
            (report.removed, "removed"),
            (report.unchanged, "unchanged"),
            (len(report.skipped), "skipped"),
        )
        if number
    ]
    done = ", ".join(changes) or "nothing to do"
    if options.dry_run:
        return f"{done}: dry run, nothing was written"
    if options.strict and report.skipped:
        return f"{done}: nothing was written, because of --strict"
    return f"{done}; {plural(report.releases, 'release')} in the index ({report.seconds:.1f} s)"


def change_lines(report: IngestReport, *, verbose: bool) -> Iterator[str]:
    """Return the ids of the releases that were added, changed, moved and removed: ten of each, or all of them."""
    kinds = (
        ("added", report.added_ids),
        ("changed", report.changed_ids),
        ("moved", report.moved_ids),
        ("removed", report.removed_ids),
    )
    for what, ids in kinds:
        shown = ids if verbose else ids[:_MAX_CHANGES]
        yield from (f"  {what:<8} {visible(id_)}" for id_ in shown)
        if len(ids) > len(shown):
            yield f"  {what:<8} … and {len(ids) - len(shown)} more (all of them: --verbose)"


def held_lines(
    report: IngestReport, *, options: IngestOptions, name_place: str, remove: str
) -> Iterator[str]:
    """Return what was held back, a line for each source, and the commands that help."""
    if not report.held:
        return
    if options.rebuild:
        yield "the index was not rebuilt, only brought up to date"
    for held in report.held:
        kept = "its releases stay" if held.releases is None else f"{plural(held.releases, 'release')} kept"
        yield f"{visible(held.source)}: {visible(held.reason)}; nothing of it was removed ({kept})"
    yield f"if the releases were moved, name their new place: {name_place}"
    yield f"to remove them from the index: {remove}"


def problem_lines(
    problems: Iterable[Problem],
    what: str,
    *,
    verbose: bool = True,
    advice: Callable[[str], str] = lambda _: "",
) -> Iterator[str]:
    """Return a line for each problem, ``path:line: what: reason``; unless verbose, one for many with one reason.

    Reasons that differ only in what they quote are one. ``advice`` returns what to do about a reason, if anything.
    """
    by_reason: dict[str, list[Problem]] = {}
    for problem in problems:
        by_reason.setdefault(_QUOTED.sub("…", problem.reason), []).append(problem)
    for reason, group in by_reason.items():
        if verbose or len(group) <= _MAX_EXAMPLES:
            yield from (f"{_place(one)}: {what}: {visible(one.reason)}" for one in group)
        else:
            examples = ", ".join(map(_place, group[:_MAX_EXAMPLES]))
            yield f"{plural(len(group), 'file')}: {what}: {visible(reason)}; for example {examples}"
        if to_do := advice(reason):
            yield f"  {to_do}"


def _place(problem: Problem) -> str:
    return visible(problem.path) + (f":{problem.line}" if problem.line else "")


def other_file_lines(other_files: Mapping[str, int]) -> Iterator[str]:
    """Return what the sources contain of other kinds: those that can be converted, and the others."""
    if not other_files:
        return
    from defsearch.convert.convert import KINDS  # most sources have no other files

    convertible = {kind: count for kind, count in other_files.items() if kind in KINDS}
    if convertible:
        yield f"{_kinds(convertible)} not read: defsearch convert makes releases of them"
    others = {kind: count for kind, count in other_files.items() if kind not in KINDS}
    if others:
        yield f"not read, since releases are .txt files: {_kinds(others)}"


def unconverted_lines(other_files: Mapping[str, int]) -> Iterator[str]:
    """Return what the sources of a conversion contain of other kinds."""
    if other_files:
        also = "; .txt files are for defsearch ingest" if ".txt" in other_files else ""
        yield f"not read: {_kinds(other_files)}{also}"


def convert_summary(report: ConvertReport, options: ConvertOptions, into: str) -> str:
    """Return one line that says what was converted, or would be in a dry run."""
    counts = [
        (len(report.written), f"written to {visible(into)}" if not options.dry_run else "to write"),
        (report.unchanged, "unchanged"),
        (len(report.repeated), "repeated"),
        (len(report.refused), "refused"),
    ]
    done = ", ".join(f"{number} {what}" for number, what in counts if number) or "nothing to convert"
    if options.dry_run:
        return f"{done}: dry run, nothing was written"
    if options.strict and report.refused:
        return f"{done}: nothing was written, because of --strict"
    return done


def _kinds(files: Mapping[str, int]) -> str:
    """Return the most frequent kinds with their counts."""
    kinds = sorted(files.items(), key=lambda item: (-item[1], item[0]))
    counts = ", ".join(
        f"{count} {visible(kind) or 'without extension'}" for kind, count in kinds[:_MAX_KINDS]
    )
    return counts + (", …" if len(kinds) > _MAX_KINDS else "")
