"""Ingests from folders that other programs change meanwhile lose nothing; more in ``support.trials.living``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.trials.living import TRIALS, run_trial

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TRIALS.keys() - {"rsync"}))
def test_an_ingest_beside_changes_loses_nothing(tmp_path: Path, name: str) -> None:
    """One second of each trial; ``saves`` renames new files over old ones as rsync does."""
    figures = run_trial(name, tmp_path, seconds=1)
    assert figures.lost == 0
    assert min(figures.ingests, figures.changes) > 0
