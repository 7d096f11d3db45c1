"""Climb to the most expensive queries: change a query at random, and keep the change if it takes more time.

  python tests/safety queries --releases 10000 --trials 2000 --seed 1

The climb starts at the worst known queries, on an archive of real Dutch texts. Each query runs in a process of its own,
as a command does; its CPU time counts, with what is suggested when it finds nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import random
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from defsearch.errors import QueryError
from defsearch.index.snapshot import open_snapshot
from defsearch.query.ast import MAX_LENGTH
from defsearch.query.parser import parse_query
from defsearch.search.results import SearchRequest
from defsearch.search.searcher import open_searcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TODAY = datetime.date(2026, 11, 22)
GIVE_UP = 120  # seconds of CPU
_MAKE_CORPUS = Path(__file__).parents[2] / "benchmarks" / "make_corpus.py"


class Words(NamedTuple):
    """Words of an archive: those in most releases, those in few, and one without the other's ending."""

    common: Sequence[str]
    rare: Sequence[str]


def words_of(index: Path) -> Words:
    """Return the words that an expensive query is made of."""
    with open_snapshot(index) as opened:
        forms = [form for form in opened.vocabulary.forms() if form.isalpha() and len(form) > 2]
        size = {
            form: sum(
                len(found.ids)
                for segment in opened.segments
                if (found := segment.terms.postings("body_forms", form.encode())) is not None
            )
            for form in forms
        }
    forms.sort(key=lambda form: (-size[form], form))
    return Words(forms[:500], [form for form in forms if len(form) > 7][-20_000:])


def seconds(index: Path, request: SearchRequest) -> float:
    """Return the CPU seconds that a process needs to answer a request, or to refuse it."""
    process = os.fork()
    if process == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (GIVE_UP, GIVE_UP))
        code = 1
        try:
            with open_searcher(index) as searcher, contextlib.suppress(QueryError):
                searcher.search(request, TODAY)
            code = 0
        finally:
            os._exit(code)
    _, status, usage = os.wait4(process, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"internal error for {request}")
    return usage.ru_utime + usage.ru_stime


def hand_made(words: Words) -> Iterator[SearchRequest]:
    """Yield the queries that were thought of as the worst."""
    common, rare = words
    misspelt = [f"{one[:-2]}q{one[-2:]}" for one in rare]
    glued = [one + other for one, other in zip(rare[::2], rare[1::2], strict=False)]
    texts = (
        " ".join(misspelt[:250]),
        " ".join(glued[:120]),
        " ".join([*common[:150], *misspelt[:60]]),
        " OR ".join(common[:125]),
        " ".join(f"{one}~2" for one in rare[:200]),
        " OR ".join(f"{one[:5]}*{one[-1:]}" for one in rare[:125]),
        " ".join(f'"{one} {other}"~100' for one, other in zip(common[:80], common[80:160], strict=True)),
        " ".join(f'"{one} {other}"' for one, other in zip(common[:80], misspelt[:80], strict=True)),
        f'"{" ".join(common[:90])}"~100',
        f'"{" ".join(["het van"] * 60)}"~100',
        f'"{" ".join(["het van"] * 120)}"',
        "-".join(rare[:200]),
        "-".join(common[:255]),
        " ".join(
            f"({one} OR {other} -{third}*)" for one, other, third in zip(common, rare, misspelt, strict=False)
        ),
        " ".join(f"*{one[2:7]}*" for one in rare[:250]),
        " ".join(f"*{one[2:5]}*" for one in rare[:250]),
        " ".join(f"*{one[2:7]}*" for one in misspelt[:250]),
        " ".join([*misspelt[:3], *(f"*{one[2:7]}*" for one in rare[20:160])]),
        " ".join([*misspelt[:16], *(f"{one}~2" for one in rare[20:160])]),
        " OR ".join([*glued[:16], *(f"{one[:-1]}q~2" for one in misspelt[:60])]),
        " ".join(
            [
                *misspelt[:16],
                *(f'"{one} {other}"~100' for one, other in zip(common, common[60:120], strict=False)),
            ]
        ),
        "".join(rare)[:MAX_LENGTH],
    )
    for text in texts:
        yield SearchRequest(_fitting(text), near_misses=True)
        yield SearchRequest(_fitting(text), near_misses=True, any_word=True)


