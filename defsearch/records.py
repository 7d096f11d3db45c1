"""A ``NamedTuple`` that starts quickly: ``typing.NamedTuple`` for type checkers, the same class at run time.

Before Python 3.14, ``typing.NamedTuple`` turns each annotation into an object when a class is made, and compiles a
constructor for each class. This costs about 100 microseconds a class, and a query loads some sixty classes: 6 of its
100 milliseconds. This version does not look at the annotations, and has its constructors ready, for up to 14 fields.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 14):
    from typing import NamedTuple as NamedTuple
else:
    import inspect
    from types import FunctionType

    _Field = type(inspect.Attribute.name)  # the fast descriptor of a named tuple of the standard library

    # The constructors by the number of fields. Written out, because to compile them at every start takes a millisecond.
    _new = tuple.__new__
    _CONSTRUCTORS: tuple[Any, ...] = (
        lambda _: _new(_, ()),
        lambda _, a: _new(_, (a,)),
        lambda _, a, b: _new(_, (a, b)),
        lambda _, a, b, c: _new(_, (a, b, c)),
        lambda _, a, b, c, d: _new(_, (a, b, c, d)),
        lambda _, a, b, c, d, e: _new(_, (a, b, c, d, e)),
        lambda _, a, b, c, d, e, f: _new(_, (a, b, c, d, e, f)),
        lambda _, a, b, c, d, e, f, g: _new(_, (a, b, c, d, e, f, g)),
        lambda _, a, b, c, d, e, f, g, h: _new(_, (a, b, c, d, e, f, g, h)),
        lambda _, a, b, c, d, e, f, g, h, i: _new(_, (a, b, c, d, e, f, g, h, i)),
        lambda _, a, b, c, d, e, f, g, h, i, j: _new(_, (a, b, c, d, e, f, g, h, i, j)),
        lambda _, a, b, c, d, e, f, g, h, i, j, k: _new(_, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda _, a, b, c, d, e, f, g, h, i, j, k, m: _new(_, (a, b, c, d, e, f, g, h, i, j, k, m)),
        lambda _, a, b, c, d, e, f, g, h, i, j, k, m, n: _new(_, (a, b, c, d, e, f, g, h, i, j, k, m, n)),
        lambda _, a, b, c, d, e, f, g, h, i, j, k, m, n, o: _new(
            _, (a, b, c, d, e, f, g, h, i, j, k, m, n, o)
        ),
    )

    class _Record(tuple):
        """The methods that all named tuples share."""

        __slots__ = ()
        _fields: tuple[str, ...] = ()

        @classmethod
        def _make(cls, values: Any) -> Any:
            return cls.__new__(cls, *values)

        def _replace(self, /, **changes: Any) -> Any:
            made = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            values = (f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({', '.join(values)})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    class _NamedTupleMeta(type):
        """A metaclass that turns a class body into a named tuple with its methods and docstring."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:  # NamedTuple itself
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            # The code has no names of its own: the names of its arguments are those of the fields.
            code = _CONSTRUCTORS[len(fields)].__code__.replace(
                co_name="__new__", co_varnames=("_cls", *fields)
            )
            body |= {
                "__slots__": (),
                "__new__": FunctionType(code, {"_new": _new}, None, tuple(defaults.values())),
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
                **{field: _Field(number, None) for number, field in enumerate(fields)},
            }
            return type(name, (_Record,), body)

    class NamedTuple(metaclass=_NamedTupleMeta):
        """The base class of a named tuple."""
