"""Notifications as Windows and macOS have them, by an icon that nobody shows here."""

from __future__ import annotations

import asyncio

import pytest
import qasync
from shiboken6 import isValid

from turbodesk.ui.desktop.icon_notifications import IconNotifications
from turbodesk.ui.desktop.notifications import Notification, NotificationPress
from turbodesk.ui.desktop.tray_icon import PlainTrayIcon

Reason = PlainTrayIcon.ActivationReason


@pytest.fixture
def service(qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch) -> IconNotifications:
    monkeypatch.setattr(PlainTrayIcon, "is_available", lambda: True)
    monkeypatch.setattr(PlainTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(PlainTrayIcon, "show", lambda _self: None)  # there is no tray
    monkeypatch.setattr(PlainTrayIcon, "tell", lambda *_: None)
    made = IconNotifications()
    assert qt_loop.run_until_complete(made.show(Notification("one", "First")))
    return made


def test_an_icon_lives_until_it_has_told_that_it_was_pressed(
    qt_loop: qasync.QEventLoop, service: IconNotifications
) -> None:
    icon = service._icon  # noqa: SLF001
    assert icon is not None
    told: list[tuple[str, bool]] = []

    def pressed(press: NotificationPress) -> None:
        service.withdraw(press.key)  # the chat is looked at
        told.append((press.key, isValid(icon)))

    service.pressed.connect(pressed)
    icon.messageClicked.emit()
    assert told == [("one", True)]
    assert isValid(icon)
    gone = asyncio.Event()
    icon.destroyed.connect(gone.set)
    qt_loop.run_until_complete(asyncio.wait_for(gone.wait(), 5))
    assert qt_loop.run_until_complete(service.show(Notification("two", "Second")))
    service.close()


def test_only_a_press_opens_the_chat(service: IconNotifications) -> None:
    told: list[NotificationPress] = []
    service.pressed.connect(told.append)
    icon = service._icon  # noqa: SLF001
    assert icon is not None
    for reason in (Reason.Context, Reason.MiddleClick, Reason.Unknown):
        icon.activated.emit(reason)
    assert told == []
    icon.activated.emit(Reason.Trigger)
    assert told == [NotificationPress("one")]
    service.close()
