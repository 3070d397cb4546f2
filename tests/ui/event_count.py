"""Counts what widgets are told and asked to paint: what tests and benchmarks hold against what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

COUNTED = {
    QEvent.Type.Paint: "paint",
    QEvent.Type.UpdateRequest: "update_request",
    QEvent.Type.LayoutRequest: "layout_request",
    QEvent.Type.Move: "move",
    QEvent.Type.Resize: "resize",
    QEvent.Type.ZOrderChange: "restack",
    QEvent.Type.Timer: "timer",
}


class EventCount(QObject):
    """Counts the events of all objects, and the pixels each class of widget was asked to paint."""

    def __init__(self) -> None:
        super().__init__()
        self.events: Counter[str] = Counter()
        self.paints: Counter[str] = Counter()
        self.pixels: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (kind := COUNTED.get(event.type())) is not None:
            self.events[kind] += 1
            if isinstance(event, QPaintEvent):
                name = _name_of(watched)
                rects: Iterable[QRect] = event.region()  # type: ignore[assignment] # the stubs do not know it
                self.paints[name] += 1
                self.pixels[name] += sum(rect.width() * rect.height() for rect in rects)
        return False

    def told(self, flushes: int) -> dict[str, Any]:
        """Return what was counted, `flushes` being how often the reply grew on the screen."""
        per = max(1, flushes)
        widgets = {name: {"paints": self.paints[name], "pixels": pixels} for name, pixels in self.pixels.most_common()}
        return {
            "paints_per_flush": round(self.events["paint"] / per, 1),
            "pixels_per_flush": round(sum(self.pixels.values()) / per),
            "events": dict(self.events),
            "painted": widgets,
        }


@contextmanager
def windows_shown(program: QApplication) -> Iterator[list[str]]:
    """Collect the classes of widgets that are shown as windows of their own meanwhile, be it for a moment."""
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch()
    program.installEventFilter(watch)
    try:
        yield shown
    finally:
        program.removeEventFilter(watch)


def _name_of(watched: QObject) -> str:
    name = type(watched).__name__
    if watched.objectName() == "qt_scrollarea_viewport" and (parent := watched.parent()) is not None:
        return f"{type(parent).__name__}.viewport"
    return name
