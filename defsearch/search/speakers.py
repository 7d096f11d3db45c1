"""Speakers by name, as people type them: a surname, a name with or without tussenvoegsels, a role and a name.

Two names are compatible if they have the same surname and no first names that differ: *Ank Bijleveld*,
*A. Bijleveld*, *Bijleveld* and *Ank Bijleveld-Schouten*. If no name has the surname as typed, one that sounds the same
counts: *Zelenski*, *Zelensky*.

Not here: how a name is found in a release (``defsearch.quotes``).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from defsearch.dutch.normalization import fold
from defsearch.quotes.lexicon import role_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PARTICLES = frozenset({
    "aan", "af", "al", "auf", "bij", "d", "da", "de", "degli", "dei", "del", "della", "den", "der", "des",
    "di", "do", "dos", "du", "el", "ibn", "in", "l", "la", "le", "les", "lo", "op", "of", "over", "t", "te",
    "ten", "ter", "to", "uit", "uyt", "v", "van", "vanden", "vander", "ver", "von", "voor", "zu", "zum", "zur",
})  # fmt: skip
# Spellings of one sound, the longer first.
_SOUNDS = (
    ("sch", "s"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("ch", "g"), ("sz", "s"), ("ij", "i"), ("ei", "i"),
    ("ey", "i"), ("ou", "u"), ("oe", "u"), ("ae", "a"), ("dt", "t"), ("ie", "i"), ("ks", "x"), ("y", "i"), ("j", "i"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_SHORTEST_FORM = 3  # letters of a first name
_MAX_SUGGESTIONS = 5
_SIMILAR = 0.7


def speakers_like(typed: str, names: Sequence[str], roles: Callable[[], Mapping[str, set[str]]]) -> set[str]:
    """Return those of ``names`` that a typed name means; none if it means nobody.

    ``roles`` returns the speakers of each role; it is only called if a role was typed.
    """
    words = _words(typed)
    role = list(takewhile(lambda word: role_head(word.lower()) is not None, words))
    found = _with_name(words[len(role) :] or words, names)
    if not role or (found and len(role) == len(words)):
        return found
    # Without a name, all of it is a role: staatssecretaris van Defensie.
    wanted = {fold(word) for word in (role if found else words)}
    in_role = {
        name
        for one, speakers in roles().items()
        if wanted <= {fold(word) for word in _words(one)}
        for name in speakers
    }
    # Many quotations name no role: a role that no speaker of this name has is read over.
    return (found & in_role or found) if found else in_role


def similar_speakers(typed: str, names: Iterable[str]) -> list[str]:
    """Return the names most similar to a typed one that means nobody, the most similar first."""
    by_word: dict[str, str] = {}
    for name in names:
        for word in (fold(name), *_name_words(_words(name))):
            by_word.setdefault(word, name)
    wanted = [fold(typed), *_name_words(_words(typed))[-1:]]
    found = [
        by_word[word]
        for one in wanted
        for word in get_close_matches(one, by_word, _MAX_SUGGESTIONS, _SIMILAR)
    ]
    return list(dict.fromkeys(found))[:_MAX_SUGGESTIONS]


def completions(typed: str, names: Iterable[str]) -> list[str]:
    """Return the words of names that begin with ``typed``, sorted: a shell completes one word at a time."""
    start = fold(typed)
    words = {word for name in names for word in _words(name) if fold(word).startswith(start)}
    return sorted(word for word in words if fold(word) not in _PARTICLES)


def _words(name: str) -> list[str]:
    return _WORD.findall(name)


def _name_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a name without tussenvoegsels, folded; all of them if there are no others."""
    folded = [fold(word) for word in words]
    return tuple(word for word in folded if word not in _PARTICLES) or tuple(folded)


def _with_name(typed: Iterable[str], names: Sequence[str]) -> set[str]:
    """Return the names that are compatible with the typed one: as spelled, else by sound, else by any word."""
    wanted = _name_words(typed)
    if not wanted:
        return set()
    split = [(name, words) for name in names if (words := _name_words(_words(name)))]
    found = {name for name, words in split if _is_compatible(wanted, words)}
    if not found:
        sounds = tuple(map(_sound, wanted))
        found = {name for name, words in split if _is_compatible(sounds, tuple(map(_sound, words)))}
    return found or {name for name, words in split if set(wanted) <= set(words)}


def _is_compatible(typed: Sequence[str], name: Sequence[str]) -> bool:
    """Return whether two names can be one person's, given their words."""
    if not _is_same_surname(typed[-1], name[-1]):
        return False
    shorter, longer = sorted((typed[:-1], name[:-1]), key=len)
    return all(any(_is_same_first_name(one, other) for other in longer) for one in shorter)


def _is_same_surname(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _is_same_first_name(one: str, other: str) -> bool:
    """Return whether two first names can be one: an initial, a short form (Rob, Robert), another spelling."""
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    shorter, longer = sorted((_sound(one), _sound(other)), key=len)
    return longer.startswith(shorter) and len(shorter) >= _SHORTEST_FORM


@lru_cache(1 << 16)
def _sound(word: str) -> str:
    """Return a spelling that words of about the same sound share: bijleveldt, byleveld."""
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return _DOUBLE.sub(r"\1", word).replace("d", "t")
