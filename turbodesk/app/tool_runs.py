"""Runs the tools the replies of one chat ask for, once the person has said so, and tells the model what they gave.

Several run at once, each as a task of the chat's scope, and end in any order. Before one starts that is written down,
on disk; so after the end of the program in mid-call it is known that the work may be done, and nothing runs by itself
a second time. Stop ends them at once for the person, whatever the tool makes of it.

What may run without a question `tool_permission` decides, and nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.app.tool_keeping import kept
from turbodesk.app.tool_loop import (
    DENIED,
    MOST_ROUNDS,
    STOPPED_BY_USER,
    Call,
    CallProgress,
    CallState,
    GivenResult,
    ToolDecision,
    ToolLoop,
    given_in,
    states,
    told,
    unsettled_words,
    why_asks_all,
)
from turbodesk.app.tool_permission import ToolPermission
from turbodesk.app.tools import Tool, ToolCall, ToolOutcome, ToolPreview, ToolRefused
from turbodesk.app.trimming import sent_ids
from turbodesk.chat.codec import tool_input
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parts import JsonObject, ToolResult, ToolUse
from turbodesk.chat.turns import awaits_results, calls
from turbodesk.translation import unmarked

if TYPE_CHECKING:
    from turbodesk.app.chat_context import ChatContext

TOLD_EVERY_S = 0.1
"""How often progress is told at most."""
_BROKEN = "Something went wrong inside TurboDesk while this tool was running."
_UNWRITTEN = "It was not run, because TurboDesk could not write down that it begins."


class Calling(Protocol):
    """The chat whose replies ask for tools."""

    conversation: Conversation
    context: ChatContext
    calls_changed: Signal[str]
    progress_told: Signal[str]

    @property
    def is_replying(self) -> bool:
        """Whether a reply is growing."""

    def ids(self) -> Sequence[str]:
        """The active path, oldest first."""

    def message(self, message_id: str) -> Message | None:
        """Return a message, or None while it has not been read from disk."""

    def last_reply(self) -> Message | None:
        """Return the last reply of the path, if it is in memory."""

    async def fetch(self, ids: Sequence[str]) -> tuple[Message, ...]:
        """Return messages, read from disk where they are not in memory."""


class ToolRuns:
    """The tools of one chat: asked about, running, and what they gave."""

    def __init__(
        self, chat: Calling, scope: Scope, update: Callable[..., object], give: Callable[[Message], object]
    ) -> None:
        """`update` changes fields of the chat's conversation, `give` adds the results and asks for the next reply."""
        self._chat, self._scope = chat, scope
        self._give_on = give
        self._toolbox = chat.context.toolbox()
        self.permission = ToolPermission(chat, self._toolbox, update)
        """What may run without a question."""
        self._loops: dict[str, ToolLoop] = {}
        """By the reply's id, those that have begun and whose results are no message yet."""
        self._timer: asyncio.TimerHandle | None = None
        self._moved: set[str] = set()

    # What there is

    @property
    def are_running(self) -> bool:
        """Whether any tool runs."""
        return any(loop.running for loop in self._loops.values())

    def of(self, reply: Message, following: Message | None, *, is_open: bool) -> list[Call]:
        """Return the calls of a reply as they stand; `following` and `is_open` are as `states` has them."""
        loop = self._loops.get(reply.id)
        tools = {call.name: tool for call in calls(reply) if (tool := self._toolbox.find(call.name)) is not None}
        found = states(reply, following, is_open=is_open, loop=loop, tool_of=tools)
        return [self._reasoned(call, loop) if call.state is CallState.ASKING else call for call in found]

    async def load(self) -> None:
        """Read what tools were doing when the program ended. Raises `StoreFailure`."""
        journal, path = self._chat.context.journal.calls, self._chat.ids()
        for reply_id, known in (await journal.read(self._chat.conversation.id)).items():
            if reply_id in path[:-1]:
                journal.end(reply_id)  # the program ended when the message with the results was written, before this
            elif reply_id not in self._loops:
                loop = self._loops[reply_id] = ToolLoop()
                loop.is_journalled = True
                for call_id, blocks in known.given.items():
                    loop.given |= {id_: one for id_, one in _given(blocks).items() if id_ == call_id}
                loop.unsettled = dict.fromkeys(known.begun, CallState.LOST)
        if (reply := self._open_reply()) is not None:
            self._look_ahead(reply, self._loops.setdefault(reply.id, ToolLoop()))

    # What a person says

    def begin(self, reply: Message) -> None:
        """Take a reply that has ended and asks for tools: run what needs nobody, ask about the rest."""
        self._scope.start("tools", self._begin(reply))

    def answer(self, call_id: str, decision: ToolDecision) -> None:
        """Take a person's word on a call of the last reply; once all have a result, the model is told."""
        reply = self._open_reply()
        call = next((one for one in calls(reply) if one.id == call_id), None) if reply is not None else None
        if reply is None or call is None:
            return
        loop = self._loops.setdefault(reply.id, ToolLoop())
        match decision:
            case ToolDecision.STOP:
                self._stop_one(reply, loop, call_id)
            case ToolDecision.TELL:
                if (state := loop.unsettled.get(call_id)) is not None:
                    self._take(reply, call_id, told(call_id, unsettled_words(state)))
            case ToolDecision.DENY:
                if loop.is_open(call):
                    self._take(reply, call_id, told(call_id, DENIED))
            case _:
                self._allow(reply, loop, call, decision)
        self._settle(reply)

    def answer_all(self, *, is_allowed: bool) -> None:
        """Allow once, or not, all that the last reply asks about; what changes the person's own is asked by itself."""
        reply = self._open_reply()
        if reply is None:
            return
        loop = self._loops.setdefault(reply.id, ToolLoop())
        for call in calls(reply):
            if not loop.is_open(call):
                continue
            if not is_allowed:
                self._take(reply, call.id, told(call.id, DENIED))
            elif (tool := self._toolbox.find(call.name)) is None or not tool.asks_always:
                self._allow(reply, loop, call, ToolDecision.ONCE)
        self._settle(reply)

    def stop(self) -> None:
        """End all that run, at once for the person; the model is told when the person wants to go on."""
        self._scope.cancel("tools")
        for reply_id, loop in self._loops.items():
            if held := loop.hold(CallState.HELD):
                for call_id in held:
                    self._scope.cancel(_task(reply_id, call_id))
                self._chat.calls_changed.emit(reply_id)

    def settled(self) -> Message | None:
        """Return the results of the last reply as they are now, for a chat that goes on without the missing ones."""
        reply = self._open_reply()
        loop = self._loops.get(reply.id) if reply is not None else None
        if reply is None or loop is None or loop.running:
            return None
        return self._finished(reply, loop.settled(reply))

    # Running

    async def _begin(self, reply: Message) -> None:
        chat = self._chat
        turn = await chat.fetch(chat.ids()[-2 * MOST_ROUNDS - 1 :])
        reads_outside = False
        if any(map(self.permission.can_send, calls(reply))):
            reads_outside = self.permission.has_outside(await chat.fetch(sent_ids(chat.ids(), chat.conversation)))
        if not self._is_last(reply):
            return
        loop = self._loops.setdefault(reply.id, ToolLoop())  # the person may have been quicker, and some run by now
        loop.asks_all, loop.reads_outside = why_asks_all(turn), reads_outside
        for call in calls(reply):
            if loop.is_open(call) and self.permission.question(call, loop) is None:
                self._start(reply, loop, call)
        self._look_ahead(reply, loop)
        self._chat.calls_changed.emit(reply.id)
        if any(map(loop.is_open, calls(reply))):
            self._chat.context.asked((self._chat.conversation.id, reply))
        self._settle(reply)

    def _allow(self, reply: Message, loop: ToolLoop, call: ToolUse, decision: ToolDecision) -> None:
        if not (loop.is_open(call) or call.id in loop.unsettled):
            return
        if (tool := self._toolbox.find(call.name)) is not None:
            is_always, is_everywhere = decision is ToolDecision.ALWAYS, decision is ToolDecision.EVERYWHERE
            self.permission.allow(tool, always=is_always, everywhere=is_everywhere)
        self._start(reply, loop, call)
        if decision is ToolDecision.ONCE:
            return
        loop.asks_all = ""
        for other in calls(reply):
            if loop.is_open(other) and self.permission.question(other, loop) is None:
                self._start(reply, loop, other)

    def _start(self, reply: Message, loop: ToolLoop, call: ToolUse) -> None:
        """Run a call; whatever is wrong with it becomes a sentence for the model."""
        tool = self._toolbox.find(call.name)
        if tool is None:
            loop.give(call.id, told(call.id, f"There is no tool called {call.name!r}."))
            return
        if tool.name not in self._chat.conversation.parameters.tools:
            loop.give(call.id, told(call.id, "This tool is switched off in this conversation."))
            return
        try:
            given = tool_input(call)
            if tool.at_once is not None:
                loop.give(call.id, GivenResult(ToolResult(call.id, tool.at_once(given))))
                return
        except (ToolRefused, ValueError) as refused:
            loop.give(call.id, told(call.id, unmarked(str(refused))))
            return
        loop.begin(call.id)
        task = self._scope.start(_task(reply.id, call.id), self._run(reply, call, tool, given))
        task.add_done_callback(partial(self._ended, reply, call.id))

    async def _run(self, reply: Message, call: ToolUse, tool: Tool, given: JsonObject) -> None:
        context = self._chat.context
        began_at = self._loops[reply.id].running[call.id].began_at
        try:
            await context.journal.calls.begin(reply.id, call.id)
            outcome = await tool.run(given, self._handed(reply, call))
        except ToolRefused as refused:
            outcome = ToolOutcome(unmarked(str(refused)), is_error=True)
        except StoreFailure:
            outcome = ToolOutcome(_UNWRITTEN, is_error=True)
        service, is_temporary = context.attachment_service, context.is_temporary
        result = await kept(call.id, outcome, service, began_at=began_at, is_temporary=is_temporary)
        loop = self._loops.get(reply.id)
        if loop is not None and call.id in loop.running:  # else the person has stopped it
            self._take(reply, call.id, result)
            self._settle(reply)

    def _handed(self, reply: Message, call: ToolUse) -> ToolCall:
        conversation = self._chat.conversation
        progress = partial(self._progress, reply.id, call.id)
        return ToolCall(call.id, conversation.id, conversation.project_id, progress)

    def _ended(self, reply: Message, call_id: str, task: asyncio.Task[None]) -> None:
        """Give a result to a call whose task failed by our defect; one that was cancelled with the program has none."""
        loop = self._loops.get(reply.id)
        if loop is None or call_id not in loop.running or (task.cancelled() and self._scope.is_closed):
            return
        self._take(reply, call_id, told(call_id, _BROKEN))
        self._settle(reply)

    def _stop_one(self, reply: Message, loop: ToolLoop, call_id: str) -> None:
        if call_id in loop.running:
            began_at = loop.running[call_id].began_at
            self._take(reply, call_id, replace(told(call_id, STOPPED_BY_USER), began_at=began_at))
            self._scope.cancel(_task(reply.id, call_id))

    def _take(self, reply: Message, call_id: str, given: GivenResult) -> None:
        """Take what a call gave, and write it down until the message with all of them is there."""
        loop = self._loops[reply.id]
        loop.give(call_id, given)
        loop.is_journalled = True
        parts = (given.result, *given.files)
        times = (given.began_at, given.ended_at)
        blocks = [Block(at, part, True, *(times if at == 0 else (None, None))) for at, part in enumerate(parts)]
        self._chat.context.journal.calls.give(reply.id, call_id, blocks)

    def _settle(self, reply: Message) -> None:
        """Tell how the calls stand, and the model what they gave once that is all."""
        loop = self._loops[reply.id]
        results = loop.results(reply) if self._is_last(reply) else None
        self._finished(reply, results)
        self._chat.calls_changed.emit(reply.id)
        if results is not None:
            self._give_on(results)

    def _finished(self, reply: Message, results: Message | None) -> Message | None:
        """Keep no more of the calls once their results are a message, which is queued to be written before that."""
        if results is not None and self._loops.pop(reply.id).is_journalled:
            asyncio.get_running_loop().call_soon(self._chat.context.journal.calls.end, reply.id)
        return results

    def _is_last(self, reply: Message) -> bool:
        """Whether the path ends in a reply, be that in memory or not by now, and nothing grows behind it."""
        return list(self._chat.ids()[-1:]) == [reply.id] and not self._chat.is_replying

    def _open_reply(self) -> Message | None:
        reply = self._chat.last_reply()
        return None if reply is None or self._chat.is_replying or not awaits_results(reply) else reply

    # Progress and previews

    def _progress(self, reply_id: str, call_id: str, done: float, total: float | None, words: str) -> None:
        loop = self._loops.get(reply_id)
        if loop is None or (running := loop.running.get(call_id)) is None:
            return
        running.progress = CallProgress(done, total, words)
        self._moved.add(reply_id)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TOLD_EVERY_S, self._tell_progress)

    def _tell_progress(self) -> None:
        self._timer, moved = None, self._moved
        self._moved = set()
        for reply_id in moved & self._loops.keys():
            self._chat.progress_told.emit(reply_id)

    def _look_ahead(self, reply: Message, loop: ToolLoop) -> None:
        """Find out what the calls that are asked about would change."""
        for call in calls(reply):
            tool = self._toolbox.find(call.name)
            if tool is not None and tool.preview is not None and loop.is_open(call):
                coming = tool.preview(tool_input(call), self._handed(reply, call))
                self._scope.start(f"preview.{call.id}", self._preview(reply, call, coming))

    async def _preview(self, reply: Message, call: ToolUse, coming: Awaitable[ToolPreview]) -> None:
        try:
            preview = await coming
        except ToolRefused as refused:
            loop = self._loops.get(reply.id)
            if loop is not None and loop.is_open(call):  # nobody need be asked about what cannot be done
                self._take(reply, call.id, told(call.id, unmarked(str(refused))))
                self._settle(reply)
            return
        loop = self._loops.get(reply.id)
        if loop is not None and loop.is_open(call):
            loop.previews[call.id] = preview
            self._chat.progress_told.emit(reply.id)

    def _reasoned(self, call: Call, loop: ToolLoop | None) -> Call:
        """Return a call that asks with the reason why."""
        if call.tool is None:
            return call
        why = self.permission.question(call.part, loop or ToolLoop()) or ""
        sentence, before = self.permission.changed(call.tool)
        return replace(call, why=why, before=before if why == sentence else "")


def _task(reply_id: str, call_id: str) -> str:
    return f"tool.{reply_id}.{call_id}"


def _given(blocks: Sequence[Block]) -> dict[str, GivenResult]:
    return given_in(Message("", None, Role.USER, tuple(blocks)))
