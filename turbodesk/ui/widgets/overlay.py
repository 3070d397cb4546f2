"""A panel laid over the window, with the rest dimmed behind it: the palette and the shortcut sheet live on one.

Why not a dialog: a dialog is a window, and on Wayland nobody can say where it appears; on a tiling desktop it even
takes a tile. A child of the window is always in its middle, opens at once and is drawn like the rest.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from turbodesk.ui.theme import Space, Theme

_SCRIM_ALPHA = {False: 64, True: 140}  # a dark window needs more black to step back


class Overlay(QWidget):
    """Covers `parent` while it is open; Esc and a click beside the panel close it, and the focus goes back.

    A subclass puts its content into `panel` and says in `panel_rect` where it lies. Tab stays inside.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, *, theme: Theme, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.hide()
        self._covered = parent
        self._focus_before: QWidget | None = None
        self.panel = QFrame(self)
        self.panel.setProperty("kind", "overlay")
        self.panel.setAccessibleName(name)
        self._scrim = _scrim(theme)
        parent.installEventFilter(self)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._scrim = _scrim(theme)
        self.update()

    def open(self) -> None:
        """Show it over the parent and take the focus."""
        if not self.isVisible():
            self._focus_before = self.window().focusWidget()
        self._cover()
        self.show()
        self.raise_()
        self.focus_first()

    def dismiss(self) -> None:
        """Close it and give the focus back to where it was."""
        if not self.isVisible():
            return
        self.hide()
        before, self._focus_before = self._focus_before, None
        if before is not None:
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def focus_first(self) -> None:
        """Put the focus on the first control of the panel."""
        chain = self._tab_chain()
        if chain:
            chain[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def panel_rect(self, area: QRect) -> QRect:
        """Return where the panel lies in `area`, the whole window; by default its wished size, in the middle."""
        space = area.marginsRemoved(self.contentsMargins()).adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
        size = self.panel.sizeHint().boundedTo(space.size())
        rect = QRect(0, 0, size.width(), size.height())
        rect.moveCenter(area.center())
        return rect

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._cover()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        # Claimed before the window's own Esc shortcut (Stop) can take it.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def focusNextPrevChild(self, forward: bool) -> bool:
        chain = self._tab_chain()
        if not chain:
            return False
        at = chain.index(self.focusWidget()) if self.focusWidget() in chain else -1
        step = 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        chain[(at + step) % len(chain)].setFocus(reason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._scrim)

    def _cover(self) -> None:
        self.setGeometry(self._covered.rect())
        self.panel.setGeometry(self.panel_rect(self.rect()))

    def _tab_chain(self) -> list[QWidget]:
        chain: list[QWidget] = []
        at = self.nextInFocusChain()
        while at is not self and at is not None:
            reachable = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus) and at.isEnabled() and at.isVisible()
            if reachable and self.isAncestorOf(at):
                chain.append(at)
            at = at.nextInFocusChain()
        return chain


def _scrim(theme: Theme) -> QColor:
    return QColor(0, 0, 0, _SCRIM_ALPHA[theme.is_dark])


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape
