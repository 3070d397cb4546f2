"""A muted line that can be unfolded to show more: thinking, tool calls, the details of a failure."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.chat.reply_status import PartLabel
from turbodesk.ui.message.fold_line import FoldLine
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel, button_text


class Fold(QWidget):
    """One part that is not text."""

    height_changed = Signal()

    def __init__(self, label: PartLabel, *, theme: Theme, percent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.button = FoldLine(theme=theme, percent=percent, parent=self)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        self._content: PlainLabel | None = None
        self._label = PartLabel("")
        self._theme, self._percent = theme, percent
        self.button.toggled.connect(self._unfold)
        self.set_label(label)
        self.restyle(theme, percent)

    def set_label(self, label: PartLabel) -> None:
        """Show another title or content; costs nothing where nothing changed."""
        if label == self._label:
            return
        before, self._label = self._label, label
        self.button.setText(button_text(label.title))
        self.button.setAccessibleName(label.title)
        self.button.setEnabled(bool(label.content))
        if self._content is not None and label.content != before.content:
            self._content.setText(label.content)
            self.height_changed.emit()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.button.restyle(theme, percent)
        self._turn()
        if self._content is not None:
            self._dress(self._content)

    def _unfold(self, is_open: bool) -> None:
        if is_open and self._content is None:
            self._content = PlainLabel(self._label.content, self)
            self._content.setWordWrap(True)
            self._content.setProperty("kind", "muted")
            self._dress(self._content)
            self._content.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            column = self.layout()
            assert isinstance(column, QVBoxLayout)
            column.addWidget(self._content)
        if self._content is not None:
            self._content.setVisible(is_open)
        self._turn()
        self.height_changed.emit()

    @property
    def outset(self) -> int:
        """Pixels that its chevron hangs outside the edge, at which its words begin."""
        return self.button.outset

    def _dress(self, content: PlainLabel) -> None:
        content.setFont(self._theme.font(TextRole.LABEL, self._percent))
        content.setContentsMargins(self.outset, 0, self.outset, 0)

    def _turn(self) -> None:
        self.button.setIcon(self._theme.icon("chevron-down" if self.button.isChecked() else "chevron-right"))
