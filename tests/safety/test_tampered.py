"""An index whose checksums are right and whose content is not. More in ``tampering``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.trials.tamper import tamper_at_random

if TYPE_CHECKING:
    from pathlib import Path


def test_content_that_was_tampered_with_is_an_answer_or_an_error(tmp_path: Path) -> None:
    """Two hundred changes from a seed: no traceback, nothing endless; where a question fails, check says why."""
    figures, wrong, longest = tamper_at_random(tmp_path, 200, seed=20_251_122)
    assert wrong == []
    assert longest < 5
    assert figures["trials"] == 200
    assert min(figures["answers"], figures["errors"], figures["found by check"]) > 100
