"""The config file and which index is used if none is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.archive import release_text, run_ingest, write_releases

from defsearch.cli.config import DEFAULT, load_config, look_up, save_query
from defsearch.errors import UsageError


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The config file, empty."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file = tmp_path / "config" / "defsearch" / "config.toml"
    file.parent.mkdir(parents=True)
    file.touch()
    return file


def test_options_of_every_command_can_be_set(program: Any, config: Path) -> None:
    """A command ignores those of the others."""
    config.write_text('per = "year"\nfollow-links = true\n')
    assert program("query", "drones") == 0
    program("timeline", "drones")
    assert program.request.per == "year"


def test_the_file_gives_defaults(program: Any, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment wins over it, and a typed option over both."""
    config.write_text('limit = 1\nsort = "oldest"\nexact = true\n')
    program("query", "drones")
    assert (program.request.limit, program.request.sort, program.request.exact) == (1, "oldest", True)
    monkeypatch.setenv("DEFSEARCH_LIMIT", "3")
    program("query", "drones")
    assert program.request.limit == 3
    program("query", "drones", "-n", "4")
    assert program.request.limit == 4


def test_a_limit_never_reaches_an_export(program: Any, config: Path) -> None:
    """An export is complete."""
    config.write_text("limit = 1\n")
    program("export")
    assert program.out.count("\n") == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\nlmit = 3", "line 2: lmit is unknown\n  Did you mean: limit\n"),
        ("rebuild = true", "line 1: rebuild cannot be set here; type it as an option\n"),
        ('limit = "x"', "line 1: limit: 'x' is not a whole number\n  See: defsearch query --help\n"),
        ("limit = ", ": Invalid value (at end of document)\n"),
        ("[queries]\na = 3", "line 2: a is not a query: a text in quotes\n"),
        ("[limit]", "line 1: limit is not a table\n"),
    ],
)
def test_a_mistake_is_an_error_with_its_line(program: Any, config: Path, text: str, message: str) -> None:
    """Exit code 2; the help still works."""
    config.write_text(text)
    assert program("query", "drones") == 2
    assert program.err.startswith(f"defsearch: {config}")
    assert program.err.endswith(message)
    assert program("query", "--help") == 0


