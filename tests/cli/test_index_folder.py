"""Which index is used: the one in the working folder, in a folder above, in the config file, in the data folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.archive import release_text, run_ingest, write_releases

from defsearch.cli.index_folder import DEFAULT, look_up


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with an archive in ``archive``; the working folder is below it."""
    home = tmp_path / "home"
    write_releases(home / "archive" / "texts", boot=release_text("De boot."))
    run_ingest(home / "archive" / "texts", home / "archive" / "index")
    (home / "archive" / "notes" / "may").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for kind in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    monkeypatch.chdir(home / "archive" / "notes" / "may")
    return home


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    return subprocess.run([sys.executable, "-m", "defsearch", *args], capture_output=True, text=True)


def test_an_index_above_the_working_folder_is_found(home: Path) -> None:
    """A query once advised to make a second one there; an ingest names the index that it writes."""
    assert look_up().folder == home / "archive" / "index"
    assert run("query", "boot", "--count").stdout == "1\n"
    assert run("ingest").stderr == f"index: {home / 'archive' / 'index'}\n"


def test_a_folder_named_index_ends_the_search(home: Path) -> None:
    """Even an empty one, so that a fresh clone makes its own; the message names the index above."""
    Path("index").mkdir()
    assert look_up().folder == DEFAULT
    found = run("query", "boot")
    assert (found.returncode, f"There is one in {home / 'archive' / 'index'}" in found.stderr) == (3, True)
    assert "Make one" not in found.stderr


def test_a_folder_above_without_an_index_is_passed(home: Path) -> None:
    """Only a folder that defsearch made counts."""
    (home / "archive" / "notes" / "index").mkdir()
    assert look_up().folder == home / "archive" / "index"


def test_the_search_stops_at_the_home_folder(home: Path) -> None:
    """An index above it is not found; one in it is."""
    (home / "archive" / "index").rename(home.parent / "index")
    assert not look_up().found
    (home.parent / "index").rename(home / "index")
    assert look_up().folder == home / "index"


def test_the_search_stops_at_a_folder_of_another_owner(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index may not be trusted there."""
    real = Path.stat
    notes = home / "archive" / "notes"

    def of_another(path: Path, **options: bool) -> object:
        state = real(path, **options)
        return state if path != notes else type(state)((*state[:4], state[4] + 1, *state[5:]))

    monkeypatch.setattr(Path, "stat", of_another)
    assert not look_up().found


def test_the_config_file_and_then_the_data_folder_are_next(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that the config file names is used even if it is not there: its disk may be unmounted."""
    monkeypatch.chdir(home)
    (home / "data" / "defsearch").mkdir(parents=True)
    (home / "archive" / "index").rename(home / "data" / "defsearch" / "index")
    assert look_up().folder == home / "data" / "defsearch" / "index"
    (home / "config" / "defsearch").mkdir(parents=True)
    (home / "config" / "defsearch" / "config.toml").write_text('index = "~/disk/index"\n')
    assert look_up().folder == home / "disk" / "index"
    found = run("query", "boot")
    assert (found.returncode, "If the disk is not mounted" in found.stderr) == (3, True)
    assert "Make one" not in found.stderr


def test_the_places_are_named_where_there_is_no_index(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to name one; then a new index is made in the working folder."""
    monkeypatch.chdir(home)
    found = run("query", "boot")
    assert (found.returncode, str(home / "index") in found.stderr) == (3, True)
    assert str(home / "data" / "defsearch" / "index") in found.stderr
    assert "name it with --index" in found.stderr
    assert run("ingest", "archive/texts").returncode == 0
    assert (home / "index").is_dir()


def test_a_tilde_is_the_home_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In DEFSEARCH_INDEX, which no shell expands in a file of settings."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("DEFSEARCH_INDEX", "~/archive/index")
    assert run("query", "boot", "--count").stdout == "1\n"
