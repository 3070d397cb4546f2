"""Says what a gateway has refused and is therefore no longer asked for, and lets that be forgotten again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from turbodesk.translation import _
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note

_WHY = _("The gateway refused these once, so they are not sent any more. Forget that, and they are tried again.")


class LeftOut(FormRow):
    """Hidden while nothing is left out."""

    forgotten = Signal()
    """What was learned of refusals shall be forgotten."""

    def __init__(self) -> None:
        forget = QPushButton(_("Forget"))
        super().__init__(_("Left out of requests"), _WHY, forget)
        self._lines = note(kind="")
        self.add_beneath(self._lines)
        forget.setAccessibleName(_("Forget what the gateway refused"))
        forget.setAccessibleDescription(_WHY)
        forget.clicked.connect(self.forgotten)
        self.hide()

    def set_lines(self, lines: Sequence[str]) -> None:
        """Show a line for each model, such as "Haiku 4.5: temperature, caching"."""
        self._lines.setText("\n".join(lines))
        self.setVisible(bool(lines))
