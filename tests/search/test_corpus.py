"""The archive over all its segments, without what was deleted: the counts and places of a plain reading."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import Item, build_index, item

from defsearch.dutch.tokenizer import normalize_token, tokenize
from defsearch.errors import IndexDamagedError
from defsearch.index.fields import PARAGRAPH_GAP, forms_field
from defsearch.search.reader import IndexReader

if TYPE_CHECKING:
    from defsearch.releases.release import Release

WORDS = ["tank", "boot", "Zee-boot", "drones", "één"]
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
ARCHIVE = st.lists(st.tuples(SENTENCE, SENTENCE, SENTENCE), max_size=5)


def items_of(texts: list[tuple[str, str, str]], prefix: str) -> list[Item]:
    """Releases with a title and two paragraphs, each on a day of its own."""
    return [
        item(f"{prefix}{at}", f"2025-01-{at + 1:02}", title, f"{one}\n\n{two}")
        for at, (title, one, two) in enumerate(texts)
    ]


def plain_places(release: Release, field: str) -> tuple[dict[str, list[int]], int]:
    """Where each form stands in a zone, counted in units with a gap after each paragraph; and the units in all."""
    spans = [release.body[part.start : part.end] for part in release.paragraphs]
    places: defaultdict[str, list[int]] = defaultdict(list)
    position = length = 0
    for text in [release.title] if field == "title" else spans:
        for token in tokenize(text):
            reading = normalize_token(token.text)
            places[reading.form].append(position)
            position += len(reading.subwords)
            length += len(reading.subwords)
        position += PARAGRAPH_GAP
    return places, length


@settings(max_examples=30, deadline=None)
@given(ARCHIVE, ARCHIVE, st.integers(1, 4), st.booleans())
def test_postings_and_positions_are_those_of_a_plain_reading(
    texts: list[tuple[str, str, str]], gone: list[tuple[str, str, str]], segments: int, merged: bool
) -> None:
    """On several segments or one, with deletions: same releases, same counts, same places, same lengths."""
    items, deleted = items_of(texts, "r"), items_of(gone, "gone-")
    with (
        tempfile.TemporaryDirectory() as folder,
        build_index(Path(folder), items, deleted=deleted, segments=segments, merged=merged) as index,
    ):
        reader = IndexReader(index)
        ids = {number: reader.id(number) for number in reader.all_docs()}
        assert sorted(ids.values()) == [one.id for one in items]
        assert reader.num_docs == len(items)
        releases = dict(items)
        for field in ("title", "body"):
            index_field = forms_field(field)
            read = {one.id: plain_places(one.release, field) for one in items}
            assert reader.average_length(field) == pytest.approx(
                max(1.0, sum(length for _, length in read.values()) / max(1, len(items)))
            )
            for form in (normalize_token(word).form for word in (*WORDS, "nergens")):
                postings = reader.postings(index_field, form)
                assert list(postings.ids) == sorted(postings.ids)
                counted = {ids[n]: count for n, count in zip(postings.ids, postings.counts, strict=True)}
                assert counted == {
                    id_: len(places[form]) for id_, (places, _) in read.items() if places[form]
                }
                for terms in ([form], [form, "tank"]):
                    found = reader.positions(index_field, dict.fromkeys(terms), sorted(ids))
                    expected = {
                        number: sorted(place for term in set(terms) for place in read[id_][0][term])
                        for number, id_ in ids.items()
                    }
                    assert {number: list(at) for number, at in found.items()} == {
                        number: at for number, at in expected.items() if at
                    }
        for number, id_ in ids.items():
            document = reader.document(number)
            assert (document.id, document.title, document.body) == (
                id_,
                releases[id_].title,
                releases[id_].body,
            )
            assert reader.doc_values("date")[number] == releases[id_].date.toordinal()
        numbers = {file.id: reader.doc_id_of(file) for file in index.files.all()}
        assert numbers == {id_: number for number, id_ in ids.items()}


def test_holders_counts_a_release_once(tmp_path: Path) -> None:
    """A form in title and body, or often, is one release; a unit of a hyphenated word is not the word."""
    items = items_of([("tank", "tank tank", "boot"), ("Zee-boot", "drones", "tank")], "r")
    with build_index(tmp_path, items, segments=2) as index:
        reader = IndexReader(index)
        assert [reader.doc_freq(form) for form in ("tank", "boot", "zee-boot", "zee")] == [2, 1, 1, 0]


def test_a_file_in_an_unknown_segment_is_damage(tmp_path: Path) -> None:
    """A list of files that does not fit the segments is refused, not guessed at."""
    with build_index(tmp_path, items_of([("tank", "boot", "tank")], "r")) as index:
        (file,) = index.files.all()
        with pytest.raises(IndexDamagedError):
            IndexReader(index).doc_id_of(file._replace(segment="elders"))
