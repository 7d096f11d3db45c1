"""Shell completion: what can be typed next, and the scripts for bash, zsh and fish.

The scripts in ``data`` ask for rows: the value, a tab, its description; or for the files or folders of the
shell. Typer finds what is being completed; scripts that earlier versions installed ask Typer itself. A failure is
silent, since a message would appear in the middle of the line that is being typed.
"""

import datetime
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from defsearch.cli.config import expanded, load_config, look_up, today

SCRIPTS = {"bash": "defsearch.bash", "zsh": "_defsearch", "fish": "defsearch.fish"}
_FOLDER = Path(__file__).parent / "data"
REQUEST_VARIABLE = "_DEFSEARCH_COMPLETE"  # set by a shell that asks for completions or the script
_LINE = "_DEFSEARCH_LINE"  # the command line up to the cursor, as the scripts pass it
_WIDE = "10000"
_MAX_DESCRIBED = 2000  # reading the titles of more would make the user wait
_UNSAFE = r"[^\w .,;?()+–-]+"  # characters that a shell may interpret, also between quotes
_SAFE_ID = r"\w[\w./:,+@%=-]*"  # no character that a shell would interpret
_TYPED_YEAR = r"((?:19|20)\d\d)(?:-(\d\d))?(-)?"
_CURSOR = "\x01"


def complete(make_program: Callable[..., Any]) -> int:
    """Print the completions, or a script, and return the exit code; having none is not an error."""
    request = os.environ[REQUEST_VARIABLE]
    if request.startswith("source_") and (shell := request.removeprefix("source_")) in SCRIPTS:
        typer.echo(script(shell), nl=False)
        return 0
    try:
        if request == "rows":
            _ask_typer_for_rows(os.environ.get(_LINE, ""))
        else:
            _join_split_options()
        os.environ["COLUMNS"] = _WIDE  # Typer lets Rich wrap the descriptions, which ends them in zsh
        make_program(completion=True)(prog_name="defsearch")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    except Exception:
        # For example, there is no index.
        if os.environ.get("DEFSEARCH_DEBUG"):
            raise
    return 0


def script(shell: str) -> str:
    """Return the script that makes a shell complete the command lines of defsearch."""
    return (_FOLDER / SCRIPTS[shell]).read_text(encoding="utf-8")


def use_own_scripts(program: Any) -> None:
    """Let the options of Typer that print and install a script use the scripts of this package."""
    for param in program.params:
        if param.name in ("show_completion", "install_completion"):
            param.callback = _with_own_script(param.callback, install=param.name == "install_completion")


def _with_own_script(typers: Any, *, install: bool) -> Callable[[Any, Any, Any], Any]:
    def callback(context: Any, param: Any, value: Any) -> Any:
        import shellingham  # here: it comes with Typer, and few users of it are left after the first day

        if not value or context.resilient_parsing:
            return value
        try:
            shell = value if isinstance(value, str) else shellingham.detect_shell()[0]
        except shellingham.ShellDetectionFailure:
            shell = Path(os.environ.get("SHELL", "")).name
        if shell not in SCRIPTS:
            return typers(context, param, value)
        if install:
            from typer.completion import install as install_script  # type: ignore[attr-defined]

            _, path = install_script(shell=shell)
            path.write_text(script(shell), encoding="utf-8")
            typer.echo(f"{path} written; it is used by each {shell} that you start from now on")
        else:
            typer.echo(script(shell), nl=False)
        raise typer.Exit

    return callback


