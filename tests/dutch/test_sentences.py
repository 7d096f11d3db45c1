"""Dutch sentences: what ends one, what only looks like it, and that not a character is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dutch.sentences import sentence_spans


def split(text: str) -> list[str]:
    """The sentences of a whole text."""
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
    "Zonder punt aan het eind",
    "?!",
]


@pytest.mark.parametrize("sentence", ONE_SENTENCE)
def test_what_only_looks_like_an_end(sentence: str) -> None:
    """Abbreviations, initials, numbers, dates, addresses and speech inside a sentence leave it whole."""
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
def test_what_ends_a_sentence(sentences: list[str], space: str) -> None:
    """Whatever space stands between them, and whatever quotes and brackets close with them."""
    assert split(space.join(sentences)) == sentences


def test_german_and_dutch_quotes_close_a_sentence() -> None:
    """The marks that open in one style close in another: a stop right before one is the end of the speech.

    ``»…«`` and ``„…“`` were not known as closing, so two sentences came as one.
    """
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
def test_a_closing_mark_behind_a_space_does_not_begin_the_next_sentence(quotes: str) -> None:
    """With space inside the quotes, the next passage began with the mark that closes this one."""
    left, right = tuple(quotes)
    sentences = [f"{left} De hamster komt. {right}", "De hamster ging.", f"{left} En nu? {right}"]
    assert split(" ".join(sentences)) == sentences
    several = [f"Zij zei: {left} Ja.", f"Nee. {right}", "’s Avonds niet.", f"{left} Slot."]
    assert split(" ".join(several)) == several
    said = f"{left} De hamster komt. {right}, zei hij."
    assert split(said) == [said]


def test_a_mark_that_closes_nothing_begins_a_sentence() -> None:
    """Arrows before links, and quotes that open, stay with what follows them."""
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
    """``no.`` and ``dd.`` cut two hundred sentences of three thousand releases in halves."""
    assert split(sentence) == [sentence]


def test_list_numbers_inside_a_sentence_do_not_end_it() -> None:
    """``1.`` behind a colon and ``2.`` behind a semicolon belong to what follows, as at the start of a line."""
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
def test_more_abbreviations_before_a_name_do_not_end_a_sentence(sentence: str) -> None:
    """Ranks, offices and the words of title pages were taken for the last words of sentences."""
    assert split(sentence) == [sentence]


def test_words_that_are_abbreviations_only_when_written_so_end_a_sentence_otherwise() -> None:
    """``kon`` is a verb and ``Den Burg`` is a town; ``btw`` has no vowel and is a word."""
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
    """A bullet or number at the start of a line begins one, even after a line that is not closed."""
    items = ["De aanbevelingen:", "- meer drones", "• minder staal", "10. betere afspraken", "b) en meer"]
    assert split(line_end.join(items)) == items
    assert split(line_end.join(["Een zin die", "gewoon doorloopt", "-20 graden", "3.500 euro"])) != items
    assert len(split(line_end.join(["Een zin die", "gewoon doorloopt", "-20 graden", "3.500 euro"]))) == 1


def test_only_the_slice_counts() -> None:
    """Offsets are into the text; what stands before and after the slice changes nothing."""
    text = "Voor. Een zin. Nog een. Na."
    start, end = text.index("Een"), text.index(" Na")
    assert [text[low:high] for low, high in sentence_spans(text, start, end)] == ["Een zin.", "Nog een."]
    assert sentence_spans(text, 5, 5) == []
    assert sentence_spans("  \n ", 0, 4) == []


@pytest.mark.parametrize(
    "scrap",
    [".", ". ", "!? ", "A. ", ".’ ", ". ” ", "“a. ", "“. ” a", "\n- ", "\r\n", " ", "“ ", "- ", "'s "],
)
def test_long_runs_of_anything_take_no_time_to_speak_of(scrap: str) -> None:
    """No text of a few hundred thousand characters makes the work grow with its square."""
    text = "Begin" + scrap * 100_000 + "Einde."
    spans = sentence_spans(text, 0, len(text))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)


SCRAPS = st.lists(
    st.sampled_from(
        [*".!?…\"'“”„‘’()«»-–•", " ", "  ", "\n", "\r\n", "\u00a0", "\u2028", "dr", "Zr.Ms", "e.d"]
    )
    | st.sampled_from(
        ["jan", "De", "de", "J", "12", "3.500", "’s ", "1. ", "a) ", "🛩️", "e\u0301", "ﬁ", "ß", "İ"]
    ),
    max_size=40,
).map("".join)


@given(SCRAPS, SCRAPS, SCRAPS)
def test_sentences_and_the_space_between_them_are_the_slice(before: str, text: str, after: str) -> None:
    """Every character that is not space is in one sentence; none begins or ends with space; order holds."""
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
def test_plain_sentences_come_back_as_they_went_in(written: list[tuple[str, str]]) -> None:
    """Sentences full of abbreviations, dates and speech, joined by spaces, are found again one by one."""
    sentences = [words + stop for words, stop in written]
    assert split(" ".join(sentences)) == sentences
