"""What there is to draw on, and how styled text becomes characters for it.

Not here: finding out which screen there is (``cli.terminal``).
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# SGR codes. Only such as can be read on a light and on a dark background, and never the only bearer of a
# meaning: a match is underlined too, a heading has its mark, dates and ids have their place.
MATCH = "1;4;31"
TITLE = "1"
DATE = "32"
HEADING = "35"
FAINT = "2"
ERROR = "1;31"
BARS = ("35", "32", "34", "31")  # one for each query of a timeline, which its name tells too

WIDEST_TEXT = 100  # longer lines of running text are hard to read


class Segment(NamedTuple):
    """A run of text in one style (an SGR code, empty for none), perhaps a link. Safe to show as it stands."""

    text: str
    style: str = ""
    uri: str = ""


class Screen(NamedTuple):
    """Where output goes. ``width`` in cells, None for a pipe or a file: nothing is wrapped there."""

    width: int | None = None
    colour: bool = False
    hyperlinks: bool = False

    @property
    def text_width(self) -> int | None:
        """The width for running text, or None for no wrapping."""
        return None if self.width is None else min(self.width, WIDEST_TEXT)

    def paint(self, text: str, style: str) -> str:
        """Return ``text`` in a style, or as it is on a screen without colour."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text

    def draw(self, line: Sequence[Segment]) -> str:
        """Return a line of segments as characters; neighbours of one style share their codes."""
        if not self.colour and not self.hyperlinks:
            return "".join([segment.text for segment in line])
        out: list[str] = []
        for (style, uri), run in groupby(line, key=itemgetter(1, 2)):
            text = self.paint("".join([segment.text for segment in run]), style)
            # OSC 8: the terminal makes the text a link
            out.append(f"\x1b]8;;{uri}\x1b\\{text}\x1b]8;;\x1b\\" if uri and self.hyperlinks else text)
        return "".join(out)
