"""What holds for every query: a printed tree is read back, nothing typed gets lost, and only QueryError is raised."""

from __future__ import annotations

import datetime
import random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from defsearch.dates.period import Period
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, tokenize
from defsearch.errors import QueryError
from defsearch.query.ast import (
    And,
    DateClause,
    DateOrWords,
    Field,
    FieldScope,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
)
from defsearch.query.parser import parse_query
from defsearch.render.errors import caret_lines

TODAY = datetime.date(2026, 3, 31)
HERE = (0, 0)
seeds = st.integers(0, 2**32)
SAMPLES = [
    "drones",
    "NAVO-oefening",
    "risico’s",
    "Zuid-Korea",
    "F-16",
    "50.000",
    "ministeriële",
    "AT&T",
    "KMar",
]
LEFT_OUT = "left out common words: "
PERIODS = {
    "2025": ("2025-01-01", "2025-12-31"),
    "2025-09..2025-11": ("2025-09-01", "2025-11-30"),
    "..2024-02": (None, "2024-02-29"),
    '"3e kwartaal 2025"': ("2025-07-01", "2025-09-30"),
    "(25 september 2025)": ("2025-09-25", "2025-09-25"),
}
FREE_DATES = {
    "september 2025": ("2025-09-01", "2025-09-30"),
    "1 mei 2024": ("2024-05-01", "2024-05-01"),
    "sinds mei 2024": ("2024-05-01", None),
    "tussen mei en juli 2024": ("2024-05-01", "2024-07-31"),
}
FIELDS = {
    Field.TITLE: ["title:", "titel:", "subject:"],
    Field.HEADING: ["heading:", "KOP:"],
    Field.BODY: ["body:", "tekst:"],
}


def period(days: tuple[str | None, str | None]) -> Period:
    """A period from ISO dates."""
    first, last = (datetime.date.fromisoformat(day) if day else None for day in days)
    return Period(first, last)


def is_plain(text: str) -> bool:
    """Whether a run of letters is a word that no list knows: not common, no part of a date."""
    near_dates = ("before", "after", "till")  # they change the days of a date behind them
    return text not in (*STOP_WORDS, *near_dates, "mei", "may", "maa", "mar", "jan", "www")


plain_words = st.sampled_from(SAMPLES) | st.text("abdefiklmnoprstw", min_size=3, max_size=7).filter(is_plain)
PATTERNS = ["oefen*", "*dreiging", "wo?d", "wapen?*", "?oord", "*a*"]


@st.composite
def trees(draw: st.DrawFn, depth: int = 3, *, in_zone: bool = False) -> Node:
    """A tree as the language can say it: no zone or date inside a zone, no Or right below an Or."""
    kinds = ["word", "word", "phrase", "pattern", "fuzzy"]
    if not in_zone:
        kinds += ["period", "date words", "zone"]
    if depth:
        kinds += ["and", "and", "or", "not"] * 2
    kind = draw(st.sampled_from(kinds))
    if kind == "zone":
        return FieldScope(draw(st.sampled_from(Field)), draw(trees(min(depth, 1), in_zone=True)), HERE)
    if kind == "not":
        return Not(draw(trees(depth - 1, in_zone=in_zone)), HERE)
    if kind in ("and", "or"):
        children = tuple(draw(trees(depth - 1, in_zone=in_zone)) for _ in range(draw(st.integers(2, 3))))
        if kind == "and" or any(isinstance(child, Or) for child in children):
            return And(children, HERE, draw(st.booleans()))
        return Or(children, HERE)
    return draw(leaves(kind))


@st.composite
def leaves(draw: st.DrawFn, kind: str) -> Node:
    """A node without nodes below it but words."""
    if kind == "pattern":
        return Wildcard(draw(st.sampled_from(PATTERNS)), HERE)
    if kind == "fuzzy":
        return Fuzzy(draw(plain_words), draw(st.sampled_from([1, 2])), HERE)
    if kind == "period":
        return DateClause(period(draw(st.sampled_from(sorted(PERIODS.values(), key=str)))), HERE)
    if kind == "date words":
        text = draw(st.sampled_from(sorted(FREE_DATES)))
        return DateOrWords(period(FREE_DATES[text]), tuple(Word(word, HERE) for word in text.split()), HERE)
    exact = draw(st.booleans())
    if kind == "word":
        return Word(draw(plain_words), HERE, exact)
    words = tuple(Word(word, HERE, exact) for word in draw(st.lists(plain_words, min_size=1, max_size=4)))
    slop = draw(st.just(0) | st.integers(len(words), 40)) if len(words) > 1 else 0
    return Phrase(words, slop, HERE)


