"""Whether the keyboard is used, where it goes while something lies over the window, and where it goes back to."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from turbodesk.ui.widgets.lifetime import is_alive

_KEYS_USED = "areKeysUsed"
"""A property of the application."""


def are_keys_used() -> bool:
    """Whether the last thing a person did was to press a key: only then the focus is shown, and then always."""
    app = QCoreApplication.instance()
    return app is not None and bool(app.property(_KEYS_USED))


def set_keys_used(are_used: bool) -> None:
    """Note that a key was pressed, or that the pointer was."""
    if (app := QCoreApplication.instance()) is not None:
        app.setProperty(_KEYS_USED, are_used)


def give_focus_back(before: QWidget | None, window: QWidget) -> None:
    """Put the focus where it was; where that is gone or hidden, where the window has its home, the composer."""
    is_there = before is not None and is_alive(before) and before.isVisible() and before.isEnabled()
    target = before if is_there else window
    assert target is not None
    target.setFocus(Qt.FocusReason.PopupFocusReason)  # a window hands it on to its focus proxy


def tab_chain(over: QWidget) -> list[QWidget]:
    """Return what Tab can reach inside a widget, in its order."""
    chain: list[QWidget] = []
    at = beside_in_chain(over)
    while at is not over and at is not None:
        is_reachable = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus) and at.isEnabled() and at.isVisible()
        is_reachable = is_reachable and at.focusProxy() is None  # as the text of a number field, whose focus is that
        if is_reachable and over.isAncestorOf(at):
            chain.append(at)
        at = beside_in_chain(at)
    return chain


def beside_in_chain(widget: QWidget, *, forward: bool = True) -> QWidget | None:
    """Return what follows in the focus chain, or stands before.

    WORKAROUND, PySide6 <= 6.11: it takes what `nextInFocusChain` and its like return for a child of the widget that was
    asked. When that goes, as a sheet does with its answer, the Python objects of what Qt has made in all that followed,
    such as the viewports of a window, count as deleted. Each is given back to its parent, which Qt itself knows
    already.
    """
    beside = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
    at = beside
    while at is not None:
        parent = at.parentWidget()
        QObject.setParent(at, parent)
        at = parent  # it too: what holds a scroll bar has an object in Python for the moment alone
    return beside


def focus_first(over: QWidget) -> None:
    """Put the focus on the first control inside a widget."""
    if chain := tab_chain(over):
        chain[0].setFocus(Qt.FocusReason.PopupFocusReason)


def move_focus_inside(over: QWidget, *, is_forward: bool) -> bool:
    """Move the focus on among what is inside a widget, round and round; whether there is anything."""
    chain = tab_chain(over)
    if not chain:
        return False
    now = over.focusWidget()
    at = chain.index(now) if now in chain else -1 if is_forward else 0
    reason = Qt.FocusReason.TabFocusReason if is_forward else Qt.FocusReason.BacktabFocusReason
    chain[(at + (1 if is_forward else -1)) % len(chain)].setFocus(reason)
    return True


def is_escape(event: QEvent) -> bool:
    """Whether an event is the Esc key, pressed or about to be taken by a shortcut."""
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


def claims_escape(event: QEvent) -> bool:
    """Take the Esc key, before the window's own shortcut for it (Stop) can; return whether the event was that."""
    is_claimed = event.type() == QEvent.Type.ShortcutOverride and is_escape(event)
    if is_claimed:
        event.accept()
    return is_claimed
