"""Tells the transcript that the chat in front has other messages, and of what was sent only once it is under way.

Rows for a question and its reply take 14 to 130 ms to make, by the length of the chat and of what was typed. Were they
made where the chat says so, inside the sending, the request would leave that much later. So while something is sent
the changes are noted, and shown a frame later, when the connection is the other side's turn; whatever else comes of the
chat before that finds them shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from turbodesk.ui.presenters.message_views import MessageViewFactory
    from turbodesk.ui.transcript.view import TranscriptView

_AFTER_MS = 16
"""A frame: the request has been written by then, and nobody sees the difference."""


class PathChanges(QObject):
    """The changes of one transcript's path."""

    def __init__(self, owner: QObject | None, transcript: TranscriptView, message_views: MessageViewFactory) -> None:
        super().__init__(owner)
        self._transcript, self._message_views = transcript, message_views
        self._is_sending = False
        self._first: int | None = None
        self._began: tuple[str, str] | None = None
        self._has_other_pairs = False
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._timer.timeout.connect(self.show_now)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Only note what changes meanwhile, and show it when what is sent has left."""
        self._is_sending = True
        try:
            yield
        finally:
            self._is_sending = False
            if self._first is not None or self._began is not None or self._has_other_pairs:
                self._timer.start()

    def path_changed(self, first: int) -> None:
        """The path differs from this position on."""
        self._first = first if self._first is None else min(first, self._first)
        self._show_unless_sending()

    def pairs_changed(self) -> None:
        """Replies are shown side by side now, or no longer."""
        self._has_other_pairs = True
        self._show_unless_sending()

    def reply_began(self, ids: tuple[str, str]) -> None:
        """A reply begins, given by the ids of its question and its own."""
        self._began = ids
        self._show_unless_sending()

    def show_now(self) -> None:
        """Show what is noted."""
        self._timer.stop()
        first, self._first = self._first, None
        began, self._began = self._began, None
        has_other_pairs, self._has_other_pairs = self._has_other_pairs, False
        if first is not None:
            self._transcript.path_changed(first)
        if has_other_pairs:
            self._transcript.make_again(self._message_views.outdated())
        if first is not None or has_other_pairs:
            self._message_views.path_changed()
        if began is not None:
            self._transcript.reply_began(*began)

    def _show_unless_sending(self) -> None:
        if not self._is_sending:
            self.show_now()
