"""A ``NamedTuple`` that starts quickly: ``typing.NamedTuple`` for type checkers, the same class at run time.

Before Python 3.14, ``typing.NamedTuple`` turns each annotation into an object when a class is made. This costs about
50 microseconds a class, and a query loads some eighty classes: 5 of its 150 milliseconds. This version makes the class
without looking at the annotations.
"""

from __future__ import annotations

import sys
from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 14):
    from typing import NamedTuple as NamedTuple
else:
    _NOT_COPIED = {"__annotations__", "__module__", "__qualname__", "__dict__", "__weakref__"}

    class _NamedTupleMeta(type):
        """A metaclass that turns a class body into a named tuple with its methods and docstring."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:  # NamedTuple itself
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body[field] for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])  # noqa: PYI024
            for key, value in body.items():
                if key not in _NOT_COPIED and key not in fields:
                    setattr(made, key, value)
            made.__annotations__ = dict(fields)
            made.__qualname__ = body["__qualname__"]
            return made

    class NamedTuple(metaclass=_NamedTupleMeta):
        """The base class of a named tuple."""
