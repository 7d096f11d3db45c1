"""The quick named tuple: it equals that of ``typing`` in everything that the project uses."""

from __future__ import annotations

import pickle
import typing

import pytest

from defsearch import records


class Quick(records.NamedTuple):
    """A record."""

    name: str
    places: tuple[int, ...] = ()
    note: str | None = None

    @property
    def size(self) -> int:
        """The number of places."""
        return len(self.places)

    def twice(self) -> Quick:
        """Return the record with its places twice."""
        return self._replace(places=self.places * 2)


class Slow(typing.NamedTuple):
    """A record."""

    name: str
    places: tuple[int, ...] = ()
    note: str | None = None


def test_it_equals_typing_namedtuple() -> None:
    """Fields, defaults, equality, unpacking, hash, replacement, representation and docstring are the same."""
    quick, slow = Quick("a", (1, 2)), Slow("a", (1, 2))
    assert quick == Quick("a", (1, 2))
    assert tuple(quick) == tuple(slow)
    assert hash(quick) == hash(slow)
    assert (Quick._fields, Quick._field_defaults) == (Slow._fields, Slow._field_defaults)
    assert (Quick.__doc__, Quick.__module__, Quick.__qualname__) == (Slow.__doc__, __name__, "Quick")
    assert repr(quick) == repr(slow).replace("Slow", "Quick")
    assert quick._asdict() == slow._asdict()
    name, places, note = quick
    assert (name, places, note) == tuple(slow)
    assert isinstance(quick, tuple)
    with pytest.raises(TypeError):
        Quick()  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        quick.name = "b"  # type: ignore[misc]


def test_methods_and_properties_are_copied() -> None:
    """Everything in the class body besides fields is kept."""
    quick = Quick("a", (1, 2))
    assert quick.size == 2
    assert quick.twice() == ("a", (1, 2, 1, 2), None)
    assert Quick.twice.__doc__ == "Return the record with its places twice."


def test_it_can_be_pickled() -> None:
    """Some tests send records to other processes."""
    assert pickle.loads(pickle.dumps(Quick("a"))) == Quick("a")  # noqa: S301
