"""Names the project of the chat in front before its title; pressed, it leads to the project's page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import TextRole, Theme
from turbodesk.ui.widgets.plain import button_text, set_tip

_MOST = 180
"""Pixels of a name: the title has more to say."""
_PADDING = 9
"""Pixels that frame and padding take; the style sheet's `QPushButton[kind="title-before"]` says the same."""


class ProjectButton(QPushButton):
    """Shows "Norway in June /"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setProperty("kind", "title-before")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the font of `theme`."""
        self.setFont(theme.font(TextRole.UI))
        self.set_name(self._name)

    def set_name(self, name: str) -> None:
        """Show a project's name; "" hides the button."""
        self._name = name
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _MOST)
        self.setText(button_text(f"{shown}  /"))
        self.setAccessibleName(_("Project: {name}").format(name=name))
        set_tip(self, _("{name}: instructions and files").format(name=name))
        self.setVisible(bool(name))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + _PADDING, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
