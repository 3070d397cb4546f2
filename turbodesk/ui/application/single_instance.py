"""Lets a second start find the window that is open already: it hands over what it was asked, and ends.

The first window listens on a local socket (a named pipe on Windows) whose name comes from its data folder, so that
another folder has another window. Whoever holds the folder's lock is the first; the socket decides nothing. Only this
user can connect, and what comes in is read as strangers' words all the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from turbodesk.app.handover import Handover

MOST_BYTES = 1 << 20
"""A line longer than this is not ours: the longest paths of as many files as are taken, in JSON, are shorter."""
TRIES = 50
"""A tenth of a second apart: the first window may be starting itself."""
_RETRY_S = 0.1
_ANSWER_S = 5.0
_ANSWER = b"raised\n"


def socket_name(folder: Path) -> str:
    """Return the name of the socket that belongs to a data folder: short, for a socket's path may have 107 bytes."""
    mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    name = f"turbodesk-{mark}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return str(Path(runtime) / name) if os.path.isdir(runtime) else name  # Qt's choice: the folder for passing files


class SingleInstance(QObject):
    """Listens for second starts; `asked` is called with each one's wishes. Closed with its parent."""

    def __init__(self, folder: Path, asked: Callable[[Handover], None], parent: QObject) -> None:
        super().__init__(parent)
        self._asked = asked
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        name = socket_name(folder)
        QLocalServer.removeServer(name)  # a crashed run's; the folder's lock says that nobody else listens here
        self.is_listening = self._server.listen(name)

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _called(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.readyRead.connect(lambda caller=caller: self._read(caller))
            self._read(caller)

    def _read(self, caller: QLocalSocket) -> None:
        if not caller.canReadLine():
            if caller.bytesAvailable() > MOST_BYTES:
                caller.abort()
            return
        try:
            handover = Handover.from_line(bytes(caller.readLine(MOST_BYTES).data()))
        except (ValueError, RecursionError):
            caller.abort()
            return
        caller.write(_ANSWER)
        caller.flush()
        caller.disconnectFromServer()
        self._asked(handover)


async def handed_over(folder: Path, handover: Handover) -> bool:
    """Ask the window that has `folder` open to come to the front; False when it does not answer in time."""
    name = socket_name(folder)
    for _ in range(TRIES):
        try:
            if await asyncio.wait_for(_asked(name, handover.to_line()), _ANSWER_S):
                return True
        except TimeoutError:
            return False  # it is there and does not answer
        await asyncio.sleep(_RETRY_S)
    return False


async def _asked(name: str, line: bytes) -> bool:
    socket = QLocalSocket()
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def ended(*_: object) -> None:
        if not over.done():
            over.set_result(None)

    socket.connected.connect(lambda: socket.write(line))
    socket.disconnected.connect(ended)
    socket.errorOccurred.connect(ended)
    try:
        socket.connectToServer(name)
        await over
        return socket.isOpen() and bytes(socket.readAll().data()) == _ANSWER
    finally:
        socket.abort()
        socket.deleteLater()
