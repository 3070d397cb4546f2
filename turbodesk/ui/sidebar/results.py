"""What a search found as rows of the list: a chat once, what it says of the words beneath it, and how much more. Pure.

A chat whose title has the words comes first, the one touched last before the others; then those of which only messages
have them, in the order the search gives. What a chat says stands under its title wherever that is: it is one find.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from turbodesk.chat.conversation import Conversation
from turbodesk.chat.found import FoundMessage
from turbodesk.ui.sidebar.grouping import ChatHit, Hit, MoreHits, Row, Summary, matches, moment, places_in

SNIPPETS = 2
"""Messages shown of one chat at most; in the chat the find bar goes on."""
TITLES = 50
"""Chats shown at most for their title: nobody reads further down, they write another word."""


def results(
    conversations: Mapping[str, Conversation],
    words: Sequence[str],
    found: Sequence[FoundMessage],
    *,
    is_cut: bool,
    today: dt.date,
    within: str = "",
) -> list[Row]:
    """Return the rows for `words`, already casefolded; () where nothing has them.

    Messages of conversations that are not there stay out. `within` names the project whose chats these are.
    """
    titled = [one for one in conversations.values() if matches(one.title, words)]
    titled.sort(key=lambda one: (one.updated_at, one.id), reverse=True)
    of_chats: dict[str, list[FoundMessage]] = {one.id: [] for one in titled[:TITLES]}
    for one in found:
        if one.conversation_id in conversations:
            of_chats.setdefault(one.conversation_id, []).append(one)
    rows: list[Row] = []
    for id_, messages in of_chats.items():
        rows.extend(_card(conversations[id_], words, messages, today))
    if not rows:
        return []
    places = sum(messages[0].in_chat for messages in of_chats.values() if messages)
    has_signs = all(one.has_signs for one in found)
    return [Summary(len(of_chats), places, is_cut or len(titled) > TITLES, has_signs, within), *rows]


def _card(
    conversation: Conversation, words: Sequence[str], messages: Sequence[FoundMessage], today: dt.date
) -> Iterable[Row]:
    """Return the rows of one chat."""
    best = messages[0] if messages else None
    marks = places_in(conversation.title, words) if matches(conversation.title, words) else ()
    yield ChatHit(conversation, moment(conversation.updated_at, today=today), marks, best)
    shown = messages[:SNIPPETS]
    rest = (messages[0].in_chat if messages else 0) - len(shown)
    for at, one in enumerate(shown):
        is_last = rest <= 0 and at == len(shown) - 1
        yield Hit(one, conversation.title, moment(one.at, today=today) if one.at else "", is_last)
    if best is not None and rest > 0:
        yield MoreHits(best, conversation.title, rest)
