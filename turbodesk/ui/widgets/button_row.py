"""Buttons side by side, in as many lines as they need: large letters in a narrow window cut none of them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.flow_layout import flowed


class ButtonRow(QWidget):
    """Holds what it is given, in that order; what is hidden takes no room.

    The last `at_end` of them stand at the other side where one line has room for all. In a line, middles are level.
    """

    def __init__(self, *parts: QWidget, at_end: int = 0) -> None:
        super().__init__()
        self._parts = parts
        self._ending = parts[len(parts) - at_end :]
        for part in parts:
            part.setParent(self)  # which hides nothing that was not hidden: none of them has been shown yet
        across = QSizePolicy.Policy.Expanding if at_end else QSizePolicy.Policy.Maximum
        policy = QSizePolicy(across, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((rect.bottom() + 1 for _, rect in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        hints = [part.sizeHint() for part in self._shown()]
        if not hints:
            return QSize(0, 0)
        return QSize(sum(one.width() + Space.S for one in hints) - Space.S, max(one.height() for one in hints))

    def minimumSizeHint(self) -> QSize:
        width = max((part.minimumSizeHint().width() for part in self._shown()), default=0)
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # one is shown, hidden or called otherwise
            self._place(self.width())
            self.updateGeometry()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place(self.width())  # nobody tells of what was shown, hidden or called otherwise meanwhile

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(event.size().width())
        if event.size().height() < self.heightForWidth(event.size().width()):
            self.updateGeometry()  # the layout went by the least height of the width before

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def _place(self, width: int) -> None:
        for part, rect in self._places(width):
            part.setGeometry(QStyle.visualRect(self.layoutDirection(), QRect(0, 0, width, 0), rect))

    def _places(self, width: int) -> Iterator[tuple[QWidget, QRect]]:
        shown = self._shown()
        rest = max(0, width - self.sizeHint().width())
        rects = flowed([_size(part, width) for part in shown], width=width, gap=Space.S)
        for part, rect in zip(shown, rects, strict=True):
            tallest = max(one.height() for one in rects if one.y() == rect.y())
            yield part, rect.translated(rest if part in self._ending else 0, (tallest - rect.height()) // 2)


def _size(part: QWidget, width: int) -> QSize:
    size = part.sizeHint()
    size.setWidth(min(size.width(), max(width, part.minimumSizeHint().width())))
    return size
