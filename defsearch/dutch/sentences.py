"""Sentence boundaries in Dutch text, by characters and abbreviations; no grammar, no dictionary.

A sentence ends at ``. ! ? …``, with the quotes and brackets that close after it, before a space and a character that
can start a sentence: anything but a lower-case letter. So ``“Gaan we?” vroeg hij.`` is one sentence. After a word
the space may be missing (``een jaar.Ongeveer``). A point after an abbreviation, initials or a list number does not end
a sentence. A list item on a line of its own starts one.

Some abbreviations can end a sentence (``etc. De``, ``in sept. De``): those that often do, end it before a capital
letter; the others never do. Two sentences taken as one are better than half a sentence.

Not here: paragraphs (``releases``), and which sentences to show (``search.snippets``).
"""

from __future__ import annotations

import re
from bisect import bisect_right

_RANKS = """
    adj adm aoo aooi bgen brig cdr cdt cmdt elnt gen genm kap kapt kltz kol kpl ktz lgen lkol lnt lt ltgen
    ltkol ltz luit maj opp plv plvv ritm sbn serg sgt sgtm skadm sld sm smi tlnt vadm wmr wnd
"""
_BEFORE_A_NAME = """
    bc ch dhr dir dr drs ds fa fam fr gebr hr ing ir jac jhr jkvr joh jonkh lic mej mevr mgr min mr mrs ms mw
    ned ph pres prof red secr st staatssecr ste th tj voorz vz zr
"""
_BEFORE_MORE = """
    afb afd alg art artt bijl bijv blz bv ca comp dd def eig evt excl fig gem hfd hfst incl inf mech mil n° no
    nos nr nrn nrs nº ong pag par parl plm resp sect stb stbl stcrt tab tel trb uitg vert vgl vlg vlgs vs zgn
"""
_MONTHS_AND_DAYS = "jan feb febr mrt apr jun jul aug sep sept okt nov dec ma di wo do vr za zo "
_OFTEN_LAST = (
    "a.s c.q c.s e.a e.d e.v etc enz i.d o.i.d bat chr cie corp dl inc jl jr ltd max mld mln pel sr std"
)
_CASE_SENSITIVE = frozenset(("Kon", "burg"))  # “kon” is a verb, and Den Burg a town
_NEVER_LAST = frozenset((_RANKS + _BEFORE_A_NAME + _BEFORE_MORE).split())
_MAY_BE_LAST = frozenset((_MONTHS_AND_DAYS + _OFTEN_LAST).split())

_STOPS = ".!?…"
# Opening and closing quotes differ by language and publisher: »So« and «so», „so“ and “so”. Right after a stop, each
# of them closes; before a word, each of them opens.
_OPENING = "\"'“”„‘’‚«»‹›([¿¡"
_CLOSING = "\"'”“’‘»«›‹)]"
_OPENED_BY = {"”": "“„", "“": "„", "’": "‘", "»": "«", "›": "‹", ")": "(", "]": "["}
_QUOTES = (("“", "”"), ("„", "”“"), ("«", "»"), ('"', '"'))  # not ‘’: apostrophes would close it
_APOSTROPHES = "'’‘"
_CLITICS = frozenset("kmnrst")
_BULLETS = "-–•·*▪◦●‣"
_MAX_ABBREVIATION_LENGTH = 24
_MAX_LIST_NUMBER_LENGTH = 3
_MAX_QUOTATION_LENGTH = 1000

