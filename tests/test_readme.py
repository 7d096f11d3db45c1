"""The README tells the truth: every example is typed, every table compared, every name looked up.

Its two set-up commands are not run here: that is for the script that runs these tests.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from support.pictures import FOLDER, PICTURES, shown_lines
from support.readme import MAKERS, README, made_anew, outputs, parts
from support.screen import PROJECT, Workplace

from defsearch.cli.app import COMMANDS
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.search.results import SearchRequest
from defsearch.search.searcher import open_searcher

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = README.read_text(encoding="utf-8")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
TODAY = datetime.date(2026, 2, 1)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A folder where nothing has been typed yet but what the README says."""
    return Workplace(tmp_path_factory.mktemp("readme"))


@pytest.fixture(scope="module")
def fresh(workplace: Workplace) -> str:
    """The README as it should be now."""
    return made_anew(TEXT, workplace)


def test_every_example_shows_what_the_program_prints(fresh: str) -> None:
    """After a change that is meant: python tests/support/readme.py."""
    assert outputs(TEXT) == outputs(fresh)


@pytest.mark.parametrize("name", MAKERS)
def test_every_generated_part_is_as_it_would_be_made_now(name: str, fresh: str) -> None:
    """After a change that is meant: python tests/support/readme.py."""
    assert parts(TEXT)[name] == parts(fresh)[name]


def test_no_example_escapes_the_comparison() -> None:
    """Every console block is one whose command is typed, and nothing else shows a prompt."""
    compared = [output.content for output in outputs(TEXT)]
    shown = [
        content for kind, content in FENCED.findall(TEXT) if kind == "console" or content.startswith("$ ")
    ]
    assert shown == compared


@pytest.mark.parametrize("name", ["try", "test"])
def test_the_two_set_up_commands_are_one_line_each(name: str) -> None:
    """They stand below their marks, where the script that runs them looks for them."""
    found = re.search(rf"<!-- command: {name} -->\n```sh\n(.*)\n```\n", TEXT)
    assert found is not None
    assert found[1].startswith("python3 -m venv .venv && ")


def test_every_command_has_its_help_and_its_line() -> None:
    """A new command cannot be forgotten."""
    for name in COMMANDS:
        assert f"<code>defsearch {name} --help</code>" in parts(TEXT)["help"]
        assert f"| `defsearch {name}` |" in parts(TEXT)["commands"]


def test_every_option_that_is_named_exists() -> None:
    """What the text says in passing is in the help as well."""
    known = set(re.findall(r"--[a-z][a-z-]+", parts(TEXT)["help"]))
    prose = TEXT[TEXT.index("## Everyday use") : TEXT.index("## Development")]
    named = {
        option
        for code in [*re.findall(r"(?<!`)`([^`]+)`(?!`)", prose), *_typed(prose)]
        if code.startswith(("-", "defsearch"))
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]+", code.partition("|")[0])
    }
    assert named <= known


def _typed(text: str) -> Iterator[str]:
    """The lines of shell blocks that call the program."""
    for kind, content in FENCED.findall(text):
        if kind == "sh":
            yield from (line for line in content.splitlines() if line.startswith("defsearch"))


def test_every_variable_that_is_named_exists() -> None:
    """An environment variable is one of an option, or it stands in the code."""
    variable = re.compile(r"\bDEFSEARCH_[A-Z_]+\b")
    code = "".join(file.read_text(encoding="utf-8") for file in (PROJECT / "defsearch").rglob("*.py"))
    known = {*variable.findall(parts(TEXT)["help"]), *variable.findall(code)}
    assert set(variable.findall(TEXT)) <= known


def test_links_lead_somewhere() -> None:
    """To a heading of the page or a file of the project."""
    headings = {_anchor(title) for title in re.findall(r"^#+ (.+)$", TEXT, re.M)}
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXT):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not target.startswith("https://"):
            assert (PROJECT / target).is_file(), target


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-")


def test_files_that_are_named_exist() -> None:
    """A path in the text is a path in the project."""
    for path in re.findall(r"`((?:defsearch|tests)/[\w/.*-]+\.\w+)`", TEXT):
        assert list(PROJECT.glob(path)), path


def test_the_picture_of_the_house_is_the_house() -> None:
    """One line for each room, and no other."""
    picture = next(content for _, content in FENCED.findall(TEXT) if content.startswith("defsearch/\n"))
    drawn = re.findall(r"^  (\S+)", picture, re.M)
    rooms = {
        entry.name + "/" * entry.is_dir()
        for entry in (PROJECT / "defsearch").iterdir()
        if entry.name not in ("__pycache__", "__init__.py", "py.typed")
    }
    assert sorted(drawn) == sorted(rooms)


