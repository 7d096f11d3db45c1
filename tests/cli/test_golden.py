"""The golden output of every command, character by character: at 60 and 120 columns, piped, and in colour.

The expected output is in ``golden/``. After an intended change, update it and read the diff:
``UPDATE_GOLDEN=1 pytest tests/cli/test_golden.py``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.fakes import RELEASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from defsearch.index.doc_store import StoredRelease


GOLDEN = Path(__file__).parent / "golden"
COMMANDS = {
    "query": "query drones",
    "query-page": "query drones --limit 1",
    "query-passages-none": "query drones --passages 0",
    "query-nothing": "query kernfusie",
    "query-near": "query drones tokio",
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
    "error-query": "query --index broken drones",
    "error-option": "query drones --form 2024",
}
SCREENS: dict[str, tuple[int, str]] = {"60": (60, "never"), "120": (120, "never"), "colour": (80, "always")}


def write_files(releases: Iterable[StoredRelease]) -> None:
    """Write the files of releases, which ``show --raw`` reads."""
    for release in releases:
        Path(release.path).parent.mkdir(parents=True, exist_ok=True)
        Path(release.path).write_bytes(f"date 2024-05-17 {release.title}\r\n\r\n{release.body}".encode())


@pytest.mark.parametrize("screen", ["piped", *SCREENS])
@pytest.mark.parametrize("command", COMMANDS)
def test_output_equals_golden_output(
    command: str, screen: str, program: Any, on_terminal: Callable[..., None]
) -> None:
    """Standard output, standard error and exit code are as expected."""
    write_files(RELEASES)
    args = COMMANDS[command].split()
    if screen in SCREENS:
        columns, colour = SCREENS[screen]
        on_terminal(columns)
        args += ["--no-pager", "--color", colour]
    code = program(*args)
    shown = f"{program.out}--- standard error\n{program.err}--- exit code {code}\n"
    file = GOLDEN / f"{command}.{screen}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(shown.encode())
    assert shown == file.read_bytes().decode()
