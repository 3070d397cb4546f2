"""Whether a chat that began in the demo goes on there, once the person has a gateway: asked once, and remembered.

The ids of the chats that stay are a setting nobody sees: a chat's own row has no place for it, and a chat that was
moved needs none, for it says by its gateway where it is.
"""

from __future__ import annotations

from turbodesk.app.gateways import DEMO
from turbodesk.app.preferences import Preferences
from turbodesk.chat.conversation import Conversation
from turbodesk.settings import DEMO_KEPT

MOST_KEPT = 500
"""Chats that are remembered to stay; of more, the oldest are asked about once more."""


class LeavingDemo:
    """What the person has answered."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def is_open(self, conversation: Conversation) -> bool:
        """Whether it is to be asked where this chat goes on."""
        return conversation.gateway_id == DEMO and conversation.id not in self._kept()

    def stay(self, conversation: Conversation) -> None:
        """Let a chat go on in the demo, without asking again."""
        kept = [one for one in self._kept() if one != conversation.id]
        self._preferences.set(DEMO_KEPT, " ".join([*kept, conversation.id][-MOST_KEPT:]))

    def _kept(self) -> list[str]:
        return self._preferences.get(DEMO_KEPT).split()
