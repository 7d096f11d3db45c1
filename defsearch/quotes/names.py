"""Names by their shape: where one begins and ends, with first names, initials and tussenvoegsels.

Not here: articles, roles and pronouns (``subjects``), which fuller name a surname stands for (``people``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.quotes.lexicon import body_head, lexicon, role_head
from defsearch.quotes.spans import BLANK

if TYPE_CHECKING:
    from defsearch.quotes.spans import Words

_MOST_PARTICLES = 3
_MOST_INITIALS = 3
_MOST_WORDS_OF_A_DEPARTMENT = 6
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+|[A-Z]{1,2}")
_ADJECTIVE = re.compile(r".+se")  # Finse, Haagse
_BEFORE_A_PLACE = (["van"], ["van", "de"], ["van", "het"])
_JOINS_A_BODY = frozenset(("voor", "van", "en", "der", "de", "het", "&", "of"))


def is_capital(word: str) -> bool:
    """Return whether a word begins with a capital, also after d' and l'."""
    return word[0].isupper() or (len(word) > 2 and word[1] in "'’" and word[0] in "dl" and word[2].isupper())


def is_acronym(word: str) -> bool:
    """Return whether a word is written in capitals: NAVO, EOD, VNO-NCW."""
    return len(word) > 1 and word.isupper() and word.isascii()


def is_first_name(word: str) -> bool:
    """Return whether a word is a known first name, or begins with one: Jan-Peter."""
    genders = lexicon().genders
    return word in genders or word.partition("-")[0] in genders


def has_first_name(words: Words, at: int, end: int) -> bool:
    """Return whether a name of several words begins with a first name or an initial."""
    return end - at > 1 and (is_first_name(words.words[at]) or words.words[at][-1] == ".")


def is_like_a_body(name: str) -> bool:
    """Return whether a name is hardly a person's: NAVO, ProRail, Vakbond voor Militairen, Nederland."""
    lists = lexicon().words
    return any(
        is_acronym(word)
        or _has_capital_inside(word)
        or any(map(str.isdigit, word))
        or body_head(word.lower()) is not None
        or word.lower() in lists["one"]
        or word.lower() in lists["place"]
        for word in name.split()
    )


def _has_capital_inside(word: str) -> bool:
    return any(map(str.isupper, word[1:])) and "-" not in word and "'" not in word


def is_demonym(words: Words, at: int) -> bool:
    """Return whether the word is an adjective of a place: "Finse minister", "Kamper burgemeester"."""
    word = words.words[at]
    if at + 1 >= len(words.words):
        return False
    following, small = words.words[at + 1], words.small[at + 1]
    has_role = role_head(small) is not None
    if has_role and following.islower() and word not in lexicon().genders and not is_acronym(word):
        return True
    if not (_ADJECTIVE.fullmatch(word) or word in lexicon().words["demonym"]) or small in lexicon().verbs:
        return False
    return following[0].islower() or has_role


def name_end(words: Words, at: int, stop: int, *, has_role: bool = False) -> int:
    """Return where the name that begins with the word ``at`` ends; ``at`` itself if none does.

    One set of tussenvoegsels belongs to a name, after first names and initials: "Ruud van Dalen van Defensie" ends
    after Dalen, "Sjors Smit van Vijfhuizen" after Smit, and after a role "burgemeester Smit van Vijfhuizen" too.
    """
    texts, small = words.words, words.small
    particles = lexicon().words["particle"]
    end = at
    can_go_on = True  # with tussenvoegsels: only first names and initials so far, or one word
    if small[at] in particles and is_capital(texts[at]):  # De Boer
        end = _past_particles(words, at, stop)
        if end >= stop or end == at or not is_capital(texts[end]) or is_demonym(words, end):
            return at
        end += 1
        can_go_on = False
    while end < stop:
        word = texts[end]
        if (can_go_on and _is_initial(word, end - at)) or (is_capital(word) and not is_demonym(words, end)):
            if small[end] in particles and end + 1 < stop and is_capital(texts[end + 1]):
                can_go_on = False
            elif word[-1] != "." and not is_first_name(word):
                can_go_on = can_go_on and end == at
            end += 1
            continue
        if end > at and texts[end - 1].rpartition("-")[2] in particles and small[end] in particles:
            can_go_on = True  # Dwarshuis-van de Beek
        past = _surname_at(words, at, end, stop, has_role=has_role) if can_go_on and end > at else end
        if past == end:
            break
        end = past
        can_go_on = False
    return end


def _is_initial(word: str, number: int) -> bool:
    return (
        _INITIALS.fullmatch(word) is not None and (word[-1] == "." or number > 0) and number < _MOST_INITIALS
    )


def _surname_at(words: Words, at: int, end: int, stop: int, *, has_role: bool) -> int:
    """Return where the surname with tussenvoegsels at ``end`` ends, after the first names from ``at``; or ``end``."""
    texts, small = words.words, words.small
    wide = lexicon().words["wide_particle"]
    if not (
        small[end] in lexicon().words["particle"] or (small[end] in wide and texts[at] in lexicon().genders)
    ):
        return end
    past = _past_particles(words, end, stop)
    if not end < past < stop or not is_capital(texts[past]):
        return end
    if (
        has_role
        and end - at == 1
        and small[end:past] in _BEFORE_A_PLACE
        and texts[at] not in lexicon().genders
    ):
        # "kolonel Smit van de Luchtmacht", but "burgemeester Gerdo van Smit van Vijfhuizen"
        goes_on = past + 2 < stop and small[past + 1] == "van" and is_capital(texts[past + 2])
        if not goes_on and texts[past] not in words.surnames:
            return end
    if is_demonym(words, past) or department_end(words, past) > past:
        return end
    return past + 1


def _past_particles(words: Words, at: int, stop: int) -> int:
    particles = lexicon().words["particle"]
    end = at
    if (
        words.small[at] in lexicon().words["wide_particle"]
        and at + 1 < stop
        and words.small[at + 1] in particles
    ):
        end += 1
    while end < stop and end - at < _MOST_PARTICLES and words.small[end] in particles:
        end += 1
    return end


def department_end(words: Words, at: int) -> int:
    """Return where the name of a department ("Buitenlandse Zaken") ends; ``at`` itself if there is none."""
    if not words.words[at][0].isupper():
        return at
    known = lexicon().words["department"]
    end = at
    phrase = ""
    for number in range(at, min(at + _MOST_WORDS_OF_A_DEPARTMENT, len(words.words))):
        phrase += words.small[number] if words.small[number] == "," else f" {words.small[number]}"
        if phrase.strip() in known:
            end = number + 1
    return end


def body_end(words: Words, at: int, stop: int) -> int:
    """Return where the name of a body ends: capitals, joined by "voor", "van", "der" before another capital."""
    texts, small = words.words, words.small
    end = at
    while end < stop:
        if is_capital(texts[end]) and texts[end][0] != BLANK:
            end += 1
            if end + 1 < stop and texts[end] in lexicon().genders and is_capital(texts[end + 1]):
                break  # "van Mijnbouw Hans Vijlbrief"
            continue
        past = end
        while past < stop and past - end < 2 and small[past] in _JOINS_A_BODY:
            past += 1
        if not at < end < past < stop or not is_capital(texts[past]) or small[end] == "en":
            break
        end = past
    return end
