"""What a search in all conversations finds: a message, and the few words around what was looked for."""

from __future__ import annotations

from turbodesk.quick_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """One message that has the words."""

    conversation_id: str
    message_id: str
    title: str
    """The conversation's."""
    at: int
    """When the message was begun, in milliseconds since 1970, UTC."""
    snippet: str
    """One line out of the message."""
    spans: tuple[tuple[int, int], ...] = ()
    """Start and end, in characters of the snippet, of what was looked for; from the left, without overlaps."""

    has_signs: bool = True
    """Whether it has the words with their signs; no message has, where one is False."""

    in_chat: int = 1
    """How many messages of its conversation have the words, as far as was looked; itself included."""

    @property
    def matched(self) -> tuple[str, ...]:
        """What was found of the words, as the message writes it."""
        return tuple(self.snippet[start:end] for start, end in self.spans)
