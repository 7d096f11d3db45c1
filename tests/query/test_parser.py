"""Query text to its AST: operators, dates, notices, mistakes, limits, and properties of every query."""

from __future__ import annotations

import datetime
import random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from defsearch.dates.period import Period
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, token_spans
from defsearch.errors import QueryError
from defsearch.query.ast import (
    FIELD_NAMES,
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
    walk,
)
from defsearch.query.parser import ParsedQuery, parse_query
from defsearch.render.errors import caret_lines

TODAY = datetime.date(2026, 3, 31)


def parse(query: str, *, any_word: bool = False, exact: bool = False) -> ParsedQuery:
    """Return the parsed query on a fixed day."""
    return parse_query(query, today=TODAY, any_word=any_word, exact=exact)


def sketch(node: Node | None) -> str:
    """Return an AST on one line: ``and(…)`` is implicit, ``AND(…)`` was typed; ``=`` is exact."""
    if isinstance(node, Word):
        return f"={node.text}" if node.exact else node.text
    if isinstance(node, Phrase):
        return f"'{' '.join(map(sketch, node.words))}'{f'~{node.slop}' if node.slop else ''}"
    if isinstance(node, Wildcard):
        return f"<{node.text}>"
    if isinstance(node, Fuzzy):
        return f"{node.text}~{node.distance}"
    if isinstance(node, DateClause):
        return f"[{node.period.describe()}]"
    if isinstance(node, DateOrWords):
        return (
            f"[{' or '.join(one.describe() for one in node.periods)} or {' '.join(map(sketch, node.words))}]"
        )
    if isinstance(node, FieldScope):
        return f"{node.field.value}({sketch(node.child)})"
    if isinstance(node, Not):
        return f"not({sketch(node.child)})"
    if isinstance(node, And | Or):
        name = "or" if isinstance(node, Or) else "and" if node.implicit else "AND"
        return f"{name}({', '.join(map(sketch, node.children))})"
    return "nothing"


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", "nothing"),
        (" \t\n", "nothing"),
        ("drones", "drones"),
        ("drones marine", "and(drones, marine)"),
        ("drones AND marine", "AND(drones, marine)"),
        ("drones EN marine raket", "and(AND(drones, marine), raket)"),
        ("drones OR marine OF raket", "or(drones, marine, raket)"),
        ("drones marine OF raket lucht", "or(and(drones, marine), and(raket, lucht))"),
        ("drones EN marine OF raket", "or(AND(drones, marine), raket)"),
        ("(drones OF marine) raket", "and(or(drones, marine), raket)"),
        ("(drones marine) raket", "and(and(drones, marine), raket)"),
        ("((drones))", "drones"),
        ("marine -fregat", "and(marine, not(fregat))"),
        ("marine NIET fregat raket", "and(marine, not(fregat), raket)"),
        ("marine AND NOT fregat", "AND(marine, not(fregat))"),
        ("marine OF -fregat", "or(marine, not(fregat))"),
        (
            'marine -"karel doorman" -(fregat OF raket)',
            "and(marine, not('karel doorman'), not(or(fregat, raket)))",
        ),
        ("NOT NOT marine", "not(not(marine))"),
        ('"drone aanval"', "'drone aanval'"),
        ('"drone"', "'drone'"),
        ('"drone aanval"~5', "'drone aanval'~5"),
        ("=drone", "=drone"),
        ('="drone aanval"~3', "'=drone =aanval'~3"),
        ("dron* *dreiging wo?d wapen?*", "and(<dron*>, <*dreiging>, <wo?d>, <wapen?*>)"),
        ("fregat~ raket~2", "and(fregat~1, raket~2)"),
        ("titel:drones", "title(drones)"),
        ("kop:(drones OF =raket) tekst:dron*", "and(heading(or(drones, =raket)), body(<dron*>))"),
        ("marine -title:drones", "and(marine, not(title(drones)))"),
        ("marine title:-drones", "and(marine, title(not(drones)))"),
        ("+marine raket", "and(marine, raket)"),
        ("F 16 zr. ms. rotterdam 50 000 F-16", "and(F 16, zr. ms, rotterdam, 50 000, F-16)"),
        ("-F 16 marine", "and(not(F 16), marine)"),
        ("kosten/baten analyse", "and('kosten baten', analyse)"),
        ("=kosten/baten", "'=kosten =baten'"),
        ("title:kosten/baten", "title('kosten baten')"),
        ("marine (…) - fregat!", "and(marine, fregat)"),
        ("marine () fregat", "and(marine, fregat)"),
    ],
)
def test_the_ast_of_a_query(query: str, tree: str) -> None:
    """Every operator, alone and next to others; NOT binds before AND, and AND before OR."""
    assert sketch(parse(query).tree) == tree


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("date:2025", "[2025-01-01 … 2025-12-31]"),
        ("datum:2025-09..2025-11 drones", "and([2025-09-01 … 2025-11-30], drones)"),
        ("date:..2025-02", "[… 2025-02-28]"),
        ("date:2024-W01..", "[2024-01-01 …]"),
        ('date:"25 september 2025"', "[2025-09-25]"),
        ("date:“1 mei 2025..juni 2025”", "[2025-05-01 … 2025-06-30]"),
        ("date:vandaag,", "[2026-03-31]"),
        ("date:(september 2025 OF 2024)", "or([2025-09-01 … 2025-09-30], [2024-01-01 … 2024-12-31])"),
        ("drones -date:2025", "and(drones, not([2025-01-01 … 2025-12-31]))"),
        ("drones september 2025", "and(drones, [2025-09-01 … 2025-09-30 or september 2025])"),
        ("25 september 2025, Volkel", "and([2025-09-25 or 25 september 2025], Volkel)"),
        ("drones OF september 2025", "or(drones, [2025-09-01 … 2025-09-30 or september 2025])"),
        ("drones -september 2025", "and(drones, not([2025-09-01 … 2025-09-30 or september 2025]))"),
        ('"september 2025"', "'september 2025'"),
        ("title:september 2025", "and(title(september), [2025-01-01 … 2025-12-31 or 2025])"),
        ("title:(september 2025)", "title(and(september, 2025))"),
        ("=september 2025", "and(=september, [2025-01-01 … 2025-12-31 or 2025])"),
        ("2025", "2025"),
        ("F-35 2019", "and(F-35, [2019-01-01 … 2019-12-31 or 2019])"),
        ("drones -2019", "and(drones, not(2019))"),
        ("drones =2019", "and(drones, =2019)"),
        ("drones title:2019", "and(drones, title(2019))"),
        ("drones -(marine 2019)", "and(drones, not(and(marine, 2019)))"),
        ("drones 1066", "and(drones, 1066)"),
        ("drones sinds 2019", "and(drones, [2019-01-01 … or sinds 2019])"),
        ("drones 2024..2025", "and(drones, [2024-01-01 … 2025-12-31 or 2024 2025])"),
        ("drones 2024..", "and(drones, [2024-01-01 … or 2024])"),
        ("drones 1-5-2024..3-5-2024", "and(drones, [2024-05-01 … 2024-05-03 or 1-5-2024 3-5-2024])"),
        (
            "drones mei 2015 en mei 2019",
            "and(drones, [2015-05-01 … 2015-05-31 or 2019-05-01 … 2019-05-31 or mei 2015 en mei 2019])",
        ),
        (
            "mei 2015 drones mei 2019",
            "and(drones, or([2015-05-01 … 2015-05-31 or mei 2015], [2019-05-01 … 2019-05-31 or mei 2019]))",
        ),
        (
            "begroting 2019 mei 2018",
            "and(begroting, [2019-01-01 … 2019-12-31 or 2019], [2018-05-01 … 2018-05-31 or mei 2018])",
        ),
        (
            "drones sinds mei 2018 mei 2019",
            "and(drones, [2018-05-01 … or sinds mei 2018], [2019-05-01 … 2019-05-31 or mei 2019])",
        ),
    ],
)
def test_dates_are_periods(query: str, tree: str) -> None:
    """In date: always, among free words where they can only be dates, in phrases and other fields never."""
    assert sketch(parse(query).tree) == tree


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("drones marine", "or(drones, marine)"),
        ("drones marine EN raket", "or(drones, AND(marine, raket))"),
        ("drones marine -raket", "and(or(drones, marine), not(raket))"),
        ("drones marine date:2025", "and(or(drones, marine), [2025-01-01 … 2025-12-31])"),
        ("drones -raket", "and(drones, not(raket))"),
        ("-raket date:2025 drones", "and(drones, not(raket), [2025-01-01 … 2025-12-31])"),
        ("date:2025 -raket", "and([2025-01-01 … 2025-12-31], not(raket))"),
        ("drones -raket OF marine", "or(and(drones, not(raket)), marine)"),
        ("title:(drones marine)", "title(or(drones, marine))"),
        ("drones van marine", "or(drones, marine)"),
        ('"drone aanval" september 2025', "and('drone aanval', [2025-09-01 … 2025-09-30 or september 2025])"),
    ],
)
def test_any_word_makes_words_side_by_side_alternatives(query: str, tree: str) -> None:
    """Exclusions and dates apply to all of them; typed operators keep their meaning."""
    assert sketch(parse(query, any_word=True).tree) == tree


