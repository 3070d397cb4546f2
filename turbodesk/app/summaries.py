"""Sums up the oldest turns of one chat in one request, and keeps what came of it: read, changed, undone and put back.

What is summed up is what would be left out instead (`trimming`). It costs one request at the chat's own model, whose
price is told before; the turns stay where they are, and are found by search. Nothing is sent without a person's press.

Why the chat's own model: it goes on with what the summary leaves. Why nothing is kept ready in the cache for it: that
beginning is not sent again, and keeping it would cost a quarter more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from turbodesk.app.asking import request_for
from turbodesk.app.gateways import DEMO
from turbodesk.app.signal import Signal
from turbodesk.app.trimming import first_kept, sent_ids, sent_summary
from turbodesk.chat.cost import cost
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.chat.estimate import CHARS_PER_TOKEN, MESSAGE_OVERHEAD, factor, of_message, of_text
from turbodesk.chat.events import Adjusted, Finished, Started, Waiting
from turbodesk.chat.message import Message, Usage, empty_reply, user_message
from turbodesk.chat.parameters import CacheLife, Parameters
from turbodesk.chat.parts import Opaque
from turbodesk.chat.reduce import apply
from turbodesk.chat.summary import BLOCK, INSTRUCTIONS, MOST_CHARACTERS, TurnSummary, new_summary
from turbodesk.gateway.base import ReplyRequest
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.chat_context import ChatContext
    from turbodesk.app.tasks import Scope
    from turbodesk.chat.conversation import Conversation, Node
    from turbodesk.chat.model import Model

USUAL_TOKENS = 1_500
"""Of a summary, for its price; it may be shorter or longer."""
_NOTHING_CAME = FailureNote(
    _("empty"), _("The model gave no summary."), _("Try again, or leave out the oldest messages.")
)
_DEFECT = FailureNote(_("defect"), _("Something went wrong inside TurboDesk."), _("Try again."))


@dataclass(frozen=True, slots=True)
class SummaryPlan:
    """What would be summed up now."""

    before: str
    """The id of the first message that would still be sent whole."""
    ids: tuple[str, ...]
    """Those of the messages that would be summed up."""
    tokens: int
    """About how many they are."""
    dollars: float | None
    """About what the request costs; None without prices."""
    saves: float | None
    """About what each later question costs less, without a cache."""


@dataclass(frozen=True, slots=True)
class SummaryState:
    """How the summary above one message stands."""

    count: int
    """How many messages are summed up."""
    summary: TurnSummary | None = None
    """None while it is being written, or where that failed."""
    so_far: int = 0
    """Characters that have come."""
    failure: FailureNote | None = None


class SummarisedChat(Protocol):
    """What is asked of a chat whose turns are summed up."""

    conversation: Conversation

    @property
    def model(self) -> Model:
        """The model of the next reply."""

    @property
    def is_busy(self) -> bool:
        """Whether a reply is growing, or tools run for it."""

    def ids(self) -> Sequence[str]:
        """The active path, oldest first."""

    def node(self, message_id: str) -> Node:
        """A message's place in the tree."""

    def message(self, message_id: str) -> Message | None:
        """A message, if it is in memory."""

    async def fetch(self, ids: Sequence[str]) -> tuple[Message, ...]:
        """Messages, read from disk where they are not in memory."""


