"""``defsearch browse``: the search as you type, full screen. It asks ``defsearch.open``, as other programs do.

Not here: searching, and what is done with files of the user (``Desk``, which the command line provides).
"""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from rich.text import Text
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static

from defsearch.browse.widgets import HitList, Lines, PeriodStrip, ReleasePane
from defsearch.browse.worker import Worker
from defsearch.dates.parser import parse_period
from defsearch.dates.period import Period, ordered
from defsearch.errors import DefsearchError, QueryError, UsageError
from defsearch.records import NamedTuple
from defsearch.render.errors import caret_lines, clause
from defsearch.render.hits import found_line
from defsearch.render.quotes import marked_quotes
from defsearch.render.release import citation_lines
from defsearch.render.text import date_label, plural, visible
from defsearch.search.results import ReleaseMatches, Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from defsearch.archive import Archive
    from defsearch.index.doc_store import StoredRelease
    from defsearch.search.results import SearchResult
    from defsearch.search.timeline import Timeline

_FULL = 10  # hits; a page with fewer is filled with near misses
_PAGE = 20  # hits that are asked for at once
_LOOK_AFTER = 2.0  # seconds between two looks at whether the index changed
_PROMPT = "❯ "
_KEYS = {
    "slash": "/",
    "enter": "Enter",
    "escape": "Esc, ↓, Enter",
    "tab": "Tab",
    "ctrl+r": "Ctrl+R",
    "question_mark": "?",
    "enter,space": "Enter, Space",
    "left,h": "← →  h l",
    "shift+left,H": "Shift+← →  H L",
    "backspace,delete": "Backspace",
}
_ORDERS = {Sort.RELEVANCE: "by relevance", Sort.NEWEST: "newest first", Sort.OLDEST: "oldest first"}


def key_help() -> list[tuple[str, str]]:
    """Return the keys, as they are written, and what they do."""
    return [
        (_KEYS.get(binding.key, binding.key), binding.tooltip)
        for binding in (*BrowseApp.BINDINGS, *PeriodStrip.BINDINGS)
        if isinstance(binding, Binding) and binding.tooltip
    ]


class Question(NamedTuple):
    """What the screen shows hits for. ``sort`` None: by relevance if there are words, else newest first."""

    query: str = ""
    period: Period | None = None
    sort: Sort | None = None
    similar_to: str = ""
    options: Mapping[str, Any] = MappingProxyType({})  # of ``Archive.search``

    def search(
        self, archive: Archive, *, limit: int | None = _PAGE, page: int = 1, near_misses: bool = False
    ) -> SearchResult:
        """Return a page of the hits; ``limit`` None: all of them, without passages."""
        if self.similar_to:
            return archive.similar(self.similar_to, limit=limit or _PAGE)
        return archive.search(
            self.query,
            date=self.period,
            sort=self.sort and self.sort.value,
            limit=limit,
            page=page,
            passages=0 if limit is None else 1,
            near_misses=near_misses,
            **self.options,
        )


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


