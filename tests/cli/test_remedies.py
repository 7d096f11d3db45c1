"""Each error has a remedy that is true and can be typed."""

from __future__ import annotations

import datetime
import errno
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from defsearch import errors
from defsearch.cli.arguments import period_between
from defsearch.cli.remedies import remedy
from defsearch.errors import (
    DateError,
    DefsearchError,
    ForeignLockError,
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexUnreadableError,
    IndexWriteError,
    NoIndexError,
    NotAFolderError,
    NotSyncedError,
    QueryError,
    TooManySourcesError,
    UnreadableSourceError,
    UsageError,
)
from defsearch.index.directory import ForeignFileError
from defsearch.query.ast import DateClause
from defsearch.query.parser import parse_query
from defsearch.query.syntax import FOREIGN_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

REBUILD = "defsearch ingest --rebuild, and your SOURCE and --index if you named any"
EXAMPLES: list[tuple[DefsearchError, str]] = [
    (NoIndexError(Path("index")), "Make one with: defsearch ingest"),
    (NoIndexError(Path("my index")), "Make one with: defsearch ingest SOURCE --index 'my index'"),
    (NoIndexError(Path("a\nb\x1b")), r"Make one with: defsearch ingest SOURCE --index $'a\nb\033'"),
    (NoIndexError(Path("index"), "index is a file, not a folder"), "Name a folder with --index."),
    (IndexMismatchError("made by another version"), f"Make it anew with: {REBUILD}"),
    (IndexDamagedError("index/x", "is missing"), f"Build it anew with: {REBUILD}"),
    (IndexLockedError("12"), "Try again when it is done; searching works meanwhile."),
    (NotAFolderError("index is a file"), "Choose another folder with --index."),
    (
        ForeignLockError("write.lock is a pipe"),
        "See what it is, move it away and try again; or choose another folder with --index.",
    ),
    (TooManySourcesError("too many"), "Name fewer SOURCEs: folders rather than files."),
    (
        NotSyncedError("in place, not synced"),
        "It answers now; after a power cut the state before it may answer again. Run the ingest again.",
    ),
    (
        UnreadableSourceError("seeds: permission denied"),
        "Make sure that it can be read; without --rebuild it is skipped, and what is known of it stays",
    ),
    (
        IndexUnreadableError("index/x", "input/output error", errno.EIO),
        "See to the disk first, and save what is on it; defsearch check tells then whether the index is whole.",
    ),
    (
        IndexWriteError("full", OSError(errno.ENOSPC, "full")),
        "Make room or choose another folder with --index.",
    ),
    (
        IndexWriteError("full", OSError(errno.ENOSPC, "full"), "It is unchanged."),
        "It is unchanged. Make room or choose another folder with --index.",
    ),
    (
        IndexWriteError("in the way", ForeignFileError(errno.EINVAL, "is not a plain file")),
        "Take it out of the folder, or choose another one with --index.",
    ),
    (UsageError("wrong", "Do it right"), "Do it right"),
    (UsageError("wrong"), ""),
]


@pytest.mark.parametrize(("error", "told"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_each_error_has_its_remedy(error: DefsearchError, told: str) -> None:
    """By its class and its facts; what a query or an option brings along stays."""
    assert (remedy(error) or "") == told


def _classes(base: type[DefsearchError]) -> Iterator[type[DefsearchError]]:
    yield base
    for below in base.__subclasses__():
        yield from _classes(below)


def test_every_error_of_the_index_is_among_the_examples() -> None:
    """So that a new one gets a remedy too."""
    defined = {one for one in _classes(DefsearchError) if one.__module__ == errors.__name__}
    of_the_index = {one for one in defined if one.exit_code in (3, 74, 75)}
    assert of_the_index <= {type(error) for error, _ in EXAMPLES}


@pytest.mark.parametrize("number", [None, *sorted(errno.errorcode)])
def test_no_refusal_to_read_leads_to_a_rebuild(number: int | None, tmp_path: Path) -> None:
    """Whatever the system says, the index may be whole."""
    told = remedy(IndexUnreadableError(str(tmp_path / "x"), "refused", number))
    assert told
    assert "--rebuild" not in told


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_refusal_to_write_has_a_remedy(number: int) -> None:
    """Whatever the system says; OSError itself gives some numbers a class of their own."""
    assert remedy(IndexWriteError("refused", OSError(number, os.strerror(number))))


@pytest.mark.parametrize(
    ("typed_range", "options", "clause"),
    [
        (("2015", "2017"), "--from 2015 --to 2017", "date:2015..2017"),
        (("2015", ""), "--from 2015", "date:2015.."),
        (("", "mei 2024"), "--to 'mei 2024'", 'date:"..mei 2024"'),
        (("mei 2020", "juli 2020"), "--from 'mei 2020' --to 'juli 2020'", 'date:"mei 2020..juli 2020"'),
    ],
)
def test_a_range_of_dates_is_shown_as_it_is_typed(
    typed_range: tuple[str, str], options: str, clause: str
) -> None:
    """As options for the shell and as a clause of a query, also for a mistake in a query."""
    expected = f"A range is {options}, or in a query {clause}"
    for error in (
        DateError("no date", "A range is", typed_range),
        QueryError("no date", query="x", start=0, end=1, hint="A range is", typed_range=typed_range),
    ):
        assert remedy(error) == expected
    words = shlex.split(options)
    given = dict(zip(words[::2], words[1::2], strict=True))
    today = datetime.date(2026, 3, 31)
    period = period_between(given.get("--from"), given.get("--to"), None, today)
    tree = parse_query(clause, today=today).tree
    assert isinstance(tree, DateClause)
    assert tree.period == period


@pytest.mark.parametrize("name", [name for name, hint in FOREIGN_FIELDS.items() if hint is None])
def test_a_field_without_a_hint_has_a_remedy(name: str) -> None:
    """Fields of other tools whose purpose an option or command has here."""
    with pytest.raises(QueryError) as caught:
        parse_query(f"{name}:x", today=datetime.date(2026, 3, 31))
    assert re.search("--paths|--sort|defsearch (show|similar) ID", remedy(caught.value) or "")