def test_exact_makes_every_word_exact() -> None:
    """Words of phrases and dates too; common words are left out all the same."""
    tree = sketch(parse('de drones "drone aanval" mei 2025 dron*', exact=True).tree)
    assert tree == "and(=drones, '=drone =aanval', [2025-05-01 … 2025-05-31 or =mei =2025], <dron*>)"


@pytest.mark.parametrize(
    ("query", "tree", "left_out"),
    [
        ("minister van de marine", "and(minister, marine)", "van, de"),
        ("de minister de marine", "and(minister, marine)", "de"),
        ("minister en/of marine", "and(minister, marine)", "en, of"),
        ("minister (van) marine", "and(minister, marine)", "van"),
        ("title:(de minister)", "title(minister)", "de"),
        ("van minister OF marine", "or(minister, marine)", "van"),
        ('"van de marine" minister', "and('van de marine', minister)", None),
        ("=de minister", "and(=de, minister)", None),
        ("+de minister", "and(de, minister)", None),
        ("title:de minister", "and(title(de), minister)", None),
        ("de EN minister", "AND(de, minister)", None),
        ("de OF minister", "or(de, minister)", None),
        ("minister -de", "and(minister, not(de))", None),
        ("=de", "=de", None),
        ('"de"', "'de'", None),
    ],
)
def test_common_words_are_left_out_with_a_notice(query: str, tree: str, left_out: str | None) -> None:
    """Only among words side by side; an operator, a field or quotes keep them."""
    parsed = parse(query)
    assert sketch(parsed.tree) == tree
    assert parsed.notices == (() if left_out is None else (f"left out common words: {left_out}",))


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("marine schip OF vliegtuig", "read as (marine schip) OF vliegtuig; parentheses group otherwise"),
        ("x | titel:(y z) p", "read as x | (titel:(y z) p); parentheses group otherwise"),
        ("x (y z OR p)", "read as (y z) OR p; parentheses group otherwise"),
        ("+x y OR (p q) z", "read as (+x y) OR ((p q) z); parentheses group otherwise"),
    ],
)
def test_a_notice_says_how_alternatives_are_grouped(query: str, notice: str) -> None:
    """Google and recoll group the other way."""
    assert parse(query).notices == (notice,)


