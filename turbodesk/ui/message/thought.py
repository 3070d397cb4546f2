"""Shows one stretch of a model's thinking above what it says: live while it runs, one folded line afterwards.

While it runs, the last lines can be seen in a small window; pressing its line shows all of it, pressing again hides it.
What the person chose stays. The text is plain and only ever grows at its end, so that a long stream costs what is new.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QStyle, QTextEdit, QWidget

from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Block
from turbodesk.chat.parts import Thinking
from turbodesk.chat.reply_status import thinking_title
from turbodesk.translation import _
from turbodesk.ui.message.fold_line import FoldLine
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.breathing_dot import BreathingDot
from turbodesk.ui.widgets.exposure import is_seen

_PEEK_LINES = 5
"""Lines of live thinking that are seen without asking for more."""
_RULE = 13
"""Pixels by which the thin line that marks the text as an aside hangs outside the edge."""
_RULE_AIR = 4
"""Pixels that it ends before the text does, above and below."""
_LINE = 22 / 13
"""The distance of its lines, as a share of its letters' size."""
_BLANK = 8 / 22
"""The height of a blank line between two paragraphs, as a share of the others'."""


class ThinkingView(QWidget):
    """One thinking block, readable or hidden by the provider."""

    height_changed = Signal()

    def __init__(
        self, block: Block, *, is_live: bool, theme: Theme, percent: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.button = FoldLine(theme=theme, percent=percent, parent=self)
        self.button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.button.customContextMenuRequested.connect(
            lambda at: self.context_menu().popup(self.button.mapToGlobal(at))
        )
        self.button.toggled.connect(self._toggled)
        self._page: _Page | None = None
        self._dot: BreathingDot | None = None
        self._theme, self._percent = theme, percent
        self._block, self._is_live = block, is_live
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)
        self.restyle(theme, percent)
        self.show_block(block, is_live=is_live)

    def show_block(self, block: Block, *, is_live: bool) -> None:
        """Show a later state of the block; `is_live` while more of it may come."""
        before = (self._is_shown, self._is_live)
        self._block, self._is_live = block, is_live
        if not is_live:
            self._timer.stop()
        self._say()
        self._fill()
        if before != (self._is_shown, is_live) or (self._is_shown and self.button.isChecked()):
            self.height_changed.emit()

    @property
    def text(self) -> str:
        """What was thought; "" where the provider keeps it to itself."""
        return self._block.part.text.strip() if isinstance(self._block.part, Thinking) else ""

    @property
    def page(self) -> QTextEdit | None:
        """The widget of the text, once it has been seen."""
        return self._page

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.button.restyle(theme, percent)
        if self._dot is not None:
            self._dot.restyle(theme, percent)
        self._turn()
        if self._page is not None:
            self._page.setFont(theme.font(TextRole.UI, percent))
            self._page.setTextColor(theme.color("text-muted"))
            self._page.set_text(self.text, again=True)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the exact height at a width, in pixels."""
        height = self.button.sizeHint().height()
        return height + Space.XS + self._page_height(width) if self._is_shown else height

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_live and not self._timer.isActive():
            self._timer.start()
            self._say()
        if self._page is not None and self._is_shown:
            painter = QPainter(self)
            x = self.outset - round(_RULE * self._percent / 100)
            top, height = self._page.y() + _RULE_AIR, self._page.height() - 2 * _RULE_AIR
            line = self._turned(QRect(x, top, 1, height))
            painter.fillRect(line, self._theme.color("button-border"))

    def context_menu(self) -> QMenu:
        """Return the menu of the line and of the text; it deletes itself when it closes."""
        from turbodesk.ui.widgets.menu import Menu

        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._page is not None and self._page.textCursor().hasSelection():
            menu.addAction(_("Copy")).triggered.connect(self._page.copy)
        copy = menu.addAction(_("Copy thinking"))
        copy.setEnabled(bool(self.text))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        return menu

    @property
    def outset(self) -> int:
        """Pixels that its chevron hangs outside the edge, at which its words begin."""
        return self.button.outset

    @property
    def _is_shown(self) -> bool:
        return bool(self.text) and (self.button.isChecked() or self._is_live)

    def _toggled(self) -> None:
        self._fill()
        self._turn()
        self.height_changed.emit()

    def _tick(self) -> None:
        if not is_seen(self):
            self._timer.stop()  # the next painting starts it again
            return
        self._say()

    def _say(self) -> None:
        block = self._block
        until = now_ms() if self._is_live else block.ended_at
        passed = None if block.began_at is None or until is None else max(0, until - block.began_at)
        title = thinking_title(block.part, passed, is_live=self._is_live)
        if title != self.button.text():
            self.button.setText(title)
            self._place_dot()
            # A name that changed every second would be read out every second.
            self.button.setAccessibleName(_("Thinking") if self._is_live else title)
        can_open = bool(self.text)
        if can_open != self.button.isEnabled() or self.button.icon().isNull() == can_open:
            self.button.setEnabled(can_open)
            self._turn()

    def _turn(self) -> None:
        is_open = self.button.isChecked()
        if self.text:
            self.button.setIcon(self._theme.icon("chevron-down" if is_open else "chevron-right"))
        else:
            self.button.setIcon(self._theme.icon("sparkle" if isinstance(self._block.part, Thinking) else "eye-off"))
        self.button.setAccessibleDescription("" if not self.text else _("Unfolded") if is_open else _("Folded"))
        self._place_dot()

    def _place_dot(self) -> None:
        """Put the dot behind the words of the line while the thinking goes on."""
        self.button.adjustSize()
        if self._is_live and self._dot is None:
            self._dot = BreathingDot(
                theme=self._theme, moves=current_motion_ms() > 0, percent=self._percent, parent=self
            )
            self._dot.show()
        if self._dot is not None:
            self._dot.setVisible(self._is_live)
            at = QPoint(self.button.width(), (self.button.height() - self._dot.height()) // 2)
            self._dot.move(self._turned(QRect(at, self._dot.size())).topLeft())

    def _turned(self, place: QRect) -> QRect:
        """Return where a part goes that was placed from the left."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)

    def _fill(self) -> None:
        if self._is_shown and self._page is None:
            self._page = _Page(self, self._theme.font(TextRole.UI, self._percent))
            self._page.setTextColor(self._theme.color("text-muted"))
        if self._page is not None:
            if self._is_shown:
                self._page.set_text(self.text)
            self._page.setVisible(self._is_shown)
            self._place()

    def _page_height(self, width: int) -> int:
        if self._page is None:
            return 0
        whole = self._page.height_at(max(40, width - 2 * self.outset))
        if self.button.isChecked():
            return whole
        return min(whole, _PEEK_LINES * self._page.line_height)

    def _place(self) -> None:
        self.button.move(self._turned(QRect(QPoint(), self.button.size())).topLeft())
        self._place_dot()
        if self._page is None or not self._is_shown:
            return
        top = self.button.sizeHint().height() + Space.XS
        wide = max(40, self.width() - 2 * self.outset)
        self._page.setGeometry(self.outset, top, wide, self._page_height(self.width()))
        self._page.show_end()
        self.update()


