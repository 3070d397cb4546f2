"""Moves a number from one value to another within a moment, or at once where motion is not wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation
from PySide6.QtWidgets import QWidget

from turbodesk.ui.theme.apply import MOTION_MS


class ScrollAnimation(QObject):
    """One movement at a time; a new one or `stop` ends the last where it stands."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.duration_ms = MOTION_MS
        """0: every movement arrives at once (the system asks for no motion)."""
        self._step: Callable[[int], None] = lambda _value: None
        self._animation = QVariantAnimation(self)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(lambda value: self._step(value))

    @property
    def is_moving(self) -> bool:
        """Whether a movement is under way."""
        return self._animation.state() is QVariantAnimation.State.Running

    def move(self, start: int, end: int, step: Callable[[int], None]) -> None:
        """Call `step` with whole values from `start` to `end`, the last one always `end`."""
        self.stop()
        self._step = step
        if start == end or self.duration_ms <= 0:
            step(end)
            return
        self._animation.setStartValue(start)
        self._animation.setEndValue(end)
        self._animation.setDuration(min(MOTION_MS, self.duration_ms))
        self._animation.start()

    def stop(self) -> None:
        """End the movement where it is."""
        self._animation.stop()
