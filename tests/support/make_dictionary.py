"""Make ``defsearch/dutch/data/dictionary.z`` from simplemma's Dutch dictionary. Run it after an update of simplemma:

  python tests/support/make_dictionary.py

Then update the fingerprint in ``defsearch/dutch/analysis.py``. The layout of the file is described in ``wordlist``.
"""

from __future__ import annotations

import zlib

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from defsearch.dutch.tokenizer import fold
from defsearch.dutch.wordlist import DICTIONARY

_BLOCK = 8_192  # characters; the line that passes it is the last of its block


def folded_dictionary() -> dict[str, str]:
    """Return all folded forms with their folded lemmas.

    If several spellings fold to one form (``West`` and ``west``), the spelling that equals the form counts, else the
    last one in the fixed order of the dictionary.
    """
    dictionary = DefaultDictionaryFactory().get_dictionary("nl")
    # The underscore separates the particle of a verb (in_zetten).
    lemmas = {lemma: fold(lemma.replace("_", "")) for lemma in {dictionary[form] for form in dictionary}}
    words = {
        form: lemmas[dictionary[spelling]] for spelling in dictionary if (form := fold(spelling)) != spelling
    }
    words.update((form, lemmas[dictionary[form]]) for form in dictionary if fold(form) == form)
    return words


def dictionary_bytes(words: dict[str, str]) -> bytes:
    """Return the data file of a word list."""
    blocks: list[list[str]] = []
    size = _BLOCK
    for form in sorted(words):
        if size >= _BLOCK:
            blocks.append([])
            size = 0
        blocks[-1].append(f"{form}\t{words[form]}")
        size += len(blocks[-1][-1]) + 1
    firsts = "\t".join(block[0].partition("\t")[0] for block in blocks)
    packed = [zlib.compress("\n".join(block).encode(), 9) for block in blocks]
    sizes = " ".join(str(len(block)) for block in packed)
    return b"\n".join([firsts.encode(), sizes.encode(), b"".join(packed)])


if __name__ == "__main__":
    DICTIONARY.write_bytes(dictionary_bytes(folded_dictionary()))
