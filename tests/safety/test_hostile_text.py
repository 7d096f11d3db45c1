"""Hostile text in releases, file names, queries and arguments: no command prints its control characters.

One archive contains all of it. Besides text, only colours and links of the program itself may be printed.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from support.archive import run_ingest
from support.command_line import CommandResult, run_command
from support.index_contents import flip_bit
from support.trials.fuzz import BIDI as BIDI_SIGNS
from support.trials.fuzz import COLOUR, STEERING

ESCAPES = "\x1b[2J\x1b]8;;http://kwaad.example\x1b\\klik\x1b]8;;\x1b\\\x1b]52;c;a2xlbQ==\x07\x1bc"
C1 = "\x9b31m\x9d0;naam\x9c\x85\x90q"
BIDI = "\u202egnp.exe\u202c\u2066a\u2069\u200f\u061c"
ODD = "\x07\x08\x7f\u2028\u2029\ufff9\U000e0041\x0b\x0c"
MARKUP = "[bold red]rood[/bold red] [link=file:///etc/passwd]hier[/link] [/] \\[x] :boom: {x} %s"
PLAIN = "2024/mei/017"
FILE_KINDS = {"escapes": ESCAPES, "c1": C1, "bidi": BIDI, "odd": ODD, "markup": MARKUP}
SIGNS = ("=", "+", "-", "@", "\t=", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SHELL = (
    "$(touch pwned)",
    "`touch pwned`",
    "\\$(touch pwned)",
    "a; touch pwned",
    "'x",
    '"x',
    "a b",
    "*",
    "a\nb",
)

RELEASES = len(FILE_KINDS) + len(SIGNS) + len(SHELL) + 1

_FORMULA = (*"=+-@\t\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LINK = re.compile("\x1b\\]8;;(?:file:///[A-Za-z0-9/._~%!$&'()*+,;=:@-]*)?\x1b\\\\")


def file_name(text: str) -> str:
    """Return a file name that contains ``text`` as far as a name can."""
    return text.replace("/", "_") + ".txt"


def write_archive(folder: Path) -> None:
    """Write releases with hostile titles, headings, bodies and names, and files that are not releases."""
    folder.mkdir()
    for name, text in FILE_KINDS.items():
        body = f"Een fregat {text} voer uit.\n\nKop {text}\n\nNog een fregat: {text} en {text}fregat."
        content = f" date 2025-09-25 Fregat {text}\n\n{body}\n"
        (folder / file_name(f"{name} {text}")).write_bytes(content.encode())
        (folder / file_name(f"fout {text}")).write_bytes(b" date 2025-09-30 Geen tekst \0")
    for number, sign in enumerate(SIGNS):
        text = f' date 2025-10-0{number + 1} {sign}HYPERLINK("http://kwaad.example")\n\nFregat {number}.\n'
        (folder / file_name(f"{sign}cmd|' C'!A{number}")).write_bytes(text.encode())
    (folder / "2024" / "mei").mkdir(parents=True)
    for name in (*SHELL, PLAIN):
        (folder / f"{name}.txt").write_text(" date 2025-11-01 Schil\n\nEen schil.\n")
    (folder / "\udcff\udc9b31m.txt").write_bytes(b" date 2025-09-25 Een naam die geen UTF-8 is\n")
    (folder / "nul.txt").write_bytes(b" date 2025-09-25 Een NUL\n\nEen \0.\n")


@pytest.fixture(scope="module")
def hostile_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the archive and its index."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_archive(folder / "seeds")
        run_ingest(Path("seeds"), Path("index"))
    return folder


@pytest.fixture(autouse=True)
def in_archive(hostile_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the folder of the archive as the working directory."""
    monkeypatch.chdir(hostile_archive)


