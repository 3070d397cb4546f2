"""Which documents a citation may mean: the files of the project and of the messages, and pages that were read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from turbodesk.app.attachments.counts import AttachmentCounts
from turbodesk.app.cited_documents import documents_for
from turbodesk.app.live import LiveChat
from turbodesk.chat.attachments import PDF, PLAIN, Attachment
from turbodesk.chat.citations import Citation, CitedSource
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.message import Block, Message, empty_reply, user_message
from turbodesk.chat.parts import Document, Opaque
from turbodesk.chat.project import Project, ReplacedFile

OWN = Attachment("a" * 64, PDF, "own.pdf")
NOTES = Attachment("b" * 64, PLAIN, "notes.txt")
OTHER = Attachment("c" * 64, PDF, "other.pdf")
FETCHED = Opaque(
    {
        "type": "web_fetch_tool_result",
        "tool_use_id": "s",
        "content": {
            "type": "web_fetch_result",
            "url": "https://e.example/a",
            "content": {"type": "document", "title": "A page", "source": {"type": "text", "data": "Its words."}},
        },
    }
)


class Told:
    """A chat as far as it is asked here."""

    def __init__(self, *messages: Message, project: Project | None = None) -> None:
        self._messages = {one.id: one for one in messages}
        self.project = project
        self.conversation = new_conversation(gateway_id="g")
        self.fetched: list[str] = []
        self.attached = AttachmentCounts(self)
        self.attached.by_id = {one.id: 1 for one in messages if any(isinstance(part, Document) for part in one.parts)}

    def ids(self) -> tuple[str, ...]:
        return tuple(self._messages)

    async def fetch(self, ids: list[str]) -> tuple[Message, ...]:
        self.fetched += ids
        return tuple(self._messages[one] for one in ids)


def asked(*files: Attachment) -> Message:
    return user_message("What?", None, [file.part for file in files])


def replied(*parts: Any) -> Message:
    return replace(empty_reply("m", "q"), blocks=tuple(Block(at, part) for at, part in enumerate(parts)))


def citation(name: str, document: int | None = 0) -> Citation:
    return Citation(1, CitedSource(1, name or "Document"), document, name, "words")


async def titles(chat: Told, one: Citation) -> list[str]:
    found = await documents_for(cast(LiveChat, chat), chat.ids()[-1], one)
    return [document.title for document in found]


async def test_the_title_says_which_is_meant_and_the_number_which_of_two() -> None:
    twin = replace(OWN, sha256="d" * 64)
    chat = Told(asked(OWN, NOTES), asked(OTHER), asked(twin), replied())
    assert (await titles(chat, citation("other.pdf", 0)))[0] == "other.pdf"
    assert (await titles(chat, citation("notes.txt", 9)))[0] == "notes.txt"
    for at, sha256 in ((0, OWN.sha256), (2, twin.sha256)):
        found = await documents_for(cast(LiveChat, chat), chat.ids()[-1], citation("own.pdf", at))
        assert found[0].attachment is not None
        assert found[0].attachment.sha256 == sha256


async def test_the_files_of_the_project_go_first_and_those_replaced_come_last() -> None:
    project = Project("p", "P", files=(NOTES, OTHER), replaced=(ReplacedFile("e" * 64, "other.pdf", OTHER.sha256, 1),))
    chat = Told(asked(OWN), replied(), project=project)
    assert await titles(chat, citation("", 0)) == ["other.pdf", "own.pdf", "notes.txt"]
    chat.conversation = replace(chat.conversation, seen_files=("e" * 64,))
    found = await documents_for(cast(LiveChat, chat), chat.ids()[-1], citation("other.pdf", 0))
    assert [one.is_replaced for one in found[:2]] == [False, True]
    assert [one.is_newer for one in found[:2]] == [True, False]


async def test_a_page_that_was_read_is_a_document_with_its_words() -> None:
    chat = Told(asked(), replied(FETCHED))
    (found,) = await documents_for(cast(LiveChat, chat), chat.ids()[-1], citation("A page"))
    assert (found.text, found.url, found.attachment) == ("Its words.", "https://e.example/a", None)


@pytest.mark.parametrize(
    "part",
    [
        Opaque({"type": "web_fetch_tool_result", "content": None}),
        Opaque({"type": "web_fetch_tool_result", "content": {"content": {"source": {"content": [1, {"text": 5}]}}}}),
        Document({"type": "base64", "data": "x"}),
    ],
)
async def test_a_document_of_any_shape_is_passed_over_or_empty(part: Any) -> None:
    chat = Told(replied(part))
    found = await documents_for(cast(LiveChat, chat), chat.ids()[-1], citation(""))
    assert all(one.text == "" for one in found)


@pytest.mark.parametrize(
    "content", ["All of it.", [{"type": "text", "text": "All of"}, {"type": "text", "text": "it."}]]
)
async def test_blocks_are_read_as_one_text(content: object) -> None:
    chat = Told(replied(Document({"type": "content", "content": content}, title="Blocks")))
    (found,) = await documents_for(cast(LiveChat, chat), chat.ids()[-1], citation("Blocks"))
    assert "".join(found.text.split()) == "Allofit."


async def test_of_a_long_chat_only_what_may_have_documents_is_read() -> None:
    chat = Told(asked(OWN), *[replied() for _ in range(300)])
    assert await titles(chat, citation("own.pdf")) == ["own.pdf"]
    assert len(chat.fetched) <= 61


async def test_nothing_is_meant_where_there_is_nothing() -> None:
    assert await titles(Told(replied()), citation("own.pdf")) == []
