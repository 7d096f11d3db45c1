"""Verbs: known by their forms in a word list, and found again from their participles."""

from __future__ import annotations

import pytest

from defsearch.dutch.morphology import Verbs

WORDS = {
    **dict.fromkeys(("loop", "loopt", "liep"), "lopen"),
    **dict.fromkeys(("oefent", "oefende"), "oefenen"),
    **dict.fromkeys(("redt", "redde"), "redden"),
    **dict.fromkeys(("werkt", "werkte"), "werken"),
    **dict.fromkeys(("staat", "stond"), "staan"),
    **dict.fromkeys(("sluitend", "sloot"), "sluiten"),
    **dict.fromkeys(("verkent", "verkende"), "verkennen"),
    **dict.fromkeys(("kondigt", "kondigde"), "kondigen"),
    **dict.fromkeys(("vogelt", "vogelde"), "vogelen"),
    **dict.fromkeys(("dreigt", "dreigde"), "dreigen"),
    "haven": "haven",
    "havens": "haven",
}
VERBS = Verbs(WORDS)


@pytest.mark.parametrize(
    ("infinitive", "first"),
    [("lopen", "loop"), ("oefenen", "oefen"), ("redden", "red"), ("staan", "sta"), ("sluiten", "sluit")],
)
def test_a_verb_is_known_by_its_forms(infinitive: str, first: str) -> None:
    """A verb has the first person that its listed forms agree with."""
    assert VERBS.first_person(infinitive) == first


@pytest.mark.parametrize("word", ["haven", "oorlog", "zwemmen", ""])
def test_what_has_no_verbal_forms_is_no_verb(word: str) -> None:
    """A noun in -en is no verb, nor is a verb that the list does not know."""
    assert VERBS.first_person(word) == ""


def test_the_way_back() -> None:
    """A first person leads to its infinitive, another form does not."""
    assert VERBS.infinitive("oefen") == "oefenen"
    assert VERBS.infinitive("oefent") == ""


@pytest.mark.parametrize(
    ("participle", "infinitive"),
    [
        ("geoefend", "oefenen"),
        ("geoefende", "oefenen"),
        ("geoefenden", "oefenen"),
        ("gered", "redden"),
        ("gewerkt", "werken"),
        ("verkend", "verkennen"),
        ("verkende", "verkennen"),
        ("aangekondigd", "aankondigen"),
        ("aangekondigde", "aankondigen"),
        ("dreigend", "dreigen"),
        ("dreigende", "dreigen"),
    ],
)
def test_participles(participle: str, infinitive: str) -> None:
    """Weak past participles and present ones, separable and inflected, lead to the infinitive."""
    assert VERBS.infinitive_of_participle(participle) == infinitive


@pytest.mark.parametrize("form", ["gevogelte", "gezwommen", "haven", "eend", "ge", ""])
def test_what_is_no_participle(form: str) -> None:
    """A noun in ge-, with a t where the verb has a d, is no participle; nor is anything without its verb."""
    assert VERBS.infinitive_of_participle(form) == ""


def test_a_prefix_that_the_form_does_not_have() -> None:
    """What is filed under afstaan without af- is a form of staan; what has the prefix stays."""
    assert VERBS.without_prefix("afstaan", "gestaan") == "staan"
    assert VERBS.without_prefix("afstaan", "afgestaan") == ""
    assert VERBS.without_prefix("oefenen", "geoefend") == ""
