"""What a tool gave, as it is kept: within what a gateway takes, and whole for the person."""

from __future__ import annotations

import math
from base64 import b64encode
from threading import Event

import pytest

from tests.app.conftest import AppFixture
from tests.app.gateways import spoken
from tests.app.test_live import ended
from tests.app.test_tool_runs import asked, reading, seen
from tests.app.tool_source import HeldTools
from turbodesk.app.attachments import AttachmentService
from turbodesk.app.attachments.pictures import Picture
from turbodesk.app.tool_keeping import MOST_FILES, MOST_TEXT, NOTHING, kept
from turbodesk.app.tool_loop import CallState, ToolDecision
from turbodesk.app.tools import ToolFile, ToolOutcome, ToolReference
from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.parts import Image, Text, ToolResult
from turbodesk.chat.tool_results import ResultAside, aside_of, result_text, table_of
from turbodesk.gateway.request import build
from turbodesk.store.attachments import AttachmentStore

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


class Frames:
    """Takes every picture for one of two pixels."""

    def prepared(self, data: bytes, media_type: str, name: str, stop: Event | None = None) -> Picture:
        return Picture(data, media_type, 2, 1)

    def smaller(self, content: bytes, edge: int) -> Picture:
        return Picture(content, "image/png", 1, 1)


def picture(data: bytes = PNG) -> Image:
    return Image({"type": "base64", "media_type": "image/png", "data": b64encode(data).decode()})


@pytest.fixture
def attachment_service(services: AppFixture) -> AttachmentService:
    made = AttachmentService(AttachmentStore(services.database), Frames)
    services.attachment_service = made
    return made


async def test_text_is_made_sound_and_nothing_at_all_is_said() -> None:
    given = await kept("c", ToolOutcome((Text("a\x00b"), Text("  "), Text("\ud83d"))), None)
    assert given.result == ToolResult("c", "ab\n�")
    assert (await kept("c", ToolOutcome(" \n"), None)).result.content == NOTHING
    assert (await kept("c", ToolOutcome("no", is_error=True), None, began_at=5)).ended_at is not None


async def test_what_is_too_long_is_cut_for_the_model_and_whole_for_the_person() -> None:
    text = "x" * (MOST_TEXT + 1)
    given = await kept("c", ToolOutcome(text), None)
    assert len(result_text(given.result.content)) < MOST_TEXT
    assert "characters are left out here" in result_text(given.result.content)
    assert aside_of(given.result).shown == text


async def test_tables_and_references_are_kept_beside_it_and_what_is_no_json_is_not() -> None:
    references = (ToolReference("A page\n", "https://example.org/"), ToolReference(""), ToolReference("notes.txt"))
    given = await kept("c", ToolOutcome("x", table=[{"a": 1}], references=references), None)
    found = (("A page", "https://example.org/"), ("notes.txt", ""))
    assert aside_of(given.result) == ResultAside("", [{"a": 1}], found)
    assert aside_of((await kept("c", ToolOutcome("x", table={"a": math.nan}), None)).result) == ResultAside()


async def test_pictures_and_files_become_attachments_of_the_call(attachment_service: AttachmentService) -> None:
    outcome = ToolOutcome(
        (Text("Look"), picture(), picture(b"no picture"), Image({"data": "§"})),
        files=(ToolFile("a\nb.wav", "audio/wav", b"RIFF"), ToolFile("empty", "", b"")),
    )
    given = await kept("c", outcome, attachment_service)
    shown, file = attachments_in(given.files)
    assert (shown.call, shown.media_type, shown.width) == ("c", "image/png", 2)
    assert (file.call, file.label, file.is_sendable, file.size) == ("c", "a b.wav", False, 4)
    assert await attachment_service.content(file.sha256) == b"RIFF"
    assert str(given.result.content).count("could not be kept") == 3
    none = await kept("c", ToolOutcome((picture(),)), None)
    assert "could not be kept" in str(none.result.content)
    failed = await kept("c", ToolOutcome((Text("No."), picture()), is_error=True), attachment_service)
    assert failed.files == ()
    many = await kept("c", ToolOutcome((picture(),) * (MOST_FILES + 3)), attachment_service)
    assert (len(many.files), many.result.content) == (MOST_FILES, "[3 more pictures or files are left out.]")


