"""Ties the rows of the settings about the lock to it: sets the passphrase, changes and removes it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import StoreFailure
from turbodesk.translation import _
from turbodesk.ui.presenters.lock import LockPresenter, wrong_passphrase
from turbodesk.ui.settings.desktop import DesktopPage
from turbodesk.ui.settings.passphrase_sheet import PassphraseSheet
from turbodesk.ui.widgets.lifetime import is_alive, subscribe


class LockSettingsPresenter(QObject):
    """Serves one page."""

    def __init__(self, page: DesktopPage, *, presenter: LockPresenter, scope: Scope, knows_screen: bool) -> None:
        """`knows_screen`: the desktop tells when it locks its own screen."""
        super().__init__(page)
        self._page, self._presenter, self._scope = page, presenter, scope
        self._lock, self._knows_screen = presenter.lock, knows_screen
        page.lock.set_requested.connect(self._ask_to_set)
        page.lock.change_requested.connect(self._ask_to_change)
        page.lock.remove_requested.connect(self._ask_to_remove)
        subscribe(self, presenter.changed, self.refresh)

    def refresh(self) -> None:
        """Show whether there is a passphrase."""
        self._page.show_lock(is_set=self._lock.is_set, knows_screen=self._knows_screen)

    def _ask_to_set(self) -> None:
        # Translators: the button that sets a new passphrase
        self._ask(_("Set a passphrase"), _("Set"), asks_old=False, asks_new=True)

    def _ask_to_change(self) -> None:
        self._ask(_("Change the passphrase"), _("Change"), asks_old=True, asks_new=True)

    def _ask_to_remove(self) -> None:
        self._ask(_("Remove the lock"), _("Remove"), asks_old=True, asks_new=False)

    def _ask(self, title: str, do: str, *, asks_old: bool, asks_new: bool) -> None:
        path = self._lock.path if asks_new else None
        sheet = PassphraseSheet(self._page.window(), title, do, asks_old=asks_old, new_at=path)
        sheet.submitted.connect(
            lambda old, new: self._scope.start("lock.change", self._change(sheet, old, new, asks_old=asks_old))
        )
        sheet.open()

    async def _change(self, sheet: PassphraseSheet, old: str, new: str, *, asks_old: bool) -> None:
        """Do what was asked, if the passphrase is right where there is one; a sheet that was closed changes nothing."""
        if asks_old and self._lock.wait_s == 0 and await self._lock.matches(old):
            asks_old = False
        if not is_alive(sheet) or sheet.isHidden():
            return
        if asks_old:
            sheet.say(wrong_passphrase(self._lock.wait_s))
            return
        try:
            if new:
                await self._lock.set(new)
            else:
                self._lock.remove()
        except StoreFailure as failure:
            if is_alive(sheet):
                sheet.say(failure.note.sentence)
            return
        if is_alive(sheet):
            sheet.dismiss()  # first: the focus goes back to the button, and from there to what takes its place
        self._presenter.set_changed()
