"""Tells a screen reader what happened without taking the focus."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from turbodesk.chat.message import Message, Status
from turbodesk.chat.parts import Text


def is_heard() -> bool:
    """Whether a screen reader, or another tool that asks for it, runs."""
    return bool(QAccessible.isActive())


def announce(source: QObject, sentence: str) -> None:
    """Have `sentence` spoken when the reader is next idle. Costs nothing where no screen reader runs."""
    if is_heard():
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
            count = _code_blocks(message) if is_heard() else 0
            return f"Reply finished, {count} code {'block' if count == 1 else 'blocks'}" if count else "Reply finished"


def _code_blocks(message: Message) -> int:
    """Return how many panels of code a reply shows."""
    from turbodesk.rendering import to_html

    # Text has its brackets escaped: this can only be the beginning of an element.
    return sum(to_html(part.text).count("<pre") for part in message.parts if isinstance(part, Text))
