"""``defsearch quotes``: what is printed for people and for programs, and the exit codes."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases

from defsearch.index.lock import WriteLock
from defsearch.index.snapshot import open_snapshot
from defsearch.render.quotes import marked_quotes
from defsearch.render.release import release_lines
from defsearch.render.text import Screen
from defsearch.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def index(tmp_path: Path, program: Any) -> Path:
    """The index of three releases in the working folder."""
    write_releases(
        tmp_path / "in",
        boot=release_text(
            "Minister Ank de Vries van Defensie opende de werf.\n\n“De boot vaart morgen uit”, zei De Vries.",
            "De Vries: ‘Deze boot is een nieuw begin’",
        ),
        tank=release_text(
            "“De tank”, zei kolonel Bas Terpstra, “staat klaar voor de zee.”", date="2025-09-26"
        ),
        stil=release_text("Een omstander keek op. “Ik zag de boot echt niet aankomen”.", date="2024-05-01"),
    )
    run_ingest(tmp_path / "in", tmp_path / "index")
    return tmp_path / "index"


def test_quotations_for_people(program: Any, index: Path) -> None:
    """The totals, then each with date, speaker, role, its words, title and id; a headline says so."""
    assert program("quotes", "boot", "--by", "vries") == 0
    assert program.out == (
        "1–2 of 2 quotations, 2025-09-25; by Ank de Vries\n"
        "\n"
        " 1. 2025-09-25  Ank de Vries, Minister van Defensie (headline)\n"
        "    “Deze boot is een nieuw begin”\n"
        "    De Vries: ‘Deze boot is een nieuw begin’  boot\n"
        "\n"
        " 2. 2025-09-25  Ank de Vries, Minister van Defensie\n"
        "    “De boot vaart morgen uit”\n"
        "    De Vries: ‘Deze boot is een nieuw begin’  boot\n"
    )
    assert program.err == ""


def test_an_interrupted_quotation_is_one(program: Any, index: Path) -> None:
    """Its parts are shown together, and are objects of one group."""
    assert program("quotes", "tank") == 0
    assert "“De tank” […] “staat klaar voor de zee.”" in program.out
    assert program("quotes", "tank", "--count") == 0
    assert program.out == "1\n"
    assert program("quotes", "tank", "--jsonl") == 0
    parts = [json.loads(line) for line in program.out.splitlines()]
    assert [part["quote"] for part in parts] == ["De tank", "staat klaar voor de zee."]
    assert len({part["group"] for part in parts}) == 1


def test_every_quotation_is_a_slice_of_what_export_gives(program: Any, index: Path, tmp_path: Path) -> None:
    """``start`` and ``end`` are offsets into the body or the title."""
    with Searcher(open_snapshot(index)) as searcher:
        texts = {id_: searcher.release(id_) for id_ in searcher.ids()}
    assert program("quotes", "-n", "all", "--jsonl") == 0
    parts = [json.loads(line) for line in program.out.splitlines()]
    assert len(parts) == 5
    for part in parts:
        text = texts[part["id"]].title if part["in"] == "title" else texts[part["id"]].body
        assert text[part["start"] : part["end"]] == part["quote"]
        assert part["confidence"] in ("high", "mid", "low")


def test_an_uncertain_speaker_has_a_question_mark(program: Any, index: Path) -> None:
    """With the words of the release; JSON says it too."""
    assert program("quotes", "--on", "2024") == 0
    line = program.out.splitlines()[2]
    assert line.startswith((" 1. 2024-05-01  ?", " 1. 2024-05-01  (nobody named)"))


def test_a_citation_names_speaker_title_date_and_place(program: Any, index: Path) -> None:
    """A headline that the body does not have is no literal quotation."""
    assert program("quotes", "--by", "vries", "--cite") == 0
    headline, said = program.out.splitlines()
    assert headline.startswith("Kop (geen letterlijk citaat): ‘De Vries: ‘Deze boot is een nieuw begin’’")
    assert said == (
        "Ank de Vries (Minister van Defensie): “De boot vaart morgen uit”, in: "
        "‘De Vries: ‘Deze boot is een nieuw begin’’, persbericht, 25 september 2025 (boot)."
    )


def test_tables(program: Any, index: Path) -> None:
    """Quotations, speakers and counts as CSV; counts as JSON too."""
    assert program("quotes", "--by", "terpstra", "--csv") == 0
    assert (
        program.out.splitlines()[0]
        == "rank,id,date,title,speaker,speaker_as_written,role,confidence,in,group,quote"
    )
    assert len(program.out.splitlines()) == 3
    assert program("quotes", "--speakers", "--csv") == 0
    assert "Ank de Vries,Minister van Defensie,2,2025-09-25,2025-09-25" in program.out
    assert program("quotes", "boot", "--per", "year", "--json") == 0
    counted = json.loads(program.out)["periods"]
    assert counted == [{"period": "2024", "quotes": 1}, {"period": "2025", "quotes": 2}]


def test_speakers_and_counts_for_people(program: Any, index: Path) -> None:
    """A line each."""
    assert program("quotes", "tank", "--speakers") == 0
    assert program.out == "1  2025-09-26 … 2025-09-26  Bas Terpstra (kolonel)\n"
    assert program("quotes", "--per", "year") == 0
    assert [line.split()[0] for line in program.out.splitlines()[2:]] == ["2024", "2025"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--by", "Terpsta"], "no speaker is called “Terpsta”\ndid you mean: Bas Terpstra"),
        (["tank", "--by", "vries"], "no quotation of Ank de Vries matches “tank”"),
        (["tank", "--on", "2019"], "no quotation matches “tank” in the period 2019"),
        (["--on", "2019-05"], "no quotation in the period 2019-05-01 … 2019-05-31\n"),
    ],
)
def test_nothing_matches(program: Any, index: Path, typed: list[str], said: str) -> None:
    """It says of whom and when, and what may be meant; exit code 1."""
    assert program("quotes", *typed) == 1
    assert program.out == ""
    assert program.err.startswith(said)


def test_a_limit_is_said(program: Any, index: Path) -> None:
    """On standard error, so that a script that takes a part for all is noticed."""
    assert program("quotes", "-n", "1", "--jsonl") == 0
    assert program.err == "1 of 4 quotations; for all: -n all\n"


def test_a_number_means_the_release_of_a_quotation(program: Any, index: Path) -> None:
    """``show 1`` after ``quotes``."""
    from defsearch.cli.last_query import load_last_query

    assert program("quotes", "boot") == 0
    last = load_last_query(index)
    assert last is not None
    assert last.ids == {1: "boot", 2: "boot", 3: "stil"}


def test_while_an_ingest_is_writing_the_quotations_before_it_answer(
    program: Any, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a note; without any yet, exit code 75."""
    monkeypatch.setattr("defsearch.index.lock.WritableFolder.__init__.__defaults__", (0.0,))
    with WriteLock(index):
        assert program("quotes") == 75
    assert program("quotes", "--count") == 0
    (index / "quotes").rename(tmp_path / "aside")
    write_releases(tmp_path / "in", nieuw=release_text("“Dit is een nieuwe dag”, zei majoor Smit."))
    run_ingest(tmp_path / "in", index)
    (tmp_path / "aside").rename(index / "quotes")
    with WriteLock(index):
        assert program("quotes", "--count") == 0
    assert program.out == "4\n"
    assert program.err.startswith("note: these are the quotations before the last ingest.")
    assert program("quotes", "--count") == 0
    assert program.out == "5\n"


