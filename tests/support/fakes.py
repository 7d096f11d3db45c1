"""Fakes for tests of the command line: a searcher that knows two releases, an ingest, a status and a check.

Not here: the fixtures that put them in place of the real ones (``tests/cli/conftest.py``).
"""

from __future__ import annotations

import datetime
import errno
import os
from typing import TYPE_CHECKING

from defsearch.dates.period import Unit, whole
from defsearch.errors import (
    IndexDamagedError,
    IndexUnreadableError,
    NoIndexError,
    QueryError,
    ReleaseNotFoundError,
)
from defsearch.index.check import CheckReport, Fault, StatusReport
from defsearch.index.doc_store import StoredRelease
from defsearch.ingest.ingest import IngestOptions, IngestReport
from defsearch.releases.release import Paragraph, Problem
from defsearch.search.explain import ExplainedHit, ExplainedWord, Explanation, ReachedForm
from defsearch.search.plan import MatchKind
from defsearch.search.results import (
    Hit,
    Passage,
    Per,
    ReleaseMatches,
    SearchRequest,
    SearchResult,
    Suggestion,
)
from defsearch.search.timeline import Timeline, TimelinePeriod, TimelineRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

LEAD = (
    "Het schip vertrok dinsdag uit Den Helder, waar de bemanning zich weken had voorbereid op de reis naar de "
    "Oostzee."
)
HEADING = "Systemen tegen drones"
LAST = (
    "Bij ATLA zag men nieuwe toepassingen voor Defensie, waaronder testen met systemen tegen drones; die komen "
    "volgend jaar ook naar Nederland."
)
BODY = f"{LEAD}\r\n\r\n{HEADING}\r\n\r\n{LAST}"
HEADING_AT, LAST_AT = BODY.index(HEADING), BODY.index(LAST)
LONG_TITLE = "Drones boven zee: \x1b[31mde marine\u202e oefent samen met de kustwacht en de NAVO"
RELEASES = (
    StoredRelease(
        id="2024/mei/017",
        path="seeds/2024/mei/017.txt",
        date=whole(Unit.DAY, datetime.date(2024, 5, 17)),
        title="Marine zoekt drones",
        body=BODY,
        paragraphs=(
            Paragraph(0, len(LEAD), is_heading=False),
            Paragraph(HEADING_AT, HEADING_AT + len(HEADING), is_heading=True),
            Paragraph(LAST_AT, len(BODY), is_heading=False),
        ),
    ),
    StoredRelease(
        id="2024/mei/018",
        path="seeds/2024/mei/018.txt",
        date=whole(Unit.DAY, datetime.date(2024, 5, 18)),
        title=LONG_TITLE,
        body="Er vlogen drones.",
        paragraphs=(Paragraph(0, 17, is_heading=False),),
    ),
)
HITS = (
    Hit(
        rank=1,
        id="2024/mei/017",
        score=3.21456,
        date=whole(Unit.DAY, datetime.date(2024, 5, 17)),
        title="Marine zoekt drones",
        path="seeds/2024/mei/017.txt",
        title_matches=((13, 19),),
        passages=(
            Passage(None, LEAD, ()),
            Passage(HEADING, LAST[52:], ((36, 42),), cut_start=True),
        ),
    ),
    Hit(
        rank=2,
        id="2024/mei/018",
        score=1.5,
        date=whole(Unit.DAY, datetime.date(2024, 5, 18)),
        title=LONG_TITLE,
        path="seeds/2024/mei/018.txt",
        title_matches=((0, 6),),
        copies=3,
    ),
)


