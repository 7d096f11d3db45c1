"""Which spans between marks are somebody's words, and which are titles, labels and words in an odd sense.

Length tells most: of spans of four or more words 3 in 100 are nobody's words, of single words half. A short span counts
only where a cue says that somebody said it.

Not here: where the spans are (``spans``), whose words they are (``attribution``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.quotes.lexicon import is_work, lexicon

if TYPE_CHECKING:
    from defsearch.quotes.spans import Span
    from defsearch.quotes.voices import Voice
    from defsearch.releases.release import Paragraph

WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_NAMES_IT = re.compile(r"\W{0,3}(?:[Zz]o|[Dd]at)? ?(?:heet|heten|heette|hete)\b")  # ‘…’ heet het plan
_LONG = 4  # words
_SHORT = 3  # words: a fragment may be so short
_ENDS = ".?!…"
_IS = frozenset(("is", "was", "luidt", "luidde", "wordt", "werd"))
_MOST_WORDS_BEFORE = 8
_MOST_CHARS_BEFORE = 80  # that are looked at


def is_quotation(
    text: str, block: Paragraph, span: Span, voice: Voice | None, *, is_repeated: bool = False
) -> bool:
    """Return whether a span of a block is somebody's words; ``is_repeated`` where a title repeats a quotation."""
    content = text[span.start : span.end]
    words = sum(1 for _ in WORD.finditer(content))
    before = text[max(block.start, span.opened - _MOST_CHARS_BEFORE) : span.opened].rstrip()
    is_beside = voice is not None and voice.is_beside
    if words == 0 or _NAMES_IT.match(text, span.closed) or (not is_beside and _is_labelled(before, content)):
        return False
    if words >= _LONG:
        return True
    if block.is_heading:
        return words == _SHORT and (is_repeated or before == "" or before[-1] == ":")
    return _is_short_quotation(before, content, words, voice)


def _is_short_quotation(before: str, content: str, words: int, voice: Voice | None) -> bool:
    """Return whether a span of one to three words is a whole utterance, or a fragment with a cue."""
    if voice is None:
        return False
    is_utterance = content[0].isupper()
    begins = before == "" or before[-1] in '.?!…:,"”’'
    if voice.is_beside and (begins or is_utterance or words == _SHORT):
        return True
    if is_utterance and voice.has_cue and before[-1:] == ":":
        return True
    if (
        is_utterance
        and content[-1] in _ENDS
        and voice.name is not None
        and begins
        and before[-1:] not in ":,"
    ):
        return True
    return words == _SHORT and voice.has_cue


def _is_labelled(before: str, content: str) -> bool:
    """Return whether the words before a span make it a title or a label: "het rapport ‘…’", "de zogenoemde ‘…’"."""
    words = before.lower().split()
    if not words or not before[-1].isalnum():
        return False
    lists = lexicon().words
    if words[-1] in _IS and any(word in lists["saying"] for word in words[-_MOST_WORDS_BEFORE:]):
        return True  # "het motto van dit jaar is"
    labels = lists["so_called"]
    if any(word.strip(".,") in labels for word in words[-3:]) or words[-1] in lists["saying"]:
        return True
    if " ".join(words[-2:]) in labels or " ".join(words[-3:]) in labels:
        return True
    return is_work(words[-1]) and (content[0].isupper() or content[0].isdigit()) and content[-1] not in ".,"
