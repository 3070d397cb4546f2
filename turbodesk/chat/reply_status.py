"""Says in plain words how a reply ended and what a part that is not text is: pure functions over messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import assert_never

from turbodesk.chat.cache_loss import cache_words
from turbodesk.chat.codec import can_go_back
from turbodesk.chat.cost import seconds_in_words
from turbodesk.chat.errors import Remedy
from turbodesk.chat.events import Adjusted
from turbodesk.chat.json_values import is_sound
from turbodesk.chat.left_out import words
from turbodesk.chat.message import Message, Role, Status
from turbodesk.chat.parts import (
    Document,
    Image,
    Opaque,
    Part,
    RedactedThinking,
    Text,
    Thinking,
    ToolResult,
    ToolUse,
    is_damage,
)
from turbodesk.chat.turns import calls, is_whole
from turbodesk.chat.unseen import TEXT_DOCUMENTS, UNSEEN
from turbodesk.quantities import joined, number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext


@dataclass(frozen=True, slots=True)
class ReplyStatus:
    """One muted sentence under a reply, and the remedy its button offers."""

    sentence: str
    remedy: Remedy = Remedy.NONE
    others: tuple[Remedy, ...] = ()
    """Further things one can do about it, less to be expected."""


_STOPS = {
    "max_tokens": ReplyStatus(_("The reply reached its longest length."), Remedy.CONTINUE, (Remedy.RAISE_LIMIT,)),
    "model_context_window_exceeded": ReplyStatus(
        _("The chat has filled the model's memory."), Remedy.LEAVE_OUT, (Remedy.SUMMARISE, Remedy.NEW_CHAT)
    ),
    "pause_turn": ReplyStatus(_("The model paused several times in mid-turn."), Remedy.CONTINUE),
    "content_filter": ReplyStatus(_("The gateway's filter ended this reply."), Remedy.TRY_AGAIN),
    "compaction": ReplyStatus(_("The model stopped to shorten the chat."), Remedy.CONTINUE),
}
_REFUSALS = {
    "cyber": _("computer security"),
    "bio": _("biology"),
    "general_harms": _("possible harm"),
    "reasoning_extraction": _("the model's hidden reasoning"),
    "frontier_llm": _("building language models"),
}


def ending_note(message: Message) -> ReplyStatus | None:
    """Return what is said where a reply ends, or None for one that simply ended. Failures have a card of their own."""
    if message.role is not Role.ASSISTANT or not message.is_final:
        return None
    match message.status:
        case Status.STOPPED:
            return ReplyStatus(_("You stopped here."), _go_on(message))
        case Status.INTERRUPTED:
            return ReplyStatus(_("TurboDesk closed while this reply was arriving."), _go_on(message))
        case Status.FAILED:
            return None
    if message.stop_reason == "refusal":
        return ReplyStatus(_refusal(message), Remedy.EDIT, (Remedy.CHOOSE_MODEL,))
    if message.stop_reason == "max_tokens" and any(not is_whole(call) for call in calls(message)):
        sentence = _("The reply reached its longest length while it asked for a tool.")
        return ReplyStatus(sentence, Remedy.RAISE_LIMIT, (Remedy.TRY_AGAIN,))
    if message.stop_reason == "max_tokens" and not message.text.strip():
        return ReplyStatus(_("The reply reached its longest length before it said anything."), Remedy.RAISE_LIMIT)
    if message.stop_reason in _STOPS:
        return _STOPS[message.stop_reason]
    if not any(shows_something(part) and not isinstance(part, _THOUGHTS) for part in message.parts):
        return ReplyStatus(_("The reply is empty."), Remedy.TRY_AGAIN)
    if any(one.parameter == UNSEEN for one in message.adjusted):
        return _UNSEEN_TEXT if any(one.parameter == TEXT_DOCUMENTS for one in message.adjusted) else _UNSEEN
    if message.usage.was_asked_fast and not message.usage.is_fast:
        return _NOT_FAST
    if (refused := _refused(message)) == ["web_search"]:
        return _NO_WEB
    if refused:
        named = joined([words(one) for one in refused])
        return ReplyStatus(
            _("The reply was made without what the gateway refused for this model: {names}.").format(names=named)
        )
    if message.stop_reason and message.stop_reason not in _USUAL:
        return ReplyStatus(
            _("The gateway ended this reply for a reason of its own: “{reason}”.").format(
                reason=message.stop_reason[:60]
            )
        )
    return None


def _refused(message: Message) -> list[str]:
    left_out = {one.parameter for one in message.adjusted}
    return [name for name in _ASKED_FOR if name in left_out]


_UNSEEN = ReplyStatus(
    _("The gateway counted far fewer tokens than what you attached has, so the model may not have seen it.")
)
_UNSEEN_TEXT = ReplyStatus(
    _(
        "The gateway counted far fewer tokens than what you attached has, so the model may not have seen it. Asked "
        "again, it gets the text among your words."
    ),
    Remedy.TRY_AGAIN,
)
_NOT_FAST = ReplyStatus(_("Fast mode was asked for; the gateway replied at its usual speed and price."))
_NO_WEB = ReplyStatus(
    _(
        "The gateway refused to search the web for this model, so the reply was made without it. It can be tried again "
        "at “Web”, where you write."
    ),
    Remedy.CHOOSE_MODEL,
)
_ASKED_FOR = (
    *("web_search", "web_search.place", "speed", "thinking", "effort", "tools", "tool_choice.forced"),
    *("temperature", "temperature.above_1", "top_p", "top_k", "temperature+top_p", "stop_sequences"),
    *("images", "documents"),
)
"""What is sent only because a person asked for it or gave it, so that its loss is said on the page and not only in the
details. In the order in which it is named."""
_THOUGHTS = (Thinking, RedactedThinking)
_USUAL = ("end_turn", "stop_sequence", "tool_use")


_ABOUT_KEY = frozenset({"key-missing", "key-refused", "key-expired", "out-of-credit"})


def failure_remedies(message: Message) -> tuple[Remedy, ...]:
    """Return what can be done about a failed reply besides the remedy of its failure."""
    failure = message.failure
    if failure is None:
        return ()
    too_long = (Remedy.SUMMARISE, Remedy.LEAVE_OUT) if failure.kind == "too-large" else ()
    broken_off = (Remedy.CONTINUE,) if message.text.strip() and failure.remedy is Remedy.TRY_AGAIN else ()
    no_model = (Remedy.USE_SUCCESSOR,) if failure.kind == "model-unavailable" else ()
    no_key = (Remedy.GET_KEY,) if failure.kind in _ABOUT_KEY else ()
    return no_model + too_long + broken_off + no_key


def _go_on(message: Message) -> Remedy:
    return Remedy.CONTINUE if message.text.strip() else Remedy.TRY_AGAIN


def _refusal(message: Message) -> str:
    details = message.stop_details or {}
    category = _REFUSALS.get(str(details.get("category")))
    sentence = _("The model declined to answer. This question is left out of what you send next.")
    if category:
        # Translators: {category} is one of "computer security", "biology", "possible harm" and what follows them.
        sentence = _(
            "The model declined to answer because of a rule about {category}. This question is left out of what you "
            "send next."
        ).format(category=category)
    explanation = details.get("explanation")
    if not isinstance(explanation, str) or not explanation.strip():
        return sentence
    return _("{sentence} It says: {explanation}").format(sentence=sentence, explanation=explanation)


def message_details(message: Message) -> str:
    """Return what a curious person or support may want to know of a reply, one fact a line."""
    began, first, end = message.created_at, message.first_part_at, message.finished_at
    is_other = message.reported_model and message.reported_model != message.model
    known = {
        _("Model"): message.model,
        _("Answered by"): message.reported_model if is_other else None,
        _("Ended because"): message.stop_reason or (_("not said") if message.is_final else None),
        _("Stopped at the words"): message.stop_sequence,
        _("First word after"): seconds_in_words(first - began) if first and began else None,
        _("Took"): seconds_in_words(end - began) if end and began else None,
        _("Cache"): cache_words(message),
        _("Reply"): message.wire_id,
        _("Kept as"): message.id,
    }
    lines = [f"{name}: {value}" for name, value in known.items() if value]
    return "\n".join([*lines, *map(_adjustment, message.adjusted)])


def _adjustment(adjusted: Adjusted) -> str:
    if adjusted.parameter == UNSEEN:
        return adjusted.reason
    what = words(adjusted.parameter)
    if not adjusted.reason:
        return _("Sent without {what}, which the gateway refused: no reason given").format(what=what)
    return _("Sent without {what}, which the gateway refused: {reason}").format(what=what, reason=adjusted.reason)


def shows_something(part: Part) -> bool:
    """Whether a part leaves anything on the page."""
    match part:
        case Text():
            return bool(part.text.strip())
        case Thinking() | RedactedThinking() | Image() | Document() | ToolUse() | ToolResult() | Opaque():
            return True
        case _:
            assert_never(part)


@dataclass(frozen=True, slots=True)
class PartLabel:
    """How a part that is not text shows: a title, and what unfolding it shows ("" when there is nothing to show)."""

    title: str
    content: str = ""


def label(part: Part) -> PartLabel:
    """Return the line for a part that is not text, with its own content and no pretence."""
    match part:
        case Text():
            return PartLabel(_("Text"), part.text)
        case Thinking():
            return PartLabel(_("Thinking"), part.text.strip())
        case RedactedThinking():
            return PartLabel(_("Hidden reasoning"))
        case ToolUse():
            return PartLabel(
                _("Tool call: {tool}").format(tool=part.name) if part.name else _("Tool call"), part.input_json.strip()
            )
        case ToolResult():
            return PartLabel(_("Tool result, an error") if part.is_error else _("Tool result"), _shown(part.content))
        case Image():
            name = part.source.get("name")
            return PartLabel(
                _("Image: {name}").format(name=name) if isinstance(name, str) and name else _("Image"),
                _source(part.source),
            )
        case Document():
            return PartLabel(
                _("Document: {title}").format(title=part.title) if part.title else _("Document"), _source(part.source)
            )
        case Opaque() if is_damage(part):
            return PartLabel(_("This message is damaged"), _shown(part.raw.get("stored", "")))
        case Opaque() if not can_go_back(part):
            return PartLabel(_("A damaged part of the reply, which is not sent again"), _shown(part.raw))
        case Opaque():
            return PartLabel(_("A part this version does not know: {kind}").format(kind=part.kind), _shown(part.raw))
        case _:
            assert_never(part)


_LONGEST = 20_000
"""Characters shown of a part's content: more is nothing a person reads here."""


