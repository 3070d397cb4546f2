"""The page with which a person's computers keep the same chats: begin it, see how it stands, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton

from turbodesk.chat.sync_status import Device
from turbodesk.settings import Section
from turbodesk.translation import _, pgettext
from turbodesk.ui.settings.ask_first import ask_first
from turbodesk.ui.settings.computer_rows import CodeRow, DeviceRow, ShownState, SyncStateRow
from turbodesk.ui.settings.page import BLEED, SettingsPage
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow, HintLabel
from turbodesk.ui.widgets.forms import note

_WHAT = _("Keep your chats on all your computers, through storage you have. Only your computers can read them.")
_KINDS_TOLD = _("The folder may be one that Syncthing, Dropbox, OneDrive, iCloud Drive or a network share keeps.")
_BEGIN = _("Your chats on all your computers")
_JOIN = _("It is in the settings of a computer that syncs already, under Other computers.")
_LEAVING = _("Chats stay on this computer, whatever you choose here.")
_KINDS = {
    "folder": _("Folder…"),
    "nextcloud": "Nextcloud…",  # not for people: a name
    "webdav": "WebDAV…",  # not for people: a name
    "s3": "S3…",  # not for people: a name
}


class ComputersPage(SettingsPage):
    """Asks before anything is removed. Whoever hears a request shows what came of it with `show_on` or `show_off`."""

    seen = Signal()
    """The page has come into view: answer with `show_on` or `show_off`."""
    setup_requested = Signal(str)
    """Syncing shall begin, through storage of this kind."""
    join_requested = Signal()
    """It shall begin with the code of another computer."""
    rename_requested = Signal()
    removed = Signal(str)
    """The computer with this id shall take part no more."""
    change_requested = Signal()
    """Another storage, or another address of it, is wanted."""
    resend_requested = Signal()
    """Everything of this computer shall be sent again."""
    new_code_requested = Signal()
    stop_requested = Signal()
    delete_requested = Signal()
    """All that is in the storage shall be deleted."""

    def __init__(self) -> None:
        super().__init__(Section.COMPUTERS)
        self._devices: dict[str, DeviceRow] = {}
        self._make_off()
        self.state = SyncStateRow()
        self.code = CodeRow()
        self._make_on()
        self.add_rows(*self._off, *self._on)
        self.show_off()

    def _make_off(self) -> None:
        self._kinds = [QPushButton(words) for words in _KINDS.values()]
        for kind, button in zip(_KINDS, self._kinds, strict=True):
            button.clicked.connect(lambda _=False, kind=kind: self.setup_requested.emit(kind))
        self._why_not = note(kind="warning")
        begin = FormRow(_BEGIN, _WHAT)
        for part in (self._why_not, ButtonRow(*self._kinds), HintLabel(_KINDS_TOLD)):
            begin.add_beneath(part)
        self._join = QPushButton(_("I have a code…"))
        self._join.clicked.connect(self.join_requested)
        self._off = begin, FormRow(_("Recovery code"), _JOIN, self._join)

    def _make_on(self) -> None:
        change, resend = QPushButton(_("Change storage…")), QPushButton(_("Send everything again"))
        change.clicked.connect(self.change_requested)
        resend.clicked.connect(self.resend_requested)
        self._storage = FormRow(_("Storage"))
        self._storage.add_beneath(ButtonRow(change, resend))
        stop, delete = QPushButton(_("Stop syncing here…")), QPushButton(_("Delete all from storage…"))
        stop.clicked.connect(self.ask_to_stop)
        delete.clicked.connect(self._ask_to_delete)
        leave = FormRow(_("Stop syncing"), _LEAVING)
        leave.add_beneath(ButtonRow(stop, delete))
        self.code.new_requested.connect(self._ask_for_new_code)
        self._on = self.state, self._storage, self.code, leave

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.code.apply_theme(theme)
        self._off[-1].set_line(False)  # the last one that is seen while syncing is off

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit()

    def focus_control(self, title: str) -> None:
        if title == _BEGIN and not self.state.isHidden():
            self.reveal(self.state)
            self.state.focus()
        else:
            super().focus_control(title)

    def show_off(self, why_not: str = "") -> None:
        """Offer to begin; `why_not` says why that cannot be here and now."""
        had_focus = self._has_focus()
        self._show_rows(is_on=False)
        self._show_devices(())
        self.code.forget()
        self._why_not.setText(why_not)
        self._why_not.setVisible(bool(why_not))
        for button in (*self._kinds, self._join):
            button.setEnabled(not why_not)
        if had_focus:
            self._kinds[0].setFocus()

    def show_on(self, state: ShownState, devices: Sequence[tuple[Device, str]], storage: str) -> None:
        """Show how syncing stands, the computers, each with what is known of it, and where the storage is."""
        had_focus = self._has_focus() and any(not row.isHidden() for row in self._off)
        self._show_rows(is_on=True)
        self.state.show_state(state)
        self._show_devices(devices)
        self._storage.set_why(storage)
        if had_focus:
            self.state.focus()

    def _show_rows(self, *, is_on: bool) -> None:
        for row in self._off:
            row.setVisible(not is_on)
        for row in self._on:
            row.setVisible(is_on)

    def _has_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _show_devices(self, devices: Sequence[tuple[Device, str]]) -> None:
        """Show these; who has the focus keeps it as long as its computer is there."""
        focused, has_lost = self.window().focusWidget(), False
        for id_ in self._devices.keys() - {device.id for device, _about in devices}:
            row = self._devices.pop(id_)
            has_lost |= focused is not None and row.isAncestorOf(focused)
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        at = self.column.indexOf(self.state) + 1
        is_other = list(self._devices) != [device.id for device, _about in devices]
        for device, about in devices:
            if device.id not in self._devices:
                self._devices[device.id] = row = self._new_device(device.id)
                self.column.insertWidget(at, row)
                row.apply_theme(current_theme())
            row = self._devices[device.id]
            if self.column.indexOf(row) != at:
                self.column.removeWidget(row)
                self.column.insertWidget(at, row)
            row.show_device(device, about)
            at += 1
        if is_other:
            self._order_tabs([device.id for device, _about in devices])
        if has_lost:
            self.focus_devices()

    def _order_tabs(self, ids: Sequence[str]) -> None:
        """Have Tab go through the rows of computers where they stand; it would come to them last, as they were made."""
        before = self.state.last_button
        for button in (button for id_ in ids for button in self._devices[id_].buttons):
            self.setTabOrder(before, button)
            before = button

    def _new_device(self, device_id: str) -> DeviceRow:
        row = DeviceRow()
        row.set_bleed(BLEED)
        row.rename_pressed.connect(self.rename_requested)
        row.remove_pressed.connect(lambda name: self._ask_to_remove(device_id, name))
        return row

    def focus_devices(self) -> None:
        """Give the focus to this computer's row, as after another one is gone."""
        first = next((row for row in self._devices.values() if not row.isHidden()), None)
        if first is not None:
            first.focus()

    # Asking

    def _ask_to_remove(self, device_id: str, name: str) -> None:
        ask_first(
            self,
            _("Remove “{computer}”?").format(computer=name),
            _(
                "Its chats stay on your other computers, and what it has read it keeps. If it is lost or stolen, make "
                "a new code afterwards, and take back its password at your storage."
            ),
            keep=pgettext("a computer", "Keep it"),
            do=pgettext("a computer", "Remove it"),
            agreed=lambda: self.removed.emit(device_id),
        )

    def _ask_for_new_code(self) -> None:
        ask_first(
            self,
            _("Make a new code?"),
            _(
                "Everything is sent again under the new code, and what lies under the old one is deleted. Your other "
                "computers sync again once the new code is typed there."
            ),
            keep=_("Keep the code"),
            do=_("Make a new code"),
            agreed=self._want_new_code,
        )

    def _want_new_code(self) -> None:
        self.code.forget()  # what is shown opens nothing any more
        self.new_code_requested.emit()

    def ask_to_stop(self) -> None:
        """Ask whether syncing shall end on this computer."""
        ask_first(
            self,
            _("Stop syncing on this computer?"),
            _(
                "Chats stay here and on your other computers. The code and the password are forgotten on this "
                "computer, so note the code first if no other computer has it."
            ),
            keep=_("Go on syncing"),
            do=_("Stop syncing here"),
            agreed=self.stop_requested.emit,
        )

    def _ask_to_delete(self) -> None:
        ask_first(
            self,
            _("Delete all from the storage?"),
            _("Chats stay on each computer as they are there. None of your computers syncs any more."),
            keep=_("Keep the storage"),
            do=_("Delete all"),
            agreed=self.delete_requested.emit,
        )
