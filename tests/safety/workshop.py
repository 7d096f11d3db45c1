"""Archives, a small language and the whole content of an index, for the tests of store, ingest and safety."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.tokenizer import subwords_of
from defsearch.index.snapshot import IndexSnapshot, open_snapshot
from defsearch.ingest.indexer import Language
from defsearch.ingest.ingest import IngestOptions, IngestReport, ingest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from defsearch.index.segment import TermDictionary


WORDS = {"schepen": "schip", "drones": "drone", "ging": "gaan"}


class SmallAnalyzer:
    """Lemmas from a word list, stems without a final s, the units of hyphenated words as parts."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def analyze(self, form: str) -> Analysis:
        """A pure function of the form and the word list."""
        lemma = self._words.get(form, form)
        units = subwords_of(form) if "-" in form else ()
        parts = tuple(Part(unit.form.removesuffix("s"), unit.start, unit.end) for unit in units)
        return Analysis(lemma, lemma.replace("-", "").removesuffix("s"), parts)


LANGUAGE = Language(lambda: WORDS, SmallAnalyzer)


def release(body: str, title: str = "Bericht van de marine", date: str = "2025-09-25") -> str:
    """The text of a release file."""
    return f" date {date} {title}\n\n{body}\n"


def write(folder: Path, **texts: str) -> Path:
    """Write releases, by id (``__`` stands for a slash); the folder."""
    for id_, text in texts.items():
        path = folder / (id_.replace("__", "/") + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run(sources: Path | Sequence[Path], index: Path, **options: Any) -> IngestReport:
    """One ingest with the small language."""
    named = [sources] if isinstance(sources, Path) else list(sources)
    return ingest(named, index, IngestOptions(**options), language=LANGUAGE)


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    """Added, changed, removed, unchanged."""
    return report.added, report.changed, report.removed, report.unchanged


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file in ``folder`` with its inode and modification time: equal only if nothing was written."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.iterdir()
        if path.name != "write.lock"
    }


def content(index: Path) -> dict[str, Any]:
    """All that an index says, whatever its segments and numbers are."""
    with open_snapshot(index) as opened:
        return content_of(opened)


def content_of(opened: IndexSnapshot) -> dict[str, Any]:
    """As ``content``, of an open index."""
    files = {file.id: file for file in opened.files.all()}
    releases: dict[str, Any] = {}
    postings: dict[Any, Any] = {}
    for segment in opened.segments:
        documents = segment.documents
        ids = {
            number: documents.id(number) for number in range(len(documents)) if number not in segment.deleted
        }
        for number, id_ in ids.items():
            assert id_ not in releases, "a release stands in the index once"
            assert (files[id_].segment, files[id_].number) == (segment.name, number)
            columns = [documents.column(name)[number] for name in ("date", "title", "heading", "body")]
            releases[id_] = (documents.get(number), columns)
        _add_postings(postings, segment.terms, ids)
    vocabulary = opened.vocabulary
    entries = dict(vocabulary.entries())
    stems = {entry.stem for entry in entries.values()}
    parts = {part.stem for entry in entries.values() for part in entry.parts}
    return {
        "files": {file.id: file[:6] for file in files.values()},
        "releases": releases,
        "postings": postings,
        "forms": entries,
        "stems": {stem: vocabulary.forms_of_stem(stem) for stem in stems},
        "parts": {part: vocabulary.forms_with_part(part) for part in parts},
        "dictionary": dict(vocabulary.dictionary()),
        "count": opened.manifest.releases,
        "skipped": opened.manifest.skipped,
        "sources": opened.manifest.sources,
    }


def _add_postings(postings: dict[Any, Any], terms: TermDictionary, ids: dict[int, str]) -> None:
    for term, extent in terms.all_extents():
        found = terms.decode(extent, with_positions=True)
        starts = found.offsets()
        for at, number in enumerate(found.ids):
            if number in ids:
                places = found.positions
                positions = None if places is None else tuple(places[starts[at] : starts[at + 1]])
                postings.setdefault(term, {})[ids[number]] = (found.counts[at], positions)


def stray_files(index: Path) -> set[str]:
    """Files in the folder of an index that are no part of its state."""
    with open_snapshot(index) as opened:
        manifest = opened.manifest
    known = {
        "write.lock",
        ".gitignore",
        manifest.toc,
        f"manifest_{manifest.generation}.json",
        *manifest.files,
    }
    return set(os.listdir(index)) - known  # noqa: PTH208


def flip(path: Path, byte: int, bit: int = 0) -> None:
    """Change one bit of a file, in place."""
    data = bytearray(path.read_bytes())
    data[byte] ^= 1 << bit
    path.write_bytes(data)
