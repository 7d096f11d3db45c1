"""Search Dutch press releases from Python; ``.docs/python.md`` describes it with examples.

The names are loaded when they are used, because the command line needs none of them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from defsearch.index.dutch_analyzer import DutchAnalyzer

__all__ = ["DutchAnalyzer"]

_MODULES = {"DutchAnalyzer": "defsearch.index.dutch_analyzer"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # the command line never comes here

    return getattr(import_module(_MODULES[name]), name)
