"""The vocabulary, compared with the entries that it was written from."""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.tokenizer import normalize_token, subwords_of, token_texts
from defsearch.errors import IndexDamagedError
from defsearch.index.directory import PAGE, ChecksummedWriter
from defsearch.index.vocabulary import (
    SSTable,
    Vocabulary,
    encode_analysis,
    write_changed_words,
    write_sstable,
    write_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Words contain no white space, but any other character of a form: "3,5-inch", "a.b@c.nl", "km/h".
words = st.text("abs35.,:/@&-\u00e9\u0301\U0001f6a2", min_size=1, max_size=6)
spans = st.builds(Part, words, st.integers(0, 9), st.integers(0, 9))
entries = st.builds(Analysis, words, words, st.lists(spans, max_size=3).map(tuple))
vocabularies = st.dictionaries(words, entries, max_size=15)


def opened(folder: Path, known: dict[str, Analysis]) -> Vocabulary:
    """Write a vocabulary, and open it."""
    write_words(folder / "words", {form: encode_analysis(entry) for form, entry in known.items()})
    return Vocabulary([str(folder / "words")])


def agree(vocabulary: Vocabulary, known: dict[str, Analysis], others: set[str]) -> None:
    """Check every way to ask a vocabulary against the entries."""
    assert dict(vocabulary.entries()) == known
    assert list(vocabulary.forms()) == sorted(known, key=str.encode)
    assert vocabulary.forms_matching(r"[^\t\n]*b|a+") == [
        form for form in sorted(known, key=str.encode) if form.endswith("b") or set(form) == {"a"}
    ]
    for text, lengths in (
        ("a", range(2, 4)),
        ("\na", range(3, 7)),
        ("b\n", range(1, 2)),
        ("\n", range(2, 3)),
    ):
        framed = [f"\n{form}\n" for form in known if len(form) in lengths]
        places = [(one[1:-1], at) for one in framed for at in range(len(one) - 1) if one.startswith(text, at)]
        assert sorted(vocabulary.forms_containing(text, lengths)) == sorted(places)
    for word in {*known, *others}:
        assert vocabulary.get(word) == known.get(word)
        assert vocabulary.forms_of_stem(word) == sorted(form for form in known if known[form].stem == word)
        containing = [form for form in known if word in {part.stem for part in known[form].parts}]
        assert vocabulary.forms_with_part(word) == sorted(containing)


@settings(max_examples=40)
@given(vocabularies, words)
def test_a_vocabulary_answers_as_its_entries(known: dict[str, Analysis], other: str) -> None:
    """Each form has its analysis, and its stem and its parts lead back to it."""
    with TemporaryDirectory() as folder:
        vocabulary = opened(Path(folder), known)
        agree(vocabulary, known, {other})
        vocabulary.close()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(vocabularies, st.lists(st.tuples(vocabularies, st.sets(words, max_size=6)), min_size=1, max_size=4))
def test_merged_tables_answer_as_one(
    known: dict[str, Analysis], changes: list[tuple[dict[str, Analysis], set[str]]]
) -> None:
    """Words are added, deleted, added again and changed, each time in another table."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        vocabulary = opened(folder, known)
        tables = [str(folder / "words")]
        seen = set(known)
        for number, (added, deleted) in enumerate(changes):
            deleted = {form for form in {*deleted, *list(known)[:2]} if form not in added}
            # The analysis of a form never changes, so an entry that exists is never added again.
            added = {form: entry for form, entry in added.items() if form not in known}
            tables.append(str(folder / f"words-{number}"))
            write_changed_words(Path(tables[-1]), vocabulary, added, deleted)
            known = {**{form: entry for form, entry in known.items() if form not in deleted}, **added}
            seen |= known.keys() | deleted
            vocabulary.close()
            vocabulary = Vocabulary(tables)
            agree(vocabulary, known, seen)
        vocabulary.close()


def test_a_part_may_contain_any_character_of_a_number(tmp_path: Path) -> None:
    """A comma, for example."""
    known = {"3,5-inch": Analysis("3,5-inch", "3,5inch", (Part("3,5", 0, 3), Part("a:b", 4, 8)))}
    vocabulary = opened(tmp_path, known)
    assert vocabulary.get("3,5-inch") == known["3,5-inch"]
    assert vocabulary.forms_with_part("3,5") == ["3,5-inch"]
    vocabulary.close()


@settings(max_examples=200)
@given(st.text(st.characters(), max_size=40))
def test_no_form_of_any_text_contains_white_space(text: str) -> None:
    """The tables rely on it."""
    for raw in token_texts(text):
        form = normalize_token(raw)
        for one in (form, *subwords_of(form)):
            assert not re.search(r"\s", one)


def test_patterns_match_whole_forms(tmp_path: Path) -> None:
    """And no lemmas or stems, which are on the same line."""
    known = {form: Analysis(f"{form}x", "stamx", ()) for form in ("boot", "boten", "vlootboot")}
    vocabulary = opened(tmp_path, known)
    assert vocabulary.forms_matching(r"[^\t\n]*boot") == ["boot", "vlootboot"]
    assert vocabulary.forms_matching(r"bo[^\t\n]*", "bo") == ["boot", "boten"]
    assert vocabulary.forms_matching(r"[^\t\n]*x") == []
    vocabulary.close()


@pytest.mark.parametrize(
    "value",
    [b"lemma", b"lemma\tstam\tdeel", b"lemma\tstam\tdeel:1", b"lemma\tstam\tdeel:een:2", b"\xff\tstam"],
    ids=repr,
)
def test_an_entry_that_no_ingest_writes_is_damage(tmp_path: Path, value: bytes) -> None:
    """Below right checksums, as in an index from someone else."""
    opened(tmp_path, {}).close()
    write_sstable(str(tmp_path / "more"), [(b"fa", value)])
    vocabulary = Vocabulary([str(tmp_path / "words"), str(tmp_path / "more")])
    with pytest.raises(IndexDamagedError, match="vocabulary"):
        vocabulary.get("a")
    with pytest.raises(IndexDamagedError, match="vocabulary"):
        list(vocabulary.entries())
    vocabulary.close()


def test_words_that_are_not_utf_8_are_damage(tmp_path: Path) -> None:
    """In keys and in lists of forms."""
    write_sstable(str(tmp_path / "words"), [(b"fa\xfe", b"a\ta"), (b"pa", b"\xff"), (b"sa", b"\xff")])
    vocabulary = Vocabulary([str(tmp_path / "words")])
    with pytest.raises(IndexDamagedError, match="vocabulary"):
        list(vocabulary.forms())
    for look in (vocabulary.forms_of_stem, vocabulary.forms_with_part):
        with pytest.raises(IndexDamagedError, match="vocabulary"):
            look("a")
    vocabulary.close()


def test_a_vocabulary_that_cannot_be_opened_leaves_nothing_open(tmp_path: Path) -> None:
    """Also if only its second file is missing."""
    opened(tmp_path, {}).close()
    with pytest.raises(FileNotFoundError):
        Vocabulary([str(tmp_path / "words"), str(tmp_path / "no")])


# Keys are UTF-8 in any order of bytes; a few letters, so that many begin alike.
keys = st.text("ab\u00e9\U0001f6a2.-", max_size=6).map(str.encode)
values = st.one_of(
    st.text("xyz\t \u00e9", max_size=8).map(str.encode),
    st.integers(PAGE - 20, 2 * PAGE + 20).map(lambda length: b"v" * length),
)
tables = st.dictionaries(keys, values, max_size=40)


@contextmanager
def written(rows: dict[bytes, bytes], *, compressed: bool = False) -> Iterator[SSTable]:
    """Write a table of these rows, and open it."""
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "table")
        write_sstable(path, sorted(rows.items()), compressed=compressed)
        table = SSTable(path, compressed=compressed)
        yield table
        table.close()


@settings(max_examples=40)
@given(tables, st.lists(keys), st.booleans())
def test_a_table_answers_as_a_dictionary_does(
    rows: dict[bytes, bytes], others: list[bytes], compressed: bool
) -> None:
    """Also if its lines are longer than a page, and if its blocks are compressed."""
    with written(rows, compressed=compressed) as table:
        for key in [*rows, *others]:
            assert table.get(key) == rows.get(key)
        assert list(table.rows()) == sorted(rows.items())


@settings(max_examples=40)
@given(tables, keys)
def test_rows_with_a_prefix_are_those_whose_key_begins_with_it(
    rows: dict[bytes, bytes], prefix: bytes
) -> None:
    """Sorted by key."""
    with written(rows) as table:
        expected = sorted((key, value) for key, value in rows.items() if key.startswith(prefix))
        assert list(table.rows(prefix)) == expected


@settings(max_examples=40)
@given(
    tables,
    keys.map(bytes.decode),
    st.sampled_from([r"[^\t\n]*", r"a[^\t\n]*", r"[^\t\n]*b", "(?:a|b)+", "a?b"]),
)
def test_matching_keys_are_those_that_match_as_a_whole(
    rows: dict[bytes, bytes], prefix: str, rest: str
) -> None:
    """The pattern never reaches into the value. A second call gives the same keys."""
    pattern = re.escape(prefix) + rest
    with written(rows) as table:
        expected = [key for key in map(bytes.decode, sorted(rows)) if re.fullmatch(pattern, key)]
        assert table.keys_matching(pattern, prefix.encode()) == expected
        assert table.keys_matching(pattern, prefix.encode()) == expected


def test_rows_are_found_on_both_sides_of_every_block_border() -> None:
    """In a table of 30,000 rows of several lengths; keys that are not in it are not found."""
    rows = {b"%06d" % (2 * number): b"x" * (number % 23) for number in range(30_000)}
    with written(rows) as table:
        for number in range(0, 60_000, 7):
            assert table.get(b"%06d" % number) == rows.get(b"%06d" % number)
        assert list(table.rows(b"0123")) == [
            (key, rows[key]) for key in sorted(rows) if key.startswith(b"0123")
        ]
        assert dict(table.rows()) == rows


def test_a_table_can_be_closed_during_a_search() -> None:
    """An unfinished iterator does not keep it open."""
    with written({b"a": b"1", b"b": b"2"}) as table:
        found = table.rows()
        assert next(found) == (b"a", b"1")


def test_an_empty_table_contains_nothing() -> None:
    """And raises no error."""
    with written({}) as table:
        assert table.get(b"") is None
        assert list(table.rows()) == list(table.rows(b"a")) == []
        assert table.keys_matching(r"a[^\t\n]*", b"a") == []


def forged(lines: bytes, keys: bytes = b"a", starts: tuple[int, ...] | None = None, count: int = 1) -> bytes:
    """Return the content of a table in the right layout, with anything in it."""
    places = array("Q", (0, len(lines)) if starts is None else starts)
    if sys.byteorder == "big":
        places.byteswap()
    return lines + keys + places.tobytes() + b"%16d%16d" % (len(keys), count)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "past its end"),
        (b"a\t1\n" * 20, "block index"),
        (forged(b"a\t1\n", count=2), "past its end"),
        (forged(b"a\t1\n", count=-1), "block index"),
        (forged(b"a\t1\n", count=10**12), "past its end"),
        (forged(b"a\t1\n", keys=b"a\nb"), "block index"),
        (forged(b"a\t1\n", starts=(0, 99)), "block index"),
        (forged(b"a\t1\n", starts=(99, 4)), "past its end"),
        (forged(b"no line end"), "line end"),
        (forged(b"a\t1\nno line end"), "line end"),
    ],
)
def test_a_checksummed_file_that_is_no_table_is_damage(tmp_path: Path, content: bytes, told: str) -> None:
    """It lacks the lines, or their block index."""
    with ChecksummedWriter(str(tmp_path / "f")) as out:
        out.write(content)
    table = SSTable(str(tmp_path / "f"))
    with pytest.raises(IndexDamagedError, match=told):
        table.get(b"zzz")
    with pytest.raises(IndexDamagedError, match=told):
        list(table.rows())
    table.close()


@pytest.mark.parametrize(
    "block",
    [b"a\t1\n", zlib.compress(b"a\t1\n")[:-3], zlib.compress(bytes(5 << 20))],
    ids=["plain", "cut", "bomb"],
)
def test_a_block_that_cannot_be_decompressed_is_damage(tmp_path: Path, block: bytes) -> None:
    """Below right checksums: text, a block that is cut short, and one of five megabytes."""
    with ChecksummedWriter(str(tmp_path / "f")) as out:
        out.write(block + b"a" + array("Q", [0, len(block)]).tobytes() + b"%16d%16d" % (1, 1))
    table = SSTable(str(tmp_path / "f"), compressed=True)
    with pytest.raises(IndexDamagedError, match="decompressed"):
        table.get(b"a")
    table.close()
