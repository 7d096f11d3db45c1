"""Every error has a remedy, and its command can be pasted."""

from __future__ import annotations

import datetime
import errno
import os
import pwd
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch import errors
from defsearch.cli.main import run
from defsearch.cli.options import period_between
from defsearch.cli.remedies import command, quoted, remedy, skip_remedy
from defsearch.errors import (
    DateError,
    DefsearchError,
    ForeignIndexError,
    ForeignLockError,
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexUnreadableError,
    IndexWriteError,
    NoIndexError,
    NotAFolderError,
    NotSyncedError,
    OutOfMemoryError,
    ProcessEndedError,
    QueryError,
    ReleaseFileError,
    SourcesHeldBackError,
    TooManySourcesError,
    UnknownSourcesError,
    UsageError,
)
from defsearch.index.directory import ForeignFileError
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.query.ast import FOREIGN_FIELDS, DateClause
from defsearch.query.parser import parse_query
from defsearch.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator


EXAMPLES: list[tuple[DefsearchError, str]] = [
    (NoIndexError(Path("my index")), "Make one with: defsearch ingest SOURCE --index 'my index'"),
    (NoIndexError(Path("a\nb\x1b")), r"Make one with: defsearch ingest SOURCE --index $'a\nb\033'"),
    (NoIndexError(Path("index"), "index is a file, not a folder"), "Name a folder with --index."),
    (IndexMismatchError("older", folder=Path("index")), "Rebuild it with: defsearch ingest"),
    (IndexMismatchError("older", folder=Path("a b")), "Rebuild it with: defsearch ingest --index 'a b'"),
    (
        IndexMismatchError("newer", is_newer=True, folder=Path("index")),
        "Upgrade defsearch, or choose another folder with --index.",
    ),
    (
        SourcesHeldBackError("Old.", Path("index"), (("seeds", "does not exist"),)),
        "Bring them back and try again, or go on without those releases: defsearch ingest --remove-missing",
    ),
    (IndexDamagedError("index/x", "is missing"), "Rebuild it with: defsearch ingest --rebuild"),
    (IndexLockedError("12"), "Try again when it has finished; searches work in the meantime."),
    (NotAFolderError("index is a file"), "Choose another folder with --index."),
    (
        ForeignLockError("write.lock is a pipe"),
        "See what it is, move it away and try again; or choose another folder with --index.",
    ),
    (
        OutOfMemoryError("a.txt"),
        "Divide it into several files, or move it out of the source. The index is unchanged.",
    ),
    (ProcessEndedError(-9), "The index is unchanged. Try again when more memory is free."),
    (ReleaseFileError("a.txt", "does not exist"), "Without --raw, its text is shown from the index."),
    (ForeignIndexError("theirs"), "Choose another folder with --index."),
    (TooManySourcesError("too many"), "Give fewer SOURCEs: folders instead of files."),
    (
        NotSyncedError("in place, not synced"),
        "Searches use it now; after a power failure they may use the previous state. Run the ingest again.",
    ),
    (
        IndexUnreadableError("index/x", "input/output error", errno.EIO),
        "Check the disk first, and save its data; after that, defsearch check shows whether the index is whole.",
    ),
    (
        IndexWriteError("full", OSError(errno.ENOSPC, "full")),
        "Free some disk space or choose another folder with --index.",
    ),
    (
        IndexWriteError("full", OSError(errno.ENOSPC, "full"), "It is unchanged."),
        "It is unchanged. Free some disk space or choose another folder with --index.",
    ),
    (
        IndexWriteError("in the way", ForeignFileError(errno.EINVAL, "is not a plain file")),
        "Remove it from the folder, or choose another folder with --index.",
    ),
    (UnknownSourcesError(), "Name them: defsearch ingest --rebuild SOURCE"),
    (UsageError("wrong", "Do it right"), "Do it right"),
    (UsageError("wrong"), ""),
]


