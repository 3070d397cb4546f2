"""Says beneath the choice of a language that it takes a restart, and offers one."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from turbodesk.translation import _
from turbodesk.ui.widgets.form_row import FormRow


class RestartRow(FormRow):
    """Hidden while the language chosen is the one in use."""

    def __init__(self) -> None:
        self.button = QPushButton(_("Restart now"))
        super().__init__(_("The language changes with a restart"), "", self.button)
        self.hide()

    def offer(self, why: str, *, is_offered: bool) -> None:
        """Show the button with what a restart does, or hide it."""
        self.set_why(why)
        self.setVisible(is_offered)
