"""More than one passage of a long sentence: when, which parts, and where exactly they were cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.releases.layout import find_paragraphs
from defsearch.search.snippets import MAX_CHARS, Match, best_passages

if TYPE_CHECKING:
    from defsearch.search.results import Passage

FILLER = "en nog een heel stuk " * 20  # more than a passage holds
LONG = f"Een {FILLER}walvis {FILLER}dolfijn en een otter."


def best(body: str, *words: str, limit: int = 4, max_chars: int = MAX_CHARS) -> tuple[Passage, ...]:
    """The passages of a body for words, wherever they stand in it."""
    matches = sorted(
        Match(place.start(), place.end(), number)
        for number, word in enumerate(words)
        for place in re.finditer(word, body)
    )
    return best_passages(body, find_paragraphs(body), matches, limit=limit, max_chars=max_chars)


def highlighted(passages: tuple[Passage, ...]) -> list[list[str]]:
    """What is lit in each passage, as text."""
    return [[passage.text[start:end] for start, end in passage.matches] for passage in passages]


def test_a_long_sentence_is_shown_again_for_a_word_that_nothing_else_shows() -> None:
    """A sentence was one passage, so a word far from the others stayed unseen with passages to spare."""
    passages = best(LONG, "walvis", "dolfijn")
    assert highlighted(passages) == [["walvis"], ["dolfijn"]]
    assert [(passage.cut_start, passage.cut_end) for passage in passages] == [(True, True), (True, False)]
    assert highlighted(best(LONG, "dolfijn", "walvis", "otter")) == [["walvis"], ["dolfijn", "otter"]]
    assert highlighted(best(LONG, "walvis", "dolfijn", limit=1)) == [["walvis"]]
    three = f"Walvis {FILLER}dolfijn {FILLER}otter {FILLER}slot."
    passages = best(three, "Walvis", "dolfijn", "otter")
    assert highlighted(passages) == [["Walvis"], ["dolfijn"], ["otter"]]
    assert [passage.cut_start for passage in passages] == [False, True, True]


def test_another_sentence_goes_before_a_second_part() -> None:
    """A whole sentence reads better than the rest of one, and no part is shown for words shown already."""
    body = f"{LONG} De dolfijn zwom."
    assert highlighted(best(body, "walvis", "dolfijn")) == [["walvis"], ["dolfijn"]]
    assert best(body, "walvis", "dolfijn")[1].text == "De dolfijn zwom."
    again = f"Een walvis {FILLER}walvis {FILLER}walvis."
    assert len(best(again, "walvis")) == 1


def test_a_second_part_goes_before_what_shows_nothing_new_and_before_a_heading() -> None:
    """The word comes first; then that a sentence has it."""
    body = f"Over een dolfijn\n\n{LONG} Zo was de walvis."
    part, sentence = best(body, "walvis", "dolfijn", limit=2)
    assert highlighted((part, sentence)) == [["dolfijn"], ["walvis"]]
    assert part.text.endswith("dolfijn en een otter.")
    assert sentence.text == "Zo was de walvis."


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["walvis", "dolfijn", "otter", "das", "en", "heel"]), min_size=1, max_size=120),
    st.integers(1, 5),
    st.integers(12, 60),
)
def test_the_parts_of_a_sentence_are_in_order_apart_and_true(
    drawn: list[str], limit: int, max_chars: int
) -> None:
    """For any sentence: slices that do not overlap, cut where they say, lit where the words are."""
    body = " ".join(f"{word}{number}" for number, word in enumerate(drawn)) + "."
    words = ["walvis", "dolfijn", "otter", "das"]
    passages = best(body, *words, limit=limit, max_chars=max_chars)
    wanted = {word for word in words if word in body}
    upto = 0
    for passage in passages:
        assert passage.text == passage.text.strip()
        at = body.index(passage.text)
        assert at >= upto
        upto = at + len(passage.text)
        assert len(passage.text) <= max_chars
        assert (passage.cut_start, passage.cut_end) == (at > 0, upto < len(body))
        assert [passage.text[start:end] for start, end in passage.matches] == re.findall(
            "|".join(words), passage.text
        )
    shown = {word for found in highlighted(passages) for word in found}
    assert len(shown) >= min(len(wanted), len(passages))
    if limit > len(wanted) and wanted:
        assert len(passages) <= len(wanted)
