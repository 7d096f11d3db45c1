"""The settings of the user: the config file, the base folders, the day, and which index is used if none is named.

The config file has a default for each option by its long name, and named queries. A typed option wins over its
environment variable, and the variable over the file. The index is found upwards from the working folder, as git finds
``.git``. Not here: what the options do (``options``).
"""

from __future__ import annotations

import datetime
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from defsearch.errors import DateError, QueryError, UsageError
from defsearch.index.directory import latest_generation
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


def xdg_folder(variable: str, default: str) -> Path:
    """Return the folder in an environment variable; ``default`` below the home folder if it is not an absolute path."""
    named = os.environ.get(variable, "")
    return Path(named) if os.path.isabs(named) else Path.home() / default  # noqa: PTH117


def today() -> datetime.date:
    """Return the date of today: DEFSEARCH_TODAY if it is set, else the local date."""
    fixed = os.environ.get("DEFSEARCH_TODAY")
    if not fixed:
        return datetime.date.today()  # noqa: DTZ011 - the date on the user's own calendar
    from defsearch.dates.parser import parse_today

    try:
        return parse_today(fixed)
    except DateError as error:
        raise DateError(f"DEFSEARCH_TODAY: {error.message}", error.hint) from None


# The usual keys, which are known without loading every command.
_USUAL = frozenset({
    "any", "brief", "color", "csv-bom", "csv-delimiter",
    "exact", "hyperlinks", "index", "limit", "no-compounds", "no-pager", "no-synonyms", "passages",
    "publisher", "recent", "sort", "synonyms",
})  # fmt: skip
# Options that change what is in the index, or what a script reads: they must be typed, or come from the environment.
NOT_IN_FILE = frozenset({
    "rebuild", "remove-missing", "forget", "replace", "json", "jsonl", "csv", "tsv", "paths", "null", "count",
    "path", "open", "edit", "install",
    "version", "help",
})  # fmt: skip
_NOT_FOR = {"export": {"limit"}}  # an export is complete unless the user types otherwise
_QUERIES = "queries"
_NAMED_QUERY = r'"[^"]*"|(?<![^\s(+-])@(\w[\w-]*)'


class Config(NamedTuple):
    """The content of the config file at ``path``; empty if there is none."""

    path: Path | None = None
    values: Mapping[str, Any] = {}
    queries: Mapping[str, str] = {}


def load_config() -> Config:
    """Read the config file.

    Raises:
        UsageError: it cannot be read, or contains what is not understood; the message names the line.
    """
    path = config_path()
    if path is None:
        return Config()
    text = _read(path)
    if text is None:
        return Config()
    import tomllib  # here: most users have no such file

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: {error}") from None
    queries = values.pop(_QUERIES, {})
    for key, value in values.items():
        if key in NOT_IN_FILE:
            raise _error(path, text, key, "cannot be set here; type it as an option")
        if isinstance(value, dict):
            raise _error(path, text, key, "is not a table")
    if not isinstance(queries, dict):
        raise _error(path, text, _QUERIES, "is a table: [queries]")
    for name, query in queries.items():
        if not isinstance(query, str) or not query.strip():
            raise _error(path, text, name, "is not a query: a text in quotes")
    return Config(path, values, queries)


def _read(path: Path) -> str | None:
    """Return the text of the file; None if there is none, and none was named."""
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        if os.environ.get("DEFSEARCH_CONFIG"):
            raise UsageError(f"DEFSEARCH_CONFIG: {path} does not exist") from None
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8"
        raise UsageError(f"{path}: {reason.lower()}") from None


def config_path() -> Path | None:
    """Return where the config file is, or would be; None if there can be none."""
    named = os.environ.get("DEFSEARCH_CONFIG")
    if named is not None:
        return Path(os.path.expanduser(named)) if named else None  # noqa: PTH111 - Path fails for an unknown user
    return xdg_folder("XDG_CONFIG_HOME", ".config") / "defsearch" / "config.toml"


