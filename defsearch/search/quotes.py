"""Searching quotations: who said what, and when. The side index of quotations answers, as an index of releases does.

Speakers are found as people type them: a surname, a name with or without tussenvoegsels, a role and a name. Two names
are compatible if they have the same surname and no first names that differ: *Ank Bijleveld*, *A. Bijleveld*,
*Bijleveld* and *Ank Bijleveld-Schouten*. If no name has the surname as typed, one that sounds the same counts:
*Zelenski*, *Zelensky*.

Not here: when the side index is made (``defsearch.ingest``), how a name is found in a release (``defsearch.quotes``).
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from defsearch.dutch.synonyms import synonyms_loader
from defsearch.dutch.tokenizer import fold
from defsearch.errors import IndexDamagedError, IndexMismatchError, NoIndexError
from defsearch.index.doc_store import UNDATED, newest_first, period_of_value
from defsearch.index.quote_index import (
    MARKED_FIELD,
    ROLE_MARK,
    SPEAKER_MARK,
    belongs_to,
    has_quotes,
    names_with_mark,
    quotes_folder,
    release_id_of,
    stored_quote,
)
from defsearch.index.snapshot import current_state, open_snapshot
from defsearch.quotes.lexicon import role_head
from defsearch.records import NamedTuple
from defsearch.search.executor import QueryExecutor
from defsearch.search.highlighter import HighlighterCache
from defsearch.search.scoring import collect_top

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Self

    from defsearch.dates.period import Period
    from defsearch.index.quote_index import StoredQuote
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.query.ast import Span
    from defsearch.search.executor import MatchResult
    from defsearch.search.highlighter import Highlighter
    from defsearch.search.results import Per, SearchRequest, Suggestion

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PARTICLES = frozenset({
    "aan", "af", "al", "auf", "bij", "d", "da", "de", "degli", "dei", "del", "della", "den", "der", "des",
    "di", "do", "dos", "du", "el", "ibn", "in", "l", "la", "le", "les", "lo", "op", "of", "over", "t", "te",
    "ten", "ter", "to", "uit", "uyt", "v", "van", "vanden", "vander", "ver", "von", "voor", "zu", "zum", "zur",
})  # fmt: skip
# Spellings of one sound, the longer first.
_SOUNDS = (
    ("sch", "s"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("ch", "g"), ("sz", "s"), ("ij", "i"), ("ei", "i"),
    ("ey", "i"), ("ou", "u"), ("oe", "u"), ("ae", "a"), ("dt", "t"), ("ie", "i"), ("ks", "x"), ("y", "i"), ("j", "i"),
    ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_SHORTEST_FORM = 3  # letters of a first name
_MAX_SUGGESTIONS = 5
_SIMILAR = 0.7


def speakers_like(typed: str, names: Sequence[str], roles: Callable[[], Mapping[str, set[str]]]) -> set[str]:
    """Return those of ``names`` that a typed name means; none if it means nobody.

    ``roles`` returns the speakers of each role; it is only called if a role was typed.
    """
    words = _words(typed)
    role = list(takewhile(lambda word: role_head(word.lower()) is not None, words))
    found = _with_name(words[len(role) :] or words, names)
    if not role or (found and len(role) == len(words)):
        return found
    # Without a name, all of it is a role: staatssecretaris van Defensie.
    wanted = {fold(word) for word in (role if found else words)}
    in_role = {
        name
        for one, speakers in roles().items()
        if wanted <= {fold(word) for word in _words(one)}
        for name in speakers
    }
    # Many quotations name no role: a role that no speaker of this name has is read over.
    return (found & in_role or found) if found else in_role


def similar_speakers(typed: str, names: Iterable[str]) -> list[str]:
    """Return the names most similar to a typed one that means nobody, the most similar first."""
    by_word: dict[str, str] = {}
    for name in names:
        for word in (fold(name), *_name_words(_words(name))):
            by_word.setdefault(word, name)
    wanted = [fold(typed), *_name_words(_words(typed))[-1:]]
    found = [
        by_word[word]
        for one in wanted
        for word in get_close_matches(one, by_word, _MAX_SUGGESTIONS, _SIMILAR)
    ]
    return list(dict.fromkeys(found))[:_MAX_SUGGESTIONS]


def completions(typed: str, names: Iterable[str]) -> list[str]:
    """Return the words of names that begin with ``typed``, sorted: a shell completes one word at a time."""
    start = fold(typed)
    words = {word for name in names for word in _words(name) if fold(word).startswith(start)}
    return sorted(word for word in words if fold(word) not in _PARTICLES)


def _words(name: str) -> list[str]:
    return _WORD.findall(name)


def _name_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a name without tussenvoegsels, folded; all of them if there are no others."""
    folded = [fold(word) for word in words]
    return tuple(word for word in folded if word not in _PARTICLES) or tuple(folded)


