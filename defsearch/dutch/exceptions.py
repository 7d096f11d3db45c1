"""What the Dutch word list gets wrong and no rule can know: words with their right lemma, lemmas with their stem."""

from __future__ import annotations

from pathlib import Path

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
