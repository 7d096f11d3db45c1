"""The full screen: every key, errors in place, other sizes, and an index that changes. Keys are pressed for real."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import run_ingest
from support.full_screen import Browser, FakeDesk, run_browse

from defsearch.archive import Archive
from defsearch.cli.main import run
from defsearch.dates.period import Period
from defsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"
SUBJECTS = ("drones boven de Noordzee", "een nieuw fregat", "de nieuwe F-35", "militairen in Mali")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of sixty releases of five years, with quotations."""
    folder = tmp_path_factory.mktemp("browse")
    (folder / "releases").mkdir()
    for number in range(60):
        subject = SUBJECTS[number % 4]
        text = (
            f" date {2020 + number // 12}-{number % 12 + 1:02}-15 Oefening {number} met {subject}\n\n"
            f"De marine oefende een week lang met {subject}. De oefening duurde {number} dagen.\n\n"
            f"“Wij zijn er klaar voor”, zei kolonel Jan de Boer. Daarna ging het over {subject}.\n"
        )
        (folder / "releases" / f"r{number:02}.txt").write_text(text, encoding="utf-8")
    assert run(["ingest", str(folder / "releases"), "--index", str(folder / "index"), "--quiet"]) == 0
    return folder / "index"


@pytest.mark.slow
def test_every_key_in_the_query_is_text_and_the_hits_follow(index: Path) -> None:
    """Letters that are commands in the list are letters here."""

    async def test(screen: Browser) -> None:
        assert screen.line(1).startswith("60 releases, 2020-01-15 … 2024-12-15 · newest first")
        await screen.press(*"fregat")
        assert screen.app.question.query == "fregat"
        assert screen.line(1).startswith("15 releases, 2020-02-15 … 2024-10-15 · by relevance")
        assert "Oefening 57 met een nieuw fregat" in screen.text()
        await screen.press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
        assert screen.line(1).startswith("60 releases")

    run_browse(index, test)


