"""Speech of several sentences: shown whole with its speaker where it fits, and never half of a short one."""

from __future__ import annotations

import re

import pytest

from defsearch.dutch.sentences import join_quotations, sentence_spans
from defsearch.releases.layout import find_paragraphs
from defsearch.search.snippets import MAX_CHARS, Match, best_passages


def best(body: str, word: str, *, limit: int = 1, max_chars: int = MAX_CHARS) -> list[str]:
    """The texts of the passages of a body for a word."""
    matches = [Match(place.start(), place.end(), 0) for place in re.finditer(word, body)]
    passages = best_passages(body, find_paragraphs(body), matches, limit=limit, max_chars=max_chars)
    return [passage.text for passage in passages]


def joined(text: str, max_chars: int = MAX_CHARS) -> list[str]:
    """The sentences of a text, those of one quotation together."""
    spans = join_quotations(text, sentence_spans(text, 0, len(text)), max_chars)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("quotes", ["“”", "„”", "„“", "«»", '""'])
def test_speech_is_shown_with_its_speaker(quotes: str) -> None:
    """A passage ended within the quotes, and nobody had said it."""
    left, right = tuple(quotes)
    speech = f"{left}Er waren kraaien. Ze vlogen weg{right}, zei hij."
    body = f"Het was stil. {speech} Daarna {left}zong{right} een merel."
    assert best(body, "kraaien") == [speech]
    assert best(body, "vlogen") == [speech]
    assert best(body, "merel") == [f"Daarna {left}zong{right} een merel."]


def test_the_lead_does_not_end_within_speech() -> None:
    """Without matches the same holds: the quotation is shown whole or not at all."""
    body = "Het was stil. “Er waren kraaien. Ze vlogen weg”, zei hij. Slot."
    assert best(body, "niets", max_chars=50) == ["Het was stil."]


def test_speech_that_does_not_fit_is_shown_by_the_sentence() -> None:
    """A long quotation is no reason to cut its sentences, nor are two that follow each other."""
    sentences = ["“Er waren kraaien.", "Ze vlogen weg”, zei hij, “en toen niet.", "Of wel”, zei zij."]
    text = " ".join(sentences)
    assert joined(text, len(text)) == [text]
    assert joined(text, len(text) - 1) == [" ".join(sentences[:2]), sentences[2]]
    assert joined(text, 30) == sentences


def test_speech_without_a_speaker_behind_it_stays_divided() -> None:
    """Three sentences in quotes are three sentences: the one that matches says it best."""
    sentences = ["“Er waren kraaien.", "Ze vlogen weg.”", "Dat zei hij.", "“Ja.", "Weg”.", "Slot."]
    assert joined(" ".join(sentences)) == sentences
    assert len(joined("“Er waren kraaien. Ze vlogen weg!” zei hij. Slot.")) == 2


def test_quotes_without_a_partner_join_nothing() -> None:
    """Inches, and speech that is never closed, leave the sentences as they are."""
    sentences = ['Een buis van 5" is dik.', "“Hij kwam.", "Zij ging.", "»Nee.", "Slot."]
    assert joined(" ".join(sentences)) == sentences


@pytest.mark.parametrize("scrap", ["“A. B”, C. ", "“a. ", '" A. ', "„. "])
def test_many_quotations_take_no_time_to_speak_of(scrap: str) -> None:
    """No text of a few hundred thousand characters makes the work grow with its square."""
    text = "Begin " + scrap * 50_000 + "Einde."
    spans = join_quotations(text, sentence_spans(text, 0, len(text)), MAX_CHARS)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
