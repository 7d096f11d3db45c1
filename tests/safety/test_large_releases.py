"""Releases of the largest size, ingested, searched and shown in processes with bounded memory."""

from __future__ import annotations

import itertools
import json
import lzma
import random
import sys
from pathlib import Path

import pytest
from benchmarks.processes import Command, peak_memory
from support.archive import release_text, write_releases
from support.command_line import run_command, start_command, wait_for
from support.index_contents import file_states

pytestmark = pytest.mark.slow

MAX_BYTES = 10_000_000  # bytes of a file
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
HIGHLIGHTED = "\x1b[1;4;31mfregat\x1b[0m"


def one_long_line() -> str:
    """Return a release of the largest size in one line; every fiftieth word is ``fregat``."""
    words = ["fregat" if number % 50 == 0 else LONG for number in range(MAX_BYTES // len(LONG) + 10_000)]
    return release_text(" ".join(words))[: MAX_BYTES - 1] + "\n"


def many_words() -> str:
    """Return a release of a million words in 2,500 paragraphs; one in twenty ends with ``fregat``."""
    chance = random.Random(1)
    paragraphs = (
        [*chance.choices(COMMON, k=WORDS // 2500 - 1), "boot." if number % 20 else "fregat."]
        for number in range(2500)
    )
    return release_text("\n\n".join(map(" ".join, paragraphs)))


def one_paragraph() -> str:
    """Return a release of the largest size in one paragraph of ordinary Dutch words, with their punctuation."""
    documents = Path(__file__).parents[1] / "benchmarks" / "docs.jsonl.xz"
    with lzma.open(documents, "rt", encoding="utf-8") as lines:
        texts = (" ".join(json.loads(line)["text"].split()) for line in lines)
        pieces = list(itertools.islice(texts, 8_000))
    text = " ".join(pieces).encode()[: MAX_BYTES - 100].decode(errors="ignore")
    assert len(text) > 0.95 * MAX_BYTES
    return release_text(text)


@pytest.fixture
def folder(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an index of small releases, with two very large ones beside it, as the working directory."""
    monkeypatch.chdir(archive)
    write_releases(
        archive / "seeds",
        line=one_long_line(),
        words=many_words(),
        small=release_text("Een fregat en een minister."),
    )
    return archive


def output_of(typed: str, most: int) -> str:
    """Return what a command prints in its own process, which uses at most ``most`` MB of memory."""
    line = f'exec "{sys.executable}" -m defsearch {typed} > printed'
    assert peak_memory(Command(("bash", "-c", line))) < most * MB, typed
    return Path("printed").read_text(encoding="utf-8")


def test_large_releases_take_bounded_memory(folder: Path) -> None:
    """Ingest, query, show and similar; the limits are 1.3 times what was measured."""
    assert output_of("ingest seeds", 200).startswith("3 added, 6 unchanged; 9 releases in the index")
    hits = json.loads(output_of("query fregat minister --json", 100))["hits"]
    assert {hit["id"] for hit in hits} == {"words", "small"}
    assert all(len(passage["text"]) <= 300 for hit in hits for passage in hit["passages"])
    line = output_of("show line --query fregat --color always", 160)
    assert line.count(HIGHLIGHTED) == -(-line.count(f" {LONG}") // 49)
    assert line.count(LONG) * len(LONG) > 0.9 * MAX_BYTES
    words = output_of("show words --query fregat --color always", 85)
    assert (words.count(HIGHLIGHTED), len(words.split()) > WORDS) == (125, True)
    assert "small" in output_of("similar words", 145)


def test_one_paragraph_of_ordinary_words_takes_bounded_memory(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words once took forty times their size to ingest, and a hundred times to show."""
    monkeypatch.chdir(archive)
    write_releases(archive / "seeds", groot=one_paragraph())
    assert output_of("ingest seeds", 210).startswith("1 added, 6 unchanged; 7 releases in the index")
    shown = output_of("show groot --query minister --color always", 160)
    assert len(shown) > 0.95 * MAX_BYTES
    assert "\x1b[1;4;31mminister\x1b[0m" in shown
    assert "—" in output_of("show groot --quotes", 290)


_LIMIT = "import resource; resource.setrlimit(resource.RLIMIT_AS, ({0}, {0}))"


def test_a_release_that_needs_more_memory_than_there_is(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence names the file, and the old state is unchanged; other commands say it in one sentence too."""
    monkeypatch.chdir(archive)
    write_releases(archive / "seeds", groot=release_text(one_paragraph()[:3_000_000]))
    old = file_states(archive / "index")
    for limit in range(65 * MB, 105 * MB, 10 * MB):
        code, _, err = wait_for(start_command(archive, "ingest", "seeds", first=_LIMIT.format(limit)))
        assert code == 74, err
        assert err.startswith(b"defsearch: seeds/groot.txt: this file needs more memory than there is\n")
        assert err.count(b"\n") == 2
        assert file_states(archive / "index") == old
    assert run_command("ingest", "seeds").code == 0
    for command in (("show", "groot"), ("check",), ("similar", "groot")):
        code, _, err = wait_for(start_command(archive, *command, first=_LIMIT.format(40 * MB)))
        assert code == 74
        assert err.startswith(b"defsearch: this needs more memory than there is\n")
        assert err.count(b"\n") == 2
