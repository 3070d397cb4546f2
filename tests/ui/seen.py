"""What a person, or a screen reader, finds in a widget."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, QUrl
from PySide6.QtGui import QAccessible, QFont, QTextDocument
from PySide6.QtGui import Qt as Gui
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from turbodesk.translation import _

_Child = TypeVar("_Child", bound=QObject)

MOST_STOPS = 500
"""No window of ours has so many controls; Tab that does not come back goes round something smaller."""


def first_of(widget: QObject, kind: type[_Child]) -> _Child:
    """Return the first child of a kind, at any depth; there has to be one."""
    found = widget.findChild(kind)
    assert found is not None, f"no {kind.__name__} in {widget}"
    return found


def focused() -> QWidget:
    """Return the widget that has the focus; one has to have it."""
    widget = QApplication.focusWidget()
    assert widget is not None, "no widget of this program has the focus"
    return widget


def shown_text(widget: QWidget) -> str:
    """Return the text of all visible labels, a line for each."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def name_of(widget: QWidget) -> str:
    """Return a widget's accessible name."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def descriptions(widget: QWidget) -> list[str]:
    """Return what screen readers say of the visible labels besides their names."""
    labels = [one for one in widget.findChildren(QLabel) if one.isVisible()]
    found = (QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Description) for one in labels)
    return [one for one in found if one]


def nameless(widget: QWidget) -> list[QWidget]:
    """Return the visible controls that the keyboard reaches and that have no accessible name."""

    def stands_for_itself(one: QWidget) -> bool:
        return one.focusProxy() is None and bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)

    return [
        one for one in widget.findChildren(QWidget) if one.isVisible() and stands_for_itself(one) and not name_of(one)
    ]


def button(widget: QWidget, name: str) -> QAbstractButton:
    """Return the visible button whose accessible name is `name`, in the language in use."""
    found = [one for one in widget.findChildren(QAbstractButton) if one.isVisible() and name_of(one) in (name, _(name))]
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
    names: list[str] = []
    at = start
    while at is not start or not names:
        names.append(name_of(at))
        QTest.keyClick(at, Qt.Key.Key_Tab)
        at = widget.window().focusWidget()
        assert len(names) < MOST_STOPS, names[:40]
    return names


def obeyed(text: str) -> list[str]:
    """Return what Qt does with `text` where it guesses the format, instead of showing it: nothing for plain text."""
    if not Gui.mightBeRichText(text):
        return []
    page = _Asking()
    page.setHtml(text)
    page.size()  # an image is loaded when the page is laid out
    styles = [format_.toCharFormat() for format_ in page.allFormats()]
    is_dressed = any(one.isAnchor() or one.fontWeight() > QFont.Weight.Normal or one.fontItalic() for one in styles)
    return [f"loads {one}" for one in page.asked_for] + ([f"obeys {text!r}"] if is_dressed else [])


class _Asking(QTextDocument):
    """Notes what it would load, and loads nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_for: list[str] = []

    def loadResource(self, type_: int, name: QUrl | str) -> object:
        self.asked_for.append(QUrl(name).toString())
        return None


def guessing(window: QWidget) -> list[str]:
    """Return what in a window, seen or not, would obey text from outside: labels, tips, rows; links that open."""
    found = []
    for one in (window, *window.findChildren(QWidget)):
        where = type(one).__name__
        if isinstance(one, QLabel) and one.textFormat() is not Qt.TextFormat.PlainText:
            found += [f"{where}: guesses {one.text()!r}"] if one.text() else []
        if isinstance(one, QLabel) and one.openExternalLinks():
            found.append(f"{where}: opens links in {one.text()!r}")
        if isinstance(one, QTextBrowser) and (one.openExternalLinks() or one.openLinks()):
            found.append(f"{where}: opens links")
        for text in (one.toolTip(), one.statusTip(), one.whatsThis()):
            found += [f"{where}: its tip {told}" for told in obeyed(text)]
        if isinstance(one, QAbstractItemView) and (model := one.model()) is not None:
            tips = (str(index.data(Qt.ItemDataRole.ToolTipRole) or "") for index in _cells(model))
            found += [f"{where}: the tip of a row {told}" for tip in tips for told in obeyed(tip)]
    return found


def everything_told(window: QWidget) -> str:
    """Return all that a window shows or says anywhere: texts, names, descriptions, tips and rows, seen or not."""
    told: list[str] = []
    for one in (window, *window.findChildren(QWidget)):
        told += [one.windowTitle(), one.accessibleName(), one.accessibleDescription(), letters(one.toolTip())]
        match one:
            case QLabel() | QAbstractButton() | QLineEdit():
                told.append(one.text())
            case QPlainTextEdit() | QTextEdit():
                told.append(one.toPlainText())
            case QComboBox():
                told += [one.itemText(at) for at in range(one.count())]
            case QAbstractItemView() if (model := one.model()) is not None:
                for index in _cells(model):
                    told.append(str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
                    told.append(letters(str(index.data(Qt.ItemDataRole.ToolTipRole) or "")))
    return "\n".join(told)


def _cells(model: QAbstractItemModel) -> list[QModelIndex]:
    return [model.index(row, 0) for row in range(model.rowCount())]


def letters(tip: str) -> str:
    """Return a tip as it is read."""
    if not Gui.mightBeRichText(tip):
        return tip
    page = QTextDocument()
    page.setHtml(tip)
    return page.toPlainText().replace("\xa0", " ")
