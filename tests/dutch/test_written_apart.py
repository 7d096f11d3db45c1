"""Words that a text writes apart: te-infinitives of separable verbs, and suspended compounds."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.make_separable_verbs import file_text

from defsearch.dutch.analysis import Part
from defsearch.dutch.written_apart import (
    SEPARABLE_VERBS,
    ApartWord,
    SplitVerb,
    _completed,
    _particles,
    _suspended,
    _verb_before,
    split_verbs,
    words_written_apart,
)

PARTS = {
    "luchtmacht": (Part("lucht", 0, 5), Part("macht", 5, 10)),
    "luchtstrijdkrachten": (
        Part("lucht", 0, 5),
        Part("strijd", 5, 11),
        Part("strijdkracht", 5, 19),
        Part("kracht", 11, 19),
    ),
}


def written_apart(text: str) -> list[tuple[str, str]]:
    """Return the words with the text at their places."""
    found = words_written_apart(text, lambda form: PARTS.get(form, ()))
    return [(word.form, text[word.start : word.end]) for word in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hij hoopt in te zetten.", [("inzetten", "in te zetten")]),
        ("Deel te nemen is goed.", [("deelnemen", "Deel te nemen")]),
        ("Zij stopt met samen te werken", [("samenwerken", "samen te werken")]),
        ("Hij komt om te zetten, door te werken.", []),
        ("Hij is in te veel landen, op te grote voet.", []),
        ("Een zin te zetten: begin te lezen.", []),
        ("land- en luchtmacht", [("landmacht", "land- en luchtmacht")]),
        ("de land- of de luchtmacht", [("landmacht", "land- of de luchtmacht")]),
        (
            "zee-, land- en luchtstrijdkrachten",
            [
                ("zeestrijdkrachten", "zee-, land- en luchtstrijdkrachten"),
                ("zeekrachten", "zee-, land- en luchtstrijdkrachten"),
                ("landstrijdkrachten", "land- en luchtstrijdkrachten"),
                ("landkrachten", "land- en luchtstrijdkrachten"),
            ],
        ),
        ("In- en uitvoer", [("invoer", "In- en uitvoer")]),
        ("binnen- en buitenland", [("binnenland", "binnen- en buitenland")]),
        ("een land- en een boom", []),
        ("land - en luchtmacht, zuid-limburg en lucht", []),
    ],
)
def test_words_are_found_with_their_places(text: str, words: list[tuple[str, str]]) -> None:
    """Each word has the form that it has when it is written as one."""
    assert written_apart(text) == words


def test_only_the_given_part_of_the_text_is_read() -> None:
    """No word reaches across its ends."""
    text = "Hij hoopt in te zetten en op te treden."
    assert [word.form for word in words_written_apart(text, lambda _: (), 13, 40)] == ["optreden"]


def split(text: str) -> list[str]:
    """Return the infinitives with the text at their places."""
    return [
        f"{form}: {text[verb[0] : verb[1]]} {text[particle[0] : particle[1]]}"
        for form, verb, particle in split_verbs(text)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nederland zet vier toestellen in.", ["inzetten: zet in"]),
        ("De politie riep getuigen op zich te melden", []),
        ("De politie riep op tot kalmte.", ["oproepen: riep op"]),
        ("De minister kondigde donderdag aan dat het schip vertrekt.", ["aankondigen: kondigde aan"]),
        ("Zij stelden een officier aan", ["aanstellen: stelden aan"]),
        ("Het fregat neemt niet deel aan de missie.", ["deelnemen: neemt deel"]),
        ("Het neemt een deel van de taak op zich.", []),
        ("Morgen vindt de ceremonie plaats in Den Haag", ["plaatsvinden: vindt plaats"]),
        (
            "De bemanning wees het verzoek af, en keerde terug.",
            ["afwijzen: wees af", "terugkeren: keerde terug"],
        ),
        ("De compagnie neemt de taak over en zet tanks in.", ["overnemen: neemt over", "inzetten: zet in"]),
        ("Militairen delen zeilen en dekens uit.", ["uitdelen: delen uit"]),
        ("Het staat op het schip, in de haven.", []),
        ("De zet in het spel", []),
        ("Zij kunnen troepen zetten in", []),
        ("Hij zet door, maar de wind nam toe", ["toenemen: nam toe"]),
        ("Zij maken zich zorgen over de vrede; de chef draagt zorg voor vervoer.", []),
        ("Het leger zet, zei hij, tanks in.", []),
        ("De man die zet in zijn huis", []),
        ("De marine stelt in te zetten schepen voor.", ["voorstellen: stelt voor"]),
    ],
)
def test_the_verb_is_found_with_its_two_places(text: str, wanted: list[str]) -> None:
    """Only in one clause, the finite verb first."""
    assert split(text) == wanted


def test_a_split_verb_is_in_the_given_part_of_the_text() -> None:
    """Verb and particle are both in it."""
    text = "Zij zet tanks in. Hij riep mensen op."
    assert [word.form for word in split_verbs(text, 6)] == ["oproepen"]
    assert [word.form for word in split_verbs(text, 0, 17)] == ["inzetten"]


@pytest.mark.slow
def test_the_file_is_up_to_date() -> None:
    """If this fails: python tests/support/make_separable_verbs.py."""
    assert SEPARABLE_VERBS.read_text(encoding="utf-8") == file_text()


WORDS = """
    zee- land- - -, en en/of de een oude mijn mijnen luchtmacht x- 1- a_b- zet zetten riep neemt vindt deel plaats op in
    aan te tot dat die Die heeft zal stelt voor af, . , ; ( ) ” İn
