"""Quotations, speakers and their counts, as text for a terminal and as JSON and CSV."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from defsearch.render.formats import SCHEMA_VERSION, limit_value, to_csv, to_json
from defsearch.render.release import date_in_dutch
from defsearch.render.text import (
    DATE,
    FAINT,
    PIPED_WIDTH,
    TITLE,
    Screen,
    Segment,
    Word,
    date_label,
    nothing_found,
    plural,
    shortened,
    visible,
    words,
    wrap,
    wrap_text,
)
from defsearch.render.timeline_text import bar
from defsearch.search.results import ReleaseMatches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.quote_index import StoredQuote
    from defsearch.quotes.quote import Quote
    from defsearch.render.text import CsvStyle
    from defsearch.search.quotes import QuoteHit, QuoteResult, QuotesPer, Speaker

_INDENT = 4
_DATE_WIDTH = 10  # cells
_GAP = "  "
_OMITTED = "[…]"  # between the parts of an interrupted quotation
_HEADLINE = "(headline)"


def quote_lines(result: QuoteResult, screen: Screen) -> Iterator[str]:
    """Draw the line of totals and each quotation."""
    yield from wrap_text(_totals_line(result), screen.text_width)
    for hit in result.hits:
        yield ""
        yield from _quote(hit, screen)


def no_quote_lines(result: QuoteResult, screen: Screen) -> Iterator[str]:
    """Draw that nothing matches, and what may have been meant."""
    by, search = result.request.by, result.request.search
    width = screen.text_width
    if by is not None and not result.speakers:
        yield from wrap_text(f"no speaker is called “{shortened(visible(by))}”", width)
        if result.similar:
            yield from wrap_text(f"did you mean: {visible(', '.join(result.similar))}", width)
        yield from wrap_text("defsearch quotes --speakers lists all speakers", width)
        return
    said = f" of {visible(', '.join(result.speakers))}" if result.speakers else ""
    yield from wrap_text(nothing_found(f"quotation{said}", [search.query], search.period), width)
    if result.suggestions:
        yield "did you mean"
    for suggestion in result.suggestions:
        line = f"{visible(suggestion.query)} ({plural(suggestion.releases, 'quotation')})"
        yield from wrap_text(line, width, indent=2)


def _totals_line(result: QuoteResult) -> str:
    shown = f"1–{len(result.hits)}" if len(result.hits) > 1 else "1"
    line = f"{shown} of {plural(result.total, 'quotation')}"
    if result.first and result.last:
        first, last = result.first.iso(), result.last.iso()
        line += f", {first}" if first == last else f", {first} … {last}"
    return f"{line}; by {visible(', '.join(result.speakers))}" if result.speakers else line


def _quote(hit: QuoteHit, screen: Screen) -> Iterator[str]:
    quote = hit.quote
    first = [
        Segment(f"{hit.rank:>2}. "),
        Segment(f"{date_label(quote.date):<{_DATE_WIDTH}}", DATE),
        Segment(_GAP),
    ]
    label = words(_HEADLINE, style=FAINT) if quote.parts[0].where == "title" else iter(())
    heading = chain(words(speaker_label(quote), style=TITLE), label)
    for line in wrap(heading, screen.text_width, first=first, indent=_INDENT):
        yield screen.draw(line)
    said: list[Iterator[Word]] = []
    for part, matches in zip(quote.parts, hit.matches, strict=True):
        if said:
            said.append(words(_OMITTED, style=FAINT))
        said.append(_in_marks(part.text, matches))
    indent = [Segment(" " * _INDENT)]
    for line in wrap(chain.from_iterable(said), screen.text_width, first=indent, indent=_INDENT):
        yield screen.draw(line)
    uri = visible(quote.url) if screen.hyperlinks and quote.url else ""
    source = chain(
        words(quote.title, style=FAINT), [Word([Segment(visible(quote.id), FAINT, uri)], Segment(_GAP))]
    )
    for line in wrap(source, screen.text_width, first=indent, indent=_INDENT):
        yield screen.draw(line)


def _in_marks(text: str, matches: Sequence[tuple[int, int]]) -> Iterator[Word]:
    """Return the words of a quotation in quotation marks."""
    return words(f"“{text}”", [(start + 1, end + 1) for start, end in matches])


def marked_quotes(release: StoredRelease) -> tuple[ReleaseMatches, list[tuple[int, str]]]:
    """Return where the quotations of a release are, and a label with the speaker for each place in the body."""
    from defsearch.quotes.extractor import extract_quotes  # here: hits do not need it

    title = "" if release.title_is_derived else release.title
    found = extract_quotes(title, release.body, release.paragraphs)
    spans = {
        where: tuple((one.start, one.end) for one in found if one.where == where)
        for where in ("title", "body")
    }
    labels = [(one.start, _speaker_of(one)) for one in found if one.where == "body"]
    repeated = {at for (_, before), (at, label) in pairwise(labels) if label == before}
    return ReleaseMatches(**spans), [one for one in labels if one[0] not in repeated]


def speaker_label(quote: StoredQuote) -> str:
    """Return the speaker and the role; after a question mark the words of the release where that is uncertain."""
    return _speaker_of(quote.parts[0])


def _speaker_of(part: Quote) -> str:
    if part.speaker is None or part.confidence == "low":
        written = part.speaker_as_written or part.speaker
        return f"? {written}" if written else "(nobody named)"
    return f"{part.speaker}, {part.role}" if part.role else part.speaker


def speaker_lines(speakers: Sequence[Speaker], screen: Screen) -> Iterator[str]:
    """Draw a line for each speaker: the number of quotations, the dates, the name and the role."""
    width = max((len(f"{one.quotes:,}") for one in speakers), default=0)
    for one in speakers:
        first = [
            Segment(f"{one.quotes:>{width},}{_GAP}"),
            Segment(f"{date_label(one.first):<{_DATE_WIDTH}} … {date_label(one.last):<{_DATE_WIDTH}}", DATE),
            Segment(_GAP),
        ]
        role = words(f"({one.role})", style=FAINT) if one.role else ()
        for line in wrap(chain(words(one.name), role), screen.text_width, first=first, indent=_INDENT):
            yield screen.draw(line)


def count_lines(counts: QuotesPer, screen: Screen) -> Iterator[str]:
    """Draw the number of quotations in each period as bars."""
    total, highest = sum(count for _, count in counts.periods), max(count for _, count in counts.periods)
    yield f"{plural(total, 'quotation')} per {counts.per.value}"
    yield ""
    width = (screen.width or PIPED_WIDTH) - len(counts.periods[0][0]) - len(f"{highest:,}") - 2 * len(_GAP)
    for period, count in counts.periods:
        drawn = bar(count / highest, width)
        yield f"{screen.paint(period, DATE)}{_GAP}{drawn:<{width}}{_GAP}{count:>{len(f'{highest:,}')},}"


def cite_line(quote: StoredQuote, *, is_literal: bool) -> str:
    """Return a citation in Dutch. ``is_literal``: the body has the words of a title's quotation word for word.

    Else those are cited as the title, not as words that somebody said.
    """
    title = visible(" ".join(quote.title.split()))
    place = ", ".join([visible(quote.id), *([visible(quote.url)] if quote.url else [])])
    source = f"persbericht, {date_in_dutch(quote.date)} ({place})."
    if quote.parts[0].where == "title" and not is_literal:
        return f"Kop (geen letterlijk citaat): ‘{title}’, {source}"
    part = quote.parts[0]
    words_said = f" {_OMITTED} ".join(visible(" ".join(one.text.split())) for one in quote.parts)
    if part.speaker is None or part.confidence == "low":
        written = part.speaker_as_written
        speaker = f"Spreker onzeker (‘{visible(written)}’): " if written else "Spreker niet genoemd: "
    else:
        speaker = f"{visible(part.speaker)}{f' ({visible(part.role)})' if part.role else ''}: "
    return f"{speaker}“{words_said}”, in: ‘{title}’, {source}"


_COLUMNS = (
    "rank", "id", "date", "title", "speaker", "speaker_as_written", "role", "confidence", "in", "group", "quote",
)  # fmt: skip


def result_json(result: QuoteResult) -> str:
    """Return a result as one JSON object."""
    search = result.request.search
    period = search.period
    value = {
        "schema_version": SCHEMA_VERSION,
        "query": search.query,
        "by": result.request.by,
        "anywhere": result.request.anywhere,
        "from": period and period.first and period.first.isoformat(),
        "to": period and period.last and period.last.isoformat(),
        "sort": search.sort.value,
        "total": result.total,
        "limit": limit_value(search),
        "first": result.first and result.first.iso(),
        "last": result.last and result.last.iso(),
        "speakers": result.speakers,
        "similar_speakers": result.similar,
        "quotes": list(_values(result.hits)),
        "notices": result.notices,
    }
    return to_json(value) + "\n"


def quotes_jsonl(hits: Iterable[QuoteHit]) -> str:
    """Return quotations as JSON Lines."""
    return "".join([to_json(value) + "\n" for value in _values(hits)])


def quotes_csv(hits: Iterable[QuoteHit], style: CsvStyle) -> str:
    """Return quotations as CSV with a header."""
    rows = ([_cell(value[name]) for name in _COLUMNS] for value in _values(hits))
    return to_csv(_COLUMNS, rows, style)


def _values(hits: Iterable[QuoteHit]) -> Iterator[dict[str, Any]]:
    for hit in hits:
        for part, matches in zip(hit.quote.parts, hit.matches, strict=True):
            yield {
                "rank": hit.rank,
                "id": hit.quote.id,
                "date": hit.quote.date and hit.quote.date.iso(),
                "title": hit.quote.title,
                "quote": part.text,
                "speaker": part.speaker,
                "speaker_as_written": part.speaker_as_written,
                "role": part.role,
                "confidence": part.confidence,
                "in": part.where,
                "start": part.start,
                "end": part.end,
                "group": part.group,
                "heading": part.heading,
                "matches": matches,
            }


def speakers_table(speakers: Iterable[Speaker], chosen: str, style: CsvStyle) -> str:
    """Return speakers in the format ``chosen`` (the name of an option)."""
    header = ("speaker", "role", "quotes", "first", "last")
    rows = [
        (one.name, one.role, one.quotes, one.first and one.first.iso(), one.last and one.last.iso())
        for one in speakers
    ]
    return _table("speakers", header, rows, chosen, style)


def counts_table(counts: QuotesPer, chosen: str, style: CsvStyle) -> str:
    """Return the number of quotations per period in the format ``chosen``."""
    more = {"per": counts.per.value, "not_counted": counts.not_counted}
    return _table("periods", ("period", "quotes"), counts.periods, chosen, style, **more)


def _table(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    chosen: str,
    style: CsvStyle,
    **more: object,
) -> str:
    if chosen in ("--csv", "--tsv"):
        return to_csv(header, ([_cell(cell) for cell in row] for row in rows), style)
    values = [dict(zip(header, row, strict=True)) for row in rows]
    if chosen == "--jsonl":
        return "".join([to_json(value) + "\n" for value in values])
    return to_json({"schema_version": SCHEMA_VERSION, **more, name: values}) + "\n"


def _cell(value: object) -> object:
    return "" if value is None else value
