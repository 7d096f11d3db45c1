"""What the system says when an index cannot be read, and what helps: each kind of refusal has its own remedy.

Some refusals tell that the index is damaged: a file is gone, or something else stands in its place. All others say
nothing about the index, and to build it anew would be no help.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from defsearch.errors import IndexDamagedError, IndexUnreadableError
from defsearch.shell import command
from defsearch.store.folder import ForeignFileError

_BUSY = "Try again when less is running; the index is not at fault."
_AWAY = (
    "The drive that it is on does not answer: try again, or mount the drive anew. The index is not at fault."
)
_FAILING = (
    "See to the disk first, and save what is on it; defsearch check tells then whether the index is whole."
)
_NOWHERE = "Name the folder itself with --index: this path leads nowhere."
_UNKNOWN = "Try again; where that does not help, build it anew elsewhere, with --index."


def _errors(*names: str) -> set[int]:
    """The numbers of those errors that this system knows."""
    return {getattr(errno, name) for name in names if hasattr(errno, name)}


_DENIED = _errors("EACCES", "EPERM")
_REMEDIES = {
    _BUSY: _errors("EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "EINTR", "EBUSY", "ENOBUFS"),
    _AWAY: _errors(
        "ESTALE", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENOTCONN",
        "ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EREMOTEIO", "ENOLINK", "ENODEV", "ENOMEDIUM",
    ),
    _FAILING: _errors("EIO", "ENXIO", "EUCLEAN", "EBADMSG"),
    _NOWHERE: _errors("ELOOP", "ENAMETOOLONG", "ENOTDIR"),
}  # fmt: skip


def cannot_read(error: OSError, where: str | os.PathLike[str]) -> IndexDamagedError | IndexUnreadableError:
    """The error for a file or folder of an index that cannot be read, for a user to act on.

    ``where`` is what was looked at, where ``error`` does not say so itself.
    """
    path = os.fsdecode(error.filename if error.filename is not None else where)
    reason = (error.strerror or "no access").lower()
    if isinstance(error, FileNotFoundError):
        return IndexDamagedError(f"The index is damaged: {path} is missing.")
    if isinstance(error, ForeignFileError):
        return IndexDamagedError(f"The index is damaged: {path} {reason}.")
    return IndexUnreadableError(f"The index cannot be read: {path}: {reason}.", _remedy(error, path))


def _remedy(error: OSError, path: str) -> str:
    if error.errno in _DENIED:
        return _ask(Path(path))
    return next((remedy for remedy, numbers in _REMEDIES.items() if error.errno in numbers), _UNKNOWN)


def _ask(path: Path) -> str:
    """Who can give access to ``path``: who owns it, or the folder that hides it."""
    for place in (path, *path.absolute().parents):
        try:
            if hasattr(os, "geteuid") and place.stat().st_uid == os.geteuid() != 0:
                return f"It is your own; make it readable with: {command('chmod', 'u+rwX', place)}"
            owner = f" ({place.owner()})"
        except (KeyError, NotImplementedError):  # a number without a name, Windows
            owner = ""
        except OSError:  # hidden too
            continue
        return f"Ask its owner{owner} for read access, or make an index of your own elsewhere with --index."
    return "Make an index of your own elsewhere with --index."
