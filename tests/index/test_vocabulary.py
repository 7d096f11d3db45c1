"""The vocabulary, compared with the entries that it was written from."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.tokenizer import normalize_token, subwords_of, token_texts
from defsearch.errors import IndexDamagedError
from defsearch.index.sstable import write_sstable
from defsearch.index.vocabulary import Vocabulary, encode_analysis, write_changed_words, write_words

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
