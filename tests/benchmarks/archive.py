"""How well releases are read as people have them: dates, titles, sub-headings, leftovers, nothing lost.

    python tests/benchmarks archive

Reads the stand-ins in ``tests/archive`` and compares each block with what it is known to be. Not here: searching them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from defsearch.releases.layout import decode_release, parse_release

FOLDER = Path(__file__).parents[1] / "archive"
_TEXT = {"P", "LEAD", "L"}
_LEFTOVERS = {"ALT", "ALT.", "V", "U", "BY", "SRC", "CR", "SEE", "F", "LNK", "VID"}
_SENTENCE_END = re.compile(r"(?<=[.!?”])\s+|\n")


class Ratio(NamedTuple):
    """How many of how many, with those that are wrong."""

    right: int
    of: int
    wrong: list[str]

    @property
    def share(self) -> float:
        """The share that is right."""
        return self.right / self.of if self.of else 1.0


def measure() -> dict[str, Ratio]:
    """Return each measure by its name."""
    marks: dict[str, list[tuple[str, bool]]] = {
        name: []
        for name in (
            "dates",
            "titles",
            "headings precision",
            "headings recall",
            "leftovers hidden",
            "sentences kept",
        )
    }
    for line in (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        for name, what, is_right in _judge(page):
            marks[name].append((f"{page['file']}: {what[:60]}", is_right))
    return {
        name: Ratio(
            sum(right for _, right in found), len(found), [what for what, right in found if not right]
        )
        for name, found in marks.items()
    }


def _judge(page: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the marks of one page: a measure, what was judged, whether it is right."""
    id_ = page["file"].removesuffix(".txt")
    text, _ = decode_release((FOLDER / "pages" / page["file"]).read_bytes())
    release = parse_release(text, id_).release
    marks: list[tuple[str, str, bool]] = []
    expected = _expected_dates(page["header"], page["file"])
    date = "" if release.date is None else release.date.iso()
    if expected:
        marks.append(("dates", date, date in expected))
    kinds = [kind for kind, _ in page["blocks"]]
    titles = [value for kind, value in page["blocks"] if kind == "T"]
    if titles:
        marks.append(("titles", release.title, _fold(release.title) == _fold(titles[0])))
    elif kinds[:1] == ["LEAD"]:
        beginning = _fold(release.title).rstrip("…. ")[:40]
        is_right = release.title_is_derived and _fold(page["blocks"][0][1]).startswith(beginning)
        marks.append(("titles", release.title, is_right))
    found = {_fold(release.body[part.start : part.end]) for part in release.paragraphs if part.is_heading}
    wanted = {_fold(value) for kind, value in page["blocks"] if kind == "H"}
    allowed = wanted | {_fold(value) for kind, value in page["blocks"] if kind == "Htitle"}
    marks += [
        ("headings precision", heading, heading in allowed)
        for heading in found
        if heading not in allowed - wanted
    ]
    marks += [("headings recall", heading, heading in found) for heading in wanted]
    body = _fold(release.body)
    shown = f"{_fold(release.title)} {body}"
    for kind, value in page["blocks"]:
        if kind in _TEXT:
            sentences = [_fold(sentence) for sentence in _SENTENCE_END.split(value)]
            marks += [("sentences kept", one, one in shown) for one in sentences if len(one) > 12]
        elif kind in _LEFTOVERS or kind.startswith("K:"):
            marks.append(("leftovers hidden", value, _fold(value)[:60] not in body))
    return marks


def _expected_dates(header: str | None, file: str) -> set[str]:
    """Return the dates that are right: the header's, or the day in the path where that agrees; maybe none."""
    in_path = re.match(r"(\d{4})/(\d\d)/(\d\d)/", file)
    day = "-".join(in_path.groups()) if in_path else ""
    if header and day.startswith(header):
        return {day}
    return {header or day} - {""}


def _fold(text: str) -> str:
    return re.sub(r"[\s•]+", " ", text).strip()


def main() -> None:
    """Print the measures and what is wrong."""
    for name, ratio in measure().items():
        print(f"{name}: {ratio.right} of {ratio.of} ({ratio.share:.3f})")
        for what in ratio.wrong:
            print(f"    {what}")


if __name__ == "__main__":
    main()
