"""What can be done about a reply that did not end well: which remedies make sense, and those that take a few steps."""

from __future__ import annotations

from dataclasses import replace

from turbodesk.app.live import LiveChat
from turbodesk.chat import parameter_rules as gates
from turbodesk.chat.errors import Remedy
from turbodesk.chat.message import Role
from turbodesk.chat.turns import calls


def senseless(chat: LiveChat) -> frozenset[Remedy]:
    """Return the remedies that would change nothing now: no turn to leave out, no higher limit to set."""
    found = set()
    model, parameters = chat.model, chat.conversation.parameters
    if gates.longest_reply(model, parameters) >= gates.ceiling(model, parameters):
        found.add(Remedy.RAISE_LIMIT)
    if not chat.summaries.can_cut:
        found.add(Remedy.LEAVE_OUT)
    if not chat.summaries.can_begin:
        found.add(Remedy.SUMMARISE)
    if not chat.successor:
        found.add(Remedy.USE_SUCCESSOR)
    return frozenset(found)


def raise_limit(chat: LiveChat) -> None:
    """Let replies be twice as long from now on, as far as the model goes, and go on with the last one."""
    model, parameters = chat.model, chat.conversation.parameters
    limit = min(2 * gates.longest_reply(model, parameters), gates.ceiling(model, parameters))
    to_think = gates.longest_reply(model, replace(parameters, max_tokens=1)) - 1  # is added to what is set
    chat.tune(replace(parameters, max_tokens=limit - to_think))
    reply = chat.last_reply()
    if reply is not None and calls(reply):
        chat.try_again()  # what was cut off inside a tool's arguments cannot be gone on with
    else:
        chat.go_on()


def use_successor(chat: LiveChat) -> None:
    """Ask the last question again of the model that replaces the chat's, which the chat uses from now on."""
    if (model_id := chat.successor) and not chat.is_replying:
        chat.choose_model(model_id)
        chat.try_again()


def question_of(chat: LiveChat, message_id: str) -> str | None:
    """Return the id of the person's words that a reply of the path answers."""
    ids = chat.ids()
    before = ids[: ids.index(message_id)] if message_id in ids else ()
    nodes = (chat.node(one) for one in reversed(before))
    return next((node.id for node in nodes if node.role is Role.USER and node.chars), None)
