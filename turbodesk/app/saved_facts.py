"""Saves what changes in one open conversation, and that alone: what else is on disk by now may be somebody else's.

An import, an archive or another part of the program may change the same conversation while it is open. So what is
written is what is other here than it was when it was read or saved last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from turbodesk.chat.conversation import Conversation
from turbodesk.store.connection import Job
from turbodesk.store.database import when_written
from turbodesk.store.history import History


class SavedChat(Protocol):
    """Whose facts they are."""

    conversation: Conversation


class SavedFacts:
    """How one open conversation is on disk, and what brings it there."""

    def __init__(self, chat: SavedChat, history: History, kept: Callable[[Conversation], object]) -> None:
        """`kept` is told of the conversation once it is on disk as it is told."""
        self._chat, self._history, self._kept = chat, history, kept
        self.on_disk: Conversation | None = None
        """As it was read or queued last; None: never."""

    def save(self, also: Job[object] | None = None) -> asyncio.Future[None]:
        """Queue what is other in its own facts by now, all of one that is new, and what is `also` to be done."""
        now, before = self._chat.conversation, self.on_disk
        write = self._history.save_conversation(now, also, since=before)
        if before is None:
            self.on_disk = now
        else:  # what is being written and the place have ways of their own
            self.on_disk = replace(
                now, draft=before.draft, draft_parts=before.draft_parts, edit=before.edit, place=before.place
            )
        return when_written(write, lambda: self._kept(now))

    def save_draft(self, *, durable: bool = False) -> asyncio.Future[None]:
        """Queue what is other in the next message; `durable` as `History.save_draft` has it."""
        now, before = self._chat.conversation, self.on_disk
        text = now.draft if before is None or before.draft != now.draft else None
        parts = now.draft_parts if before is None or before.draft_parts != now.draft_parts else None
        if before is not None:
            self.on_disk = replace(before, draft=now.draft, draft_parts=now.draft_parts)
        return self._history.save_draft(now.id, text, parts, durable=durable)

    def save_edit(self) -> None:
        """Queue how far the editing of an earlier message is."""
        now = self._chat.conversation
        if self.on_disk is not None:
            self.on_disk = replace(self.on_disk, edit=now.edit)
        self._history.save_edit(now.id, now.edit)

    def save_place(self) -> None:
        """Queue where the reader is."""
        now = self._chat.conversation
        if self.on_disk is not None:
            self.on_disk = replace(self.on_disk, place=now.place)
        self._history.save_place(now.id, now.place)
