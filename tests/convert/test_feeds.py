"""A feed to articles: entries with a full text; a summary only when it is asked for."""

from __future__ import annotations

import pytest

from defsearch.convert.article import Article, Refusal, read_published
from defsearch.convert.feeds import ONLY_SUMMARY, feed_entries, read_entry

RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Feed</title>
<item><title>Een &amp;amp; twee</title><link>https://voorbeeld.nl/1</link><description>kort</description>
<pubDate>Tue, 20 Jan 2026 23:30:00 GMT</pubDate>
<content:encoded><![CDATA[<p>Een.</p><p>Twee.</p>]]></content:encoded></item>
<item><title>Drie</title><description>Alleen kort.</description><pubDate>20 Jan 2026 10:00:00 +0100</pubDate></item>
<item><title>Vier</title><description>x</description></item><item><pubDate>2026</pubDate></item>
<item><title>Vijf</title><pubDate>morgen</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title>
<entry><title type="html">T &lt;i&gt;x&lt;/i&gt;</title>
<link rel="self" href="https://voorbeeld.nl/self"/><link href="https://voorbeeld.nl/2"/><updated>2026-02-01T00:00:00Z</updated>
<published>2026-01-20T10:00:00+01:00</published><summary>kort</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Een <b>vet</b>.</p>
<ul><li>a</li></ul></div>
</content></entry></feed>"""


def read(text: str, *, summaries: bool = False) -> list[Article | str]:
    """Return the articles of a feed, and the reason where there is none."""
    made: list[Article | str] = []
    for _, entry in feed_entries(text.encode()):
        try:
            made.append(read_entry(entry, summaries=summaries))
        except Refusal as refusal:
            made.append(refusal.reason)
    return made


def test_rss() -> None:
    """The full text, the day in Dutch time, the address; the others are refused with their reasons."""
    first, *others = read(RSS)
    assert isinstance(first, Article)
    assert first == Article(first.date, "Een & twee", "Een.\n\nTwee.", "https://voorbeeld.nl/1")
    assert first.date == read_published("2026-01-21")
    assert others == [ONLY_SUMMARY, "no date", "no title", "its date cannot be read: 'morgen'"]


def test_summaries_if_they_are_asked_for() -> None:
    """They are the text then."""
    second = read(RSS, summaries=True)[1]
    assert isinstance(second, Article)
    assert (second.title, second.body) == ("Drie", "Alleen kort.")


def test_atom() -> None:
    """XHTML inside it becomes text; the date of publication wins over that of the last change."""
    [article] = read(ATOM)
    assert isinstance(article, Article)
    assert article == Article(article.date, "T x", "Een vet.\n\n- a", "https://voorbeeld.nl/2")
    assert article.date == read_published("2026-01-20")


@pytest.mark.parametrize("text", ["<html/>", "<urlset/>"])
def test_other_xml_is_refused(text: str) -> None:
    """It is no feed."""
    with pytest.raises(Refusal, match="neither RSS nor Atom"):
        read(text)
