"""A field for text of several lines: its caret is ink, and it counts what is being composed as content.

Input methods for Korean, Chinese, Japanese and many others hold the letters last typed until it is clear what they
become. Qt draws them in the field, but they are not in its text yet, and its placeholder stays beneath them.

Qt's own caret takes no colour, it inverts what lies beneath. So it is made 0 pixels wide, which leaves the place that
input methods ask for where it is, and ours is painted there.

The layout of `QPlainTextEdit` knows no formats of blocks: its lines stand as close as the font says, and `SpacedLines`
puts them as far apart as those of the page. Not `QTextEdit`, which could: it looks at all of its text and not only at
what is seen, while here 2.5 MB are taken in as fast as a line.
"""

from __future__ import annotations

import sys
from typing import Protocol, cast

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextLine,
)
from PySide6.QtWidgets import QApplication, QPlainTextDocumentLayout, QPlainTextEdit, QWidget

from turbodesk.ui.widgets.viewport import make_text_viewport

CARET = 2
"""Pixels."""
_SAME = 0.5
"""Pixels within which a line stands where it should."""
_MOST_LINES = 300
"""A block of more lines stands as Qt sets it: 3 us a line are too many at each key where one line has 250 KB."""


def commit_text(field: QWidget, text: str) -> None:
    """Write `text` into a field as an input method does, in the place of what is being composed there."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)
    if field.hasFocus():
        QGuiApplication.inputMethod().reset()


class TextMarks(Protocol):
    """What marks words of a text, and has a menu for them."""

    def paint(self, seen: QRect) -> None:
        """Paint the marks in a part of the viewport, over the text."""
        ...

    def open_menu(self, event: QContextMenuEvent) -> bool:
        """Open the menu of the word that a menu was asked for at; returns whether there is one."""
        ...


class TextField(QPlainTextEdit):
    """Knows what is being composed in it."""

    composing_changed = Signal()
    """`is_composing` is another."""
    writes_prose = False
    """Whether a person writes sentences here, whose spelling is checked where they want that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        make_text_viewport(self)
        self._composed = ""
        self._committed = False
        self._placeholder = ""
        self._lines: SpacedLines | None = None
        self._marks: TextMarks | None = None
        self._ground: QColor | None = None
        self._is_lit = True
        self._hides_caret = False
        self._drop_at: QTextCursor | None = None
        self._caret_seen = QRect()
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._flip)
        QGuiApplication.styleHints().cursorFlashTimeChanged.connect(self._light)
        self.setCursorWidth(0)
        self.cursorPositionChanged.connect(self._light)
        self.textChanged.connect(self._stand_at_its_side)
        self._stand_at_its_side()

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds letters that are not in the text yet."""
        return self._composed != ""

    def set_placeholder(self, text: str) -> None:
        """Show `text` where nothing is written; not `setPlaceholderText`, which would show it beneath a composition."""
        if text != self._placeholder:
            self._placeholder = text
            self._show_placeholder()

    def set_type(self, font: QFont, line_height: float) -> None:
        """Write in `font`, with lines `line_height` pixels apart."""
        if self._lines is None:
            document = self.document()
            self._lines = SpacedLines(document)
            document.setDocumentLayout(self._lines)
            self.setDocument(document)  # which is how it learns of the layout
            self.setCursorWidth(0)  # the layout keeps the width of Qt's caret, and a new one has forgotten it
        self._lines.set_spacing(line_height, QFontMetricsF(font))
        self.setFont(font)

    def set_marks(self, marks: TextMarks) -> None:
        """Have words marked, and their menu in the place of the field's."""
        self._marks = marks
        self.viewport().update()

    def set_ground(self, ground: QColor) -> None:
        """Paint the ground too, an opaque colour, so that nothing beneath is painted for each key and each blink."""
        self._ground = ground
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().update()

    def line_height(self) -> int:
        """Return the pixels from one line to the next."""
        return self.fontMetrics().lineSpacing() if self._lines is None else self._lines.line_height

    def block_height(self, block: QTextBlock) -> float:
        """Return the height of a block in pixels, without the margin around the document."""
        return self.blockBoundingRect(block).height() if self._lines is None else self._lines.height_of(block)

    def commit(self) -> None:
        """Have what is being composed count as written: whoever takes the text has to call this first."""
        composed, self._committed = self._composed, not self.is_composing
        if self.hasFocus() and not self._committed:
            QGuiApplication.inputMethod().commit()
        if not self._committed:  # fcitx drops it, and some do nothing, but the person has seen it written
            commit_text(self, composed)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        was_composing = self.is_composing
        self._composed = event.preeditString()
        self._committed = self._committed or event.commitString() != ""
        carets = [one for one in event.attributes() if one.type is QInputMethodEvent.AttributeType.Cursor]
        self._hides_caret = any(one.length == 0 for one in carets)
        if was_composing != self.is_composing:
            self._show_placeholder()
        super().inputMethodEvent(event)
        self._light()
        if was_composing != self.is_composing:
            self.composing_changed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._marks is None or not self._marks.open_menu(event):
            super().contextMenuEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_menu_key = event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if is_menu_key and sys.platform == "linux":  # Qt asks for a menu by the Menu key alone there
            event.accept()
            at = self.cursorRect().center()
            keyboard = QContextMenuEvent.Reason.Keyboard
            self.contextMenuEvent(QContextMenuEvent(keyboard, at, self.viewport().mapToGlobal(at)))
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._light()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._blink.stop()
        self.viewport().update(self._caret_seen)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        self._show_drop(self.cursorForPosition(event.position().toPoint()) if event.isAccepted() else None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._show_drop(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_drop(None)
        super().dropEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground is not None:
            QPainter(self.viewport()).fillRect(event.rect(), self._ground)
        if self._lines is not None and self.textCursor().hasSelection():
            self._paint_selection_gaps(event.rect())
        super().paintEvent(event)
        if self._marks is not None:
            self._marks.paint(event.rect())
        if self._lines is not None and self._placeholder and not self.is_composing and self.document().isEmpty():
            self._paint_placeholder(self._lines.baseline)
        if self._drop_at is not None:
            self._paint_caret(self._caret(self._drop_at))
        elif self.hasFocus() and self._is_lit and not self._hides_caret and not self.isReadOnly():
            self._caret_seen = self._caret()
            self._paint_caret(self._caret_seen)

    def _paint_caret(self, rect: QRect) -> None:
        QPainter(self.viewport()).fillRect(rect, self.palette().color(QPalette.ColorRole.Accent))

    def _show_drop(self, at: QTextCursor | None) -> None:
        """Show the caret where dragged text would go in; None: where one writes."""
        self._drop_at = at
        self.viewport().update()

    def _caret(self, of: QTextCursor | None = None) -> QRect:
        """Return where a caret stands, in the viewport: half of it on either side of where letters go in."""
        at, more = self.cursorRect() if of is None else self.cursorRect(of), 1 if self._lines is not None else 0
        # Before the first letter of a placeholder, not on it.
        is_mirrored = QGuiApplication.isRightToLeft()
        left = at.left() - (CARET // 2 if not self.document().isEmpty() else 0 if is_mirrored else CARET)
        return QRect(left, at.top() - more, CARET, at.height() + 2 * more)

    def _stand_at_its_side(self) -> None:
        """Have what is written stand at the side from which it is read, and the caret where the placeholder begins.

        Qt orders letters by themselves, but sets a plain text at the left whatever they are.
        """
        document, directions = self.document(), Qt.LayoutDirection
        is_mirrored = QGuiApplication.isRightToLeft() and document.isEmpty()
        direction = directions.RightToLeft if is_mirrored else directions.LayoutDirectionAuto
        option = document.defaultTextOption()
        if option.textDirection() is not direction:
            option.setTextDirection(direction)
            document.setDefaultTextOption(option)  # before a block is asked for its own, which goes by this one
        side = side_of(document.begin().textDirection())
        if option.alignment() != side:
            option.setAlignment(side)
            document.setDefaultTextOption(option)

    def _light(self) -> None:
        """Show the caret where it is now, and begin to blink anew."""
        if not self.hasFocus():
            return
        self._is_lit = True
        half_ms = QGuiApplication.styleHints().cursorFlashTime() // 2
        if half_ms > 0:
            self._blink.start(half_ms)
        else:
            self._blink.stop()  # the person wants none
        self.viewport().update(self._caret_seen)
        self.viewport().update(self._caret())

    def _flip(self) -> None:
        self._is_lit = not self._is_lit
        self.viewport().update(self._caret())

    def _paint_selection_gaps(self, seen: QRect) -> None:
        """Make one ground of the selected lines, which Qt fills no higher than their letters."""
        assert self._lines is not None
        cursor, painter = self.textCursor(), QPainter(self.viewport())
        group = QPalette.ColorGroup.Active if self.hasFocus() else QPalette.ColorGroup.Inactive
        color = self.palette().color(group, QPalette.ColorRole.Highlight)
        chosen = range(cursor.selectionStart(), cursor.selectionEnd())
        block, at = self.firstVisibleBlock(), QPointF(self.contentOffset())
        while block.isValid() and at.y() <= seen.bottom():
            height = self.blockBoundingRect(block).height()
            if at.y() + height >= seen.top():
                self._lines.paint_selection_gaps(painter, block, at, chosen, color)
            at.setY(at.y() + height)
            block = block.next()

    def _paint_placeholder(self, baseline: float) -> None:
        """Paint it where the first line will stand; Qt does where that would stand in its own layout."""
        margin, painter = self.document().documentMargin(), QPainter(self.viewport())
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        left = margin
        if QGuiApplication.isRightToLeft():
            left = self.viewport().width() - margin - self.fontMetrics().horizontalAdvance(self._placeholder)
        painter.drawText(QPointF(left, margin + baseline), self._placeholder)

    def _show_placeholder(self) -> None:
        is_qts = self._lines is None and not self.is_composing
        self.setPlaceholderText(self._placeholder if is_qts else "")
        self.viewport().update()


def side_of(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """Return at which side a text stands that is read so."""
    is_from_the_right = direction is Qt.LayoutDirection.RightToLeft
    return Qt.AlignmentFlag.AlignRight if is_from_the_right else Qt.AlignmentFlag.AlignLeft


class SpacedLines(QPlainTextDocumentLayout):
    """Lines of one height, whatever faces their letters are taken from. The document owns it."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._height = 0.0
        self._baseline = 0.0
        self._top = 0.0
        """Where the first line of a block stands in it, where its letters are of no other face."""
        self._width = 0.0

    def set_spacing(self, height: float, font: QFontMetricsF) -> None:
        """Put lines `height` pixels apart, with text of `font` in the middle; to be called before that font is set."""
        self._height = float(round(height))
        self._top = float(round((self._height - font.ascent() - font.descent()) / 2))
        self._baseline = self._top + font.ascent()

    @property
    def baseline(self) -> float:
        """Pixels from the top of a line to where its letters stand."""
        return self._baseline

    @property
    def line_height(self) -> int:
        """Pixels from one line to the next."""
        return int(self._height)

    def height_of(self, block: QTextBlock) -> float:
        """Return the height of a block without the margin around the document; quicker than its rectangle."""
        count = block.layout().lineCount()
        if not 0 < count <= _MOST_LINES:
            height = self.blockBoundingRect(block).height()
            count = block.layout().lineCount()
            return height if count > _MOST_LINES else count * self._height
        return count * self._height

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        # Qt asks some fifty times for each key that is pressed, nearly always for what has been put right before.
        lines = block.layout()
        count = lines.lineCount()
        if not 0 < count <= _MOST_LINES or abs(lines.lineAt(0).y() - self._top) > _SAME:
            return self._put_right(block)
        margin = 0.0 if block.next().isValid() else self.document().documentMargin()
        return QRectF(0.0, 0.0, self._width, count * self._height + margin)

    def _put_right(self, block: QTextBlock) -> QRectF:
        """Have Qt lay a block out if it must be, put its lines where they belong, and return its rectangle."""
        rect = super().blockBoundingRect(block)
        lines = block.layout()
        count = lines.lineCount()
        if not 0 < count <= _MOST_LINES or not self._height:
            return rect
        first, last = lines.lineAt(0), lines.lineAt(count - 1)
        margin = rect.height() - last.y() - last.height()  # that of the document, beneath its last block
        self._width = rect.width()
        option, side = lines.textOption(), side_of(block.textDirection())
        if block.length() > 1 and option.alignment() != side:  # what is empty goes by the whole
            option.setAlignment(side)
            lines.setTextOption(option)
        if self._is_astray(0, first) or self._is_astray(count - 1, last):
            for number in range(count):
                line = lines.lineAt(number)
                line.setPosition(QPointF(line.position().x(), self._y(number, line)))
        return QRectF(rect.x(), rect.y(), rect.width(), count * self._height + margin)

    def paint_selection_gaps(
        self, painter: QPainter, block: QTextBlock, at: QPointF, chosen: range, color: QColor
    ) -> None:
        """Fill what Qt leaves bare above and below the selected letters of a block, which stands `at` in the view.

        `chosen` are positions in the document.
        """
        layout, begin = block.layout(), block.position()
        if layout.lineCount() > _MOST_LINES:
            return
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            start = max(chosen.start - begin, line.textStart())
            end = min(chosen.stop - begin, line.textStart() + line.textLength())
            if start < end:
                left, right = sorted((_x(line, start), _x(line, end)))
                top = at.y() + number * self._height
                painter.fillRect(QRectF(at.x() + left, top, right - left, self._height), color)

    def _y(self, number: int, line: QTextLine) -> float:
        return number * self._height + self._baseline - line.ascent()

    def _is_astray(self, number: int, line: QTextLine) -> bool:
        return abs(line.y() - self._y(number, line)) > _SAME


def _x(line: QTextLine, position: int) -> float:
    x: object = line.cursorToX(position)
    return cast("float", x[0] if isinstance(x, tuple) else x)  # a binding that gives the position back as well
