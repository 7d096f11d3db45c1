"""The best sentences for a query: which, in what order, under which sub-heading, lit exactly where matched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dutch.sentences import sentence_spans
from defsearch.releases.layout import decode_release, find_paragraphs, parse_release
from defsearch.search.snippets import MAX_CHARS, Match, best_passages

if TYPE_CHECKING:
    from defsearch.search.results import Passage

SEED = Path(__file__).parents[2] / "seeds" / "000_2a82c3f99f7f09b9.txt"
SEED_BODY = parse_release(decode_release(SEED.read_bytes())).release.body


def find(body: str, *words: str) -> list[Match]:
    """Where each of the words stands in a body, whatever its case."""
    return sorted(
        Match(place.start(), place.end(), number)
        for number, word in enumerate(words)
        for place in re.finditer(re.escape(word), body, re.IGNORECASE)
    )


def best(body: str, *words: str, limit: int = 2, max_chars: int = MAX_CHARS) -> tuple[Passage, ...]:
    """The passages of a body for words."""
    return best_passages(body, find_paragraphs(body), find(body, *words), limit=limit, max_chars=max_chars)


def highlighted(passage: Passage) -> list[str]:
    """What is lit, as text."""
    return [passage.text[start:end] for start, end in passage.matches]


def test_sentences_stand_under_their_headings_in_text_order() -> None:
    """Both sentences about drones in the seed, whole, with the sub-heading above each."""
    first, second = best(SEED_BODY, "drones")
    assert first.heading == "Spelregels"
    assert first.text.startswith("Denk aan drones in Oekraïne")
    assert second.heading == "Systemen tegen drones"
    assert second.text.startswith("Bij ATLA zag Tuinman")
    assert [highlighted(first), highlighted(second)] == [["drones"], ["drones"]]
    assert not any((first.cut_start, first.cut_end, second.cut_start, second.cut_end))


def test_different_words_come_before_many_and_many_before_early() -> None:
    """Two different words beat one word often, which beats one word once; an equal goes to the first."""
    often = "Drones en drones en nog meer drones."
    both = "De minister, die lang over het onderwerp sprak, zag veel drones."
    once = "Er waren toen in dat land ook drones."
    body = f"{once} {often} {both} {once}"
    assert [passage.text for passage in best(body, "drones", "minister", limit=1)] == [both]
    assert [passage.text for passage in best(body, "drones", limit=1)] == [often]
    (first,) = best(f"{once}\n\n{once} Slot.", "drones", limit=1)
    assert first.text == once
    assert [passage.text for passage in best(body, "drones", "minister", limit=9)] == [
        once,
        often,
        both,
        once,
    ]


def test_the_second_choice_shows_what_the_first_does_not() -> None:
    """A sentence with one new word goes before one with two that are shown already."""
    body = "Wapens en drones. Wapens, drones en munitie. Daar kwam de koning van een ander land bij."
    shown = best(body, "wapens", "drones", "munitie", "koning")
    assert [highlighted(passage) for passage in shown] == [["Wapens", "drones", "munitie"], ["koning"]]


def test_without_matches_the_lead_is_shown_unlit() -> None:
    """The first sentences below the title that fit, even when a sub-heading comes first; nothing is lit."""
    body = "\nAanleiding\n\nEen eerste zin. Een tweede zin. Een derde zin.\n\nNog een alinea."
    (lead,) = best(body, limit=3, max_chars=32)
    assert (lead.heading, lead.text, lead.matches) == ("Aanleiding", "Een eerste zin. Een tweede zin.", ())
    assert (lead.cut_start, lead.cut_end) == (False, False)
    (cut,) = best(body, max_chars=12)
    assert (cut.text, cut.cut_start, cut.cut_end) == ("Een eerste", False, True)
    assert best("", "drones") == ()
    assert best(body, "zin", limit=0) == ()


def test_a_heading_is_a_passage_only_for_what_no_sentence_shows() -> None:
    """The sub-heading that alone holds a word is shown lit; one whose words stand in sentences is not."""
    body = "Systemen tegen drones\n\nIn Tokio waren er systemen.\n\nEn toen\n\nDat was alles."
    alone, sentence = best(body, "drones", "systemen")
    assert (alone.heading, alone.text, highlighted(alone)) == (
        None,
        "Systemen tegen drones",
        ["Systemen", "drones"],
    )
    assert (sentence.heading, highlighted(sentence)) == ("Systemen tegen drones", ["systemen"])
    assert [passage.text for passage in best(body, "systemen")] == ["In Tokio waren er systemen."]


def test_a_phrase_across_a_full_stop_keeps_both_sentences() -> None:
    """Where a match says that two sentences belong together, they are shown together, lit as one unit."""
    body = "Dat is klaar. Hij zag Sgt1. Jansen lopen. Meer niet."
    start = body.index("Sgt1.")
    phrase = Match(start, start + len("Sgt1. Jansen"), 0)
    (passage,) = best_passages(body, find_paragraphs(body), [phrase], limit=2)
    assert passage.text == "Hij zag Sgt1. Jansen lopen."
    assert highlighted(passage) == ["Sgt1. Jansen"]


def test_leftovers_of_the_web_page_are_never_shown() -> None:
    """What stands outside the paragraphs is neither lit nor shown, even where a word of it matches."""
    body = "Vergroot afbeelding Een drone.\n\nEen afbeelding."
    assert [passage.text for passage in best(body, "afbeelding")] == ["Een afbeelding."]
    assert [passage.text for passage in best("Vergroot afbeelding Een drone.", "afbeelding")] == [
        "Een drone."
    ]


def test_a_long_sentence_is_cut_around_its_matches() -> None:
    """Ends that were cut are told, and the passage is still a slice of the body between words."""
    body = f"Eerst {'heel veel woorden, ' * 30}dan drones en {'nog meer woorden, ' * 30}klaar."
    (passage,) = best(body, "drones")
    assert passage.cut_start
    assert passage.cut_end
    assert len(passage.text) <= MAX_CHARS
    assert f" {passage.text} " in body
    assert highlighted(passage) == ["drones"]


ODD = ["", "ë", "e\u0301", "🛩️", "👩‍✈️", "ﬁ", "İ", "ß", "’s", "日本", "\u200b", "\ufeff"]
TOKEN = st.tuples(st.sampled_from(ODD), st.sampled_from(["drone", "wapen", "kop", "schip"]))
SENTENCE = st.lists(TOKEN, min_size=1, max_size=12)
PARAGRAPH = st.tuples(st.lists(SENTENCE, min_size=1, max_size=4), st.booleans())
WORDS = ["drone", "wapen", "schip"]


def written(drawn: list[tuple[list[list[tuple[str, str]]], bool]], line_end: str) -> str:
    """A body in which every token is numbered, so that each slice of a word or more occurs once."""
    number = 0
    paragraphs = []
    for sentences, is_heading in drawn:
        lines = []
        for sentence in sentences:
            tokens = []
            for odd, word in sentence:
                tokens.append(f"{odd}{word}{number}{odd}")
                number += 1
            lines.append(f"Zo {' '.join(tokens)}")
        paragraphs.append(lines[0] if is_heading else f"{f'.{line_end}'.join(lines)}.")
    return (line_end * 2).join(paragraphs)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@settings(deadline=None)
@given(
    drawn=st.lists(PARAGRAPH, min_size=1, max_size=5), limit=st.integers(1, 4), max_chars=st.integers(30, 200)
)
def test_passages_are_slices_lit_exactly_where_the_words_stand(
    line_end: str, drawn: list[tuple[list[list[tuple[str, str]]], bool]], limit: int, max_chars: int
) -> None:
    """For every Unicode text: slices in text order, each word of the query in them lit and nothing else."""
    body = written(drawn, line_end)
    passages = best(body, *WORDS, limit=limit, max_chars=max_chars)
    assert len(passages) <= limit
    upto = 0
    for passage in passages:
        assert body.count(passage.text) == 1
        assert body.index(passage.text) >= upto
        upto = body.index(passage.text) + len(passage.text)
        assert len(passage.text) <= max_chars
        inside = find(passage.text, *WORDS)
        assert passage.matches == tuple((match.start, match.end) for match in inside)
    if find(body, *WORDS):
        assert all(passage.matches for passage in passages)


@settings(deadline=None)
@given(drawn=st.lists(PARAGRAPH, min_size=1, max_size=5))
def test_one_passage_is_the_sentence_with_the_most_different_words(
    drawn: list[tuple[list[list[tuple[str, str]]], bool]],
) -> None:
    """Against counting in every sentence: no other has more different words, none as many more densely."""
    body = written(drawn, "\n")
    worths = {}
    headings = set()
    for start, end, is_heading in find_paragraphs(body):
        for low, high in sentence_spans(body, start, end):
            found = find(body[low:high], *WORDS)
            worth = (len({match.word for match in found}), len(found) / (high - low))
            worths[body[low:high]] = worth
            if is_heading:
                headings.add(body[low:high])
    (passage,) = best(body, *WORDS, limit=1, max_chars=10_000)
    if any(worth > (0, 0) for worth in worths.values()) and passage.text not in headings:
        assert worths[passage.text] == max(worths[text] for text in worths if text not in headings)
    if passage.text in headings:
        assert all(worths[text][0] < worths[passage.text][0] for text in worths if text not in headings)
