"""The names of a release: every name and role that it mentions, which are people's, and which is fuller than which.

Not here: whom "hij" and "de minister" stand for (``people``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.quotes.lexicon import body_head, lexicon, role_head
from defsearch.quotes.names import is_acronym, is_capital, is_like_a_body
from defsearch.quotes.subjects import speaks, subject_at
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from defsearch.quotes.frame import Frame, Words
    from defsearch.quotes.subjects import Subject

SOURCES = frozenset(("volgens", "aldus", "luidens", "blijkens"))
"""Words that name a speaker without a verb: "volgens X"."""

_OPINIONS = frozenset(("mening", "ogen", "oordeel", "woorden"))  # "naar de mening van X"
_MOST_WORDS_TO_A_PARTICIPLE = 25
_MOST_WORDS_OF_A_PERSON = 4


class Found(NamedTuple):
    """A name or role at its place, and the number of the sentence that it is in."""

    subject: Subject
    sentence: int


def find_subjects(frame: Frame) -> list[Found]:
    """Return every name and role of a text, in order."""
    words = frame.words
    found = []
    for number, sentence in enumerate(frame.sentences):
        at = sentence.first
        while at < sentence.last:
            subject = _subject(words, at, sentence.first, sentence.last)
            if subject is None:
                at += 1
                continue
            if subject.name is not None or subject.kind == "role":
                found.append(Found(subject, number))
            at = max(subject.last, at + 1)
    return found


def _subject(words: Words, at: int, first: int, last: int) -> Subject | None:
    """Return the subject whose name or noun is the word ``at`` of the sentence ``first`` to ``last``."""
    word, small = words.words[at], words.small[at]
    if not word[0].isalpha() or not (is_capital(word) or role_head(small) or body_head(small)):
        return None
    if at == first and not is_acronym(word) and _is_function_word(small):
        return None
    definite = bool({"de", "het"} & set(words.small[max(first, at - 2) : at]))
    subject = subject_at(words, at, last, definite=definite)
    if subject is None or not speaks(subject) or subject.kind in ("he", "she", "any"):
        return None
    is_indefinite = at > 0 and words.small[at - 1] in ("een", "'n")
    is_thing = subject.kind == "name" and definite  # "de nieuwe Joint Strike Fighter"
    return subject._replace(is_indefinite=is_indefinite or is_thing)


def _is_function_word(small: str) -> bool:
    """Return whether a word at the start of a sentence has its capital from there."""
    lists = lexicon().words
    classes = ("adverb", "conjunction", "preposition", "nobody", "thing", "focus")
    return small in lexicon().verbs or any(small in lists[name] for name in classes)


class Registry:
    """Which names are people's, and the fullest form of each."""

    def __init__(self, found: Iterable[Subject], title: Iterable[Subject], words: Words) -> None:
        subjects = list(found)
        named = [subject for subject in (*subjects, *title) if subject.name is not None]
        self.likely: set[str] = set()
        """Two to four words in capitals that could be a person's name."""
        self._known: set[str] = set()
        self._full: dict[str, list[str]] = {}  # surname, first name or acronym in small letters -> full names
        self._bodies: dict[str, list[str]] = {}  # noun -> the bodies that have it: partij, Goed Bergen
        for subject in named:
            if subject.kind == "person" and subject.name:
                self._learn(subject.name)
        self._learn_likely(named, words)
        for subject in named:
            if subject.kind != "person" and subject.name:
                self._learn_initials(subject.name)
        for subject in subjects:
            self._learn_speaker(subject, words)

    def fullest(self, name: str) -> str:
        """Return the fullest name that the release gives for a name."""
        names = self._full.get(name.lower())
        return names[0] if names else name

    def is_ambiguous(self, name: str) -> bool:
        """Return whether several full names end in the same surname."""
        return len(self._full.get(name.lower(), ())) > 1

    def is_known(self, name: str) -> bool:
        """Return whether the release shows that a name is that of a person, or of a body that speaks."""
        return name in self._known or name.lower() in self._full

    def is_person(self, name: str) -> bool:
        """Return whether a name is one of a person in full, or a short form of one."""
        return name.lower() in self._full

    def body_of(self, noun: str) -> str | None:
        """Return the only body with a noun: whom "de partij" stands for."""
        names = self._bodies.get(noun, [])
        if len(names) > 1:
            names = [name for name in names if name[0].isupper()]
        return names[0] if len(names) == 1 else None

    def _learn(self, name: str) -> None:
        self._known.add(name)
        for key in _short_forms(name):
            names = self._full.setdefault(key.lower(), [])
            if name not in names:
                names.append(name)

    def _learn_likely(self, named: Iterable[Subject], words: Words) -> None:
        """Learn names without a role or a known first name: surely a person's where the surname is also used alone."""
        alone: set[str] | None = None
        for subject in named:
            if (
                subject.kind != "name"
                or subject.is_indefinite
                or not subject.name
                or not _could_be_a_person(subject.name)
            ):
                continue
            if alone is None:
                alone = set(_words_alone(words))
            if subject.name.split()[-1] in alone:
                self._learn(subject.name)
            else:
                self.likely.add(subject.name)

    def _learn_initials(self, name: str) -> None:
        """Learn that EOD is Explosieven Opruimingsdienst Defensie."""
        initials = "".join(word[0] for word in name.split() if word[0].isupper()).lower()
        if len(initials) > 1:
            self._full.setdefault(initials, [name])

    def _learn_speaker(self, subject: Subject, words: Words) -> None:
        name = subject.name
        if name is None:
            return
        if subject.kind == "body" and subject.noun is not None:
            names = self._bodies.setdefault(subject.noun, [])
            if name not in names:
                names.append(name)
        if name.lower() not in lexicon().words["place"] and _is_beside_a_cue(words, subject):
            self._known.add(name)


