"""Queries with operators to tokens: which characters are operators, which are text, and the place of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.errors import QueryError
from defsearch.query.ast import Token, TokenKind
from defsearch.query.lexer import scan


def pieces(query: str) -> str:
    """Return the tokens of a query on one line: the kind, the text where it differs, the number after a slash."""
    shown = []
    for token in scan(query)[0]:
        text = "" if token.kind.value == token.text else f"<{token.text}>"
        shown.append(f"{token.kind.value}{text}{f'/{token.number}' if token.number else ''}")
    return " ".join(shown)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("marine  fregat\t", "text<marine> text<fregat>"),
        ("a AND b EN c && d", "text<a> and<AND> text<b> and<EN> text<c> and<&&> text<d>"),
        ("a OR b OF c | d || e", "text<a> or<OR> text<b> or<OF> text<c> or<|> text<d> or<||> text<e>"),
        ("a|b&&-c", "text<a> or<|> text<b> and<&&> - text<c>"),
        ("NOT a NIET b -c", "not<NOT> text<a> not<NIET> text<b> - text<c>"),
        ("(a)(b (-c))", "( text<a> ) ( text<b> ( - text<c> ) )"),
        ("+a =b -=c", "+ text<a> = text<b> - = text<c>"),
        ("title:a Titel:b kop:c", "field<title> text<a> field<title> text<b> field<heading> text<c>"),
        ("-body:=a tekst:(b)", "- field<body> = text<a> field<body> ( text<b> )"),
        ("datum:2025..2026", "field<date> text<2025..2026>"),
        ("dron* w?rd *dreiging wo??d", "wildcard<dron*> wildcard<w?rd> wildcard<*dreiging> wildcard<wo??d>"),
        ("dr**ne, (wapen?*) zuid-k*", "wildcard<dr*ne> ( wildcard<wapen?*> ) wildcard<zuid-k*>"),
        ("fregat~ fregat~2, (fregat~1)", "fuzzy<fregat>/1 fuzzy<fregat>/2 ( fuzzy<fregat>/1 )"),
        ('"a b" ="c" -"d" -=“e”', "phrase<a b> = phrase<c> - phrase<d> - = phrase<e>"),
        ('x"a b"y', "text<x> phrase<a b> text<y>"),
    ],
)
def test_operators(query: str, expected: str) -> None:
    """Every operator, in Dutch and English, next to others and glued to them."""
    assert pieces(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("en of niet And Of", "text<en> text<of> text<niet> text<And> text<Of>"),
        ("title:AND -OF =NIET", "field<title> text<AND> - text<OF> = text<NIET>"),
        ("dag 1 - dag 2 -- x --y", "text<dag> text<1> text<-> text<dag> text<2> text<--> text<x> text<--y>"),
        ("NAVO-top zee- en -50%", "text<NAVO-top> text<zee-> text<en> text<-50%>"),
        ("plan B+ + 18+ a+b = a=b", "text<plan> text<B+> text<+> text<18+> text<a+b> text<=> text<a=b>"),
        ("wat? echt?! (ja?) ?", "text<wat?> text<echt?!> ( text<ja?> ) text<?>"),
        ("10:30 titel: :x a::b", "text<10:30> text<titel:> text<:x> text<a::b>"),
        ("https://x.nl/a?b=c&&d www.x.nl/?q", "text<https://x.nl/a?b=c&&d> text<www.x.nl/?q>"),
        ("~ 50 a & b AT&T", "text<~> text<50> text<a> text<&> text<b> text<AT&T>"),
        ("risico's ’s-Graveland 'a b'", "text<risico's> text<’s-Graveland> text<'a> text<b'>"),
        ("(…) … !", "( text<…> ) text<…> text<!>"),
    ],
)
def test_punctuation_that_is_no_operator_is_text(query: str, expected: str) -> None:
    """Dashes, colons, question marks, apostrophes, inches and addresses as they are in prose."""
    assert pieces(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("netwerken en -diensten", ["read -diensten as a word after “en”; NOT diensten excludes it"]),
        ("zee-, -land en lucht", ["read -land as a word after “zee-,”; NOT land excludes it"]),
        ("Flora -en faunawet", ["read -en as a word after “Flora”; NOT en excludes it"]),
        ("marine EN -diensten", []),
        ("marine en -titel:x", []),
        ('marine en -"x y"', []),
    ],
)
def test_a_dash_for_half_a_compound_is_no_exclusion(query: str, expected: list[str]) -> None:
    """Dutch leaves out half a compound after and, or and a comma; the notice says how to exclude the word."""
    tokens, notices = scan(query)
    assert notices == expected
    assert any(token.kind is TokenKind.MINUS for token in tokens) == (not expected)


def test_a_field_with_a_space_after_it_is_a_word() -> None:
    """A notice says so; other words with a colon are text without a notice."""
    assert scan("titel: x y")[1] == [
        "read titel: as a word, since there is a space after its colon; the field is typed titel:x"
    ]
    assert scan("datum: vorig jaar")[1][0].endswith("; the field is typed datum:2025")
    nothing = "read date: as a word, since there is nothing after its colon; the field is typed date:2025"
    assert scan("marine date:")[1] == scan("(marine date:)")[1] == [nothing]
    assert scan("Kamerbrief: x")[1] == []


@pytest.mark.parametrize(
    ("query", "start", "end", "message"),
    [
        ("foo:bar", 0, 4, "there is no field “foo:”; there are title:, heading:, body: and date:"),
        ("a (site:x)", 3, 8, "there is no field “site:”"),
        ("(a", 0, 1, "( has no closing )"),
        ("a b)", 3, 4, ") has no opening ("),
        ('a "b c', 2, 3, '" has no closing "'),
        ("a “b c", 2, 3, "“ has no closing ”"),
        ('NAVO F-16"', 9, 10, '" has no closing "'),
        ("a *", 2, 3, "“*” needs at least one letter"),
        ("kosten/ba*", 0, 10, "“kosten/ba*” contains more than one word"),
        ("https://x.nl/*", 0, 14, "contains more than one word"),
        ("a fregat~3", 2, 10, "“fregat~3” is not understood"),
        ("fregat~x", 0, 8, "“fregat~x” is not understood"),
        ("fr*t~", 0, 5, "has both ~ and a wildcard"),
        ("a NEAR/5 b", 2, 8, "“NEAR/5” is not understood"),
        ("!fregat", 0, 7, "“!fregat” is not understood"),
        ("~fregat", 0, 7, "“~fregat” is not understood"),
        ("fregat^2", 0, 8, "“fregat^2” is not understood"),
    ],
)
def test_a_mistake_names_its_place(query: str, start: int, end: int, message: str) -> None:
    """The error has a message, a place and a hint."""
    with pytest.raises(QueryError) as caught:
        scan(query)
    assert message in caught.value.message
    assert (caught.value.query, caught.value.start, caught.value.end) == (query, start, end)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("query", "typed_instead"),
    [
        ("from:2025", "date:"),
        ("before:2025", "date:A..B"),
        ("site:defensie.nl", "leave it out"),
        ("allintitle:x", "title:(word word)"),
        ("a NEAR b", '"drone aanval"~5'),
        ("a XOR b", "(a -b) OR (b -a)"),
        ("!a", "-fregat"),
    ],
)
def test_syntax_of_other_tools_has_its_own_hint(query: str, typed_instead: str) -> None:
    """Fields and operators of Google, notmuch, recoll and Lucene that mean nothing here."""
    with pytest.raises(QueryError) as caught:
        scan(query)
    assert typed_instead in (caught.value.hint or "")


@pytest.mark.parametrize("cut_off", ["(zesde", "“zesde", '"zesde', "zesde)", "zesde”", 'aan:"zesde"'])
def test_a_pasted_title_may_be_cut_off(cut_off: str) -> None:
    """After six plain words a mark without a partner is text, with a notice; after five it is a mistake."""
    plain = "een twee drie vier vijf"
    tokens, notices = scan(f"{plain} zes {cut_off}")
    assert {token.kind for token in tokens} <= {TokenKind.TEXT, TokenKind.PHRASE}
    assert len(notices) == 1
    assert "as text: this looks like a pasted title" in notices[0]
    with pytest.raises(QueryError):
        scan(f"{plain} {cut_off.replace('zesde)', ')').replace('zesde”', '”')}")


@pytest.mark.parametrize("operator", ["OF b", "-b", "title:b", "b*", "b~", '"b c"~5', "=b"])
def test_a_query_with_an_operator_is_no_pasted_title(operator: str) -> None:
    """Where any operator is used, a lone parenthesis is a mistake."""
    with pytest.raises(QueryError, match="no closing"):
        scan(f"een twee drie vier vijf zes (zeven {operator}")


def test_a_query_has_a_longest_length() -> None:
    """4,000 characters are accepted; more are refused, with only the start of the query in the error."""
    assert len(scan("woord " * 666 + "slot")[0]) == 667
    for length in (4001, 1_000_000):
        with pytest.raises(QueryError, match="the limit is 4,000") as caught:
            scan("x" * length)
        assert len(caught.value.query) == 4001


def test_tokens_know_their_place() -> None:
    """The offsets are those in the query, quotes and windows included."""
    assert scan(' -"a b"~5 wo*')[0] == [
        Token(TokenKind.MINUS, 1, 2, "-"),
        Token(TokenKind.PHRASE, 2, 9, "a b", 5),
        Token(TokenKind.WILDCARD, 10, 13, "wo*"),
    ]


@given(st.text(alphabet="ab 5\t\"“”„«»()-+=~*?:|&.,'’!^/", max_size=60))
def test_only_punctuation_is_between_tokens(query: str) -> None:
    """Any text is refused, or each of its letters and digits is part of a token, in order."""
    try:
        tokens = scan(query)[0]
    except QueryError:
        return
    end = 0
    for token in tokens:
        assert end <= token.start < token.end
        assert not any(map(str.isalnum, query[end : token.start]))
        end = token.end
    assert not any(map(str.isalnum, query[end:]))


@pytest.mark.parametrize(
    ("query", "phrases"),
    [
        ('"a b"~5 “c d”~12', [("a b", 5), ("c d", 12)]),
        ("“a” „b” „c“ «d» »e« ”f”", [("a", 0), ("b", 0), ("c", 0), ("d", 0), ("e", 0), ("f", 0)]),
        ('"zij zei “ja” luid"', [("zij zei “ja” luid", 0)]),
        ('"https://x.nl/?a*b"', [("https://x.nl/?a*b", 0)]),
        ("'a b' ’c d’", []),
    ],
)
def test_quotes_open_and_close_a_phrase(query: str, phrases: list[tuple[str, int]]) -> None:
    """Each kind of double quote with its partner; single quotes are text."""
    tokens, _ = scan(query)
    assert [(token.text, token.number) for token in tokens if token.kind is TokenKind.PHRASE] == phrases


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ('19" en 5,56"-kogel "a"', ["19", "en", "5,56", "-kogel", "a"]),
        ("Home » Nieuws", ["Home", "Nieuws"]),
    ],
)
def test_quotes_that_are_text(query: str, texts: list[str]) -> None:
    """A double quote after a number is inches; an angle quote between spaces separates words."""
    assert [token.text for token in scan(query)[0]] == texts


@pytest.mark.parametrize(
    ("query", "start", "end", "message"),
    [
        ('"a dron* b"', 3, 8, "“dron*” between quotes"),
        ('"een wo?d"', 5, 9, "“wo?d” between quotes"),
        ('"een fregat~"', 5, 12, "“fregat~” between quotes"),
        ('"a b"~1', 5, 7, "“~1” after a phrase is not understood"),
        ('"a b"~2000', 5, 10, "“~2000” after a phrase is not understood"),
        ('"a b"~', 5, 6, "“~” after a phrase is not understood"),
        ('"a b"p10', 5, 8, "“p10” after a phrase is not understood"),
        ('"a b"*', 5, 6, "“*” after a phrase is not understood"),
    ],
)
def test_a_mistake_in_a_phrase_names_its_place(query: str, start: int, end: int, message: str) -> None:
    """Operators do not work between quotes, and only a window of 2 to 100 words can be after them."""
    with pytest.raises(QueryError) as caught:
        scan(query)
    assert message in caught.value.message
    assert (caught.value.query, caught.value.start, caught.value.end) == (query, start, end)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("veteraan van 98 -jarige leeftijd", "jarige"),
        ("98 -jarige", "jarige"),
        ("militairen én -vrouwen", "vrouwen"),
        ("oefening bij -25 graden", "25"),
        ("-5% begroting", "5%"),
        ("De minister van Defensie bezoekt Noord -Korea en spreekt over wapens", "Korea"),
    ],
)
def test_a_dash_inside_running_text_is_text(query: str, word: str) -> None:
    """Where the text reads on, nothing is excluded; it is said, with what excludes it."""
    tokens, notices = scan(query)
    assert TokenKind.MINUS not in [token.kind for token in tokens]
    assert any(notice.startswith(f"read -{word} as a word") for notice in notices)
    assert any(query[slice(*token.span)].startswith("-") for token in tokens)


@pytest.mark.parametrize(
    "query", ["Noord -Korea", "mei 2018 -juni 2018", "de minister bezoekt -korea", "wat er van NIET weten is"]
)
def test_an_exclusion_in_what_may_be_text_is_said(query: str) -> None:
    """It excludes, and the notice says what, and how to find it."""
    tokens, notices = scan(query)
    assert {TokenKind.MINUS, TokenKind.NOT} & {token.kind for token in tokens}
    assert any("leaves out what has" in notice for notice in notices)


@pytest.mark.parametrize(
    "query", ["marine -fregat", "marine -fregat oefening", "drones -2018 marine", "-fregat marine"]
)
def test_an_exclusion_among_keywords_is_no_news(query: str) -> None:
    """It excludes, without a notice."""
    tokens, notices = scan(query)
    assert TokenKind.MINUS in [token.kind for token in tokens]
    assert notices == []


def test_a_pattern_in_running_text_is_said() -> None:
    """A question mark glued to the next sentence is a wildcard."""
    _, notices = scan("Weet u dat van de minister ?2. Waarom niet")
    assert "read ?2 as a pattern: * is any letters, ? one letter" in notices
