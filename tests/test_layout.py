"""The layout of the project: its files, its imports, and the conventions that a reader relies on."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
from functools import cache
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
# Paths of one machine, and of a folder beside the project. The home of "anna" is the invented home of the examples.
FOREIGN = re.compile(r"(?<![\w.~-])/(?:work|root|mnt|Users|home/(?!anna/))\b|(?:^|[^.\w])\.\./shared\b", re.M)
GUARD = PACKAGE / "index" / "whoosh_guard.py"


def _name(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names))


def test_the_top_level_is_complete() -> None:
    """It has two files and four folders; every other name starts with a dot."""
    there = {entry.name for entry in PROJECT.iterdir() if not entry.name.startswith(".")}
    assert there == {"pyproject.toml", "README.md", "defsearch", "seeds", "tests", "index"}


def test_the_seeds_are_the_two_releases_byte_for_byte() -> None:
    """No editor has changed them."""
    digests = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (PROJECT / "seeds").iterdir()
    }
    assert digests == {
        "000_2a82c3f99f7f09b9.txt": "42e82fd5cf51f41184e82b31709b71d5488aa747e923b63b0a1e5beb09e68555",
        "002_b80e71fcccb929ba.txt": "760cf32a7d030a61e4d23b84972b8aa24cdd84eb0031c0702a55369eccaeea53",
    }


def test_the_locked_versions_are_within_the_bounds_and_have_hashes() -> None:
    """Every dependency is in the lock file, in a version that pyproject.toml allows."""
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
    """The folder ignores everything but its own ignore file."""
    rules = (PROJECT / "index" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [rule for rule in rules if not rule.startswith("#")] == ["*", "!.gitignore"]


def _texts() -> Iterator[Path]:
    """Yield every text file of the project that people write: nothing that is built or packed."""
    yield from (PROJECT / "README.md", PROJECT / "pyproject.toml", *(PROJECT / ".ci").glob("*"))
    for folder in ("defsearch", "seeds", "tests", ".docs", ".github"):
        for file in (PROJECT / folder).rglob("*"):
            built = any(
                part == "__pycache__" or part.startswith(".") for part in file.relative_to(PROJECT).parts[1:]
            )
            if file.is_file() and not built and file.suffix not in (".xz", ".z"):
                yield file


def test_no_file_names_a_path_of_one_machine() -> None:
    """No file of the project names a folder outside it."""
    found = {
        f"{_name(file)}: {match[0]}"
        for file in _texts()
        for match in FOREIGN.finditer(file.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_every_module_has_a_docstring() -> None:
    """Only empty files, which make a folder a package, have none."""
    silent = [
        _name(file) for file in MODULES + TESTS if file.stat().st_size and not ast.get_docstring(_tree(file))
    ]
    assert silent == []


def test_packages_are_only_folders() -> None:
    """An ``__init__.py`` is empty, so that the import of a module imports only that module.

    That of the package itself loads each of its names when it is used.
    """
    filled = [file for file in MODULES if file.name == "__init__.py" and file.stat().st_size]
    assert filled == [PACKAGE / "__init__.py"]
    program = "import sys; before = set(sys.modules); import defsearch; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["defsearch"]


def test_every_test_has_a_docstring() -> None:
    """It says what should be true, for the reader of a failure."""
    silent = [
        f"{_name(file)}: {node.name}"
        for file in TESTS
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_imports_go_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """They follow the layers in pyproject.toml, and every module is in a layer."""
    monkeypatch.chdir(PROJECT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_imports_have_no_circle() -> None:
    """Imports inside functions and for the type checker count as well."""
    names = {".".join(file.relative_to(PROJECT).with_suffix("").parts): file for file in MODULES}
    needs = {name: names.keys() & set(_imports(_tree(file))) for name, file in names.items()}
    assert len(list(TopologicalSorter(needs).static_order())) == len(names)


@pytest.mark.parametrize(
    ("library", "folders"),
    [("whoosh", {"index"}), ("typer", {"cli"}), ("rich", {"browse", "cli", "render"}), ("textual", {"browse"}),
     ("snowballstemmer", {"dutch"}), ("simplemma", set()), ("lxml", {"convert"}), ("markdown_it", {"convert"})],
)  # fmt: skip
def test_a_library_is_used_in_its_folders_only(library: str, folders: set[str]) -> None:
    """So it can be replaced there."""
    users = {
        file.relative_to(PACKAGE).parts[0]
        for file in MODULES
        for name in _imports(_tree(file))
        if name.partition(".")[0] == library
    }
    assert users == folders


def test_only_the_guard_imports_whoosh() -> None:
    """One module makes Whoosh safe, and the others import it from there."""
    users = [file for file in MODULES for name in _imports(_tree(file)) if name.partition(".")[0] == "whoosh"]
    assert set(users) == {GUARD}


def test_an_import_inside_a_function_has_a_comment() -> None:
    """Imports are at the top of a file; only what a run may not need is imported late, and a comment says why."""
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
    """Whether the import on this line (from 1) has a comment after it, or above it and the imports next to it."""
    lines = file.read_text(encoding="utf-8").splitlines()[:number]
    while "#" not in lines[-1] and re.match(r"\s*(import|from)\b", lines[-1]):
        lines.pop()
    return "#" in lines[-1]


def test_all_data_is_in_the_package() -> None:
    """Data that the program reads is in a folder ``data`` of the package, so a wheel includes it."""
    data = {
        _name(file) for file in PACKAGE.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc")
    }
    assert {name for name in data if Path(name).parent.name != "data"} == {"defsearch/py.typed"}
    assert data > {"defsearch/py.typed"}