# Small patterns, because to compile sets of curly quotes takes milliseconds at every start; even an ellipsis in a set
# does. The first pattern starts with a character set, so that the regex engine can search for it quickly. Its last
# alternative is a stop without a space after it, as in "een jaar.Ongeveer", but not in Zr.Ms. or www.Defensie.nl.
_GLUED = r"(?<=[a-zß-öø-ÿ]{3}.)(?<!www.)(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]*(?![\w.@-]*[.@]\w))"
_CANDIDATE = re.compile(rf"[.!?\r\n](?:(?<=[\r\n])|(?=[^\w\s]{{0,99}}\s)|{_GLUED})")
_NOT_SPACE = re.compile(r"\S")
_LIST_NUMBER = r"[0-9]{1,3}[.)]|[a-z][.)]"


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of ``text[start:end]`` as offsets [start, end) into ``text``, in order.

    They contain all characters except the space between sentences. Text outside the slice has no influence.
    """
    spans: list[tuple[int, int]] = []
    begin = passed = offset = _skip_space(text, start, end)
    for candidate in _CANDIDATE.finditer(text[begin:end].replace("…", "!")):
        at = offset + candidate.start()
        if at < passed:
            continue
        if text[at] == "." and text[at + 1] == " " and "A" <= text[at + 2 : at + 3] <= "Z":  # the usual case
            passed, following = at + 1, at + 2
            is_end = following < end and _ends(text, begin, at, text[following], is_run=False)
        elif text[at] in _STOPS:
            passed = _skip(text, at, end, _STOPS)
            is_run = passed - at > 1
            passed = _skip(text, passed, end, _CLOSING)
            following = _skip_space(text, passed, end)
            if following < end and text[following] in _OPENED_BY and _closes(text, start, following):
                passed = _skip(text, following, end, _CLOSING)
                following = _skip_space(text, passed, end)
            is_apart = passed < following or text[passed : passed + 1].isupper()
            is_end = (
                following < end
                and is_apart
                and _ends(text, begin, at, _first_letter(text, following, end), is_run=is_run)
            )
        else:
            following = passed = _skip_space(text, at, end)
            is_end = _begins_list_item(text, following, end)
        if is_end:
            spans.append((begin, begin + len(text[begin:following].rstrip())))
            begin = passed = following
    if begin < end:
        spans.append((begin, begin + len(text[begin:end].rstrip())))
    return spans


def join_quotations(text: str, spans: list[tuple[int, int]], max_chars: int) -> list[tuple[int, int]]:
    """Join the sentences of a quotation, and the text after it that names the speaker, up to ``max_chars``.

    ``“Ja. Nee.” zei hij.`` becomes one sentence, and so does ``“Ja. Nee.”``: half a quotation seems to be all of it.
    """
    if len(spans) < 2:
        return spans
    quotations = _quotations(text, spans[0][0], spans[-1][1], max_chars)
    starts = [start for start, _ in spans] if quotations else []
    joined: set[int] = set()  # the numbers of the sentences that are joined to the one before
    for opened, closed in sorted(quotations):
        first, last = bisect_right(starts, opened) - 1, bisect_right(starts, closed) - 1
        if first < last:
            while first in joined:
                first -= 1
            end = spans[last][1]
            if end - starts[first] <= max_chars:
                joined.update(range(first + 1, last + 1))
    if not joined:
        return spans
    begins = [number for number in range(len(spans)) if number not in joined]
    return [
        (starts[number], spans[following - 1][1])
        for number, following in zip(begins, [*begins[1:], len(spans)], strict=True)
    ]


def has_half_quotation(text: str) -> bool:
    """Return whether ``text`` opens a quotation that it does not close, or closes one that it does not open."""
    low, high, right = map(text.count, "„“”")
    is_whole = low + high == right or (low == high and not right) or (not low + high and right % 2 == 0)
    return not is_whole or text.count('"') % 2 == 1 or text.count("«") != text.count("»")


def _quotations(text: str, start: int, end: int, max_chars: int) -> list[tuple[int, int]]:
    """Return the offsets of the opening and closing quotes of quotations of at most ``max_chars``."""
    found: list[tuple[int, int]] = []
    for opening, closing in _QUOTES:
        at = text.find(opening, start, end)
        while at >= 0:
            limit = min(end, at + max_chars)
            closed = min((to for mark in closing if (to := text.find(mark, at + 1, limit)) > 0), default=at)
            if closed > at:
                found.append((at, closed))
            at = text.find(opening, closed + 1, end)
    return found


def _ends(text: str, begin: int, stop: int, following: str, *, is_run: bool) -> bool:
    """Whether the character at ``stop`` ends the sentence that starts at ``begin``.

    ``following`` is the next letter or digit; ``is_run`` says that several stops follow each other.
    """
    if not following or following.islower():
        return False
    if is_run or text[stop] != ".":
        return True
    if stop - begin <= _MAX_LIST_NUMBER_LENGTH and (
        text[begin:stop].isdecimal() or (stop - begin == 1 and text[begin].isalpha())
    ):
        return False  # the number of a list item
    words = text[max(begin, stop - _MAX_ABBREVIATION_LENGTH) : stop].split()
    if not words:
        return True
    word = words[-1].lstrip(_OPENING)
    if word.isdecimal() and len(word) <= _MAX_LIST_NUMBER_LENGTH and len(words) > 1 and words[-2][-1] in ":;":
        return False  # the number of a list item within a sentence
    return _word_may_end(word, following)


def _closes(text: str, start: int, at: int) -> bool:
    """Whether the quote or bracket at ``at``, after a space, closes one that was opened since ``start``."""
    start = max(start, at - _MAX_QUOTATION_LENGTH)
    opened = max(text.rfind(mark, start, at) for mark in _OPENED_BY[text[at]])
    return opened > text.rfind(text[at], start, at) and not text[at + 1 : at + 2].isalnum()


def _word_may_end(word: str, following: str) -> bool:
    """Whether a full stop after ``word`` ends a sentence when ``following`` is the next letter or digit."""
    if word.isalpha():  # the usual case
        pieces = [word.lower()]
    else:
        pieces = [piece for piece in word.lower().replace("-", ".").split(".") if piece]
    if not pieces:
        return True
    last = pieces[-1]
    if last in _MAY_BE_LAST or (len(pieces) > 1 and ".".join(pieces) in _MAY_BE_LAST):
        return not following.isdigit()
    if len(last) == 1 and all(len(piece) == 1 and piece.isalpha() for piece in pieces):
        return False  # initials, and abbreviations such as d.w.z.
    if len(pieces) == 1 and word.isupper():
        return True  # MS is the disease, Ms. the ship prefix
    return last not in _NEVER_LAST and word not in _CASE_SENSITIVE


def _first_letter(text: str, at: int, end: int) -> str:
    """Return the first letter or digit from ``at``, after quotes, brackets, dashes and the ’s of ’s Avonds."""
    if text[at] in _APOSTROPHES and text[at + 1 : at + 2] in _CLITICS and text[at + 2 : at + 3].isspace():
        at += 2
    while at < end and (text[at] in _OPENING or text[at] in _BULLETS or text[at].isspace()):
        at += 1
    return text[at] if at < end else ""


def _begins_list_item(text: str, at: int, end: int) -> bool:
    """Whether the text at ``at`` is a bullet or a list number, and then space."""
    number = re.match(_LIST_NUMBER, text[at : min(end, at + _MAX_LIST_NUMBER_LENGTH + 1)])
    after = at + (number.end() if number else 1)
    return after < end and (number is not None or text[at] in _BULLETS) and text[after].isspace()


def _skip_space(text: str, at: int, end: int) -> int:
    found = _NOT_SPACE.search(text, at, end)
    return found.start() if found else end


def _skip(text: str, at: int, end: int, chars: str) -> int:
    while at < end and text[at] in chars:
        at += 1
    return at
