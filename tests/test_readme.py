"""The documentation is true: every example is typed, every table compared, every name looked up.

The two set-up commands of the README are not run here: ``.ci/run`` runs them.
"""

from __future__ import annotations

import datetime
import doctest
import fnmatch
import json
import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

import pytest
from support.pictures import FULL_SCREENS, PICTURES, THEMES, draw_full_screen, seeds_index, shown_lines
from support.readme import DOCS, PAGES, generated, indexed_workplace, outputs, regenerated
from support.screen import PROJECT

from defsearch.cli.main import COMMANDS
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.search.results import SearchRequest
from defsearch.search.searcher import open_searcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.pictures import FullScreen

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
GITHUB = PROJECT / ".github"
TEXTS = {page: page.read_text(encoding="utf-8") for page in (*PAGES, *sorted(GITHUB.glob("*.md")))}
README = TEXTS[PROJECT / "README.md"]
COMMAND_LINE = TEXTS[DOCS / "command-line.md"]
ARCHITECTURE = TEXTS[DOCS / "architecture.md"]
TODAY = datetime.date(2026, 2, 1)

every_page = pytest.mark.parametrize("page", TEXTS, ids=lambda page: page.name)


class Typed(NamedTuple):
    """What the program prints now: the pages with all their examples, and the lines of the pictures."""

    pages: dict[Path, str]
    screens: dict[str, list[str]]
    keys: set[str]
    exported: dict[str, object]
    index_files: set[str]


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Typed:
    """Type all examples of all pages, and then the commands of the pictures, in one folder."""
    folder = tmp_path_factory.mktemp("readme")
    workplace = indexed_workplace(folder)
    pages = {page: regenerated(TEXTS[page], workplace) for page in PAGES}
    screens = {
        picture.name: [re.sub(r"\x1b\[[\d;]*m", "", line) for line in lines]
        for picture, lines in shown_lines(workplace)
    }
    printed = [
        json.loads(workplace.show(f"defsearch {command} | head -n 1", columns=80))
        for command in ("query drones --json", "timeline drones --json", "export")
    ]
    files = {file.name for file in (folder / "work" / "index").iterdir()}
    return Typed(pages, screens, {key for value in printed for key in _keys(value)}, printed[-1], files)


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


@pytest.mark.slow
def test_every_example_and_generated_part_is_up_to_date(typed: Typed) -> None:
    """After an intended change, run: python tests/support/readme.py."""
    for page in PAGES:
        assert outputs(TEXTS[page]) == outputs(typed.pages[page]), page.name
        assert generated(TEXTS[page]) == generated(typed.pages[page]), page.name
        assert TEXTS[page] == typed.pages[page]


@every_page
def test_no_example_escapes_the_comparison(page: Path) -> None:
    """Every console block has a mark, and no other block shows a prompt."""
    compared = [output.content for output in outputs(TEXTS[page])]
    blocks = FENCED.findall(TEXTS[page])
    assert compared == [content for kind, content in blocks if kind == "console" or content.startswith("$ ")]


@pytest.mark.parametrize("name", ["try", "test"])
def test_the_set_up_commands_are_one_line_each(name: str) -> None:
    """They are below the marks that .ci/run looks for."""
    found = re.search(rf"<!-- command: {name} -->\n```sh\n(.*)\n```\n", README)
    assert found is not None
    assert found[1].startswith("python3 -m venv .venv && ")


def test_the_first_command_of_the_readme_tries_the_program() -> None:
    """The test command comes later, below "Contributing"."""
    assert README.index("```sh\n") == README.index("<!-- command: try -->") + len("<!-- command: try -->\n")
    assert README.index("## Contributing") < README.index("<!-- command: test -->")


def test_every_command_has_its_help_and_its_line() -> None:
    """A new command cannot be forgotten."""
    for name in COMMANDS:
        assert f"### defsearch {name}\n" in generated(COMMAND_LINE)["help"]
        assert f"| `defsearch {name}` |" in generated(COMMAND_LINE)["commands"]


@every_page
def test_every_option_that_a_page_names_exists(page: Path) -> None:
    """An option of defsearch in the text is in the help as well."""
    known = set(re.findall(r"--[a-z][a-z-]+", generated(COMMAND_LINE)["help"]))
    codes = [*re.findall(r"(?<!`)`([^`\n]+)`(?!`)", TEXTS[page]), *_shell_lines(TEXTS[page])]
    named = {
        option
        for code in codes
        if code.startswith(("-", "defsearch "))
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]+", code.partition("|")[0])
    }
    assert named <= known