@pytest.mark.parametrize(("error", "expected"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_each_error_has_its_remedy(error: DefsearchError, expected: str) -> None:
    """By its class and its facts; the hint of a query or option error stays."""
    assert (remedy(error) or "") == expected


def _classes(base: type[DefsearchError]) -> Iterator[type[DefsearchError]]:
    yield base
    for below in base.__subclasses__():
        yield from _classes(below)


def test_every_index_error_is_in_the_examples() -> None:
    """So that a new class of error gets a remedy too."""
    defined = {one for one in _classes(DefsearchError) if one.__module__ == errors.__name__}
    of_the_index = {one for one in defined if one.exit_code in (3, 74, 75)}
    assert of_the_index <= {type(error) for error, _ in EXAMPLES}


@pytest.mark.slow
@pytest.mark.parametrize("damaged", [".terms", ".json"])
def test_a_damaged_index_is_rebuilt_by_the_advised_commands(
    indexed: Path, tmp_path: Path, damaged: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """They name the index; without a list of its sources, the rebuild asks for them."""
    index = shutil.copytree(indexed / "index", tmp_path / "my index")
    next(path for path in index.iterdir() if path.suffix == damaged).unlink()
    assert run(["query", "drones", "--index", str(index)]) == 3
    rebuild = f"defsearch ingest --rebuild --index '{index}'"
    assert capsys.readouterr().err.endswith(f"\n  Rebuild it with: {rebuild}\n")
    if damaged == ".json":
        assert run(shlex.split(rebuild)[1:]) == 2
        named = f"defsearch ingest --rebuild SOURCE --index '{index}'"
        assert capsys.readouterr().err.endswith(
            f"the index does not say what its sources are\n  Name them: {named}\n"
        )
        rebuild = named.replace("SOURCE", str(indexed / "seeds"))
    assert run(shlex.split(rebuild)[1:]) == 0
    assert run(["query", "drones", "--index", str(index)]) == 0


@pytest.mark.parametrize("number", [None, *sorted(errno.errorcode)])
def test_no_read_error_advises_a_rebuild(number: int | None, tmp_path: Path) -> None:
    """For every error number, since the index may be whole."""
    advice = remedy(IndexUnreadableError(str(tmp_path / "x"), "refused", number))
    assert advice
    assert "--rebuild" not in advice


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_write_error_has_a_remedy(number: int) -> None:
    """For every error number, some of which have their own exception class."""
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
def test_a_date_range_is_shown_as_options_and_as_a_clause(
    typed_range: tuple[str, str], options: str, clause: str
) -> None:
    """Also for an error in a query."""
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


def test_the_owner_of_an_unreadable_index_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a file in a folder that cannot be read; a command makes one's own index readable."""
    closed = tmp_path / "my index"
    closed.mkdir()
    owner = pwd.getpwuid(closed.stat().st_uid).pw_name
    hidden = IndexUnreadableError(str(closed / "none" / "x"), "permission denied", errno.EACCES)
    monkeypatch.setattr(os, "geteuid", lambda: closed.stat().st_uid + 1)
    assert f"Ask its owner ({owner})" in str(remedy(hidden))
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    real = Path.stat

    def owned(path: Path, **kwargs: Any) -> Any:
        state = list(real(path, **kwargs))
        state[4] = 1234
        return os.stat_result(state)

    monkeypatch.setattr(Path, "stat", owned)
    own = IndexUnreadableError(str(closed), "permission denied", errno.EACCES)
    assert remedy(own) == f"It is your own; make it readable with: chmod u+rwX '{closed}'"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("query drones --limt 3", "there is no option --limt\n  Did you mean: --limit\n"),
        ("quer drones", "there is no command “quer”\n  Did you mean: defsearch query drones\n"),
        ("searhc drones nu", "there is no command “searhc”\n  Did you mean: defsearch search drones nu\n"),
        ("Query drones", "there is no command “Query”\n  Did you mean: defsearch query drones\n"),
        ("mali tsemach", "there is no command “mali”\n  To search for it: defsearch query mali tsemach\n"),
        ("list", "there is no command “list”\n  To search for it: defsearch query list\n"),
        ("drones", "there is no command “drones”\n  To search for it: defsearch query drones\n"),
        (
            "drone's\x1b",
            "there is no command “drone's␛”\n  To search for it: defsearch query $'drone\\'s\\033'\n",
        ),
        ("query drones -n x", "-n/--limit: 'x' is not a whole number\n  See: defsearch query --help\n"),
        (
            "query drones -n -3",
            "-n/--limit: -3 is too low: at least 1, or all\n  See: defsearch query --help\n",
        ),
        ("query drones --page", "--page needs a value\n  See: defsearch query --help\n"),
        ("query wet --from", "--from needs a value\n  See: defsearch query --help\n"),
        ("show 1 2", "show takes one id: unexpected “2”\n  See: defsearch show --help\n"),
        (
            "help query now",
            "help takes one topic: unexpected “now”\n  See: defsearch help --help\n",
        ),
        (
            "status a b",
            "status takes no argument: unexpected “a b”\n  See: defsearch status --help\n",
        ),
        ("help datess", "there is no help topic “datess”\n  Did you mean: defsearch help dates\n"),
        ("help qury", "there is no help topic “qury”\n  Did you mean: defsearch help query\n"),
        ("help Zoektaal", "there is no help topic “Zoektaal”\n  Did you mean: defsearch help query\n"),
        ("help nothing", "there is no help topic “nothing”\n  Topics: query, dates, or a command\n"),
        ("show", "ID is missing\n  See: defsearch show --help\n"),
        ("query --json a --csv b --count c", "--count, --json and --csv cannot be combined\n"),
        (
            "query -v drones",
            "there is no option -v\n  -v is an option of defsearch ingest, status and convert\n"
            "  To exclude a word: NOT v\n",
        ),
    ],
)
def test_an_error_says_what_to_type_instead(typed: str, expected: str, program: Any) -> None:
    """One sentence and the next step."""
    assert program(*typed.split()) == 2
    assert program.err.startswith(f"defsearch: {expected}")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("query drones --since 2020", "Did you mean: --from"),
        ("query drones --vanaf 2020", "Did you mean: --from"),
        ("export --until 2020", "Did you mean: --to"),
        ("timeline --year 2020", "Did you mean: --on"),
        ("query drones --no-color", "Did you mean: --color never"),
        ("query drones --colour never", "Did you mean: --color"),
        ("query drones --max-count 3", "Did you mean: --limit"),
        ("query drones --reverse", "Did you mean: --sort oldest"),
        ("query drones --form 2020", "Did you mean: --from"),
        ("query drones --jsno", "Did you mean: --json"),
        ("query drones --cite", "--cite is an option of defsearch show"),
        ("timeline drones --reverse", "--sort oldest is an option of defsearch query"),
        ("similar 1 --since 2020", "--from is an option of defsearch query"),
        ("--from 2020 query drones", "--from is an option of defsearch query"),
        ("show 1 -n 3", "-n is an option of defsearch query"),
        ("query drones --output a", "See: defsearch query --help"),
        ("query drones --compounds", "See: defsearch query --help"),
        ("timeline --jsonl", "--jsonl is an option of defsearch query"),
        ("show -1", "See: defsearch show --help"),
        ("--output", "See: defsearch --help"),
    ],
)
def test_an_unknown_option_gets_the_best_hint(typed: str, hint: str, program: Any) -> None:
    """An option with the same meaning, one of another command, a similar one, or the help."""
    assert program(*typed.split()) == 2
    (shown,) = program.err.splitlines()[1:]
    assert shown == f"  {hint}" or ("is an option of" in hint and shown.startswith(f"  {hint}"))


