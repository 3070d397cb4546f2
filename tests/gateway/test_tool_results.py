"""Results of tools with pictures, and many tools, as a request has them."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.gateway.conftest import asking
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.message import Block, Message, Role, Status, user_message
from turbodesk.chat.parts import ToolResult, ToolUse
from turbodesk.chat.tool_results import ASIDE
from turbodesk.chat.tools import ToolDefinition
from turbodesk.gateway.attachments import File, wanted
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.request import build

SHOT = Attachment("ab" * 32, "image/png", "", 3, 2, 1, call="t1")
SHEET = Attachment("cd" * 32, "application/octet-stream", "all.xlsx", 3, call="t1")


def request(*results: ToolResult, tools: tuple[str, ...] = ("look",), **changes: object) -> ReplyRequest:
    question = user_message("Look", None)
    calls = [ToolUse(result.tool_use_id, "look") for result in results]
    reply = Message("r", question.id, Role.ASSISTANT, tuple(Block(at, one) for at, one in enumerate(calls)))
    parts = [*results, SHOT.part, SHEET.part]
    given = Message("g", "r", Role.USER, tuple(Block(at, part) for at, part in enumerate(parts)))
    made = replace(asking("x"), messages=(question, replace(reply, status=Status.COMPLETE), given))
    told = tuple(ToolDefinition(name, "Looks.", {"type": "object"}) for name in tools)
    return replace(made, tools=told, files={SHOT.sha256: File("image/png", b"PNG")}, **changes)  # type: ignore[arg-type]


def content(request: ReplyRequest) -> list[dict[str, object]]:
    return build(request)["messages"][-1]["content"]  # type: ignore[index,no-any-return]


def test_pictures_go_inside_their_result_and_what_is_the_persons_stays() -> None:
    first, second = content(request(ToolResult("t1", "Seen", extra={ASIDE: {"shown": "All"}}), ToolResult("t2", "No")))
    assert [one["type"] for one in first["content"]] == ["text", "image", "text"]  # type: ignore[attr-defined]
    assert ASIDE not in first
    assert (second["tool_use_id"], second["content"]) == ("t2", "No")


def test_an_error_and_a_model_without_eyes_get_words_alone() -> None:
    (failed,) = content(request(ToolResult("t1", "Broken", is_error=True)))
    assert {one["type"] for one in failed["content"]} == {"text"}  # type: ignore[attr-defined]
    blind = request(ToolResult("t1", [{"type": "text", "text": "Seen"}]))
    later = user_message("And now?", "g")
    blind = replace(blind, messages=(*blind.messages, later), refused=frozenset({"images"}))
    assert "this model does not take it" in json.dumps(content(blind))


def test_pictures_of_results_count_among_what_is_sent_again() -> None:
    made = request(ToolResult("t1", "Seen"))
    assert wanted(made.messages, None) == (SHOT,)
    assert wanted(made.messages, 1) == ()
    few = replace(made, parameters=replace(made.parameters, keep_attachments=0))
    assert "is left out of this request" in json.dumps(content(few))


def test_pictures_of_a_tool_that_is_off_are_told_with_its_words() -> None:
    blocks = content(request(ToolResult("t1", "Seen"), tools=()))
    assert [one["type"] for one in blocks] == ["text", "image"]
    assert "The tool look answered" in str(blocks[0]["text"])


def test_many_tools_stand_in_one_order_behind_one_mark() -> None:
    names = tuple(f"server__tool_{at}" for at in range(60))
    long = [ToolDefinition(name, "Does much. " * 60, {"type": "object"}) for name in names]
    made = replace(asking("x"), tools=tuple(long))
    first, again = build(made), build(replace(made, messages=(*made.messages[:-1], user_message("Other", None))))
    assert json.dumps(first["tools"]) == json.dumps(again["tools"])
    assert sum("cache_control" in one for one in first["tools"]) <= 1  # type: ignore[attr-defined]
