"""Decides whether a call of a tool may run without a question, and says why it asks where the person might wonder.

What a tool says of itself never leaves a question out. It is the person's word that does: for one chat, kept with the
chat, or for all, kept in `app.tools.approvals`; and only for the tool as it was then.

Words of strangers, such as a page that was read, may be meant for the model. Where they stand in a chat that holds the
person's own as well, a way out is all that is missing; so a tool that can send asks once more then, whatever was said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from turbodesk.app.tool_loop import ToolLoop
from turbodesk.app.tools import Tool, Toolbox
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.message import Message
from turbodesk.chat.parts import Opaque, Part, ToolResult, ToolUse
from turbodesk.chat.server_tools import is_result
from turbodesk.chat.turns import calls
from turbodesk.translation import _

SENDS = _("It may always run. But words from outside stand in this chat by now, and it can send something out.")


class Permitting(Protocol):
    """The chat whose tools they are."""

    conversation: Conversation


class ToolPermission:
    """What may run in one chat."""

    def __init__(self, chat: Permitting, toolbox: Toolbox, update: Callable[..., object]) -> None:
        """`update` changes fields of the chat's conversation."""
        self._chat, self._toolbox, self._update = chat, toolbox, update
        self._confirmed: set[str] = set()
        """What was allowed once more since words of strangers came in."""

    def question(self, call: ToolUse, loop: ToolLoop) -> str | None:
        """Return why a call is to be asked about, "" where that needs no words; None: nobody is to be asked.

        Nobody is asked where there is nothing that could run. The call is a whole one.
        """
        if loop.asks_all:
            return loop.asks_all
        tool = self.offered(call.name)
        if tool is None:
            return None
        if tool.asks_always:
            return ""
        if not self._is_allowed(tool):
            return self.changed(tool)[0]
        return SENDS if tool.can_send and loop.reads_outside and tool.approval not in self._confirmed else None

    def offered(self, name: str) -> Tool | None:
        """Return the tool of a name, if the chat has it on."""
        return self._toolbox.find(name) if name in self._chat.conversation.parameters.tools else None

    def allow(self, tool: Tool, *, always: bool = False, everywhere: bool = False) -> None:
        """Take note that the person lets a tool run: `always` in this chat, or `everywhere`; else this once."""
        if tool.can_send:
            self._confirmed.add(tool.approval)
        if tool.asks_always:
            return
        if everywhere:
            self._toolbox.approvals.allow(tool)
        elif always:
            self._toolbox.approvals.note(tool)
            self._update(allowed_tools=(*self._without(tool.name), tool.approval))

    def ask_again(self, name: str = "") -> None:
        """Let the tool of a name run without asking no longer in this chat; "": none at all."""
        self._update(allowed_tools=self._without(name) if name else ())

    def changed(self, tool: Tool) -> tuple[str, str]:
        """Return the sentence that a tool was allowed and is another now, and what it said then; "" twice: it is not.

        What it said then may be "" alone, where nobody knows it any more.
        """
        allowed = (one.partition("#") for one in self._chat.conversation.allowed_tools)
        here = next((fingerprint for name, _sign, fingerprint in allowed if name == tool.name), "")
        before = here or self._toolbox.approvals.allowed_before(tool)
        if not before or self._is_allowed(tool):
            return "", ""
        sentence = _("TurboDesk has changed what “{tool}” does since you allowed it.")
        if tool.source_title:
            sentence = _("“{server}” has changed what “{tool}” does since you allowed it.")
        sentence = sentence.format(server=tool.source_title, tool=tool.title)
        return sentence, self._toolbox.approvals.said(tool.name, before)

    def can_send(self, call: ToolUse) -> bool:
        """Whether something can go out through a call."""
        tool = self._toolbox.find(call.name)
        return tool is not None and tool.can_send

    def has_outside(self, messages: Sequence[Message]) -> bool:
        """Whether words of strangers stand in messages: found on the web, or brought by a tool that reads outside."""
        names = {call.id: call.name for message in messages for call in calls(message)}
        return any(self._is_outside(part, names) for message in messages for part in message.parts)

    def _is_outside(self, part: Part, names: dict[str, str]) -> bool:
        if not isinstance(part, ToolResult):
            return isinstance(part, Opaque) and is_result(part)
        tool = self._toolbox.find(names.get(part.tool_use_id, ""))
        return tool is not None and tool.reads_outside and not part.is_error

    def _is_allowed(self, tool: Tool) -> bool:
        return tool.approval in self._chat.conversation.allowed_tools or self._toolbox.approvals.allows(tool)

    def _without(self, name: str) -> tuple[str, ...]:
        return tuple(one for one in self._chat.conversation.allowed_tools if one.partition("#")[0] != name)
