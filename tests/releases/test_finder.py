"""Which files are found: ids, order, links, names, and what is said of the rest."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.errors import SourceError
from defsearch.releases.finder import FoundFile, find_files, find_releases
from defsearch.releases.release import Problem


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An empty source in a folder of its own, so that there is an outside."""
    path = tmp_path / "archief"
    path.mkdir()
    return path


def put(path: Path, text: str = "date 2025-09-25 Titel\n") -> Path:
    """Write a small file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def ids(*sources: Path, follow_links: bool = False) -> list[str]:
    """The ids found, in order."""
    found = find_releases(sources, follow_links=follow_links)
    return [item.id for item in found if isinstance(item, FoundFile)]


def problems(*sources: Path, follow_links: bool = False) -> dict[str, str]:
    """File name -> reason, of everything that was skipped; no file is told twice."""
    told = [item for item in find_releases(sources, follow_links=follow_links) if isinstance(item, Problem)]
    reasons = {os.path.basename(item.path): item.reason for item in told}  # noqa: PTH119
    assert len(reasons) == len(told)
    return reasons


def test_a_folder_gives_its_files_then_its_folders_by_name(archive: Path) -> None:
    """The id is the path below the source; size and time are the file's own."""
    for name in [
        "b.txt",
        "a.txt",
        "2024/mei/017.txt",
        "2024/april.TXT",
        "2023/x.txt",
        "niet.md",
        ".weg/y.txt",
    ]:
        put(archive / name)
    put(archive / "._a.txt")
    assert ids(archive) == ["a", "b", "2023/x", "2024/april", "2024/mei/017"]
    first = next(find_files(archive))
    state = (archive / "a.txt").stat()
    within = os.path.realpath(archive)
    assert first == FoundFile("a", str(archive / "a.txt"), state.st_size, state.st_mtime_ns, within)


