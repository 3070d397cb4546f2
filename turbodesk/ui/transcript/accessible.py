"""Tells assistive technology that the transcript is a list and its rows are the items of it.

Qt's own interface of a plain widget says neither. Screen readers read "list with 12 items" and step through them; what
an item is called, such as "You", the row says itself by its accessible name.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from turbodesk.chat.message import Message
from turbodesk.translation import _
from turbodesk.ui.transcript.source import MessageRow

_IS_LIST = "is-message-list"
"""Dynamic property. It has to be set before anything happens to a widget: Qt asks for its interface only once."""


def list_widget() -> QWidget:
    """Make the widget whose children are the rows."""
    _install()
    widget = QWidget()
    widget.setProperty(_IS_LIST, True)
    widget.setAccessibleName(_("Messages"))
    return widget


def tell_beginning(view: QWidget) -> None:
    """Say that a reply begins."""
    from turbodesk.ui.widgets.announcement import announce  # the first window waits for no reply

    announce(view, _("Replying"))


def tell_end(view: QWidget, message: Message) -> None:
    """Say that a reply has ended, and how."""
    from turbodesk.ui.widgets.announcement import announce, ending

    announce(view, ending(message))


@cache
def _install() -> None:
    """Have Qt ask us first, for as long as the program runs."""
    QAccessible.installFactory(_interface)


def _interface(_class_name: str, of: QObject) -> QAccessibleInterface | None:
    if isinstance(of, QWidget) and of.property(_IS_LIST):
        return QAccessibleWidget(of, QAccessible.Role.List)
    # By what it can do: a row gets its interface while it is being made, before anyone could mark it.
    if isinstance(of, QWidget) and _is_row(of):
        return QAccessibleWidget(of, QAccessible.Role.ListItem)
    return None


def _is_row(widget: QWidget) -> bool:
    return isinstance(widget, MessageRow)
