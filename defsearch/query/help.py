"""The guide to the query language: sections of examples, as plain text and as Markdown.

Every example can be typed as it is. Not here: colours and the width of a terminal (``render``).
"""

from __future__ import annotations

import re
import textwrap

from defsearch.dates.parser import DATE_FORMS, RANGE_FORMS
from defsearch.query.ast import MAX_DEPTH, MAX_LENGTH, MAX_NODES
from defsearch.records import NamedTuple

_INDENT = "  "
_COLUMN = 36  # where meanings start
_NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps an example on one line while text is wrapped


class Example(NamedTuple):
    """Queries of one kind, and what they find."""

    typed: tuple[str, ...]
    meaning: str


class Section(NamedTuple):
    """A part of the guide: a title, examples, and remarks after them."""

    title: str
    examples: tuple[Example, ...]
    remarks: tuple[str, ...] = ()


QUERY_HELP: tuple[Section, ...] = (
    Section(
        "Words and phrases",
        (
            Example(("drones zuid-korea",), "both words, in any order, in all their forms"),
            Example(("=drone",), "this form only, not drones"),
            Example(('"minister van defensie"',), "these words next to each other"),
            Example(('="zware wapens"',), "the same, in these forms only"),
            Example(('"drone aanval"~5',), "both within 5 words, in any order"),
        ),
        (
            "Capitals and accents make no difference. Common words such as de and van are left out, "
            'and a notice says so; quotes keep them: "van de velde".',
        ),
    ),
    Section(
        "And, or, not",
        (
            Example(
                ("marine -fregat", "marine NIET fregat", "marine NOT fregat"), "the first without the second"
            ),
            Example(("drones OF raketten", "drones OR raketten"), "one of them, or both"),
            Example(("drones EN raketten", "drones AND raketten"), "both, as without EN"),
            Example(("oefening (drones OF raketten)",), "parentheses group"),
            Example(
                ('marine -"karel doorman" -(fregat OF fregatten)',), "phrases and groups can be excluded too"
            ),
        ),
        (
            "Operators are in capitals; en, of and niet are words, and a notice says so. "
            "NOT binds first, then AND (written or not), then OR: "
            "marine fregat OF drones is (marine fregat) OF drones.",
            "With --any, words side by side are alternatives; exclusions and dates still apply.",
            "Where few releases have all the words, the page is filled below a line with those that have some of them; "
            "--only leaves them out.",
        ),
    ),
    Section(
        "Parts of words, and spelling",
        (
            Example(("oefen*",), "words that start with oefen"),
            Example(("*dreiging",), "words that end in dreiging"),
            Example(("t?nk",), "? is one letter: tank, tink"),
            Example(("wapen?*",), "wapen with at least one letter more"),
            Example(("ollongren~", "olongren~2"), "at most 1 or 2 letters different"),
        ),
        (
            "A ? at the end of a word is a question mark, unless the word has another * or ?. "
            "Wildcards and ~ look at words as they are written, not at their other forms.",
            "If nothing matches because of a typing error, the releases for the likeliest spelling are shown "
            "below a line. For a Dutch word or a place that no release has, similar words are only named.",
        ),
    ),
    Section(
        "Title, heading, body",
        (
            Example(("title:drones", "titel:drones"), "in the title"),
            Example(("heading:samenwerking", "kop:samenwerking"), "in a sub-heading"),
            Example(
                ('body:"militair domein"', 'tekst:"militair domein"'),
                "below the title, sub-headings included",
            ),
            Example(
                ("title:(drones OF raketten)", "marine -title:oefen*"),
                "fields take groups and everything else",
            ),
        ),
        ("No space after the colon: title: drones is two words.",),
    ),
    Section(
        "Dates in a query",
        (
            Example(
                ("date:2025", "datum:2025"), "releases of that period; every form of a date below is accepted"
            ),
            Example(('date:"september 2025"',), "quotes around a date of several words"),
            Example(
                tuple(f"date:{form.spellings[0]}" for form in RANGE_FORMS),
                "ranges: both ends included, either may be left open",
            ),
            Example(("drones september 2025",), "free words: releases of that month, or with these words"),
            Example(
                ("drones sinds mei 2024", "drones vanaf mei 2024", "drones since May 2024"),
                "from its first day on, or with these words; a notice says how it was read",
            ),
            Example(("drones na mei 2024",), "later than that, or with these words"),
            Example(("drones voor mei 2024",), "earlier than that, or with these words"),
            Example(
                ("drones tot mei 2024", "drones t/m mei 2024"), "up to its last day, or with these words"
            ),
            Example(
                ("drones tussen mei en juli 2024", "drones van mei 2024 tot juli 2024"),
                "from the first day of the one to the last day of the other, or with these words",
            ),
            Example(
                ("drones 14-15 juni 2018", "drones mei 2018 – juli 2018", "drones tussen jan 2019 en nu"),
                "so are a dash, t/m and two dots",
            ),
            Example(
                ("drones mei en oktober 2018", "drones 1, 3 en 5 mei 2018"),
                "releases of any of these periods, or with these words",
            ),
            Example(("drones 1-1-2016 en later", "drones mei 2016 of eerder"), "from then on, or up to then"),
            Example(("drones 2 weken voor 13 mei 2016",), "the days of those two weeks"),
        ),
        (
            "Free words are read as a period when they are a day, week, month or quarter with its year, 1900 to 2099. "
            'A year alone, vorig jaar and gisteren are words: type date:2025 or date:"vorig jaar". So are 2018 mei, '
            '14 05 2018, dit weekend and komende week: type date:"2018 mei".',
            "Dates that share no day, apart from each other in a query, mean releases of either, and a notice says so; "
            "where one of them is open (sinds, voor) or was typed as date:, the query is refused.",
        ),
    ),
    Section(
        "How dates are written",
        tuple(Example(form.spellings, form.meaning) for form in DATE_FORMS),
    ),
    Section(
        "Pasted titles and other punctuation",
        (
            Example(
                ("AI in het militaire domein: wat nu?", "NAVO-top - dag 1", "netwerken en -diensten"),
                "just words: punctuation that is no operator is text",
            ),
            Example(("kosten/baten",), "what is glued together is a phrase"),
        ),
        (
            "A dash before a word of running text that reads on (98 -jarige, -25 graden) is text, and a notice "
            "says so; NOT always excludes.",
            "A bracket or quote without a partner is a mistake, except after six or more plain words in a query "
            "without operators: that is a title that was cut off.",
        ),
    ),
    Section(
        "Habits from elsewhere",
        (
            Example(("drones | raketten", "drones || raketten"), "as OF"),
            Example(("marine && fregat",), "as EN"),
            Example(("+van marine",), "+ keeps a word that would be left out"),
            Example(("subject:drones", "intitle:drones", "onderwerp:drones"), "as title:"),
            Example(("text:drones", "intext:drones"), "as body:"),
        ),
        (
            "Where another tool's habit has no meaning here, the message says what to type instead: the query is "
            "refused where it would mislead ([2005 TO 2009], /regex/, NEAR/5, date:>2018), else a notice says it.",
        ),
    ),
    Section(
        "In a shell",
        (),
        (
            "Put the query in single quotes, so that the shell leaves it alone: "
            "defsearch query '\"minister van defensie\" -fregat'.",
            f"A query has at most {MAX_LENGTH:,} characters, {MAX_NODES} words and groups, and {MAX_DEPTH} levels.",
        ),
    ),
)


