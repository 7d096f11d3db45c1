"""What is offered if a search finds little: queries in other spellings, and releases with some of the words.

Words that may be typing errors are replaced by similar words of the archive, and each new query is tried before. Stop
words and words that look like a date (``dit weekend``) are no errors. A query is never changed silently: a suggestion
is a query to type, with the number of releases that it finds.

Near misses fill the first page below the hits, in the order of a search for any of the words. They are never hits: the
total does not count them. Where a word is in no release, those of its best spelling come first.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import islice
from operator import and_
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import COMMON_WORDS, STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token
from defsearch.errors import QueryError
from defsearch.index.segment import forms_field
from defsearch.query.ast import And, DateOrWords, FieldScope, Or, Phrase, Word
from defsearch.search.plan import Conjunction, DateRange, Disjunction, TermGroup
from defsearch.search.query_analyzer import fuzzy_forms
from defsearch.search.reader import docs_added
from defsearch.search.results import SearchResult, Sort, Suggestion

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection, Iterator

    from defsearch.query.ast import Node, Span
    from defsearch.search.executor import MatchResult, QueryExecutor
    from defsearch.search.plan import PlanNode
    from defsearch.search.results import SearchRequest

_MAX_SUGGESTIONS = 3
_MAX_REPLACEMENTS = 6  # tried for each unknown word
_MAX_WORDS = 16  # that are looked up
_MAX_TRIES = 12
_MAX_TERMS = 20_000  # of a query and all that is tried for it, together; one is tried in any case
_SHORT = 4  # letters: a word this short is within two edits of half the dictionary
# A word in few releases may be a typing error that they share, if it is long and a similar one is in many more.
_LONG = 6  # letters
_RARE = 2  # releases
_TIMES_MORE = 5


def empty_result(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> SearchResult:
    """Return the result of a search without hits: what could be typed instead."""
    return SearchResult(
        request=request,
        total=0,
        hits=(),
        notices=found.notices,
        read_as=found.read_as,
        suggestions=suggestions(executor, found, request, today),
        some_words=some_words(executor, found, request, today),
        without_period=without_period(executor, found, request, today),
    )


def suggestions(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> tuple[Suggestion, ...]:
    """Return at most three queries that find something, and more than the typed one, the likeliest first.

    All unknown words are replaced at once: each by its likeliest replacement, one at a time by its others.
    """
    offered: dict[str, Suggestion] = {}
    for tried, query in enumerate(islice(_spellings(executor, found, request.query), _MAX_TRIES)):
        if len(offered) == _MAX_SUGGESTIONS or (tried and executor.terms > _MAX_TERMS):
            break
        if query in offered:
            continue
        try:
            total = len(executor.execute(request._replace(query=query), today, score=False).hits)
        except QueryError:
            continue  # the new query may be refused, such as a pattern with too many forms
        if total > len(found.hits):
            offered[query] = Suggestion(query, total)
    return tuple(offered.values())


def best_spelling(executor: QueryExecutor, found: MatchResult, result: SearchResult) -> str | None:
    """Return the likeliest spelling that finds something, or else the likeliest one; None if nothing is misspelt."""
    spellings = list(islice(_spellings(executor, found, result.request.query, errors_only=True), _MAX_TRIES))
    offered = {one.query for one in result.suggestions}
    return next((one for one in spellings if one in offered), spellings[0] if spellings else None)


def _spellings(
    executor: QueryExecutor, found: MatchResult, query: str, *, errors_only: bool = False
) -> Iterator[str]:
    """Yield the query in other spellings, the likeliest first.

    Where a word is in no release, the first one keeps the others: a rare word may be no error. A word that no release
    has and that is spelled right is no error: ``errors_only`` keeps it, and the first ones do if another word is.
    """
    unknown: list[tuple[Span, list[str]]] = []
    rare: list[tuple[Span, list[str]]] = []
    correct: list[tuple[Span, list[str]]] = []
    for word, form in _spelt_words(found):
        start, end = word.span
        before = query[start:end].removesuffix(word.text)  # a field or an equals sign
        if not _occurs(executor, found, word):
            similar = _known(executor, _similar_forms, form)
            others = correct if similar and executor.analyzer.is_correct(form) else unknown
        elif not word.exact and _is_rare(found, word):
            similar, others = _known(executor, _more_common_forms, form), rare
        else:
            continue
        if similar:
            others.append((word.span, [before + one for one in similar[:_MAX_REPLACEMENTS]]))
    likeliest = {span: texts[0] for span, texts in unknown or rare or correct}
    changed = unknown + rare + ([] if errors_only else correct)
    for changes in ({**likeliest, span: text} for span, texts in changed for text in texts):
        respelled = query
        for start, end in sorted(changes, reverse=True):
            respelled = f"{respelled[:start]}{changes[start, end]}{respelled[end:]}"
        yield respelled


def some_words(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> int | None:
    """Return how many releases match any of the words; None for a query with fewer than two term groups."""
    if len(found.plan.groups) < 2 or request.any_word:
        return None
    try:
        return len(executor.execute(request._replace(any_word=True), today, score=False).hits)
    except QueryError:
        return None  # a plus has no meaning there


def without_period(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> int | None:
    """Return how many releases match on any day; None when no period was given, as an option or beside the words."""
    root = found.plan.root
    nodes = root.children if isinstance(root, Conjunction) else () if root is None else (root,)
    others = [node for node in nodes if not _is_date(node)]
    if request.period is None and (not others or len(others) == len(nodes)):
        return None
    hits = reduce(and_, map(found.matcher.docs, others), executor.reader.all_docs())
    if request.added:
        hits = hits & docs_added(executor.index, executor.reader, request.added, today)
    return len(hits)


def _is_date(node: PlanNode) -> bool:
    """Whether a part of a query is a date, or free words that were read as one."""
    return isinstance(node, DateRange) or (
        isinstance(node, Disjunction) and isinstance(node.children[0], DateRange)
    )


def _words(node: Node | None) -> Iterator[Word]:
    """Yield the words of a query that are not excluded."""
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Phrase):
        yield from node.words
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from _words(child)
    elif isinstance(node, FieldScope):
        yield from _words(node.child)


def _spelt_words(found: MatchResult) -> Iterator[tuple[Word, str]]:
    """Yield the words that may be misspelt, with their forms: no stop words, and none that reads as a date."""
    for word in islice(_words(found.tree), _MAX_WORDS):
        (start, end), form = word.span, normalize_token(word.text)
        if form not in STOP_WORDS and not any(first <= start and end <= last for first, last in found.dates):
            yield word, form


def _occurs(executor: QueryExecutor, found: MatchResult, word: Word) -> bool:
    """Whether the archive contains the word, in any way that the query asks for."""
    for group in found.plan.groups:
        if group.span == word.span:
            return found.matcher.group(group).doc_freq > 0
    form = normalize_token(word.text)  # a word of a phrase
    return executor.reader.doc_freq(form) > 0 if word.exact else bool(executor.analyzer.same_stem(form))


def _is_rare(found: MatchResult, word: Word) -> bool:
    """Whether so few releases contain a long word that they may share a typing error."""
    return len(word.text) >= _LONG and any(
        group.span == word.span and 0 < found.matcher.group(group).doc_freq <= _RARE
        for group in found.plan.groups
    )


def _known(
    executor: QueryExecutor, compute: Callable[[QueryExecutor, str], list[str]], form: str
) -> list[str]:
    """Return what ``compute`` gives for ``form``; the whole vocabulary is searched for it once."""
    known, key = executor.similar_forms, (compute.__name__, form)
    if key not in known:
        known[key] = compute(executor, form)
    return known[key]


def _more_common_forms(executor: QueryExecutor, form: str) -> list[str]:
    """Return the forms one edit away, with the same first letter, that are in many times more releases."""
    enough = _TIMES_MORE * _releases_with(executor, form)
    return [
        one
        for one in _ranked(executor, _one_edit_away(executor, form))
        if one[0] == form[0] and _releases_with(executor, one) >= enough
    ]


def _similar_forms(executor: QueryExecutor, form: str) -> list[str]:
    """Return the forms in the index nearest to ``form``, those with its first letter and in most releases first.

    Two edits only where nothing is one edit away, also not from the plural or the singular.
    """
    if len(form) < 2 or form.isdigit():
        return []  # every letter is one edit from every other, and a year is no spelling of another year
    near = _one_edit_away(executor, form)
    if not near and len(form) > _SHORT:
        for other in (f"{form}en", f"{form}s", form.removesuffix("en"), form.removesuffix("s")):
            near |= _one_edit_away(executor, other)
        near = near or _two_edits_away(executor, form)
    ranked = _ranked(executor, near)
    return [one for one in ranked if one[0] == form[0]] + [one for one in ranked if one[0] != form[0]]


def _ranked(executor: QueryExecutor, forms: Collection[str]) -> list[str]:
    """Return the forms without stop words, those in most releases first, one for each stem."""
    telling = (one for one in forms if one not in STOP_WORDS)
    by_stem: dict[str, str] = {}
    for _, one in sorted((-_releases_with(executor, one), one) for one in telling):
        by_stem.setdefault(executor.analyzer.stem(one), one)  # a search for one finds its inflections too
    return list(by_stem.values())


def _releases_with(executor: QueryExecutor, form: str) -> int:
    """Return how many releases contain a word in any inflection."""
    doc_ids: set[int] = set()
    for one in executor.analyzer.same_stem(form):
        for field in ("title", "body"):
            doc_ids.update(executor.reader.postings(forms_field(field), one).ids)
    return len(doc_ids)


def _one_edit_away(executor: QueryExecutor, form: str) -> set[str]:
    """Return the other forms that differ by one letter, by two letters that changed places, or by ij for y."""
    variants = {f"{form[:at]}{form[at + 1]}{form[at]}{form[at + 2 :]}" for at in range(len(form) - 1)}
    variants |= {form.replace("ij", "y"), form.replace("y", "ij")}
    near = {one for one in variants if executor.vocabulary.get(one) is not None}
    return near.union(one for one, _ in fuzzy_forms(executor.vocabulary, form, 1)) - {form}


def _two_edits_away(executor: QueryExecutor, form: str) -> set[str]:
    """Return the other forms within two edits; only those with the same first letter where an edit is a swap."""
    near = {one for one, _ in fuzzy_forms(executor.vocabulary, form, 2)}
    letters, distinct = Counter(form), set(form)
    # Two edits of which one is a swap change at most one letter: most forms need no comparison.
    lengths = range(len(form) - 1, len(form) + 2)
    for one, _ in executor.vocabulary.forms_containing(f"\n{form[0]}", lengths):
        if (
            len(distinct.difference(one)) <= 1  # rejects nearly all, at a tenth of the time
            and (letters - Counter(one)).total() <= 1
            and _edits(form, one) <= 2
        ):
            near.add(one)
    return near - {form}


def _edits(one: str, other: str) -> int:
    """Return the number of edits between two words; a swap of adjacent letters is one edit."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, against in enumerate(other, 1):
            edits = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != against))
            if at > 1 < place and letter == other[place - 2] and against == one[at - 2]:
                edits = min(edits, earlier[place - 2] + 1)
            row.append(edits)
    return row[-1]


