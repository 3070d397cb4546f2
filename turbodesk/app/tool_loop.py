"""How the calls of tools in a reply stand, and the message that answers them: asked, running, there or in vain.

What is asked and what was answered is read from the messages themselves, so that a question open at the end of one run
of the program is open again in the next. Only answers to some of several calls are kept here until all are there: the
protocol wants them in one message. What runs, or ran when the program ended, is in the journal (`tool_runs`).

Nothing runs by itself after a start, and after `MOST_ROUNDS` rounds in a row the person is asked again even where
"Always" was said: a model can go round in circles, at the person's cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from turbodesk.chat.attachments import Attachment, attachments_in
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parts import Part, ToolResult, ToolUse
from turbodesk.chat.tool_results import result_text
from turbodesk.chat.turns import awaits_results, calls, is_results, is_whole
from turbodesk.quantities import number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.tools import Tool, ToolPreview

MOST_ROUNDS = 10
"""Requests in a row that only carry results, before the person is asked again whether to go on."""
MOST_IN_VAIN = 3
"""The same where nothing but errors came of it, as for a tool that does not exist or is switched off."""
DENIED = "The user did not allow this tool to run. Answer without it, or ask the user."  # not for people
STOPPED_BY_USER = "The user stopped this tool. It may have done a part of its work."  # not for people
ENDED = "The program ended while this tool was running. It may have done its work, or a part of it."  # not for people
UNANSWERED = "The user went on without saying whether this tool may run."  # not for people
# not for people
_DENIED = (DENIED, "The user did not allow this tool to run. ToolDecision without it, or ask the user.")
"""What it says, and what an earlier version said."""


class ToolDecision(StrEnum):
    """What a person says to a call."""

    ONCE = "once"
    ALWAYS = "always"
    """In this conversation, whatever the arguments."""
    EVERYWHERE = "everywhere"
    """In every conversation, whatever the arguments."""
    DENY = "deny"
    STOP = "stop"
    """A call that runs shall end, and the model go on without what it would have given."""
    TELL = "tell"
    """Of a call of which nobody knows what came: the model shall be told just that."""


class CallState(StrEnum):
    """How far a call has come."""

    WRITING = "writing"
    """Its arguments are still arriving."""
    ASKING = "asking"
    RUNNING = "running"
    HELD = "held"
    """The person stopped it together with everything else: it is run again, or the model is told."""
    LOST = "lost"
    """It was running when the program ended: so here."""
    DONE = "done"
    FAILED = "failed"
    DENIED = "denied"
    STOPPED = "stopped"
    """The person stopped it, and the model is told."""
    INCOMPLETE = "incomplete"
    """The reply was cut off inside its arguments."""
    NOT_RUN = "not-run"
    """Nobody answered it, and the conversation went on, or the reply did not end in a question."""


@dataclass(frozen=True, slots=True)
class CallProgress:
    """How far a call says it is."""

    done: float
    total: float | None = None
    """None: nobody knows."""
    words: str = ""
    """One line."""

    @property
    def share(self) -> float | None:
        """What is done of the whole, 0 to 1; None where nobody knows."""
        return max(0.0, min(1.0, self.done / self.total)) if self.total is not None and self.total > 0 else None


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it stands."""

    part: ToolUse
    state: CallState
    result: str = ""
    """What the model is told; "" while there is nothing."""
    ran_elsewhere: bool = False
    """Whether another program ran it, from which the chat was imported."""
    tool: Tool | None = None
    """None: there is none of that name, or not any more."""
    answer: ToolResult | None = None
    """The result whole, with what is kept beside it for the person."""
    files: tuple[Attachment, ...] = ()
    """Pictures and files it gave."""
    began_at: int | None = None
    """Milliseconds since 1970, UTC, when it began to run; None: not known, or it ran at once."""
    took_ms: int | None = None
    progress: CallProgress | None = None
    why: str = ""
    """Why it asks though it was allowed before, a sentence; "" where it simply asks."""
    before: str = ""
    """What the tool said of itself when it was allowed, where it has changed since."""
    preview: ToolPreview | None = None
    """What it would change, once that is known."""


