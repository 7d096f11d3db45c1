"""The thread that runs jobs one at a time."""

from __future__ import annotations

import threading

from defsearch.browse.worker import Worker


def test_only_the_newest_waiting_job_of_a_kind_is_run_and_the_urgent_ones_first() -> None:
    """What waits behind a running job is replaced, dropped, and sorted by kind."""
    done: list[str] = []
    started, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        started.set()
        may_end.wait(10)
        done.append("first")

    worker = Worker()
    worker.submit("search", first)
    assert started.wait(10)
    assert not worker.is_idle
    worker.submit("other", ended.set)
    worker.submit("timeline", lambda: done.append("timeline"))
    worker.submit("near", lambda: done.append("near"))
    worker.submit("search", lambda: done.append("old"))
    worker.submit("search", lambda: done.append("new"))
    worker.drop("near")
    may_end.set()
    assert ended.wait(10)
    assert done == ["first", "new", "timeline"]
