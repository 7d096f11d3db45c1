"""Posting lists to bytes and back."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.index.postings import decode, encode

_WIDE = 2**32 - 1
numbers = st.one_of(st.integers(0, 300), st.integers(0, 70_000), st.integers(0, _WIDE))
places = st.lists(numbers, min_size=1, max_size=5)


@st.composite
def lists(draw: st.DrawFn) -> dict[int, list[int]]:
    """Draw document ids with positions of any width."""
    ids = sorted(draw(st.sets(numbers, min_size=1, max_size=30)))
    return {number: draw(places) for number in ids}


@settings(max_examples=50)
@given(lists(), st.booleans())
def test_a_list_is_decoded_as_it_was_encoded(found: dict[int, list[int]], keep_positions: bool) -> None:
    """Ids, counts and positions, each of one, two or four bytes."""
    ids = array("I", found)
    counts = array("I", map(len, found.values()))
    flat = array("I", [place for at in found.values() for place in at])
    record = encode(ids, counts, flat if keep_positions else None)
    back = decode(record, len(ids), with_positions=True)
    assert list(back.ids) == list(ids)
    assert list(back.counts) == list(counts)
    assert back.positions is None if not keep_positions else list(back.positions or ()) == list(flat)
    bare = decode(record, len(ids))
    assert (list(bare.ids), list(bare.counts), bare.positions) == (list(ids), list(counts), None)


@settings(max_examples=50)
@given(lists())
def test_offsets_separate_the_positions_of_the_documents(found: dict[int, list[int]]) -> None:
    """Between two offsets are the positions of one document."""
    flat = array("I", [place for at in found.values() for place in at])
    record = encode(array("I", found), array("I", map(len, found.values())), flat)
    back = decode(record, len(found), with_positions=True)
    assert back.positions is not None
    assert [list(back.positions[start:end]) for start, end in pairwise(back.offsets())] == list(
        found.values()
    )


@pytest.mark.parametrize(
    ("top", "width"), [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (_WIDE, 4)], ids=str
)
def test_a_list_has_the_narrowest_width_that_fits(top: int, width: int) -> None:
    """On both sides of each limit. Counts that are all 1 take no space."""
    assert len(encode(array("I", [top]), array("I", [1]), None)) == 3 + width
    assert decode(encode(array("I", [top]), array("I", [1]), None), 1).ids[0] == top


@given(st.binary(max_size=60), st.integers(-3, 70), st.booleans())
def test_any_bytes_are_a_list_or_a_value_error(record: bytes, size: int, positions: bool) -> None:
    """A forged record takes no more memory than its length."""
    try:
        found = decode(record, size, with_positions=positions)
    except ValueError:
        return
    assert len(found.ids) == len(found.counts) == size
    assert sum(map(len, (found.ids, found.positions or ()))) <= len(record)


@pytest.mark.parametrize("size", [10**9, 10**18, 10**30, -1])
def test_an_impossible_size_is_refused(size: int) -> None:
    """Before any memory is allocated."""
    record = encode(array("I", [1, 2]), array("I", [1, 1]), None)
    with pytest.raises(ValueError, match="not a posting list"):
        decode(record, size)
