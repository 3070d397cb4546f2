"""A larger look at a diagram, in a sheet over the window: it fits, is drawn as large as asked for, and can be moved.

Keys: plus, minus and 0 for the size, arrows to move, Esc or Enter to close. The mouse: Ctrl and the wheel, the wheel,
and pulling. What is larger is drawn anew, so that it stays sharp.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path

from PySide6.QtCore import QMargins, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from turbodesk.chat.errors import StoreFailure
from turbodesk.rendering.diagrams import DrawnDiagram, kind_of
from turbodesk.translation import _
from turbodesk.ui.diagrams import handing_on
from turbodesk.ui.diagrams.diagrams import diagrams
from turbodesk.ui.diagrams.look import look_of
from turbodesk.ui.diagrams.separate_diagrams import DiagramKey
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.direction import start_corner
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import key_text
from turbodesk.ui.widgets.question import tell
from turbodesk.ui.widgets.sheet import Sheet

_STEP = 1.25
_LEAST, _MOST = 0.1, 8.0
"""Sizes of a diagram, over its own."""
_MOVE = 60
"""Pixels an arrow key moves it by."""
_MOST_ZOOM = 8.0
_AIR = QMargins(16, 16, 16, 16)
"""Around a diagram that fits."""


class DiagramViewer(Sheet):
    """Shows one diagram; it ends itself when it is closed."""

    def __init__(self, window: QWidget, key: DiagramKey) -> None:
        super().__init__(window, theme=current_theme(), name=kind_of(key.source))
        self._key = key
        self.surface = DiagramSurface(key)
        self._title = ElidedLabel(kind_of(key.source))
        theme = current_theme()
        self.smaller = IconButton("minus", _("Smaller"), theme=theme, key="-")
        self.larger = IconButton("plus", _("Larger"), theme=theme, key="+")
        self.fit = IconButton("fit", _("Fit to the window"), theme=theme, key="0")
        self.copy = IconButton("copy", _("Copy"), theme=theme)
        self.save = IconButton("save", _("Save as"), theme=theme)
        self.done = IconButton("close", _("Close"), theme=theme, key=key_text("Esc"))
        self.smaller.clicked.connect(lambda: self.surface.zoom_by(1 / _STEP))
        self.larger.clicked.connect(lambda: self.surface.zoom_by(_STEP))
        self.fit.clicked.connect(self.surface.fit)
        self.copy.clicked.connect(self._show_copies)
        self.save.clicked.connect(lambda: ask_where_to_save(self.window(), self._key))
        self.done.clicked.connect(self.dismiss)
        self.closed.connect(self.deleteLater)
        self._lay_out()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        super().apply_theme(theme)
        self._title.setFont(theme.font(TextRole.UI_STRONG))
        self._key = self._key._replace(look=look_of(theme))
        self.surface.show_diagram(self._key)
        for button in self._buttons():
            button.apply_theme(theme)

    def focus_first(self) -> None:
        self.surface.setFocus(Qt.FocusReason.PopupFocusReason)

    def panel_rect(self, area: QRect) -> QRect:
        """Return nearly all of the window: a diagram that was large enough on the page would not be looked at here."""
        return area.adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.surface.hasFocus():
            self.dismiss()
        elif not self.surface.take_key(event):
            super().keyPressEvent(event)

    def _buttons(self) -> tuple[IconButton, ...]:
        return self.smaller, self.larger, self.fit, self.copy, self.save, self.done

    def _show_copies(self) -> None:
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_copies(menu, self._key)
        menu.popup(self.copy.mapToGlobal(start_corner(self.copy)))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.XS)
        top.addWidget(self._title, 1)
        for button in self._buttons():
            top.addWidget(button)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addWidget(self.surface, 1)


class DiagramSurface(QWidget):
    """The diagram itself, at a size and a place."""

    def __init__(self, key: DiagramKey) -> None:
        super().__init__()
        self._key = key
        known = diagrams().nearest(key)
        answer = None if known is None else diagrams().get(known)
        self._natural = QPointF(answer.width, answer.height) if isinstance(answer, DrawnDiagram) else QPointF(1, 1)
        self.scale: float | None = None
        """Over the diagram's own size; None: as large as there is room."""
        self._middle = QPointF(0.5, 0.5)
        """What of the diagram stands in the middle, from its upper left corner, in parts of it."""
        self._pulled: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(kind_of(key.source))
        self.setAccessibleDescription(key.source)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        diagrams().found.connect(self.update)

    def show_diagram(self, key: DiagramKey) -> None:
        """Show the same diagram in other colours."""
        self._key = key
        self.update()

    @property
    def shown_scale(self) -> float:
        """The size it is shown at."""
        if self.scale is not None:
            return self.scale
        room = self.rect().marginsRemoved(_AIR).size()
        return max(_LEAST, min(room.width() / self._natural.x(), room.height() / self._natural.y(), 2.0))

    def fit(self) -> None:
        """Show all of it."""
        self.scale, self._middle = None, QPointF(0.5, 0.5)
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Show it larger or smaller; what is at a place of the widget stays there."""
        before = self.shown_scale
        scale = min(max(before * factor, _LEAST), _MOST)
        if at is not None:
            off = at - QPointF(self.width() / 2, self.height() / 2)
            change = 1 / before - 1 / scale
            self._middle += QPointF(off.x() * change / self._natural.x(), off.y() * change / self._natural.y())
        self.scale = scale
        self._keep_inside()
        self._ask()
        self.update()

    def move_by(self, x: float, y: float) -> None:
        """Move what is seen by so many pixels."""
        scale = self.shown_scale
        self._middle += QPointF(x / (self._natural.x() * scale), y / (self._natural.y() * scale))
        self._keep_inside()
        self.update()

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; whether it asked for anything."""
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(_STEP)
            case Qt.Key.Key_Minus:
                self.zoom_by(1 / _STEP)
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.move_by(_MOVE if event.key() == Qt.Key.Key_Right else -_MOVE, 0)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.move_by(0, _MOVE if event.key() == Qt.Key.Key_Down else -_MOVE)
            case _:
                return False
        return True

    def target(self) -> QRectF:
        """Return where the diagram stands in the widget."""
        scale = self.shown_scale
        wide, high = self._natural.x() * scale, self._natural.y() * scale
        middle = QPointF(self.width() / 2, self.height() / 2)
        return QRectF(middle.x() - wide * self._middle.x(), middle.y() - high * self._middle.y(), wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._ask()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), Corner.PANEL, Corner.PANEL)
        painter.fillPath(ground, QColor(self._key.look.ground))
        painter.setClipPath(ground)
        key = diagrams().nearest(self._wanted())
        if key is not None:
            diagrams().paint(painter, key, self.target())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_inside()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_STEP ** (event.angleDelta().y() / 120), event.position())
            return
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        self.move_by(-delta.x(), -delta.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pulled = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pulled is not None:
            moved = self._pulled - event.position()
            self._pulled = event.position()
            self.move_by(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pulled = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.scale is None:
            self.zoom_by(2.0, event.position())
        else:
            self.fit()

    def sizeHint(self) -> QSize:
        return QSize(600, 400)

    def _keep_inside(self) -> None:
        """Let no more of the widget be empty than it must."""
        scale = self.shown_scale
        room = (self.width() / (self._natural.x() * scale), self.height() / (self._natural.y() * scale))
        middle = (self._middle.x(), self._middle.y())
        x, y = (
            0.5 if share >= 1 else min(max(at, share / 2), 1 - share / 2)
            for at, share in zip(middle, room, strict=True)
        )
        self._middle = QPointF(x, y)

    def _wanted(self) -> DiagramKey:
        zoom = ceil(self.shown_scale * self.devicePixelRatioF())
        return self._key._replace(zoom=max(self._key.zoom, min(float(zoom), _MOST_ZOOM)))

    def _ask(self) -> None:
        diagrams().ask(self._wanted())


def add_copies(menu: Menu, key: DiagramKey) -> None:
    """Add the ways a diagram can be copied."""
    menu.addAction(_("Copy picture")).triggered.connect(lambda: handing_on.copy_picture(key))
    menu.addAction(_("Copy as SVG")).triggered.connect(lambda: handing_on.copy_outlines(key))
    menu.addAction(_("Copy source")).triggered.connect(lambda: QGuiApplication.clipboard().setText(key.source))


def ask_where_to_save(window: QWidget, key: DiagramKey) -> None:
    """Ask for a file and write the diagram to it; a failure is told over the window."""
    dialog = QFileDialog(window, _("Save diagram"), str(Path.home() / "diagram.png"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([handing_on.PICTURE, handing_on.OUTLINES, handing_on.SOURCE])
    dialog.setDefaultSuffix("png")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen[-4:-1]))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: _save(window, key, Path(name)))
    dialog.open()


def _save(window: QWidget, key: DiagramKey, path: Path) -> None:
    try:
        handing_on.save(key, path)
    except StoreFailure as failure:
        tell(window, failure.note.sentence, failure.note.advice)