class _Page(QTextEdit):
    """Plain text that grows at its end; the transcript scrolls, never this."""

    def __init__(self, thought: ThinkingView, font: QFont) -> None:
        super().__init__(thought)
        self._thought = thought
        self._text = ""
        self.setReadOnly(True)
        self.setAccessibleName(_("Thinking"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "plain")
        self.setFont(font)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setUndoRedoEnabled(False)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)

    def set_text(self, text: str, *, again: bool = False) -> None:
        """Show `text`, of which the beginning is usually there already."""
        if text == self._text and not again:
            return
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if again or not text.startswith(self._text):
            cursor.select(QTextCursor.SelectionType.Document)
            self._text = ""
        form, block = cursor.charFormat(), cursor.blockFormat()
        form.setForeground(self.textColor())
        form.setFont(self.font())
        if not self._text:  # what is added later has the format of what it is added to
            block.setLineHeight(self.line_height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            cursor.setBlockFormat(block)
        at = cursor.selectionStart()
        cursor.insertText(text[len(self._text) :], form)
        self._text = text
        self._close_up(self.document().findBlock(at))

    def _close_up(self, block: QTextBlock) -> None:
        """Make blank lines, from `block` on, as low as the room between two paragraphs; the last may get words yet."""
        while block.isValid():
            is_blank = block.length() == 1 and block.next().isValid()
            wanted = round(self.line_height * _BLANK) if is_blank else self.line_height
            if block.blockFormat().lineHeight() != wanted:
                form = block.blockFormat()
                form.setLineHeight(wanted, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
                QTextCursor(block).setBlockFormat(form)
            block = block.next()

    @property
    def line_height(self) -> int:
        """Pixels from one line to the next."""
        return round(self.font().pixelSize() * _LINE)

    def height_at(self, width: int) -> int:
        """Return the height of the whole text at a width, in pixels."""
        if self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)
        return round(self.document().size().height() + 0.5)

    def show_end(self) -> None:
        """Bring the last line into view, where not all fits."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the transcript scrolls

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._thought.context_menu().popup(event.globalPos() or QPoint())
