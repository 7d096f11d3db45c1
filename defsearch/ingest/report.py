"""What an ingest is asked and what it reports: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from defsearch.releases.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How to ingest. ``strict``: any skipped file makes it fail and nothing is changed."""

    rebuild: bool = False
    strict: bool = False
    dry_run: bool = False
    follow_links: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What changed, or would have. ``releases`` are in the index after that; ``skipped`` files are not.

    ``written`` tells whether the index on disk was changed at all: not by a dry run, by a strict one that skipped a
    file, or when there was nothing to change.
    """

    added: int
    changed: int
    removed: int
    unchanged: int
    releases: int
    skipped: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    seconds: float
    written: bool
