"""Ties the page of the settings about other computers to what keeps them in step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer

from turbodesk.app.tasks import Scope
from turbodesk.chat.sync_status import SyncAction, SyncState, SyncStatus
from turbodesk.translation import _, ngettext
from turbodesk.ui.presenters.attempts import attempt
from turbodesk.ui.presenters.sync_wording import (
    FAILURES,
    device_words,
    failure_words,
    shown_state,
    storage_words,
)
from turbodesk.ui.quantities import number
from turbodesk.ui.settings.computers import ComputersPage
from turbodesk.ui.widgets.lifetime import is_alive, subscribe
from turbodesk.ui.widgets.question import tell

if TYPE_CHECKING:
    from turbodesk.app.syncing.syncing import Syncing
    from turbodesk.ui.presenters.settings_computers_setup import SyncSetupPresenter
    from turbodesk.ui.presenters.sync_code import CodeCopies

_TASK = "syncing.page"
_SHOW_CODE = "syncing.code"
_AGO_MS = 30_000
"""How often "2 minutes ago" is said anew."""


class NamesComputer(Protocol):
    """Asks for a name of this computer."""

    def __call__(self, name: str, named: Callable[[str], object]) -> object:
        """Show `name`, and call `named` with the one that is given."""


class ComputersPresenter(QObject):
    """Serves one such page."""

    def __init__(
        self,
        page: ComputersPage,
        *,
        syncing: Callable[[], Syncing],
        setup: Callable[[], SyncSetupPresenter],
        copies: Callable[[], CodeCopies],
        ask_name: NamesComputer,
        get_update: Callable[[], object],
        scope: Scope,
        now: Callable[[], dt.datetime] = dt.datetime.now,
    ) -> None:
        """`syncing` is made when the page is seen, or before; `setup` asks for storage and code.

        `copies` takes the code out of the program; `get_update` leads to a newer TurboDesk.
        """
        super().__init__(page)
        self._page, self._made_by, self._setup, self._copies = page, syncing, setup, copies
        self._ask_name, self._get_update, self._scope, self._now = ask_name, get_update, scope, now
        self._again = QTimer(self)
        self._again.setInterval(_AGO_MS)
        self._again.timeout.connect(self._show_if_seen)
        self._connect()

    def refresh(self) -> None:
        """Show everything as it is now, if the page is seen; else when it is."""
        self._show_if_seen()

    @cached_property
    def _syncing(self) -> Syncing:
        syncing = self._made_by()
        subscribe(self, syncing.changed, lambda _status: self._show_if_seen())
        return syncing

    def _connect(self) -> None:
        page = self._page
        page.seen.connect(self._begin)
        page.setup_requested.connect(lambda kind: self._setup().begin(kind))
        page.join_requested.connect(lambda: self._setup().join())
        page.change_requested.connect(lambda: self._setup().change_storage())
        page.new_code_requested.connect(lambda: self._setup().change_code())
        page.resend_requested.connect(lambda: self._syncing.send_everything_again())
        page.stop_requested.connect(lambda: self._start(lambda: self._syncing.stop()))
        page.delete_requested.connect(lambda: self._start(lambda: self._syncing.delete_all()))
        page.removed.connect(lambda id_: self._start(lambda: self._remove(id_)))
        page.rename_requested.connect(self._rename)
        page.state.sync_requested.connect(lambda: self._syncing.sync_now())
        page.state.cancel_requested.connect(lambda: self._syncing.cancel())
        page.state.action_requested.connect(self._act)
        page.code.show_requested.connect(lambda: self._with_code(page.code.show_code))
        page.code.save_requested.connect(
            lambda: self._with_code(lambda code: self._copies().save(code, page.code.tell))
        )
        page.code.print_requested.connect(
            lambda: self._with_code(lambda code: self._copies().print_code(code, page.code.tell))
        )

    # Showing

    def _begin(self) -> None:
        """Show how it stands from now on, as long as the page is seen."""
        self._show(self._syncing.status)
        self._again.start()

    def _show_if_seen(self) -> None:
        if self._page.isVisible():
            self._show(self._syncing.status)
        else:
            self._again.stop()

    def _show(self, status: SyncStatus) -> None:
        if status.state is SyncState.OFF:
            self._page.show_off(self._syncing.why_off or status.detail)
            return
        now = self._now()
        self._page.show_on(
            shown_state(status, now),
            [(device, device_words(device, now)) for device in status.devices],
            storage_words(status.choice, status.room),
        )

    # Doing

    def _act(self, action: SyncAction) -> None:
        """Do what a button beside the state says."""
        match action:
            case SyncAction.SIGN_IN_AGAIN:
                self._setup().sign_in_again()
            case SyncAction.CHANGE_ADDRESS:
                self._setup().change_storage()
            case SyncAction.SEND_AGAIN:
                self._syncing.send_everything_again()
            case SyncAction.TYPE_CODE:
                self._setup().type_new_code()
            case SyncAction.STOP:
                self._page.ask_to_stop()
            case SyncAction.UPDATE:
                self._get_update()
            case SyncAction.TRY_AGAIN | SyncAction.UNLOCK_KEYS:
                self._syncing.sync_now()
            case SyncAction.RESEND_FILES:
                self._tell_how_to_resend()
            case SyncAction.NONE:
                pass

    def _tell_how_to_resend(self) -> None:
        tell(
            self._page.window(),
            _("The other computer sends them again"),
            _("Open TurboDesk there, and press “Send everything again” in its settings, under Other computers."),
        )

    def _rename(self) -> None:
        here = next((device.name for device in self._syncing.status.devices if device.is_this), "")
        self._ask_name(here, lambda name: self._start(lambda: self._syncing.rename_device(name)))

    async def _remove(self, device_id: str) -> None:
        stays = await self._syncing.remove_device(device_id)
        if stays and is_alive(self._page):
            words = ngettext(
                "{count} file of it cannot be read yet and stays in the storage.",
                "{count} files of it cannot be read yet and stay in the storage.",
                stays,
            )
            tell(self._page.window(), _("Not all of it is removed"), words.format(count=number(stays)))
            return
        if is_alive(self._page) and self._page.isVisible():
            self._page.focus_devices()

    def _with_code(self, use: Callable[[str], object]) -> None:
        self._scope.start(_SHOW_CODE, self._told(lambda: self._use_code(use)))

    async def _use_code(self, use: Callable[[str], object]) -> None:
        code = await self._syncing.code()
        if is_alive(self._page) and self._page.isVisible():  # else nobody waits for it any more
            use(code)

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._scope.start(_TASK, self._told(work))

    async def _told(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something, and say why where it does not come to its end."""
        try:
            await attempt(work, failures=FAILURES, tell=self._tell_failure)
        finally:
            if is_alive(self._page):
                self._show_if_seen()

    def _tell_failure(self, error: Exception | None) -> None:
        if is_alive(self._page):
            tell(self._page.window(), *failure_words(error, self._syncing.status.choice))