def _with_name(typed: Iterable[str], names: Sequence[str]) -> set[str]:
    """Return the names that are compatible with the typed one: as spelled, else by sound, else by any word."""
    wanted = _name_words(typed)
    if not wanted:
        return set()
    split = [(name, words) for name in names if (words := _name_words(_words(name)))]
    found = {name for name, words in split if _is_compatible(wanted, words)}
    if not found:
        sounds = tuple(map(_sound, wanted))
        found = {name for name, words in split if _is_compatible(sounds, tuple(map(_sound, words)))}
    return found or {name for name, words in split if set(wanted) <= set(words)}


def _is_compatible(typed: Sequence[str], name: Sequence[str]) -> bool:
    """Return whether two names can be one person's, given their words."""
    if not _is_same_surname(typed[-1], name[-1]):
        return False
    shorter, longer = sorted((typed[:-1], name[:-1]), key=len)
    return all(any(_is_same_first_name(one, other) for other in longer) for one in shorter)


def _is_same_surname(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _is_same_first_name(one: str, other: str) -> bool:
    """Return whether two first names can be one: an initial, a short form (Rob, Robert), another spelling."""
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    shorter, longer = sorted((_sound(one), _sound(other)), key=len)
    return longer.startswith(shorter) and len(shorter) >= _SHORTEST_FORM


@lru_cache(1 << 16)
def _sound(word: str) -> str:
    """Return a spelling that words of about the same sound share: bijleveldt, byleveld."""
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return _DOUBLE.sub(r"\1", word).replace("d", "t")


class QuoteRequest(NamedTuple):
    """A search for quotations. ``search`` is the query; its limit counts quotations.

    ``by`` is a speaker as people type one. With ``anywhere``, the words may be anywhere in the release.
    """

    search: SearchRequest
    by: str | None = None
    anywhere: bool = False


class QuoteHit(NamedTuple):
    """A quotation that matches; ``matches`` are offsets into the text of each of its parts."""

    rank: int
    quote: StoredQuote
    matches: tuple[tuple[Span, ...], ...]


class Speaker(NamedTuple):
    """A speaker: how many quotations, the role that is named most often, the first and the last date."""

    name: str
    role: str | None
    quotes: int
    first: Period | None
    last: Period | None


class QuoteResult(NamedTuple):
    """The first hits of ``total`` quotations.

    ``speakers`` are those that ``by`` means; ``similar`` those that it may mean, if it means nobody.
    """

    request: QuoteRequest
    total: int
    hits: tuple[QuoteHit, ...]
    first: Period | None = None
    last: Period | None = None
    notices: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


class QuotesPer(NamedTuple):
    """The number of quotations in each period, and of those that are in none: their date is not exact enough."""

    per: Per
    periods: tuple[tuple[str, int], ...]
    not_counted: int


def open_quotes(index: Path, *, synonyms: Path | None = None) -> QuoteSearcher | None:
    """Open the quotations of ``index``; None if they were never asked for, or another version found them."""
    if not has_quotes(index):
        return None
    try:
        return QuoteSearcher(index, open_snapshot(quotes_folder(index)), synonyms=synonyms)
    except (NoIndexError, IndexMismatchError, IndexDamagedError):
        return None


class QuoteSearcher:
    """Answers requests on one state of the quotations. Close it, or use it as a context manager."""

    def __init__(self, index: Path, quotes: IndexSnapshot, *, synonyms: Path | None = None) -> None:
        self._folder = index
        self._index = quotes
        self._synonyms = synonyms
        self._executor = QueryExecutor(quotes, synonyms_loader(synonyms))
        self._reader = self._executor.reader

    def is_current(self) -> bool:
        """Return whether these are the quotations of the present state of the index."""
        return belongs_to(self._index, current_state(self._folder))

    def search(self, request: QuoteRequest, today: datetime.date) -> QuoteResult:
        """Return the first quotations that match.

        Raises:
            QueryError: the query cannot be understood.
        """
        names = self._named(request.by)
        if request.by is not None and not names:
            similar = tuple(similar_speakers(request.by, names_with_mark(self._index, SPEAKER_MARK)))
            return QuoteResult(request, 0, (), similar=similar)
        found, shown = self._execute(request, names, today, score=True)
        search = request.search
        first, last = self._reader.date_range(found.hits)
        page = collect_top(
            self._reader, found.scores or found.hits, search.limit, sort=search.sort, scores=found.scores
        )
        queries: tuple[Suggestion, ...] = ()
        if not found.hits and search.query and request.by is None and not request.anywhere:
            from defsearch.search.suggest import suggestions  # most searches find something

            queries = suggestions(self._executor, found, search, today)
        return QuoteResult(
            request,
            len(found.hits),
            self._hits(shown, page),
            first,
            last,
            found.notices or shown.notices,
            tuple(sorted(names)),
            suggestions=queries,
        )

    def speakers(self, request: QuoteRequest, today: datetime.date) -> list[Speaker]:
        """Return the speakers of the quotations that match, those with the most quotations first."""
        found, _ = self._execute(request, self._named(request.by), today)
        dates = self._reader.doc_values("date")
        roles = self._documents_by(ROLE_MARK)
        role_of: dict[int, str] = {doc_id: role for role, ids in roles.items() for doc_id in ids}
        speakers = []
        for name, ids in self._documents_by(SPEAKER_MARK).items():
            hits = [doc_id for doc_id in ids if doc_id in found.hits]
            if not hits:
                continue
            known = [dates[doc_id] for doc_id in hits if dates[doc_id] != UNDATED]
            named = Counter(role_of[doc_id] for doc_id in hits if doc_id in role_of)
            speakers.append(
                Speaker(
                    name,
                    named.most_common(1)[0][0] if named else None,
                    len(hits),
                    period_of_value(min(known)) if known else None,
                    period_of_value(min(known, key=newest_first)) if known else None,
                )
            )
        return sorted(speakers, key=lambda speaker: (-speaker.quotes, speaker.name))

    def per(self, request: QuoteRequest, per: Per, today: datetime.date) -> QuotesPer:
        """Return how many quotations match in each year, month or week."""
        from defsearch.search.timeline import count_dates  # few searches need it

        found, _ = self._execute(request, self._named(request.by), today)
        dates = Counter(map(self._reader.doc_values("date").__getitem__, found.hits))
        periods, not_counted = count_dates(dates, per, request.search.period)
        return QuotesPer(per, tuple(periods), not_counted)

    def headlines_in_body(self, hits: Iterable[QuoteHit]) -> set[int]:
        """Return the ranks of the title's quotations whose words are literally in the body of their release."""
        titles = [hit for hit in hits if hit.quote.parts[0].where == "title"]
        if not titles:
            return set()
        from defsearch.search.searcher import Searcher  # here: only a citation of a title needs it

        with Searcher(open_snapshot(self._folder)) as releases:
            bodies = {hit.rank: releases.release(hit.quote.id).body for hit in titles}
        return {hit.rank for hit in titles if all(part.text in bodies[hit.rank] for part in hit.quote.parts)}

    def complete(self, typed: str) -> list[str]:
        """Return the words of speakers' names that begin with ``typed``."""
        return completions(typed, names_with_mark(self._index, SPEAKER_MARK))

    def _execute(
        self, request: QuoteRequest, names: Iterable[str], today: datetime.date, *, score: bool = False
    ) -> tuple[MatchResult, MatchResult]:
        """Return the quotations that match, and the result whose words are highlighted in them."""
        within = None
        if request.by is not None:
            within = set().union(*(self._documents_of(SPEAKER_MARK, name) for name in names))
        search = request.search
        if not (request.anywhere and search.query):
            found = self._executor.execute(search, today, score=score, within=within)
            return found, found
        with open_snapshot(self._folder) as releases:
            executor = QueryExecutor(releases, synonyms_loader(self._synonyms))
            in_releases = executor.execute(search, today, score=False)
            ids = {executor.reader.id(doc_id) for doc_id in in_releases.hits}
        candidates = self._reader.all_docs() if within is None else within
        within = {doc_id for doc_id in candidates if release_id_of(self._reader.id(doc_id)) in ids}
        rest = search._replace(query="")
        highlighted = self._executor.execute(search._replace(any_word=True), today, score=False)
        found = self._executor.execute(rest, today, score=score, within=within)
        return found._replace(notices=in_releases.notices), highlighted

    def _named(self, typed: str | None) -> set[str]:
        if typed is None:
            return set()
        names = names_with_mark(self._index, SPEAKER_MARK)
        return speakers_like(typed, names, self._speakers_by_role)

    def _speakers_by_role(self) -> Mapping[str, set[str]]:
        name_of = {doc_id: name for name, ids in self._documents_by(SPEAKER_MARK).items() for doc_id in ids}
        return {
            role: {name_of[doc_id] for doc_id in ids if doc_id in name_of}
            for role, ids in self._documents_by(ROLE_MARK).items()
        }

    def _documents_by(self, mark: str) -> dict[str, Iterable[int]]:
        return {name: self._documents_of(mark, name) for name in names_with_mark(self._index, mark)}

    def _documents_of(self, mark: str, name: str) -> Iterable[int]:
        return self._reader.postings(MARKED_FIELD, mark + name).ids

    def _hits(self, found: MatchResult, page: Sequence[int]) -> tuple[QuoteHit, ...]:
        highlighters = HighlighterCache(self._executor.analyzer)
        hits = []
        for rank, doc_id in enumerate(page, 1):
            hits.append(self._hit(found, highlighters.get(found.groups_in(doc_id)), doc_id, rank))
        return tuple(hits)

    def _hit(self, found: MatchResult, highlighter: Highlighter, doc_id: int, rank: int) -> QuoteHit:
        document = self._reader.document(doc_id)
        quote = stored_quote(document)
        phrases = found.matcher.phrases_in(doc_id)
        if document.title_is_derived:
            marked = highlighter.in_body(document.body, document.paragraphs, phrases)
        else:
            marked = highlighter.in_title(document.title, phrases)
        matches = []
        at = 0
        for part in quote.parts:
            end = at + len(part.text)
            inside = ((one.start - at, one.end - at) for one in marked if at <= one.start and one.end <= end)
            matches.append(tuple(inside))
            at = end + len("\n\n")
        return QuoteHit(rank, quote, tuple(matches))

    def close(self) -> None:
        """Close the files."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, where: object) -> None:
        self._index.__exit__(kind, error, where)
