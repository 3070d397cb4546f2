"""Tells syncing what the window knows, and shows in the sidebar's foot when it is not as it should be.

Nothing is shown while all is well, while it is off, and behind a lock.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QWidget

from turbodesk.app.syncing.words import words_for
from turbodesk.chat.sync_status import SyncState, SyncStatus
from turbodesk.translation import _
from turbodesk.ui.quantities import percent
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.widgets.lifetime import single_shot, subscribe
from turbodesk.ui.widgets.raising import is_in_front

if TYPE_CHECKING:
    from turbodesk.app.syncing.syncing import Syncing

NETWORK_AFTER_MS = 3_000
"""How long after the beginning is asked what the network costs: that loads a part of Qt, and asks the system."""


class SyncSigns(QObject):
    """Belongs to one window."""

    def __init__(self, window: QWidget, *, sidebar: Sidebar, syncing: Syncing) -> None:
        super().__init__(window)
        self._window, self._sidebar, self._syncing = window, sidebar, syncing
        subscribe(self, syncing.changed, self._show)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        subscribe(self, application.focusWindowChanged, lambda _window: self._tell_front())
        self._is_in_front: bool | None = None
        self._tell_front()
        self._show(syncing.status)
        single_shot(self, NETWORK_AFTER_MS, self._watch_network)

    def _tell_front(self) -> None:
        is_front = is_in_front(self._window)
        if is_front is not self._is_in_front:
            self._is_in_front = is_front
            self._syncing.in_front(is_front)

    def _watch_network(self) -> None:
        """Tell whether the network is paid for by the byte, where the system knows."""
        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Metered):
            return
        network = QNetworkInformation.instance()
        subscribe(self, network.isMeteredChanged, self._syncing.note_metered)
        if network.isMetered():
            self._syncing.note_metered(True)

    def _show(self, status: SyncStatus) -> None:
        self._sidebar.set_sync(sign_words(status))


def sign_words(status: SyncStatus) -> str:
    """Return what the mark in the sidebar says; "" where there is none."""
    if status.state is SyncState.SYNCING and status.total and status.last_at is None:
        return _("Syncing, {percent} done").format(percent=percent(min(1.0, status.done / status.total)))
    is_told = status.is_trouble or (status.state is SyncState.UP_TO_DATE and bool(status.unreadable or status.too_new))
    return words_for(status, round(dt.datetime.now().timestamp() * 1000)).line if is_told else ""
