"""What is selected in the texts of a message, by the mouse, by keys and over several messages, and how it is copied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from turbodesk.ui.document import copying
from turbodesk.ui.document.copying import Copied
from turbodesk.ui.message import selection
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.selection import TextPlace


class SelectableMessageView(BaseMessageView):
    """The selection of one message; `MessageView` makes its texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_built = False
        """Whether what it shows is made."""
        self.copies_beyond: Callable[[], bool] = lambda: False
        """Copies a selection that goes beyond this message, and returns whether it does; its owner sets it."""

    def bodies(self) -> list[Body]:
        """Return the texts, top to bottom; they are made if they are not yet."""
        raise NotImplementedError

    def has_selection(self) -> bool:
        """Whether any of the text is selected."""
        return self._is_built and any(body.has_selection() for body in self.bodies())

    def selected_text(self) -> str:
        """Return the selection as plain text, or ""."""
        return "\n\n".join(body.selected_text() for body in self.bodies() if body.has_selection())

    def quotable(self) -> str:
        return self.selected_text() or self.message.text

    def copy_markdown(self) -> None:
        QGuiApplication.clipboard().setText(self.message.text)

    def select_all(self) -> None:
        for body in self.bodies():
            body.selectAll()

    def clear_selection(self) -> None:
        """Select nothing."""
        for body in self.bodies():
            body.clear_selection()

    def place_at(self, point: QPoint) -> TextPlace:
        """Return the place in the text nearest to a point of this row."""
        return selection.place_at(self.bodies(), point)

    def select(self, anchor: TextPlace | None, end: TextPlace | None, *, is_upwards: bool) -> None:
        """Select from `anchor` to `end`; None is where the message begins or ends, as `is_upwards` says."""
        selection.select(self.bodies(), anchor, end, is_upwards=is_upwards)

    def copied(self) -> list[Copied]:
        return selection.copied(self.bodies())

    def copy(self) -> bool:
        if self.copies_beyond():
            return True
        texts = self.copied()
        if texts:
            QGuiApplication.clipboard().setMimeData(copying.mime_of(texts))
        return bool(texts)

    def selection_may_differ(self) -> None:
        if self.has_selection():
            self.selection_started.emit()