@pytest.mark.slow
def test_one_thread_reads_the_index_and_only_the_newest_query_waits(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys are taken while a search runs. Of the queries that were typed meanwhile only the last is searched."""
    searched: list[str] = []
    may_end, reads = threading.Event(), threading.Lock()

    def alone(method: Callable[..., Any]) -> Callable[..., Any]:
        def read(archive: Archive, *args: Any, **options: Any) -> Any:
            assert reads.acquire(blocking=False), "two threads read the index at once"
            try:
                if method.__name__ == "search":
                    searched.append(args[0])
                    assert args[0] != "f" or may_end.wait(10)
                return method(archive, *args, **options)
            finally:
                reads.release()

        return read

    for name in ("search", "timeline", "release", "is_current"):
        monkeypatch.setattr(Archive, name, alone(getattr(Archive, name)))

    async def test(screen: Browser) -> None:
        searched.clear()
        await screen.pilot.press("f")
        await screen.until(lambda: searched == ["f"])
        await screen.pilot.press("r", "e")
        assert screen.app.question.query == "fre"
        may_end.set()
        await screen.settle()
        assert set(searched) == {"f", "fre"}
        assert screen.app.shown == screen.app.question

    run_browse(index, test)


@pytest.mark.slow
def test_an_unforeseen_error_ends_the_program(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line says what it was."""

    async def test(screen: Browser) -> None:
        monkeypatch.setattr(Archive, "search", lambda *_, **__: 1 / 0)
        await screen.press("f")

    with pytest.raises(ZeroDivisionError):
        run_browse(index, test)


@pytest.mark.parametrize("key", ["escape", "down", "enter"])
@pytest.mark.slow
def test_from_the_query_to_the_hits_and_back(index: Path, key: str) -> None:
    """Esc, the arrow down and Enter go to the hits; a slash goes back, and is no text."""

    async def test(screen: Browser) -> None:
        await screen.press(key)
        assert screen.app.hits.has_focus
        await screen.press("slash")
        assert screen.app.input.has_focus
        await screen.type("s")
        assert screen.app.question.query == "malis"

    run_browse(index, test, query="mali")


@pytest.mark.slow
def test_moving_through_the_hits(index: Path) -> None:
    """The release follows the selection, and more hits are loaded near the end of the list."""

    async def test(screen: Browser) -> None:
        hits, release = screen.app.hits, screen.app.release
        await screen.press("escape")
        for keys, at in ((("j", "down"), 2), (("k",), 1), (("up", "up"), 0), (("pagedown",), 4)):
            await screen.press(*keys)
            assert hits.at == at, keys
            assert hits.hit is not None
            assert release.release is not None
            assert release.release.id == hits.hit.id
        await screen.press("G")
        assert hits.at == 19
        await screen.press("G")
        assert (hits.at, len(hits.hits)) == (39, 60)
        await screen.press("G")
        assert hits.at == 59
        assert "Oefening 0 met" in screen.text()
        await screen.press("pageup")
        assert hits.at < 59
        await screen.press("g")
        assert hits.at == 0

    run_browse(index, test)


@pytest.mark.slow
def test_the_release_with_its_matches_and_speakers(index: Path) -> None:
    """Matches are highlighted, n and N go from one to the next, a quotation has its speaker."""

    async def test(screen: Browser) -> None:
        release = screen.app.release
        assert "— Jan de Boer, kolonel" in screen.text()
        await screen.press("escape", "n")
        assert "fregat" in release.lines[release.selected.start]
        first = release.selected
        await screen.press("n")
        second = release.selected
        assert second.start > first.start
        await screen.press("N")
        assert release.selected == first
        await screen.press("N")
        assert release.selected.start > second.start  # from the first to the last
        await screen.press("enter")
        assert not screen.app.hits.display
        assert release.has_focus
        await screen.press("pagedown", "pageup", "down", "up", "end", "home", "escape")
        assert screen.app.hits.has_focus
        assert screen.app.hits.display

    run_browse(index, test, query="fregat")


@pytest.mark.slow
def test_no_match_to_go_to(index: Path) -> None:
    """Without a query nothing is highlighted, and n says so."""

    async def test(screen: Browser) -> None:
        await screen.press("escape", "n")
        assert screen.line(2) == "no match is highlighted in this release"

    run_browse(index, test)


def test_the_order(index: Path) -> None:
    """The key s goes through the orders."""

    async def test(screen: Browser) -> None:
        await screen.press("escape")
        for said, title in (
            ("newest first", "Oefening 57"),
            ("oldest first", "Oefening 1 "),
            ("by relevance", ""),
        ):
            await screen.press("s")
            assert said in screen.line(1)
            assert screen.app.hits.hit is not None
            assert title in f"{screen.app.hits.hit.title} "

    run_browse(index, test, query="fregat")


@pytest.mark.slow
def test_a_period_from_and_to(index: Path) -> None:
    """Dates are typed in any form; a wrong one is refused at the prompt, which stays open."""

    async def test(screen: Browser) -> None:
        await screen.press("escape", "f")
        await screen.type("maart 2023")
        await screen.press("enter")
        assert screen.line(1).startswith("22 releases, 2023-03-15 … 2024-12-15")
        assert "period 2023-03-01 …" in screen.line(1)
        await screen.press("t")
        await screen.type("2022")
        await screen.press("enter")
        assert "the range ends before it starts" in screen.line(1)
        await screen.press("ctrl+u")
        await screen.type("2023")
        await screen.press("enter")
        assert screen.line(1).startswith("10 releases, 2023-03-15 … 2023-12-15")
        await screen.press("f", "ctrl+u", "enter", "t", "ctrl+u", "enter")
        assert screen.line(1).startswith("60 releases")
        await screen.press("f")
        await screen.press("escape")
        assert screen.app.hits.has_focus

    run_browse(index, test)


@pytest.mark.slow
def test_the_periods(index: Path) -> None:
    """A month, or several, are chosen from the strip; Backspace shows all again."""

    async def test(screen: Browser) -> None:
        await screen.press("tab", "tab", "tab")
        assert screen.app.periods.has_focus
        assert screen.text().splitlines()[-2].endswith("2024-12: 1")
        await screen.press("left", "left", "shift+left", "shift+left")
        assert screen.text().splitlines()[-2].endswith("2024-08 … 2024-10: 3")
        await screen.press("enter")
        assert screen.line(1).startswith("3 releases, 2024-08-15 … 2024-10-15")
        await screen.press("backspace")
        assert screen.line(1).startswith("60 releases")
        await screen.press("h", "l", "right", "H", "L", "shift+tab")
        assert screen.app.release.has_focus

    run_browse(index, test)


@pytest.mark.slow
def test_the_mouse(index: Path) -> None:
    """A click selects a hit, or chooses a period."""

    async def test(screen: Browser) -> None:
        await screen.pilot.click("#hits", offset=(10, 6))
        await screen.settle()
        assert screen.app.hits.at == 1
        await screen.pilot.click("#periods", offset=(0, 0))
        await screen.settle()
        assert screen.line(1).startswith("1 release, 2020-01-15")

    run_browse(index, test)


def test_passages_or_titles(index: Path) -> None:
    """The key p leaves one line a hit."""

    async def test(screen: Browser) -> None:
        await screen.press("escape")
        before = len(screen.app.hits.lines)
        await screen.press("p")
        assert len(screen.app.hits.lines) == 15 < before
        await screen.press("p")
        assert len(screen.app.hits.lines) == before

    run_browse(index, test, query="fregat")


@pytest.mark.slow
def test_similar_releases(index: Path) -> None:
    """They take the place of the hits until Esc."""

    async def test(screen: Browser) -> None:
        await screen.press("escape", "m")
        assert screen.line(1).startswith("similar to r")
        assert screen.app.hits.result is not None
        await screen.press("m", "escape")
        assert screen.line(1).startswith("15 releases")
        assert screen.app.question.query == "fregat"

    run_browse(index, test, query="fregat")


@pytest.mark.slow
def test_copies(index: Path) -> None:
    """The citation and the path go to the clipboard of the terminal, and are shown."""

    async def test(screen: Browser) -> None:
        await screen.press("escape", "c")
        assert screen.app.clipboard.startswith("Ministerie van Defensie, ‘Oefening")
        assert screen.line(2).startswith("copied: Ministerie van Defensie, ‘Oefening")
        await screen.press("y")
        assert Path(screen.app.clipboard).is_file()

    run_browse(index, test, query="fregat")


@pytest.mark.slow
def test_programs_files_and_names(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open, edit, export and save are done by the desk."""
    desk = FakeDesk()

    async def test(screen: Browser) -> None:
        await screen.press("escape", "e")
        assert screen.line(1) == "this terminal cannot start another program"  # that of the test
        monkeypatch.setattr(screen.app, "suspend", contextlib.nullcontext)
        await screen.press("o", "e", "x")
        await screen.press("enter")
        await screen.press("w")
        await screen.type("schepen")
        await screen.press("enter")
        assert screen.line(2) == "save schepen (fregat) date:2022-01-01.."
        desk.error = UsageError("there is a query @schepen already", "Choose another name")
        await screen.press("w", "x", "enter")
        assert screen.line(1) == "there is a query @schepen already"
        assert screen.line(2) == "Choose another name"
        await screen.press("escape", "e")
        assert screen.line(1) == "there is a query @schepen already"

    app = run_browse(index, test, desk=desk, query="fregat", period=_period("2022-01-01", None))
    assert [done[0] for done in desk.done] == ["open", "edit", "export", "save"]
    assert desk.done[2] == ("export", "releases.csv", "9")
    assert app.hits.result is not None


@pytest.mark.slow
def test_earlier_queries(index: Path) -> None:
    """A query is remembered when one goes to its hits; Ctrl+R brings it back."""

    async def test(screen: Browser) -> None:
        await screen.press("ctrl+r")
        assert screen.line(2) == "there are no earlier queries"
        await screen.type("mali")
        await screen.press("escape", "slash", "ctrl+u")
        await screen.type("fregat")
        await screen.press("escape", "ctrl+r")
        await screen.pilot.press("down", "enter")
        await screen.settle()
        assert screen.app.question.query == "mali"
        await screen.press("ctrl+r", "escape")
        assert screen.app.question.query == "mali"

    run_browse(index, test)


@pytest.mark.slow
def test_the_help_names_every_key(index: Path) -> None:
    """It fits on a screen of 80 x 24 by scrolling."""

    async def test(screen: Browser) -> None:
        await screen.press("escape", "question_mark")
        assert "go to the query" in screen.text()
        await screen.press("end")
        assert "More: defsearch help query" in screen.text()
        await screen.press("escape")
        assert "1. 2" in screen.text()

    run_browse(index, test, query="fregat", size=(80, 24))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (' "een', 'has no closing "'),
        (" (mali", "( has no closing )"),
        (" NOT", ""),
        (" date:2023-13-01", ""),
    ],
)
@pytest.mark.slow
def test_an_unfinished_query_keeps_the_hits_and_says_what_is_missing(
    index: Path, typed: str, said: str
) -> None:
    """A caret shows the place; the list stays as it was."""

    async def test(screen: Browser) -> None:
        before = screen.app.hits.result
        screen.app.input.value = f"fregat{typed}"
        await screen.settle()
        assert screen.app.hits.result is before
        assert "^" in screen.line(1)
        assert said in screen.line(1)
        screen.app.input.value = "fregat"
        await screen.settle()
        assert screen.line(1).startswith("15 releases")

    run_browse(index, test, query="fregat")


@pytest.mark.slow
def test_near_misses_stand_below_their_line(index: Path) -> None:
    """With the word that each of them misses; they can be selected and read."""

    async def test(screen: Browser) -> None:
        assert "no release has all the words" in screen.text()
        assert "without:" in screen.text()
        await screen.press("escape", "j")
        assert screen.app.release.release is not None
        await screen.press("slash", "ctrl+u")
        await screen.type("fregaat")
        assert "no release matches “fregaat”" in screen.text()
        assert "did you mean fregat (15 releases)" in screen.line(2)
        await screen.press("escape", "n")
        assert "fregat" in screen.app.release.lines[screen.app.release.selected.start]
        await screen.press("slash")
        await screen.press("ctrl+u")
        await screen.type("xyzzyq")
        assert "no release matches “xyzzyq”" in screen.text()

    run_browse(index, test, query="fregat mali")


def test_text_of_a_release_is_never_obeyed(tmp_path: Path) -> None:
    """Markup and escape codes are shown as they are."""
    (tmp_path / "releases").mkdir()
    title, body = "[red]Titel[/red] [@click=quit]x[/]", "Het \x1b[31mrood\x1b[0m [bold]woord[/bold] :smile:."
    text = f" date 2024-05-01 {title}\n\n{body}\n"
    (tmp_path / "releases" / "a.txt").write_text(text, encoding="utf-8")
    run_ingest(tmp_path / "releases", tmp_path / "index")

    async def test(screen: Browser) -> None:
        assert "[red]Titel[/red] [@click=quit]x[/]" in screen.text()
        assert "␛[31mrood␛[0m [bold]woord[/bold] :smile:." in screen.text()

    run_browse(tmp_path / "index", test)


@pytest.mark.slow
def test_an_empty_index(tmp_path: Path) -> None:
    """Every key works without a hit."""
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "a.txt").write_text(" date 2024-05-01 T\n\nTekst.\n", encoding="utf-8")
    run_ingest(tmp_path / "releases", tmp_path / "index")

    async def test(screen: Browser) -> None:
        assert "no release matches “drones”" in screen.text()
        await screen.press("escape", *"jkgGnNsspmcyoe", "enter", "tab", "tab", "tab", "enter", "left", "H")
        await screen.press("question_mark", "escape", "q")

    run_browse(tmp_path / "index", test, query="drones")


@pytest.mark.slow
def test_an_index_that_changes_is_read_anew(index: Path, tmp_path: Path) -> None:
    """A later ingest is said, and its releases are found."""
    shutil.copytree(index.parent, tmp_path / "copy")
    releases = tmp_path / "copy" / "releases"
    other = tmp_path / "copy" / "index"
    assert run(["ingest", str(releases), "--index", str(other), "--quiet"]) == 0

    async def test(screen: Browser) -> None:
        assert screen.line(1).startswith("60 releases")
        (releases / "new.txt").write_text(" date 2026-05-01 Nieuw\n\nEen zeppelin.\n", encoding="utf-8")
        assert run(["ingest", str(releases), "--index", str(other), "--quiet"]) == 0
        await screen.until(lambda: "the index changed: 61 releases now" in screen.text())
        assert screen.line(1).startswith("61 releases")
        shutil.rmtree(other)
        await screen.type("zeppelin")
        assert screen.line(1).startswith("1 release, 2026-05-01")

    run_browse(other, test)


@pytest.mark.slow
def test_a_damaged_index_is_said_in_place(index: Path, tmp_path: Path) -> None:
    """Damage that a search meets is a sentence with its remedy."""
    shutil.copytree(index, tmp_path / "index")

    async def test(screen: Browser) -> None:
        for file in (tmp_path / "index").iterdir():
            if file.stat().st_size:
                file.write_bytes(bytes(file.stat().st_size))
        await screen.type("fregat")
        assert screen.line(1)
        assert "Traceback" not in screen.text()

    run_browse(tmp_path / "index", test)


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (200, 50)])
@pytest.mark.slow
def test_the_screen_looks_as_it_did(
    index: Path, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    """UPDATE_GOLDEN=1 writes the screens anew; look at each."""
    shown: list[str] = []

    async def test(screen: Browser) -> None:
        await screen.press("escape", "j")
        shown.append(screen.text())
        await screen.press("enter")
        shown.append(screen.text())

    run_browse(index, test, query="fregat noordzee", size=size)
    text = f"\n{'=' * size[0]}\n".join(shown) + "\n"
    file = GOLDEN / f"{size[0]}x{size[1]}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.slow
def test_resizing(index: Path) -> None:
    """Below 90 columns one pane is shown at a time, from 60 x 20 to 250 x 60."""

    async def test(screen: Browser) -> None:
        await screen.press("escape")
        for width, height, both in ((60, 20, False), (89, 24, False), (90, 24, True), (250, 60, True)):
            await screen.pilot.resize_terminal(width, height)
            await screen.settle()
            assert screen.app.hits.display
            assert screen.app.release.display is both
            assert all(len(line) <= width for line in screen.text().splitlines())
        await screen.pilot.resize_terminal(70, 20)
        await screen.settle()
        await screen.press("tab")
        assert screen.app.release.has_focus
        assert not screen.app.hits.display
        await screen.press("tab", "tab")
        assert screen.app.hits.has_focus
        await screen.press("n")
        assert screen.app.release.display
        assert "fregat" in screen.app.release.lines[screen.app.release.selected.start]
        assert "▌ " in screen.text()

    run_browse(index, test, query="fregat")


def _period(first: str, last: str | None) -> Period:
    return Period(*((day and datetime.date.fromisoformat(day)) or None for day in (first, last)))
