"""The file with the hits of the last query: private, per index, and never a reason to fail."""

from __future__ import annotations

import datetime
import errno
import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from defsearch.cli import last_query
from defsearch.cli.last_query import load_last_query, save_last_query
from defsearch.dates.period import Unit, whole
from defsearch.index.directory import write_all
from defsearch.search.results import Hit, SearchRequest, SearchResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.terminal_session import Session


def state_file() -> Path:
    """Return the only file in the state folder."""
    (file,) = Path("state/defsearch").iterdir()
    return file


def test_pages_of_one_search_are_kept_together(program: Any) -> None:
    """Hits of page 1 still count after page 2, but not after another search."""
    program("query", "drones", "--limit", "1")
    program("query", "drones", "--limit", "1", "--page", "2")
    assert program("show", "1") == 0
    program("query", "drones", "boten", "--limit", "1", "--page", "2")
    assert program("show", "1") == 1
    assert program.err == "defsearch: the last query did not show a hit 1\n  Hits shown so far: 2 to 2\n"


def test_each_index_has_its_own_last_query(program: Any) -> None:
    """A search in another index does not change the meaning of ``show 1``."""
    program("query", "drones")
    program("query", "drones", "--page", "2", "--limit", "1", "--index", "other")
    assert set(load_last_query(Path("index")).ids) == {1, 2}  # type: ignore[union-attr]
    assert set(load_last_query(Path("other")).ids) == {2}  # type: ignore[union-attr]


def test_each_terminal_has_its_own_numbers(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query in another terminal once renumbered the hits of this one."""
    program("query", "drones")
    monkeypatch.setattr(last_query, "_terminal", lambda: "/dev/pts/7")
    assert load_last_query(Path("index")) is None
    program("query", "drones", "--page", "2", "--limit", "1")
    assert set(load_last_query(Path("index")).ids) == {2}  # type: ignore[union-attr]


@pytest.mark.slow
def test_terminals_are_told_apart(start_on_terminal: Callable[..., Session], indexed: Path) -> None:
    """The real program on two pseudo-terminals; the title is said with the number."""
    state = str(indexed / "state")
    first = start_on_terminal("query", "drones", "-n", "1", folder=indexed, XDG_STATE_HOME=state)
    other = start_on_terminal("show", "1", "--cite", folder=indexed, XDG_STATE_HOME=state)
    assert (first.wait(), other.wait()) == (0, 1)
    assert "nothing was searched yet in this terminal" in other.screen


def test_more_shows_the_next_page(program: Any) -> None:
    """With the same options, until the last page."""
    program("query", "drones", "--limit", "1", "--passages", "0", "--from", "2024", "--sort", "oldest")
    before = program.request
    assert program("more") == 0
    assert program.request == before._replace(page=2)
    assert program.out.startswith("2 of 2 releases")
    assert program("more") == 1
    assert program.err == "defsearch: there is no next page: all 2 releases were shown\n"
    assert program("show", "1") == 0


def test_more_needs_a_query(program: Any) -> None:
    """And a list of similar releases has one page."""
    assert program("more") == 1
    program("similar", "2024/mei/017")
    assert program("more") == 1
    assert "no next page\n  For a longer list: defsearch similar 2024/mei/017 -n 20\n" in program.err


def test_lists_of_terminals_long_closed_are_removed(program: Any) -> None:
    """After a month, with what a killed query left."""
    program("query", "drones")
    old = state_file().with_name("last-00000000.json")
    old.touch()
    os.utime(old, (0, 0))
    part = old.with_name(f"{old.name}.123")
    part.touch()
    os.utime(part, (0, 0))
    program("query", "drones")
    assert not old.exists()
    assert not part.exists()


def test_formats_for_scripts_do_not_change_the_last_query(program: Any) -> None:
    """The file stays unchanged."""
    program("query", "drones")
    before = state_file().read_bytes()
    program("query", "drones", "boten", "--limit", "1", "--json")
    assert state_file().read_bytes() == before


def test_the_file_is_private(program: Any) -> None:
    """Nor can others open its folder."""
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
                ("request", (5, None, [], {}, {"query": 5}, {"page": "1", "period": None, "sort": "newest"})),
                ("request", ({"period": None, "sort": "odd"}, {"period": ["x", None], "sort": "newest"})),
                ("synonyms", ({}, 0)),
                ("per", ("day", 3)),
                ("terminal", ("", "/dev/other", None)),
                ("ids", ({"1": 5}, {"1": True}, {"1": ["a"]}, {"1": {"a": 1}}, {"1": None}, ["a"], "a", 3)),
                ("search", (3, None)),
                ("version", ("1", [1])),
            )
            for value in values
        ),
    ],
)
def test_a_damaged_file_is_ignored(program: Any, damage: Callable[[str], str]) -> None:
    """``show 1`` says that nothing was searched; the next query works."""
    program("query", "drones")
    file = state_file()
    file.write_text(damage(file.read_text()), errors="surrogateescape")
    assert program("show", "1") == 1
    assert program.err.startswith("defsearch: there is no hit 1: nothing was searched yet in this terminal")
    assert program("query", "drones") == 0
    assert program("show", "1") == 0


def _make_huge_file(file: Path) -> None:
    file.touch()
    os.truncate(file, 1 << 40)  # a sparse file


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        lambda file: file.symlink_to("/dev/zero"),
        lambda file: file.symlink_to("elsewhere.json"),
        _make_huge_file,
    ],
)
def test_a_pipe_device_or_huge_file_is_ignored(program: Any, make: Callable[[Path], None]) -> None:
    """In the place of the file or of its temporary file; a pipe once blocked every query."""
    program("query", "drones")
    file = state_file()
    file.rename(file.with_name("elsewhere.json"))
    make(file)
    make(file.with_name(f"{file.name}.{os.getpid()}"))
    assert program("show", "1") == 1
    assert program.err.startswith("defsearch: there is no hit 1: nothing was searched yet in this terminal")
    assert program("query", "drones") == 0
    assert stat.S_ISREG(file.lstat().st_mode)
    assert program("show", "1") == 0


def test_an_unusable_state_folder_is_no_error(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The query succeeds without a message; a number says why there is none."""
    Path("taken").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(Path("taken").absolute()))
    assert program("query", "drones") == 0
    assert program.err == ""
    assert program("show", "1") == 1
    assert (
        f"the hits of a query cannot be kept, since {Path('taken').absolute()} is not a folder" in program.err
    )


