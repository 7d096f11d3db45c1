"""Markup to text: only what is visible, in blocks; hostile documents are refused."""

from __future__ import annotations

import pytest

from defsearch.convert import markup
from defsearch.convert.article import Refusal
from defsearch.convert.markup import (
    blocks_of,
    blocks_of_markdown,
    blocks_of_text,
    decode_page,
    parse_page,
    parse_xml,
    require_libraries,
)
from defsearch.errors import MissingLibraryError

BOMB = b"""<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><rss v="%s">%s</rss>"""


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        ("<p>een<p>twee", ["een", "twee"]),
        ("<p>a&nbsp;b\n  c &eacute;&lt;", ["a b c é<"]),
        ("<p>een <b>vet</b>ter<!-- weg --> woord", ["een vetter woord"]),
        ("<h2>Kop</h2>los<div>in</div>staart", ["Kop", "los", "in", "staart"]),
        ("<ul><li>een<li><p>twee</p><ul><li>in</ul></ul>na", ["- een\n- twee\n- in", "na"]),
        ("<p>regel<br>twee<br><br>drie", ["regel\ntwee", "drie"]),
        ("<table><tr><th>Naam<th>Aantal<tr><td>F-16<td>12</table>", ["Naam | Aantal\nF-16 | 12"]),
        ("<table><tr><td>a<table><tr><td>b<td>c</table>d</table>", ["a", "b | c", "d"]),
        ("<table><tr><td><h1>Kop</h1><p>een</p><p>twee</table>", ["Kop", "een", "twee"]),
        (
            "<script>x</script><style>y</style><noscript>z</noscript><template>t</template><p>zichtbaar",
            ["zichtbaar"],
        ),
        ("<p hidden>x<p style='display: none'>y<p aria-hidden=true>z<p>zichtbaar", ["zichtbaar"]),
        (
            "<nav>Menu</nav><p>a</p><figure><img alt=x><figcaption>c</figcaption></figure><footer>f</footer>",
            ["a"],
        ),
    ],
)
def test_blocks_are_the_visible_text(page: str, blocks: list[str]) -> None:
    """Paragraphs, lists and tables as a reader sees them."""
    assert blocks_of(parse_page(page)) == blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<p>een</p><p>twee</p>", ["een", "twee"]),
        ("R&amp;D &euro; 5", ["R&D € 5"]),
        ("als a < b en c > d", ["als a < b en c > d"]),
        ("een\n\ntwee", ["een\n\ntwee"]),
    ],
)
def test_html_in_a_field_becomes_text(text: str, blocks: list[str]) -> None:
    """Text without markup stays as it is."""
    assert blocks_of_text(text) == blocks


def test_markdown_becomes_blocks() -> None:
    """Marks are not text; raw HTML in it is read as in a page."""
    text = "# Kop\n\nEen *woord* en [een](http://x).\n\n1. een\n2. twee\n\n<script>x</script>\n\n"
    text += "| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert blocks_of_markdown(text) == ["Kop", "Een woord en een.", "- een\n- twee", "a | b\n1 | 2"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>één".encode(), "<p>één"),
        ("\ufeff<p>één".encode("utf-16"), "<p>één"),
        ("<p>één €".encode("cp1252"), "<p>één €"),
        (b"<meta charset=iso-8859-15><p>\xa4", "<meta charset=iso-8859-15><p>€"),
        (b"<meta charset=utf-8><p>\x80", "<meta charset=utf-8><p>€"),
        (b"<meta charset=nonsense><p>\x80", "<meta charset=nonsense><p>€"),
    ],
)
def test_a_page_is_decoded(data: bytes, text: str) -> None:
    """By its mark, as UTF-8, by its declaration, else as Windows-1252."""
    assert decode_page(data).removeprefix("\ufeff") == text


@pytest.mark.parametrize("page", ["<div>" * 300 + "tekst", "<b>" * 100_000, "<ul><li>" * 500 + "x"])
def test_a_page_that_is_nested_too_deeply_is_refused(page: str) -> None:
    """No text is lost in silence, and nothing takes long."""
    with pytest.raises(Refusal, match="nested too deeply"):
        parse_page(page)


@pytest.mark.parametrize("page", ["", "  \n", "<!-- niets -->"])
def test_an_empty_page_is_refused(page: str) -> None:
    """A comment alone is empty too."""
    with pytest.raises(Refusal, match="an empty page"):
        parse_page(page)


@pytest.mark.parametrize("parts", [(b"", b"&d;"), (b"&d;", b""), (b"", b"")])
def test_entities_are_never_expanded(parts: tuple[bytes, bytes]) -> None:
    """A document that declares entities is refused, wherever it uses them."""
    with pytest.raises(Refusal, match=r"entit|well-formed"):
        parse_xml(BOMB % parts)


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss/>',
        b'<!DOCTYPE rss PUBLIC "-//x" "file:///etc/passwd"><rss/>',
    ],
)
def test_an_external_dtd_is_not_read(document: bytes) -> None:
    """The document is read without it."""
    assert parse_xml(document).tag == "rss"


def test_an_external_entity_is_refused() -> None:
    """No file gets into a release."""
    with pytest.raises(Refusal, match="declares entities"):
        parse_xml(b'<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss>&e;</rss>')


@pytest.mark.parametrize("document", [b"", b"<a>", b"<a>&nbsp;</a>", b"<a>" * 5000, b"\x00\xff"])
def test_what_is_no_xml_is_refused(document: bytes) -> None:
    """With the reason."""
    with pytest.raises(Refusal, match="not well-formed"):
        parse_xml(document)


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line says how to install them."""
    monkeypatch.setattr(markup, "etree", None)
    with pytest.raises(MissingLibraryError) as caught:
        require_libraries()
    assert caught.value.libraries == ("lxml", "markdown-it-py")
