"""Cues: the words beside a quotation that join it to its speaker, before it, after it, or in another sentence.

Not here: which sentences are looked at (``attribution``), whom a subject stands for (``voices``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.quotes.lexicon import body_head, is_work, lexicon, role_head
from defsearch.quotes.names import is_acronym
from defsearch.quotes.people import SOURCES, reports
from defsearch.quotes.subjects import Subject, speaks, subject_at
from defsearch.quotes.voices import NOBODY, Voice, Voices
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.quotes.people import People
    from defsearch.quotes.quote import Confidence
    from defsearch.quotes.spans import Words

_DOCUMENT = frozenset(("staat", "stond", "staan", "valt"))  # ", staat in een brief"
_ANSWER = frozenset(("is", "was", "luidt", "klinkt"))  # ", is het antwoord van X"
_BEGINS_REFERENCE = frozenset(("dat", "dit", "zo", "deze", "die", "met"))  # "Dat zegt X."
_BEGINS_CLAUSE = frozenset(("maar", "terwijl", "en"))
_PLURAL = frozenset(("de", "een", "veel", "sommige", "enkele"))
_LIKE_A_VERB = ("t", "de", "te", "en")
_NO_VERBS = frozenset(
    (
        "dat",
        "dit",
        "eerste",
        "grootste",
        "beste",
        "laatste",
        "het",
        "iets",
        "juist",
        "direct",
        "meest",
        "minst",
    )
)
_SHORTEST_VERB = 4
_NEAR = 16  # words from the start of a clause to its cue verb, for its subject to be sure
_MOST_WORDS = 60  # of a clause
_MOST_WORDS_OF_A_DATELINE = 8
_MOST_WORDS_TO_A_NAME = 12
_MOST_WORDS_OF_AN_UNNAMED = 5


class _Tail(NamedTuple):
    """The words after a span: the first one that could be a verb, and whether the span ended before it.

    A comma, dash, question or exclamation mark ends it: "…", zei X. "…?" vroeg X.
    """

    at: int
    is_ended: bool


class Cues:
    """The cues of one text."""

    def __init__(self, words: Words, people: People) -> None:
        self._words = words
        self._people = people
        self._voices = Voices(words, people)
        self._small = frozenset(word for word in words.words if word.islower())

    def after(self, first: int, last: int) -> Voice | None:
        """Return the voice of a cue directly after a span: ``, zei X``."""
        tail = self._tail(first, last)
        if tail.at >= last or not self._words.words[tail.at].islower():
            return self.signature(tail.at, last)
        small, following = self._words.small[tail.at], tail.at + 1
        if small in SOURCES:
            return self.source(following, last) or (NOBODY if tail.is_ended else None)
        if tail.is_ended and small in _DOCUMENT:
            return self._name_after(following, last, ("van",), "high")
        if tail.is_ended and small in _ANSWER:
            return self._name_after(following, last, ("van", "bij", "uit"), "mid")
        return self._verb_after(tail, last)

    def signature(self, first: int, last: int) -> Voice | None:
        """Return the voice of a name with its role and nothing else: ``“…” Tom Smit, kolonel``."""
        subject = subject_at(self._words, first, last) if first < last else None
        is_all = (
            subject is not None and subject.kind == "person" and subject.role and subject.last >= last - 1
        )
        return self._voices.of(subject) if subject is not None and is_all else None

    def at_end(self, first: int, last: int) -> Voice | None:
        """Return the voice of a cue at the end of the sentence of a span: ``… “…” in de haven, zegt X``."""
        for at in range(max(first + 1, last - _MOST_WORDS), last - 1):
            if self._words.small[at] in SOURCES:
                return self.source(at + 1, last)
            voice = self._after_comma(at, last, "high")
            if voice is not None:
                return voice
        return None

    def before(self, first: int, last: int, *, is_heading: bool) -> Voice | None:
        """Return the voice of the words before a span in its sentence."""
        words = self._words
        first = max(first, last - _MOST_WORDS)
        if first >= last:
            return None
        has_colon = words.words[last - 1] == ":"
        named = self._name_and_colon(first, last - 1, is_heading=is_heading) if has_colon else None
        if named is not None:
            return named._replace(is_beside=True)
        voice = self.clause(first, last, has_span=True)
        if voice is not None and has_colon and is_work(words.small[last - 2]):
            return voice._replace(confidence="low")  # "met een foto en de tekst: “…”"
        return voice

    def reference(self, first: int, last: int) -> Voice | None:
        """Return the voice of a sentence about the words before it: "Dat zegt X", "Aldus X"."""
        small = self._words.small
        if last - first < 2:
            return None
        if small[first] in SOURCES and small[first] != "volgens":
            return self.source(first + 1, last)
        if small[first : first + 4] == ["aan", "het", "woord", "is"]:
            subject = subject_at(self._words, first + 4, last)
            return self._voices.of(subject) if subject is not None and speaks(subject) else None
        if small[first] not in _BEGINS_REFERENCE:
            return None
        for at in range(first + 1, min(first + 4, last)):
            if small[at] in lexicon().verbs:
                subject = subject_at(self._words, at + 1, last, after_verb=True)
                is_thing = subject is None or subject.kind == "thing"
                return None if is_thing or subject is None else self._voices.of_verb(subject, small[at], last)
        return None

    def clause(self, first: int, last: int, *, has_span: bool) -> Voice | None:
        """Return who speaks in a stretch of words: after "volgens", with a cue verb, or as its subject.

        ``has_span`` where a span follows in the same sentence.
        """
        last = min(last, first + _MOST_WORDS)
        sure: Confidence = "high" if has_span else "mid"
        for at in range(last - 1, first - 1, -1):
            heard = self.source(at + 1, last, sure) if self._words.small[at] in SOURCES else None
            if heard is not None:
                return (self._said_by_another(at, last) if has_span else None) or heard
        for at in range(last - 2, first, -1):
            voice = self._after_comma(at, last, sure)
            if voice is not None:
                return voice
        other = self._subordinate(first, last) if has_span else self._coordinate(first, last)
        return other or self._main_clause(first, last, has_span=has_span)

    def _said_by_another(self, at: int, last: int) -> Voice | None:
        """Return the subject of a cue verb after a source: "Volgens de krant zei X “…”"."""
        for number in range(at + 2, last - 1):
            if lexicon().verbs.get(self._words.small[number]) == "say":
                subject = subject_at(self._words, number + 1, last, after_verb=True)
                if subject is not None and subject.kind in ("person", "name"):
                    return self._voices.of_verb(subject, self._words.small[number], last)
        return None

    def source(self, at: int, last: int, confidence: Confidence = "high") -> Voice | None:
        """Return the voice after "volgens" or "aldus"."""
        small = self._words.small
        if at < last and small[at] == "hem":
            return self._voices.of(Subject("he", at, at + 1))
        if at < last and small[at] == "haar" and not (at + 1 < last and role_head(small[at + 1])):
            return self._voices.of(Subject("she", at, at + 1))
        subject = subject_at(self._words, at, last, after_verb=True)
        return None if subject is None or subject.kind == "thing" else self._voices.of(subject, confidence)

    def _tail(self, first: int, last: int) -> _Tail:
        words, small = self._words.words, self._words.small
        at = first
        while at < last and words[at] in ",.-–—":
            at += 1
        is_ended = any(sign in ",-–—" for sign in words[first:at]) or (first > 1 and words[first - 2] in "?!")
        if at + 1 < last and words[at] in ("zo", "dus", "dan"):
            at += 1
        return _Tail(at, is_ended and (at >= last or small[at] != "."))

    def _verb_after(self, tail: _Tail, last: int) -> Voice | None:
        """Return the voice of a verb after a span; after a comma any word that looks like a verb can be one."""
        words, small = self._words, self._words.small
        word, following = small[tail.at], tail.at + 1
        kind = lexicon().verbs.get(word)
        if kind == "participle" or (kind == "aux" and not reports(words, following, last)):
            kind = None
        if kind is None and not (tail.is_ended and _looks_like_a_verb(word)):
            return None
        subject = subject_at(words, following, last, after_verb=True)
        if subject is None:
            return None
        if subject.kind == "thing":  # "zeggen de briefschrijvers"
            return NOBODY if kind == "say" and tail.is_ended and small[following] in _PLURAL else None
        if not tail.is_ended and (kind != "say" or subject.kind in ("role", "nobody")):
            return None
        if kind is None and subject.kind not in ("he", "she", "person", "name"):
            return None
        return self._voices.of_verb(subject, word, last)

    def _name_after(
        self, at: int, last: int, prepositions: tuple[str, ...], confidence: Confidence
    ) -> Voice | None:
        """Return the voice of the name after "van": ", staat in een brief van X", ", is het antwoord van X"."""
        for number in range(at, min(last, at + _MOST_WORDS_TO_A_NAME)):
            if self._words.small[number] in prepositions:
                subject = subject_at(self._words, number + 1, last)
                if subject is not None and (subject.name or (confidence == "mid" and speaks(subject))):
                    return self._voices.of(subject, confidence)
        return None

    def _after_comma(self, at: int, last: int, confidence: Confidence) -> Voice | None:
        """Return the voice of a cue verb after a comma: "…, vindt ook X", "…, zo meent X"."""
        words, small = self._words.words, self._words.small
        before = at - 2 if small[at - 1] == "zo" else at - 1
        if words[before] != "," or lexicon().verbs.get(small[at]) not in ("say", "think"):
            return None
        subject = subject_at(self._words, at + 1, last, after_verb=True)
        return (
            self._voices.of_verb(subject, small[at], last, confidence)
            if subject and speaks(subject)
            else None
        )

    def _name_and_colon(self, first: int, colon: int, *, is_heading: bool) -> Voice | None:
        """Return the voice of ``NAME: “…”``: only a name, a role and a place come before the colon."""
        words = self._words
        at = next((at for at in range(first, colon) if words.words[at][0].isalpha()), colon)
        subject = subject_at(words, at, colon) if at < colon else None
        if subject is None or not speaks(subject) or not self._is_all(subject, colon):
            return None
        if subject.kind not in ("name", "body") or self._is_speaker(subject):
            return self._voices.of(subject)
        if subject.name is None:
            return None
        if is_heading or self._is_label(subject.name):
            return NOBODY  # a topic
        return self._voices.of(subject, "mid")

    def _is_all(self, subject: Subject, colon: int) -> bool:
        """Return whether only a place or an addition comes between a subject and the colon."""
        rest = [word for word in self._words.small[subject.last : colon] if word[0].isalpha()]
        if not rest:
            return True
        if any(word in lexicon().verbs for word in rest):
            return False
        return self._words.words[subject.last] in ",(" or rest[0] in lexicon().words["preposition"]

    def _is_speaker(self, subject: Subject) -> bool:
        """Return whether a name is known to be one that speaks: a person, a body, the subject of a cue verb."""
        name = subject.name
        if name is None:
            return False
        if subject.kind == "body" and (name in lexicon().words["one"] or is_acronym(name)):
            return True
        has_noun = subject.kind == "body" and any(map(body_head, name.lower().split()))
        return has_noun or self._people.registry.is_known(name)

    def _is_label(self, name: str) -> bool:
        """Return whether a word before a colon is no name: "Motto", or it has a small letter elsewhere."""
        small = name.lower()
        lists = lexicon().words
        return small in lists["label"] or small.endswith(tuple(lists["label_end"])) or small in self._small

    def _main_clause(self, first: int, last: int, *, has_span: bool) -> Voice | None:
        """Return the subject of a clause: before its cue verb, after it, or without one."""
        words, small = self._words, self._words.small
        begin = self._begin(first, last)
        front = self._front(begin, last)
        is_thing = front is not None and front.kind == "thing"
        subject = None if is_thing else front
        for at in range(subject.last if subject else begin, last):
            kind = lexicon().verbs.get(small[at])
            if kind in (None, "participle") or not words.words[at].islower():
                continue
            if kind == "aux" and not reports(words, at + 1, last):
                continue
            confidence: Confidence = "high" if has_span and kind == "say" and at - begin < _NEAR else "mid"
            if subject is not None:
                is_plural = (
                    subject.kind == "name" and small[at].endswith("en") and not self._is_speaker(subject)
                )
                return NOBODY if is_plural else self._voices.of_verb(subject, small[at], last, confidence)
            inverted = subject_at(words, at + 1, last, after_verb=True)
            if inverted is not None and speaks(inverted):
                return self._voices.of_verb(inverted, small[at], last, confidence)
            if (is_thing and kind == "say") or (at - begin in (1, 2) and self._can_be_front(begin)):
                written = words.slice(begin, at) if at - begin <= _MOST_WORDS_OF_AN_UNNAMED else None
                return NOBODY._replace(written=written)  # "Veel mensen zeiden"
        return self._subject_without_cue(subject, begin, last)

    def _subject_without_cue(self, subject: Subject | None, begin: int, last: int) -> Voice | None:
        """Return the subject of a clause without a cue verb: "Voorzitter X is blij", else a person in it."""
        if subject is not None and (subject.kind not in ("name", "body") or self._is_speaker(subject)):
            voice = self._voices.of(subject, "mid", has_cue=False)
            return voice._replace(confidence="low") if subject.kind in ("role", "body") else voice
        name = self._people.subject_in(begin, last)
        if name is not None:
            return Voice(name, None, self._people.role_of(name), "low")
        pronoun = next((at for at in range(begin, last) if self._words.small[at] == "hij"), None)
        if pronoun is None:
            return None
        return self._voices.of(Subject("he", pronoun, pronoun + 1), has_cue=False)

    def _begin(self, first: int, last: int) -> int:
        """Return the first word of a clause after a dateline ("DEN HAAG (ANP) -") and a word such as "Ook"."""
        words = self._words.words
        begin = first
        for at in range(first, min(first + _MOST_WORDS_OF_A_DATELINE, last)):
            if words[at] in "-–—" and at > first:
                begin = at + 1
                break
            if not (words[at] in "()/," or words[at][0].isupper()):
                break
        focus = lexicon().words["focus"]
        while begin < last and (self._words.small[begin] in focus or not words[begin][0].isalpha()):
            begin += 1
        return begin

    def _front(self, at: int, last: int) -> Subject | None:
        """Return the subject that a clause begins with."""
        if at >= last:
            return None
        small = self._words.small[at]
        lists = lexicon().words
        if small in lexicon().verbs or any(
            small in lists[name] for name in ("preposition", "conjunction", "adverb")
        ):
            return None
        return subject_at(self._words, at, last)

    def _can_be_front(self, at: int) -> bool:
        lists = lexicon().words
        small = self._words.small[at]
        classes = ("preposition", "conjunction", "adverb", "article", "nobody", "thing")
        return not any(small in lists[name] for name in classes)

    def _subordinate(self, first: int, last: int) -> Voice | None:
        """Return the subject of the last cue verb after a conjunction: "…, hoewel X het noemt"."""
        words, small = self._words, self._words.small
        verb = next(
            (at for at in range(last - 1, first, -1) if lexicon().verbs.get(small[at]) == "say"), first
        )
        conjunctions = lexicon().words["conjunction"] - {"als", "die", "wat", "wie", "dat"}
        begin = next((at for at in range(verb - 1, first, -1) if small[at] in conjunctions), None)
        if begin is None:
            return None
        subject = subject_at(words, begin + 1, verb)
        if subject is None or subject.kind not in ("person", "name", "he", "she"):
            return None
        return self._voices.of_verb(subject, small[verb], last)

    def _coordinate(self, first: int, last: int) -> Voice | None:
        """Return the subject of a second clause: "De bond zwijgt, maar voorzitter X vindt het te laat"."""
        for at in range(last - 3, first, -1):
            if self._words.small[at] not in _BEGINS_CLAUSE:
                continue
            subject = subject_at(self._words, at + 1, last)
            if subject is not None and subject.kind == "person":
                following = self._words.small[min(subject.last, last - 1)]
                if following in lexicon().verbs:
                    return self._voices.of(subject, "mid")
        return None


def _looks_like_a_verb(word: str) -> bool:
    lists = lexicon().words
    if len(word) < _SHORTEST_VERB or word in _NO_VERBS or not word.endswith(_LIKE_A_VERB):
        return False
    return not any(word in lists[name] for name in ("adverb", "conjunction", "preposition"))
