"""Puts files into a request: which attachments go with it, as what, and what is said of those that stay behind.

A stored message refers to its files by their hashes; the wire takes bytes. Whoever asks for a reply reads the files
`wanted` names and gives them with the request. What is not sent leaves a line of text: the model knows then that
something was there, and a message of attachments alone does not vanish.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from xml.sax.saxutils import quoteattr

from turbodesk.chat.attachments import (
    PLAIN,
    Attachment,
    attachment_of,
    attachments_in,
    in_words_for_model,
    is_reference,
)
from turbodesk.chat.codec import block_from_part
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.model_line import generation
from turbodesk.chat.parts import Document, Image, Part, Text, ToolResult
from turbodesk.chat.unseen import TEXT_DOCUMENTS
from turbodesk.quick_dataclasses import dataclass

MANY_PICTURES = 20
"""With more pictures than this in one request, each must fit into `MANY_EDGE` (protocol, 5); PDFs may count as such."""
MANY_EDGE = 2_000
"""Pixels."""
SMALLER_EDGE = 1_568
"""Pixels; what pictures are sent within where larger ones were refused: the least that any model gains from."""
LARGE_PICTURES = "images.large"
"""The name by which `ReplyRequest.refused` knows pictures above it."""


_CITED: dict[str, object] = {"citations": {"enabled": True}}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is to be sent; a picture perhaps smaller than it is stored."""

    media_type: str
    content: bytes


def wanted(messages: Sequence[Message], keep: int | None) -> tuple[Attachment, ...]:
    """Return the attachments that go with a request, oldest first: the newest `keep` of them; None: all."""
    every = [
        attachment for message in messages if message.role is Role.USER for attachment in attachments_in(message.parts)
    ]
    kept = every if keep is None else every[max(0, len(every) - keep) :]
    return tuple(attachment for attachment in kept if attachment.is_sendable)


def refusable(attachment: Attachment) -> str:
    """Return the name by which `ReplyRequest.refused` knows this kind of attachment; "" for text, which all take."""
    return "images" if attachment.is_picture else "documents" if attachment.is_pdf else ""


def earlier(messages: Sequence[Message], kind: str, *, before: bool = False) -> bool:
    """Whether attachments of a `refusable` kind stand in earlier messages only, or `before` them all.

    Those could be left out.
    """
    having = [
        any(refusable(one) == kind for one in attachments_in(message.parts)) and message.role is Role.USER
        for message in messages
    ]
    return (before or any(having)) and not having[-1]


def cites_texts(model_id: str, refused: Container[str]) -> bool:
    """Whether texts are sent as documents, so that the reply says which words of them a claim is from.

    Claude alone cites, and some gateways drop a text that is a document without a word: where their count of tokens
    gives that away, it is among what is refused from then on (`chat.unseen`).
    """
    is_claude = generation(model_id) is not None
    return is_claude and not any(name in refused for name in ("citations", "documents", TEXT_DOCUMENTS))


def with_files(
    messages: Sequence[Message],
    keep: int | None,
    files: Mapping[str, File],
    *,
    refused: Container[str] = (),
    model_id: str = "",
) -> tuple[Message, ...]:
    """Return the messages with bytes in place of references; `files` are those `wanted` names, by hash.

    Of the kinds `refused`, earlier messages lose theirs, or a chat with a picture in it were spoilt for a model that
    takes none. Those of the last message stay: the person asks about them, and must be told.

    `model_id` is whose citations are asked for.

    No reference of ours is left: a file that is not in `files` is told of in words. Several pictures of one message
    are numbered, so that the words after them can speak of each (protocol, 1.2).
    """
    left_out = len(wanted(messages, None)) - len(wanted(messages, keep))
    texts = cites_texts(model_id, refused)
    made: list[Message] = []
    for message in messages:
        parts: list[Part] = []
        number = 0
        is_users = message.role is Role.USER
        pictures = sum(isinstance(part, Image) for part in message.parts) if is_users else 0
        of_calls: dict[str, list[Part]] = {}
        for part in message.parts:
            attachment = attachment_of(part)
            if attachment is None:
                if not isinstance(part, Image | Document) or not is_reference(part.source):
                    parts.append(part)
                continue
            into = of_calls.setdefault(attachment.call, []) if attachment.call else parts
            if is_users and left_out > 0:
                left_out -= 1
                into.append(
                    Text(f"[The {in_words_for_model(attachment)} was attached here and is left out of this request.]")
                )
                continue
            if message is not messages[-1] and refusable(attachment) in refused:
                into.append(
                    Text(f"[The {in_words_for_model(attachment)} was attached here; this model does not take it.]")
                )
                continue
            number += attachment.is_picture
            if attachment.is_picture and pictures > 1 and into is parts:
                parts.append(Text(f"Image {number}: {attachment.name}".rstrip(": ") + ":"))
            cites = not attachment.call and (texts if attachment.media_type == PLAIN else "citations" not in refused)
            into.append(sendable(attachment, files.get(attachment.sha256), cites=cites))
        parts = [_with_given(part, of_calls) for part in parts] if of_calls else parts
        made.append(message if tuple(parts) == message.parts else replace(message, blocks=_blocks(parts)))
    return tuple(made)


def _with_given(part: Part, of_calls: Mapping[str, Sequence[Part]]) -> Part:
    """Return the result of a tool with the pictures that the tool gave; any other part as it is."""
    given = of_calls.get(part.tool_use_id) if isinstance(part, ToolResult) else None
    if not given or not isinstance(part, ToolResult):
        return part
    blocks = [block_from_part(one) for one in given if isinstance(one, Text) or not part.is_error]  # (protocol, 1.7)
    before = [{"type": "text", "text": part.content}] if isinstance(part.content, str) else part.content
    before = before if isinstance(before, list | tuple) else ()
    return replace(part, content=[*(one for one in before if one != {"type": "text", "text": ""}), *blocks])


def sendable(attachment: Attachment, file: File | None, *, cites: bool) -> Part:
    """Return an attachment as it is sent, or what is said in its place; `cites`: asked of a document, or of a text.

    A text that is not to be cited stands among the words of the message.
    """
    if not attachment.is_sendable:
        return Text(f"[The {in_words_for_model(attachment)} was given to the user alone.]")
    if file is None:
        return Text(f"[The {in_words_for_model(attachment)} was attached here and can no longer be read.]")
    if attachment.is_picture:
        return Image(_base64(file))
    if attachment.media_type != PLAIN:
        # Asked for on every document or on none (protocol, 1.2): the reply then says which page it has a claim from.
        return Document(_base64(file), title=attachment.name or None, extra=dict(_CITED) if cites else {})
    text = file.content.decode("utf-8", "replace")
    if not text.strip():
        return Text(f"[The {in_words_for_model(attachment)} is empty.]")
    if cites:
        source: dict[str, object] = {"type": "text", "media_type": PLAIN, "data": text}
        return Document(source, title=attachment.name or None, extra=dict(_CITED))
    name = f" name={quoteattr(attachment.name)}" if attachment.name else ""
    return Text(f"<file{name}>\n{text}\n</file>")


def _base64(file: File) -> dict[str, object]:
    return {"type": "base64", "media_type": file.media_type, "data": b64encode(file.content).decode("ascii")}


def _blocks(parts: Sequence[Part]) -> tuple[Block, ...]:
    return tuple(Block(index, part) for index, part in enumerate(parts))