MAX_RANK = 10  # a page is filled up to here
_SENTENCE_LENGTH = 5  # words
_QUESTION_WORDS = frozenset(("hoe", "hoeveel", "hoelang", "how", "what", "when", "where", "who", "why"))


def near_misses(
    executor: QueryExecutor,
    found: MatchResult,
    result: SearchResult,
    today: datetime.date,
) -> tuple[str | None, list[tuple[SearchRequest, MatchResult]]]:
    """Return the query that is shown instead of the typed one, if any, and the searches that fill the page."""
    request = result.request
    wanted = min(request.limit, MAX_RANK) - result.total
    is_first_page = request.page == 1 and request.sort is Sort.RELEVANCE
    if wanted <= 0 or not is_first_page or not _is_plain(found.tree, exact=request.exact):
        return None, []
    if result.total and sum(1 for _ in _groups(found.plan.root)) < 2:
        return None, []  # a search for any of one word finds the same
    respelled = None if result.total else best_spelling(executor, found, result)
    searches: list[tuple[SearchRequest, MatchResult]] = []
    request = request._replace(query=respelled or request.query, limit=wanted)
    try:
        if respelled is not None:
            found = executor.execute(request, today)
            searches.append((request, found))
        request = request._replace(any_word=True, limit=wanted - len(found.hits) if respelled else wanted)
        if request.limit > 0 and not result.request.any_word:
            searches.append((request, executor.execute(request, today, after=found)))
    except QueryError:  # the best spelling may be refused, and + has no meaning here
        return None, []
    return respelled, searches


