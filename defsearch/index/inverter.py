"""From the words of releases to posting lists: of forms, subwords, stems and parts.

A text field is collected as one array of positions for each token as it is written, because nothing is cheaper to add
to. All terms are made of these arrays at once, when a segment is finished. Not here: tokens and their analysis
(``defsearch.ingest``), files (``segment_writer``).
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dutch.stopwords import ACRONYMS, STOP_WORDS
from defsearch.index.segment import CAPITALS_MARK, SUBWORD_MARK, encode, encode_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.index.segment import EncodedPostings

_POSITION_BITS = 32
_MAX_PLACE = (1 << _POSITION_BITS) - 1
_PLACE, _NUMBER = (0, 1) if sys.byteorder == "little" else (1, 0)  # the halves of a position

InvertedField: TypeAlias = "dict[str, EncodedPostings]"


class IndexedForm:
    """The terms of one distinct form. Instances are compared by identity, which makes them fast dictionary keys.

    ``width`` is the number of positions it takes. The stems are known when the form is analyzed, before ``invert``.
    """

    __slots__ = ("form", "part_stems", "stem", "subwords", "width")

    def __init__(self, form: str, subwords: tuple[str, ...]) -> None:
        self.form = form
        self.stem = ""
        self.part_stems: tuple[str, ...] = ()
        self.subwords = subwords  # empty unless there are two or more
        self.width = len(subwords) or 1


def first_position(number: int) -> int:
    """Return the first position of a field of release ``number``: positions in different releases are different.

    Example: position 7 of release 3 is 3 * 2^32 + 7.
    """
    return number << _POSITION_BITS


class _Occurrences:
    """The occurrences of a form in a field: the release of each, and how they are counted and written."""

    __slots__ = ("counts", "numbers", "postings")

    def __init__(self, positions: array[int]) -> None:
        if len(positions) == 1:  # half of the forms: without the overhead of views
            self.numbers = array("I", (positions[0] >> _POSITION_BITS,))
            places = array("I", (positions[0] & _MAX_PLACE,))
            self.counts = encode_counts(self.numbers, None)
        else:
            halves = memoryview(positions).cast("B").cast("I")
            places = array("I", halves[_PLACE::2].tobytes())
            self.numbers = array("I", halves[_NUMBER::2].tobytes())
            counts = Counter(self.numbers)
            self.counts = encode_counts(array("I", counts), array("I", counts.values()))
        self.postings = self.counts.with_positions(places)


def _sums(terms: dict[str, list[_Occurrences]]) -> InvertedField:
    """Return the postings, without positions, of terms that are one or several forms."""
    return {
        term: forms[0].counts.with_positions(None)
        if len(forms) == 1
        else _encode(Counter(chain.from_iterable(form.numbers for form in forms)))
        for term, forms in terms.items()
    }


def _encode(counts: dict[int, int]) -> EncodedPostings:
    """Encode the releases of a term, in any order, and how often it is in each."""
    ids = sorted(counts)
    return encode(array("I", ids), array("I", map(counts.__getitem__, ids)), None)


def _joined(lists: list[array[int]]) -> array[int]:
    return lists[0] if len(lists) == 1 else array("Q", sorted(chain.from_iterable(lists)))


class TextField:
    """The tokens of one text field in the releases of a segment.

    ``forms`` has the form of each token, ``positions`` its positions in rising order (see ``first_position``), and
    ``inside`` the release of each occurrence of a word with a capital inside a sentence. ``marks_capitals``: make
    terms of the forms that a release writes with a capital only. A query then tells names from common words.
    """

    def __init__(self, *, marks_capitals: bool) -> None:
        self.forms: dict[str, IndexedForm] = {}
        self.positions: defaultdict[str, array[int]] = defaultdict(lambda: array("Q"))
        self.inside: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._marks_capitals = marks_capitals

    def invert(self) -> tuple[InvertedField, InvertedField, InvertedField]:
        """Return the postings of forms, stems and parts; afterwards the field is empty."""
        capitalized = dict(self._capitalized()) if self._marks_capitals else {}
        spellings: defaultdict[IndexedForm, list[array[int]]] = defaultdict(list)
        others: defaultdict[str, list[array[int]]] = defaultdict(list)  # acronyms and subwords
        for token, positions in self.positions.items():
            form = self.forms[token]
            spellings[form].append(positions)
            if token in ACRONYMS:
                others[CAPITALS_MARK + form.form].append(positions)
        self.positions.clear()
        self.inside.clear()
        forms: InvertedField = {}
        stems: defaultdict[str, list[_Occurrences]] = defaultdict(list)
        parts: defaultdict[str, list[_Occurrences]] = defaultdict(list)
        while spellings:
            form, lists = spellings.popitem()
            positions = _joined(lists)
            found = _Occurrences(positions)
            forms[form.form] = found.postings
            stems[form.stem].append(found)
            for part in form.part_stems:
                parts[part].append(found)
            for offset, subword in enumerate(form.subwords):
                others[SUBWORD_MARK + subword].append(
                    array("Q", [position + offset for position in positions])
                )
        for term, lists in others.items():
            forms[term] = _Occurrences(_joined(lists)).postings
        return forms, {**_sums(stems), **capitalized}, _sums(parts)

    def _capitalized(self) -> Iterator[tuple[str, EncodedPostings]]:
        """Yield the forms that releases write with a capital only; each time inside a sentence counts one more."""
        found: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for token, positions in self.positions.items():
            lower = token.lower()
            if not (token[0].isupper() and token.isalpha()) or lower in STOP_WORDS:
                continue
            counts = found[self.forms[token].form]
            inside = Counter(self.inside.get(token, ()))
            for number in _releases(positions).difference(_releases(self.positions.get(lower))):
                counts[number] = counts.get(number, 1) + inside.get(number, 0)
        for form, counts in found.items():
            if counts:
                yield CAPITALS_MARK + form, _encode(counts)


def _releases(positions: array[int] | None) -> set[int]:
    """Return the releases with one of ``positions``."""
    return set(memoryview(positions).cast("B").cast("I")[_NUMBER::2]) if positions else set()
