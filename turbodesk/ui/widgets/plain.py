"""Labels, tool tips, message boxes and buttons that show what they are given, letter by letter.

Qt guesses: a label, a tip or a box whose text looks like HTML obeys it, so that a title, a server's answer or a file's
name can forge what a dialog says, offer a link in it that opens a local file, or load an image from a pipe and hang the
window for good. A button takes "&" for a shortcut. Nearly all text here comes from outside sooner or later, so nobody
makes such a widget of Qt's but this module, and the architecture test holds everybody to it.
"""

from __future__ import annotations

from html import escape, unescape

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QMessageBox, QToolTip, QWidget

_LONGEST_TIP = 1_000
"""Characters. A longer one is wider than the screen; an address in a reply may have a million."""
_LONGEST_LINE = 100
_TIP = "plain-tip"
_BEGIN, _END = "<qt style='white-space: pre-wrap'>", "</qt>"
_NEAR = QPoint(8, 8)
"""How far the pointer may go from where a tip of no widget of its own was asked for."""


class PlainLabel(QLabel):
    """A label that guesses nothing. An "&" in it is an "&", unless it names a control (`setBuddy`)."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


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
    return f"{_BEGIN}{escape(text)}{_END}"


def tip_words(tip: str) -> str:
    """Return the text that a tip made by `plain_tip` shows."""
    is_marked_up = tip.startswith(_BEGIN) and tip.endswith(_END)
    return unescape(tip[len(_BEGIN) : -len(_END)]) if is_marked_up else tip


def item_tip(index: QModelIndex) -> str:
    """Return the tip of a row, as its model made it by `plain_tip`; "" where it has none."""
    return str(index.data(Qt.ItemDataRole.ToolTipRole) or "")


def set_tip(widget: QWidget, text: str, key: str = "") -> None:
    """Give a widget a tool tip, which screen readers hear as its description where it has none of its own.

    `key` is the shortcut that does the same, as this system writes it; it is shown after the words.
    """
    tip = plain_tip(f"{text}\t{key}" if key else text)
    if widget.accessibleDescription() == (widget.property(_TIP) or ""):
        # Of a widget without a description, Qt reads the tip, markup and all.
        spoken = f"{text} ({key})" if key else "" if tip == text else text
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