def defaults(command: str, params: Iterable[Any], every_option: Callable[[], set[str]]) -> dict[str, Any]:
    """Return the values of the file for the options of a command, by the names of their parameters.

    ``every_option`` returns the long names of the options of all commands; it is only called for an unusual key.

    Raises:
        UsageError: as ``load_config``, or a key is no option of any command.
    """
    path, values, _ = load_config()
    if path is None:
        return {}
    unusual = values.keys() - _USUAL
    for key in sorted(unusual.difference(every_option()) if unusual else ()):
        text = path.read_text(encoding="utf-8")
        raise _error(path, text, key, "is unknown", hint=_similar(key, every_option() - NOT_IN_FILE))
    names = {name.removeprefix("--"): param.name for param in params for name in param.opts}
    unused = {"index"} | _NOT_FOR.get(command, set())  # the index is looked for in other places first
    return {
        names[key]: [value] if key == "compare" and isinstance(value, str) else value
        for key, value in values.items()
        if key in names and key not in unused
    }


def line_of(path: Path, option: str) -> str:
    """Return the place of an option in the config file as ``path, line 3: option``."""
    text = path.read_text(encoding="utf-8")
    return f"{path}, line {_line_number(text, option)}: {option}"


def expand_named_queries(text: str, notices: list[str]) -> str:
    """Replace each ``@name`` outside of quotes by its query in parentheses; add ``notices`` of those that stay text.

    Raises:
        QueryError: a named query has a mistake; the message names its line.
    """
    if "@" not in text:
        return text
    config = load_config()
    nested: list[str] = []

    def replaced(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return found[0]
        if name not in config.queries:
            notices.append(f"“@{name}” is searched as text: the config file has no query of this name")
            return found[0]
        query = config.queries[name]
        _check_query(name, query, config.path)
        nested.extend(
            f"“@{inner}” in @{name} is searched as text: a query of the config file cannot use another one"
            for inner in re.findall(_NAMED_QUERY, query)
            if inner
        )
        return f"({query})"

    expanded = re.sub(_NAMED_QUERY, replaced, text)
    notices.extend(dict.fromkeys(nested))
    return expanded


def _check_query(name: str, query: str, path: Path | None) -> None:
    """Raise QueryError for a mistake in a named query, at its place there."""
    from defsearch.query.parser import parse_query  # few queries are named

    try:
        parse_query(query, today=today(), in_period=True)  # it may consist of exclusions
    except QueryError as error:
        error.message = f"{line_of(path, name) if path else name}: {error.message}"
        raise


def save_query(name: str, query: str) -> str:
    """Add a named query to the config file, of which everything else is kept; return a sentence that says so.

    Raises:
        UsageError: the name is no word, or has a query already; the file cannot be read or written.
    """
    if not re.fullmatch(r"\w[\w-]*", name):
        raise UsageError("the name of a query has letters, digits and hyphens only", "For example: drones")
    path = config_path()
    if path is None:
        raise UsageError("there is no config file to save the query in: DEFSEARCH_CONFIG is empty")
    if name in load_config().queries:
        raise UsageError(f"there is a query @{name} already", "Choose another name")
    text = (path.exists() and _read(path)) or ""
    # A string of JSON is one of TOML, but for DEL and for characters in two halves.
    quoted = json.dumps(query, ensure_ascii=False).replace("\x7f", "\\u007f")
    line = f"{name if name.isascii() else json.dumps(name, ensure_ascii=False)} = {quoted}\n"
    table = re.search(rf"^\[{_QUERIES}\][^\n]*\n?", text, re.M)
    if table is None:
        text = f"{text.rstrip()}\n\n[{_QUERIES}]\n{line}".lstrip()
    else:
        before = text[: table.end()]
        text = f"{before}{'' if before.endswith(chr(10)) else chr(10)}{line}{text[table.end() :]}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'error').lower()}") from None
    return f"saved in {path}: defsearch query @{name}"


def _error(path: Path, text: str, key: str, what: str, hint: str | None = None) -> UsageError:
    return UsageError(f"{path}, line {_line_number(text, key)}: {key} {what}", hint)


def _line_number(text: str, key: str) -> int:
    names = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[\]=.]""")
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if names.match(line)), 1)


def _similar(key: str, options: set[str]) -> str:
    from difflib import get_close_matches

    similar = get_close_matches(key, [*options, _QUERIES], n=1)
    return (
        f"Did you mean: {similar[0]}"
        if similar
        else "Options are set by their long names, such as: limit = 20"
    )


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
