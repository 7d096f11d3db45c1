"""What holds for every test: no network, nobody's settings, and no clock for hypothesis."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from support.no_network import sitecustomize

if TYPE_CHECKING:
    from collections.abc import Iterator

# A machine that is busy with something else must not fail a test: time is for the benchmarks.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_SETTINGS = ("NO_COLOR", "FORCE_COLOR", "PAGER", "LESS", "COLUMNS", "LINES")


@pytest.fixture(scope="session", autouse=True)
def nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run without anybody's settings, in a home of our own, and shut the network of every program we start."""
    home = tmp_path_factory.mktemp("home")
    shut = str(Path(sitecustomize.__file__).parent)
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith(("DEFSEARCH_", "XDG_")) or name in _SETTINGS:
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        for kind in ("STATE", "CONFIG", "CACHE", "DATA"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        patch.setenv("PYTHONPATH", shut, prepend=os.pathsep)
        yield
