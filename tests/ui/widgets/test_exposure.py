"""Whether anybody can see a window, told before it is painted; what rested meanwhile is painted once it is seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QExposeEvent, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.exposure import Exposure, is_seen


class _Handle:
    """A window's handle as the system would have it."""

    def __init__(self, *, is_exposed: bool) -> None:
        self._is_exposed = is_exposed

    def isExposed(self) -> bool:
        return self._is_exposed


def set_exposed(exposure: Exposure, *, is_exposed: bool) -> None:
    """Do as the system does when a window is minimised, or is seen again; no platform without a screen knows of it."""
    handle = exposure._handle  # noqa: SLF001
    exposure._handle = _Handle(is_exposed=is_exposed)  # type: ignore[assignment]  # noqa: SLF001
    region = QRegion(QRect(0, 0, 10, 10)) if is_exposed else QRegion()
    QApplication.sendEvent(handle, QExposeEvent(region))
    exposure._handle = handle  # noqa: SLF001


class Log(QObject):
    """Notes what was told and painted, in order."""

    def __init__(self, watched: QWidget, exposure: Exposure) -> None:
        super().__init__(watched)
        self.seen: list[str] = []
        watched.installEventFilter(self)
        exposure.changed.connect(lambda is_exposed: self.seen.append("exposed" if is_exposed else "unexposed"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.seen.append("painted")
        return False


def test_it_is_told_once_each_time_and_before_anything_is_painted(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    exposure = Exposure.of(window)
    assert Exposure.of(window) is exposure
    log = Log(window, exposure)
    set_exposed(exposure, is_exposed=False)
    set_exposed(exposure, is_exposed=False)
    assert log.seen == ["unexposed"]
    window.update()
    set_exposed(exposure, is_exposed=True)
    qtbot.waitUntil(lambda: "painted" in log.seen)
    assert log.seen[:3] == ["unexposed", "exposed", "painted"]
    window.hide()
    qtbot.waitUntil(lambda: log.seen[-1] == "unexposed")


def test_what_asked_meanwhile_is_painted_again(qtbot: QtBot) -> None:
    window = QWidget()
    child, gone = QWidget(window), QWidget(window)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    exposure = Exposure.of(child)
    assert is_seen(child)
    log = Log(child, exposure)
    set_exposed(exposure, is_exposed=False)
    assert not is_seen(child)
    assert not is_seen(gone)
    gone.deleteLater()
    qtbot.waitUntil(lambda: len(window.children()) == 2)
    set_exposed(exposure, is_exposed=True)
    qtbot.waitUntil(lambda: log.seen[-2:] == ["exposed", "painted"])
