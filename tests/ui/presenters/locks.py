"""A window with a lock, and somebody who knows the passphrase."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from tests.ui.presenters.test_window import Seat
from turbodesk.ui.main_window.lock_page import LockPage
from turbodesk.ui.presenters.lock import LockPresenter

PASSPHRASE = "geheim"


def lock_of(seat: Seat) -> LockPresenter:
    """What locks the window."""
    return seat.presenter._lazy.attention.lock  # noqa: SLF001


async def set_lock(seat: Seat) -> LockPresenter:
    """Set the passphrase, as the settings do."""
    presenter = lock_of(seat)
    await presenter.lock.set(PASSPHRASE)
    presenter.set_changed()
    return presenter


async def unlock(seat: Seat) -> None:
    """Type the passphrase where the focus is."""
    seat.type(PASSPHRASE)
    seat.key(Qt.Key.Key_Return)
    await seat.until(lambda: not seat.window.is_locked)


def page_of(seat: Seat) -> LockPage:
    """What a locked window shows."""
    return next(one for one in seat.window.findChildren(LockPage))


def seen_words(seat: Seat) -> str:
    """All that is on the screen of this program, and what its lists of windows say."""
    windows = [one for one in QApplication.topLevelWidgets() if one.windowHandle() and one.windowHandle().isVisible()]
    parts = [part for window in windows for part in (window, *window.findChildren(QWidget)) if part.isVisible()]
    words = [window.windowTitle() for window in windows]
    words += [part.text() for part in parts if isinstance(part, QLabel | QLineEdit)]
    return "\n".join([*words, *(type(part).__name__ for part in parts)])


def read_aloud(root: QObject) -> list[str]:
    """The names a screen reader comes to, of what is not marked as invisible."""
    found: list[str] = []
    pending = [QAccessible.queryAccessibleInterface(root)]
    while pending:
        one = pending.pop()
        if one is None or one.state().invisible:
            continue
        found.append(one.text(QAccessible.Text.Name))
        pending += [one.child(at) for at in range(one.childCount())]
    return [name for name in found if name]
