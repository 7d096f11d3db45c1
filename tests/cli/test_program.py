"""The command line as a whole: options, environment, exit codes, mistakes. Looks are in ``test_looks``."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import pytest

from defsearch.cli.app import COMMANDS, load_command
from defsearch.dates.parser import Period, parse_period
from defsearch.search.results import Per, SearchRequest, Sort, TimelineRequest

TODAY = datetime.date(2024, 6, 30)

if TYPE_CHECKING:
    from pathlib import Path


def test_every_option_of_query_reaches_the_search(program: Any) -> None:
    """What is typed is what is asked."""
    typed = (
        "query drones -oefening --from 2024-02 --to 2024-03 --any --exact --no-compounds --no-synonyms "
        "--sort oldest --recent -n 1 --page 2 --passages 5"
    )
    assert program(*typed.split()) == 0
    february = parse_period("2024-02", TODAY)
    assert program.request == SearchRequest(
        query="drones -oefening",
        period=Period(february.first, parse_period("2024-03", TODAY).last),
        sort=Sort.OLDEST,
        limit=1,
        page=2,
        passages=5,
        any_word=True,
        exact=True,
        compounds=False,
        synonyms=False,
        recent=True,
    )


def test_options_without_words_list_a_period_newest_first(program: Any) -> None:
    """No query, only dates: everything of that period, newest first."""
    assert program("query", "--on", "2024-05") == 0
    assert program.request == SearchRequest(period=parse_period("2024-05", TODAY), sort=Sort.NEWEST)


@pytest.mark.parametrize("typed", ["--index here query drones", "query drones --index here"])
def test_global_options_stand_before_or_after_the_command(
    typed: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both mean the same, and both win over the environment."""
    monkeypatch.setenv("DEFSEARCH_INDEX", "elsewhere")
    program(*typed.split())
    assert program.searchers[-1].index.name == "here"


def test_the_option_after_the_command_wins(program: Any) -> None:
    """Where both are given, the nearer one counts."""
    program("--index", "one", "query", "drones", "--index", "two")
    assert program.searchers[-1].index.name == "two"


def test_a_flag_before_the_command_reaches_it(program: Any) -> None:
    """--color and the flags are handed on too."""
    program("--color", "always", "--hyperlinks", "query", "drones")
    assert "\x1b[1;4;31m" in program.out
    assert "\x1b]8;;file://" in program.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_its_environment_variable(command: str) -> None:
    """DEFSEARCH_ and the name of the option, but for --help."""
    for param in load_command(command).params:
        if param.param_type_name == "option" and param.name != "help":
            long_name = next(name for name in param.opts if name.startswith("--"))
            assert param.envvar == "DEFSEARCH_" + long_name[2:].replace("-", "_").upper()


