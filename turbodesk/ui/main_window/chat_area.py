"""The page of a chat: the transcript as high as the window, and the composer that floats over its foot.

The transcript keeps its foot clear of text, as high as the composer is just then, and fades out above it; so it does
beneath the header once it is scrolled. Its scroll bar goes on to the lower edge.

Why not one above the other in a layout: the page would end in a hard line above the composer, with a bar that stops
there, and the wheel would do nothing beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from turbodesk.ui.theme import Corner, Theme
from turbodesk.ui.theme.column import Column
from turbodesk.ui.widgets.user_scroll_area import UserScrollArea

if TYPE_CHECKING:
    from turbodesk.ui.main_window.composer_shadow import ComposerShadow
    from turbodesk.ui.outline.ticks import OutlineTicks
    from turbodesk.ui.widgets.fade import Fade

LIFT = 20
"""Pixels between the composer and the lower edge."""
CLEAR = 20
"""Pixels above the composer without text, where its shadow is."""
FOOT_FADE, HEAD_FADE = 44, 20
"""Pixels."""


class ChatArea(QWidget):
    """Places what it is given, all of which belongs to it from then on."""

    def __init__(self, *, transcript: UserScrollArea, composer: QWidget, theme: Theme) -> None:
        super().__init__()
        self._transcript, self._composer, self._theme = transcript, composer, theme
        self._column = Column()
        self._ticks: OutlineTicks | None = None
        self._cards: list[QWidget] = []
        """From the lowest up."""
        self._insets: dict[QWidget, int] = {}
        self._fades: tuple[Fade, Fade] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        transcript.setParent(self)
        self._shadow: ComposerShadow | None = None
        composer.setParent(self)
        transcript.viewport().installEventFilter(self)
        transcript.verticalScrollBar().valueChanged.connect(self._show_fades)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        if self._shadow is not None:
            self._shadow.apply_theme(theme)
        self._place()

    def set_column(self, column: Column) -> None:
        """Have the composer's text begin where that of the messages does."""
        self._column = column
        self._place()

    def add_card(self, card: QWidget, *, inset: int = 0) -> None:
        """Take what stands above the composer, and above what was given before; hidden as yet.

        It begins `inset` pixels, at 100 %, right of the composer's edge, and ends as far left of it.
        """
        card.hide()
        self._cards.append(card)
        self._insets[card] = inset
        card.setParent(self)
        card.installEventFilter(self)
        QWidget.setTabOrder(card, self._composer)

    def set_ticks(self, ticks: OutlineTicks) -> None:
        """Take what stands at the edge of the page where lines end, half-way up."""
        ticks.setParent(self)
        self._ticks = ticks
        ticks.wish_changed.connect(self._place)
        self._place()

    def complete(self) -> None:
        """Add the composer's shadow and the fades, which the first look does without."""
        from turbodesk.ui.main_window.composer_shadow import ComposerShadow
        from turbodesk.ui.widgets.fade import Fade

        page = self._transcript.viewport()
        self._shadow = ComposerShadow(self, self._theme)
        self._shadow.stackUnder(self._composer)
        self._shadow.show()
        self._fades = Fade(page, ramp=HEAD_FADE, is_upwards=True), Fade(page, ramp=FOOT_FADE)
        self._fades[1].show()
        self._place()
        self._place_fades()
        self._show_fades()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()  # the composer, or the card above it, wants another height
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Resize if watched is self._transcript.viewport():
                self._place_fades()
            case QEvent.Type.ShowToParent | QEvent.Type.HideToParent if watched in self._cards:
                self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._transcript.wheelEvent(event)  # beside the composer, or over it where it has nothing to scroll

    def _place(self) -> None:
        """Put everything where it belongs; the transcript holds its text still while its foot changes."""
        width = self.width()
        left, measure = self._column.within(width)
        hang = self._column.hang
        left = max(0, left - hang)
        box = QRect(left, 0, min(measure + 2 * hang, width - 2 * left), 0)
        box.setHeight(_height(self._composer, box.width()))
        box.moveBottom(self.height() - 1 - LIFT)
        self._composer.setGeometry(box)
        if self._shadow is not None:
            self._shadow.lie_under(box, round(Corner.COMPOSER * self._column.scale))
        foot = self.height() - box.top()
        for card in self._cards:
            if not card.isHidden():
                inset = round(self._insets[card] * self._column.scale)
                width = box.width() - 2 * inset
                height = _height(card, width)
                card.setGeometry(box.left() + inset, self.height() - foot - height, width, height)
                foot += height
        if self._ticks is not None:
            self._place_ticks(self._ticks, box, foot)
        self._transcript.set_foot(foot + CLEAR)
        self._transcript.setGeometry(self.rect())

    def _place_ticks(self, ticks: OutlineTicks, box: QRect, foot: int) -> None:
        size = ticks.sizeHint()
        bar = self._transcript.verticalScrollBar().width()
        left = self.width() - bar - size.width()
        place = QRect(QPoint(left, (self.height() - foot - size.height()) // 2), size)
        ticks.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        has_room = left > box.right() and size.height() < self.height() - foot
        ticks.setVisible(has_room and ticks.is_wanted)
        ticks.raise_()

    def _show_fades(self) -> None:
        if self._fades is not None:
            self._fades[0].setVisible(self._transcript.verticalScrollBar().value() > 0)

    def _place_fades(self) -> None:
        if self._fades is not None:
            head, foot = self._fades
            page = self._transcript.viewport()
            head.setGeometry(0, 0, page.width(), HEAD_FADE)
            foot.setGeometry(0, page.height() - FOOT_FADE, page.width(), FOOT_FADE)


def _height(widget: QWidget, width: int) -> int:
    """Return how high a widget wants to be when it is this wide."""
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
