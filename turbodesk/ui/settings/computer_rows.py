"""The rows of the page about other computers: how syncing stands, a computer, the recovery code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton

from turbodesk.chat.sync_status import Device, SyncAction
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.settings.recovery_code import CodeView
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note

ACTION_WORDS = {
    SyncAction.SIGN_IN_AGAIN: _("Sign in again…"),
    SyncAction.CHANGE_ADDRESS: _("Change storage…"),
    SyncAction.SEND_AGAIN: _("Send everything again"),
    SyncAction.TYPE_CODE: _("Type the new code…"),
    SyncAction.STOP: _("Stop syncing here…"),
    SyncAction.UNLOCK_KEYS: _("Unlock the key store"),
    SyncAction.UPDATE: _("Get the new version"),
    SyncAction.TRY_AGAIN: _("Try again"),
    SyncAction.RESEND_FILES: _("Have it sent again…"),
}
_CODE = _(
    "It opens your chats in the storage, so keep it safe. Without it, and without a computer that syncs, nobody can "
    "read them, and neither can we."
)
_BESIDE = (SyncAction.NONE, SyncAction.UPDATE, SyncAction.RESEND_FILES)
"""With these a round may begin all the same."""
_PARTS = 1000
"""The bar's whole: bytes may be more than a whole number of Qt's holds."""


@dataclass(frozen=True, slots=True)
class ShownState:
    """How syncing stands, as its row shows it."""

    line: str
    detail: str = ""
    action: SyncAction = SyncAction.NONE
    other_action: SyncAction = SyncAction.NONE
    is_syncing: bool = False
    share: float | None = None
    """How much of a long round is done, from 0 to 1; None: the round is short, or none runs."""
    progress: str = ""
    """The same in words."""


class SyncStateRow(FormRow):
    """One line, what can be done about it, and a bar while a long round runs."""

    action_requested = Signal(object)
    """A `SyncAction`."""
    sync_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        self._sync, self._cancel = QPushButton(_("Sync now")), QPushButton(_("Cancel"))
        self._cancel.setAccessibleName(_("Cancel this round"))
        self._action, self._other = QPushButton(), QPushButton()
        super().__init__("")
        self._actions = {button: SyncAction.NONE for button in (self._action, self._other)}
        self._bar = QProgressBar()
        self._bar.setRange(0, _PARTS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._progress = note()
        self._line = ""
        for part in (self._bar, self._progress, ButtonRow(self._action, self._other, self._sync, self._cancel)):
            self.add_beneath(part)
        self._sync.clicked.connect(self.sync_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        for button in self._actions:
            button.clicked.connect(lambda _=False, button=button: self.action_requested.emit(self._actions[button]))

    @property
    def last_button(self) -> QPushButton:
        """The last button to which Tab comes, whether it is shown or not."""
        return self._cancel

    def show_state(self, state: ShownState) -> None:
        """Show it; whoever was on a button that goes finds the focus on one that is there."""
        buttons = (self._action, self._other, self._sync, self._cancel)
        had_focus = any(one.hasFocus() for one in buttons)
        self.set_title(state.line)
        self.set_why(state.detail)
        for button, action in zip(self._actions, (state.action, state.other_action), strict=True):
            self._actions[button] = action
            button.setText(ACTION_WORDS.get(action, ""))
            button.setVisible(action is not SyncAction.NONE)
        self._sync.setVisible(not state.is_syncing and state.action in _BESIDE)
        self._cancel.setVisible(state.is_syncing)
        is_long = state.share is not None
        self._bar.setVisible(is_long)
        self._bar.setValue(round(_PARTS * (state.share or 0)))
        self._bar.setAccessibleDescription(state.progress)
        self._progress.setText(state.progress)
        self._progress.setVisible(is_long and bool(state.progress))
        if had_focus and not any(one.hasFocus() and not one.isHidden() for one in buttons):
            self.focus()
        if state.line != self._line:
            self._line = state.line
            if self.isVisible():
                announce(self, state.line)
        self.updateGeometry()

    def focus(self) -> None:
        """Give the focus to the first button that is there."""
        buttons = (self._action, self._other, self._sync, self._cancel)
        shown = next((one for one in buttons if not one.isHidden()), self._sync)
        shown.setFocus(Qt.FocusReason.OtherFocusReason)


class DeviceRow(FormRow):
    """One of the person's computers."""

    rename_pressed = Signal()
    remove_pressed = Signal(str)
    """With the computer's name."""

    def __init__(self) -> None:
        self._rename, self._remove = QPushButton(_("Rename…")), QPushButton(_("Remove…"))
        super().__init__("", "", ButtonRow(self._rename, self._remove))
        self._name = ""
        self._rename.clicked.connect(self.rename_pressed)
        self._remove.clicked.connect(lambda: self.remove_pressed.emit(self._name))

    @property
    def buttons(self) -> tuple[QPushButton, QPushButton]:
        """What can be done with it, shown or not."""
        return self._rename, self._remove

    def show_device(self, device: Device, about: str) -> None:
        """Show its name and what is known of it."""
        self._name = device.name
        words = _("{computer} (this computer)").format(computer=device.name) if device.is_this else device.name
        self.set_title(words)
        self.set_why(about)
        self._rename.setAccessibleName(_("Rename this computer…"))
        self._remove.setAccessibleName(_("Remove {computer}…").format(computer=device.name))
        self._rename.setVisible(device.is_this)
        self._remove.setVisible(not device.is_this)

    def focus(self) -> None:
        """Give the focus to its button."""
        shown = self._remove if self._rename.isHidden() else self._rename
        shown.setFocus(Qt.FocusReason.OtherFocusReason)