@pytest.mark.parametrize("refused", ["write", "open", "access"])
def test_an_older_list_is_never_taken_for_one_that_could_not_be_kept(
    program: Any, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """On a full disk, where a file is refused, and on a read-only file system; the next query works again."""
    program("query", "drones")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        if refused == "access":
            patch.setattr(os, "access", lambda *_: False)
        else:
            patch.setattr(last_query, {"write": "write_all", "open": "create_file"}[refused], full)
        assert program("query", "drones", "--sort", "oldest") == 0
        assert program.err == ""
        why = "cannot be written" if refused == "access" else "no space left on device"
        for command in (("show", "1"), ("more",)):
            assert program(*command) == 1
            assert "the hits of a query cannot be kept" in program.err
            assert why in program.err
    if refused != "access":
        assert list(Path("state/defsearch").iterdir()) == []  # no part of a list is left
        assert program("show", "1") == 1
        writes = iter([full])
        with monkeypatch.context() as patch:  # only the list is too large
            patch.setattr(last_query, "write_all", lambda *args: next(writes, write_all)(*args))
            program("query", "drones")
        assert program("show", "1") == 1
        assert "no space left on device" in program.err
    program("query", "drones")
    assert program("show", "1") == 0


def test_a_missing_home_folder_is_ignored(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for the user of many containers."""

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(Path, "home", no_home)
    assert program("query", "drones") == 0
    assert (program.out[:3], program.err) == ("1–2", "")
    assert program("show", "1") == 1
    assert "cannot be kept, since there is no home folder" in program.err


def test_a_deleted_working_folder_is_ignored(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index has no absolute path then, and nothing is saved."""

    def obstacle_to(_: Path) -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "absolute", obstacle_to)
    assert program("query", "drones") == 0
    assert (program.out[:3], program.err) == ("1–2", "")


def test_a_respelled_query_is_what_show_highlights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After "dornes; these are for drones", show 1 once highlighted nothing."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    hit = Hit(1, "a", 1.0, None, "Titel", "a.txt")
    save_last_query(tmp_path, SearchResult(SearchRequest("dornes"), 0, (), near=(hit,), respelled="drones"))
    last = load_last_query(tmp_path)
    assert last is not None
    assert (last.request.query, last.ids) == ("drones", {1: "a"})


def test_lists_of_similar_releases_are_kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the release that they are similar to, since their requests are equal."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    hits = tuple(
        Hit(rank, f"r{rank}", 1.0, whole(Unit.DAY, datetime.date(2025, 1, 1)), "", "") for rank in (1, 2, 3)
    )
    request = SearchRequest(query="")
    save_last_query(tmp_path, SearchResult(request, 3, hits), "a")
    save_last_query(tmp_path, SearchResult(request, 1, hits[:1]), "b")
    assert set(load_last_query(tmp_path).ids) == {1}  # type: ignore[union-attr]
    save_last_query(tmp_path, SearchResult(request, 2, hits[1:2]), "b")
    assert set(load_last_query(tmp_path).ids) == {1, 2}  # type: ignore[union-attr]


def test_a_relative_state_folder_is_ignored(
    program: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As the XDG Base Directory Specification says: the default is used."""
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert program("query", "drones") == 0
    assert not Path("state", "defsearch").exists()
    assert list((tmp_path / "home" / ".local" / "state" / "defsearch").iterdir())
