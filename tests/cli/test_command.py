"""How a command reads its arguments: options, words that begin with a dash, empty names; and its help."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from defsearch.cli.command import options_first
from defsearch.cli.main import COMMANDS

TAKES_VALUE = {"--from": True, "--limit": True, "-n": True, "--any": False, "-0": False, "-h": False}


@pytest.mark.parametrize(
    ("typed", "options", "words"),
    [
        ("drones -oefening", "", "drones -oefening"),
        ("-oefening drones", "", "-oefening drones"),
        ("-navo drones", "", "-navo drones"),
        ("-n 5 drones", "-n 5", "drones"),
        ("-n5 drones", "-n5", "drones"),
        ("drones -0 --any", "-0 --any", "drones"),
        ("--from 2024 -marine", "--from 2024", "-marine"),
        ("--from -marine", "--from -marine", ""),
        ("--from=2024 -2025", "--from=2024", "-2025"),
        ("drones -- --any -h", "", "drones --any -h"),
        ("-(a -title:b -=c", "", "-(a -title:b -=c"),
        ("- drones", "", "- drones"),
        ("-h drones", "-h", "drones"),
        ("-x drones", "-x", "drones"),
        ("-ĳ", "-ĳ", ""),
        ("--unknown drones", "--unknown", "drones"),
    ],
)
def test_options_and_words_are_distinguished(typed: str, options: str, words: str) -> None:
    """A word may start with a dash if it is no option; everything after ``--`` is a word."""
    assert options_first(typed.split(), TAKES_VALUE) == [*options.split(), "--", *words.split()]


def test_a_missing_value_is_reported_by_the_parser() -> None:
    """The option without a value comes last, so the parser reports only that."""
    assert options_first(["drones", "--any", "-n"], TAKES_VALUE) == ["--any", "-n"]


@given(st.lists(st.sampled_from(["drones", "-navo", "-n", "5", "--from", "--any", "-x", "--", "-", ""])))
def test_no_argument_is_lost_or_reordered(args: list[str]) -> None:
    """Options and words keep their order, and together they are all arguments."""
    assume(not any(pair in ("-n --", "--from --") for pair in map(" ".join, pairwise(args))))
    sorted_args = options_first(args, TAKES_VALUE)
    if "--" not in sorted_args:
        assert args[-1] in ("-n", "--from")
        return
    divide = sorted_args.index("--")
    options, words = sorted_args[:divide], sorted_args[divide + 1 :]
    typed = list(args)
    if len(typed) > len(options) + len(words):
        typed.remove("--")
    assert sorted(typed) == sorted(options + words)
    for kept in (options, words):
        rest = iter(args)
        assert all(arg in rest for arg in kept)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["status", "--index", ""], "--index: the name is empty\n  See: defsearch status --help\n"),
        (["status", "--index="], "--index: the name is empty\n  See: defsearch status --help\n"),
        (["--index", "", "status"], "--index: the name is empty\n  See: defsearch --help\n"),
        (["ingest", ""], "SOURCE: the name is empty\n  See: defsearch ingest --help\n"),
        (["ingest", "seeds", "--", ""], "SOURCE: the name is empty\n  See: defsearch ingest --help\n"),
        (["query", "-x", "a", "--synonyms", ""], "there is no option -x\n  See: defsearch query --help\n"),
        (["query", "a", "--synonyms", ""], "--synonyms: the name is empty\n  See: defsearch query --help\n"),
        (["timeline", "--svg="], "--svg: the name is empty\n  See: defsearch timeline --help\n"),
    ],
)
def test_an_empty_path_is_an_error(typed: list[str], expected: str, program: Any) -> None:
    """``--index "$UNSET"`` in a script must not mean the working folder."""
    assert program(*typed) == 2
    assert program.err.startswith(f"defsearch: {expected}")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, program: Any) -> None:
    """An empty word of a query is ignored too."""
    monkeypatch.setenv("DEFSEARCH_INDEX", "")
    assert program("query", "", "drones", "--count") == 0
    assert program.out == "2\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_starts_with_summary_and_examples(command: str, program: Any) -> None:
    """Every example contains the command."""
    assert program(command, "--help") == 0
    summary, examples, usage = program.out.split("\n\n")[:3]
    assert "\n" not in summary.strip("\n") or len(summary) > 60
    assert examples.startswith("Examples:\n  defsearch ")
    assert all(f"defsearch {command}" in line for line in examples.splitlines()[1:])
    assert usage.startswith(f"Usage: defsearch {command} ")
