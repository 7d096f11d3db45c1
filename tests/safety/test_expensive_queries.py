"""The most expensive queries within the limits: their work is counted and bounded."""

from __future__ import annotations

import itertools
import random
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from support.archive import TODAY, build_index, item, query_executor

from defsearch.errors import QueryError
from defsearch.search import similar
from defsearch.search.results import SearchRequest
from defsearch.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from defsearch.index.segment import Postings
    from defsearch.index.snapshot import IndexSnapshot

FOUND = [f"{one}{two}{three}" for one in "bdfkl" for two in "aeiou" for three in "nrst"]
UNSEEN = [f"{one}{other}q" for one in FOUND for other in FOUND[:30]]
RELEASES = 200
LENGTH = 150  # words of a release


@pytest.fixture(scope="module")
def archive_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexSnapshot]:
    """Index releases of a hundred short words, and many of ``tank`` and ``boot``."""
    chance = random.Random(1)
    words = [*FOUND, *["tank", "boot"] * 25]
    items = [
        item(f"r{at}", "2025-01-01", "Nieuws", " ".join(chance.choices(words, k=LENGTH)))
        for at in range(RELEASES)
    ]
    with build_index(tmp_path_factory.mktemp("index"), items) as index:
        yield index


@pytest.fixture
def searcher(archive_index: IndexSnapshot) -> Searcher:
    """Return a searcher that has looked up nothing yet."""
    return Searcher(archive_index)


def steps(searcher: Searcher, query: str, passages: int = 2, **options: bool) -> int:
    """Return how many function calls it takes to answer or refuse a query."""
    request = SearchRequest(query, limit=2, passages=passages, **options)  # type: ignore[arg-type]
    return steps_of(lambda: searcher.search(request, TODAY))


def steps_of(answer: Callable[[], object]) -> int:
    """Return how many function calls ``answer`` makes."""
    count = 0

    def tally(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tally)
    try:
        answer()
    except QueryError:
        pass
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "most"),
    [
        ('"' + "tank boot " * 125 + '"', 200_000),
        ('"' + "tank boot " * 50 + '"~100', 1_000_000),
        (" ".join(['"' + "tank boot " * 12 + '"~100'] * 8), 1_000_000),
        (" OR ".join(f"{word}~2" for word in FOUND), 1_000_000),
        ("tank-" * 799, 1_000_000),
        ("tank-" * 255, 1_000_000),
        (" ".join(f"{word}q" for word in FOUND * 2), 2_300_000),
        (" ".join(chr(0x100 + at) for at in range(255)), 1_050_000),
        (" OR ".join(FOUND * 2), 900_000),
    ],
    ids=[
        "a long phrase of two words",
        "near each other",
        "eight of those",
        "a hundred fuzzy words",
        "a word of 799 parts",
        "a word of 255 parts",
        "two hundred misspelt words",
        "255 letters",
        "two hundred words of nearly every release",
    ],
)
def test_expensive_queries_are_bounded(searcher: Searcher, query: str, most: int) -> None:
    """Each once took at least twice as many steps."""
    assert steps(searcher, query) < most


MISSPELT = " ".join(f"{one[:-1]}q" for one in FOUND[:4])


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [
        " ".join(f"*{word[:2]}*" for word in FOUND),
        " ".join(f"{word}~2" for word in FOUND[:40]),
        " ".join(f'"{word} tank"~100' for word in FOUND[:40]),
        " ".join(f"({word} OR boot)" for word in FOUND[:60]),
    ],
    ids=["patterns", "fuzzy words", "words near each other", "alternatives"],
)
def test_a_query_without_hits_does_not_run_many_times(archive_index: IndexSnapshot, part: str) -> None:
    """Other spellings were each searched from nothing: such a query took up to fifteen times as long."""
    once = steps(Searcher(archive_index), part, any_word=True)
    everything = steps(Searcher(archive_index), f"{MISSPELT} {part}", near_misses=True)
    assert everything < 2.5 * once


def test_a_conjunction_ends_at_an_empty_set(archive_index: IndexSnapshot) -> None:
    """What comes after a word of no release is not looked up, not even for the scores."""
    executor = query_executor(archive_index)
    looked_up = set()
    real = executor.reader.postings

    def postings(field: str, term: str) -> Postings:
        looked_up.add(term)
        return real(field, term)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor.reader, "postings", postings)
        found = executor.execute(SearchRequest("nergensq (tank* OR boot~1)"), TODAY)
    assert found.hits == set()
    assert "nergensq" in looked_up
    assert not {"tank", "boot"} & looked_up


