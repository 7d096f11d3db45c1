"""A saved web page to an article: title, date and address from what the page says of itself, text from its article.

Nothing is guessed: a page without a title, a date or a recognisable article is refused. The date that is shown wins
over metadata, metadata over the address.

Not here: parsing, and what of an element is text (``markup``).
"""

from __future__ import annotations

import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any

from defsearch.convert.article import (
    NO_TEXT,
    Article,
    Refusal,
    clean,
    first_address,
    one_line,
    read_published,
)
from defsearch.convert.markup import blocks_of, blocks_of_text, decode_page, parse_page
from defsearch.releases.dating import date_of_line, date_of_path
from defsearch.releases.furniture import is_furniture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.dates.period import Period

_ARTICLES = (  # the most certain first
    "//div[contains(concat(' ',@class,' '),' article ') and contains(concat(' ',@class,' '),' content ')]",
    "//*[@itemprop='articleBody']/ancestor-or-self::*[self::article][1]",
    "//article[.//h1]",
    "//main//article",
    "//article",
    "//main",
    "//*[@role='main']",
)
_TITLES = (".//h1[contains(concat(' ',@class,' '),' news ')]", ".//h1")
_DATE_SHOWN = (
    ".//*[contains(@class,'article-meta') or contains(@class,'publicationdate') or contains(@class,'date')]"
)
_DATES = (
    "//meta[@property='article:published_time' or @itemprop='datePublished']/@content",
    "//meta[re:test(@name, '^(dcterms\\.(issued|available|date)|dc\\.date(\\.issued)?|date|pubdate)$', 'i')]/@content",
)
_ADDRESSES = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
_REGULAR_EXPRESSIONS = {"re": "http://exslt.org/regular-expressions"}
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_END = re.compile(
    r"(?:documenten|meer over dit onderwerp|hoort bij|deel deze pagina|heeft deze informatie u geholpen)\b.{0,20}",
    re.IGNORECASE,
)
_DATE_BLOCKS = 5
_SHORT = 100


def read_page(data: bytes) -> Article:
    """Return the article of a page.

    Raises:
        Refusal: it has no title, no date or no recognisable article.
    """
    text = decode_page(data)
    page = parse_page(text)
    described = next(_descriptions(page), {})
    root = _article_element(page)
    blocks = _blocks(root, described)
    heading = _heading(page, root)
    title = one_line("".join(heading.itertext())) if heading is not None else ""
    title = (
        title
        or one_line(str(described.get("headline", "")))
        or _first(page, "//meta[@property='og:title']/@content")
    )
    if not title:
        raise Refusal("no title")
    above, below = _divide(blocks, title)
    address = first_address(
        [
            described.get("url"),
            *(_first(page, path) for path in _ADDRESSES),
            *_SAVED_FROM.findall(text[:2000]),
        ]
    )
    date = _date_shown(root, above, below) or _date_described(page, described) or date_of_path(_path(address))
    if date is None:
        raise Refusal("no date")
    body = [block for block in _until_end(below) if not is_furniture(block) and date_of_line(block) is None]
    if not any(len(block) > _SHORT or block.rstrip("\"'”’")[-1:] in ".!?" for block in body):
        raise Refusal(NO_TEXT if not body else "no article: no paragraph of text below the title")
    return Article(date, title, clean("\n\n".join(body)), address)


def _article_element(page: Any) -> Any:
    """Return the element that contains the article, None without one.

    Raises:
        Refusal: the page is a list of articles.
    """
    for path in _ARTICLES:
        found = page.xpath(path)
        if len(found) > 1 and path == "//article[.//h1]":
            found = [one for one in found if not one.xpath("ancestor::article")]
        if len(found) == 1:
            if len(found[0].xpath(".//article")) > 1:
                break
            return found[0]
        if len(found) > 1:
            break
    else:
        return None
    raise Refusal("no article: a list of several")


def _heading(page: Any, root: Any) -> Any:
    """Return the element of the title: in the article, else the only one of the page."""
    for path in _TITLES if root is not None else ():
        if found := root.xpath(path):
            return found[0]
    found = page.xpath("//h1")
    return found[0] if len(found) == 1 else None


def _blocks(root: Any, described: dict[str, Any]) -> list[str]:
    if root is not None:
        return blocks_of(root)
    body = described.get("articleBody")
    if not isinstance(body, str) or not body.strip():
        raise Refusal("no article: neither <article>, <main> nor a known layout")
    return [line.strip() for block in blocks_of_text(body) for line in block.splitlines() if line.strip()]


def _divide(blocks: list[str], title: str) -> tuple[list[str], list[str]]:
    """Return the blocks above the title and those below it; all are below it when it is not among them."""
    for number, block in enumerate(blocks):
        if one_line(block) == title:
            return blocks[:number], blocks[number + 1 :]
    return [], blocks


def _until_end(blocks: list[str]) -> Iterator[str]:
    """Yield the blocks before the first end marker (documents, related pages, share words)."""
    for block in blocks:
        if _END.fullmatch(block.removeprefix("- ")):
            return
        yield block


def _date_shown(root: Any, above: list[str], below: list[str]) -> Period | None:
    """Return the date that a reader sees with the title."""
    if root is None:
        return None
    for block in [*below[:_DATE_BLOCKS], *above]:
        if (date := date_of_line(block)) is not None:
            return date
    for element in root.xpath(_DATE_SHOWN)[:_DATE_BLOCKS]:
        if (date := date_of_line(one_line("".join(element.itertext())))) is not None:
            return date
    for element in root.xpath(".//time")[:1]:
        shown = date_of_line(one_line("".join(element.itertext())))
        if (date := shown or read_published(element.get("datetime", ""))) is not None:
            return date
    return None


def _date_described(page: Any, described: dict[str, Any]) -> Period | None:
    """Return the date in the metadata."""
    texts = [str(described.get("datePublished", ""))]
    for path in _DATES:
        texts += map(str, page.xpath(path, namespaces=_REGULAR_EXPRESSIONS))
    return next(filter(None, map(read_published, filter(None, texts))), None)


def _descriptions(page: Any) -> Iterator[dict[str, Any]]:
    """Yield what the page says in JSON-LD of an article."""
    for script in page.xpath("//script[@type='application/ld+json']"):
        try:
            waiting = deque([json.loads(script.text or "")])
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.popleft()
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                if any(str(kind).endswith("Article") for kind in _listed(value.get("@type"))):
                    yield value
                waiting += [value[key] for key in ("@graph", "mainEntity") if key in value]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first(page: Any, path: str) -> str:
    found = page.xpath(path)
    return one_line(str(found[0])) if found else ""


def _path(address: str | None) -> str:
    return re.sub(r"^https?://[^/]*", "", address or "")
