"""The people of a release: where it mentions them, their roles, and whom "hij" or "de minister" stands for.

Not here: which names are people's and which is the fullest (``registry``).
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from defsearch.quotes.lexicon import lexicon
from defsearch.quotes.names import is_capital, is_like_a_body
from defsearch.quotes.registry import Registry, find_subjects
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.quotes.frame import Frame, Words
    from defsearch.quotes.subjects import Subject

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
