"""The paper that a popup, the find bar, a toast or the pill lies on: its ground, its edge and its shadow.

A widget of its own beneath the one it carries, which stays exactly as large as what can be pressed: what lies under the
shadow is still reached by the pointer and by the wheel.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.shadow import Elevation, paint_paper


class Paper(QWidget):
    """Lies beneath `carried` wherever that goes, shown and hidden with it; both are children of the same widget."""

    def __init__(
        self,
        carried: QWidget,
        *,
        corner: int = Corner.POPUP,
        elevation: Elevation = Elevation.POPUP,
        ground: str = "raised",
    ) -> None:
        super().__init__(carried.parentWidget())
        self._carried, self._corner, self._elevation, self._ground = carried, corner, elevation, ground
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setVisible(carried.isVisible())
        carried.installEventFilter(self)
        carried.destroyed.connect(self.deleteLater)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Move | QEvent.Type.Resize:
                self._follow()
            case QEvent.Type.ShowToParent:
                self._follow()
                self.show()
                self.stackUnder(self._carried)
            case QEvent.Type.HideToParent:
                self.hide()
            case QEvent.Type.ZOrderChange:
                self.stackUnder(self._carried)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        air = self._elevation.air
        inside = self.rect().adjusted(air, air, -air, -air)
        painter = QPainter(self)
        if inside.adjusted(self._corner, 1, -self._corner, -1).contains(event.rect()):  # as for a caret that blinks
            painter.fillRect(event.rect(), current_theme().color(self._ground))
        else:
            paint_paper(painter, inside, self._corner, self._elevation, current_theme(), ground=self._ground)

    def _follow(self) -> None:
        air = self._elevation.air
        self.setGeometry(self._carried.geometry().adjusted(-air, -air, air, air))