def test_a_named_file_must_exist(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty name means no file."""
    monkeypatch.setenv("DEFSEARCH_CONFIG", "none.toml")
    assert program("query", "drones") == 2
    assert program.err == "defsearch: DEFSEARCH_CONFIG: none.toml does not exist\n"
    monkeypatch.setenv("DEFSEARCH_CONFIG", "")
    assert program("query", "drones") == 0


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("@zee", "(schip OR boot)"),
        ("drones -@zee", "drones -(schip OR boot)"),
        ("(@zee) @zee", "((schip OR boot)) (schip OR boot)"),
        ('"mail @zee"', '"mail @zee"'),
        ("a@zee", "a@zee"),
    ],
)
def test_a_named_query_is_read_as_if_in_parentheses(
    program: Any, config: Path, typed: str, query: str
) -> None:
    """Outside of quotes and at the start of a word."""
    config.write_text('[queries]\nzee = "schip OR boot"\n')
    program("query", typed)
    assert (program.request.query, "note:" in program.err) == (query, False)


def test_a_name_without_a_query_is_text(program: Any, config: Path) -> None:
    """That is said; a named query is not looked for in another one."""
    config.write_text('[queries]\na = "@b"\n')
    program("query", "@b @a")
    assert program.request.query == "@b (@b)"
    assert program.err.startswith(
        "note: “@b” is searched as text: the config file has no query of this name\n"
        "note: “@b” in @a is searched as text: a query of the config file cannot use another one\n"
    )


def test_a_mistake_in_a_named_query_is_shown_there(program: Any, config: Path) -> None:
    """Not in the parentheses around it, which nobody typed."""
    config.write_text('limit = 5\n[queries]\nc = "(drones"\nd = "marine OR"\n')
    assert program("query", "boot @c") == 2
    assert program.err.startswith(
        f"defsearch: {config}, line 3: c: ( has no closing )\n  (drones\n  ^\n  close it"
    )
    assert program("query", "@d") == 2
    assert program.err.startswith(f"defsearch: {config}, line 4: d: OR needs a word after it\n  marine OR\n")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with an archive in ``archive``; the working folder is below it."""
    home = tmp_path / "home"
    write_releases(home / "archive" / "texts", boot=release_text("De boot."))
    run_ingest(home / "archive" / "texts", home / "archive" / "index")
    (home / "archive" / "notes" / "may").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for kind in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    monkeypatch.chdir(home / "archive" / "notes" / "may")
    return home


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    return subprocess.run([sys.executable, "-m", "defsearch", *args], capture_output=True, text=True)


def test_an_index_above_the_working_folder_is_found(home: Path) -> None:
    """A query once advised to make a second one there; an ingest names the index that it writes."""
    assert look_up().folder == home / "archive" / "index"
    assert run("query", "boot", "--count").stdout == "1\n"
    assert run("ingest").stderr == f"index: {home / 'archive' / 'index'}\n"


def test_a_folder_named_index_ends_the_search(home: Path) -> None:
    """Even an empty one, so that a fresh clone makes its own; the message names the index above."""
    Path("index").mkdir()
    assert look_up().folder == DEFAULT
    found = run("query", "boot")
    assert (found.returncode, f"There is one in {home / 'archive' / 'index'}" in found.stderr) == (3, True)
    assert "Make one" not in found.stderr


def test_a_folder_above_without_an_index_is_passed(home: Path) -> None:
    """Only a folder that defsearch made counts."""
    (home / "archive" / "notes" / "index").mkdir()
    assert look_up().folder == home / "archive" / "index"


def test_the_search_stops_at_the_home_folder(home: Path) -> None:
    """An index above it is not found; one in it is."""
    (home / "archive" / "index").rename(home.parent / "index")
    assert not look_up().found
    (home.parent / "index").rename(home / "index")
    assert look_up().folder == home / "index"


def test_the_search_stops_at_a_folder_of_another_owner(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index may not be trusted there."""
    real = Path.stat
    notes = home / "archive" / "notes"

    def of_another(path: Path, **options: bool) -> object:
        state = real(path, **options)
        return state if path != notes else type(state)((*state[:4], state[4] + 1, *state[5:]))

    monkeypatch.setattr(Path, "stat", of_another)
    assert not look_up().found


def test_the_config_file_and_then_the_data_folder_are_next(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that the config file names is used even if it is not there: its disk may be unmounted."""
    monkeypatch.chdir(home)
    (home / "data" / "defsearch").mkdir(parents=True)
    (home / "archive" / "index").rename(home / "data" / "defsearch" / "index")
    assert look_up().folder == home / "data" / "defsearch" / "index"
    (home / "config" / "defsearch").mkdir(parents=True)
    (home / "config" / "defsearch" / "config.toml").write_text('index = "~/disk/index"\n')
    assert look_up().folder == home / "disk" / "index"
    found = run("query", "boot")
    assert (found.returncode, "If the disk is not mounted" in found.stderr) == (3, True)
    assert "Make one" not in found.stderr


def test_the_places_are_named_where_there_is_no_index(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to name one; then a new index is made in the working folder."""
    monkeypatch.chdir(home)
    found = run("query", "boot")
    assert (found.returncode, str(home / "index") in found.stderr) == (3, True)
    assert str(home / "data" / "defsearch" / "index") in found.stderr
    assert "name it with --index" in found.stderr
    assert run("ingest", "archive/texts").returncode == 0
    assert (home / "index").is_dir()


def test_a_tilde_is_the_home_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In DEFSEARCH_INDEX, which no shell expands in a file of settings."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("DEFSEARCH_INDEX", "~/archive/index")
    assert run("query", "boot", "--count").stdout == "1\n"


@pytest.mark.parametrize(
    "before",
    [
        None,
        "",
        "limit = 20\n",
        "limit = 20 # often\n\n[queries] # mine\nmali = 'minusma'\n",
        "[queries]",
        "[queries]\n\n# the end",
    ],
)
def test_save_query_keeps_the_rest_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str | None
) -> None:
    """A saved query is read back as it was typed, whatever it contains."""
    path = tmp_path / "new" / "config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "defsearch" / "config.toml"
    if before is not None:
        path.parent.mkdir()
        path.write_text(before, encoding="utf-8")
    queries = {"schepen": '"de ruyter" OR fregat\\*', "overzicht-é": "café ⚓ 😀 'x' #y \x7f"}
    for name, query in queries.items():
        assert str(path) in save_query(name, query)
    saved = load_config()
    assert {name: saved.queries[name] for name in queries} == queries
    text = path.read_text(encoding="utf-8")
    assert all(line in text for line in (before or "").splitlines())
    with pytest.raises(UsageError, match="already"):
        save_query("schepen", "x")
    with pytest.raises(UsageError, match="letters"):
        save_query("a b", "x")
