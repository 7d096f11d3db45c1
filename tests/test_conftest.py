"""The fixtures of all tests: they block the network and remove user settings."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from support.no_network.sitecustomize import NetworkBlockedError

if TYPE_CHECKING:
    from collections.abc import Callable

NETWORK_CALLS: dict[str, Callable[[], object]] = {
    "connect": lambda: socket.socket().connect(("127.0.0.1", 9)),
    "send": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", 9)),
    "look up": lambda: socket.getaddrinfo("example.org", 443),
    "fetch": lambda: urllib.request.urlopen("http://example.org"),
    "listen": lambda: socket.create_server(("127.0.0.1", 0)),
}


@pytest.mark.parametrize("how", NETWORK_CALLS)
@pytest.mark.filterwarnings("ignore:unclosed <socket")
def test_no_test_reaches_the_network(how: str) -> None:
    """Each way to the network fails in this process."""
    with pytest.raises(NetworkBlockedError):
        NETWORK_CALLS[how]()


def test_no_started_program_reaches_the_network() -> None:
    """The network fails in a child process too."""
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "NetworkBlockedError" in done.stderr


WORKERS = """
import multiprocessing, socket
for how in multiprocessing.get_all_start_methods():
    with multiprocessing.get_context(how).Pool(1) as workers:
        for reach, to in ((socket.getaddrinfo, ("example.org", 443)), (socket.create_connection, (("127.0.0.1", 9),))):
            try:
                workers.apply(reach, to)
            except Exception as error:
                print(how, reach.__name__, type(error).__name__)
"""


def test_no_worker_process_reaches_the_network() -> None:
    """Looking up an address and connecting both fail, for each start method."""
    done = subprocess.run([sys.executable, "-c", WORKERS], capture_output=True, text=True)
    told = done.stdout.splitlines()
    assert len(told) == 2 * len(multiprocessing.get_all_start_methods()) > 0, done.stderr
    assert {line.split()[-1] for line in told} == {"NetworkBlockedError"}


def test_local_sockets_work(tmp_path: Path) -> None:
    """A socket with a file name is not a network connection."""
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        client.connect(str(tmp_path / "socket"))


def test_no_user_settings_are_used(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No variable of the program is set, and home is a temporary folder."""
    assert [name for name in os.environ if name.startswith("DEFSEARCH_")] == []
    assert Path.home().is_relative_to(tmp_path_factory.getbasetemp())


def test_hypothesis_has_no_deadline() -> None:
    """No test fails because it is slow."""
    assert settings().deadline is None
