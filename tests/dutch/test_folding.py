"""One plain spelling for every way a character can be written."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dutch.normalization import fold


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
    """Case, accents, ligatures, width, apostrophes and dashes make no difference; the rest stays."""
    assert fold(text) == expected


def test_folding_every_character_twice_changes_nothing() -> None:
    """The fold of any character of an alphabet, and of a lone surrogate, is its own fold."""
    codes = chain(range(0x3400), range(0xD800, 0xD810), range(0xF900, 0x10000), range(0x1D400, 0x1F200))
    assert [code for code in codes if fold(fold(chr(code))) != fold(chr(code))] == []


@given(st.text(st.characters(codec=None)))
def test_a_text_folds_character_by_character(text: str) -> None:
    """No character's fold depends on its neighbours: that is what keeps offsets simple."""
    assert fold(text) == "".join(fold(character) for character in text)
