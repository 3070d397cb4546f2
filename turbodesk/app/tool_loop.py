"""Runs the tools a reply asks for, once the person has said so, and sends what they gave back.

What is asked and what was answered is read from the messages themselves, so that a question open at the end of one run
of the program is open again in the next. Only answers to some of several calls are kept in memory until all are there:
the protocol wants them in one message.

Nothing runs by itself after a start, and after `MOST_ROUNDS` rounds in a row the person is asked again even where
"Always" was said: a model can go round in circles, at the person's cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from turbodesk.app.tools import ToolRefused, find
from turbodesk.chat.codec import tool_input
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parts import ToolResult, ToolUse
from turbodesk.chat.turns import awaits_results, calls, is_results, is_whole

MOST_ROUNDS = 10
"""Requests in a row that only carry results, before the person is asked again whether to go on."""
MOST_IN_VAIN = 3
"""The same where nothing but errors came of it, as for a tool that does not exist or is switched off."""
DENIED = "The user did not allow this tool to run. ToolDecision without it, or ask the user."


class ToolDecision(StrEnum):
    """What a person says to a call."""

    ONCE = "once"
    ALWAYS = "always"
    """In this conversation, whatever the arguments."""
    DENY = "deny"


class CallState(StrEnum):
    """How far a call has come."""

    WRITING = "writing"
    """Its arguments are still arriving."""
    ASKING = "asking"
    READY = "ready"
    """Answered, while other calls of the same reply are not."""
    DONE = "done"
    FAILED = "failed"
    DENIED = "denied"
    INCOMPLETE = "incomplete"
    """The reply was cut off inside its arguments."""
    NOT_RUN = "not-run"
    """Nobody answered it, and the conversation went on, or the reply did not end in a question."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it stands."""

    part: ToolUse
    state: CallState
    result: str = ""
    """What the model is told; "" while there is nothing."""
    ran_elsewhere: bool = False
    """Whether another program ran it, from which the chat was imported."""


def run(call: ToolUse, *, offered: Sequence[str]) -> ToolResult:
    """Return what a call gives; whatever is wrong with it becomes a sentence for the model."""
    tool = find(call.name)
    if tool is None:
        return ToolResult(call.id, f"There is no tool called {call.name!r}.", is_error=True)
    if tool.name not in offered:
        return ToolResult(call.id, "This tool is switched off in this conversation.", is_error=True)
    try:
        return ToolResult(call.id, tool.run(tool_input(call)))
    except (ToolRefused, ValueError) as refused:
        return ToolResult(call.id, str(refused), is_error=True)


def states(reply: Message, following: Message | None, *, is_open: bool, given: Sequence[ToolResult] = ()) -> list[Call]:
    """Return every call of a reply as it stands.

    `following` is the message after it, if there is one; `is_open` whether the reply is the last of its path, and
    `given` what has been answered already.
    """
    results = [part for part in following.parts if isinstance(part, ToolResult)] if following is not None else given
    by_id = {result.tool_use_id: result for result in results}
    elsewhere = {part.tool_use_id: part for part in reply.parts if isinstance(part, ToolResult)}
    return [
        _state(call, reply, by_id.get(call.id), is_open=is_open) if call.id not in elsewhere else _ran(call, elsewhere)
        for call in calls(reply)
    ]


def _ran(call: ToolUse, results: Mapping[str, ToolResult]) -> Call:
    """Return a call that another program ran, whose chat was imported; its result stands in the reply itself."""
    return Call(call, CallState.FAILED if results[call.id].is_error else CallState.DONE, ran_elsewhere=True)


def _state(call: ToolUse, reply: Message, result: ToolResult | None, *, is_open: bool) -> Call:
    if result is not None:
        if is_open:
            return Call(call, CallState.READY)
        text = result.content if isinstance(result.content, str) else ""
        state = CallState.DONE if not result.is_error else CallState.DENIED if text == DENIED else CallState.FAILED
        return Call(call, state, text)
    if not reply.is_final:
        return Call(call, CallState.WRITING)
    if not is_whole(call):
        return Call(call, CallState.INCOMPLETE)
    return Call(call, CallState.ASKING if is_open and awaits_results(reply) else CallState.NOT_RUN)


def results_message(reply: Message, results: Sequence[ToolResult]) -> Message:
    """Make the message that answers a reply's calls, now; in the order of the calls."""
    by_id = {one.tool_use_id: one for one in results}
    ordered = [by_id[id_] for id_ in dict.fromkeys(call.id for call in calls(reply)) if id_ in by_id]
    blocks = tuple(Block(index, result) for index, result in enumerate(ordered))
    return Message(new_id(), reply.id, Role.USER, blocks, created_at=now_ms())


class ToolLoop:
    """The calls of one conversation's last reply."""

    def __init__(self, *, offered: Callable[[], Sequence[str]], allowed: Callable[[], Sequence[str]]) -> None:
        """`offered` names the tools that are switched on, `allowed` those that run without asking."""
        self._offered = offered
        self._allowed = allowed
        self._reply_id = ""
        self._given: dict[str, ToolResult] = {}

    def given(self, reply_id: str) -> tuple[ToolResult, ...]:
        """Return what has been answered of a reply's calls so far."""
        return tuple(self._given.values()) if reply_id == self._reply_id else ()

    def begin(self, reply: Message, *, asks_all: bool) -> Message | None:
        """Take a reply that ended: answer what needs no person. Returns the results if that was everything.

        `asks_all`: nothing runs by itself now.
        """
        self._reply_id, self._given = reply.id, {}
        if not awaits_results(reply):
            return None
        for call in calls(reply):
            if is_whole(call) and not asks_all and self._needs_nobody(call):
                self._given[call.id] = run(call, offered=self._offered())
        return self._results(reply)

    def answer(self, reply: Message, call_id: str, answer: ToolDecision) -> Message | None:
        """Take a person's word on a call. Returns the results when it was the last one missing."""
        if reply.id != self._reply_id:  # a question of an earlier run of the program
            self._reply_id, self._given = reply.id, {}
        asked = [call for call in calls(reply) if call.id not in self._given and is_whole(call)]
        for call in asked:
            if call.id == call_id and answer is ToolDecision.DENY:
                self._given[call.id] = ToolResult(call.id, DENIED, is_error=True)
            elif call.id == call_id or (answer is ToolDecision.ALWAYS and self._needs_nobody(call)):
                self._given[call.id] = run(call, offered=self._offered())
        return self._results(reply)

    def _needs_nobody(self, call: ToolUse) -> bool:
        """Whether nobody is to be asked: the person said "Always", or there is nothing that could run."""
        return call.name in self._allowed() or find(call.name) is None or call.name not in self._offered()

    def _results(self, reply: Message) -> Message | None:
        wanted = {call.id for call in calls(reply) if is_whole(call)}
        if not wanted or not wanted <= self._given.keys():
            return None
        return results_message(reply, list(self._given.values()))


def goes_round(path: Sequence[Message]) -> bool:
    """Whether the model has called tools so often in a row that a person should say whether it goes on."""
    last = [message for message in path[-2 * MOST_IN_VAIN :] if is_results(message)]
    in_vain = all(isinstance(part, ToolResult) and part.is_error for one in last for part in one.parts)
    count = rounds(path)
    return count >= MOST_ROUNDS or (count >= MOST_IN_VAIN and in_vain)


def rounds(path: Sequence[Message]) -> int:
    """Return how many messages with results stand at the end of a path, since a person last said something."""
    count = 0
    for message in reversed(path):
        if is_results(message):
            count += 1
        elif message.role is Role.USER:
            break
    return count
