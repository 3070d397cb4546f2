"""The sections of the settings, an icon and a name each; the one in front is a piece of paper, as in the sidebar."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from turbodesk.settings import Section
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import write
from turbodesk.ui.widgets.plain import plain_tip

_ICONS = {
    Section.GATEWAY: "key",
    Section.APPEARANCE: "type",
    Section.WRITING: "book",
    Section.MODELS: "spark",
    Section.USAGE: "chart",
    Section.TOOLS: "tool",
    Section.DESKTOP: "bell",
    Section.COMPUTERS: "computers",
    Section.STORAGE: "database",
}
_ICON = 16
_ROW = 32
_WIDTH = 208
_GAP = 10
"""Pixels between icon and name."""
_INSET = 12
"""Pixels from a row's edge to its icon."""
_CORNER = 8


class SectionList(QListWidget):
    """A line for each section."""

    def __init__(self, theme: Theme, sections: Iterable[Section]) -> None:
        super().__init__()
        self.theme = theme
        self.has_names = True
        self.setAccessibleName(_("Sections"))
        self.setProperty("kind", "sections")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sections = list(sections)
        for section in self._sections:
            self.addItem(QListWidgetItem(section.label))
        self.setItemDelegate(_SectionPainter(self))
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and icons of `theme`."""
        self.theme = theme
        for at, section in enumerate(self._sections):
            self.item(at).setIcon(theme.icon(_ICONS[section]))
        self._fit()

    def show_names(self, are_shown: bool) -> None:
        """Show icons with names, or the icons alone, whose names are tips then."""
        self.has_names = are_shown
        for at in range(self.count()):
            item = self.item(at)
            item.setToolTip(plain_tip("" if are_shown else item.text()))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        names = max((self.fontMetrics().horizontalAdvance(one.label) for one in self._sections), default=0)
        sides = 2 * Space.S + 2 * _INSET
        width = max(_WIDTH, sides + _ICON + _GAP + names) if self.has_names else sides + _ICON
        self.setFixedWidth(width + 1)  # and the line at its right
        self.doItemsLayout()


class _SectionPainter(QStyledItemDelegate):
    def __init__(self, sections: SectionList) -> None:
        super().__init__(sections)
        self._list = sections

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = self._list.fontMetrics()
        width = 2 * _INSET + _ICON + _GAP + metrics.horizontalAdvance(str(index.data()))
        return QSize(width if self._list.has_names else 2 * _INSET + _ICON, max(_ROW, metrics.height() + Space.M))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = self._list.theme
        rect = QRect(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        is_open = bool(state & QStyle.StateFlag.State_Selected)
        if is_open:
            _paint_open(painter, rect, theme)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(rect, _CORNER, _CORNER)
        icon: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
        at = QRect(QPoint(rect.left() + _INSET, rect.center().y() - _ICON // 2 + 1), QSize(_ICON, _ICON))
        icon.paint(painter, QStyle.visualRect(option.direction, rect, at))
        if self._list.has_names:
            painter.setPen(theme.color("text"))
            if is_open and theme.is_contrast:
                painter.setFont(theme.font(TextRole.UI_STRONG))
            room = QStyle.visualRect(option.direction, rect, rect.adjusted(_INSET + _ICON + _GAP, 0, -Space.XS, 0))
            name = self._list.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
            write(painter, room, name, option.direction)
        painter.restore()


def _paint_open(painter: QPainter, rect: QRect, theme: Theme) -> None:
    """Draw a piece of the page: its ground, a hair of an edge, and the line it throws beneath."""
    paper = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    edge = QColor(theme.color("border" if theme.is_contrast else "shadow"))
    if not theme.is_contrast:
        edge.setAlphaF(0.08)
        painter.setBrush(edge)
        painter.drawRoundedRect(paper.translated(0, 1), _CORNER, _CORNER)
        edge.setAlphaF(0.10)
    painter.setPen(edge)
    painter.setBrush(theme.color("row-open"))
    painter.drawRoundedRect(paper, _CORNER, _CORNER)
    painter.setPen(Qt.PenStyle.NoPen)
