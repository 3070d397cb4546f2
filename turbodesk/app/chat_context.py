"""What an open conversation needs of the rest of the application, put together once by the workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from turbodesk.app.signal import Signal
from turbodesk.chat.conversation import Unseen
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.attachments import AttachmentService
    from turbodesk.app.tools import Toolbox
    from turbodesk.chat.conversation import Conversation
    from turbodesk.chat.message import Message, Usage
    from turbodesk.chat.model import Model
    from turbodesk.chat.project import Project
    from turbodesk.gateway.base import Gateway
    from turbodesk.store.history import History
    from turbodesk.store.journal import Journal
    from turbodesk.store.memory import MemoryDatabase
    from turbodesk.store.remembered import Remembered


class Attention:
    """Which chat the person has before their eyes, and which want them to look.

    What nobody sees shall cost next to nothing.
    """

    def __init__(self, remembered: Callable[[], Remembered], listed: Callable[[], Collection[str]] = tuple) -> None:
        """`remembered` gives what stood in the window at the end of the last run, `listed` the ids of the chats."""
        self.unseen: Mapping[str, Unseen] = {}
        """What came of conversations while others were in front, by id, until they are in front again."""
        self.unseen_changed: Signal[Mapping[str, Unseen]] = Signal()
        """It is more now, or less."""
        self._remembered, self._listed = remembered, listed
        self.asked: Signal[tuple[str, Message]] = Signal()
        """A conversation's id and its reply, whose tools wait for the person's word."""
        self.front = ""
        """The chat in front; "" for one of which nothing is written down."""
        self.beside = ""
        """The chat in the small window for a quick question, while that is there."""
        self.is_locked = False
        """Whether the window asks for a passphrase: nobody sees any chat, and nothing of one is told outside it."""
        self.locked: Signal[bool] = Signal()
        """The window was locked (True), or is open again."""
        self._shown = ""
        self._is_window_seen = True

    def bring(self, conversation_id: str, *, is_temporary: bool) -> bool:
        """Take note that a chat is in front; returns whether that is news to be written down."""
        self._shown = conversation_id
        before, self.front = self.front, "" if is_temporary else conversation_id
        return self.front not in ("", before)

    def set_window_seen(self, is_seen: bool) -> None:
        """Take note that the window can be seen, or no longer: minimised, covered or on another desktop."""
        self._is_window_seen = is_seen

    def lock(self, *, is_locked: bool) -> None:
        """Take note that the window is locked, or open again, and tell."""
        self.is_locked = is_locked
        self.locked.emit(is_locked)

    def has(self, conversation_id: str) -> bool:
        """Whether the person sees this chat."""
        if self.is_locked:
            return False
        is_in_window = self._is_window_seen and conversation_id == self._shown
        return is_in_window or (conversation_id != "" and conversation_id == self.beside)

    def is_before(self, conversation_id: str) -> bool:
        """Whether this chat is in front, seen or not, or in the small window."""
        return conversation_id in (self.front, self.beside)

    async def load_unseen(self, cut_off: Iterable[str] = ()) -> None:
        """Read what nobody has seen yet of the chats there are; in `cut_off` the end of the last run left half a reply.

        Raises:
            StoreFailure: it cannot be read.
        """
        known = await self._remembered().unseen() | dict.fromkeys(cut_off, Unseen.FAILURE)
        self.unseen = {id_: kind for id_, kind in known.items() if id_ in self._listed()}

    def note_unseen(self, conversation_id: str, kind: Unseen | None) -> None:
        """Write down what nobody has seen of a conversation; None: nothing."""
        if self.unseen.get(conversation_id) == kind:
            return
        others = {id_: one for id_, one in self.unseen.items() if id_ != conversation_id}
        self.unseen = others if kind is None else others | {conversation_id: kind}
        self._remembered().save_unseen(self.unseen)
        self.unseen_changed.emit(self.unseen)


def _own_toolbox() -> Toolbox:
    from turbodesk.app.tools import own_toolbox

    return own_toolbox()


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
    is_seen: Callable[[str], bool] = lambda _conversation_id: True
    """Whether the person has a conversation before their eyes."""
    asked: Callable[[tuple[str, Message]], None] = lambda _asked: None
    """Told of a conversation's id and its reply when tools of that wait for the person's word."""
    toolbox: Callable[[], Toolbox] = _own_toolbox
    """Gives the tools of this computer; they are imported then."""
    memory: MemoryDatabase | None = None
    """Where a chat is of which nothing shall be on disk, until it is kept; None: it is kept as usual."""

    @property
    def is_temporary(self) -> bool:
        """Whether nothing of the chat is on disk."""
        return self.memory is not None and self.memory.is_in_memory
