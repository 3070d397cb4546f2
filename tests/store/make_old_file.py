"""Makes `tests/store/files/v<n>.db`: what this version's program leaves behind, kept for the versions to come.

Run `python -m tests.store.make_old_file` once before a step is added to `turbodesk.store.migrations`, and commit the
file. It is never made again: the point of it is that an old program wrote it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from turbodesk.chat.conversation import Conversation, ReadingPlace
from turbodesk.chat.errors import Busy
from turbodesk.chat.events import BlockStarted, Failed, Finished, InputDelta, Started, StopReasonGiven, TextDelta
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Opaque, Text, Thinking, ToolUse
from turbodesk.chat.reduce import apply
from turbodesk.store import Database, History, Journal
from turbodesk.store.migrations import STEPS

FILES = Path(__file__).parent / "files"
SECOND = 1_767_225_600_000  # 2026-01-01, so that the file is the same whenever it is made


def conversation() -> Conversation:
    """The one conversation in the file."""
    return Conversation(
        id="019b7600-0000-7000-8000-000000000001",
        title="Größe, 漢字 and 🙂",
        titled_by_hand=True,
        pinned=True,
        model="claude-sonnet-4-6",
        parameters=Parameters(system="Be brief.", temperature=0.5, stream=False),
        wire_id="0f4c2a52-5a70-4d3c-9a57-2f6d3f6f2a11",
        leaf_id="019b7600-0000-7000-8000-000000000013",
        draft="half a thou",
        place=ReadingPlace("019b7600-0000-7000-8000-000000000012", 40),
        created_at=SECOND,
        updated_at=SECOND + 9_000,
    )


def messages() -> list[Message]:
    """Its messages: a question, a reply with every kind of block, and one that failed."""
    first, second, third = (f"019b7600-0000-7000-8000-00000000001{number}" for number in (1, 2, 3))
    blocks = (
        Block(0, Thinking("Hm.", "signed")),
        Block(1, Text("A **Café** is a place.")),
        Block(2, ToolUse("tool_1", "look", '{"where": "he', {"caller": {"type": "direct"}}), closed=False),
        Block(3, Opaque({"type": "server_tool_use", "deep": [{"x": None}]})),
    )
    question = Message(first, None, Role.USER, (Block(0, Text("What is a café?")),), created_at=SECOND)
    reply = Message(second, first, Role.ASSISTANT, blocks, Status.STOPPED, "m", "m-1", "msg_1", created_at=SECOND)
    ending = StopReasonGiven("end_turn", usage={"input_tokens": 3, "output_tokens": 5, "server": {"web": 1}})
    failed = Message(third, first, Role.ASSISTANT, status=Status.REPLYING, model="m", created_at=SECOND + 1)
    for event in (TextDelta(0, "It is"), ending, Failed(Busy("overloaded", status=529).note)):
        failed = apply(failed, event)
    return [question, replace(reply, usage=reply.usage.merged({"output_tokens": 7})), fixed(failed)]


def running() -> tuple[Message, list[Started | BlockStarted | TextDelta | InputDelta]]:
    """A reply that was growing when the old program was killed, and what had happened to it."""
    reply = Message("019b7600-0000-7000-8000-000000000014", messages()[0].id, Role.ASSISTANT, status=Status.REPLYING)
    begun = BlockStarted(1, ToolUse("tool_2", "look"))
    return reply, [Started("msg_2", "m-1"), TextDelta(0, "Cut off he"), begun, InputDelta(1, '{"wh')]


def fixed(message: Message) -> Message:
    """The message without the times of its making."""
    return replace(message, first_part_at=SECOND + 2, finished_at=SECOND + 3)


async def make(path: Path) -> None:
    """Write the file, as the program writes it."""
    database = (await Database.open(path)).database
    history, journal = History(database), Journal(database)
    history.save_conversation(conversation())
    for message in messages():
        assert message.is_final
        history.save_message(conversation().id, message)
    reply, happened = running()
    journal.begin(conversation().id, reply)
    for event in happened:
        journal.append(reply.id, event)
    journal.flush()
    ended = apply(replace(reply, id="019b7600-0000-7000-8000-000000000015"), Finished())
    journal.begin(conversation().id, replace(ended, status=Status.REPLYING))
    journal.end(fixed(ended))
    await database.close()
    path.with_name(f"{path.name}.lock").unlink()


if __name__ == "__main__":
    target = FILES / f"v{len(STEPS)}.db"
    if target.exists():
        raise SystemExit(f"{target} exists and is never made again")
    asyncio.run(make(target))
