"""The connection check in its dialog: live, in words, stopped, run again, copied without the key, from every door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_window import PATIENCE_S, Seat, seated
from tests.ui.seen import button, clipped, name_of, nameless, press, shown_text, tab_order
from turbodesk.app.doctor import CHECKS, COST
from turbodesk.chat.diagnosis import CheckResult, CheckStatus
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.profile import FIRST
from turbodesk.ui.doctor import DoctorSheet
from turbodesk.ui.theme import DARK, LIGHT

KEY = "sk-right"


@pytest.fixture
def dialog(qtbot: QtBot) -> DoctorSheet:
    window = QWidget()
    window.resize(900, 760)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    dialog = DoctorSheet(window, theme=LIGHT, checks=CHECKS, cost=COST, version="1.2.3")
    dialog.open()
    dialog.begin("Work")
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return dialog


def line(id_: str, verdict: CheckStatus = CheckStatus.PASS, words: str = "All is well.") -> CheckResult:
    return CheckResult(
        id_, CHECKS[id_], verdict, words, "Do something." if verdict is CheckStatus.FAIL else "", "Status 418"
    )


def row(dialog: DoctorSheet, id_: str) -> str:
    """What a screen reader says of a line."""
    return next(
        one.accessibleName()
        for one in dialog.findChildren(QWidget)
        if one.accessibleName().startswith(f"{CHECKS[id_]}: ")
    )


def test_lines_fill_in_one_by_one(dialog: DoctorSheet) -> None:
    assert row(dialog, "address") == "Address: Looking…."
    assert row(dialog, "tls") == "Encryption: Waiting."
    dialog.show_line(line("address"))
    assert row(dialog, "address") == "Address: Fine. All is well."
    assert row(dialog, "proxy") == "Proxy: Looking…."
    dialog.show_line(line("proxy", CheckStatus.FAIL, "No such proxy."))
    assert row(dialog, "proxy") == "Proxy: Does not work. No such proxy. Do something."
    for id_ in list(CHECKS)[2:]:
        dialog.show_line(line(id_, CheckStatus.SKIP, "Not looked at."))
    dialog.finish(stopped=False)
    assert shown_text(dialog).endswith("No such proxy.")
    assert shown_text(dialog).count("Not looked at.") == 1, "why is seen once"
    assert row(dialog, "tls").endswith("Not looked at."), "and read out wherever one is"
    assert button(dialog, "Run again").isVisible()


def test_it_is_stopped_run_again_and_copied_by_keys(qtbot: QtBot, dialog: DoctorSheet) -> None:
    dialog.show_line(line("address"))
    assert not button(dialog, "Copy report").isEnabled()
    with qtbot.waitSignal(dialog.stop_requested):
        press(button(dialog, "Stop"), Qt.Key.Key_Space)
    dialog.finish(stopped=True)
    assert "Stopped" in row(dialog, "proxy")
    press(button(dialog, "Copy report"), Qt.Key.Key_Space)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("TurboDesk 1.2.3: connection to Work\n")
    assert "[Fine] Address: All is well.\n    Status 418" in copied
    with qtbot.waitSignal(dialog.run_requested):
        press(button(dialog, "Run again"), Qt.Key.Key_Space)


def test_closing_it_ends_the_check(qtbot: QtBot, dialog: DoctorSheet) -> None:
    with qtbot.waitSignal(dialog.stop_requested):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_everything_is_named_reached_and_unclipped(qtbot: QtBot, dialog: DoctorSheet) -> None:
    for id_ in CHECKS:
        dialog.show_line(
            line(id_, CheckStatus.WARN, "A long sentence that needs more than one line in a narrow window. " * 2)
        )
    dialog.finish(stopped=False)
    dialog.apply_theme(DARK)
    dialog.window().resize(420, 480)
    assert nameless(dialog) == []
    qtbot.waitUntil(lambda: not clipped(dialog))
    assert tab_order(dialog, button(dialog, "Run again"))[0] == "Run again"
    assert {"Copy report", "Open settings", "Close"} <= set(tab_order(dialog, button(dialog, "Run again")))


# In the whole window, against a real server


@asynccontextmanager
async def at_work(qapp: QApplication, folder: Path, server: GatewayServer, key: str) -> AsyncIterator[Seat]:
    async with seated(qapp, folder) as seat:
        seat.services.profiles.change_url(FIRST, server.url)
        await seat.services.profiles.keys(FIRST).keep(ApiKey(key), this_run_only=True)
        yield seat


def open_dialogs(seat: Seat) -> list[DoctorSheet]:
    return [one for one in seat.window.findChildren(DoctorSheet) if one.isVisible()]


async def over(seat: Seat) -> DoctorSheet:
    """Wait until the check is through and its end is told."""
    await seat.until(lambda: any(len(one.lines()) == len(CHECKS) for one in open_dialogs(seat)))
    dialog = open_dialogs(seat)[0]
    await until_offered(seat, dialog, "Run again")
    return dialog


async def until_offered(seat: Seat, within: QWidget, name: str) -> QAbstractButton:
    """Wait until a button is there and can be pressed."""

    def offered() -> list[QAbstractButton]:
        buttons = within.findChildren(QAbstractButton)
        return [one for one in buttons if one.isVisible() and one.isEnabled() and name_of(one) == name]

    await seat.until(offered)
    return button(within, name)


@pytest.fixture
def dressed(qapp: QApplication) -> object:
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()
    yield
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.mark.usefixtures("dressed")
def test_the_command_checks_the_chats_gateway_and_teaches_what_it_takes(
    qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path
) -> None:
    async def scene() -> None:
        async with GatewayServer(counts_tokens=True) as server, at_work(qapp, tmp_path, server, KEY) as seat:
            seat.presenter.actions.trigger("app.doctor")
            dialog = await over(seat)
            assert "The connection works." in shown_text(dialog)
            assert KEY not in dialog.report()
            assert seat.services.profiles.facts(FIRST).web_search is True
            assert seat.services.profiles.facts(FIRST).models == ("claude-sonnet-4-6",)
            dialog.close()

    qt_loop.run_until_complete(scene())


@pytest.mark.usefixtures("dressed")
def test_an_error_card_leads_to_the_check_and_stopping_it_hangs_up(
    qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path
) -> None:
    async def scene() -> None:
        async with GatewayServer() as server, at_work(qapp, tmp_path, server, "sk-wrong") as seat:
            seat.presenter._lazy.key_setup.entered.emit()  # noqa: SLF001
            await seat.says("Hello")
            press(await until_offered(seat, seat.window, "Check connection"), Qt.Key.Key_Space)
            dialog = await over(seat)
            assert "The gateway does not accept this key." in shown_text(dialog)
            await seat.services.profiles.keys(FIRST).keep(ApiKey(KEY), this_run_only=True)
            server.script(default=Answer(silence_ms=60_000))
            before = len(server.requests)
            press(button(dialog, "Run again"), Qt.Key.Key_Space)
            asked = await server.request(before + 1)
            press(await until_offered(seat, dialog, "Stop"), Qt.Key.Key_Space)
            async with asyncio.timeout(PATIENCE_S):
                await asked.gone.wait()
            await seat.until(lambda: "Stopped" in row(dialog, "accepted"))
            dialog.close()

    qt_loop.run_until_complete(scene())
