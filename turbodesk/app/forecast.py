"""Says how much of the model's context the next request would take, before it is sent.

The base is the gateway's own count of the last turn, to which only what has come since is added by estimate; a chat
without such a count is estimated whole, from the sizes of its messages where they are not in memory. Where the gateway
has counted the very request (`exact`), that is what is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from turbodesk.app.live import LiveChat
from turbodesk.app.trimming import sent_ids, sent_summary
from turbodesk.chat.attachments import attachment_of
from turbodesk.chat.estimate import CHARS_PER_TOKEN, MESSAGE_OVERHEAD, factor, of_block, of_message, of_part, of_text
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.model import Model
from turbodesk.chat.parts import Part
from turbodesk.quick_dataclasses import dataclass

WARN_AT = 0.8
"""The share of the context from which on the person is warned (protocol, section 8)."""
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the next request would be."""

    tokens: int
    """Of input."""
    context: int
    """What the model takes at most, input and output together."""
    dollars: float | None
    """What the input would cost if nothing of it came from the cache, with all models asked; None without prices."""
    is_exact: bool = False
    """Whether the gateway has counted `tokens`; else they are estimated."""

    @property
    def share(self) -> float:
        """The share of the context that is taken, 0 to 1 and above."""
        return self.tokens / self.context

    @property
    def is_tight(self) -> bool:
        """Whether there is reason to warn."""
        return self.share >= WARN_AT


def forecast(chat: LiveChat, draft: str, attached: Sequence[Part] = (), *, counted: int | None = None) -> Forecast:
    """Return what sending `draft` with `attached` would take; `counted` is the gateway's own count of that."""
    model = chat.model
    count = round(_estimate(chat, draft, attached)) if counted is None else counted
    second = chat.pairs.second
    each = [_dollars(chat, one, count) for one in (model, second) if one is not None]
    known = [one for one in each if one is not None]
    dollars = sum(known) if len(known) == len(each) else None
    return Forecast(count, model.context, dollars, is_exact=counted is not None)


def _dollars(chat: LiveChat, model: Model, count: int) -> float | None:
    """Return what so many tokens of input cost with a model; those of a second model are taken to be as many."""
    if (prices := model.prices) is None:
        return None
    times = prices.times(count, is_fast=chat.conversation.parameters.is_fast_for(model))
    return count * prices.input * times / _MILLION


@dataclass(frozen=True, slots=True)
class Portions:
    """What the tokens of a forecast are taken by; together they are as many."""

    instructions: int
    files: int
    """Pictures and documents, those of earlier messages that are sent again included."""
    chat: int
    draft: int
    """The words that are being written."""


def portions(chat: LiveChat, draft: str, attached: Sequence[Part] = (), *, tokens: int) -> Portions:
    """Return what the `tokens` of a forecast are taken by; what only the gateway counts is the chat's."""
    model = chat.model
    known = [message for id_ in sent_ids(chat.ids(), chat.conversation) if (message := chat.message(id_))]
    sent = (part for message in known for part in (block.part for block in _sent_blocks(chat, message)))
    files = sum(of_part(part, model) for part in sent if attachment_of(part) is not None)
    files += sum(of_part(part, model) for part in _going(chat, attached))
    words = MESSAGE_OVERHEAD + of_text(draft) * factor(model) if draft.strip() else 0
    before, project_files = _project(chat)
    guessed = (of_text(chat.conversation.parameters.system) * factor(model) + before, files + project_files, words)
    fits = min(1.0, tokens / max(1.0, sum(guessed)))
    instructions, files, words = (int(one * fits) for one in guessed)
    return Portions(instructions, files, tokens - instructions - files - words, words)


def _going(chat: LiveChat, attached: Sequence[Part]) -> Sequence[Part]:
    """Return what of the draft's attachments is sent."""
    keep = chat.conversation.parameters.keep_attachments
    return attached if keep is None else attached[max(0, len(attached) - keep) :]


def _estimate(chat: LiveChat, draft: str, attached: Sequence[Part]) -> float:
    model, going = chat.model, _going(chat, attached)
    tokens = _so_far(chat) + sum(of_part(part, model) for part in going)
    if draft.strip() or going:
        tokens += MESSAGE_OVERHEAD + of_text(draft) * factor(model)
    return tokens


def _so_far(chat: LiveChat) -> float:
    model, since = chat.model, 0.0
    ids = sent_ids(chat.ids(), chat.conversation)
    if (summary := sent_summary(chat.ids(), chat.conversation)) is not None:
        since = MESSAGE_OVERHEAD + of_text(summary.text) * factor(model)
    # Counts of replies are of what was sent then: less, where turns were summed up that are sent again now.
    undone = any(not one.is_on and one.before in chat.ids() for one in chat.conversation.summaries)
    is_cut = undone or len(ids) < len(chat.ids())
    for message_id in reversed(ids):
        message = chat.message(message_id)
        if message is None:
            since += MESSAGE_OVERHEAD + chat.node(message_id).chars / CHARS_PER_TOKEN * factor(model)
            continue
        counted = message.usage.total_input
        if message.role is Role.ASSISTANT and message.model == model.id and counted is not None and not is_cut:
            return counted + (message.usage.output_tokens or 0) + since + _new_in_project(chat)
        since += of_message(replace(message, blocks=_sent_blocks(chat, message)), model)
    return since + of_text(chat.conversation.parameters.system) * factor(model) + sum(_project(chat)) + _tools(chat)


def _tools(chat: LiveChat) -> float:
    """What the tools that are on take of every request."""
    told = chat.context.toolbox().definitions(chat.conversation.parameters.tools)
    return sum(of_block(one.block, chat.model) for one in told)


def _new_in_project(chat: LiveChat) -> float:
    """What files of the project take that no request of the chat has had yet, and so no count of one."""
    files = chat.project.files if chat.project is not None else ()
    return sum(of_part(file.part, chat.model) for file in files if file.sha256 not in chat.conversation.seen_files)


def _project(chat: LiveChat) -> tuple[float, float]:
    """What instructions and files of the chat's project take."""
    project = chat.project
    if project is None:
        return 0.0, 0.0
    words = of_text(project.instructions) * factor(chat.model)
    return words, sum(of_part(file.part, chat.model) for file in project.files)


def _sent_blocks(chat: LiveChat, message: Message) -> tuple[Block, ...]:
    """A message's blocks without the attachments that stay behind."""
    attached = [block for block in message.blocks if attachment_of(block.part) is not None]
    behind = attached[: chat.attached.left_out(message.id)]
    return tuple(block for block in message.blocks if block not in behind)
