"""A socket option that a system does not take never costs the connection."""

from __future__ import annotations

import socket
import sys
from contextlib import closing

import pytest

from tests.gateway.conftest import Connect, hear
from tests.gateway_server import GatewayServer
from turbodesk.chat.message import Status
from turbodesk.network import keep_alive

UNKNOWN = (socket.IPPROTO_TCP, 9_999, 1)
"""No system has it: refused as wine refuses the times, with "no such option"."""
WANTED = keep_alive.WANTED


async def test_a_connection_is_made_where_the_system_refuses_an_option(
    server: GatewayServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_alive, "WANTED", (UNKNOWN, *WANTED))
    assert (await hear(connect())).message.status is Status.COMPLETE
    assert keep_alive.options() == list(WANTED)


@pytest.mark.skipif(sys.platform == "win32", reason="sockets of the other family there are none of")
def test_a_real_socket_that_refuses_keeps_what_it_takes() -> None:
    with closing(socket.socket(socket.AF_UNIX)) as refuses:  # takes nothing that is TCP's own
        assert keep_alive.taken(refuses, WANTED) == [WANTED[0]]


@pytest.mark.parametrize("refusing", [{socket.AF_INET}, {socket.AF_INET, socket.AF_INET6}], ids=["IPv4", "both"])
def test_a_system_without_one_family_is_asked_in_the_other(
    refusing: set[socket.AddressFamily], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Narrow(socket.socket):
        def __init__(self, family: socket.AddressFamily, kind: socket.SocketKind) -> None:
            if family in refusing:
                raise OSError(97, "Address family not supported")
            super().__init__(socket.AF_INET, kind)

    monkeypatch.setattr(socket, "socket", Narrow)
    assert keep_alive.options() == ([] if len(refusing) == 2 else list(WANTED))
