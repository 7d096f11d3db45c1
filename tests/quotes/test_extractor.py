"""The quotations of whole releases: the given cases, composed releases, and what holds for any text.

``cases.jsonl`` are 28 invented texts with the right answer, given with the request for this command. ``composed.txt``
says itself where it comes from.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks.quotes import measure, read_composed
from hypothesis import given
from hypothesis import strategies as st
from support.archive import find_paragraphs

from defsearch.quotes.extractor import extract_quotes
from defsearch.quotes.spans import MARK
from defsearch.releases.layout import parse_release

if TYPE_CHECKING:
    from collections.abc import Callable

    from defsearch.quotes.quote import Quote

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()
]
COMPOSED = read_composed()
MARKS = ('"', "“", "”", "„", ",,", "''", "'", "’", "‘", "«", "»", "`")
PIECES = (
    *MARKS,
    *(" ", ". ", ", ", ": ", "\n\n", "? ", "foto's", "'s avonds", '27" ', "“", "”"),
    *(
        "zegt ",
        "aldus ",
        "volgens ",
        "hij ",
        "minister ",
        "de ",
        "Jan ",
        "van der Berg ",
        "Dat zei ",
        "noemt het ",
    ),
    *(
        "een lange zin van vijf woorden ",
        "Kort ",
        "Het rapport ",
        "(",
        ")",
        "İ",
        "ﬁ",
        "¤",
        "\x00",
        "\ud800",
        "é",
    ),
)
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=80)


def quotes_of(body: str, title: str = "") -> list[Quote]:
    """Return the quotations of a body and a title."""
    return extract_quotes(title, body, find_paragraphs(body))


def case_quotes(text: str) -> list[Quote]:
    """Return the quotations of a case: a release file, with or without a header line."""
    release = parse_release(text).release
    return extract_quotes("" if release.title_is_derived else release.title, release.body, release.paragraphs)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["kind"]))
def test_a_case_has_its_quotations_and_speakers(case: dict[str, Any]) -> None:
    """Each quotation begins with its words, has its speaker, and there are no others."""
    quotes = case_quotes(case["text"])
    assert [
        (quote.text.startswith(one["begins"]), quote.speaker or "")
        for quote, one in zip(quotes, case["quotes"], strict=True)
    ] == [(True, one["speaker"]) for one in case["quotes"]]


@pytest.mark.parametrize("half", ["develop", "test"])
def test_composed_releases_reach_the_targets(half: str) -> None:
    """Spans P and R, and the speakers by confidence, on releases in the manner of the government and the press."""
    score, _ = measure([release for release in COMPOSED if release.half == half])
    assert score.wanted >= 40
    assert score.precision >= 0.97
    assert score.recall >= 0.96
    assert score.accuracy("high") >= 0.97
    assert score.accuracy("high", "mid") >= 0.92
    assert score.attributed / score.named >= 0.70


def test_the_parts_of_an_interrupted_quotation_share_a_group() -> None:
    """Other quotations have a group of their own."""
    quotes = quotes_of('"We gaan", zegt Jan Bos, "nu echt varen." "Het weer is goed vandaag", zegt hij.')
    assert [quote.group for quote in quotes] == [0, 0, 1]


def test_a_quotation_over_paragraphs_is_one_group() -> None:
    """Each paragraph opens with a mark, only the last one closes."""
    quotes = quotes_of("“Dit is het eerste deel ervan.\n\n“Dit is het tweede deel”, zegt Jan Bos.")
    assert [(quote.group, quote.text[:10]) for quote in quotes] == [(0, "Dit is het"), (0, "Dit is het")]


def test_a_quotation_has_the_sub_heading_that_it_is_under() -> None:
    """A quotation before the first sub-heading has none, and neither has a sub-heading that is one."""
    body = "“Eerst dit, dan de rest”, zegt Jan Bos.\n\nHaven\n\n“Dan de haven en de kade”, zegt Bos."
    assert [quote.heading for quote in quotes_of(body)] == [None, "Haven"]
    assert [quote.heading for quote in quotes_of("‘Dan de haven en de kade’\n\nTekst over de haven.")] == [
        None
    ]


def test_a_topic_before_a_colon_is_no_speaker() -> None:
    """Neither in a title nor in the body."""
    assert [quote.speaker for quote in quotes_of("Tekst.", "Veteranendag: ‘Wij zijn er voor elkaar’")] == [
        None
    ]
    assert [quote.speaker for quote in quotes_of("Motto: “Wij zijn er voor elkaar”")] == [None]


def test_nobody_named_is_low_confidence() -> None:
    """What is written beside the quotation is kept."""
    (quote,) = quotes_of("“Wij wisten hier niets van”, aldus de minister.")
    assert (quote.speaker, quote.speaker_as_written, quote.role, quote.confidence) == (
        None,
        "de minister",
        "minister",
        "low",
    )


def test_a_title_is_sure_where_the_body_repeats_it() -> None:
    """The same speaker says the same words in the body."""
    title, body = "Bos: ‘Wij varen morgen uit’", "“Wij varen morgen uit”, zei kapitein Jan Bos."
    assert [(quote.where, quote.speaker, quote.confidence) for quote in quotes_of(body, title)] == [
        ("title", "Jan Bos", "high"),
        ("body", "Jan Bos", "high"),
    ]


def assert_sound(title: str, body: str, quotes: list[Quote]) -> None:
    """Check what holds for the quotations of any release."""
    for quote in quotes:
        source = title if quote.where == "title" else body
        assert quote.text
        assert source[quote.start : quote.end] == quote.text
        assert quote.speaker is not None or quote.confidence == "low"
    for one, other in pairwise(quotes):
        assert (one.where, other.where) != ("body", "title")
        assert one.where != other.where or one.end <= other.start
        assert other.group - one.group in (0, 1)


@given(texts, texts)
def test_any_text_ends_in_sound_quotations(title: str, body: str) -> None:
    """Each quotation is its slice, none overlap, groups count up, and nobody named is never sure."""
    assert_sound(title, body, quotes_of(body, title))


@given(st.sampled_from(COMPOSED), st.data())
def test_marks_removed_or_exchanged_do_no_harm(release: Any, data: st.DataObject) -> None:
    """Any mark of a release may be missing or of another kind."""
    pieces = []
    done = 0
    for match in MARK.finditer(release.text):
        pieces += [
            release.text[done : match.start()],
            data.draw(st.sampled_from(("", *MARKS, match[0], match[0]))),
        ]
        done = match.end()
    body = "".join(pieces) + release.text[done:]
    assert_sound("", body, quotes_of(body))


HOSTILE: dict[str, Callable[[int], str]] = {
    "marks that open": lambda n: '"a ' * n,
    "marks that close": lambda n: 'a" ' * n,
    "single marks": lambda n: "'a Hans' boek " * n,
    "quotations": lambda n: '"Een twee drie vier", zegt Jan de Boer. ' * n,
    "never closed": lambda n: "“De een gaat varen. " * n,
    "nested": lambda n: '"a ' * n + 'b" ' * n,
    "fragments": lambda n: 'Jan noemt "een twee drie vier" en ' * n,
    "paragraphs": lambda n: "“Een twee drie vier.\n\n" * n,
    "sub-headings": lambda n: "‘Een twee drie vijf’\n\nTekst van een zin.\n\n" * n,
    "names": lambda n: "Jan de Boer " * n + '"a b c d", zegt hij. ' * n,
    "verbs": lambda n: "zegt " * n + '"a b c d" ' * n,
    "ministers": lambda n: "".join(
        f'minister Jan{i}a zei "wij gaan door nu", zei de minister. ' for i in range(n)
    ),
    "open for many paragraphs": lambda n: "“Open zin van woorden\n\n" + "tekst zonder.\n\n" * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_work_grows_with_the_length(kind: str) -> None:
    """Four times the text takes about four times the function calls, whatever its marks."""
    small, large = work(HOSTILE[kind](150)), work(HOSTILE[kind](600))
    assert large < 5 * small


def work(body: str) -> int:
    """Return how many functions are called to find the quotations of a body."""
    blocks = find_paragraphs(body)
    extract_quotes("", '"Een twee drie", zegt hij.', find_paragraphs("x"))  # the word lists are loaded
    count = 0

    def tally(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tally)
    try:
        extract_quotes("", body, blocks)
    finally:
        sys.setprofile(None)
    return count


def quoted_texts(body: str, title: str = "") -> list[str]:
    """Return the quotations of a body and a title."""
    return [quote.text for quote in extract_quotes(title, body, find_paragraphs(body))]


@pytest.mark.parametrize(
    "body",
    [
        "Het rapport ‘Varen op een open zee’ verschijnt in mei.",
        "De tentoonstelling ‘De laatste post voor de grens’ is open.",
        "De zogenoemde ‘spookschepen zonder enige vlag’ liggen in de haven.",
        "Onder het motto “samen verder dan gisteren kijken” liepen zij.",
        "Het thema van dit jaar is ‘Vrijheid spreken we af’.",
        "‘Vertel eens wat je weet’. Zo heet de campagne.",
        "Jansen spreekt van een “goede stap” en gaat door.",
        "“Toeval” bestaat niet, zegt Jansen.",
    ],
)
def test_titles_labels_and_single_words_are_no_quotations(body: str) -> None:
    """What stands before a span, or after it, says what it is."""
    assert quoted_texts(body) == []


@pytest.mark.parametrize(
    ("body", "quotation"),
    [
        ("“Nee”, zegt Jansen.", "Nee"),
        ("Hij zei: “Nee.”", "Nee."),
        ("“Waarom?” vraagt kolonel Bos.", "Waarom?"),
        ("“Zwaar klote” noemde hij het.", "Zwaar klote"),
        ("Jansen noemt het “een goede stap”.", "een goede stap"),
        ("Is hij bang? Kolonel Bos lacht. “Nooit.”", "Nooit."),
        ("Het rapport “is een goed begin van iets”, zegt Jansen.", "is een goed begin van iets"),
    ],
)
def test_short_utterances_beside_a_cue_are_quotations(body: str, quotation: str) -> None:
    """Of one word, and fragments of three."""
    assert quoted_texts(body) == [quotation]


def test_a_short_title_is_one_where_the_body_repeats_it() -> None:
    """Or where all of the title is the span."""
    body = "Bos ziet het als “een goede kans voor Ede”."
    assert quoted_texts(body, "Bos ziet plan als ‘kans voor Ede’")[0] == "kans voor Ede"
    assert quoted_texts("Bos komt.", "Bos ziet plan als ‘kans voor Ede’") == []
    assert quoted_texts("Bos komt.", "‘Kans voor Ede’") == ["Kans voor Ede"]


def speakers(body: str, title: str = "") -> list[tuple[str | None, str]]:
    """Return the speaker of each quotation, and the confidence."""
    return [(quote.speaker, quote.confidence) for quote in extract_quotes(title, body, find_paragraphs(body))]


def test_a_title_has_the_speaker_of_the_words_that_it_repeats() -> None:
    """Of a quotation, or of a sentence that tells the same."""
    body = "“Wij krijgen nu een nieuwe haven”, zegt Els Bos."
    assert speakers(body, "‘Wij krijgen nieuwe haven’")[0] == ("Els Bos", "mid")
    assert speakers(
        "De marine krijgt een nieuwe haven. Dat schrijft De Koerier.", "‘Marine krijgt nieuwe haven’"
    ) == [("De Koerier", "mid")]


def test_a_title_about_somebody_else_has_no_speaker() -> None:
    """The words speak of the one before the colon in the third person."""
    assert speakers("Tekst over Rome.", "Minister Jansen naar Rome: ‘Hij moet nu kiezen’") == [(None, "low")]
    assert speakers("Tekst over Rome.", "Minister Jansen in Rome: ‘Wij moeten nu kiezen’") == [
        ("Jansen", "mid")
    ]


def test_a_pull_quotation_has_the_speaker_of_the_words_in_the_text() -> None:
    """Whoever speaks around it."""
    body = (
        "“Een hond liegt nooit tegen je”, zegt Els Bos.\n\n“Ik ga liever met een kat op pad”, zegt Jan Smit.\n\n"
        "“Een hond liegt nooit”"
    )
    assert speakers(body)[-1] == ("Els Bos", "mid")


def test_a_sub_heading_has_at_best_the_speaker_of_the_next_quotation() -> None:
    """As a guess, unless the words come back."""
    body = "Tekst.\n\n‘Wij varen nu uit’\n\n“Het weer is vandaag prachtig”, zegt Els Bos."
    assert speakers(body) == [("Els Bos", "low"), ("Els Bos", "high")]


def test_a_name_after_a_pull_quotation_is_its_speaker() -> None:
    """With its role and nothing else."""
    assert speakers("“Wij willen winnen van de rest” Tom Smit, kolonel bij de landmacht") == [
        ("Tom Smit", "high")
    ]
