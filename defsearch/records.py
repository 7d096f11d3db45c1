"""Named tuples that are quickly made: ``typing.NamedTuple`` for the type checker, and the same class at run time.

The one of ``typing`` compiles every annotation when a class is made, which nothing here ever asks for. A query makes
some sixty such classes before it can look anything up, and would spend a twentieth of its time on that.
"""

from __future__ import annotations

import sys
from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 14):  # later versions evaluate annotations only when asked to
    from typing import NamedTuple as NamedTuple
else:
    _MADE_ANEW = {"__annotations__", "__module__", "__qualname__", "__dict__", "__weakref__"}

    class _Maker(type):
        """Makes a named tuple of a class body, with its methods and docstring."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body[field] for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])  # noqa: PYI024
            for key, value in body.items():
                if key not in _MADE_ANEW and key not in fields:
                    setattr(made, key, value)
            made.__annotations__ = dict(fields)
            made.__qualname__ = body["__qualname__"]
            return made

    class NamedTuple(metaclass=_Maker):
        """What a named tuple is derived from."""
