"""Other names for the same thing: the bundled ones, the user's own, and what is wrong with a file."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from defsearch.dutch import synonyms
from defsearch.dutch.synonyms import Synonyms, load_synonyms, synonyms_loader
from defsearch.dutch.tokenizer import normalize_token, tokenize
from defsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

BUNDLED = Path(synonyms.__file__).with_name("data") / "synonyms.tsv"


def typed_forms(text: str) -> list[str]:
    return [normalize_token(token.text).form for token in tokenize(text, is_query=True)]


def others(known: Synonyms, text: str) -> set[str]:
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
        ("oekraine", "ukraine"),
        ("Den Haag", "s gravenhage"),
        ("’s-Gravenhage", "den haag"),
        ("MIVD", "militaire inlichtingen en veiligheidsdienst"),
        ("Militaire Inlichtingen- en Veiligheidsdienst", "mivd"),
        ("VN-Veiligheidsraad", "veiligheidsraad van de verenigde naties"),
        ("BIDKL", "bergings en identificatiedienst koninklijke landmacht"),
    ],
)
def test_either_name_leads_to_the_other(bundled: Synonyms, typed: str, other: str) -> None:
    """An abbreviation finds what it stands for, and the name finds its abbreviation."""
    assert other in others(bundled, typed)


def test_a_name_is_known_without_its_stop_words(bundled: Synonyms) -> None:
    """A search that leaves ``van`` out still knows the ministry."""
    assert "mindef" in others(bundled, "ministerie defensie")


def test_one_word_is_not_a_name_that_lost_its_stop_words(tmp_path: Path) -> None:
    """Who types the one word that a name has beside its stop words does not mean the name."""
    own = tmp_path / "eigen.tsv"
    own.write_text("maritiem\top zee\n", encoding="utf-8")
    assert others(load_synonyms(own), "zee") == set()


def test_the_name_itself_is_not_among_the_others(bundled: Synonyms) -> None:
    """Only other names come back, each once."""
    names = bundled.lookup(["navo"])
    assert ("navo",) not in names
    assert len(names) == len(set(names))


def test_a_kilometre_is_not_the_navy(bundled: Synonyms) -> None:
    """``KM`` in capitals leads to the navy, ``km`` does not, and the navy does not lead to ``km``."""
    assert others(bundled, "KM") == {"koninklijke marine"}
    assert others(bundled, "km") == set()
    assert "km" not in others(bundled, "koninklijke marine")


def test_unknown_words_have_no_other_names(bundled: Synonyms) -> None:
    """A word outside the files has no synonyms."""
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
    """The longest known name of several words that a text begins with."""
    assert bundled.longest_match(words.split()) == length


def test_bundled_names_are_not_in_two_groups_by_accident() -> None:
    """No name stands in two groups, which would make their others look like one thing."""
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(BUNDLED.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            for field in line.split("\t"):
                name = synonyms._parse_name(field)
                assert name not in seen, f"line {number}: {field} also stands in line {seen[name]}"
                seen[name] = number


def test_users_own_file_adds_to_the_bundled_ones(tmp_path: Path) -> None:
    """A user's groups come after the bundled ones; BOM, CRLF, comments and empty lines are fine."""
    own = tmp_path / "eigen.tsv"
    own.write_bytes("\ufeff# eigen\r\n\r\nBoxer\tpantserwielvoertuig\r\nNAVO\tbondgenootschap\r\n".encode())
    known = load_synonyms(own)
    assert others(known, "boxer") == {"pantserwielvoertuig"}
    assert known.lookup(["navo"])[0] == ("nato",)
    assert known.lookup(["navo"])[-1] == ("bondgenootschap",)


def test_one_way_names_only_lead_to_the_others(tmp_path: Path) -> None:
    """``>`` and ``=`` names find the others and are not found; ``=`` needs its capitals."""
    own = tmp_path / "eigen.tsv"
    own.write_text(">tank\tLeopard 2\n=BOL\tbol van staal\tstaalbol\n", encoding="utf-8")
    known = load_synonyms(own)
    assert others(known, "tank") == {"leopard 2"}
    assert others(known, "leopard 2") == set()
    assert others(known, "BOL") == {"bol van staal", "staalbol"}
    assert others(known, "bol") == set()
    assert others(known, "staalbol") == {"bol van staal"}


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
        (b"NAVO\tNATO\nOekra\xefne\tUkraine\n", 2, "not UTF-8"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    """The error says which file, which line and what is wrong."""
    own = tmp_path / "eigen.tsv"
    own.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load_synonyms(own)
    assert caught.value.message.startswith(f"{own}, line {line}: ")
    assert reason in caught.value.message
    assert caught.value.hint


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file, a folder and a file of more than a million bytes are usage errors that name the file."""
    large = tmp_path / "groot.tsv"
    large.write_bytes(b"# " + b"x" * 1_000_000)
    for own in (tmp_path / "weg.tsv", tmp_path, large):
        with pytest.raises(UsageError) as caught:
            load_synonyms(own)
        assert str(own) in caught.value.message


@contextmanager
def command_output(pipe: Path, data: bytes, *, after: float = 0) -> Iterator[Path]:
    """``pipe`` as a shell hands over ``<(command)``: open at both ends, ``data`` and its end coming by and by."""
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


def test_a_pipe_that_is_written_is_read(tmp_path: Path) -> None:
    """``<(command)``: to its end, however late that comes, and once for all that is looked up."""
    os.mkfifo(tmp_path / "pipe")
    data = b"Boxer\tpantserwielvoertuig\n" * 5_000  # more than a pipe holds
    with command_output(tmp_path / "pipe", data, after=0.2) as own:
        load = synonyms_loader(own)
        for _ in range(2):
            assert others(load(None), "boxer") == {"pantserwielvoertuig"}


def test_what_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found when ``/dev/zero``, an endless command and a pipe that nobody writes to made a search wait for ever."""
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


def test_reading_only_what_a_query_is_about_answers_alike() -> None:
    """For every name in the bundled file: the groups that could hold its units give the same as all groups."""
    everything = load_synonyms()
    names = list(everything._entries)
    assert len(names) > 200
    for name in names:
        some = load_synonyms(about=name)
        for typed in ("", " ".join(name), " ".join(name).upper()):
            assert some.lookup(name, typed) == everything.lookup(name, typed), name
        assert some.longest_match(name) == everything.longest_match(name), name
