"""Labels, tool tips, message boxes and buttons that show what they are given, letter by letter.

Qt guesses: a label, a tip or a box whose text looks like HTML obeys it, so that a title, a server's answer or a file's
name can forge what a dialog says, offer a link in it that opens a local file, or load an image from a pipe and hang the
window for good. A button takes "&" for a shortcut. Nearly all text here comes from outside sooner or later, so nobody
makes such a widget of Qt's but this module, and the architecture test holds everybody to it.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPaintEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QMessageBox, QStyle, QStyleOption, QToolTip, QWidget

from turbodesk.translation import _

_LONGEST_TIP = 1_000
"""Characters. A longer one is wider than the screen; an address in a reply may have a million."""
_LONGEST_LINE = 100
_TIP = "plain-tip"
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_BEGIN, _END = "<qt style='white-space: pre-wrap'>", "</qt>"
_NEAR = QPoint(8, 8)
"""How far the pointer may go from where a tip of no widget of its own was asked for."""


class PlainLabel(QLabel):
    """A label that guesses nothing. An "&" in it is an "&", unless it names a control (`setBuddy`)."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if QGuiApplication.isRightToLeft():
            self.setAlignment(self.alignment())

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Stand at a side of its room by the direction of the window: Qt goes by the text, and names are Latin."""
        is_mirrored = QGuiApplication.isRightToLeft()
        super().setAlignment(
            QStyle.visualAlignment(Qt.LayoutDirection.RightToLeft, alignment) if is_mirrored else alignment
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text.

        WORKAROUND, Qt 6.11: in a text read from the right, a line that wraps begins too far in by the blank at which it
        does. Seen with `QLabel` and `QPainter.drawText`; `QTextLayout` by itself does right.
        """
        if self.wordWrap() and QGuiApplication.isRightToLeft() and self._is_plainly_drawn():
            self._paint_wrapped()
        else:
            super().paintEvent(event)

    def _is_plainly_drawn(self) -> bool:
        is_at_a_side = not self.alignment() & Qt.AlignmentFlag.AlignHCenter
        return is_at_a_side and self.buddy() is None and not self.textInteractionFlags() & _SELECTABLE

    def _paint_wrapped(self) -> None:
        from turbodesk.ui.widgets.wrapping import draw_wrapped, wrapped_size

        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.setPen(option.palette.color(self.foregroundRole()))
        painter.setFont(self.font())
        room = self.contentsRect()
        size = wrapped_size(self.text(), self.font(), room.width())
        top = QStyle.alignedRect(Qt.LayoutDirection.LeftToRight, self.alignment(), size, room).top()
        draw_wrapped(painter, QRect(room.left(), max(room.top(), top), room.width(), size.height()), self.text())


class PlainBox(QMessageBox):
    """A message box that guesses nothing and has no links."""

    def __init__(self, title: str, text: str, more: str = "", parent: QWidget | None = None) -> None:
        """`more` is shown beneath `text`."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setInformativeText(more)
        for label in self.findChildren(QLabel):
            label.setOpenExternalLinks(False)  # Qt lets them


def plain_tip(text: str) -> str:
    """Return `text` so that it is shown as it is where Qt shows it as a tool tip, which has no format of its own.

    Short text that Qt does not take for HTML is left alone: whether it does, is asked of the very function that tips
    ask. Long lines are wrapped, which tips do only with HTML.
    """
    text = text if len(text) <= _LONGEST_TIP else f"{text[:_LONGEST_TIP]}…"
    is_long = any(len(line) > _LONGEST_LINE for line in text.split("\n"))
    if not is_long and not GuiQt.mightBeRichText(text):
        return text
    from html import escape  # with a table of all names of characters

    return f"{_BEGIN}{escape(text)}{_END}"


def tip_words(tip: str) -> str:
    """Return the text that a tip made by `plain_tip` shows."""
    if not (tip.startswith(_BEGIN) and tip.endswith(_END)):
        return tip
    from html import unescape

    return unescape(tip[len(_BEGIN) : -len(_END)])


def item_tip(index: QModelIndex) -> str:
    """Return the tip of a row, as its model made it by `plain_tip`; "" where it has none."""
    return str(index.data(Qt.ItemDataRole.ToolTipRole) or "")


def key_text(shortcut: str) -> str:
    """Return a portable shortcut as this system and this language write it: "Ctrl+Return" is "Ctrl+Enter"."""
    # Names that are not for people yet. All other words say Enter, as most keyboards do; a Mac has a sign for each.
    portable = shortcut if sys.platform == "darwin" else shortcut.replace("Return", "Enter")
    return QKeySequence(portable).toString(QKeySequence.SequenceFormat.NativeText)


def set_tip(widget: QWidget, text: str, key: str = "") -> None:
    """Give a widget a tool tip, which screen readers hear as its description where it has none of its own.

    `key` is the shortcut that does the same, as this system writes it; it is shown after the words.
    """
    tip = plain_tip(f"{text}\t{key}" if key else text)
    if widget.accessibleDescription() == (widget.property(_TIP) or ""):
        # Of a widget without a description, Qt reads the tip, markup and all.
        spoken = _("{words} ({key})").format(words=text, key=key) if key else "" if tip == text else text
        widget.setAccessibleDescription(spoken)
        widget.setProperty(_TIP, spoken)
    widget.setToolTip(tip)


def show_tip(at: QPoint, text: str, widget: QWidget) -> None:
    """Show a tool tip of `widget` at a point of the screen; none for ""."""
    from turbodesk.ui.widgets.tip import tip_of

    window = widget.window()
    tip = tip_of(window)
    if tip is None:
        QToolTip.showText(at, plain_tip(text), widget)
    elif text:
        point = window.mapFromGlobal(at)
        tip.tell(text[:_LONGEST_TIP], QRect(point - _NEAR, point + _NEAR), point, widget)
    else:
        tip.forget()


def button_text(text: str) -> str:
    """Return `text` so that a button or a menu shows each "&" in it, and takes none for a shortcut."""
    return text.replace("&", "&&")
