"""Says which drafts of other computers are offered here, and remembers those that were answered.

A draft is offered until its writer changes it, sends it or empties it, or until it was taken or declined here. What was
answered is remembered by the time of the draft: another one is offered again.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from turbodesk.store.sync import items
from turbodesk.store.sync.stamps import writer_of

_ANSWERED = "answered-draft"


class DraftElsewhere(NamedTuple):
    """What was typed into a chat's box at another computer."""

    chat_id: str
    writer: str
    text: str
    at: int
    """When, in milliseconds since 1970."""


def drafts_elsewhere(connection: sqlite3.Connection) -> list[DraftElsewhere]:
    """Return what is offered here, the newest first; not what stands in the chat's box here already."""
    answered = items.noted(connection, _ANSWERED)
    rows = connection.execute(_DRAFTS, (writer_of(connection),)).fetchall()
    found = [DraftElsewhere(*row) for row in rows]
    return [
        one for one in found if one.text.strip() and not _is_answered(one, answered.get(_key(one.chat_id, one.writer)))
    ]


def note_answered(connection: sqlite3.Connection, draft: DraftElsewhere) -> None:
    """Offer a draft no more: it was taken or declined."""
    there = {_key(*row) for row in connection.execute("SELECT conversation_id, writer FROM sync_draft")}
    for key in items.noted(connection, _ANSWERED).keys() - there:  # of chats that are no more
        items.note(connection, _ANSWERED, key, None)
    items.note(connection, _ANSWERED, _key(draft.chat_id, draft.writer), draft.at)


def _is_answered(draft: DraftElsewhere, at: object) -> bool:
    return isinstance(at, int) and draft.at <= at


def _key(chat_id: str, writer: str) -> str:
    return f"{chat_id} {writer}"


_DRAFTS = """SELECT sync_draft.conversation_id, sync_draft.writer, sync_draft.text, sync_stamp.at
    FROM sync_draft
    JOIN sync_stamp ON kind = 'draft' AND sync_stamp.id = conversation_id AND field = writer
    JOIN conversation ON conversation.id = conversation_id
    WHERE writer <> ? AND text <> conversation.draft AND conversation.deleted_at IS NULL
    ORDER BY sync_stamp.at DESC, writer"""
