"""Explaining a search: what each word of the query matches, and which of those forms each hit contains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token
from defsearch.index.segment import APART_MARK, CAPITALS_MARK, SPLIT_MARK, forms_field, stems_field
from defsearch.query.ast import format_ast
from defsearch.records import NamedTuple
from defsearch.search.plan import APART, FORMS, PARTS, SPLIT, MatchKind, PhraseVariant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.dutch.analysis import Part
    from defsearch.query.ast import Span
    from defsearch.search.executor import MatchResult, QueryExecutor
    from defsearch.search.plan import TermGroup, TermVariant
    from defsearch.search.results import SearchRequest

_CLOSENESS = {kind: place for place, kind in enumerate(MatchKind)}


class ReachedForm(NamedTuple):
    """A form in the index that a query word matches, how it matches, and how many releases contain it."""

    form: str
    how: MatchKind
    releases: int


class ExplainedWord(NamedTuple):
    """What one word of the query matches. ``forms`` are closest first, then by number of releases.

    ``lemma`` and ``stem`` are None where they are not used (``=word``, patterns, fuzzy words). ``note`` is a remark
    such as "not in the archive". ``other_words`` are the stems of other words of which it is a form (``namen``: naam).
    """

    text: str
    span: Span
    form: str
    lemma: str | None = None
    stem: str | None = None
    parts: tuple[str, ...] = ()
    other_words: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    forms: tuple[ReachedForm, ...] = ()
    releases: int = 0
    note: str | None = None


class ExplainedHit(NamedTuple):
    """One hit of the page. ``matched`` are the words of the explanation with their forms in the hit."""

    rank: int
    id: str
    matched: tuple[tuple[str, tuple[str, ...]], ...]


class Explanation(NamedTuple):
    """Why a query finds what it finds. ``understood`` is the AST in words: one indented line a node."""

    query: str
    understood: tuple[str, ...]
    words: tuple[ExplainedWord, ...]
    hits: tuple[ExplainedHit, ...] = ()
    total: int = 0
    notices: tuple[str, ...] = ()


def explain(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, page: Iterable[tuple[int, int]]
) -> Explanation:
    """Return the explanation of one search. ``page`` is the rank and document id of each hit."""
    explained = [_word(executor, found, group) for group in found.plan.groups]
    hits = tuple(
        ExplainedHit(
            rank,
            executor.reader.id(doc_id),
            tuple(
                (word.text, tuple(map(_shown, forms)))
                for word, docs in explained
                if (forms := tuple(one.form for one in word.forms if doc_id in docs[one.form]))
            ),
        )
        for rank, doc_id in page
    )
    return Explanation(
        query=request.query,
        understood=tuple(format_ast(found.tree)),
        words=tuple(
            word._replace(forms=tuple(one._replace(form=_shown(one.form)) for one in word.forms))
            for word, _ in explained
        ),
        hits=hits,
        total=len(found.hits),
        notices=found.notices,
    )


def _word(
    executor: QueryExecutor, found: MatchResult, group: TermGroup
) -> tuple[ExplainedWord, dict[str, set[int]]]:
    """Return the explanation of a term group, and for each form or phrase that it reaches the documents with it."""
    kinds: dict[str, MatchKind] = {}
    for variant in group.terms:
        if variant.kind == FORMS:
            forms = [variant.term]
        elif variant.kind == APART:
            forms = [APART_MARK + variant.term]
        elif variant.kind == SPLIT:
            forms = [SPLIT_MARK + variant.term]
        elif variant.kind == PARTS:
            forms = executor.vocabulary.forms_with_part(variant.term)
        else:
            forms = executor.vocabulary.forms_of_stem(variant.term)
        for form in forms:
            kinds.setdefault(form, _kind(executor, variant, form))
    docs = {form: set().union(*_ids(executor, form)) for form in kinds}
    for match in found.matcher.group(group).term_matches:
        if match.phrase is not None:
            form = _text_of(match.phrase)
            kinds.setdefault(form, match.how)
            docs.setdefault(form, set()).update(match.ids)
    reached = [ReachedForm(form, how, len(docs[form])) for form, how in kinds.items() if docs[form]]
    reached.sort(key=lambda one: (_CLOSENESS[one.how], -one.releases, one.form))
    is_stemmed = any(variant.how is MatchKind.STEM for variant in group.terms)
    form = normalize_token(group.text) if is_stemmed else group.text
    analysis = executor.analyzer.analysis(form) if is_stemmed else None
    releases = len(found.matcher.docs(group))
    word = ExplainedWord(
        text=group.text,
        span=group.span,
        form=form,
        lemma=analysis.lemma if analysis else None,
        stem=analysis.stem if analysis else None,
        parts=tuple(part.stem for part in analysis.parts if not _is_whole(part, form)) if analysis else (),
        other_words=tuple(part.stem for part in analysis.parts if _is_whole(part, form)) if analysis else (),
        synonyms=tuple(
            [variant.term for variant in group.terms if variant.how is MatchKind.SYNONYM]
            + [_text_of(phrase) for phrase in group.phrases if phrase.how is MatchKind.SYNONYM]
        ),
        forms=tuple(reached),
        releases=releases,
        note=None if releases else _absence(executor, group),
    )
    return word, docs


def _absence(executor: QueryExecutor, group: TermGroup) -> str:
    """Return why a term group matches no release; for a phrase, which of its words are nowhere."""
    if group.terms or len(group.phrases) != 1:
        return "not in the archive"
    words = [element[0] for element in group.phrases[0].elements]
    absent = [word for word in words if not any(_ids(executor, word))]
    if absent:
        return f"not in the archive: {', '.join(dict.fromkeys(absent))}"
    return "its words are in the archive, but never together like this"


def _kind(executor: QueryExecutor, variant: TermVariant, form: str) -> MatchKind:
    """Return how a form matches: a part that spans it is no part, but another word of which it is a form."""
    parts = executor.analyzer.analysis(form).parts if variant.kind == PARTS else ()
    is_other_word = any(part.stem == variant.term and _is_whole(part, form) for part in parts)
    return MatchKind.STEM if is_other_word else variant.how


def _is_whole(part: Part, form: str) -> bool:
    return part.end - part.start == len(form)


def _shown(form: str) -> str:
    """Return a form as people write it: an acronym in capitals."""
    if form.startswith(CAPITALS_MARK):
        return form.removeprefix(CAPITALS_MARK).upper()
    if form.startswith(SPLIT_MARK):
        return f"{form.removeprefix(SPLIT_MARK)} (in two parts)"
    if form.startswith(APART_MARK):
        stem = form.removeprefix(APART_MARK)
        return f"{stem} (as a noun)" if stem in STOP_WORDS else f"{stem} (written apart)"
    return form


def _text_of(phrase: PhraseVariant) -> str:
    return " ".join(element[0] for element in phrase.elements)


def _ids(executor: QueryExecutor, form: str) -> Iterable[Sequence[int]]:
    """Return the ids of the documents that contain ``form``, by field."""
    name = stems_field if form.startswith((APART_MARK, SPLIT_MARK)) else forms_field
    return (executor.reader.postings(name(field), form).ids for field in ("title", "body"))
