"""The guard of Whoosh: nothing but the names of our own table of contents is unpickled, anywhere in Whoosh."""

from __future__ import annotations

import datetime
import io
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.forge_index import OneFileStorage, PicklePayload
from whoosh import analysis, columns, fields, formats, index, legacy
from whoosh.codec import plaintext, whoosh3
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.qparser import QueryParser
from whoosh.util.loading import RenamingUnpickler

from defsearch.errors import IndexDamagedError
from defsearch.index.dutch_analyzer import DutchAnalyzer
from defsearch.index.manifest import toc_bytes
from defsearch.index.schema import make_schema
from defsearch.index.whoosh_guard import load, loads

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """Return the file that a payload makes; it must never exist."""
    return tmp_path / "ran"


def test_the_payload_works_without_the_guard(marker: Path) -> None:
    """Otherwise the tests below would prove nothing."""
    pickle.loads(pickle.dumps(PicklePayload(marker)))  # noqa: S301
    assert marker.exists()


PLACES: dict[str, Callable[[bytes], Any]] = {
    "table of contents": lambda data: index.pickle.loads(data),
    "columns": lambda data: columns.loads(data),
    "formats": lambda data: formats.loads(data),
    "whoosh3": lambda data: whoosh3.loads(data),
    "plaintext": lambda data: plaintext.loads(data),
    "struct file": lambda data: StructFile(io.BytesIO(data)).read_pickle(),
    "buffer file": lambda data: BufferFile(memoryview(data)).read_pickle(),
    "our own": loads,
    "our own stream": lambda data: load(io.BytesIO(data)),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_payload_does_nothing_anywhere_in_whoosh(place: str, protocol: int, marker: Path) -> None:
    """In any version of the pickle format."""
    with pytest.raises(IndexDamagedError, match="never writes"):
        PLACES[place](pickle.dumps(PicklePayload(marker), protocol))
    assert not marker.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"cos\nsystem\n(S'true'\ntR.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"cbuiltins\ngetattr\n.",
        b"cdefsearch.index.codec\nbase.os.system\n.",
        b"\x80\x04\x8c\x15defsearch.index.codec\x94\x8c\x16segment_of.__globals__\x94\x93.",
        b"\x80\x02cdefsearch.index.codec\nArchiveSegment\n.",
        b"cwhoosh.fields\ndatetime\n.",
        b"cwhoosh.fields\nMetaSchema\n.",
        b"cwhoosh.fields\nensure_schema\n.",
        b"cwhoosh.filedb.filestore\nFileStorage\n.",
        b"\x82\x01.",
        b"\x80\x04\x8c\x02id\x94Q.",
    ],
    ids=repr,
)
def test_names_are_refused_however_they_are_written(data: bytes) -> None:
    """Dotted names, other classes of the same module, extension codes and persistent ids."""
    with pytest.raises(IndexDamagedError):
        loads(data)


@pytest.mark.parametrize(
    "data", [b"", b"\x80", b"garbage", b"(" * 1000, b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f"]
)
def test_what_is_not_a_pickle_is_damage(data: bytes) -> None:
    """Whatever error the unpickler raises for it."""
    with pytest.raises(IndexDamagedError):
        loads(data)


def test_an_honest_index_of_whoosh_is_opened_and_searched(tmp_path: Path) -> None:
    """Its schema, segments and postings are pickles; every kind of field, and analyzers with stop words and stems."""
    kinds = {
        "text": fields.TEXT(analyzer=DutchAnalyzer(), stored=True, spelling=True),
        "stemmed": fields.TEXT(analyzer=analysis.StemmingAnalyzer(), chars=True),
        "language": fields.TEXT(analyzer=analysis.LanguageAnalyzer("nl")),
        "fancy": fields.TEXT(analyzer=analysis.FancyAnalyzer(), sortable=True),
        "id": fields.ID(stored=True, unique=True, sortable=True),
        "number": fields.NUMERIC(sortable=True, stored=True),
        "real": fields.NUMERIC(float, stored=True),
        "day": fields.DATETIME(sortable=True, stored=True),
        "words": fields.KEYWORD(commas=True, lowercase=True, scorable=True),
        "grams": fields.NGRAMWORDS(),
        "flag": fields.BOOLEAN(stored=True),
        "column": fields.COLUMN(columns.RefBytesColumn()),
    }
    day = datetime.datetime(2025, 9, 25, 12, 30)  # noqa: DTZ001  (Whoosh has no time zones)
    index.create_in(str(tmp_path), fields.Schema(**kinds))
    for number in range(3):
        writer = index.open_dir(str(tmp_path)).writer()
        values = dict.fromkeys(("text", "stemmed", "language", "fancy", "words", "grams"), "De schepen varen")
        writer.add_document(
            **values, id=str(number), number=number, real=0.5, day=day, flag=True, column=b"x"
        )
        writer.commit()
    opened = index.open_dir(str(tmp_path))
    with opened.searcher() as searcher:
        for query in ("schip", '"de schepen"', "sch*", "language:schepen", "number:[1 to 2]", "day:2025-09"):
            found = searcher.search(QueryParser("text", opened.schema).parse(query), sortedby="number")
            assert [hit["id"] for hit in found] == (["1", "2"] if "number" in query else ["0", "1", "2"]), (
                query
            )
            assert found[0]["day"] == day


def test_older_tables_of_contents_are_not_read() -> None:
    """Whoosh unpickles them in other ways."""
    assert not index.toc_loaders
    assert not legacy.toc_loaders
    whole = toc_bytes([], 3)
    old = whole.replace((-111).to_bytes(4, "big", signed=True), (-110).to_bytes(4, "big", signed=True))
    assert old != whole
    with pytest.raises(index.IndexVersionError):
        index.TOC.read(OneFileStorage(old), "MAIN", gen=3, schema=make_schema())


def test_the_renaming_unpickler_is_guarded(marker: Path) -> None:
    """Whoosh used it for older indexes."""
    with pytest.raises(IndexDamagedError):
        RenamingUnpickler(io.BytesIO(pickle.dumps(PicklePayload(marker))), {}).load()
    assert not marker.exists()


def test_harmless_classes_are_refused_as_well() -> None:
    """An index needs none of them."""
    things: tuple[object, ...] = (Counter("a"), Path("a"), complex(1, 2), range(3))
    for harmless in things:
        with pytest.raises(IndexDamagedError):
            loads(pickle.dumps(harmless, 2))


@pytest.mark.parametrize("module", ["schema", "whoosh_codec", "snapshot", "writer", "check", "whoosh_guard"])
def test_whoosh_is_imported_without_urllib_whichever_module_comes_first(module: str) -> None:
    """It is most of the cost of the import. That name is left as it was found."""
    program = f"import sys, defsearch.index.{module}; print('whoosh' in sys.modules, 'urllib.request' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert out.split()[1] == "False"


def test_a_loaded_urllib_is_not_replaced() -> None:
    """A program that uses both gets both."""
    program = (
        "import urllib.request as before, sys; import defsearch.index.whoosh_guard; "
        "import urllib.request as after; print(before is after, hasattr(after, 'urlopen'))"
    )
    out = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    assert out.stdout == "True True\n"


def test_no_warning_about_invalid_escapes_is_shown(tmp_path: Path) -> None:
    """Python warns about them when it compiles Whoosh."""
    command = [sys.executable, "-W", "always", "-X", f"pycache_prefix={tmp_path}", "-c"]
    done = subprocess.run(
        [*command, "import defsearch.index.whoosh_guard"], capture_output=True, text=True, check=True
    )
    assert "Warning" not in done.stderr
