"""A conversation taken out as Markdown has every message, in order, and nothing swallows what follows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.conftest import AppFixture
from turbodesk import translation
from turbodesk.app.exports.markdown import to_markdown, turn_markdown, write
from turbodesk.app.exports.transcript import Transcript, Turn, day, file_name, take_transcript
from turbodesk.app.exports.unfinished import closed
from turbodesk.app.exports.writer import ExportContext
from turbodesk.chat.attachments import PDF, Attachment
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import StoreFailure
from turbodesk.chat.message import Block, Message, Role, user_message
from turbodesk.chat.model import Model
from turbodesk.chat.parts import Part, Text, Thinking, ToolResult, ToolUse
from turbodesk.rendering import literal, plain_text, to_html


def reply(text: str) -> Turn:
    return Turn("Sonnet 4.6", Message("r", None, Role.ASSISTANT, (Block(0, Text(text)),), model="m"))


def asked(text: str) -> Turn:
    return Turn("You", user_message(text, None))


@given(st.lists(st.text("`~- \n>a$\\[]1.#|", max_size=40), max_size=5))
def test_each_message_stands_under_a_heading_of_its_own(texts: list[str]) -> None:
    turns = tuple((reply if number % 2 else asked)(text) for number, text in enumerate(texts))
    markdown = to_markdown(Transcript("Title", "1 May 2026", turns))
    at = 0
    for number, turn in enumerate(turns):
        text = turn.message.text if number % 2 else literal(turn.message.text)
        at = markdown.index(text.rstrip(), at)
    html = to_html(markdown)
    assert html.count("<h2>You</h2>") + html.count("<h2>Sonnet 4.6</h2>") >= len(turns)


def test_what_a_person_wrote_is_in_it_as_they_wrote_it() -> None:
    markdown = turn_markdown(asked("line1\nline2\n# not a heading\n<b>x</b>\n    code?"))
    assert plain_text(markdown).replace("\xa0", " ") == "You\nline1\nline2\n# not a heading\n<b>x</b>\n    code?"


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("```python\nx = 1", "\n```"),
        ("````\n```\n", "\n````"),
        ("~~~\nx", "\n~~~"),
        ("```\nx\n```", ""),
        ("- item\n  ```\n  x", ""),
        ("no code", ""),
    ],
)
def test_open_code_is_closed(text: str, ending: str) -> None:
    assert closed(text) == (text.rstrip() + ending if ending else text)


async def test_all_messages_are_read_though_few_are_in_memory(services: AppFixture) -> None:
    conversation = new_conversation()
    services.history.save_conversation(conversation)
    last: str | None = None
    ids: list[str] = []
    for number in range(250):
        message = user_message(f"question {number}", last)
        if number % 2:
            message = replace(message, role=Role.ASSISTANT, model="m")
        services.history.save_message(conversation.id, message)
        last = message.id
        ids.append(last)
    services.history.save_conversation(replace(conversation, leaf_id=last, title="Long"))
    chat = await services.again(conversation.id)
    assert sum(chat.message(one) is not None for one in ids) < 100
    transcript = await take_transcript(chat, lambda one: Model(one, "Model One"))
    assert transcript.title == "Long"
    assert [turn.message.id for turn in transcript.turns] == ids
    assert [turn.message.text for turn in transcript.turns] == [f"question {number}" for number in range(250)]
    assert [turn.speaker for turn in transcript.turns[:3]] == ["You", "Model One", "You"]


def test_a_name_that_is_too_long_is_told_as_that(tmp_path: Path) -> None:
    talk = Transcript("A talk", "1 May 2026", ())
    with pytest.raises(StoreFailure) as caught:
        write(talk, tmp_path / ("名" * 90 + ".md"), ExportContext())
    assert caught.value.note.advice == "Choose a shorter name."
    write(talk, tmp_path / file_name("👍" * 80, ".md"), ExportContext())
    assert len(list(tmp_path.iterdir())) == 1


def test_a_title_becomes_a_file_name_everywhere() -> None:
    assert file_name('What is "a/b" <c>?', ".pdf") == "What is a b c.pdf"
    assert file_name(" .. ", ".pdf") == "Chat.pdf"
    assert len(file_name("long " * 100, ".pdf")) < 144
    assert file_name("\u202eevil\u202c txt.exe", ".md") == "evil txt.exe.md"


def test_a_day_is_said_in_words() -> None:
    assert day(1_780_000_000_000).endswith("2026")


def test_attachments_are_named_above_the_words_they_came_with() -> None:
    picture = Attachment("0" * 64, "image/png", "my_cat.png", 10, 4, 4)
    paper = Attachment("1" * 64, PDF, "paper.pdf", 10, pages=2)
    message = user_message("Look", None, [picture.part, paper.part])
    text = turn_markdown(Turn("You", message))
    assert text == "## You\n\n*Attached: picture “my\\_cat.png”, PDF “paper.pdf”*\n\nLook"


def test_tools_are_told_in_a_line_and_thinking_is_left_out() -> None:
    parts: tuple[Part, ...] = (Thinking("secret thoughts"), Text("Let me see."), ToolUse("t1", "calculator", "{}"))
    asking = Message("r", None, Role.ASSISTANT, tuple(Block(at, part) for at, part in enumerate(parts)), model="m")
    given = (ToolResult("t1", "4 " * 300), ToolResult("t2", [{"type": "text", "text": "no # such"}], is_error=True))
    results = Message("u", "r", Role.USER, tuple(Block(at, part) for at, part in enumerate(given)))
    written = to_markdown(Transcript("T", "today", (Turn("Sonnet", asking), Turn("You", results))))
    assert "secret" not in written
    assert "Let me see.\n\n*Asked for the tool “calculator”*\n\n*The tool gave: 4 4" in written
    assert "…*\n\n*The tool failed: no \\# such*" in written
    assert "## You" not in written
    assert len(written) < 450


def test_a_file_has_none_of_the_marks_that_order_what_the_window_shows() -> None:
    picture = Attachment("0" * 64, "image/png", "cat.png", 10, 4, 4)
    paper = Attachment("1" * 64, PDF, "paper.pdf", 10, pages=2)
    message = user_message("Look", None, [picture.part, paper.part])
    translation.install(["ar"])
    try:
        written = turn_markdown(Turn("You", message)) + turn_markdown(Turn("You", message), lambda _one: "beside/it")
    finally:
        translation.use(translation.ENGLISH, None)
    assert "cat.png" in written
    assert not set("\u200f\u2068\u2069") & set(written)
