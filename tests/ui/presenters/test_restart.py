"""A program that was updated under its open window offers to start anew, and comes back as it was left."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from tests.ui.presenters.test_window import Borrowed, Seat
from tests.ui.seen import button, shown_text
from turbodesk import __version__, main
from turbodesk.app.commands import NEW_CHAT, SEND
from turbodesk.app.installation import Installation
from turbodesk.app.program import Program
from turbodesk.app.services import start_services
from turbodesk.store.logbook import Logbook
from turbodesk.ui.attachments.decoding import QtPictures
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.presenters.session import open_window

SLOW, FAST = 700.0, 4_000.0
"""The demo's tokens a second: a reply that takes a while, and one that is there in a moment."""


class Machine:
    """The folder of chats and the installed program, whose versions follow each other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "turbodesk"
        self.version = __version__
        self.install("1")

    def install(self, version: str) -> None:
        new = self.program.with_suffix(".new")
        new.write_text(version, encoding="ascii")
        os.replace(new, self.program)
        self.version = version

    async def ask(self, _program: Path) -> str:
        return self.version

    async def rest(self, _seconds: float) -> None:
        await asyncio.sleep(0)

    @asynccontextmanager
    async def run(self, qapp: QApplication, speed: float) -> AsyncIterator[Seat]:
        """Run the program once, until its window was closed."""

        def report(where: str, error: BaseException) -> None:
            raise AssertionError(where) from error

        logbook = Logbook(self.folder / "logs")
        with self.program.open("rb"):  # as a program that runs keeps its file
            installation = Installation(self.program, ask=self.ask, rest=self.rest)
            program = Program(self.folder / "data", logbook, installation=installation)
            async with (
                start_services(
                    self.folder / "data", report=report, demo_speed=speed, new_pictures=QtPictures
                ) as services,
                open_window(services, Borrowed(qapp), demo=True, program=program) as presenter,
            ):
                window = next(one for one in qapp.topLevelWidgets() if isinstance(one, Window) and one.isVisible())
                window.activateWindow()
                seat = Seat(services, presenter, window)
                await seat.until(window.isActiveWindow)
                yield seat
            logbook.close()


@pytest.fixture
def play(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Play scenes one after the other, each in a run of its own on the same machine."""
    machine = Machine(tmp_path)
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()

    async def one(scene: Callable[[Seat, Machine], Coroutine[None, None, None]], speed: float) -> None:
        async with machine.run(qapp, speed) as seat:
            await scene(seat, machine)

    def all_(*scenes: Callable[[Seat, Machine], Coroutine[None, None, None]], speed: float = FAST) -> None:
        for scene in scenes:
            qt_loop.run_until_complete(one(scene, speed))

    yield all_
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


async def offered(seat: Seat, qapp: QApplication, version: str) -> None:
    """Come back to the window, and wait for the offer."""
    qapp.applicationStateChanged.emit(qapp.applicationState())  # as when another window was in front
    await seat.until(
        lambda: f"TurboDesk {version} is installed; this window is still {__version__}." in shown_text(seat.window)
    )


def test_nothing_is_offered_while_nothing_changes(play: Callable[..., None], qapp: QApplication) -> None:
    async def scene(seat: Seat, machine: Machine) -> None:
        await seat.says("Hello")
        assert "installed" not in shown_text(seat.window)
        machine.program.unlink()  # removed, not updated
        qapp.applicationStateChanged.emit(qapp.applicationState())
        await seat.says("Hello again")
        assert "installed" not in shown_text(seat.window)

    play(scene)


def test_the_same_version_once_more_is_told_as_such(play: Callable[..., None], qapp: QApplication) -> None:
    async def scene(seat: Seat, machine: Machine) -> None:
        machine.install(__version__)
        qapp.applicationStateChanged.emit(qapp.applicationState())
        await seat.until(lambda: "installed anew while this window was open." in shown_text(seat.window))

    play(scene)


