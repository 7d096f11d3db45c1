"""The word lists: sources named, nothing twice, compounds by their last part."""

from __future__ import annotations

from pathlib import Path

import pytest

import defsearch.quotes.lexicon
from defsearch.quotes.lexicon import body_head, is_work, lexicon, role_head

DATA = sorted(Path(defsearch.quotes.lexicon.__file__).with_name("data").glob("*.tsv"))


@pytest.mark.parametrize("file", DATA, ids=lambda file: str(file.name))
def test_each_list_names_its_source(file: Path) -> None:
    """In the comment at its start, and no row is empty."""
    lines = file.read_text(encoding="utf-8").splitlines()
    comment = "\n".join(line for line in lines if line.startswith("#"))
    assert "Source:" in comment
    assert all("\t" in line for line in lines if line and not line.startswith("#"))


def test_the_verbs_that_are_counted_most_are_cues() -> None:
    """In each form."""
    for form in ("zegt", "zei", "zeggen", "schreef", "vertelde", "meldt", "vindt", "noemde", "vroeg", "laat"):
        assert form in lexicon().verbs


@pytest.mark.parametrize(
    ("word", "head"),
    [("politiewoordvoerder", "woordvoerder"), ("oud-minister", "minister"), ("navo-chef", "chef"), ("brug", None),
     ("mevrouw", None), ("roman", None), ("minister", "minister")],
)  # fmt: skip
def test_a_compound_is_the_role_that_it_ends_in(word: str, head: str | None) -> None:
    """But not of a part that ends other words."""
    assert role_head(word) == head


def test_bodies_and_works_are_compounds_too() -> None:
    """The same rule for other nouns."""
    assert body_head("vakbond") == "vakbond"
    assert body_head("opruimingsdienst") == "dienst"
    assert is_work("onderzoeksrapport")
    assert not is_work("haven")
