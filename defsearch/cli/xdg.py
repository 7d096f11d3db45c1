"""The base folders of a user, as the XDG Base Directory Specification names them."""

from __future__ import annotations

import os
from pathlib import Path


def xdg_folder(variable: str, default: str) -> Path:
    """Return the folder in an environment variable; ``default`` below the home folder if it is not an absolute path."""
    named = os.environ.get(variable, "")
    return Path(named) if os.path.isabs(named) else Path.home() / default  # noqa: PTH117
