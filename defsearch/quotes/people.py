"""The people of a release: every name and role that it mentions, and whom "hij" or "de minister" stands for.

Which names are people's and which is fuller than which is a matter of the whole release. Not here: the shape of a name
(``names``), articles and pronouns (``subjects``).
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from defsearch.quotes.lexicon import body_head, lexicon, role_head
from defsearch.quotes.names import is_acronym, is_capital, is_like_a_body
from defsearch.quotes.subjects import speaks, subject_at
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from defsearch.quotes.spans import Frame, Words
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


_MOST_HOLDERS = 20  # of one role that are compared
_MOST_AFTER = 3  # mentions after a pronoun that nothing comes before
_MOST_MENTIONS_BACK = 12  # that a pronoun is looked for


class Mention(NamedTuple):
    """A place that names a person, or a role without a name: ``name`` is the fullest name, None where there is none.

    ``is_subject`` is False after a preposition: "met minister Jansen". ``is_body`` where it is hardly a person.
    """

    first: int
    name: str | None
    sentence: int
    is_subject: bool
    is_body: bool


class Holder(NamedTuple):
    """A person with a role: its words in small letters, and the first word of the mention."""

    name: str
    role: str
    first: int


class People:
    """The people of a release and where it mentions them."""

    def __init__(self, frame: Frame, title: Frame) -> None:
        found = find_subjects(frame)
        subjects = [one.subject for one in found]
        self._words = frame.words
        self.registry = Registry(subjects, [one.subject for one in find_subjects(title)], frame.words)
        self.mentions: list[Mention] = []
        self._holders: dict[str, list[Holder]] = {}  # noun -> who has that role, in order
        self._roles: dict[str, str] = {}
        self._without_role: list[str] | None = None
        self._unnamed = {
            subject.noun for subject in subjects if subject.is_indefinite and subject.name is None
        }
        for subject, sentence in found:
            self._mention(subject, sentence)
        self._starts = [mention.first for mention in self.mentions]

    def as_name(self, subject: Subject, words: Words) -> Subject:
        """Return a subject as a name where its noun is a surname here: "Prins", of Winnie Prins."""
        word = words.words[subject.last - 1]
        if subject.kind != "role" or subject.last - subject.first > 1 or not is_capital(word):
            return subject
        return (
            subject._replace(kind="name", name=word, role=None) if self.registry.is_known(word) else subject
        )

    def role_of(self, name: str) -> str | None:
        """Return the first role that the release gives a person, or the first with a department."""
        return self._roles.get(name)

    def holder(self, noun: str, role: str, at: int) -> tuple[str | None, bool]:
        """Return who "de minister" is at the word ``at``, and whether nobody else can be meant.

        Where no minister is named, it is the only person without a role, if there is one.
        """
        name, is_sure = self._named_holder(noun, role, at)
        return (name, is_sure) if name is not None else (self._only_person(noun), True)

    def pronoun(self, gender: str, at: int) -> tuple[str | None, bool]:
        """Return whom a pronoun at the word ``at`` stands for, and whether the name is near: the subject before it."""
        number = bisect_left(self._starts, at)
        passed: Mention | None = None
        for mention in reversed(self.mentions[max(0, number - _MOST_MENTIONS_BACK) : number]):
            if not _can_be(mention, gender):
                continue
            if passed is not None and mention.sentence < passed.sentence - 1:
                break
            if mention.is_subject and self._is_first_subject(mention, gender):
                return mention.name, True
            passed = passed or mention
        if passed is None and not number:  # nobody is named before: "“…”, zei zij. Kapitein Els Bos kreeg …"
            following = next(
                (one for one in self.mentions[:_MOST_AFTER] if one.name and _can_be(one, gender)), None
            )
            return (following.name, True) if following else (None, False)
        return (passed.name, False) if passed else (None, False)

    def subject_in(self, first: int, last: int) -> str | None:
        """Return the first person that is named between two words, a subject if there is one."""
        inside = self.mentions[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
        return next((mention for mention in inside if mention.is_subject), inside[0]).name if inside else None

    def _named_holder(self, noun: str, role: str, at: int) -> tuple[str | None, bool]:
        gender = _gender_of_role(noun)
        holders = [
            holder
            for one in (noun, *lexicon().aliases.get(noun, ()))
            for holder in self._holders_before(one, at)
            if gender == "x" or gender_of(holder.name) in (gender, "x")
        ]
        if not holders:
            return None, False
        small = role.lower()
        exact = (
            [holder for holder in holders if f" {holder.role}".endswith(f" {small}")] if " " in small else []
        )
        names = {holder.name for holder in exact or holders}
        before = [holder.name for holder in holders if holder.first < at]
        is_sure = len(names) == 1 and (bool(before) or lexicon().roles.get(noun) == "office")
        return (before[-1] if before else holders[0].name), is_sure

    def _holders_before(self, noun: str, at: int) -> list[Holder]:
        """Return the last holders of a role that are named before a word, and the first one after it."""
        holders = self._holders.get(noun, [])
        number = bisect_left(holders, at, key=attrgetter("first"))
        return holders[max(0, number - _MOST_HOLDERS) : number + 1]

    def _only_person(self, noun: str) -> str | None:
        """Return the only person without a role, unless somebody without a name has this one: "een voorzitter"."""
        if lexicon().roles.get(noun) != "office" or noun in self._unnamed:
            return None
        if self._without_role is None:
            names = dict.fromkeys(mention.name for mention in self.mentions if mention.name is not None)
            self._without_role = [
                name
                for name in names
                if name not in self._roles and self.registry.is_known(name) and not is_like_a_body(name)
            ]
        gender = _gender_of_role(noun)
        left = [
            name
            for name in self._without_role[:_MOST_HOLDERS]
            if gender == "x" or gender_of(name) in (gender, "x")
        ]
        return left[0] if len(left) == 1 else None

    def _is_first_subject(self, mention: Mention, gender: str) -> bool:
        number = bisect_left(self._starts, mention.first)
        for before in reversed(self.mentions[max(0, number - _MOST_MENTIONS_BACK) : number]):
            if before.sentence != mention.sentence:
                break
            if before.is_subject and _can_be(before, gender):
                return False
        return True

    def _mention(self, subject: Subject, sentence: int) -> None:
        subject = self.as_name(subject, self._words)
        name = None
        if subject.name is not None:
            if subject.kind != "person" and not (
                self.registry.is_known(subject.name) or subject.name in self.registry.likely
            ):
                return
            name = self.registry.fullest(subject.name)
        elif subject.noun is not None and not subject.is_indefinite:
            name, _ = self._named_holder(subject.noun, subject.role or "", subject.first)
        is_body = subject.kind != "person" and name is not None and is_like_a_body(name)
        self.mentions.append(
            Mention(subject.first, name, sentence, self._is_subject(subject, sentence), is_body)
        )
        if name and subject.name and subject.noun and subject.role:
            self._holders.setdefault(subject.noun, []).append(
                Holder(name, subject.role.lower(), subject.first)
            )
            known = self._roles.setdefault(name, subject.role)
            if " van " in subject.role and " van " not in known:
                self._roles[name] = subject.role

    def _is_subject(self, subject: Subject, sentence: int) -> bool:
        small = self._words.small
        before = small[subject.first - 1] if subject.first else ""
        if before in lexicon().words["article"] and subject.first > 1:
            before = small[subject.first - 2]
        if before == "en" and self.mentions and self.mentions[-1].sentence == sentence:
            return self.mentions[-1].is_subject
        return before not in lexicon().words["preposition"]


def gender_of(name: str) -> str:
    """Return m, f or x (not known) by the first name."""
    first = name.split()[0]
    genders = lexicon().genders
    return genders.get(first) or genders.get(first.partition("-")[0], "x")


def _gender_of_role(noun: str) -> str:
    """Return m, f or x by the end of a noun: bewindsvrouw, woordvoerster."""
    if noun.endswith(("vrouw", "ster", "trice")) and noun != "minister":
        return "f"
    return "m" if noun.endswith("man") else "x"


def _can_be(mention: Mention, gender: str) -> bool:
    if mention.name is None:
        return True
    return not mention.is_body and (gender == "x" or gender_of(mention.name) in (gender, "x"))