"""
PHRASES = (
    "zee-, land",
    "- en luchtmacht",
    "- of een luchtmacht,",
    "-, luchtmacht",
    "een oude mijn",
    "zet tanks in.",
)
TEXTS = st.lists(
    st.tuples(st.sampled_from([*WORDS.split(), *PHRASES, "\n"]), st.sampled_from([" ", " ", " ", ""])),
    max_size=20,
).map(lambda pairs: "".join(word + space for word, space in pairs))
MINE = re.compile(r"\b(?:[Dd]e|[Ee]en|[Dd]eze|[Gg]een|[Ee]lke|[Ii]edere)(?: [a-zà-ÿ]{3,}en?)? mijn\b")
CLAUSE_BREAK = re.compile(
    r"[.,;:!?()\n\"“”]"
    r"|\b(?:als|dat|die|hoewel|indien|maar|nadat|of|omdat|terwijl|toen|waar|wanneer|want|wat|wie|zodat)\b"
)


@example("zee-, land- en lucht-, land- en luchtmacht, een oude mijn en de mijn", 2)
@settings(max_examples=500)
@given(TEXTS, st.integers(0, 10))
def test_what_a_plain_search_finds_is_found(text: str, start: int) -> None:
    """To look first for hyphens and for *mijn* hides nothing."""
    end = len(text) - 1
    found = list(words_written_apart(text, lambda form: PARTS.get(form, ()), start, end))
    mines = (match.end() for match in MINE.finditer(text, start, end))
    expected = [ApartWord("mijn", at - len("mijn"), at) for at in mines]
    for match in _suspended().finditer(text, start, end):
        expected += _completed(match, lambda form: PARTS.get(form, ()))
    infinitives = len(found) - len(expected)
    assert found[infinitives:] == expected
    assert all(" te " in text[word.start : word.end] for word in found[:infinitives])


@example("Het leger zet dat in en zet de tanks in.", 0)
@settings(max_examples=500)
@given(TEXTS, st.integers(0, 10))
def test_the_verb_is_in_the_clause_of_its_particle(text: str, start: int) -> None:
    """The clause begins after the last of all breaks before the particle."""
    expected = []
    for match in _particles().finditer(text, start):
        first = max(start, match.start(1) - 120)
        first = max([first, *(one.end() for one in CLAUSE_BREAK.finditer(text, first, match.start(1)))])
        words = list(re.finditer(r"[^\W\d_]+", text[first : match.start(1)]))
        verb = _verb_before(match[1], [word[0].lower() for word in words])
        if verb:
            place = words[verb[0]].start() + first, words[verb[0]].end() + first
            expected.append(SplitVerb(match[1] + verb[1], place, match.span(1)))
    assert list(split_verbs(text, start)) == expected
