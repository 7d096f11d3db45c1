"""Dutch spelling at the seam of a word and its ending: pure rules on folded text, no dictionary.

A closed syllable writes a long vowel twice and an open one once (``boot``, ``bo-ten``), a short vowel doubles the
consonant behind it (``bom``, ``bom-men``), and v and z stand only before a vowel (``brief``, ``brie-ven``; ``huis``,
``hui-zen``). Spelling alone cannot tell which of two readings is the word (``bomen``: ``boom`` or ``bom``), so the
functions give every candidate, the likelier first, and the caller asks the dictionary.
"""

from __future__ import annotations

VOWELS = "aeiouy"
_DOUBLED = "aeou"  # the vowels that are written twice in a closed syllable; a long i is written ie
_TO_VOICELESS = {"v": "f", "z": "s"}
_TO_VOICED = {"f": "v", "s": "z"}

_OTHER_PLURALS = (("e", "en"), ("us", "i"), ("um", "a"), ("heid", "heden"), ("man", "lieden"), ("man", "lui"))
_OTHER_PLURALS_OF = tuple(ending for ending, _ in _OTHER_PLURALS)
_ADJECTIVE_ENDINGS = frozenset({"e", "en", "s", "er", "ere", "ers", "eren"})
_SUPERLATIVE_ENDINGS = frozenset({"st", "ste", "sten", "t", "te", "der", "dere", "ders", "deren"})


def closed_forms(base: str) -> tuple[str, ...]:
    """The words that ``base`` can stand for, cut off before an ending with a vowel.

    >>> closed_forms("bom"), closed_forms("bomm"), closed_forms("briev")
    (('boom', 'bom'), ('bom',), ('brief',))
    """
    if len(base) < 2:
        return ()
    if base[-1] in VOWELS:
        return (base,)
    if base[-1] == base[-2]:
        return (base[:-1],)
    last = _TO_VOICELESS.get(base[-1], base[-1])
    short = base[:-1] + last
    if base[-2] in _DOUBLED and (len(base) == 2 or base[-3] not in VOWELS):
        return (base[:-1] + base[-2] + last, short)
    return (short,)


def open_forms(word: str) -> tuple[str, ...]:
    """What can be left of ``word`` before an ending with a vowel: `closed_forms` the other way round.

    >>> open_forms("boot"), open_forms("brief"), open_forms("bom")
    (('bot', 'boot'), ('briev', 'brief'), ('bomm', 'bom'))
    """
    if len(word) < 2 or word[-1] in VOWELS:
        return (word,)
    last = word[-1]
    voiced = (word[:-1] + _TO_VOICED[last],) if last in _TO_VOICED else ()
    if word[-2] not in VOWELS:
        return (*voiced, word)
    if len(word) > 2 and word[-3] in VOWELS:
        if word[-3] == word[-2] and word[-2] in _DOUBLED:
            short = word[:-2]
            return (*(short + end for end in (_TO_VOICED.get(last), last) if end), word)
        return (*voiced, word)
    return (word + last, *voiced, word)


def plurals(noun: str) -> tuple[str, ...]:
    """The ways in which ``noun`` can make a plural, regular or learned; plurals with another vowel are not here."""
    forms = [noun + "s", *(base + "en" for base in open_forms(noun))]
    if noun.endswith(_OTHER_PLURALS_OF):
        forms += [noun.removesuffix(end) + plural for end, plural in _OTHER_PLURALS if noun.endswith(end)]
    return tuple(forms)


def is_inflection(form: str, word: str) -> bool:
    """Whether ``form`` is regularly made of the noun or adjective ``word``: plural, -e, degree or diminutive."""
    if form.startswith(word):
        ending = form[len(word) :]
        if ending in _ADJECTIVE_ENDINGS or ending in _SUPERLATIVE_ENDINGS:
            return True
    if is_diminutive(form) or form in plurals(word):
        return True
    return any(form.startswith(base) and form[len(base) :] in _ADJECTIVE_ENDINGS for base in open_forms(word))


def is_diminutive(form: str) -> bool:
    """Whether ``form`` ends like a diminutive, singular or plural."""
    return form.endswith(("je", "jes"))


def diminutive_bases(form: str) -> tuple[str, ...]:
    """What a diminutive can be made of: ``huisje`` huis, ``boompje`` boom, ``vlaggetje`` vlag, ``koninkje`` koning.

    Plain -je follows only b, d, f, g, k, p, s, t and x: ``spanje`` is not a small ``span``.
    """
    stem = form.removesuffix("s").removesuffix("je")
    if len(stem) < 3:
        return ()
    bases = [stem] if stem[-1] in "bdfghkpstx" else []
    if stem.endswith("et"):
        bases += closed_forms(stem[:-2])
    if stem.endswith(("mp", "t")):
        bases.append(stem[:-1])
    if stem.endswith("nk"):
        bases.append(stem[:-1] + "g")
    if stem[-1] == "t" and stem[-2] == stem[-3] and stem[-2] in _DOUBLED:
        bases.append(stem[:-2])  # autootje, fotootje: the last vowel is doubled before -tje
    return tuple(bases)


def first_persons(infinitive: str) -> tuple[str, ...]:
    """The candidates for the first person of a verb, the likelier first (``lopen``: loop, ``oefenen``: oefen).

    Empty if ``infinitive`` does not end like one.
    """
    if infinitive.endswith("aan"):
        return (infinitive[:-2],)
    if infinitive.endswith(("ien", "oen")):
        return (infinitive[:-1],)
    if not infinitive.endswith("en"):
        return ()
    forms = closed_forms(infinitive[:-2])
    # An e before l, m or n is mostly unstressed there and stays single: handelen, ademen, oefenen.
    return forms[::-1] if infinitive.endswith(("elen", "emen", "enen")) else forms
