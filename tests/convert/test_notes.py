"""A Markdown file to an article: front matter or a first heading."""

from __future__ import annotations

import pytest

from defsearch.convert.article import Refusal
from defsearch.convert.notes import read_note


@pytest.mark.parametrize(
    ("text", "name", "date", "title", "body"),
    [
        ("---\ntitle: \"O: 'x'\"\ndate: 2024-05-14 1:00 # x\n---\nTekst.\n", "a.md", "2024-05-14", "O: 'x'", "Tekst."),
        ("---\r\nTitel: Een\r\ndatum: 14 mei 2024\r\n---\r\n# Een\r\nTekst.", "a.md", "2024-05-14", "Een", "Tekst."),
        ('+++\ntitle = "Een"\ndate = 2024-05-14\n+++\nTekst.\n', "a.md", "2024-05-14", "Een", "Tekst."),
        ("---\ntitle: >\n  lang\n  verhaal\n---\nTekst.\n", "a.md", None, "lang verhaal", "Tekst."),
        ("# *E*en\n\n14 mei 2024\n\nTekst.\n\n## K\n\n- a\n- b\n", "a.md", "2024-05-14", "Een",
         "14 mei 2024\n\nTekst.\n\nK\n\n- a\n- b"),
        ("Een\n===\n\nTekst.", "notes/2024-05-14-een.md", "2024-05-14", "Een", "Tekst."),
        ("\ufeff# Een\n\nTekst.", "a.md", None, "Een", "Tekst."),
    ],
)  # fmt: skip
def test_a_note(text: str, name: str, date: str | None, title: str, body: str) -> None:
    """Title and date are in the front matter, else the heading, a line with the date, or the name."""
    article = read_note(text.encode(), name)
    assert (article.date and article.date.iso(), article.title, article.body) == (date, title, body)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Tekst zonder kop.\n", "no title"),
        ("", "no title|empty"),
        ("---\ntitle: x\ndate: ooit\n---\nTekst.", "its date cannot be read: 'ooit'"),
        ("+++\ntitle =\n+++\nTekst.", "its front matter is not TOML"),
    ],
)
def test_a_note_is_refused_with_the_reason(text: str, reason: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(Refusal, match=reason):
        read_note(text.encode(), "a.md")
