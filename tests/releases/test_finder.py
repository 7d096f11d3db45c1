"""The finder: ids, order, symlinks, names, and what is said about skipped files."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.cli.remedies import remedy
from defsearch.errors import SourceError
from defsearch.releases.finder import FoundFile, PathSet, find_files, find_releases, is_within
from defsearch.releases.release import FileState, Problem, ProblemKind


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Make an empty source inside another folder, so that there is an outside."""
    path = tmp_path / "archief"
    path.mkdir()
    return path


def put(path: Path, text: str = "date 2025-09-25 Titel\n") -> Path:
    """Write a small file and its parent folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def ids(*sources: Path, follow_links: bool = False) -> list[str]:
    """Return the ids in the order in which they are found."""
    found = find_releases(sources, follow_links=follow_links)
    return [item.id for item in found if isinstance(item, FoundFile)]


def problems(*sources: Path, follow_links: bool = False) -> dict[str, str]:
    """Return the reason for each skipped file by its name; no file is reported twice."""
    told = [item for item in find_releases(sources, follow_links=follow_links) if isinstance(item, Problem)]
    reasons = {os.path.basename(item.path): item.reason for item in told}  # noqa: PTH119
    assert len(reasons) == len(told)
    return reasons


def test_a_folder_gives_its_files_before_its_folders(archive: Path) -> None:
    """The id is the path below the source; size and time are those of the file."""
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
    assert first == FoundFile("a", str(archive / "a.txt"), FileState.of(state), within)


def test_paths_begin_with_the_source_as_given(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative source gives relative paths without "./", and a file may be a source."""
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


def test_a_missing_source_is_an_error_of_the_call(archive: Path) -> None:
    """The call fails before anything is read, also if an earlier source exists."""
    put(archive / "a.txt")
    for missing in [archive / "weg", archive / "a.txt" / "b", archive / "nul\0"]:
        with pytest.raises(SourceError):
            find_releases([archive, missing])
    with pytest.raises(SourceError, match=r"weg does not exist$"):
        find_releases([archive / "weg"])


def test_a_source_without_releases_is_reported(archive: Path) -> None:
    """Beside other sources it is a problem; alone an error, so that an empty mount point empties no index."""
    put(archive / "a.txt")
    empty = archive.parent / "leeg"
    put(empty / "lees.md")
    assert ids(archive, empty) == ["a"]
    assert problems(archive, empty) == {"leeg": "no releases (*.txt) in this folder"}
    with pytest.raises(SourceError, match=r"^no releases \(\*\.txt\) in .*leeg$"):
        list(find_releases([empty]))


def test_each_id_is_found_once(archive: Path) -> None:
    """A second file with the same id is a problem that names both; the same file again is ignored."""
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


def test_ids_are_normalized_to_nfc(archive: Path) -> None:
    """A decomposed and a composed name give the same id, so only the first is found."""
    decomposed = unicodedata.normalize("NFD", "oekraïne")
    put(archive / f"{decomposed}.txt")
    assert ids(archive) == ["oekraïne"]
    put(archive / "oekraïne.txt")
    assert len(ids(archive)) == len(problems(archive)) == 1


def test_unusual_names_are_kept(archive: Path) -> None:
    """Line ends, escape codes and spaces are kept; only names that are not UTF-8 are refused."""
    names = ["een\ntwee", "\x1b[31mrood", " spatie ", "=1+1", "-rf", "‮omgekeerd", "$(reboot)"]
    for name in names:
        put(archive / f"{name}.txt")
    assert ids(archive) == sorted(names)
    Path(os.fsdecode(os.fsencode(archive) + b"/caf\xe9.txt")).touch()
    Path(os.fsdecode(os.fsencode(archive) + b"/caf\xe9.md")).touch()
    assert problems(archive) == {r"caf\udce9.txt": "its name is not UTF-8"}


def test_symlinks_out_of_the_source_are_skipped_unless_followed(archive: Path) -> None:
    """This applies to files, folders and symlinks to symlinks; a symlink that stays inside is read."""
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


def test_a_folder_with_the_same_prefix_is_outside(archive: Path) -> None:
    """Inside means below the folder, not a path that begins with the same letters."""
    put(archive / "a.txt")
    (archive / "b.txt").symlink_to(put(archive.parent / "archief2/b.txt"))
    assert ids(archive) == ["a"]


@pytest.mark.parametrize("follow_links", [False, True])
def test_loops_of_symlinks_end_and_are_reported(archive: Path, follow_links: bool) -> None:
    """A symlink to itself or to a folder above it gives one problem, and each file is read once."""
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


