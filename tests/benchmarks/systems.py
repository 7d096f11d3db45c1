"""The searches that are compared: defsearch, and three that people would reach for instead.

Each is made over the same releases, with title and body as fields and the title weighing twice, and returns
the ids of its first ten. The others get no help that their own manuals do not give: Whoosh with its Dutch
stop words and Snowball (the analysis of ``naive.py``), SQLite FTS5 with ``unicode61`` and diacritics removed,
tantivy with its Dutch stemmer. Each can be asked for all words of a query and for any of them.

  python tests/benchmarks systems fts5 FOLDER    only makes the index, to be timed
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import snowballstemmer
from benchmarks.workspace import HERE
from whoosh.analysis import LowercaseFilter, RegexTokenizer, StemFilter, StopFilter
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import AndGroup, MultifieldParser, OrGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LIMIT = 10
TITLE_WEIGHT = 2.0
_HEAD = re.compile(r"\s*date \S+ (.*)")
_WORD = re.compile(r"\w+")


class Document(NamedTuple):
    """A release as the other systems see it."""

    id: str
    title: str
    body: str


class System(Protocol):
    """A search over one corpus."""

    def search(self, query: str, any_word: bool) -> list[str]:
        """Return the ids of the first ten releases with all words of ``query``, or any; best first."""
        ...


def read_documents(folder: Path) -> Iterator[Document]:
    """Yield the releases in ``folder`` by name."""
    for file in sorted(folder.glob("*.txt")):
        head, _, body = file.read_text(encoding="utf-8").partition("\n")
        match = _HEAD.match(head)
        yield Document(file.stem, match[1] if match else head, body.strip())


class Defsearch:
    """This project's own search: what the command shows, asked in a process of its own (``ask.py``)."""

    near_misses = False

    def __init__(self, index: Path) -> None:
        """Search ``index``, a folder that was ingested."""
        command = [sys.executable, str(HERE / "ask.py"), str(index)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def search(self, query: str, any_word: bool) -> list[str]:
        """Return the ids of the first ten releases."""
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            raise RuntimeError("the pipes to ask.py are closed")
        asked.write(json.dumps([query, any_word, self.near_misses]) + "\n")
        asked.flush()
        ids: list[str] = json.loads(answered.readline())
        return ids


class Whoosh:
    """BM25F as it comes."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Index ``documents`` in memory."""
        stem = snowballstemmer.stemmer("dutch").stemWord
        words = RegexTokenizer() | LowercaseFilter() | StopFilter(lang="nl") | StemFilter(stem)
        title = TEXT(words, field_boost=TITLE_WEIGHT)
        self._schema = Schema(id=ID(stored=True), title=title, body=TEXT(words))
        index = RamStorage().create_index(self._schema)
        with index.writer(limitmb=256) as writer:
            for document in documents:
                writer.add_document(**document._asdict())
        self._searcher: Any = index.searcher()

    def search(self, query: str, any_word: bool) -> list[str]:
        """Return the ids of the first ten releases."""
        group = OrGroup if any_word else AndGroup
        parsed = MultifieldParser(["title", "body"], self._schema, group=group).parse(query)
        return [hit["id"] for hit in self._searcher.search(parsed, limit=LIMIT)]


class Fts5:
    """SQLite's full-text search: BM25 over unstemmed words without diacritics."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Index ``documents`` in memory."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE releases USING"
            " fts5(id UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._database.executemany("INSERT INTO releases VALUES (?, ?, ?)", documents)

    def search(self, query: str, any_word: bool) -> list[str]:
        """Return the ids of the first ten releases."""
        words = (f'"{word}"' for word in _WORD.findall(query))
        found = self._database.execute(
            "SELECT id FROM releases WHERE releases MATCH ? ORDER BY bm25(releases, 0, ?, 1) LIMIT ?",
            ((" OR " if any_word else " AND ").join(words), TITLE_WEIGHT, LIMIT),
        )
        return [row[0] for row in found]


class Tantivy:
    """The Rust library; only where the package ``tantivy`` is installed."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Index ``documents`` in memory."""
        import tantivy  # not everybody has it

        fields = tantivy.SchemaBuilder()
        fields.add_text_field("id", stored=True, tokenizer_name="raw")
        fields.add_text_field("title", tokenizer_name="dutch")
        fields.add_text_field("body", tokenizer_name="dutch")
        self._index = tantivy.Index(fields.build())
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        self._index.register_tokenizer("dutch", words.filter(tantivy.Filter.stemmer("dutch")).build())
        writer = self._index.writer()
        for document in documents:
            writer.add_document(tantivy.Document(**document._asdict()))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, query: str, any_word: bool) -> list[str]:
        """Return the ids of the first ten releases."""
        parsed = self._index.parse_query(
            " ".join(_WORD.findall(query)),
            ["title", "body"],
            field_boosts={"title": TITLE_WEIGHT},
            conjunction_by_default=not any_word,
        )
        hits = self._searcher.search(parsed, LIMIT).hits
        return [str(self._searcher.doc(address)["id"][0]) for _, address in hits]


BASELINES: dict[str, Callable[[Sequence[Document]], System]] = {
    "whoosh": Whoosh,
    "fts5": Fts5,
    "tantivy": Tantivy,
}


def is_installed(baseline: str) -> bool:
    """Return whether that baseline can run here: only tantivy is not among the project's own dependencies."""
    return baseline != "tantivy" or find_spec("tantivy") is not None


if __name__ == "__main__":
    BASELINES[sys.argv[1]](list(read_documents(Path(sys.argv[2]))))
