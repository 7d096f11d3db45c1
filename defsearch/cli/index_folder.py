"""Which index a command uses if none is named: found upwards from the working folder, as git finds ``.git``.

Not here: opening it (``defsearch.index``).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.cli.config import load_config
from defsearch.cli.xdg import xdg_folder
from defsearch.index.directory import latest_generation
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = Path("index")


class Lookup(NamedTuple):
    """The folder that is used, whether it contains an index, and the places that were looked at."""

    folder: Path
    found: bool
    places: tuple[str, ...]


def look_up(*, past_empty: bool = False) -> Lookup:
    """Return the index for the working folder. ``past_empty`` goes on where ``index`` is a folder without one."""
    if has_index(DEFAULT) or (not past_empty and DEFAULT.is_dir()):
        return Lookup(DEFAULT, has_index(DEFAULT), (str(DEFAULT.absolute()),))
    places: list[str] = []
    for folder in _folders_above():
        places.append(str(folder / "index"))
        if has_index(folder / "index"):
            return Lookup(folder / "index", True, tuple(places))
    config = load_config()
    if config.path is not None and "index" in config.values:
        # Where the user says that the archive is: even if it is not there now, no other is used.
        named = config.path.parent / expanded(str(config.values["index"]))
        return Lookup(named, has_index(named), (*places, f"{named} (from {config.path})"))
    data = xdg_folder("XDG_DATA_HOME", ".local/share") / "defsearch" / "index"
    if has_index(data):
        return Lookup(data, True, (*places, str(data)))
    return Lookup(DEFAULT, False, (*places, *([str(config.path)] if config.path else []), str(data)))


def has_index(folder: Path) -> bool:
    """Return whether a folder contains an index that defsearch made."""
    try:
        generation = latest_generation(folder)
        return generation >= 0 and (folder / f"manifest_{generation}.json").is_file()
    except OSError:
        return False


def expanded(path: str) -> Path:
    """Return a path with ``~`` replaced by the home folder."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path fails for an unknown user


def _folders_above() -> Iterator[Path]:
    """Yield the working folder and those above it, up to the home folder, on one file system and of one owner."""
    try:
        here = Path.cwd()
        first = here.stat()
    except OSError:  # the working folder was removed
        return
    home = expanded("~")
    yield here
    while here not in (home, here.parent):
        here = here.parent
        try:
            state = here.stat()
        except OSError:
            return
        if (state.st_dev, state.st_uid) != (first.st_dev, first.st_uid):
            return
        yield here
