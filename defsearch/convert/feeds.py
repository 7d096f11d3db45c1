"""A feed to articles: the entries of RSS and Atom that have a full text.

Not here: parsing, and HTML in an entry (``markup``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from defsearch.convert.article import Article, Refusal, clean, first_address, one_line, read_published
from defsearch.convert.markup import blocks_of_text, parse_xml, serialize

if TYPE_CHECKING:
    from collections.abc import Iterator

ONLY_SUMMARY = "only a summary: skipped without --summaries"
_ENTRIES = ("item", "entry")
_FULL_TEXTS = ("encoded", "content", "body")  # content:encoded of RSS, content of Atom, xhtml:body
_SUMMARIES = ("description", "summary")
_DATES = ("pubDate", "published", "date", "issued", "updated", "modified")


def feed_entries(data: bytes) -> Iterator[tuple[int, Any]]:
    """Yield the entries of a feed as (line, element).

    Raises:
        Refusal: it is no feed, or not XML that can be read safely.
    """
    root = parse_xml(data)
    if _local(root) not in ("rss", "RDF", "feed"):
        raise Refusal("no feed: neither RSS nor Atom")
    for element in root.iter():
        if _local(element) in _ENTRIES:
            yield element.sourceline, element


def read_entry(entry: Any, *, summaries: bool) -> Article:
    """Return the article of an entry; one with a summary only is accepted if ``summaries``.

    Raises:
        Refusal: it has no title, no date or no text.
    """
    parts = [(_local(part), part) for part in entry]
    full = _first_text(parts, _FULL_TEXTS)
    summary = _first_text(parts, _SUMMARIES)
    title = one_line(" ".join(blocks_of_text(_first_text(parts, ("title",)))))
    written = _first_text(parts, _DATES).strip()
    if not title:
        raise Refusal("no title")
    if not written:
        raise Refusal("no date")
    if (date := read_published(written)) is None:
        raise Refusal(f"its date cannot be read: {written[:40]!r}")
    if not full and summary and not summaries:
        raise Refusal(ONLY_SUMMARY)
    body = "\n\n".join(block.strip() for block in blocks_of_text(full or summary))
    links = [
        part.get("href") or part.text
        for name, part in parts
        if name == "link" and part.get("rel") in (None, "alternate")
    ]
    return Article(date, title, clean(body), first_address(links))


def _first_text(parts: list[tuple[str, Any]], names: tuple[str, ...]) -> str:
    """Return the first of the named parts that has a text; markup inside it as HTML."""
    for wanted in names:
        for name, part in parts:
            if name == wanted and (text := serialize(part) if len(part) else part.text or "").strip():
                return text
    return ""


def _local(element: Any) -> str:
    """Return the name of an element without its namespace; empty for an entity that is not expanded."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