@pytest.mark.parametrize("query", ["x OF y", "(x y) OF z", "x EN y OF z", "x (y OF z)"])
def test_an_unambiguous_grouping_has_no_notice(query: str) -> None:
    """There are parentheses, or it cannot be grouped otherwise."""
    assert parse(query).notices == ()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (
            "Tuinman in Zuid-Korea en Japan: “We moeten elkaar vasthouden”",
            "Tuinman in Zuid-Korea en Japan We moeten elkaar vasthouden",
        ),
        (
            "AI in het militaire domein: Nederland maakt zich sterk voor internationale dialoog",
            "AI in het militaire domein Nederland maakt zich sterk voor internationale dialoog",
        ),
        ("Kamerbrief: 50% meer schepen (of minder?)", "Kamerbrief 50 % meer schepen of minder"),
        ("Wat doet Defensie?", "Wat doet Defensie"),
        ("Zr.Ms. De Ruyter naar ’s-Hertogenbosch", "Zr.Ms De Ruyter naar ’s-Hertogenbosch"),
        ("NAVO-top – dag 1: risico’s", "NAVO-top dag 1 risico’s"),
        ("‘Dat is goed’, zegt minister Jansen (D66)", "Dat is goed zegt minister Jansen D66"),
        ("€ 400 miljoen + 3% voor plan B+", "400 miljoen 3 % voor plan B"),
        ("Om 10:30 uur: AT&T", "Om 10:30 uur AT&T"),
        ('Vuur uit de 19" loop', "Vuur uit de 19 loop"),
    ],
)
def test_titles_can_be_pasted(title: str, words: str) -> None:
    """Punctuation that is no operator is text; all typed words are in the AST."""
    parsed = parse(title)
    nodes = list(walk(parsed.tree or Word("", (0, 0))))
    assert {type(node) for node in nodes} <= {Word, Phrase, And}
    left_out = "".join(parsed.notices).removeprefix("left out common words: ").split(", ")
    kept = [node.text for node in nodes if isinstance(node, Word)]
    assert kept == [word for word in words.split() if word not in left_out or word in kept]


