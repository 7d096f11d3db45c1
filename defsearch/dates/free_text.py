"""Dates among other words: ``drones 25 september 2025``, ``sinds mei 2024``, ``mei en juni 2024``, ``in 2019``.

A text becomes one shape, a letter for each of its tokens (``lexer``). A date is the longest part of it that is a shape
of ``grammar``; what is around it makes it a range, a list or an open period. A date that can be nothing else is
``sure``; the rest (a year alone, ``vorig jaar``) is text that may be meant as a period. ``tot`` and ``until`` include
the date itself, as ``date:..mei 2024`` does; ``voor`` and ``before`` end the day before it.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dates.grammar import (
    BARE_NUMBERS,
    ENDS,
    INCOMPLETE,
    ONLY_EXPLICIT,
    RULES,
    UNCLEAR,
    UNCLEAR_DAYS,
    Rule,
)
from defsearch.dates.lexer import (
    MAX_LENGTH,
    UNKNOWN,
    WEEKDAYS,
    LexedDate,
    fold,
    lex,
    lex_without_article,
    scan,
)
from defsearch.dates.period import Period, Unit, earlier, joined, whole
from defsearch.errors import DateError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FREE_YEARS = range(1900, 2100)  # "op 1 mei 1500 militairen" counts soldiers
# Before a year, one of these makes it a period.
IN_WORDS = ("in", "uit", "van", "over", "op", "tijdens", "during", "of")
_CLOSING = ".,;:!?)"  # punctuation that may follow the last word of a date
_DAY = datetime.timedelta(days=1)
_LONGEST = max(map(len, (*RULES, *INCOMPLETE)))

# What is written between the two dates of a range and between those of a list, and before a date.
_RANGE_LINK = re.compile(r" ?[-R] ?| x (?:a )?|/(?=y|n[-/.]n[-/.]y)")
_LIST_LINK = re.compile(r"(?: ?/ ?| ?z ?|,? [zf] |, )(?:q )?(?:a )?")
_OPENING = re.compile(r"P (?:[vf] )?(?:a )?|([vfi]) (?:a )?")
_LINK_AFTER = {"v": re.compile(r" z (?:a )?| ?- ?| x "), "f": re.compile(r" ?[-R] ?| [xq] (?:a )?")}
_RELATION = re.compile(r"([ijbx]) (?:a )?|(R)")
_DISTANCE = re.compile(r"(?:([nkc]) |a )?u ([bj]) (?:a )?")
_AFTERWARDS = re.compile(r" [zf] ([AE])| O|[zR](?= |$)")
_WEEKDAY = re.compile(r"w,? ")
_NUMBER_AFTER = re.compile(r"[-/., ]*[ny]")
_CLOCK = re.compile(r",? ?T")
_Days: TypeAlias = tuple[datetime.date | None, datetime.date | None]
_Periods: TypeAlias = tuple[_Days, ...]


class FreeDate(NamedTuple):
    """The words [start, end) as ``periods``: one, or those of a list. An end of None is open.

    ``sure``: it can only be a period. ``related``: a range, a list, or a date whose days a preposition changes.
    ``typed``: the same as ``date:`` takes it. ``problem``: why it is no period, as (message, hint); where it is not
    sure either, the words are text.
    """

    start: int
    end: int
    periods: _Periods
    sure: bool
    related: bool
    typed: str
    problem: tuple[str, str] | None = None

    @property
    def first(self) -> datetime.date | None:
        """The first day; None is open."""
        return self.periods[0][0]

    @property
    def last(self) -> datetime.date | None:
        """The last day; None is open."""
        return self.periods[-1][1]


class _Part(NamedTuple):
    """One date of a text, up to the token ``end``. ``period`` is None where it lacks what another date says."""

    end: int
    lexed: LexedDate
    text: str
    period: Period | None
    sure: bool
    weekday: int | None = None

    @property
    def days(self) -> _Days:
        """The first and the last day; None where it is not known."""
        return self.period or (None, None)

    @property
    def weekday_problem(self) -> tuple[str, str] | None:
        """Why the weekday before it is not its weekday, and what to write instead."""
        first, last = self.days
        if self.weekday is None or first is None:
            return None
        named, hint = WEEKDAYS[self.weekday], f"Leave the weekday out: {self.text}"
        if first != last:
            return f"{self.text} is no day, so it is no {named}", hint
        if first.weekday() == self.weekday:
            return None
        return f"{self.text} is not a {named} but a {WEEKDAYS[first.weekday()]}", hint


def period_of(text: str, today: datetime.date, rules: Mapping[str, Rule] = RULES) -> Period | None:
    """Return the period of ``text``; None where it is no date, or an impossible one."""
    lexed = lex_without_article(text)
    rule = rules.get(lexed.shape) if lexed else None
    return _period(rule, lexed, today) if rule and lexed else None


class FreeText:
    """Words, what is between spaces, as one shape in which dates are looked for. The words themselves are untouched."""

    def __init__(self, words: Sequence[str], today: datetime.date) -> None:
        self.today = today
        short = [word if len(word) <= MAX_LENGTH else "_" for word in words]
        self.folded = [fold(word) for word in short]
        text, typed = " ".join(self.folded), unicodedata.normalize("NFC", " ".join(short))
        self.text = typed if len(typed) == len(text) else text
        tokens = list(scan(text))
        self.values = [value for _, value, _, _ in tokens]
        self.starts = [*(start for _, _, start, _ in tokens), len(text)]
        self.shape = "".join(letter for letter, _, _, _ in tokens)
        at_start = {start: token for token, start in enumerate(self.starts[:-1])}
        self.token_of_word: list[int | None] = []
        self.words: dict[int, int] = {}  # by the token that starts them
        # The words before each place where one ends, before its punctuation or after it.
        self.word_ends: dict[int, int] = {}
        at = 0
        for number, word in enumerate(self.folded):
            token = at_start.get(at)
            self.token_of_word.append(token)
            if token is not None:
                self.words[token] = number
            for place in range(at + len(word.rstrip(_CLOSING)), at + len(word) + 1):
                self.word_ends[place] = number + 1
            at += len(word) + 1
        self.impossible: dict[int, FreeDate] = {}
        if "y" in self.shape:
            self._take_out_impossible()

    def find(self, word: int, *, is_all: bool = False) -> FreeDate | None:
        """Return the list, the range, the date after a preposition, or the date that starts at a word.

        A year alone is a date only after a word that makes it one (``in 2019``), or where it ``is_all`` that was typed.
        """
        at = self.token_of_word[word] if word < len(self.token_of_word) else None
        if at is None:
            return None
        if at in self.impossible:
            return self.impossible[at]
        found = [date for date in self._readings(at) if date is not None]
        best = next((date for date in found if date.sure), found[0] if found else None)
        if best is None or (is_year(best.typed) and not is_all):
            return self._year_after_in(word) or self._unclear(word) or self._only_explicit(at)
        return best

    def _readings(self, at: int) -> Iterator[FreeDate | None]:
        """Yield every reading of the words that start at a token; the longer ones come first."""
        yield self._distance(at)
        yield self._with_opening(at)
        yield self._with_relation(at)
        yield self._series(at)

    # One date

    def part(self, at: int) -> _Part | None:
        """Return the longest date at a token, with the weekday before it and the time after it."""
        start, weekday = at, None
        if match := _WEEKDAY.match(self.shape, at):
            weekday, at = self.values[at], match.end()
        if self.shape.startswith("N", at):
            return _Part(at + 1, LexedDate("N", ()), "vandaag", whole(Unit.DAY, self.today), sure=False)
        for end, lexed, rule in self._shapes(at, INCOMPLETE):
            period = _period(rule, lexed, self.today) if rule else None
            if rule and period is None:
                return None
            text = self.text[self.starts[at] : self.starts[end]].rstrip()
            clock = _CLOCK.match(self.shape, end) if period and period.first == period.last else None
            sure = rule is not None and rule.unambiguous
            part = _Part(clock.end() if clock else end, lexed, text, period, sure, weekday)
            is_adverb = self.text[self.starts[start] :].startswith("zo ") and part.weekday_problem
            return None if is_adverb else part
        return None

    def _shapes(self, at: int, others: frozenset[str]) -> Iterator[tuple[int, LexedDate, Rule | None]]:
        """Yield the end, the shape and the rule of each date at a token, the longest first."""
        for end in range(min(at + _LONGEST, len(self.shape)), at, -1):
            shape = self.shape[at:end]
            rule = RULES.get(shape)
            if rule is not None or shape in others:
                lexed = LexedDate(shape, tuple(one for one in self.values[at:end] if one is not None))
                if rule is None or _has_free_year(rule, lexed):
                    yield end, lexed, rule

    def _take_out_impossible(self) -> None:
        """Make the tokens of dates that do not exist unknown: there is no month in ``31 februari 2025``."""
        at = 0
        while at < len(self.shape):
            for end, lexed, rule in self._shapes(at, frozenset()):
                if rule is not None and rule.unambiguous and lexed.shape != "u m y":  # week mei 2018
                    try:
                        rule.period(lexed.values, self.today)
                    except DateError as error:
                        self._set_impossible(at, end, error)
                    at = end - 1
                    break
            at += 1

    def _set_impossible(self, at: int, end: int, error: DateError) -> None:
        first, last = self.words.get(at), self.word_ends.get(self.starts[end])
        if first is not None and last is not None and self.shape[at:end] != "y-n":  # 2015-16 is a season
            text = self.text[self.starts[at] : self.starts[end]]
            problem = error.message, error.hint or ""
            self.impossible[at] = FreeDate(first, last, (), False, False, text, problem)
        self.shape = self.shape[:at] + UNKNOWN * (end - at) + self.shape[end:]

    # What is around a date

    def _series(self, at: int) -> FreeDate | None:
        """Return a date, a range or a list without a word before it, or a date with ``en later`` after it."""
        is_article = self.shape.startswith("a ", at)
        first = self.part(at + 2 if is_article else at)
        if first is None or (is_article and (first.sure or first.period is None)):
            return None  # the article stays a word
        link = _RANGE_LINK.match(self.shape, first.end)
        found = (link and self._range(at, first, link.end())) or self._list(at, first)
        if found or first.period is None:
            return found or None
        after = _AFTERWARDS.match(self.shape, first.end)
        if after:
            return self._related(at, after.end(), first, "x" if after[1] == "E" else "i")
        return self._made(at, first.end, (first.days,), first.text, [first])

    def _with_opening(self, at: int) -> FreeDate | None:
        """Return a range with a word before it: ``tussen … en``, ``van … tot``."""
        opening = _OPENING.match(self.shape, at)
        first = self.part(opening.end()) if opening else None
        if opening is None or first is None:
            return None
        link = _LINK_AFTER.get(opening[1] or "P", _RANGE_LINK).match(self.shape, first.end)
        return self._range(at, first, link.end(), is_opened=True) if link else None

    def _with_relation(self, at: int) -> FreeDate | None:
        """Return a date after ``sinds``, ``na``, ``voor`` or ``tot``."""
        relation = _RELATION.match(self.shape, at)
        part = self.part(relation.end()) if relation else None
        if relation is None or part is None or part.period is None or self._list(at, part):
            return None
        if relation[1] == "b" and part.lexed.shape == "u y":
            return None  # cijfers voor het jaar 2018
        after = _AFTERWARDS.match(self.shape, part.end) if relation[1] == "i" else None
        end = after.end() if after and after[1] != "E" else part.end
        return self._related(at, end, part, relation[1] or "x")

    def _distance(self, at: int) -> FreeDate | None:
        """Return the days before or after a date: ``2 weken voor 13 mei 2016``."""
        distance = _DISTANCE.match(self.shape, at)
        part = self.part(distance.end()) if distance else None
        first, last = part.days if part else (None, None)
        if distance is None or part is None or first is None or last is None:
            return None
        count = (self.values[at] if distance[1] else 1) or 0
        unit = Unit(self.values[self.shape.index("u", at)] or 0)
        try:
            if distance[2] == "b":
                days = earlier(first, count, unit), first - _DAY
            else:
                days = last + _DAY, earlier(last, -count, unit)
        except (OverflowError, ValueError):
            return None
        return self._made(at, part.end, (days,), f"{days[0]}..{days[1]}", [part]) if count else None

    def _range(self, at: int, first: _Part, end: int, *, is_opened: bool = False) -> FreeDate | None:
        """Return the range from a date to the one at a token."""
        second = self.part(end)
        parts = None if second is None else _completed([first, second], self.today, from_first=True)
        if parts is None:
            return None
        is_dash = self.shape[first.end :].lstrip()[:1] == "-"
        if is_dash and parts[1].sure and not parts[0].sure and not is_opened:
            return None  # of a title: Begroting 2018 - 25 mei 2019
        days = parts[0].days[0], parts[1].days[1]
        return self._made(at, parts[1].end, (days,), "..".join(part.text for part in parts), parts)

    def _list(self, at: int, first: _Part) -> FreeDate | None:
        """Return two or more dates side by side: ``mei, juni en oktober 2024``."""
        parts = [first]
        while link := _LIST_LINK.match(self.shape, parts[-1].end):
            typed = self.text[self.starts[link.start()] : self.starts[link.end()]]
            part = None if "van" in typed.lower() else self.part(link.end())
            if part is None or part.lexed.shape == "N":
                break
            parts.append(part)
        while len(parts) > 1:
            completed = _completed(parts, self.today)
            if completed is not None and len({part.sure for part in completed}) == 1:
                days = joined(part.days for part in completed)
                texts = [part.text for part in sorted(completed, key=lambda part: part.days)]
                typed = "..".join((texts[0], texts[-1])) if len(days) == 1 else f"({' OF '.join(texts)})"
                return self._made(at, parts[-1].end, days, typed, completed)
            parts.pop()
        return None

    def _related(self, at: int, end: int, part: _Part, relation: str) -> FreeDate | None:
        """Return the days since, after, before or until a date.

        After the beginning of May can be in May, after the end of May is not.
        """
        first, last = part.days
        days: _Days
        vague = part.lexed.values[0] if part.lexed.shape[0] == "e" else None
        if relation == "j" and vague not in (0, 1):
            first = None if last is None or last == last.max else last + _DAY
            days, typed = (first, None), f"{_shortened(first, 1)}.."
        elif relation == "b" and vague not in (1, 2):
            last = None if first is None or first == first.min else first - _DAY
            days, typed = (None, last), f"..{_shortened(last, 12)}"
        elif relation in "ij":
            days, typed = (first, None), f"{part.text}.."
        else:
            days, typed = (None, last), f"..{part.text}"
        if days == (None, None):  # there is no day after the last of the calendar, nor before its first
            return None
        return self._made(at, end, (days,), typed, [part])

    def _made(self, at: int, end: int, periods: _Periods, typed: str, parts: list[_Part]) -> FreeDate | None:
        """Return a date of whole words; None where it ends inside one."""
        last = self.word_ends.get(self.starts[end])
        if last is None:
            return None
        problem = next(filter(None, (part.weekday_problem for part in parts)), None)
        first_day, last_day = periods[0]
        if first_day and last_day and first_day > last_day:
            problem = f"the range ends before it starts: {first_day} … {last_day}", "Swap the two dates"
        is_related = len(parts) > 1 or periods != (parts[0].days,)
        sure = any(part.sure for part in parts)
        return FreeDate(self.words[at], last, periods, sure, is_related, typed, problem)

    def _unclear(self, word: int) -> FreeDate | None:
        """Return a word that reads like a day but is unclear: ``25-9-25``, ``20250925``."""
        lexed = lex(self.folded[word].rstrip(_CLOSING))
        if lexed is None or lexed.shape not in UNCLEAR_DAYS:
            return None
        problem = "as a date it is unclear", UNCLEAR[lexed.shape]
        return FreeDate(word, word + 1, (), False, False, self.folded[word], problem)

    def _only_explicit(self, at: int) -> FreeDate | None:
        """Return words that are a date only where one is asked for: ``komende week``, ``2018 mei``."""
        for end in range(min(at + _LONGEST, len(self.shape)), at, -1):
            rule = ONLY_EXPLICIT.get(self.shape[at:end])
            if rule is not None and not _NUMBER_AFTER.match(self.shape, end):  # 2018 mei 2019
                values = tuple(one for one in self.values[at:end] if one is not None)
                lexed = LexedDate(self.shape[at:end], values)
                period = _period(rule, lexed, self.today) if _has_free_year(rule, lexed) else None
                text = self.text[self.starts[at] : self.starts[end]].rstrip()
                if period is not None:
                    part = _Part(end, lexed, text, period, sure=False)
                    return self._made(at, end, (period,), text, [part])
        return None

    def _year_after_in(self, word: int) -> FreeDate | None:
        at = self.token_of_word[word + 1] if word + 1 < len(self.token_of_word) else None
        part = self.part(at) if at is not None and self.folded[word] in IN_WORDS else None
        year = part and at is not None and self._made(at, part.end, (part.days,), part.text, [part])
        return year._replace(start=word) if year and is_year(year.typed) else None


# Dates that lack what another date says


def _completed(parts: list[_Part], today: datetime.date, *, from_first: bool = False) -> list[_Part] | None:
    """Return the dates, each completed from the last one, or the last one from the first; None where one cannot be.

    ``1`` of ``1 t/m 5 mei 2024`` is in May. Over the turn of a year the other one has the year beside it: ``november
    t/m februari 2018`` starts in 2017.
    """
    *others, last = parts
    if last.period is None:
        words = parts[0].text.split()
        if last.lexed.shape in ENDS:  # week 1 t/m 3 2018
            last = _of_text(last, [[*words[:at], last.text] for at in range(len(words) - 1, 0, -1)], today)
        elif from_first and last.lexed.shape not in BARE_NUMBERS and parts[0].period is not None:
            last = _like(last, parts[0], today, later=True)
        else:
            return None
    done = [one if one.period is not None else _like(one, last, today) for one in others] + [last]
    if any(one.period is None for one in done):
        return None
    is_bare = any(one.lexed.shape in BARE_NUMBERS for one in others)
    if is_bare and not from_first and any(one.days >= other.days for one, other in pairwise(done)):
        return None  # peloton 12 en 5 mei 2018
    return done


def _like(part: _Part, whole_: _Part, today: datetime.date, *, later: bool = False) -> _Part:
    """Return a date with what it lacks from another one that is before or after it."""
    words = whole_.text.split()
    texts = [[part.text, *words[at:]] for at in range(1, len(words))]
    if part.lexed.shape == "n" and len(words) == 1:
        texts.append([part.text + words[0].lstrip("0123456789")])  # 1 t/m 3-5-2018
    done = _of_text(part, texts, today)
    is_turned = done.period is not None and (done.days < whole_.days if later else done.days > whole_.days)
    year = done.text[-4:]
    if is_turned and part.lexed.shape not in BARE_NUMBERS and year.isdecimal():
        return _of_text(part, [[done.text[:-4] + str(int(year) + (1 if later else -1))]], today)
    return done


def _of_text(part: _Part, texts: list[list[str]], today: datetime.date) -> _Part:
    """Return the date with the first of the texts that is a sure one."""
    for words in texts:
        text = " ".join(words)
        lexed = lex(text)
        rule = RULES.get(lexed.shape) if lexed else None
        if lexed and rule and rule.unambiguous and _has_free_year(rule, lexed):
            period = _period(rule, lexed, today)
            if period is not None:
                return part._replace(text=text, period=period, sure=True)
    return part


def _has_free_year(rule: Rule, lexed: LexedDate) -> bool:
    """Return whether the year of a date, if it has one, is in FREE_YEARS."""
    return "year" not in rule.slots or lexed.values[rule.slots.index("year")] in FREE_YEARS


def _period(rule: Rule, lexed: LexedDate, today: datetime.date) -> Period | None:
    """Return the period of a text; None for an impossible date."""
    try:
        return rule.period(lexed.values, today)
    except DateError:
        return None


def is_year(text: str) -> bool:
    """Return whether ``text`` is a year that free words can mean."""
    return len(text) == 4 and text.isascii() and text.isdigit() and int(text) in FREE_YEARS


def _shortened(day: datetime.date | None, month: int) -> str:
    """Return the day as text: only its year where it is the first (month 1) or last (month 12) of that year."""
    if day is None:
        return ""
    is_edge = (day.month, day.day) == (month, 1 if month == 1 else 31)
    return str(day.year) if is_edge else str(day)