def _short_forms(name: str) -> set[str]:
    """Return the forms that stand for a full name: surname, first name, half of a double surname."""
    words = name.split()
    particles = lexicon().words["particle"]
    if len(words) < 2 or words[0].lower() in particles:
        return set()
    begin = next(
        (number for number in range(1, len(words)) if words[number].lower() in particles), len(words) - 1
    )
    forms = {" ".join(words[begin:]), words[-1], name, words[0], " ".join(words[:begin])}
    for word in words[1:]:
        if "-" in word and word[0].isupper():  # Lenie Dwarshuis-van de Beek
            half = word.partition("-")[0]
            forms |= {half, f"{words[0]} {half}"}
    return forms


def _words_alone(words: Words) -> Iterator[str]:
    """Yield the words in capitals that stand alone: no capital before or after them, no preposition before them."""
    texts = words.words
    prepositions = lexicon().words["preposition"]
    last = len(texts) - 1
    for number, word in enumerate(texts):
        if not word[0].isupper() or (number < last and texts[number + 1][0].isupper()):
            continue
        if not number or not (texts[number - 1][0].isupper() or words.small[number - 1] in prepositions):
            yield word


def _could_be_a_person(name: str) -> bool:
    words = name.lower().split()
    lists = lexicon().words
    is_other = words[0] in lists["begins_place"] or words[0] in lists["particle"] or words[0].endswith("se")
    is_other = is_other or _is_function_word(words[0])
    return 1 < len(words) <= _MOST_WORDS_OF_A_PERSON and not is_other and not is_like_a_body(name)


def _is_beside_a_cue(words: Words, subject: Subject) -> bool:
    """Return whether a name stands next to a word that makes it a speaker."""
    small, verbs = words.small, lexicon().verbs
    before = small[subject.first - 1] if subject.first else ""
    following = small[subject.last] if subject.last < len(small) else ""
    if subject.last - subject.first == 1 and following.endswith("en"):
        return False  # "Bewoners zeggen"
    if before in SOURCES or (before == "van" and subject.first > 1 and small[subject.first - 2] in _OPINIONS):
        return True
    if before in lexicon().words["preposition"]:
        return False  # "De top in Den Haag vraagt"
    kinds = (verbs.get(before), verbs.get(following))
    return "say" in kinds or (
        "aux" in kinds and reports(words, subject.last, subject.last + _MOST_WORDS_TO_A_PARTICIPLE)
    )


def reports(words: Words, first: int, last: int) -> bool:
    """Return whether some words contain a participle or infinitive of a verb that reports words: gezegd, weten."""
    verbs = lexicon().verbs
    for word in words.small[first : min(last, first + _MOST_WORDS_TO_A_PARTICIPLE)]:
        if word in ".:;“":
            return False
        if (
            verbs.get(word) == "participle"
            or word == "weten"
            or (verbs.get(word) == "say" and word.endswith("en"))
        ):
            return True
    return False
