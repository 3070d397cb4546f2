"""Lets the text melt away beneath the header once it has been scrolled: there is no line between the two."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractScrollArea

from turbodesk.ui.widgets.fade import Fade

_RAMP = 20
"""Pixels."""


class ScrollEdge(QObject):
    """Serves one scrolled area, to which it belongs; where that is at its top there is nothing to see, and nothing."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._fade: Fade | None = None
        area.verticalScrollBar().valueChanged.connect(self._follow)
        area.viewport().installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        bar = self._area.verticalScrollBar()
        is_scrolled = bar.value() > bar.minimum()
        if self._fade is None and is_scrolled:
            self._fade = Fade(self._area, ramp=_RAMP, is_upwards=True)
            self._place()
        if self._fade is not None:
            self._fade.setVisible(is_scrolled)

    def _place(self) -> None:
        if self._fade is not None:
            viewport = self._area.viewport().geometry()
            self._fade.setGeometry(viewport.x(), viewport.y(), viewport.width(), _RAMP)
