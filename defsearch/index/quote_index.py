"""The index of quotations: the side index in the folder ``quotes`` of an index, with one document per quotation.

A document is a quotation with all its parts (a group). So the words of a query match inside it with every operator, and
its date, its score and its matches come from the same code as those of a release. The side index has a table of its
own: the digest of each release that was read, and the state of the index that it belongs to. A state is replaced as a
whole, as that of any index; a side index of another state is brought up to date before it is searched.

A document: its id is the id of the release, NUL and the group. Its body is the parts, a paragraph each, then one line
of JSON with everything else, which is not indexed. The words of a title's quotation are the title of the document.
Its speaker and role are terms in the stems of its headings, with a mark that no word has.

Not here: how quotations are found (``defsearch.quotes``), when the side index is written (``defsearch.ingest``).
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from defsearch.errors import IndexDamagedError
from defsearch.index.segment import stems_field
from defsearch.index.sstable import SSTable
from defsearch.quotes.quote import RULES, Quote
from defsearch.records import NamedTuple
from defsearch.releases.release import Paragraph, Release

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from defsearch.dates.period import Period
    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.snapshot import IndexSnapshot, IndexState

READ = "quoted"  # the name of the table
SPEAKER_MARK, ROLE_MARK = "@", "%"
MARKED_FIELD = stems_field("heading")  # the index field with the terms of speakers and roles
_FOLDER = "quotes"
_END_OF_ID = "\0"  # no path contains it
_CONFIDENCES = ("high", "mid", "low")
_PLACES = ("body", "title")
_STRING = (str, type(None))


class StoredQuote(NamedTuple):
    """One quotation: its release, and its parts in the order of the text (one, unless it is interrupted)."""

    id: str
    date: Period | None
    title: str
    url: str | None
    parts: tuple[Quote, ...]


def quotes_folder(index: Path) -> Path:
    """Return the folder of the side index of an index."""
    folder = index / _FOLDER
    if folder.is_symlink():
        raise IndexDamagedError(str(folder), "is a symbolic link")
    return folder


def has_quotes(index: Path) -> bool:
    """Return whether anybody has asked for the quotations of an index."""
    return (index / _FOLDER).is_dir()


def document_id(release_id: str, group: int) -> str:
    """Return the id of the document of a quotation; ids sort by release and group."""
    return f"{release_id}{_END_OF_ID}{group:06}"


def release_id_of(document: str) -> str:
    """Return the id of the release of a document."""
    return document.partition(_END_OF_ID)[0]


def quote_document(quote: StoredQuote, headings: Iterable[bool]) -> Release:
    """Return a quotation as the document to index; ``headings`` says which parts are sub-headings."""
    facts = [quote.id, quote.title, quote.url, [part._replace(text="") for part in quote.parts]]
    text = ""
    paragraphs: list[Paragraph] = []
    in_title = quote.parts[0].where == "title"
    for part, is_heading in zip(quote.parts, headings, strict=True):
        if not in_title:
            paragraphs.append(Paragraph(len(text), len(text) + len(part.text), is_heading))
        text += part.text + "\n\n"
    words = text.removesuffix("\n\n")
    body = ("" if in_title else text) + json.dumps(facts)
    return Release(quote.date, None, words if in_title else "", not in_title, None, body, tuple(paragraphs))


def stored_quote(document: StoredRelease) -> StoredQuote:
    """Return the quotation of a document.

    Raises:
        IndexDamagedError: no ingest made the document.
    """
    words = document.title if not document.title_is_derived else document.body
    try:
        id_, title, url, parts = json.loads(document.body.rpartition("\n")[2])
        quotes = []
        at = 0
        for start, end, _, *rest in parts:
            quotes.append(_quote(start, end, words[at : at + end - start], *rest))
            at += end - start + len("\n\n")
    except (ValueError, TypeError, RecursionError):
        raise _damaged() from None
    if not quotes or type(id_) is not str or type(title) is not str or not isinstance(url, _STRING):
        raise _damaged()
    return StoredQuote(id_, document.date, title, url, tuple(quotes))


def _damaged() -> IndexDamagedError:
    return IndexDamagedError("the index of quotations", "contains something else")


def _quote(start: int, end: int, text: str, *rest: Any) -> Quote:
    quote = Quote(start, end, text, *rest)
    numbers = (quote.start, quote.end, quote.group)
    strings = (quote.speaker, quote.speaker_as_written, quote.role, quote.heading)
    if not (
        all(type(number) is int for number in numbers)
        and len(text) == end - start
        and all(isinstance(one, _STRING) for one in strings)
        and quote.confidence in _CONFIDENCES
        and quote.where in _PLACES
    ):
        raise TypeError("not a quotation")
    return quote


def marked_terms(parts: Iterable[Quote]) -> set[str]:
    """Return the terms of the speakers and roles of a quotation."""
    return {
        mark + " ".join(name.split())
        for part in parts
        for mark, name in ((SPEAKER_MARK, part.speaker), (ROLE_MARK, part.role))
        if name and name.strip()
    }


def names_with_mark(index: IndexSnapshot, mark: str) -> list[str]:
    """Return all speakers or all roles in the side index, sorted."""
    names = {
        term[1:].decode("utf-8", "surrogatepass")
        for segment in index.segments
        for term, _ in segment.terms.terms_with_prefix(MARKED_FIELD, mark.encode())
    }
    return sorted(names)


def table_rows(state: IndexState, digests: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return the rows of the table: the state of the index, then the digest of each release by its id."""
    rows = ((json.dumps(id_).encode(), digest.encode()) for id_, digest in digests.items())
    return [(b"", _label(state)), *sorted(rows)]


def belongs_to(quotes: IndexSnapshot, state: IndexState) -> bool:
    """Return whether a side index belongs to ``state`` of its index, by the present rules."""
    with _table(quotes) as table:
        return table.get(b"") == _label(state)


def digests_read(quotes: IndexSnapshot) -> dict[str, str]:
    """Return the digest of each release that was read, by its id; none if other rules read them."""
    with _table(quotes) as table:
        if not (table.get(b"") or b"").startswith(b"%d " % RULES):
            return {}
        return {json.loads(key): value.decode() for key, value in table.rows(b'"')}


def _label(state: IndexState) -> bytes:
    return b"%d %d %b" % (RULES, state.generation, state.checksum.hex().encode())


@contextmanager
def _table(quotes: IndexSnapshot) -> Iterator[SSTable]:
    if READ not in quotes.manifest.tables:
        raise IndexDamagedError(str(quotes.folder), "is no index of quotations")
    table = SSTable(os.fspath(quotes.folder / quotes.manifest.tables[READ][-1]))
    try:
        yield table
    finally:
        table.close()
