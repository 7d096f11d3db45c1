"""Characters of a query to lexemes: text, phrases, brackets, operators, fields.

Decides which punctuation is an operator and which is just text. Knows no Dutch and no grammar: what a word is
is for ``items`` to say, and what belongs together for ``parser``.

Lexemes: the pieces that a query falls into before anyone asks which belong together.

The first step of reading a query: characters to lexemes. Plain words are read here, all else by ``scanner``.
"""

from __future__ import annotations

import re

from defsearch.errors import QueryError
from defsearch.query.syntax import (
    AND_MARK,
    FIELD_NAMES,
    FIELDS,
    FOREIGN_FIELDS,
    MAX_LENGTH,
    OR_MARKS,
    listed,
    quoted,
)
from defsearch.query.tokens import PREFIXES, Token, TokenizedQuery, TokenKind
from defsearch.query.word_lexer import CLOSERS, QUOTES, is_address, is_text, read_phrase, read_run

_NEXT = rf"(?==?[({QUOTES}]|[^\s()|{QUOTES}]*[^\W_])"  # something that can hold a word is glued on
_SIGN = re.compile(rf"[-+](?![-+/.,;:!]){_NEXT}")
_EXACT = re.compile(rf"=(?!=){_NEXT}")
_FIELD = re.compile(r"([^\W\d_]+):(?!//)(?=[^\s:)])")
_FIELD_AND_SPACE = re.compile(r"([^\W\d_]+):(?=\s)")
_RUN = re.compile(rf"[^\s()|{QUOTES}]+")
_MARK = re.compile("|".join(map(re.escape, (*OR_MARKS, AND_MARK))))

_HALF_COMPOUND = re.compile(r"-([^\W_]+(?:-\w+)*)[^\w:]*")
_LINK = re.compile(r"(?:^|/)(?:en|of|noch|and|or)$|,$")

_BEFORE_PREFIX = (
    TokenKind.OPEN,
    TokenKind.AND,
    TokenKind.OR,
    TokenKind.MINUS,
    TokenKind.PLUS,
    TokenKind.FIELD,
)
_PLAIN = (TokenKind.TEXT, TokenKind.PHRASE, TokenKind.OPEN, TokenKind.CLOSE)
# So many plain words before something that is no query: it is the title of a release, pasted.
_WORDS_OF_A_TITLE = 6


def scan(query: str) -> TokenizedQuery:
    """Cut ``query`` into lexemes. QueryError where an operator is used in a wrong way."""
    return _Scanner(query).run()


