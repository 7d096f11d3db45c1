"""The file with the hits of the last query: private, per index, and never a reason to fail."""

from __future__ import annotations

import datetime
import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from defsearch.cli.last_query import last_query, remember
from defsearch.search.results import Hit, SearchRequest, SearchResult

if TYPE_CHECKING:
    from collections.abc import Callable


def state_file() -> Path:
    """The only file of the state folder."""
    (file,) = Path("state/defsearch").iterdir()
    return file


def test_further_pages_add_to_the_ones_before(program: Any) -> None:
    """After page 2 of the same search, the hits of page 1 still count; after another search they do not."""
    program("query", "drones", "--limit", "1")
    program("query", "drones", "--limit", "1", "--page", "2")
    assert program("show", "1") == 0
    program("query", "drones", "boten", "--limit", "1", "--page", "2")
    assert program("show", "1") == 1
    assert program.err == "defsearch: the last query has shown no hit 1\n  Shown so far: 2 to 2\n"


def test_each_index_has_its_own_last_query(program: Any) -> None:
    """Searching another index does not change what ``show 1`` means here."""
    program("query", "drones")
    program("query", "drones", "--page", "2", "--limit", "1", "--index", "other")
    assert set(last_query(Path("index")).ids) == {1, 2}  # type: ignore[union-attr]
    assert set(last_query(Path("other")).ids) == {2}  # type: ignore[union-attr]


def test_programs_do_not_disturb_what_a_person_searched(program: Any) -> None:
    """Formats for scripts leave the last query alone."""
    program("query", "drones")
    before = state_file().read_bytes()
    program("query", "drones", "boten", "--limit", "1", "--json")
    assert state_file().read_bytes() == before


def test_only_its_owner_can_read_it(program: Any) -> None:
    """Neither the file nor its folder is open to others."""
    program("query", "drones")
    assert stat.S_IMODE(state_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(state_file().parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda _: "[" * 100_000,
        lambda _: "[]",
        lambda _: '{"version": 1}',
        lambda text: text.replace('"ids"', '"odd"'),
        lambda text: text.replace('"1"', '"one"'),
        lambda text: text.replace('"query"', '"qwery"'),
        lambda text: text[:50],
        lambda _: "\udcff",
        lambda text: text.replace('"1"', '"' + "1" * 4_000 + '"'),
        *(
            lambda text, key=key, value=value: json.dumps({**json.loads(text), key: value})
            for key, values in (
                ("query", (5, True, 1.5, ["a"], {"a": 1}, None)),
                ("exact", (1, "yes", None, [])),
                ("synonyms", ({}, 0)),
                ("ids", ({"1": 5}, {"1": True}, {"1": ["a"]}, {"1": {"a": 1}}, {"1": None}, ["a"], "a", 3)),
                ("search", (3, None)),
                ("version", ("1", [1])),
            )
            for value in values
        ),
    ],
)
def test_a_damaged_file_is_no_last_query(program: Any, damage: Callable[[str], str]) -> None:
    """Whatever stands there, the next query works and ``show 1`` says what is missing."""
    program("query", "drones")
    file = state_file()
    file.write_text(damage(file.read_text()), errors="surrogateescape")
    assert program("show", "1") == 1
    assert program.err.startswith("defsearch: there is no query yet")
    assert program("query", "drones") == 0
    assert program("show", "1") == 0


def _put_endless_file(file: Path) -> None:
    file.touch()
    os.truncate(file, 1 << 40)  # of which no byte is on the disk


@pytest.mark.parametrize(
    "put",
    [
        os.mkfifo,
        lambda file: file.symlink_to("/dev/zero"),
        lambda file: file.symlink_to("elsewhere.json"),
        _put_endless_file,
    ],
)
def test_what_never_ends_is_no_last_query(program: Any, put: Callable[[Path], None]) -> None:
    """Found when a pipe in the place of the file, or of the one that is to replace it, made a query wait for ever."""
    program("query", "drones")
    file = state_file()
    file.rename(file.with_name("elsewhere.json"))
    put(file)
    put(file.with_name(f"{file.name}.{os.getpid()}"))
    assert program("show", "1") == 1
    assert program.err.startswith("defsearch: there is no query yet")
    assert program("query", "drones") == 0
    assert stat.S_ISREG(file.lstat().st_mode)
    assert program("show", "1") == 0


def test_a_state_folder_that_cannot_be_made_is_passed_over(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query does not fail for it, and says nothing."""
    Path("taken").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", "taken")
    assert program("query", "drones") == 0
    assert program.err == ""


def test_a_user_without_a_home_is_not_told(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's user often has none: every query then ended as a fault of ours, its hits unseen."""

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(Path, "home", no_home)
    assert program("query", "drones") == 0
    assert (program.out[:3], program.err) == ("1–2", "")
    assert program("show", "1") == 1
    assert program.err.startswith("defsearch: there is no query yet")


def test_a_folder_that_is_gone_is_passed_over(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no place that the index could be named from, nothing is remembered, and nothing said."""

    def obstacle_to(_: Path) -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "absolute", obstacle_to)
    assert program("query", "drones") == 0
    assert (program.out[:3], program.err) == ("1–2", "")


def test_lists_of_different_releases_do_not_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found when ``show 5`` after two lists by ``similar`` showed a hit of the first; the requests are the same."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    hits = tuple(Hit(rank, f"r{rank}", 1.0, datetime.date(2025, 1, 1), "", "") for rank in (1, 2, 3))
    request = SearchRequest(query="")
    remember(tmp_path, SearchResult(request, 3, hits), "like a")
    remember(tmp_path, SearchResult(request, 1, hits[:1]), "like b")
    assert set(last_query(tmp_path).ids) == {1}  # type: ignore[union-attr]
    remember(tmp_path, SearchResult(request, 2, hits[1:2]), "like b")
    assert set(last_query(tmp_path).ids) == {1, 2}  # type: ignore[union-attr]
