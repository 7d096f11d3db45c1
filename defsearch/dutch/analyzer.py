"""Analysis: what a word form is indexed under - its lemma, its stem, and the stems of its parts.

For ingest, and for the rare query word that no release holds; of all others a query reads what ingest wrote down. With
one word list, the analysis is a pure function of the form: an index that grew file by file equals one built at once.

What follows from that for compounds:

- The stem of a compound is everything before its last part as it stands, and the stem of that last part:
  ``navooefening``, ``navooefeningen`` and ``navo-oefening`` share a stem, whether a dictionary knows them or not.
- Its parts are its words, and each run of neighbouring words that begins or ends the compound or is a known word
  itself: ``luchtverdedigingsfregat`` has lucht, verdediging, fregat, luchtverdediging and verdedigingsfregat.
- A part's stem is the stem of that part as a word of its own, so what finds the word finds the part.
- A hyphenated form has the stem of its solid spelling; its parts are its units, their own parts, and runs of units.

What a word form is indexed under, as values: its lemma, its stem and its parts. Not here: how they are found.

``analysis`` finds them. Every query reads them from the lexicon, and hardly one needs what it takes to find them.

The version of the Dutch analysis: by this an index knows that it was made with another one.

A constant, because a query compares it before anything else and must not load a dictionary for that. The tests
compute it anew (``analysis.digest``) and fail where it was not kept up.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.decompounder import MAX_COMPOUND_LENGTH, CompoundPart, Decompounder
from defsearch.dutch.stemmer import Stemmer
from defsearch.dutch.tokenizer import subwords_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_SHORTEST_UNIT = 2  # the e of e-mail is not worth finding
_SHORTEST_HEAD = 4  # what stands behind a designation: f16toestel has a head, cv9035nl has none

_ADDRESS = re.compile(r"[@/]|[^\W\d_]\.[^\W\d_]")
_DESIGNATION = re.compile(r"(.*\d)([^\W\d_]+)")

# What the version of the analysis is told by: one of each kind of word that it treats in a way of its own.
PROBES = (
    *(
        "schepen",
        "jagers",
        "instructeur",
        "oorlogen",
        "ingezet",
        "uitgezonden",
        "getraind",
        "oekraiense",
        "leden",
    ),
    *("luchtverdedigingsfregatten", "navo-oefening", "handelsnamen", "wapensystemen", "patrouillebootjes"),
    *("marechaussee", "bondgenootschappelijk", "onderzoekster", "lesbos", "netwerken", "wegvoeren"),
    *(
        "zuid-koreaanse",
        "zuid-korea-missie",
        "f16",
        "f16-toestellen",
        "f16gevechtsvliegtuig",
        "leopard-2a6",
        "cv9035nl",
    ),
    *("50000", "2025-09-25", "defensie.nl", "pers@mindef.nl", "at&t", "e-mail", "drookneveling"),
)
_DATA = ("exceptions.tsv", "never_split.txt", "part_words.tsv")


class Analyzer:
    """Analyses folded forms, with the word list it is given; tens of microseconds a form."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._stemmer = Stemmer(words)
        self._splitter = Decompounder.load()
        self._word_stems: dict[str, str] = {}

    def analyze(self, form: str) -> Analysis:
        """The analysis of a form as ``tokens.read_token`` gives it. Any text has one; nothing raises."""
        if len(form) - form.count("-") > MAX_COMPOUND_LENGTH or form.isdigit() or _ADDRESS.search(form):
            return Analysis(form, form, ())
        if "-" in form:
            return self._analyse_hyphenated(form)
        return self._analyse_solid(form)

    def _analyse_solid(self, form: str) -> Analysis:
        if not form.isalpha():
            return self._analyse_designation(form)
        pieces = self._split(form)
        if not pieces:
            lemma = self._stemmer.lemma(form)
            return Analysis(lemma, self._stemmer.stem(form), ())
        leading, last = form[: pieces[-1].start], pieces[-1].word
        return Analysis(
            leading + self._stemmer.lemma(last),
            leading + self._stem(last),
            tuple(self._parts(form, pieces)),
        )

    def _solid_stem(self, form: str) -> str:
        """The stem of a solid form alone: the parts of a run have runs of their own, and those would multiply."""
        if not form.isalpha():
            return self._analyse_designation(form).stem
        pieces = self._split(form)
        if not pieces:
            return self._stemmer.stem(form)
        return form[: pieces[-1].start] + self._stem(pieces[-1].word)

    def _analyse_designation(self, form: str) -> Analysis:
        """A form with a digit or an ampersand in it: what a known word behind the last digit says, or itself."""
        match = _DESIGNATION.fullmatch(form)
        if match is None or not self._is_word(match[2]):
            return Analysis(form, form, ())
        number, at = match[1], len(match[1])
        head = self._analyse_solid(match[2])
        parts = [Part(number, 0, at), Part(head.stem, at, len(form)), *_moved(head.parts, at)]
        return Analysis(number + head.lemma, number + head.stem, _in_order(parts))

    def _is_word(self, form: str) -> bool:
        if len(form) < _SHORTEST_HEAD:
            return False
        return self._stemmer.is_known(form) or bool(self._splitter.split(form))

    def _analyse_hyphenated(self, form: str) -> Analysis:
        units = subwords_of(form)
        if not any(character.isalpha() for character in form):
            return Analysis(form, form, ())  # a date, a range of years, a score
        solid = self._analyse_solid("".join(unit.form for unit in units))
        parts: list[Part] = []
        for first, unit in enumerate(units):
            if len(unit.form) >= _SHORTEST_UNIT:
                own = self._analyse_solid(unit.form)
                parts += [Part(own.stem, unit.start, unit.end), *_moved(own.parts, unit.start)]
            # Runs of units, short of the whole: zuid-korea in zuid-korea-missie.
            for end in range(first + 2, len(units) + 1 if first else len(units)):
                run = "".join(other.form for other in units[first:end])
                if first == 0 or end == len(units):
                    parts.append(Part(self._solid_stem(run), unit.start, units[end - 1].end))
        lemma = form[: units[-1].start] + self._analyse_solid(units[-1].form).lemma
        return Analysis(lemma, solid.stem, _in_order(parts))

    def _split(self, form: str) -> tuple[CompoundPart, ...]:
        """The pieces of a compound, also of one in an inflection that only its lemma betrays (a diminutive)."""
        pieces = self._splitter.split(form)
        if pieces:
            return pieces
        lemma = self._stemmer.lemma(form)
        pieces = self._splitter.split(lemma) if lemma != form else ()
        if not pieces or not form.startswith(lemma[: pieces[-1].start + 1]):
            return ()
        return (*pieces[:-1], pieces[-1]._replace(end=len(form)))

    def _parts(self, form: str, pieces: tuple[CompoundPart, ...]) -> Iterable[Part]:
        """The pieces of a compound and its runs of pieces, short of the whole."""
        count = len(pieces)
        for first, piece in enumerate(pieces):
            yield Part(self._stem(piece.word), piece.start, _bare_end(form, piece))
            for end in range(first + 2, count + 1 if first else count):
                last = pieces[end - 1]
                run = form[piece.start : last.start] + last.word
                if first == 0 or end == count or self._stemmer.is_known(run):
                    yield Part(self._solid_stem(run), piece.start, _bare_end(form, last))

    def _stem(self, word: str) -> str:
        """The stem of a part as a word of its own. There are some thousand part words, so each is kept."""
        stem = self._word_stems.get(word)
        if stem is None:
            stem = self._word_stems[word] = self._solid_stem(word)
        return stem


def digest(analyzer: Analyzer) -> str:
    """Eight hexadecimal digits that tell analyses apart: of the data files, and of what the probe words become.

    The probes see what the libraries do whose dictionary and stemmer are used. ``version.FINGERPRINT`` is this
    digest as it was when the package was made.
    """
    folder = Path(__file__).with_name("data")
    told = zlib.crc32(repr([analyzer.analyze(form) for form in PROBES]).encode())
    for name in _DATA:
        # Line ends are git's to choose.
        told = zlib.crc32((folder / name).read_bytes().replace(b"\r\n", b"\n"), told)
    return f"{told:08x}"


def _bare_end(form: str, piece: CompoundPart) -> int:
    """Where a piece ends without its linking letters: the s of ``verdedigings`` is no part of verdediging."""
    linked = piece.end < len(form) and form.startswith(piece.word, piece.start)
    return piece.start + len(piece.word) if linked else piece.end


def _moved(parts: Iterable[Part], by: int) -> list[Part]:
    return [Part(part.stem, part.start + by, part.end + by) for part in parts]


def _in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(set(parts), key=lambda part: (part.start, part.end, part.stem)))
