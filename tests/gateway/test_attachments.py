"""What of the attachments reaches the wire: bytes in the protocol's forms, in order, and never a reference of ours."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.conftest import SONNET, hear
from tests.gateway_server import GatewayServer
from turbodesk.chat.attachments import PDF, PLAIN, Attachment
from turbodesk.chat.message import Block, Message, Status, empty_reply, user_message
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Image, Text
from turbodesk.gateway import request
from turbodesk.gateway.attachments import File, wanted, with_files
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.client import HttpGateway

CAT, DOG, PAPER, NOTES = b"\x89PNG cat", b"\xff\xd8\xff dog", b"%PDF-1.7 paper", "Größe: 漢字\n".encode()


def attached(content: bytes, media_type: str, name: str = "") -> Attachment:
    return Attachment(hashlib.sha256(content).hexdigest(), media_type, name, len(content))


A_CAT, A_DOG = attached(CAT, "image/png", "cat.png"), attached(DOG, "image/jpeg")
A_PAPER, SOME_NOTES = attached(PAPER, PDF, "paper.pdf"), attached(NOTES, PLAIN, "notes.txt")
FILES = {
    one.sha256: File(one.media_type, content)
    for one, content in ((A_CAT, CAT), (A_DOG, DOG), (A_PAPER, PAPER), (SOME_NOTES, NOTES))
}


def asking(*messages: Message, keep: int | None = None, files: dict[str, File] = FILES) -> ReplyRequest:
    return ReplyRequest(SONNET, messages, Parameters(keep_attachments=keep), "sess_1", files=files)


def with_parts(*attachments: Attachment, text: str = "Look", parent: str | None = None) -> Message:
    return user_message(text, parent, [one.part for one in attachments])


def content_of(asked: ReplyRequest, turn: int = -1) -> list[dict[str, object]]:
    body = json.loads(json.dumps(request.build(asked)))
    blocks: list[dict[str, object]] = body["messages"][turn]["content"]
    return [{key: value for key, value in block.items() if key != "cache_control"} for block in blocks]


async def test_the_bytes_that_leave_are_the_bytes_that_were_attached(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    await hear(gateway, asking(with_parts(A_CAT, A_PAPER, SOME_NOTES)))
    picture, paper, notes, text = json.loads(server.requests[-1].body)["messages"][0]["content"]
    assert picture["source"]["media_type"] == "image/png"
    assert b64decode(picture["source"]["data"], validate=True) == CAT
    assert (paper["type"], paper["title"]) == ("document", "paper.pdf")
    assert b64decode(paper["source"]["data"], validate=True) == PAPER
    assert paper["citations"] == {"enabled": True}, "so that the reply says which page a claim is from"
    assert notes["source"] == {"type": "text", "media_type": "text/plain", "data": NOTES.decode()}
    assert (notes["title"], notes["citations"]) == ("notes.txt", {"enabled": True})
    assert text["text"] == "Look"


@pytest.mark.parametrize(
    ("model", "refused"),
    [(SONNET, "citations"), (SONNET, "documents"), (SONNET, "documents.text"), (replace(SONNET, id="gpt-9"), "speed")],
)
def test_a_text_that_cannot_be_cited_stands_among_the_words(model: Model, refused: str) -> None:
    asked = replace(asking(with_parts(SOME_NOTES)), model=model, refused=frozenset({refused}))
    notes, text = content_of(asked)
    assert notes == {"type": "text", "text": f'<file name="notes.txt">\n{NOTES.decode()}\n</file>'}
    assert text["text"] == "Look"


def test_several_pictures_are_numbered_so_that_the_words_can_name_them() -> None:
    texts = [block.get("text") for block in content_of(asking(with_parts(A_CAT, A_DOG)))]
    assert texts == ["Image 1: cat.png:", None, "Image 2:", None, "Look"]


def cited(document_index: int) -> dict[str, object]:
    place = {"start_page_number": 1, "end_page_number": 2, "document_title": None}
    return {"type": "page_location", "cited_text": "x", "document_index": document_index, **place}


def after_a_citing_reply(*indexes: int, keep: int | None = None) -> ReplyRequest:
    first = with_parts(A_PAPER)
    said = Text("It says x.", tuple(cited(at) for at in indexes))
    reply = replace(empty_reply(SONNET.id, first.id), blocks=(Block(0, said),), status=Status.COMPLETE)
    return asking(first, reply, user_message("And then?", reply.id), keep=keep)


def test_a_reply_goes_back_with_its_citations_as_long_as_all_documents_do() -> None:
    assert content_of(after_a_citing_reply(0, 1), 1)[0]["citations"] == [cited(0), cited(1)]
    assert "citations" not in content_of(after_a_citing_reply(0, keep=0), 1)[0], "its document is left out"


def test_where_citations_are_refused_none_are_asked_for_and_none_go_back() -> None:
    refusing = replace(after_a_citing_reply(0), refused=frozenset({"citations"}))
    assert "citations" not in content_of(refusing, 0)[0]
    assert "citations" not in content_of(refusing, 1)[0]


def test_a_message_without_words_is_sent() -> None:
    (picture,) = content_of(asking(with_parts(A_CAT, text="")))
    assert picture["type"] == "image"


def test_only_the_newest_go_along_and_a_line_stands_for_the_others() -> None:
    first = with_parts(A_CAT, SOME_NOTES)
    reply = empty_reply(SONNET.id, first.id)
    second = with_parts(A_PAPER, parent=reply.id)
    assert wanted((first, reply, second), 2) == (SOME_NOTES, A_PAPER)
    blocks = content_of(asking(first, second, keep=1))
    assert [block["type"] for block in blocks] == ["text", "text", "text", "document", "text"]
    assert blocks[0]["text"] == "[The picture “cat.png” was attached here and is left out of this request.]"


def test_what_is_gone_is_told_in_words() -> None:
    (gone, _) = content_of(asking(with_parts(A_CAT), files={}))
    assert "can no longer be read" in str(gone["text"])


def test_a_damaged_reference_is_not_sent() -> None:
    broken = user_message("Look", None, [Image({"type": "attachment", "sha256": 7})])
    assert [block["type"] for block in content_of(asking(broken))] == ["text"]


@given(
    st.lists(st.lists(st.sampled_from([A_CAT, A_DOG, A_PAPER, SOME_NOTES]), max_size=4), min_size=1, max_size=4),
    st.none() | st.integers(0, 5),
    st.sets(st.sampled_from(sorted(FILES))),
)
def test_no_reference_of_ours_ever_leaves(turns: list[list[Attachment]], keep: int | None, present: set[str]) -> None:
    messages = [with_parts(*one, text="words") for one in turns]
    files = {sha256: FILES[sha256] for sha256 in present}
    sent = with_files(messages, keep, files)
    assert '"attachment"' not in json.dumps([str(part) for message in sent for part in message.parts])
    assert "sha256" not in json.dumps(request.build(asking(*messages, keep=keep, files=files)))
    every = [one for turn in turns for one in turn]
    assert list(wanted(messages, keep)) == (every if keep is None else every[max(0, len(every) - keep) :])
