"""What every command prints, to the letter: at 60 and 120 columns, piped, and in colour.

The pictures stand in ``looks/``. After a change that is meant, look at the new ones and keep them:
``KEEP_LOOKS=1 pytest tests/cli/test_looks.py``, then read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


LOOKS = Path(__file__).parent / "looks"
COMMANDS = {
    "query": "query drones",
    "query-page": "query drones --limit 1",
    "query-passages-none": "query drones --passages 0",
    "query-nothing": "query kernfusie",
    "query-explain": "query drones --explain",
    "show": "show 2024/mei/017 --query drones",
    "show-raw": "show 2024/mei/017 --raw",
    "show-cite": "show 2024/mei/018 --cite",
    "similar": "similar 2024/mei/017",
    "timeline": "timeline drones",
    "timeline-all": "timeline",
    "timeline-share": "timeline drones --share",
    "timeline-compare": "timeline --compare drones --compare fregat",
    "status": "status",
    "check": "check",
    "check-faults": "check --index faulty",
    "ingest": "ingest",
    "ingest-dry": "ingest --dry-run --strict",
    "export": "export",
    "help": "help",
    "help-dates": "help dates",
    "help-query": "query --help",
    "mistake-query": "query --index broken drones",
    "mistake-option": "query drones --form 2024",
}
SCREENS: dict[str, tuple[int, str]] = {"60": (60, "never"), "120": (120, "never"), "colour": (80, "always")}


@pytest.mark.parametrize("screen", ["piped", *SCREENS])
@pytest.mark.parametrize("command", COMMANDS)
def test_output_is_to_the_letter(
    command: str, screen: str, program: Any, on_terminal: Callable[..., None]
) -> None:
    """Standard output, standard error and exit code are those of the picture."""
    args = COMMANDS[command].split()
    if screen in SCREENS:
        columns, colour = SCREENS[screen]
        on_terminal(columns)
        args += ["--no-pager", "--color", colour]
    code = program(*args)
    picture = f"{program.out}--- standard error\n{program.err}--- exit code {code}\n"
    file = LOOKS / f"{command}.{screen}.txt"
    if os.environ.get("KEEP_LOOKS"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(picture.encode())
    assert picture == file.read_bytes().decode()
