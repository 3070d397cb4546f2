"""Says about how many tokens something is, before the gateway has counted it.

The rules are those of the protocol, section 5: letters of most scripts come about 3.7 to a token, those of Chinese,
Japanese and Korean about one; models since 4.7 make three tenths more of the same text; a picture costs its area. The
error of one text may reach a third, so `app.forecast` takes the gateway's own count of all that has one, and estimates
only what came since.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping

from turbodesk.chat.attachments import attachment_of
from turbodesk.chat.codec import block_from_part, can_go_back
from turbodesk.chat.image_size import image_size
from turbodesk.chat.json_values import is_sound
from turbodesk.chat.message import Message
from turbodesk.chat.model import Model, Sampling
from turbodesk.chat.model_line import generation
from turbodesk.chat.parts import Document, Image, JsonObject, Opaque, Part, RedactedThinking, Text, Thinking, ToolUse
from turbodesk.chat.tool_results import sent_block

CHARS_PER_TOKEN = 3.7
"""Letters, digits and signs of Latin text and code; the protocol says 3.5 to 4."""
TOKENS_PER_IDEOGRAPH = 0.8
"""Of Chinese, Japanese and Korean; the protocol says 1 to 1.5 characters a token."""
NEW_TOKENIZER = 1.3
"""Models since 4.7 make this much more of the same text."""
TOKENS_PER_PAGE = 3_000
"""A page of PDF: its text and its picture."""
BYTES_PER_PAGE = 50_000
"""Of a PDF whose pages nobody has counted."""
_NEW_SINCE = (4, 7)
MESSAGE_OVERHEAD = 4
"""Tokens around each message."""
PATCH = 28
"""Pixels; a picture costs a token for each square of this size (protocol, 5)."""
LARGEST_IMAGE = {1_568: 1_568, 2_576: 4_784}
"""Tokens a picture costs at most, by the model's `image_edge`."""

_IDEOGRAPHS = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"
)


def of_text(text: str) -> float:
    """Return about how many tokens a text is, for the older tokenizer."""
    if text.isascii():
        return len(text) / CHARS_PER_TOKEN
    ideographs = len(text) - len(_IDEOGRAPHS.sub("", text))
    return ideographs * TOKENS_PER_IDEOGRAPH + (len(text) - ideographs) / CHARS_PER_TOKEN


def of_image(width: int, height: int, *, edge: int = 1_568) -> int:
    """Return what a picture of so many pixels costs; larger ones are shrunk to `edge` first, as the provider does."""
    longest = max(width, height, 1)
    if longest > edge:
        width, height = math.ceil(width * edge / longest), math.ceil(height * edge / longest)
    patches = math.ceil(max(width, 1) / PATCH) * math.ceil(max(height, 1) / PATCH)
    return min(patches, LARGEST_IMAGE.get(edge, max(LARGEST_IMAGE.values())))


def factor(model: Model) -> float:
    """Return how many tokens the model makes where an older one makes one.

    The models without sampling parameters are those of 4.7 and later; an unknown one is taken for one of them.
    """
    return NEW_TOKENIZER if model.sampling is Sampling.NONE or not model.known else 1.0


def factor_of(model_id: str) -> float:
    """Return the same by the id alone, where nothing else is known of a model."""
    made = generation(model_id)
    return 1.0 if made is not None and (made.major, made.minor) < _NEW_SINCE else NEW_TOKENIZER


def of_message(message: Message, model: Model) -> int:
    """Return about how many tokens a message is as input for `model`."""
    return math.ceil(MESSAGE_OVERHEAD + sum(of_part(part, model) for part in message.parts))


def of_part(part: Part, model: Model) -> float:
    """Return about how many tokens a part is as input for `model`."""
    match part:
        case Text():
            return of_text(part.text) * factor(model)
        case Thinking():
            return of_text(part.text) * factor(model)
        case RedactedThinking():
            return 0.0
        case ToolUse():
            return of_text(part.name + part.input_json) * factor(model)
        case Image():
            return _of_image_source(part.source, model)
        case Document() if (given := attachment_of(part)) is not None and not given.is_sendable:
            return of_text(given.name)
        case Document() if is_sound(part.source):
            return _of_document_source(part.source, model) + of_text(part.title or "")
        case Opaque():
            return of_block(part.raw, model) if can_go_back(part) else 0.0
        case _:
            block = sent_block(block_from_part(part))
            return of_block(block, model) if is_sound(block) else 0.0  # an older version kept more than can be sent


def of_block(block: JsonObject, model: Model) -> float:
    """Return about how many tokens a content block, or any other JSON of a request, is as input for `model`."""
    if "input_schema" in block:
        return of_tool(block) * factor(model)
    source = block.get("source")
    match block.get("type"), source:
        case "image", Mapping():
            return _of_image_source(source, model)
        case "document", Mapping():
            return _of_document_source(source, model)
    return sum(_of_value(value, model) for key, value in block.items() if key not in _UNCOUNTED)


def of_tool(definition: JsonObject) -> float:
    """Return about how many tokens what a model is told of a tool is, for the older tokenizer.

    All of it is text to the model: names of arguments, and words such as "type" and "properties", as well.
    """
    told = {name: value for name, value in definition.items() if name != "cache_control"}
    return of_text(json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str))


_UNCOUNTED = ("signature", "encrypted_content", "data", "cache_control", "type", "id", "tool_use_id")


def _of_value(value: object, model: Model) -> float:
    match value:
        case str():
            return of_text(value) * factor(model)
        case Mapping():
            return of_block(value, model) + len(value)
        case list() | tuple():
            return sum(_of_value(one, model) for one in value)
    return 1.0


def _of_image_source(source: JsonObject, model: Model) -> float:
    if (attachment := attachment_of(Image(source))) is not None:
        return float(of_image(attachment.width, attachment.height, edge=model.image_edge))
    size = image_size(source)
    if size is None:
        return float(LARGEST_IMAGE.get(model.image_edge, 1_568))
    return float(of_image(*size, edge=model.image_edge))


def _of_document_source(source: JsonObject, model: Model) -> float:
    if (attachment := attachment_of(Document(source))) is not None:
        text = attachment.size / CHARS_PER_TOKEN * factor(model)  # bytes, for the text itself has not been read
        return float(attachment.pages * TOKENS_PER_PAGE) if attachment.is_pdf else text
    data = source.get("data")
    match source.get("type"):
        case "text" if isinstance(data, str):
            return of_text(data) * factor(model)
        case "base64" if isinstance(data, str):
            return max(1.0, len(data) * 0.75 / BYTES_PER_PAGE) * TOKENS_PER_PAGE
    return _of_value(source.get("content", ""), model)
