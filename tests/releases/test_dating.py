"""Dates of lines: the quick test of the first word hides none of them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from defsearch.releases import dating
from defsearch.releases.dating import date_of_line

WORDS = """
    maandag wo. za om uur de het an in deze laatste eerste 3e 1st mei May jan. sept OKTOBER o\u212atober maand jaar
    week dag dagen geleden Nieuwsbericht persbericht Datum publicatie date Gepubliceerd op: Vastgesteld Haag, Den
    's-Gravenhage, Artikel 2024 2000 14 3 5/2024 '24 16:03 16.03 | : – - , . ( \u017feptember vri\u0237dag
"""
TEXTS = st.lists(
    st.tuples(st.sampled_from(WORDS.split()), st.sampled_from([" ", " ", " ", "", "\u00a0", "\n", ", "])),
    max_size=3,
).map(lambda pairs: "".join(word + space for word, space in pairs))
DATES = st.sampled_from(["2024", "14 mei 2024", "mei 2024 ", "14-05-2024", "2024-05-14 ", "May 3, 2024 "])


@example("om 16:03 uur ", "14 mei 2024", "")
@example("laatste maand van ", "2021", "")
@example("Datum publicatie: ", "2024", " ma")
@example("Aan Den Haag, ", "9 mei 2024", "")
@settings(max_examples=1000)
@given(before=TEXTS, date=DATES, after=TEXTS)
def test_the_first_word_hides_no_date(before: str, date: str, after: str) -> None:
    """A line has the same date without the test of its first word."""
    line = before + date + after
    found = date_of_line(line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dating, "_begins_like_date", lambda _: True)
        assert date_of_line(line) == found
