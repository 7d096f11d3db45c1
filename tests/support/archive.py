"""Small archives for tests, indexed by the real code with a toy analysis whose every answer is plain to see."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.tokenizer import subwords_of
from defsearch.index.lock import WriteLock
from defsearch.index.merge_policy import merge
from defsearch.index.snapshot import open_snapshot
from defsearch.index.source_files import IndexedFile
from defsearch.index.writer import IndexWriter
from defsearch.ingest.indexer import DocumentIndexer
from defsearch.releases.layout import parse_release
from defsearch.search.executor import QueryExecutor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.releases.release import Release

TODAY = datetime.date(2026, 11, 22)
BASES = ("tank", "boot", "drone", "zee", "wapen")


class ToyAnalyzer:
    """Strips ``s`` and ``en``; splits a form that is two or three of ``BASES`` written together."""

    def analyze(self, form: str) -> Analysis:
        """The analysis of a folded form, solid or hyphenated."""
        solid = form.replace("-", "")
        pieces = self._pieces(solid)
        stem = solid[: pieces[-1][0]] + toy_stem(solid[pieces[-1][0] :]) if pieces else toy_stem(solid)
        parts: list[Part] = []
        if "-" in form:
            for unit in subwords_of(form):
                own = self.analyze(unit.form)
                parts.append(Part(own.stem, unit.start, unit.end))
                parts += [Part(one.stem, one.start + unit.start, one.end + unit.start) for one in own.parts]
        else:
            parts = [Part(toy_stem(form[start:end]), start, end) for start, end in pieces]
        return Analysis(form, stem, tuple(sorted(set(parts), key=lambda one: (one.start, one.end, one.stem))))

    @staticmethod
    def _pieces(solid: str) -> list[tuple[int, int]]:
        def cover(at: int) -> list[tuple[int, int]] | None:
            for base in BASES:
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


def toy_stem(form: str) -> str:
    """The stem of a form that is no compound."""
    for ending in ("en", "s"):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            return form[: -len(ending)]
    return form


class Item(NamedTuple):
    """One release of a test archive, with its id."""

    id: str
    release: Release


def item(id_: str, date: str, title: str, body: str) -> Item:
    """A release, read as from a file."""
    return Item(id_, parse_release(f" date {date} {title}\n\n{body}").release)


def build(
    folder: Path,
    items: Sequence[Item],
    *,
    deleted: Sequence[Item] = (),
    segments: int = 1,
    merged: bool = False,
) -> IndexSnapshot:
    """Index ``items`` in ``segments`` segments, after ``deleted`` were indexed among them and deleted again."""
    folder.mkdir(parents=True, exist_ok=True)
    inverter = DocumentIndexer(lambda _form: None, ToyAnalyzer)
    everything = [*deleted, *items]
    size = -(-len(everything) // segments) or 1
    with WriteLock(folder):
        writer = IndexWriter(folder, None)
        files: list[IndexedFile] = []
        for start in range(0, len(everything), size):
            segment = writer.new_segment()
            for number, (id_, release) in enumerate(everything[start : start + size]):
                inverter.add(id_, f"{id_}.txt", release, segment)
                name = segment.segment.segment_id()
                files.append(
                    IndexedFile(id_, f"{id_}.txt", f"{Path.cwd()}/{id_}.txt", 1, 1, "00", name, number)
                )
            finished = segment.finish()
            gone = [file for file in files[-len(segment.documents) :] if file.number + start < len(deleted)]
            for file in gone:
                finished.delete_document(file.number)
            writer.add_segment(finished)
        files = files[len(deleted) :]
        if merged:
            moved = merge(writer, writer.live_segments())
            files = [
                file._replace(
                    segment=moved[file.segment, file.number][0], number=moved[file.segment, file.number][1]
                )
                for file in files
            ]
        writer.write_dictionary({})
        writer.write_words(inverter.new)
        writer.commit(files, probe="toy", sources=(), skipped=())
    return open_snapshot(folder)


def finder(index: IndexSnapshot) -> QueryExecutor:
    """A finder whose unseen words are analysed by the toy, too."""
    return QueryExecutor(index, analyze=ToyAnalyzer().analyze)