def _shown(content: object) -> str:
    if not isinstance(content, str) and not is_sound(content):
        return _("It cannot be shown.")
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=2, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n…"


def _source(source: Mapping[str, object]) -> str:
    """What is known of a picture or document, without its bytes."""
    lines = [
        f"{key}: {_characters(len(value)) if key == 'data' else value}"
        for key, value in source.items()
        if isinstance(value, str)
    ]
    return "\n".join(lines)


def _characters(count: int) -> str:
    return ngettext("{count} character", "{count} characters", count).format(count=number(count))


def _how_long(seconds: int) -> str:
    if seconds < 60:
        return _("{seconds} s").format(seconds=number(seconds))
    return _("{minutes} min {seconds} s").format(minutes=number(seconds // 60), seconds=number(seconds % 60))


def thinking_title(part: Part, passed_ms: int | None, *, is_live: bool) -> str:
    """Return the line of a thinking block that has taken, or took, so many milliseconds; None: nobody knows."""
    seconds = None if passed_ms is None else round(passed_ms / 1000)
    how_long = _how_long(seconds) if seconds else ""
    if is_live:
        return _("Thinking, {how_long}").format(how_long=how_long) if how_long else _("Thinking")
    if isinstance(part, RedactedThinking):
        return _("Hidden reasoning")
    if seconds is None:
        return _("Thought")
    return _("Thought for {how_long}").format(how_long=how_long) if how_long else _("Thought for a moment")


REMEDIES = {
    Remedy.TRY_AGAIN: _("Try again"),
    Remedy.CONTINUE: _("Go on"),
    Remedy.OPEN_GATEWAY_SETTINGS: _("Open settings"),
    Remedy.CHOOSE_MODEL: _("Choose a model"),
    Remedy.USE_SUCCESSOR: _("Use another model"),
    Remedy.CHOOSE_GATEWAY: _("Choose a gateway"),
    Remedy.CHECK_CONNECTION: _("Check connection"),
    Remedy.NEW_CHAT: _("New chat"),
    Remedy.EDIT: _("Edit your message"),
    Remedy.RAISE_LIMIT: _("Allow longer replies"),
    Remedy.LEAVE_OUT: _("Leave out the oldest turns"),
    Remedy.SUMMARISE: _("Sum up the oldest turns…"),
    Remedy.OPEN_USAGE: _("Usage and limit"),
    Remedy.GET_KEY: _("Where do I get a key?"),
}
"""What the button of each remedy says; `Remedy.NONE` has none."""


SAYS_WAITING_S, SAYS_HOW_LONG_S, MAY_TRY_AGAIN_S = 2, 10, 30
"""After so many seconds without a word a reply that is awaited says so, says for how long, and can be given up."""


def waiting_line(seconds: int, model_name: str) -> str:
    """Return what stands where a reply, or more of it, is awaited after `seconds` without anything new."""
    if seconds < SAYS_WAITING_S:
        return ""
    if seconds < SAYS_HOW_LONG_S:
        return _("Waiting for {model}").format(model=model_name) if model_name else _("Waiting for the reply")
    how_long = _how_long(seconds)
    if seconds < MAY_TRY_AGAIN_S:
        return _("Still waiting, {how_long}. Long questions take a moment.").format(how_long=how_long)
    return _("Nothing has come for {how_long}.").format(how_long=how_long)


def next_change(seconds: int) -> int:
    """Return after how many seconds `waiting_line` says something else than after `seconds`."""
    return next((one for one in (SAYS_WAITING_S, SAYS_HOW_LONG_S) if seconds < one), seconds + 1)


def retry_line(sentence: str, seconds: int, attempt: int) -> str:
    """Return what is said while the same request waits to go out again; `attempt` is 1 before the second request."""
    is_now = seconds <= 0
    # Translators: {sentence} is a whole sentence about what went wrong.
    match attempt:
        case 0 | 1:
            words = _("{sentence} Trying again now.") if is_now else _("{sentence} Trying again in {seconds} s.")
        case 2:
            words = (
                _("{sentence} Trying again now, for the second time.")
                if is_now
                else _("{sentence} Trying again in {seconds} s, for the second time.")
            )
        case 3:
            words = (
                _("{sentence} Trying again now, for the third time.")
                if is_now
                else _("{sentence} Trying again in {seconds} s, for the third time.")
            )
        case _:
            words = (
                _("{sentence} Trying again now, for the {attempt}th time.")
                if is_now
                else _("{sentence} Trying again in {seconds} s, for the {attempt}th time.")
            )
    return words.format(sentence=sentence, seconds=number(seconds), attempt=number(attempt))