def plain_text(width: int = 80) -> str:
    """Return the guide as text of ``width`` columns; only a longer example is wider."""
    lines: list[str] = []
    for section in QUERY_HELP:
        lines += [section.title, ""]
        for example in section.examples:
            lines += _example_lines(example, width)
        for index, remark in enumerate(section.remarks):
            lines += [""] if section.examples or index else []
            lines += textwrap.wrap(remark, width, initial_indent=_INDENT, subsequent_indent=_INDENT)
        lines.append("")
    return "\n".join(lines)


def _example_lines(example: Example, width: int) -> list[str]:
    """Return the queries with their meaning in a second column, or below them where they are long."""
    typed = textwrap.wrap(
        ",  ".join(one.replace(" ", _NO_BREAK) for one in example.typed),
        width,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
    column = min(_COLUMN, width // 2)
    beside = len(typed) == 1 and len(typed[0]) + 2 <= column
    margin = " " * (column if beside else 3 * len(_INDENT))
    meaning = textwrap.wrap(example.meaning, width, initial_indent=margin, subsequent_indent=margin)
    if beside:
        meaning[0] = typed.pop().ljust(column) + meaning[0].lstrip()
    return [line.replace(_NO_BREAK, " ") for line in typed + meaning]


def markdown(level: int = 3) -> str:
    """Return the guide as Markdown, with titles as headings of ``level``."""
    blocks: list[str] = []
    for section in QUERY_HELP:
        blocks.append(f"{'#' * level} {section.title}")
        if section.examples:
            rows = [_table_row(example) for example in section.examples]
            blocks.append("\n".join(["| type | finds |", "|---|---|", *rows]))
        blocks += [_escape(remark) for remark in section.remarks]
    return "\n\n".join(blocks) + "\n"


def _table_row(example: Example) -> str:
    # In a table a bar ends the cell, also in code, unless it is escaped.
    typed = ", ".join(f"`{one}`".replace("|", r"\|") for one in example.typed)
    return f"| {typed} | {_escape(example.meaning)} |"


def _escape(text: str) -> str:
    return re.sub(r"([*~|_<\\])", r"\\\1", text)
