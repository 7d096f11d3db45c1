"""Lexing: which characters of a query are operators, which are text, and where each piece stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.errors import QueryError
from defsearch.query.lexer import lex, scan
from defsearch.query.tokens import Token, TokenizedQuery, TokenKind

if TYPE_CHECKING:
    from collections.abc import Callable


def pieces(query: str) -> str:
    """The lexemes of a query on one line: the kind, the text where that says more, the number behind a slash."""
    shown = []
    for token in lex(query).tokens:
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
        ("dron* w?rd *dreiging wo??d", "pattern<dron*> pattern<w?rd> pattern<*dreiging> pattern<wo??d>"),
        ("dr**ne, (wapen?*) zuid-k*", "pattern<dr*ne> ( pattern<wapen?*> ) pattern<zuid-k*>"),
        ("fregat~ fregat~2, (fregat~1)", "fuzzy<fregat>/1 fuzzy<fregat>/2 ( fuzzy<fregat>/1 )"),
        ('"a b" ="c" -"d" -=“e”', "phrase<a b> = phrase<c> - phrase<d> - = phrase<e>"),
        ('"a b"~5 “c d”~12', "phrase<a b>/5 phrase<c d>/12"),
        ("“a” „b” „c“ «d» »e« ”f”", "phrase<a> phrase<b> phrase<c> phrase<d> phrase<e> phrase<f>"),
        ('"zij zei “ja” luid"', "phrase<zij zei “ja” luid>"),
        ('x"a b"y', "text<x> phrase<a b> text<y>"),
    ],
)
def test_operators_are_told_apart(query: str, expected: str) -> None:
    """Every operator of the language, in both languages, next to others and glued to them."""
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
        ('19" en 5,56"-kogel "a"', "text<19> text<en> text<5,56> text<-kogel> phrase<a>"),
        ("Home » Nieuws", "text<Home> text<Nieuws>"),
        ("(…) … !", "( text<…> ) text<…> text<!>"),
    ],
)
def test_punctuation_that_is_no_operator_is_text(query: str, expected: str) -> None:
    """Dashes, colons, question marks, apostrophes, inches and addresses do nothing where they stand as in prose."""
    assert pieces(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("netwerken en -diensten", ["read -diensten as a word behind “en”; NOT diensten excludes it"]),
        ("zee-, -land en lucht", ["read -land as a word behind “zee-,”; NOT land excludes it"]),
        ("Flora -en faunawet", ["read -en as a word behind “Flora”; NOT en excludes it"]),
        ("marine EN -diensten", []),
        ("marine en -titel:x", []),
        ('marine en -"x y"', []),
    ],
)
def test_a_dash_for_half_a_compound_is_no_exclusion(query: str, expected: list[str]) -> None:
    """Dutch leaves out half a compound behind and, or and a comma; the notice says how to exclude after all."""
    lexed = lex(query)
    assert list(lexed.notices) == expected
    assert any(token.kind is TokenKind.MINUS for token in lexed.tokens) == (not expected)


def test_a_field_with_a_space_behind_it_is_a_word_and_said_to_be() -> None:
    """Whoever forgot that fields take no space hears about it; other words with a colon are just text."""
    assert lex("titel: x").notices == ("read titel: as a word, for there is a space behind its colon",)
    assert lex("Kamerbrief: x").notices == ()


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
        ("kosten/ba*", 0, 10, "“kosten/ba*” holds more than one word"),
        ("https://x.nl/*", 0, 14, "holds more than one word"),
        ("a fregat~3", 2, 10, "“fregat~3” is not understood"),
        ("fregat~x", 0, 8, "“fregat~x” is not understood"),
        ("fr*t~", 0, 5, "has both ~ and a wildcard"),
        ('"a dron* b"', 3, 8, "“dron*” between quotes"),
        ('"een wo?d"', 5, 9, "“wo?d” between quotes"),
        ('"een fregat~"', 5, 12, "“fregat~” between quotes"),
        ('"a b"~1', 5, 7, "“~1” behind a phrase is not understood"),
        ('"a b"~2000', 5, 10, "“~2000” behind a phrase is not understood"),
        ('"a b"~', 5, 6, "“~” behind a phrase is not understood"),
        ('"a b"p10', 5, 8, "“p10” behind a phrase is not understood"),
        ('"a b"*', 5, 6, "“*” behind a phrase is not understood"),
        ("a NEAR/5 b", 2, 8, "“NEAR/5” is not understood"),
        ("!fregat", 0, 7, "“!fregat” is not understood"),
        ("~fregat", 0, 7, "“~fregat” is not understood"),
        ("fregat^2", 0, 8, "“fregat^2” is not understood"),
    ],
)
def test_a_mistake_names_its_place(query: str, start: int, end: int, message: str) -> None:
    """What is wrong, from where to where, and something to type instead."""
    with pytest.raises(QueryError) as caught:
        lex(query)
    assert message in caught.value.message
    assert (caught.value.query, caught.value.start, caught.value.end) == (query, start, end)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("query", "typed_instead"),
    [
        ("from:2025", "date:"),
        ("before:2025", "date:A..B"),
        ("site:defensie.nl", "leave it out"),
        ("ext:txt", "--paths"),
        ("allintitle:x", "title:(word word)"),
        ("related:x", "defsearch similar ID"),
        ("a NEAR b", '"drone aanval"~5'),
        ("a XOR b", "(a -b) OR (b -a)"),
        ("!a", "-fregat"),
    ],
)
def test_habits_from_other_tools_are_told_what_to_type(query: str, typed_instead: str) -> None:
    """Fields and operators of Google, notmuch, recoll and Lucene that mean nothing here get an answer of their own."""
    with pytest.raises(QueryError) as caught:
        lex(query)
    assert typed_instead in (caught.value.hint or "")


@pytest.mark.parametrize("cut_off", ["(zesde", "“zesde", '"zesde', "zesde)", "zesde”", 'aan:"zesde"'])
def test_a_pasted_title_may_be_cut_off(cut_off: str) -> None:
    """Behind six plain words a mark without a partner is text, and that is said; behind five it is a mistake."""
    plain = "een twee drie vier vijf"
    lexed = lex(f"{plain} zes {cut_off}")
    assert {token.kind for token in lexed.tokens} <= {TokenKind.TEXT, TokenKind.PHRASE}
    assert len(lexed.notices) == 1
    assert "as text: this looks like a pasted title" in lexed.notices[0]
    with pytest.raises(QueryError):
        lex(f"{plain} {cut_off.replace('zesde)', ')').replace('zesde”', '”')}")


@pytest.mark.parametrize("operator", ["OF b", "-b", "title:b", "b*", "b~", '"b c"~5', "=b"])
def test_a_query_with_an_operator_is_no_pasted_title(operator: str) -> None:
    """Who uses the language at all meant the bracket too."""
    with pytest.raises(QueryError, match="no closing"):
        lex(f"een twee drie vier vijf zes (zeven {operator}")


def test_a_query_has_a_longest_length() -> None:
    """4,000 characters are read; one more, or a million, is refused at once, with a short query to show."""
    assert len(lex("woord " * 666 + "slot").tokens) == 667
    for length in (4001, 1_000_000):
        with pytest.raises(QueryError, match="the limit is 4,000") as caught:
            lex("x" * length)
        assert len(caught.value.query) == 4001


def test_lexemes_know_their_place() -> None:
    """Offsets are those of the query, quotes and windows included."""
    assert lex(' -"a b"~5 wo*').tokens == (
        Token(TokenKind.MINUS, 1, 2, "-"),
        Token(TokenKind.PHRASE, 2, 9, "a b", 5),
        Token(TokenKind.PATTERN, 10, 13, "wo*"),
    )


@given(st.text(alphabet="ab 5\t\"“”„«»()-+=~*?:|&.,'’!^/", max_size=60))
def test_lexemes_stand_in_order_and_nothing_but_punctuation_is_left_between_them(query: str) -> None:
    """Whatever is typed is either refused or part of a lexeme: no letter or digit gets lost."""
    try:
        tokens = lex(query).tokens
    except QueryError:
        return
    end = 0
    for token in tokens:
        assert end <= token.start < token.end
        assert not any(map(str.isalnum, query[end : token.start]))
        end = token.end
    assert not any(map(str.isalnum, query[end:]))


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["drones", "Zuid", "en", "of", "niet", "And", "OF", "NIET", "NEAR", "xor", "2025", "x"]
            ),
            st.text(max_size=6),
        ),
        max_size=6,
    ).map(" ".join)
)
def test_plain_words_are_read_as_the_scanner_reads_them(query: str) -> None:
    """The short way for words without any sign gives the same lexemes as the long way, operators in capitals too."""
    assert outcome(lex, query) == outcome(scan, query)


def outcome(read: Callable[[str], TokenizedQuery], query: str) -> TokenizedQuery | tuple[str, int]:
    """What comes of a query, or what is said to be wrong and where."""
    try:
        return read(query)
    except QueryError as error:
        return error.message, error.start
