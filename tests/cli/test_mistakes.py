"""Every mistake has its exit code and one sentence that says what to do; no traceback reaches a user."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("query drones", 0),
        ("query kernfusie", 1),
        ("query kernfusie --count", 1),
        ("query kernfusie --json", 1),
        ("query drones --page 9", 1),
        ("query drones --count --page 9", 0),
        ("query", 2),
        ("query drones --from 2024-02-30", 2),
        ("query drones --from 2024 --to 2023", 2),
        ("query drones --json --csv", 2),
        ("query drones -0", 2),
        ("query drones --explain --csv", 2),
        ("query drones --sort best", 2),
        ("query drones -n 0", 2),
        ("query drones -n", 2),
        ("query drones --nothing", 2),
        ("query -x", 2),
        ("query drones --index none", 3),
        ("show 2024/mei/017", 0),
        ("show 2025", 1),
        ("show", 2),
        ("show a b", 2),
        ("show 2024/mei/017 --raw --json", 2),
        ("similar 2024/mei/017", 0),
        ("timeline drones", 0),
        ("timeline --per day", 2),
        ("timeline --json --csv", 2),
        ("export drones", 0),
        ("export kernfusie", 1),
        ("status", 0),
        ("check", 0),
        ("check --index faulty", 1),
        ("ingest", 0),
        ("ingest --strict", 1),
        ("help", 0),
        ("help query", 0),
        ("help dates", 0),
        ("help timeline", 0),
        ("help nothing", 2),
        ("drones", 2),
        ("--version", 0),
        ("--help", 0),
        ("query -h", 0),
        ("man", 0),
        ("", 0),
    ],
)
def test_exit_codes(typed: str, code: int, program: Any) -> None:
    """0 results or done, 1 nothing, 2 wrong usage, 3 no index; a mistake has its sentence, and no traceback."""
    assert program(*typed.split()) == code
    assert "Traceback" not in program.err
    if code > 1:
        assert program.err.startswith("defsearch: ")
        assert program.out == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("query drones --limt 3", "there is no option --limt\n  Did you mean: --limit\n"),
        ("quer drones", "there is no command “quer”\n  Did you mean: defsearch query\n"),
        ("drones", "there is no command “drones”\n  To search for it: defsearch query drones\n"),
        (
            "drone's\x1b",
            "there is no command “drone's␛”\n  To search for it: defsearch query $'drone\\'s\\033'\n",
        ),
        ("query drones -n x", "-n/--limit: 'x' is not a whole number\n  See: defsearch query --help\n"),
        ("query drones -n -3", "-n/--limit: -3 is too low: at least 1\n  See: defsearch query --help\n"),
        ("query drones --page", "--page needs a value\n  See: defsearch query --help\n"),
        ("query wet --from", "--from needs a value\n  See: defsearch query --help\n"),
        ("show 1 2", "show takes one id: there is no place for “2”\n  See: defsearch show --help\n"),
        (
            "help query now",
            "help takes one topic: there is no place for “now”\n  See: defsearch help --help\n",
        ),
        (
            "status a b",
            "status takes no argument: there is no place for “a b”\n  See: defsearch status --help\n",
        ),
        ("help datess", "there is no help on “datess”\n  Did you mean: defsearch help dates\n"),
        ("help qury", "there is no help on “qury”\n  Did you mean: defsearch help query\n"),
        ("help Zoektaal", "there is no help on “Zoektaal”\n  Did you mean: defsearch help query\n"),
        ("help nothing", "there is no help on “nothing”\n  Topics: query, dates, or a command\n"),
        ("show", "ID is missing\n  See: defsearch show --help\n"),
        ("query --json a --csv b --count c", "--count, --json and --csv cannot go together\n"),
        (
            "query -v drones",
            "there is no option -v\n  See: defsearch query --help\n  To leave a word out: NOT v\n",
        ),
    ],
)
def test_mistakes_say_what_to_type_instead(typed: str, said: str, program: Any) -> None:
    """One sentence, and the next step."""
    assert program(*typed.split()) == 2
    assert program.err.startswith(f"defsearch: {said}")


@pytest.mark.parametrize(
    ("typed", "said"),
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
def test_a_name_that_is_empty_is_not_the_working_folder(typed: list[str], said: str, program: Any) -> None:
    """Found when ``--index "$UNSET"`` of a script meant whatever folder it ran in."""
    assert program(*typed) == 2
    assert program.err.startswith(f"defsearch: {said}")


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch, program: Any) -> None:
    """As in every other program; so is an empty word of a query."""
    monkeypatch.setenv("DEFSEARCH_INDEX", "")
    assert program("query", "", "drones", "--count") == 0
    assert program.out == "2\n"


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
        ("query drones --cite", "--cite belongs to defsearch show"),
        ("timeline drones --reverse", "--sort oldest belongs to defsearch query"),
        ("similar 1 --since 2020", "--from belongs to defsearch query, timeline and export"),
        ("--from 2020 query drones", "--from belongs to defsearch query, timeline and export"),
        ("show 1 -n 3", "-n belongs to defsearch query and similar"),
        ("query drones --output a", "See: defsearch query --help"),
        ("query drones --compounds", "See: defsearch query --help"),
        ("export --json", "See: defsearch export --help"),
        ("show -1", "See: defsearch show --help"),
        ("--output", "See: defsearch --help"),
    ],
)
def test_an_unknown_option_leads_to_what_was_meant_or_to_the_help(
    typed: str, hint: str, program: Any
) -> None:
    """Once any option with some of its letters was offered: --index for --since, --limit for --cite."""
    assert program(*typed.split()) == 2
    assert program.err.splitlines()[1:] == [f"  {hint}"]


@pytest.mark.parametrize(
    "typed",
    ["{}", "query {}", "query drones --sort {}", "query drones --from {}", "query -n {}", "query --{}",
     "show {}", "show 1 {}", "help {}"],
)  # fmt: skip
def test_a_value_of_thousands_of_characters_is_shortened(typed: str, program: Any) -> None:
    """Whatever it is the value of; found when it filled the screen."""
    assert program(*(word.replace("{}", "kernfusie" * 400) for word in typed.split())) in (1, 2)
    assert "…" in program.err
    assert max(map(len, program.err.splitlines())) < 300


def test_a_long_query_is_shortened_above_a_timeline(program: Any) -> None:
    """The line of totals names it, and is a line."""
    assert program("timeline", "drones " * 500) == 0
    totals = program.out.splitlines()[0]
    assert "match “drones drones" in totals
    assert "…" in totals
    assert len(totals) < 400


def test_a_variable_of_thousands_of_characters_is_shortened(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the variable can be is said behind it."""
    monkeypatch.setenv("DEFSEARCH_COLOR", "x" * 4000)
    assert program("query", "drones") == 2
    sentence = program.err.splitlines()[0]
    assert len(sentence) < 300
    assert sentence.startswith("defsearch: DEFSEARCH_COLOR: 'xxx")
    assert sentence.endswith("xxx' is not one of 'auto', 'always', 'never'")


