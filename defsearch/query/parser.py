"""Tokens to the AST of a query, by recursive descent.

The grammar, from the loosest operator to the tightest:

    alternatives  sequence (OR sequence)*
    sequence      conjunction+                 side by side: all of them (with any_word: any of them)
    conjunction   operand (AND operand)*
    operand       NOT operand | - + = or field: glued to an operand | ( alternatives ) | word | phrase | …

Not here: characters (``lexer``), and what a date means (``date_clauses``). No index and no clock.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import ACRONYMS, NOUNS_TOO, STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, subwords_of
from defsearch.errors import QueryError
from defsearch.query.ast import (
    DATE_FIELD,
    MAX_DEPTH,
    MAX_NODES,
    PREFIXES,
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
    Span,
    Token,
    TokenKind,
    Wildcard,
    Word,
    is_filter,
    is_positive,
    is_year_or_word,
    listed,
    not_understood,
    quoted,
    walk,
    words_of,
)
from defsearch.query.lexer import as_words, grouping_notice, lex, no_date, notices_of
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    import datetime

    from defsearch.dates.free_text import FreeDate

_EXAMPLES = {TokenKind.EXACT: "=drone", TokenKind.MINUS: "marine -fregat", TokenKind.PLUS: "+marine fregat"}
_RANGE = r"(?:\d{4}[-\dQW]*)?\.\.(?:\d{4}[-\dQW]*)?"


class ParsedQuery(NamedTuple):
    """The AST of a query (None for an empty query), and the notices for its author.

    ``readings`` are those of the notices that say how free words were read, ``dates`` the places of words that look
    like a date and are words.
    """

    tree: Node | None
    notices: tuple[str, ...]
    readings: tuple[str, ...] = ()
    dates: tuple[Span, ...] = ()


def parse_query(
    text: str, *, today: datetime.date, any_word: bool = False, exact: bool = False, in_period: bool = False
) -> ParsedQuery:
    """Return the AST of the query ``text`` and the notices for its author.

    ``any_word``: words side by side are alternatives. ``exact``: words match in the typed form only. ``in_period``: a
    period is given apart from the query, so the query may consist of exclusions. Common words are left out where they
    are side by side with other words. QueryError, with the place, where the query cannot be understood, is over a
    limit, or looks for nothing.
    """
    tokens, lexer_notices = lex(text, today)
    if not text.strip():
        return ParsedQuery(None, ())
    parser = _Parser(text, tokens, today, any_word=any_word, exact=exact)
    tree = parser.parse(in_period)
    notices = *lexer_notices, *parser.notices()
    return ParsedQuery(tree, notices, tuple(parser.readings), tuple(parser.date_notices))


class _Scope(NamedTuple):
    """The surroundings of an operand: the field that limits it, whether it is excluded, and its depth."""

    field: str | None = None
    depth: int = 0
    in_parentheses: bool = False
    excluded: bool = False

    def inside(
        self, *, field: str | None = None, in_parentheses: bool = False, excluded: bool = False
    ) -> _Scope:
        return _Scope(field or self.field, self.depth + 1, in_parentheses, self.excluded or excluded)


class _Parser:
    """Recursive descent over the tokens of one query. MAX_DEPTH keeps it far below Python's recursion limit."""

    def __init__(
        self, query: str, tokens: list[Token], today: datetime.date, *, any_word: bool, exact: bool
    ) -> None:
        self.query = query
        self.tokens = tokens
        self.today = today
        self.any_word = any_word
        self.exact = exact
        # A query in capitals says nothing about the case of its words; a single word in capitals does.
        self.has_case = sum(bool(token.words) for token in tokens) == 1 or query != query.upper()
        self.at = 0
        self.common: set[Span] = set()  # nodes of common words that no operator asks for
        self.left_out: list[Word] = []
        self.grouping: str | None = None
        self.date_notices: dict[Span, str] = {}  # by the words that look like a date
        self.readings: list[str] = []
        self.noticed_to = 0  # the end of the last free words that a notice calls a period

    def parse(self, in_period: bool) -> Node:
        tree = self.alternatives(_Scope())
        whole = (0, len(self.query))
        if tree is None:
            hint = "type a word or a period, as in drones date:2025"
            raise self.error("there is no word in the query", whole, hint)
        if self.is_common(tree) and not any(word.text in NOUNS_TOO for word in words_of(tree)):
            words = ", ".join(dict.fromkeys(quoted(word.text, marks="") for word in words_of(tree)))
            hint = 'add a telling word, or put them in quotes to find them as typed: "van de"'
            raise self.error(f"the query contains only common words: {quoted(words, marks='')}", whole, hint)
        if not in_period and not is_positive(tree):
            hint = "add a word to look for (marine -fregat) or a period (date:2025 -fregat)"
            raise self.error("the query only says what to leave out", whole, hint)
        count = 0  # a-b-c is three
        for node in walk(tree):
            count += len(subwords_of(normalize_token(node.text))) if isinstance(node, Word) else 1
            if count > MAX_NODES:
                message = f"the query has more than {MAX_NODES} words and groups"
                raise self.error(message, node.span, "search for a few telling words")
        return tree

    def notices(self) -> tuple[str, ...]:
        notices = [] if self.grouping is None else [self.grouping]
        notices += notices_of(self.tokens, self.left_out, any_word=self.any_word)
        return tuple(dict.fromkeys([*notices, *self.date_notices.values(), *self.readings]))

    # Grammar

    def alternatives(self, scope: _Scope) -> Node | None:
        starts = [self.at]
        branches = [self.sequence(scope)]
        operators: list[Token] = []
        while self.is_at(TokenKind.OR):
            operators.append(self.take())
            if not branches[0]:
                raise self.no_operand(operators[0], "before")
            starts.append(self.at)
            branches.append(self.sequence(scope))
            if not branches[-1]:
                raise self.no_operand(operators[-1], "after")
        if not branches[0]:
            return None
        if not self.any_word and not self.grouping and operators and any(len(one) > 1 for one in branches):
            ends = [start - 1 for start in starts[1:]] + [self.at]
            typed = [self.typed(start, end) for start, end in zip(starts, ends, strict=True)]
            grouped = [
                f"({text})" if len(one) > 1 else text for text, one in zip(typed, branches, strict=True)
            ]
            self.grouping = grouping_notice(grouped, [operator.text for operator in operators])
        return _any_of([self.side_by_side(branch, scope) for branch in branches])

    def sequence(self, scope: _Scope) -> list[Node]:
        """Return the nodes side by side, without the common words among others."""
        nodes: list[Node] = []
        while self.at < len(self.tokens) and not self.is_at(TokenKind.OR, TokenKind.CLOSE):
            node = self.conjunction(scope)
            if node is not None:
                nodes.append(node)
        telling = [node for node in nodes if not self.is_common(node)]
        if not telling:
            return nodes
        self.left_out += [word for node in nodes if self.is_common(node) for word in words_of(node)]
        return telling

    def side_by_side(self, nodes: list[Node], scope: _Scope) -> Node:
        """Join nodes without an operator between them; with ``any_word``, filters apply to all the others."""
        if scope.field is None and not scope.excluded and not self.exact:
            nodes = self.with_years(nodes)
        if sum(isinstance(node, DateOrWords | DateClause) for node in nodes) > 1:
            from defsearch.query.date_clauses import join_dates  # most queries need no calendar

            nodes, reading = join_dates(self.query, nodes)
            self.readings += reading
        if not self.any_word:
            return _all_of(nodes, implicit=True)
        years: list[Node] = [node for node in nodes if is_year_or_word(node)]
        filters = [node for node in nodes if is_filter(node) and node not in years]
        filters += [_any_of(years)] if years else []
        others = [node for node in nodes if not is_filter(node)]
        return _all_of([_any_of(others, implicit=True), *filters] if others else filters, implicit=True)

    def with_years(self, nodes: list[Node]) -> list[Node]:
        """Return ``nodes`` with a year beside other words as a period or a word (``F-35 2019``)."""
        years = [
            one
            for one in nodes
            if isinstance(one, Word) and len(one.text) == 4 and one.text.isdecimal() and not one.exact
        ]
        if not years or all(is_filter(node) or node in years for node in nodes):
            return nodes
        from defsearch.query.date_clauses import year_or_word  # most queries need no calendar

        for year in years:
            for start, end in list(self.date_notices):
                before = self.query[start : year.span[0]].replace(" ", "")
                is_only_year = year.span[1] == end and (not before or before.isalpha())
                if start <= year.span[0] < end and is_only_year:  # in 2019, but not 2018 mei
                    del self.date_notices[start, end]
        return [year_or_word(one) if one in years and isinstance(one, Word) else one for one in nodes]

    def conjunction(self, scope: _Scope) -> Node | None:
        node = self.operand(scope)
        if not self.is_at(TokenKind.AND):
            return node
        if node is None:
            raise self.no_operand(self.take(), "before")
        nodes = [node]
        while self.is_at(TokenKind.AND):
            nodes.append(self.operand_of(self.take(), scope))
        if sum(isinstance(one, DateClause) for one in nodes) > 1:
            from defsearch.query.date_clauses import check_clauses  # most queries need no calendar

            check_clauses(self.query, nodes)
        return _all_of(nodes, implicit=False)

    def operand(self, scope: _Scope) -> Node | None:
        """Return one operand; None for a pair of parentheses without any word."""
        token = self.take()
        if scope.depth > MAX_DEPTH:
            hint = "search for a few telling words"
            raise self.error(f"the query is more than {MAX_DEPTH} levels deep", token.span, hint)
        match token.kind:
            case TokenKind.AND | TokenKind.OR:
                raise self.no_operand(token, "before")
            case TokenKind.OPEN:
                inner = self.alternatives(scope.inside(in_parentheses=True))
                self.take()  # the lexer has dropped parentheses without a partner
                return inner
            case TokenKind.NOT | TokenKind.MINUS:
                child = self.operand_of(token, scope.inside(excluded=True))
                return Not(child, self.span_since(token))
            case TokenKind.PLUS:
                return self.required(token, scope)
            case TokenKind.EXACT:
                return self.exact_form(token, scope)
            case TokenKind.FIELD:
                return self.in_field(token, scope)
        return self.date_clause(token, scope) if scope.field == DATE_FIELD else self.leaf(token, scope)

    def operand_of(self, operator: Token, scope: _Scope) -> Node:
        """Return the operand after ``operator``, which needs one; to a prefix it must be glued."""
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        is_apart = following is not None and following.start != operator.end
        if (
            following is None
            or following.kind in (TokenKind.CLOSE, TokenKind.AND, TokenKind.OR)
            or (operator.kind in PREFIXES and is_apart)
        ):
            raise self.no_operand(operator, "after")
        node = self.operand(scope)
        if node is None:
            raise self.no_operand(operator, "after")
        return node

    def required(self, plus: Token, scope: _Scope) -> Node:
        """Return the operand of ``+``: all words are required, so it only keeps a common word."""
        if self.any_word:
            hint = "type what is required with AND: marine AND (drones OR raketten)"
            raise self.error("+ is not understood where any word will do", plus.span, hint)
        node = self.operand_of(plus, scope.inside())
        self.common.difference_update(part.span for part in walk(node))
        return node

    def exact_form(self, sign: Token, scope: _Scope) -> Node:
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        if following is None or following.start != sign.end:
            raise self.no_operand(sign, "after")
        if following.kind not in (TokenKind.TEXT, TokenKind.PHRASE) or scope.field == DATE_FIELD:
            hint = 'as in =drone, ="drone aanval" or title:=drone'
            raise self.error("= takes one word or one phrase", sign.span, hint)
        return self.words_node(self.take(), exact=True)

    def in_field(self, field: Token, scope: _Scope) -> Node:
        if scope.field is not None:
            hint = "close the first one before the next: title:(drones OF raketten) body:marine"
            typed = quoted(self.query[field.start : field.end])
            raise self.error(f"{typed} inside {scope.field}: is not understood", field.span, hint)
        node = self.operand_of(field, scope.inside(field=field.text))
        if field.text == DATE_FIELD:
            return node
        return FieldScope(Field(field.text), node, self.span_since(field))

    # Words and dates

    def leaf(self, token: Token, scope: _Scope) -> Node:
        """Return the node of a word, phrase, wildcard or fuzzy word, or of free words that are a date."""
        if token.date and scope.field is None:
            if token.date.sure or (token.date.related and self.is_in_years(token.date, scope)):
                return self.free_date(token, token.date)
            self.notice_period(token, token.date)
        node = self.words_node(token, exact=self.exact)
        is_name = isinstance(node, Word) and node.capitals
        if (
            token.kind is TokenKind.TEXT
            and not is_name
            and all(normalize_token(word.text) in STOP_WORDS for word in token.words)
        ):
            self.common.add(node.span)
        return node

    def words_node(self, token: Token, *, exact: bool) -> Node:
        """Return the node of ``token``; QueryError where it has too few or too many words."""
        words = _with_form(token.words, exact=exact)
        if len(words) == 1 and self.has_case and words[0].text in ACRONYMS:
            words = (words[0]._replace(capitals=True),)
        if token.kind is TokenKind.WILDCARD:
            return Wildcard(token.text, token.span)
        if token.kind is TokenKind.FUZZY:
            if len(words) == 1:
                return Fuzzy(words[0].text, token.number, token.span)
            message, hint = "contains more than one word: ~ works on one", "as in fregat~ or fregat~2"
        elif token.kind is TokenKind.TEXT and ".." in token.text and re.fullmatch(_RANGE, token.text):
            message, hint = "needs a field before it to be a range of dates", f"type date:{token.text}"
        elif len(words) == 1 and (token.kind is TokenKind.TEXT or words[0].capitals):
            return words[0]
        elif not words:
            message, hint = "contains no word", 'as in "minister van defensie"'
        elif token.number and not 2 <= len(words) <= token.number:
            many = "only one word" if len(words) == 1 else f"more than {token.number} words"
            message = f"contains {many}: ~{token.number} finds words near each other"
            hint = 'as in "drone aanval"~5; a single word takes ~ without quotes: fregat~'
        else:
            return Phrase(words, token.number, token.span)
        raise not_understood(self.query, token.span, message, hint)

    def free_date(self, first: Token, date: FreeDate) -> Node:
        """Return the node of free words that are a date; ``first``, the first of its tokens, is taken."""
        from defsearch.query.date_clauses import read_free_date  # most queries need no calendar

        self.at = date.end
        span = self.span_since(first)
        periods = read_free_date(self.query, span, date)
        typed = quoted(self.query[slice(*span)])
        days = listed([period.describe() for period in periods])
        self.readings.append(f"read {typed} as {days}, or these words")
        words = tuple(word for token in self.tokens[date.start : date.end] for word in token.words)
        return DateOrWords(periods, _with_form(words, exact=self.exact), span)

    def is_in_years(self, date: FreeDate, scope: _Scope) -> bool:
        """Return whether free words beside others are a period of years, as in ``drones sinds 2019``."""
        is_all = date.start == 0 and date.end == len(self.tokens)
        has_number = any(char.isdecimal() for char in date.typed)
        return has_number and not is_all and not scope.excluded and not self.exact

    def notice_period(self, first: Token, date: FreeDate) -> None:
        """Say how to search for the period that free words look like."""
        if first.start >= self.noticed_to:
            self.noticed_to = self.tokens[date.end - 1].end
            span = first.start, self.noticed_to
            typed = self.query[slice(*span)]
            if date.problem:
                self.readings.append(no_date(typed, date.problem))
            else:
                self.date_notices[span] = as_words(typed, date.typed)

    def date_clause(self, token: Token, scope: _Scope) -> Node:
        """Return the node of what was typed after ``date:``; in parentheses it may be several words."""
        from defsearch.query.date_clauses import read_date_clause  # most queries need no calendar

        tokens = [token]
        while scope.in_parentheses and token.kind is TokenKind.TEXT and self.is_at(TokenKind.TEXT):
            tokens.append(self.take())
        period = read_date_clause(self.query, tokens, self.today, following=self.tokens[self.at :])
        return DateClause(period, self.span_since(token))

    # Helpers

    def is_common(self, node: Node) -> bool:
        """Return whether ``node`` contains nothing but common words that no operator asks for."""
        if isinstance(node, And | Or):
            return all(self.is_common(child) for child in node.children)
        return node.span in self.common

    def is_at(self, *kinds: TokenKind) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].kind in kinds

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def span_since(self, first: Token) -> Span:
        """Return the span from ``first`` to the last token taken."""
        return first.start, self.tokens[self.at - 1].end

    def typed(self, start: int, end: int) -> str:
        """Return the text of ``tokens[start:end]``, without the common words left out at either end."""
        left_out = {word.span for word in self.left_out}
        tokens = [one for one in self.tokens[start:end] if not one.words or one.words[0].span not in left_out]
        return quoted(self.query[tokens[0].start : tokens[-1].end], marks="")

    def error(self, message: str, span: Span, hint: str) -> QueryError:
        return QueryError(message, query=self.query, start=span[0], end=span[1], hint=hint)

    def no_operand(self, operator: Token, side: str) -> QueryError:
        typed = self.query[operator.start : operator.end]
        example = _EXAMPLES.get(operator.kind, f"marine {typed} fregat")
        if operator.kind is TokenKind.FIELD:
            example = typed + ("2025" if operator.text == DATE_FIELD else "drones")
        hint = f"as in {example}"
        if typed.isalpha():
            hint += f"; to find the word itself type it in lower case: {typed.lower()}"
        return self.error(f"{typed} needs a word {side} it", operator.span, hint)


def _all_of(nodes: list[Node], *, implicit: bool) -> Node:
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes), _span_of(nodes), implicit)


def _any_of(nodes: list[Node], *, implicit: bool = False) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes), _span_of(nodes), implicit)


def _span_of(nodes: list[Node]) -> Span:
    return min(node.span[0] for node in nodes), max(node.span[1] for node in nodes)


def _with_form(words: tuple[Word, ...], *, exact: bool) -> tuple[Word, ...]:
    return tuple(word._replace(exact=True) for word in words) if exact else words
