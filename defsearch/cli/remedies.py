"""The remedy for each error and for each fault of a check: advice with the command or option to type.

Not here: how it is drawn (``defsearch.render.errors``), advice about a query or a date (the hint of its error).
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.cli.config import load_config
from defsearch.cli.index_folder import DEFAULT, look_up
from defsearch.cli.shell import command
from defsearch.errors import (
    DateError,
    DefsearchError,
    ForeignIndexError,
    ForeignLockError,
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexUnreadableError,
    IndexWriteError,
    MissingLibraryError,
    NoIndexError,
    NotAFolderError,
    NotSyncedError,
    OutOfMemoryError,
    QueryError,
    ReleaseFileError,
    SourcesHeldBackError,
    TooManySourcesError,
)
from defsearch.index.directory import ForeignFileError
from defsearch.render.reports import CheckAdvice

if TYPE_CHECKING:
    from defsearch.index.check import CheckReport


_REBUILD = "defsearch ingest --rebuild, and your --index if you named one"
_REMEDIES: dict[type[DefsearchError], str] = {
    IndexDamagedError: f"Rebuild it with: {_REBUILD}",
    IndexLockedError: "Try again when it has finished; searches work in the meantime.",
    ForeignIndexError: "Choose another folder with --index.",
    NotAFolderError: "Choose another folder with --index.",
    ForeignLockError: "See what it is, move it away and try again; or choose another folder with --index.",
    OutOfMemoryError: "Divide it into several files, or move it out of the source. The index is unchanged.",
    ReleaseFileError: "Without --raw, its text is shown from the index.",
    TooManySourcesError: "Give fewer SOURCEs: folders instead of files.",
    NotSyncedError: "Searches use it now; after a power failure they may use the previous state. Run the ingest again.",
}

_FILES = "all releases are text files in one index; --paths prints where they are"
# Fields of other search tools whose purpose an option or command has here.
_FOREIGN_FIELD_REMEDIES = {
    **dict.fromkeys(("ext", "filetype", "mime", "dir", "path", "folder", "filename", "size"), _FILES),
    **dict.fromkeys(("id", "thread", "info"), "defsearch show ID shows one release"),
    **dict.fromkeys(("related", "similar"), "defsearch similar ID lists releases about the same thing"),
    **dict.fromkeys(("sort", "order"), "the option --sort newest or --sort oldest orders the hits"),
}


def remedy(error: DefsearchError) -> str | None:
    """Return the remedy for an error, or None."""
    match error:
        case NoIndexError():
            return _make_index(error)
        case IndexMismatchError():
            if error.is_newer:
                return "Upgrade defsearch, or choose another folder with --index."
            return f"Rebuild it with: {ingest_command(error.folder)}"
        case SourcesHeldBackError():
            without = ingest_command(error.folder, "--remove-missing")
            return f"Bring them back and try again, or go on without those releases: {without}"
        case IndexUnreadableError():
            return _read_remedy(error)
        case IndexWriteError(cause=OSError() as cause):
            return f"{error.remaining} {_write_remedy(cause)}".lstrip()
        case MissingLibraryError():
            install = command(sys.executable, "-m", "pip", "install", *error.libraries)
            return f"Install them where defsearch is installed: {install}"
        case QueryError(foreign_field=str(name)) if name in _FOREIGN_FIELD_REMEDIES:
            return _FOREIGN_FIELD_REMEDIES[name]
        case DateError(typed_range=(first, last)) | QueryError(typed_range=(first, last)):
            return f"{error.hint} {_typed_range(first, last)}"
    return _REMEDIES.get(type(error), error.hint)


def _typed_range(first: str, last: str) -> str:
    """Return how a range of dates is typed as options and in a query; an open end is empty."""
    options = [f"{name} {_quoted(date)}" for name, date in (("--from", first), ("--to", last)) if date]
    return f"{' '.join(options)}, or in a query date:{_quoted(f'{first}..{last}', mark=chr(34))}"


def _quoted(text: str, mark: str = "'") -> str:
    return f"{mark}{text}{mark}" if " " in text else text


def _make_index(error: NoIndexError) -> str:
    """Return how to use the index that there is, or how to make one if none was found anywhere."""
    if error.obstacle:
        return "Name a folder with --index."
    lookup = look_up(past_empty=True)
    if lookup.found and lookup.folder != error.folder:
        return f"There is one in {lookup.folder}; to use it: {command('--index', lookup.folder)}"
    source = [] if error.folder == DEFAULT and Path("seeds").is_dir() else ["SOURCE"]
    make = f"Make one with: {ingest_command(error.folder, *source)}"
    if error.folder == DEFAULT:
        looked = "\n".join(f"  {place}" for place in lookup.places)
        return (
            f"Looked for one in:\n{looked}\nIf you have one, name it with --index or DEFSEARCH_INDEX.\n{make}"
        )
    if "index" in (config := load_config()).values and error.folder == lookup.folder:
        return f"{config.path} names it. If the disk is not mounted, mount it and try again."
    return make


def _errors(*names: str) -> set[int]:
    """Return the numbers of those errors that exist on this system."""
    return {getattr(errno, name) for name in names if hasattr(errno, name)}


_DENIED = _errors("EACCES", "EPERM")
_READ_REMEDIES = {
    "Try again when fewer programs are running; the index itself is not damaged.": _errors(
        "EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "EINTR", "EBUSY", "ENOBUFS"
    ),
    "The drive of the index does not respond: try again, or mount it again. The index itself is not damaged.": _errors(
        "ESTALE", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENOTCONN",
        "ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EREMOTEIO", "ENOLINK", "ENODEV", "ENOMEDIUM",
    ),
    "Check the disk first, and save its data; after that, defsearch check shows whether the index is whole.": _errors(
        "EIO", "ENXIO", "EUCLEAN", "EBADMSG"
    ),
    "Give the folder itself with --index: this path is not valid.": _errors("ELOOP", "ENAMETOOLONG", "ENOTDIR"),
}  # fmt: skip


def _read_remedy(error: IndexUnreadableError) -> str:
    """Return the remedy for an error number; never a rebuild, since the index may be whole."""
    if error.errno in _DENIED:
        return _get_access(Path(error.path))
    for advice, numbers in _READ_REMEDIES.items():
        if error.errno in numbers:
            return advice
    return "Try again; if that does not help, make a new index in another folder with --index."


def _get_access(path: Path) -> str:
    """Return how to get access: from the owner of ``path``, or of the first folder above it that can be read."""
    for place in (path, *path.absolute().parents):
        try:
            if hasattr(os, "geteuid") and place.stat().st_uid == os.geteuid() != 0:
                return f"It is your own; make it readable with: {command('chmod', 'u+rwX', place)}"
            owner = f" ({place.owner()})"
        except (KeyError, NotImplementedError):  # an owner without a name; Windows
            owner = ""
        except OSError:  # this one is not accessible either
            continue
        return f"Ask its owner{owner} for read access, or make an index of your own elsewhere with --index."
    return "Make an index of your own elsewhere with --index."


def _write_remedy(cause: OSError) -> str:
    number = cause.errno
    if number in _errors("ENOSPC", "EFBIG", "EDQUOT"):
        return "Free some disk space or choose another folder with --index."
    if number in _DENIED | _errors("EROFS"):
        return "Choose another folder with --index, or change the permissions of this one."
    if isinstance(cause, ForeignFileError):
        return "Remove it from the folder, or choose another folder with --index."
    if isinstance(cause, FileNotFoundError):
        return "The folder changed during the ingest: run the ingest again."
    if number == errno.EOVERFLOW:
        return "Rebuild it with: defsearch ingest --rebuild"
    return "Try again, or choose another folder with --index."


def check_advice(report: CheckReport) -> CheckAdvice:
    """Return the advice after a check: one command repairs all damage, or updates the index."""
    update = _update_command(report)
    remedies = (
        _read_remedy(fault.error) if isinstance(fault.error, IndexUnreadableError) else update
        for fault in report.faults
    )
    lost = "give its new place as SOURCE, or remove its releases with --remove-missing"
    return CheckAdvice(update, tuple(remedies), lost)


def _update_command(report: CheckReport) -> str:
    """Return the ingest command for an index; SOURCE is for unknown or missing sources."""
    rebuild = ["--rebuild"] if report.faults else []
    source = ["SOURCE"] if report.lost or not report.sources else []
    return ingest_command(report.index, *rebuild, *source)


def ingest_command(index: Path | None, *words: str) -> str:
    """Return the command that brings the index in a folder up to date; a folder that is found anyway is not named."""
    named = [] if index in (None, DEFAULT, look_up().folder) else ["--index", str(index)]
    return command("defsearch", "ingest", *words, *named)
