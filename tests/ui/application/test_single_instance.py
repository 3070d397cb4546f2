"""A second start finds the first window, hands over what it was asked, and hears that it was understood."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket

from turbodesk.app.handover import Handover
from turbodesk.ui.application import single_instance as first_window
from turbodesk.ui.application.single_instance import MOST_BYTES, SingleInstance, handed_over, socket_name


@pytest.fixture
def heard() -> list[Handover]:
    return []


@pytest.fixture
def first(qt_loop: qasync.QEventLoop, tmp_path: Path, heard: list[Handover]) -> Iterator[SingleInstance]:
    parent = QObject()
    window = SingleInstance(tmp_path, heard.append, parent)
    assert window.is_listening
    yield window
    window.close()


def test_what_a_second_start_wants_is_heard(
    first: SingleInstance, heard: list[Handover], qt_loop: qasync.QEventLoop, tmp_path: Path
) -> None:
    wanted = Handover(new_chat=True, token="from the desktop")
    assert qt_loop.run_until_complete(handed_over(tmp_path, wanted))
    assert qt_loop.run_until_complete(handed_over(tmp_path, Handover()))
    assert heard == [wanted, Handover()]


def test_nobody_there_is_told_in_time(
    qt_loop: qasync.QEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_window, "TRIES", 2)
    assert not qt_loop.run_until_complete(handed_over(tmp_path, Handover()))


def test_another_folder_has_another_window(tmp_path: Path) -> None:
    names = {socket_name(tmp_path / name) for name in ("one", "other")}
    assert len(names) == 2
    assert all(len(os.fsencode(name)) < 100 for name in names)


@pytest.mark.parametrize("line", [b"[]\n", b"nonsense\n", b"\xff\n", b"x" * (MOST_BYTES + 1)])
def test_strangers_are_not_listened_to(
    first: SingleInstance, heard: list[Handover], qt_loop: qasync.QEventLoop, tmp_path: Path, line: bytes
) -> None:
    async def speak() -> None:
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        socket = QLocalSocket()
        socket.connected.connect(lambda: socket.write(line))
        socket.disconnected.connect(lambda: over.set_result(None))
        socket.connectToServer(socket_name(tmp_path))
        await over
        socket.deleteLater()

    qt_loop.run_until_complete(speak())
    assert heard == []