def _ask_typer_for_rows(line: str) -> None:
    """Set the environment as Typer's script for fish does, which wants rows too, for a line up to the cursor."""
    import shlex

    words = _split(line + _CURSOR)
    last = words.pop().removesuffix(_CURSOR)
    os.environ[REQUEST_VARIABLE] = "complete_fish"
    os.environ["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    os.environ["_TYPER_COMPLETE_ARGS"] = f"{shlex.join(words)} {shlex.quote(last) if last else ''}"


def _split(line: str) -> list[str]:
    """Return the words of a line as a shell reads them; the last may have an open quote."""
    import shlex

    for closing in ("", '"', "'"):
        try:
            return shlex.split(line + closing)
        except ValueError:  # a quote is open
            continue
    return line.split(" ")


def _join_split_options() -> None:
    """Join ``--index=ix`` in the environment, which bash passes as three words: ``--index``, ``=``, ``ix``."""
    # Bash separates the words by newlines; zsh and fish pass them in other variables.
    words = os.environ.get("COMP_WORDS", "").split("\n")
    current = int(os.environ.get("COMP_CWORD", "0"))
    joined: list[str] = []
    for word in words[: current + 1]:
        continues = joined and joined[-1].startswith("--") and (word == "=" or joined[-1].endswith("="))
        if continues:
            joined[-1] += word
        else:
            joined.append(word)
    if len(words) > 1:
        os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(joined), str(len(joined) - 1)


def complete_file(incomplete: str) -> list[tuple[str, str]]:
    """Let the shell complete files. Typer's own scripts do so where they get nothing."""
    return [(incomplete, "<files>")] if _LINE in os.environ else []


def complete_folder(incomplete: str) -> list[tuple[str, str]]:
    """Let the shell complete folders."""
    return [(incomplete, "<folders>")] if _LINE in os.environ else []


def complete_id(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids that start with ``incomplete``, each with date and title, from the index of the command line.

    An id is a file name, and Typer's scripts put a completion on the command line unquoted (zsh through ``eval``):
    an id such as ``$(command)`` would be run, so only ids without special characters are returned, and titles lose
    theirs.
    """
    from defsearch.render.text import date_label  # here, so that only completion pays for it
    from defsearch.search.searcher import open_searcher

    with open_searcher(_index(ctx)) as searcher:
        ids = [id_ for id_ in searcher.ids(incomplete) if re.fullmatch(_SAFE_ID, id_)]
        if len(ids) > _MAX_DESCRIBED:
            return [(id_, "") for id_ in ids]
        releases = map(searcher.release, ids)
        return [(one.id, re.sub(_UNSAFE, " ", f"{date_label(one.date)} {one.title}")) for one in releases]


def complete_speaker(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the words of speakers' names that begin with ``incomplete``, from the index of the command line."""
    from defsearch.search.quotes import open_quotes  # here, so that only completion pays for it

    searcher = open_quotes(_index(ctx))
    if searcher is None:
        return []
    with searcher:
        return searcher.complete(incomplete)


def _index(ctx: typer.Context) -> Path:
    """Return the index of the command line."""
    # During completion the parameter is not always set from the environment or from its default, and the shell has
    # not expanded a tilde yet.
    typed = ctx.params.get("index") or os.environ.get("DEFSEARCH_INDEX")
    return expanded(str(typed)) if typed else look_up().folder


def complete_date(incomplete: str) -> list[tuple[str, str]]:
    """Return forms of a date that start with ``incomplete``: those of today, and the parts of a year that is typed."""
    forms = dict((*_todays_forms(), *_parts_of_year(incomplete)))
    return [form for form in forms.items() if form[0].startswith(incomplete)]


def _todays_forms() -> Iterator[tuple[str, str]]:
    day = today()
    year, week, _ = day.isocalendar()
    yield f"{day.year}", "the year"
    yield f"{day:%Y-%m}", "the month"
    yield f"{day.year}-Q{(day.month + 2) // 3}", "the quarter"
    yield f"{year}-W{week:02}", "the week"
    yield day.isoformat(), "the day"
    yield "vandaag", "today"
    yield "gisteren", "yesterday"
    yield "eergisteren", "the day before yesterday"
    yield "vorige week", "last week"
    yield "vorige maand", "last month"
    yield "vorig jaar", "last year"
    yield "afgelopen 30 dagen", "the last 30 days"


def _parts_of_year(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the months and quarters of a year that is typed, its weeks after a W, the days of a month that is typed."""
    typed = re.match(_TYPED_YEAR, incomplete)
    if typed is None:
        return
    year, month, after = int(typed[1]), int(typed[2] or 0), typed[3]
    if 1 <= month <= 12 and after:
        from calendar import monthrange  # here, as shlex: every command loads this module, and few complete

        days = monthrange(year, month)[1]
        yield from ((f"{year}-{month:02}-{day:02}", "the day") for day in range(1, days + 1))
        return
    yield f"{year}", "the year"
    yield from ((f"{year}-{month:02}", "the month") for month in range(1, 13))
    yield from ((f"{year}-Q{quarter}", "the quarter") for quarter in range(1, 5))
    if incomplete.startswith(f"{year}-W"):
        weeks = datetime.date(year, 12, 28).isocalendar().week
        yield from ((f"{year}-W{week:02}", "the week") for week in range(1, weeks + 1))


def complete_query(incomplete: str) -> list[tuple[str, str]]:
    """Return the named queries of the config file, the dates after ``date:``, or the fields of the query language."""
    if incomplete.startswith("@"):
        queries = load_config().queries.items()
        named = [(f"@{name}", re.sub(_UNSAFE, " ", query)) for name, query in queries]
        return [one for one in named if one[0].startswith(incomplete)]
    field, colon, date = incomplete.partition(":")
    if colon and field in ("date", "datum"):
        return [(f"{field}:{form}", meaning) for form, meaning in complete_date(date) if " " not in form]
    from defsearch.query.ast import FIELD_NAMES  # here, so that only completion pays for it

    return [(f"{name}:", "") for name in FIELD_NAMES if name.startswith(incomplete)]
