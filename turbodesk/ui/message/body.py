"""Shows the text of one message: a text browser as tall as its page, which never scrolls and never loads anything.

Why a QTextBrowser, and not a widget that paints the document: selection by mouse, keyboard and screen reader, links
in the tab order and the text interface of accessibility come with it (a text interface cannot be written in Python),
and it costs 0.15 ms to make. It paints itself, though: lines of code that are not wrapped are drawn shifted and
clipped to their panel, and what is under the mouse is found by the same shift.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextBrowser, QWidget

from turbodesk.rendering.links import as_opened
from turbodesk.ui.document.changes import ChangeTracker
from turbodesk.ui.document.figures import figure_shown
from turbodesk.ui.document.marks import Marks
from turbodesk.ui.document.spoken_mark import SpokenMark
from turbodesk.ui.document.typography import Typography
from turbodesk.ui.message.body_menu import body_menu
from turbodesk.ui.message.body_painting import BodyPainter
from turbodesk.ui.message.code import CodePanels
from turbodesk.ui.message.figure_mouse import FigureMouse
from turbodesk.ui.message.figure_place import FigurePlace
from turbodesk.ui.message.links import as_written
from turbodesk.ui.message.selectable_page import SelectablePage
from turbodesk.ui.widgets.plain import show_tip

_KEY_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_CARET_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_MOVES = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


class Body(SelectablePage):
    """The text of one message."""

    height_changed = Signal()
    """The page became taller or lower at the same width, or begins at another height."""
    link_activated = Signal(str, str)
    """A link was clicked or entered: its target, and the text it stands behind."""
    focus_changed = Signal()
    """`shows_focus` changed."""
    selecting_began = Signal()
    """The person begins to select here, by the mouse or by a key; what is selected elsewhere may go."""
    dragged = Signal(int, QPoint)
    """Text is selected with the mouse: from which character, and where the pointer is on the screen."""
    caret_moved = Signal(QRect)
    """The keyboard moved the end of the selection; the rectangle is in this widget's coordinates."""

    preview_requested = Signal(object, str)
    """Code shall be shown as what it is the code of: a `Previewed`, and the code."""
    moved = Signal(int)
    """The button the person pressed has moved down by so many pixels, and should stay under the pointer."""

    def __init__(self, typography: Typography, parent: QWidget | None = None) -> None:
        super().__init__(typography, parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "plain")
        self.setProperty("ring", False)  # its message draws one, around the slip it may stand in
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its width is set by heightForWidth alone: a text edit would lay the page at its own width at every turn.
        self.setLineWrapMode(QTextBrowser.LineWrapMode.FixedPixelWidth)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.viewport().setAutoFillBackground(False)
        for widget in (self, self.viewport()):  # a page that becomes taller is not painted from the top
            widget.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.setAcceptDrops(False)
        self._height = -1
        self._share = 1.0
        self._natural: tuple[int, int] | None = None
        """A limit, and the natural width within it."""
        self._shows_caret = False
        self.tips: Mapping[str, str] = {}
        """What is shown over links instead of where they lead, by where they lead."""
        self.shows_focus = False
        """Whether the keyboard brought the focus here, so that it must be seen."""
        self.marks = Marks(self.page)
        """The words looked for on this page; who changes them updates the widget."""
        self.spoken = SpokenMark(self.page)
        """The sentence that is read aloud; who changes it updates the widget."""
        self._panels = CodePanels(self.page, self.viewport())
        self._sideways = self._panels.sideways
        self._panels.changed.connect(self._panel_changed)
        self._panels.fold_requested.connect(self.set_folded)
        self._panels.preview_requested.connect(self.preview_requested)
        self.page.formulas_set.connect(self._panel_changed)
        self._changes = ChangeTracker(self.page)
        self._went = False
        self._figures = FigureMouse(self, self._panels)
        self._painter = BodyPainter(self.page, self._panels, self.marks, self.spoken, self._figures)
        self._place = FigurePlace(self, self.moved.emit)
        self.page.figures.changing.connect(self._place.before)
        self.page.figures.changed.connect(self._place.after)
        self._carries = False
        """Whether the button went down on selected text, which the mouse then carries somewhere."""
        self.anchorClicked.connect(self._clicked)

    # Content

    def update_page(self, finished: Sequence[str], tail: str, *, reset: bool = False) -> None:
        """Take newly finished blocks and the tail; a selection stays where it was."""
        was = self.rows.ends(self.textCursor())
        with self._changes.noted():
            first = self.page.update_page(finished, tail, reset=reset)
        self.select_between(*was)
        self._page_changed(first, self._changes.take_top())

    def add_text(self, text: str, *, is_first: bool = False) -> None:
        """Show more literal text, or with `is_first` other text."""
        was = (0, 0) if is_first else self.rows.ends(self.textCursor())
        with self._changes.noted():
            first = (self.page.set_text if is_first else self.page.add_text)(text)
        self.select_between(*was)
        self._page_changed(first, self._changes.take_top())

    def set_share(self, share: float) -> None:
        """Say how much of its text, up to 1, the page will have after the next change; it takes room for the rest."""
        self._share = share

    def apply_typography(self, typography: Typography) -> None:
        """Set the page in another theme or size; the selection stays."""
        was = self.rows.ends(self.textCursor())
        self.page.restyle(typography)
        self.select_between(*was)
        self._panels.restyle()
        self._page_changed(0, 0.0)

    def _page_changed(self, first: int, top: float | None) -> None:
        """The pieces from `first` on are others, and from `top` on the page looks another; None: it looks the same."""
        self._make_room_for(first)
        self._panels.place(first)
        is_end = first >= len(self.page.pieces)
        self.marks.changed_from(self.page.characterCount() if is_end else self.page.block(first).position())
        height = self._whole_height()
        self._natural = None
        if self.marks.matcher is not None and first < len(self.page.pieces):
            top = self.page.rect(first).top()  # a match may have begun far above the letter that completes it
        if top is not None:
            above = int(top) - 1
            self.viewport().update(0, above, self.width(), max(height, self.height()) - above)
        if height != self._height or self._lift != self._lifted:
            self._height = height
            self.height_changed.emit()

    def _panel_changed(self) -> None:
        self._page_changed(0, 0.0)

    def set_folded(self, index: int, is_folded: bool) -> None:
        """Show the first lines of a long code panel, or all of them.

        What is above the panel's end stays where it is. When the panel's beginning is out of sight, its end stays.
        """
        button = self._panels.fold_button(index)
        before = 0 if button is None else self.mapToGlobal(button.pos()).y()
        keeps_end = is_folded and self.visibleRegion().boundingRect().top() > self.page.rect(index).top()
        self.page.code.set_folded(index, is_folded=is_folded)
        self._panel_changed()
        if keeps_end and button is not None:
            self.moved.emit(self.mapToGlobal(button.pos()).y() - before)

    def _unfold_at(self, position: int) -> None:
        """Show the line of code a character stands in."""
        index = self.page.index_at(position)
        if not self.page.findBlock(position).isVisible() and not figure_shown(self.page, index):
            self.set_folded(index, is_folded=False)

    # Size

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the exact height of the page at a width, in pixels. Lays the page at that width."""
        if self.page.textWidth() != width:
            self.setLineWrapColumnOrWidth(width)
            self.page.fit_tables()
            self._make_room_for(0)
        self._height = self._whole_height()
        return self._height

    def _whole_height(self) -> int:
        """Return the height of the page, and of what is still to be set in proportion to what is there."""
        return math.ceil(self.page.height() / self._share)

    def natural_width(self, limit: int) -> int:
        """Return the width the text needs without a line longer than `limit` pixels."""
        if self.is_partial:
            return limit
        if self._natural is None or self._natural[0] != limit:
            self.heightForWidth(limit)
            self._natural = (limit, min(limit, math.ceil(self.page.idealWidth()) + 1))
        return self._natural[1]

    def position_at(self, y: int) -> int:
        """Return the position of the character at a height of the page."""
        found = max(0, self.page.documentLayout().hitTest(QPointF(0, y), Qt.HitTestAccuracy.FuzzyHit))
        if self.page.findBlock(found).isVisible():
            return found
        return self.page.code.last_shown(self.page.index_at(found)).position()

    def y_of(self, position: int) -> int:
        """Return the top of a character's line, in pixels."""
        return self.page.line_top(position)

    def reveal_match(self, number: int) -> QRect | None:
        """Return where a match of the words looked for stands; its code panel is unfolded and scrolled to it."""
        span = self.marks.span(number)
        if span is None:
            return None
        index = self.page.index_at(span[0])
        if figure_shown(self.page, index):
            self.page.figures.show_source(index, is_shown=True)
        self._unfold_at(span[0])
        rect = self.marks.rect(number)
        if rect is None:
            return None
        for x in (rect.right(), rect.left()):
            self._sideways.reveal(index, x)
        rect.translate(self.lead - self._sideways.offset(index), 0)
        return rect.toAlignedRect()

    def code_rects(self) -> list[QRect]:
        """Return the head of each code panel."""
        height = self.page.typography.panel_header
        rects = (self.page.rect(index) for index in self._panels.codes())
        return [QRect(round(rect.x()) + self.lead, round(rect.y()), round(rect.width()), height) for rect in rects]

    def heading_rects(self) -> list[QRect]:
        """Return where the headings of the two upper levels stand."""
        upper = (at for at, piece in enumerate(self.page.pieces) if getattr(piece, "kind", "") in ("h1", "h2"))
        return [self.page.rect(at).toAlignedRect() for at in upper]

    def focused_code(self) -> int | None:
        """Return the panel, from 0, one of whose buttons has the focus, or None."""
        focused = [at for at, index in enumerate(self._panels.codes()) if self._panels.has_focus(index)]
        return focused[0] if focused else None

    def focus_code(self, number: int) -> None:
        """Give the focus to the first button of a panel."""
        self._panels.focus(list(self._panels.codes())[number])

    def anchor_top(self, anchor: str) -> int | None:
        """Return where an in-page link leads, in pixels from the top, or None where it leads nowhere."""
        index = self.page.anchor_index(anchor)
        return None if index is None else round(self.page.rect(index).top())

    def sizeHint(self) -> QSize:
        return QSize(max(1, round(self.page.textWidth())), max(0, self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._panels.place()
            self.viewport().update()

    def _lead_changed(self) -> None:
        self._panels.set_lead(self.lead)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.translate(self.lead, 0)
        self._painter.paint(
            painter,
            QRectF(event.rect().translated(-self.lead, 0)),
            cursors=self.rows.cursors(self.textCursor()),
            palette=self.palette(),
            shows_caret=self._shows_caret and self.hasFocus(),
        )

    # Mouse

    def offset_at(self, y: float) -> int:
        """Return by how many pixels the text at a height is drawn to the left of where the document has it."""
        return self._sideways.offset_at(y)

    def _document_point(self, point: QPoint) -> QPoint:
        return self._unscrolled(point) - QPoint(self.lead, 0)

    def _unscrolled(self, point: QPoint) -> QPoint:
        """Return where a point of this widget would be were nothing scrolled sideways."""
        return QPoint(point.x() + self.offset_at(point.y()), point.y())

    def _shifted(self, event: QMouseEvent) -> QMouseEvent:
        shift = self.offset_at(event.position().y())
        if not shift:
            return event
        return QMouseEvent(
            event.type(),
            event.position() + QPointF(shift, 0),
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._shows_caret = False
        self._figures.press(event)
        self._carries = self._is_selected(self.character_at(event.position().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and not self._carries:
            self.selecting_began.emit()
        super().mousePressEvent(self._shifted(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(self._shifted(event))
        if not event.buttons():
            self._panels.point_at(event.position().y())
            self._figures.move(event)
        if event.buttons() & Qt.MouseButton.LeftButton and not self._carries:
            self._reach(self.character_at(event.position().toPoint()))
            self.dragged.emit(self.textCursor().anchor(), event.globalPosition().toPoint())

    def _reach(self, position: int) -> None:
        """Let the selection end at a character in another part of a table, or in a table, and not behind that."""
        anchor = self.textCursor().anchor()
        if self.textCursor().hasSelection() and self.rows.needs_rows(anchor, position):
            self.select_between(anchor, position)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._went = False
        super().mouseReleaseEvent(self._shifted(event))
        if self._carries and not self.has_selection():
            self.selecting_began.emit()  # it was a click, which takes back what is selected
        self._carries = False
        self._figures.release(event)
        if self._went:  # Qt selects the link that was clicked, and nobody asked for that
            cursor = self.textCursor()
            cursor.setPosition(cursor.selectionStart())
            self.setTextCursor(cursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._shifted(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        sideways = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if abs(sideways) > abs(delta.y()) or (sideways and not delta.x()):
            index = self._sideways.at(event.position().y())
            if index is not None and self._sideways.scroll(index, -round(sideways)):
                event.accept()
                return
        event.ignore()  # the transcript scrolls

    def character_at(self, point: QPoint) -> int:
        """Return the character nearest to a point of this widget."""
        at = QPointF(self._document_point(point))
        # Beside the last line Qt gives a place beyond the text, and cursorForPosition complains of it.
        return max(0, min(self.page.documentLayout().hitTest(at, Qt.HitTestAccuracy.FuzzyHit), self.last_character))

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            event.setAccepted(self.copies())
            return
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selecting_began.emit()
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in _MOVES or event.key() == Qt.Key.Key_Space:
            if (not has_shift and event.key() not in _CARET_KEYS) or event.key() == Qt.Key.Key_Space:
                event.ignore()  # the transcript scrolls
                return
            self._shows_caret = True
            self.selecting_began.emit()
            position = self.rows.moved_by(event, self.textCursor())
            if position is None:
                super().keyPressEvent(event)
            else:
                self.select_between(self.textCursor().anchor(), position)
            self._follow_caret()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.hasFocus():
            return super().focusNextPrevChild(forward)
        # Asked for a panel's button, QTextBrowser would look for its next link and keep the Tab to itself.
        return super(QTextBrowser, self).focusNextPrevChild(forward)

    def caret_rect(self) -> QRect:
        """Return where the selection ends: in a table at its row, where Qt has the end of the table."""
        cursor = self.textCursor()
        if not self.rows.is_other(cursor):
            return self.cursorRect()
        cursor.setPosition(self.rows.ends(cursor)[1])
        return self.cursorRect(cursor)

    def _follow_caret(self) -> None:
        position = self.rows.ends(self.textCursor())[1]
        self._unfold_at(position)
        rect = self.caret_rect()
        index = self.page.index_at(position)
        if index < len(self.page.pieces):
            self._sideways.reveal(index, rect.left() - self.lead)
            rect.translate(-self._sideways.offset(index), 0)
        self.viewport().update()
        self.caret_moved.emit(rect)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.shows_focus = event.reason() in _KEY_REASONS
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._shows_caret = self.shows_focus = False
        self.focus_changed.emit()

    # Links and menus

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            href = self.anchorAt(self._unscrolled(event.pos()))
            tip = self.tips.get(href) or as_opened(href) or self.tip_at(self._document_point(event.pos()))
            show_tip(event.globalPos(), tip, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._panels.point_at(None)
        return super().viewportEvent(event)

    def _clicked(self, url: QUrl) -> None:
        self._went = True
        self.link_activated.emit(*self._link(url))

    def _link(self, url: QUrl) -> tuple[str, str]:
        """Return a link's target and text as the page has them."""
        index = self.page.index_at(self.textCursor().position())
        return as_written([*self.page.pieces[index : index + 1], *self.page.pieces], url)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.context_menu(self._unscrolled(event.pos()))
        menu.popup(event.globalPos())

    def context_menu(self, point: QPoint) -> QMenu:
        """Return the menu for a point of this widget, nothing scrolled; it deletes itself when it closes."""
        return body_menu(
            self,
            self.anchorAt(point),
            open_link=self._clicked,
            copy_selection=self.copies,
            copy_markdown=self.copy_as_markdown,
            select_all=self.selectAll,
            quote=self.quotes,
            read=self.reads and partial(self.reads, -1 if self.has_selection() else self.character_at(point)),
            save=self.saves,
            save_table=self.table_saver(point - QPoint(self.lead, 0)),
            has_selection=self.has_selection(),
            of_figure=self._figures.menu_at(point),
        )

    def loadResource(self, type_: int, name: QUrl | str) -> object:
        """Serve nothing: a page never loads anything, whatever a reply names."""
        return None
