"""The parts of the README that are made and not written: shown output, tables and lists that the program knows best.

    python tests/support/readme.py

makes them anew in README.md; the tests say when that is due. What stands between these marks is made:

- ``<!-- output: COMMAND -->`` and a console block: what the command shows on a terminal. All of them are one session,
  typed from top to bottom in a folder with nothing but the seeds.
- ``<!-- generated: NAME -->`` to ``<!-- end -->``: what the maker of that name in ``MAKERS`` says.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from support.screen import PROJECT, Workplace

from defsearch.cli.app import COMMANDS
from defsearch.query.help import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

README = PROJECT / "README.md"
_COLUMNS = 88
_OUTPUT = re.compile(r"<!-- output: (.+) -->\n```console\n((?:.*\n)*?)```\n")
_GENERATED = re.compile(r"<!-- generated: (.+) -->\n((?:.*\n)*?)<!-- end -->\n")
_PASSING = (  # what differs from run to run, or with things that no example is about
    (re.compile(r"\(\d+\.\d s\)"), "(… s)"),
    (re.compile(r"(?m)^made( +)\S+ \S+"), r"made\1…"),
    (re.compile(r"(?m)^analysis( +)\S+"), r"analysis\1…"),
    (re.compile(r"\d+\.\d MB"), "… MB"),
)
_RUNS = PROJECT / "tests" / "benchmarks" / "runs"
_DATES = "How dates are written"


class Output(NamedTuple):
    """One block of shown output: what was typed, and all that stands in the block."""

    command: str
    content: str


def outputs(text: str) -> list[Output]:
    """Return the blocks of shown output, in their order."""
    return [Output(found[1], found[2]) for found in _OUTPUT.finditer(text)]


def parts(text: str) -> dict[str, str]:
    """Return the generated parts by their names."""
    return {found[1]: found[2] for found in _GENERATED.finditer(text)}


def made_anew(text: str, workplace: Workplace) -> str:
    """Return the README with everything made as it should be now; output that differs only in passing stays."""

    def output(found: re.Match[str]) -> str:
        shown = workplace.show(found[1], columns=_COLUMNS).rstrip()
        content = f"$ {found[1]}\n{shown}\n"
        if _steady(content) == _steady(found[2]):
            return found[0]
        return f"<!-- output: {found[1]} -->\n```console\n{content}```\n"

    def part(found: re.Match[str]) -> str:
        return f"<!-- generated: {found[1]} -->\n{MAKERS[found[1]](workplace)}<!-- end -->\n"

    return _GENERATED.sub(part, _OUTPUT.sub(output, text))


def _steady(text: str) -> str:
    for passing, instead in _PASSING:
        text = passing.sub(instead, text)
    return text


def _query_language(_: Workplace) -> str:
    return "\n" + "".join(section for title, section in _guide() if title != _DATES)


def _dates(_: Workplace) -> str:
    return "\n" + "".join(section.partition("\n\n")[2] for title, section in _guide() if title == _DATES)


def _guide() -> Iterator[tuple[str, str]]:
    """The sections of the guide to the query language with their titles."""
    for section in re.split(r"(?m)^(?=### )", markdown(level=3)):
        if section:
            yield section.partition("\n")[0].removeprefix("### "), section.rstrip() + "\n\n"


def _commands(_: Workplace) -> str:
    rows = [f"| `defsearch {name}` | {does} |\n" for name, does in COMMANDS.items()]
    return "\n| command | does |\n|---|---|\n" + "".join(rows) + "\n"


def _exit_codes(workplace: Workplace) -> str:
    manual = workplace.show("defsearch man", columns=_COLUMNS)
    section = manual.partition(".SH EXIT STATUS\n")[2].replace("\\", "")
    rows = re.findall(r"^\.TP\nfB(\d+)fR\n(.+)", section, re.M)
    return "\n| code | means |\n|---|---|\n" + "".join(f"| {code} | {says} |\n" for code, says in rows) + "\n"


def _help(workplace: Workplace) -> str:
    pages = []
    for command in ("defsearch", *(f"defsearch {name}" for name in COMMANDS)):
        shown = workplace.show(f"{command} --help", columns=_COLUMNS).rstrip()
        pages.append(
            f"\n<details><summary><code>{command} --help</code></summary>\n\n```text\n{shown}\n```\n\n</details>\n"
        )
    return "".join(pages) + "\n"


def _speed(_: Workplace) -> str:
    """The newest kept run of the speed benchmark as a table."""
    runs = sorted(file for file in _RUNS.glob("*.json") if not file.stem.endswith("-growth"))
    if not runs:
        return ""
    run = json.loads(runs[-1].read_text(encoding="utf-8"))
    rows = [
        f"| {figure['name']} | {figure['value']:.3g} {figure['unit']} | {figure['budget'] or ''} |\n"
        for figure in run["figures"]
    ]
    machine = run["machine"]
    return (
        f"\nMeasured by `python tests/benchmarks speed` on {run['when'][:10]}, with Python {machine['python']} on "
        f"{machine['processors']} processors. `{runs[-1].relative_to(PROJECT)}` holds every sample; ÷ and × are ratios "
        f"within the run.\n\n| | measured | at most |\n|---|---|---|\n{''.join(rows)}\n"
    )


def _growth(_: Workplace) -> str:
    """The chart of the newest kept run of the growth benchmark."""
    charts = sorted(_RUNS.glob("*-growth.svg"))
    if not charts:
        return ""
    chart = charts[-1].relative_to(PROJECT)
    return f"\n![What an archive costs as it grows: time, memory and size against releases]({chart})\n\n"


def _modules(_: Workplace) -> str:
    """Every module of a room with the first line of what it says of itself."""
    rooms: dict[str, list[str]] = {}
    for file in sorted((PROJECT / "defsearch").rglob("*.py")):
        says = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
        if says:
            room = file.parent.relative_to(PROJECT).as_posix()
            first = says.partition("\n")[0].rstrip(".").replace("``", "`")
            rooms.setdefault(room, []).append(f"- `{file.name}`: {first}\n")
    return "".join(f"\n**{room}/**\n\n{''.join(lines)}" for room, lines in rooms.items()) + "\n"


MAKERS: Mapping[str, Callable[[Workplace], str]] = {
    "commands": _commands,
    "query language": _query_language,
    "dates": _dates,
    "exit codes": _exit_codes,
    "help": _help,
    "modules": _modules,
    "speed": _speed,
    "growth": _growth,
}


def main() -> None:
    """Make README.md anew and say whether anything was due."""
    before = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        after = made_anew(before, Workplace(Path(folder)))
    README.write_text(after, encoding="utf-8")
    sys.stdout.write("README.md: unchanged\n" if before == after else "README.md: made anew\n")


if __name__ == "__main__":
    main()
