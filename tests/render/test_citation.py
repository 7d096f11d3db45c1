"""A citation can be pasted into a footnote and into a BibTeX file, whatever the title holds."""

from __future__ import annotations

import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from defsearch.index.doc_store import StoredRelease
from defsearch.render.release import citation_lines


def release(title: str, id_: str = "2024/mei/017") -> StoredRelease:
    """A release with this title."""
    day = datetime.date(2024, 5, 17)
    return StoredRelease(id=id_, path=f"{id_}.txt", date=day, title=title, body="", paragraphs=())


def test_a_citation_to_the_letter() -> None:
    """The line is Dutch; in BibTeX special characters are escaped and capitals protected."""
    assert list(citation_lines(release("Kosten & baten: 100% F-35_A"))) == [
        "Ministerie van Defensie, ‘Kosten & baten: 100% F-35_A’, persbericht, 17 mei 2024 (2024/mei/017).",
        "",
        "@misc{defensie-2024-mei-017,",
        "  author       = {{Ministerie van Defensie}},",
        r"  title        = {{Kosten \& baten: 100\% F-35\_A}},",
        "  howpublished = {Persbericht},",
        "  date         = {2024-05-17},",
        "  year         = {2024},",
        "  langid       = {dutch},",
        "  note         = {2024/mei/017}",
        "}",
    ]


def test_a_release_without_a_title_is_cited_as_one() -> None:
    """It once was cited as ‘’, which looks like a mistake of who cites."""
    lines = list(citation_lines(release(" ")))
    assert lines[0] == "Ministerie van Defensie, (zonder titel), persbericht, 17 mei 2024 (2024/mei/017)."
    assert "  title        = {{(zonder titel)}}," in lines


@example("Een } haak", "{a")
@given(st.text(max_size=30), st.text(max_size=10))
def test_braces_always_match(title: str, id_: str) -> None:
    """No title and no id breaks the file that the entry is pasted into: BibTeX counts those behind backslashes too."""
    _, *entry = "\n".join(citation_lines(release(title, id_))).split("@misc")
    depth = 0
    for char in "".join(entry):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0
