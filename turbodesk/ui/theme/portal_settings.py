"""Reads what the desktop's portal says of how it wants to be shown, now and whenever that changes; Linux only.

Nothing waits for an answer: who asks is told when it comes, or never where there is no portal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import SLOT, QObject, Signal, Slot

PORTAL = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings")
"""Service, path and interface."""


class PortalSettings(QObject):
    """The portal's settings, as one who listens hears of them."""

    told = Signal(str, str, object)
    """Namespace, key and value of a setting that was asked for, or of any that changed."""

    def listen(self, keys: Iterable[tuple[str, str]]) -> None:
        """Ask for settings by namespace and key, and hear of all changes from now on; returns at once."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        slot = cast("bytes", SLOT("_changed(QDBusMessage)"))  # the stubs say bytes, and text is what it takes
        bus.connect(*PORTAL, "SettingChanged", self, slot)
        for key in keys:
            question = QDBusMessage.createMethodCall(*PORTAL, "Read")
            question.setArguments(list(key))
            watcher = QDBusPendingCallWatcher(bus.asyncCall(question), self)
            watcher.finished.connect(lambda watcher, key=key: self._answered(key, watcher))

    def _answered(self, key: tuple[str, str], watcher: QObject) -> None:
        from PySide6.QtDBus import QDBusPendingCallWatcher

        assert isinstance(watcher, QDBusPendingCallWatcher)
        if not watcher.isError():  # a portal that does not know the key, or none at all
            self.told.emit(*key, _value(watcher.reply().arguments()))
        watcher.deleteLater()

    # The type of its argument is imported late; Qt looks the slot up by its name as a string.
    @Slot("QDBusMessage")
    def _changed(self, message: object) -> None:
        from PySide6.QtDBus import QDBusMessage

        assert isinstance(message, QDBusMessage)
        arguments = message.arguments()
        if len(arguments) == 3:
            self.told.emit(str(arguments[0]), str(arguments[1]), _value(arguments[2:]))


def _value(arguments: list[object]) -> object:
    """Return the value in an answer, None where there is none; `Read` wraps it twice, as its documentation admits."""
    value = arguments[0] if arguments else None
    while hasattr(value, "variant"):
        value = value.variant()
    return value
