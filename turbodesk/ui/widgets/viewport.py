"""Gives a scroll area of Qt's a viewport that Python has made, before anything asks for the one that Qt made.

Asked for a widget it has not made, PySide tries all kinds of widget there are until one fits, and makes their classes
for it, 64 enumerations with them: 8 ms, which the first window would wait for.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QPlainTextEdit, QWidget


def make_viewport(area: QAbstractScrollArea) -> QWidget:
    """Put a viewport into `area` that is as Qt's own is, and return it."""
    viewport = QWidget()
    viewport.setObjectName("qt_scrollarea_viewport")  # by which style sheets and screen readers know it
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    viewport.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
    viewport.setAcceptDrops(area.acceptDrops())
    viewport.setMouseTracking(area.hasMouseTracking())
    area.setViewport(viewport)
    return viewport


def make_text_viewport(field: QPlainTextEdit) -> None:
    """Put a viewport into `field` that is as Qt's own is."""
    viewport = make_viewport(field)
    viewport.setCursor(Qt.CursorShape.IBeamCursor)
    field.document().documentLayout().setPaintDevice(viewport)  # which it takes its fonts' measures from
