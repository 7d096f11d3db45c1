"""``defsearch timeline``: its options reach the search, and pictures are written."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from defsearch.cli.main import run
from defsearch.dates.parser import parse_period
from defsearch.search.results import Per
from defsearch.search.timeline import TimelineRequest

if TYPE_CHECKING:
    from pathlib import Path

TODAY = datetime.date(2024, 6, 30)


def test_every_option_reaches_the_search(program: Any) -> None:
    """The words are the first query; --compare adds queries."""
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


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("export kano --on 2019", "no release matches “kano” in the period 2019-01-01 … 2019-12-31\n"),
        ("export --on 2019", "no release in the period 2019-01-01 … 2019-12-31\n"),
        ("timeline kano", "no release matches “kano”\n"),
        ("timeline --compare kano --compare kajak", "no release matches “kano” or “kajak”\n"),
        ("timeline --from 2031", "no release in the period 2031-01-01 …\n"),
    ],
)
def test_what_was_looked_for_is_named_where_nothing_matches(
    indexed: Path, typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As by a query, also by an export; exit code 1."""
    assert run([*typed.split(), "--index", str(indexed / "index")]) == 1
    assert capsys.readouterr() == ("", said)


def test_svg_writes_a_picture(program: Any, tmp_path: Path) -> None:
    """--svg FILE writes the file and says so."""
    assert program("timeline", "drones", "--svg", "drones.svg") == 0
    assert (program.out, program.err) == ("", "drones.svg written\n")
    assert (tmp_path / "drones.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_svg_can_go_to_standard_output(program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--svg -`` prints the picture; it cannot be combined with another format."""
    assert program("timeline", "drones", "--svg", "-") == 0
    assert program.out.startswith("<svg ")
    assert program.out.endswith("</svg>\n")
    assert program.err == ""
    assert program("timeline", "drones", "--svg", "-", "--csv") == 2
    monkeypatch.setenv("DEFSEARCH_SVG", "-")
    program("timeline", "drones", "--csv")
    assert program.out.startswith("period,")
    assert not (tmp_path / "-").exists()


def test_a_long_query_is_shortened_in_the_totals(program: Any) -> None:
    """The totals stay one line."""
    assert program("timeline", "drones " * 500) == 0
    totals = program.out.splitlines()[0]
    assert "match “drones drones" in totals
    assert "…" in totals
    assert len(totals) < 400


def test_a_picture_that_cannot_be_written_is_an_error(program: Any) -> None:
    """The error of the system in one sentence."""
    assert program("timeline", "drones", "--svg", "no/such/folder.svg") == 74
    assert program.err == (
        "defsearch: no/such/folder.svg: no such file or directory\n"
        "  Its folder does not exist: make it first, or name another place\n"
    )
