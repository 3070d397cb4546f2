"""Finds in a refusal the optional parameter it objects to, so that the same request can go out again without it.

Much of what a gateway accepts is known only once it has been asked (protocol, 1.1): the provider behind it may be older
than its own words. The names given here are those of `Adjusted.parameter` and `ReplyRequest.refused`.

Why by words: a refusal has no field that says which parameter it means. A wrong guess costs one request and is told
with the reply; nothing is tried twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.events import Adjusted
from turbodesk.chat.parameters import USUAL_TEMPERATURE, CacheLife
from turbodesk.chat.tools import TYPED_TOOLS
from turbodesk.chat.unseen import TEXT_DOCUMENTS
from turbodesk.gateway import web_tools
from turbodesk.gateway.attachments import LARGE_PICTURES, SMALLER_EDGE, earlier
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.compaction import has_block
from turbodesk.gateway.failures import NO_DOCUMENTS, NO_PICTURES
from turbodesk.gateway.standing import has_refusable
from turbodesk.gateway.tool_pairing import is_of_web
from turbodesk.quick_dataclasses import dataclass

MOST_ADJUSTMENTS = 4
"""Parameters left out for one reply and in the same words at most; whoever says so more often refuses the request. An
older version of a tool for the web is not one left out: there are few, and none is tried twice."""
MOST_REFUSALS = 16
"""Parameters left out for one reply at most, each with words of its own: a plain server that takes nothing optional
names one at a time, and is told apart by that from one that always says the same."""

_STATUSES = (400, 422, 500, None)
"""A refusal inside an answer that began well has no status; one of a picture may have 500, which is understood by its
words."""
_FORBIDDEN = 403
"""How a search of the web is refused that is not switched on for the account."""
_KINDS = ("request-refused", "not-permitted", "not-understood")


@dataclass(frozen=True, slots=True)
class _Optional:
    """A parameter that may be left out."""

    name: str
    words: re.Pattern[str]
    """How a refusal names it."""


def _optional(name: str, *patterns: str) -> _Optional:
    return _Optional(name, re.compile("|".join(patterns), re.IGNORECASE))


_WEB = web_tools.SEARCH
"""Stands for whatever `web_tools.objection` finds."""

OPTIONAL = (
    # The order counts: a narrower objection comes before a wider one that its words would also fit.
    _optional("temperature+top_p", r"temperature.{0,20}top_p.{0,40}both", r"both.{0,20}temperature.{0,20}top_p"),
    _optional("compaction", r"compaction", r"compact-20\d\d"),
    _optional("diagnostics", r"\bdiagnostics\b", r"previous_message_id", r"cache_miss"),
    _optional("web_blocks", r"tag '(server_tool_use|web_\w+_tool_result)'", r"encrypted_(content|index)"),
    _optional("citations", r"\bcitations?\b"),
    _optional(
        LARGE_PICTURES,
        r"image_dimensions_too_large",
        r"image dimensions? exceed",
        r"longest side of .{0,30}images?",
        r"images?\b.{0,60}(exceeds?|larger than|above|at most).{0,40}(pixels|\bpx\b|dimension)",
    ),
    _optional(
        TEXT_DOCUMENTS,
        r"document\S*\.source\S*\btype\b",
        r"document\S*\.source\S*.{0,60}\btext\b",
        r"\btext\b.{0,20}(source|documents?).{0,40}(not|un)support",
    ),
    _optional("images", NO_PICTURES.pattern, r"input tag 'image'"),
    _optional("documents", NO_DOCUMENTS.pattern, r"input tag 'document'"),
    _optional("prefill", r"prefill", r"must end with a user message"),
    _optional(
        "thinking_blocks",
        r"signature.{0,20}thinking.{0,5}block",
        r"thinking.{0,40}blocks? .{0,60}cannot be modified",
        r"thinking.{0,20}block.{0,40}bound to a different",
        r"thinking.{0,20}block.{0,80}different (conversation|account|organization|model|prefix)",
    ),
    _optional("cache_control.ttl", r"cache_control\S*\bttl", r"\bttl\b"),
    _optional("cache_control", r"cache_control", r"prompt caching", r"cachePoint"),
    _optional("thinking.display", r"thinking\S*display", r"\bdisplay\b"),
    _optional("thinking.between_tools", r"between_tools"),
    _optional("thinking.disabled", r"thinking\.type\.disabled\W+is not", r"thinking.{0,80}'disabled'"),
    _optional("thinking.adaptive", r"adaptive thinking", r"thinking\.?type\.?adaptive", r"thinking.{0,80}'adaptive'"),
    _optional(
        "thinking.enabled",
        r"thinking\.type\.enabled\W+is not supported",
        r"thinking.{0,80}'enabled'",
    ),
    _optional(
        "temperature.above_1",
        r"temperature.{0,120}(less than|at most|maximum|range|between|exceed|too (high|large)|[\[(]0(\.0)?, ?1|<= ?1)",
        r"(less than|between|range).{0,80}temperature",
    ),
    _optional("temperature", r"temperature"),
    _optional("top_p", r"top_p", r"\btopP\b"),
    _optional("top_k", r"top_k", r"\btopK\b"),
    _optional("stop_sequences", r"stop_sequences?", r"stopSequences"),
    _optional("speed", r"\bspeed\b", r"fast.?mode"),
    _optional("metadata", r"metadata", r"user_id"),
    _optional(
        "output_config.format",
        r"output_config\S*\bformat\b",
        r"\boutput_format\b",
        r"json_?schema",
        r"structured.?outputs?",
        r"response.{0,10}schema",
    ),
    _optional("effort", r"\beffort\b", r"output_config"),
    _optional("output_config.format", r"output_config"),  # without an effort beside it
    _optional("tool_choice.forced", r"tool_choice\W{1,4}type\W{1,4}(tool|any)\b"),
    _optional("tool_choice", r"tool_choice", r"toolChoice"),
    _optional(
        TYPED_TOOLS,
        r"tag '?memory_20\d{6}",
        r"memory_20\d{6}\S{0,3}.{0,40}\b(not|unsupported|unknown|invalid|requires)\b",
        r"\b(unknown|unsupported|invalid)\b.{0,40}memory_20\d{6}",
        r"tools\S{0,12}\b(input_schema|function)\b.{0,30}(required|missing)",
    ),
    _optional(_WEB, r"web[\s_-]?(search|fetch)", r"server[\s_-]?tools?\b", r"programmatic tool|allowed_callers"),
    _optional("tools", r"(?<![\w.])tools\b", r"tool (use|calling)\b.{0,40}(not|un)"),
    _optional("thinking", r"(?<![\w.])thinking\b"),
)


def objection(failure: FailureNote, body: Mapping[str, object], request: ReplyRequest) -> str | None:
    """Return the name of the parameter of `body` a failure objects to, or None where it means none that could go."""
    is_refusal = failure.status in _STATUSES and failure.kind in _KINDS
    if not is_refusal and failure.status != _FORBIDDEN:
        return None
    for one in OPTIONAL:
        if (not is_refusal and one.name != _WEB) or not one.words.search(failure.detail):
            continue
        name = web_tools.objection(failure.detail, body, request.refused) if one.name == _WEB else one.name
        if name is None:
            return None
        if name and name not in request.refused and (one.name == _WEB or _is_sent(name, body, request)):
            return name
    return None


def may_adjust(left_out: Sequence[Adjusted], reason: str) -> bool:
    """Whether one more parameter may be left out, for this reason, of a request that is sent without these."""
    counted = [one for one in left_out if not web_tools.is_version(one.parameter)]
    return len(counted) < MOST_REFUSALS and sum(one.reason == reason for one in counted) < MOST_ADJUSTMENTS


def _is_sent(name: str, body: Mapping[str, object], request: ReplyRequest) -> bool:
    thinking = body.get("thinking")
    thinking = thinking if isinstance(thinking, Mapping) else {}
    match name:
        case "temperature+top_p":
            return "temperature" in body and "top_p" in body
        case "temperature.above_1":
            temperature = body.get("temperature")
            return isinstance(temperature, float) and temperature > USUAL_TEMPERATURE
        case "citations":
            is_asked = any("citations" in tool for tool in _objects(body.get("tools")))
            return is_asked or any("citations" in block for block in _blocks(body) if block.get("type") == "document")
        case "documents.text":
            return any(_is_text_document(block) for block in _blocks(body))
        case "images.large":
            return request.smaller is not None and _has_large_picture(request)
        case "images" | "documents":
            has_texts = name == "documents" and any(_is_text_document(block) for block in _blocks(body))
            return has_texts or earlier(request.messages, name, before=has_refusable(request.project, name))
        case "prefill":
            return request.continues is not None and _roles(body)[-1:] == ["assistant"]
        case "thinking_blocks":
            return any(block.get("type") in ("thinking", "redacted_thinking") for block in _blocks(body))
        case "cache_control.ttl":
            return request.parameters.cache is CacheLife.ONE_HOUR and _has_marks(body)
        case "cache_control":
            return _has_marks(body)
        case "thinking.display":
            return "display" in thinking
        case "thinking.adaptive" | "thinking.enabled" | "thinking.disabled" | "thinking.between_tools":
            return thinking.get("type") == name.removeprefix("thinking.")
        case "output_config.format":
            return "format" in _output_config(body)
        case "tool_choice.forced":
            choice = body.get("tool_choice")
            return isinstance(choice, Mapping) and choice.get("type") in ("any", "tool")
        case "compaction":
            return name in body or has_block(body)
        case "effort":
            return "effort" in _output_config(body)
        case "tools.typed":
            return any(str(tool.get("type", "")).startswith("memory_") for tool in _objects(body.get("tools")))
        case "web_blocks":
            return any(is_of_web(block) for block in _blocks(body))
        case _:
            return name in body


def _is_text_document(block: Mapping[str, object]) -> bool:
    source = block.get("source")
    return block.get("type") == "document" and isinstance(source, Mapping) and source.get("type") == "text"


def _has_large_picture(request: ReplyRequest) -> bool:
    standing = request.project.files if request.project is not None else ()
    attached = [*standing, *(one for message in request.messages for one in attachments_in(message.parts))]
    is_larger = any(one.is_picture and max(one.width, one.height) > SMALLER_EDGE for one in attached)
    return request.model.image_edge > SMALLER_EDGE and is_larger


def _output_config(body: Mapping[str, object]) -> Mapping[str, object]:
    config = body.get("output_config")
    return config if isinstance(config, Mapping) else {}


def _has_marks(body: Mapping[str, object]) -> bool:
    heads = [*_objects(body.get("tools")), *_objects(body.get("system"))]
    return any("cache_control" in block for block in [*heads, *_blocks(body)])


def _roles(body: Mapping[str, object]) -> list[object]:
    return [turn.get("role") for turn in _objects(body.get("messages"))]


def _blocks(body: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [block for turn in _objects(body.get("messages")) for block in _objects(turn.get("content"))]


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
