"""A Markdown file to an article: title and date from its front matter, else its first heading and its name.

Not here: Markdown itself (``markup``).
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from defsearch.convert.article import Article, Refusal, clean, first_address, one_line, read_published
from defsearch.convert.markup import blocks_of_markdown
from defsearch.convert.records import USUAL_NAMES
from defsearch.releases.dating import date_of_line, date_of_path
from defsearch.releases.layout import decode_release

_FRONT_MATTER = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"([\w-]+)[ \t]*:[ \t]*(.*)")
_DATE_BLOCKS = 5
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]|[^\n]+\n[ \t]{0,3}(?:=+|-+)[ \t]*(?:\n|\Z)")


def read_note(data: bytes, name: str) -> Article:
    """Return the article of a Markdown file; ``name`` is its path, which may spell the date.

    Raises:
        Refusal: it has no title in front matter and no heading at the top, or its date cannot be read.
    """
    text = decode_release(data)[0].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    matter: dict[str, Any] = {}
    if (found := _FRONT_MATTER.match(text)) is not None:
        matter = _toml(found[2]) if found[1] == "+++" else _yaml(found[2])
        text = text[found.end() :]
    title, written, *_ = (_value(matter, kind) for kind in ("title", "date"))
    starts_with_heading = _HEADING.match(text.lstrip("\n")) is not None
    blocks = blocks_of_markdown(text)
    if not title and not starts_with_heading:
        raise Refusal("no title: neither in front matter nor as a heading at the top")
    if blocks and starts_with_heading and (not title or blocks[0] == one_line(title)):
        title = blocks.pop(0)
    date = read_published(written) if written else None
    if written and date is None:
        raise Refusal(f"its date cannot be read: {written[:40]!r}")
    date = date or next(filter(None, map(date_of_line, blocks[:_DATE_BLOCKS])), None) or date_of_path(name)
    return Article(
        date,
        one_line(title),
        clean("\n\n".join(blocks)),
        first_address([_value(matter, "url")]),
    )


def _value(matter: dict[str, Any], kind: str) -> str:
    return next((str(matter[name]) for name in USUAL_NAMES[kind] if matter.get(name)), "")


def _toml(text: str) -> dict[str, Any]:
    try:
        return {name.casefold(): value for name, value in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, RecursionError):
        raise Refusal("its front matter is not TOML") from None


def _yaml(text: str) -> dict[str, Any]:
    """Return the keys at the outermost level with a text on one line, or folded over the indented lines below."""
    matter: dict[str, Any] = {}
    key = ""
    for line in text.split("\n"):
        if (found := _KEY.match(line)) is not None:
            key = found[1].casefold()
            value = re.sub(r"\s+#.*", "", found[2]) if found[2][:1] not in ("'", '"') else found[2]
            matter[key] = "" if re.fullmatch(r"[|>][+-]?", value.strip()) else _unquoted(value.strip())
        elif key and line[:1] in (" ", "\t"):
            matter[key] = f"{matter[key]} {line.strip()}".strip()
    return matter


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return value
