"""The screen that output is drawn for (width, colours, links), and styled segments as characters.

Not here: finding out what the screen is (``cli.output``).
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# SGR codes: readable on light and on dark backgrounds, and never the only carrier of a meaning. A match is
# underlined too, a heading has its mark, dates and ids have a fixed place.
MATCH = "1;4;31"
TITLE = "1"
DATE = "32"
HEADING = "35"
FAINT = "2"
ERROR = "1;31"
BARS = ("35", "32", "34", "31")  # one for each query of a timeline; each bar has its query's name too

MAX_TEXT_WIDTH = 100  # longer lines of running text are hard to read
PIPED_WIDTH = 80  # for what needs a width (bars, help) where there is no screen


class Segment(NamedTuple):
    """A piece of text in one style (an SGR code, or empty), optionally a link. The text is safe to print."""

    text: str
    style: str = ""
    uri: str = ""


class Screen(NamedTuple):
    """The output device. ``width`` is in cells; it is None for a pipe or a file, where nothing is wrapped."""

    width: int | None = None
    colour: bool = False
    hyperlinks: bool = False

    @property
    def text_width(self) -> int | None:
        """The width for running text, or None for no wrapping."""
        return None if self.width is None else min(self.width, MAX_TEXT_WIDTH)

    def paint(self, text: str, style: str) -> str:
        """Return ``text`` in a style, or unchanged on a screen without colour."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text

    def draw(self, line: Sequence[Segment]) -> str:
        """Return a line of segments as characters; adjacent segments of one style share their codes."""
        if not self.colour and not self.hyperlinks:
            return "".join([segment.text for segment in line])
        out: list[str] = []
        for (style, uri), run in groupby(line, key=itemgetter(1, 2)):
            text = self.paint("".join([segment.text for segment in run]), style)
            # OSC 8 makes the text a link.
            out.append(f"\x1b]8;;{uri}\x1b\\{text}\x1b]8;;\x1b\\" if uri and self.hyperlinks else text)
        return "".join(out)
