"""The tokens of a query with operators: phrases, parentheses, wildcards, prefixes, fields.

Decides which punctuation is an operator and which is text. Straight, curly, low and angle quotes open a phrase;
apostrophes and single quotes never do. A web address contains no operators; a double quote after a number is inches; a
lone quote or parenthesis in a pasted title is text. Not here: words (``lexer``), and which tokens belong together
(``parser``).
"""

from __future__ import annotations

import re
from itertools import zip_longest

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.errors import QueryError
from defsearch.query.ast import (
    AND_MARK,
    AND_WORDS,
    FIELD_NAMES,
    FIELDS,
    FOREIGN_FIELDS,
    MAX_DISTANCE,
    MAX_WINDOW,
    NOT_WORDS,
    OR_MARKS,
    OR_WORDS,
    PREFIXES,
    Token,
    TokenKind,
    listed,
    not_understood,
    quoted,
)
from defsearch.query.foreign import find_foreign_syntax

# An opening quote, and the quotes that close it: the first of them in the text does.
CLOSERS = {'"': '"', "“": "”", "„": "”“", "‟": "”", "”": "”", "«": "»", "»": "«»"}
QUOTES = "".join(CLOSERS)
_OPEN_OR_CLOSE = "”»"  # opening quotes in some languages, closing ones in others
_INCHES = re.compile(r'(?<![\w-])\d+(?:[.,]\d+)?"(?!\w)')
_MAX_INCHES = 12  # characters
_WINDOW = re.compile(r"~(\w*)")
_RECOLL_WINDOW = re.compile(r"[po]\d*(?!\w)")
_PHRASE_RUN = re.compile(r"\S+")
_OPERATOR_IN_PHRASE = re.compile(r"\w\*|\*\w|\w\?+\w|\w~")
_ADDRESS = re.compile(r"[a-z][a-z\d+.]*://|www\.", re.IGNORECASE)


def is_address(run: str) -> bool:
    """Return whether ``run`` is a web address, in which no punctuation is an operator."""
    return _ADDRESS.match(run) is not None


def is_text_quote(query: str, at: int) -> bool:
    """Return whether a quote that opens no phrase is text: inches, or an angle quote between spaces."""
    around = query[max(at - 1, 0) : at] + query[at + 1 : at + 2]
    return _is_inch_mark(query, at) or (query[at] in "«»" and around.isspace())


def read_phrase(query: str, at: int, *, is_start: bool) -> Token | None:
    """Return the phrase that opens at ``at``; None where none does, or where it does not close.

    ``is_start``: nothing is glued to the left side of the quote. QueryError for operators between the quotes, or for
    operators after them that mean nothing there.
    """
    quote, after = query[at], query[at + 1 : at + 2]
    if _is_inch_mark(query, at) or (quote in _OPEN_OR_CLOSE and (not is_start or after.isspace())):
        return None
    closing = [place for closer in CLOSERS[quote] if (place := query.find(closer, at + 1)) >= 0]
    if not closing:
        return None
    close = min(closing)
    for run in _PHRASE_RUN.finditer(query, at + 1, close):
        if _OPERATOR_IN_PHRASE.search(run[0]) and not is_address(run[0]):
            raise QueryError(
                f"{quoted(run[0])} between quotes: wildcards and ~ work on single words only",
                query=query,
                start=run.start(),
                end=run.end(),
                hint='take that word out of the quotes: dron* "minister van defensie"',
            )
    end, window = _read_window(query, close + 1)
    return Token(TokenKind.PHRASE, at, end, query[at + 1 : close], window)


def _is_inch_mark(query: str, at: int) -> bool:
    """Return whether the quote at ``at`` is after a number, as in 5,56" or 19"-rek."""
    return any(match.end() == at + 1 for match in _INCHES.finditer(query, max(0, at - _MAX_INCHES), at + 2))


def _read_window(query: str, at: int) -> tuple[int, int]:
    """Return the end of the phrase whose closing quote is before ``at``, and its window in words."""
    match = _RECOLL_WINDOW.match(query, at)
    if match or query.startswith("*", at):
        typed = match[0] if match else "*"
        raise QueryError(
            f"{quoted(typed)} after a phrase is not understood",
            query=query,
            start=at,
            end=at + len(typed),
            hint='for words near each other type "drone aanval"~5; a wildcard works on a single word: drone*',
        )
    match = _WINDOW.match(query, at)
    if match is None:
        return at, 0
    number = match[1]
    window = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    if not 2 <= window <= MAX_WINDOW:
        raise QueryError(
            f"{quoted(match[0])} after a phrase is not understood: "
            f"~ takes the number of words to look within, 2 to {MAX_WINDOW}",
            query=query,
            start=at,
            end=match.end(),
            hint='as in "drone aanval"~5; a single word takes ~ without quotes: fregat~',
        )
    return match.end(), window


