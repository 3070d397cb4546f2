"""What the program tells outside its window: one notification for each matter."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from turbodesk.app.signal import Signal
from turbodesk.quick_dataclasses import dataclass


class NotificationAction(StrEnum):
    """What a press of one asks for, as desktops are told of it."""

    OPEN = "default"
    """It was pressed itself, and none of its buttons: by this name of the Desktop Notifications Specification."""
    ANSWER = "answer"
    TRY_AGAIN = "try-again"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Notification:
    """One of them, all of it plain text."""

    key: str
    """What it is about; a later one with the same key takes its place."""
    title: str
    text: str = ""
    open_words: str = ""
    """What pressing it does, where the desktop says so."""
    buttons: tuple[tuple[NotificationAction, str], ...] = ()
    """What else can be done at once, with the words, where the desktop shows buttons."""
    category: str = "im.received"
    """What kind of thing it is, by the Desktop Notifications Specification; "" for none of its kinds."""


@dataclass(frozen=True, slots=True)
class NotificationPress:
    """One was pressed."""

    key: str
    action: NotificationAction = NotificationAction.OPEN
    token: str = ""
    """What the desktop gave so that a window may come to the front; "" for nothing."""


class NotificationService(Protocol):
    """Shows notifications until they are withdrawn; never raises, whatever the desktop does."""

    pressed: Signal[NotificationPress]

    async def show(self, notification: Notification) -> bool:
        """Show one, or put it in the place of an earlier one; returns whether anybody does."""

    def withdraw(self, key: str) -> None:
        """Take one back, if it is still there or on its way."""

    def close(self) -> None:
        """Take all back: the program ends, and nobody would answer them."""