def test_nodes_know_their_place() -> None:
    """Spans are offsets in the query; that of an operator includes its operand and parentheses."""
    query = "  -title:(drones OF “zware wapens”~5) september 2025."
    spans = {sketch(node): query[slice(*node.span)] for node in walk(parse(query).tree or Word("", (0, 0)))}
    assert spans["drones"] == "drones"
    assert spans["'zware wapens'~5"] == "“zware wapens”~5"
    assert spans["wapens"] == "wapens"
    assert spans["title(or(drones, 'zware wapens'~5))"] == "title:(drones OF “zware wapens”~5)"
    assert spans["not(title(or(drones, 'zware wapens'~5)))"].startswith("-title:(")
    assert spans["2025"] == "2025"


def test_a_date_clause_has_a_period() -> None:
    """Its days are civil days, both ends included."""
    tree = parse("date:2024-02").tree
    assert isinstance(tree, DateClause)
    assert tree.period == Period(datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))


def test_each_field_name_gives_its_field() -> None:
    """A release has three text fields."""
    trees = [parse(f"{field}:x").tree for field in ("title", "heading", "body")]
    assert [tree.field for tree in trees if isinstance(tree, FieldScope)] == [
        Field.TITLE,
        Field.HEADING,
        Field.BODY,
    ]


# Mistakes and limits


def mistake(query: str, *, any_word: bool = False) -> QueryError:
    """Return the error for a query."""
    with pytest.raises(QueryError) as caught:
        parse_query(query, today=TODAY, any_word=any_word)
    return caught.value