_OPERAND_AHEAD = rf"(?==?[({QUOTES}]|[^\s()|{QUOTES}]*[^\W_])"  # a phrase, a group or a word is glued on
_SIGN = re.compile(rf"[-+](?![-+/.,;:!]){_OPERAND_AHEAD}")
_EXACT = re.compile(rf"=(?!=){_OPERAND_AHEAD}")
_FIELD = re.compile(r"([^\W\d_]+(?:_[^\W\d_]+)*):(?!//)(?=[^\s:)])")
_FIELD_AND_SPACE = re.compile(r"([^\W\d_]+):(?=[\s)]|$)\s*(\w[\w-]*)?")
_RUN = re.compile(rf"[^\s()|{QUOTES}]+")
_MARK = re.compile("|".join(map(re.escape, (*OR_MARKS, AND_MARK))))

_HALF_COMPOUND = re.compile(r"-([^\W_]+(?:-\w+)*)[^\w:]*")
_CONJUNCTION = re.compile(r"(?:^|/)(?:[eé]n|of|óf|noch|dan|als|tot|t/m|resp\.?|and|or|nor)$|[,&+]$")
_AFTER_NUMBER = re.compile(
    r"(?:jarig|voudig|delig|daags|weeks|maands|persoons|tal|ste|de|er|mm|cm|km|meter|procent)\w*"
)

_TILDE = re.compile(r"\w~")
_FUZZY = re.compile(r"([^~]*\w)~(\w*)[^\w~]*")
_WILDCARD = re.compile(r"\*|(?:^|\w)\?+\w")  # a ? without a letter after it is a question mark
_WILDCARD_EDGES = re.compile(r"^[^\w*?]+|[^\w*?]+$")
_WILDCARD_WORD = re.compile(r"[\w*?]+(?:[-‐‑'’.&][\w*?]+)*")

_KEYWORDS = {
    **dict.fromkeys(AND_WORDS, TokenKind.AND),
    **dict.fromkeys(OR_WORDS, TokenKind.OR),
    **dict.fromkeys(NOT_WORDS, TokenKind.NOT),
}
_MONTH = re.compile(r"(?i)(?:jan|feb|mrt|maart|march|apr|mei|may|jun|jul|aug|sep|o[ck]t|nov|dec)")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d+)?%?°?C?")
_BEFORE_PREFIX = (
    TokenKind.OPEN,
    TokenKind.AND,
    TokenKind.OR,
    TokenKind.MINUS,
    TokenKind.PLUS,
    TokenKind.FIELD,
)
_EXCLUDING = (TokenKind.MINUS, TokenKind.NOT)
_IN_A_TITLE = (TokenKind.TEXT, TokenKind.PHRASE, TokenKind.OPEN, TokenKind.CLOSE)
_MIN_TITLE_WORDS = 6  # of text before a lone mark, for the query to be a pasted title


def scan_operators(query: str) -> tuple[list[Token], list[str]]:
    """Cut ``query`` into tokens and notices. QueryError where an operator is used in a wrong way."""
    return _Scanner(query).scan()


