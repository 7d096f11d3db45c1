"""A thread that runs jobs one at a time, so that typing never waits for a search.

Of the waiting jobs of one kind only the newest is run: an answer to words that were typed on is of no use.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = ("search", "release", "near", "timeline", "other")  # the more urgent first


class Worker:
    """One thread for everything that reads the index, which no two threads may read at once."""

    def __init__(self) -> None:
        self._jobs: dict[str, Callable[[], None]] = {}
        self._changed = threading.Condition()
        self._runs = False
        threading.Thread(target=self._run, name="index", daemon=True).start()

    def submit(self, kind: str, job: Callable[[], None]) -> None:
        """Run a job soon, in place of a waiting one of the same kind."""
        with self._changed:
            self._jobs[kind] = job
            self._changed.notify()

    def drop(self, kind: str) -> None:
        """Forget a waiting job."""
        with self._changed:
            self._jobs.pop(kind, None)

    @property
    def is_idle(self) -> bool:
        """Whether no job waits or runs."""
        with self._changed:
            return not self._jobs and not self._runs

    def _run(self) -> None:
        while True:
            with self._changed:
                self._runs = False
                while not self._jobs:
                    self._changed.wait()
                job = self._jobs.pop(next(kind for kind in KINDS if kind in self._jobs))
                self._runs = True
            job()
