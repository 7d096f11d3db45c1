"""No token that has a wanted form is passed over, whatever the text; and none comes out that is no token."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from defsearch.dutch.tokenizer import normalize_token, tokenize
from defsearch.search.literal_prefilter import SearchedText, pieces_of

WORDS = st.sampled_from(
    ["tank", "Tanks", "F", "16", "16-toestel", "F-16's", "risico's", "risico’s", "Zr.", "Ms.", "Zr.Ms.", "d.w.z.",
     "D.W.Z", "50", "000", "50.000", "1,000,000", "covid-19", "covid19", "Zuid-Korea", "zuid-", "korea", "één",
     "'s-Hertogenbosch", "e\u0301én", "ministe\u00adrie", "ministerie", "minister", "AT&T", "R&D-afdeling", "3,5",
     "www.defensie.nl", "pers@mindef.nl", "zo'n", "İstanbul", "ﬁets", "o", "M", "mei", "MH", "17", "2.025", "a_b",
     "(lucht)haven", "lucht-", "hAVEN", "K\u212aor"]
)  # fmt: skip
GAPS = st.sampled_from(
    [" ", "  ", "\n", "\r\n", "\u00a0", "\u202f", ", ", ". ", "", "/", " “", "” ", "\t", "—"]
)
TEXTS = st.one_of(
    st.lists(st.tuples(WORDS, GAPS), max_size=14).map(
        lambda pairs: "".join(word + gap for word, gap in pairs)
    ),
    st.text(max_size=60),
    st.text("aAmMzZrRsS.'’-& 016\u00a0\u0301\n", max_size=40),
)


def forms_in(text: str) -> set[str]:
    """The forms of all tokens of a text."""
    return {normalize_token(token.text).form for token in tokenize(text)}


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.randoms(use_true_random=False), st.integers(1, 3))
@example(["F 16 miljoen en F 16-toestel"], None, 1)
@example(["Zr. Ms. Tromp", "12 345 man"], None, 1)
def test_every_token_with_a_wanted_form_comes_out(texts: list[str], chance: object, shortest: int) -> None:
    """Against reading all of each part: the parts are texts by themselves, and each token has its exact place."""
    whole = "\n\n".join(texts)
    spans: list[tuple[int, int]] = []
    for text in texts:
        start = spans[-1][1] + 2 if spans else 0
        spans.append((start, start + len(text)))
    every = [
        (token.start + start, token.end + start)
        for start, end in spans
        for token in tokenize(whole[start:end])
    ]
    vocabulary = sorted(set().union(*map(forms_in, texts)))
    wanted = set(vocabulary if chance is None else chance.sample(vocabulary, min(3, len(vocabulary))))  # type: ignore[attr-defined]
    tokens = SearchedText(whole).tokens(pieces_of(wanted, shortest), spans)
    found = [(at, at + len(raw)) for at, raw in tokens if whole.startswith(raw, at)]
    assert found == sorted(set(found))
    assert set(found) <= set(every)
    missed = [whole[slice(*span)] for span in every if span not in found]
    assert not [raw for raw in missed if normalize_token(raw).form in wanted]


@pytest.mark.parametrize(
    ("forms", "pieces"),
    [
        ({"schip", "marineschip", "schepen"}, ("schip", "schepen")),
        ({"zuid-korea"}, ("korea",)),
        ({"f16", "f16-toestel"}, ("16", "toestel")),
        ({"50000"}, ("000",)),
        ({"zrms", "tromp"}, None),
        ({"ei"}, None),
        ({f"{chr(97 + at // 26)}{chr(97 + at % 26)}x" for at in range(80)}, None),
        (set(), ()),
    ],
)
def test_pieces(forms: set[str], pieces: tuple[str, ...] | None) -> None:
    """The longest run of letters, or sure digits; what holds another's piece needs none; None for anything."""
    assert pieces_of(forms) == pieces


def test_most_of_a_text_is_not_read() -> None:
    """Of a thousand plain words only those that hold the piece come out."""
    text = "gewone woorden, en een tank. " * 250 + "Dronetanks!"
    found = [raw for _, raw in SearchedText(text).tokens(("tank",), [(0, len(text))])]
    assert found == ["tank"] * 250 + ["Dronetanks"]


def test_a_line_without_spaces_takes_no_longer_than_its_length() -> None:
    """Each character is read a bounded number of times, however many places there are."""
    text = "tank," * 20_000
    assert sum(1 for _ in SearchedText(text).tokens(("tank",), [(0, len(text))])) == 20_000
