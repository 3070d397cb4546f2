"""A title that is read most of the time and written in place when it is clicked.

Why not a QStackedWidget: under a style sheet its pages lose the font they were given as soon as it gets a parent.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget
from shiboken6 import isValid

from turbodesk.chat.one_line import one_line
from turbodesk.translation import _
from turbodesk.ui.widgets.direction import in_own_order
from turbodesk.ui.widgets.plain import button_text, set_tip

_LONGEST = 200
"""Characters; the sidebar's editor has the same limit."""


_ROOM_TO_WRITE = 320
"""Device-independent pixels wished for while writing; a narrow window gives less."""


class EditableTitle(QWidget):
    """Shows a title as a button; pressed, it becomes a field. Enter and leaving it keep what was written, Esc does not.

    It goes on showing the old title until it is told the new one.
    """

    edited = Signal(str)
    """Another title, not blank."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._focus_before: QWidget | None = None
        self._button = _ElidedButton()
        self._field = QLineEdit()
        self._field.setProperty("kind", "title")
        self._field.setAccessibleName(_("Title"))
        self._field.setMaxLength(_LONGEST)
        self._field.installEventFilter(self)
        self._field.editingFinished.connect(self._keep)
        self._button.clicked.connect(self.edit)
        self._field.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._button)
        layout.addWidget(self._field)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_title(self, title: str) -> None:
        """Show `title`."""
        self._title = one_line(title)
        self._button.set_whole_text(self._title)

    def set_title_font(self, font: QFont) -> None:
        """Write in `font`."""
        self._button.setFont(font)
        self._field.setFont(font)
        self._button.set_whole_text(self._title)

    def edit(self) -> None:
        """Turn into a field; the focus returns to where it was when the title is written."""
        before = self.window().focusWidget()
        self._focus_before = before if before is not self._field else self._focus_before
        self._field.setText(self._title)
        self._field.setFixedHeight(self._button.height())  # so that nothing below moves
        self._show_field(True)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.selectAll()

    def finish(self) -> None:
        """End the writing, if there is any, as Enter does."""
        if self._field.hasFocus():
            from turbodesk.ui.widgets.composition import commit_composition

            commit_composition()
        self._keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        key = event.key() if watched is self._field and isinstance(event, QKeyEvent) else None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.type() == QEvent.Type.KeyPress:
            self.finish()  # and no further: the window would press the button that has the focus again
            return True
        if key == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # not the window's Esc, while this field is open
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._leave()
                return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        writing = 0 if self._field.isHidden() else _ROOM_TO_WRITE
        return QSize(max(self._button.whole_width(), writing), super().sizeHint().height())

    def _show_field(self, shown: bool) -> None:
        self._button.setVisible(not shown)
        self._field.setVisible(shown)
        self.updateGeometry()

    def _keep(self) -> None:
        if self._field.isHidden():
            return  # Esc took the focus away, or Enter did before
        title = one_line(self._field.text())
        self._leave()
        if title not in ("", self._title):
            self.edited.emit(title)

    def _leave(self) -> None:
        had_focus = self._field.hasFocus()
        self._show_field(False)
        before, self._focus_before = self._focus_before, None
        if had_focus:
            back = before if before is not None and isValid(before) and before.isVisible() else self._button
            back.setFocus(Qt.FocusReason.OtherFocusReason)


class _ElidedButton(QPushButton):
    """A button whose text gives way to its width."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setProperty("kind", "title")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_whole_text(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(_("Title: {title}").format(title=text))
        self.updateGeometry()
        self._elide()

    def whole_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._whole) + self._margins() + 2

    def sizeHint(self) -> QSize:
        return QSize(self.whole_width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 3 + self._margins(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - self._margins()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(button_text(in_own_order(shown)))
        set_tip(self, _("Rename") if shown == self._whole else self._whole)

    def _margins(self) -> int:
        """Pixels that frame and padding take; the style sheet's `QPushButton[kind="title"]` says the same."""
        return 2 * (1 + 7)
