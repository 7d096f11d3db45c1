"""A command that a message tells to type means the same when it is pasted, whatever a file is called."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.cli.shell import command, quoted
from defsearch.render.text import visible

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


def pasted(typed: str) -> list[str]:
    """What a shell makes of words that are typed."""
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {typed}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    return [os.fsdecode(word) for word in done.stdout.split(b"\0")[:-1]]


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("index", "index"),
        ("my index", "'my index'"),
        ("anna's", "'anna'\"'\"'s'"),
        ("$(reboot)", "'$(reboot)'"),
        ("een\ntwee's", r"$'een\ntwee\'s'"),
        ("\x1b[31m1", r"$'\033[31m1'"),
        ("two  spaces", r"$'two\040\040spaces'"),
        ("caf\udce9", r"$'caf\351'"),
        ("\u202eback", r"$'\342\200\256back'"),
        ("", "''"),
    ],
)
def test_a_word_is_quoted_as_far_as_it_needs(word: str, typed: str) -> None:
    """As it stands, in quotes, or in quotes with escapes."""
    assert quoted(word) == typed
    assert pasted(typed) == [word]


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=8))
def test_every_word_comes_back_from_a_shell(words: list[str]) -> None:
    """And what is shown is what is pasted: nothing in it steers a terminal, no line ends in it."""
    typed = command(*words)
    assert pasted(typed) == words
    assert visible(typed) == typed
    assert typed == " ".join(typed.split(" "))


def test_a_path_is_a_word() -> None:
    """As good as its text."""
    assert command("defsearch", "ingest", "--index", Path("a b")) == "defsearch ingest --index 'a b'"
