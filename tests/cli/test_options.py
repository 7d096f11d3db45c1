"""Options, their environment variables and what they mean: query, period, release id."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.cli.main import COMMANDS, load_command
from defsearch.cli.options import period_between, resolve_release_id
from defsearch.dates.parser import in_words
from defsearch.dates.period import Period
from defsearch.errors import DateError

if TYPE_CHECKING:
    from defsearch.search.searcher import Searcher


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_its_environment_variable(command: str) -> None:
    """DEFSEARCH_ and the long name of the option; --help has none."""
    for param in load_command(command).params:
        if param.param_type_name == "option" and param.name != "help":
            long_name = next(name for name in param.opts if name.startswith("--"))
            assert param.envvar == "DEFSEARCH_" + long_name[2:].replace("-", "_").upper()


def test_a_typed_option_wins_over_the_environment(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable sets the default of the option."""
    monkeypatch.setenv("DEFSEARCH_LIMIT", "1")
    monkeypatch.setenv("DEFSEARCH_ANY", "1")
    program("query", "drones")
    assert (program.request.limit, program.request.any_word) == (1, True)
    program("query", "drones", "--limit", "7")
    assert program.request.limit == 7


def test_a_wrong_date_of_the_environment_or_the_config_file_is_named_there(
    program: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not as an option, which nobody typed."""
    (tmp_path / "config.toml").write_text('limit = 3\nto = "yy"\n')
    monkeypatch.setenv("DEFSEARCH_CONFIG", str(tmp_path / "config.toml"))
    assert program("query", "drones") == 2
    assert program.err.startswith(f"defsearch: {tmp_path}/config.toml, line 2: to: 'yy' is not a date\n")
    monkeypatch.setenv("DEFSEARCH_TO", "xx")
    for command in ("query", "timeline", "quotes", "export"):
        assert program(command, "drones") == 2
        assert program.err.startswith("defsearch: DEFSEARCH_TO: 'xx' is not a date\n")
    (tmp_path / "config.toml").write_text('van = "2025-13"\n')
    assert program("query", "drones", "--to", "2026") == 2
    assert program.err.startswith(f"defsearch: {tmp_path}/config.toml, line 1: van: month 13 of 2025")
    (tmp_path / "config.toml").unlink()
    monkeypatch.delenv("DEFSEARCH_CONFIG")
    assert program("query", "drones", "--tot", "zz") == 2
    assert program.err.startswith("defsearch: --to: 'zz' is not a date\n")
    monkeypatch.delenv("DEFSEARCH_TO")
    monkeypatch.setenv("DEFSEARCH_ADDED", "xx")
    assert program("query", "drones", "--to", "2026") == 2
    assert program.err.startswith("defsearch: DEFSEARCH_ADDED: 'xx' is not a date\n")


def test_a_wrong_switch_of_the_environment_is_refused(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In plain words."""
    monkeypatch.setenv("DEFSEARCH_BRIEF", "maybe")
    assert program("query", "drones") == 2
    assert program.err == "defsearch: DEFSEARCH_BRIEF: 'maybe' is not 1 or 0\n  See: defsearch query --help\n"


def test_a_wrong_day_of_today_is_named(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is only set in the environment."""
    monkeypatch.setenv("DEFSEARCH_TODAY", "xx")
    assert program("query", "drones", "--to", "2026") == 2
    assert program.err.startswith("defsearch: DEFSEARCH_TODAY: today cannot be 'xx'\n")


@pytest.mark.parametrize("command", ["query", "similar", "export"])
def test_nul_bytes_are_only_for_paths(program: Any, command: str) -> None:
    """It would be ignored silently."""
    program("query", "drones")
    subject = "1" if command == "similar" else "drones"
    assert program(command, subject, "--csv", "-0") == 2
    assert program.err == "defsearch: -0 is only for --paths\n  As in: --paths -0 | xargs -0 ls\n"
    assert program(command, subject, "--paths", "-0") == 0


def test_a_number_names_a_hit_of_the_last_query(program: Any) -> None:
    """``show 2`` shows the second hit, with the matches of that query."""
    program("query", "drones", "--exact")
    assert program("show", "2", "--json") == 0
    shown = json.loads(program.out)
    assert shown["id"] == "2024/mei/018"
    assert shown["matches"] == [[10, 16]]
    assert program.request.exact


def test_a_number_before_any_query_is_an_error(program: Any) -> None:
    """The hint says to search first."""
    assert program("show", "1") == 1
    assert program.err == (
        "defsearch: there is no hit 1: nothing was searched yet in this terminal\n"
        "  Search first: defsearch query WORDS\n"
    )


def test_a_number_of_thousands_of_digits_is_no_hit(program: Any) -> None:
    """Python refuses to convert it to an int."""
    program("query", "drones")
    for command in ("show", "similar"):
        assert program(command, "9" * 5_000) == 1
        assert "the last query did not show a hit 99" in program.err
        assert len(program.err) < 1_000


def test_a_number_can_be_the_start_of_an_id() -> None:
    """If it has a leading zero, or if no hit has that number."""

    class Ids:
        def ids(self, prefix: str) -> list[str]:
            return [id_ for id_ in ("002_b8", "417_x") if id_.startswith(prefix)]

    searcher = cast("Searcher", Ids())
    assert resolve_release_id("002", Path("index"), searcher) == "002"
    assert resolve_release_id("417", Path("index"), searcher) == "417_x"


# The date options and today

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("from_text", "to_text", "on_text", "expected"),
    [
        ("2024-02", "2024-02", None, "2024-02-01 2024-02-29"),
        ("2024", None, None, "2024-01-01 ."),
        (None, "2024", None, ". 2024-12-31"),
        (None, None, "sep 2025", "2025-09-01 2025-09-30"),
        ("15 september 2025", None, "2025-09", "2025-09-15 2025-09-30"),
        ("2024", "15-9-2025", "2025-09", "2025-09-01 2025-09-15"),
        ("vorige maand", "vandaag", None, "2025-12-01 2026-01-31"),
    ],
)
def test_the_period_of_date_options(
    from_text: str | None, to_text: str | None, on_text: str | None, expected: str
) -> None:
    """From the first day of --from to the last day of --to, limited to the days of --on."""
    ends = [None if end == "." else datetime.date.fromisoformat(end) for end in expected.split()]
    assert period_between(from_text, to_text, on_text, TODAY) == Period(ends[0], ends[-1])


@given(
    first=st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 3, 31)),
    last=st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 3, 31)),
    month=st.sampled_from([None, "2025-01", "2025-02", "2025-03"]),
)
def test_date_options_allow_the_days_that_each_allows(
    first: datetime.date, last: datetime.date, month: str | None
) -> None:
    """Compared day by day; an error where no day is left or the range is reversed."""
    days = [datetime.date(2024, 12, 31) + index * DAY for index in range(92)]
    allowed = [day for day in days if first <= day <= last and (not month or day.strftime("%Y-%m") == month)]
    if allowed:
        found = period_between(in_words(first), str(last), month, TODAY)
        assert found is not None
        assert [day for day in days if found.contains(day)] == allowed
    else:
        with pytest.raises(DateError):
            period_between(str(first), in_words(last), month, TODAY)


def test_no_date_options_give_no_period() -> None:
    """An option with an empty value is an error."""
    assert period_between(None, None, None, TODAY) is None
    with pytest.raises(DateError, match="--to: the date is empty"):
        period_between("2025", "", None, TODAY)


def test_a_date_error_names_the_option() -> None:
    """One of --from, --to and --on."""
    with pytest.raises(DateError, match=r"^--on: 30 februari 2025 does not exist"):
        period_between("2025", None, "30 februari 2025", TODAY)


PROBE = """
from defsearch.cli.config import today
from defsearch.cli.options import period
texts = ("vandaag", "eergisteren", "deze week", "vorige maand", "vorig kwartaal", "dit jaar")
print([period(None, None, text).describe() for text in texts], today())
"""


def dates_in_zone(zone: str, **environment: str) -> list[str]:
    """Return the periods of relative dates and the day of today, as one process in that time zone reads them."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "TZ": zone, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.rsplit(" ", 1)


def test_dates_do_not_depend_on_the_time_zone() -> None:
    """With DEFSEARCH_TODAY they are the same at both ends of the world; without, today is the local day."""
    kiritimati, utc = (
        dates_in_zone(zone, DEFSEARCH_TODAY="2025-01-01") for zone in ("Pacific/Kiritimati", "UTC")
    )
    assert kiritimati == utc
    assert "2024-12-01 … 2024-12-31" in utc[0]
    west, east = (dates_in_zone(zone)[1] for zone in ("WEST12", "EAST-14"))
    assert west < east
