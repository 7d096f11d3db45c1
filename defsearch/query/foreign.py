"""What other search tools understand and this one does not: where it stands in a query, and what to type instead.

A row that is ``refused`` would mislead if it were read as words; the others are words, and a notice says so. Loaded
only for a query with signs or capitals. Not here: fields of other tools (``ast``).
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class ForeignSyntax(NamedTuple):
    """One place in a query, and what to type instead."""

    start: int
    end: int
    hint: str
    refused: bool


_NEAR = 'for words near each other type "drone aanval"~5'
_EXCLUDE = "to exclude a word type a dash before it: -fregat"
_WEIGHT = "words have no weights here: leave out what starts with ^"
_REGEX = "there are no regular expressions: type dron* or wo?d, and (fregat OF marine) for alternatives"
_RANGE = "for a period type date:2024..2025, with either side left empty if you like: date:2024.."
_FIELD = "for words of the title type title:drones"
_WILDCARD = "the wildcard is *, as in dron* or *dron*"
_SIDE_BY_SIDE = "it is found as words next to each other; put a space between the words to find them apart"

_DATE_NAMES = "date|datum|year|jaar|month|maand"
_FIELD_NAMES = "title|titel|subject|onderwerp|heading|kop|body|tekst|text"
_START, _END = r"(?<!\S)", r"(?!\S)"
_REFUSED = (
    (r"[\[{](?:\*|(\d{4}))? TO (?:\*|(\d{4}))?[\]}]", r"for that period type date:\1..\2"),
    (r"[\[{]\s*[^\s\[\]{}]+ TO [^\s\[\]{}]+\s*[\]}]", _RANGE),
    (rf"{_START}(?:{_DATE_NAMES})(?:[<>]=?|!?==?|~)\S+", _RANGE),
    (rf"{_START}[<>]=?(?:19|20)\d\d(?!\w)", _RANGE),
    (rf"{_START}(?:{_FIELD_NAMES})(?:[<>]=?|!?==?|~)\S+", _FIELD),
    (rf"{_START}/(?:[^/\s]*[^/\s\w][^/\s]*|[^/\s]{{2,}})/[a-z]{{0,3}}{_END}", _REGEX),
    (rf"{_START}\^\w\S*", _REGEX),
    (r"(?<=[)\"”»])\^\d\S*", _WEIGHT),
    (r"(?<![^\s:=])[^\W\d_]{2,}\^\d\S*", _WEIGHT),
    (r"(?<=[\"”»])[@/]\d+", _NEAR),
    (rf"{_START}(?:(?:NEAR|ADJ|ONEAR)(?:/?\d+)?|AROUND)(?![^\s(])", _NEAR),
    (rf"{_START}(?i:w|n|pre|near|onear|adj|within)/\d{{1,2}}{_END}", _NEAR),
    (rf"{_START}<(?:->|\d+>){_END}", _NEAR),
    (rf"{_START}XOR{_END}", "for one or the other but not both type (a -b) OR (b -a)"),
    (rf"{_START}(?:AND|BUT)[-_]?NOT{_END}", _EXCLUDE),
    (rf"{_START}![^\W\d]\S*", _EXCLUDE),
    (rf"{_START}~[^\W\d_]\S*", "for words that are spelled almost alike, type ~ after the word: fregat~"),
    (rf"{_START}%[^\W\d]\S*|{_START}[^\W\d]+%{_END}", _WILDCARD),
)
_SAID = (
    (rf"{_START}(?:WITHIN|SAME|SENTENCE|FOLLOWED){_END}|{_START}/\d+{_END}", _NEAR),
    (rf"{_START}(?:MINUS|EXCEPT|UNLESS|WITHOUT|ZONDER|BEHALVE){_END}", _EXCLUDE),
    (rf"{_START}(?:--|[\N{{EN DASH}}\N{{EM DASH}}])(?=[^\W\d])\S+", _EXCLUDE),
    (rf"{_START}(?:I?LIKE|REGEXP){_END}", _WILDCARD),
    (rf"{_START}(?:[<>]=?|!?==?|<>){_END}", f"{_RANGE}; {_FIELD}"),
    (rf"{_START}(?:{_FIELD_NAMES}|{_DATE_NAMES}) :\S*", f"a colon is glued to the name of a field; {_FIELD}"),
    (rf"{_START}'[^'\s]+(?: [^'\s]+)+'{_END}", 'the quotes of a phrase are double, as in "zware wapens"'),
    (r"(?<!\S)[^\W\d_]{3,}\.[*+](?!\w)", "a dot is a dot; for words that start with dron type dron*"),
    (r"\w\[[\w-]+\]\w*|[^\W\d_]{3,}\$(?!\w)", _REGEX),
    (
        r"(?<=\w)\?\?+(?!\w)",
        "a ? at the end of a word is a question mark; for more letters type *, as in dron*",
    ),
    (r"[^\W\d_]+(?:[;+\\=$#]|%20|_|\.{2,})[^\W\d_]\w*", _SIDE_BY_SIDE),
)
_MAY_BE_FOREIGN = re.compile(
    r"[][{}<>=!~^/%@$;+\\_#']|--|[\N{EN DASH}\N{EM DASH}]\w|\?\?|\.[.*+]| :"
    r"|\b(?:NEAR|ADJ|ONEAR|AROUND|XOR|ANDNOT|BUTNOT|WITHIN|SAME|SENTENCE|FOLLOWED|MINUS|EXCEPT|UNLESS|WITHOUT"
    r"|ZONDER|BEHALVE|I?LIKE|REGEXP)"
)
_PHRASE_OR_ADDRESS = r'(?i)["“„«][^"“”„«»]*["”“»]|(?<!\S)(?:[a-z][a-z\d+.]*://|www\.|\S+@\w+\.)\S*'


@functools.cache
def _rows() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    """Return the compiled patterns, their hints, and whether they are refused; most queries need none of them."""
    groups = (_REFUSED, True), (_SAID, False)
    return tuple((re.compile(pattern), hint, refused) for rows, refused in groups for pattern, hint in rows)


def find_foreign_syntax(query: str) -> Iterator[ForeignSyntax]:
    """Yield what other tools would read as syntax, outside of phrases and addresses; what is refused comes first."""
    if not _MAY_BE_FOREIGN.search(query):
        return
    text = re.sub(
        _PHRASE_OR_ADDRESS, lambda match: f"{match[0][0]}{'a' * (len(match[0]) - 2)}{match[0][-1]}", query
    )
    for pattern, hint, refused in _rows():
        for match in pattern.finditer(text):
            yield ForeignSyntax(
                match.start(), match.end(), match.expand(hint) if match.lastindex else hint, refused
            )