@dataclass(frozen=True, slots=True)
class GivenResult:
    """What one call gave, before the model is told."""

    result: ToolResult
    files: tuple[Part, ...] = ()
    """Attachments that belong to it."""
    began_at: int | None = None
    ended_at: int | None = None
    """Milliseconds since 1970, UTC; None where it took no time worth telling."""


@dataclass(slots=True)
class RunningCall:
    """One call that runs now."""

    began_at: int = field(default_factory=now_ms)
    progress: CallProgress | None = None


class ToolLoop:
    """The calls of one reply between its end and the message that answers them."""

    def __init__(self) -> None:
        self.asks_all = ""
        """Why nothing runs by itself now, a sentence; "": what is allowed does."""
        self.is_journalled = False
        self.reads_outside = False
        """Whether words of strangers stand in what the model sees."""
        self.given: dict[str, GivenResult] = {}
        """By the call's id, as all of these."""
        self.running: dict[str, RunningCall] = {}
        self.unsettled: dict[str, CallState] = {}
        """Those that ran and gave nothing: `HELD` or `LOST`."""
        self.previews: dict[str, ToolPreview] = {}

    @property
    def has_run(self) -> bool:
        """Whether anything ran, or was answered."""
        return bool(self.given or self.running or self.unsettled)

    def is_open(self, call: ToolUse) -> bool:
        """Whether a call waits for a word of the person's, or to be run."""
        settled = (self.given, self.running, self.unsettled)
        return is_whole(call) and not any(call.id in one for one in settled)

    def begin(self, call_id: str) -> None:
        """A call runs from now on."""
        self.unsettled.pop(call_id, None)
        self.previews.pop(call_id, None)
        self.running[call_id] = RunningCall()

    def give(self, call_id: str, given: GivenResult) -> None:
        """Take what a call gave, in whichever order they end."""
        self.running.pop(call_id, None)
        self.unsettled.pop(call_id, None)
        self.previews.pop(call_id, None)
        self.given[call_id] = given

    def hold(self, state: CallState) -> list[str]:
        """Count what runs as ended without a result; return the ids."""
        ids = list(self.running)
        self.unsettled |= dict.fromkeys(ids, state)
        self.running.clear()
        return ids

    def results(self, reply: Message) -> Message | None:
        """Return the message that answers the reply, once every call has a result."""
        wanted = {call.id for call in calls(reply) if is_whole(call)}
        return results_message(reply, self.given) if wanted and wanted <= self.given.keys() else None

    def settled(self, reply: Message) -> Message | None:
        """Return the message that answers the reply now, whatever is still missing; None where nothing has run."""
        if not self.has_run:
            return None
        for call in calls(reply):
            if call.id in self.unsettled:
                self.give(call.id, told(call.id, _UNSETTLED[self.unsettled[call.id]]))
            elif self.is_open(call):
                self.give(call.id, told(call.id, UNANSWERED))
        return self.results(reply)


_UNSETTLED = {CallState.HELD: STOPPED_BY_USER, CallState.LOST: ENDED}


def told(call_id: str, words: str) -> GivenResult:
    """Return a result that says why there is none."""
    return GivenResult(ToolResult(call_id, words, is_error=True))


def unsettled_words(state: CallState) -> str:
    """Return what the model is told of a call of which nobody knows what came."""
    return _UNSETTLED[state]


def states(
    reply: Message,
    following: Message | None,
    *,
    is_open: bool,
    loop: ToolLoop | None = None,
    tool_of: Mapping[str, Tool] | None = None,
) -> list[Call]:
    """Return every call of a reply as it stands.

    `following` is the message after it, if there is one; `is_open` whether the reply is the last of its path, `loop`
    what has come of its calls already, and `tool_of` the tools by their names.
    """
    loop, tools = loop or ToolLoop(), tool_of or {}
    given = loop.given if following is None else given_in(following)
    elsewhere = {part.tool_use_id: part for part in reply.parts if isinstance(part, ToolResult)}
    return [
        _state(call, reply, given.get(call.id), loop, is_open=is_open, tool=tools.get(call.name))
        if call.id not in elsewhere
        else _ran(call, elsewhere)
        for call in calls(reply)
    ]


