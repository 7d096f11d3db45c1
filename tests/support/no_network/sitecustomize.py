"""Shuts the network of the Python process that loads this: reaching for it fails, whatever library does it.

Python loads a module of this name at its start when it stands on the path, so the programs that tests start are
shut as well. Sockets between processes of this machine, which have file names, stay open.
"""

from __future__ import annotations

import sys
from typing import Any

_ALWAYS = frozenset(
    (
        "socket.getaddrinfo",
        "socket.getnameinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "urllib.Request",
    )
)
_WITH_ADDRESS = frozenset(("socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"))


class NetworkShutError(RuntimeError):
    """A test, or the program that it runs, reached for the network."""


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    # A network address is a tuple; that of a local socket is a name, and a connected one needs none.
    if event in _ALWAYS or (event in _WITH_ADDRESS and isinstance(arguments[1], tuple)):
        raise NetworkShutError(f"{event}{arguments!r}: there is no network here")


sys.addaudithook(_refuse)
