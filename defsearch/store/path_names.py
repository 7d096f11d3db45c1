"""Paths that an index holds: only those that a file can have, since an index may come from someone else."""

from __future__ import annotations

import os


def path_name(value: object) -> str:
    """``value``, if the system can be asked about a file of that name.

    Raises:
        ValueError, TypeError: no file can be called so, and to ask for one would fail in a way of its own.
    """
    if not isinstance(value, str):
        raise TypeError("not a path")
    if b"\0" in os.fsencode(value):
        raise ValueError("not the name of any file")
    return value
