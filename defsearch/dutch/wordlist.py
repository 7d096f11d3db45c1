"""The Dutch word list (form → lemma): simplemma's dictionary in folded spelling, and the project's exceptions.

The exceptions correct what the dictionary or the rules get wrong and no rule can know.

simplemma's own lemmatizer is not used: its search for unknown words is slow, and we could not correct its results.

Not here: whether the lemma in the list is the right one, and the lemmas of other forms (``lemmatizer``).
"""

from __future__ import annotations

from pathlib import Path

from defsearch.dutch.normalization import fold
from defsearch.records import NamedTuple

_EXCEPTIONS = Path(__file__).with_name("data") / "exceptions.tsv"


class Exceptions(NamedTuple):
    """The exceptions. ``lemmas``: form → lemma. ``stems``: lemma → stem, where the rules would give another word."""

    lemmas: dict[str, str]
    stems: dict[str, str]


def load_exceptions(path: Path = _EXCEPTIONS) -> Exceptions:
    """Read lines of ``form<TAB>lemma[<TAB>stem]``, all folded; lines that start with # are comments."""
    exceptions = Exceptions({}, {})
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            form, lemma, *stem = line.split("\t")
            exceptions.lemmas[form] = lemma
            if stem:
                exceptions.stems[lemma] = stem[0]
    return exceptions


def load_words() -> dict[str, str]:
    """Return about 370,000 folded forms with their folded lemmas; takes about a second.

    If several spellings fold to one form (``West`` and ``west``), the spelling that equals the form counts, else the
    last one in the fixed order of the dictionary. Exceptions override both.
    """
    # Only ingest needs simplemma: a query reads the words from the index.
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    dictionary = DefaultDictionaryFactory().get_dictionary("nl")
    entries = {spelling: dictionary[spelling] for spelling in dictionary}
    # Most spellings are already folded, and each lemma occurs about three times: to fold every word of every entry
    # would take four times as long. The underscore separates the particle of a verb (in_zetten).
    folded = {lemma: fold(lemma.replace("_", "")) for lemma in set(entries.values())}
    unfolded = [
        spelling for spelling in entries if not (spelling.isascii() and spelling.islower()) or "'" in spelling
    ]
    words = {fold(spelling): entries.pop(spelling) for spelling in unfolded}
    words.update(entries)
    return {**{form: folded[lemma] for form, lemma in words.items()}, **load_exceptions().lemmas}