def _fitting(text: str) -> str:
    """Return the longest start of a query that the parser accepts, in whole words."""
    pieces = text[:MAX_LENGTH].split(" ")
    while len(pieces) > 1 and not _is_accepted(" ".join(pieces)):
        pieces.pop()
    return " ".join(pieces)


def _is_accepted(text: str) -> bool:
    try:
        parse_query(text, today=TODAY)
    except QueryError:
        return False
    return True


def changed(request: SearchRequest, words: Words, chance: random.Random) -> SearchRequest:
    """Return a request with a few random changes."""
    if chance.random() < 0.05:
        option = chance.choice(("any_word", "exact", "compounds", "synonyms", "recent"))
        return SearchRequest(**{**request._asdict(), option: not getattr(request, option)})
    pieces = request.query.split(" ")
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(pieces))
        match chance.randrange(4):
            case 0:
                pieces.insert(at, _piece(words, chance))
            case 1:
                pieces[at] = _piece(words, chance)
            case 2 if len(pieces) > 1:
                del pieces[at]
            case _:
                start = chance.randrange(len(pieces))
                pieces[at:at] = pieces[start : start + chance.randint(1, 20)]
    return request._replace(query=_fitting(" ".join(pieces)))


def _piece(words: Words, chance: random.Random) -> str:
    """Return a random part of a query."""
    word = chance.choice(chance.choice(words))
    other = chance.choice(chance.choice(words))
    at = chance.randrange(len(word))
    return chance.choice(
        (
            word,
            f"{word[:at]}q{word[at:]}",
            f"{word[:at]}{word[at + 1 :]}",
            word + other,
            f"{word}-{other}",
            f"{word}~",
            f"{word}~2",
            f"{word[: at + 3]}*",
            f"*{word[at:]}",
            f"*{word[at : at + 4]}*",
            f'"{word} {other}"',
            f'"{word} {other}"~100',
            f"={word}",
            f"-{word}",
            f"title:{word}",
            f"heading:{word[:3]}*",
            f"({word} OR {other})",
            "OR",
            "2019",
            "mei 2018",
        )
    )


def climb(
    index: Path, trials: int, seed: int, starts: Sequence[SearchRequest] = ()
) -> tuple[list[tuple[float, SearchRequest]], float]:
    """Try ``trials`` changes of the worst queries so far; return the worst with their seconds, the first is the worst.

    Also the seconds of the worst that was made by hand.
    """
    words, chance = words_of(index), random.Random(seed)
    worst = sorted(((seconds(index, one), one) for one in (*hand_made(words), *starts)), reverse=True)[:8]
    by_hand = worst[0][0]
    for number in range(trials):
        _, start = chance.choice(worst)
        request = changed(start, words, chance)
        took = seconds(index, request)
        if took > worst[0][0]:
            print(f"{took:6.2f} s after {number + 1} changes", file=sys.stderr, flush=True)  # noqa: T201
        worst = sorted({*worst, (took, request)}, reverse=True)[:8]
    return worst, by_hand


def make_index(folder: Path, releases: int) -> Path:
    """Make an archive of real Dutch texts, and its index."""
    source, index = folder / "releases", folder / "index"
    defsearch = [sys.executable, "-m", "defsearch"]
    subprocess.run([sys.executable, _MAKE_CORPUS, "--n", str(releases), "--out", source], check=True)
    subprocess.run([*defsearch, "ingest", source, "--index", index, "--quiet"], check=True)
    return index


def main() -> None:
    """Climb, and print the worst queries; exit with 1 if one takes more than ten seconds."""
    parser = argparse.ArgumentParser(prog=Path(sys.argv[0]).name, description=str(__doc__).partition("\n")[0])
    parser.add_argument("--releases", type=int, default=10_000)
    parser.add_argument("--trials", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1, help="seed of the random changes")
    parser.add_argument("--index", type=Path, help="an index that exists, instead of a new one")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        index = options.index or make_index(Path(name), options.releases)
        worst, by_hand = climb(index, options.trials, options.seed)
    for took, request in worst:
        changes = {k: v for k, v in request._asdict().items() if v != SearchRequest._field_defaults[k]}
        print(f"{took:6.2f} s  {changes}"[:4200])  # noqa: T201
    print(f"worst by hand {by_hand:.2f} s, after {options.trials} changes {worst[0][0]:.2f} s")  # noqa: T201
    sys.exit(worst[0][0] > 10)


if __name__ == "__main__":
    main()
