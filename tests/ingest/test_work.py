"""How much work an ingest does, counted and not timed: words analysed, files read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from support.archive import TOY_LANGUAGE, ToyAnalyzer, release_text, write_releases

from defsearch.ingest import builder as build
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.releases.reader import read_release

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

    from defsearch.dutch.analysis import Analysis


def test_each_distinct_word_is_analysed_once(tmp_path: Path) -> None:
    """However often it stands in however many releases, in whatever case; and never again by a later ingest."""
    asked: Counter[str] = Counter()

    class Counting(ToyAnalyzer):
        def __init__(self, words: Mapping[str, str]) -> None:
            super().__init__(words)

        def analyze(self, form: str) -> Analysis:
            asked[form] += 1
            return super().analyze(form)

    language = TOY_LANGUAGE._replace(make_analyzer=Counting)
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(
        sources, a=release_text("Boot boot BOOT, drone-boot."), b=release_text("De boot en de drone.")
    )
    ingest([sources], index, IngestOptions(), language=language)
    probes = Counter(form for form in build._PROBE_WORDS)
    assert asked["boot"] == asked["drone"] == asked["drone-boot"] == 1
    assert all(count == 1 + probes[form] for form, count in asked.items() if form not in probes)
    asked.clear()
    write_releases(sources, c=release_text("Nog een boot en een fregat."))
    ingest([sources], index, IngestOptions(), language=language)
    assert set(asked) - set(probes) == {"nog", "een", "fregat"}


def test_only_changed_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed file among many is the only one that is opened."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, **{f"r{number}": release_text(f"Bericht {number}.") for number in range(20)})
    opened: list[str] = []

    def counted(path: str, **more: Any) -> object:
        opened.append(path)
        return read_release(path, **more)

    monkeypatch.setattr(build, "read_release", counted)
    ingest([sources], index, IngestOptions(), language=TOY_LANGUAGE)
    assert len(opened) == 20
    opened.clear()
    write_releases(sources, r7=release_text("Een ander bericht."))
    ingest([sources], index, IngestOptions(), language=TOY_LANGUAGE)
    assert [path.rpartition("/")[2] for path in opened] == ["r7.txt"]
