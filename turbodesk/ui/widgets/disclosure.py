"""A line that folds what only some people need, such as the gateway's address or the details of a failure."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.ui.theme import Space, Theme

_ICON = 16


class Disclosure(QWidget):
    """A button with `title` that shows and hides `content`; folded at first."""

    def __init__(self, title: str, content: QWidget, *, theme: Theme) -> None:
        super().__init__()
        self._content = content
        self._button = QPushButton()
        self._button.setText(title)
        self._button.setAccessibleName(title)
        self._button.setCheckable(True)
        self._button.setProperty("kind", "disclosure")
        self._button.setIconSize(QSize(_ICON, _ICON))
        self._button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._button.toggled.connect(self._fold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        layout.addWidget(self._button)
        layout.addWidget(content)
        self.apply_theme(theme)
        content.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self._open_icon, self._folded_icon = theme.icon("chevron-down"), theme.icon("chevron-right")
        self._button.setIcon(self._open_icon if self.is_open() else self._folded_icon)

    def is_open(self) -> bool:
        """Return whether the content is shown."""
        return self._button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or fold the content."""
        self._button.setChecked(is_open)

    def _fold(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        self._button.setIcon(self._open_icon if is_open else self._folded_icon)
        self._button.setAccessibleDescription("shown" if is_open else "folded")
