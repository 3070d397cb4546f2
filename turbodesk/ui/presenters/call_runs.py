"""Finds the long runs of calls in a path: a reply that goes on and on with tools, and says nothing in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from turbodesk.app.tool_loop import given_in
from turbodesk.chat.message import Message, Role
from turbodesk.chat.parts import Text
from turbodesk.chat.turns import calls, is_results
from turbodesk.ui.message.call_cards import CallRun

LEAST = 4
"""Calls that are counted on one line; fewer stand each on its own."""


class PathOfCalls(Protocol):
    """The chat whose path it is."""

    def ids(self) -> Sequence[str]:
        """The active path, oldest first."""

    def message(self, message_id: str) -> Message | None:
        """Return a message, or None while it has not been read from disk."""


def run_of(chat: PathOfCalls, message_id: str, opened: set[str]) -> CallRun | None:
    """Return the run a reply of the path belongs to, or the message with its results; None: to none.

    `opened` are the messages in which unfolded runs begin.
    """
    ids = chat.ids()
    if message_id not in ids:
        return None
    at = ids.index(message_id)
    message = chat.message(message_id)
    if message is not None and is_results(message):
        at -= 1
    if at < 0 or _answered(chat, ids, at) is None:
        return None
    start = end = at
    while start >= 2 and _says_nothing(chat, ids, start) and _answered(chat, ids, start - 2) is not None:
        start -= 2
    while _answered(chat, ids, end + 2) is not None and _says_nothing(chat, ids, end + 2):
        end += 2
    count, took_ms = 0, 0
    for place in range(start, end + 1, 2):
        results = _answered(chat, ids, place)
        for given in given_in(results).values() if results is not None else ():
            count += 1
            if given.began_at is not None and given.ended_at is not None:
                took_ms += max(0, given.ended_at - given.began_at)
    if count < LEAST:
        return None
    return CallRun(ids[start], count, took_ms, is_first=at == start, is_open=ids[start] in opened)


def _answered(chat: PathOfCalls, ids: Sequence[str], at: int) -> Message | None:
    """Return the message with the results of the calls in the reply at this place; None where there is none."""
    if not 0 <= at < len(ids) - 1:
        return None
    reply, results = chat.message(ids[at]), chat.message(ids[at + 1])
    if reply is None or results is None or reply.role is not Role.ASSISTANT or not calls(reply):
        return None
    return results if is_results(results) else None


def _says_nothing(chat: PathOfCalls, ids: Sequence[str], at: int) -> bool:
    message = chat.message(ids[at])
    return message is not None and not any(isinstance(part, Text) and part.text.strip() for part in message.parts)
