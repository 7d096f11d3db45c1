"""Search Dutch press releases from Python; ``.docs/python.md`` describes it with examples.

The names are loaded when they are used, because the command line needs none of them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from defsearch.archive import Archive
    from defsearch.archive import open_archive as open  # noqa: A004  (always written defsearch.open)
    from defsearch.errors import DefsearchError
    from defsearch.index.dutch_analyzer import DutchAnalyzer

__all__ = ["Archive", "DefsearchError", "DutchAnalyzer", "open"]

_PLACES = {
    "Archive": ("defsearch.archive", "Archive"),
    "DefsearchError": ("defsearch.errors", "DefsearchError"),
    "DutchAnalyzer": ("defsearch.index.dutch_analyzer", "DutchAnalyzer"),
    "open": ("defsearch.archive", "open_archive"),
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # the command line never comes here

    module, attribute = _PLACES[name]
    return getattr(import_module(module), attribute)
