"""What ``status`` and ``check`` found out about an index: frozen values.

They stand here and not with the answers of a search, because the store makes them and imports go down only.
"""

from __future__ import annotations

import datetime  # noqa: TC003
from dataclasses import dataclass
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.releases.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What is in an index. ``first`` and ``last`` are None in an index without releases.

    ``empty_months`` (``2025-09``) lie between them and hold no release; ``bytes`` is the size on disk of all
    its files; ``skipped`` are the files that the last ingest could not use; ``made_at`` is an aware time.
    """

    index: Path
    releases: int
    first: datetime.date | None
    last: datetime.date | None
    empty_months: tuple[str, ...]
    bytes: int
    segments: int
    generation: int
    analysis: str
    made_at: datetime.datetime
    sources: tuple[str, ...] = ()
    skipped: tuple[Problem, ...] = ()


class Fault(NamedTuple):
    """One thing wrong with an index: what, in which file, and what to do about it."""

    what: str
    where: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Whether an index is whole, and whether it still agrees with the release files it was made from.

    ``files`` and ``releases`` count what was checked. Only ``faults`` make a check fail; ``changed``,
    ``missing`` and ``new`` (paths of release files) only say that an ingest is due, which ``update`` is the
    command for; ``unread`` are files that the system did not let be read, ``lost`` sources that are not there any
    more. With faults the files are not compared, and ``update`` is what mends them.
    """

    index: Path
    files: int
    releases: int
    faults: tuple[Fault, ...] = ()
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    update: str

    @property
    def agrees(self) -> bool | None:
        """True when no release file changed, went or came since the last ingest; None where that is not known."""
        if self.faults:
            return None
        return False if self.changed or self.missing or self.new else None if self.unread else True
