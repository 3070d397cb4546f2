"""The tiles above the text being written, in rows, and beneath them what a model or the gateway would refuse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QVBoxLayout, QWidget

from turbodesk.chat.attachments import Attachment
from turbodesk.chat.errors import FailureNote
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.attachments.actions import AttachmentActions, LookContext
from turbodesk.ui.attachments.tile import OUTSIDE, Tile
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.flow_layout import flowed
from turbodesk.ui.widgets.forms import note

_MOST_HEIGHT = 212
"""Three rows of tiles and a bit of the fourth, which says that there are more; grows with the text."""
_LEAST_HEIGHT = 80
_SHARE_OF_WINDOW = 0.3
"""They take at most this part of the window's height, unless that is less than one row."""
_INSET = 12
"""Pixels between the tiles and the edge of the composer."""


@dataclass(frozen=True, slots=True)
class ShownTile:
    """One tile."""

    key: str
    name: str
    attachment: Attachment | None = None
    """None: it is still being read, or was refused."""
    failure: FailureNote | None = None


class TileStrip(QWidget):
    """Shows the attachments of one draft."""

    remove_requested = Signal(str)
    """The key of a tile."""
    unfold_requested = Signal(str)
    """The key of a tile whose text shall stand in the message instead."""
    left = Signal()
    """The last tile that had the focus is gone: somebody else should have it."""

    def __init__(self, theme: Theme, actions: AttachmentActions) -> None:
        super().__init__()
        self.setAccessibleName(_("Attachments"))
        self._theme, self._actions, self._percent = theme, actions, 100.0
        self._shown: tuple[ShownTile, ...] = ()
        self._rows = _Rows()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._rows)
        self._scroll.viewport().setAutoFillBackground(False)
        self._rows.setAutoFillBackground(False)
        self._objection = note(kind="warning")
        layout = self._layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.addWidget(self._scroll)
        layout.addWidget(self._objection)
        self._objection.hide()
        self.set_look(theme, 100)

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._theme, self._percent = theme, percent
        inset = self._px(_INSET)
        self._layout.setContentsMargins(margins(inset, inset - self._px(OUTSIDE), inset - self._px(OUTSIDE), 0))
        self._objection.setContentsMargins(margins(self._px(Space.XS), self._px(Space.S), 0, 0))
        self._objection.setFont(theme.font(TextRole.LABEL, percent))
        for tile in self._rows.tiles.values():
            tile.set_look(theme, percent)
        self._rows.gap = self._px(Space.S) - self._px(OUTSIDE)
        self._fit()

    def show_tiles(self, shown: Sequence[ShownTile], objection: str) -> None:
        """Show these tiles in this order, those that are there already unchanged, and a sentence beneath them."""
        old = {one.key: one for one in self._shown}
        had_focus = next((key for key, tile in self._rows.tiles.items() if tile.hasFocus() or _holds(tile)), None)
        at = next((number for number, one in enumerate(self._shown) if one.key == had_focus), 0)
        kept = {one.key for one in shown if old.get(one.key) == one}
        tiles = {one.key: self._rows.tiles[one.key] if one.key in kept else self._new_tile(one) for one in shown}
        for key, tile in self._rows.tiles.items():
            if tiles.get(key) is not tile:
                tile.hide()
                tile.deleteLater()
        self._rows.tiles = tiles
        self._shown = tuple(shown)
        if self._objection.text() != objection:
            self._objection.setText(objection)
        self._objection.setVisible(bool(objection))
        self.setVisible(bool(tiles) or bool(objection))
        self._order_focus()
        self._fit()
        if newest := next((tiles[one.key] for one in reversed(shown) if one.key not in old), None):
            self._scroll.ensureWidgetVisible(newest, 0, Space.XS)
        if had_focus is not None and tiles.get(had_focus) is None:
            if tiles:
                list(tiles.values())[min(at, len(tiles) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _new_tile(self, one: ShownTile) -> Tile:
        tile = Tile(
            one.name,
            theme=self._theme,
            percent=self._percent,
            actions=self._actions,
            attachment=one.attachment,
            failure=one.failure,
            parent=self._rows,
        )
        tile.look_requested.connect(lambda: self._look(one))
        tile.remove_requested.connect(lambda: self.remove_requested.emit(one.key))
        tile.unfold_requested.connect(lambda: self.unfold_requested.emit(one.key))
        tile.show()
        return tile

    def _look(self, one: ShownTile) -> None:
        beside = tuple(other.attachment for other in self._shown if other.attachment is not None)
        if one.attachment is not None:
            self._actions.look_requested.emit(LookContext(one.attachment, beside, is_unsent=True))

    def _order_focus(self) -> None:
        before: QWidget | None = None
        for tile in self._rows.tiles.values():
            if before is not None:
                QWidget.setTabOrder(before, tile)
            QWidget.setTabOrder(tile, tile.last_in_order)  # which stays behind where its tile is moved
            before = tile.last_in_order

    def _fit(self) -> None:
        sides = self._layout.contentsMargins()
        width = self.width() - sides.left() - sides.right()
        most = min(
            self._px(_MOST_HEIGHT), max(self._px(_LEAST_HEIGHT), round(self.window().height() * _SHARE_OF_WINDOW))
        )
        height = self._arrange(width)
        self._scroll.setFixedHeight(min(height, most))
        self._scroll.setVisible(bool(self._rows.tiles))
        if height > most:
            self._arrange(width - self._scroll.verticalScrollBar().sizeHint().width())

    def _arrange(self, width: int) -> int:
        for tile in self._rows.tiles.values():
            tile.set_room(width)
        return self._rows.arrange(width)

    def _px(self, pixels: int) -> int:
        return round(pixels * self._theme.faces.scale * self._percent / 100)


class _Rows(QWidget):
    """The tiles in rows."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: dict[str, Tile] = {}
        self.gap = 0

    def arrange(self, width: int) -> int:
        """Place the tiles within `width` pixels and return the height they take."""
        sizes = [tile.size() for tile in self.tiles.values()]
        placed = flowed(sizes, width=width, gap=self.gap)
        for tile, rect in zip(self.tiles.values(), placed, strict=True):
            tile.move(QStyle.visualRect(self.layoutDirection(), QRect(0, 0, width, 0), rect).topLeft())
        height = max((rect.bottom() + 1 for rect in placed), default=0)
        self.resize(QSize(width, height))
        return height


def _holds(tile: Tile) -> bool:
    focused = tile.window().focusWidget()
    return focused is not None and tile.isAncestorOf(focused)
