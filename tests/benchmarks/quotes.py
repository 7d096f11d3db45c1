"""How well are quotations and their speakers found? Precision and recall of the spans, speakers by confidence.

  python tests/benchmarks/quotes.py             both halves of the composed releases
  python tests/benchmarks/quotes.py --errors    what goes wrong in the half that may be tuned on

A span counts as right only when it begins and ends where it should. A speaker is judged where the span is right: right
is the fullest name that the release gives, and no name where nobody is named. "Named" is the share of the quotations
with a named speaker to which one is given, with high or mid confidence.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from defsearch.quotes.extractor import extract_quotes
from defsearch.releases.layout import parse_release

if TYPE_CHECKING:
    from defsearch.quotes.quote import Quote
    from defsearch.releases.release import Release

COMPOSED = Path(__file__).parent.parent / "quotes" / "composed.txt"
HALVES = ("develop", "test")
ROUNDS = 20
_MARKUP = re.compile(r"\[\[([^|\]]*)\||\]\]")


class Judged(NamedTuple):
    """A quotation as a person marked it: its place in the text of the file, and its speaker ("" for nobody)."""

    start: int
    end: int
    speaker: str


class Composed(NamedTuple):
    """A release with its quotations: which half, what it shows, the text of the file."""

    half: str
    kind: str
    text: str
    quotes: tuple[Judged, ...]


class Score(NamedTuple):
    """``found`` spans, of which ``right``, where ``wanted`` are; speakers by confidence as (right, all)."""

    found: int
    right: int
    wanted: int
    named: int
    speakers: dict[str, tuple[int, int]]
    attributed: int

    @property
    def precision(self) -> float:
        """The share of right spans among those found."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """The share of found spans among those that are there."""
        return self.right / self.wanted

    def accuracy(self, *levels: str) -> float:
        """The share of right speakers among those of these confidences."""
        return sum(self.speakers[level][0] for level in levels) / max(
            1, sum(self.speakers[level][1] for level in levels)
        )


def read_composed(path: Path = COMPOSED) -> list[Composed]:
    """Return the composed releases in the order of the file."""
    composed = []
    for part in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, marked = part.partition("\n")
        half, _, kind = head.partition(": ")
        composed.append(_unmarked(half, kind, marked.rstrip("\n")))
    return composed


def _unmarked(half: str, kind: str, marked: str) -> Composed:
    pieces: list[str] = []
    quotes = []
    done = length = 0
    begun: tuple[int, str] | None = None
    for match in _MARKUP.finditer(marked):
        pieces.append(marked[done : match.start()])
        length += len(pieces[-1])
        done = match.end()
        if begun is not None:
            words = "".join(pieces)[begun[0] :].partition("\n\n")[0].rstrip(" ,")
            quotes.append(Judged(begun[0], begun[0] + len(words), begun[1]))
        begun = (length, match[1]) if match[1] is not None else None
    pieces.append(marked[done:])
    text = "".join(pieces)
    if begun is not None:
        words = text[begun[0] :].partition("\n\n")[0].rstrip(" ,")
        quotes.append(Judged(begun[0], begun[0] + len(words), begun[1]))
    return Composed(half, kind, text, tuple(quotes))


def extract(release: Release) -> list[Quote]:
    """Return the quotations of a release; a title that is derived is no title."""
    title = "" if release.title_is_derived else release.title
    return extract_quotes(title, release.body, release.paragraphs)


def locate(text: str, release: Release, quotes: list[Quote]) -> list[tuple[int, Quote]]:
    """Return the quotations of a release, each with its place in the text of the file."""
    title = 0 if release.title_is_derived else text.index(release.title)
    placed = [(title + quote.start, quote) for quote in quotes if quote.where == "title"]
    done = title if release.title_is_derived else title + len(release.title)
    for start, end, _ in release.paragraphs:
        at = text.index(release.body[start:end], done)
        done = at + end - start
        placed += [
            (at + quote.start - start, quote)
            for quote in quotes
            if quote.where == "body" and start <= quote.start < end
        ]
    return placed


def measure(composed: list[Composed]) -> tuple[Score, list[str]]:
    """Return the score over releases, and what went wrong, a line each."""
    found = right = wanted = named = attributed = 0
    hits: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    errors = []
    for release in composed:
        parsed = parse_release(release.text).release
        quotes = {
            (start, start + len(quote.text)): quote
            for start, quote in locate(release.text, parsed, extract(parsed))
        }
        judged = {(one.start, one.end): one for one in release.quotes}
        found, wanted = found + len(quotes), wanted + len(judged)
        named += sum(bool(one.speaker) for one in judged.values())
        for place, one in judged.items():
            quote = quotes.get(place)
            if quote is None:
                errors.append(f"{release.kind}: missed {release.text[one.start : one.end]!r}")
                continue
            right += 1
            is_right = (quote.speaker or "") == one.speaker
            if quote.speaker is not None:
                totals[quote.confidence] += 1
                hits[quote.confidence] += is_right
                attributed += bool(one.speaker) and quote.confidence != "low"
            if not is_right:
                errors.append(
                    f"{release.kind}: {quote.text!r} is {one.speaker!r}, not {quote.speaker!r} ({quote.confidence})"
                )
        errors.extend(
            f"{release.kind}: no quotation {quote.text!r}"
            for place, quote in quotes.items()
            if place not in judged
        )
    levels = {level: (hits[level], totals[level]) for level in ("high", "mid", "low")}
    return Score(found, right, wanted, named, levels, attributed), errors


def main() -> None:
    """Print the scores of both halves, and the time a release takes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true", help="what goes wrong in the half develop")
    parser.add_argument("--releases", type=Path, default=COMPOSED, help="a file in the form of composed.txt")
    options = parser.parse_args()
    composed = read_composed(options.releases)
    for half in HALVES:
        score, errors = measure([release for release in composed if release.half == half])
        if not score.wanted:
            continue
        by_level = ", ".join(f"{level} {right}/{total}" for level, (right, total) in score.speakers.items())
        print(
            f"{half}: {score.wanted} quotations, spans P {score.precision:.3f} R {score.recall:.3f}; right: {by_level}"
        )
        print(
            f"  high {score.accuracy('high'):.3f}, high and mid {score.accuracy('high', 'mid'):.3f} "
            f"at {score.attributed / max(1, score.named):.3f} of all named"
        )
        if options.errors:
            print(*errors, sep="\n")
    releases = [parse_release(release.text).release for release in composed]
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        for release in releases:
            extract(release)
    spent = 1000 * (time.perf_counter() - begun) / ROUNDS / len(releases)
    length = sum(len(release.body) for release in releases) // len(releases)
    print(f"{spent:.2f} ms a release of {length} characters")


if __name__ == "__main__":
    main()