def test_a_restart_brings_back_what_was_in_front_and_typed(play: Callable[..., None], qapp: QApplication) -> None:
    async def first(seat: Seat, machine: Machine) -> None:
        await seat.says("The older chat")
        seat.give(NEW_CHAT)
        await seat.says("The newer chat")
        older = next(one for one in seat.services.workspace.conversations() if one.title == "The older chat")
        seat.presenter._chat_list.choose(older.id)  # noqa: SLF001 - as a click on its row does
        await seat.until(
            lambda: (
                seat.presenter.chat_presenter.chat and seat.presenter.chat_presenter.chat.conversation.id == older.id
            )
        )
        seat.editor().setFocus()
        seat.type("not sent yet")
        machine.install("9.9")
        await offered(seat, qapp, "9.9")
        assert not seat.presenter.wants_restart
        button(seat.window, "Restart").click()
        await seat.presenter.closed
        assert seat.presenter.wants_restart

    async def second(seat: Seat, _machine: Machine) -> None:
        await seat.until(lambda: seat.written() == "not sent yet")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        assert chat.conversation.title == "The older chat"
        assert "installed" not in shown_text(seat.window)

    play(first, second)


async def asked_in_mid_reply(seat: Seat, machine: Machine, qapp: QApplication) -> None:
    """Press Restart in the offer while a reply is on its way."""
    seat.editor().setFocus()
    seat.type("Hello")
    seat.give(SEND)
    await seat.until(seat.is_replying)
    machine.install("9.9")
    await offered(seat, qapp, "9.9")
    button(seat.window, "Restart").click()


def test_a_reply_that_is_being_written_is_waited_for(play: Callable[..., None], qapp: QApplication) -> None:
    async def scene(seat: Seat, machine: Machine) -> None:
        await asked_in_mid_reply(seat, machine, qapp)
        assert "TurboDesk restarts when the reply has ended." in shown_text(seat.window)
        assert not seat.presenter.closed.done()
        await seat.presenter.closed
        assert not seat.is_replying()
        assert seat.presenter.wants_restart

    play(scene, speed=SLOW)


def test_nobody_has_to_wait_for_it(play: Callable[..., None], qapp: QApplication) -> None:
    async def scene(seat: Seat, machine: Machine) -> None:
        await asked_in_mid_reply(seat, machine, qapp)
        button(seat.window, "Restart now").click()
        assert seat.presenter.closed.done()

    play(scene, speed=SLOW)


def test_whoever_closes_the_notice_is_not_restarted(play: Callable[..., None], qapp: QApplication) -> None:
    async def scene(seat: Seat, machine: Machine) -> None:
        await asked_in_mid_reply(seat, machine, qapp)
        button(seat.window, "Close notice").click()
        await seat.until(lambda: not seat.is_replying())
        await asyncio.sleep(0.01)  # whatever comes after a reply's end comes in the next turn of the loop
        assert not seat.presenter.closed.done()
        machine.install("9.10")
        await offered(seat, qapp, "9.10")

    play(scene, speed=SLOW)


def test_the_new_program_gets_the_same_arguments_but_begins_no_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def start_again(arguments: list[str]) -> int:
        started.append(arguments)
        return 0

    monkeypatch.setattr("turbodesk.frozen.start_again", start_again)
    given = ["--new-chat", "--demo", "--data-dir", "/somewhere", "--gateway", "https://other.example", "note.txt"]
    assert main._start_again(main.options_from(given)) == 0  # noqa: SLF001
    assert started == [["--demo", "--data-dir", "/somewhere", "--gateway", "https://other.example"]]


def test_a_program_that_is_gone_is_told_of(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def start_again(_arguments: list[str]) -> int:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("turbodesk.frozen.start_again", start_again)
    assert main._start_again(main.Options()) == 1  # noqa: SLF001
    assert "Everything is saved." in capsys.readouterr().err
