"""Fixtures for every test: no network, no user settings, fast fsync, and no deadline for hypothesis."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from support.no_network import sitecustomize

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine must not fail a test; the benchmarks measure time.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_SETTINGS = (
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"),
    *("PAGER", "LESS", "VISUAL", "EDITOR", "COLUMNS", "LINES"),
)


@pytest.fixture(scope="session", autouse=True)
def no_user_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remove all user settings, use a temporary home, and block the network in every program that tests start.

    The working folder is empty: an index in the checkout would be found from there.
    """
    home = tmp_path_factory.mktemp("home")
    blocker = str(Path(sitecustomize.__file__).parent)
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith(("DEFSEARCH_", "XDG_")) or name in _SETTINGS:
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.chdir(tmp_path_factory.mktemp("empty"))
        for kind in ("STATE", "CONFIG", "CACHE", "DATA"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        patch.setenv("PYTHONPATH", blocker, prepend=os.pathsep)
        yield


@pytest.fixture(autouse=True)
def fast_fsync() -> Iterator[None]:
    """Do not wait for the disk; a test about syncing replaces ``os.fsync`` itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)
        yield


@pytest.fixture(scope="session", autouse=True)
def settled_files() -> Iterator[None]:
    """Treat the files of a test as old enough to be trusted: whether two seconds have passed must not decide."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("defsearch.releases.reader._SETTLING_NS", 0)
        yield
