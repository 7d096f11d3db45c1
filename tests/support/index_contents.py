"""Everything that an index contains, as plain values that tests can compare; and the files it consists of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from defsearch.index.snapshot import IndexSnapshot, open_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.index.segment import TermDictionary


def index_contents(index: Path) -> dict[str, Any]:
    """Return everything that the index in folder ``index`` contains, without segment names and document numbers."""
    with open_snapshot(index) as snapshot:
        return snapshot_contents(snapshot)


def snapshot_contents(snapshot: IndexSnapshot) -> dict[str, Any]:
    """Return the same for an open index."""
    files = {file.id: file for file in snapshot.files.all()}
    releases: dict[str, Any] = {}
    postings: dict[Any, Any] = {}
    for segment in snapshot.segments:
        documents = segment.documents
        ids = {
            number: documents.id(number) for number in range(len(documents)) if number not in segment.deleted
        }
        for number, id_ in ids.items():
            assert id_ not in releases, "each release is in the index once"
            assert (files[id_].segment, files[id_].number) == (segment.name, number)
            columns = [documents.doc_values(name)[number] for name in ("date", "title", "heading", "body")]
            releases[id_] = (documents.get(number), columns)
        _add_postings(postings, segment.terms, ids)
    vocabulary = snapshot.vocabulary
    entries = dict(vocabulary.entries())
    stems = {entry.stem for entry in entries.values()}
    parts = {part.stem for entry in entries.values() for part in entry.parts}
    return {
        # Not the change time: it depends on how young the file was.
        "files": {file.id: (*file[:3], file.state[:2], file.digest) for file in files.values()},
        "releases": releases,
        "postings": postings,
        "forms": entries,
        "stems": {stem: vocabulary.forms_of_stem(stem) for stem in stems},
        "parts": {part: vocabulary.forms_with_part(part) for part in parts},
        "count": snapshot.manifest.releases,
        "skipped": snapshot.manifest.skipped,
        "sources": snapshot.manifest.sources,
    }


def _add_postings(postings: dict[Any, Any], terms: TermDictionary, ids: dict[int, str]) -> None:
    for term, info in terms.all_terms():
        found = terms.decode(info, with_positions=True)
        starts = found.offsets()
        for at, number in enumerate(found.ids):
            if number in ids:
                places = found.positions
                positions = None if places is None else tuple(places[starts[at] : starts[at + 1]])
                postings.setdefault(term, {})[ids[number]] = (found.counts[at], positions)


def file_states(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and modification time of every file of an index: they are equal if nothing was written."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.iterdir()
        if path.name not in ("write.lock", ".defsearch")
    }


def stray_files(index: Path) -> set[str]:
    """Return the files in the folder of an index that do not belong to its current state."""
    with open_snapshot(index) as snapshot:
        manifest = snapshot.manifest
    known = {
        "write.lock",
        ".defsearch",
        ".gitignore",
        manifest.toc,
        f"manifest_{manifest.generation}.json",
        *manifest.files,
    }
    return set(os.listdir(index)) - known  # noqa: PTH208


def flip_bit(path: Path, byte: int, bit: int = 0) -> None:
    """Change one bit of a file, in place."""
    data = bytearray(path.read_bytes())
    data[byte] ^= 1 << bit
    path.write_bytes(data)
