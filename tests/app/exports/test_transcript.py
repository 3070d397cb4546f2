"""One message, or a part of one, is taken out to stand by itself."""

from __future__ import annotations

from dataclasses import replace

from tests.app.conftest import AppFixture
from turbodesk.app.exports.transcript import excerpt, take_message
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.message import Block, Message, Role, user_message
from turbodesk.chat.model import Model
from turbodesk.chat.parts import Text, ToolResult, ToolUse


async def test_a_reply_is_taken_with_what_it_said_before_its_calls(services: AppFixture) -> None:
    conversation = new_conversation()
    services.history.save_conversation(conversation)
    asked = user_message("What is 2 + 2?", None)
    use, result = ToolUse("t", "calculator", "{}"), ToolResult("t", "4")
    calling = Message("m1", asked.id, Role.ASSISTANT, (Block(0, Text("Let me see.")), Block(1, use)), model="m")
    given = Message("m2", "m1", Role.USER, (Block(0, result),))
    said = Message("m3", "m2", Role.ASSISTANT, (Block(0, Text("Four.")),), model="m")
    for message in (asked, calling, given, said):
        services.history.save_message(conversation.id, message)
    services.history.save_conversation(replace(conversation, leaf_id="m3", title="Sums"))
    chat = await services.again(conversation.id)

    def model_of(id_: str) -> Model:
        return Model(id_, "Model One")

    taken = await take_message(chat, model_of, "m3")
    assert [turn.message.text for turn in taken.turns] == ["Let me see.", "Four."]
    assert (taken.title, taken.is_excerpt) == ("Sums", True)
    taken = await take_message(chat, model_of, asked.id)
    assert [turn.message.text for turn in taken.turns] == ["What is 2 + 2?"]
    assert (await take_message(chat, model_of, "gone")).turns == ()


def test_a_part_stands_by_itself() -> None:
    taken = excerpt("A\ntitle", "**b**")
    assert (taken.title, taken.turns[0].message.text, taken.is_excerpt) == ("A title", "**b**", True)
