"""The quickly made named tuples are what ``typing`` makes, in everything that the project uses."""

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
        """How many places."""
        return len(self.places)

    def twice(self) -> Quick:
        """All places two times."""
        return self._replace(places=self.places * 2)


class Slow(typing.NamedTuple):
    """A record."""

    name: str
    places: tuple[int, ...] = ()
    note: str | None = None


def test_it_behaves_as_the_one_of_typing() -> None:
    """Fields, defaults, equality, unpacking, hashing, replacing, the way it is shown, and its docstring."""
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


def test_methods_and_properties_come_along() -> None:
    """And so does whatever a class body holds besides fields."""
    quick = Quick("a", (1, 2))
    assert quick.size == 2
    assert quick.twice() == ("a", (1, 2, 1, 2), None)
    assert Quick.twice.__doc__ == "All places two times."


def test_it_survives_pickling() -> None:
    """The tests send some to other processes."""
    assert pickle.loads(pickle.dumps(Quick("a"))) == Quick("a")  # noqa: S301
