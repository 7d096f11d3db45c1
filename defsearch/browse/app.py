"""``defsearch browse``: the search as you type, full screen. It asks ``defsearch.open``, as other programs do.

Not here: searching, and what is done with files of the user (``Desk``, which the command line provides).
"""

from __future__ import annotations

import asyncio
import datetime
import gc
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from textual import on, work
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.worker import Worker, WorkerState

from defsearch.browse.widgets import HitList, Line, PeriodStrip, ReleasePane
from defsearch.dates.parser import parse_range
from defsearch.errors import DefsearchError, UsageError
from defsearch.records import NamedTuple
from defsearch.render.errors import error_line
from defsearch.render.hits import found_line, remarks
from defsearch.render.quotes import marked_quotes
from defsearch.render.release import citation_lines
from defsearch.render.text import plural, visible
from defsearch.search.results import ReleaseMatches, Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from defsearch.archive import Archive
    from defsearch.browse.widgets import Marks
    from defsearch.dates.period import Period
    from defsearch.index.doc_store import StoredRelease
    from defsearch.search.results import SearchResult
    from defsearch.search.timeline import Timeline

Answer = TypeVar("Answer")
_PAGE = 20  # hits that are asked for at once
_MARK = "❯ "  # before the query
_PROMPTS = {"export": "export to (.csv or .jsonl): ", "save": "save the query as: @"}


class Question(NamedTuple):
    """What the screen shows hits for. ``sort`` None: by relevance if there are words, else newest first."""

    query: str = ""
    period: Period | None = None
    sort: Sort | None = None
    similar_to: str = ""
    options: Mapping[str, Any] = {}  # of ``Archive.search``

    def days(self) -> list[str]:
        """Return the first and the last day of the period; an empty text where it has none."""
        return [str(day or "") for day in self.period or (None, None)]

    def search(self, archive: Archive, **request: Any) -> SearchResult:
        """Return the first page of hits, or what else is asked for with arguments of ``Archive.search``."""
        if self.similar_to:
            return archive.similar(self.similar_to, limit=_PAGE)
        request = {"sort": self.sort, "limit": _PAGE, "passages": 1, **self.options, **request}
        return archive.search(self.query, date=self.period, **request)

    def timeline(self, archive: Archive, result: SearchResult, room: int) -> Timeline:
        """Count the releases of a result per month, or per year for more than ``room`` months."""
        count = partial(archive.timeline, result.respelled or self.query, **self.options)
        months = count(per="month")
        return months if len(months.periods) <= room else count(per="year")


class Desk(Protocol):
    """What the command line does for the screen: remedies for errors, files and programs of the user."""

    publisher: str | None

    def remedy(self, error: DefsearchError) -> str | None: ...
    def open_file(self, path: str, url: str | None) -> None: ...
    def edit_file(self, path: str) -> None: ...
    def save_query(self, name: str, query: str) -> str: ...
    def export(self, path: str, archive: Archive, question: Question) -> str: ...
    def history(self) -> list[str]: ...
    def remember(self, query: str) -> None: ...


def key_help() -> Iterator[tuple[str, str]]:
    """Yield the keys, as they are written, and what they do."""
    for where, bindings in (("", BrowseApp.BINDINGS), ("in the periods: ", PeriodStrip.BINDINGS)):
        for one in bindings:
            if isinstance(one, Binding) and one.tooltip:
                keys = one.key.title().replace(",", ", ") if one.key[1:] else one.key
                yield one.key_display or keys, where + one.tooltip


