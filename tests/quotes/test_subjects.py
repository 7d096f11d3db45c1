"""Subjects: articles, roles, bodies and names, read from the left."""

from __future__ import annotations

import pytest

from defsearch.quotes.spans import make_frame
from defsearch.quotes.subjects import Subject, subject_at


def read(text: str, *, after_verb: bool = False) -> Subject | None:
    """Return the subject that a text begins with."""
    words = make_frame(text, [], []).words
    return subject_at(words, 0, len(words.words), after_verb=after_verb)


@pytest.mark.parametrize(
    ("text", "role", "name"),
    [
        ("Minister van Buitenlandse Zaken De Boer zei", "Minister van Buitenlandse Zaken", "De Boer"),
        ("de Finse minister van Defensie Antti Häkkänen is", "Finse minister van Defensie", "Antti Häkkänen"),
        ("Minister Ruud van Dalen van Defensie en", "Minister van Defensie", "Ruud van Dalen"),
        ("luitenant-generaal b.d. Jean-Marie Dubois noemt", "luitenant-generaal b.d.", "Jean-Marie Dubois"),
        ("generaal-majoor der mariniers Jan Hut zegt", "generaal-majoor der mariniers", "Jan Hut"),
        ("Kapitein ter zee Jan Bos:", "Kapitein ter zee", "Jan Bos"),
        ("sergeant 1 Mark de Jong terug", "sergeant 1", "Mark de Jong"),
        ("de nieuwe commandant, Kees Vink.", "nieuwe commandant", "Kees Vink"),
        ("Kamper burgemeester Bort Koelewijn schrijft", "Kamper burgemeester", "Bort Koelewijn"),
        ("NAVO-chef Mark Rutte heeft", "NAVO-chef", "Mark Rutte"),
        ("Tweede Kamervoorzitter Gerdi Bos was", "Tweede Kamervoorzitter", "Gerdi Bos"),
        ("Ellen Hermans, therapeute bij de dienst.", "therapeute bij de dienst", "Ellen Hermans"),
        ("voorzitter van vakbond Marver Els Bos", "voorzitter van vakbond Marver", "Els Bos"),
    ],
)
def test_a_person_has_a_role_and_a_name(text: str, role: str, name: str) -> None:
    """The role before the name, after it, or both."""
    subject = read(text)
    assert subject is not None
    assert (subject.kind, subject.role, subject.name) == ("person", role, name)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("het ministerie van Defensie dinsdag", "body", "ministerie van Defensie"),
        ("de Centrale Raad voor Personeel in een brief", "body", "Centrale Raad voor Personeel"),
        ("persbureau Interfax de minister", "body", "Interfax"),
        ("de gemeente Utrecht in", "body", "gemeente Utrecht"),
        ("de grootste partij van Bergen, Goed Bergen.", "body", "Goed Bergen"),
        ("De EOD zegt", "body", "EOD"),
        ("de politie zegt", "body", "politie"),
        ("De Koerier.", "name", "De Koerier"),
        ("de minister zegt", "role", None),
        ("een bewoner van Uden zegt", "role", None),
        ("de Rotterdammer zegt", "any", None),
        ("hij zegt", "he", None),
        ("Zij zegt", "she", None),
        ("niemand zegt", "nobody", None),
        ("De nieuwe brug is", "thing", None),
    ],
)
def test_others_are_bodies_roles_pronouns_and_things(text: str, kind: str, name: str | None) -> None:
    """What can speak, and what cannot."""
    subject = read(text)
    assert subject is not None
    assert (subject.kind, subject.name) == (kind, name)


def test_a_spokesman_has_the_body_that_he_speaks_for() -> None:
    """After "van", or before a hyphen."""
    for text, body in (
        ("een woordvoerder van Rijkswaterstaat.", "Rijkswaterstaat"),
        ("de NS-woordvoerder zegt", "NS"),
    ):
        subject = read(text)
        assert subject is not None
        assert subject.body == body


def test_adverbs_come_between_a_verb_and_its_subject() -> None:
    """Only after a verb."""
    subject = read("vrijdag ook kolonel Els Bos", after_verb=True)
    assert subject is not None
    assert subject.name == "Els Bos"
    assert read("vrijdag ook kolonel Els Bos") is None
