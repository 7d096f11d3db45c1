"""Passages: which sentences are chosen, how a long one is cut, and what stays highlighted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import find_paragraphs

from defsearch.dutch.sentences import has_half_quotation, join_quotations, sentence_spans
from defsearch.releases.layout import decode_release, parse_release
from defsearch.search.snippets import MAX_CHARS, Fragment, Match, best_passages, fragment

if TYPE_CHECKING:
    from defsearch.search.results import Passage

SEED = Path(__file__).parents[2] / "seeds" / "000_2a82c3f99f7f09b9.txt"
SEED_BODY = parse_release(decode_release(SEED.read_bytes())[0]).release.body


def find(body: str, *words: str) -> list[Match]:
    """Return the matches of each word in a body, in upper or lower case."""
    return sorted(
        Match(place.start(), place.end(), number)
        for number, word in enumerate(words)
        for place in re.finditer(re.escape(word), body, re.IGNORECASE)
    )


def best(body: str, *words: str, limit: int = 2, max_chars: int = MAX_CHARS) -> tuple[Passage, ...]:
    """Return the passages of a body for words."""
    return best_passages(body, find_paragraphs(body), find(body, *words), limit=limit, max_chars=max_chars)


def highlighted(passage: Passage) -> list[str]:
    """Return the highlighted texts."""
    return [passage.text[start:end] for start, end in passage.matches]


def test_sentences_come_with_their_heading_in_text_order() -> None:
    """Both sentences about drones in the seed are whole, the first with all of its quotation, each with its heading."""
    first, second = best(SEED_BODY, "drones")
    assert first.heading == "Spelregels"
    assert first.text.startswith("“Het gaat steeds meer om bits en bytes.")
    assert first.text.endswith("doelherkenning.”")
    assert second.heading == "Systemen tegen drones"
    assert second.text.startswith("Bij ATLA zag Tuinman")
    assert [highlighted(first), highlighted(second)] == [["drones"], ["drones"]]
    assert not any((first.cut_start, first.cut_end, second.cut_start, second.cut_end))


def test_different_words_come_before_early_and_early_before_many() -> None:
    """Two different words beat one word, however often; of sentences with as many words the first is chosen."""
    often = "Drones en drones en nog meer drones."
    both = "De minister, die lang over het onderwerp sprak, zag veel drones."
    once = "Er waren toen in dat land ook al heel veel drones."
    body = f"{once} {often} {both} {once}"
    assert [passage.text for passage in best(body, "drones", "minister", limit=1)] == [both]
    assert [passage.text for passage in best(body, "drones", limit=1)] == [once]
    assert [passage.text for passage in best(f"{often} {both}", "drones", limit=1)] == [
        both
    ]  # not very short
    (first,) = best(f"{once}\n\n{once} Slot.", "drones", limit=1)
    assert first.text == once
    assert [passage.text for passage in best(body, "drones", "minister", limit=9)] == [once, often, both]


def test_the_second_choice_shows_what_the_first_does_not() -> None:
    """A sentence with one new word is chosen before one with two that are already shown."""
    body = "Wapens en drones. Wapens, drones en munitie. Daar kwam de koning van een ander land bij."
    shown = best(body, "wapens", "drones", "munitie", "koning")
    assert [highlighted(passage) for passage in shown] == [["Wapens", "drones", "munitie"], ["koning"]]


def test_without_matches_the_lead_is_shown() -> None:
    """The passage is the first sentences that fit, even below a heading; nothing is highlighted."""
    body = "\nAanleiding\n\nEen eerste zin. Een tweede zin. Een derde zin.\n\nNog een alinea."
    (lead,) = best(body, limit=3, max_chars=32)
    assert (lead.heading, lead.text, lead.matches) == ("Aanleiding", "Een eerste zin. Een tweede zin.", ())
    assert (lead.cut_start, lead.cut_end) == (False, False)
    (cut,) = best(body, max_chars=12)
    assert (cut.text, cut.cut_start, cut.cut_end) == ("Een eerste", False, True)
    assert best("", "drones") == ()
    assert best(body, "zin", limit=0) == ()


def test_a_heading_is_a_passage_only_for_words_that_no_sentence_contains() -> None:
    """A heading is highlighted when it alone contains a word, and not shown when sentences contain its words."""
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
    """Two sentences that share a match are shown together, the match as one."""
    body = "Dat is klaar. Hij zag Sgt1. Jansen lopen. Meer niet."
    start = body.index("Sgt1.")
    phrase = Match(start, start + len("Sgt1. Jansen"), 0)
    (passage,) = best_passages(body, find_paragraphs(body), [phrase], limit=2)
    assert passage.text == "Hij zag Sgt1. Jansen lopen."
    assert highlighted(passage) == ["Sgt1. Jansen"]


def test_text_outside_the_paragraphs_is_never_shown() -> None:
    """Also when a word in it matches."""
    body = "Een afbeelding vooraf.\n\nEen afbeelding."
    matches = find(body, "afbeelding")[1:]
    found = best_passages(body, find_paragraphs(body)[1:], matches, limit=3)
    assert [passage.text for passage in found] == ["Een afbeelding."]


def test_a_long_sentence_is_cut_around_its_matches() -> None:
    """The passage says where it was cut, and is still a slice of the body between words."""
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
    """Return a body with numbered tokens, in which every slice of a word or more occurs once."""
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


@pytest.mark.slow
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@settings(deadline=None)
@given(
    drawn=st.lists(PARAGRAPH, min_size=1, max_size=5), limit=st.integers(1, 4), max_chars=st.integers(30, 200)
)
def test_passages_are_slices_with_exactly_their_words_highlighted(
    line_end: str, drawn: list[tuple[list[list[tuple[str, str]]], bool]], limit: int, max_chars: int
) -> None:
    """In any Unicode text, passages are slices in text order, with the query words highlighted and nothing else."""
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


@pytest.mark.slow
@settings(deadline=None)
@given(drawn=st.lists(PARAGRAPH, min_size=1, max_size=5))
def test_one_passage_is_the_sentence_with_the_most_different_words(
    drawn: list[tuple[list[list[tuple[str, str]]], bool]],
) -> None:
    """By counting in every sentence: none has more different words, or as many and is longer where it is short."""
    body = written(drawn, "\n")
    worths = {}
    headings = set()
    for start, end, is_heading in find_paragraphs(body):
        for low, high in sentence_spans(body, start, end):
            found = find(body[low:high], *WORDS)
            worth = (len({match.word for match in found}), high - low >= 45)
            worths[body[low:high]] = worth
            if is_heading:
                headings.add(body[low:high])
    (passage,) = best(body, *WORDS, limit=1, max_chars=10_000)
    if any(worth[0] for worth in worths.values()) and passage.text not in headings:
        assert worths[passage.text] == max(worths[text] for text in worths if text not in headings)
    if passage.text in headings:
        assert all(worths[text][0] < worths[passage.text][0] for text in worths if text not in headings)


FILLER = "en nog een heel stuk " * 20  # longer than a passage
LONG = f"Een {FILLER}walvis {FILLER}dolfijn en een otter."


def part_best(body: str, *words: str, limit: int = 4, max_chars: int = MAX_CHARS) -> tuple[Passage, ...]:
    """Return the passages of a body for words in lower case."""
    matches = sorted(
        Match(place.start(), place.end(), number)
        for number, word in enumerate(words)
        for place in re.finditer(word, body)
    )
    return best_passages(body, find_paragraphs(body), matches, limit=limit, max_chars=max_chars)


def part_highlighted(passages: tuple[Passage, ...]) -> list[list[str]]:
    """Return the highlighted texts of each passage."""
    return [[passage.text[start:end] for start, end in passage.matches] for passage in passages]


def test_a_second_part_of_a_long_sentence_shows_a_word_that_nothing_else_shows() -> None:
    """A word far from the others was once never shown, with passages to spare."""
    passages = part_best(LONG, "walvis", "dolfijn")
    assert part_highlighted(passages) == [["walvis"], ["dolfijn"]]
    assert [(passage.cut_start, passage.cut_end) for passage in passages] == [(True, True), (True, False)]
    assert part_highlighted(part_best(LONG, "dolfijn", "walvis", "otter")) == [
        ["walvis"],
        ["dolfijn", "otter"],
    ]
    assert part_highlighted(part_best(LONG, "walvis", "dolfijn", limit=1)) == [["walvis"]]
    three = f"Walvis {FILLER}dolfijn {FILLER}otter {FILLER}slot."
    passages = part_best(three, "Walvis", "dolfijn", "otter")
    assert part_highlighted(passages) == [["Walvis"], ["dolfijn"], ["otter"]]
    assert [passage.cut_start for passage in passages] == [False, True, True]


def test_another_sentence_is_chosen_before_a_second_part() -> None:
    """A whole sentence reads better than the rest of one, and no part is shown for words already shown."""
    body = f"{LONG} De dolfijn zwom."
    assert part_highlighted(part_best(body, "walvis", "dolfijn")) == [["walvis"], ["dolfijn"]]
    assert part_best(body, "walvis", "dolfijn")[1].text == "De dolfijn zwom."
    again = f"Een walvis {FILLER}walvis {FILLER}walvis."
    assert len(part_best(again, "walvis")) == 1


def test_a_second_part_is_chosen_before_a_sentence_without_new_words_and_before_a_heading() -> None:
    """A new word counts first; then whether a sentence contains it."""
    body = f"Over een dolfijn\n\n{LONG} Zo was de walvis."
    first, second = part_best(body, "walvis", "dolfijn", limit=2)
    assert part_highlighted((first, second)) == [["walvis"], ["dolfijn"]]
    assert second.text.endswith("dolfijn en een otter.")


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["walvis", "dolfijn", "otter", "das", "en", "heel"]), min_size=1, max_size=120),
    st.integers(1, 5),
    st.integers(12, 60),
)
def test_the_parts_of_a_sentence_are_in_order_and_do_not_overlap(
    drawn: list[str], limit: int, max_chars: int
) -> None:
    """The parts of any sentence are slices, cut where they say, highlighted where the words are."""
    body = " ".join(f"{word}{number}" for number, word in enumerate(drawn)) + "."
    words = ["walvis", "dolfijn", "otter", "das"]
    passages = part_best(body, *words, limit=limit, max_chars=max_chars)
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
    shown = {word for found in part_highlighted(passages) for word in found}
    assert len(shown) >= min(len(wanted), len(passages))
    if limit > len(wanted) and wanted:
        assert len(passages) <= len(wanted)


def speech_best(body: str, word: str, *, limit: int = 1, max_chars: int = MAX_CHARS) -> list[str]:
    """Return the texts of the passages of a body for a word."""
    matches = [Match(place.start(), place.end(), 0) for place in re.finditer(word, body)]
    passages = best_passages(body, find_paragraphs(body), matches, limit=limit, max_chars=max_chars)
    return [passage.text for passage in passages]


def joined(text: str, max_chars: int = MAX_CHARS) -> list[str]:
    """Return the sentences of a text, those of one quotation joined."""
    spans = join_quotations(text, sentence_spans(text, 0, len(text)), max_chars)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("quotes", ["“”", "„”", "„“", "«»", '""'])
def test_speech_is_shown_with_its_speaker(quotes: str) -> None:
    """A passage once ended inside the quotes, without saying who spoke."""
    left, right = tuple(quotes)
    speech = f"{left}Er waren kraaien. Ze vlogen weg{right}, zei hij."
    body = f"Het was stil. {speech} Daarna {left}zong{right} een merel."
    assert speech_best(body, "kraaien") == [speech]
    assert speech_best(body, "vlogen") == [speech]
    assert speech_best(body, "merel") == [f"Daarna {left}zong{right} een merel."]


def test_the_lead_does_not_end_inside_speech() -> None:
    """Without matches, too, a quotation is shown whole or not at all."""
    body = "Het was stil. “Er waren kraaien. Ze vlogen weg”, zei hij. Slot."
    assert speech_best(body, "niets", max_chars=50) == ["Het was stil."]


def test_speech_that_does_not_fit_is_divided_into_sentences() -> None:
    """A long quotation is divided between its sentences, and so are two quotations in a row."""
    sentences = ["“Er waren kraaien.", "Ze vlogen weg”, zei hij, “en toen niet.", "Of wel”, zei zij."]
    text = " ".join(sentences)
    assert joined(text, len(text)) == [text]
    assert joined(text, len(text) - 1) == [" ".join(sentences[:2]), sentences[2]]
    assert joined(text, 30) == sentences


def test_the_sentences_of_a_quotation_stay_together() -> None:
    """Also without a speaker after it: half of a quotation would seem to be all of it."""
    sentences = ["“Er waren kraaien. Ze vlogen weg.”", "Dat zei hij.", "“Ja. Weg”.", "Slot."]
    assert joined(" ".join(sentences)) == sentences
    assert len(joined("“Er waren kraaien. Ze vlogen weg!” zei hij. Slot.")) == 2


def test_unpaired_quotes_join_nothing() -> None:
    """Inch signs and unclosed quotes leave the sentences as they are."""
    sentences = ['Een buis van 5" is dik.', "“Hij kwam.", "Zij ging.", "»Nee.", "Slot."]
    assert joined(" ".join(sentences)) == sentences


@pytest.mark.parametrize("scrap", ["“A. B”, C. ", "“a. ", '" A. ', "„. "])
def test_many_quotations_take_linear_time(scrap: str) -> None:
    """A text of some hundred thousand characters is divided at once: quadratic time would take minutes."""
    text = "Begin " + scrap * 50_000 + "Einde."
    spans = join_quotations(text, sentence_spans(text, 0, len(text)), MAX_CHARS)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)


FRAGMENT_WORDS = [f"woord{number:03}" for number in range(100)]
TEXT = " ".join(FRAGMENT_WORDS)
WHOLE = (0, len(TEXT))


def match(number: int, word: int = 0, *, upto: int | None = None) -> Match:
    """Return a match of one word of TEXT, or of a phrase from it up to another word."""
    return Match(number * 9, (number if upto is None else upto) * 9 + 8, word)


def cut(*matches: Match, max_chars: int = 90) -> Fragment:
    """Return TEXT cut around matches."""
    return fragment(TEXT, WHOLE, matches, max_chars)


def test_what_fits_is_not_cut() -> None:
    """A sentence of exactly the maximum length stays whole."""
    only = match(5)
    assert fragment(TEXT, (0, 80), [only], 80) == Fragment(0, 80, frozenset({0}), (only[:2],), False, False)


def test_a_match_near_an_end_keeps_that_end() -> None:
    """The beginning of a sentence is kept when the match is near it, else the end when that is near."""
    near_start = cut(match(3))
    assert (near_start.start, near_start.cut_start, near_start.cut_end) == (0, False, True)
    near_end = cut(match(97))
    assert (near_end.end, near_end.cut_start, near_end.cut_end) == (len(TEXT), True, False)


def test_a_match_in_the_middle_has_words_on_both_sides() -> None:
    """The fragment is cut at word borders, with about as much text before the match as after it."""
    middle = cut(match(50))
    shown = TEXT[middle.start : middle.end].split()
    assert set(shown) <= set(FRAGMENT_WORDS)
    assert middle.cut_start
    assert middle.cut_end
    assert 3 <= shown.index("woord050") <= len(shown) - 4


def test_the_part_with_the_most_different_words_wins() -> None:
    """Two words close together beat one word three times; of equals the first is shown."""
    assert cut(match(10), match(11), match(12), match(60), match(61, 1)).words == {0, 1}
    assert cut(match(40), match(80)).highlighted == (match(40)[:2],)
    assert len(cut(match(20), match(70), match(71)).highlighted) == 2


def test_half_a_phrase_is_not_highlighted() -> None:
    """A phrase that is cut is not highlighted; a whole word is."""
    half = cut(match(50), match(54, 1, upto=60))
    assert half.highlighted == (match(50)[:2],)
    assert half.words == {0}


def test_a_match_longer_than_the_fragment_is_cut() -> None:
    """It is highlighted as far as it is shown."""
    long = cut(match(40, upto=80))
    assert long.end - long.start <= 90
    assert long.highlighted == ((360, long.end),)


def test_a_very_long_word_is_cut_anywhere() -> None:
    """Of a million letters without a space, the fragment shows the match and is not too long."""
    text = "x" * 1_000_000
    middle = fragment(text, (0, len(text)), [Match(500_000, 500_005, 0)], 90)
    assert middle.end - middle.start == 90
    assert middle.highlighted == ((500_000, 500_005),)


def test_a_match_inside_a_compound_shows_the_whole_compound() -> None:
    """A fragment never cuts the compound of which a part matches."""
    text = " ".join(["luchtverdedigingsfregat"] * 40)
    for number in range(40):
        head = Match(number * 24 + 17, number * 24 + 23, 0)
        shown = fragment(text, (0, len(text)), [head], 90)
        assert set(text[shown.start : shown.end].split()) == {"luchtverdedigingsfregat"}
        assert shown.highlighted == (head[:2],)


def test_overlapping_matches_are_highlighted_as_one_and_adjacent_ones_are_not() -> None:
    """A phrase and its words are one range; two parts of a compound next to each other are two."""
    matches = [Match(0, 17, 0), Match(0, 8, 1), Match(9, 17, 2), Match(18, 22, 3), Match(22, 26, 4)]
    shown = fragment(TEXT, (0, 80), matches, 80)
    assert shown.highlighted == ((0, 17), (18, 22), (22, 26))
    assert shown.words == {0, 1, 2, 3, 4}


SPACED = st.lists(
    st.sampled_from(["a", "ë", "🛩️", "e\u0301", " ", "\r\n", "\u00a0"]), min_size=3, max_size=200
).map(lambda scraps: f"x{''.join(scraps)}x")
SPANS = st.lists(st.tuples(st.floats(0, 0.99), st.integers(1, 60), st.integers(0, 3)), max_size=12)


@given(SPACED, SPANS, st.integers(1, 80))
def test_every_fragment_is_within_its_sentence_and_its_length(
    text: str, drawn: list[tuple[float, int, int]], max_chars: int
) -> None:
    """For any text, matches and length, the fragment says where it was cut and highlights what matches."""
    size = len(text)
    matches = sorted(Match(int(at * size), min(int(at * size) + n, size), word) for at, n, word in drawn)
    shown = fragment(text, (0, size), matches, max_chars)
    assert 0 <= shown.start < shown.end <= size
    assert shown.end - shown.start <= max_chars
    assert shown.cut_start == (shown.start > 0)
    assert shown.cut_end == (shown.end < size)
    assert bool(shown.highlighted) == bool(matches)
    whole = [match for match in matches if shown.start <= match.start and match.end <= shown.end]
    expected = {offset for match in whole for offset in range(match.start, match.end)}
    highlighted = {offset for start, end in shown.highlighted for offset in range(start, end)}
    if whole:
        assert highlighted == expected
        assert shown.words == {match.word for match in whole}
    edges = [offset for span in shown.highlighted for offset in span]
    assert edges == sorted(edges)
    assert all(shown.start <= offset <= shown.end for offset in edges)


@pytest.mark.parametrize(
    ("text", "is_half"),
    [
        ("“Ja.” Nee.", False),
        ("“Ja. Nee.", True),
        ("Ja. Nee.”", True),
        ("„Ja.” Nee.", False),
        ("„Ja.“ Nee.", False),
        ("”Ja.” Nee.", False),
        ('"Ja. Nee.', True),
        ("«Ja. Nee.", True),
        ("Foto’s van ‘s avonds.", False),
    ],
)
def test_half_a_quotation_is_seen(text: str, is_half: bool) -> None:
    """Whatever marks a publisher uses."""
    assert has_half_quotation(text) is is_half


def test_half_a_quotation_is_shown_only_where_nothing_else_is() -> None:
    """A quotation that is too long to be shown whole gives way to a sentence after it."""
    half = f"“Er waren toen ook drones. {'Dat was heel lang geleden. ' * 12}Meer niet.”"
    other = "De minister sprak daarna met velen over drones."
    assert [one.text for one in best(f"{half}\n\n{other}", "drones", limit=1)] == [other]
    assert [one.text for one in best(half, "drones")] == ["“Er waren toen ook drones."]


def test_a_part_of_a_word_counts_only_where_the_word_itself_is_not() -> None:
    """The sentence with the word is shown, although one with two parts of compounds comes before it."""
    early = "Er waren op zee en op het land luchtdrones en raketdrones."
    late = "De minister sprak daarna met velen over drones."
    body = f"{early} {late}"
    matches = [one._replace(is_whole=body[one.start - 1] == " ") for one in find(body, "drones")]
    (passage,) = best_passages(body, find_paragraphs(body), matches, limit=1)
    assert passage.text == late
    (passage,) = best_passages(body, find_paragraphs(body), matches[:2], limit=1)
    assert passage.text == early


def test_no_second_passage_repeats_only_a_common_word() -> None:
    """A word that says little is shown once."""
    first = "De minister sprak daarna met velen over drones."
    second = "De minister ging daarna met velen terug naar huis."
    body = f"{first} {second}"
    found = [
        best_passages(body, find_paragraphs(body), find(body, "minister", "drones"), limit=2, common=common)
        for common in ((), (0,))
    ]
    assert [[one.text for one in passages] for passages in found] == [[first, second], [first]]


REPEATED = "De missie in Mali wordt in de loop van volgend jaar afgebouwd."
ANOTHER = "Nederland stuurde in dat jaar veel militairen naar Mali."


@pytest.mark.parametrize(
    "again",
    [
        REPEATED,
        REPEATED.upper(),
        f"“{REPEATED}”",
        "«{}»".format(REPEATED.replace(" in ", "\u00a0in ")),
        REPEATED.replace("missie", "missié"),
        REPEATED.replace("missie", "missie\u0301"),
        REPEATED.replace("Mali", "'Mali'"),
        f"Lees meer: {REPEATED}",
        f"{REPEATED[:-1]}, zei de minister.",
        f"{REPEATED.removesuffix(' afgebouwd.')}.",
    ],
)
def test_no_two_passages_are_the_same_sentence(again: str) -> None:
    """A sentence that the introduction and the text share is shown once, with another one if there is one."""
    for first, second in ((REPEATED, again), (again, REPEATED)):
        assert [passage.text for passage in best(f"{first}\n\n{second}", "Mali")] == [first]
        body = f"{first}\n\n{second} {ANOTHER}"
        assert [passage.text for passage in best(body, "Mali")] == [first, ANOTHER]


def test_sentences_in_another_alphabet_are_compared_too() -> None:
    """Letters that have no plain form are no reason to take two sentences for one."""
    one, other = "Дрон летит в 2022 drones.", "Солдат стоит в 2022 drones."
    assert [passage.text for passage in best(f"{one} {other} {one}", "drones", limit=3)] == [one, other]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([REPEATED, REPEATED.lower(), f"“{REPEATED}”", ANOTHER, "Mali.", "Naar Mali."])),
    st.integers(1, 4),
)
def test_passages_are_all_different_and_as_many_as_there_are(sentences: list[str], limit: int) -> None:
    """By comparing each sentence with each: none that is shown repeats another, and none is left that does not."""

    def repeats(one: str, other: str) -> bool:
        first, second = (re.sub(r"[\s“”.]", "", text.lower()) for text in (one, other))
        return first in second or second in first

    shown = [passage.text for passage in best("\n\n".join(sentences), "Mali", limit=limit)]
    assert not any(repeats(one, other) for number, one in enumerate(shown) for other in shown[:number])
    if len(shown) < limit:
        assert all(any(repeats(sentence, one) for one in shown) for sentence in sentences)
