"""How a table is written for programs: the character between values, the decimals, the byte order mark.

Not here: the tables (``formats``).
"""

from __future__ import annotations

from defsearch.records import NamedTuple


class CsvStyle(NamedTuple):
    """How a table is written: the character between values, and whether a byte order mark comes first."""

    delimiter: str = ","
    bom: bool = False

    def decimal(self, number: float) -> str:
        """Return a number as a spreadsheet reads it that separates values by this character."""
        return f"{number:.4f}".replace(".", "," if self.delimiter == ";" else ".")


PLAIN_CSV = CsvStyle()
