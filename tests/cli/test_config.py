"""The config file: defaults for options, and named queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


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
    )