async def test_the_model_gets_pictures_in_the_result_and_nothing_that_is_the_persons_alone(
    services: AppFixture, attachment_service: AttachmentService
) -> None:
    tools = HeldTools()
    chat, reply = await asked(services, tools, reading("a", "b"), spoken("A cat."))
    await seen(chat, reply, CallState.ASKING, CallState.ASKING)
    chat.tools.answer_all(is_allowed=True)
    one, two = await tools.until(2)
    files = (ToolFile("all.wav", "audio/wav", b"RIFF"),)
    one.outcome.set_result(ToolOutcome((Text("Look"), picture()), shown="All of it", files=files, table=[{"a": 1}]))
    two.outcome.set_result(ToolOutcome("nothing"))
    await ended(chat)
    request = services.gateway.requests[1]
    body = build(request)
    blocks = body["messages"][-1]["content"]  # type: ignore[index]
    source = {"type": "base64", "media_type": "image/png", "data": b64encode(PNG).decode()}
    assert [{key: value for key, value in block.items() if key != "cache_control"} for block in blocks] == [
        {
            "type": "tool_result",
            "tool_use_id": "a",
            "content": [
                {"type": "text", "text": "Look"},
                {"type": "image", "source": source},
                {"type": "text", "text": "[The file “all.wav” was given to the user alone.]"},
            ],
        },
        {"type": "tool_result", "tool_use_id": "b", "content": "nothing"},
    ]
    call = chat.calls(reply.id)[0]
    assert (call.result, [one.label for one in call.files]) == ("Look", ["Picture", "all.wav"])
    assert call.answer is not None
    assert aside_of(call.answer) == ResultAside("All of it", [{"a": 1}])
    found = await services.again(chat.conversation.id)
    assert found.calls(reply.id)[0].files == call.files
    assert await AttachmentStore(services.database).sweep(spared_ms=-1) == 0


async def test_what_is_in_the_journal_keeps_its_files(
    services: AppFixture, attachment_service: AttachmentService
) -> None:
    tools = HeldTools()
    chat, reply = await asked(services, tools, reading("a", "b"))
    await seen(chat, reply, CallState.ASKING, CallState.ASKING)
    chat.answer("a", ToolDecision.ONCE)
    (await tools.until(1))[0].outcome.set_result(ToolOutcome((picture(),)))
    await seen(chat, reply, CallState.DONE, CallState.ASKING)
    assert await AttachmentStore(services.database).sweep(spared_ms=-1) == 0
    found = await services.again(chat.conversation.id)
    assert len(found.calls(reply.id)[0].files) == 1


@pytest.mark.parametrize(
    ("value", "table"),
    [
        ([{"a": 1, "b": None}, {"b": True, "c": [1]}], (("a", "b", "c"), (("1", "", ""), ("", "yes", "[1]")))),
        ({"rows": [{"a": "x"}]}, (("a",), (("x",),))),
        ({"name": "n", "size": 2.5}, (("", ""), (("name", "n"), ("size", "2.5")))),
        ({"result": "text"}, (("", ""), (("result", "text"),))),
        ({"a": {"b": 1}, "c": 1}, None),
        ([], None),
        ([{}], None),
        ([1, 2], None),
        ("text", None),
        ({}, None),
    ],
)
def test_structured_data_is_a_table_where_it_has_rows(value: object, table: object) -> None:
    assert table_of(value) == table


@pytest.mark.parametrize("stored", [3, {"shown": 3, "table": math.inf, "references": "x"}, {"references": [[1, 2]]}])
def test_what_is_kept_beside_a_result_is_read_with_care(stored: object) -> None:
    assert aside_of(ToolResult("c", "", extra={"turbodesk_aside": stored})) == ResultAside()
