"""Multi-term queries: the forms in the index that a pattern or a fuzzy word matches, up to a maximum.

Both match whole folded forms. The vocabulary is searched as bytes, at the speed of the regular expression engine; only
forms that come near are compared letter by letter.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from defsearch.dutch.normalization import APOSTROPHES, fold
from defsearch.dutch.tokenizer import normalize_token
from defsearch.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from defsearch.index.vocabulary import Vocabulary
    from defsearch.query.ast import Span

MAX_FORMS = 2_000
_SELECTIVE = 3  # letters of a piece that only few forms contain
_APOSTROPHE = re.compile(f"[{re.escape(APOSTROPHES)}]")
_LITERAL_END = re.compile(f"[*?{re.escape(APOSTROPHES)}]")
# The start of a pattern that is a designation, a number, an address (F-16, 3.5, www.defensie) or initials (Zr.Ms.).
_WITH_SIGN = re.compile(r"(?=[^*?]*[\d.])[^*?]*[^\W_](?=[*?])|(?:[^\W\d_]{1,2}\.){2,}(?=[*?])")
_THOUSANDS_BEGUN = re.compile(r"(\d{1,3}(?:\.\d{3})*)\.(\d{1,3})\*")
_MAX_GROUPS = 3  # of three digits, after the typed ones
_LETTERS = rb"[^\t\n]*"
_LETTER = rb"(?:[^\t\n\x80-\xff]|[\xc0-\xff][\x80-\xbf]*)"


def pattern_forms(vocabulary: Vocabulary, pattern: str, query: str, span: Span) -> list[str]:
    """Return the forms that ``pattern`` matches: ``*`` is any letters or none, ``?`` one letter.

    Raises:
        QueryError: there are more than ``MAX_FORMS``.
    """
    literal = fold(_LITERAL_END.split(pattern, maxsplit=1)[0])
    found = list(islice(vocabulary.forms_matching(_expression(pattern), literal), MAX_FORMS + 1))
    if len(found) > MAX_FORMS:
        raise QueryError(
            f"{pattern} matches more than {MAX_FORMS:,} different words in this archive",
            query=query,
            start=span[0],
            end=span[1],
            hint="Add letters to it, such as oefen* for oe*.",
        )
    return found


def pattern_spellings(pattern: str) -> list[str]:
    """Return a pattern as it is typed, and as the forms are spelled that it is compared with.

    Forms have no sign in a designation, number or initials: ``F-16*`` is also ``f16*``, and ``50.00*`` also ``5000?``.
    """
    thousands = _THOUSANDS_BEGUN.fullmatch(pattern)
    spellings = [pattern]
    start = _WITH_SIGN.match(pattern)
    if start and not (thousands and len(thousands[2]) == 3):
        spellings.append(normalize_token(start[0].rstrip(".")).form + pattern[start.end() :])
    if thousands:
        digits = pattern[:-1].replace(".", "")
        rest = 3 - len(thousands[2])
        spellings += [digits + "?" * (rest + 3 * groups) for groups in range(_MAX_GROUPS)]
    return list(dict.fromkeys(spellings))


def _expression(pattern: str) -> bytes:
    """Return the regular expression of a pattern, over UTF-8.

    The piece between two stars is matched where it first occurs, by an atomic group: ``a*b*c`` becomes
    ``a(?>LETTERS?b)LETTERSc``. Backtracking would match the same forms, but each star would multiply its time.
    """
    pieces = [b""]
    for piece in re.split(r"([*?]+)", pattern):
        if "*" in piece:
            pieces.append(_LETTER * piece.count("?"))
        elif "?" in piece:
            pieces[-1] += _LETTER * len(piece)
        else:
            # Only some words keep their apostrophe: see ``normalization``.
            texts = (re.escape(fold(text)) for text in _APOSTROPHE.split(piece))
            pieces[-1] += "'?".join(texts).encode("utf-8", "surrogatepass")
    if len(pieces) == 1:
        return pieces[0]
    first, *inner, last = pieces
    once = (b"(?>%b?%b)" % (_LETTERS, piece) for piece in inner)
    return first + b"".join(once) + _LETTERS + last


def fuzzy_forms(vocabulary: Vocabulary, word: str, distance: int) -> list[tuple[str, int]]:
    """Return the forms within ``distance`` Levenshtein edits of the folded ``word``, with their distance."""
    letters = set(word)
    found = []
    for form in _candidates(vocabulary, word, distance):
        # An edit adds or removes at most one letter: this rejects most forms without comparing them.
        others = set(form)
        if (
            abs(len(form) - len(word)) <= distance
            and len(letters - others) <= distance
            and len(others - letters) <= distance
        ):
            edits = levenshtein(word, form, distance)
            if edits <= distance:
                found.append((form, edits))
    return sorted(found, key=lambda one: one[0].encode("utf-8", "surrogatepass"))


def _candidates(vocabulary: Vocabulary, word: str, distance: int) -> Iterable[str]:
    """Return the forms worth comparing with ``word``.

    When a word is cut into distance + 1 pieces, every form that is near enough contains at least one piece unchanged,
    moved by no more than the distance.
    """
    pieces = _pieces(len(word), distance + 1)
    if min(end - start for start, end in pieces) >= _SELECTIVE:
        return vocabulary.forms_containing(word[start:end] for start, end in pieces)
    longest = len(word.encode("utf-8", "surrogatepass")) + 4 * distance
    alternatives = []
    for start, end in pieces:
        literal = re.escape(word[start:end]).encode("utf-8", "surrogatepass")
        before = len(word[:start].encode("utf-8", "surrogatepass"))
        low, high = max(0, before - 4 * distance), before + 4 * distance
        if word.isascii():
            low, high = max(0, start - distance), start + 4 * distance
        alternatives.append(b"[^\\t\\n]{%d,%d}%b[^\\t\\n]{0,%d}" % (low, high, literal, longest))
    expression = b"|".join(dict.fromkeys(alternatives))
    return vocabulary.forms_matching(b"(?:%b)" % expression)


def _pieces(length: int, count: int) -> list[tuple[int, int]]:
    edges = [length * at // count for at in range(count + 1)]
    return list(pairwise(edges))


def levenshtein(one: str, other: str, max_distance: int) -> int:
    """Return the Levenshtein distance of two words, or ``max_distance`` + 1 when it is larger."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        previous, row = row, [at]
        for place, against in enumerate(other, 1):
            row.append(min(previous[place] + 1, row[-1] + 1, previous[place - 1] + (letter != against)))
        if min(row) > max_distance:
            return max_distance + 1
    return row[-1] if row[-1] <= max_distance else max_distance + 1
