"""Wrong options and arguments: one sentence that names the mistake, and what to type instead."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("query drones --limt 3", "there is no option --limt\n  Did you mean: --limit\n"),
        ("quer drones", "there is no command “quer”\n  Did you mean: defsearch query drones\n"),
        ("mali tsemach", "there is no command “mali”\n  To search for it: defsearch query mali tsemach\n"),
        ("list", "there is no command “list”\n  To search for it: defsearch query list\n"),
        ("drones", "there is no command “drones”\n  To search for it: defsearch query drones\n"),
        (
            "drone's\x1b",
            "there is no command “drone's␛”\n  To search for it: defsearch query $'drone\\'s\\033'\n",
        ),
        ("query drones -n x", "-n/--limit: 'x' is not a whole number\n  See: defsearch query --help\n"),
        (
            "query drones -n -3",
            "-n/--limit: -3 is too low: at least 1, or all\n  See: defsearch query --help\n",
        ),
        ("query drones --page", "--page needs a value\n  See: defsearch query --help\n"),
        ("query wet --from", "--from needs a value\n  See: defsearch query --help\n"),
        ("show 1 2", "show takes one id: unexpected “2”\n  See: defsearch show --help\n"),
        (
            "help query now",
            "help takes one topic: unexpected “now”\n  See: defsearch help --help\n",
        ),
        (
            "status a b",
            "status takes no argument: unexpected “a b”\n  See: defsearch status --help\n",
        ),
        ("help datess", "there is no help topic “datess”\n  Did you mean: defsearch help dates\n"),
        ("help qury", "there is no help topic “qury”\n  Did you mean: defsearch help query\n"),
        ("help Zoektaal", "there is no help topic “Zoektaal”\n  Did you mean: defsearch help query\n"),
        ("help nothing", "there is no help topic “nothing”\n  Topics: query, dates, or a command\n"),
        ("show", "ID is missing\n  See: defsearch show --help\n"),
        ("query --json a --csv b --count c", "--count, --json and --csv cannot be combined\n"),
        (
            "query -v drones",
            "there is no option -v\n  -v is an option of defsearch ingest, status and convert\n"
            "  To exclude a word: NOT v\n",
        ),
    ],
)
def test_an_error_says_what_to_type_instead(typed: str, expected: str, program: Any) -> None:
    """One sentence and the next step."""
    assert program(*typed.split()) == 2
    assert program.err.startswith(f"defsearch: {expected}")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("query drones --since 2020", "Did you mean: --from"),
        ("query drones --vanaf 2020", "Did you mean: --from"),
        ("export --until 2020", "Did you mean: --to"),
        ("timeline --year 2020", "Did you mean: --on"),
        ("query drones --no-color", "Did you mean: --color never"),
        ("query drones --colour never", "Did you mean: --color"),
        ("query drones --max-count 3", "Did you mean: --limit"),
        ("query drones --reverse", "Did you mean: --sort oldest"),
        ("query drones --form 2020", "Did you mean: --from"),
        ("query drones --jsno", "Did you mean: --json"),
        ("query drones --cite", "--cite is an option of defsearch show"),
        ("timeline drones --reverse", "--sort oldest is an option of defsearch query"),
        ("similar 1 --since 2020", "--from is an option of defsearch query"),
        ("--from 2020 query drones", "--from is an option of defsearch query"),
        ("show 1 -n 3", "-n is an option of defsearch query"),
        ("query drones --output a", "See: defsearch query --help"),
        ("query drones --compounds", "See: defsearch query --help"),
        ("timeline --jsonl", "--jsonl is an option of defsearch query"),
        ("show -1", "See: defsearch show --help"),
        ("--output", "See: defsearch --help"),
    ],
)
def test_an_unknown_option_gets_the_best_hint(typed: str, hint: str, program: Any) -> None:
    """An option with the same meaning, one of another command, a similar one, or the help."""
    assert program(*typed.split()) == 2
    (shown,) = program.err.splitlines()[1:]
    assert shown == f"  {hint}" or ("is an option of" in hint and shown.startswith(f"  {hint}"))


def test_a_long_variable_is_shortened_in_its_message(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The allowed values after it stay readable."""
    monkeypatch.setenv("DEFSEARCH_COLOR", "x" * 4000)
    assert program("query", "drones") == 2
    sentence = program.err.splitlines()[0]
    assert len(sentence) < 300
    assert sentence.startswith("defsearch: DEFSEARCH_COLOR: 'xxx")
    assert sentence.endswith("xxx' is not one of 'auto', 'always', 'never'")


def test_an_error_in_a_variable_names_the_variable(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the option."""
    monkeypatch.setenv("DEFSEARCH_LIMIT", "many")
    assert program("query", "drones") == 2
    assert program.err.startswith("defsearch: DEFSEARCH_LIMIT: 'many' is not a whole number\n")
