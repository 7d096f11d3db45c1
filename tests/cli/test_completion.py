"""Shell completion, as the shells request it."""

from __future__ import annotations

from typing import Any

import pytest


def test_commands_options_values_fields_and_ids_are_completed(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the protocol of Typer for bash."""
    for words, expected in (
        ("defsearch tim", ["timeline"]),
        ("defsearch query --so", ["--sort"]),
        ("defsearch query --sort n", ["newest"]),
        ("defsearch query tit", ["title:", "titel:"]),
        ("defsearch show 2024/mei/017", ["2024/mei/017"]),
        ("defsearch help da", ["dates"]),
    ):
        monkeypatch.setenv("_DEFSEARCH_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
        assert program() == 0
        assert sorted(program.out.split()) == sorted(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["show", "--index", "=", "ix", "2024"], ["2024/mei/017", "2024/mei/018"]),
        (["--index", "=", "ix", "show", "--color", "=", "never", ""], ["2024/mei/017", "2024/mei/018"]),
        (["query", "--sort", "=", "n"], ["newest"]),
        (["query", "--sort", "="], ["newest", "oldest", "relevance"]),
        (["query", "a", "=", "tit"], ["titel:", "title:"]),
    ],
)
def test_an_option_split_by_bash_is_joined(
    words: list[str], expected: list[str], program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bash passes ``--index=ix`` as three words, one a line."""
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "\n".join(["defsearch", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    assert program() == 0
    assert sorted(program.out.split()) == expected
    if "ix" in words:
        assert str(program.searchers[-1].index) == "ix"


@pytest.mark.parametrize("asked", ["complete_bash", "complete_zsh", "complete_fish"])
def test_completion_without_results_is_silent(
    asked: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without the variables of the shell, and without an index."""
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", asked)
    for settings in (
        {},
        {"COMP_WORDS": "defsearch show ", "COMP_CWORD": "two"},
        {
            "COMP_WORDS": "defsearch show ",
            "COMP_CWORD": "2",
            "_TYPER_COMPLETE_ARGS": "defsearch show ",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "DEFSEARCH_INDEX": "none",
        },
    ):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        assert program() == 0
        assert program.err == ""


@pytest.mark.parametrize(
    ("typed", "set_to", "index"),
    [
        ("defsearch --index ix show 2024", None, "ix"),
        ("defsearch --index=ix show 2024", "other", "ix"),
        ("defsearch show --index ix 2024", "other", "ix"),
        ("defsearch similar --index=ix 2024", None, "ix"),
        ("defsearch --index other similar --index ix 2024", None, "ix"),
        ("defsearch show --index ~/ix 2024", None, "home/ix"),
        ("defsearch show 2024", "ix", "ix"),
        ("defsearch show 2024", None, "index"),
    ],
)
def test_ids_come_from_the_index_of_the_command_line(
    typed: str, set_to: str | None, index: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else from the environment, else from the default."""
    monkeypatch.setenv("HOME", "home")
    if set_to:
        monkeypatch.setenv("DEFSEARCH_INDEX", set_to)
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    assert program() == 0
    assert program.out.split() == ["2024/mei/017", "2024/mei/018"]
    assert str(program.searchers[-1].index) == index


def complete_in(shell: str, typed: str, program: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a shell gets for a line."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("_DEFSEARCH_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", typed)
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    assert program() == 0
    return str(program.out)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_ids_have_date_and_title(shell: str, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the shell shows them, without any character that it could run."""
    shown = complete_in(shell, "defsearch show 2024", program, monkeypatch)
    assert "2024-05-17 Marine zoekt drones" in shown
    assert "31mde marine  oefent samen met de kustwacht en de NAVO" in shown
    assert not {"\x1b", "`", "$"} & set(shown)


def test_dates_complete_to_forms(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not to the names of files."""
    for option in ("--from", "--op", "--added"):
        shown = complete_in("bash", f"defsearch query {option} 2", program, monkeypatch).split()
        assert shown == ["2024", "2024-06", "2024-Q2", "2024-W26", "2024-06-30"]