class CodeRow(FormRow):
    """Shows the recovery code where that is asked for, and takes it out of the program; hidden, it is forgotten."""

    show_requested = Signal()
    """Answer with `show_code`."""
    print_requested = Signal()
    save_requested = Signal()
    new_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Recovery code"), _CODE)
        self._show = QPushButton()
        self._copy = QPushButton(_("Copy"))
        self._copy.setAccessibleName(_("Copy the code"))
        print_, save, new = QPushButton(_("Print…")), QPushButton(_("Save as a file…")), QPushButton(_("New code…"))
        print_.setAccessibleName(_("Print the code…"))
        save.setAccessibleName(_("Save the code as a file…"))
        self._view = CodeView()
        self._outcome = note()
        for part in (self._view, ButtonRow(self._show, self._copy, print_, save, new), self._outcome):
            self.add_beneath(part)
        self._show.clicked.connect(self._toggle)
        self._copy.clicked.connect(self._copy_code)
        print_.clicked.connect(self.print_requested)
        save.clicked.connect(self.save_requested)
        new.clicked.connect(self.new_requested)
        self.forget()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._view.apply_theme(theme)

    def show_code(self, code: str) -> None:
        """Show the code, until it is hidden again."""
        self.tell("")
        self._view.show_code(code)
        self._show_buttons(is_shown=True)

    def forget(self) -> None:
        """Hide the code, and keep nothing of it."""
        self._view.show_code("")
        self._outcome.hide()
        self._show_buttons(is_shown=False)

    def tell(self, words: str) -> None:
        """Say what came of what was pressed, "" for nothing."""
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))
        self.updateGeometry()
        announce(self, words)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()

    def _show_buttons(self, *, is_shown: bool) -> None:
        self._show.setText(_("Hide code") if is_shown else _("Show code"))
        self._copy.setVisible(is_shown)
        self._view.setVisible(is_shown)
        self.updateGeometry()

    def _toggle(self) -> None:
        if self._view.code:
            self.forget()
        else:
            self.show_requested.emit()

    def _copy_code(self) -> None:
        QApplication.clipboard().setText(self._view.code)
        self.tell(_("The code is on the clipboard. Clear that once it is where it belongs."))
