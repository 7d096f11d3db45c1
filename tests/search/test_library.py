"""A release is found by its id or by as much of it as is needed to tell it from others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import build_index, item

from defsearch.errors import ReleaseNotFoundError
from defsearch.search.reader import IndexReader, all_ids, resolve_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.index.snapshot import IndexSnapshot

IDS = ["2024/boot", "2025/drone", "2025/drone-2", "2025/é", "2025/tank", *(f"reeks/{n}" for n in range(1, 8))]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexSnapshot]:
    """An archive whose ids begin alike."""
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


def test_ids_are_sorted_and_begin_as_asked(index: IndexSnapshot) -> None:
    """All of them without a prefix, none for one that does not occur."""
    assert all_ids(index, "") == sorted(IDS)
    assert all_ids(index, "2025/d") == ["2025/drone", "2025/drone-2"]
    assert all_ids(index, "x") == []


def test_a_stored_release_is_the_release_as_it_was_read(index: IndexSnapshot) -> None:
    """Title, body and headings come back; the number of a file leads to its own document."""
    reader = IndexReader(index)
    for id_ in IDS:
        release = reader.document(reader.doc_id_of(resolve_id(index, id_)))
        assert (release.id, release.path, release.title) == (id_, f"{id_}.txt", f"Titel van {id_}")
        assert (release.body.strip(), release.headings) == ("Kop\n\nTekst.", ("Kop",))
