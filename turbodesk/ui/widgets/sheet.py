"""A sheet of paper laid over the window, with the rest dimmed behind it: palette, settings, shortcuts, questions.

Why not a dialog: a dialog is a window, and on Wayland nobody can say where it appears; on a tiling desktop it even
takes a tile. A child of the window is always where it belongs, opens at once and is drawn like the rest.
"""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.shadow import Elevation, paint_paper
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.focus import claims_escape, focus_first, give_focus_back, is_escape, move_focus_inside
from turbodesk.ui.widgets.forms import HeadingLabel, rule
from turbodesk.ui.widgets.lifetime import is_alive
from turbodesk.ui.widgets.plain import key_text, set_tip
from turbodesk.ui.widgets.return_key import pressed_button
from turbodesk.ui.widgets.scroll_animation import ScrollAnimation
from turbodesk.ui.widgets.surface import surface_of

_RISE = 8
"""Pixels that the panel comes up by while the rest grows dim."""
_WHOLE = 100


class Sheet(QWidget):
    """Covers `parent` while it is open; Esc and a press beside the panel close it, and the focus goes back.

    A subclass lays its content out in `panel`, with `top_line` first where it has a title, and calls `apply_theme` when
    all is made. Tab stays inside.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, *, theme: Theme, name: str, size: QSize | None = None, title: str = "") -> None:
        """`name` is for screen readers; `title` stands above, and is the name where none is given.

        `size` is what it takes where the window has the room; None: what its content needs.
        """
        parent = surface_of(parent)
        super().__init__(parent)
        self.setAccessibleName(name)
        self.hide()
        self._theme, self._size = theme, size
        self._covered = parent
        self._focus_before: QWidget | None = None
        self._shown = 1.0
        self._motion = ScrollAnimation(self)
        self.panel = QFrame(self)
        self.panel.setProperty("kind", "clear")
        self.panel.setAccessibleName(name)
        self._words = title or name
        parent.installEventFilter(self)
        self.panel.installEventFilter(self)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        self._theme = theme
        if "title" in vars(self):
            self.title.wear(theme.font(TextRole.TITLE))
        if "close_button" in vars(self):
            self.close_button.setIcon(theme.icon("close"))
        self.update()

    @cached_property
    def title(self) -> HeadingLabel:
        """What stands above; a subclass that has no title never asks for it."""
        return HeadingLabel(self._words)

    @cached_property
    def close_button(self) -> QToolButton:
        """The button that closes."""
        button = QToolButton()
        button.setAccessibleName(_("Close"))
        set_tip(button, _("Close"), key_text("Esc"))
        button.clicked.connect(self.dismiss)
        return button

    def top_line(self) -> QHBoxLayout:
        """Return a row of the title and the button that closes."""
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return top

    def frame(self, body: QWidget, *foot: QWidget) -> None:
        """Lay out the panel: the title, what is shown, and what stands beneath, such as a row of buttons."""
        top = self.top_line()
        top.setContentsMargins(margins(Space.XL, Space.L, Space.L, Space.M))
        bottom = QVBoxLayout()
        bottom.setContentsMargins(Space.XL, Space.M, Space.XL, Space.L)
        bottom.setSpacing(Space.M)
        for part in foot:
            bottom.addWidget(part)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(rule())
        layout.addWidget(body, 1)
        layout.addWidget(rule())
        layout.addLayout(bottom)

    def open(self) -> None:
        """Show it over the parent and take the focus."""
        if self.isHidden():
            self._focus_before = self.window().focusWidget()
            self._motion.duration_ms = current_motion_ms()
            self._motion.move(0, _WHOLE, self._appear)
        self._cover()
        self.show()
        self.raise_()
        self.focus_first()

    def dismiss(self) -> None:
        """Close it and give the focus back to where it was."""
        if self.isHidden():
            return
        self._motion.stop()
        before, self._focus_before = self._focus_before, None
        self.hide()
        beneath = self._beneath()
        if beneath is not None and (before is None or not is_alive(before) or not before.isVisible()):
            beneath.focus_first()
        else:
            give_focus_back(before, self.window())
        self.closed.emit()

    def _beneath(self) -> Sheet | None:
        """Return the sheet that this one lay over, if there is one."""
        siblings = [one for one in self._covered.children() if isinstance(one, Sheet) and not one.isHidden()]
        return siblings[-1] if siblings else None

    def focus_first(self) -> None:
        """Put the focus on the first control of the panel; a subclass that asks puts it on the safe answer."""
        focus_first(self)

    def wished_size(self) -> QSize:
        """Return the size it takes where the window has the room."""
        return self._size or self.panel.sizeHint()

    def panel_rect(self, area: QRect) -> QRect:
        """Return where the panel lies in `area`, the whole window: in its middle, if the subclass does not say else."""
        size = self.wished_size().boundedTo(area.size() - QSize(2 * Space.XL, 2 * Space.XL))
        rect = QRect(0, 0, size.width(), size.height())
        rect.moveCenter(area.center())
        return rect

    def place(self) -> None:
        """Take size and place of the panel anew, as after its content has changed."""
        self.panel.setGeometry(self.panel_rect(self.rect()).translated(0, round(_RISE * (1 - self._shown))))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._covered and not self.isHidden():
            self._cover()
        elif event.type() == QEvent.Type.LayoutRequest and watched is self.panel and self._size is None:
            self.place()  # its content needs another size
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self.dismiss()
        elif not pressed_button(self.window(), event):  # the one that has the focus, and no other
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the second press of a double click on what opened it, which lies beneath the scrim now

    def closeEvent(self, event: QCloseEvent) -> None:
        self.dismiss()
        super().closeEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        return move_focus_inside(self, is_forward=next)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        panel = self.panel.geometry()
        if panel.adjusted(Corner.SHEET, 1, -Corner.SHEET, -1).contains(event.rect()):  # as for a caret that blinks
            painter.fillRect(event.rect(), self._theme.color("raised"))
            return
        scrim = QColor(self._theme.color("scrim"))
        scrim.setAlphaF(scrim.alphaF() * self._shown)
        painter.fillRect(event.rect(), scrim)
        paint_paper(painter, panel, Corner.SHEET, Elevation.SHEET, self._theme)

    def _appear(self, shown: int) -> None:
        self._shown = shown / _WHOLE
        self.place()

    def _cover(self) -> None:
        self.setGeometry(self._covered.rect())
        self.place()
