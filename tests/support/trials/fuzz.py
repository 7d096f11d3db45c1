"""Fuzz targets: any bytes as a release, a query, a date or an argument give an answer or a refusal.

  pip install '.[fuzz]'
  python tests/safety fuzz reader --runs 100000

Atheris generates the input, guided by the code that each input reaches. The test suite runs the same targets with
hypothesis.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import sys
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from defsearch.dates.period import Period
    from defsearch.releases.release import Paragraph
    from defsearch.search.results import SearchResult
    from defsearch.search.searcher import Searcher

TESTS = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 25)
COLOUR = re.compile("\x1b\\[[0-9;]*m")
STEERING = {"Cc", "Cs", "Zl", "Zp"}
BIDI = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f", "\u061c"}
_EXIT_CODES = {0, 1, 2, 3, 74}
_OPTIONS: tuple[Any, ...] = (  # chosen by the first byte of a query
    {}, {"any_word": True}, {"exact": True}, {"compounds": False}, {"synonyms": False}, {"recent": True},
    {"passages": 0}, {"limit": 1, "page": 2},
)  # fmt: skip


class FuzzTargets:
    """The parts of the program that accept any input. A target raises an error if it finds a fault.

    The modules are imported inside the functions: atheris has to be imported first.
    """

    def __init__(self, folder: Path) -> None:
        from support.read_operations import make_index

        from defsearch.search.searcher import open_searcher

        self.index = make_index(folder)
        self.searcher: Searcher = open_searcher(self.index)
        os.environ["XDG_STATE_HOME"] = str(folder / "state")

    def reader(self, data: bytes) -> None:
        """Parse the bytes of a release file, tokenize it, split it into sentences and highlight it."""
        from defsearch.dutch.sentences import sentence_spans
        from defsearch.dutch.tokenizer import token_spans
        from defsearch.releases.layout import ReleaseFormatError, decode_release, parse_release
        from defsearch.search.snippets import best_passages

        try:
            release, warnings = parse_release(decode_release(data)[0])
        except ReleaseFormatError as error:
            _assert_refusal(
                error.reason, error.line - 1, error.line, data.count(b"\n") + data.count(b"\r") + 1
            )
            return
        assert all(flaw.reason for flaw in warnings)
        assert not set(release.title) & {"\n", "\r"}
        body = release.body
        assert_rising([(part.start, part.end) for part in release.paragraphs], len(body))
        for part in release.paragraphs:
            assert_rising(sentence_spans(body, part.start, part.end), part.end, part.start)
        for text in (release.title, body):
            assert_rising(list(token_spans(text)), len(text))
        matches = self._matches(body, release.paragraphs)
        assert_rising([(match.start, match.end) for match in matches], len(body))
        passages = best_passages(body, release.paragraphs, matches, limit=2)
        assert bool(passages) >= bool(matches)
        for passage in passages:
            assert_rising(passage.matches, len(passage.text))

    def _matches(self, body: str, paragraphs: Sequence[Paragraph]) -> Any:
        from defsearch.search.highlighter import Highlighter
        from defsearch.search.results import SearchRequest

        executor: Any = self.searcher._executor
        found = executor.execute(SearchRequest('fregat* OR "zuid korea" OR drone~ OR kop', passages=0), TODAY)
        # The highlighter itself finds out whether a phrase is in this release.
        phrases = max(map(found.matcher.phrases_in, found.hits), key=len)
        return Highlighter(found.plan.groups, executor.analyzer).in_body(body, paragraphs, phrases)

    def query(self, data: bytes) -> None:
        """Run a query with options and render its result, or its error with a valid position."""
        from defsearch.errors import QueryError
        from defsearch.render.errors import error_lines
        from defsearch.render.formats import result_json
        from defsearch.render.hits import hit_lines, no_hits_lines
        from defsearch.render.text import Screen
        from defsearch.search.results import SearchRequest

        options = _OPTIONS[data[0] % len(_OPTIONS)] if data else {}
        query = data[1:].decode("utf-8", "surrogateescape")
        screen = Screen(width=60, colour=bool(data) and data[0] > 127, hyperlinks=False)
        try:
            result = self.searcher.search(SearchRequest(query, **options), TODAY)
        except QueryError as error:
            _assert_refusal(error.message, error.start, error.end, len(error.query))
            assert_harmless(error_lines(error, screen, hint=error.hint))
            return
        _assert_spans(result)
        assert_harmless((hit_lines if result.hits else no_hits_lines)(result, screen))
        json.loads(result_json(result))

    def dates(self, data: bytes) -> None:
        """Parse a date, a period, and the two ends of a period."""
        from defsearch.cli.options import period_between
        from defsearch.dates.free_text import FreeText
        from defsearch.dates.parser import parse_period
        from defsearch.errors import DateError

        text = data.decode("utf-8", "surrogateescape")
        since, _, until = text.partition("/")
        readings: tuple[Callable[[], Period | None], ...] = (
            lambda: parse_period(text, TODAY),
            lambda: period_between(None, since, until, TODAY),
            lambda: period_between(text, None, None, TODAY),
        )
        for read in readings:
            try:
                period = read()
            except DateError as error:
                _assert_refusal(error.message)
                continue
            if period is not None:
                assert (period.first or datetime.date.min) <= (period.last or datetime.date.max)
        words = text.split()
        for at in range(len(words)):
            span = FreeText(words, TODAY).find(at)
            assert span is None or at < span.end <= len(words)

    def arguments(self, data: bytes) -> None:
        """Run ``defsearch query`` with these arguments: a documented exit code, and no traceback."""
        from support.command_line import run_command

        args = [part.decode("utf-8", "surrogateescape") for part in data.replace(b"\0", b"").split(b"\n")]
        result = run_command("query", "--index", str(self.index), *args)
        assert result.code in _EXIT_CODES, result
        assert b"Traceback" not in result.err


def _assert_refusal(message: str, start: int = 0, end: int = 0, length: int = 0) -> None:
    """Check that a refusal has a message and a position that exists."""
    assert message
    assert 0 <= start <= end <= length


def assert_rising(spans: Sequence[tuple[int, int]], end: int, start: int = 0) -> None:
    for first, last in spans:
        assert start <= first < last <= end, (spans, end)
        start = last


def _assert_spans(result: SearchResult) -> None:
    for hit in result.hits:
        assert_rising(hit.title_matches, len(hit.title))
        for passage in hit.passages:
            assert_rising(passage.matches, len(passage.text))


def assert_harmless(lines: Iterator[str]) -> None:
    """Check that lines contain only text and colours: no other escape, control or direction character."""
    for line in lines:
        text = COLOUR.sub("", line)
        steering = [char for char in text if unicodedata.category(char) in STEERING or char in BIDI]
        assert not steering, repr(line)


def seed_inputs(target: str) -> list[bytes]:
    """Return valid inputs to start from."""
    if target == "reader":
        return [path.read_bytes() for path in sorted((TESTS.parent / "seeds").glob("*.txt"))]
    log = (TESTS / "search" / "query_log.tsv").read_text(encoding="utf-8").splitlines()
    queries = [line.split("\t")[0] for line in log if line and not line.startswith("#")]
    if target == "dates":
        dates = "2025-01 | vorige week | 3 mei 2025 | 1-2-2025/3-4-2025 | afgelopen 3 maanden | Q3 2024"
        return [date.encode() for date in dates.split(" | ")]
    if target == "arguments":
        lines = [
            *(query.replace(" ", "\n") for query in queries),
            "-n\n5\n--sort=newest\nfregat",
            "--json\n-x",
        ]
        return [line.encode() for line in lines]
    return [b"\0" + query.encode() for query in queries]


def _fuzz(name: str, runs: int, seed: int, folder: Path) -> None:
    try:
        import atheris
    except ImportError:
        sys.exit("fuzz needs atheris: pip install '.[fuzz]'")
    with atheris.instrument_imports(include=["defsearch"], enable_loader_override=False):
        target: Callable[[bytes], None] = getattr(FuzzTargets(folder), name)
        target(seed_inputs(name)[0])
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, example in enumerate(seed_inputs(name)):
        (corpus / str(number)).write_bytes(example)
    options = [f"-runs={runs}", f"-seed={seed}", "-max_len=4096", "-timeout=20", f"-artifact_prefix={name}-"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target)
    atheris.Fuzz()


def main() -> None:
    """Run one target; an input that breaks it is written to the working directory."""
    parser = argparse.ArgumentParser(prog=Path(sys.argv[0]).name, description=str(__doc__).partition("\n")[0])
    parser.add_argument("target", choices=("reader", "query", "dates", "arguments"))
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        _fuzz(options.target, options.runs, options.seed, Path(folder))


if __name__ == "__main__":
    main()
