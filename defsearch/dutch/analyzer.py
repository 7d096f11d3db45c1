"""Word form → ``Analysis``: the lemma, the stem and the stems of the parts under which a form is indexed.

Used by ingest, and by a query for a word that is not in the index. With the same word list, the analysis depends on
the form alone, so an index that was updated file by file equals one that was built at once.

Rules for compounds:

- The stem of a compound is the text before its last part, unchanged, plus the stem of that last part. So
  ``navooefening``, ``navooefeningen`` and ``navo-oefening`` share a stem, also if no dictionary contains them.
- The parts of a compound are its words, and each run of adjacent words that starts or ends the compound or is itself
  a known word: ``luchtverdedigingsfregat`` has lucht, verdediging, fregat, luchtverdediging and verdedigingsfregat.
- The stem of a part is the stem of the same word on its own, so a query that finds the word finds the part.
- A place name of ``data/places.txt`` is its own stem and has no parts, also as a subword.
- A designation has its type as a part, if a variant follows: f35 in ``f35a``. A range of years has both years.
- A form with an apostrophe has the analysis of the text before it: ``china's``, ``vvd'er``.
- A form of two words (``namen``: nemen, naam) has the stem of one, and that of the other as a part that spans it.
- A hyphenated form has the stem of its spelling without hyphens. Its parts are its subwords, the parts of those, and
  runs of subwords.

Not here: tokens and their normalized forms (``tokenizer``).
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.decompounder import (
    MAX_COMPOUND_LENGTH,
    CompoundPart,
    Decompounder,
    NounDecompounder,
    read_lines,
    read_words,
)
from defsearch.dutch.morphology import diminutive_bases, is_diminutive
from defsearch.dutch.stemmer import Stemmer
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import subword_spans
from defsearch.dutch.wordlist import DICTIONARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_MIN_SUBWORD_LENGTH = 2  # the e of e-mail is not worth finding
_MAX_SUBWORDS = 1 << 12  # many hyphenated forms share them, and each is a form of its own in the index
_MONTHS = 12  # 2010-12 may be a month
_MIN_HEAD_LENGTH = 4  # the letters after a designation: f16toestel has the head toestel, cv9035nl has no head

_ADDRESS = re.compile(r"[@/]|[^\W\d_]\.[^\W\d_]")
_DESIGNATION = re.compile(r"(.*\d)([^\W\d_]+)")
# A type and its variant: f35-a, c130-h, cv9035-nl, 2-a6; and a number and its ordinal ending.
_VARIANT = re.compile(r"[a-z]{1,4}\d{1,4}(?=[a-z]{1,2}\d?$)|\d{1,2}(?=[a-z]\d{1,2}$)|\d{1,3}(?=e$)")
_YEARS = re.compile(r"((?:1[5-9]|20)\d\d)-((?:1[5-9]|20)\d\d|\d\d)")

# The words from which the fingerprint is computed: at least one for each rule of the analysis.
_PROBES = """
    schepen jagers instructeur oorlogen ingezet uitgezonden getraind oekraiense leden
    luchtverdedigingsfregatten navo-oefening handelsnamen wapensystemen patrouillebootjes
    marechaussee straaljagerpiloot bondgenootschappelijk onderzoekster lesbos netwerken wegvoeren
    zuid-koreaanse zuid-korea-missie f16 f16-toestellen f16gevechtsvliegtuig leopard-2a6 cv9035nl
    50000 2025-09-25 defensie.nl pers@mindef.nl at&t e-mail drookneveling china's f35a 13e 1940-45 2a6
