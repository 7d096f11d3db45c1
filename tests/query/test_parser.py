"""Parsing: query text to trees, and what the author of a query is told. Mistakes have a file of their own."""

from __future__ import annotations

import datetime

import pytest

from defsearch.dates.period import Period
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
    walk,
)
from defsearch.query.parser import ParsedQuery, parse_query

TODAY = datetime.date(2026, 3, 31)


def parse(query: str, *, any_word: bool = False, exact: bool = False) -> ParsedQuery:
    """The query as understood on a fixed day."""
    return parse_query(query, today=TODAY, any_word=any_word, exact=exact)


def sketch(node: Node | None) -> str:
    """A tree on one line: ``and(…)`` is written out or not, ``AND(…)`` was typed; ``=`` is exact."""
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
        return f"[{node.period.describe()} or {' '.join(map(sketch, node.words))}]"
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
def test_queries_become_trees(query: str, tree: str) -> None:
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
        ("title:september 2025", "and(title(september), 2025)"),
        ("title:(september 2025)", "title(and(september, 2025))"),
        ("=september 2025", "and(=september, 2025)"),
        ("2025", "2025"),
    ],
)
def test_dates_are_periods(query: str, tree: str) -> None:
    """In date: always, among free words where they can be nothing else, in phrases and other fields never."""
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
        ('"drone aanval" september 2025', "or('drone aanval', [2025-09-01 … 2025-09-30 or september 2025])"),
    ],
)
def test_any_word_makes_neighbours_alternatives(query: str, tree: str) -> None:
    """Exclusions and date: hold for all of the neighbours; typed operators keep their meaning."""
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
def test_common_words_are_left_out_and_it_is_said(query: str, tree: str, left_out: str | None) -> None:
    """Only among neighbours; whatever was asked for by an operator, a field or quotes stays."""
    parsed = parse(query)
    assert sketch(parsed.tree) == tree
    assert parsed.notices == (() if left_out is None else (f"left out common words: {left_out}",))


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("marine schip OF vliegtuig", "read as (marine schip) OF vliegtuig; parentheses group otherwise"),
        ("x | titel:(y z) p", "read as x | (titel:(y z) p); parentheses group otherwise"),
        ("x (y z OR p)", "read as (y z) OR p; parentheses group otherwise"),
    ],
)
def test_how_neighbours_of_or_are_grouped_is_said(query: str, notice: str) -> None:
    """Google and recoll group the other way."""
    assert parse(query).notices == (notice,)


@pytest.mark.parametrize("query", ["x OF y", "(x y) OF z", "x EN y OF z", "x (y OF z)"])
def test_what_can_be_read_in_one_way_needs_no_notice(query: str) -> None:
    """Parentheses, or nothing that could be grouped otherwise."""
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
        ("Kamerbrief: 50% meer schepen (of minder?)", "Kamerbrief 50 meer schepen of minder"),
        ("Wat doet Defensie?", "Wat doet Defensie"),
        ("Zr.Ms. De Ruyter naar ’s-Hertogenbosch", "Zr.Ms De Ruyter naar ’s-Hertogenbosch"),
        ("NAVO-top – dag 1: risico’s", "NAVO-top dag 1 risico’s"),
        ("‘Dat is goed’, zegt minister Jansen (D66)", "Dat is goed zegt minister Jansen D66"),
        ("€ 400 miljoen + 3% voor plan B+", "400 miljoen 3 voor plan B"),
        ("Om 10:30 uur: AT&T", "Om 10 30 uur AT&T"),
        ('Vuur uit de 19" loop', "Vuur uit de 19 loop"),
    ],
)
def test_titles_can_be_pasted(title: str, words: str) -> None:
    """Punctuation that is no operator is text: there are only words and phrases, and all that were typed."""
    parsed = parse(title)
    nodes = list(walk(parsed.tree or Word("", (0, 0))))
    assert {type(node) for node in nodes} <= {Word, Phrase, And}
    left_out = "".join(parsed.notices).removeprefix("left out common words: ").split(", ")
    kept = [node.text for node in nodes if isinstance(node, Word)]
    assert kept == [word for word in words.split() if word not in left_out or word in kept]


def test_nodes_know_their_place() -> None:
    """Spans are offsets in the query: of a word its own, of a group all that was typed."""
    query = "  -title:(drones OF “zware wapens”~5) september 2025."
    spans = {sketch(node): query[slice(*node.span)] for node in walk(parse(query).tree or Word("", (0, 0)))}
    assert spans["drones"] == "drones"
    assert spans["'zware wapens'~5"] == "“zware wapens”~5"
    assert spans["wapens"] == "wapens"
    assert spans["title(or(drones, 'zware wapens'~5))"] == "title:(drones OF “zware wapens”~5)"
    assert spans["not(title(or(drones, 'zware wapens'~5)))"].startswith("-title:(")
    assert spans["2025"] == "2025"


def test_a_period_node_holds_the_period_itself() -> None:
    """Not its text: the days are civil days, both ends included."""
    tree = parse("date:2024-02").tree
    assert isinstance(tree, DateClause)
    assert tree.period == Period(datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))


def test_zones_are_the_three_of_a_release() -> None:
    """Each of the text fields leads to its own zone."""
    trees = [parse(f"{field}:x").tree for field in ("title", "heading", "body")]
    assert [tree.field for tree in trees if isinstance(tree, FieldScope)] == [
        Field.TITLE,
        Field.HEADING,
        Field.BODY,
    ]
