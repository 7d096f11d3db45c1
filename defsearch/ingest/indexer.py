"""Index releases: turn their tokens into terms with frequencies and positions, and find the forms that nothing uses.

Each distinct form is analysed once in a run. A position counts the subwords from the start of a field. Between two
paragraphs is a gap, so that no phrase matches across it. Sub-headings are indexed in ``heading`` and in ``body``.

Not here: reading files (``defsearch.releases``), writing segments (``defsearch.index``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import accumulate, chain, count
from typing import TYPE_CHECKING, Protocol

from defsearch.dutch.analysis import Analysis
from defsearch.dutch.tokenizer import (
    LONG_TEXT,
    normalize_token,
    piece_tokens,
    subwords_of,
    text_pieces,
    token_batches,
)
from defsearch.dutch.written_apart import split_verbs, words_written_apart
from defsearch.errors import IndexDamagedError
from defsearch.index.inverter import IndexedForm, first_position
from defsearch.index.segment import (
    APART_MARK,
    PARAGRAPH_GAP,
    SPLIT_MARK,
    SUBWORD_MARK,
    forms_field,
    stems_field,
)
from defsearch.index.segment_writer import add_posting
from defsearch.index.vocabulary import encode_analysis, parse_analysis, stems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.inverter import TextField
    from defsearch.index.segment_writer import SegmentWriter
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.source_files import IndexedFile
    from defsearch.index.whoosh_codec import ArchiveSegment

    # Makes an analyzer when the first new form is found.
    AnalyzerFactory: TypeAlias = "Callable[[], FormAnalyzer]"


class FormAnalyzer(Protocol):
    """An analyzer of single forms."""

    def analyze(self, form: str) -> Analysis:
        """Return the lemma, stem and parts of a form."""


def make_dutch_analyzer() -> FormAnalyzer:
    """Return the analyzer of Dutch."""
    # Most runs find no new word, and need neither the stemmer nor the word list.
    from defsearch.dutch.analyzer import Analyzer
    from defsearch.dutch.wordlist import WordList

    return Analyzer(WordList())


# A capital after a lower-case letter, a digit or a comma, and a space: then it does not start a sentence.
_INSIDE_SENTENCE = re.compile(r"[A-ZÀ-ÖØ-Þ](?<=[a-zß-öø-ÿ0-9,] .)\w*")


_MAX_PIECES = 1 << 17  # bounds the memory


class _TextIndexer(dict[str, "tuple[Callable[[int], None], ...]"]):
    """An indexer of one text field of a segment: for each piece of text, what adds a position to its tokens.

    A token that is several subwords takes more positions, to which nothing is added.
    """

    def __init__(self, field: TextField, form_of: Callable[[str], IndexedForm]) -> None:
        super().__init__()
        self._field = field
        self._form_of = form_of
        self._tokens: dict[str, tuple[Callable[[int], None], ...]] = {}

    def __missing__(self, piece: str) -> tuple[Callable[[int], None], ...]:
        if len(self) >= _MAX_PIECES:
            self.clear()
        # A space follows in the text as well, or its end.
        parts = [self._adding(token) for token in piece_tokens(piece)]
        found = self[piece] = parts[0] if len(parts) == 1 else tuple(chain.from_iterable(parts))
        return found

    def _adding(self, token: str) -> tuple[Callable[[int], None], ...]:
        """Return what adds a position to a token, for each position that the token takes."""
        found = self._tokens.get(token)
        if found is None:
            form = self._field.forms[token] = self._form_of(token)
            found = (self._field.positions[token].append,) + (_nothing,) * (form.width - 1)
            self._tokens[token] = found
        return found

    def add(self, number: int, texts: Iterable[str]) -> int:
        """Add the texts of release ``number`` and return their length in subwords."""
        length, position = 0, first_position(number)
        for text in texts:
            positions = count(position)
            if len(text) <= LONG_TEXT:
                adding = chain.from_iterable(map(self.__getitem__, text_pieces(text)))
            else:
                tokens = chain.from_iterable(token_batches(text))
                adding = chain.from_iterable(map(self._adding, tokens))
            for add, at in zip(adding, positions, strict=False):
                add(at)
            end = next(positions)
            length += end - position
            position = end + PARAGRAPH_GAP
        return length


def _nothing(position: int) -> None:
    """Add nothing."""


class DocumentIndexer:
    """An indexer that adds releases to segments.

    ``known`` returns the analysis that the index already has of a form; ``new`` collects the analyses of other forms.
    """

    def __init__(self, known: Callable[[str], Analysis | None], make_analyzer: AnalyzerFactory) -> None:
        self._known = known
        self.new = Analyses()
        self._make_analyzer = make_analyzer
        self._analyzer: FormAnalyzer | None = None
        self._others = Analyses()
        self._used: set[str] = set()
        self._forms: dict[str, IndexedForm] = {}  # of the segment
        self._segment: SegmentWriter | None = None
        self._fields: dict[str, _TextIndexer] = {}

    def forms(self) -> set[str]:
        """Return the forms and subwords of all added releases."""
        return self._used

    def open_forms(self) -> frozenset[str]:
        """Return the forms and subwords of the open segment that have no analysis yet."""
        forms = {one for form in self._forms.values() for one in (form.form, *form.subwords)}
        return frozenset(form for form in forms if form not in self.new and self._known(form) is None)

    def analyze(self, forms: Collection[str]) -> Analyses:
        """Analyze forms, many at once: between the releases it would take half as long again."""
        found = Analyses()
        for form in forms:
            found[form] = self._get_analyzer().analyze(form)
        return found

    def adopt(self, analyses: Analyses) -> None:
        """Add the analyses of forms that are in the releases, also in those that another process added."""
        self._used.update(analyses)
        self.new.adopt(analyses, self._known)

    def finish(self, segment: SegmentWriter, *, is_last: bool = True) -> ArchiveSegment:
        """Write a segment to which releases were added; ``is_last``: no other one follows."""
        forms, open_forms = self._forms.values(), self.open_forms()
        self._start(None)  # to analyze the forms takes memory, and to write the segment
        self.adopt(self.analyze(open_forms))
        if is_last:
            self._analyzer = None  # its word list takes memory that the writing needs
        for form in forms:
            known = self._known(form.form)
            form.stem, stems = (
                (known.stem, known.part_stems()) if known else stems_of(self.new.lines[form.form])
            )
            form.part_stems = tuple(stem for stem in stems if stem != form.stem)
            self._used.update((form.form, *form.subwords))
        return segment.finish()

    def _start(self, segment: SegmentWriter | None) -> None:
        """Start with another segment."""
        texts = {} if segment is None else segment.texts
        self._segment, self._forms = segment, {}
        self._fields = {name: _TextIndexer(text, self._form) for name, text in texts.items()}

    def add(self, documents: Sequence[StoredRelease], segment: SegmentWriter) -> None:
        """Add releases to ``segment``, each step for all of them: that is faster than one release after the other."""
        if segment is not self._segment:
            self._start(segment)
        first = len(segment.documents)
        texts = [_texts_of(document) for document in documents]
        for field in self._fields:
            self._add_written_apart(segment, field, first, [fields[field] for fields in texts])
        lengths = [
            [indexer.add(number, fields[field]) for number, fields in enumerate(texts, first)]
            for field, indexer in self._fields.items()
        ]
        inside = segment.texts["body"].inside
        for number, document in enumerate(documents, first):
            for word in _INSIDE_SENTENCE.findall(document.body):
                inside[word].append(number)
        for document, *of_document in zip(documents, *lengths, strict=True):
            segment.add(document, of_document)

    def _add_written_apart(
        self, segment: SegmentWriter, field: str, first: int, texts: Iterable[Iterable[str]]
    ) -> None:
        """Add the stems of the words that the texts of releases write apart, and of the verbs that they split.

        ``first`` is the number of the first release.
        """
        of_releases = ["\n\n".join(of_release) for of_release in texts]
        ends = list(accumulate(len(text) + 2 for text in of_releases))
        text = "\n\n".join(of_releases)  # neither goes beyond a paragraph
        apart = words_written_apart(text, lambda form: self._analysis_of_other(form).parts)
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for word in apart:
            places[APART_MARK, word.form].append(word.start)
        for verb in split_verbs(text):
            places[SPLIT_MARK, verb.form].append(verb.particle[0])
        found: Counter[tuple[int, str]] = Counter()
        for (mark, form), starts in places.items():
            term = mark + self._analysis_of_other(form).stem
            found.update((bisect_right(ends, start), term) for start in starts)
        postings = segment.fields[stems_field(field)]
        for number, term in sorted(found):
            add_posting(postings, term, first + number, found[number, term])

    def _form(self, token: str) -> IndexedForm:
        """Return the form of a token, which is analyzed when the segment is finished."""
        form = normalize_token(token)
        found = self._forms.get(form)
        if found is None:
            found = self._forms[form] = IndexedForm(form, _subwords(form))
        return found

    def _analysis_of_other(self, form: str) -> Analysis:
        """Return the analysis of a form that the vocabulary does not get, because it may be no form of a release."""
        if form in self._others:
            return self._others[form]
        analysis = self._known_analysis(form)
        if analysis is None:
            analysis = self._others[form] = self._get_analyzer().analyze(form)
        return analysis

    def _get_analyzer(self) -> FormAnalyzer:
        """Return the analyzer, which is made at its first use."""
        if self._analyzer is None:
            self._analyzer = self._make_analyzer()
        return self._analyzer

    def _known_analysis(self, form: str) -> Analysis | None:
        return self.new[form] if form in self.new else self._known(form)


def _texts_of(document: StoredRelease) -> dict[str, Sequence[str]]:
    """Return the texts of each text field of a release."""
    texts = [document.body[part.start : part.end] for part in document.paragraphs]
    return {
        "title": [] if document.title_is_derived else [document.title],
        "heading": document.headings,
        "body": texts,
    }


def orphaned_forms(index: IndexSnapshot, deleted: Iterable[IndexedFile], added: Container[str]) -> set[str]:
    """Return the forms of the ``deleted`` releases that are in no other release of ``index`` and not in ``added``.

    They leave the vocabulary, so that an updated index equals an index that was built at once.

    Raises:
        IndexDamagedError: one of ``deleted`` is not where the list of files says.
    """
    numbers = {segment.name: set(segment.deleted) for segment in index.segments}
    documents = {segment.name: segment.documents for segment in index.segments}
    candidates: set[str] = set()
    for file in deleted:
        if file.segment not in documents:
            raise IndexDamagedError("the list of files", "names a segment that does not exist")
        numbers[file.segment].add(file.number)
        candidates.update(_forms_of(documents[file.segment].get(file.number)))
    return {form for form in candidates if form not in added and not _is_used(index, numbers, form)}


def _forms_of(document: StoredRelease) -> Iterator[str]:
    """Yield every form of a release, and its subwords if there are two or more."""
    paragraphs = (document.body[part.start : part.end] for part in document.paragraphs)
    texts: set[str] = set()
    for part in (document.title, *paragraphs):
        texts.update(*token_batches(part))
    for form in set(map(normalize_token, texts)):
        yield form
        yield from _subwords(form)


def _subwords(form: str) -> tuple[str, ...]:
    """Return the subwords of a form, () if it is one subword."""
    if "-" not in form and "@" not in form:
        return ()
    subwords = tuple(subwords_of(form))
    return subwords if len(subwords) > 1 else ()


def _is_used(index: IndexSnapshot, deleted: dict[str, set[int]], form: str) -> bool:
    """Return whether a release that is not deleted contains a form; sub-headings are part of the body."""
    terms = [text.encode("utf-8", "surrogatepass") for text in (form, SUBWORD_MARK + form)]
    for field in (forms_field("body"), forms_field("title")):
        for term in terms:
            for segment in index.segments:
                found = segment.terms.postings(field, term)
                if found is not None and not deleted[segment.name].issuperset(found.ids):
                    return True
    return False


class Analyses(Mapping[str, Analysis]):
    """The analyses of many forms in memory, each as one line: a fifth of what their objects would take."""

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}

    def __getitem__(self, form: str) -> Analysis:
        return parse_analysis(self.lines[form])

    def __setitem__(self, form: str, analysis: Analysis) -> None:
        self.lines[form] = encode_analysis(analysis)

    def __contains__(self, form: object) -> bool:
        return form in self.lines

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def of(self, forms: Iterable[str]) -> Analyses:
        """Return the analyses of some of the forms."""
        found = Analyses()
        found.lines = {form: self.lines[form] for form in forms}
        return found

    def adopt(self, others: Analyses, known: Callable[[str], Analysis | None]) -> None:
        """Add those of ``others`` that are not ``known``."""
        self.lines.update((form, line) for form, line in others.lines.items() if known(form) is None)