"""
PROBES = tuple(_PROBES.split())
_DATA = Path(__file__).with_name("data")
HOMOGRAPHS = _DATA / "homographs.tsv"
_DATA_FILES = (
    "exceptions.tsv", "never_split.txt", "part_words.tsv", "places.txt", "homographs.tsv", "separable_verbs.tsv",
)  # fmt: skip


class Analyzer:
    """The analysis of normalized forms, with a given word list; it takes some tens of microseconds a form."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._stemmer = Stemmer(words)
        self._decompounder = Decompounder.load()
        self._noun_decompounder = NounDecompounder(self._stemmer, self._decompounder)
        self._places = frozenset(read_words(_DATA / "places.txt"))
        self._homographs = dict(line.split("\t") for line in read_lines(HOMOGRAPHS))
        self._pieces_of_parts: dict[str, tuple[CompoundPart, ...]] = {}
        self._stems_of_parts: dict[str, str] = {}
        self._cached_analysis = lru_cache(_MAX_SUBWORDS)(self._analyze_solid)

    def analyze(self, form: str) -> Analysis:
        """Return the analysis of a form as ``tokenizer.normalize_token`` gives it; any text has one."""
        if len(form) - form.count("-") > MAX_COMPOUND_LENGTH:
            return Analysis(form, form, ())
        if form.isalpha():
            return self._analyze_solid(form)
        if form.isdigit() or _ADDRESS.search(form):
            return Analysis(form, form, ())
        return self._analyze_hyphenated(form) if "-" in form else self._analyze_solid(form)

    def is_known(self, form: str) -> bool:
        """Whether a form is in the word list or the name of a place."""
        return self._stemmer.is_known(form) or form in self._places

    def _analyze_hyphenated(self, form: str) -> Analysis:
        if not any(character.isalpha() for character in form):
            return Analysis(form, form, _years(form))  # a date, a range of years, a score
        spans = subword_spans(form)
        subwords = [form[start:end] for start, end in spans]
        parts: list[Part] = []
        for first, (subword, (start, end)) in enumerate(zip(subwords, spans, strict=True)):
            if len(subword) >= _MIN_SUBWORD_LENGTH or subword.isdigit():
                analysis = self._cached_analysis(subword)
                parts += [Part(analysis.stem, start, end), *_shift(analysis.parts, start)]
            # Runs of subwords, without the whole: zuid-korea in zuid-korea-missie.
            for last in range(first + 2, len(subwords) + 1 if first else len(subwords)):
                if first == 0 or last == len(subwords):
                    run = "".join(subwords[first:last])
                    parts.append(Part(self._solid_stem(run), start, spans[last - 1][1]))
            # The type before a variant: leopard-2 in leopard-2a6.
            variant = _VARIANT.match(subword)
            if first and variant:
                run = "".join(subwords[:first]) + variant[0]
                parts.append(Part(self._solid_stem(run), 0, start + variant.end()))
        lemma = form[: spans[-1][0]] + self._cached_analysis(subwords[-1]).lemma
        return Analysis(lemma, self._solid_stem("".join(subwords)), _sorted(parts))

    def _analyze_solid(self, form: str) -> Analysis:
        """Analyze a form without hyphens."""
        if form in self._places:
            return Analysis(form, form, ())
        if "'" in form:
            base = form.partition("'")[0]
            return self._analyze_solid(base) if base and base not in STOP_WORDS else Analysis(form, form, ())
        if not form.isalpha():
            return self._analyze_designation(form)
        pieces = self.split(form)
        if not pieces:
            other = self._homographs.get(form)
            parts = (Part(self._stemmer.stem(other), 0, len(form)),) if other else ()
            lemma = self._stemmer.lemma(form)
            return Analysis(lemma, self._stemmer.stem_of_lemma(lemma), parts)
        before, last = form[: pieces[-1].start], pieces[-1].word
        return Analysis(
            before + self._stemmer.lemma(last),
            before + self._stem_of_part(last),
            tuple(self._parts(form, pieces)),
        )

    def _solid_stem(self, form: str) -> str:
        """Return only the stem of a form without hyphens.

        ``_analyze_solid`` would also compute the parts of each run of parts, whose number grows exponentially.
        """
        if form in self._places or "'" in form:
            return self._analyze_solid(form).stem
        if not form.isalpha():
            return self._analyze_designation(form).stem
        pieces = self.split(form)
        if not pieces:
            return self._stemmer.stem(form)
        return form[: pieces[-1].start] + self._stem_of_part(pieces[-1].word)

    def _analyze_designation(self, form: str) -> Analysis:
        """Analyze a form with a digit or an ampersand: it is split only before a known word that ends it."""
        match = _DESIGNATION.fullmatch(form)
        if match is None or not self._is_word(match[2]):
            variant = _VARIANT.match(form)
            return Analysis(form, form, (Part(variant[0], 0, variant.end()),) if variant else ())
        number, boundary = match[1], len(match[1])
        head = self._analyze_solid(match[2])
        parts = [
            Part(number, 0, boundary),
            Part(head.stem, boundary, len(form)),
            *_shift(head.parts, boundary),
        ]
        return Analysis(number + head.lemma, number + head.stem, _sorted(parts))

    def _is_word(self, form: str) -> bool:
        if len(form) < _MIN_HEAD_LENGTH:
            return False
        return self._stemmer.is_known(form) or bool(self._decompounder.split(form))

    def split(self, form: str) -> tuple[CompoundPart, ...]:
        """Split a compound by its part words, or else by nouns; () if it is none.

        If only its lemma can be split (``patrouillebootjes``), the parts are those of the lemma. A part that is no
        part word, but a compound of them (``voetbalcompetitie`` in ``zaalvoetbalcompetitie``), is split as well.
        """
        pieces = self._split(form)
        for piece in pieces:
            if self._smaller_pieces(piece.word):
                return tuple(smaller for piece in pieces for smaller in self._split_piece(form, piece))
        return pieces

    def _split(self, form: str) -> tuple[CompoundPart, ...]:
        if self._decompounder.is_whole(form):
            return ()
        split, split_by_nouns = self._decompounder.split, self._noun_decompounder.split
        pieces = split(form)
        if pieces:
            return pieces
        lemma = self._stemmer.lemma(form)
        bases = [lemma, *diminutive_bases(lemma)] if is_diminutive(lemma) else [lemma]
        bases = [base for base in bases if base != form and base not in self._places]
        if not bases:
            return split_by_nouns(form)
        return (
            _split_base(form, bases, split)
            or split_by_nouns(form)
            or _split_base(form, bases, split_by_nouns)
        )

    def _split_piece(self, form: str, piece: CompoundPart) -> tuple[CompoundPart, ...]:
        """Return the parts of a part of ``form`` that is a compound itself, or the part."""
        pieces = self._smaller_pieces(piece.word)
        if not pieces or not form.startswith(piece.word[: pieces[-1].start + 1], piece.start):
            return (piece,)
        *before, last = (
            one._replace(start=one.start + piece.start, end=one.end + piece.start) for one in pieces
        )
        return (*before, last._replace(end=piece.end))

    def _smaller_pieces(self, word: str) -> tuple[CompoundPart, ...]:
        """Return the parts of the word of a part; () if it is a part word, or no compound."""
        pieces = self._pieces_of_parts.get(word)
        if pieces is None:
            pieces = self._decompounder.split(word)
            if self._decompounder.can_start(word) or self._decompounder.can_end(word):
                pieces = ()
            self._pieces_of_parts[word] = pieces
        return pieces

    def _parts(self, form: str, pieces: tuple[CompoundPart, ...]) -> Iterable[Part]:
        """Yield the parts of a compound and its runs of parts, without the whole."""
        count = len(pieces)
        for first, piece in enumerate(pieces):
            yield Part(self._stem_of_part(piece.word), piece.start, _end_without_link(form, piece))
            for end in range(first + 2, count + 1 if first else count):
                last = pieces[end - 1]
                run = form[piece.start : last.start] + last.word
                if first == 0 or end == count or self._stemmer.is_known(run):
                    yield Part(self._solid_stem(run), piece.start, _end_without_link(form, last))

    def _stem_of_part(self, word: str) -> str:
        """Return the stem of a part as a word of its own. Cached: there are only some thousand part words."""
        stem = self._stems_of_parts.get(word)
        if stem is None:
            stem = self._stems_of_parts[word] = self._solid_stem(word)
        return stem


