"""Markup to text: the blocks of text that a reader of a page sees. lxml parses; nothing is fetched.

lxml was measured beside selectolax and trafilatura; ``.docs/convert.md`` has the figures. It is optional
(``defsearch[convert]``).

Not here: which part of a page is the article (``pages``).
"""

from __future__ import annotations

import re
from typing import Any

from defsearch.convert.article import Refusal, clean
from defsearch.errors import MissingLibraryError

try:
    from lxml import etree, html
    from markdown_it import MarkdownIt
except ImportError:  # optional; ``require_libraries`` says how to install them
    etree = html = MarkdownIt = None  # type: ignore[assignment, misc]

_SKIPPED = frozenset({
    "head", "script", "style", "template", "noscript", "nav", "aside", "footer", "form", "button", "select", "svg",
    "math", "iframe", "object", "audio", "video", "canvas", "figcaption", "dialog", "input", "textarea", "label",
})  # fmt: skip
_BLOCKS = frozenset({
    "html", "body", "main", "article", "section", "div", "header", "p", "blockquote", "pre", "figure", "address",
    "center", "details", "summary", "hr", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr",
    "hgroup", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LAYOUT_TABLE = ".//h1|.//h2|.//h3|.//h4|.//ul|.//td[count(.//p)>1]|.//td[count(.//div)>1]"
_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|table|tr|td|img|section|article|blockquote|figure)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{2,20})""", re.IGNORECASE)


def require_libraries() -> None:
    """Raise MissingLibraryError if lxml or markdown-it-py is not installed."""
    if etree is None:
        raise MissingLibraryError("Web pages, feeds and Markdown", "lxml", "markdown-it-py")


def decode_page(data: bytes) -> str:
    """Return the text of a page: by its byte order mark, its own declaration, as UTF-8, else as Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _DECLARED.search(data[:4096])
        name = declared[1].decode("ascii").lower() if declared else "cp1252"
        try:
            return data.decode("cp1252" if name in ("iso-8859-1", "latin1", "utf-8") else name, "replace")
        except LookupError:
            return data.decode("cp1252", "replace")


def parse_page(text: str) -> Any:
    """Return the root element of a page.

    Raises:
        Refusal: it is empty or nested too deeply.
    """
    require_libraries()
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", clean(text))  # lxml refuses text that declares an encoding
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.LxmlError:
        raise Refusal("an empty page") from None
    if any("xcessive depth" in error.message for error in parser.error_log):
        raise Refusal("nested too deeply")
    return root


def parse_xml(data: bytes) -> Any:
    """Return the root element of an XML document; entities are never expanded and nothing is fetched.

    Raises:
        Refusal: it is not well-formed, nested too deeply, or it declares entities.
    """
    require_libraries()
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refusal(f"not well-formed XML: {error.msg}", error.lineno) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise Refusal("it declares entities, which are never expanded")
    return root


def serialize(element: Any) -> str:
    """Return an element of an XML document as HTML, its names without namespaces."""
    for inner in element.iter(etree.Element):
        inner.tag = etree.QName(inner).localname
    etree.cleanup_namespaces(element)
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def blocks_of(root: Any) -> list[str]:
    """Return the visible text of an element as blocks: paragraphs, headings, lists with a line for each item."""
    return _Blocks().read(root)


def blocks_of_text(text: str) -> list[str]:
    """Return the blocks of a field: of its HTML if it contains any, else as they are."""
    if _TAG.search(text):
        return blocks_of(parse_page(text))
    if _ENTITY.search(text):
        from html import unescape  # here: few fields have entities

        text = unescape(text)
    return [text]


def blocks_of_markdown(text: str) -> list[str]:
    """Return the blocks of a Markdown text."""
    require_libraries()
    return blocks_of(
        parse_page(f"<body>{MarkdownIt('commonmark').enable('table').render(clean(text))}</body>")
    )


def _is_data_table(table: Any) -> bool:
    """Return whether a table has a value in each cell; other tables only place text on the page."""
    return table.find(".//table") is None and not table.xpath(_LAYOUT_TABLE)


class _Blocks:
    """A walk over an element that collects its blocks; Python's recursion limit does not apply."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._bullet = ""
        self._inside = 0  # lists and tables of data around the current place: a block in them is a line
        self._is_row = False

    def read(self, root: Any) -> list[str]:
        """Return the blocks of ``root``."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self._is_skipped(element):
                    walk.skip_subtree()
                else:
                    self._open(element)
                    self._pieces.append(element.text or "")
            else:
                if not self._is_skipped(element):
                    self._close(element)
                if element is not root:
                    self._pieces.append(element.tail or "")
        self._end_block()
        return self._blocks

    def _open(self, element: Any) -> None:
        tag = element.tag
        if tag in ("ul", "ol", "menu") or (tag == "table" and _is_data_table(element)):
            self._end()
            self._inside += 1
        elif tag == "li":
            self._end()
            self._bullet = "- "
        elif tag in ("td", "th") and self._inside:
            if "".join(self._pieces).strip():
                self._pieces.append(" | ")
        elif tag == "br":
            self._line_break(element)
        elif tag in _BLOCKS or tag in ("td", "th"):
            self._end()

    def _close(self, element: Any) -> None:
        tag = element.tag
        if tag in ("ul", "ol", "menu") or (tag == "table" and _is_data_table(element)):
            self._end_line()
            self._inside -= 1
            self._end()
        elif tag in ("td", "th") and self._inside:
            pass
        elif tag in _BLOCKS or tag in ("li", "td", "th"):
            self._end()

    def _line_break(self, element: Any) -> None:
        """End the line; a second one in a row ends the block."""
        previous = element.getprevious()
        doubled = previous is not None and previous.tag == "br" and not (previous.tail or "").strip()
        if doubled and not self._inside:
            self._end_block()
        else:
            self._end_line()

    def _end(self) -> None:
        if self._inside:
            self._end_line()
        else:
            self._end_block()

    def _end_line(self) -> None:
        line = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if line:
            self._lines.append(self._bullet + line)
            self._bullet = ""

    def _end_block(self) -> None:
        self._end_line()
        if self._lines:
            self._blocks.append("\n".join(self._lines))
            self._lines.clear()

    @staticmethod
    def _is_skipped(element: Any) -> bool:
        return (
            not isinstance(element.tag, str)
            or element.tag in _SKIPPED
            or "hidden" in element.attrib
            or element.get("aria-hidden") == "true"
            or _HIDDEN.search(element.get("style", "")) is not None
        )
