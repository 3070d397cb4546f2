"""Photographs what is shown of the protocol: limits, thinking, tools, attachments, costs, requests."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.app.attachments import files
from tests.app.documents import packages
from tests.app.wired import streamed
from tests.e2e.studio import Studio
from tests.ui.attachments import pictures
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import Block, Message, Role, Usage, user_message
from turbodesk.chat.parts import Text
from turbodesk.store import Database, History
from turbodesk.store.paths import DataFolder

MODELS = {"haiku-4-5": "claude-haiku-4-5-20251001", "opus-4-7": "claude-opus-4-7", "unknown": "acme-large-2"}
THOUGHT = """\
The question is about rainbows, for somebody who has noticed that there are sometimes two. I should say where the \
second one comes from before I say why its colours are turned round.

Light enters a drop, is reflected once at its back and leaves at about 42 degrees. For the outer bow it is reflected \
twice, and leaves at about 51 degrees. Each reflection turns the order of the colours and loses some light.
"""
ANSWER = "The outer bow is light that was reflected **twice** inside each drop, so its colours are the other way round."
SUM = {"type": "tool_use", "id": "toolu_1", "name": "calculator", "json": '{"expression": "(1250 * 1.19) / 3"}'}
CLOCK = {"type": "tool_use", "id": "toolu_2", "name": "current_time", "json": "{}"}


def protocol(studio: Studio) -> None:
    """Take them all."""
    limits(studio)
    settings(studio, model="claude-opus-4-7", tools=("current_time", "calculator"))
    asyncio.run(spent(Path(studio.person.data)))
    studio.person.starts()
    studio.desktop.wait_for("Message", role="text")
    thinking(studio)
    tools(studio)
    attachments(studio)
    usage(studio)
    inspector(studio)
    studio.person.quits()


def settings(studio: Studio, *, model: str, tools: Sequence[str] = ()) -> None:
    """Let new chats begin with this model, thinking, and these tools."""
    folder = Path(studio.person.data)
    studio.set_up(model=model)
    preset = {"id": "p", "name": "Thinker", "model": model, "parameters": {"thinking": True, "tools": list(tools)}}
    (folder / "presets.json").write_text(json.dumps({"presets": [preset] if tools else [], "new_chats": "p"}))


def limits(studio: Studio) -> None:
    for name, model in MODELS.items():
        settings(studio, model=model)
        studio.person.starts()
        studio.desktop.wait_for("Message", role="text")
        studio.desktop.press("ctrl+shift+t")
        studio.desktop.wait_for("System prompt")
        studio.picture(f"limits-{name}")
        studio.desktop.press("Escape")
        studio.person.quits()


def sent(answer: Any, **changes: object) -> dict[str, Any]:
    """An answer as the script of the gateway's process takes it."""
    return {"events": list(answer.events), **changes}


def thinking(studio: Studio) -> None:
    desktop, gateway = studio.desktop, studio.gateway
    block = {"type": "thinking", "thinking": THOUGHT, "signature": "EqQB"}
    answer = streamed([block, {"type": "text", "text": ANSWER}])
    first, last = THOUGHT[: len(THOUGHT) // 2], THOUGHT[len(THOUGHT) // 2 :]
    events = list(answer.events or ())
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": first}}
    events[2:3] = [delta, {**delta, "delta": {"type": "thinking_delta", "thinking": last}}]
    gateway.answer({"events": events, "stall_after": 3, "stall_ms": 9_000})
    studio.person.begins_chat()
    studio.person.says("Why are there sometimes two rainbows?")
    desktop.wait_for("Thinking", role="check box")
    time.sleep(2)  # a line that says for how long it has thought
    studio.picture("thinking-live")
    studio.ended()
    desktop.wait_for(contains="the other way round")
    studio.picture("thinking-folded")
    studio.press_button(desktop.wait_for(contains="Thought for").name)
    desktop.wait_for(contains="51 degrees")
    studio.picture("thinking-unfolded")


def tools(studio: Studio) -> None:
    desktop, gateway = studio.desktop, studio.gateway
    words = {"type": "text", "text": "I shall work out the price with tax, shared by three, and look at the date."}
    done = streamed([{"type": "text", "text": "Each of you pays **$495.83** today."}])
    gateway.answer(sent(streamed([words, SUM, CLOCK], stop_reason="tool_use")), sent(done))
    studio.person.begins_chat()
    studio.person.says("Share 1250 plus 19 percent tax between three people")
    desktop.wait_for("Allow: Calculator")
    studio.picture("tool-asking")
    studio.press_button("Allow: Calculator")
    studio.press_button("Do not: Date and time")
    desktop.wait_for(contains="495.83 today")
    studio.ended()
    studio.picture("tool-done")


def attachments(studio: Studio) -> None:
    desktop, gateway = studio.desktop, studio.gateway
    folder = desktop.root / "attached"
    folder.mkdir()
    (folder / "harbour.png").write_bytes(pictures.png(640, 420))
    (folder / "contract.pdf").write_bytes(files.pdf(12))
    (folder / "minutes.docx").write_bytes(packages.word("<w:p><w:r><w:t>Present: all.</w:t></w:r></w:p>"))
    (folder / "report.py").write_text("def report() -> str:\n    return 'fine'\n")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    gateway.answer(sent(streamed([{"type": "text", "text": "The contract runs for two years; the picture shows it."}])))
    studio.person.begins_chat()
    desktop.press("ctrl+u")
    desktop.wait_for("File name:", role="text", state="focused")
    desktop.type(" ".join(f'"{folder / name}"' for name in sorted(one.name for one in folder.iterdir())))
    desktop.press("Return")
    desktop.wait_for("report.py")
    desktop.wait_for(contains="old")
    studio.picture("attachments")
    studio.person.says("What do these say?")
    desktop.wait_for(contains="runs for two years")
    studio.ended()
    studio.picture("attachments-sent")


def usage(studio: Studio) -> None:
    studio.command("Usage and cost")
    studio.desktop.wait_for(contains="This month")
    studio.picture("usage")
    studio.desktop.press("Escape")


def inspector(studio: Studio) -> None:
    studio.command("Inspect requests")
    studio.desktop.wait_for(contains="anthropic-version")
    studio.picture("inspector")
    studio.desktop.press("Escape")


async def spent(folder: Path) -> None:
    """Write a month of replies into the database."""
    opened = await Database.open(DataFolder(folder).database)
    history, today = History(opened.database), dt.datetime.now().astimezone()
    conversation = replace(new_conversation(gateway_id="default"), title="Names for a grey cat")
    history.save_conversation(conversation)
    for day in range(28):
        for number in range((day * 7) % 5):
            at = int((today - dt.timedelta(days=day, minutes=number)).timestamp() * 1000)
            question = user_message("And then?", None)
            used = Usage(2_400 + 900 * number, 700 + 150 * (day % 6), 1_200, 9_000 * (number % 3))
            model = MODELS["opus-4-7"] if (day + number) % 3 else "claude-sonnet-4-6"
            reply = Message(
                new_id(), question.id, Role.ASSISTANT, (Block(0, Text("So.")),), model=model, usage=used, created_at=at
            )
            history.save_message(conversation.id, question)
            history.save_message(conversation.id, reply)
    await opened.database.close()
