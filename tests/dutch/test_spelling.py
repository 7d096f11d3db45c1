"""Rewriting a raw token into its form, each character with the place it came from."""

from __future__ import annotations

import pytest

from defsearch.dutch.normalization import normalize_characters


@pytest.mark.parametrize(
    ("raw", "spelled"),
    [
        ("F-16's", [("f", "F"), ("1", "1"), ("6", "6")]),
        ("50.0", [("5", "5"), ("0", "0"), (".", "."), ("0", "0")]),
        ("7.000", [("7", "7"), ("0", "0"), ("0", "0"), ("0", "0")]),
        ("foto’s", [("f", "f"), ("o", "o"), ("t", "t"), ("o", "o"), ("s", "s")]),
        ("d’Or", [("d", "d"), ("-", "’"), ("o", "O"), ("r", "r")]),
        ("Ĳs", [("i", "Ĳ"), ("j", "Ĳ"), ("s", "s")]),
        ("e\u0301n", [("e", "e\u0301"), ("n", "n")]),
        ("pac3", [("p", "p"), ("a", "a"), ("c", "c"), ("-", ""), ("3", "3")]),
        ("Zr. Ms", [("z", "Z"), ("r", "r"), ("m", "M"), ("s", "s")]),
        ("R&D", [("r", "R"), ("&", "&"), ("d", "D")]),
        ("…", []),
    ],
)
def test_each_character_knows_its_origin(raw: str, spelled: list[tuple[str, str]]) -> None:
    """The characters of the form, and what stands at the place in the raw token that each came from."""
    assert [(glyph.character, raw[glyph.start : glyph.end]) for glyph in normalize_characters(raw)] == spelled


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
        ("Q&A's", "q&as"),
        ("http://f-16.nl", "f-16.nl"),
        ("--zuid--korea-", "zuid-korea"),
    ],
)
def test_forms_of_numbers_and_odd_words(raw: str, form: str) -> None:
    """What is grouped, joined and parted, and what stays as it is."""
    assert "".join(glyph.character for glyph in normalize_characters(raw)) == form