@pytest.mark.parametrize(
    ("query", "start", "end", "message"),
    [
        ("...", 0, 3, "there is no word in the query"),
        ("de van de", 0, 9, "the query contains only common words: de, van"),
        ("de EN van", 0, 9, "the query contains only common words: de, van"),
        ("-marine", 0, 7, "the query only says what to leave out"),
        ("-marine OF -fregat", 0, 18, "the query only says what to leave out"),
        ("title:(-marine)", 0, 15, "the query only says what to leave out"),
        ("AND marine", 0, 3, "AND needs a word before it"),
        ("marine (OF fregat)", 8, 10, "OF needs a word before it"),
        ("marine EN", 7, 9, "EN needs a word after it"),
        ("marine AND OR fregat", 7, 10, "AND needs a word after it"),
        ("marine OF EN fregat", 10, 12, "EN needs a word before it"),
        ("() AND marine", 3, 6, "AND needs a word before it"),
        ("marine OF (…)", 7, 9, "OF needs a word after it"),
        ("marine NIET", 7, 11, "NIET needs a word after it"),
        ("marine |", 7, 8, "| needs a word after it"),
        ("marine -()", 7, 8, "- needs a word after it"),
        ("title:, marine", 0, 6, "title: needs a word after it"),
        ('"…"', 0, 3, '“"…"” contains no word'),
        ('"marine"~5', 0, 10, "contains only one word"),
        ('"een twee drie"~2', 0, 17, "contains more than 2 words"),
        ("kosten/baten~", 0, 13, "“kosten/baten~” contains more than one word"),
        ("=dron*", 0, 1, "= takes one word or one phrase"),
        ("=(een twee)", 0, 1, "= takes one word or one phrase"),
        ("title:(body:marine)", 7, 12, "“body:” inside title: is not understood"),
        ("marine date:31-2-2025", 12, 21, "31 februari 2025"),
        ("date:2025..2024", 5, 15, "ends before it starts"),
        ("date:september", 5, 14, "september"),
        ("date:drones", 5, 11, "drones"),
        ("date:2025*", 5, 10, "“2025*” is not a date"),
        ('date:"2025"~2', 5, 13, "is not a date"),
        ("date:2025 .. 2026", 5, 9, "“2025” is separated from the dots of its range"),
        ('date:"2025".."2026"', 5, 11, "is separated from the dots of its range"),
        ("date:(2025 ..)", 6, 10, "is separated from the dots of its range"),
        ("date:=2025", 5, 6, "= takes one word or one phrase"),
        ("2024..", 0, 6, "“2024..” needs a field before it"),
    ],
)
def test_a_mistake_names_its_place(query: str, start: int, end: int, message: str) -> None:
    """The error has a message, a place and a hint."""
    error = mistake(query)
    assert message in error.message
    assert (error.query, error.start, error.end) == (query, start, end)
    assert error.hint


@pytest.mark.parametrize(
    ("query", "typed_instead"),
    [
        ("date:september 2025", 'date:"september 2025"'),
        ("date:25 sep 2025 drones", 'date:"25 sep 2025"'),
        ("2024..", "date:2024.."),
        ("date:'vorig jaar'", 'quotes in a query are double: date:"vorig jaar"'),
        ("drones date:‘2025’", 'quotes in a query are double: date:"vorig jaar"'),
        ("marine OF", "type it in lower case: of"),
        ("-marine", "date:2025 -fregat"),
    ],
)
def test_a_mistake_says_what_to_type(query: str, typed_instead: str) -> None:
    """The hint is what was probably meant."""
    assert typed_instead in (mistake(query).hint or "")


@pytest.mark.parametrize(
    "query",
    [
        "drones date:2018 date:2020",
        "drones date:2018 AND date:2020",
        "drones sinds mei 2020 voor mei 2018",
        'date:"mei 2018" date:2020 drones',
    ],
)
def test_periods_that_exclude_each_other_are_refused(query: str) -> None:
    """The hint says how to ask for either, and that can be typed."""
    error = mistake(query)
    assert "no day is in all of these periods" in error.message
    either = (error.hint or "").removeprefix("for releases of either: ")
    assert "or([" in sketch(parse(f"drones {either}").tree)