class _Scanner:
    """One pass over a query, from left to right."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0
        self.tokens: list[Token] = []
        self.text_ends: list[int] = []
        self.notices: list[str] = []
        self.suspended: list[QueryError] = []  # errors unless the query is a pasted title

    def scan(self) -> tuple[list[Token], list[str]]:
        self.read_foreign_syntax()
        while self.at < len(self.query):
            character = self.query[self.at]
            if character.isspace():
                self.at += 1
            elif character in "()":
                self.add(TokenKind(character), self.at + 1)
            elif character in QUOTES:
                self.read_quote()
            elif match := _MARK.match(self.query, self.at):
                self.add(TokenKind.AND if match[0] == AND_MARK else TokenKind.OR, match.end())
            elif not (self.is_start() and self.read_prefix()):
                self.read_run()
        self.read_exclusions_in_text()
        self.drop_lone_parentheses()
        self.accept_title()
        return self.tokens, self.notices

    def add(self, kind: TokenKind, end: int, text: str | None = None, number: int = 0) -> None:
        """Add the token that ends at ``end``; ``text`` is as typed unless given."""
        typed = self.query[self.at : end]
        self.tokens.append(Token(kind, self.at, end, typed if text is None else text, number))
        if kind is TokenKind.TEXT:
            self.text_ends.append(end)
        self.at = end

    def is_glued_to(self, kinds: tuple[TokenKind, ...]) -> bool:
        return bool(self.tokens) and self.tokens[-1].end == self.at and self.tokens[-1].kind in kinds

    def is_start(self) -> bool:
        """Whether a prefix can be here: after space, an opening parenthesis, an operator or another prefix."""
        return self.at == 0 or self.query[self.at - 1].isspace() or self.is_glued_to(_BEFORE_PREFIX)

    # Prefixes

    def read_prefix(self) -> bool:
        """Read ``-``, ``+``, ``=`` or ``title:``; return whether there is one."""
        query, at = self.query, self.at
        if match := _SIGN.match(query, at):
            if match[0] == "-" and self.is_part_of_compound():
                return False
            self.add(TokenKind(match[0]), match.end())
        elif match := _EXACT.match(query, at):
            self.add(TokenKind.EXACT, match.end())
        elif match := _FIELD.match(query, at):
            field = FIELD_NAMES.get(match[1].lower())
            if field is None:
                self.suspend(self.unknown_field(match))
                return False
            self.add(TokenKind.FIELD, match.end(), field)
        else:
            match = _FIELD_AND_SPACE.match(query, at)
            if match and match[1].lower() in FIELD_NAMES:
                self.notices.append(_no_field(match[1], match[2] or ""))
            return False
        return True

    def is_part_of_compound(self) -> bool:
        """Whether a dash replaces half a compound: ``netwerken en -diensten``, ``Flora -en faunawet``."""
        before = self.tokens[-1] if self.tokens else None
        run = _RUN.match(self.query, self.at)
        match = run and _HALF_COMPOUND.fullmatch(run[0])
        if match is None or before is None or before.kind is not TokenKind.TEXT:
            return False
        is_half = _CONJUNCTION.search(before.text) or _CONJUNCTION.fullmatch(match[1])
        if not is_half and not (before.text[-1:].isdigit() and _AFTER_NUMBER.fullmatch(match[1])):
            return False
        typed_before = quoted(before.text)
        self.notices.append(f"read -{match[1]} as a word after {typed_before}; NOT {match[1]} excludes it")
        return True

    def read_foreign_syntax(self) -> None:
        """Refuse what would mislead as words, and say what else other tools would read as syntax."""
        said: dict[str, str] = {}
        for found in find_foreign_syntax(self.query):
            span = found.start, found.end
            if found.refused:
                raise not_understood(self.query, span, "is not understood", found.hint)
            typed = quoted(self.query[slice(*span)])
            said.setdefault(found.hint, f"{typed} is no operator here: {found.hint}")
        self.notices += said.values()

    def read_exclusions_in_text(self) -> None:
        """Read a dash before a word of running text as text, and say so; at the end of the text only say what it does.

        ``98 -jarige``, ``-25 graden``, and any dash in a title that reads on.
        """
        pairs = zip([None, *self.tokens], self.tokens, strict=False)
        texts = [
            token.text
            for before, token in pairs
            if token.kind is TokenKind.TEXT and (before is None or before.kind not in _EXCLUDING)
        ]
        has_common = any(text.lower().strip(",.;:!?") in STOP_WORDS for text in texts)
        is_running = has_common and len(texts) > _MIN_TITLE_WORDS
        # Another operator (AND, title:) says that the dash is one too.
        is_text = all(token.kind in _IN_A_TITLE or token.kind in _EXCLUDING for token in self.tokens)
        tokens: list[Token] = []
        for token, following in zip_longest(self.tokens, self.tokens[1:]):
            sign = tokens[-1] if tokens and tokens[-1].kind in _EXCLUDING else None
            typed = quoted(self.query[token.start : token.end].rstrip(",.;:!?"), marks="")
            if sign is None:
                if token.kind is TokenKind.WILDCARD and has_common:
                    self.notices.append(f"read {typed} as a pattern: * is any letters, ? one letter")
                tokens.append(token)
                continue
            is_dash = sign.kind is TokenKind.MINUS
            reads_on = following is not None and following.kind is TokenKind.TEXT
            is_number = _NUMBER.fullmatch(typed) is not None and not (
                following is not None and _MONTH.match(following.text)  # -1 mei 2024 excludes that day
            )
            if (
                is_dash
                and token.kind is TokenKind.TEXT
                and reads_on
                and is_text
                and (is_running or is_number)
            ):
                tokens[-1] = token._replace(start=sign.start, text=self.query[sign.start : token.end])
                self.notices.append(f"read -{typed} as a word of the text; NOT {typed} excludes it")
                continue
            before = tokens[-2].text if len(tokens) > 1 else ""
            is_name = before[:1].isupper() and typed[:1].isupper()
            is_range = before[-4:].isdecimal()  # mei 2018 -juni 2018
            if token.kind is TokenKind.TEXT and (has_common or (is_dash and (is_name or is_range))):
                without = quoted(self.query[sign.start : sign.end])
                self.notices.append(
                    f"{without} leaves out what has “{typed}”; type it without {without} to find it"
                )
            tokens.append(token)
        self.tokens = tokens

    def unknown_field(self, match: re.Match[str]) -> QueryError:
        name = match[1].lower()
        known = listed([f"{field}:" for field in FIELDS], "and")
        as_words = f"to find the words as they are, put a space after the colon: {match[0]} …"
        return QueryError(
            f"there is no field {quoted(match[0])}; there are {known}",
            query=self.query,
            start=match.start(),
            end=match.end(),
            hint=FOREIGN_FIELDS.get(name, as_words),
            foreign_field=name if name in FOREIGN_FIELDS else None,
        )

    # Phrases and runs

    def read_quote(self) -> None:
        phrase = read_phrase(self.query, self.at, is_start=self.is_start())
        if phrase:
            self.tokens.append(phrase)
            self.at = phrase.end
            return
        if not is_text_quote(self.query, self.at):
            quote = self.query[self.at]
            self.suspend(self.no_partner(self.at, f"{quote} has no closing {CLOSERS[quote][0]}"))
        self.at += 1

    def read_run(self) -> None:
        """Read characters without space between them: a keyword, text, a wildcard or a fuzzy word."""
        match = _RUN.match(self.query, self.at)
        end = match.end() if match else self.at + 1
        mark = self.query.find(AND_MARK, self.at + 1, end)
        if mark > 0 and not is_address(self.query[self.at : end]):
            end = mark
        run = self.query[self.at : end]
        if run in _KEYWORDS and not self.is_glued_to(PREFIXES):
            self.add(_KEYWORDS[run], end)
        elif is_address(run) and "*" not in run:
            self.add(TokenKind.TEXT, end)
        elif _TILDE.search(run):
            self.read_fuzzy(end)
        elif _WILDCARD.search(run):
            self.read_wildcard(end)
        else:
            self.add(TokenKind.TEXT, end)

    def read_fuzzy(self, end: int) -> None:
        span = (self.at, end)
        match = _FUZZY.fullmatch(self.query, *span)
        if match is None or match[2] not in ("", *map(str, range(1, MAX_DISTANCE + 1))):
            message = (
                f"is not understood: after a word, ~ takes how many letters may differ, 1 or {MAX_DISTANCE}"
            )
            raise not_understood(self.query, span, message, "as in fregat~ or fregat~2")
        if _WILDCARD.search(match[1]):
            message = "has both ~ and a wildcard: a word takes one of them"
            raise not_understood(self.query, span, message, "fregat~ or freg*")
        self.add(TokenKind.FUZZY, end, match[1], int(match[2] or 1))

    def read_wildcard(self, end: int) -> None:
        span = (self.at, end)
        word = _WILDCARD_EDGES.sub("", self.query[self.at : end])
        if not any(map(str.isalnum, word)):
            message = "needs at least one letter: * matches any letters of a word, ? one letter"
            hint = "as in dron* or wo?d; for all releases of a period type only the period: date:2025"
            raise not_understood(self.query, span, message, hint)
        if not _WILDCARD_WORD.fullmatch(word):
            message = "contains more than one word: a wildcard works inside one"
            raise not_understood(self.query, span, message, "put a space between the words: kosten baten*")
        self.add(TokenKind.WILDCARD, end, re.sub(r"\*+", "*", word))

    # Pasted titles: cut off inside parentheses or quotes, or with a word glued to a colon

    def suspend(self, error: QueryError) -> None:
        """Raise ``error`` unless there is enough text before it for the query to be a pasted title."""
        if len(self.text_ends) < _MIN_TITLE_WORDS or self.text_ends[_MIN_TITLE_WORDS - 1] > error.start:
            raise error
        self.suspended.append(error)

    def accept_title(self) -> None:
        """Read suspended errors as text; raise the first of them where the query has an operator."""
        if not self.suspended:
            return
        if any(token.kind not in _IN_A_TITLE or token.number for token in self.tokens):
            raise min(self.suspended, key=lambda error: error.start)
        marks = sorted({self.query[error.start : error.end] for error in self.suspended})
        self.notices.append(f"read {listed(marks, 'and')} as text: this looks like a pasted title")

    def no_partner(self, at: int, message: str) -> QueryError:
        hint = 'close it, as in "minister van defensie" or (drones OF raketten), or leave it out'
        return QueryError(message, query=self.query, start=at, end=at + 1, hint=hint)

    def drop_lone_parentheses(self) -> None:
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
            self.suspend(self.no_partner(token.start, message))
        starts = {token.start for token in alone}
        self.tokens = [token for token in self.tokens if token.start not in starts]


def _no_field(name: str, word: str) -> str:
    """Return the notice that the name of a field, before a space and a word or before nothing, is a word itself."""
    why = "there is a space" if word else "there is nothing"
    example = "2025" if FIELD_NAMES[name.lower()] == "date" and not word[:1].isdigit() else word or "drones"
    return f"read {name}: as a word, since {why} after its colon; the field is typed {name}:{example}"
