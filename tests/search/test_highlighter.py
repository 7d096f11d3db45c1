"""What is highlighted is what matched: a phrase as one match, a part of a compound alone, with exact offsets."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import TODAY, build_index, item, query_executor

from defsearch.dutch.tokenizer import normalize_token, token_spans, token_texts
from defsearch.search.highlighter import Highlighter
from defsearch.search.plan import FORMS, MatchKind, TermGroup, TermVariant
from defsearch.search.results import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.query_analyzer import QueryAnalyzer


def highlighted(folder: Path, query: str, body: str, title: str = "Nieuws") -> tuple[list[str], list[str]]:
    """Return the texts that ``query`` highlights in title and body of one release; offsets rise without overlap."""
    only = item("a", "2025-01-01", title, body)
    with build_index(folder, [only]) as index:
        executor = query_executor(index)
        found = executor.execute(SearchRequest(query=query), TODAY)
        highlighter = Highlighter(found.plan.groups, executor.analyzer)
        release = only.release
        phrases = found.matcher.phrases_in(0)
        in_title = highlighter.in_title(release.title, phrases)
        in_body = highlighter.in_body(release.body, release.paragraphs, phrases)
    for matches in (in_title, in_body):
        assert all(one.start < one.end for one in matches)
        assert all(one.end <= other.start for one, other in pairwise(matches))
    return (
        [release.title[one.start : one.end] for one in in_title],
        [release.body[one.start : one.end] for one in in_body],
    )


@pytest.mark.parametrize(
    ("query", "body", "wanted"),
    [
        pytest.param("boot", "Een boot en een Boots.", ["boot", "Boots"], id="word and inflection"),
        pytest.param("boot", "De zeeboot en bootdrones.", ["boot", "boot"], id="part of a compound"),
        pytest.param("zee", "De Zeeboot.", ["Zee"], id="first part"),
        pytest.param("boot", "De zee-boot.", ["boot"], id="part of a hyphenated word"),
        pytest.param("korea", "In Zuid-Korea en Korea.", ["Korea", "Korea"], id="unit of a name"),
        pytest.param("zuid-korea", "In Zuid-Korea, ver van Korea.", ["Zuid-Korea"], id="the whole name"),
        pytest.param("f16", "De F-16's en een F 16.", ["F-16's", "F 16"], id="designation with its ending"),
        pytest.param("f-16", "Een F16-toestel.", ["F16"], id="designation in a compound"),
        pytest.param("inzetten", "Zij zet de boot in.", ["zet", "in"], id="verb in two parts"),
        pytest.param("=boot", "Een boot, boots, zeeboot.", ["boot"], id="exact word"),
        pytest.param("zeeboot", "Een zee en boot, zeeboot.", ["zeeboot"], id="parts are not the compound"),
        pytest.param(
            "zeeboot", "Een zee boot, zee, zeeboot.", ["zee boot", "zeeboot"], id="open spelling as one"
        ),
        pytest.param("boo*", "Een boot, boter, Booten.", ["boot", "Booten"], id="pattern"),
        pytest.param("boat~", "Een boot, zeeboot.", ["boot"], id="fuzzy word"),
        pytest.param("tank -boot", "Een tank.", ["tank"], id="not what must be absent"),
    ],
)
def test_words_are_highlighted_where_they_match(
    tmp_path: Path, query: str, body: str, wanted: list[str]
) -> None:
    """A word is highlighted whole, a part of a compound alone, and nothing else is."""
    assert highlighted(tmp_path, query, body)[1] == wanted


@pytest.mark.parametrize(
    ("query", "body", "wanted"),
    [
        pytest.param(
            '"tank drone"',
            "Een tank, een drone. De tank drone. Twee tanks drones. De drone tank.",
            ["tank drone", "tanks drones"],
            id="only next to each other in order",
        ),
        pytest.param('"tank drone"', "De tank-drone.", ["tank-drone"], id="units of a hyphenated word"),
        pytest.param('"tank drone"', "Een tank\n\nDrone erbij.", [], id="not across paragraphs"),
        pytest.param('"zee boot"', "De zeeboot; een zee.", ["zeeboot"], id="written solid"),
        pytest.param(
            '="tank drone"', "Tanks drone. Tank drones. Tank drone.", ["Tank drone"], id="exact in a phrase"
        ),
        pytest.param(
            '"tank drone"~3',
            "Een drone bij de tank. Zonder een enkel ander ding ertussen stond daar nog een tank.",
            ["drone", "tank"],
            id="near words by themselves, only where near",
        ),
        pytest.param('"tank tank"~3', "Een tank. " + "En zo voort. " * 4, [], id="near itself needs two"),
        pytest.param(
            'drone "tank drone"', "Een tank drone, een drone.", ["tank drone", "drone"], id="the longer wins"
        ),
    ],
)
def test_a_phrase_is_highlighted_as_one_match(
    tmp_path: Path, query: str, body: str, wanted: list[str]
) -> None:
    """A match goes from the first word to the last; the same words elsewhere are not highlighted."""
    assert highlighted(tmp_path, query, body)[1] == wanted


@pytest.mark.parametrize(
    ("query", "in_title", "in_body"),
    [
        ("tank", ["Tank"], ["tank", "tank"]),
        ("title:tank", ["Tank"], []),
        ("tekst:tank", [], ["tank", "tank"]),
        ("kop:tank", [], ["tank"]),
        ("title:tank tekst:drone", ["Tank"], ["drone"]),
    ],
)
def test_a_field_limits_what_is_highlighted(
    tmp_path: Path, query: str, in_title: list[str], in_body: list[str]
) -> None:
    """A field highlights in its own part of a release only; the body contains its headings."""
    body = "Over een tank\n\nHier een tank en een drone."
    assert highlighted(tmp_path, query, body, title="Tank en drone") == (in_title, in_body)


HIGHLIGHTED = st.sampled_from(["tank", "TANKS", "ta\u0301nk", "Tánks", "tan\u0302ks", "ｔａｎｋ"])
OTHER = st.sampled_from(
    ["boot", "😀", "cafe\u0301", "👩‍👩‍👧", "\u0301", "ﬁets", "中国", "tankje", "12.000", "'s"]
)
PIECE = st.one_of(
    HIGHLIGHTED.map(lambda word: ("", word, "")),
    HIGHLIGHTED.map(lambda word: ("ze\u0301e", word, "")),
    HIGHLIGHTED.map(lambda word: ("", word, "-boot")),
    OTHER.map(lambda word: (word, "", "")),
)
GAP = st.sampled_from([" ", "\r\n", ", ", " 😀 ", "\n", "\u00a0(", ".\r\n"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(PIECE, GAP), min_size=1, max_size=12))
def test_offsets_are_exact_in_any_text(pieces: list[tuple[tuple[str, str, str], str]]) -> None:
    """Among emoji, combining marks, wide letters and CRLF, exactly the planted words are highlighted."""
    body, planted = "", []
    for (before, word, after), gap in pieces:
        if word and before and after:
            continue
        if word:
            planted.append((len(body) + len(before), len(body) + len(before) + len(word)))
        body += before + word + after + gap
    only = item("a", "2025-01-01", "Nieuws over de vloot", f"Begin.\n\n{body}einde.")
    shift = only.release.body.index(f"{body}einde.") if body else 0
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), [only]) as index:
        executor = query_executor(index)
        found = executor.execute(SearchRequest(query="tank"), TODAY)
        matches = Highlighter(found.plan.groups, executor.analyzer).in_body(
            only.release.body, only.release.paragraphs, []
        )
    assert [(one.start - shift, one.end - shift) for one in matches] == planted


TOKENS = st.sampled_from(
    ["tank", "Tanks", "F", "16", "16-toestel", "F-16's", "risico's", "risico’s", "Zr.", "Ms.", "Zr.Ms.", "d.w.z.",
     "50", "000", "50.000", "covid-19", "covid19", "Zuid-Korea", "één", "'s-Hertogenbosch", "e\u0301én", "AT&T",
     "ministe\u00adrie", "R&D-afdeling", "3,5", "www.defensie.nl", "pers@mindef.nl", "zo'n", "İstanbul", "ﬁets",
     "o", "MH", "17", "a_b", "miljoen", "vloot", "½", "3ª", "16AB",
     "procent", "Oekraïne", "11", "111", "hAVEN", "K\u212aor", "x" * 300, "www.x." + "y" * 63, "m", "n.l", "N’L"]
)  # fmt: skip
SPACES = st.sampled_from([" ", "  ", "\n", "\r\n", "\u00a0", ", ", ". ", "", "/", " “", "” ", "—"])
TEXTS = st.one_of(
    st.lists(st.tuples(TOKENS, SPACES), max_size=14).map(lambda pairs: "".join(map("".join, pairs))),
    st.text(max_size=60),
    st.text("aAmMzZrRsS.'’-& 016\u00a0\u0301\n", max_size=40),
)


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryAnalyzer]:
    """Open a small index for its query analyzer."""
    only = item("a", "2025-01-01", "Nieuws", "Tekst.")
    with build_index(tmp_path_factory.mktemp("index"), [only]) as index:
        yield query_executor(index).analyzer


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(TEXTS, st.data())
def test_every_token_with_a_wanted_form_is_highlighted(
    analyzer: QueryAnalyzer, text: str, data: st.DataObject
) -> None:
    """Those tokens and no others, whatever they contain, by the form that ``normalize_token`` gives."""
    forms = sorted(set(map(normalize_token, token_texts(text))))
    wanted = data.draw(st.sets(st.sampled_from(forms), max_size=3)) if forms else set()
    variants = tuple(TermVariant(MatchKind.EXACT, FORMS, form) for form in wanted)
    highlighter = Highlighter([TermGroup(0, "", (0, 0), ("title",), variants)], analyzer)
    expected = [span for span in token_spans(text) if normalize_token(text[slice(*span)]) in wanted]
    assert [(one.start, one.end) for one in highlighter.in_title(text, [])] == expected
