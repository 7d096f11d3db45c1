"""Analyses: one stem for all spellings and inflections of a compound, and the stems of its parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.word_list import dutch_words

from defsearch.dutch.analysis import FINGERPRINT, Analysis, Part
from defsearch.dutch.analyzer import PROBES, Analyzer, fingerprint
from defsearch.dutch.decompounder import (
    MAX_COMPOUND_LENGTH,
    CompoundPart,
    Decompounder,
    PartWord,
    read_part_words,
)
from defsearch.dutch.tokenizer import normalize_token

WORDS = dutch_words()
ANALYZER = Analyzer(WORDS)
PART_WORDS = [word for word in read_part_words() if word.first_shapes and word.last_shapes]
SUBWORDS = st.sampled_from(
    [
        *(word.word for word in PART_WORDS),
        *(
            "zuid",
            "korea",
            "koreaanse",
            "f16",
            "2a6",
            "19",
            "ai",
            "vn",
            "e",
            "navo",
            "luchtverdedigingsfregatten",
        ),
    ]
)


def analyze(text: str) -> Analysis:
    """Return the analysis of a token."""
    return ANALYZER.analyze(normalize_token(text))


def found_by(text: str) -> set[str]:
    """Return the stems that find a word: its own and those of its parts."""
    return {analyze(text).stem, *(part.stem for part in analyze(text).parts)}


@pytest.mark.parametrize(
    "spellings",
    [
        "navooefening navooefeningen navo-oefening NAVO-oefeningen",
        "luchtverdedigingsfregat luchtverdedigingsfregatten",
        "wapensysteem wapensystemen",
        "zuid-korea Zuidkorea Zuid-Korea",
        "Zuid-Koreaans Zuid-Koreaanse zuidkoreaanse",
        "defensie-uitgaven defensieuitgaven defensie-uitgave",
        "handelsnaam handelsnamen",
        "patrouilleboot patrouillebootjes",
        "F16-toestel F-16-toestel F16-toestellen F16toestel",
        "drone-aanval droneaanvallen",
        "staatssecretaris staatssecretarissen",
        "MH17-ramp MH17-rampen",
    ],
)
def test_spellings_and_inflections_share_a_stem(spellings: str) -> None:
    """Spellings and inflections of a compound share a stem, also if no dictionary contains it."""
    assert len({analyze(text).stem for text in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("navooefening", "oefening"),
        ("luchtsteun", "grondsteun"),
        ("oorlogsschip", "marineschip"),
        ("f16", "16"),
    ],
)
def test_compounds_and_their_parts_differ_in_stem(word: str, other: str) -> None:
    """The stem of a compound differs from those of its parts, and of other compounds with the same head."""
    assert analyze(word).stem != analyze(other).stem


@pytest.mark.parametrize(
    ("word", "searched"),
    [
        ("luchtverdedigingsfregat", "fregat fregatten lucht verdediging luchtverdediging verdedigingsfregat"),
        ("dronedreiging", "drone drones dreiging"),
        ("gevechtsdrones", "drone gevecht"),
        ("drone-aanval", "drone drones aanval aanvallen"),
        ("oorlogsvoering", "oorlog oorlogen"),
        ("wapensystemen", "wapen wapens systeem"),
        ("Zuid-Korea-missie", "korea zuid-korea zuidkorea missie missies"),
        ("F16gevechtsvliegtuig", "f16 F-16 vliegtuig gevechtsvliegtuig gevechtsvliegtuigen gevecht"),
        ("navo-luchtverdedigingssysteem", "navo luchtverdediging luchtverdedigingssysteem systeem"),
        ("oefenterrein", "oefenen oefening terreinen"),
        ("minister-president", "minister president"),
    ],
)
def test_parts_find_the_compound(word: str, searched: str) -> None:
    """A part of a compound, or a run of parts, in any inflection, finds it."""
    assert {analyze(text).stem for text in searched.split()} <= found_by(word)


@pytest.mark.parametrize(
    ("word", "searched"),
    [
        ("minister", "mini ster"),
        ("marechaussee", "zee chaussee"),
        ("netwerk", "net werk"),
        ("krijgsmacht", "macht krijgen"),
        ("explosievenopruimingsdienst", "diens opruimingsdiensthoofd"),
        ("onderzoekster", "ster zoek"),
    ],
)
def test_accidental_words_do_not_find_the_compound(word: str, searched: str) -> None:
    """A word that only by chance occurs in another word does not find it."""
    assert not {analyze(text).stem for text in searched.split()} & found_by(word)


@pytest.mark.parametrize(
    "text", ["50.000", "2025-09-25", "2025-09", "2024-2019", "www.defensie.nl", "pers@mindef.nl", "AT&T"]
)
def test_numbers_and_addresses_are_their_own_stem(text: str) -> None:
    """Numbers, dates, addresses and names with signs are their own stem, without parts."""
    form = normalize_token(text)
    assert analyze(text) == Analysis(form, form, ())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("F-35A", ["f35"]),
        ("C-130H", ["c130"]),
        ("CV9035NL", ["cv9035"]),
        ("2A6", ["2"]),
        ("13e", ["13"]),
        ("1940-1945", ["1940", "1945"]),
        ("2014–2018", ["2014", "2018"]),
        ("1940-45", ["1940", "1945"]),
        ("F-35", []),
        ("1945-1940", []),
        ("1000-2000", []),
    ],
)
def test_numbers_and_designations_have_parts(text: str, parts: list[str]) -> None:
    """A type is found in its variants, a number in its ordinal, and a year in a range of years."""
    assert [part.stem for part in analyze(text).parts] == parts


def test_very_long_forms_are_their_own_stem() -> None:
    """A form above the maximum length is its own stem, without parts."""
    form = "wapen" * (MAX_COMPOUND_LENGTH // 5 + 1)
    assert ANALYZER.analyze(form) == Analysis(form, form, ())


@pytest.mark.parametrize("count", [12, 13, 40])
def test_number_of_splits_is_quadratic_at_most(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word of twelve times ``tank`` once took seconds, and four times as long with each further ``tank``."""
    splits = 0
    split = Decompounder.split

    def counted(self: Decompounder, form: str) -> tuple[CompoundPart, ...]:
        nonlocal splits
        splits += 1
        return split(self, form)

    monkeypatch.setattr(Decompounder, "split", counted)
    for form in ("tank" * count, "-".join(["tank"] * count)):
        Analyzer(WORDS).analyze(form)
    assert splits < 4 * count**2


