"""Keeps what a person is writing in one chat: the next message, what is attached to it, an earlier message said anew.

It is on disk while it is written, at most a quarter of a second behind the keys, so that a crash takes no more than
that. Writing it does not tell anybody that the conversation has changed: the composer knows what was typed into it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from turbodesk.app.pace import Pace
from turbodesk.app.saved_facts import SavedFacts
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.conversation import Conversation, Edit
from turbodesk.chat.message import Message
from turbodesk.chat.parts import Part
from turbodesk.store.history import History

WRITE_EVERY_S = 0.25
"""How often what is being written is put on disk at most, and how late at most."""


class Kept(Protocol):
    """Whose drafts they are."""

    conversation: Conversation
    is_saved: bool


class Drafts:
    """What stands unsent in one chat."""

    def __init__(
        self, chat: Kept, history: History, scope: Scope, saved: SavedFacts, update: Callable[..., object]
    ) -> None:
        """`update` changes fields of the chat's conversation, queues its row and tells."""
        self.came: Signal[None] = Signal()
        """Another message is being written than what was written here: it came from elsewhere, into an empty place."""
        self.edited: Message | None = None
        """The earlier message that is being said anew: itself, for it may leave the memory meanwhile."""
        self._chat = chat
        self._history, self._saved = history, saved
        self._update = update
        self._message_pace = Pace(scope, "draft", self._write_message, WRITE_EVERY_S)
        self._edit_pace = Pace(scope, "edit", self._write_edit, WRITE_EVERY_S)

    # The next message

    def write(self, text: str) -> None:
        """Remember what stands in the composer as the next message."""
        if text != self._chat.conversation.draft:
            self._chat.conversation = replace(self._chat.conversation, draft=text)
            self._message_pace.due()

    def attach(self, attachment: Attachment) -> asyncio.Future[None]:
        """Attach what the cabinet took in, once; the future is done when that survives a loss of power."""
        parts = self._chat.conversation.draft_parts
        return self._attach(parts if attachment.part in parts else (*parts, attachment.part))

    def detach(self, attachment: Attachment) -> None:
        """Remove an attachment."""
        self._attach(
            tuple(draft_part for draft_part in self._chat.conversation.draft_parts if draft_part != attachment.part)
        )

    def read_anew(self, old: Attachment, new: Attachment) -> None:
        """Let another attachment stand where one of the draft stands; nothing where it is not in the draft."""
        parts = self._chat.conversation.draft_parts
        if old.part in parts:
            is_there = new.part in parts
            self._attach(
                tuple(new.part if part == old.part else part for part in parts if part != old.part or not is_there)
            )

    def sent(self, rest: tuple[Part, ...]) -> None:
        """The message is queued: nothing of it stands here any more but the attachments in `rest`."""
        self._message_pace.forget()
        self._chat.conversation = replace(self._chat.conversation, draft="", draft_parts=rest)
        self._write_message()

    def put_back(self, text: str, parts: tuple[Part, ...]) -> None:
        """Let a message that waited to be sent be the one that is written now."""
        self._message_pace.forget()
        self._chat.conversation = replace(self._chat.conversation, draft=text, draft_parts=parts)
        self._write_message()

    # An earlier message

    def begin_edit(self, message: Message) -> None:
        """Say an earlier message anew, beginning with its own words."""
        self.edited = message
        self._set_edit(Edit(message.id, message.text))

    def write_edit(self, text: str) -> None:
        """Remember how the earlier message reads by now."""
        edit = self._chat.conversation.edit
        if edit is not None and text != edit.text:
            self._set_edit(replace(edit, text=text))

    def end_edit(self) -> None:
        """The earlier message is sent anew, or shall stay as it is."""
        if self._chat.conversation.edit is not None:
            self.edited = None
            self._edit_pace.forget()
            self._chat.conversation = replace(self._chat.conversation, edit=None)
            self._write_edit()

    async def load(self) -> None:
        """Read the message that was being edited; where it is gone, what was made of it joins the next message."""
        edit = self._chat.conversation.edit
        if edit is None:
            return
        self.edited = next(iter(await self._history.messages([edit.message_id])), None)
        if self.edited is None:
            self.keep_edit()

    def keep_edit(self) -> None:
        """The earlier message is gone: what was made of it joins the next one."""
        edit = self._chat.conversation.edit
        if edit is not None:
            self.write("\n\n".join(filter(None, (self._chat.conversation.draft, edit.text))))
            self.flush()
            self.end_edit()

    # Both

    def flush(self) -> None:
        """Queue what waits for its time, before closing."""
        self._message_pace.now()
        self._edit_pace.now()

    def _attach(self, parts: tuple[Part, ...]) -> asyncio.Future[None]:
        self._message_pace.forget()
        self._update(draft_parts=parts)
        return self._saved.save_draft(durable=True)

    def _set_edit(self, edit: Edit) -> None:
        self._chat.conversation = replace(self._chat.conversation, edit=edit)
        self._edit_pace.due()

    def _write_message(self) -> None:
        if not self._chat.is_saved and self._chat.conversation.draft.strip():
            self._update()
        if self._chat.is_saved:
            self._saved.save_draft()

    def _write_edit(self) -> None:
        if self._chat.is_saved:
            self._saved.save_edit()