class Summaries:
    """The summaries of one chat."""

    def __init__(self, chat: SummarisedChat, context: ChatContext, scope: Scope, update: Callable[..., None]) -> None:
        """`update` changes the conversation and saves it."""
        self.changed: Signal[None] = Signal()
        """One is being written, is there, was changed or is gone."""
        self._chat, self._context, self._scope, self._update = chat, context, scope, update
        self._state: tuple[str, SummaryState] | None = None
        """The message above which one is being written or failed, and how that stands."""

    @property
    def in_force(self) -> TurnSummary | None:
        """The summary that is sent with the active path."""
        return sent_summary(self._chat.ids(), self._chat.conversation)

    @property
    def is_running(self) -> bool:
        """Whether one is being written."""
        return self._state is not None and self._state[1].failure is None

    @property
    def can_begin(self) -> bool:
        """Whether there is something to sum up, and no summary being written."""
        return self._first_kept() is not None

    @property
    def at_work(self) -> bool:
        """Whether something of the chat is being written, a summary or a reply."""
        return self.is_running or self._chat.is_busy

    def plan(self, sent_tokens: int | None = None) -> SummaryPlan | None:
        """Return what would be summed up now; None where nothing can be.

        `sent_tokens`: how many the next request has, where somebody has counted them.
        """
        chat, before = self._chat, self._first_kept()
        if before is None:
            return None
        ids = sent_ids(chat.ids(), chat.conversation)
        summed = tuple(ids[: ids.index(before)])
        tokens = round(self._tokens(summed, sent_tokens))
        prices = chat.model.prices
        saves = cost(Usage(max(0, tokens - USUAL_TOKENS), 0), prices)
        return SummaryPlan(before, summed, tokens, cost(Usage(tokens, USUAL_TOKENS), prices), saves)

    def at(self, message_id: str) -> SummaryState | None:
        """Return how the summary above a message stands; None where there is none."""
        if self._state is not None and self._state[0] == message_id:
            return self._state[1]
        summary = self.in_force
        if summary is None or summary.before != message_id:
            return None
        return SummaryState(summary.count, summary)

    def begin(self) -> bool:
        """Ask for a summary of what `plan` says; False where there is nothing to sum up."""
        plan = self.plan()
        if plan is None:
            return False
        self._show(plan, SummaryState(len(plan.ids)))
        self._scope.start("summary", self._write(plan)).add_done_callback(lambda task: self._done(plan, task))
        return True

    def stop(self) -> None:
        """End the request; nothing is kept of it, and what came is counted."""
        if self.is_running:
            self._scope.cancel("summary")
            self._clear()

    def dismiss(self) -> None:
        """Take away what is said of a summary that failed."""
        if not self.is_running:
            self._clear()

    def edit(self, summary_id: str, text: str) -> None:
        """Let a summary say something else; blank words change nothing."""
        if text.strip():
            changes: dict[str, object] = {
                "text": text.strip()[:MOST_CHARACTERS],
                "block": None,
                "is_edited": True,
                "is_cut": False,
            }
            self._change(summary_id, changes, unless=text.strip())

    def undo(self, summary_id: str) -> None:
        """Send the turns themselves again."""
        self._change(summary_id, {"is_on": False})

    def put_back(self, summary_id: str) -> None:
        """Send the summary instead of the turns again."""
        self._change(summary_id, {"is_on": True})

    def _change(self, summary_id: str, changes: dict[str, object], *, unless: str | None = None) -> None:
        found = [
            replace(one, **changes) if one.id == summary_id and one.text != unless else one  # type: ignore[arg-type]
            for one in self._chat.conversation.summaries
        ]
        if tuple(found) != self._chat.conversation.summaries:
            self._update(summaries=tuple(found))
            self.changed.emit(None)

    def next_cut(self) -> str | None:
        """Return the id of the message to begin with, should the oldest turns be left out; None: there are none."""
        chat = self._chat
        return first_kept([chat.node(id_) for id_ in sent_ids(chat.ids(), chat.conversation)])

    @property
    def can_cut(self) -> bool:
        """Whether there are turns that could be left out."""
        return self.next_cut() is not None

    def send_all_again(self) -> None:
        """Leave no turns out of the next request."""
        self._update(sent_from=None)

    def _first_kept(self) -> str | None:
        if self.is_running or self._chat.conversation.gateway_id == DEMO:
            return None
        return self.next_cut()

    def _tokens(self, ids: Sequence[str], sent_tokens: int | None) -> float:
        """Return about how many tokens these messages are, by their share of what was counted."""
        chat = self._chat
        sent = [self._estimate(id_) for id_ in sent_ids(chat.ids(), chat.conversation)]
        earlier = "" if self.in_force is None else self.in_force.text
        own = (of_text(earlier) + of_text(chat.conversation.parameters.system)) * factor(chat.model)
        counted = 1.0 if sent_tokens is None else sent_tokens / max(1.0, sum(sent) + own)
        return of_text(INSTRUCTIONS) * factor(chat.model) + (sum(sent[: len(ids)]) + own) * counted

    def _estimate(self, id_: str) -> float:
        chat, message = self._chat, self._chat.message(id_)
        if message is not None:
            return of_message(message, chat.model)
        return MESSAGE_OVERHEAD + chat.node(id_).chars / CHARS_PER_TOKEN * factor(chat.model)

    def _done(self, plan: SummaryPlan, task: asyncio.Task[None]) -> None:
        """Give an end to what ended by our defect, which the scope reports."""
        if not task.cancelled() and task.exception() is not None:
            self._fail(plan, _DEFECT)

    async def _write(self, plan: SummaryPlan) -> None:
        model = self._chat.model
        try:
            reply = await self._asked(plan, await self._request(plan))
        except Failure as failure:
            self._fail(plan, failure.note)
            return
        block = next((part.raw for part in reply.parts if isinstance(part, Opaque) and part.kind == BLOCK), None)
        said = block.get("content") if block is not None else None
        text = said if isinstance(said, str) else reply.text
        if not text.strip() or plan.before not in self._chat.ids():
            self._fail(plan, _NOTHING_CAME)
            return
        kept = block if isinstance(said, str) else None
        earlier = self.in_force
        count = len(plan.ids) + (0 if earlier is None else earlier.count)
        made = new_summary(text, before=plan.before, count=count, model=model.id, block=kept)
        made = replace(made, is_cut=reply.stop_reason == "max_tokens")
        self._state = None
        self._update(summaries=(*self._chat.conversation.summaries, made))
        self.changed.emit(None)

    async def _request(self, plan: SummaryPlan) -> ReplyRequest:
        chat = self._chat
        wishes = chat.conversation.parameters
        parameters = Parameters(
            system=wishes.system, cache=CacheLife.OFF, keep_attachments=wishes.keep_attachments, user_id=wishes.user_id
        )
        asks = user_message(INSTRUCTIONS, plan.ids[-1])
        messages = (*await chat.fetch(plan.ids), asks)
        request = await request_for(
            self._context, replace(chat.conversation, parameters=parameters), messages, chat.model, self.in_force
        )
        # Neither the project's files, which are sent anyway, nor a look at the cache, which it leaves alone.
        return replace(request, project=None, summarises=True, sent_before=None, kept_before=0, asks_about="")

    async def _asked(self, plan: SummaryPlan, request: ReplyRequest) -> Message:
        conversation, model = self._chat.conversation, request.model
        gateway = await self._context.gateway(conversation)
        reply, has_begun = empty_reply(model.id, ""), False
        try:
            async with aclosing(gateway.reply(request)) as events:  # type: ignore[type-var]  # they are generators
                async for event in events:
                    has_begun = has_begun or isinstance(event, Started)
                    if isinstance(event, Adjusted):
                        self._context.refuse(conversation, model.id, event.parameter)
                    if not isinstance(event, Finished | Waiting):
                        reply = apply(reply, event)
                    if len(reply.text) - (0 if self._state is None else self._state[1].so_far) >= _STEP:
                        self._show(plan, SummaryState(len(plan.ids), so_far=len(reply.text)))
        finally:
            if has_begun:
                self._context.count_own(model.id, _used(reply), conversation.id)
        return reply

    def _fail(self, plan: SummaryPlan, note: FailureNote) -> None:
        self._show(plan, SummaryState(len(plan.ids), failure=note))

    def _show(self, plan: SummaryPlan, state: SummaryState) -> None:
        self._state = (plan.before, state)
        self.changed.emit(None)

    def _clear(self) -> None:
        if self._state is not None:
            self._state = None
            self.changed.emit(None)


_STEP = 200
"""Characters that come between two times it is told how far it is."""


def _used(reply: Message) -> Usage:
    """What was used, with an estimate of the output where the end did not come to tell it."""
    usage = reply.usage
    if reply.stop_reason is None and reply.text:
        return usage.with_estimated_output(round(of_text(reply.text)))
    # The provider tells what its own summing up used apart from the rest.
    told = usage.extra.get("iterations")
    for one in told if isinstance(told, list) else ():
        if isinstance(one, Mapping) and one.get("type") == BLOCK:
            usage = _sum(usage, Usage().merged(one))
    return usage


def _sum(one: Usage, other: Usage) -> Usage:
    counts = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return one.merged({name: (getattr(one, name) or 0) + (getattr(other, name) or 0) for name in counts})
