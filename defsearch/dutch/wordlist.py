"""The Dutch word list: simplemma's dictionary in folded spelling, and the project's own exceptions to it.

It says which lemma is written down for a form, no more. Whether that lemma is the right one, and what becomes of a form
that is not in it, is for ``lemmas`` and ``guesses``. simplemma's own lemmatizer is not used: its search for unknown
words is slow, and its guesses are not ours to mend.

What the Dutch word list gets wrong and no rule can know: words with their right lemma, lemmas with their stem.
"""

from __future__ import annotations

from pathlib import Path

from defsearch.dutch.normalization import fold
from defsearch.records import NamedTuple

_EXCEPTIONS = Path(__file__).with_name("data") / "exceptions.tsv"


class Exceptions(NamedTuple):
    """``lemmas``: form -> lemma. ``stems``: lemma -> stem, where the rules would give an unrelated word."""

    lemmas: dict[str, str]
    stems: dict[str, str]


def load_exceptions(path: Path = _EXCEPTIONS) -> Exceptions:
    """Read a table of ``form<TAB>lemma[<TAB>stem]`` lines, all folded; lines that start with # are comments."""
    exceptions = Exceptions({}, {})
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            form, lemma, *stem = line.split("\t")
            exceptions.lemmas[form] = lemma
            if stem:
                exceptions.stems[lemma] = stem[0]
    return exceptions


def load_words() -> dict[str, str]:
    """Read the dictionary: folded form -> folded lemma, about 370,000 of them. Takes about a second.

    Of spellings that fold to one form (``West`` and ``west``, ``één`` and ``een``) the one that is written like
    the form counts, else the last in the dictionary's own, fixed order. The exceptions come before both.
    """
    # Only ingest needs simplemma: a query reads the words from the index.
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

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