class FakeSearcher:
    """A searcher over two releases: a query with ``drones`` matches both, any other query none."""

    def __init__(self, index: Path, synonyms: Path | None) -> None:
        if index.name == "none":
            raise NoIndexError(index)
        self.index = index
        self.synonyms = synonyms
        self.requests: list[SearchRequest | TimelineRequest | None] = []

    def __enter__(self) -> FakeSearcher:  # noqa: PYI034 - no subclasses
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def search(self, request: SearchRequest, _today: datetime.date) -> SearchResult:
        """Return both releases, or none."""
        self.requests.append(request)
        if self.index.name == "broken":
            raise QueryError("a quote is not closed", query='navo "drones', start=5, end=12, hint="Close it")
        if request.query and "drones" not in request.query:
            return SearchResult(
                request=request, total=0, hits=(), suggestions=(Suggestion("drones", 2),), some_words=1
            )
        if "tokio" in request.query:
            near = HITS[1]._replace(missing=("tokio",))
            return SearchResult(request=request, total=1, hits=HITS[:1], near=(near,))
        begin = (request.page - 1) * request.limit
        return SearchResult(
            request=request,
            total=2,
            hits=HITS[begin : begin + request.limit],
            first=HITS[0].date,
            last=HITS[1].date,
            notices=("“de” is in nearly every release and was left out",) if " de " in request.query else (),
        )

    def explain(self, request: SearchRequest, _today: datetime.date) -> Explanation:
        """Return one word with three forms, and one that is not in the archive."""
        self.requests.append(request)
        forms = (
            ReachedForm("drones", MatchKind.EXACT, 2),
            ReachedForm("drone", MatchKind.STEM, 1),
            ReachedForm("dronedreiging", MatchKind.PART, 7),
        )
        word = ExplainedWord(
            text="drones",
            span=(0, 6),
            form="drones",
            lemma="drone",
            stem="dron",
            synonyms=("onbemand vliegtuig",),
            forms=forms,
            releases=8,
        )
        lost = ExplainedWord(text="kern\x1b", span=(7, 12), form="kern", note="not in the archive")
        return Explanation(
            query=request.query,
            understood=("all of these:", "  the word drones", "  the word kern\x1b"),
            words=(word, lost),
            hits=(ExplainedHit(1, "2024/mei/017", (("drones", ("drones", "drone")), ("kern", ()))),),
            total=2,
        )

    def similar(self, id_: str, limit: int) -> SearchResult:
        """Return the other release."""
        hits = tuple(hit._replace(rank=1) for hit in HITS if hit.id != id_)[:limit]
        return SearchResult(request=SearchRequest(limit=limit), total=len(hits), hits=hits)

    def release(self, id_: str) -> StoredRelease:
        """Return the release whose id starts with ``id_``."""
        found = [release for release in RELEASES if release.id.startswith(id_)]
        if len(found) != 1:
            raise ReleaseNotFoundError(f"{len(found)} releases have an id that begins with “{id_}”")
        return found[0]

    def ids(self, prefix: str) -> list[str]:
        """Return the ids that start with ``prefix``."""
        return [release.id for release in RELEASES if release.id.startswith(prefix)]

    def matches(
        self, release: StoredRelease, request: SearchRequest, _today: datetime.date
    ) -> ReleaseMatches:
        """Return the first ``drones`` of title and body."""
        self.requests.append(request)
        if "drones" not in request.query:
            return ReleaseMatches()
        return ReleaseMatches(_first_match(release.title, "drones"), _first_match(release.body, "drones"))

    def timeline(self, request: TimelineRequest, _today: datetime.date) -> Timeline:
        """Return three months, the second without releases."""
        self.requests.append(request)
        rows = (("2024-04", 3, 41), ("2024-05", 0, 0), ("2024-06", 12, 24))
        every = len(request.queries) or 1
        return Timeline(
            queries=request.queries,
            per=request.per or Per.MONTH,
            periods=tuple(
                TimelinePeriod(
                    name,
                    datetime.date.fromisoformat(f"{name}-01"),
                    tuple(matching // (at + 1) for at in range(every)) if request.queries else (releases,),
                    releases,
                )
                for name, matching, releases in rows
            ),
        )

    def export(self, request: SearchRequest | None, _today: datetime.date) -> Iterator[StoredRelease]:
        """Return all releases, or none."""
        self.requests.append(request)
        return iter(RELEASES if request is None or "drones" in request.query else ())


def _first_match(text: str, word: str) -> tuple[tuple[int, int], ...]:
    at = text.find(word)
    return () if at < 0 else ((at, at + len(word)),)


PROBLEMS = (
    Problem("seeds/leeg.txt", None, "is empty"),
    Problem("seeds/fout\n\x1b[2J.txt", 1, "begins with no date"),
)


def fake_ingest(
    sources: Sequence[Path],
    index: Path,
    options: IngestOptions,
    on_progress: Callable[[int, int], None] | None = None,
) -> IngestReport:
    """Report two added releases and two skipped files."""
    if on_progress is not None:
        on_progress(1, 2)
    return IngestReport(
        added_ids=("2024/mei/017", "2024/mei/018"),
        removed_ids=("2023/oud",),
        unchanged=3,
        releases=5,
        skipped=PROBLEMS,
        warnings=(Problem("seeds/017.txt", 1, "has no title"),),
        other_files={},
        seconds=0.42,
        written=not options.dry_run,
    )


def fake_status(index: Path) -> StatusReport:
    """Report an index of five releases."""
    return StatusReport(
        index=index,
        releases=5,
        first=whole(Unit.DAY, datetime.date(2024, 1, 3)),
        last=whole(Unit.DAY, datetime.date(2025, 3, 1)),
        by_month=0,
        by_year=0,
        undated=0,
        empty_months=("2024-02", "2024-03", "2024-04", "2024-08", "2024-12", "2025-01"),
        bytes=4_140_000,
        segments=1,
        generation=7,
        analysis="1d2b8bd2",
        made_at=datetime.datetime(2025, 3, 1, 12, 30, tzinfo=datetime.UTC),
        sources=("/archief/seeds",),
        skipped=PROBLEMS,
    )


def fake_check(index: Path) -> CheckReport:
    """Report an index that is whole but out of date, or one with two faults."""
    faults: tuple[Fault, ...] = ()
    if index.name == "faulty":
        what = "is not as it was written: its checksum differs from that in the manifest of this generation."
        damaged, unreadable = "faulty/MAIN_1.seg", "faulty/lexicon.7"
        faults = (
            Fault(what, damaged, IndexDamagedError(damaged, what)),
            Fault(
                "cannot be read: input/output error",
                unreadable,
                IndexUnreadableError(unreadable, "input/output error", errno.EIO),
            ),
        )
    new = tuple(f"seeds/2025/{number:03}.txt" for number in range(23))
    return CheckReport(
        index=index,
        files=12,
        releases=5,
        faults=faults,
        changed=("seeds/a\x1b.txt",),
        new=new,
        sources=(os.path.abspath("seeds"),),  # noqa: PTH100
    )