@pytest.mark.slow
def test_snippets_of_a_huge_release_are_bounded(tmp_path: Path) -> None:
    """A release of a million short paragraphs once took half a minute and a gigabyte for each search."""
    endless = [
        item("long", "2025-01-01", "Nieuws", "tank.\n\n" * 200_000),
        item("wide", "2025-01-01", "Nieuws", "tank " * 300_000),
    ]
    with build_index(tmp_path, endless) as index:
        searcher = Searcher(index)
        bare = steps(searcher, "tank", passages=0)
        assert steps(searcher, "tank") < bare + 8_000_000


@pytest.mark.slow
def test_similar_reads_only_the_start_of_a_huge_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release of a million different words once took a minute and a half."""
    words = ["".join(letters) for letters in itertools.product("bdfgklmn", repeat=4)]
    monkeypatch.setattr(similar, "MAX_ANALYZED_CHARS", len(" ".join(words[:1_000])))
    endless = [
        item("long", "2025-01-01", "Nieuws", " ".join(words[:1_000])),
        item("longer", "2025-01-01", "Nieuws", " ".join(words)),
    ]
    with build_index(tmp_path, endless) as index:
        searcher = Searcher(index)
        searcher.similar("long", 5)  # what is found out about a word is kept
        long, longer = (steps_of(lambda one=one: searcher.similar(one, 5)) for one in ("long", "longer"))  # type: ignore[misc]
        assert longer < 1.2 * long


@pytest.mark.slow
def test_the_matches_of_many_words_are_not_all_kept(tmp_path: Path) -> None:
    """Each word once kept its own set: 200 common words took a gigabyte for 100,000 releases."""
    text = " ".join(FOUND)
    items = [item(f"r{at}", "2025-01-01", "Nieuws", text) for at in range(1_000)]
    with build_index(tmp_path, items) as index:
        peaks = []
        for query in (f"{FOUND[0]} OR {FOUND[1]}", " OR ".join(FOUND), " ".join(FOUND)):
            tracemalloc.start()
            Searcher(index).search(SearchRequest(query, limit=2, passages=0), TODAY)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    few, *many = peaks
    assert max(many) < few + 4_000_000  # 200 sets of 1,000 numbers take 6.5 million


@pytest.mark.parametrize(
    ("line", "most"),
    [
        ("\t".join(["tank", *UNSEEN[:200]]), 300_000),
        ("tank\t" + " ".join(UNSEEN), 300_000),
        ("\n".join(f"tank\t{name}" for name in UNSEEN), 300_000),
    ],
    ids=["many unseen names", "a long name", "more names than are looked up"],
)
def test_many_synonyms_are_bounded(tmp_path: Path, line: str, most: int) -> None:
    """Two thousand names once took half a minute, because each made a new stemmer."""
    (tmp_path / "own.tsv").write_text(f"{line}\n")
    with build_index(tmp_path, [item("r", "2025-01-01", "Nieuws", "tank boot")]) as index:
        Searcher(index).search(SearchRequest("zeppelins"), TODAY)  # loads what is loaded once
        searcher = Searcher(index, synonyms=tmp_path / "own.tsv")
        assert steps(searcher, "tank") < most


def test_a_word_with_too_many_synonyms_is_refused(tmp_path: Path) -> None:
    """The error is at the word; without synonyms the query is answered."""
    (tmp_path / "own.tsv").write_text("\n".join(f"tank\tq{at}" for at in range(501)))
    with build_index(tmp_path, [item("r", "2025-01-01", "Nieuws", "tank boot")]) as index:
        searcher = Searcher(index, synonyms=tmp_path / "own.tsv")
        with pytest.raises(QueryError, match="more than 500 synonyms") as raised:
            searcher.search(SearchRequest("boot tank"), TODAY)
        assert (raised.value.start, raised.value.end) == (5, 9)
        assert searcher.search(SearchRequest("boot tank", synonyms=False), TODAY).total == 1
        assert searcher.search(SearchRequest("boot =tank"), TODAY).total == 1


def test_fuzzy_words_with_too_many_forms_together_are_refused(searcher: Searcher) -> None:
    """The error is at the word that exceeds the limit."""
    query = " OR ".join(f"{word}~2" for word in FOUND)
    with pytest.raises(QueryError, match="match more than 5,000 different words in this archive") as raised:
        searcher.search(SearchRequest(query), TODAY)
    marked = query[raised.value.start : raised.value.end]
    assert marked.endswith("~2")
    assert FOUND.index(marked[:-2]) > 40