class _Scanner:
    """One pass from left to right over one query."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0
        self.tokens: list[Token] = []
        self.text_ends: list[int] = []
        self.notices: list[str] = []
        self.doubts: list[QueryError] = []  # what is wrong unless the query is a pasted title

    def run(self) -> TokenizedQuery:
        while self.at < len(self.query):
            character = self.query[self.at]
            if character.isspace():
                self.at += 1
            elif character in "()":
                self.add(Token(TokenKind(character), self.at, self.at + 1, character))
            elif character in QUOTES:
                self.read_quote()
            elif match := _MARK.match(self.query, self.at):
                self.add(
                    Token(TokenKind.AND if match[0] == AND_MARK else TokenKind.OR, *match.span(), match[0])
                )
            elif not (self.is_start() and self.read_prefix()):
                self.read_run()
        self.drop_lone_brackets()
        self.settle_doubts()
        return TokenizedQuery(tuple(self.tokens), tuple(self.notices))

    def add(self, token: Token) -> None:
        self.tokens.append(token)
        self.at = token.end
        if token.kind is TokenKind.TEXT:
            self.text_ends.append(token.end)

    def is_glued_to(self, kinds: tuple[TokenKind, ...]) -> bool:
        return bool(self.tokens) and self.tokens[-1].end == self.at and self.tokens[-1].kind in kinds

    def is_start(self) -> bool:
        """Whether something new begins here: behind space, an opening bracket, a mark or another prefix."""
        return self.at == 0 or self.query[self.at - 1].isspace() or self.is_glued_to(_BEFORE_PREFIX)

    def read_prefix(self) -> bool:
        """Read one prefix (``-``, ``+``, ``=``, ``title:``) where there is one."""
        query, at = self.query, self.at
        if match := _SIGN.match(query, at):
            if match[0] == "-" and self.is_part_of_compound():
                return False
            self.add(Token(TokenKind(match[0]), *match.span(), match[0]))
        elif match := _EXACT.match(query, at):
            self.add(Token(TokenKind.EXACT, *match.span(), match[0]))
        elif match := _FIELD.match(query, at):
            field = FIELD_NAMES.get(match[1].lower())
            if field is None:
                self.doubt(self.unknown_field(match))
                return False
            self.add(Token(TokenKind.FIELD, *match.span(), field))
        else:
            match = _FIELD_AND_SPACE.match(query, at)
            if match and match[1].lower() in FIELD_NAMES:
                self.notices.append(f"read {match[0]} as a word, for there is a space behind its colon")
            return False
        return True

    def is_part_of_compound(self) -> bool:
        """Whether a dash stands for half a compound: ``netwerken en -diensten``, ``Flora -en faunawet``."""
        before = self.tokens[-1] if self.tokens else None
        run = _RUN.match(self.query, self.at)
        match = run and _HALF_COMPOUND.fullmatch(run[0])
        if match is None or before is None or before.kind is not TokenKind.TEXT:
            return False
        if not (_LINK.search(before.text) or _LINK.fullmatch(match[1])):
            return False
        behind = quoted(before.text)
        self.notices.append(f"read -{match[1]} as a word behind {behind}; NOT {match[1]} excludes it")
        return True

    def unknown_field(self, match: re.Match[str]) -> QueryError:
        known = listed([f"{field}:" for field in FIELDS], "and")
        as_words = f"to find the words as they are, put a space behind the colon: {match[0]} …"
        return QueryError(
            f"there is no field {quoted(match[0])}; there are {known}",
            query=self.query,
            start=match.start(),
            end=match.end(),
            hint=FOREIGN_FIELDS.get(match[1].lower(), as_words),
        )

    def read_quote(self) -> None:
        phrase = read_phrase(self.query, self.at, is_start=self.is_start())
        if phrase:
            self.add(phrase)
            return
        if not is_text(self.query, self.at):
            quote = self.query[self.at]
            self.doubt(self.no_partner(self.at, f"{quote} has no closing {CLOSERS[quote][0]}"))
        self.at += 1

    def read_run(self) -> None:
        match = _RUN.match(self.query, self.at)
        end = match.end() if match else self.at + 1
        mark = self.query.find(AND_MARK, self.at + 1, end)
        if mark > 0 and not is_address(self.query[self.at : end]):
            end = mark
        self.add(read_run(self.query, self.at, end, is_glued=self.is_glued_to(PREFIXES)))

    # Pasted titles: cut off in the middle of brackets or quotes, or with a word glued to a colon

    def doubt(self, error: QueryError) -> None:
        """Read on where ``error`` may stand in a pasted title, else raise it."""
        if len(self.text_ends) < _WORDS_OF_A_TITLE or self.text_ends[_WORDS_OF_A_TITLE - 1] > error.start:
            raise error
        self.doubts.append(error)

    def settle_doubts(self) -> None:
        """A query with any operator is no title."""
        if not self.doubts:
            return
        if any(token.kind not in _PLAIN or token.number for token in self.tokens):
            raise min(self.doubts, key=lambda error: error.start)
        marks = sorted({self.query[error.start : error.end] for error in self.doubts})
        self.notices.append(f"read {listed(marks, 'and')} as text: this looks like a pasted title")

    def no_partner(self, at: int, message: str) -> QueryError:
        hint = 'close it, as in "minister van defensie" or (drones OF raketten), or leave it out'
        return QueryError(message, query=self.query, start=at, end=at + 1, hint=hint)

    def drop_lone_brackets(self) -> None:
        opened: list[Token] = []
        alone: list[Token] = []
        for token in self.tokens:
            if token.kind is TokenKind.OPEN:
                opened.append(token)
            elif token.kind is TokenKind.CLOSE and opened:
                opened.pop()
            elif token.kind is TokenKind.CLOSE:
                alone.append(token)
        alone = sorted(alone + opened, key=lambda token: token.start)
        for token in alone:
            message = "( has no closing )" if token.kind is TokenKind.OPEN else ") has no opening ("
            self.doubt(self.no_partner(token.start, message))
        starts = {token.start for token in alone}
        self.tokens = [token for token in self.tokens if token.start not in starts]


def lex(query: str) -> TokenizedQuery:
    """Cut ``query`` into lexemes. QueryError where it is too long or an operator is used in a wrong way."""
    if len(query) > MAX_LENGTH:
        raise QueryError(
            f"the query is {len(query):,} characters long; the limit is {MAX_LENGTH:,}",
            query=query[: MAX_LENGTH + 1],
            start=MAX_LENGTH,
            end=MAX_LENGTH + 1,
            hint="search for a few telling words",
        )
    words = query.split(" ")
    if all(word.isalnum() and not word.isupper() for word in words):  # operators are in capitals, or signs
        return TokenizedQuery(tuple(_plain(words)), ())
    # Its patterns take longer to make than a search for plain words.

    return scan(query)


def _plain(words: list[str]) -> list[Token]:
    """One run of text for each of the words, which have one space between them."""
    tokens: list[Token] = []
    at = 0
    for word in words:
        tokens.append(Token(TokenKind.TEXT, at, at + len(word), word))
        at += len(word) + 1
    return tokens