def test_paths_begin_with_the_source_as_given(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative source gives relative paths, without a dot of its own; a file may be a source."""
    put(archive / "2024/a.txt")
    put(archive / "los.md")
    monkeypatch.chdir(archive.parent)
    assert [item.path for item in find_releases([Path("archief/"), Path("./archief/los.md")])] == [
        "archief/2024/a.txt",
        "archief/los.md",
    ]
    monkeypatch.chdir(archive)
    assert [(item.id, item.path) for item in find_files(Path()) if isinstance(item, FoundFile)] == [
        ("2024/a", "2024/a.txt")
    ]


def test_a_missing_source_is_an_error_before_anything_is_read(archive: Path) -> None:
    """A typing mistake costs nothing: the call fails, even when an earlier source is good."""
    put(archive / "a.txt")
    for missing in [archive / "weg", archive / "a.txt" / "b", archive / "nul\0"]:
        with pytest.raises(SourceError):
            find_releases([archive, missing])
    with pytest.raises(SourceError, match=r"weg does not exist$"):
        find_releases([archive / "weg"])


def test_a_source_without_releases_is_told(archive: Path) -> None:
    """Among others it is a problem; alone an error, so that an unmounted disk empties no index."""
    put(archive / "a.txt")
    empty = archive.parent / "leeg"
    put(empty / "lees.md")
    assert ids(archive, empty) == ["a"]
    assert problems(archive, empty) == {"leeg": "no releases (*.txt) in this folder"}
    with pytest.raises(SourceError, match=r"^no releases \(\*\.txt\) in .*leeg$"):
        list(find_releases([empty]))


def test_an_id_is_given_once(archive: Path) -> None:
    """A second file with the same id is skipped and both are named; the same file again is no news."""
    other = archive.parent / "ander"
    put(archive / "a.txt")
    put(archive / "b.TXT")
    put(other / "a.txt")
    put(other / "b.txt")
    assert ids(archive, other, archive, archive / "a.txt") == ["a", "b"]
    told = [item for item in find_releases([archive, other, archive]) if isinstance(item, Problem)]
    assert told == [
        Problem(f"{other}/a.txt", None, f"its id 'a' is already that of '{archive}/a.txt'"),
        Problem(f"{other}/b.txt", None, f"its id 'b' is already that of '{archive}/b.TXT'"),
    ]


def test_ids_are_composed(archive: Path) -> None:
    """A name from a Mac (decomposed) and one from elsewhere are one id, and so only the first is taken."""
    decomposed = unicodedata.normalize("NFD", "oekraïne")
    put(archive / f"{decomposed}.txt")
    assert ids(archive) == ["oekraïne"]
    put(archive / "oekraïne.txt")
    assert len(ids(archive)) == len(problems(archive)) == 1


def test_odd_names_are_names(archive: Path) -> None:
    """Line ends, escape codes and spaces are kept as they are; only bytes that are not UTF-8 are refused."""
    names = ["een\ntwee", "\x1b[31mrood", " spatie ", "=1+1", "-rf", "‮omgekeerd", "$(reboot)"]
    for name in names:
        put(archive / f"{name}.txt")
    assert ids(archive) == sorted(names)
    Path(os.fsdecode(os.fsencode(archive) + b"/caf\xe9.txt")).touch()
    Path(os.fsdecode(os.fsencode(archive) + b"/caf\xe9.md")).touch()
    assert problems(archive) == {r"caf\udce9.txt": "its name is not UTF-8"}


def test_links_that_leave_the_source_are_skipped_unless_followed(archive: Path) -> None:
    """Files and folders alike, also by way of a link inside; what is inside is read."""
    outside = archive.parent / "buiten"
    put(outside / "diep/b.txt")
    put(archive / "a.txt")
    (archive / "bestand.txt").symlink_to(outside / "diep/b.txt")
    (archive / "map").symlink_to(outside)
    (archive / "tussen.txt").symlink_to("bestand.txt")
    (archive / "binnen.txt").symlink_to("a.txt")
    (archive / "lees.md").symlink_to(outside / "diep/b.txt")
    assert ids(archive) == ["a", "binnen"]
    reason = "a symlink that points outside its source"
    assert problems(archive) == dict.fromkeys(["bestand.txt", "map", "tussen.txt"], reason)
    assert ids(archive, follow_links=True) == ["a", "bestand", "binnen", "tussen", "map/diep/b"]


def test_a_neighbour_whose_name_starts_alike_is_outside(archive: Path) -> None:
    """Inside means below the folder, not a path that begins with the same letters."""
    put(archive / "a.txt")
    (archive / "b.txt").symlink_to(put(archive.parent / "archief2/b.txt"))
    assert ids(archive) == ["a"]


@pytest.mark.parametrize("follow_links", [False, True])
def test_loops_of_links_end_and_are_told(archive: Path, follow_links: bool) -> None:
    """A link to itself, to the folder it is in, or further up: one line each, and everything is read once."""
    put(archive / "2024/mei/a.txt")
    (archive / "2024/mei/lus").symlink_to("..")
    (archive / "2024/hier").symlink_to(".")
    (archive / "zelf.txt").symlink_to("zelf.txt")
    (archive / "niets.txt").symlink_to("bestaat-niet.txt")
    assert ids(archive, follow_links=follow_links) == ["2024/mei/a"]
    assert problems(archive, follow_links=follow_links) == {
        "lus": "a loop: a symlink to a folder that contains it",
        "hier": "a loop: a symlink to a folder that contains it",
        "zelf.txt": "a loop of symlinks",
        "niets.txt": "a broken symlink",
    }


def test_a_tangle_of_links_is_read_once(archive: Path) -> None:
    """Twelve folders that all link to each other have twelve factorial paths, and twelve files."""
    for number in range(12):
        put(archive / f"map{number:02}/a.txt")
        for other in range(12):
            if other != number:
                (archive / f"map{number:02}/naar{other:02}").symlink_to(f"../map{other:02}")
    assert ids(archive) == [f"map{number:02}/a" for number in range(12)]
    assert problems(archive) == {}


def test_a_folder_keeps_its_own_name(archive: Path) -> None:
    """A link to a folder that comes first in the order does not take its files; hidden ones need it."""
    put(archive / "z/a.txt")
    put(archive / ".bewaard/b.txt")
    (archive / "eerste").symlink_to("z")
    (archive / "tweede").symlink_to(".bewaard")
    assert ids(archive) == ["z/a", "tweede/b"]


def test_what_is_not_a_file_is_told(archive: Path) -> None:
    """A pipe named like a release is not opened; a folder named like one is a folder."""
    os.mkfifo(archive / "pijp.txt")
    put(archive / "map.txt/a.txt")
    assert ids(archive) == ["map.txt/a"]
    assert problems(archive) == {"pijp.txt": "not a regular file"}
    assert problems(archive / "pijp.txt") == {"pijp.txt": "not a regular file"}


def test_a_file_that_vanishes_during_the_walk_is_told(archive: Path) -> None:
    """A file that is gone by the time it is looked at leaves the others as they are."""
    for name in ["a.txt", "b.txt", "c.txt"]:
        put(archive / name)
    found = find_releases([archive])
    assert next(found).path == f"{archive}/a.txt"
    (archive / "b.txt").unlink()
    assert [item.path for item in found if isinstance(item, FoundFile)] == [f"{archive}/c.txt"]
    found = find_releases([archive])
    next(found)
    (archive / "c.txt").unlink()
    assert list(found) == [Problem(f"{archive}/c.txt", None, "does not exist (any more)")]


def test_a_closed_folder_is_told(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be listed is named, so that nobody takes its releases for removed."""
    put(archive / "a.txt")
    put(archive / "dicht/b.txt")
    real_scandir = os.scandir

    def scandir(path: str) -> os._ScandirIterator[str]:
        if path.endswith("dicht"):
            raise PermissionError(13, "Permission denied", path)
        return real_scandir(path)

    monkeypatch.setattr("defsearch.releases.finder.os.scandir", scandir)
    assert ids(archive) == ["a"]
    assert problems(archive) == {"dicht": "no permission to read it"}


def test_twelve_hundred_folders_deep_is_not_too_deep(archive: Path) -> None:
    """Depth is bounded by the system's paths, not by Python's recursion."""
    folders = [str(archive) + "/m" * depth for depth in range(1, 1201)]
    for folder in folders:
        os.mkdir(folder)  # noqa: PTH102 - a Path of that depth is itself recursive in some versions
    file = f"{folders[-1]}/a.txt"
    with open(file, "x"):  # noqa: PTH123
        assert [len(release_id) for release_id in ids(archive)] == [2401]
    os.unlink(file)  # noqa: PTH108
    for folder in reversed(folders):
        os.rmdir(folder)  # noqa: PTH106


NAMES = st.sampled_from(["a", "B", "ë", "a.txt", "b.TXT", "c.md", ".d", ".e.txt", "x y.txt", "\n.txt"])
TREES = st.recursive(st.none(), lambda below: st.dictionaries(NAMES, below, max_size=4), max_leaves=15)


def grow(tree: dict[str, object] | None, path: Path) -> None:
    """Make the files and folders of a tree."""
    if tree is None:
        path.touch()
        return
    path.mkdir()
    for name, below in tree.items():
        grow(below, path / name)  # type: ignore[arg-type]


def plainly_walked(root: Path) -> set[str]:
    """The paths of all releases, with the standard library's own walk."""
    found = set()
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and name.casefold().endswith(".txt"):
                found.add(os.path.join(folder, name))  # noqa: PTH118
    return found


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(NAMES, TREES, max_size=5))
def test_random_trees_are_found_whole(tree: dict[str, object]) -> None:
    """Every tree of files and folders gives what a plain walk gives, each file with an id that leads back."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "bron"
        grow(tree, root)
        items = list(find_files(root))
        found = [item for item in items if isinstance(item, FoundFile)]
        assert items == found
        assert sorted(item.path for item in found) == sorted(plainly_walked(root))
        for item in found:
            assert item.path[:-4] == f"{root}/{item.id}"
        assert list(find_files(root)) == items
