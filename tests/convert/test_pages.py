"""A saved page to an article, on pages composed after layouts of government sites; every text is invented."""

from __future__ import annotations

import json

import pytest

from defsearch.convert.article import Refusal
from defsearch.convert.pages import read_page

LEAD = "De bemanning van het fregat oefende een week lang met drones boven zee."
TEXT = "“Het ging goed”, zei de commandant. De oefening duurde vijf dagen."
OLD = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Marine oefent | Voorbeeld</title>
<link rel="canonical" href="https://www.voorbeeld.nl/actueel/nieuws/2021/12/21/marine-oefent">
<meta name="DCTERMS.issued" content="2021-12-21"></head><body>
<div id="nav"><ul><li><a href="/">Home</a><li>Nieuws</ul></div>
<div class="article content"><h1 class="news">Marine oefent met drones</h1>
<p class="article-meta">Nieuwsbericht | 22-12-2021 | 15:01</p><div class="intro"><p>{LEAD}</p></div>
<figure><img src="http://127.0.0.1:9/x.jpg" alt="x"><figcaption>Een matroos.</figcaption></figure>
<h2>Lessen voor later</h2><p>{TEXT}<ul><li>varen;<li>vliegen.</ul>
<h2>Documenten</h2><ul><li>Kamerbrief</ul></div><div class="footer">Over deze site</div></body></html>"""
NEW = f"""<html><head><meta property="og:url" content="https://www.voorbeeld.nl/2025/03/04/daken"></head><body>
<header><a>Naar de inhoud</a></header><main><nav>Kruimelpad</nav><h1>Kazerne krijgt daken</h1>
<p>Nieuwsbericht 05-03-2025 | 08:00</p><p>{LEAD}</p><h3>Planning</h3><p>{TEXT}</p>
<div>%s</div><p>Dit hoort er niet meer bij.</p></main></body></html>"""


def page(body: str, head: str = "") -> bytes:
    """Return a page."""
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def described(**values: object) -> str:
    """Return a script with JSON-LD of an article."""
    value = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", **values}],
    }
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_the_old_layout() -> None:
    """The date shown wins over metadata and address; menus, captions and documents are left out."""
    article = read_page(OLD.encode())
    assert (article.date and article.date.iso(), article.title) == ("2021-12-22", "Marine oefent met drones")
    assert article.url == "https://www.voorbeeld.nl/actueel/nieuws/2021/12/21/marine-oefent"
    assert article.body.split("\n\n") == [LEAD, "Lessen voor later", TEXT, "- varen;\n- vliegen."]


@pytest.mark.parametrize(
    "end",
    [
        "Documenten", "Heeft deze informatie u geholpen?", "Meer over dit onderwerp", "Hoort bij", "Deel deze pagina",
        "Hoort bij:",
    ],
)  # fmt: skip
def test_the_new_layout_ends_at_its_marker(end: str) -> None:
    """What follows the end marker is no text of the article."""
    article = read_page((NEW % end).encode())
    assert (article.date and article.date.iso(), article.title) == ("2025-03-05", "Kazerne krijgt daken")
    assert article.body.split("\n\n") == [LEAD, "Planning", TEXT]


@pytest.mark.parametrize(
    ("head", "above", "date"),
    [
        (described(datePublished="2024-05-14T09:00:00+02:00"), "", "2024-05-14"),
        ('<meta property="article:published_time" content="2024-05-13T22:30:00Z">', "", "2024-05-14"),
        ('<meta name="DCTERMS.issued" content="2024-05-14">', "", "2024-05-14"),
        ("", '<time datetime="2024-05-14T09:00">gisteren</time>', "2024-05-14"),
        ("", "<time>14 mei 2024</time>", "2024-05-14"),
        ("", '<span class="publication-date">14 mei 2024, 09:00 uur</span>', "2024-05-14"),
        ('<link rel="canonical" href="https://voorbeeld.nl/nieuws/2024/05/14/x">', "", "2024-05-14"),
        (described(datePublished="2024-05-14"), "<p>Gepubliceerd op: 15-5-2024</p>", "2024-05-15"),
    ],
)
def test_where_the_date_is_found(head: str, above: str, date: str) -> None:
    """On the page, else in its metadata, else in its address."""
    article = read_page(page(f"<article>{above}<h1>Titel</h1><p>{LEAD}</p></article>", head))
    assert (article.date and article.date.iso(), article.title, article.body) == (date, "Titel", LEAD)


def test_the_text_in_metadata_is_used_where_the_markup_has_none() -> None:
    """An article that only JSON-LD has, with its title and its address."""
    values = {
        "headline": "Titel",
        "datePublished": "2024-05-14",
        "articleBody": f"{LEAD}\n{TEXT}",
        "url": "https://voorbeeld.nl/1",
    }
    article = read_page(page("<div>Menu</div>", described(**values)))
    assert (article.title, article.body, article.url) == (
        "Titel",
        f"{LEAD}\n\n{TEXT}",
        "https://voorbeeld.nl/1",
    )


def test_the_address_of_a_page_that_a_browser_saved() -> None:
    """Browsers write it in a comment."""
    saved = b"<!-- saved from url=(0024)https://voorbeeld.nl/abc -->" + page(
        f"<article><h1>Titel</h1><p>14 mei 2024</p><p>{LEAD}</p></article>"
    )
    assert read_page(saved).url == "https://voorbeeld.nl/abc"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<article><p>14 mei 2024</p><p>{LEAD}</p></article>", "no title"),
        (f"<article><h1>Titel</h1><p>{LEAD}</p></article>", "no date"),
        (f"<h1>Titel</h1><div><p>14 mei 2024</p><p>{LEAD}</p></div>", "no article: neither"),
        ("<main><h1>Titel</h1><p>14 mei 2024</p></main>", "no text"),
        (
            "<main><h1>Titel</h1><p>14 mei 2024</p><ul><li>Oefeningen<li>Missies</ul></main>",
            "no article: no paragraph",
        ),
        (
            f"<main><h1>Nieuws</h1>{f'<article><h2>Een</h2><p>14 mei 2024</p><p>{LEAD}</p></article>' * 3}</main>",
            "a list",
        ),
        ("", "no article|no title|empty"),
    ],
)
def test_a_page_is_refused_with_the_reason(body: str, reason: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(Refusal, match=reason):
        read_page(page(body))