class HelpScreen(ModalScreen[None]):
    """All keys and what they do."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,question_mark", "dismiss", "Back")]

    def compose(self) -> ComposeResult:
        """Show them in a box that scrolls on a small screen."""
        yield Lines(id="help")

    def on_mount(self) -> None:
        """List the keys of the screen, and those of the periods."""
        lines = ["The hits follow every key that you type in the query.", ""]
        lines += [f"{keys:<18}{does}" for keys, does in key_help()]
        self.query_one(Lines).show_lines([*lines, "", "More: defsearch help query, defsearch help dates"])


class HistoryScreen(ModalScreen[str | None]):
    """Earlier queries, to choose from."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,ctrl+r", "dismiss", "Back")]

    def __init__(self, queries: Sequence[str]) -> None:
        super().__init__()
        self._queries = queries

    def compose(self) -> ComposeResult:
        """Show the queries."""
        yield OptionList(*(Text(visible(query)) for query in self._queries), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the chosen query."""
        self.dismiss(self._queries[event.option_index])


class BrowseApp(App[None]):
    """The screen. ``question`` is what is asked now; the panes show the newest answer."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "narrow"), (90, "wide")]  # noqa: RUF012 (columns; narrow: one pane at a time)
    CSS = """
    #top { height: 1; }
    #prompt-mark { width: 2; color: $primary; text-style: bold; }
    #query, #answer { width: 1fr; border: none; padding: 0; height: 1; background: $background; }
    #status, #notice { height: 1; }
    #notice { text-style: dim; }
    #notice.error, #status.error { color: $error; text-style: none; }
    #panes { height: 1fr; }
    #hits, #release { width: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    #release { border-left: solid $primary; }
    #periods { height: 2; }
    #ask { height: 1; display: none; }
    #ask.open { display: block; }
    #ask-mark { width: auto; color: $primary; text-style: bold; }
    .narrow #release, .reading #hits, .reading #periods { display: none; }
    .reading #release { display: block; border-left: none; }
    HelpScreen, HistoryScreen { align: center middle; }
    #help { width: 92; max-width: 100%; height: 29; max-height: 100%; border: round $primary; padding: 0 1; }
    HistoryScreen OptionList { width: 72; max-width: 100%; height: auto; max-height: 80%; border: round $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "query", "Query", tooltip="go to the query"),
        Binding("escape", "back", "Hits", tooltip="go to the hits; leave the release, or similar releases"),
        Binding("enter", "read", "Read", tooltip="in the hits: read the release at full width"),
        Binding(
            "tab", "pane(1)", show=False, priority=True, tooltip="go to the hits, the release, the periods"
        ),
        Binding("shift+tab", "pane(-1)", show=False, priority=True),
        Binding(
            "n", "match(1)", "Next match", tooltip="go to the next match in the release; N: the previous"
        ),
        Binding("N", "match(-1)", show=False),
        Binding("s", "order", "Order", tooltip="by relevance, newest first, oldest first"),
        Binding("f", "ask('from')", "From", tooltip="the first day: any date that --from takes"),
        Binding("t", "ask('to')", "To", tooltip="the last day: any date that --to takes"),
        Binding("p", "passages", show=False, tooltip="passages, or titles only"),
        Binding("m", "similar", "Similar", tooltip="releases about the same subject"),
        Binding("c", "copy('citation')", "Cite", tooltip="copy the citation"),
        Binding("y", "copy('path')", show=False, tooltip="copy the path of the file"),
        Binding("o", "start('open')", show=False, tooltip="open the page of the release, or its file"),
        Binding("e", "start('edit')", show=False, tooltip="edit the file"),
        Binding("x", "ask('export')", show=False, tooltip="export all hits to a .csv, .tsv or .jsonl file"),
        Binding("w", "ask('save')", show=False, tooltip="save the query under a name: defsearch query @name"),
        Binding("ctrl+r", "history", show=False, priority=True, tooltip="choose an earlier query"),
        Binding("question_mark", "help", "Help", tooltip="show this help"),
        Binding("q", "quit", "Quit", tooltip="quit; the numbers of the hits work in defsearch show 3"),
        Binding("ctrl+c", "quit", show=False, priority=True),
    ]

    def __init__(self, open_archive: Callable[[], Archive], desk: Desk, question: Question) -> None:
        super().__init__()
        self.theme = "ansi-dark"  # the colours of the terminal itself, light or dark
        self.archive = open_archive()
        self.question = question
        self.shown: Question | None = None  # the last one that was answered
        self.fault: Exception | None = None  # an unforeseen error, which ends the program
        self._open_archive = open_archive
        self._desk = desk
        self._worker = Worker()
        self._asked_for = ""  # what the prompt at the bottom asks
        self._before_similar: Question | None = None
        self._news = ""  # told with the next answer
        self._is_loading = False
        self._looking_at = ""  # the id of the release that is wanted in its pane

    @property
    def is_idle(self) -> bool:
        """Whether every question is answered."""
        return self._worker.is_idle

    def compose(self) -> ComposeResult:
        """Return the panes, from top to bottom."""
        with Horizontal(id="top"):
            yield Static(_PROMPT, id="prompt-mark", markup=False)
            yield Input(self.question.query, id="query", select_on_focus=False, compact=True)
        yield Static(id="status", markup=False)
        yield Static(id="notice", markup=False)
        with Horizontal(id="panes"):
            yield HitList(id="hits")
            yield ReleasePane(id="release")
        yield PeriodStrip(id="periods")
        with Horizontal(id="ask"):
            yield Static(id="ask-mark", markup=False)
            yield Input(id="answer", select_on_focus=False, compact=True)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Ask the first question."""
        self.hits = self.query_one(HitList)
        self.release = self.query_one(ReleasePane)
        self.periods = self.query_one(PeriodStrip)
        self.input = self.query_one("#query", Input)
        self.input.focus()
        self.input.action_end()
        self.set_interval(_LOOK_AFTER, lambda: self._submit("other", self._look))
        self.ask()

    # --- asking: these run in the worker, and answer with messages

    def ask(self, **changes: Any) -> None:
        """Ask the question again, with changes."""
        self.question = self.question._replace(**changes)
        self._worker.drop("near")
        self._submit("search", partial(self._search, self.question))
        self._submit("timeline", partial(self._count, self.question))

    def _submit(self, kind: str, job: Callable[[], None]) -> None:
        def run() -> None:
            try:
                job()
            except DefsearchError as error:
                self.call_later(self._failed, error)
            except Exception as error:  # ended with a sentence by the command line
                self.fault = error
                self.call_from_thread(self.exit)

        self._worker.submit(kind, run)

    def _search(self, question: Question, page: int = 1) -> None:
        try:
            result = question.search(self.archive, page=page)
            if page == 1 and result.total < _FULL and not question.similar_to:
                self._submit("near", partial(self._search_near, question))
                if not result.total:  # what is shown stays until it is known what would match
                    return
        except DefsearchError as error:
            self.call_later(self._failed, error, question)
        else:
            self.call_later(self._answered, question, result, page > 1)

    def _search_near(self, question: Question) -> None:
        result = question.search(self.archive, near_misses=True)
        self.call_later(self._answered, question, result, False)
        if result.respelled:
            self._submit("timeline", partial(self._count, question, result.respelled))

    def _count(self, question: Question, query: str = "") -> None:
        """Count the releases per period, of ``query`` where that is what is shown."""
        if question.similar_to:
            return
        queries = [query or question.query] if question.query.strip() else []
        room = self.size.width - 1
        try:
            timeline = self.archive.timeline(*queries, per="month", **question.options)
            if len(timeline.periods) > room:
                timeline = self.archive.timeline(*queries, per="year", **question.options)
        except DefsearchError:  # the search has said it
            return
        self.call_later(self._counted, question, timeline)

    def _fetch(self, id_: str, query: str, question: Question) -> None:
        release = self.archive.release(id_)
        matches = ReleaseMatches()
        if query.strip() and not question.similar_to:
            matches = self.archive.matches(id_, query, **question.options)
        self.call_later(self._fetched, release, matches, marked_quotes(release)[1])

    def _export(self, path: str, question: Question) -> None:
        self.call_later(self._tell, self._desk.export(path, self.archive, question))

    def _look(self) -> None:
        """Open the index anew if an ingest changed it."""
        if self.archive.is_current():
            return
        before, self.archive = self.archive, self._open_archive()
        before.close()
        self._news = f"the index changed: {plural(len(self.archive), 'release')} now"
        self.call_later(self.ask)

    # --- answers

    def _answered(self, question: Question, result: SearchResult, is_more: bool) -> None:
        """Show the hits, unless the question is another one by now."""
        if question != self.question:
            return
        self.shown = question
        self._is_loading = False
        before = self.hits.result
        if is_more and before is not None:
            result = result._replace(hits=before.hits + result.hits)
        goes_on = before is not None and before.hits and before.hits == result.hits[: len(before.hits)]
        if not goes_on:
            self._looking_at = ""
        self.hits.show_result(result, self.hits.at if goes_on else 0)
        self._tell_totals(result)

    def _tell_totals(self, result: SearchResult) -> None:
        question = self.question
        if question.similar_to:
            parts = [f"similar to {visible(question.similar_to)}: {plural(len(result.hits), 'release')}"]
        else:
            parts = [found_line(result), _ORDERS[result.request.sort]]
            if question.period is not None:
                parts.append(f"period {question.period.describe()}")
        self._show("#status", " · ".join(parts))
        told = [self._news, *map(visible, result.notices)] if self._news else [*map(visible, result.notices)]
        self._news = ""
        told += [
            f"did you mean {visible(one.query)} ({plural(one.releases, 'release')})"
            for one in result.suggestions
        ]
        self._show("#notice", " · ".join(told))

    def _failed(self, error: DefsearchError, question: Question | None = None) -> None:
        """Say what is wrong, with a caret below its place in the query; the last hits stay."""
        if question not in (None, self.question):
            return
        self.shown = question or self.shown
        hint = self._desk.remedy(error)
        told = visible(clause(error.message))
        if isinstance(error, QueryError) and question is not None:
            _, carets = caret_lines(error, self.size.width)
            at = len(_PROMPT) + len(carets)
            if at + 1 + len(told) < self.size.width:
                told = f"{' ' * len(_PROMPT)}{carets} {told}"
        self._show("#status", told, error=True)
        self._show("#notice", visible((hint or "").replace("\n", " · ")))

    def _counted(self, question: Question, timeline: Timeline) -> None:
        if question == self.question:
            self.periods.show_timeline(timeline)

    def _fetched(
        self, release: StoredRelease, matches: ReleaseMatches, labels: Sequence[tuple[int, str]]
    ) -> None:
        if self.hits.hit is not None and release.id == self.hits.hit.id:
            self.release.show_release(release, matches, labels)

    def _tell(self, text: str) -> None:
        self._show("#notice", text)

    def on_hit_list_selected(self) -> None:
        """Show the selected release in its pane; ask for more hits near the end of the list."""
        hit, result = self.hits.hit, self.hits.result
        if hit is None:
            self._looking_at = ""
            self.release.show_release(None, ReleaseMatches(), ())
        elif result is not None and hit.id != self._looking_at:
            self._looking_at = hit.id
            query = result.respelled or result.request.query
            self._submit("release", partial(self._fetch, hit.id, query, self.question))
        if result and len(result.hits) < result.total and self.hits.at >= len(result.hits) - _PAGE // 4:
            self._ask_for_more(len(result.hits) // _PAGE + 1)

    def _ask_for_more(self, page: int) -> None:
        if not self._is_loading and not self.question.similar_to:
            self._is_loading = True
            self._submit("search", partial(self._search, self.question, page))

    def _show(self, place: str, text: str, *, error: bool = False) -> None:
        line = self.query_one(place, Static)
        line.set_class(error, "error")
        line.update(text)

    # --- keys

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what is typed."""
        if event.input is self.input and event.value != self.question.query:
            self.ask(query=event.value, similar_to="")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the hits, or take the answer of the prompt at the bottom."""
        if event.input is self.input:
            self.action_list()
        else:
            self._take_answer(event.value.strip())

    def on_key(self, event: Any) -> None:
        """Go from the query to the hits with the arrow down."""
        if event.key == "down" and self.input.has_focus:
            event.stop()
            self.action_list()

    def action_list(self) -> None:
        """Go to the hits."""
        if self.question.query.strip():
            self._desk.remember(self.question.query)
        self.screen.remove_class("reading")
        self.hits.focus()

    def action_query(self) -> None:
        """Go to the query."""
        self.input.focus()

    async def action_back(self) -> None:
        """Leave what is open: the prompt, the release, similar releases, the query line."""
        if self._asked_for:
            self._close_prompt()
        elif self.screen.has_class("reading"):
            self.action_list()
        elif self.question.similar_to and self._before_similar is not None:
            self.ask(**self._before_similar._asdict())
        else:
            self.action_list()

    def action_read(self) -> None:
        """Read the release at full width."""
        if self.release.release is not None:
            self.screen.add_class("reading")
            self.release.focus()

    def action_pane(self, step: int) -> None:
        """Go to the next pane."""
        panes: list[Any] = [self.hits, self.release, self.periods]
        here = next((at for at, pane in enumerate(panes) if pane.has_focus), -1 if step > 0 else 0)
        pane = panes[(here + step) % len(panes)]
        narrow = self.screen.has_class("narrow")
        self.screen.set_class(narrow and pane is self.release, "reading")
        pane.focus()

    def action_match(self, step: int) -> None:
        """Go to the next match in the release."""
        if self.screen.has_class("narrow"):
            self.action_read()
        if not self.release.go_to_match(step):
            self._tell("no match is highlighted in this release")

    def action_order(self) -> None:
        """Change the order."""
        orders = list(_ORDERS)
        now = self.hits.result.request.sort if self.hits.result else Sort.RELEVANCE
        self.ask(sort=orders[(orders.index(now) + 1) % len(orders)], similar_to="")

    def action_passages(self) -> None:
        """Show passages, or titles only."""
        self.hits.brief = not self.hits.brief
        self.hits.draw_lines()

    def action_similar(self) -> None:
        """Show the releases about the same subject."""
        if self.hits.hit is not None:
            if not self.question.similar_to:
                self._before_similar = self.question
            self.ask(similar_to=self.hits.hit.id)

    def action_copy(self, what: str) -> None:
        """Copy the citation or the path of the selected release, and show it."""
        if (release := self.release.release) is None:
            return
        path = str(Path(release.path).absolute())
        lines = [path] if what == "path" else [*citation_lines(release, self._desk.publisher)]
        self.copy_to_clipboard("\n".join(lines))
        self._tell(f"copied: {visible(lines[0])}")

    def action_start(self, what: str) -> None:
        """Open the selected release, or edit it in a program that has the terminal for itself meanwhile."""
        if (release := self.release.release) is None:
            return
        try:
            if what == "open":
                self._desk.open_file(release.path, release.url)
                return
            with self.suspend():
                self._desk.edit_file(release.path)
        except DefsearchError as error:
            self._failed(error)
        except SuspendNotSupported:
            self._failed(UsageError("this terminal cannot start another program"))
        self.refresh()

    def action_history(self) -> None:
        """Choose an earlier query."""
        queries = self._desk.history()
        if not queries:
            self._tell("there are no earlier queries")
        elif not isinstance(self.screen, HistoryScreen):
            self.push_screen(HistoryScreen(queries), self._take_query)

    def _take_query(self, query: str | None) -> None:
        if query is not None:
            self.input.value = query
            self.input.action_end()
            self.action_list()

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(HelpScreen())

    def on_period_strip_chosen(self, message: PeriodStrip.Chosen) -> None:
        """Limit the hits to the chosen periods."""
        period = None
        if message.first is not None and message.last is not None:
            last = parse_period(message.last.period, datetime.date.max)
            period = Period(message.first.first, last.last)
        self.ask(period=period, similar_to="")

    # --- the prompt at the bottom

    def action_ask(self, what: str) -> None:
        """Ask for a date, a file or a name."""
        period = self.question.period
        texts = {
            "from": (
                "from: ",
                date_label(Period(period.first, period.first)) if period and period.first else "",
            ),
            "to": ("to: ", date_label(Period(period.last, period.last)) if period and period.last else ""),
            "export": ("export to (.csv or .jsonl): ", "releases.csv"),
            "save": ("save the query as: @", ""),
        }
        if what == "save" and not self.question.query.strip():
            self._tell("there is no query to save")
            return
        self._asked_for = what
        mark, value = texts[what]
        self._show("#ask-mark", mark)
        self.query_one("#ask").add_class("open")
        answer = self.query_one("#answer", Input)
        answer.value = value
        answer.action_end()
        answer.focus()

    def _close_prompt(self) -> None:
        self._asked_for = ""
        self.query_one("#ask").remove_class("open")
        self.hits.focus()

    def _take_answer(self, value: str) -> None:
        what = self._asked_for
        try:
            if what in ("from", "to"):
                self._limit(what, value)
            elif what == "save":
                self._tell(self._desk.save_query(value, self._query_with_period()))
            else:
                self._submit("other", partial(self._export, value, self.question))
        except DefsearchError as error:  # the prompt stays open
            self.call_later(self._failed, error)
        else:
            self._close_prompt()

    def _limit(self, side: str, value: str) -> None:
        period = self.question.period or Period(None, None)
        given = parse_period(value, datetime.date.today()) if value else Period(None, None)  # noqa: DTZ011
        first, last = (given.first, period.last) if side == "from" else (period.first, given.last)
        limited = ordered(first, last)
        self.ask(period=None if limited == (None, None) else limited, similar_to="")

    def _query_with_period(self) -> str:
        period = self.question.period
        if period is None:
            return self.question.query
        return f"({self.question.query}) date:{period.first or ''}..{period.last or ''}"