def fingerprint(analyzer: Analyzer) -> str:
    """Return the version of the analysis: a checksum of its data, without comments, and of the analyses of ``PROBES``.

    The probes also detect a changed stemmer library.
    """
    checksum = zlib.crc32(repr([analyzer.analyze(form) for form in PROBES]).encode())
    checksum = zlib.crc32(DICTIONARY.read_bytes(), checksum)
    for name in _DATA_FILES:
        text = (_DATA / name).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        checksum = zlib.crc32("\n".join(lines).encode(), checksum)
    return f"{checksum:08x}"


def _split_base(
    form: str, bases: Iterable[str], split: Callable[[str], tuple[CompoundPart, ...]]
) -> tuple[CompoundPart, ...]:
    """Return the parts of the first of ``bases`` that can be split, as parts of ``form``."""
    for base in bases:
        pieces = split(base)
        if pieces and form.startswith(base[: pieces[-1].start + 1]):
            return (*pieces[:-1], pieces[-1]._replace(end=len(form)))
    return ()


def _years(form: str) -> tuple[Part, ...]:
    """Return the two years of a range such as ``1940-1945`` or ``1940-45``; none for another number."""
    match = _YEARS.fullmatch(form)
    if match is None:
        return ()
    last = match[1][:-2] + match[2][-2:] if len(match[2]) == 2 else match[2]
    if last <= match[1] or (len(match[2]) == 2 and int(match[2]) <= _MONTHS):
        return ()
    return Part(match[1], *match.span(1)), Part(last, *match.span(2))


def _end_without_link(form: str, piece: CompoundPart) -> int:
    """Return the end of a part without its linking letters: ``verdedigings`` ends after verdediging."""
    has_link = piece.end < len(form) and form.startswith(piece.word, piece.start)
    return piece.start + len(piece.word) if has_link else piece.end


def _shift(parts: Iterable[Part], by: int) -> list[Part]:
    return [Part(part.stem, part.start + by, part.end + by) for part in parts]


def _sorted(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(set(parts), key=lambda part: (part.start, part.end, part.stem)))
