"""Analysis: one stem for all spellings and inflections of a compound, and parts that find what their words find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from defsearch.dutch.wordlist import load_words

ANALYZER = Analyzer(load_words())
WORDS = [word for word in read_part_words() if word.first_shapes and word.last_shapes]
UNITS = st.sampled_from(
    [
        *(word.word for word in WORDS),
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
    """The analysis of a word as it stands in a text."""
    return ANALYZER.analyze(normalize_token(text).form)


def found_by(text: str) -> set[str]:
    """The stems that find a word: its own and those of its parts."""
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
def test_one_stem(spellings: str) -> None:
    """Inflections and spellings of a compound share a stem, whether or not a dictionary knows it."""
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
def test_stems_apart(word: str, other: str) -> None:
    """A compound has another stem than its parts and than other compounds with the same head."""
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
def test_parts_are_found(word: str, searched: str) -> None:
    """A search for a part, in any inflection, or for a compound of parts, finds the word."""
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
def test_nonsense_is_not_found(word: str, searched: str) -> None:
    """Letters that are a word only by chance find nothing."""
    assert not {analyze(text).stem for text in searched.split()} & found_by(word)


@pytest.mark.parametrize(
    "text", ["50.000", "2025-09-25", "2019-2024", "www.defensie.nl", "pers@mindef.nl", "AT&T"]
)
def test_no_words(text: str) -> None:
    """Numbers, dates, addresses and names with signs are their own stem and have no parts."""
    form = normalize_token(text).form
    assert analyze(text) == Analysis(form, form, ())


def test_very_long_forms_are_left_alone() -> None:
    """A form past the limit is its own stem: nobody searches for a line without spaces by its parts."""
    form = "wapen" * (MAX_COMPOUND_LENGTH // 5 + 1)
    assert ANALYZER.analyze(form) == Analysis(form, form, ())


@pytest.mark.parametrize("count", [12, 13, 40])
def test_the_parts_of_parts_do_not_multiply(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found when a word of twelve times ``tank`` took seconds, and of each one more four times as long."""
    splits = 0
    split = Decompounder.split

    def counted(self: Decompounder, form: str) -> tuple[CompoundPart, ...]:
        nonlocal splits
        splits += 1
        return split(self, form)

    monkeypatch.setattr(Decompounder, "split", counted)
    for form in ("tank" * count, "-".join(["tank"] * count)):
        Analyzer(load_words()).analyze(form)
    assert splits < 4 * count**2


def test_parts_have_their_places() -> None:
    """Parts stand in order, linking letters and hyphens left out, so that they can be lit in the word."""
    assert analyze("luchtverdedigingsfregat").parts == (
        Part("lucht", 0, 5),
        Part(analyze("luchtverdediging").stem, 0, 16),
        Part(analyze("verdediging").stem, 5, 16),
        Part(analyze("verdedigingsfregat").stem, 5, 23),
        Part("fregat", 17, 23),
    )
    assert [part[1:] for part in analyze("NAVO-oefeningen").parts] == [(0, 4), (5, 15)]
    assert [part[1:] for part in analyze("patrouillebootje").parts] == [(0, 10), (10, 16)]


@given(st.lists(UNITS, min_size=2, max_size=4))
def test_a_hyphen_changes_no_stem(units: list[str]) -> None:
    """A hyphenated form has the stem of its solid spelling, and is found by each of its units."""
    form, solid = "-".join(units), "".join(units)
    analysis = ANALYZER.analyze(form)
    if len(solid) > MAX_COMPOUND_LENGTH or not any(character.isalpha() for character in solid):
        assert analysis == Analysis(form, form, ())
    else:
        assert analysis.stem == ANALYZER.analyze(solid).stem
        stems = {part.stem for part in analysis.parts}
        assert {ANALYZER.analyze(unit).stem for unit in units if len(unit) > 1} <= stems


@given(st.one_of(st.text(max_size=40), st.lists(UNITS, min_size=1, max_size=4).map("-".join)))
def test_any_form_has_an_analysis(form: str) -> None:
    """No text raises; parts lie in the form, are never all of it, and stand in order without repeats."""
    analysis = ANALYZER.analyze(form)
    assert bool(analysis.stem) == bool(form)
    places = [(part.start, part.end) for part in analysis.parts]
    assert all(0 <= start < end <= len(form) for start, end in places)
    assert (0, len(form)) not in places
    assert list(analysis.parts) == sorted(
        set(analysis.parts), key=lambda part: (part.start, part.end, part.stem)
    )


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_an_inflected_head_joins(leading: PartWord, head: PartWord) -> None:
    """Where all shapes of a last part are split alike, they lead to one stem, and to that of the part's word."""
    analyses = [ANALYZER.analyze(leading.first_shapes[0] + shape) for shape in head.last_shapes]
    alike = [
        one for one in analyses if [part.start for part in one.parts] == [0, len(leading.first_shapes[0])]
    ]
    assert len({one.stem for one in alike}) <= 1
    assert {one.parts[1].stem for one in alike} <= {ANALYZER.analyze(head.word).stem}


def test_the_fingerprint_is_kept_up() -> None:
    """Another analysis has another fingerprint. If this fails, put the computed digest in version.py."""
    assert fingerprint(ANALYZER) == FINGERPRINT


def test_the_digest_sees_every_probe() -> None:
    """A change in what any one probe becomes changes the digest."""

    class Changed(Analyzer):
        """One that treats one form in another way."""

        def __init__(self, form: str) -> None:
            self.form = form

        def analyze(self, form: str) -> Analysis:
            return Analysis("", "", ()) if form == self.form else ANALYZER.analyze(form)

    digests = {fingerprint(Changed(form)) for form in ("", *PROBES)}
    assert len(digests) == len(PROBES) + 1
