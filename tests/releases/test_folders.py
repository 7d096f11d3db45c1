"""Which folders a path is in, of however many."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from defsearch.releases.finder import PathSet, is_within

full_paths = st.lists(st.sampled_from(["a", "ab", "b", "a b"]), max_size=4).map(
    lambda names: "/" + "/".join(names)
)


@given(st.lists(full_paths, max_size=6), full_paths)
def test_folders_hold_what_is_below_them(folders: list[str], path: str) -> None:
    """All that a path is in and itself, the outermost first; one after the other comes to the same."""
    expected = [folder for folder in sorted({*folders}, key=len) if is_within(path, folder)]
    assert list(PathSet(folders).containing(path)) == expected
    assert (path in PathSet(folders)) == bool(expected)


def test_folders_are_not_gone_through_one_by_one() -> None:
    """Found when four thousand files, each named, took ten times as long as the folder that they are in."""
    folders = PathSet(f"/{number}" for number in range(200_000))
    folders._paths = _Counting(folders._paths)
    assert "/x/7/9" not in folders
    assert list(folders.containing("/7/9")) == ["/7"]
    assert folders._paths.asked < 20


class _Counting(dict[str, str]):
    """Counts how often it is looked into."""

    asked = 0

    def __contains__(self, key: object) -> bool:
        self.asked += 1
        return super().__contains__(key)

    def __iter__(self) -> Any:
        raise AssertionError("gone through")
