"""Who says what: the rules, from the surest to the least sure."""

from __future__ import annotations

import pytest
from support.archive import find_paragraphs

from defsearch.quotes.extractor import extract_quotes


def speakers(body: str) -> list[tuple[str | None, str]]:
    """Return the speaker of each quotation of a body, and the confidence."""
    return [(quote.speaker, quote.confidence) for quote in extract_quotes("", body, find_paragraphs(body))]


@pytest.mark.parametrize(
    "after",
    [
        ", zei kolonel Els Bos.",
        ", aldus kolonel Els Bos.",
        ", zo meldt kolonel Els Bos vrijdag.",
        ", liet kolonel Els Bos via haar woordvoerder weten.",
        ", legt kolonel Els Bos, die in Ede woont, uit.",
        ", glunderde kolonel Els Bos.",
        ", staat in een brief van kolonel Els Bos.",
        ", oordeelde de rechtbank bij monde van kolonel Els Bos.",
        " op de kade, vindt kolonel Els Bos.",
        ", heeft kolonel Els Bos gezegd.",
    ],
)
def test_a_cue_after_the_words_is_sure(after: str) -> None:
    """Any verb after the comma, its subject after it."""
    assert speakers(f"“Dit is een goed plan voor ons”{after}") == [("Els Bos", "high")]


@pytest.mark.parametrize(
    "before",
    [
        "Kolonel Els Bos:",
        "Kolonel Els Bos, 13 Lichte Brigade:",
        "Kolonel Els Bos zei vrijdag:",
        "In een brief schrijft kolonel Els Bos:",
        "Volgens kolonel Els Bos is het",
        "Kolonel Els Bos noemt het",
        "De krant zwijgt, hoewel kolonel Els Bos spreekt van",
        "Volgens de krant zei kolonel Els Bos",
    ],
)
def test_a_cue_before_the_words_is_sure(before: str) -> None:
    """A colon, a verb, or a source."""
    assert speakers(f"{before} “dit is een goed plan voor ons”.") == [("Els Bos", "high")]


@pytest.mark.parametrize(
    "before",
    [
        "Het plan is goed, vindt ook kolonel Els Bos.",
        "Volgens kolonel Els Bos is dat goed.",
        "Kolonel Els Bos kwam naar de kade. Zij was blij.",
        "De bond zwijgt, maar kolonel Els Bos vindt het goed.",
        "EDE (ANP) - Kolonel Els Bos is blij.",
    ],
)
def test_the_sentence_before_names_the_speaker(before: str) -> None:
    """Less sure than a cue beside the words."""
    assert speakers(f"{before} “Dit is een goed plan voor ons.”") == [("Els Bos", "mid")]


@pytest.mark.parametrize(
    "after", ["Dat zegt kolonel Els Bos.", "Aldus kolonel Els Bos.", "Aan het woord is kolonel Els Bos."]
)
def test_the_sentence_after_names_the_speaker(after: str) -> None:
    """It refers to the words before it."""
    assert speakers(f"“Dit is een goed plan voor ons.” {after}") == [("Els Bos", "high")]


def test_a_quotation_goes_on_after_its_cue() -> None:
    """Directly after it as surely, in the next paragraph less so."""
    body = "“Dit is een goed plan”, zegt Els Bos. “We gaan het doen.”\n\n“Morgen al, als het kan.”"
    assert speakers(body) == [("Els Bos", "high"), ("Els Bos", "high"), ("Els Bos", "mid")]


def test_pronouns_and_roles_are_less_sure_than_names() -> None:
    """They stand for the nearest subject of the gender, and for the only one with the role."""
    body = "Kolonel Els Bos sprak met majoor Jan Smit. “Wij gaan nu”, zei {}."
    assert speakers(body.format("zij")) == [("Els Bos", "mid")]
    assert speakers(body.format("de majoor")) == [("Jan Smit", "mid")]
    assert speakers(body.format("de minister")) == [(None, "low")]


def test_the_only_person_without_a_role_has_the_role_of_nobody_else() -> None:
    """Where no minister is named, "de minister" is the only name."""
    assert speakers("“Wij gaan nu”, zei de minister. Dat kan niet anders, zegt Ollongren.") == [
        ("Ollongren", "mid")
    ]


def test_nobody_is_named() -> None:
    """Unnamed people, several people, and a person whom the words are about."""
    assert speakers("Kolonel Els Bos kwam. “Wij wisten niets”, zegt een bewoner.") == [(None, "low")]
    assert speakers("Kolonel Els Bos kwam. “Wij wisten niets”, zeggen zij.") == [(None, "low")]
    assert speakers("Kolonel Els Bos kwam. Bewoners vinden dat mooi. “Het mag wel wat vaker.”") == [
        (None, "low")
    ]
    assert speakers("Kolonel Els Bos is ziek. “Wij wensen Bos sterkte toe.”") == [(None, "low")]


def test_two_speakers_are_not_sure() -> None:
    """Only the first is named."""
    assert speakers("“Wij gaan door met het plan”, zeggen Els Bos en Jan Smit.") == [("Els Bos", "low")]


def test_a_spokesman_speaks_for_a_body() -> None:
    """Which is named, and less sure; the spokesman of a person is not that person."""
    assert speakers("“Dit is klaar”, zegt een woordvoerder van Rijkswaterstaat.") == [
        ("Rijkswaterstaat", "mid")
    ]
    assert speakers("“Dit is klaar”, zegt de woordvoerder van minister Smit.") == [("Smit", "low")]


def test_the_fullest_name_of_the_release_is_given() -> None:
    """For surnames, first names, halves of double surnames and acronyms."""
    body = "{} kwam. “Dit is een goed plan”, zegt {}."
    for full, short in (
        ("Minister Ruud van Dalen", "Van Dalen"),
        ("Ruud van Dalen", "Ruud"),
        ("Wethouder Lenie Dwars-van Beek", "Dwars"),
        ("De Explosieven Opruimingsdienst Defensie", "de EOD"),
    ):
        ((name, _),) = speakers(body.format(full, short))
        assert name is not None
        assert full.endswith(name)
        assert name != short


def test_two_people_of_one_surname_are_not_sure() -> None:
    """The first of them is given."""
    body = "Kolonel Els Bos en majoor Jan Bos kwamen. “Dit is een goed plan”, zegt Bos."
    assert speakers(body) == [("Els Bos", "low")]
