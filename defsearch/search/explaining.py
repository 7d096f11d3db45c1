"""Why a query finds what it finds: what each word became, which forms it reaches, which of them a hit holds."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from defsearch.search.describe import describe
from defsearch.search.plan import FORMS, PARTS, PhraseWay, Reach, concepts
from defsearch.search.values import ExplainedHit, ExplainedWord, Explanation, ReachedForm
from defsearch.store.fields import forms_field

if TYPE_CHECKING:
    from defsearch.search.finding import Finder, Found
    from defsearch.search.plan import Concept
    from defsearch.search.request import SearchRequest

_ZONES = ("title", "body")
_CLOSENESS = {reach: place for place, reach in enumerate(Reach)}


def explain(
    finder: Finder, found: Found, request: SearchRequest, numbers: list[int], first_rank: int
) -> Explanation:
    """The explanation of one search; ``numbers`` are the hits of its page, the first of rank ``first_rank``."""
    named = concepts(found.plan.root)
    words = tuple(_word(finder, found, concept) for concept in named)
    hits = tuple(
        ExplainedHit(
            rank,
            finder.corpus.id(number),
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
        understood=tuple(describe(found.tree)),
        words=words,
        hits=hits,
        total=len(found.hits),
        notices=found.notices,
    )


def _word(finder: Finder, found: Found, concept: Concept) -> ExplainedWord:
    reached: dict[str, Reach] = {}
    for way in concept.terms:
        if way.kind == FORMS:
            forms = [way.term]
        elif way.kind == PARTS:
            forms = finder.lexicon.forms_with_part(way.term)
        else:
            forms = finder.lexicon.forms_of_stem(way.term)
        for form in forms:
            reached.setdefault(form, way.how)
    for phrase in concept.phrases:
        reached.setdefault(_shown(phrase), phrase.how)
    forms_reached = [
        ReachedForm(form, how, releases)
        for form, how in reached.items()
        if (releases := finder.corpus.holders(form))
    ]
    forms_reached.sort(key=lambda one: (_CLOSENESS[one.how], -one.releases, one.form))
    is_stemmed = any(way.how is Reach.STEM for way in concept.terms)
    word = finder.words.read(concept.text) if is_stemmed else None
    return ExplainedWord(
        text=concept.text,
        span=concept.span,
        form=word.form if word else concept.text,
        lemma=word.analysis.lemma if word else None,
        stem=word.analysis.stem if word else None,
        parts=tuple(part.stem for part in word.analysis.parts) if word else (),
        synonyms=tuple(
            [way.term for way in concept.terms if way.how is Reach.SYNONYM]
            + [_shown(phrase) for phrase in concept.phrases if phrase.how is Reach.SYNONYM]
        ),
        forms=tuple(forms_reached),
        releases=len(found.matching.releases(concept)),
        note=None if found.matching.releases(concept) else "not in the archive",
    )


def _shown(phrase: PhraseWay) -> str:
    return " ".join(element[0] for element in phrase.elements)


def _holds(finder: Finder, form: str, number: int) -> bool:
    for zone in _ZONES:
        ids = finder.corpus.postings(forms_field(zone), form).ids
        at = bisect_left(ids, number)
        if at < len(ids) and ids[at] == number:
            return True
    return False
