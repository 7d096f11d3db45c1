"""Inverting a text field: the same postings as a plain count of its tokens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.index.inverter import IndexedForm, TextField, first_position
from defsearch.index.segment import decode


def indexed(form: str, stem: str, *part_stems: str, subwords: tuple[str, ...] = ()) -> IndexedForm:
    """Return a form that was analysed."""
    made = IndexedForm(form, subwords)
    made.stem, made.part_stems = stem, part_stems
    return made


BOOT = indexed("boot", "boot")
FORMS = {
    "boot": BOOT,
    "Boot": BOOT,
    "BOOT": BOOT,
    "boten": indexed("boten", "boot"),
    "zeeboot": indexed("zeeboot", "zeeboot", "zee", "boot"),
    "Zee-boot": indexed("zee-boot", "zeeboot", "zee", "boot", subwords=("zee", "boot")),
    "om": (OM := indexed("om", "om")),
    "OM": OM,  # a stop word in capitals: an acronym
    "De": (DE := indexed("de", "de")),
    "de": DE,
    "F16": indexed("f16", "f16"),
}
texts = st.lists(
    st.lists(st.tuples(st.sampled_from(sorted(FORMS)), st.booleans()), max_size=8), min_size=1, max_size=5
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(texts, st.booleans())
def test_tokens_become_postings_of_forms_subwords_stems_and_parts(
    written: list[list[tuple[str, bool]]], marks_capitals: bool
) -> None:
    """Each with the numbers and positions of a plain count; the second value says what is inside a sentence."""
    wanted: tuple[Any, Any, Any] = ({}, {}, {})
    field = TextField(marks_capitals=marks_capitals)
    for number, text in enumerate(written):
        position = 0
        tokens = {token for token, _ in text}
        for token, is_inside in text:
            form = field.forms[token] = FORMS[token]
            field.positions[token].append(first_position(number) + position)
            if is_inside:
                field.inside[token].append(number)
            terms = [
                (0, form.form, position),
                (1, form.stem, None),
                *((2, part, None) for part in form.part_stems),
            ]
            terms += [(0, f"+{one}", position + offset) for offset, one in enumerate(form.subwords)]
            if form is OM and token.isupper():
                terms.append((0, "^om", position))
            for kind, term, place in terms:
                wanted[kind].setdefault(term, {}).setdefault(number, []).append(place)
            position += form.width
        for token in tokens if marks_capitals else ():
            if token in ("Boot", "BOOT") and "boot" not in tokens:
                inside = text.count((token, True))
                wanted[1].setdefault("^boot", {}).setdefault(number, [None]).extend([None] * inside)
    for inverted, releases in zip(field.invert(), wanted, strict=True):
        assert all(one.weight == sum(decode(one.record, one.size).counts) for one in inverted.values())
        found = {term: decode(one.record, one.size, with_positions=True) for term, one in inverted.items()}
        assert {
            term: (list(ids), list(counts), list(places or ()))
            for term, (ids, counts, places) in found.items()
        } == {
            term: (
                list(found),
                [len(places) for places in found.values()],
                [place for places in found.values() for place in places if place is not None],
            )
            for term, found in releases.items()
        }
    assert not field.positions
