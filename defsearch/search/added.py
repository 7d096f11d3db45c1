"""The releases that came into the index in a period, or by the latest ingest that added any.

Not here: when a release came in, which the list of files says (``defsearch.index.source_files``).
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from defsearch.dates.parser import parse_period

if TYPE_CHECKING:
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.search.reader import IndexReader

LAST = "last"
_NANOSECONDS = 1_000_000_000
_LATEST = 200_000_000_000  # seconds: after the year 8000, and valid in every time zone


def docs_added(index: IndexSnapshot, reader: IndexReader, added: str, today: datetime.date) -> set[int]:
    """Return the documents that came in during ``added``: a period as text, or ``LAST``. All files are read.

    Raises:
        DateError: the text is not a date.
    """
    files = list(index.files.all())
    if added == LAST:
        latest = max((file.added for file in files), default=0)
        return {reader.doc_id_of(file) for file in files if file.added == latest}
    period = parse_period(added, today)
    return {reader.doc_id_of(file) for file in files if period.contains(_day(file.added))}


def _day(nanoseconds: int) -> datetime.date:
    """Return the day on the user's own calendar."""
    return datetime.date.fromtimestamp(min(nanoseconds // _NANOSECONDS, _LATEST))  # noqa: DTZ012
