"""The project as it lies there: what stands where, who imports whom, and the habits that a reader relies on."""

from __future__ import annotations

import ast
import hashlib
import re
from graphlib import TopologicalSorter
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "defsearch"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted(file for file in (PROJECT / "tests").rglob("*.py") if ".work" not in file.parts)
MOST_LINES = 400
# Paths of one machine, and of a folder beside the project. The home in the README's examples is nobody's.
FOREIGN = re.compile(r"(?<![\w.~-])/(?:work|root|mnt|Users|home/(?!anna/))\b|(?:^|[^.\w])\.\./shared\b", re.M)
GUARD = PACKAGE / "index" / "whoosh_guard.py"


def _name(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names))


def test_the_top_of_the_project_holds_what_it_should() -> None:
    """Two files and four folders; whatever else there is begins with a dot."""
    there = {entry.name for entry in PROJECT.iterdir() if not entry.name.startswith(".")}
    assert there == {"pyproject.toml", "README.md", "defsearch", "seeds", "tests", "index"}


def test_the_seeds_are_the_two_releases_byte_for_byte() -> None:
    """Nobody's editor has touched them."""
    digests = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (PROJECT / "seeds").iterdir()
    }
    assert digests == {
        "000_2a82c3f99f7f09b9.txt": "42e82fd5cf51f41184e82b31709b71d5488aa747e923b63b0a1e5beb09e68555",
        "002_b80e71fcccb929ba.txt": "760cf32a7d030a61e4d23b84972b8aa24cdd84eb0031c0702a55369eccaeea53",
    }


def test_the_locked_versions_are_within_the_bounds_and_have_hashes() -> None:
    """Every dependency that is named stands in the lock file, as one of the versions that may be installed."""
    lines = (
        (PROJECT / ".ci" / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    )
    locked = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert all("--hash=sha256:" in line for line in locked)
    pinned = [Requirement(line.partition(" --hash")[0]) for line in locked]
    for wanted in map(Requirement, metadata.requires("defsearch") or []):
        if wanted.name == "defsearch" or (wanted.marker and "fuzz" in str(wanted.marker)):
            continue
        versions = [
            str(one.specifier).removeprefix("==") for one in pinned if one.name == wanted.name.lower()
        ]
        assert versions, wanted
        assert all(map(wanted.specifier.contains, versions)), (wanted, versions)


def test_a_built_index_is_never_committed() -> None:
    """The folder ignores all that it holds but its own ignore file."""
    rules = (PROJECT / "index" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [rule for rule in rules if not rule.startswith("#")] == ["*", "!.gitignore"]


def _texts() -> Iterator[Path]:
    """Every file of the project that people write: not what is built, kept or packed."""
    yield from (PROJECT / "README.md", PROJECT / "pyproject.toml", *(PROJECT / ".ci").glob("*"))
    for folder in ("defsearch", "seeds", "tests", ".docs"):
        for file in (PROJECT / folder).rglob("*"):
            built = any(
                part == "__pycache__" or part.startswith(".") for part in file.relative_to(PROJECT).parts[1:]
            )
            if file.is_file() and not built and file.suffix != ".xz":
                yield file


def test_nothing_speaks_of_somebodys_machine() -> None:
    """No file names a folder outside the project."""
    found = {
        f"{_name(file)}: {match[0]}"
        for file in _texts()
        for match in FOREIGN.finditer(file.read_text(encoding="utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize("file", MODULES + TESTS, ids=_name)
def test_no_module_is_longer_than_one_can_hold_in_mind(file: Path) -> None:
    """Past the limit a module is two modules."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_every_module_says_what_it_is() -> None:
    """All but the empty files that make a folder a package begin with a docstring."""
    silent = [
        _name(file) for file in MODULES + TESTS if file.stat().st_size and not ast.get_docstring(_tree(file))
    ]
    assert silent == []


def test_packages_are_only_folders() -> None:
    """An ``__init__.py`` holds nothing, so that importing a module imports that module."""
    assert [_name(file) for file in MODULES if file.name == "__init__.py" and file.stat().st_size] == []


def test_every_test_says_what_is_true() -> None:
    """In a sentence, for whoever reads that it failed."""
    silent = [
        f"{_name(file)}: {node.name}"
        for file in TESTS
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_imports_go_down_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layers of pyproject.toml hold, and no module stands outside them."""
    monkeypatch.chdir(PROJECT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_imports_run_in_no_circle() -> None:
    """Not inside functions either, nor for the type checker alone: what a module needs can be read before it."""
    names = {".".join(file.relative_to(PROJECT).with_suffix("").parts): file for file in MODULES}
    needs = {name: names.keys() & set(_imports(_tree(file))) for name, file in names.items()}
    assert len(list(TopologicalSorter(needs).static_order())) == len(names)


@pytest.mark.parametrize(
    ("library", "rooms"),
    [("whoosh", {"index"}), ("typer", {"cli"}), ("rich", {"cli", "render"}), ("snowballstemmer", {"dutch"}),
     ("simplemma", {"dutch"})],
)  # fmt: skip
def test_a_library_stops_at_its_room(library: str, rooms: set[str]) -> None:
    """So that another could take its place."""
    users = {
        file.relative_to(PACKAGE).parts[0]
        for file in MODULES
        for name in _imports(_tree(file))
        if name.partition(".")[0] == library
    }
    assert users == rooms


def test_whoosh_is_imported_through_its_guard_only() -> None:
    """One module makes it safe, so all others take it from there."""
    users = [file for file in MODULES for name in _imports(_tree(file)) if name.partition(".")[0] == "whoosh"]
    assert set(users) == {GUARD}


def test_an_import_inside_a_function_has_its_reason_beside_it() -> None:
    """Imports stand at the top; only what a run may never need is imported late, and a comment says why."""
    unexplained = [
        f"{_name(file)}:{node.lineno}"
        for file in MODULES
        if not file.is_relative_to(PACKAGE / "cli")
        and file != GUARD  # in cli each command pays for itself only
        for function in ast.walk(_tree(file))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not _is_explained(file, node.lineno)
    ]
    assert unexplained == []


def _is_explained(file: Path, number: int) -> bool:
    """Whether a comment stands behind the import on this line (from 1), or above it and its neighbours."""
    lines = file.read_text(encoding="utf-8").splitlines()[:number]
    while "#" not in lines[-1] and re.match(r"\s*(import|from)\b", lines[-1]):
        lines.pop()
    return "#" in lines[-1]


def test_all_data_is_in_the_package() -> None:
    """What the program reads at run time lies inside the package, where a wheel takes it from."""
    data = {
        _name(file) for file in PACKAGE.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc")
    }
    assert {name for name in data if not name.startswith("defsearch/dutch/data/")} == {"defsearch/py.typed"}
    assert data > {"defsearch/py.typed"}
