"""Which words leave the archive with the releases that leave it.

The lexicon knows the words of the archive and no others, so that an index that grew and shrank says the same as one
that was built at once. Only what the leaving releases hold is looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.tokens import find_texts, read_token
from defsearch.store.fields import UNIT_MARK, forms_field
from defsearch.store.sealed import damaged

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from defsearch.store.documents import StoredRelease
    from defsearch.store.files import IndexedFile
    from defsearch.store.index_dir import OpenIndex

_FIELDS = (forms_field("body"), forms_field("title"))  # sub-headings are in the body as well


def vanished_forms(index: OpenIndex, leaving: Iterable[IndexedFile], staying: Container[str]) -> set[str]:
    """The forms of the releases in ``leaving`` that no other release of ``index`` holds and ``staying`` does not.

    Raises:
        IndexDamagedError: one of ``leaving`` is not where the list of files says.
    """
    deleted = {segment.name: set(segment.deleted) for segment in index.segments}
    documents = {segment.name: segment.documents for segment in index.segments}
    candidates: set[str] = set()
    for file in leaving:
        if file.segment not in documents:
            raise damaged("the list of files", "names a segment that does not exist")
        deleted[file.segment].add(file.number)
        candidates.update(_forms(documents[file.segment].get(file.number)))
    return {form for form in candidates if form not in staying and not _holds(index, deleted, form)}


def _forms(document: StoredRelease) -> Iterator[str]:
    """Every form in a release, and the units of those with a hyphen."""
    paragraphs = (document.body[part.start : part.end] for part in document.paragraphs)
    for raw in {raw for text in (document.title, *paragraphs) for raw in find_texts(text)}:
        reading = read_token(raw)
        yield reading.form
        if len(reading.units) > 1:
            yield from (unit.form for unit in reading.units)


def _holds(index: OpenIndex, deleted: dict[str, set[int]], form: str) -> bool:
    terms = [text.encode("utf-8", "surrogatepass") for text in (form, UNIT_MARK + form)]
    for field in _FIELDS:
        for term in terms:
            for segment in index.segments:
                found = segment.terms.postings(field, term)
                if found is not None and not deleted[segment.name].issuperset(found.ids):
                    return True
    return False