@pytest.mark.parametrize("query", ["drones dinsdag 14 mei 2018", "tussen mei 2019 en mei 2018 drones"])
def test_a_wrong_weekday_and_a_reversed_range_are_refused(query: str) -> None:
    """Zero results would hide the mistake."""
    assert mistake(query).hint in ("Leave the weekday out: 14 mei 2018", "Swap the two dates")


@pytest.mark.parametrize("typed", ["31 februari 2018", "25-09-18", "20180925"])
def test_words_that_only_look_like_a_date_are_said(typed: str) -> None:
    """They are words, and the notice says why."""
    assert any(f"“{typed}” was read as words: " in notice for notice in parse(f"drones {typed}").notices)


def test_a_date_clause_error_has_the_range_that_was_meant() -> None:
    """The command line shows how to type it."""
    assert mistake('date:"tussen 2015 en 2017"').typed_range == ("2015", "2017")
    assert mistake("date:'2015-2017'").typed_range is None


def test_plus_has_no_meaning_where_any_word_will_do() -> None:
    """There, required words are written with AND."""
    assert "AND" in (mistake("drones +marine", any_word=True).hint or "")


@pytest.mark.parametrize("opening", ["(", "NOT ", "-(", "NIET ("])
def test_depth_is_limited(opening: str) -> None:
    """The limit is far below Python's recursion limit."""
    error = mistake("x " + opening * 500 + "marine" + ")" * (500 * opening.count("(")))
    assert "more than 50 levels deep" in error.message


def test_fifty_levels_are_accepted() -> None:
    """The limit is what the message says."""
    tree = parse_query("(" * 50 + "marine" + ")" * 50, today=TODAY).tree
    assert isinstance(tree, Word)
    assert "more than 50 levels deep" in mistake("(" * 51 + "marine" + ")" * 51).message


def test_the_number_of_nodes_is_limited() -> None:
    """The words and their And are 256 nodes at most; the error is at the first word over the limit."""
    tree = parse_query("woord " * 255, today=TODAY).tree
    assert isinstance(tree, And)
    assert len(list(walk(tree))) == 256
    error = mistake("woord " * 256)
    assert (error.message, error.start) == ("the query has more than 256 words and groups", 255 * 6)


# Properties of every query

HERE = (0, 0)
SEEDS = st.integers(0, 2**32)
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


def to_period(days: tuple[str | None, str | None]) -> Period:
    """Return a period from ISO dates."""
    first, last = (datetime.date.fromisoformat(day) if day else None for day in days)
    return Period(first, last)


def is_plain(text: str) -> bool:
    """Return whether a word is in no list: not common, not part of a date, not a field."""
    near_dates = ("before", "after", "till")  # they change the days of a date after them
    return text not in (*STOP_WORDS, *FIELD_NAMES, *near_dates, "mei", "may", "maa", "mar", "jan", "www")


plain_words = st.sampled_from(SAMPLES) | st.text("abdefiklmnoprstw", min_size=3, max_size=7).filter(is_plain)
PATTERNS = ["oefen*", "*dreiging", "wo?d", "wapen?*", "?oord", "*a*"]


@st.composite
def trees(draw: st.DrawFn, depth: int = 3, *, in_field: bool = False) -> Node:
    """Generate an AST that can be typed: no field or date inside a field, no Or directly below an Or."""
    kinds = ["word", "word", "phrase", "wildcard", "fuzzy"]
    if not in_field:
        kinds += ["period", "date words", "field"]
    if depth:
        kinds += ["and", "and", "or", "not"] * 2
    kind = draw(st.sampled_from(kinds))
    if kind == "field":
        return FieldScope(draw(st.sampled_from(Field)), draw(trees(min(depth, 1), in_field=True)), HERE)
    if kind == "not":
        return Not(draw(trees(depth - 1, in_field=in_field)), HERE)
    if kind in ("and", "or"):
        children = tuple(draw(trees(depth - 1, in_field=in_field)) for _ in range(draw(st.integers(2, 3))))
        if kind == "and" or any(isinstance(child, Or) for child in children):
            return And(children, HERE, draw(st.booleans()))
        return Or(children, HERE)
    return draw(leaves(kind))