class Printer:
    """Writes a tree as a query; where the language leaves a choice, the seed makes it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, *choices: str) -> str:
        """One of several ways to write the same."""
        return self.random.choice(choices)

    def level(self, node: Node) -> int:
        """How tightly the outermost operator of a node binds: 0 for OR, 4 for what cannot fall apart."""
        if isinstance(node, Or):
            return 0
        if isinstance(node, And):
            return 1 if node.implicit else 2
        return 3 if isinstance(node, Not) else 4

    def text(self, node: Node, least: int = 0) -> str:
        """The node as text, in parentheses where it would fall apart, and sometimes where not."""
        if self.level(node) < least or self.random.random() < 0.1:
            return f"({self.pick('', ' ')}{self.bare(node)}{self.pick('', ' ')})"
        return self.bare(node)

    def bare(self, node: Node) -> str:
        """The node as text without parentheses around it."""
        if isinstance(node, Or):
            return self.pick(" OR ", " OF ", " | ", " || ").join(self.text(one, 1) for one in node.children)
        if isinstance(node, And):
            mark = self.pick(" ", "  ", " - ", "\t") if node.implicit else self.pick(" AND ", " EN ", " && ")
            return mark.join(self.text(one, 2 if node.implicit else 3) for one in node.children)
        if isinstance(node, Not):
            mark = self.pick("NOT ", "NIET ", "-")
            return mark + self.text(node.child, 4 if mark == "-" else 3)
        if isinstance(node, FieldScope):
            return self.pick(*FIELDS[node.field]) + self.text(node.child, 4)
        return self.leaf(node)

    def leaf(self, node: Node) -> str:
        """A node without children as text."""
        if isinstance(node, Word):
            return ("=" if node.exact else "") + node.text
        if isinstance(node, Wildcard):
            return node.text
        if isinstance(node, Fuzzy):
            return (
                f"{node.text}~{node.distance}" if node.distance > 1 else f"{node.text}{self.pick('~', '~1')}"
            )
        if isinstance(node, Phrase):
            quotes = self.pick('""', "“”", "„”", "«»")
            window = f"~{node.slop}" if node.slop else ""
            exact = "=" if node.words[0].exact else ""
            return f"{exact}{quotes[0]}{' '.join(word.text for word in node.words)}{quotes[1]}{window}"
        if isinstance(node, DateOrWords):
            return " ".join(word.text for word in node.words)
        assert isinstance(node, DateClause)
        typed = [text for text, days in PERIODS.items() if period(days) == node.period]
        return self.pick("date:", "datum:") + self.pick(*typed)


def without_spans(node: Any) -> Any:
    """A node as nested tuples of its kind and everything but its place."""
    if not isinstance(node, tuple):
        return node
    fields = getattr(node, "_fields", None)
    if fields is None:
        return tuple(without_spans(one) for one in node)
    held = [getattr(node, name) for name in fields if name != "span"]
    return (type(node), *map(without_spans, held))


def wants_something(node: Node) -> bool:
    """Whether the tree names anything that a release must hold (written apart from the parser's own)."""
    match node:
        case And(children) | Or(children):
            return any(map(wants_something, children))
        case FieldScope(_, child):
            return wants_something(child)
        case Not(child):
            return not wants_something(child)
    return True


@given(trees(), seeds)
def test_a_printed_tree_is_read_back(tree: Node, seed: int) -> None:
    """Whatever the spelling of operators, quotes, fields and superfluous parentheses."""
    assume(wants_something(tree))
    query = Printer(seed).text(tree)
    parsed = parse_query(query, today=TODAY).tree
    assert without_spans(parsed) == without_spans(tree), query


@settings(max_examples=30)
@given(trees(), seeds)
def test_every_beginning_of_a_query_is_understood_or_refused(tree: Node, seed: int) -> None:
    """Cut anywhere, a query gives a tree or a QueryError with its place, and nothing else."""
    query = Printer(seed).text(tree)
    for end in range(len(query) + 1):
        check(query[:end], any_word=bool(end % 2))


@given(
    st.text(max_size=80) | st.text("ab F16\"“”„«»()-+=~*?:|&. \t,'’!^/\x00\ud800中", max_size=80),
    st.booleans(),
)
def test_random_text_is_understood_or_refused(query: str, any_word: bool) -> None:
    """No other exception, whatever the characters."""
    check(query, any_word=any_word)


@given(
    st.lists(
        st.sampled_from(
            ["AND", "OF", "NOT", "(", ")", "-", "titel:", "date:2025", '"', "van", "x*", "=y", "z"]
        )
    )
)
def test_random_operators_are_understood_or_refused(pieces: list[str]) -> None:
    """Operators in an order that nobody would type."""
    check(" ".join(pieces), any_word=False)
    check("".join(pieces), any_word=True)


def check(query: str, *, any_word: bool) -> None:
    """Understood or refused; a refusal has a message, a hint, and a place that can be shown."""
    error = refusal(query, any_word=any_word)
    if error is not None:
        assert error.message
        assert error.hint
        assert 0 <= error.start <= error.end <= len(error.query)
        shown, carets = caret_lines(error)
        assert set(carets.strip()) == {"^"}
        assert shown.isprintable()


def refusal(query: str, *, any_word: bool) -> QueryError | None:
    """The error that a query is refused with, None when it is understood."""
    try:
        parse_query(query, today=TODAY, any_word=any_word)
    except QueryError as error:
        return error
    return None


@given(st.lists(plain_words | st.sampled_from(sorted(STOP_WORDS)), min_size=1), seeds)
def test_no_word_of_a_text_without_operators_gets_lost(typed: list[str], seed: int) -> None:
    """Each is in the tree, or named among the common words that were left out."""
    gaps = random.Random(seed).choices([" ", ", ", " – ", ": ", "! ", " … ", "/"], k=len(typed))
    query = "".join(word + gap for word, gap in zip(typed, gaps, strict=True))
    forms = {normalize_token(token.text).form for token in tokenize(query, is_query=True)}
    assume(not forms <= STOP_WORDS)
    parsed = parse_query(query, today=TODAY)
    said = [notice for notice in parsed.notices if notice.startswith(LEFT_OUT)]
    left_out = {normalize_token(word).form for notice in said for word in notice[len(LEFT_OUT) :].split(", ")}
    left_out |= {notice[1:].partition("”")[0] for notice in parsed.notices if "” was left out" in notice}
    assert left_out <= STOP_WORDS
    assert parsed.tree is not None
    assert {normalize_token(word.text).form for word in all_words(parsed.tree)} | left_out == forms


def all_words(node: Node) -> list[Word]:
    """The words of a tree of words, phrases and Ands."""
    match node:
        case Word():
            return [node]
        case Phrase(held):
            return list(held)
        case And(children):
            return [word for child in children for word in all_words(child)]
    raise AssertionError(node)
