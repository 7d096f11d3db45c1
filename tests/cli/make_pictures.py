"""Makes the pictures of the README: real commands on a real terminal, drawn as SVG by Rich. Not a test.

    python tests/cli/make_pictures.py

Indexes ``seeds``, runs the commands below in a pseudo-terminal and writes ``tests/cli/pictures/``. Run it after a
change of looks that is meant.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

TOP = Path(__file__).parents[2]
PICTURES = Path(__file__).parent / "pictures"


class Picture(NamedTuple):
    """One picture: its name, what is typed, and the size of the terminal."""

    name: str
    typed: str
    columns: int = 92


WANTED = (
    Picture("query", "defsearch query drones"),
    Picture("explain", "defsearch query zuidkorea oorlog --explain"),
    Picture("timeline", "defsearch timeline drones --per month"),
)


def run(typed: str, columns: int, environment: dict[str, str]) -> str:
    """What a terminal of so many columns shows for a command."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 100, columns, 0, 0))
    words = [sys.executable, "-m", *shlex.split(typed)]
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, cwd=TOP, env=environment):
        os.close(theirs)
        shown = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # how Linux says that the other side is closed
                break
            if not data:
                break
            shown += data
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def draw(picture: Picture, shown: str) -> str:
    """The terminal as SVG, without the web font that Rich would have a reader's browser fetch."""
    console = Console(record=True, width=picture.columns, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ {picture.typed}\n{shown}"))
    svg = console.export_svg(title="defsearch", theme=DEFAULT_TERMINAL_THEME, unique_id=picture.name)
    return re.sub(r"\s*@font-face \{.*?\}\n", "\n", svg, flags=re.DOTALL)


def main() -> None:
    """Make them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DEFSEARCH_")},
            "DEFSEARCH_INDEX": str(Path(folder) / "index"),
            "DEFSEARCH_NO_PAGER": "1",
            "TERM": "xterm-256color",
            "XDG_STATE_HOME": folder,
        }
        environment.pop("NO_COLOR", None)
        run("defsearch ingest seeds", 80, environment)
        for picture in WANTED:
            svg = draw(picture, run(picture.typed, picture.columns, environment))
            (PICTURES / f"{picture.name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
