"""A command in a message means the same when it is pasted, for any file name."""

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
    """Return the words that a shell makes of a command line."""
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
def test_a_word_is_quoted_only_if_needed(word: str, typed: str) -> None:
    """Unchanged, in quotes, or in quotes with escapes."""
    assert quoted(word) == typed
    assert pasted(typed) == [word]


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=8))
def test_a_shell_reads_the_same_words(words: list[str]) -> None:
    """And the command is one line that is safe to print."""
    typed = command(*words)
    assert pasted(typed) == words
    assert visible(typed) == typed
    assert typed == " ".join(typed.split(" "))


def test_a_path_can_be_a_word() -> None:
    """It counts as its text."""
    assert command("defsearch", "ingest", "--index", Path("a b")) == "defsearch ingest --index 'a b'"
