"""An article as a value, and its text in the release format.

Not here: the files that articles come from (``pages``, ``records``, ``notes``, ``feeds``), writing (``convert``).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from defsearch.dates.period import Period, Unit, whole
from defsearch.records import NamedTuple
from defsearch.releases.dating import date_of_line, read_date
from defsearch.releases.layout import parse_release

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_TEXT = "no text"
_SLUG_MAX_CHARS = 60
_LONGEST_DATE = 80
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_EMPTY_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[^\S\r\n]*[\r\n]")
# A block of one release only is divided into its lines, unless another block follows. The reader drops this one.
_LAST_BLOCK = "Deel deze pagina"


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """Something that is no article: ``reason`` says why, ``line`` (from 1) where."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line


class Article(NamedTuple):
    """An article.

    ``date`` is the day, the month or the year that is known, None when undated. Without a ``title`` it is derived from
    the text. ``body`` is the text below the title, its blocks divided by empty lines. ``may_be_empty`` is set for
    a release that defsearch exported: it may have no text.
    """

    date: Period | None
    title: str
    body: str
    url: str | None = None
    may_be_empty: bool = False


def clean(text: str) -> str:
    """Return text that a release can contain: without NUL, and with ``?`` for a lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """Return text that a release can contain on one line, with single spaces."""
    return " ".join(clean(text).split())


def web_address(text: object) -> str | None:
    """Return the address of a page if ``text`` is one, else None."""
    address = clean(text).strip() if isinstance(text, str) else ""
    return address if re.fullmatch(r"https?://[^\r\n]+", address) else None


def first_address(texts: Iterable[object]) -> str | None:
    """Return the first of ``texts`` that is an address."""
    return next(filter(None, map(web_address, texts)), None)


def read_published(text: str) -> Period | None:
    """Return the date that a field names: as releases write it, as ISO 8601 or as RFC 822 with a clock; else None.

    A clock in UTC is moved to Dutch time first: ``2026-01-19T23:00:00Z`` is midnight of 20 January.
    """
    text = text.strip()
    if len(text) > _LONGEST_DATE:
        return None
    if (iso := _ISO.fullmatch(text)) is not None:
        if (iso[2] or "").upper() not in ("Z", "+00:00", "+0000", "-00:00", "-0000"):
            return read_date(iso[1])  # a local clock: the day as it is written
        try:
            return _dutch_day(datetime.datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "")))
        except ValueError:
            return read_date(iso[1])
    known = read_date(text) or date_of_line(text)
    if known is not None:
        return known
    try:
        return _dutch_day(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None


def _dutch_day(moment: datetime.datetime) -> Period:
    if not moment.utcoffset():
        with suppress(ZoneInfoNotFoundError, OverflowError):  # a system without time zones: the day in UTC
            moment = moment.replace(tzinfo=datetime.UTC).astimezone(ZoneInfo("Europe/Amsterdam"))
    return whole(Unit.DAY, moment.date())


def release_text(article: Article) -> str:
    """Return an article in the release format, as ``defsearch.releases.layout`` reads it back.

    Raises:
        Refusal: nothing remains of its text below the title, once furniture of the page is dropped.
    """
    header = f" date {'undated' if article.date is None else article.date.iso()}"
    address = f" url {article.url}\n" if article.url else ""
    body = article.body.strip()
    if _EMPTY_LINE.search(body) is None and len(body.splitlines()) > 1:
        body += f"\n\n{_LAST_BLOCK}"
    rest = f"\n{body}\n" if body else ""
    text = f"{header} {article.title}".rstrip(" ") + f"\n{address}{rest}"
    release, warnings = parse_release(text)
    if article.title and (
        release.title_is_derived or release.title != article.title or not release.paragraphs
    ):
        text = f"{header}\n{address} title {article.title}\n{rest}"
        release, warnings = parse_release(text)
    if not article.may_be_empty and warnings:
        raise Refusal(NO_TEXT)
    return text


def file_stem(article: Article, text: str) -> str:
    """Return the path of an article below the folder of releases, without ``.txt``: ``2026/09/2026-09-10-slug``."""
    title = article.title or parse_release(text).release.title
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
    if len(slug) > _SLUG_MAX_CHARS:
        slug = slug[: _SLUG_MAX_CHARS + 1].rpartition("-")[0] or slug[:_SLUG_MAX_CHARS]
    slug = slug or "release"
    if article.date is None:
        return f"undated/{slug}"
    date = article.date.iso()
    if len(date) < len("2026-01-20") and slug[0].isdigit():
        slug = f"_{slug}"  # 2024-05-14-daagse would be read as a day
    return "/".join([*date.split("-")[:2], f"{date}-{slug}"])
