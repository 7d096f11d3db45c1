"""Sentence boundaries: characters that end a sentence or only seem to, and complete coverage of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dutch.sentences import sentence_spans


def split(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


ONE_SENTENCE = [
    "Generaal b.d. Peter van Uhm sprak met lgen. Onno Eichelsheim en kol. J. de Vries.",
    "De Zr.Ms. De Ruyter en Zr. Ms. Tromp varen naar St. Eustatius.",
    "Op 25 sept. 2025, d.w.z. donderdag, kwam o.a. dr. A.B. Jansen.",
    "Dit gaat i.v.m. Oekraïne door, aldus min. Brekelmans en H.M. Koningin Máxima.",
    "Zie art. 5, blz. 12 en nr. 2013-0000395991 (bijv. Bijlage 2).",
    "Lt.-gen. Jansen, gen.-maj. Bakker en lt.kol. Smit van 13 Lt. Brigade.",
    "Er zijn ca. 300 militairen, max. 5 per voertuig, en 50.000 euro.",
    "“Gaan we?” vroeg hij.",
    "‘Nu!’ riep zij, ‘of nooit!’ en zij ging.",
    "Dat was … ja, wat eigenlijk?",
    "Kijk op www.defensie.nl/onderwerpen of mail j.de.vries@mindef.nl.",
    "1. De eerste aanbeveling.",
    "a. De tweede.",
    "Het besluit (Stcrt. 2010, 10255) geldt t/m 1 jan. 2026.",
    "Prof. mr. ir. P.C. Hooft jr. schreef het.",
    "Versie 2.0 van de F-16.",
    "Hr.Ms.Tromp, prof.Jansen, A.B.Jansen en kapt.De Vries.",
    "Zie www.Defensie.nl, info.Defensie.nl en jan.Jansen@mindef.nl.",
    "Zonder punt aan het eind",
    "?!",
]


@pytest.mark.parametrize("sentence", ONE_SENTENCE)
def test_points_inside_a_sentence(sentence: str) -> None:
    """Abbreviations, initials, numbers, dates, addresses and quotations inside a sentence do not end it."""
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Het is klaar.", "De rest volgt."],
        ["Hij zei: “Ja.”", "Toen ging hij."],
        ["“Het is klaar.”", "“Echt?”", "(Ja!)", "[Foto: ANP.]", "Slot."],
        ["Klaar.", "’s Avonds was het stil.", "'t Is niet anders.", "20 militairen bleven."],
        ["Tanks, drones e.d.", "De rest niet.", "En meer, enz.", "Maar toch."],
        ["Dat was in sept.", "In okt. 2024 ook, en vorig jaar jl.", "Klaar."],
        ["Hij lijdt aan MS.", "Zij werkt in de IT.", "Dat kost 5 mln.", "Meer niet."],
        ["Wat nu?!", "Niets...", "Of toch…", "Nee."],
        ["Het was 2025.", "De minister zweeg.", "Dat kost 50.000.", "Veel."],
        ["1. Een.", "2. Twee.", "3) Drie."],
        ["Kijk op www.defensie.nl.", "Daar staat het (zie p. 3).", "Einde"],
        ["Klaar.", "– Nog niet.", "• Wel.", "🎉 feest"],
        ["Kent u plan B?", "Nee, dr.!", "Plan C...", "Ook niet."],
        ["Is het zo (ja?).", "Élan is een woord.", "Ĳs ook."],
    ],
)
@pytest.mark.parametrize("space", [" ", "\u00a0\u00a0", "\r\n", "\n\n"])
def test_sentence_ends(sentences: list[str], space: str) -> None:
    """Sentences end before any kind of space, with the quotes and brackets that close after them."""
    assert split(space.join(sentences)) == sentences


def test_quotes_of_all_styles_close_a_sentence() -> None:
    """A quote right after a stop closes the quotation, also if the same character opens one in another style."""
    sentences = [
        "Hij zei: »De hamster komt.«",
        "Daarna ging de hamster.",
        "Hij zei: „De hamster komt.“",
        "»Daarna?«",
        "‚Ja.‘",
        "«Nee.»",
        "Slot.",
    ]
    assert split(" ".join(sentences)) == sentences
    assert len(split("»Gaan we?« vroeg hij. „Nee!“ zei zij. »en nu?« vroeg hij.")) == 2


@pytest.mark.parametrize("quotes", ["«»", "“”", "„”", "„“", "‘’", "()", "‹›"])
def test_closing_mark_after_a_space_does_not_start_a_sentence(quotes: str) -> None:
    """With spaces inside the quotes, the closing mark belongs to the sentence that it closes."""
    left, right = tuple(quotes)
    sentences = [f"{left} De hamster komt. {right}", "De hamster ging.", f"{left} En nu? {right}"]
    assert split(" ".join(sentences)) == sentences
    several = [f"Zij zei: {left} Ja.", f"Nee. {right}", "’s Avonds niet.", f"{left} Slot."]
    assert split(" ".join(several)) == several
    said = f"{left} De hamster komt. {right}, zei hij."
    assert split(said) == [said]


def test_mark_that_closes_nothing_starts_a_sentence() -> None:
    """Arrows before links and opening quotes belong to the text after them."""
    sentences = [
        "Zo is het.",
        "» Lees meer.",
        "« Ja. »",
        "» Nog meer.",
        "‘Nee.",
        "’s Avonds wel.’",
        "“ Slot.",
    ]
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Het advies van 31 mei 1967, No. 26, en no. W03.01.0141 (Staatsblad n°. 12) is oud.",
        "Uw brief dd. 13 december 1990 over de kamerstukken nos. 3 en nrs. 4–6 kwam aan.",
        "Zie Parl. Stuk 53K1705 en Stbl. 473.",
    ],
)
def test_abbreviations_before_a_number_do_not_end_a_sentence(sentence: str) -> None:
    """Abbreviations such as ``no.`` and ``dd.`` before a number do not end a sentence."""
    assert split(sentence) == [sentence]


def test_list_numbers_inside_a_sentence() -> None:
    """``1.`` after a colon and ``2.`` after a semicolon do not end a sentence."""
    assert len(split("Leden: 1. de das; 2. De bever; 3. De otter.")) == 1
    assert split("Leden: 1. De das; (2. De bever). 3. De otter.")[1:] == ["3. De otter."]
    assert split("Dit zijn de leden. 1. De das. 2. De bever.") == [
        "Dit zijn de leden.",
        "1. De das.",
        "2. De bever.",
    ]
    ends = ["Het werd 3-2.", "De das won met 12.", "Zij is 30; hij is 40.", "De rest: samen 50.", "Slot."]
    assert split(" ".join(ends)) == ends


@pytest.mark.parametrize(
    "sentence",
    [
        "Kap. Jansen, serg. Bakker, sm. De Wit, opp. Smit en staatssecr. De Vries kwamen.",
        "Secr. Jansen, voorz. Bakker, vz. Smit, cmdt. De Wit en pres. Macron spraken met burg. Jansen.",
        "De dir. Materieel, het mil. Gezag en de Alg. Zaken van de Kon. Marine (nr. Def. Marine 538).",
        "Uitg. Het Spectrum, vert. Jansen, red. De Wit, vlg. Smit, vlgs. Bakker, fa. Smit, hfd. Inkoop.",
        "De comp. Alfa van Tj. Veenstra, gen.-maj. Smit en sgt.-maj. Bakker kwam.",
    ],
)
def test_abbreviations_before_a_name_do_not_end_a_sentence(sentence: str) -> None:
    """Abbreviated ranks, offices and words of title pages do not end a sentence."""
    assert split(sentence) == [sentence]


def test_words_that_are_not_abbreviations_end_a_sentence() -> None:
    """``kon`` is a verb, ``Den Burg`` is a town, and ``btw`` is a word although it has no vowel."""
    sentences = [
        "Zij deed wat zij kon.",
        "Hij woont in Den Burg.",
        "Dat is de btw.",
        "Zo ook het mkb.",
        "Slot.",
    ]
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\n  "])
def test_list_items_are_sentences(line_end: str) -> None:
    """A bullet or list number at the start of a line starts a sentence, also after a line without a stop."""
    items = ["De aanbevelingen:", "- meer drones", "• minder staal", "10. betere afspraken", "b) en meer"]
    assert split(line_end.join(items)) == items
    assert split(line_end.join(["Een zin die", "gewoon doorloopt", "-20 graden", "3.500 euro"])) != items
    assert len(split(line_end.join(["Een zin die", "gewoon doorloopt", "-20 graden", "3.500 euro"]))) == 1


def test_text_outside_the_slice_has_no_influence() -> None:
    """Offsets are into the text; the text before and after the slice changes nothing."""
    text = "Voor. Een zin. Nog een. Na."
    start, end = text.index("Een"), text.index(" Na")
    assert [text[low:high] for low, high in sentence_spans(text, start, end)] == ["Een zin.", "Nog een."]
    assert sentence_spans(text, 5, 5) == []
    assert sentence_spans("  \n ", 0, 4) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [".", ". ", "!? ", "A. ", ".’ ", ". ” ", "“a. ", "“. ” a", "\n- ", "\r\n", " ", "“ ", "- ", "'s "],
)
def test_repeated_text_takes_linear_time(piece: str) -> None:
    """Repeated text is split to its end; with quadratic time this test would take hours."""
    text = "Begin" + piece * 100_000 + "Einde."
    spans = sentence_spans(text, 0, len(text))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)


TEXTS = st.lists(
    st.sampled_from(
        [*".!?…\"'“”„‘’()«»-–•", " ", "  ", "\n", "\r\n", "\u00a0", "\u2028", "dr", "Zr.Ms", "e.d"]
    )
    | st.sampled_from(
        ["jan", "De", "de", "J", "12", "3.500", "’s ", "1. ", "a) ", "🛩️", "e\u0301", "ﬁ", "ß", "İ"]
    ),
    max_size=40,
).map("".join)


@given(TEXTS, TEXTS, TEXTS)
def test_sentences_cover_all_text_but_space(before: str, text: str, after: str) -> None:
    """Every character except space is in one sentence; sentences are in order and have no space at the ends."""
    spans = sentence_spans(text, 0, len(text))
    rest = list(text)
    upto = 0
    for start, end in spans:
        assert upto <= start < end
        assert text[start:end] == text[start:end].strip()
        rest[start:end] = " " * (end - start)
        upto = end
    assert not "".join(rest).strip()
    shift = len(before)
    shifted = sentence_spans(before + text + after, shift, shift + len(text))
    assert shifted == [(start + shift, end + shift) for start, end in spans]


PLAIN = st.lists(
    st.sampled_from(
        ["de", "drones", "van 50.000 euro", "o.a. wapens", "dr. Jansen", "J. de Wit", "op 1 sept. 2025"]
    )
    | st.sampled_from(
        ["risico’s", "Zr.Ms. Tromp", "(bijv. drones)", "“nu?” zei hij", "nr. 5", "d.w.z. nooit"]
    ),
    min_size=1,
    max_size=6,
).map(lambda words: f"Dat {' '.join(words)} is")


@given(st.lists(st.tuples(PLAIN, st.sampled_from([".", "!", "?", "…", ".”", "?)"])), min_size=1, max_size=6))
def test_joined_sentences_are_split_again(written: list[tuple[str, str]]) -> None:
    """Sentences with abbreviations, dates and quotations, joined by spaces, are split into the same sentences."""
    sentences = [words + stop for words, stop in written]
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize("stop", [".", "!", "?"])
def test_a_stop_glued_to_the_next_word_ends_a_sentence(stop: str) -> None:
    """The space after a word and its stop may be missing, where a capital follows."""
    assert split(f"Een jaar{stop}Ongeveer 20.") == [f"Een jaar{stop}", "Ongeveer 20."]
    assert split(f"Een jaar{stop}ongeveer 20.") == [f"Een jaar{stop}ongeveer 20."]
