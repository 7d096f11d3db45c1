"""Tables: drawn by Rich on a terminal, where columns must wrap; plain columns elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.render.layout import cell_width
from defsearch.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from defsearch.render.screen import Screen


class Column(NamedTuple):
    """A column: its heading, and whether it contains numbers, which are aligned to the right."""

    heading: str
    numeric: bool = False


def table_lines(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], screen: Screen, *, indent: int = 0
) -> Iterator[str]:
    """Draw rows of cells under their headings, with every cell made visible."""
    cells = [[visible(cell) for cell in row] for row in rows]
    lines = _plain(columns, cells) if screen.width is None else _rich(columns, cells, screen, indent)
    for line in lines:
        yield " " * indent + line


def _plain(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    headings = [column.heading for column in columns]
    widths = [max(map(cell_width, cells)) for cells in zip(headings, *rows, strict=True)]
    for row in [headings, *rows]:
        cells: list[str] = []
        for cell, width, column in zip(row, widths, columns, strict=True):
            space = " " * (width - cell_width(cell))
            cells.append(space + cell if column.numeric else cell + space)
        yield "  ".join(cells).rstrip()


def _rich(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], screen: Screen, indent: int
) -> Iterator[str]:
    # Here, so that only a table on a terminal pays for Rich.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(
        width=(screen.width or 0) - indent,
        force_terminal=screen.colour,
        color_system="standard" if screen.colour else None,
        no_color=not screen.colour,
        markup=False,
        emoji=False,
        highlight=False,
    )
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim" if screen.colour else "")
    for column in columns:
        table.add_column(Text(column.heading), justify="right" if column.numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    with console.capture() as drawn:
        console.print(table)
    yield from (line.rstrip() for line in drawn.get().splitlines())
