"""Index releases: turn their tokens into terms with frequencies and positions, and find the forms that nothing uses.

Each distinct form is analysed once in a run. A position counts the subwords from the start of a field. Between two
paragraphs is a gap, so that no phrase matches across it. Sub-headings are indexed in ``heading`` and in ``body``.

Not here: reading files (``defsearch.releases``), writing segments (``defsearch.index``).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from defsearch.dutch.stopwords import STOP_WORDS, is_acronym
from defsearch.dutch.tokenizer import normalize_token, token_batches
from defsearch.dutch.written_apart import split_verbs, words_written_apart
from defsearch.errors import IndexDamagedError
from defsearch.index.doc_store import StoredRelease
from defsearch.index.fields import (
    APART_MARK,
    CAPITALS_MARK,
    PARAGRAPH_GAP,
    SPLIT_MARK,
    UNIT_MARK,
    forms_field,
    stems_field,
)
from defsearch.index.segment_writer import IndexedForm, add_posting, first_position

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from defsearch.dutch.analysis import Analysis
    from defsearch.index.segment_writer import SegmentWriter
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.source_files import IndexedFile
    from defsearch.releases.release import Release


class FormAnalyzer(Protocol):
    """An analyzer of single forms."""

    def analyze(self, form: str) -> Analysis:
        """Return the lemma, stem and parts of a form."""


def make_dutch_analyzer(*, many: bool) -> FormAnalyzer:
    """Return the analyzer of Dutch; ``many`` forms are worth the time to load the whole word list."""
    # Most runs find no new word, and need neither the stemmer nor the word list.
    from defsearch.dutch.analyzer import Analyzer
    from defsearch.dutch.wordlist import WordList

    words = WordList()
    return Analyzer(words.load() if many else words)


class AnalyzerFactory(Protocol):
    """A function that makes an analyzer when the first new form is found."""

    def __call__(self, *, many: bool) -> FormAnalyzer:
        """Return an analyzer for few forms, or for ``many``."""


# A capital after a lower-case letter, a digit or a comma, and a space: then it does not start a sentence.
_INSIDE_SENTENCE = re.compile(r"[A-ZÀ-ÖØ-Þ](?<=[a-zß-öø-ÿ0-9,] .)\w*")


class DocumentIndexer:
    """An indexer that adds releases to segments.

    ``known`` returns the analysis that the index already has of a form; ``new`` collects the analyses of other forms.
    """

    def __init__(self, known: Callable[[str], Analysis | None], analyzer: Callable[[], FormAnalyzer]) -> None:
        self._known = known
        self.new: dict[str, Analysis] = {}
        self._analyzer = analyzer
        self._others: dict[str, Analysis] = {}
        self._by_token: dict[str, IndexedForm] = {}
        self._by_form: dict[str, IndexedForm] = {}

    def forms(self) -> set[str]:
        """Return the forms and subwords of all added releases."""
        return {text for entry in self._by_form.values() for text in (entry.form, *entry.subwords)}

    def add(self, release_id: str, path: str, release: Release, segment: SegmentWriter) -> None:
        """Add one release to ``segment``."""
        number = len(segment.documents)
        body = release.body
        texts = [body[part.start : part.end] for part in release.paragraphs]
        headings = [text for part, text in zip(release.paragraphs, texts, strict=True) if part.is_heading]
        lengths = (
            self._add_field(segment, "title", number, [] if release.title_is_derived else [release.title]),
            self._add_field(segment, "heading", number, headings),
            self._add_field(segment, "body", number, texts),
        )
        segment.add(
            StoredRelease(
                id=release_id,
                path=path,
                date=release.date,
                title=release.title,
                body=body,
                paragraphs=release.paragraphs,
                date_source=release.date_source,
                title_is_derived=release.title_is_derived,
                url=release.url,
            ),
            lengths,
        )

    def _add_field(self, segment: SegmentWriter, field: str, number: int, texts: Sequence[str]) -> int:
        """Add the terms of one field and return its length in subwords."""
        by_token, occurrences = self._by_token, segment.occurrences[field]
        words: set[str] = set()
        length = 0
        position = first_position(number)
        for text in texts:
            start = position
            for tokens in token_batches(text):
                for token in tokens:
                    entry = by_token.get(token) or self._entry(token)
                    occurrences[entry].append(position)
                    position += entry.width
                words.update(tokens)
            length += position - start
            position += PARAGRAPH_GAP
        self._add_written_apart(segment, field, number, texts)
        if field == "body":
            self._add_capitalized(segment, number, texts, words)
        return length

    def _add_written_apart(
        self, segment: SegmentWriter, field: str, number: int, texts: Iterable[str]
    ) -> None:
        """Add the stems of the words that the texts write apart, and of the verbs that they split."""
        forms = Counter(
            (mark, word.form)
            for text in texts
            for mark, words in (
                (APART_MARK, words_written_apart(text, lambda form: self._analysis_of_other(form).parts)),
                (SPLIT_MARK, split_verbs(text)),
            )
            for word in words
        )
        terms: Counter[str] = Counter()
        for (mark, form), count in forms.items():
            terms[mark + self._analysis_of_other(form).stem] += count
        postings = segment.fields[stems_field(field)]
        for term, count in terms.items():
            add_posting(postings, term, number, count)

    def _add_capitalized(
        self, segment: SegmentWriter, number: int, texts: Iterable[str], words: set[str]
    ) -> None:
        """Mark the forms that a release writes with a capital only. A query then tells names from common words."""
        inside = Counter(match[0] for text in texts for match in _INSIDE_SENTENCE.finditer(text))
        counts: dict[str, int] = {}
        for word in words:
            lower = word.lower()
            if word[0].isupper() and word.isalpha() and lower not in words and lower not in STOP_WORDS:
                form = self._by_token[word].form
                counts[form] = counts.get(form, 1) + inside[word]
        stems = segment.fields[stems_field("body")]
        for form, count in counts.items():
            add_posting(stems, CAPITALS_MARK + form, number, count)

    def _entry(self, text: str) -> IndexedForm:
        token = normalize_token(text)
        entry = self._by_form.get(token.form)
        if entry is None:
            analysis = self._analysis(token.form)
            subwords = tuple(subword.form for subword in token.subwords) if len(token.subwords) > 1 else ()
            for subword in subwords:
                self._analysis(subword)
            part_stems = tuple(stem for stem in analysis.part_stems() if stem != analysis.stem)
            entry = self._by_form[token.form] = IndexedForm(token.form, analysis.stem, part_stems, subwords)
        if is_acronym(text):
            lower, entry = entry, IndexedForm(entry.form, entry.stem, (), ())
            entry.lower = lower
        self._by_token[text] = entry
        return entry

    def _analysis(self, form: str) -> Analysis:
        analysis = self.new.get(form) or self._known(form)
        if analysis is None:
            analysis = self.new[form] = self._analyzer().analyze(form)
        return analysis

    def _analysis_of_other(self, form: str) -> Analysis:
        """Return the analysis of a form that the vocabulary does not get, because it may be no form of a release."""
        analysis = self.new.get(form) or self._known(form) or self._others.get(form)
        if analysis is None:
            analysis = self._others[form] = self._analyzer().analyze(form)
        return analysis


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
    for text in texts:
        token = normalize_token(text)
        yield token.form
        if len(token.subwords) > 1:
            yield from (subword.form for subword in token.subwords)


def _is_used(index: IndexSnapshot, deleted: dict[str, set[int]], form: str) -> bool:
    """Return whether a release that is not deleted contains a form; sub-headings are part of the body."""
    terms = [text.encode("utf-8", "surrogatepass") for text in (form, UNIT_MARK + form)]
    for field in (forms_field("body"), forms_field("title")):
        for term in terms:
            for segment in index.segments:
                found = segment.terms.postings(field, term)
                if found is not None and not deleted[segment.name].issuperset(found.ids):
                    return True
    return False
