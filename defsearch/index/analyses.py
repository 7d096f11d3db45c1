"""The analyses of all forms of an ingest, before they are written into the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from defsearch.dutch.analysis import Analysis
from defsearch.index.vocabulary import encode_analysis, parse_analysis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Analyses(Mapping[str, Analysis]):
    """The analyses of many forms in memory, each as one text: a fifth of what their objects would take."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def __getitem__(self, form: str) -> Analysis:
        return parse_analysis(self._texts[form])

    def __setitem__(self, form: str, analysis: Analysis) -> None:
        self._texts[form] = encode_analysis(analysis)

    def __contains__(self, form: object) -> bool:
        return form in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def adopt(self, others: Analyses, known: Callable[[str], Analysis | None]) -> None:
        """Add those of ``others`` that are not ``known``."""
        self._texts.update((form, text) for form, text in others._texts.items() if known(form) is None)
