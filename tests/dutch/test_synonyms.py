"""Synonyms: the bundled file, the user's file, and errors in a file."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.make_synonym_analyses import file_text

from defsearch.dutch import synonyms
from defsearch.dutch.synonyms import (
    SYNONYM_ANALYSES,
    Synonyms,
    load_synonyms,
    synonym_analysis,
    synonyms_loader,
)
from defsearch.dutch.tokenizer import normalize_token, token_spans
from defsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

BUNDLED = Path(synonyms.__file__).with_name("data") / "synonyms.tsv"


def typed_forms(text: str) -> list[str]:
    return [normalize_token(text[start:end]) for start, end in token_spans(text, is_query=True)]


def other_names(known: Synonyms, text: str) -> set[str]:
    return {" ".join(name) for name in known.lookup(typed_forms(text), text)}


@pytest.fixture(scope="module")
def bundled() -> Synonyms:
    return load_synonyms()


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("KMar", "koninklijke marechaussee"),
        ("koninklijke marechaussee", "kmar"),
        ("EOD", "explosieven opruimingsdienst"),
        ("explosieven opruimingsdienst", "eod"),
        ("DMO", "commando materieel en it"),
        ("Defensie Materieel Organisatie", "commit"),
        ("NAVO", "nato"),
        ("VN", "verenigde naties"),
        ("JSF", "f35"),
        ("f 35", "joint strike fighter"),
        ("F-35", "jsf"),
        ("Zr.Ms.", "hrms"),
        ("hr. ms.", "zrms"),
        ("Kiev", "kyiv"),
        ("Limburg", "limburger"),
        ("chinees", "china"),
        ("Zuid-Koreaans", "zuid korea"),
        ("Peking", "beijing"),
        ("rus", "rusland"),
        ("Pool", "polen"),
        ("oekraine", "ukraine"),
        ("Den Haag", "s gravenhage"),
        ("’s-Gravenhage", "den haag"),
        ("MIVD", "militaire inlichtingen en veiligheidsdienst"),
        ("Militaire Inlichtingen- en Veiligheidsdienst", "mivd"),
        ("VN-Veiligheidsraad", "veiligheidsraad van de verenigde naties"),
        ("BIDKL", "bergings en identificatiedienst koninklijke landmacht"),
    ],
)
def test_names_of_a_group_are_synonyms(bundled: Synonyms, typed: str, other: str) -> None:
    """An abbreviation leads to the full name, and the full name to the abbreviation."""
    assert other in other_names(bundled, typed)


def test_a_name_is_known_without_its_stop_words(bundled: Synonyms) -> None:
    """A query without ``van`` still finds the synonyms of ministerie van Defensie."""
    assert "mindef" in other_names(bundled, "ministerie defensie")


def test_one_word_without_stop_words_is_not_a_name(tmp_path: Path) -> None:
    """If only one word of a name remains without stop words, that word is not the name."""
    own = tmp_path / "eigen.tsv"
    own.write_text("maritiem\top zee\n", encoding="utf-8")
    assert other_names(load_synonyms(own), "zee") == set()


def test_a_name_is_not_its_own_synonym(bundled: Synonyms) -> None:
    """Only other names are returned, each once."""
    names = bundled.lookup(["navo"])
    assert ("navo",) not in names
    assert len(names) == len(set(names))


def test_inhabitants_that_are_other_words(bundled: Synonyms) -> None:
    """An inhabitant that is also a common word leads to the place only as a name, and the place does not lead to it."""
    assert other_names(bundled, "let") == set()
    assert "let" not in other_names(bundled, "Letland")
    assert "leiden" not in other_names(bundled, "Leids")


def test_case_sensitive_names(bundled: Synonyms) -> None:
    """``KM`` in capitals means the navy, ``km`` does not, and the navy does not lead to ``km``."""
    assert other_names(bundled, "KM") == {"koninklijke marine"}
    assert other_names(bundled, "km") == set()
    assert "km" not in other_names(bundled, "koninklijke marine")


def test_unknown_words_have_no_synonyms(bundled: Synonyms) -> None:
    """A word that is not in the files has no synonyms."""
    assert bundled.lookup(["fregat"]) == ()
    assert bundled.lookup([]) == ()


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("explosieven opruimingsdienst", 2),
        ("explosieven opruimingsdienst defensie ruimt", 3),
        ("koninklijke landmacht oefent", 2),
        ("de koninklijke landmacht oefent", 0),
        ("navo", 0),
        ("navo navo", 0),
        ("militaire inlichtingen veiligheidsdienst", 3),
        ("haag", 0),
        ("", 0),
    ],
)
def test_longest_match(bundled: Synonyms, words: str, length: int) -> None:
    """The longest known name of two or more words at the start is found."""
    assert bundled.longest_match(words.split()) == length


def test_bundled_names_lead_from_one_group() -> None:
    """No name leads to others in two groups, because their other names would then look like synonyms."""
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(BUNDLED.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            for name, _, _ in synonyms._parse_group(line):
                assert name not in seen, f"line {number}: {name} is also in line {seen[name]}"
                seen[name] = number


def test_lay_words_have_a_source_and_few_synonyms() -> None:
    """Every group with an arrow names its source, and leads to four names or fewer, to keep searches fast."""
    lines = [line.split("\t") for line in BUNDLED.read_text(encoding="utf-8").splitlines()]
    groups = [fields for fields in lines if "=>" in fields]
    assert len(groups) >= 250
    for fields in groups:
        assert fields[-1].startswith("# "), fields
        assert len(fields) - fields.index("=>") - 2 <= 4, fields


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("legerbaas", "commandant der strijdkrachten"),
        ("warship", "marineschip"),
        ("oorlogsschip", "fregat"),
        ("bomb disposal", "eod"),
        ("head of the army", "commandant landstrijdkrachten"),
        ("head army", "commandant landstrijdkrachten"),
        ("patrouilleboot", "patrouillevaartuig"),
    ],
)
def test_lay_words_lead_one_way(bundled: Synonyms, typed: str, other: str) -> None:
    """A word of outsiders finds the ministry's word, and the ministry's word does not find it."""
    assert other in other_names(bundled, typed)
    assert " ".join(typed_forms(typed)) not in other_names(bundled, other)


def test_plurals_of_names() -> None:
    """A name is known in the plural too: Dutch by the lemma of its last word, English by its ending."""
    lemmas = {"scheepswerven": "scheepswerf"}
    for typed, other in (
        ("scheepswerven", "marinewerf"),
        ("prime ministers", "minister president"),
        ("submarine services", "onderzeedienst"),
        ("apologies", "excuses"),
    ):
        known = synonyms_loader(None)(typed_forms(typed), lambda form: lemmas.get(form, form))
        assert other in other_names(known, typed)
    assert other_names(load_synonyms(), "scheepswerven") == set()


def test_arrow(tmp_path: Path) -> None:
    """Names before an arrow lead to the names after it, which lead nowhere; a name may be on both sides."""
    own = tmp_path / "eigen.tsv"
    own.write_text("schuit\tboot\t=>\tboot\tsloep\tjol\t# woordenboek\n", encoding="utf-8")
    known = load_synonyms(own)
    assert other_names(known, "schuit") == {"boot", "sloep", "jol"}
    assert {"sloep", "jol"} <= other_names(known, "boot")
    assert (
        other_names(known, "sloep") == other_names(known, "jol") == other_names(known, "woordenboek") == set()
    )


def test_user_file_adds_to_the_bundled_file(tmp_path: Path) -> None:
    """The user's groups come after the bundled ones; BOM, CRLF, comments and empty lines are accepted."""
    own = tmp_path / "eigen.tsv"
    own.write_bytes("\ufeff# eigen\r\n\r\nBoxer\tpantserwielvoertuig\r\nNAVO\tbondgenootschap\r\n".encode())
    known = load_synonyms(own)
    assert other_names(known, "boxer") == {"pantserwielvoertuig"}
    assert known.lookup(["navo"])[0] == ("nato",)
    assert known.lookup(["navo"])[-1] == ("bondgenootschap",)