def test_folders_that_link_to_each_other_are_read_once(archive: Path) -> None:
    """Twelve folders with symlinks to all others have twelve factorial paths but twelve files."""
    for number in range(12):
        put(archive / f"map{number:02}/a.txt")
        for other in range(12):
            if other != number:
                (archive / f"map{number:02}/naar{other:02}").symlink_to(f"../map{other:02}")
    assert ids(archive) == [f"map{number:02}/a" for number in range(12)]
    assert problems(archive) == {}


def test_a_real_folder_goes_before_symlinks_to_it(archive: Path) -> None:
    """A symlink that comes first by name does not take its files; a hidden folder is only found through one."""
    put(archive / "z/a.txt")
    put(archive / ".bewaard/b.txt")
    (archive / "eerste").symlink_to("z")
    (archive / "tweede").symlink_to(".bewaard")
    assert ids(archive) == ["z/a", "tweede/b"]


def test_what_is_not_a_regular_file_is_reported(archive: Path) -> None:
    """A pipe named like a release is not opened; a folder named like one is a folder."""
    os.mkfifo(archive / "pijp.txt")
    put(archive / "map.txt/a.txt")
    assert ids(archive) == ["map.txt/a"]
    assert problems(archive) == {"pijp.txt": "not a regular file"}
    assert problems(archive / "pijp.txt") == {"pijp.txt": "not a regular file"}


def test_a_file_that_disappears_during_the_walk_is_reported(archive: Path) -> None:
    """The other files are found."""
    for name in ["a.txt", "b.txt", "c.txt"]:
        put(archive / name)
    found = find_releases([archive])
    assert next(found).path == f"{archive}/a.txt"
    (archive / "b.txt").unlink()
    assert [item.path for item in found if isinstance(item, FoundFile)] == [f"{archive}/c.txt"]
    found = find_releases([archive])
    next(found)
    (archive / "c.txt").unlink()
    assert list(found) == [
        Problem(f"{archive}/c.txt", None, "does not exist (any more)", ProblemKind.MISSING)
    ]


