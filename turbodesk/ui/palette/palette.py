"""The palette itself: a field and the list of what fits, over the window.

The field keeps the focus and the keys move the choice in the list, so that typing never has to stop. What was said in
chats is looked for elsewhere and comes later; it stands last, so that nothing moves under the choice.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from turbodesk.translation import _, pgettext
from turbodesk.ui.palette.item_model import PaletteGroup, PaletteItemModel, PaletteRow, ShownRow, spoken
from turbodesk.ui.palette.match import Finder, FuzzyMatch
from turbodesk.ui.palette.paint import RowDelegate
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.chosen_row import PointerRest
from turbodesk.ui.widgets.direction import mirrored
from turbodesk.ui.widgets.forms import note, rule
from turbodesk.ui.widgets.keycaps import caps_width, paint_caps
from turbodesk.ui.widgets.plain import PlainLabel, key_text
from turbodesk.ui.widgets.sheet import Sheet

_WIDTH = 600
_TOP = 112
_FIELD, _FOOT = 56, 40
_MOST = 8
"""Rows of a group that are shown while words are typed: who wants another one types on."""
_MOST_SEEN = 11
"""Rows in view at most; the rest is scrolled to."""
_PAGE = 8


USUAL = _("Find a command, a setting or a chat")
"""What the field says can be found."""


class CommandPalette(Sheet):
    """Offers rows by what is typed; `chosen` carries the id of the row that was taken, after it has closed."""

    chosen = Signal(str)
    searched = Signal(str)
    """Other words stand in the field; answer with `show_said`, at once and again when more is known."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, name=_("Find anything"))
        self._finder: Finder[PaletteRow] = Finder(())
        self._rows: list[PaletteRow] = []
        self._said: tuple[PaletteRow, ...] = ()
        self._model = PaletteItemModel()
        self._delegate = RowDelegate(self._model, theme)
        self._icon = PlainLabel()
        self._field = QLineEdit()
        self._field.setProperty("kind", "plain")
        self._field.setAccessibleName(_("Command or chat"))
        self._field.setPlaceholderText(USUAL)
        self._list = QListView()
        self._rest = PointerRest()
        self._nothing = note()
        self._foot = _Foot(theme)
        self._lay_out()
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._list.clicked.connect(self._take)
        self._list.entered.connect(self._point_at)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        super().apply_theme(theme)
        self._delegate.theme = self._foot.theme = theme
        font = theme.for_writing.font(TextRole.READING)
        font.setPixelSize(round(font.pixelSize() * 16 / 15))
        self._field.setFont(font)
        self._icon.setPixmap(theme.icon("search").pixmap(QSize(18, 18), self.devicePixelRatioF()))
        self._top.setFixedHeight(max(_FIELD, round(theme.line_height(TextRole.READING)) + 2 * Space.L))
        self._foot.setFixedHeight(max(_FOOT, round(theme.line_height(TextRole.LABEL)) + Space.XL))
        self._list.viewport().update()

    def open_with(self, rows: Sequence[PaletteRow], words: str = USUAL) -> None:
        """Open it over `rows`, in the order they stand in when nothing is typed; `words` say what can be found."""
        self._field.setPlaceholderText(words)
        # What can be done first; what cannot is still found, greyed.
        self._rows = sorted(rows, key=lambda row: not row.enabled)
        self._finder = Finder((row, row.title, row.further) for row in self._rows)
        self._said = ()
        self._rest.begin()
        self._field.clear()
        self._filter("")
        self.open()

    def show_said(self, words: str, rows: Sequence[PaletteRow]) -> None:
        """Show what is known of these words being said in chats; nothing happens once others are typed."""
        if words == self._field.text().strip():
            self._said = tuple(rows)
            self._show(keep=self._chosen_id())

    def panel_rect(self, area: QRect) -> QRect:
        width = min(_WIDTH, area.width() - 2 * Space.L)
        top = min(_TOP, area.height() // 7)
        frame = self._top.height() + self._foot.height() + 2
        height = min(frame + self._list_height(), area.height() - top - Space.XL)
        return QRect((area.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        view = self._list
        view.setModel(self._model)
        view.setItemDelegate(self._delegate)
        view.setProperty("kind", "plain")
        view.setAccessibleName(_("Results"))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing.setContentsMargins(22, Space.L, 22, 0)
        top = self._top = QWidget()
        line = QHBoxLayout(top)
        line.setContentsMargins(22, 0, 22, 0)
        line.setSpacing(Space.M)
        line.addWidget(self._icon)
        line.addWidget(self._field, 1)
        results = self._results = QVBoxLayout()
        results.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        results.addWidget(view)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (top, rule(), self._nothing):
            layout.addWidget(part)
        layout.addLayout(results, 1)
        layout.addWidget(rule())
        layout.addWidget(self._foot)

    def _filter(self, typed: str) -> None:
        self._said = ()
        self._list.setCurrentIndex(QModelIndex())
        self._show(keep="")
        self.searched.emit(typed.strip())

    def _show(self, *, keep: str) -> None:
        """Show what fits, and choose the row with the id `keep`, else the first."""
        typed = self._field.text()
        rows = self._fitting(typed) if typed.strip() else self._offered()
        self._nothing.setText(_("Nothing is called “{words}”.").format(words=typed.strip()))
        self._nothing.setVisible(not rows)
        # What could be done with words that nothing is called by is offered only where nothing is.
        said = [row for row in self._said if row.group is PaletteGroup.SAID or not rows]
        self._model.show([*rows, *(ShownRow(row, row.found) for row in said)])
        takeable = self._model.takeable()
        at = self._model.position_of(keep) if keep else -1
        self._move_to(at if at in takeable else next(iter(takeable), -1), is_said=not keep)
        self.place()

    def _offered(self) -> list[ShownRow]:
        """What is shown while nothing is typed: what there is to choose from, the last chats, then what can be done."""
        listed = [row for row in self._rows if row.is_listed]
        groups = (PaletteGroup.STARRED, PaletteGroup.PROJECTS, PaletteGroup.CHATS, PaletteGroup.COMMANDS)
        return [ShownRow(row) for group in groups for row in listed if row.group is group]

    def _fitting(self, typed: str) -> list[ShownRow]:
        """What fits: commands first, unless it is chats alone of which a word begins with what was typed."""
        found: dict[PaletteGroup, list[tuple[PaletteRow, FuzzyMatch]]] = {}
        for row, match in self._finder.find(typed):
            found.setdefault(row.group, []).append((row, match))
        groups = sorted(
            (group for group in PaletteGroup if group in found),
            key=lambda group: not found[group][0][1].is_word,
        )
        return [ShownRow(row, match.positions) for group in groups for row, match in found[group][:_MOST]]

    def _list_height(self) -> int:
        """Return the pixels the results would take."""
        hints = (self._list.sizeHintForRow(at) for at in range(self._model.rowCount()))
        says = 0 if self._nothing.isHidden() else self._nothing.heightForWidth(self.panel.width())
        return min(sum(hints), _MOST_SEEN * self._delegate.row_height()) + says + 2 * Space.S

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was ours and not the field's."""
        match event.key():
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_PageDown:
                self._page(_PAGE)
            case Qt.Key.Key_PageUp:
                self._page(-_PAGE)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take(self._list.currentIndex())
            case _:
                return False
        return True

    def _chosen_id(self) -> str:
        row = self._model.row(self._list.currentIndex().row())
        return row.id if row is not None else ""

    def _places(self) -> tuple[list[int], int]:
        """The rows that can be taken, and which of them is current; -1: none."""
        rows = self._model.takeable()
        current = self._list.currentIndex().row()
        return rows, rows.index(current) if current in rows else -1

    def _step(self, by: int) -> None:
        rows, at = self._places()
        if rows:
            self._move_to(rows[(at + by) % len(rows)])

    def _page(self, by: int) -> None:
        rows, at = self._places()
        if rows:
            self._move_to(rows[min(max(at + by, 0), len(rows) - 1)])

    def _move_to(self, at: int, *, is_said: bool = True) -> None:
        self._list.setCurrentIndex(self._model.index(at) if at >= 0 else QModelIndex())
        row = self._model.row(at)
        if at == 1:
            self._list.scrollToTop()  # with the heading above it
        if row is not None and is_said and self.isVisible():
            announce(self._field, spoken(row))

    def _point_at(self, index: QModelIndex) -> None:
        """The pointer has moved onto a row, which is then the one that Enter would take."""
        if self._rest.is_over() and index.row() in self._model.takeable():
            self._list.setCurrentIndex(index)

    def _take(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None and row.enabled:
            self.dismiss()
            self.chosen.emit(row.id)


class _Foot(QWidget):
    """Says which keys do what; screen readers know them without it."""

    # not for people: keys
    _KEYS = (
        (("↑", "↓"), pgettext("what the keys do", "choose")),
        (("Return",), pgettext("what the keys do", "do it")),
        (("Esc",), pgettext("what the keys do", "close")),
    )

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, middle = 22.0, self.height() / 2
        font = self.theme.font(TextRole.LABEL)
        metrics = QFontMetricsF(font)
        side, whole = self.layoutDirection(), QRectF(self.rect())
        for keys, words in self._KEYS:
            caps = tuple(map(key_text, keys))
            width = caps_width(caps, self.theme)
            at = mirrored(side, whole, QRectF(left, 0, width, self.height()))
            paint_caps(painter, caps, QPointF(at.left(), middle), self.theme)
            left += width + Space.XS
            painter.setFont(font)
            painter.setPen(self.theme.color("text-muted"))
            width = metrics.horizontalAdvance(words)
            at = mirrored(side, whole, QRectF(left, 0, width, self.height()))
            painter.drawText(QPointF(at.left(), middle + (metrics.ascent() - metrics.descent()) / 2), words)
            left += width + 18
