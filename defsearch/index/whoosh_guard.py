"""Whoosh, imported quickly and made safe. Import Whoosh only through this module.

Quickly: ``whoosh.compat`` imports ``urllib.request`` for one name that nothing uses, which takes a quarter of a query.
An empty module replaces it during the import.

Safely: Whoosh unpickles parts of index files, and unpickling can run any code. Everywhere in Whoosh the loaders of
pickle are replaced by one that accepts only what the table of contents of an honest index names: our own two functions
(``manifest``), and for a program that also uses other indexes of Whoosh, the classes of which Whoosh makes schemas and
segments. None of these opens a file, and none of their constructors runs what it is given. defsearch itself
unpickles nothing. Not here: the codec (``whoosh_codec``).
"""

from __future__ import annotations

import io
import pickle
import sys
import warnings
from itertools import product
from types import ModuleType
from typing import Any, NoReturn

from defsearch.errors import IndexDamagedError

_ALLOWED = {
    ("defsearch.index.schema", "make_schema"), ("defsearch.index.whoosh_codec", "segment_of"),
    ("defsearch.index.dutch_analyzer", "DutchAnalyzer"),
    # What schemas and segments of Whoosh are made of
    *product(("builtins", "__builtin__"), ("object", "int", "long", "float", "bytes", "set", "frozenset")),
    *product(("copyreg", "copy_reg"), ("_reconstructor",)),
    *product(("whoosh.codec.whoosh3",), ("W3Segment", "W3Codec")),
    ("collections", "defaultdict"), ("re", "_compile"), ("whoosh.lang.porter", "stem"),
    *product(("datetime",), ("datetime", "date", "time", "timedelta")), ("decimal", "Decimal"),
}  # fmt: skip
_CLASS_MODULES = ("whoosh.fields", "whoosh.formats", "whoosh.columns", "whoosh.analysis.")


def _encode_latin_1(text: str, encoding: str) -> bytes:
    """Return bytes, which old versions of pickle store as text."""
    if encoding != "latin1":
        raise ValueError(encoding)
    return text.encode(encoding)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("_codecs", "encode"):
            return _encode_latin_1
        _refuse_unknown(module, name)
        found = super().find_class(module, name)
        is_class = isinstance(found, type) and not issubclass(found, type) and found.__module__ == module
        if (module, name) not in _ALLOWED and not is_class:
            _refuse(module, name)  # a function, or a name that the module only imports
        return found


def _refuse_unknown(module: str, name: str) -> None:
    is_class_of_a_schema = module.startswith(_CLASS_MODULES) and module in sys.modules and "." not in name
    if (module, name) not in _ALLOWED and not is_class_of_a_schema:
        _refuse(module, name)


def _refuse(module: str, name: str) -> NoReturn:
    raise IndexDamagedError(
        "a table of contents", f"names {module}.{name}, which defsearch never writes and did not load"
    )


def loads(data: bytes, *_: Any, **__: Any) -> Any:
    """Unpickle ``data`` if it names only what an index of ours does.

    Raises:
        IndexDamagedError: it names anything else, or is not a pickle.
    """
    return load(io.BytesIO(data))


def load(stream: Any, *_: Any, **__: Any) -> Any:
    """Unpickle an open file, as ``loads`` does bytes."""
    try:
        return _Unpickler(stream).load()
    except IndexDamagedError:
        raise
    except Exception as error:  # a damaged pickle can raise anything
        raise IndexDamagedError("a table of contents", f"cannot be read ({type(error).__name__})") from None


def _import_without_urllib() -> None:
    empty = ModuleType("urllib.request")
    empty.urlretrieve = None  # type: ignore[attr-defined]
    missing = "urllib.request" not in sys.modules
    if missing:
        sys.modules["urllib.request"] = empty
    try:
        import whoosh.compat  # noqa: F401
    finally:
        if missing:
            del sys.modules["urllib.request"]


class _SafePickle:
    """The part of the pickle module that Whoosh uses, with safe loaders."""

    PicklingError = pickle.PicklingError
    dump = staticmethod(pickle.dump)
    dumps = staticmethod(pickle.dumps)
    Unpickler = pickle.Unpickler
    load = staticmethod(load)
    loads = staticmethod(loads)


def _guard() -> None:
    """Replace the loaders of pickle in every module of Whoosh, those that are loaded and those that load later."""
    safe = {id(pickle.load): load, id(pickle.loads): loads, id(pickle): _SafePickle}
    for name, module in list(sys.modules.items()):
        if name.startswith("whoosh."):
            for key, value in list(vars(module).items()):
                if id(value) in safe:
                    setattr(module, key, safe[id(value)])
    legacy.toc_loaders.clear()
    # Another unpickler of Whoosh; only the loaders of older indexes, cleared above, call it.
    loading.RenamingUnpickler.find_class = lambda _self, module, name: _refuse_unknown(module, name)


with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Python warns about invalid escapes in Whoosh when it compiles them
    _import_without_urllib()

    from whoosh import analysis, fields, formats, legacy
    from whoosh.codec import base
    from whoosh.columns import ColumnReader
    from whoosh.filedb.filestore import FileStorage
    from whoosh.matching import ListMatcher
    from whoosh.reading import TermInfo
    from whoosh.util import loading

_guard()

__all__ = [
    "ColumnReader", "FileStorage", "ListMatcher", "TermInfo", "analysis", "base", "fields", "formats",
]  # fmt: skip
