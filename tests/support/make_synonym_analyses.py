"""Make ``defsearch/dutch/data/synonym_analyses.tsv``. Run it after a change of the analysis or of the synonyms:

python tests/support/make_synonym_analyses.py
"""

from __future__ import annotations

from defsearch.dutch.analyzer import Analyzer
from defsearch.dutch.synonyms import SYNONYM_ANALYSES, analysis_line, bundled_forms
from defsearch.dutch.wordlist import WordList


def file_text() -> str:
    """Return the file: a line for each word of the bundled names, after an empty line."""
    analyze = Analyzer(WordList()).analyze
    forms = sorted(bundled_forms())
    return "\n" + "".join(f"{analysis_line(form, analyze(form))}\n" for form in forms)


if __name__ == "__main__":
    SYNONYM_ANALYSES.write_text(file_text(), encoding="utf-8")
