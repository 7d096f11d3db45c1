"""What the commands share on their way to the core: the query as one text, its period, today."""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from defsearch.dutch.calendar import Period


def today() -> datetime.date:
    """Return the day that ``vandaag`` is: DEFSEARCH_TODAY where it is set, else the day of the clock here."""
    fixed = os.environ.get("DEFSEARCH_TODAY")
    if not fixed:
        return datetime.date.today()  # noqa: DTZ011  (the civil day where the user is)
    from defsearch.dutch.calendar import today_from  # here, as below: most commands need no calendar

    return today_from(fixed)


def period(from_text: str | None, to_text: str | None, on_text: str | None) -> Period | None:
    """Return the period that --from, --to and --on ask for, or None."""
    if from_text is None and to_text is None and on_text is None:
        return None
    from defsearch.dutch.calendar import period_between

    return period_between(from_text, to_text, on_text, today())


def joined(words: list[str] | None) -> str:
    """Return the words of a query as one text."""
    return " ".join(words or ())
