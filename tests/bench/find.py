"""Measures finding words in a conversation of 10,000 messages: until all are counted, and how long anything waits.

    python -m tests.bench.find

Half of the messages are replies of about a kilobyte, none alike, with code, tables and lists. "first" reads and renders
what it must, "next letter" is the search after it. `longest_turn_ms` is the longest that the event loop was kept from
other work. The baseline is rendering all replies as the transcript does.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Sequence

from tests.bench.rendering import SECTION
from turbodesk.app.find import Find
from turbodesk.app.tasks import Scope
from turbodesk.chat.message import Block, Message, Role, Status, user_message
from turbodesk.chat.parts import Text
from turbodesk.rendering import to_html
from turbodesk.ui.document.marks import lines_of

COUNT = 10_000


class FakeChat:
    """Messages that are in memory."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        for number in range(COUNT):
            id_ = f"m{number}"
            question = user_message(f"Question {number} about things", None)
            text = SECTION.format(number=number) + f"That is all on **thing** {number}."
            reply = Message(id_, None, Role.ASSISTANT, (Block(0, Text(text)),), Status.COMPLETE)
            self.messages[id_] = reply if number % 2 else question
        self.order = list(self.messages)

    def ids(self) -> Sequence[str]:
        return self.order

    async def fetch(self, ids: Sequence[str]) -> Sequence[Message]:
        return [self.messages[one] for one in ids]


def _complain(name: str, error: BaseException) -> None:
    sys.stderr.write(f"{name}: {error!r}\n")


async def measured(chat: FakeChat, words: str) -> dict[str, object]:
    """Search from nothing, then for one letter less; return times."""
    scope = Scope("bench", _complain)
    rendered = 0

    def counted(message: Message) -> Sequence[str]:
        nonlocal rendered
        rendered += 1
        return lines_of(message)

    find = Find(chat, counted, scope)
    gc.collect()
    gc.freeze()  # as the program does after its start
    first = await _search(find, words)
    found = find.total
    again = await _search(find, words[:-1])
    await scope.close()
    return {
        "case": f"find {words}",
        "messages": COUNT,
        "matches": found,
        "rendered": rendered,
        "first_s": round(first[0], 2),
        "next_letter_s": round(again[0], 2),
        "longest_turn_ms": round(max(first[1], again[1]), 1),
        "aims": {"longest_turn_ms": 16},
    }


async def _search(find: Find, words: str) -> tuple[float, float]:
    """Return the seconds until all is counted, and the longest turn of the loop in milliseconds."""
    longest = 0.0
    began = last = time.perf_counter()
    find.search(words, None)
    while not find.is_done:
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return last - began, longest * 1000


def main() -> None:
    """Measure and print, one JSON object a line."""
    chat = FakeChat()
    began = time.perf_counter()
    for message in chat.messages.values():
        if message.role is Role.ASSISTANT:
            to_html(message.text)
    baseline = time.perf_counter() - began
    for words in ("alpha", "thing 7", "zebra"):
        found = asyncio.run(measured(chat, words))
        found["over_rendering_all"] = round(float(str(found["first_s"])) / baseline, 2)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