def given_in(message: Message) -> dict[str, GivenResult]:
    """Return the results in a message, each with its files, by the id of the call."""
    files: dict[str, list[Part]] = {}
    for block in message.blocks:
        for attachment in attachments_in((block.part,)):
            files.setdefault(attachment.call, []).append(block.part)
    return {
        block.part.tool_use_id: GivenResult(
            block.part, tuple(files.get(block.part.tool_use_id, ())), block.began_at, block.ended_at
        )
        for block in message.blocks
        if isinstance(block.part, ToolResult)
    }


def _ran(call: ToolUse, results: Mapping[str, ToolResult]) -> Call:
    """Return a call that another program ran, whose chat was imported; its result stands in the reply itself."""
    return Call(call, CallState.FAILED if results[call.id].is_error else CallState.DONE, ran_elsewhere=True)


def _state(
    call: ToolUse, reply: Message, given: GivenResult | None, loop: ToolLoop, *, is_open: bool, tool: Tool | None
) -> Call:
    if given is not None:
        return _answered(call, given, tool)
    if not reply.is_final:
        return Call(call, CallState.WRITING, tool=tool)
    if not is_whole(call):
        return Call(call, CallState.INCOMPLETE, tool=tool)
    if not (is_open and awaits_results(reply)):
        return Call(call, CallState.NOT_RUN, tool=tool)
    if (running := loop.running.get(call.id)) is not None:
        return Call(call, CallState.RUNNING, tool=tool, began_at=running.began_at, progress=running.progress)
    if (state := loop.unsettled.get(call.id)) is not None:
        return Call(call, state, tool=tool)
    return Call(call, CallState.ASKING, tool=tool, preview=loop.previews.get(call.id))


def _answered(call: ToolUse, given: GivenResult, tool: Tool | None) -> Call:
    text = result_text(given.result.content)
    if not given.result.is_error:
        state = CallState.DONE
    elif text in _DENIED:
        state = CallState.DENIED
    else:
        state = CallState.STOPPED if text == STOPPED_BY_USER else CallState.FAILED
    times = (given.began_at, given.ended_at)
    took_ms = max(0, times[1] - times[0]) if times[0] is not None and times[1] is not None else None
    files = attachments_in(given.files)
    return Call(
        call, state, text, tool=tool, answer=given.result, files=files, began_at=given.began_at, took_ms=took_ms
    )


def results_message(reply: Message, given: Mapping[str, GivenResult]) -> Message:
    """Make the message that answers a reply's calls, now: in the order of the calls, and their files behind them."""
    ordered = [given[id_] for id_ in dict.fromkeys(call.id for call in calls(reply)) if id_ in given]
    results = [Block(at, one.result, began_at=one.began_at, ended_at=one.ended_at) for at, one in enumerate(ordered)]
    files = (part for one in ordered for part in one.files)
    blocks = (*results, *(Block(at, part) for at, part in enumerate(files, len(results))))
    return Message(new_id(), reply.id, Role.USER, blocks, created_at=now_ms())


def why_asks_all(path: Sequence[Message]) -> str:
    """Return why the person should say whether the model goes on with its tools, a sentence; "" where it may.

    `path` ends with the reply that asks for them.
    """
    last = [message for message in path[-2 * MOST_IN_VAIN :] if is_results(message)]
    in_vain = all(_is_error(part) for one in last for part in one.parts)
    count = rounds(path)
    if count >= MOST_ROUNDS:
        return _("The model has used tools {count} times in a row. It goes on if you allow this.").format(
            count=number(count)
        )
    if count >= MOST_IN_VAIN and in_vain:
        return _("The last {count} times nothing but errors came of it. It goes on if you allow this.").format(
            count=number(MOST_IN_VAIN)
        )
    return ""


def _is_error(part: Part) -> bool:
    return isinstance(part, ToolResult) and part.is_error


def rounds(path: Iterable[Message]) -> int:
    """Return how many messages with results stand at the end of a path, since a person last said something."""
    count = 0
    for message in reversed(list(path)):
        if is_results(message):
            count += 1
        elif message.role is Role.USER:
            break
    return count
