"""Finds the documents that a reply may have its words from, and what of them was sent.

A citation names its document by its place among all of the request and by its title. Both can be wrong: a gateway may
count otherwise, two files may have one name, files are left out later. So all that comes into question is returned, the
likeliest first, and whoever shows it looks where the cited words really stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from turbodesk.app.live import LiveChat
from turbodesk.chat.attachments import PDF, Attachment, attachments_in
from turbodesk.chat.citations import Citation
from turbodesk.chat.message import Message
from turbodesk.chat.parts import Document, Opaque
from turbodesk.quick_dataclasses import dataclass

MOST = 24
"""Documents that come into question for one citation."""
_REPLIES = 60
"""Messages before a reply that are looked through for pages read from the web."""
_PORTION = 100


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """One document that may be meant."""

    title: str
    attachment: Attachment | None = None
    """The file; None for a page of the web or what another program has sent."""
    text: str = ""
    """What was sent, where it is no file."""
    url: str = ""
    """Of a page of the web."""
    is_replaced: bool = False
    """Whether another file has taken its place in the project since."""
    is_newer: bool = False
    """Whether it has taken the place of one that this chat was sent."""


async def documents_for(chat: LiveChat, message_id: str, citation: Citation) -> tuple[CitedDocument, ...]:
    """Return what a citation of this message may mean, the likeliest first; empty where nothing is there any more.

    Raises:
        StoreFailure: the messages before it cannot be read.
    """
    every = [*_of_project(chat), *[one for found in await _messages(chat, message_id) for one in _in_message(found)]]
    numbered = [one for one in every if not one.is_replaced]
    counted = [one for one in numbered if one.attachment is None or one.attachment.is_pdf]
    meant = citation.document

    def unlikelihood(entry: tuple[int, CitedDocument]) -> tuple[bool, bool, int]:
        at, one = entry
        is_placed = meant is not None and any(
            meant < len(listed) and listed[meant] is one for listed in (counted, numbered)
        )
        return one.title != citation.name, not is_placed, -at

    if not every:
        return ()
    return tuple(one for _, one in sorted(enumerate(every), key=unlikelihood))[:MOST]


async def _messages(chat: LiveChat, message_id: str) -> Sequence[Message]:
    """The messages up to this one that have files, and the last ones, which may have read pages."""
    path = list(chat.ids())
    until = path[: path.index(message_id) + 1] if message_id in path else [*path, message_id]
    last = set(until[-_REPLIES:])
    ids = [one for one in until if one in last or chat.attached.has(one)]
    found: list[Message] = []
    for start in range(0, len(ids), _PORTION):
        found += await chat.fetch(ids[start : start + _PORTION])
    return found


def _of_project(chat: LiveChat) -> list[CitedDocument]:
    """The files that go before all messages, PDFs first, as they are sent; then those they have taken the place of."""
    project = chat.project
    if project is None:
        return []
    files = sorted((file for file in project.files if not file.is_picture), key=lambda file: not file.is_pdf)
    seen = set(chat.conversation.seen_files)
    gone = [
        CitedDocument(old.name, Attachment(old.sha256, PDF, old.name), is_replaced=True)
        for old in reversed(project.replaced)
        if old.sha256 in seen
    ]
    newer = {old.by for old in project.replaced if old.sha256 in seen}
    return [*(CitedDocument(file.name, file, is_newer=file.sha256 in newer) for file in files), *gone]


def _in_message(message: Message) -> Iterator[CitedDocument]:
    for attachment in attachments_in(message.parts):
        if not attachment.is_picture:
            yield CitedDocument(attachment.name, attachment)
    for part in message.parts:
        if isinstance(part, Opaque) and part.kind == "web_fetch_tool_result":
            content = part.raw.get("content")
            document = content.get("content") if isinstance(content, Mapping) else None
            if isinstance(document, Mapping):
                url = _text(content, "url") if isinstance(content, Mapping) else ""
                yield replace(_sent(document, _text(document, "title")), url=url)
        elif isinstance(part, Document) and (sent := _sent(part.source, part.title or "")).text:
            yield sent


def _sent(source: Mapping[str, object], title: str) -> CitedDocument:
    """Read a document as the protocol has it: a text, or a list of blocks of text (1.2)."""
    inner = source.get("source")
    if isinstance(inner, Mapping):
        source = inner
    content = source.get("content")
    blocks = content if isinstance(content, list) else []
    texts = [_text(block, "text") for block in blocks if isinstance(block, Mapping)]
    text = content if isinstance(content, str) else "\n".join(texts)
    if not text and _text(source, "type") == "text":
        text = _text(source, "data")
    return CitedDocument(title, text=text)


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
