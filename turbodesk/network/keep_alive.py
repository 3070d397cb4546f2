"""Keeps a connection alive while a model thinks: a router forgets a silent one, unless the system speaks now and then.

Why every option is tried first, on a socket of no connection: the network library sets what it is given on each new
connection, and one option that the system refuses, as wine refuses the times (WinError 10042), ends that connection.
A connection without keep-alive is worth far more than none.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterable
from contextlib import closing

Option = tuple[int, int, int]
"""Level, name and value, as `socket.setsockopt` takes them."""

WANTED: tuple[Option, ...] = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 5))
        if hasattr(socket, name)
    ),
)
"""After 60 seconds, each 60 seconds, given up after 5 times (protocol, 3.5). Not every system lets the times be set."""

_log = logging.getLogger(__name__)


def options() -> list[Option]:
    """Return what this system takes of `WANTED`; nothing where no socket can be made to ask it."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            with closing(socket.socket(family, socket.SOCK_STREAM)) as trial:
                return taken(trial, WANTED)
        except OSError as error:
            _log.debug("no socket to try options on: %s", error)
    return []


def taken(trial: socket.socket, wanted: Iterable[Option]) -> list[Option]:
    """Return those that `trial` takes, in their order; it has them afterwards."""
    found = []
    for option in wanted:
        try:
            trial.setsockopt(*option)
        except OSError as error:
            _log.info("this system does not take the socket option %s: %s", option, error)
        else:
            found.append(option)
    return found