def _shell_lines(text: str) -> Iterator[str]:
    """Yield the lines of shell blocks."""
    for kind, content in FENCED.findall(text):
        if kind == "sh":
            yield from content.splitlines()


@every_page
def test_every_variable_that_a_page_names_exists(page: Path) -> None:
    """An environment variable belongs to an option, or it is in the code."""
    variable = re.compile(r"\bDEFSEARCH_[A-Z_]+\b")
    code = "".join(file.read_text(encoding="utf-8") for file in (PROJECT / "defsearch").rglob("*.py"))
    known = {*variable.findall(generated(COMMAND_LINE)["help"]), *variable.findall(code)}
    assert set(variable.findall(TEXTS[page])) <= known


@every_page
def test_every_link_has_a_target(page: Path) -> None:
    """A link leads to a file of the project, and to a heading of that file."""
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[page]):
        if target.startswith("https://"):
            continue
        file, _, heading = target.partition("#")
        linked = (page.parent / file).resolve() if file else page
        assert linked.is_file(), target
        assert not heading or heading in _anchors(linked.read_text(encoding="utf-8")), target


def _anchors(text: str) -> set[str]:
    """Return the names that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@every_page
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    """A path in the text is a path of the project, and a test that follows the path is in that file."""
    for path, test in re.findall(r"`((?:defsearch|tests|seeds)/[\w/.*-]*)(?:::(\w+))?`", TEXTS[page]):
        files = list(PROJECT.glob(path.rstrip("/")))
        assert files, path
        assert not test or f"def {test}(" in files[0].read_text(encoding="utf-8"), test


def test_the_tree_of_the_architecture_is_the_package() -> None:
    """It has one line for each folder and module, and no other."""
    tree = next(content for _, content in FENCED.findall(ARCHITECTURE) if content.startswith("defsearch/\n"))
    package = {
        entry.name + "/" * entry.is_dir()
        for entry in (PROJECT / "defsearch").iterdir()
        if entry.name not in ("__pycache__", "__init__.py", "py.typed")
    }
    assert sorted(re.findall(r"^  (\S+)", tree, re.M)) == sorted(package)


def test_every_folder_has_its_paragraph_and_is_on_a_path() -> None:
    """The steps of the paths are modules that exist, and the paths lead through all folders."""
    paths = "".join(
        content for _, content in FENCED.findall(ARCHITECTURE) if content.startswith(("argv", "Release"))
    )
    steps = re.findall(r"\b[a-z]+(?:\.[a-z_]+)+\b", paths)
    for step in steps:
        assert (PROJECT / "defsearch" / step.replace(".", "/")).with_suffix(".py").is_file(), step
    folders = {file.parent.name for file in (PROJECT / "defsearch").glob("*/__init__.py")}
    assert folders == {step.partition(".")[0] for step in steps}
    assert folders == set(re.findall(r"^\*\*`(\w+)/`\*\*", ARCHITECTURE, re.M))


@pytest.mark.slow
def test_the_index_format_describes_every_file_of_an_index(typed: Typed) -> None:
    """Each pattern of its table matches a file, and each file matches a pattern."""
    patterns = re.findall(r"^\| `(\S+)` \|", TEXTS[DOCS / "index-format.md"], re.M)
    matched = {pattern: fnmatch.filter(typed.index_files, pattern) for pattern in patterns}
    assert all(matched.values()), matched
    assert {name for names in matched.values() for name in names} == typed.index_files


def test_every_data_file_and_dependency_has_its_licence() -> None:
    """The page of data sources names all of them."""
    text = TEXTS[DOCS / "data-sources.md"]
    for file in (PROJECT / "defsearch").rglob("data/*"):
        assert f"`{file.relative_to(PROJECT)}`" in text
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for dependency in project["dependencies"]:
        assert re.split(r"\W", dependency)[0] in text.lower()


def test_each_python_of_the_classifiers_is_in_the_workflow() -> None:
    """What the package says about Python is what the workflow runs."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    classified = re.findall(r"Python :: (\d\.\d+)", "\n".join(project["classifiers"]))
    workflow = (GITHUB / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert re.findall(r'"(\d\.\d+)"', workflow) == classified
    assert project["requires-python"] == f">={classified[0]}"


def test_the_changelog_has_the_version() -> None:
    """Each version has its heading, and the next one is collected above it."""
    headings = re.findall(r"^## \[(.+?)\]", TEXTS[DOCS / "CHANGELOG.md"], re.M)
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert headings[:2] == ["Unreleased", project["version"]]


def joined_rows(text: str) -> dict[str, tuple[list[str], list[str]]]:
    """Return the table of Dutch matches: for each query the words that it finds, and those that it does not."""
    rows = {}
    table = text.partition("<!-- table: joined -->\n")[2].partition("\n\n")[0]
    for row in table.splitlines()[2:]:
        query, found, other = (cell.strip() for cell in row.strip("|").split("|"))
        rows[query.strip("`")] = (_words(found), _words(other))
    return rows


def _words(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(",") if word.strip()]


@pytest.mark.slow
def test_dutch_words_match_as_the_table_says(tmp_path: Path) -> None:
    """In an archive with one release for each word, a query finds the words of its row, and not the others."""
    rows = joined_rows(TEXTS[DOCS / "dutch.md"])
    (tmp_path / "seeds").mkdir()
    words = {word for found, other in rows.values() for word in (*found, *other)}
    ids = {word: f"{number:03}" for number, word in enumerate(sorted(words))}
    for word, id_ in ids.items():
        text = f"date 2025-01-01 Bericht {id_}\n\n{word}.\n"
        (tmp_path / "seeds" / f"{id_}.txt").write_text(text, encoding="utf-8")
    ingest([tmp_path / "seeds"], tmp_path / "index", IngestOptions())
    assert len(rows) > 15
    with open_searcher(tmp_path / "index") as searcher:
        for query, (found, other) in rows.items():
            hits = searcher.search(SearchRequest(query=query, limit=len(ids), passages=0), TODAY).hits
            reached = {hit.id for hit in hits}
            assert [word for word in found if ids[word] not in reached] == [], query
            assert [word for word in other if ids[word] in reached] == [], query


def test_the_table_of_the_readme_is_a_part_of_the_tested_one() -> None:
    """Each of its rows is a row of the page about Dutch."""
    assert joined_rows(README).items() <= joined_rows(TEXTS[DOCS / "dutch.md"]).items()


@pytest.mark.slow
def test_the_keys_in_examples_with_jq_are_in_the_output(typed: Typed) -> None:
    """The examples with jq name keys that the program prints."""
    named = {
        key
        for text in TEXTS.values()
        for line in _shell_lines(text)
        for query in re.findall(r"jq -[rc] '([^']+)'", line)
        for key in re.findall(r"\.([a-z_]+)", query)
    }
    assert named
    assert named <= typed.keys


@pytest.mark.slow
def test_the_search_server_has_every_field(typed: Typed) -> None:
    """The mapping in the example has a field for each key of an exported release."""
    found = re.search(r"-d '(\{.*?\})'\n", COMMAND_LINE, re.S)
    assert found is not None
    assert set(json.loads(found[1])["mappings"]["properties"]) == set(typed.exported)


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [picture.name for picture in PICTURES])
def test_every_picture_shows_what_the_program_prints(name: str, theme: str, typed: Typed) -> None:
    """After an intended change, run: python tests/support/pictures.py."""
    picture = ElementTree.parse(DOCS / f"{name}{theme}.svg")  # noqa: S314 - our own file
    rows: dict[float, str] = {}
    for element in picture.iter("{http://www.w3.org/2000/svg}text"):
        if element.get("clip-path"):  # all but the title of the window
            row = float(element.get("y", "0"))
            rows[row] = rows.get(row, "") + _without_spaces(element.text or "")
    drawn = [rows[row] for row in sorted(rows) if rows[row]]
    assert drawn == [_without_spaces(line) for line in typed.screens[name] if line.strip()]


@pytest.mark.parametrize("picture", FULL_SCREENS, ids=lambda picture: picture.name)
def test_every_picture_of_the_full_screen_is_what_it_shows(picture: FullScreen, tmp_path: Path) -> None:
    """After an intended change, run: python tests/support/pictures.py."""
    kept = (DOCS / f"{picture.name}.svg").read_text(encoding="utf-8")
    assert draw_full_screen(picture, seeds_index(tmp_path)) == kept


def _without_spaces(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("picture", sorted(DOCS.glob("*.svg")), ids=lambda picture: picture.name)
def test_pictures_load_nothing_from_the_network(picture: Path) -> None:
    """They name no fonts to fetch."""
    assert "url(http" not in picture.read_text(encoding="utf-8")


def test_the_examples_of_the_python_page_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed into one interpreter, in a folder with the index of the seeds."""
    ingest([PROJECT / "seeds"], tmp_path / "index", IngestOptions())
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(
        str(DOCS / "python.md"), module_relative=False, optionflags=doctest.FAIL_FAST
    )
    assert tried > 10
    assert failed == 0