def test_the_ways_through_the_house_are_of_modules_that_exist() -> None:
    """A step of a way is a module, or a value that passes between two."""
    variants = next(content for _, content in FENCED.findall(TEXT) if content.startswith("file ─"))
    for step in re.findall(r"\b[a-z]+(?:\.[a-z_]+)+\b", variants):
        assert (PROJECT / "defsearch" / step.replace(".", "/")).with_suffix(".py").is_file(), step


def test_every_room_is_on_the_way_or_beside_it() -> None:
    """The ways lead through every room."""
    variants = next(content for _, content in FENCED.findall(TEXT) if content.startswith("file ─"))
    rooms = {entry.name for entry in (PROJECT / "defsearch").iterdir() if (entry / "__init__.py").is_file()}
    assert rooms <= set(re.findall(r"\b([a-z]+)\.", variants))


def joined_rows() -> Iterator[tuple[str, list[str], list[str]]]:
    """The rows of the table of what is joined: a query, words that it finds, words that it does not."""
    table = TEXT.partition("<!-- table: joined -->\n")[2].partition("\n\n")[0]
    for row in table.splitlines()[2:]:
        query, found, other = (cell.strip() for cell in row.strip("|").split("|"))
        yield query.strip("`"), _words(found), _words(other)


def _words(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(",") if word.strip()]


def test_dutch_joins_what_the_table_says(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In an archive with a release for each word, a query finds those of its row, and not the others."""
    folder = tmp_path_factory.mktemp("joined")
    rows = list(joined_rows())
    (folder / "seeds").mkdir()
    words = {word for _, found, other in rows for word in (*found, *other)}
    ids = {word: f"{number:03}" for number, word in enumerate(sorted(words))}
    for word, id_ in ids.items():
        text = f"date 2025-01-01 Bericht {id_}\n\n{word}.\n"
        (folder / "seeds" / f"{id_}.txt").write_text(text, encoding="utf-8")
    ingest([folder / "seeds"], folder / "index", IngestOptions())
    assert len(rows) > 15
    with open_searcher(folder / "index") as searcher:
        for query, found, other in rows:
            hits = searcher.search(SearchRequest(query=query, limit=len(ids), passages=0), TODAY).hits
            reached = {hit.id for hit in hits}
            assert [word for word in found if ids[word] not in reached] == [], query
            assert [word for word in other if ids[word] in reached] == [], query


def test_keys_that_jq_is_asked_for_are_in_the_output(fresh: str, workplace: Workplace) -> None:
    """The examples with jq name keys that the program prints."""
    known: set[str] = set()
    for command in ("query drones --json", "timeline drones --json", "export"):
        shown = workplace.show(f"defsearch {command} | head -n 1", columns=80)
        known |= set(_keys(json.loads(shown)))
    asked = {
        key
        for kind, content in FENCED.findall(TEXT)
        if kind == "sh"
        for filter_ in re.findall(r"jq -[rc] '([^']+)'", content)
        for key in re.findall(r"\.([a-z_]+)", filter_)
    }
    assert asked
    assert asked <= known
    assert fresh  # what is indexed above is what the examples indexed


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def test_the_search_cluster_is_told_of_every_field(fresh: str, workplace: Workplace) -> None:
    """The mapping in the example is JSON and has a field for each key of an exported release."""
    assert fresh
    found = re.search(r"-d '(\{.*?\})'\n", TEXT, re.S)
    assert found is not None
    fields = json.loads(found[1])["mappings"]["properties"]
    release = json.loads(workplace.show("defsearch export | head -n 1", columns=80))
    assert set(fields) == set(release)


@pytest.fixture(scope="module")
def screens(fresh: str, workplace: Workplace) -> dict[str, list[str]]:
    """What the commands of the pictures show now, without colours; the README's examples have made the index."""
    assert fresh
    return {
        picture.name: [re.sub(r"\x1b\[[\d;]*m", "", line) for line in lines]
        for picture, lines in shown_lines(workplace)
    }


@pytest.mark.parametrize("name", [picture.name for picture in PICTURES])
def test_every_picture_shows_what_the_program_shows(name: str, screens: dict[str, list[str]]) -> None:
    """After a change that is meant: python tests/support/pictures.py."""
    picture = ElementTree.parse(FOLDER / f"{name}.svg")  # noqa: S314 - our own file
    rows: dict[float, str] = {}
    for element in picture.iter("{http://www.w3.org/2000/svg}text"):
        if element.get("clip-path"):  # all but the title of the window
            row = float(element.get("y", "0"))
            rows[row] = rows.get(row, "") + _without_spaces(element.text or "")
    drawn = [rows[row] for row in sorted(rows)]
    assert [line for line in drawn if line] == [
        _without_spaces(line) for line in screens[name] if line.strip()
    ]


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def test_pictures_reach_for_nothing_on_the_network() -> None:
    """A reader's browser is not sent to fetch fonts."""
    for picture in PICTURES:
        assert "url(http" not in (FOLDER / f"{picture.name}.svg").read_text(encoding="utf-8")
