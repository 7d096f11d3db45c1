"""Releases as large as a file may be, from the file to the screen, in processes whose memory is bounded."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest
from benchmarks.processes import Command, peak_memory
from support.archive import release_text, write_releases

LARGEST = 10_000_000  # bytes of a file
WORDS = 1_000_000
LONG = "oorlogsschepenbemanningsopleidingscentrum" * 2
COMMON = (
    "marine",
    "minister",
    "schepen",
    "oefening",
    "defensie",
    "drones",
    "noordzee",
    "vliegtuig",
    "bemanning",
)
MB = 1_000_000
LIT = "\x1b[1;4;31mfregat\x1b[0m"


def endless_line() -> str:
    """As long as a file may be, in one paragraph of one line: every fiftieth word is ``fregat``."""
    words = ["fregat" if number % 50 == 0 else LONG for number in range(LARGEST // len(LONG) + 10_000)]
    return release_text(" ".join(words))[: LARGEST - 1] + "\n"


def endless_list() -> str:
    """Of a million words in 2,500 paragraphs: in one of twenty the last word is ``fregat``."""
    chance = random.Random(1)
    paragraphs = (
        [*chance.choices(COMMON, k=WORDS // 2500 - 1), "boot." if number % 20 else "fregat."]
        for number in range(2500)
    )
    return release_text("\n\n".join(map(" ".join, paragraphs)))


@pytest.fixture
def folder(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of small releases and two endless ones beside them, where we stand."""
    monkeypatch.chdir(archive)
    write_releases(
        archive / "seeds",
        line=endless_line(),
        words=endless_list(),
        small=release_text("Een fregat en een minister."),
    )
    return archive


def printed(typed: str, most: int) -> str:
    """What a command prints in a process of its own, which holds at most so many MB at any moment."""
    line = f'exec "{sys.executable}" -m defsearch {typed} > printed'
    assert peak_memory(Command(("bash", "-c", line))) < most * MB, typed
    return Path("printed").read_text(encoding="utf-8")


def test_endless_releases_are_indexed_and_shown_in_bounded_memory(folder: Path) -> None:
    """An index, hits, each whole release with its matches lit, and what is like it: 1.3 times what it took."""
    assert printed("ingest", 130).startswith("3 added, 6 unchanged; 9 releases in the index")
    hits = json.loads(printed("query fregat minister --json", 85))["hits"]
    assert {hit["id"] for hit in hits} == {"words", "small"}
    assert all(len(passage["text"]) <= 300 for hit in hits for passage in hit["passages"])
    line = printed("show line --query fregat --color always", 160)
    assert line.count(LIT) == -(-line.count(f" {LONG}") // 49)
    assert line.count(LONG) * len(LONG) > 0.9 * LARGEST
    words = printed("show words --query fregat --color always", 85)
    assert (words.count(LIT), len(words.split()) > WORDS) == (125, True)
    assert "small" in printed("similar words", 145)