def test_speakers_are_completed(program: Any, index: Path) -> None:
    """From the quotations of the archive; none before anybody asked for them."""
    from defsearch.cli.completion import complete_speaker

    context: Any = SimpleNamespace(params={"index": index})
    assert complete_speaker(context, "Ter") == []
    assert program("quotes", "--count") == 0
    assert complete_speaker(context, "ter") == ["Terpstra"]


def test_no_index(program: Any) -> None:
    """Exit code 3, as for every command."""
    assert program("quotes", "drones") == 3


@pytest.mark.parametrize(
    "typed",
    [
        ["--speakers", "--per", "year"],
        ["--speakers", "--cite"],
        ["--json", "--csv"],
        ["tank", "--per", "day"],
    ],
)
def test_options_that_exclude_each_other(program: Any, index: Path, typed: list[str]) -> None:
    """Exit code 2."""
    assert program("quotes", *typed) == 2


def test_on_a_terminal_matches_are_highlighted(
    program: Any, index: Path, on_terminal: Callable[..., None]
) -> None:
    """In the words of the quotation."""
    on_terminal(60)
    assert program("quotes", "tank", "--color", "always", "--no-pager") == 0
    assert "\x1b[" in program.out
    assert "tank\x1b[0m" in program.out


def test_a_release_is_shown_with_its_speakers(index: Path) -> None:
    """Below each paragraph, once for each speaker in a row; the quotations are where the highlights are."""
    with Searcher(open_snapshot(index)) as searcher:
        release = searcher.release("tank")
    matches, labels = marked_quotes(release)
    assert [release.body[start:end] for start, end in matches.body] == ["De tank", "staat klaar voor de zee."]
    shown = list(release_lines(release, matches, Screen(None, colour=False), labels))
    assert shown[-2:] == [release.body, "  — Bas Terpstra, kolonel"]
