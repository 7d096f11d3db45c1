"""Words that a text writes apart: ``in te zetten`` and ``zet het leger in`` are *inzetten*.

- A separable verb with te: particle, te and infinitive next to each other. Particles that are also prepositions with
  an infinitive of their own (``om te zetten``, ``door te werken``) do not count.
- A suspended compound: a word that ends in a hyphen, and after a comma, *en*, *of* and the like the compound from
  which it takes its end: ``land- en luchtmacht`` is also *landmacht*. Each part of that compound can be the end:
  ``zee- en luchtstrijdkrachten`` is *zeestrijdkrachten*, and *zeekrachten*, which nobody looks for.
- The noun *mijn* after an article. In other places it is a pronoun, which no other word finds.
- A separable verb that a main clause splits. The particle comes after the finite verb, at the end of the clause or
  before a preposition or conjunction (``riep op tot``, ``kondigde aan dat``). In other places it is mostly a
  preposition, unless it is never one (``neemt niet deel``). Its verb is before it, and together they are a verb of
  ``data/separable_verbs.tsv``. No comma, no relative pronoun and no auxiliary is between the two.

Not here: which of them a query looks for (``search.expansion``).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.dutch.decompounder import read_lines
from defsearch.dutch.morphology import PARTICLES
from defsearch.dutch.tokenizer import normalize_token
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from defsearch.dutch.analysis import Part

_SEPARABLE = PARTICLES - {"om", "door", "tot", "tussen", "zeker", "goed", "groot", "waar", "weer"}
_LONGEST = max(map(len, _SEPARABLE))
_TE_INFINITIVE = re.compile(r" te ([a-zà-ÿ]{2,}n)\b")
_LAST_WORD = re.compile(r"[^\W_]+\Z")
_BEFORE_HYPHEN = re.compile(r"\b[^\W_]{2,}\Z")
_MIN_END_LENGTH = 3
# The first words of pairs such as binnen- en buitenland, where no compound part is known.
_FIRST_WORDS = (
    "binnen", "buiten", "ex", "heen", "hoofd", "im", "midden", "neven", "noord", "oost", "voor", "west", "zuid",
)  # fmt: skip
# The stop word that is a noun as well, with an adjective before it or not: de mijn, een oude mijn.
_MINE = re.compile(r" mijn\b")
_BEFORE_MINE = re.compile(r"\b(?:[Dd]e|[Ee]en|[Dd]eze|[Gg]een|[Ee]lke|[Ii]edere)(?: [a-zà-ÿ]{3,}en?)?\Z")


class ApartWord(NamedTuple):
    """A word and where a text writes it apart: ``text[start:end]``."""

    form: str
    start: int
    end: int


def words_written_apart(
    text: str, parts_of: Callable[[str], tuple[Part, ...]], start: int = 0, end: int | None = None
) -> Iterator[ApartWord]:
    """Yield the words that ``text[start:end]`` writes apart. ``parts_of`` returns the parts of a form."""
    end = len(text) if end is None else end
    for match in _TE_INFINITIVE.finditer(text, start, end):
        before = _LAST_WORD.search(text, max(start, match.start() - _LONGEST - 1), match.start())
        if before and before[0].lower() in _SEPARABLE:
            yield ApartWord(before[0].lower() + match[1], before.start(), match.end())
    if " mijn" in text:
        for match in _MINE.finditer(text, start, end):
            two_words = text.rfind(" ", start, max(start, text.rfind(" ", start, match.start())))
            if _BEFORE_MINE.search(text, max(start, two_words), match.start()):
                yield ApartWord("mijn", match.end() - len("mijn"), match.end())
    done = start
    # Few words end in a hyphen, so that to find these first is far quicker.
    for hyphen in _after_hyphen().finditer(text, start, end):
        space = text.rfind(" ", done, hyphen.start())
        first = _BEFORE_HYPHEN.search(text, max(done, space), hyphen.start())
        suspended = first and _suspended().match(text, first.start(), end)
        if suspended:
            yield from _completed(suspended, parts_of)
            done = suspended.end()


_BETWEEN = r"(?:,? (?:en/of|en|of|als|noch|tot|dan wel|and) (?:de |het |een )?|, )"


@cache
def _after_hyphen() -> re.Pattern[str]:
    return re.compile(f"-{_BETWEEN}")


@cache
def _suspended() -> re.Pattern[str]:
    first = r"\b[^\W_]{2,}-"
    return re.compile(rf"({first}(?:, {first}){{0,5}}){_BETWEEN}([^\W_][\w-]*[^\W_])\b")


def _completed(match: re.Match[str], parts_of: Callable[[str], tuple[Part, ...]]) -> Iterator[ApartWord]:
    """Yield each word before the compound, with each end that the compound can give."""
    compound = normalize_token(match[2])
    ends = dict.fromkeys(_ends(compound, parts_of(compound)))
    for word in re.finditer(r"[^\W_]+", match[1]):
        first = normalize_token(word[0])
        for last in ends:
            yield ApartWord(first + last, match.start() + word.start(), match.end())


def _ends(compound: str, parts: tuple[Part, ...]) -> Iterator[str]:
    starts = {part.start for part in parts if part.start and part.end == len(compound)}
    if not starts:
        starts = {
            len(first)
            for first in (*PARTICLES, *_FIRST_WORDS)
            if compound.startswith(first) and len(compound) - len(first) >= _MIN_END_LENGTH
        }
    for start in sorted(starts):
        yield compound[start:]


SEPARABLE_VERBS = Path(__file__).with_name("data") / "separable_verbs.tsv"
# Not those that are mostly adverbs, adjectives or conjunctions at the end of a clause.
SPLIT_PARTICLES = PARTICLES - {
    "dood", "door", "droog", "fijn", "gelijk", "groot", "hoog", "lam", "om", "open", "recht", "tot", "tussen", "vol",
    "waar", "weer", "zeker",
}  # fmt: skip
_NEVER_PREPOSITIONS = frozenset({
    "af", "bijeen", "bloot", "deel", "ineen", "kwijt", "mede", "mee", "mis", "neer", "omhoog", "omlaag", "plaats",
    "stop", "tegemoet", "teleur", "tentoon", "terecht", "terug", "teweeg", "toe", "uiteen", "vast", "voort", "weg",
})  # fmt: skip
_NOUNS = frozenset({"deel", "plaats", "stand", "stop", "weg"})  # particles that are nouns after an article
_PREPOSITIONS = (
    "aan|bij|door|in|met|na|naar|op|over|per|sinds|tegen|tijdens|tot|uit|van|vanaf|volgens|voor|zonder"
)
_CONJUNCTIONS = "als|dat|en|maar|nadat|om|omdat|terwijl|wanneer|want|zodat"
_MAX_DISTANCE = 120  # characters from the verb to the particle
_LAST_BREAK = re.compile(
    r"(?s:.*)(?:[.,;:!?()\n\"“”]"
    r"|\b(?:als|dat|die|hoewel|indien|maar|nadat|of|omdat|terwijl|toen|waar|wanneer|want|wat|wie|zodat)\b)"
)
_WORD = re.compile(r"[^\W\d_]+")
_WITH_PREPOSITION = frozenset({"inzage", "kracht", "zorg", "zorgen"})  # nouns: zorgen over, inzage bij
# A word after one of these is no finite verb.
_BEFORE_NOUNS = """
    de het een dit dat deze die zijn haar hun hen ons onze mijn uw geen elk elke ieder iedere te ter
