"""The Dutch word list: simplemma's dictionary in folded spelling, and the project's own exceptions to it.

It says which lemma is written down for a form, no more. Whether that lemma is the right one, and what becomes of a form
that is not in it, is for ``lemmas`` and ``guesses``. simplemma's own lemmatizer is not used: its search for unknown
words is slow, and its guesses are not ours to mend.
"""

from __future__ import annotations

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from defsearch.dutch.exceptions import load_exceptions
from defsearch.dutch.folding import fold


def load_words() -> dict[str, str]:
    """Read the dictionary: folded form -> folded lemma, about 370,000 of them. Takes about a second.

    Of spellings that fold to one form (``West`` and ``west``, ``één`` and ``een``) the one that is written like
    the form counts, else the last in the dictionary's own, fixed order. The exceptions come before both.
    """
    dictionary = DefaultDictionaryFactory().get_dictionary("nl")
    entries = {spelling: dictionary[spelling] for spelling in dictionary}
    # Nearly all spellings are folded as they stand, and a lemma comes back three times: folding every word of every
    # entry takes four times as long. The underscore marks the particle of a separable verb (in_zetten).
    folded = {lemma: fold(lemma.replace("_", "")) for lemma in set(entries.values())}
    marked = [
        spelling for spelling in entries if not (spelling.isascii() and spelling.islower()) or "'" in spelling
    ]
    words = {fold(spelling): entries.pop(spelling) for spelling in marked}
    words.update(entries)
    return {**{form: folded[lemma] for form, lemma in words.items()}, **load_exceptions().lemmas}
