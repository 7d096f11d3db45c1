"""The index fields: their names, the date of a release as one number, and the fingerprint of what an index contains.

Each text field (title, heading, body) has three index fields: the stems of its words, the stems of their compound
parts, and the normalized forms with their positions. The index fields of the body include its sub-headings.

A date is a day, a month or a year. As a number, it is four times its first day (proleptic ordinal), plus 0 for a day,
1 for a month, 2 for a year. Undated is 0. So a smaller number begins earlier, and a day comes before the month that
begins with it. Example: 2024-05-01 is 739007 * 4 = 2956028, the month 2024-05 is 2956029.

Not here: what Whoosh sees of the fields (``schema``, ``whoosh_codec``).
"""

from __future__ import annotations

import datetime

from defsearch.dates.period import Period, Unit, whole
from defsearch.dutch.analysis import FINGERPRINT

INDEX_FORMAT = 11  # raise it if the files of an index change
TEXT_FIELDS = ("title", "heading", "body")  # each segment keeps the lengths of these, in this order
PARAGRAPH_GAP = 100  # positions between two paragraphs: more than any proximity search spans
UNIT_MARK = "+"  # prefix of a unit of a hyphenated form, which is not a word of its own
# Prefix of a term about capitals. In the forms of a field: a stop word in capitals (OM). In the stems of the body: a
# form that a release writes with a capital only; it counts one more for each time inside a sentence.
CAPITALS_MARK = "^"
APART_MARK = "~"  # prefix, among the stems of a field, of the stem of a word that the text writes apart
SPLIT_MARK = "|"  # prefix, among the stems of a field, of the stem of a verb that a main clause splits


def stems_field(field: str) -> str:
    """Return the index field of the stems of a text field's words."""
    return field


def parts_field(field: str) -> str:
    """Return the index field of the stems of a text field's compound parts."""
    return f"{field}_parts"


def forms_field(field: str) -> str:
    """Return the index field of a text field's normalized forms, with positions."""
    return f"{field}_forms"


INDEX_FIELDS = tuple(
    name for field in TEXT_FIELDS for name in (stems_field(field), parts_field(field), forms_field(field))
)


def fingerprint() -> str:
    """Return index format and analysis as one word: an index with another one cannot be read."""
    return f"{INDEX_FORMAT}.{FINGERPRINT}"


UNDATED = 0
MAX_DATE_VALUE = datetime.date.max.toordinal() * 4 + 2
_UNITS = (Unit.DAY, Unit.MONTH, Unit.YEAR)


def date_value(date: Period | None) -> int:
    """Return the number of a date."""
    if date is None or date.first is None:
        return UNDATED
    precision = next(number for number, unit in enumerate(_UNITS) if whole(unit, date.first) == date)
    return date.first.toordinal() * 4 + precision


def period_of_value(value: int) -> Period | None:
    """Return the date of a number, None for undated.

    Raises:
        ValueError: no date has that number.
    """
    if value == UNDATED:
        return None
    first = datetime.date.fromordinal(value // 4)
    if value % 4 == 3 or whole(_UNITS[value % 4], first).first != first:
        raise ValueError("no day, month or year")
    return whole(_UNITS[value % 4], first)


def is_day(value: int) -> bool:
    """Return whether a number is that of a day."""
    return value != UNDATED and value % 4 == 0


def newest_first(value: int) -> int:
    """Return the sort key for the newest first: a month after the days of that month, undated last."""
    return 2 * (value % 4) - value


def oldest_first(value: int) -> int:
    """Return the sort key for the oldest first: by first day, days before months, undated last."""
    return value or MAX_DATE_VALUE + 1


def longer_dates_around(day: int) -> list[int]:
    """Return the numbers of the month and the year that contain ``day`` (ordinal) but begin before it."""
    date = datetime.date.fromordinal(day)
    values = [date_value(whole(unit, date)) for unit in (Unit.MONTH, Unit.YEAR)]
    return [value for value in values if value // 4 < day]
