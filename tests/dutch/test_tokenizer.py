"""Tokens of a text, their forms and subwords, and hostile text."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from defsearch.dutch import tokenizer
from defsearch.dutch.tokenizer import (
    MAX_TOKEN_LENGTH,
    fold,
    form_with_offsets,
    normalize_characters,
    normalize_token,
    piece_tokens,
    subword_spans,
    text_pieces,
    token_batches,
    token_matches,
    token_spans,
    token_texts,
)

# Text with many characters that are hard to tokenize, and any other character, including lone surrogates.
HARD_TEXT = st.text(
    st.one_of(
        st.sampled_from("aeisAFZRMS019'’`´-‑–—.,:/@&_ \n\r\t\u00a0\u2009\u00ad\u200b\u0301ĳßﬁ½éÉ😀"),
        st.characters(codec=None),
    ),
    max_size=60,
)


def texts(source: str, *, is_query: bool = False) -> list[str]:
    return [source[start:end] for start, end in token_spans(source, is_query=is_query)]


def forms(source: str, *, is_query: bool = False) -> list[str]:
    return [normalize_token(raw) for raw in texts(source, is_query=is_query)]


def subwords(raw: str) -> list[str]:
    return tokenizer.subwords_of(normalize_token(raw))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("De krijgsmacht, zegt Tuinman.", ["De", "krijgsmacht", "zegt", "Tuinman"]),
        ("land- en luchtmacht", ["land", "en", "luchtmacht"]),
        ("AI-onderzoek en -innovatie", ["AI-onderzoek", "en", "innovatie"]),
        ("lucht-\nmacht", ["lucht", "macht"]),
        ("en/of", ["en", "of"]),
        ("dit—en dat", ["dit", "en", "dat"]),
        ("Parijs–Dakar", ["Parijs–Dakar"]),
        ("A.M. de Jong woont in de V.S.", ["A.M", "de", "Jong", "woont", "in", "de", "V.S"]),
        ("gedaan.Het begin", ["gedaan", "Het", "begin"]),
        ("Zr. Ms. De Ruyter", ["Zr. Ms", "De", "Ruyter"]),
        ("in ’s-Hertogenbosch", ["in", "’s-Hertogenbosch"]),
        ("de ‘soldaat’ zei", ["de", "soldaat", "zei"]),
        ("jaren ’80", ["jaren", "80"]),
        ("@mindef #oefening", ["mindef", "oefening"]),
        ("zie https://www.defensie.nl/actueel.", ["zie", "https://www.defensie.nl", "actueel"]),
        ("mail info@mindef.nl.", ["mail", "info@mindef.nl"]),
        ("2025-09-25 om 14:30", ["2025-09-25", "om", "14:30"]),
        ("90%, 10 %, €400 %", ["90", "%", "10", "%", "400", "%"]),
        ("% en 3:1 of 1:2:30", ["en", "3", "1", "of", "1", "2", "30"]),
        ("een jaar.Ongeveer, Zr.Ms.Tromp", ["een", "jaar", "Ongeveer", "Zr.Ms", "Tromp"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        ("… – ! 😀", []),
    ],
)
def test_tokens_of_a_text(source: str, expected: list[str]) -> None:
    """Tokens keep the signs inside them, and lose the punctuation around them."""
    assert texts(source) == expected


@pytest.mark.parametrize(
    ("spellings", "form"),
    [
        (["F-16", "F16", "F 16", "F-16's", "F16’s", "F‑16", "F 16's", "F\u00a016", "f-16"], "f16"),
        (["F16-toestel", "F-16-toestel", "F 16-toestel"], "f16-toestel"),
        (["NH90", "NH-90", "NH 90", "nh90"], "nh90"),
        (["MH17", "MH-17", "MH 17"], "mh17"),
        (["C-130", "C130"], "c130"),
        (["CV9035NL", "CV-9035NL"], "cv9035nl"),
        (["AH-64D", "AH64D", "AH 64D"], "ah64d"),
        (["A400M", "A-400M", "A400M's"], "a400m"),
        (["covid-19", "Covid19", "COVID‑19"], "covid-19"),
        (["Leopard-2A6", "Leopard2A6"], "leopard-2a6"),
        (["WK-2026", "WK2026"], "wk-2026"),
        (["50.000", "50 000", "50000", "50\u00a0000", "50\u2009000", "50’000"], "50000"),
        (["1.250.000,50", "1 250 000,50"], "1250000,50"),
        (["1,250,000", "1.250.000"], "1250000"),
        (["3,5", "3.5"], "3,5"),
        (["10:30", "10.30"], "10,30"),
        (["13e", "13de", "13E"], "13e"),
        (["20e", "20ste"], "20e"),
        (["25mm", "25-mm"], "25-mm"),
        (["risico's", "risico’s", "risico`s", "risicoʼs", "RISICO'S"], "risico's"),
        (["VVD'er", "VVD’er", "vvd'er"], "vvd'er"),
        (["F-16's", "F-16’s", "F16's"], "f16"),
        (["'s-Hertogenbosch", "’s-Hertogenbosch", "s-Hertogenbosch", "'S-HERTOGENBOSCH"], "s-hertogenbosch"),
        (["d'Artagnan", "d’Artagnan", "d-Artagnan"], "d-artagnan"),
        (["zo'n", "zo’n", "Zo'n"], "zoeen"),
        (["z'n", "zijn"], "zijn"),
        (["Zr.Ms.", "Zr. Ms.", "Zr Ms", "ZrMs", "zr.ms."], "zrms"),
        (["Hr.Ms.", "Hr. Ms."], "hrms"),
        (["A.M.", "AM"], "am"),
        (["d.w.z.", "dwz"], "dwz"),
        (["AT&T", "at&t"], "at&t"),
        (["kunst&cultuur", "kunst-cultuur"], "kunst-cultuur"),
        (["https://www.defensie.nl", "www.defensie.nl", "defensie.nl", "Defensie.nl"], "defensie.nl"),
        (["info@mindef.nl", "Info@MinDef.nl"], "info@mindef.nl"),
        (["financiën", "ﬁnanciën", "financie\u0308n", "financien", "FINANCIËN"], "financien"),
        (["IJmuiden", "Ĳmuiden", "ĳmuiden"], "ijmuiden"),
        (["luchtmacht", "lucht\u00admacht", "lucht\u200bmacht"], "luchtmacht"),
        (["CO2", "CO₂", "CO-2"], "co2"),
        (["Zuid-Korea", "zuid‑korea", "Zuid–Korea"], "zuid-korea"),
        (["2e"], "2e"),
    ],
)
def test_spellings_of_a_word_share_a_form(spellings: list[str], form: str) -> None:
    """Every spelling of a word is one token with the same form."""
    assert {spelling: forms(spelling) for spelling in spellings} == {s: [form] for s in spellings}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("wapens", ["wapens"]),
        ("Zuid-Korea", ["zuid", "korea"]),
        ("F-16", ["f16"]),
        ("F16-toestel", ["f16", "toestel"]),
        ("COVID-19-virus", ["covid", "19", "virus"]),
        ("10.000-koppige", ["10000", "koppige"]),
        ("25-9-2025", ["25", "9", "2025"]),
        ("O'Brien", ["o", "brien"]),
        ("AT&T", ["at&t"]),
        ("25mm-kanon", ["25", "mm", "kanon"]),
        ("info@mindef.nl", ["info", "mindef.nl"]),
        ("defensie.nl", ["defensie.nl"]),
    ],
)
def test_subwords(raw: str, expected: list[str]) -> None:
    """A hyphenated word has a subword for each part; a designation is one subword."""
    assert subwords(raw) == expected


@pytest.mark.parametrize(
    "source",
    [
        "16 miljoen",
        "F 16 miljoen",
        "F 16,50",
        "€ 16",
        "vak X 1,2",
        "artikel B 2",
        "NOS 24",
        "U 16 jaar",
        "Plan F 16%",
        "F 16 december",
        "F\n16",
        "f 16",
    ],
)
def test_ambiguous_designations_are_not_joined(source: str) -> None:
    """A letter, a space and a number are one token only if they cannot be anything else."""
    assert all(" " not in text and "\n" not in text for text in texts(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f 16", ["f16"]),
        ("mh 17", ["mh17"]),
        ("of 16", ["of", "16"]),
        ("f 16 miljoen", ["f", "16", "miljoen"]),
        ("zr ms karel doorman", ["zrms", "karel", "doorman"]),
        ("zr. ms. evertsen", ["zrms", "evertsen"]),
    ],
)
def test_designations_in_lower_case_in_a_query(source: str, expected: list[str]) -> None:
    """In a query, a designation may be in lower case."""
    assert forms(source, is_query=True) == expected


def test_only_groups_of_three_digits_are_joined() -> None:
    """A year before a number is not part of it, and a group of four digits is a number of its own."""
    assert forms("in 2019 200 man, 10 0000") == ["in", "2019", "200", "man", "10", "0000"]


def test_list_letters_are_not_web_addresses() -> None:
    """A list letter before a word, without a space, is not the host of a web address."""
    assert texts("a.de minister") == ["a", "de", "minister"]


def test_contractions_do_not_become_another_word() -> None:
    """``zo'n`` does not get the form of ``zon``, the sun."""
    assert forms("zo'n zon") == ["zoeen", "zon"]


