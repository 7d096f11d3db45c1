"""Files to releases: find the files, read the articles in them, write the releases; what cannot be used is reported.

Not here: the kinds of files (``pages``, ``records``, ``notes``, ``feeds``), the release format (``article``).
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.convert import feeds, records
from defsearch.convert.article import Article, Refusal, file_stem, release_text
from defsearch.convert.markup import require_libraries
from defsearch.convert.notes import read_note
from defsearch.convert.pages import read_page
from defsearch.errors import SourceError
from defsearch.records import NamedTuple
from defsearch.releases.reader import MEBIBYTE, SIZE_LIMIT, read_content
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

# The kinds of files, by their extensions.
PAGES = (".html", ".htm", ".xhtml")
NOTES = (".md", ".markdown")
FEEDS = (".xml", ".rss", ".atom")
JSON = (".json",)
JSON_LINES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv")
KINDS = (*PAGES, *NOTES, *FEEDS, *JSON, *JSON_LINES, *TABLES)

_RECORDS: dict[str, Callable[[bytes], Iterator[records.Record]]] = {
    **dict.fromkeys(JSON, records.json_records),
    **dict.fromkeys(JSON_LINES, records.json_line_records),
    **dict.fromkeys(TABLES, records.table_records),
}
_RECORDS_LIMIT = 256 * MEBIBYTE  # a file of many releases is larger than one release
_EXISTS = "another text is already there: not overwritten without --replace"


class ConvertOptions(NamedTuple):
    """What a run does; ``fields`` names columns by what they contain (title, date, text, url)."""

    fields: Mapping[str, str] = {}
    summaries: bool = False
    dry_run: bool = False
    replace: bool = False
    strict: bool = False


class ConvertReport(NamedTuple):
    """What a run did, or would do in a dry run.

    ``written`` are paths; ``unchanged`` counts the files that had the same text already; ``repeated`` are articles
    with the date, title and text of another; ``other_files`` counts files of other kinds by their extension.
    """

    written: tuple[str, ...]
    unchanged: int
    repeated: tuple[Problem, ...]
    refused: tuple[Problem, ...]
    other_files: Mapping[str, int]


def convert(sources: Sequence[Path], into: Path, options: ConvertOptions) -> ConvertReport:
    """Write the articles of ``sources`` as releases below ``into``.

    With ``strict`` nothing is written if anything is refused.

    Raises:
        SourceError: a source does not exist.
        MissingLibraryError: a library for one of the files is not installed.
        OSError: a release cannot be written.
    """
    other_files: Counter[str] = Counter()
    refused: list[Problem] = []
    files = [file for source in sources for file in _find_files(source, other_files, refused)]
    if any(_kind(file) not in _RECORDS for file in files):
        require_libraries()
    texts, repeated = _collect(files, options, refused)
    to_write: list[tuple[Path, bytes]] = []
    unchanged = 0
    for stem, (text, place) in texts.items():
        target, data = into / f"{stem}.txt", text.encode()
        there = _existing(target)
        if there == data:
            unchanged += 1
        elif there is not None and not options.replace:
            refused.append(Problem.at(str(target), None, f"{_EXISTS} (from {place})"))
        else:
            to_write.append((target, data))
    if options.strict and refused:
        to_write = []
    if not options.dry_run:
        for target, data in to_write:
            _write(target, data)
    return ConvertReport(
        tuple(str(target) for target, _ in to_write), unchanged, tuple(repeated), tuple(refused), other_files
    )


def _collect(
    files: Sequence[str], options: ConvertOptions, refused: list[Problem]
) -> tuple[dict[str, tuple[str, str]], list[Problem]]:
    """Return the text and the place of the articles by the stem of their path, and those that are there twice."""
    texts: dict[str, tuple[str, str]] = {}
    seen: dict[tuple[str, ...], str] = {}
    repeated: list[Problem] = []
    for file in files:
        for line, article in _articles(file, options):
            place = file if line is None else f"{file}:{line}"
            try:
                if isinstance(article, Refusal):
                    raise article
                text = release_text(article)
            except Refusal as refusal:
                refused.append(Problem.at(file, refusal.line or line, refusal.reason))
                continue
            key = (str(article.date), article.title, article.body)
            if key in seen:
                repeated.append(Problem.at(file, line, f"the same date, title and text as {seen[key]}"))
                continue
            seen[key] = place
            stem = file_stem(article, text)
            number = 1
            while stem in texts:
                number += 1
                stem = f"{file_stem(article, text)}-{number}"
            texts[stem] = text, place
    return texts, repeated


def _articles(file: str, options: ConvertOptions) -> Iterator[tuple[int | None, Article | Refusal]]:
    """Yield the articles of a file with their line or number; a file or a record without one is a Refusal."""
    kind = _kind(file)
    content = read_content(file, limit=_RECORDS_LIMIT if kind in _RECORDS else SIZE_LIMIT)
    try:
        if isinstance(content, Problem):
            raise Refusal(content.reason)  # noqa: TRY301 - refused like the others
        data = content.data
        if kind in PAGES:
            yield None, read_page(data)
        elif kind in NOTES:
            yield None, read_note(data, file)
        elif kind in FEEDS:
            for line, entry in feeds.feed_entries(data):
                yield line, _attempt(partial(feeds.read_entry, entry, summaries=options.summaries))
        else:
            for line, record in _RECORDS[kind](data):
                if isinstance(record, Refusal):
                    yield line, record
                else:
                    yield line, _attempt(partial(records.read_record, record, options.fields))
    except Refusal as refusal:
        yield None, refusal


def _attempt(read: Callable[[], Article]) -> Article | Refusal:
    try:
        return read()
    except Refusal as refusal:
        return refusal


def _find_files(source: Path, other_files: Counter[str], refused: list[Problem]) -> Iterator[str]:
    """Yield the files of a source that can be read, by name; hidden ones and symlinks to folders are left out.

    Raises:
        SourceError: it does not exist.
    """
    if not source.exists():
        raise SourceError(f"{source} does not exist", "Name the file or folder that contains what to convert")
    if not source.is_dir():
        if _kind(source.name) in KINDS:
            yield str(source)
        else:
            refused.append(Problem.at(str(source), None, f"not of a kind that is read: {', '.join(KINDS)}"))
        return

    def report(error: OSError) -> None:
        refused.append(Problem.of_error(str(error.filename), error))

    for folder, folders, names in os.walk(source, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            if _kind(name) in KINDS:
                yield os.path.join(folder, name)  # noqa: PTH118 - names that are not UTF-8 stay as they are
            else:
                other_files[_kind(name)] += 1


def _kind(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - as above


def _existing(target: Path) -> bytes | None:
    """Return what is in a file, None if it does not exist."""
    try:
        return target.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _write(target: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