def missing_words(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, doc_id: int
) -> tuple[str, ...]:
    """Return the words of the query that a near miss does not contain, in the order in which they were typed.

    In a question or a long query, common words do not count.
    """
    groups = list(_groups(found.plan.root))
    matching = [group.span for group in groups if found.matcher.is_match(group, doc_id)]
    words = [one for one in groups if not any(_is_part(other.span, one.span) for other in groups)]
    missing = [
        one.text
        for one in words
        if not any(span[0] <= one.span[0] and one.span[1] <= span[1] for span in matching)
    ]
    first = normalize_token(words[0].text) if words else ""
    if len(words) >= _SENTENCE_LENGTH or request.query.rstrip().endswith("?") or first in _QUESTION_WORDS:
        missing = [text for text in missing if not _is_common(executor, normalize_token(text))]
    return tuple(dict.fromkeys(missing))


def _is_common(executor: QueryExecutor, form: str) -> bool:
    return form in _QUESTION_WORDS or executor.analyzer.analysis(form).lemma in COMMON_WORDS


def _is_part(inner: Span, outer: Span) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]


def _is_plain(tree: Node | None, *, exact: bool) -> bool:
    """Whether a query has nothing but words and dates side by side."""
    nodes = [tree]
    for node in nodes:
        if isinstance(node, Or) and all(isinstance(child, DateOrWords) for child in node.children):
            continue
        if isinstance(node, And) and node.implicit:
            nodes += node.children  # a compound is split into words
    return any(isinstance(node, Word) for node in nodes) and all(
        node.exact is exact if isinstance(node, Word) else isinstance(node, And | DateOrWords)
        for node in nodes
    )


def _groups(node: PlanNode | None) -> Iterator[TermGroup]:
    """Yield the term groups of a plan, without the words of its dates: a period is never missing."""
    if isinstance(node, TermGroup):
        yield node
    elif isinstance(node, Conjunction) or (
        isinstance(node, Disjunction) and not isinstance(node.children[0], DateRange)
    ):
        for child in node.children:
            yield from _groups(child)
