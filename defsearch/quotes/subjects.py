"""Subjects: the name, role or pronoun that a cue verb belongs to, read from the words at one place.

A subject is read from left to right: an article, adjectives, a noun for a role, "van" and a body or department, then
the name: "de Finse minister van Buitenlandse Zaken Anna van der Meer". What ends it first, ends it.

Not here: whom a role or pronoun stands for (``people``), who says what (``cues``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from defsearch.quotes.lexicon import body_head, lexicon, role_head
from defsearch.quotes.names import (
    body_end,
    department_end,
    has_first_name,
    is_acronym,
    is_capital,
    is_demonym,
    name_end,
)
from defsearch.quotes.spans import BLANK
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.quotes.spans import Words

Kind: TypeAlias = Literal["person", "body", "name", "he", "she", "any", "role", "nobody", "thing"]

_MOST_WORDS = 16
_MOST_WORDS_OF_A_PHRASE = 6  # after "van", up to the name
_MOST_WORDS_TO_A_ROLE = 3  # after a name and a comma
_INDEFINITE = frozenset(("een", "'n", "ene", "één"))
_DEFINITE = frozenset(("de", "het", "der", "des"))
_JOINS_A_ROLE = _DEFINITE | {
    "ter",
    "te",
    "van",
    "voor",
    "bij",
    "uit",
    "namens",
    "en",
    "een",
    "zijn",
    "haar",
    "onze",
}
# Bodies that are not known by their place alone: "gemeente Utrecht" is not Utrecht, "persbureau Interfax" is Interfax.
_NAMED_BY_PLACE = frozenset(
    ("gemeente", "provincie", "rechtbank", "hof", "gerechtshof", "universiteit", "hogeschool", "waterschap")
)
_INHABITANT = re.compile(r".+(?:aar|mer|der|ner|aan|ees|['’]er)")


class Subject(NamedTuple):
    """Who a clause is about: words ``first`` to ``last`` (not included).

    ``kind``: a ``person`` or ``body`` by its shape, a ``name`` that could be either, a pronoun (``he``, ``she``;
    ``any``: "de Rotterdammer"), a ``role`` without a name, ``nobody`` that is named ("velen"), a ``thing`` that does
    not speak. ``noun`` is the noun of the role or body; ``body`` is the body that a role belongs to
    ("een woordvoerder van Rijkswaterstaat").
    """

    kind: Kind
    first: int
    last: int
    name: str | None = None
    role: str | None = None
    noun: str | None = None
    body: str | None = None
    is_indefinite: bool = False


def speaks(subject: Subject | None) -> bool:
    """Return whether a subject is somebody that can be named."""
    return subject is not None and subject.kind not in ("thing", "nobody")


def subject_at(
    words: Words, at: int, stop: int, *, after_verb: bool = False, definite: bool = False
) -> Subject | None:
    """Return the subject that begins with the word ``at``; after a verb, adverbs may come before it.

    ``definite`` where "de" or "het" comes before it.
    """
    small = words.small
    lists = lexicon().words
    stop = min(stop, at + _MOST_WORDS)
    while after_verb and at < stop and small[at] in lists["adverb"]:
        at += 1
    if at >= stop:
        return None
    word = small[at]
    begins_phrase = word in lists["article"] and at + 1 < stop and words.words[at + 1][0].isalpha()
    if not begins_phrase:
        for kind in ("he", "she", "thing", "nobody"):
            if word in lists[kind]:
                return Subject(kind, at, at + 1)
    if word not in lists["article"]:
        return _Reader(words, at, at, stop, definite=definite).read()
    if words.words[at][0].isupper() and _is_name_with_article(words, at, stop):
        return _Reader(words, at, at, stop, definite=False).read_name(at)
    if word == "de" and _is_inhabitant(words, at + 1, stop):
        return Subject("any", at, at + 2)
    found = _Reader(words, at, at + 1, stop, definite=word in ("de", "het")).read()
    return found and found._replace(first=at, is_indefinite=word in _INDEFINITE)


def _is_name_with_article(words: Words, at: int, stop: int) -> bool:
    """Return whether "De Boer" is a name: no acronym, adjective, role or body follows the article."""
    lists = lexicon().words
    if at + 1 >= stop or words.small[at] not in lists["particle"] or not is_capital(words.words[at + 1]):
        return False
    small = words.small[at + 1]
    if small in lists["particle"]:
        return True
    is_common = role_head(small) or body_head(small) or small in lists["one"] or is_demonym(words, at + 1)
    has_body = at + 2 < stop and body_head(words.small[at + 2]) and is_capital(words.words[at + 2])
    return not (is_common or has_body or is_acronym(words.words[at + 1]))


def _is_inhabitant(words: Words, at: int, stop: int) -> bool:
    """Return whether a word is somebody from a place: "de Rotterdammer", "de VVD'er"."""
    if at >= stop or not is_capital(words.words[at]) or not _INHABITANT.fullmatch(words.words[at]):
        return False
    if role_head(words.small[at]) is not None:  # "de NS-woordvoerder"
        return False
    return not (at + 1 < stop and is_capital(words.words[at + 1]))


class _Reader:
    """Reads one subject from the word ``at`` on; ``first`` is where it begins, with its article."""

    def __init__(self, words: Words, first: int, at: int, stop: int, *, definite: bool) -> None:
        self._words = words
        self._first = first
        self._begin = at
        self._stop = stop
        self._definite = definite
        self._at = at
        self._last = at  # the word after the last one that surely belongs to the subject
        self._noun: str | None = None  # the last noun for a role
        self._group: str | None = None  # the last noun for a body
        self._group_start = at
        self._body: str | None = None
        self._goes_on = False  # after a word with a capital that is no name
        self._in_phrase = False  # after "van": its words belong to the role up to the name

    def read(self) -> Subject | None:
        """Return the subject, or None where there is none."""
        while self._at < self._stop:
            word = self._words.words[self._at]
            if is_capital(word) and word != BLANK:
                found = self._read_capital()
                if found is not None or not self._goes_on:
                    return found
            elif not word[0].isalpha():
                found = self._read_sign()
                if found is not None:
                    return found
                if word == "," and self._is_between_adjectives():
                    self._at += 1
                    continue
                is_part = word == "." and self._before() in lexicon().words["title"]
                if not (is_part or (word.isdecimal() and self._noun)):  # "dr.", "sergeant 1"
                    break
                self._at += 1
            elif self._read_small():
                self._at += 1
            else:
                break
        return self._without_name()

    def read_name(self, at: int) -> Subject | None:
        """Return the subject whose name begins at ``at``, after the words of its role."""
        words, small = self._words, self._words.small
        noun = self._noun
        end = name_end(words, at, self._stop, has_role=noun is not None)
        if end == at:
            return None
        if words.words[at] not in lexicon().genders:
            for number in range(at + 1, end - 1):
                if role_head(small[number]) and not is_acronym(words.words[number]):
                    noun, at = role_head(small[number]), number + 1  # "Tweede Kamervoorzitter Jan Bos"
        titles = lexicon().words["title"]
        has_title = at > 0 and small[at - 1] in titles
        while end - at > 1 and small[at] in titles:
            at += 1
            has_title = True
        if noun is None and not has_first_name(words, at, end):
            body = self._read_body(at)
            if body is not None:
                return body
        role = words.slice(self._begin, at) if noun else None
        name = words.slice(at, end)
        if noun is None and not has_title and not has_first_name(words, at, end):
            return Subject("name", self._begin, end, name, role, noun, self._body)
        last, role, apposition = self._after_name(end, role)
        return Subject("person", self._begin, last, name, role, noun or apposition, self._body)

    def _before(self) -> str:
        return self._words.small[self._at - 1] if self._at > self._begin else ""

    def _go_on(self, to: int, *, sure: bool = True) -> None:
        self._at = to
        if sure:
            self._last = to
        self._goes_on = True

    def _read_capital(self) -> Subject | None:
        """Read a word with a capital: a role, an adjective, the body of a role, or the name."""
        words, at = self._words, self._at
        small, before = words.small[at], self._before()
        lists = lexicon().words
        self._goes_on = False
        head = None if is_acronym(words.words[at]) else role_head(small)
        if head is not None and before not in lists["preposition"]:
            self._noun = head
            self._go_on(at + 1)
            return None
        if is_demonym(words, at):
            self._go_on(at + 1, sure=False)
            return None
        if (self._noun or self._group) and (before in lists["preposition"] or before in _DEFINITE):
            end = department_end(words, at)
            return self._read_body_of_role(at, end if end > at else body_end(words, at, self._stop))
        if self._noun and department_end(words, at) > at:  # "Commandant Landstrijdkrachten"
            return self._read_body_of_role(at, department_end(words, at))
        if body_head(before):
            return self._read_body_of_role(at - 1, max(body_end(words, at, self._stop), at + 1))
        return self.read_name(at)

    def _read_body_of_role(self, at: int, end: int) -> Subject | None:
        """Read "van Defensie", "van vakbond X": the body of a role, or the name of a body itself."""
        if self._noun is not None:
            self._body = self._body or self._words.slice(at, end)
            self._go_on(end)
            return None
        after_comma = self._body_after_comma(end) if self._definite else None
        return after_comma or _body(self._words, self._first, self._group_start, end)

    def _read_sign(self) -> Subject | None:
        """Read a comma: a name may follow it, "de nieuwe commandant, Kees Vink"."""
        following = self._at + 1
        if self._words.words[self._at] != "," or following >= self._stop:
            return None
        if self._noun and (self._definite or self._words.words[following] in lexicon().genders):
            return self._apposition(following)
        return self._body_after_comma(self._at) if self._group and not self._noun and self._definite else None

    def _is_between_adjectives(self) -> bool:
        """Return whether a comma is one of "de gedreven, zwaar gegrimeerde commandant"."""
        if (
            self._noun
            or self._group
            or not self._first < self._begin < self._at
            or self._at + 1 >= self._stop
        ):
            return False
        return (
            self._words.words[self._at + 1].islower()
            and self._words.small[self._at + 1] not in lexicon().verbs
        )

    def _read_small(self) -> bool:
        """Read a word in small letters; return whether the subject goes on after it."""
        word = self._words.small[self._at]
        lists = lexicon().words
        if word in _JOINS_A_ROLE:
            if word in lists["article"] and self._before() not in _JOINS_A_ROLE:
                return False  # "bezocht de staatssecretaris de haven"
            self._in_phrase = True
            return bool(self._noun or self._group)
        if word in lists["preposition"]:
            return False
        head = role_head(word)
        if head is not None:
            self._noun, self._last, self._in_phrase = head, self._at + 1, False
        elif body_head(word) or word in lists["one"]:
            self._read_group(word)
        elif word in lexicon().verbs or word in lists["adverb"] or word in lists["conjunction"]:
            return False
        elif self._noun and word not in lists["title"] and "." not in word:
            return self._in_phrase and self._at - self._last < _MOST_WORDS_OF_A_PHRASE
        return True

    def _read_group(self, word: str) -> None:
        one = lexicon().words["one"]
        if self._noun is None:
            if self._group is None:
                self._group_start = self._at
            self._group = body_head(word) or word
            self._last = self._at + 1
        elif self._body is None and self._before() in _JOINS_A_ROLE and word in one:
            self._body = word
            self._last = self._at + 1

    def _without_name(self) -> Subject | None:
        """Return the role or body that was read, where no name follows."""
        words = self._words
        if self._noun:
            prefix, hyphen, _ = words.words[self._last - 1].partition("-")
            body = self._body or (prefix if hyphen and is_acronym(prefix) else None)  # NS-woordvoerder
            role = words.slice(self._begin, self._last)
            return Subject("role", self._first, self._last, None, role, self._noun, body)
        if self._group:
            last = words.small[self._last - 1]
            name = last if last in lexicon().words["one"] else None
            return Subject("body", self._first, self._last, name, None, self._group)
        return Subject("thing", self._first, self._at) if self._at > self._begin > self._first else None

    def _read_body(self, at: int) -> Subject | None:
        """Read a name that contains a noun for a body or is an acronym."""
        end = body_end(self._words, at, self._stop)
        has_noun = any(body_head(self._words.small[number]) for number in range(at, end))
        return _body(self._words, at, at, end) if has_noun or is_acronym(self._words.words[at]) else None

    def _after_name(self, end: int, role: str | None) -> tuple[int, str | None, str | None]:
        """Read what follows a name: an age, a department that completes the role, or the role itself and its noun."""
        words, small, stop = self._words, self._words.small, self._stop
        if end + 2 < stop and small[end] == "(" and small[end + 2] == ")":
            end += 3
        if end + 1 < stop and small[end] == "van" and (past := department_end(words, end + 1)) > end + 1:
            if role is not None and " van " not in role:
                role = f"{role} {words.slice(end, past)}"
            return past, role, None
        if role is not None or end + 1 >= stop or small[end] != ",":
            return end, role, None
        begin = end + 1 + (small[end + 1] in lexicon().words["article"])
        for number in range(begin, min(stop, begin + _MOST_WORDS_TO_A_ROLE)):
            if not words.words[number][0].isalpha():
                break
            if noun := role_head(small[number]):
                past = next((n for n in range(number, stop) if words.words[n][0] in ",.:;(“"), stop)
                return past, words.slice(begin, past), noun
        return end, role, None

    def _apposition(self, at: int) -> Subject:
        """Read the name after a comma; the role alone where none follows."""
        words = self._words
        begin = self._first + (words.small[self._first] in lexicon().words["article"])
        role = Subject("role", self._first, self._last, None, words.slice(begin, self._last), self._noun)
        named = None
        if is_capital(words.words[at]) or role_head(words.small[at]):
            named = _Reader(words, at, at, self._stop, definite=False).read()
        if named is None:
            return role
        if named.kind == "name" and words.words[min(named.last, self._stop - 1)] in ",.:;":
            named = named._replace(kind="person", noun=self._noun)
        if named.kind != "person" or named.last >= len(words.words):
            return role
        return named._replace(first=self._first, role=named.role or role.role)

    def _body_after_comma(self, comma: int) -> Subject | None:
        """Read the name of a body after a comma: "de grootste partij van Bergen, Goed Bergen."."""
        words = self._words
        if comma + 1 >= self._stop or words.words[comma] != "," or not is_capital(words.words[comma + 1]):
            return None
        end = name_end(words, comma + 1, self._stop)
        if end == comma + 1 or (end < len(words.words) and words.words[end] not in ",.:;"):
            return None
        return Subject("body", self._first, end, words.slice(comma + 1, end), None, self._group)


def _body(words: Words, first: int, at: int, end: int) -> Subject:
    noun = next((head for number in range(at, end) if (head := body_head(words.small[number]))), None)
    if (
        end - at > 1
        and words.words[at].islower()
        and is_capital(words.words[at + 1])
        and noun not in _NAMED_BY_PLACE
    ):
        at += 1
    return Subject("body", first, end, words.slice(at, end), None, noun)
