"""What stands in the place of an index's folder where no folder can be: a file, a pipe, a link to nothing."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    stat.S_IFREG: "a file",
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def no_folder(folder: Path) -> str:
    """What stands in the place of ``folder`` or of one above it, and is none, as a clause; empty if nothing does."""
    for place in (folder, *folder.parents):
        try:
            kind = stat.S_IFMT(place.stat().st_mode)
        except FileNotFoundError:
            if place.is_symlink():
                return f"{place} is a symbolic link to nothing"
        except NotADirectoryError:
            pass  # what is none is above it
        except OSError:  # hidden: nobody can tell
            return ""
        else:
            if kind == stat.S_IFDIR:
                return ""
            return f"{place} is {KINDS.get(kind, 'something else')}, not a folder"
    return ""