"""
_DETERMINERS = frozenset(_BEFORE_NOUNS.split())
# With one of these, the other verb of a clause is an infinitive or a participle.
_BESIDE_VERBS = """
    is ben bent zijn was waren heeft heb hebt hebben had hadden wordt worden werd werden zal zult zullen zou zouden kan
    kunt kunnen kon konden moet moeten moest moesten mag mogen mocht mochten wil wilt willen wilde wilden gaat gaan
    blijft blijven
"""
_AUXILIARIES = frozenset(_BESIDE_VERBS.split())


class SplitVerb(NamedTuple):
    """The infinitive of a verb that a text splits, and the places of its finite form and of its particle."""

    form: str
    verb: tuple[int, int]
    particle: tuple[int, int]


def split_verbs(text: str, start: int = 0, end: int | None = None) -> Iterator[SplitVerb]:
    """Yield the verbs that ``text[start:end]`` splits."""
    for match in _particles().finditer(text, start, len(text) if end is None else end):
        particle, place = match[1], match.span(1)
        first = max(start, place[0] - _MAX_DISTANCE)
        last_break = _LAST_BREAK.match(text, first, place[0])
        if last_break:
            first = last_break.end()
        words = [word.lower() for word in _WORD.findall(text, first, place[0])]
        found = _verb_before(particle, words)
        if found is not None:
            verb = next(islice(_WORD.finditer(text, first), found[0], None))
            yield SplitVerb(particle + found[1], verb.span(), place)


def _verb_before(particle: str, words: list[str]) -> tuple[int, str] | None:
    """Return the place of the finite verb among ``words``, those of a clause up to its particle, and its infinitive.

    Of two words that can be it, the first is, unless there is *en* between them: *delen zeilen uit*.
    """
    verbs, found = _table()[particle], None
    if verbs.keys().isdisjoint(words):
        return None
    if not words or words[-1] in _WITH_PREPOSITION or (particle in _NOUNS and words[-1] in _DETERMINERS):
        return None
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if found and word == "en":
            break
        verb = verbs.get(word)
        if verb and not _is_noun_or_infinitive(words[: at + 1]):
            found = at, verb
        elif word in _AUXILIARIES:
            break
    return found


def _is_noun_or_infinitive(words: list[str]) -> bool:
    """Whether the last of ``words``, those of a clause up to a verb, is rather a noun or an infinitive."""
    *before, form = words
    if before and before[-1] in _DETERMINERS:
        return True
    return form.endswith("n") and not _AUXILIARIES.isdisjoint(before)


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return the verb without its particle, by the particle and its finite form."""
    table: dict[str, dict[str, str]] = {particle: {} for particle in SPLIT_PARTICLES}
    for line in read_lines(SEPARABLE_VERBS):
        verb, forms, particles = line.split("\t")
        for particle in particles.split():
            table[particle].update(dict.fromkeys(forms.split(), verb))
    return table


@cache
def _particles() -> re.Pattern[str]:
    """Return the pattern of a particle in its place; grouped by first letter, it is twice as fast."""
    at_end = rf"(?=[.,;:!?)\n]|\Z| (?:{_PREPOSITIONS}|{_CONJUNCTIONS})\b(?! te ))"
    anywhere = r"(?![\w-])(?! te )"
    branches = []
    for first, group in groupby(sorted(SPLIT_PARTICLES), lambda particle: particle[0]):
        rest = [
            particle[1:] + (anywhere if particle in _NEVER_PREPOSITIONS else at_end) for particle in group
        ]
        branches.append(f"{first}(?:{'|'.join(rest)})")
    return re.compile(f" ({'|'.join(branches)})")
