"""Releases as people have them are read: nothing refused, nothing lost, little left over."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from benchmarks.archive import FOLDER, Ratio, measure

from defsearch.dutch.sentences import sentence_spans
from defsearch.releases.furniture import is_furniture
from defsearch.releases.layout import decode_release, parse_release

TEXTS = Path(__file__).parents[1] / "benchmarks" / "docs.jsonl.xz"


@pytest.fixture(scope="module")
def measures() -> dict[str, Ratio]:
    """The measures of the benchmark."""
    return measure()


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("dates", 1.0),
        ("titles", 0.98),
        ("headings precision", 0.95),
        ("headings recall", 0.95),
        ("leftovers hidden", 0.9),
        ("sentences kept", 1.0),
    ],
)
def test_the_stand_ins_are_read_as_well_as_promised(
    name: str, least: float, measures: dict[str, Ratio]
) -> None:
    """Each share is at least what the documentation says."""
    assert measures[name].of > 40
    assert measures[name].share >= least, measures[name].wrong


def test_every_stand_in_is_a_release_without_furniture() -> None:
    """Each file has a title; no block of its body is furniture; each block is a slice of the file."""
    files = sorted((FOLDER / "pages").rglob("*.txt"))
    assert len(files) == 160
    for file in files:
        text, flaw = decode_release(file.read_bytes())
        release, _ = parse_release(text)
        assert flaw is None
        assert release.title, file
        for start, end, _ in release.paragraphs:
            assert release.body[start:end] in text
            assert not is_furniture(release.body[start:end])


@pytest.mark.slow
def test_no_paragraph_of_real_texts_is_furniture() -> None:
    """In 3,000 real texts no block of two sentences is taken for a leftover of a page."""
    taken = []
    with lzma.open(TEXTS, "rt", encoding="utf-8") as lines:
        for line in lines:
            blocks = json.loads(line)["text"].split("\n")
            taken += [block for block in blocks if is_furniture(block) and _is_paragraph(block)]
    assert taken == []


def _is_paragraph(block: str) -> bool:
    return len(sentence_spans(block, 0, len(block))) > 1