@st.composite
def leaves(draw: st.DrawFn, kind: str) -> Node:
    """Generate a node without child nodes other than words."""
    if kind == "wildcard":
        return Wildcard(draw(st.sampled_from(PATTERNS)), HERE)
    if kind == "fuzzy":
        return Fuzzy(draw(plain_words), draw(st.sampled_from([1, 2])), HERE)
    if kind == "period":
        return DateClause(to_period(draw(st.sampled_from(sorted(PERIODS.values(), key=str)))), HERE)
    if kind == "date words":
        text = draw(st.sampled_from(sorted(FREE_DATES)))
        return DateOrWords(
            (to_period(FREE_DATES[text]),), tuple(Word(word, HERE) for word in text.split()), HERE
        )
    exact = draw(st.booleans())
    if kind == "word":
        return Word(draw(plain_words), HERE, exact)
    words = tuple(Word(word, HERE, exact) for word in draw(st.lists(plain_words, min_size=1, max_size=4)))
    slop = draw(st.just(0) | st.integers(len(words), 40)) if len(words) > 1 else 0
    return Phrase(words, slop, HERE)


class Printer:
    """Writes an AST as a query; the seed chooses among spellings."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, *choices: str) -> str:
        """Return one of several ways to write the same."""
        return self.random.choice(choices)

    def level(self, node: Node) -> int:
        """Return how tightly the operator of a node binds: 0 for OR, 4 for a leaf."""
        if isinstance(node, Or):
            return 0
        if isinstance(node, And):
            return 1 if node.implicit else 2
        return 3 if isinstance(node, Not) else 4

    def text(self, node: Node, least: int = 0) -> str:
        """Return the node as text, in parentheses where needed, and sometimes where not."""
        if self.level(node) < least or self.random.random() < 0.1:
            return f"({self.pick('', ' ')}{self.bare(node)}{self.pick('', ' ')})"
        return self.bare(node)

    def bare(self, node: Node) -> str:
        """Return the node as text without parentheses around it."""
        if isinstance(node, Or):
            return self.pick(" OR ", " OF ", " | ", " || ").join(self.text(one, 1) for one in node.children)
        if isinstance(node, And):
            # Between two dates it is a range.
            dash = "  " if any(isinstance(one, DateOrWords) for one in walk(node)) else " - "
            mark = self.pick(" ", "  ", dash, "\t") if node.implicit else self.pick(" AND ", " EN ", " && ")
            return mark.join(self.text(one, 2 if node.implicit else 3) for one in node.children)
        if isinstance(node, Not):
            mark = self.pick("NOT ", "NIET ", "-")
            return mark + self.text(node.child, 4 if mark == "-" else 3)
        if isinstance(node, FieldScope):
            return self.pick(*FIELDS[node.field]) + self.text(node.child, 4)
        return self.leaf(node)

    def leaf(self, node: Node) -> str:
        """Return a node without children as text."""
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
        typed = [text for text, days in PERIODS.items() if to_period(days) == node.period]
        return self.pick("date:", "datum:") + self.pick(*typed)


def without_spans(node: Any) -> Any:
    """Return a node as nested tuples of its kind and its values without the span."""
    if not isinstance(node, tuple):
        return node
    fields = getattr(node, "_fields", None)
    if fields is None:
        return tuple(without_spans(one) for one in node)
    values = [getattr(node, name) for name in fields if name != "span"]
    return (type(node), *map(without_spans, values))


def wants_something(node: Node) -> bool:
    """Return whether the AST says what a release must contain (independent of the parser)."""
    match node:
        case And(children) | Or(children):
            return any(map(wants_something, children))
        case FieldScope(_, child):
            return wants_something(child)
        case Not(child):
            return not wants_something(child)
    return True


def has_dates_apart(tree: Node) -> bool:
    """Return whether two dates side by side share no day: they are refused, or read as alternatives."""
    for node in walk(tree):
        parts = node.children if isinstance(node, And) else ()
        clauses = [part.period for part in parts if isinstance(part, DateClause)]
        free = [part.periods[0] for part in parts if isinstance(part, DateOrWords)]
        if any(not one.intersect(other) for some in (clauses, free) for one in some for other in some):
            return True
    return False


@pytest.mark.slow
@given(trees(), SEEDS)
def test_a_printed_ast_is_parsed_back(tree: Node, seed: int) -> None:
    """Whatever the spelling of operators, quotes, fields and superfluous parentheses."""
    assume(wants_something(tree) and not has_dates_apart(tree))
    query = Printer(seed).text(tree)
    parsed = parse_query(query, today=TODAY).tree
    assert without_spans(parsed) == without_spans(tree), query


@pytest.mark.slow
@settings(max_examples=30)
@given(trees(), SEEDS)
def test_every_beginning_of_a_query_is_understood_or_refused(tree: Node, seed: int) -> None:
    """Cut anywhere, a query gives an AST or a QueryError with its place."""
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
    """Operators in any order."""
    check(" ".join(pieces), any_word=False)
    check("".join(pieces), any_word=True)


def check(query: str, *, any_word: bool) -> None:
    """Assert that a query is understood, or refused with a message, a hint and a place that can be shown."""
    error = refusal(query, any_word=any_word)
    if error is not None:
        assert error.message
        assert error.hint or error.foreign_field
        assert 0 <= error.start <= error.end <= len(error.query)
        shown, carets = caret_lines(error)
        assert set(carets.strip()) == {"^"}
        assert shown.isprintable()


def refusal(query: str, *, any_word: bool) -> QueryError | None:
    """Return the error for a query; None where it is understood."""
    try:
        parse_query(query, today=TODAY, any_word=any_word)
    except QueryError as error:
        return error
    return None


@given(st.lists(plain_words | st.sampled_from(sorted(STOP_WORDS)), min_size=1), SEEDS)
def test_no_word_of_a_text_without_operators_gets_lost(typed: list[str], seed: int) -> None:
    """Each is in the AST or in the notice about left-out common words."""
    gaps = random.Random(seed).choices([" ", ", ", " – ", ": ", "! ", " … ", "/"], k=len(typed))
    query = "".join(word + gap for word, gap in zip(typed, gaps, strict=True))
    forms = {normalize_token(query[start:end]) for start, end in token_spans(query, is_query=True)}
    assume(not forms <= STOP_WORDS)
    parsed = parse_query(query, today=TODAY)
    common_words = [notice for notice in parsed.notices if notice.startswith(LEFT_OUT)]
    left_out = {
        normalize_token(word) for notice in common_words for word in notice[len(LEFT_OUT) :].split(", ")
    }
    left_out |= {notice[1:].partition("”")[0] for notice in parsed.notices if "” was left out" in notice}
    assert left_out <= STOP_WORDS
    assert parsed.tree is not None
    assert {normalize_token(word.text) for word in all_words(parsed.tree)} | left_out == forms


def all_words(node: Node) -> list[Word]:
    """Return the words of an AST of words, phrases and Ands."""
    match node:
        case Word():
            return [node]
        case Phrase(words):
            return list(words)
        case And(children):
            return [word for child in children for word in all_words(child)]
    raise AssertionError(node)


@pytest.mark.parametrize(
    "query", ["drones -1 mei 2024", "(«drones») AND -1 mei 2024", '"drones" -25 december 2023']
)
def test_a_dash_before_a_day_with_its_month_excludes_the_day(query: str) -> None:
    """The day was once read as the number of a text, as in -25 graden."""
    parsed = parse_query(query, today=TODAY)
    assert isinstance(parsed.tree, And)
    assert [type(child) for child in parsed.tree.children][1:] == [Not]
