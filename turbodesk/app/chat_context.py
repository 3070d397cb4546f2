"""What an open conversation needs of the rest of the application, put together once by the workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turbodesk.app.attachments import AttachmentService
    from turbodesk.chat.conversation import Conversation
    from turbodesk.chat.message import Usage
    from turbodesk.chat.model import Model
    from turbodesk.chat.project import Project
    from turbodesk.gateway.base import Gateway
    from turbodesk.store.history import History
    from turbodesk.store.journal import Journal
    from turbodesk.store.memory import MemoryDatabase


@dataclass(frozen=True, slots=True)
class ChatContext:
    """What a live chat needs of the application."""

    history: History
    journal: Journal
    gateway: Callable[[Conversation], Awaitable[Gateway]]
    """Gives the gateway of a conversation; raises a `Failure` when there is none, such as a missing key."""
    model: Callable[[Conversation], Model]
    attachment_service: AttachmentService | None = None
    """Where attachments are; None: nothing can be attached."""
    project: Callable[[Conversation], Project | None] = lambda _conversation: None
    """Gives the project a conversation belongs to."""
    refused: Callable[[Conversation, str], frozenset[str]] = lambda _conversation, _model: frozenset()
    """Gives the optional parameters a conversation's gateway is known to refuse for a model."""
    refuse: Callable[[Conversation, str, str], None] = lambda _conversation, _model, _parameter: None
    """Notes one more of them."""
    count_own: Callable[[str, Usage, str], None] = lambda _model, _usage, _chat: None
    """Counts what a request of the program's own has used of a model."""
    successor: Callable[[Conversation], str] = lambda _: ""
    """Gives the id of the model to use where a conversation's gateway does not have its own; "" where none is known."""
    memory: MemoryDatabase | None = None
    """Where a chat is of which nothing shall be on disk, until it is kept; None: it is kept as usual."""

    @property
    def is_temporary(self) -> bool:
        """Whether nothing of the chat is on disk."""
        return self.memory is not None and self.memory.is_in_memory
