"""What belongs to one turn of a conversation: calls of tools and their results, and words that only ask to go on.

Not every message of the role "user" is a person's: results of tools travel in that role, and so does the sentence that
asks a model to carry on. Pure functions that tell them apart, so that everyone does it the same way.
"""

from __future__ import annotations

import re

from turbodesk.chat.attachments import attachment_of
from turbodesk.chat.codec import tool_input
from turbodesk.chat.message import Message, Role, Status
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Part, Text, ToolResult, ToolUse

PAUSED = "pause_turn"
"""The stop reason of a reply the gateway wants back as it is, to go on with it (protocol, 2.5)."""
QUOTED = 200
"""Characters of a broken reply that are quoted for the model to find the place."""
_GO_ON = re.compile(
    r"Your previous response was interrupted and ended with “.*”\. Continue from where you left off\.", re.DOTALL
)


def go_on_words(reply: Message) -> str:
    """Return what a model is told to carry on with `reply` (protocol, 2.4); "" when there is nothing to carry on."""
    ending = reply.text[-QUOTED:].strip()
    if not ending:
        return ""
    return f"Your previous response was interrupted and ended with “{ending}”. Continue from where you left off."


def is_go_on(message: Message) -> bool:
    """Whether a message says nothing but `go_on_words`."""
    return message.role is Role.USER and len(message.blocks) == 1 and asks_to_go_on(message.text)


def asks_to_go_on(text: str) -> bool:
    """Whether a text is nothing but `go_on_words`."""
    return _GO_ON.fullmatch(text) is not None


def is_results(message: Message) -> bool:
    """Whether a message holds the results of tools and nothing of a person's."""
    is_users = message.role is Role.USER and bool(message.blocks)
    return is_users and all(isinstance(part, ToolResult) or _is_of_call(part) for part in message.parts)


def _is_of_call(part: Part) -> bool:
    """Whether a part is a picture or a file that a tool gave."""
    attachment = attachment_of(part)
    return attachment is not None and bool(attachment.call)


def calls(message: Message) -> tuple[ToolUse, ...]:
    """Return the calls of this computer's tools in a reply, in order."""
    return tuple(part for part in message.parts if isinstance(part, ToolUse))


def is_whole(call: ToolUse) -> bool:
    """Whether a call can be answered: it has an id, a name, and arguments that were not cut off."""
    try:
        tool_input(call)
    except ValueError:
        return False
    return bool(call.id and call.name)


def awaits_results(message: Message) -> bool:
    """Whether a reply ended so that its calls should be answered."""
    ended = message.status is Status.COMPLETE and message.stop_reason == "tool_use"
    return ended and any(is_whole(call) for call in calls(message))


def can_continue(message: Message) -> bool:
    """Whether it makes sense to ask the model to go on with this reply."""
    broken_off = message.status in (Status.STOPPED, Status.FAILED, Status.INTERRUPTED)
    if message.stop_reason == PAUSED:
        return bool(message.blocks)
    return bool(message.text.strip()) and (broken_off or message.stop_reason == "max_tokens")


def can_prefill(reply: Message, model: Model, parameters: Parameters) -> bool:
    """Whether `model` can carry on with `reply` as if it had never stopped: not all models can, and none that thinks.

    A reply that holds more than text cannot be begun for a model either.
    """
    is_text = all(isinstance(part, Text) for part in reply.parts) and bool(reply.text.strip())
    return is_text and model.prefill and not parameters.thinking
