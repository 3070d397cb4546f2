"""Keeps the diagrams that were drawn, and a thread that has others drawn when they are asked for.

Asked for are those that are seen, on paper, or in the viewer: a chat of a hundred diagrams costs nothing until it is
scrolled through. Until one is drawn its source stands on the page; `Diagrams.found` tells when to look again.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import OrderedDict
from functools import cache, lru_cache

from PySide6.QtCore import QCoreApplication, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from turbodesk.rendering.diagrams import DrawnDiagram, UndrawnDiagram
from turbodesk.translation import _
from turbodesk.ui.diagrams.separate_diagrams import Answer, DiagramKey, drawn_apart

_MOST_KNOWN_BYTES = 48_000_000
"""Of drawings kept as PNG and SVG: a thousand usual ones."""
_TOGETHER = 8
"""Drawn by one process: its start takes as long as four of them."""
_IMAGES, _SCALED = 6, 24
"""Decoded pictures that are kept, some megabytes each, and those scaled to their place on a page."""


class Diagrams(QObject):
    """The diagrams that are known."""

    found = Signal()
    """Some of those that were asked for are known now."""
    _arrived = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: OrderedDict[DiagramKey, Answer] = OrderedDict()
        self._latest: dict[str, DiagramKey] = {}
        """Of each source the drawing that came last."""
        self._bytes = 0
        self._lock = threading.Lock()
        self._waiting: OrderedDict[DiagramKey, None] = OrderedDict()
        self._asked: set[DiagramKey] = set()
        self._thread: threading.Thread | None = None
        self._image = lru_cache(maxsize=_IMAGES)(self._new_image)
        self._scaled = lru_cache(maxsize=_SCALED)(self._new_scaled)
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.give_up)

    @property
    def is_idle(self) -> bool:
        """Whether every diagram that was asked for is known, and nothing draws."""
        return not self._asked and self._thread is None

    def give_up(self) -> None:
        """Forget what waits; what is being drawn ends by itself."""
        with self._lock:
            self._waiting.clear()
        self._asked.clear()

    def get(self, key: DiagramKey) -> Answer | None:
        """Return what came of a diagram; None where it is not known."""
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def nearest(self, key: DiagramKey) -> DiagramKey | None:
        """Return a key that is known: this one, or the same source in other colours or at another zoom."""
        return key if key in self._known else self._latest.get(key.source)

    def ask(self, key: DiagramKey) -> None:
        """Have a diagram drawn, unless it is known or asked for already."""
        known = self._known.get(key)
        is_settled = known is not None and not (isinstance(known, UndrawnDiagram) and known.is_passing)
        if is_settled or key in self._asked:
            return
        self._asked.add(key)
        with self._lock:
            self._waiting[key] = None
            if self._thread is None:
                # A daemon, so that a window that closes does not wait for a drawing nobody will see.
                self._thread = threading.Thread(target=self._draw, name="diagrams", daemon=True)
                self._thread.start()

    async def drawn(self, key: DiagramKey) -> Answer:
        """Return what comes of a diagram, waiting for it."""
        while (answer := self.get(key)) is None:
            come = asyncio.Event()
            connection = self.found.connect(come.set)
            try:
                self.ask(key)
                await come.wait()
            finally:
                QObject.disconnect(connection)
        return answer

    def paint(self, painter: QPainter, key: DiagramKey, target: QRectF) -> bool:
        """Draw a known diagram into a rectangle; False where it has to be drawn anew first."""
        if not isinstance(self.get(key), DrawnDiagram):
            return False
        ratio = painter.device().devicePixelRatioF()
        transform = painter.transform()
        size = QSize(round(target.width() * ratio * transform.m11()), round(target.height() * ratio * transform.m22()))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = self._image(key)
        is_smaller = size.width() * 4 < whole.width() * 3
        painter.drawImage(target, self._scaled(key, size.width(), size.height()) if is_smaller else whole)
        painter.restore()
        return True

    def image(self, key: DiagramKey) -> QImage:
        """Return the picture of a known diagram, on a clear ground."""
        return self._image(key)

    def _new_image(self, key: DiagramKey) -> QImage:
        answer = self._known[key]
        return QImage.fromData(answer.png) if isinstance(answer, DrawnDiagram) else QImage()

    def _new_scaled(self, key: DiagramKey, width: int, height: int) -> QImage:
        # Smaller by more than a little: a painter leaves out pixels where this takes the mean of them.
        size = QSize(max(1, width), max(1, height))
        smooth = Qt.TransformationMode.SmoothTransformation
        return self._image(key).scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)

    def _draw(self) -> None:
        """Have drawn what waits, in the thread."""
        while keys := self._next():
            done = 0
            try:
                for key, answer in zip(keys, drawn_apart(keys), strict=False):
                    self._done(key, answer)
                    done += 1
            finally:  # whatever happens, one diagram must not keep the others waiting
                if not done:
                    self._done(keys[0], UndrawnDiagram(_("not understood")))
                if sys.exc_info()[0] is not None:
                    self._thread = None

    def _next(self) -> list[DiagramKey]:
        with self._lock:
            keys = list(self._waiting)[:_TOGETHER]
            if not keys:
                self._thread = None
            return keys

    def _done(self, key: DiagramKey, answer: Answer) -> None:
        with self._lock:
            self._waiting.pop(key, None)
        self._arrived.emit(key, answer)

    def _take(self, key: DiagramKey, answer: Answer) -> None:
        self._asked.discard(key)
        self._bytes -= _size(self._known[key]) if key in self._known else 0
        self._known[key] = answer
        self._latest[key.source] = key
        self._bytes += _size(answer)
        while self._bytes > _MOST_KNOWN_BYTES and len(self._known) > 1:
            old, dropped = self._known.popitem(last=False)
            self._bytes -= _size(dropped)
            if self._latest.get(old.source) == old:
                del self._latest[old.source]
        self.found.emit()


def _size(answer: Answer) -> int:
    return len(answer.png) + len(answer.svg) if isinstance(answer, DrawnDiagram) else 100


@cache
def diagrams() -> Diagrams:
    """Return the diagrams of all pages; one for the process, for the reasons of `mathematics.formulas`."""
    return Diagrams()