def test_offsets_of_parts() -> None:
    """Parts are sorted, and their offsets exclude linking letters and hyphens."""
    assert analyze("luchtverdedigingsfregat").parts == (
        Part("lucht", 0, 5),
        Part(analyze("luchtverdediging").stem, 0, 16),
        Part(analyze("verdediging").stem, 5, 16),
        Part(analyze("verdedigingsfregat").stem, 5, 23),
        Part("fregat", 17, 23),
    )
    assert [part[1:] for part in analyze("NAVO-oefeningen").parts] == [(0, 4), (5, 15)]
    assert [part[1:] for part in analyze("patrouillebootje").parts] == [(0, 10), (10, 16)]


@given(st.lists(SUBWORDS, min_size=2, max_size=4))
def test_hyphens_do_not_change_the_stem(subwords: list[str]) -> None:
    """A hyphenated form has the stem of its spelling without hyphens, and each of its subwords finds it."""
    form, solid = "-".join(subwords), "".join(subwords)
    analysis = ANALYZER.analyze(form)
    if len(solid) > MAX_COMPOUND_LENGTH or not any(character.isalpha() for character in solid):
        assert analysis == Analysis(form, form, ())
    else:
        assert analysis.stem == ANALYZER.analyze(solid).stem
        stems = {part.stem for part in analysis.parts}
        assert {ANALYZER.analyze(subword).stem for subword in subwords if len(subword) > 1} <= stems


@given(st.one_of(st.text(max_size=40), st.lists(SUBWORDS, min_size=1, max_size=4).map("-".join)))
def test_any_text_can_be_analyzed(form: str) -> None:
    """Any text has an analysis; its parts lie inside it, at most one spans it, and each occurs once, in order."""
    analysis = ANALYZER.analyze(form)
    assert bool(analysis.stem) == bool(form)
    places = [(part.start, part.end) for part in analysis.parts]
    assert all(0 <= start < end <= len(form) for start, end in places)
    assert len([place for place in places if place == (0, len(form))]) <= 1
    assert list(analysis.parts) == sorted(
        set(analysis.parts), key=lambda part: (part.start, part.end, part.stem)
    )


@given(st.sampled_from(PART_WORDS), st.sampled_from(PART_WORDS))
def test_shapes_of_the_last_part_share_a_stem(leading: PartWord, head: PartWord) -> None:
    """Compounds that are split at the same place share a stem, and their last part has the stem of its word."""
    analyses = [ANALYZER.analyze(leading.first_shapes[0] + shape) for shape in head.last_shapes]
    alike = [
        one for one in analyses if [part.start for part in one.parts] == [0, len(leading.first_shapes[0])]
    ]
    assert len({one.stem for one in alike}) <= 1
    assert {one.parts[1].stem for one in alike} <= {ANALYZER.analyze(head.word).stem}


def test_fingerprint_is_up_to_date() -> None:
    """FINGERPRINT is that of the current analysis. If this fails, put the computed value in ``analysis.py``."""
    assert fingerprint(ANALYZER) == FINGERPRINT


def test_fingerprint_depends_on_every_probe() -> None:
    """A change in the analysis of any probe changes the fingerprint."""

    class Changed(Analyzer):
        """An analyzer with another analysis of one form."""

        def __init__(self, form: str) -> None:
            self.form = form

        def analyze(self, form: str) -> Analysis:
            return Analysis("", "", ()) if form == self.form else ANALYZER.analyze(form)

    fingerprints = {fingerprint(Changed(form)) for form in ("", *PROBES)}
    assert len(fingerprints) == len(PROBES) + 1


@pytest.mark.parametrize("name", ["naarden", "huissen", "wateringen", "veldhoven", "boston"])
def test_place_names_are_their_own_stem_and_have_no_parts(name: str) -> None:
    """They are not analyzed, neither on their own nor as a subword."""
    assert ANALYZER.analyze(name) == Analysis(name, name, ())
    assert Part(name, 0, len(name)) in ANALYZER.analyze(f"{name}-zuid").parts


@pytest.mark.parametrize(
    ("form", "words"), [("namen", "naam neemt"), ("slagen", "slag slaagt"), ("lagen", "laag ligt")]
)
def test_forms_of_two_words_have_both_stems(form: str, words: str) -> None:
    """One word gives the stem, the other a part that spans the form."""
    analysis = ANALYZER.analyze(form)
    (part,) = analysis.parts
    assert (part.start, part.end) == (0, len(form))
    assert {analysis.stem, part.stem} == {ANALYZER.analyze(word).stem for word in words.split()}
