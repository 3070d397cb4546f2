"""What a person, or a screen reader, finds in a widget."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

MOST_STOPS = 500
"""No window of ours has so many controls; Tab that does not come back goes round something smaller."""


def shown_text(widget: QWidget) -> str:
    """Return the text of all visible labels, a line for each."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def name_of(widget: QWidget) -> str:
    """Return a widget's accessible name."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def nameless(widget: QWidget) -> list[QWidget]:
    """Return the visible controls that the keyboard reaches and that have no accessible name."""

    def stands_for_itself(one: QWidget) -> bool:
        return one.focusProxy() is None and bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)

    return [
        one for one in widget.findChildren(QWidget) if one.isVisible() and stands_for_itself(one) and not name_of(one)
    ]


def button(widget: QWidget, name: str) -> QAbstractButton:
    """Return the visible button whose accessible name is `name`."""
    found = [one for one in widget.findChildren(QAbstractButton) if one.isVisible() and name_of(one) == name]
    assert len(found) == 1, f"{len(found)} visible buttons are called {name!r}"
    return found[0]


def press(widget: QWidget, *keys: Qt.Key) -> None:
    """Give `widget` the focus and press `keys`."""
    widget.setFocus()
    for key in keys:
        QTest.keyClick(widget, key)


def clipped(widget: QWidget) -> list[QLabel]:
    """Return the visible labels that have less room than their text needs."""

    def needs(label: QLabel) -> int:
        return label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()

    labels = [one for one in widget.findChildren(QLabel) if one.isVisible() and one.text()]
    return [
        one
        for one in labels
        if one.height() < needs(one) or (not one.wordWrap() and one.width() < one.sizeHint().width())
    ]


def tab_order(widget: QWidget, start: QWidget) -> list[str]:
    """Return the names of the controls Tab leads to, from `start` until it is back there, which it must be."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    names = []
    at = start
    while at is not start or not names:
        names.append(name_of(at))
        QTest.keyClick(at, Qt.Key.Key_Tab)
        at = widget.window().focusWidget()
        assert len(names) < MOST_STOPS, names[:40]
    return names
