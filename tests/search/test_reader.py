"""The reader gives the postings, positions, values and releases of a plain reading, and finds a release by its id."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import Item, build_index, item

from defsearch.dutch.tokenizer import normalize_token, subwords_of, token_texts
from defsearch.errors import IndexDamagedError, ReleaseNotFoundError
from defsearch.index.doc_store import date_value
from defsearch.index.segment import PARAGRAPH_GAP, forms_field
from defsearch.search.reader import IndexReader, all_ids, resolve_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.releases.release import Release

WORDS = ["tank", "boot", "Zee-boot", "drones", "één"]
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
ARCHIVE = st.lists(st.tuples(SENTENCE, SENTENCE, SENTENCE), max_size=5)


def items_of(texts: list[tuple[str, str, str]], prefix: str) -> list[Item]:
    """Return releases with a title and two paragraphs, each on its own day."""
    return [
        item(f"{prefix}{at}", f"2025-01-{at + 1:02}", title, f"{one}\n\n{two}")
        for at, (title, one, two) in enumerate(texts)
    ]


def plain_positions(release: Release, field: str) -> tuple[dict[str, list[int]], int]:
    """Return the positions of each form in a field, with a gap after each paragraph, and the length in subwords."""
    spans = [release.body[part.start : part.end] for part in release.paragraphs]
    places: defaultdict[str, list[int]] = defaultdict(list)
    position = length = 0
    for text in [release.title] if field == "title" else spans:
        for form in map(normalize_token, token_texts(text)):
            places[form].append(position)
            position += len(subwords_of(form))
            length += len(subwords_of(form))
        position += PARAGRAPH_GAP
    return places, length


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(ARCHIVE, ARCHIVE, st.integers(1, 4), st.booleans())
def test_postings_and_positions_are_those_of_a_plain_reading(
    texts: list[tuple[str, str, str]], gone: list[tuple[str, str, str]], segments: int, merged: bool
) -> None:
    """On one segment or several, with deletions: the same releases, counts, positions and lengths."""
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
            read = {one.id: plain_positions(one.release, field) for one in items}
            assert reader.average_length(field) == pytest.approx(
                max(1.0, sum(length for _, length in read.values()) / max(1, len(items)))
            )
            for form in (normalize_token(word) for word in (*WORDS, "nergens")):
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
            assert reader.doc_values("date")[number] == date_value(releases[id_].date)
        numbers = {file.id: reader.doc_id_of(file) for file in index.files.all()}
        assert numbers == {id_: number for number, id_ in ids.items()}


def test_the_document_frequency_counts_a_release_once(tmp_path: Path) -> None:
    """A form in title and body, or several times, counts once; a subword of a hyphenated word does not count."""
    items = items_of([("tank", "tank tank", "boot"), ("Zee-boot", "drones", "tank")], "r")
    with build_index(tmp_path, items, segments=2) as index:
        reader = IndexReader(index)
        assert [reader.doc_freq(form) for form in ("tank", "boot", "zee-boot", "zee")] == [2, 1, 1, 0]


def test_a_file_in_an_unknown_segment_is_an_error(tmp_path: Path) -> None:
    """A list of files that does not fit the segments is reported as damage."""
    with build_index(tmp_path, items_of([("tank", "boot", "tank")], "r")) as index:
        (file,) = index.files.all()
        with pytest.raises(IndexDamagedError):
            IndexReader(index).doc_id_of(file._replace(segment="elders"))


IDS = ["2024/boot", "2025/drone", "2025/drone-2", "2025/é", "2025/tank", *(f"reeks/{n}" for n in range(1, 8))]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexSnapshot]:
    """Open an archive with ids that begin with the same letters."""
    items = [item(id_, "2025-01-01", f"Titel van {id_}", "Kop\n\nTekst.") for id_ in reversed(IDS)]
    with build_index(tmp_path_factory.mktemp("library"), items, segments=2) as opened:
        yield opened


@pytest.mark.parametrize("id_", IDS)
def test_an_exact_id_finds_its_release(index: IndexSnapshot, id_: str) -> None:
    """Also when other ids begin with it."""
    assert resolve_id(index, id_).id == id_


@pytest.mark.parametrize(
    ("beginning", "id_"), [("2024", "2024/boot"), ("2025/drone-", "2025/drone-2"), ("2025/é", "2025/é")]
)
def test_an_unambiguous_beginning_finds_its_release(index: IndexSnapshot, beginning: str, id_: str) -> None:
    """As much of the id as tells it from others will do."""
    assert resolve_id(index, beginning).id == id_


@pytest.mark.parametrize("typed", ["2025/\u00e9", "2025/e\u0301"])
def test_an_id_is_found_however_its_accents_are_typed(index: IndexSnapshot, typed: str) -> None:
    """Found when an id that was taken from the name of a file on a Mac was no release's."""
    assert resolve_id(index, typed).id == "2025/\u00e9"
    assert all_ids(index, typed) == ["2025/\u00e9"]


def test_an_ambiguous_beginning_is_refused_with_the_ids_it_could_be(index: IndexSnapshot) -> None:
    """The message counts them, the hint names them."""
    with pytest.raises(ReleaseNotFoundError) as raised:
        resolve_id(index, "2025/")
    assert "4 releases" in str(raised.value)
    hint = str(raised.value.hint)
    assert all(id_ in hint for id_ in IDS[1:5])
    assert "2024/boot" not in hint
    assert "…" not in hint


def test_of_many_possible_ids_only_some_are_named(index: IndexSnapshot) -> None:
    """Five of seven, and a sign that there are more."""
    with pytest.raises(ReleaseNotFoundError) as raised:
        resolve_id(index, "reeks")
    hint = str(raised.value.hint)
    assert [id_ for id_ in IDS if id_ in hint] == [f"reeks/{n}" for n in range(1, 6)]
    assert "…" in hint


@pytest.mark.parametrize("id_", ["", "2026", "boot", "2025/Tank", "2025/tank/", "2025/tank.txt", '2025/"'])
def test_an_unknown_id_is_refused(index: IndexSnapshot, id_: str) -> None:
    """Neither an id nor a beginning of one; the empty id is not the beginning of all."""
    with pytest.raises(ReleaseNotFoundError, match="No release"):
        resolve_id(index, id_)


@pytest.mark.parametrize("path", ["2025/tank.txt", "seeds/2025/tank.txt", "/archief/2025/tank.txt"])
def test_the_id_of_a_path_is_named(index: IndexSnapshot, path: str) -> None:
    """People paste what ``--paths`` prints."""
    with pytest.raises(ReleaseNotFoundError) as raised:
        resolve_id(index, path)
    assert str(raised.value.hint).endswith("without .txt; here: 2025/tank.")


def test_ids_are_sorted_and_begin_with_the_prefix(index: IndexSnapshot) -> None:
    """Without a prefix all are returned, and none for one that does not occur."""
    assert all_ids(index, "") == sorted(IDS)
    assert all_ids(index, "2025/d") == ["2025/drone", "2025/drone-2"]
    assert all_ids(index, "x") == []


def test_a_stored_release_equals_the_one_that_was_indexed(index: IndexSnapshot) -> None:
    """The document id of a file gives its own title, body and headings."""
    reader = IndexReader(index)
    for id_ in IDS:
        release = reader.document(reader.doc_id_of(resolve_id(index, id_)))
        assert (release.id, release.path, release.title) == (id_, f"{id_}.txt", f"Titel van {id_}")
        assert (release.body.strip(), release.headings) == ("Kop\n\nTekst.", ("Kop",))
