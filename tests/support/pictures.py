"""Pictures of the documentation: what the program prints on a terminal in colour, as SVG.

    python tests/support/pictures.py

draws them anew in ``.docs``. A picture loads nothing from the network: every piece of text has its width, so any
monospaced font will do.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, SVG_EXPORT_THEME
from rich.text import Text

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from support.readme import DOCS, indexed_workplace
from support.screen import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.full_screen import Browser
    from support.screen import Workplace

_COLUMNS = 96
_WEB_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.S)
_FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
_FONT = re.compile(r"font-family: [^;]*Fira Code[^;]*;|font-family: arial;")


class Picture(NamedTuple):
    """A picture: its command, and the largest number of lines of output to show."""

    name: str
    command: str
    lines: int


PICTURES = (
    Picture("query", "defsearch query oorlog drone", 40),
    Picture("show", "defsearch show 1 --query 'korea wapen'", 24),
    Picture("explain", "defsearch query wapen zuidkorea --explain", 40),
)


def shown_lines(workplace: Workplace) -> Iterator[tuple[Picture, list[str]]]:
    """Type the commands of all pictures, one after the other, and yield the lines that each prints, with colours."""
    for picture in PICTURES:
        shown = workplace.show(picture.command, columns=_COLUMNS, colour=True)
        yield picture, shown.rstrip("\n").split("\n")[: picture.lines]


THEMES = {
    "": SVG_EXPORT_THEME,
    "-light": DEFAULT_TERMINAL_THEME,
}  # by the end of a file's name; the first is dark


def draw(picture: Picture, lines: list[str], theme: str = "") -> str:
    """Return the lines as an SVG picture with the command above them."""
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    for line in (*lines, ""):  # without the empty row, the picture cuts descenders of the last line
        console.print(Text.from_ansi(line), soft_wrap=True)
    svg = console.export_svg(title=picture.command, theme=THEMES[theme], unique_id=picture.name)
    svg = _FONT.sub(f"font-family: {_FONTS};", _WEB_FONTS.sub("", svg))
    # Without it, some programs remove spaces at the edges of a text.
    return svg.replace("<svg ", '<svg xml:space="preserve" ', 1)


class FullScreen(NamedTuple):
    """A picture of ``defsearch browse``: its query, the keys that were pressed, and the size of the terminal."""

    name: str
    query: str
    keys: tuple[str, ...]
    size: tuple[int, int]


FULL_SCREENS = (
    FullScreen("browse", "drone korea", ("escape", "n"), (110, 32)),
    FullScreen("browse-narrow", "drone oorlgo", ("escape",), (72, 24)),
)


def draw_full_screen(picture: FullScreen, index: Path) -> str:
    """Return ``defsearch browse`` on an index as an SVG picture."""
    from support.full_screen import run_browse  # here: the pictures of commands do not need Textual

    async def draw(screen: Browser) -> None:
        await screen.press(*picture.keys)
        drawn.append(screen.app.export_screenshot(title="defsearch browse"))

    drawn: list[str] = []
    run_browse(index, draw, size=picture.size, query=picture.query)
    svg = _FONT.sub(f"font-family: {_FONTS};", _WEB_FONTS.sub("", drawn[0]))
    return re.sub(r"terminal-\d+", picture.name, svg).replace("<svg ", '<svg xml:space="preserve" ', 1)


def seeds_index(folder: Path) -> Path:
    """Return an index of the seeds in a folder."""
    index = folder / "index"
    ingest = [sys.executable, "-m", "defsearch", "ingest", "--quiet", "--index"]
    subprocess.run([*ingest, str(index), str(PROJECT / "seeds")], check=True)
    return index


def main() -> None:
    """Draw all pictures."""
    with tempfile.TemporaryDirectory() as folder:
        index = seeds_index(Path(folder))
        for picture in FULL_SCREENS:
            (DOCS / f"{picture.name}.svg").write_text(draw_full_screen(picture, index), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for shot, lines in shown_lines(indexed_workplace(Path(folder))):
            for theme in THEMES:
                file = DOCS / f"{shot.name}{theme}.svg"
                file.write_text(draw(shot, lines, theme), encoding="utf-8")
                sys.stdout.write(f"{file.relative_to(PROJECT)}\n")


if __name__ == "__main__":
    main()
