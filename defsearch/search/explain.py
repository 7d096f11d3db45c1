"""Why a query finds what it finds: what each word became, which forms it reaches, which of them a hit holds."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from defsearch.index.fields import forms_field
from defsearch.query.format_ast import format_ast
from defsearch.search.plan import FORMS, PARTS, MatchKind, PhraseVariant, term_groups
from defsearch.search.results import ExplainedHit, ExplainedWord, Explanation, ReachedForm

if TYPE_CHECKING:
    from defsearch.search.executor import MatchResult, QueryExecutor
    from defsearch.search.plan import TermGroup
    from defsearch.search.results import SearchRequest

_ZONES = ("title", "body")
_CLOSENESS = {reach: place for place, reach in enumerate(MatchKind)}


def explain(
    finder: QueryExecutor, found: MatchResult, request: SearchRequest, numbers: list[int], first_rank: int
) -> Explanation:
    """The explanation of one search; ``numbers`` are the hits of its page, the first of rank ``first_rank``."""
    named = term_groups(found.plan.root)
    words = tuple(_word(finder, found, group) for group in named)
    hits = tuple(
        ExplainedHit(
            rank,
            finder.reader.id(number),
            tuple(
                (word.text, held)
                for word in words
                if (held := tuple(one.form for one in word.forms if _holds(finder, one.form, number)))
            ),
        )
        for rank, number in enumerate(numbers, first_rank)
    )
    return Explanation(
        query=request.query,
        understood=tuple(format_ast(found.tree)),
        words=words,
        hits=hits,
        total=len(found.hits),
        notices=found.notices,
    )


def _word(finder: QueryExecutor, found: MatchResult, group: TermGroup) -> ExplainedWord:
    reached: dict[str, MatchKind] = {}
    for variant in group.terms:
        if variant.kind == FORMS:
            forms = [variant.term]
        elif variant.kind == PARTS:
            forms = finder.vocabulary.forms_with_part(variant.term)
        else:
            forms = finder.vocabulary.forms_of_stem(variant.term)
        for form in forms:
            reached.setdefault(form, variant.how)
    for phrase in group.phrases:
        reached.setdefault(_shown(phrase), phrase.how)
    forms_reached = [
        ReachedForm(form, how, releases)
        for form, how in reached.items()
        if (releases := finder.reader.doc_freq(form))
    ]
    forms_reached.sort(key=lambda one: (_CLOSENESS[one.how], -one.releases, one.form))
    is_stemmed = any(variant.how is MatchKind.STEM for variant in group.terms)
    word = finder.words.read(group.text) if is_stemmed else None
    return ExplainedWord(
        text=group.text,
        span=group.span,
        form=word.form if word else group.text,
        lemma=word.analysis.lemma if word else None,
        stem=word.analysis.stem if word else None,
        parts=tuple(part.stem for part in word.analysis.parts) if word else (),
        synonyms=tuple(
            [variant.term for variant in group.terms if variant.how is MatchKind.SYNONYM]
            + [_shown(phrase) for phrase in group.phrases if phrase.how is MatchKind.SYNONYM]
        ),
        forms=tuple(forms_reached),
        releases=len(found.matcher.releases(group)),
        note=None if found.matcher.releases(group) else "not in the archive",
    )


def _shown(phrase: PhraseVariant) -> str:
    return " ".join(element[0] for element in phrase.elements)


def _holds(finder: QueryExecutor, form: str, number: int) -> bool:
    for field in _ZONES:
        ids = finder.reader.postings(forms_field(field), form).ids
        at = bisect_left(ids, number)
        if at < len(ids) and ids[at] == number:
            return True
    return False