class Popup(ModalScreen[None]):
    """A box above the screen: something to read, or a list to choose from."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,enter,question_mark,ctrl+r", "dismiss")]

    def __init__(self, content: OptionList | VerticalScroll) -> None:
        super().__init__()
        self._content = content

    def compose(self) -> ComposeResult:
        """Show the content."""
        yield self._content


class BrowseApp(App[BaseException | None]):
    """The screen: ``question`` is what is asked. ``run`` returns the unforeseen error that ended it, if any."""

    CSS_PATH = "data/browse.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "narrow"), (90, "wide")]  # noqa: RUF012 (columns; narrow: one pane at a time)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "focus('query')", "Query", key_display="/", tooltip="go to the query"),
        Binding("escape", "back", "Hits", tooltip="go to the hits; leave the release, or similar releases"),
        Binding("down", "hits", key_display="↓, Enter", tooltip="in the query: go to the hits"),
        Binding("enter", "read", "Read", tooltip="in the hits: read the release at full width"),
        Binding("tab", "pane(1)", priority=True, tooltip="go to the hits, the release, the periods"),
        Binding("shift+tab", "pane(-1)", priority=True),
        Binding("n", "match(1)", "Next match", tooltip="go to the next match in the release"),
        Binding("N", "match(-1)", tooltip="go to the previous match"),
        Binding("s", "order", "Order", tooltip="by relevance, newest first, oldest first"),
        Binding("f", "ask('from')", "From", tooltip="the first day: any date that --from takes"),
        Binding("t", "ask('to')", "To", tooltip="the last day: any date that --to takes"),
        Binding("p", "toggle('brief')", tooltip="passages, or titles only"),
        Binding("m", "similar", "Similar", tooltip="releases about the same subject"),
        Binding("c", "release('cite')", "Cite", tooltip="copy the citation"),
        Binding("y", "release('path')", tooltip="copy the path of the file"),
        Binding("o", "release('open')", tooltip="open the page of the release, or its file"),
        Binding("e", "release('edit')", tooltip="edit the file"),
        Binding("x", "ask('export')", tooltip="export all hits to a .csv, .tsv or .jsonl file"),
        Binding("w", "ask('save')", tooltip="save the query under a name: defsearch query @name"),
        Binding("ctrl+r", "history", tooltip="choose an earlier query"),
        Binding("question_mark", "help", "Help", key_display="?", tooltip="show this help"),
        Binding("q", "quit", "Quit", tooltip="quit; the numbers of the hits work in defsearch show 3"),
        Binding("ctrl+c", "quit", priority=True),
    ]

    asked_for = var("", toggle_class="asking")  # by the prompt at the bottom
    reading = var(False, toggle_class="reading")  # a release, at full width
    brief = var(False)

    def __init__(self, open_archive: Callable[[], Archive], desk: Desk, question: Question) -> None:
        super().__init__()
        self.theme = "ansi-dark"  # the colours of the terminal itself, light or dark
        self.archive = open_archive()
        self.question = question
        self.shown: Question | None = None  # the one that the hits on the screen answer
        self._desk = desk
        self._reader = ThreadPoolExecutor(1, "index")

    def compose(self) -> ComposeResult:
        """Return the panes, from top to bottom."""
        line = partial(Line, select_on_focus=False, compact=True)
        self.input, self.answer = line(self.question.query, id="query"), line(id="answer")
        self.status, self.notice = Static(id="status", markup=False), Static(id="notice", markup=False)
        self.hits, self.release = HitList(id="hits").data_bind(BrowseApp.brief), ReleasePane(id="release")
        self.periods, self.prompt = PeriodStrip(id="periods"), Static(id="prompt")
        yield Horizontal(Static(_MARK, id="query-mark"), self.input, id="top")
        yield from (self.status, self.notice, Horizontal(self.hits, self.release, id="panes"), self.periods)
        yield Horizontal(self.prompt, self.answer, id="ask")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Ask the first question, then each one that is typed or chosen."""
        self.watch(self.input, "value", lambda query: self.ask(query=query), init=False)
        self.watch(self.hits, "at", self._select, init=False)  # type: ignore[arg-type]  # it returns a worker
        self.watch(self.periods, "chosen", lambda period: self.ask(period=period), init=False)
        self.set_interval(2.0, self._look)  # seconds
        self.input.focus()
        self.ask()
        gc.freeze()  # what is loaded by now stays: nothing collects garbage there while a key waits
        gc.set_threshold(10_000)

    def ask(self, *, similar_to: str = "", news: str = "", **changes: Any) -> None:
        """Ask the question again, with changes; ``news`` are told with the hits."""
        self.question = self.question._replace(similar_to=similar_to, **changes)
        self._answer(news)

    async def _read(self, job: Callable[[Archive], Answer]) -> Answer:
        """Run a job in the only thread that reads the index, in turn; one that is cancelled before is left out."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, lambda: job(self.archive))

    @work(group="question", exclusive=True, exit_on_error=False)
    async def _answer(self, news: str) -> None:
        """Show the hits, then the selected release, then the periods, until another question is asked."""
        question = self.question
        result = await self._read(partial(question.search, near_misses=True))
        await self._show(question, result, news)
        if not question.similar_to:
            count = partial(question.timeline, result=result, room=self.size.width - 1)
            self.periods.periods = (await self._read(count)).periods

    async def _show(self, question: Question, result: SearchResult, news: str = "") -> None:
        self.shown = question
        self.hits.show_result(result)
        self._say(news, *remarks(result), status=found_line(result, question.similar_to))
        await self.hits.wait_for_refresh()  # first: reading the release would make the drawing wait
        await self._show_release()

    async def _show_release(self) -> None:
        """Show the selected release in its pane."""
        hit, result, options = self.hits.hit, self.hits.result, self.question.options

        def read(archive: Archive) -> tuple[StoredRelease | None, Marks]:
            if hit is None or result is None:
                return None, (ReleaseMatches(), ())
            release, query = archive.release(hit.id), result.respelled or result.request.query
            return release, (archive.matches(hit.id, query, **options), marked_quotes(release)[1])

        shown = await self._read(read)
        if hit == self.hits.hit:
            self.release.show_release(*shown)

    @work(group="selection", exclusive=True, exit_on_error=False)
    async def _select(self) -> None:
        """Show the selected release; near the end of the list, add a page of hits."""
        await self._show_release()
        question, result = self.shown, self.hits.result
        if question and result and len(result.hits) < min(result.total, self.hits.at + _PAGE // 4):
            more = await self._read(partial(question.search, page=len(result.hits) // _PAGE + 1))
            if self.hits.result is result:
                await self._show(question, more._replace(hits=result.hits + more.hits))

    @work(group="look", exit_on_error=False)
    async def _look(self) -> None:
        """Open the index anew if an ingest changed it."""
        if await self._read(lambda archive: archive.refresh()):
            news = f"the index changed: {plural(len(self.archive), 'release')} now"
            self.ask(similar_to=self.question.similar_to, news=news)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what went wrong in the background, with carets below its place in the query; the last hits stay."""
        error = event.worker.error if event.state is WorkerState.ERROR else None
        if isinstance(error, DefsearchError):
            status = error_line(error, self.size.width, indent=len(_MARK))
            remedy = (self._desk.remedy(error) or "").replace("\n", " · ")
            self._say(visible(remedy), status=status, is_error=True)
        elif error is not None:
            self.exit(error)

    def _say(self, *notices: str, status: str | None = None, is_error: bool = False) -> None:
        """Fill the line of notices; with a new status the line above it too."""
        if status is not None:
            self.status.set_class(is_error, "error").update(status, layout=False)
        self.notice.update(" · ".join(filter(None, notices)), layout=False)

    @on(Input.Submitted, "#query")
    def action_hits(self) -> None:
        """Go to the hits; close the release and the prompt."""
        if self.input.value.strip():
            self._desk.remember(self.input.value)
        self.asked_for, self.reading = "", False
        self.hits.focus()

    async def action_back(self) -> None:
        """Leave what is open: the prompt, the release, similar releases, the query line."""
        if not self.asked_for and not self.reading and self.question.similar_to:
            self.ask()
        self.action_hits()

    def action_read(self) -> None:
        """Read the release at full width."""
        if self.release.release is not None:
            self.reading = True
            self.release.focus()

    def action_pane(self, step: int) -> None:
        """Go to the next pane."""
        panes = [self.hits, self.release, self.periods]
        here = panes.index(self.focused) if self.focused in panes else min(-step, 0)
        pane = panes[(here + step) % len(panes)]
        self.reading = self.screen.has_class("narrow") and pane is self.release
        self.screen.set_focus(pane)

    def action_match(self, step: int) -> None:
        """Go to the next match in the release."""
        if self.release.release and not self.release.display:  # for a narrow screen it is drawn first
            self.action_read()
            self.screen.call_after_refresh(self.release.call_later, self.action_match, step)
        elif not self.release.go_to_match(step):
            self._say("no match is highlighted in this release")

    def action_order(self) -> None:
        """Change the order."""
        orders = list(Sort)
        now = self.hits.result.request.sort if self.hits.result else Sort.RELEVANCE
        self.ask(sort=orders[(orders.index(now) + 1) % len(orders)])

    def action_similar(self) -> None:
        """Show the releases about the same subject."""
        if self.hits.hit is not None:
            self.ask(similar_to=self.hits.hit.id)

    @work(group="release", exclusive=True, exit_on_error=False)
    async def action_release(self, do: str) -> None:
        """Copy the citation or the path of the selected release, open it, or edit it."""
        release = self.release.release
        if release and do == "open":
            self._desk.open_file(release.path, release.url)
        elif release and do == "edit":
            try:
                with self.suspend():  # the program has the terminal for itself meanwhile
                    self._desk.edit_file(release.path)
            except SuspendNotSupported:
                raise UsageError("this terminal cannot start another program") from None
        elif release:
            path = str(Path(release.path).absolute())
            lines = [path] if do == "path" else [*citation_lines(release, self._desk.publisher)]
            self.copy_to_clipboard("\n".join(lines))
            self._say(f"copied: {visible(lines[0])}")

    def action_history(self) -> None:
        """Show earlier queries to choose from."""
        if queries := self._desk.history():
            self.push_screen(Popup(OptionList(*map(visible, queries), id="history", markup=False)))
        else:
            self._say("there are no earlier queries")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask an earlier query again."""
        self.pop_screen()
        self.input.value = self._desk.history()[event.option_index]
        self.input.action_end()
        self.action_hits()

    def action_help(self) -> None:
        """Show the keys."""
        keys = "\n".join(f"{keys:<20}{does}" for keys, does in key_help())
        text = f"The hits follow every key that you type in the query.\n\n{keys}\n\n"
        text += "More: defsearch help query, defsearch help dates"
        self.push_screen(Popup(VerticalScroll(Static(text, markup=False), id="help")))

    def action_ask(self, what: str) -> None:
        """Ask for a date, a file or a name in the line at the bottom."""
        if what == "save" and not self.question.query.strip():
            self._say("there is no query to save")
            return
        first, last = self.question.days()
        self.asked_for = what
        self.prompt.update(_PROMPTS.get(what, f"{what}: "))
        self.answer.value = {"from": first, "to": last, "export": "releases.csv"}.get(what, "")
        self.answer.action_end()
        self.answer.focus()

    @on(Input.Submitted, "#answer")
    @work(group="prompt", exclusive=True, exit_on_error=False)
    async def _take_answer(self, event: Input.Submitted) -> None:
        """Do what was asked for."""
        what, value, question = self.asked_for, event.value.strip(), self.question
        first, last = question.days()
        if what == "save":
            dated = f"({question.query}) date:{first}..{last}"
            self._say(self._desk.save_query(value, dated if question.period else question.query))
        elif what == "export":
            self._say(await self._read(lambda archive: self._desk.export(value, archive, question)))
        else:
            days = f"{value}..{last}" if what == "from" else f"{first}..{value}"
            self.ask(period=None if days == ".." else parse_range(days, datetime.date.today()))  # noqa: DTZ011
        self.action_hits()  # after a mistake, which is an error, the line stays open
