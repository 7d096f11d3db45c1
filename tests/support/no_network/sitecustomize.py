"""Block the network in this Python process, whatever library uses it.

Python imports a module of this name at its start if it is on the path, so the network is also blocked in the programs
that tests start. Local sockets, which have a file name, still work.
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


class NetworkBlockedError(RuntimeError):
    """A test, or a program that it started, used the network."""


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    # A network address is a tuple; the address of a local socket is a file name; a connected socket has None.
    if event in _ALWAYS or (event in _WITH_ADDRESS and isinstance(arguments[1], tuple)):
        raise NetworkBlockedError(f"{event}{arguments!r}: the network is blocked in tests")


sys.addaudithook(_refuse)
