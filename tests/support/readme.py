"""Generated parts of the documentation: example output, tables, the manual page: what the program knows best.

    python tests/support/readme.py

writes them anew into README.md and the pages in ``.docs``, and the manual page; tests fail where that is due.
Two marks are replaced:

- ``<!-- output: COMMAND -->`` and the console block below it: what the command prints on a terminal. All pages are
  typed in one folder, from top to bottom, in the order of ``PAGES``. The folder has the seeds and their index.
- ``<!-- generated: NAME -->`` to ``<!-- end -->``: what the function of that name in ``GENERATORS`` returns.

Output is compared as it is. So an example must print nothing that differs from run to run: no size, no duration.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from support.screen import PROJECT, Workplace

from defsearch.cli.main import COMMANDS
from defsearch.query.help import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

DOCS = PROJECT / ".docs"
MANUAL_PAGE = DOCS / "defsearch.1"  # the wheel carries it
PAGES = (PROJECT / "README.md", *sorted(DOCS.glob("*.md")))
_COLUMNS = 88
_OUTPUT = re.compile(r"<!-- output: (.+) -->\n```console\n((?:.*\n)*?)```\n")
_GENERATED = re.compile(r"<!-- generated: (.+) -->\n((?:.*\n)*?)<!-- end -->\n")
_RUNS = PROJECT / "tests" / "benchmarks" / "runs"
_DATES = "How dates are written"


class Output(NamedTuple):
    """One example: the command, and the whole text of the console block."""

    command: str
    content: str


def outputs(text: str) -> list[Output]:
    """Return the examples of a page, in their order."""
    return [Output(found[1], found[2]) for found in _OUTPUT.finditer(text)]


def generated(text: str) -> dict[str, str]:
    """Return the generated parts of a page by their names."""
    return {found[1]: found[2] for found in _GENERATED.finditer(text)}


def indexed_workplace(folder: Path) -> Workplace:
    """Return a workplace in ``folder`` with the seeds and their index."""
    workplace = Workplace(folder)
    workplace.show("defsearch ingest", columns=_COLUMNS)
    return workplace


def regenerated(text: str, workplace: Workplace) -> str:
    """Return a page with its examples and generated parts as they should be now."""

    def output(found: re.Match[str]) -> str:
        printed = workplace.show(found[1], columns=_COLUMNS).rstrip()
        return f"<!-- output: {found[1]} -->\n```console\n$ {found[1]}\n{printed}\n```\n"

    def part(found: re.Match[str]) -> str:
        return (
            f"<!-- generated: {found[1]} -->\n\n{GENERATORS[found[1]](workplace).strip()}\n\n<!-- end -->\n"
        )

    return _GENERATED.sub(part, _OUTPUT.sub(output, text))


def _query_language(_: Workplace) -> str:
    return "".join(section for title, section in _guide() if title != _DATES)


def _dates(_: Workplace) -> str:
    return "".join(section.partition("\n\n")[2] for title, section in _guide() if title == _DATES)


def _guide() -> Iterator[tuple[str, str]]:
    """Yield the sections of the guide to the query language with their titles."""
    for section in re.split(r"(?m)^(?=### )", markdown(level=3)):
        if section:
            yield section.partition("\n")[0].removeprefix("### "), section.rstrip() + "\n\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _commands(_: Workplace) -> str:
    return _table(("command", "does"), [(f"`defsearch {name}`", does) for name, does in COMMANDS.items()])


def _exit_codes(workplace: Workplace) -> str:
    manual = workplace.show("defsearch man", columns=_COLUMNS)
    section = manual.partition(".SH EXIT STATUS\n")[2].replace("\\", "")
    rows = [
        (found[1], " ".join(found[2].split()))
        for found in re.finditer(r"^\.TP\nfB(\d+)fR\n((?:[^.].*\n)+)", section, re.M)
    ]
    return _table(("code", "means"), rows)


def _help(workplace: Workplace) -> str:
    pages = []
    for command in ("defsearch", *(f"defsearch {name}" for name in COMMANDS)):
        printed = workplace.show(f"{command} --help", columns=_COLUMNS).rstrip()
        pages.append(f"### {command}\n\n```text\n{printed}\n```\n\n")
    return "".join(pages)


def _keys(_: Workplace) -> str:
    from defsearch.browse.app import key_help  # here: the other pages do not need the full screen

    return _table(("key", "does"), key_help())


def _speed(_: Workplace) -> str:
    """Return the newest run of the speed benchmark as a table."""
    file = max(file for file in _RUNS.glob("*.json") if not file.stem.endswith("-growth"))
    run = json.loads(file.read_text(encoding="utf-8"))
    rows = [
        (figure["name"], f"{figure['value']:.3g} {figure['unit']}", str(figure["budget"] or ""))
        for figure in run["figures"]
    ]
    machine = run["machine"]
    return (
        f"Measured by `python tests/benchmarks speed` on {run['when'][:10]}, with Python {machine['python']} on "
        f"{machine['processors']} processors. `{file.relative_to(PROJECT)}` has every sample. "
        f"÷ and × are ratios within the run.\n\n{_table(('', 'measured', 'at most'), rows)}"
    )


def _growth(_: Workplace) -> str:
    """Return the chart of the newest run of the growth benchmark."""
    chart = max(_RUNS.glob("*-growth.svg")).relative_to(PROJECT)
    return f"![Time, memory and size against the number of releases](../{chart})"


GENERATORS: Mapping[str, Callable[[Workplace], str]] = {
    "commands": _commands,
    "query language": _query_language,
    "dates": _dates,
    "exit codes": _exit_codes,
    "help": _help,
    "keys": _keys,
    "speed": _speed,
    "growth": _growth,
}


def main() -> None:
    """Write every page anew and say which of them changed."""
    with tempfile.TemporaryDirectory() as folder:
        workplace = indexed_workplace(Path(folder))
        MANUAL_PAGE.write_text(workplace.show("defsearch man", columns=_COLUMNS), encoding="utf-8")
        for page in PAGES:
            before = page.read_text(encoding="utf-8")
            after = regenerated(before, workplace)
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(
                f"{page.relative_to(PROJECT)}: {'unchanged' if before == after else 'changed'}\n"
            )


if __name__ == "__main__":
    main()
