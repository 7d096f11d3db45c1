"""Anything at all as a release, a query, a date, an argument: what comes of it is an answer or a refusal.

  pip install '.[fuzz]'
  python tests/safety fuzz reader --runs 100000

Atheris makes the input up, guided by what of defsearch each one reaches. The suite gives hypothesis the same targets.
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

    from defsearch.dates.parser import Period
    from defsearch.releases.release import Paragraph
    from defsearch.search.results import SearchResult
    from defsearch.search.searcher import Searcher

TESTS = Path(__file__).parents[1]
TODAY = datetime.date(2026, 11, 25)
COLOUR = re.compile("\x1b\\[[0-9;]*m")
STEERING = {"Cc", "Cs", "Zl", "Zp"}
BIDI = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f", "\u061c"}
_EXIT_CODES = {0, 1, 2, 3, 74}
_OPTIONS: tuple[Any, ...] = (  # what the first byte of a query chooses
    {}, {"any_word": True}, {"exact": True}, {"compounds": False}, {"synonyms": False}, {"recent": True},
    {"passages": 0}, {"limit": 1, "page": 2},
)  # fmt: skip


class Targets:
    """The places that take anything. Each raises AssertionError, or whatever it should not, on what it cannot bear.

    The modules are imported here: atheris has to be first.
    """

    def __init__(self, folder: Path) -> None:
        from safety.damage import make

        from defsearch.search.searcher import open_searcher

        self.index = make(folder)
        self.searcher: Searcher = open_searcher(self.index)
        os.environ["XDG_STATE_HOME"] = str(folder / "state")

    def reader(self, data: bytes) -> None:
        """The bytes of a release file: read, cut into words and sentences, and lit."""
        from defsearch.dutch.sentences import sentence_spans
        from defsearch.dutch.tokenizer import tokenize
        from defsearch.releases.layout import ReleaseFormatError, decode_release, parse_release
        from defsearch.search.snippets import best_passages

        try:
            release, warnings = parse_release(decode_release(data))
        except ReleaseFormatError as error:
            _assert_said(error.reason, error.line - 1, error.line, data.count(b"\n") + data.count(b"\r") + 1)
            return
        assert all(flaw.reason for flaw in warnings)
        assert not set(release.title) & {"\n", "\r"}
        body = release.body
        _assert_rising([(part.start, part.end) for part in release.paragraphs], len(body))
        for part in release.paragraphs:
            _assert_rising(sentence_spans(body, part.start, part.end), part.end, part.start)
        for text in (release.title, body):
            _assert_rising([(token.start, token.end) for token in tokenize(text)], len(text))
        matches = self._matches(body, release.paragraphs)
        _assert_rising([(match.start, match.end) for match in matches], len(body))
        passages = best_passages(body, release.paragraphs, matches, limit=2)
        assert bool(passages) >= bool(matches)
        for passage in passages:
            _assert_rising(passage.matches, len(passage.text))

    def _matches(self, body: str, paragraphs: Sequence[Paragraph]) -> Any:
        from defsearch.search.highlighter import Highlighter
        from defsearch.search.results import SearchRequest

        finder: Any = self.searcher._executor
        found = finder.find(SearchRequest('fregat* OR "zuid korea" OR drone~ OR kop', passages=0), TODAY)
        # As if the phrase were in this release: whether it is, is what lighting finds out.
        phrases = max(map(found.matcher.phrases_in, found.hits), key=len)
        return Highlighter(found.term_groups, finder.vocabulary).in_body(body, paragraphs, phrases)

    def query(self, data: bytes) -> None:
        """A query and how it is asked: found and drawn, or refused at a place that can be shown."""
        from defsearch.errors import QueryError
        from defsearch.render.errors import error_lines
        from defsearch.render.formats import result_json
        from defsearch.render.hits import hit_lines, no_hits_lines
        from defsearch.render.screen import Screen
        from defsearch.search.results import SearchRequest

        options = _OPTIONS[data[0] % len(_OPTIONS)] if data else {}
        query = data[1:].decode("utf-8", "surrogateescape")
        screen = Screen(width=60, colour=bool(data) and data[0] > 127, hyperlinks=False)
        try:
            result = self.searcher.search(SearchRequest(query, **options), TODAY)
        except QueryError as error:
            _assert_said(error.message, error.start, error.end, len(error.query))
            _assert_harmless(error_lines(error, screen, hint=error.hint))
            return
        _assert_exact(result)
        _assert_harmless((hit_lines if result.hits else no_hits_lines)(result, screen))
        json.loads(result_json(result))

    def dates(self, data: bytes) -> None:
        """A date, a period and two ends of one, as typed."""
        from defsearch.dates.free_text import find_date
        from defsearch.dates.parser import parse_period, period_between
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
                _assert_said(error.message)
                continue
            if period is not None:
                assert (period.first or datetime.date.min) <= (period.last or datetime.date.max)
        words = text.split()
        for at in range(len(words)):
            span = find_date(words, at, TODAY)
            assert span is None or at < span.end <= len(words)

    def arguments(self, data: bytes) -> None:
        """The words behind ``defsearch query``: an exit code that is promised, and never a fault of our own."""
        from safety.program import ask

        args = [part.decode("utf-8", "surrogateescape") for part in data.replace(b"\0", b"").split(b"\n")]
        found = ask("query", "--index", str(self.index), *args)
        assert found.code in _EXIT_CODES, found
        assert b"Traceback" not in found.err


def _assert_said(message: str, start: int = 0, end: int = 0, length: int = 0) -> None:
    """A refusal has a sentence, and a place that exists."""
    assert message
    assert 0 <= start <= end <= length


def _assert_rising(spans: Sequence[tuple[int, int]], end: int, start: int = 0) -> None:
    for first, last in spans:
        assert start <= first < last <= end, (spans, end)
        start = last


def _assert_exact(result: SearchResult) -> None:
    for hit in result.hits:
        _assert_rising(hit.title_matches, len(hit.title))
        for passage in hit.passages:
            _assert_rising(passage.matches, len(passage.text))


def _assert_harmless(lines: Iterator[str]) -> None:
    """Nothing but colours and text: no other escape, no control, no direction override."""
    for line in lines:
        text = COLOUR.sub("", line)
        steering = [char for char in text if unicodedata.category(char) in STEERING or char in BIDI]
        assert not steering, repr(line)


def examples(target: str) -> list[bytes]:
    """Where to begin: what people type, and what releases look like."""
    if target == "reader":
        return [path.read_bytes() for path in sorted((TESTS.parent / "seeds").glob("*.txt"))]
    log = (TESTS / "search" / "query_log.tsv").read_text(encoding="utf-8").splitlines()
    queries = [line.split("\t")[0] for line in log if line and not line.startswith("#")]
    if target == "dates":
        return [
            b"2025-01",
            b"vorige week",
            b"3 mei 2025",
            b"1-2-2025/3-4-2025",
            b"afgelopen 3 maanden",
            b"Q3 2024",
        ]
    if target == "arguments":
        return [query.replace(" ", "\n").encode() for query in queries] + [
            b"-n\n5\n--sort=newest\nfregat",
            b"--json\n-x",
        ]
    return [b"\0" + query.encode() for query in queries]


def _fuzz(name: str, runs: int, seed: int, folder: Path) -> None:
    try:
        import atheris
    except ImportError:
        sys.exit("fuzz needs atheris: pip install '.[fuzz]'")
    with atheris.instrument_imports(include=["defsearch"], enable_loader_override=False):
        target: Callable[[bytes], None] = getattr(Targets(folder), name)
        target(examples(name)[0])
    reader = folder / "corpus"
    reader.mkdir()
    for number, example in enumerate(examples(name)):
        (reader / str(number)).write_bytes(example)
    options = [f"-runs={runs}", f"-seed={seed}", "-max_len=4096", "-timeout=20", f"-artifact_prefix={name}-"]
    atheris.Setup([sys.argv[0], *options, str(reader)], target)
    atheris.Fuzz()


def main() -> None:
    """Run one target; the input that breaks it is kept in the folder where this runs."""
    parser = argparse.ArgumentParser(prog=Path(sys.argv[0]).name, description=str(__doc__).partition("\n")[0])
    parser.add_argument("target", choices=("reader", "query", "dates", "arguments"))
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        _fuzz(options.target, options.runs, options.seed, Path(folder))


if __name__ == "__main__":
    main()