@pytest.fixture(params=["pipe", "colour", "terminal"])
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Set the kind of both output streams, and return the options for it."""
    if request.param == "pipe":
        return []
    if request.param == "terminal":
        monkeypatch.setattr("defsearch.cli.output._is_terminal", lambda _: True)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("COLUMNS", "60")
    return ["--color", "always", "--no-pager", "--hyperlinks"]


def checked_text(found: CommandResult) -> str:
    """Check that output contains no control characters but our own; return it without spaces."""
    assert b"Traceback" not in found.err
    text = _LINK.sub("", COLOUR.sub("", (found.out + found.err).decode())).replace("\n", "")
    steering = {char for char in text if unicodedata.category(char) in STEERING or char in BIDI_SIGNS}
    assert steering == set(), repr(text)
    return "".join(text.split())


def checked_json(found: CommandResult) -> list[dict[str, Any]]:
    """Check that lines are harmless, and return their JSON values."""
    checked_text(found)
    return [json.loads(line) for line in found.out.splitlines()]


@pytest.mark.slow
def test_control_characters_of_releases_are_shown_as_text(screen: list[str]) -> None:
    """This applies to every list and every form of a release, on a pipe and on a terminal."""
    markup = "".join(MARKUP.split())
    for typed in (
        "query fregat -n 100",
        "query fregat -n 100 --explain",
        "query --on 2025 -n 100 --passages 0",
    ):
        assert markup in checked_text(run_command(*typed.split(), *screen)) or "--explain" in typed
    for release in checked_json(run_command("export")):
        for typed in ("show", "show --raw", "show --cite", "show --query fregat", "similar"):
            found = run_command(*typed.split(), *screen, "--", release["id"])
            assert found.code in (0, 1), found
            text = checked_text(found)
            assert not release["id"].startswith("markup") or "--cite" in typed or markup in text


def test_control_characters_of_file_names_are_shown_as_text(screen: list[str], hostile_archive: Path) -> None:
    """This applies to ingest, status and check, also if the index has such a name, or a fault."""
    index = hostile_archive / file_name(ESCAPES + C1 + BIDI + MARKUP)
    for typed in ("ingest --dry-run --quiet --verbose", "status --verbose", "check"):
        for where in (Path("index"), index):
            shutil.rmtree(index, ignore_errors=True)
            shutil.copytree("index", index)
            text = checked_text(run_command(*typed.split(), "--index", str(where), *screen))
            assert "fout[boldred]rood[_boldred]" in text or "ingest" not in typed
    new = hostile_archive / "seeds" / file_name(f"nieuw {ESCAPES}{BIDI}")
    new.write_text("date 2026-01-01 Titel\n\nTekst.")
    assert "nieuw" in checked_text(run_command("check", *screen))
    new.unlink()
    flip_bit(next(index.glob("*.terms")), 20)
    found = run_command("check", "--index", str(index), *screen)
    assert found.code == 1
    assert "[boldred]" in checked_text(found)
    assert run_command("query", "fregat", "--index", str(index)).code == 3
    checked_text(run_command("query", "fregat", "--index", str(index), *screen))


@pytest.mark.parametrize("text", [*FILE_KINDS.values(), "\udcff\udc9b31m", "a\nb", "-\x1b[31m", "=\x9b"])
def test_control_characters_of_arguments_are_shown_as_text(text: str, hostile_archive: Path) -> None:
    """This applies to every message, note and result that repeats an argument."""
    name = file_name(text)
    for args in (
        *(["query", "--", text], ["query", "--", f"fregat {text}"], ["query", "--", f'title:"{text}" -{text}']),
        *(["query", "--explain", "--", text], ["query", "--csv", "--", text], ["query", "--from", text]),
        *(["query", "x", "--index", name], ["query", "x", "--sort", text], ["query", "x", "-n", text]),
        *(["query", "x", "--synonyms", name], ["query", "x", f"--{text}"], ["timeline", "--per", text]),
        *(["timeline", "--compare", text, "--compare", "fregat"],),
        *(["timeline", "fregat", "--svg", f"none/{name}"], ["timeline", f"fregat {text}", "--svg", "-"]),
        *(["show", "--", text], ["similar", "--", text], ["status", "--index", name], ["check", "--index", name]),
        *(["ingest", name], ["ingest", "--dry-run", "--index", name, name], ["help", text], [text], ["status", text]),
        ["timeline", "fregat", "--svg", name],
    ):  # fmt: skip
        found = (
            run_command(*args, "--color", "always")
            if "--" not in args
            else run_command(args[0], "--color", "always", *args[1:])
        )
        checked_text(found)
        assert found.code != 70, found


def test_json_contains_the_exact_text_of_the_files(hostile_archive: Path) -> None:
    """Title, body, id and path are exact, in lines that are harmless on a screen."""
    written = {}
    for name, text in FILE_KINDS.items():
        path = f"seeds/{file_name(f'{name} {text}')}"
        written[path] = (
            path[6:-4],
            f"Fregat {text}",
            "\n\n".join(map(str.strip, (hostile_archive / path).read_bytes().decode().split("\n\n")[1:])),
        )
    exported = {
        one["path"]: (one["id"], one["title"], one["body"]) for one in checked_json(run_command("export"))
    }
    assert len(exported) == RELEASES
    as_json, as_jsonl = (
        run_command("query", "fregat", "--json", "-n", "100"),
        run_command("query", "fregat", "--jsonl", "-n", "100"),
    )
    hits = {hit["path"]: hit for hit in checked_json(as_jsonl)}
    assert [*hits.values()] == checked_json(as_json)[0]["hits"]
    for path, (id_, title, body) in written.items():
        shown = checked_json(run_command("show", "--json", "--query", "fregat", "--", id_))[0]
        for found in ((shown["id"], shown["title"], shown["body"]), exported[path]):
            assert (found[0], found[1], found[2].strip()) == (id_, title.strip(), body.strip())
        assert (hits[path]["id"], hits[path]["title"]) == (id_, title.strip())
        assert all(passage["text"] in body for passage in hits[path]["passages"])
        assert {shown["body"][start:end] for start, end in shown["matches"]} == {"fregat"}
        checked_json(run_command("similar", "--json", "--", id_))
    for typed in (
        "status --json",
        "check --json",
        "ingest --dry-run --json",
        "query fregat --explain --json",
    ):
        assert len(checked_json(run_command(*typed.split()))) == 1


def test_no_cell_of_csv_is_a_formula() -> None:
    """An apostrophe is before each cell that a spreadsheet would run, also with full-width signs."""
    found = run_command("query", "fregat", "--csv", "-n", "100")
    checked_text(found)
    rows = list(csv.DictReader(io.StringIO(found.out.decode())))
    assert len(rows) == len(FILE_KINDS) + len(SIGNS)
    for row in rows:
        assert not any(cell.startswith(_FORMULA) for cell in row.values()), row
    guarded = [row for row in rows if row["id"].startswith("'")]
    assert sorted(row["id"][1] for row in guarded) == sorted(sign[0].replace("\t", "␉") for sign in SIGNS)
    assert sum(row["title"].startswith("'") for row in rows) == len(SIGNS)
    checked_text(
        timeline := run_command("timeline", "--compare", "=fregat", "--compare", "fregat\tx", "--csv")
    )
    series = list(csv.DictReader(io.StringIO(timeline.out.decode())))
    assert "'=fregat" in {row["query"] for row in series}
    assert not any(cell.startswith(_FORMULA) for row in series for cell in row.values())


def test_paths_are_safe_lines_or_exact_bytes(hostile_archive: Path) -> None:
    """With line ends each file has one harmless line; with NUL the paths are exact."""
    lines, exact = (
        run_command("query", "--on", "2025", "--paths", "-n", "100"),
        run_command("query", "--on", "2025", "--paths", "-0", "-n", "100"),
    )
    checked_text(lines)
    paths = exact.out.removesuffix(b"\0").split(b"\0")
    assert len(lines.out.splitlines()) == len(paths) == RELEASES
    assert all(Path(os.fsdecode(path)).is_file() for path in paths)


def test_completion_offers_no_id_that_a_shell_could_run() -> None:
    """A release named ``$(command)`` was once run by zsh, which uses ``eval``."""
    assert run_command(complete="defsearch show ") == CommandResult(0, b"2024/mei/017\n", b"")
    assert run_command(complete="defsearch similar $").out.strip() == b""