def test_one_way_names(tmp_path: Path) -> None:
    """Names with ``>`` and ``=`` lead to the others but are not returned; ``=`` is case-sensitive."""
    own = tmp_path / "eigen.tsv"
    own.write_text(">rupskar\tLeopard 2\n=BOL\tbol van staal\tstaalbol\n", encoding="utf-8")
    known = load_synonyms(own)
    assert other_names(known, "rupskar") == {"leopard 2"}
    assert other_names(known, "leopard 2") == set()
    assert other_names(known, "BOL") == {"bol van staal", "staalbol"}
    assert other_names(known, "bol") == set()
    assert other_names(known, "staalbol") == {"bol van staal"}


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"EOD\n", 1, "two names"),
        (b"# goed\nNAVO\tNATO\nEOD Explosieven\n", 3, "two names"),
        (b"EOD\t\tdienst\n", 1, "empty"),
        (b"EOD\tdienst\t\n", 1, "empty"),
        (b"EOD\t!!\n", 1, "no word"),
        (b"EOD\t=\n", 1, "no word"),
        (b"Zuid-Korea\tzuid korea\n", 1, "twice"),
        (b">KM\t=KIM\n", 1, "no name can be found"),
        (b"EOD\t=>\n", 1, "two names"),
        (b"=>\tEOD\tdienst\n", 1, "before and after"),
        (b"EOD\tdienst\t=>\n", 1, "before and after"),
        (b"EOD\t=>\t>dienst\n", 1, "after an arrow"),
        (b"EOD\t=>\tdienst\t=>\tbom\n", 1, "after an arrow"),
        (b"EOD\t# bron\n", 1, "two names"),
        (b"NAVO\tNATO\nOekra\xefne\tUkraine\n", 2, "not UTF-8"),
    ],
)
def test_error_in_a_line(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    """The error names the file, the line and the reason."""
    own = tmp_path / "eigen.tsv"
    own.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_synonyms(own)
    assert caught.value.message.startswith(f"{own}, line {line}: ")
    assert reason in caught.value.message
    assert caught.value.hint


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file, a folder and a file of more than a million bytes are usage errors that name the file."""
    large = tmp_path / "groot.tsv"
    large.write_bytes(b"# " + b"x" * 1_000_000)
    for own in (tmp_path / "weg.tsv", tmp_path, large):
        with pytest.raises(UsageError) as caught:
            load_synonyms(own)
        assert str(own) in caught.value.message


@contextmanager
def command_output(pipe: Path, data: bytes, *, after: float = 0) -> Iterator[Path]:
    """Give ``pipe`` as a shell passes ``<(command)``: open at both ends, with ``data`` written slowly."""
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writing = pipe.open("wb", buffering=0)

    def write() -> None:
        time.sleep(after)
        with suppress(BrokenPipeError), writing:
            left = memoryview(data)
            while left:
                left = left[writing.write(left) :]

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield Path(f"/dev/fd/{reading}")
    finally:
        os.close(reading)
        thread.join()


def test_pipe_is_read_once_to_its_end(tmp_path: Path) -> None:
    """``<(command)`` is read to its end, also if the data comes late, and once for all lookups."""
    os.mkfifo(tmp_path / "pipe")
    data = b"Boxer\tpantserwielvoertuig\n" * 5_000  # more than the capacity of a pipe
    with command_output(tmp_path / "pipe", data, after=0.2) as own:
        load = synonyms_loader(own)
        for _ in range(2):
            assert other_names(load(None), "boxer") == {"pantserwielvoertuig"}


@pytest.mark.slow
def test_endless_files_are_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``/dev/zero``, an endless command and a pipe without a writer once made a query wait forever."""
    monkeypatch.setattr("defsearch.dutch.synonyms._MAX_SECONDS", 0.2)
    os.mkfifo(tmp_path / "pipe")
    for own, reason in (
        (Path("/dev/zero"), "neither a file nor a pipe"),
        (tmp_path / "pipe", "a pipe that nothing was written to"),
    ):
        with pytest.raises(UsageError, match=f"cannot read the synonyms: {reason}"):
            load_synonyms(own)
    for data, after, reason in ((b"aa\n" * 500_000, 0, "1,000,000 bytes"), (b"", 1, "did not end within")):
        with command_output(tmp_path / "pipe", data, after=after) as own:
            with pytest.raises(UsageError, match=reason) as caught:
                load_synonyms(own)
            assert caught.value.message.startswith(f"{own}: ")
    with pytest.raises(UsageError, match=r"none\.tsv: cannot read the synonyms: no such file"):
        load_synonyms(tmp_path / "none.tsv")


@pytest.mark.slow
def test_partial_load_gives_the_same_synonyms() -> None:
    """For every bundled name, the groups selected by ``about`` give the same synonyms as all groups."""
    all_synonyms = load_synonyms()
    names = list(all_synonyms._entries)
    assert len(names) > 200
    for name in names:
        selected = load_synonyms(about=name)
        for typed in ("", " ".join(name), " ".join(name).upper()):
            assert selected.lookup(name, typed) == all_synonyms.lookup(name, typed), name
        assert selected.longest_match(name) == all_synonyms.longest_match(name), name


def test_the_file_is_up_to_date() -> None:
    """If this fails: python tests/support/make_synonym_analyses.py."""
    assert SYNONYM_ANALYSES.read_text(encoding="utf-8") == file_text()


def test_a_word_of_no_synonym_has_no_analysis_here() -> None:
    """Only whole forms are found."""
    assert synonym_analysis("kernfusie") is None
    assert synonym_analysis("dron") is None