def test_a_long_variable_is_shortened_in_its_message(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The allowed values after it stay readable."""
    monkeypatch.setenv("DEFSEARCH_COLOR", "x" * 4000)
    assert program("query", "drones") == 2
    sentence = program.err.splitlines()[0]
    assert len(sentence) < 300
    assert sentence.startswith("defsearch: DEFSEARCH_COLOR: 'xxx")
    assert sentence.endswith("xxx' is not one of 'auto', 'always', 'never'")


def test_an_error_in_a_variable_names_the_variable(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the option."""
    monkeypatch.setenv("DEFSEARCH_LIMIT", "many")
    assert program("query", "drones") == 2
    assert program.err.startswith("defsearch: DEFSEARCH_LIMIT: 'many' is not a whole number\n")


NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


def pasted(typed: str) -> list[str]:
    """Return the words that a shell makes of a command line."""
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {typed}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    return [os.fsdecode(word) for word in done.stdout.split(b"\0")[:-1]]


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("index", "index"),
        ("my index", "'my index'"),
        ("anna's", "'anna'\"'\"'s'"),
        ("$(reboot)", "'$(reboot)'"),
        ("een\ntwee's", r"$'een\ntwee\'s'"),
        ("\x1b[31m1", r"$'\033[31m1'"),
        ("two  spaces", r"$'two\040\040spaces'"),
        ("caf\udce9", r"$'caf\351'"),
        ("\u202eback", r"$'\342\200\256back'"),
        ("", "''"),
    ],
)
def test_a_word_is_quoted_only_if_needed(word: str, typed: str) -> None:
    """Unchanged, in quotes, or in quotes with escapes."""
    assert quoted(word) == typed
    assert pasted(typed) == [word]


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=8))
def test_a_shell_reads_the_same_words(words: list[str]) -> None:
    """And the command is one line that is safe to print."""
    typed = command(*words)
    assert pasted(typed) == words
    assert visible(typed) == typed
    assert typed == " ".join(typed.split(" "))


def test_a_path_can_be_a_word() -> None:
    """It counts as its text."""
    assert command("defsearch", "ingest", "--index", Path("a b")) == "defsearch ingest --index 'a b'"


def test_every_reason_to_skip_a_file_has_its_remedy(tmp_path: Path) -> None:
    """As an ingest finds them; the option that it names exists."""
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    (source / "empty.txt").touch()
    (source / "nul.txt").write_bytes(b"a\0b")
    (source / "link.txt").symlink_to("/etc/hostname")
    with (source / "large.txt").open("wb") as file:
        file.truncate(11 << 20)
    (source / "one.txt").write_text(" date 2024-01-01 Titel\n\nTekst.\n", encoding="utf-8")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "page.html").write_text("<p>Tekst</p>", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "one.txt").write_text(" date 2024-01-01 Titel\n\nAnders.\n", encoding="utf-8")
    sources = [source, tmp_path / "other", tmp_path / "nothing", tmp_path / "page.html"]
    report = ingest(sources, tmp_path / "index", IngestOptions())
    remedies = {Path(problem.path).name: skip_remedy(problem.reason) for problem in report.skipped}
    assert set(remedies) == {
        "empty.txt",
        "nul.txt",
        "link.txt",
        "large.txt",
        "one.txt",
        "nothing",
        "page.html",
    }
    assert all(remedies.values())
    assert remedies["link.txt"].endswith("--follow-links")
