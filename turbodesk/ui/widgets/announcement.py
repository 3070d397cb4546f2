"""Tells a screen reader what happened without taking the focus."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from turbodesk.chat.message import Message, Status
from turbodesk.chat.parts import Text
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number, sentences


def is_heard() -> bool:
    """Whether a screen reader, or another tool that asks for it, runs."""
    return bool(QAccessible.isActive())


def announce(source: QObject, sentence: str) -> None:
    """Have `sentence` spoken when the reader is next idle. Costs nothing where no screen reader runs.

    What a locked window hides says nothing.
    """
    if is_heard() and not _is_behind_lock(source):
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, sentence))


def _is_behind_lock(source: QObject) -> bool:
    return isinstance(source, QWidget) and getattr(source.window(), "is_locked", False) and not source.isVisible()


def ending(message: Message) -> str:
    """Return what is said when a reply ends."""
    match message.status:
        case Status.STOPPED:
            return _("Reply stopped")
        case Status.FAILED | Status.INTERRUPTED:
            why = message.failure.sentence if message.failure is not None else ""
            return sentences(_("Reply failed."), why)
        case _:
            count = _code_blocks(message) if is_heard() else 0
            if not count:
                return _("Reply finished")
            words = ngettext("Reply finished, {count} code block", "Reply finished, {count} code blocks", count)
            return words.format(count=number(count))


def _code_blocks(message: Message) -> int:
    """Return how many panels of code a reply shows."""
    from turbodesk.rendering import to_html

    # Text has its brackets escaped: this can only be the beginning of an element.
    return sum(to_html(part.text).count("<pre") for part in message.parts if isinstance(part, Text))
