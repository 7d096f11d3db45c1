"""What to type after each kind of error, wrong option or fault of a check; shell commands quoted for a message.

Loaded only after an error. Not here: how it is drawn (``defsearch.render.errors``), advice about a query or a date
(the hint of its error).
"""

from __future__ import annotations

import errno
import os
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from defsearch.cli.command import option_names
from defsearch.cli.config import DEFAULT, config_path, line_of, load_config, look_up
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
    ProcessEndedError,
    QueryError,
    ReleaseFileError,
    SourceError,
    SourcesHeldBackError,
    TooManySourcesError,
    UnknownSourcesError,
    UsageError,
)
from defsearch.index.directory import ForeignFileError
from defsearch.query.ast import listed
from defsearch.render.reports import CheckAdvice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.index.check import CheckReport

_REMEDIES: dict[type[DefsearchError], str] = {
    IndexLockedError: "Try again when it has finished; searches work in the meantime.",
    ForeignIndexError: "Choose another folder with --index.",
    NotAFolderError: "Choose another folder with --index.",
    ForeignLockError: "See what it is, move it away and try again; or choose another folder with --index.",
    OutOfMemoryError: "Divide it into several files, or move it out of the source. The index is unchanged.",
    ProcessEndedError: "The index is unchanged. Try again when more memory is free.",
    ReleaseFileError: "Without --raw, its text is shown from the index.",
    SourceError: "Name the file or folder that contains the releases: defsearch ingest SOURCE",
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
        case IndexMismatchError() | IndexDamagedError() | UnknownSourcesError() | SourcesHeldBackError():
            return _ingest_remedy(error)
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
    return error.hint or _REMEDIES.get(type(error))


def _ingest_remedy(
    error: IndexMismatchError | IndexDamagedError | UnknownSourcesError | SourcesHeldBackError,
) -> str:
    """Return the ingest command that helps."""
    match error:
        case IndexMismatchError():
            if error.is_newer:
                return "Upgrade defsearch, or choose another folder with --index."
            return f"Rebuild it with: {ingest_command(error.folder)}"
        case IndexDamagedError():
            return f"Rebuild it with: {ingest_command(error.folder, '--rebuild')}"
        case UnknownSourcesError():
            return f"Name them: {ingest_command(error.folder, '--rebuild', 'SOURCE')}"
    without = ingest_command(error.folder, "--remove-missing")
    return f"Bring them back and try again, or go on without those releases: {without}"


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
            if place.stat().st_uid == os.geteuid() != 0:
                return f"It is your own; make it readable with: {command('chmod', 'u+rwX', place)}"
            owner = f" ({place.owner()})"
        except KeyError:  # an owner without a name
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
    return "Try again, or choose another folder with --index."


def check_advice(report: CheckReport) -> CheckAdvice:
    """Return the advice after a check: one command repairs all damage, or updates the index."""
    update = _update_command(report)
    remedies = (
        _read_remedy(fault.error) if isinstance(fault.error, IndexUnreadableError) else update
        for fault in report.faults
    )
    without = ingest_command(report.index, "--remove-missing")
    lost = f"give its new place as SOURCE, or remove its releases with: {without}"
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


_MAX_REPEATED = 200  # characters: a longer word is not repeated in the hint
_UNEXPECTED_ARGUMENT = re.compile(r"unexpected extra argument(?:s|\(s\))? \((.*)\)")

# Options that people know from other programs, in English and Dutch, and ours for the same.
_KNOWN_ELSEWHERE = {
    **dict.fromkeys(("--since", "--after", "--start", "--vanaf", "--sinds"), "--from"),
    **dict.fromkeys(("--before", "--until", "--end"), "--to"),
    **dict.fromkeys(("--year", "--date", "--jaar", "--datum"), "--on"),
    **dict.fromkeys(("--no-color", "--no-colour"), "--color never"),
    **dict.fromkeys(("--max-count", "--max"), "--limit"),
    "--reverse": "--sort oldest",
}
_MIN_SIMILARITY = 0.75  # that of a word of four letters with two of them exchanged
_MAX_COMMANDS = 5  # an option of more commands than these gives no useful hint


def as_usage_error(error: Any) -> UsageError:
    """Return one of Typer's errors as ours. Told apart by name, since the module of the class differs by version."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "defsearch"
    help_hint = f"See: {path} --help"
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(error.option_name, context, help_hint)
        case "BadOptionUsage":
            return UsageError(f"{error.option_name} needs a value", help_hint)
        case "MissingParameter":
            return UsageError(f"{_param_name(error.param)} is missing", help_hint)
        case "BadParameter" if error.param is not None:
            source = context and context.get_parameter_source(error.param.name)
            name = place_of(error.param, source and source.name)
            return UsageError(f"{name}: {_in_plain_words(error.message)}", help_hint)
    unexpected = _UNEXPECTED_ARGUMENT.search(error.format_message())
    if unexpected and context is not None:
        arguments = [param for param in context.command.params if param.param_type_name == "argument"]
        expected = f"one {_param_name(arguments[0]).lower()}" if arguments else "no argument"
        return UsageError(f"{context.info_name} takes {expected}: unexpected “{unexpected[1]}”", help_hint)
    return UsageError(_in_plain_words(error.format_message()), help_hint)


# What to do about a file that is skipped, by words of the reason.
_SKIPPED = (
    ("outside its source", "such files are read with: --follow-links"),
    ("is already that of", "rename one of the two to have both"),
    ("no permission", "make it readable with: chmod u+rX"),
    ("cannot be read", "copy it again, or repair the disk"),
    ("larger than the limit", "divide it into smaller files"),
    ("not text", "save it as plain text"),
    ("no releases", "if its releases are gone for good: defsearch ingest --forget SOURCE"),
    ("a web page", "defsearch convert makes releases of web pages"),
    ("is empty", "remove it, or write its text"),
    ("name is not UTF-8", "rename it"),
    ("changed while", "the next ingest reads it"),
)


def skip_remedy(reason: str) -> str:
    """Return what to do about files that are skipped for a reason; empty if there is nothing to advise."""
    return next((remedy for words, remedy in _SKIPPED if words in reason), "")


def no_such_command(args: Sequence[str], commands: Iterable[str]) -> UsageError:
    """Return the error for an unknown command: a similar one, or how to search for all the words that were typed."""
    name, *rest = args
    similar = get_close_matches(name.lower(), list(commands), n=1, cutoff=_MIN_SIMILARITY)
    too_long = sum(map(len, args)) > _MAX_REPEATED
    if similar:
        hint = f"Did you mean: {command('defsearch', similar[0], *([] if too_long else rest))}"
    elif too_long:
        hint = "See: defsearch --help"
    else:
        hint = f"To search for it: {command('defsearch', 'query', *args)}"
    return UsageError(f"there is no command “{name}”", hint)


def _no_such_option(name: str, context: Any, help_hint: str) -> UsageError:
    hint = (context is not None and _option_hint(name, context)) or help_hint
    if not name.startswith("--") and getattr(context and context.command, "takes_query", False):
        hint += f"\nTo exclude a word: NOT {name[1]}"
    return UsageError(f"there is no option {name}", hint)


def _option_hint(name: str, context: Any) -> str | None:
    """Return a hint for an unknown option: one that means the same, one of another command, or a similar one."""
    own = [known for param in context.command.get_params(context) for known in option_names(param)]
    suggestion = _KNOWN_ELSEWHERE.get(name, name)
    option = suggestion.partition(" ")[0]
    if option in own:
        return f"Did you mean: {suggestion}"
    root = context.find_root()
    others = {other: root.command.get_command(root, other) for other in root.command.list_commands(root)}
    owners = [
        other
        for other, command in others.items()
        if any(option in option_names(param) for param in command.get_params(context))
    ]
    if 0 < len(owners) <= _MAX_COMMANDS:
        return f"{suggestion} is an option of defsearch {listed(owners, 'and')}"
    # Compared without the dashes, which would make any two options similar. The opposite of an option is not offered.
    bare = {
        known.removeprefix("--"): known
        for known in own
        if known.startswith("--") and known.startswith("--no-") == name.startswith("--no-")
    }
    similar = get_close_matches(name.removeprefix("--"), bare, n=1, cutoff=_MIN_SIMILARITY)
    return f"Did you mean: {bare[similar[0]]}" if similar else None


def place_of(param: Any, source: str | None) -> str:
    """Return where the value of a parameter came from, as the user can find it."""
    path = config_path()
    if source == "DEFAULT_MAP" and path is not None:
        names = [name.removeprefix("--") for name in param.opts]
        return line_of(path, next(name for name in names if name in load_config().values))
    return param.envvar if source == "ENVIRONMENT" else _param_name(param)


def _param_name(param: Any) -> str:
    if param is None:
        return "an argument"
    if param.param_type_name == "option":
        return "/".join(param.opts)
    return str(param.human_readable_name.strip("[]."))


def _in_plain_words(message: str) -> str:
    """Return a message of Typer's without its capital, its full stop and its formula."""
    message = re.sub(r"is not in the range x>=(\d+)", r"is too low: at least \1", message.rstrip("."))
    message = re.sub(r"is not a valid boolean.*", "is not 1 or 0", message)
    message = re.sub(r"is not a valid int(eger)?( range)?$", "is not a whole number", message)
    return message[:1].lower() + message[1:]


_NAMED = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\\": r"\\", "'": r"\'"}


def command(*words: str | os.PathLike[str]) -> str:
    """Return the words of a command quoted for a shell: one line that is safe to print."""
    return " ".join(map(quoted, words))


def quoted(word: str | os.PathLike[str]) -> str:
    r"""Return one word quoted for a shell.

    Characters that a terminal does not show unchanged (line ends, escape codes, undecodable bytes) are escaped in
    ``$'…'``, as bash, zsh and POSIX define it. So are double spaces, which cannot be counted by eye.
    """
    text = os.fspath(word)
    if text.isprintable() and "  " not in text:
        from shlex import quote  # here: only a hint needs it

        return quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if character.isprintable() and character != " ":
        return character
    # Octal escapes have exactly three digits; a hexadecimal one would continue into a digit after it.
    return "".join(f"\\{byte:03o}" for byte in _bytes(character))


def _bytes(character: str) -> bytes:
    """Return the bytes of a character of a file name; Python represents undecodable bytes as U+DC80 to U+DCFF."""
    return character.encode(
        "utf-8", "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
    )
