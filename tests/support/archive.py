"""Small test archives: a toy analyzer, and two ways to index releases with it.

``run_ingest`` ingests files, as the program does. ``build_index`` indexes releases from memory and decides how many
segments there are.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.tokenizer import normalize_token, subword_spans, subwords_of, token_texts
from defsearch.index.doc_store import StoredRelease
from defsearch.index.lock import WriteLock
from defsearch.index.snapshot import open_snapshot
from defsearch.index.source_files import IndexedFile
from defsearch.index.writer import IndexWriter, merge
from defsearch.ingest.indexer import DocumentIndexer
from defsearch.ingest.ingest import IngestOptions, IngestReport, ingest
from defsearch.releases.layout import parse_release, reads_as_heading
from defsearch.releases.release import FileState, Paragraph
from defsearch.search.executor import QueryExecutor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.ingest.indexer import FormAnalyzer
    from defsearch.releases.release import Release

TODAY = datetime.date(2026, 11, 22)
TOY_BASES = ("tank", "boot", "drone", "zee", "wapen")
TOY_WORD_LIST = {"schepen": "schip", "drones": "drone", "ging": "gaan"}


class ToyAnalyzer:
    """An analyzer with a few plain rules.

    The lemma comes from the word list. The stem is the lemma without ``s`` or ``en``. The parts are the units of a
    hyphenated form, or two or three of ``TOY_BASES`` written as one word.
    """

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self._words = words or {}

    def analyze(self, form: str) -> Analysis:
        """Return the analysis of a normalized form."""
        lemma = self._words.get(form, form)
        solid = lemma.replace("-", "")
        last_base = next(reversed(_bases_in(solid)), (0, 0))[0]
        stem = solid[:last_base] + toy_stem(solid[last_base:])
        parts: list[Part] = []
        if "-" in form:
            for start, end in subword_spans(form):
                own = ToyAnalyzer(self._words).analyze(form[start:end])
                parts.append(Part(own.stem, start, end))
                parts += [Part(part.stem, part.start + start, part.end + start) for part in own.parts]
        else:
            parts = [Part(toy_stem(form[start:end]), start, end) for start, end in _bases_in(form)]
        return Analysis(
            lemma, stem, tuple(sorted(set(parts), key=lambda part: (part.start, part.end, part.stem)))
        )


def make_toy_analyzer() -> FormAnalyzer:
    """Return the analyzer that ingest uses in tests."""
    return ToyAnalyzer(TOY_WORD_LIST)


def toy_stem(form: str) -> str:
    """Return the stem of a form that is not a compound."""
    for ending in ("en", "s"):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            return form[: -len(ending)]
    return form


def _bases_in(solid: str) -> list[tuple[int, int]]:
    """Return the spans of the bases that make up a compound; an empty list for any other form."""

    def cover(at: int) -> list[tuple[int, int]] | None:
        for base in TOY_BASES:
            if solid.startswith(base, at):
                end = at + len(base)
                if solid[end:] in ("", "s", "en"):
                    return [(at, len(solid))]
                rest = cover(end)
                if rest is not None:
                    return [(at, end), *rest]
        return None

    found = cover(0) or []
    return found if len(found) > 1 else []


# Releases as files, ingested


def release_text(body: str, title: str = "Bericht van de marine", date: str = "2025-09-25") -> str:
    """Return the text of a release file."""
    return f" date {date} {title}\n\n{body}\n"


def write_releases(folder: Path, **texts: str) -> Path:
    """Write files named after their ids (``__`` becomes ``/``) and return ``folder``."""
    for id_, text in texts.items():
        path = folder / (id_.replace("__", "/") + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run_ingest(sources: Path | Sequence[Path], index: Path, **options: Any) -> IngestReport:
    """Ingest with the toy analyzer."""
    paths = [sources] if isinstance(sources, Path) else list(sources)
    return ingest(paths, index, IngestOptions(**options), make_analyzer=make_toy_analyzer)


def report_counts(report: IngestReport) -> tuple[int, int, int, int]:
    """Return the numbers of added, changed, removed and unchanged releases."""
    return report.added, report.changed, report.removed, report.unchanged


# Releases in memory, indexed in chosen segments


class Item(NamedTuple):
    """A release of a test archive, with its id."""

    id: str
    release: Release


def item(id_: str, date: str, title: str, body: str) -> Item:
    """Return a release, parsed as if it were read from a file."""
    return Item(id_, parse_release(f" date {date} {title}\n\n{body}").release)


def build_index(
    folder: Path,
    items: Sequence[Item],
    *,
    deleted: Sequence[Item] = (),
    segments: int = 1,
    merged: bool = False,
    analyzer: FormAnalyzer | None = None,
) -> IndexSnapshot:
    """Index ``deleted`` and ``items`` in ``segments`` segments, delete ``deleted`` again, and open the index.

    With ``merged``, the segments are merged into one. Without ``analyzer``, the toy analyzer is used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    indexer = DocumentIndexer(lambda _form: None, lambda **_: analyzer or ToyAnalyzer())
    everything = [*deleted, *items]
    size = -(-len(everything) // segments) or 1
    files: list[IndexedFile] = []
    with WriteLock(folder):
        writer = IndexWriter(folder, None)
        for start in range(0, len(everything), size):
            batch = everything[start : start + size]
            segment = writer.new_segment()
            for number, (id_, release) in enumerate(batch):
                path, name = f"{id_}.txt", segment.segment.segment_id()
                indexer.add([StoredRelease.of(id_, path, release)], segment)
                files.append(
                    IndexedFile(id_, path, f"{Path.cwd()}/{path}", FileState(1, 1, 1, 1), "00", name, number)
                )
            finished = indexer.finish(segment)
            for number in range(min(len(batch), len(deleted) - start)):
                finished.delete_document(number)
            writer.add_segment(finished)
        files = files[len(deleted) :]
        if merged:
            moved = merge(writer, writer.live_segments())
            places = [moved[file.segment, file.number] for file in files]
            files = [
                file._replace(segment=place[0], number=place[1])
                for file, place in zip(files, places, strict=True)
            ]
        # As after an ingest, the vocabulary has no forms of deleted releases.
        used = set().union(*(_forms_in(text) for _, one in items for text in (one.title, one.body)))
        writer.write_words({form: line for form, line in indexer.new.lines.items() if form in used})
        writer.commit(files, probe="toy", sources=(), skipped=())
    return open_snapshot(folder)


def _forms_in(text: str) -> set[str]:
    """Return the forms and subwords of a text."""
    return {one for form in map(normalize_token, token_texts(text)) for one in (form, *subwords_of(form))}


def query_executor(index: IndexSnapshot) -> QueryExecutor:
    """Return an executor that analyses unknown words with the toy analyzer."""
    return QueryExecutor(index, analyze=ToyAnalyzer().analyze)


def find_paragraphs(body: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a body: what is between empty lines; a short open line before another is a heading."""
    spans = [
        match.span()
        for match in re.finditer(r"\S(?:(?!(?:\r\n|\r|\n)[ \t]*[\r\n]).)*(?<=\S)", body, re.DOTALL)
    ]
    return tuple(
        Paragraph(start, end, number < len(spans) - 1 and reads_as_heading(body[start:end]))
        for number, (start, end) in enumerate(spans)
    )
