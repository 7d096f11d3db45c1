"""A release turned inside out: its words as terms of the index, with counts and positions.

Each distinct word is read and analysed once for the whole run. Positions count the units of tokens from the
start of a zone; between paragraphs lies a gap, so that no phrase runs across it. Sub-headings are in the body
as well.

What an ingest knows of Dutch: a word list, and what makes analyses of it. Another one can stand in for it.

Which words leave the archive with the releases that leave it.

The lexicon knows the words of the archive and no others, so that an index that grew and shrank says the same as one
that was built at once. Only what the leaving releases hold is looked up.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from defsearch.dutch.tokenizer import normalize_token, token_texts
from defsearch.errors import IndexDamagedError
from defsearch.index.doc_store import StoredRelease
from defsearch.index.fields import PARAGRAPH_GAP, UNIT_MARK, forms_field, parts_field, stems_field
from defsearch.index.segment_writer import add_posting
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from defsearch.dutch.analysis import Analysis
    from defsearch.index.segment_writer import SegmentWriter
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.source_files import IndexedFile
    from defsearch.releases.release import Release


class FormAnalyzer(Protocol):
    """Whatever turns a form into its analysis."""

    def analyze(self, form: str) -> Analysis:
        """The lemma, stem and parts of one form."""


def _load_dutch_words() -> Mapping[str, str]:
    # The dictionary takes a second to load, and most runs find no word that the index does not know.
    from defsearch.dutch.wordlist import load_words

    return load_words()


def _make_dutch_analyzer(words: Mapping[str, str]) -> FormAnalyzer:
    from defsearch.dutch.analyzer import Analyzer  # nor do they need a stemmer

    return Analyzer(words)


class Language(NamedTuple):
    """``load_words`` gives the word list for a new index; ``make_analyzer`` an analyzer over the index's own list."""

    load_words: Callable[[], Mapping[str, str]] = _load_dutch_words
    make_analyzer: Callable[[Mapping[str, str]], FormAnalyzer] = _make_dutch_analyzer


DUTCH = Language()


_FIELDS = (forms_field("body"), forms_field("title"))  # sub-headings are in the body as well


def orphaned_forms(index: IndexSnapshot, leaving: Iterable[IndexedFile], staying: Container[str]) -> set[str]:
    """The forms of the releases in ``leaving`` that no other release of ``index`` holds and ``staying`` does not.

    Raises:
        IndexDamagedError: one of ``leaving`` is not where the list of files says.
    """
    deleted = {segment.name: set(segment.deleted) for segment in index.segments}
    documents = {segment.name: segment.documents for segment in index.segments}
    candidates: set[str] = set()
    for file in leaving:
        if file.segment not in documents:
            raise IndexDamagedError("the list of files", "names a segment that does not exist")
        deleted[file.segment].add(file.number)
        candidates.update(_forms(documents[file.segment].get(file.number)))
    return {form for form in candidates if form not in staying and not _holds(index, deleted, form)}


def _forms(document: StoredRelease) -> Iterator[str]:
    """Every form in a release, and the units of those with a hyphen."""
    paragraphs = (document.body[part.start : part.end] for part in document.paragraphs)
    for raw in {raw for text in (document.title, *paragraphs) for raw in token_texts(text)}:
        reading = normalize_token(raw)
        yield reading.form
        if len(reading.subwords) > 1:
            yield from (unit.form for unit in reading.subwords)


def _holds(index: IndexSnapshot, deleted: dict[str, set[int]], form: str) -> bool:
    terms = [text.encode("utf-8", "surrogatepass") for text in (form, UNIT_MARK + form)]
    for field in _FIELDS:
        for term in terms:
            for segment in index.segments:
                found = segment.terms.postings(field, term)
                if found is not None and not deleted[segment.name].issuperset(found.ids):
                    return True
    return False


class _Word:
    """What one distinct form puts into the index; compared by identity, which is quick."""

    __slots__ = ("form", "parts", "stem", "units")

    def __init__(self, form: str, stem: str, parts: tuple[str, ...], units: tuple[str, ...]) -> None:
        self.form = form
        self.stem = stem
        self.parts = parts
        self.units = units


class DocumentIndexer:
    """Adds releases to segments. ``known`` tells what a form has become before; ``new`` is what others become now."""

    def __init__(self, known: Callable[[str], Analysis | None], analyzer: Callable[[], FormAnalyzer]) -> None:
        self._known = known
        self.new: dict[str, Analysis] = {}
        self._analyzer = analyzer
        self._by_text: dict[str, _Word] = {}
        self._by_form: dict[str, _Word] = {}

    def forms(self) -> set[str]:
        """Every form of the releases that were added, and the units of those with a hyphen."""
        return {form for word in self._by_form.values() for form in (word.form, *word.units)}

    def add(self, release_id: str, path: str, release: Release, segment: SegmentWriter) -> None:
        """Add one release to ``segment``."""
        number = len(segment.documents)
        body = release.body
        headings = [body[part.start : part.end] for part in release.paragraphs if part.is_heading]
        parts = [body[part.start : part.end] for part in release.paragraphs]
        lengths = (
            self._add_field(segment, "title", number, [release.title]),
            self._add_field(segment, "heading", number, headings),
            self._add_field(segment, "body", number, parts),
        )
        segment.add(
            StoredRelease(release_id, path, release.date, release.title, body, release.paragraphs), lengths
        )

    def _add_field(self, segment: SegmentWriter, field: str, number: int, texts: Iterable[str]) -> int:
        """Add the words of one zone; its length in units."""
        where: dict[_Word, list[int]] = {}
        by_text = self._by_text
        position = length = 0
        for text in texts:
            start = position
            for raw in token_texts(text):
                word = by_text.get(raw) or self._learn(raw)
                places = where.get(word)
                if places is None:
                    where[word] = [position]
                else:
                    places.append(position)
                position += len(word.units) or 1
            length += position - start
            position += PARAGRAPH_GAP
        self._add_terms(segment, field, number, where)
        return length

    @staticmethod
    def _add_terms(segment: SegmentWriter, field: str, number: int, where: dict[_Word, list[int]]) -> None:
        forms = segment.fields[forms_field(field)]
        stems: Counter[str] = Counter()
        parts: Counter[str] = Counter()
        units: dict[str, list[int]] = {}
        for word, places in where.items():
            add_posting(forms, word.form, number, len(places), places)
            stems[word.stem] += len(places)
            for part in word.parts:
                parts[part] += len(places)
            for offset, unit in enumerate(word.units):
                units.setdefault(UNIT_MARK + unit, []).extend(place + offset for place in places)
        for unit, places in units.items():
            add_posting(forms, unit, number, len(places), sorted(places))
        for name, counts in ((stems_field(field), stems), (parts_field(field), parts)):
            gathered = segment.fields[name]
            for term, count in counts.items():
                add_posting(gathered, term, number, count)

    def _learn(self, raw: str) -> _Word:
        reading = normalize_token(raw)
        word = self._by_form.get(reading.form)
        if word is None:
            analysis = self._analysis(reading.form)
            units = tuple(unit.form for unit in reading.subwords) if len(reading.subwords) > 1 else ()
            for unit in units:
                self._analysis(unit)
            stems = tuple(stem for stem in analysis.part_stems() if stem != analysis.stem)
            word = self._by_form[reading.form] = _Word(reading.form, analysis.stem, stems, units)
        self._by_text[raw] = word
        return word

    def _analysis(self, form: str) -> Analysis:
        analysis = self.new.get(form) or self._known(form)
        if analysis is None:
            analysis = self.new[form] = self._analyzer().analyze(form)
        return analysis
