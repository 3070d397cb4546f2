"""Tells a screen reader what happened without taking the focus."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from turbodesk.chat.message import Message, Status


def announce(source: QObject, sentence: str) -> None:
    """Have `sentence` spoken when the reader is next idle. Costs nothing where no screen reader runs."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, sentence))


def ending(message: Message) -> str:
    """Return what is said when a reply ends."""
    match message.status:
        case Status.STOPPED:
            return "Reply stopped"
        case Status.FAILED | Status.INTERRUPTED:
            why = message.failure.sentence if message.failure is not None else ""
            return f"Reply failed. {why}".strip()
        case _:
            return "Reply finished"
