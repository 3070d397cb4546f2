"""The row of the settings where the window gets its lock, and loses it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from turbodesk.translation import _
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow

LOCK_TITLE = _("Lock TurboDesk")
_WHY = _(
    "A passphrase is asked for before any chat is shown, also at each start. It hides chats and does not encrypt them: "
    "against theft of the computer, turn on the disk encryption of your system."
)


class LockRow(FormRow):
    """Offers to set a passphrase, or to change and remove the one there is."""

    set_requested = Signal()
    change_requested = Signal()
    remove_requested = Signal()

    def __init__(self) -> None:
        self._set = QPushButton(_("Set a passphrase…"))
        self._change = QPushButton(_("Change…"))
        self._change.setAccessibleName(_("Change the passphrase…"))
        self._remove = QPushButton(_("Remove…"))
        self._remove.setAccessibleName(_("Remove the lock…"))
        super().__init__(LOCK_TITLE, _WHY, ButtonRow(self._set, self._change, self._remove))
        self._set.clicked.connect(self.set_requested)
        self._change.clicked.connect(self.change_requested)
        self._remove.clicked.connect(self.remove_requested)
        self.show_lock(is_set=False)

    def show_lock(self, *, is_set: bool) -> None:
        """Offer what makes sense; whoever has just set or removed it finds the focus on what is there now."""
        had_focus = any(one.hasFocus() for one in (self._set, self._change, self._remove))
        self._set.setVisible(not is_set)
        self._change.setVisible(is_set)
        self._remove.setVisible(is_set)
        if had_focus:
            (self._change if is_set else self._set).setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()