@given(HARD_TEXT)
def test_tokens_are_slices_of_the_text(text: str) -> None:
    """Offsets are exact and increasing, each token has a letter or digit, and the faster functions agree."""
    spans = list(token_spans(text))
    before = 0
    for start, end in spans:
        assert before <= start < end <= len(text)
        assert text[start:end] == "%" or any(character.isalnum() for character in text[start:end])
        before = end
    assert token_texts(text) == [text[start:end] for start, end in spans]
    assert spans == [match.span() for match in token_matches(text)]


@given(HARD_TEXT, st.integers(0, 40), st.integers(1, 4))
def test_batches_of_tokens_are_the_tokens(text: str, longest: int, size: int) -> None:
    """Whatever the length of a text that is read in pieces, and of a piece."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokenizer, "LONG_TEXT", longest)
        patch.setattr(tokenizer, "_BATCH", size)
        assert [token for batch in token_batches(text) for token in batch] == token_texts(text)


@given(HARD_TEXT)
@example("F 16 miljoen en MH 17 mln, 12 345 en 10 %, Zr. Ms. Evertsen, F\xa016 mln.")
@example("de AH 64D en hr ms x www.a.nl. 3 : 10:30 . Zr.\xa0Ms %")
@example("Defensie, de F-35. Vlieg! Ja: (nee) AOW: NAVO.")
def test_the_tokens_of_a_text_are_those_of_its_pieces(text: str) -> None:
    """Whatever stands around a piece in the text."""
    pieces = text_pieces(text)
    assert " ".join(pieces) == text
    assert [token for piece in pieces for token in piece_tokens(piece)] == token_texts(text)


@given(HARD_TEXT)
def test_every_letter_and_digit_is_in_a_token(text: str) -> None:
    """No letter or digit is outside the tokens."""
    covered = {at for start, end in token_spans(text) for at in range(start, end)}
    assert [c for at, c in enumerate(text) if c.isalnum() and at not in covered] == []


@given(HARD_TEXT)
def test_query_tokens_are_slices_of_the_query(text: str) -> None:
    """The tokens of a query have offsets that increase."""
    before = 0
    for start, end in token_spans(text, is_query=True):
        assert before <= start < end <= len(text)
        before = end


@given(HARD_TEXT)
def test_subwords_make_up_the_form(raw: str) -> None:
    """Any text can be normalized: its subwords make up its form, but for the signs between them."""
    form = normalize_token(raw)
    spans = subword_spans(form)
    assert tokenizer.subwords_of(form) == [form[start:end] for start, end in spans]
    if any(character.isalnum() for character in form):
        assert (spans[0][0], spans[-1][1]) == (0, len(form))
        assert all(form[end:start] in ("-", "@") for (_, end), (start, _) in pairwise(spans))


@given(HARD_TEXT)
def test_forms_are_normalized(text: str) -> None:
    """The form of a token is not empty and contains no spaces or apostrophes."""
    for form in forms(text):
        assert form
        assert not any(character.isspace() or character in "'’" for character in form)


@given(HARD_TEXT)
def test_form_offsets(text: str) -> None:
    """The form is the same, and the offsets of its characters do not decrease."""
    for raw in token_texts(text):
        form, offsets = form_with_offsets(raw)
        assert form == normalize_token(raw)
        assert len(offsets) == len(form)
        for (start, end), (next_start, next_end) in pairwise(offsets):
            assert start <= next_start
            assert end <= next_end


def test_offsets_of_part_of_a_form() -> None:
    """Removed apostrophes and expanded ligatures do not shift the offsets."""
    raw = "Ĳszee-risico’s"
    form, offsets = form_with_offsets(raw)
    at = form.index("risico")
    assert raw[offsets[at][0] : offsets[at + 5][1]] == "risico"
    zee = form.index("zee")
    assert raw[offsets[zee][0] : offsets[zee + 2][1]] == "zee"
    assert raw[offsets[1][0] : offsets[1][1]] == "Ĳ"


@given(st.text(st.sampled_from("abdefiknorszéëï"), min_size=2, max_size=12), st.sampled_from("'’‘`ʼ´"))
def test_apostrophes_make_no_difference(word: str, apostrophe: str) -> None:
    """A plural or genitive has the same form with any apostrophe."""
    assert forms(f"{word}{apostrophe}s")[0] == f"{fold(word)}'s"


@given(
    st.lists(st.text(st.sampled_from("abdefiknorszéëï"), min_size=1, max_size=9), min_size=2, max_size=5),
    st.sampled_from("‐‑–−"),
)
def test_dashes_make_no_difference(parts: list[str], dash: str) -> None:
    """A compound with any short dash has the form of the compound with hyphens."""
    assert forms(dash.join(parts)) == forms("-".join(parts)) == [fold("-".join(parts))]


def test_form_of_a_very_long_token_is_limited() -> None:
    """Only the first characters of a very long token count for its form."""
    word = "x" * (MAX_TOKEN_LENGTH + 50)
    assert texts(word) == [word]
    assert normalize_token(word) == "x" * MAX_TOKEN_LENGTH


HOSTILE_TEXTS = [
    *("a", "a.", "ab.", "a-", "a@", "a'", "&a", "a.b-", "-", "www.", "Zr.", "F 16", "1.", "1,", "12 345 "),
    *("e\u0301", "\u00ad", "a\u200b"),
]


@pytest.mark.parametrize("piece", HOSTILE_TEXTS)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Repeated text is tokenized to its end; with quadratic time this test would take minutes."""
    text = piece * (300_000 // len(piece)) + " einde"
    found = token_texts(text)
    assert found[-1] == "einde"
    for raw in found[:50]:
        normalize_token(raw)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oekraïne", "oekraine"),
        ("coördinatie", "coordinatie"),
        ("coo\u0308rdinatie", "coordinatie"),
        ("Façade", "facade"),
        ("ĲSSELMEER", "ijsselmeer"),
        ("Straße", "strasse"),
        ("Sørensen", "sorensen"),
        ("Łódź", "lodz"),
        ("Æbelø", "aebelo"),
        ("İstanbul", "istanbul"),
        ("foto’s", "fotos"),
        ("1⁄2 ½", "1⁄2 1/2"),
        ("ﬁnanciën", "financien"),
        ("ＮＡＴＯ", "nato"),
        ("km²", "km2"),
        ("F‑16", "f-16"),
        ("oefen* wo?d", "oefen* wo?d"),
        ("Київ", "киів"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    """Case, accents, ligatures, width, apostrophes and dashes are folded; other characters stay."""
    assert fold(text) == expected


def test_fold_is_idempotent() -> None:
    """The fold of the fold is the fold, for every letter and for lone surrogates."""
    codes = chain(range(0x3400), range(0xD800, 0xD810), range(0xF900, 0x10000), range(0x1D400, 0x1F200))
    assert [code for code in codes if fold(fold(chr(code))) != fold(chr(code))] == []


@given(st.text(st.characters(codec=None)))
def test_fold_does_not_depend_on_context(text: str) -> None:
    """The fold of a text is the folds of its characters, so that offsets can be mapped."""
    assert fold(text) == "".join(fold(character) for character in text)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("F-16's", [("f", "F"), ("1", "1"), ("6", "6")]),
        ("50.0", [("5", "5"), ("0", "0"), (",", "."), ("0", "0")]),
        ("7.000", [("7", "7"), ("0", "0"), ("0", "0"), ("0", "0")]),
        ("foto’s", [("f", "f"), ("o", "o"), ("t", "t"), ("o", "o"), ("'", "’"), ("s", "s")]),
        ("d’Or", [("d", "d"), ("-", "’"), ("o", "O"), ("r", "r")]),
        ("Ĳs", [("i", "Ĳ"), ("j", "Ĳ"), ("s", "s")]),
        ("e\u0301n", [("e", "e\u0301"), ("n", "n")]),
        ("pac3", [("p", "p"), ("a", "a"), ("c", "c"), ("-", ""), ("3", "3")]),
        ("Zr. Ms", [("z", "Z"), ("r", "r"), ("m", "M"), ("s", "s")]),
        ("R&D", [("r", "R"), ("&", "&"), ("d", "D")]),
        ("…", []),
    ],
)
def test_characters_keep_their_offsets_in_the_raw_token(raw: str, expected: list[tuple[str, str]]) -> None:
    """Each character of the form has the offsets of the characters from which it was made."""
    assert [(one.character, raw[one.start : one.end]) for one in normalize_characters(raw)] == expected


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ("1.2.3", "1.2.3"),
        ("12.345.678,90", "12345678,90"),
        ("1,234", "1,234"),
        ("0.500", "0.500"),
        ("2-3", "2-3"),
        ("VN-2030", "vn-2030"),
        ("SM-3", "sm3"),
        ("SARS-CoV-2-virus", "sars-cov-2-virus"),
        ("artikel14", "artikel-14"),
        ("5G", "5g"),
        ("3D-printer", "3d-printer"),
        ("120mm-mortier", "120-mm-mortier"),
        ("M&Astrategie", "m-astrategie"),
        ("B&W-besluit", "b&w-besluit"),
        ("Q&A's", "q&a's"),
        ("http://f-16.nl", "f-16.nl"),
        ("--zuid--korea-", "zuid-korea"),
    ],
)
def test_forms_of_numbers_and_designations(raw: str, form: str) -> None:
    """Separators of thousands go, designations are joined or separated, and other text stays."""
    assert "".join(one.character for one in normalize_characters(raw)) == form
