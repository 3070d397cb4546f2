"""What the rest of TurboDesk asks of a gateway, whatever carries it: the real one, the demo, a test's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import field
from typing import Protocol

from turbodesk.chat.events import GatewayEvent
from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.message import Message
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.project import Project
from turbodesk.chat.sent_prefix import SentPrefix
from turbodesk.chat.summary import TurnSummary
from turbodesk.chat.tools import ToolDefinition
from turbodesk.chat.traffic import Exchanged, Outgoing
from turbodesk.gateway.attachments import File
from turbodesk.quick_dataclasses import dataclass

LOOK_S = 1 / 60
"""As often as a screen shows anything new."""


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """Everything one reply is made from."""

    model: Model
    messages: tuple[Message, ...]
    """The active path, oldest first, ending with the person's message; stopped and failed replies included as they
    are: what may be sent of them is the body builder's decision."""
    parameters: Parameters
    wire_id: str
    """The conversation's `X-Conversation-Id`, for gateways that route by it."""
    project: Project | None = None
    """What the conversation belongs to: its instructions and files go before everything of the conversation."""
    tools: tuple[ToolDefinition, ...] = ()
    """The tools of this computer the model may ask for, in an order that stays the same from turn to turn."""
    continues: Message | None = None
    """The reply that is to be carried on, which `messages` leave out; None: a new one is asked for.

    One that paused by itself (`stop_reason` "pause_turn") goes out as it is, for the gateway to go on with; one that
    broke off goes out as the protocol asks of the model (2.4), as the beginning of the reply or in words.
    """
    refused: frozenset[str] = frozenset()
    """Names of optional parameters this gateway is known to refuse for this model: they are left out. The names are
    those of `Adjusted.parameter`."""
    begun_ms: int = 0
    """When the conversation began, in milliseconds since 1970: messages that are older came from another one."""
    schema: Mapping[str, object] | None = None
    """What the answer must be as JSON, for the program's own requests; None: a reply to be read by people."""
    summary: TurnSummary | None = None
    """What goes before `messages` in place of what was said earlier."""
    summarises: bool = False
    """Whether a summary of `messages` is wanted, the last of which asks for it in words."""
    sent_before: SentPrefix | None = None
    """How the request before began on this branch of the conversation; None: there was none that is known."""
    kept_before: int = 0
    """Tokens of its beginning that are ready in the provider's cache."""
    asks_about: str = ""
    """The gateway's own id of the reply before, for the provider to say how the two requests differ; "": not asked."""
    every_s: Callable[[], float] = field(default=lambda: LOOK_S, compare=False)
    """How often the network is looked at for what has come of the reply, in seconds; what came is given out at once."""
    smaller: Callable[[], Awaitable[Mapping[str, File]]] | None = field(default=None, compare=False)
    """Gives `files` anew with pictures within `SMALLER_EDGE`, for a gateway that refuses larger ones."""
    files: Mapping[str, File] = field(default_factory=dict)
    """What the attachments that go with the request hold, by hash (`attachments.wanted`), and the project's files."""


class Gateway(Protocol):
    """One gateway with one key."""

    def reply(self, request: ReplyRequest) -> AsyncIterator[GatewayEvent]:
        """Ask for a reply and yield what happens, ending after `Finished`.

        Closing the iterator, or cancelling the task that reads it, closes the connection at once.
        `Waiting` may come before the first content; the wait itself happens inside.

        Raises:
            GatewayFailure: for everything that goes wrong, cut-off streams included.
        """
        ...

    async def check(self) -> None:
        """Find out whether the address and the key are accepted, at the cost of at most one token.

        Raises:
            GatewayFailure: when they are not.
        """
        ...

    async def models(self) -> tuple[ListedModel, ...]:
        """Return the models the gateway says it offers, in its order; () from one that offers a list without any.

        Raises:
            GatewayFailure: there is no such list, or it could not be read.
        """
        ...

    async def count_tokens(self, request: ReplyRequest) -> int | None:
        """Return the input tokens of a request as the gateway counts them, which is free of charge.

        None: the gateway does not count, or not this request; one that does not is asked only once.

        Raises:
            GatewayFailure: it could not be asked.
        """
        ...

    def preview(self, request: ReplyRequest) -> Outgoing:
        """Return what `reply` would send now, attachments in full length, without sending it. Any thread may ask.

        Raises:
            RequestRefused: there is nothing to send.
        """
        ...

    def exchanges(self) -> tuple[Exchanged, ...]:
        """Return the last exchanges with this gateway in this run, oldest first, without the key."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
