"""Says in plain words why the beginning of a request was not read from the cache: pure functions over replies."""

from __future__ import annotations

import re

from turbodesk.chat.message import Message
from turbodesk.chat.sent_prefix import CacheMark, PrefixPart, SentPrefix
from turbodesk.translation import _

_FIRST_PARTY = re.compile(r"msg_(?!bdrk_|vrtx_|demo_)")
"""How the provider's own ids of replies begin; those of the clouds that resell it know no such question."""
_FOUND = 0.9
"""The share of what was kept that is read where nothing was lost: the count of a part may differ by a little."""

_CHANGED = {
    PrefixPart.GATEWAY: _("this question went to another gateway"),
    PrefixPart.MODEL: _("another model was asked"),
    PrefixPart.SPEED: _("the speed was changed"),
    PrefixPart.TOOLS: _("the tools were changed"),
    PrefixPart.SYSTEM: _("the instructions were changed"),
    PrefixPart.THINKING: _("thinking or its effort was changed"),
    PrefixPart.TOOL_CHOICE: _("the choice of a tool was changed"),
    PrefixPart.FIRST: _("the oldest messages are no longer sent as they were"),
    PrefixPart.FILES: _("earlier files are no longer sent as they were"),
    PrefixPart.THOUGHTS: _("earlier thinking of the model is no longer sent"),
    PrefixPart.WORDS: _("earlier messages are no longer sent as they were"),
}
_TOLD = {
    "model_changed": _("the gateway asked another model"),
    "system_changed": _("the gateway sent other instructions"),
    "tools_changed": _("the gateway sent other tools"),
    "messages_changed": _("the gateway sent earlier messages differently"),
}
"""What the provider finds where nothing was changed here (its `cache_miss_reason`)."""
_LAPSED = {
    CacheMark.FIVE_MINUTES: _("more than five minutes had passed"),
    CacheMark.ONE_HOUR: _("more than an hour had passed"),
}
_UNMARKED = {
    CacheMark.OFF: _("Off: every question is paid for whole."),
    CacheMark.REFUSED: _("This gateway keeps nothing ready: every question is paid for whole."),
    CacheMark.SHORT: _("What was sent is too short to be kept ready."),
}


def is_lost(reply: Message) -> bool:
    """Whether less of the beginning was read from the cache than the request before had left there."""
    sent, usage = reply.sent, reply.usage
    if sent is None or not sent.expected or usage.total_input is None:
        return False
    return (usage.cache_read_input_tokens or 0) < _FOUND * sent.expected


def is_unexplained(reply: Message) -> bool:
    """Whether a beginning was lost although nothing was changed here and it was in time."""
    return reply.sent is not None and is_lost(reply) and not (_why_here(reply.sent) or _TOLD.get(reply.sent.told))


def kept_tokens(reply: Message) -> int:
    """Return how many tokens the request of a reply has left ready in the provider's cache."""
    if reply.sent is None or not reply.sent.mark.lasts_ms:
        return 0
    return (reply.usage.cache_read_input_tokens or 0) + (reply.usage.cache_creation_input_tokens or 0)


def asks_about(before: Message | None) -> str:
    """Return the id of the reply before where the provider shall compare the next request with its; "" for not.

    Only after a loss that nothing here explains. Why not always: all that the provider compares is compared here
    already, exactly and at once, and most gateways would refuse the question. What is left is what a gateway changes
    on the way, and that the provider alone can see. It keeps what it compares for requests that ask, so the first
    answer comes with the second question; where several accounts serve one key it may not come at all.
    """
    if before is None or before.wire_id is None or not _FIRST_PARTY.match(before.wire_id):
        return ""
    has_asked = before.sent is not None and before.sent.asks
    return before.wire_id if has_asked or is_unexplained(before) else ""


def cache_words(reply: Message) -> str:
    """Return what there is to say of the cache beside its numbers; "" where all went as it should."""
    sent, usage = reply.sent, reply.usage
    if sent is None or usage.total_input is None:
        return ""
    if is_lost(reply):
        return _loss_words(_why_here(sent) or _TOLD.get(sent.told, ""), is_part=bool(usage.cache_read_input_tokens))
    if sent.mark in _UNMARKED:
        return _UNMARKED[sent.mark]
    if sent.is_first and usage.cache_creation_input_tokens:
        return _("The first question: its beginning is ready for the next one.")
    return ""


def _loss_words(why: str, *, is_part: bool) -> str:
    # Translators: {why} is one of the phrases that begin with "another model was asked".
    if why and is_part:
        return _("Part of the beginning was paid for anew: {why}.").format(why=why)
    if why:
        return _("The beginning was paid for anew: {why}.").format(why=why)
    if is_part:
        return _(
            "Part of the beginning was paid for anew, although nothing was changed here: the gateway may have sent it "
            "elsewhere."
        )
    return _(
        "The beginning was paid for anew, although nothing was changed here: the gateway may have sent it elsewhere."
    )


def _why_here(sent: SentPrefix) -> str:
    if sent.changed:
        return _CHANGED[sent.changed[0]]
    if sent.mark in (CacheMark.OFF, CacheMark.REFUSED):
        return _("caching was switched off") if sent.mark is CacheMark.OFF else _("the gateway no longer keeps it")
    return _LAPSED.get(sent.lapsed, "") if sent.lapsed else ""