def test_the_environment_sets_options_and_options_win(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable is as good as its option until that is typed."""
    monkeypatch.setenv("DEFSEARCH_LIMIT", "1")
    monkeypatch.setenv("DEFSEARCH_ANY", "1")
    program("query", "drones")
    assert (program.request.limit, program.request.any_word) == (1, True)
    program("query", "drones", "--limit", "7")
    assert program.request.limit == 7


def test_a_format_that_is_typed_wins_over_the_environment(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DEFSEARCH_JSON is a default, not a clash with --count."""
    monkeypatch.setenv("DEFSEARCH_JSON", "1")
    assert program("query", "drones", "--count") == 0
    assert program.out == "2\n"
    program("query", "drones")
    assert json.loads(program.out)["total"] == 2


@pytest.mark.parametrize(
    ("variable", "typed", "first"),
    [
        ("NULL", "query drones", "1–2 of 2 releases, "),
        ("NULL", "query drones --csv", "rank,id,"),
        ("NULL", "query drones --paths", "seeds/2024/mei/017.txt\0"),
        ("EXPLAIN", "query drones --csv", "rank,id,"),
        ("EXPLAIN", "query drones --count", "2\n"),
        ("EXPLAIN", "query drones --json", '{"schema_version": 1, "query": "drones", "understood"'),
        ("CSV", "query drones --explain", "Understood as\n"),
        ("JSON", "query drones --explain", '{"schema_version": 1, "query": "drones", "understood"'),
    ],
)
def test_an_option_of_the_environment_lapses_where_it_does_not_apply(
    variable: str, typed: str, first: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DEFSEARCH_NULL made every plain query a mistake, and DEFSEARCH_EXPLAIN every typed --csv."""
    monkeypatch.setenv(f"DEFSEARCH_{variable}", "1")
    assert program(*typed.split()) == 0
    assert program.out.startswith(first)
    assert program.err == ""


def test_two_of_the_environment_that_clash_are_a_mistake(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is more meant than the other."""
    monkeypatch.setenv("DEFSEARCH_EXPLAIN", "1")
    monkeypatch.setenv("DEFSEARCH_CSV", "1")
    assert program("query", "drones") == 2
    assert (
        program.err == "defsearch: --explain and --csv cannot go together\n  --explain --json is possible\n"
    )


@pytest.mark.parametrize("variable", ["RAW", "CITE"])
def test_a_typed_format_shows_its_matches_whatever_the_environment(
    variable: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DEFSEARCH_RAW left the matches out of a typed --json: what counts is the format that was chosen."""
    monkeypatch.setenv(f"DEFSEARCH_{variable}", "1")
    program("show", "2024/mei/018", "--query", "drones", "--json")
    assert json.loads(program.out)["matches"] == [[10, 16]]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_begins_with_examples(command: str, program: Any) -> None:
    """After the sentence that says what it does; and every example names the command."""
    assert program(command, "--help") == 0
    summary, examples, usage = program.out.split("\n\n")[:3]
    assert "\n" not in summary.strip("\n") or len(summary) > 60
    assert examples.startswith("Examples:\n  defsearch ")
    assert all(f"defsearch {command}" in line for line in examples.splitlines()[1:])
    assert usage.startswith(f"Usage: defsearch {command} ")


def test_the_manual_page_names_every_command_and_option(program: Any) -> None:
    """It is made from the same help."""
    program("man")
    page = program.out.replace("\\-", "-")
    for command in COMMANDS:
        assert f".SS {command} " in page
        for param in load_command(command).params:
            assert param.param_type_name == "argument" or all(name in page for name in param.opts)


def test_notices_and_hints_leave_standard_output_alone(program: Any) -> None:
    """What else there is to say is on standard error."""
    program("query", "drones", "de", "vloot", "--jsonl", "--limit", "1")
    assert len(program.out.splitlines()) == 1
    assert program.err == (
        "note: “de” is in nearly every release and was left out\nnote: 1 of 2 releases; -n 2 for all\n"
    )
    program("query", "drones", "--limit", "1")
    assert program.err == "--page 2 for the next 1\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("--paths -n 1", "note: 1 of 2 releases; -n 2 for all\n"),
        ("--csv -n 1", "note: 1 of 2 releases; -n 2 for all\n"),
        ("--jsonl -n 1", "note: 1 of 2 releases; -n 2 for all\n"),
        ("--jsonl -n 1 --page 2", "note: 2 of 2 releases\n"),
        ("--csv --page 9", "there is no page 9: 2 releases on 1 page\n"),
        ("--json -n 1", ""),
        ("--count -n 1", ""),
        ("--paths -n 2", ""),
    ],
)
def test_a_list_that_is_only_a_part_says_so(typed: str, said: str, program: Any) -> None:
    """Ten paths were once printed without a word about the others, as if they were all there are."""
    program("query", "drones", *typed.split())
    assert program.err == said


def test_paths_end_with_nul_when_asked(program: Any) -> None:
    """--paths -0 is for xargs -0."""
    program("query", "drones", "--paths", "-0")
    assert program.out == "seeds/2024/mei/017.txt\0seeds/2024/mei/018.txt\0"


def test_timeline_options_reach_the_search(program: Any) -> None:
    """The words are the first query, --compare adds to them."""
    program(
        *[
            "timeline",
            "F-16",
            "--compare",
            "F-35",
            "--compare",
            "NH90",
            "--per",
            "year",
            "--on",
            "2024",
            "--any",
        ]
    )
    assert program.request == TimelineRequest(
        queries=("F-16", "F-35", "NH90"),
        per=Per.YEAR,
        period=parse_period("2024", TODAY),
        any_word=True,
    )


def test_timeline_writes_a_picture(program: Any, tmp_path: Path) -> None:
    """--svg FILE writes it, and says so; with --csv the figures are printed too."""
    assert program("timeline", "drones", "--svg", "drones.svg") == 0
    assert (program.out, program.err) == ("", "drones.svg written\n")
    assert (tmp_path / "drones.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_a_picture_goes_to_standard_output(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--svg -`` once wrote a file of that name; two things for one output are a mistake."""
    assert program("timeline", "drones", "--svg", "-") == 0
    assert program.out.startswith("<svg ")
    assert program.out.endswith("</svg>\n")
    assert program.err == ""
    assert program("timeline", "drones", "--svg", "-", "--csv") == 2
    monkeypatch.setenv("DEFSEARCH_SVG", "-")
    program("timeline", "drones", "--csv")
    assert program.out.startswith("period,")
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("date", "dates"), ("datum", "dates"), ("queries", "query"), ("zoektaal", "query"), ("syntax", "query")],
)
def test_a_page_of_help_has_more_names_than_one(typed: str, topic: str, program: Any) -> None:
    """``help date`` and the Dutch words were once a mistake."""
    program("help", topic)
    page = program.out
    assert program("help", typed) == 0
    assert program.out == page
