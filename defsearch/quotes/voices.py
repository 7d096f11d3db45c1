"""From a subject to a voice: who "zei hij", "aldus de minister" and "volgens Jansen" name, and how sure that is.

Not here: which words join a subject to a quotation (``cues``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.quotes.lexicon import lexicon, role_head
from defsearch.quotes.names import is_capital
from defsearch.quotes.subjects import subject_at
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.quotes.people import People
    from defsearch.quotes.quote import Confidence
    from defsearch.quotes.spans import Words
    from defsearch.quotes.subjects import Subject

_GENDERS = {"he": "m", "she": "f", "any": "x"}
_SPOKESMEN = frozenset(
    ("woordvoerder", "woordvoerster", "zegsman", "zegsvrouw", "voorlichter", "persofficier")
)
_MOST_WORDS_TO_ANOTHER = 8


class Voice(NamedTuple):
    """Who says a span; ``name`` None where nobody is named.

    ``has_cue`` where a cue in the sentence of the span says so, ``is_beside`` where it is next to the span:
    "…", zei X. NAME: "…".
    """

    name: str | None
    written: str | None
    role: str | None
    confidence: Confidence
    has_cue: bool = False
    is_beside: bool = False


NOBODY = Voice(None, None, None, "low", has_cue=True)
"""The voice where a cue names nobody."""


class Voices:
    """Makes voices of the subjects of one text."""

    def __init__(self, words: Words, people: People) -> None:
        self._words = words
        self._people = people

    def of(self, subject: Subject, confidence: Confidence = "high", *, has_cue: bool = True) -> Voice:
        """Return the voice of a subject: its fullest name, or whom its pronoun or role stands for.

        ``confidence`` is that of a name. A pronoun or role is mid at best.
        """
        people, registry = self._people, self._people.registry
        subject = people.as_name(subject, self._words)
        written = self._words.slice(subject.first, subject.last)
        if subject.kind in _GENDERS:
            name, is_sure = people.pronoun(_GENDERS[subject.kind], subject.first)
            return self._found(name, written, None, is_sure=is_sure, has_cue=has_cue)
        if subject.name is not None:
            name = registry.fullest(subject.name)
            if registry.is_ambiguous(subject.name) or _is_of_spokesman(subject):
                confidence = "low"
            elif subject.kind == "name" and _has_two_words(name) and not registry.is_person(subject.name):
                confidence = "mid"  # it may be no name
            return Voice(name, written, subject.role or people.role_of(name), confidence, has_cue)
        if subject.kind == "body" and subject.noun is not None:
            return self._found(registry.body_of(subject.noun), written, None, is_sure=True, has_cue=has_cue)
        if subject.kind == "role" and subject.noun is not None:
            return self._of_role(subject, subject.noun, written, has_cue=has_cue)
        return Voice(None, written, subject.role, "low", has_cue)

    def of_verb(self, subject: Subject, verb: str, last: int, confidence: Confidence = "high") -> Voice:
        """Return the voice of the subject of a cue verb in the words up to ``last``.

        One that speaks "bij monde van" another is that other; of two only the first is named, with low confidence.
        """
        words, small = self._words, self._words.small
        past = subject.last
        if subject.kind == "she" and verb.endswith("en"):  # "zeggen zij"
            return NOBODY._replace(written=words.slice(subject.first, past))
        if (
            past + 1 < last
            and small[past] == "en"
            and (is_capital(words.words[past + 1]) or role_head(small[past + 1]))
        ):
            confidence = "low"
        for at in range(past, min(last - 3, past + _MOST_WORDS_TO_ANOTHER)):
            if small[at : at + 3] == ["bij", "monde", "van"]:
                other = subject_at(words, at + 3, last)
                if other is not None and other.name:
                    return self.of(other, confidence)
        return self.of(subject, confidence)

    def _of_role(self, subject: Subject, noun: str, written: str, *, has_cue: bool) -> Voice:
        """Return the holder of a role; else the body that a spokesman speaks for."""
        if not subject.is_indefinite:
            name, is_sure = self._people.holder(noun, subject.role or "", subject.first)
            if name is not None:
                role = subject.role if " " in (subject.role or "") else self._people.role_of(name)
                return self._found(name, written, role or subject.role, is_sure=is_sure, has_cue=has_cue)
        body = self._people.registry.fullest(subject.body) if subject.body and noun in _SPOKESMEN else None
        return self._found(body, written, subject.role, is_sure=True, has_cue=has_cue)

    def _found(
        self, name: str | None, written: str, role: str | None, *, is_sure: bool, has_cue: bool
    ) -> Voice:
        if name is None:
            return Voice(None, written, role, "low", has_cue)
        return Voice(name, written, role or self._people.role_of(name), "mid" if is_sure else "low", has_cue)


def _has_two_words(name: str) -> bool:
    particles = lexicon().words["particle"]
    return sum(word.lower() not in particles for word in name.split()) > 1


def _is_of_spokesman(subject: Subject) -> bool:
    """Return whether the words are a spokesman's: "de woordvoerder van minister Jansen"."""
    return subject.noun not in _SPOKESMEN and any(word in _SPOKESMEN for word in (subject.role or "").split())
