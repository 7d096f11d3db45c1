"""A release turned inside out: its words as terms of the index, with counts and positions.

Each distinct word is read and analysed once for the whole run. Positions count the units of tokens from the
start of a zone; between paragraphs lies a gap, so that no phrase runs across it. Sub-headings are in the body
as well.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from defsearch.dutch.tokens import find_texts, read_token
from defsearch.store.documents import StoredRelease
from defsearch.store.fields import PARAGRAPH_GAP, UNIT_MARK, forms_field, parts_field, stems_field
from defsearch.store.segment_writer import gather

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from defsearch.dutch.analysed import Analysis
    from defsearch.ingest.language import Analyses
    from defsearch.releases.release import Release
    from defsearch.store.segment_writer import SegmentWriter


class _Word:
    """What one distinct form puts into the index; compared by identity, which is quick."""

    __slots__ = ("form", "parts", "stem", "units")

    def __init__(self, form: str, stem: str, parts: tuple[str, ...], units: tuple[str, ...]) -> None:
        self.form = form
        self.stem = stem
        self.parts = parts
        self.units = units


class Inverter:
    """Adds releases to segments. ``known`` tells what a form has become before; ``new`` is what others become now."""

    def __init__(self, known: Callable[[str], Analysis | None], analyzer: Callable[[], Analyses]) -> None:
        self._known = known
        self.new: dict[str, Analysis] = {}
        self._analyzer = analyzer
        self._by_text: dict[str, _Word] = {}
        self._by_form: dict[str, _Word] = {}

    def forms(self) -> set[str]:
        """Every form of the releases that were added, and the units of those with a hyphen."""
        return {form for word in self._by_form.values() for form in (word.form, *word.units)}

    def add(self, release_id: str, path: str, release: Release, segment: SegmentWriter) -> None:
        """Add one release to ``segment``."""
        number = len(segment.documents)
        body = release.body
        headings = [body[part.start : part.end] for part in release.paragraphs if part.is_heading]
        parts = [body[part.start : part.end] for part in release.paragraphs]
        lengths = (
            self._add_zone(segment, "title", number, [release.title]),
            self._add_zone(segment, "heading", number, headings),
            self._add_zone(segment, "body", number, parts),
        )
        segment.add(
            StoredRelease(release_id, path, release.date, release.title, body, release.paragraphs), lengths
        )

    def _add_zone(self, segment: SegmentWriter, zone: str, number: int, texts: Iterable[str]) -> int:
        """Add the words of one zone; its length in units."""
        where: dict[_Word, list[int]] = {}
        by_text = self._by_text
        position = length = 0
        for text in texts:
            start = position
            for raw in find_texts(text):
                word = by_text.get(raw) or self._learn(raw)
                places = where.get(word)
                if places is None:
                    where[word] = [position]
                else:
                    places.append(position)
                position += len(word.units) or 1
            length += position - start
            position += PARAGRAPH_GAP
        self._add_terms(segment, zone, number, where)
        return length

    @staticmethod
    def _add_terms(segment: SegmentWriter, zone: str, number: int, where: dict[_Word, list[int]]) -> None:
        forms = segment.fields[forms_field(zone)]
        stems: Counter[str] = Counter()
        parts: Counter[str] = Counter()
        units: dict[str, list[int]] = {}
        for word, places in where.items():
            gather(forms, word.form, number, len(places), places)
            stems[word.stem] += len(places)
            for part in word.parts:
                parts[part] += len(places)
            for offset, unit in enumerate(word.units):
                units.setdefault(UNIT_MARK + unit, []).extend(place + offset for place in places)
        for unit, places in units.items():
            gather(forms, unit, number, len(places), sorted(places))
        for name, counts in ((stems_field(zone), stems), (parts_field(zone), parts)):
            field = segment.fields[name]
            for term, count in counts.items():
                gather(field, term, number, count)

    def _learn(self, raw: str) -> _Word:
        reading = read_token(raw)
        word = self._by_form.get(reading.form)
        if word is None:
            analysis = self._analysis(reading.form)
            units = tuple(unit.form for unit in reading.units) if len(reading.units) > 1 else ()
            for unit in units:
                self._analysis(unit)
            stems = tuple(stem for stem in analysis.part_stems() if stem != analysis.stem)
            word = self._by_form[reading.form] = _Word(reading.form, analysis.stem, stems, units)
        self._by_text[raw] = word
        return word

    def _analysis(self, form: str) -> Analysis:
        analysis = self.new.get(form) or self._known(form)
        if analysis is None:
            analysis = self.new[form] = self._analyzer().analyse(form)
        return analysis
