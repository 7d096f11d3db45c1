"""The last step of reading a query: items to a tree. Pure: no archive, no clock.

The grammar, from what binds least to what binds most:

    alternatives  sequence (OR sequence)*
    sequence      conjunction+                 side by side: all of them (with any_word: any of them)
    conjunction   operand (AND operand)*
    operand       NOT operand | - + = or field: glued to an operand | ( alternatives ) | word | phrase | …
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token
from defsearch.errors import QueryError
from defsearch.query.ast import (
    DateClause,
    DateOrWords,
    Field,
    FieldScope,
    Node,
    Not,
    Span,
    Word,
    looks_for,
    walk,
    words_of,
)
from defsearch.query.ast_builder import (
    Operand,
    all_of,
    any_of,
    any_of_words,
    grouping,
    read_free_period,
    read_leaf,
    read_period,
    read_words,
)
from defsearch.query.free_text import DateItem, QueryItem, read_items
from defsearch.query.hints import as_words, notices_of
from defsearch.query.lexer import lex
from defsearch.query.syntax import DATE_FIELD, MAX_DEPTH, MAX_NODES, quoted
from defsearch.query.tokens import PREFIXES, TokenKind
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    import datetime

_EXAMPLES = {TokenKind.EXACT: "=drone", TokenKind.MINUS: "marine -fregat", TokenKind.PLUS: "+marine fregat"}


class ParsedQuery(NamedTuple):
    """A query as understood: its tree (None for an empty query), and what its author should know."""

    tree: Node | None
    notices: tuple[str, ...]


def parse_query(
    text: str, *, today: datetime.date, any_word: bool = False, exact: bool = False, in_period: bool = False
) -> ParsedQuery:
    """Read ``text``. ``any_word``: words side by side are alternatives; ``exact``: words are this form only.

    ``in_period``: a period is given besides, so the query may do with saying what to leave out. Words that nearly
    every release holds are left out where they stand side by side with others. QueryError with the place where the
    query cannot be understood, is past a limit, or looks for nothing.
    """
    lexed = lex(text)
    if not text.strip():
        return ParsedQuery(None, ())
    parser = _Parser(text, read_items(text, lexed.tokens, today), today, any_word=any_word, exact=exact)
    return ParsedQuery(parser.parse(in_period), lexed.notices + parser.notices())


class _Scope(NamedTuple):
    """What an operand stands in: the field that it is limited to, and how deep."""

    field: str | None = None
    depth: int = 0
    bracketed: bool = False

    def inside(self, *, field: str | None = None, bracketed: bool = False) -> _Scope:
        return _Scope(field or self.field, self.depth + 1, bracketed)


class _Parser:
    """Recursive descent over the items of one query; the depth is limited, so it never runs out of stack."""

    def __init__(
        self, query: str, items: list[QueryItem], today: datetime.date, *, any_word: bool, exact: bool
    ) -> None:
        self.query = query
        self.items = items
        self.today = today
        self.any_word = any_word
        self.exact = exact
        self.at = 0
        self.notes: list[str] = []
        self.left_out: list[Word] = []
        self.periods_end = 0  # of the free words that were told to look like a period
        self.grouped: str | None = None

    def parse(self, in_period: bool) -> Node:
        operand = self.alternatives(_Scope())
        whole = (0, len(self.query))
        if operand is None:
            hint = "type a word or a period, as in drones date:2025"
            raise self.error("there is no word in the query", whole, hint)
        if operand.common:
            words = ", ".join(dict.fromkeys(quoted(word.text, marks="") for word in words_of(operand.node)))
            hint = 'add a telling word, or put them in quotes to find them as they stand: "van de"'
            raise self.error(f"the query holds only common words: {quoted(words, marks='')}", whole, hint)
        if not in_period and not looks_for(operand.node):
            hint = "add a word to look for (marine -fregat) or a period (date:2025 -fregat)"
            raise self.error("the query only says what to leave out", whole, hint)
        count = 0
        for node in walk(operand.node):
            count += (
                len(normalize_token(node.text).subwords) if isinstance(node, Word) else 1
            )  # a-b-c is three
            if count > MAX_NODES:
                message = f"the query has more than {MAX_NODES} words and groups"
                raise self.error(message, node.span, "search for a few telling words")
        return operand.node

    def notices(self) -> tuple[str, ...]:
        """What the author of the query should know."""
        notices = [] if self.grouped is None else [f"read as {self.grouped}; parentheses group otherwise"]
        notices += notices_of(self.items, self.left_out, any_word=self.any_word)
        return tuple(dict.fromkeys(notices + self.notes))

    # Grammar

    def alternatives(self, scope: _Scope) -> Operand | None:
        operand = self.sequence(scope)
        if operand is None or not self.is_at(TokenKind.OR):
            if self.is_at(TokenKind.OR):
                raise self.no_operand(self.take(), "before")
            return operand
        operands, marks = [operand], []
        while self.is_at(TokenKind.OR):
            mark = self.take()
            following = self.sequence(scope)
            if following is None:
                raise self.no_operand(mark, "after")
            operands.append(following)
            marks.append(mark.text)
        if not self.any_word:
            self.grouped = self.grouped or grouping(self.query, operands, marks)
        return any_of(operands)

    def sequence(self, scope: _Scope) -> Operand | None:
        operands: list[Operand] = []
        while self.at < len(self.items) and not self.is_at(TokenKind.OR, TokenKind.CLOSE):
            operand = self.conjunction(scope)
            if operand is not None:
                operands.append(operand)
        telling = [operand for operand in operands if not operand.common]
        if telling:
            self.left_out += [word for o in operands if o.common for word in words_of(o.node)]
            operands = telling
        if not operands:
            return None
        return any_of_words(operands) if self.any_word else all_of(operands, implicit=True)

    def conjunction(self, scope: _Scope) -> Operand | None:
        operand = self.operand(scope)
        if operand is None or not self.is_at(TokenKind.AND):
            if self.is_at(TokenKind.AND):
                raise self.no_operand(self.take(), "before")
            return operand
        operands = [operand]
        while self.is_at(TokenKind.AND):
            operands.append(self.operand_of(self.take(), scope))
        return all_of(operands, implicit=False)

    def operand(self, scope: _Scope) -> Operand | None:
        """One operand; None when it is a pair of brackets without any word in it."""
        item = self.take()
        if scope.depth > MAX_DEPTH:
            hint = "search for a few telling words"
            raise self.error(f"the query is more than {MAX_DEPTH} levels deep", (item.start, item.end), hint)
        if item.kind in (TokenKind.AND, TokenKind.OR):
            raise self.no_operand(item, "before")
        if item.kind is TokenKind.OPEN:
            inner = self.alternatives(scope.inside(bracketed=True))
            closing = self.take()
            return inner and inner._replace(span=(item.start, closing.end), loose=False)
        if item.kind in (TokenKind.NOT, TokenKind.MINUS):
            child = self.operand_of(item, scope.inside())
            span = (item.start, child.span[1])
            return Operand(Not(child.node, span), span)
        if item.kind is TokenKind.PLUS:
            return self.required(item, scope)
        if item.kind is TokenKind.EXACT:
            return self.exactly(item, scope)
        if item.kind is TokenKind.FIELD:
            return self.in_field(item, scope)
        if scope.field == DATE_FIELD:
            return self.dated(item, scope)
        return self.leaf(item, scope)

    def leaf(self, item: QueryItem, scope: _Scope) -> Operand:
        """A word, phrase or pattern, or free words that are a date."""
        if item.date and scope.field is None:
            if item.date.free.sure:
                return self.date_words(item, item.date)
            self.note_period(item, item.date)
        node = read_leaf(self.query, item, exact=self.exact)
        common = item.kind is TokenKind.TEXT and all(
            normalize_token(w.text).form in STOP_WORDS for w in item.words
        )
        return Operand(node, (item.start, item.end), common)

    def operand_of(self, operator: QueryItem, scope: _Scope) -> Operand:
        """The operand behind ``operator``, which needs one; a prefix needs it right behind it."""
        following = self.items[self.at] if self.at < len(self.items) else None
        is_apart = following is not None and following.start != operator.end
        if (
            following is None
            or following.kind in (TokenKind.CLOSE, TokenKind.AND, TokenKind.OR)
            or (operator.kind in PREFIXES and is_apart)
        ):
            raise self.no_operand(operator, "after")
        operand = self.operand(scope)
        if operand is None:
            raise self.no_operand(operator, "after")
        return operand

    def required(self, plus: QueryItem, scope: _Scope) -> Operand:
        """``+word``: as all words are required, only a word that is not left out though it is common."""
        if self.any_word:
            hint = "with --any type what is required with AND: marine AND (drones OR raketten)"
            raise self.error("+ is not understood where any word will do", (plus.start, plus.end), hint)
        return self.operand_of(plus, scope.inside())._replace(common=False)

    def exactly(self, sign: QueryItem, scope: _Scope) -> Operand:
        following = self.items[self.at] if self.at < len(self.items) else None
        if following is None or following.start != sign.end:
            raise self.no_operand(sign, "after")
        if following.kind not in (TokenKind.TEXT, TokenKind.PHRASE) or scope.field == DATE_FIELD:
            hint = 'as in =drone, ="drone aanval" or title:=drone'
            raise self.error("= takes one word or one phrase", (sign.start, sign.end), hint)
        self.take()
        span = (sign.start, following.end)
        return Operand(read_leaf(self.query, following, exact=True), span)

    def in_field(self, field: QueryItem, scope: _Scope) -> Operand:
        span = (field.start, field.end)
        if scope.field is not None:
            hint = "close the first one before the next: title:(drones OF raketten) body:marine"
            typed = quoted(self.query[slice(*span)])
            raise self.error(f"{typed} inside {scope.field}: is not understood", span, hint)
        operand = self.operand_of(field, scope.inside(field=field.text))
        span = (field.start, operand.span[1])
        if field.text == DATE_FIELD:
            return Operand(operand.node, span)
        return Operand(FieldScope(Field(field.text), operand.node, span), span)

    # Dates

    def date_words(self, item: QueryItem, date: DateItem) -> Operand:
        """Free words that are a date; ``item``, the first of them, is taken already."""
        items = self.items[self.at - 1 : self.at - 1 + date.items]
        self.at += date.items - 1
        span = (item.start, items[-1].end)
        period = read_free_period(self.query, span, date.free)
        if date.free.related:
            self.notes.append(
                f"read {quoted(self.query[slice(*span)])} as {period.describe()}, or these words"
            )
        return Operand(DateOrWords(period, read_words(items, exact=self.exact), span), span)

    def note_period(self, item: QueryItem, date: DateItem) -> None:
        """Say of free words that look like a period what finds it; ``item``, the first of them, is taken."""
        if item.start >= self.periods_end:
            self.periods_end = self.items[self.at - 2 + date.items].end
            self.notes.append(as_words(self.query[item.start : self.periods_end], date.free.typed))

    def dated(self, item: QueryItem, scope: _Scope) -> Operand:
        """The period of what stands in ``date:``; between brackets also of several words."""
        items = [item]
        while scope.bracketed and item.kind is TokenKind.TEXT and self.is_at(TokenKind.TEXT):
            items.append(self.take())
        period = read_period(self.query, items, self.today, following=self.items[self.at :])
        span = (item.start, items[-1].end)
        return Operand(DateClause(period, span), span)

    # Small things

    def is_at(self, *kinds: TokenKind) -> bool:
        return self.at < len(self.items) and self.items[self.at].kind in kinds

    def take(self) -> QueryItem:
        self.at += 1
        return self.items[self.at - 1]

    def error(self, message: str, span: Span, hint: str | None) -> QueryError:
        return QueryError(message, query=self.query, start=span[0], end=span[1], hint=hint)

    def no_operand(self, operator: QueryItem, side: str) -> QueryError:
        span = (operator.start, operator.end)
        typed = self.query[slice(*span)]
        example = _EXAMPLES.get(operator.kind, f"marine {typed} fregat")
        if operator.kind is TokenKind.FIELD:
            example = typed + ("2025" if operator.text == DATE_FIELD else "drones")
        hint = f"as in {example}"
        if typed.isalpha():
            hint += f"; to find the word itself type it in lower case: {typed.lower()}"
        return self.error(f"{typed} needs a word {side} it", span, hint)
