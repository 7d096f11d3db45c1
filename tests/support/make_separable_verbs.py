"""Make ``defsearch/dutch/data/separable_verbs.tsv``. Run it after a change of the word list or of the particles:

python tests/support/make_separable_verbs.py
"""

from __future__ import annotations

from collections import defaultdict

from defsearch.dutch.analyzer import HOMOGRAPHS
from defsearch.dutch.decompounder import read_lines
from defsearch.dutch.morphology import Verbs, is_diminutive
from defsearch.dutch.stemmer import Stemmer
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.wordlist import WordList
from defsearch.dutch.written_apart import SEPARABLE_VERBS, SPLIT_PARTICLES

_HEADER = """\
# Separable verbs: the verb without its particle <tab> its finite forms <tab> the particles with which it is a verb of
# the word list. A first person that is a noun as well (roep) is no form here, unless it is also the third person (zet).
# Source and licence: made by tests/support/make_separable_verbs.py from the dictionary (simplemma's).
"""
_AUXILIARIES = {"zijn", "hebben", "worden", "zullen", "kunnen", "moeten", "mogen", "willen", "laten"}


def file_text() -> str:
    """Return the file: a line for each verb that is in a separable verb of the word list."""
    words = WordList().load()
    others = dict(line.split("\t") for line in read_lines(HOMOGRAPHS))
    verbs, stemmer = Verbs(words), Stemmer(words)
    particles: defaultdict[str, list[str]] = defaultdict(list)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for word in sorted(set(words.values())):
        for particle in SPLIT_PARTICLES:
            verb = word.removeprefix(particle)
            if (
                verb != word
                and verb not in _AUXILIARIES
                and verbs.first_person(verb)
                and verbs.first_person(word)
            ):
                particles[verb].append(particle)
    for verb in [verb for verb in particles if any(verb.startswith(one) for one in SPLIT_PARTICLES)]:
        if any(verb.removeprefix(one) in particles for one in SPLIT_PARTICLES if verb.startswith(one)):
            del particles[verb]  # werpen with vooruit, not uitwerpen with voor
    for form, listed in words.items():
        for verb in {listed, *map(stemmer.lemma, (form, others.get(form, form)))} & particles.keys():
            forms[verb].add(form)
    return _HEADER + "".join(
        f"{verb}\t{' '.join(_finite_forms(verb, forms[verb], verbs, stemmer))}\t{' '.join(particles[verb])}\n"
        for verb in sorted(particles)
    )


def _finite_forms(verb: str, forms: set[str], verbs: Verbs, stemmer: Stemmer) -> list[str]:
    """Return the infinitive, which is the plural, the third person and the past of a verb; rarely the first person.

    ``forms`` are those of the word list, which also has participles, nouns in -je and old forms (``vondt``).
    """
    first = verbs.first_person(verb)
    found = {verb, first if first.endswith("t") else first + "t"}
    if stemmer.lemma(first) == verb:
        found.add(first)
    found.update(first + ending for ending in ("de", "den", "te", "ten") if first + ending in forms)
    for form in forms:  # the strong past: nam, namen, bracht, brachten
        is_participle = form.startswith("ge") and not form.startswith(verb[:3])
        is_old = form[-1] in "st" and form[:-1] in forms
        is_other = is_diminutive(form) or form.endswith(("e", "end", "enden", "er", "aan", "st"))
        if not (form.startswith((first, verb)) or is_participle or is_old or is_other):
            found.add(form)
    return sorted(found - STOP_WORDS)


if __name__ == "__main__":
    SEPARABLE_VERBS.write_text(file_text(), encoding="utf-8")