def test_a_wrong_variable_is_named(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mistake is where it was made: not on the command line."""
    monkeypatch.setenv("DEFSEARCH_LIMIT", "many")
    assert program("query", "drones") == 2
    assert program.err.startswith("defsearch: DEFSEARCH_LIMIT: 'many' is not a whole number\n")


def test_a_picture_that_cannot_be_written_is_one_sentence(program: Any) -> None:
    """The system's refusal is told in one line."""
    assert program("timeline", "drones", "--svg", "no/such/folder.svg") == 74
    assert program.err == "defsearch: no/such/folder.svg: no such file or directory\n"


def test_an_own_fault_is_one_sentence(
    program: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake of ours is exit 70 with the way to see more; DEFSEARCH_DEBUG shows it all."""
    monkeypatch.setattr(program, "open_searcher", None)
    monkeypatch.setattr("defsearch.cli.commands.query.period", lambda *_: 1 / 0)
    assert program("query", "drones") == 70
    assert program.err.startswith("defsearch: something went wrong inside defsearch (ZeroDivisionError: ")
    monkeypatch.setenv("DEFSEARCH_DEBUG", "1")
    assert program("query", "drones") == 70
    assert program.err.startswith("Traceback")


def test_an_interrupt_is_130(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends quietly, with the code that shells expect."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("defsearch.cli.commands.query.period", interrupt)
    assert program("query", "drones") == 130
    assert (program.out, program.err) == ("", "")
