"""Whoosh, imported lean and made safe: two replacements, both here, both held by tests.

Lean: ``whoosh.compat`` imports ``urllib.request`` for one name that nothing uses, which costs a quarter of a
query. An empty module stands in for it while Whoosh is imported.

Safe: Whoosh unpickles what it finds in index files, and unpickling can run any code. defsearch itself reads nothing
by that way; should Whoosh be made to, it finds at every place a loader that knows what a genuine index names
(``toc``) and nothing else. Import Whoosh through this module only.
"""

from __future__ import annotations

import io
import pickle
import sys
import warnings
from types import ModuleType
from typing import Any

from defsearch.errors import IndexDamagedError

_ALLOWED = {("defsearch.index.schema", "make_schema"), ("defsearch.index.whoosh_codec", "segment_of")}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        _refuse_unknown(module, name)
        return super().find_class(module, name)


def _refuse_unknown(module: str, name: str) -> None:
    if (module, name) not in _ALLOWED:
        raise IndexDamagedError(
            "a table of contents", f"names {module}.{name}, which defsearch never writes and did not load"
        )


def loads(data: bytes, *_: Any, **__: Any) -> Any:
    """Unpickle ``data`` if it holds nothing but what a genuine index does.

    Raises:
        IndexDamagedError: it holds something else, or is no pickle at all.
    """
    return load(io.BytesIO(data))


def load(stream: Any, *_: Any, **__: Any) -> Any:
    """As ``loads``, from an open file."""
    try:
        return _Unpickler(stream).load()
    except IndexDamagedError:
        raise
    except Exception as error:  # a damaged pickle fails in any way it likes
        raise IndexDamagedError("a table of contents", f"cannot be read ({type(error).__name__})") from None


def _import_lean() -> None:
    stand_in = ModuleType("urllib.request")
    stand_in.urlretrieve = None  # type: ignore[attr-defined]
    missing = "urllib.request" not in sys.modules
    if missing:
        sys.modules["urllib.request"] = stand_in
    try:
        import whoosh.compat  # noqa: F401
    finally:
        if missing:
            del sys.modules["urllib.request"]


class _SafePickle:
    """What Whoosh uses of the pickle module."""

    PicklingError = pickle.PicklingError
    dump = staticmethod(pickle.dump)
    dumps = staticmethod(pickle.dumps)
    Unpickler = pickle.Unpickler
    load = staticmethod(load)
    loads = staticmethod(loads)


def _guard() -> None:
    """Put our loaders wherever Whoosh has Python's, in modules that are loaded by now and in those to come."""
    safe = {id(pickle.load): load, id(pickle.loads): loads, id(pickle): _SafePickle}
    for name, module in list(sys.modules.items()):
        if name.startswith("whoosh."):
            for key, value in list(vars(module).items()):
                if id(value) in safe:
                    setattr(module, key, safe[id(value)])
    legacy.toc_loaders.clear()
    # A loader of another make; nothing leads to it once the loaders of older indexes are gone.
    loading.RenamingUnpickler.find_class = lambda _self, module, name: _refuse_unknown(module, name)


with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore"
    )  # Whoosh's invalid escapes, told where it is compiled anew, are no user's business
    _import_lean()

    from whoosh import fields, formats, legacy
    from whoosh.codec import base
    from whoosh.filedb.filestore import FileStorage
    from whoosh.matching import ListMatcher
    from whoosh.reading import TermInfo
    from whoosh.util import loading

_guard()

__all__ = [
    "FileStorage", "ListMatcher", "TermInfo", "base", "fields", "formats",
]  # fmt: skip