def test_an_unreadable_folder_is_reported(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise its releases would seem to be removed."""
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


@pytest.mark.slow
def test_twelve_hundred_nested_folders_are_walked(archive: Path) -> None:
    """Python's recursion limit does not apply."""
    folders = [str(archive) + "/m" * depth for depth in range(1, 1201)]
    for folder in folders:
        os.mkdir(folder)  # noqa: PTH102 - a Path of that depth is itself recursive in some versions
    file = f"{folders[-1]}/a.txt"
    with open(file, "x"):  # noqa: PTH123
        assert [len(release_id) for release_id in ids(archive)] == [2401]
    os.unlink(file)  # noqa: PTH108
    for folder in reversed(folders):
        os.rmdir(folder)  # noqa: PTH106


def test_a_web_page_that_is_named_is_no_release(archive: Path) -> None:
    """Its markup would be searched and shown; ``defsearch convert`` reads it."""
    (problem,) = find_releases([put(archive / "page.HTML")])
    assert isinstance(problem, Problem)
    assert problem.reason == "a web page"


NAMES = st.sampled_from(["a", "B", "ë", "a.txt", "b.TXT", "c.md", ".d", ".e.txt", "x y.txt", "\n.txt"])
TREES = st.recursive(st.none(), lambda below: st.dictionaries(NAMES, below, max_size=4), max_leaves=15)


def make_tree(tree: dict[str, object] | None, path: Path) -> None:
    """Create the files and folders of a tree."""
    if tree is None:
        path.touch()
        return
    path.mkdir()
    for name, below in tree.items():
        make_tree(below, path / name)  # type: ignore[arg-type]


def walk_plainly(root: Path) -> set[str]:
    """Return the paths of all releases, found with ``os.walk``."""
    found = set()
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and name.casefold().endswith(".txt"):
                found.add(os.path.join(folder, name))  # noqa: PTH118
    return found


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(st.dictionaries(NAMES, TREES, max_size=5))
def test_random_trees_equal_a_plain_walk(tree: dict[str, object]) -> None:
    """Every tree gives the files of a plain walk, and each id leads back to its file."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "bron"
        make_tree(tree, root)
        items = list(find_files(root))
        found = [item for item in items if isinstance(item, FoundFile)]
        assert items == found
        assert sorted(item.path for item in found) == sorted(walk_plainly(root))
        for item in found:
            assert item.path[:-4] == f"{root}/{item.id}"
        assert list(find_files(root)) == items


# Sources that cannot be used

REASON = "no permission to read it"


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder and a file that cannot be read, and a readable folder ``open``."""
    for name in ("closed/in/a", "open/b", "apart"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{name}.txt").write_text("date 2025-09-25 Titel\n")
    scandir, stat, access = os.scandir, os.stat, os.access

    def check(path: Any, *, within: bool) -> None:
        if f"{path}".startswith(f"{tmp_path}/closed{'/' if within else ''}"):
            raise PermissionError(13, "Permission denied", path)

    def refusing_scandir(path: Any) -> Any:
        check(path, within=False)
        return scandir(path)

    def refusing_stat(path: Any, **kwargs: Any) -> Any:
        check(path, within=True)
        return stat(path, **kwargs)

    monkeypatch.setattr(os, "scandir", refusing_scandir)
    monkeypatch.setattr(os, "stat", refusing_stat)
    monkeypatch.setattr(os, "access", lambda path, mode: "apart" not in f"{path}" and access(path, mode))
    return tmp_path / "closed"


@pytest.mark.parametrize("name", ["closed", "closed/in", "closed/in/a.txt", "apart.txt"])
def test_an_unreadable_source_does_not_stop_the_others(closed: Path, name: str) -> None:
    """Itself unreadable, inside an unreadable folder, or a file without permission."""
    unreadable, readable = closed.parent / name, closed.parent / "open"
    for sources in ([unreadable, readable], [readable, unreadable]):
        found = list(find_releases(sources))
        assert [item.id for item in found if isinstance(item, FoundFile)] == ["b"]
        assert [item for item in found if isinstance(item, Problem)] == [
            Problem(str(unreadable), None, REASON, ProblemKind.UNREADABLE)
        ]
    with pytest.raises(SourceError, match=f"^{unreadable}: {REASON}$") as caught:
        list(find_releases([unreadable]))
    assert caught.value.exit_code == 2
    assert remedy(caught.value) == "Make it readable, or name another SOURCE"


def test_the_error_names_all_unusable_sources(closed: Path) -> None:
    """An unreadable and an empty source give one error, so that they do not empty an index."""
    empty = closed.parent / "empty"
    empty.mkdir()
    with pytest.raises(SourceError) as caught:
        list(find_releases([empty, closed]))
    assert caught.value.message == f"{closed}: {REASON}; no releases (*.txt) in {empty}"


def test_a_source_with_an_impossible_path_is_an_error(tmp_path: Path) -> None:
    """A loop of symlinks and a path that is too long are errors beside other sources too."""
    (tmp_path / "a.txt").write_text("date 2025-09-25 Titel\n")
    (tmp_path / "loop").symlink_to("loop")
    for source in (tmp_path / "none", tmp_path / "loop", tmp_path / ("x" * 300)):
        with pytest.raises(SourceError) as caught:
            find_releases([tmp_path / "a.txt", source])
        assert str(remedy(caught.value)).startswith("Name the file or folder")


def test_a_source_that_is_a_broken_symlink_is_an_error(tmp_path: Path) -> None:
    """The message says that the symlink is broken."""
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    with pytest.raises(SourceError, match="link is a broken symlink"):
        find_releases([tmp_path / "link"])


# Sets of paths

full_paths = st.lists(st.sampled_from(["a", "ab", "b", "a b"]), max_size=4).map(
    lambda names: "/" + "/".join(names)
)


@given(st.lists(full_paths, max_size=6), full_paths)
def test_a_path_set_contains_everything_below_its_paths(folders: list[str], path: str) -> None:
    """The paths that contain another path agree with a plain comparison, the outermost first."""
    expected = [folder for folder in sorted({*folders}, key=len) if is_within(path, folder)]
    assert list(PathSet(folders).containing(path)) == expected
    assert (path in PathSet(folders)) == bool(expected)


def test_a_look_up_does_not_depend_on_the_size_of_the_set() -> None:
    """It takes as many steps as the path has folders."""
    folders = PathSet(f"/{number}" for number in range(200_000))
    folders._paths = _CountingDict(folders._paths)
    assert "/x/7/9" not in folders
    assert list(folders.containing("/7/9")) == ["/7"]
    assert folders._paths.look_ups < 20


class _CountingDict(dict[str, str]):
    """A dictionary that counts its look-ups."""

    look_ups = 0

    def __contains__(self, key: object) -> bool:
        self.look_ups += 1
        return super().__contains__(key)

    def __iter__(self) -> Any:
        raise AssertionError("a look-up went through the whole set")


def test_a_file_in_two_overlapping_sources_counts_once(archive: Path) -> None:
    """Its id is that of the source that was named first."""
    (archive / "inside").mkdir()
    (archive / "inside" / "z.txt").write_text("date 2025-01-01 Titel\n")
    for sources, id_ in (([archive, archive / "inside"], "inside/z"), ([archive / "inside", archive], "z")):
        found = [one for one in find_releases(sources) if isinstance(one, FoundFile)]
        assert [one.id for one in found if one.path.endswith("z.txt")] == [id_]
        assert not [one for one in find_releases(sources) if isinstance(one, Problem) and "z.txt" in one.path]
