"""Photographs the page: replies as they arrive and as they end, and what a person writes."""

from __future__ import annotations

from tests.e2e.studio import Studio

ENTANGLED = """\
Imagine two **magic coins**. You keep one, and your friend takes the other to the Moon. Each of you tosses, again and \
again, and each sees heads and tails in no order.

Then you meet and compare notes: *every time* yours was heads, so was your friend’s. That is entanglement. Three \
things to keep apart:

1. Neither coin had decided before you looked.
2. Looking at yours tells you at once what the other shows.
3. You still cannot **send** anything that way, for you do not choose what you get.

| | ordinary coins | entangled coins |
|---|---|---|
| each alone | random | random |
| compared | half the time equal | always equal |

```python
import random

def toss_entangled() -> tuple[str, str]:
    side = random.choice(["heads", "tails"])
    return side, side  # one toss, two places
```

The code cheats: it decides before anyone looks. Real particles do better.
"""
QUESTION = "Explain entanglement to a twelve-year-old"
_SHORT = "That should do. Is there anything else?"
_USED = {"input_tokens": 82_000, "output_tokens": 1}
"""For a month that has cost something."""
_EARLIER = ("Names for a grey cat", "A letter to the landlord", "Packing list for Norway")


def conversations(studio: Studio) -> None:
    """Have a few finished chats, so that the sidebar has something to list."""
    studio.gateway.answer({"text": _SHORT, "usage": _USED})
    for title in _EARLIER:
        studio.asks(title, seen=_SHORT)
        studio.ended()


def reply(studio: Studio) -> None:
    """Have a reply with all that replies are made of in front."""
    studio.gateway.answer({"text": ENTANGLED, "chars": 40})
    studio.asks(QUESTION, seen="Real particles do better")
    studio.ended()
    studio.point_away()


def page(studio: Studio) -> None:
    """Take them all."""
    reply(studio)
    studio.picture("chat")
    _serif(studio)
    _streaming(studio)
    _waiting(studio)
    _stopped(studio)
    _cut_off(studio)
    _failed(studio)
    _edited(studio)
    _long(studio)


def _serif(studio: Studio) -> None:
    studio.command("Serif for replies")
    studio.picture("chat-serif")
    studio.command("Serif for replies")


def _streaming(studio: Studio) -> None:
    studio.gateway.answer({"text": ENTANGLED, "chars": 4, "gap_ms": 60})
    studio.asks(QUESTION, seen="Three things to keep apart")
    studio.picture("streaming")
    studio.press_button("Stop")
    studio.ended()
    studio.picture("stopped")


def _waiting(studio: Studio) -> None:
    studio.gateway.answer({"text": _SHORT, "silence_ms": 40_000})
    studio.asks("How far is the Moon?", seen="Waiting for")
    studio.picture("waiting")
    studio.desktop.wait_for(contains="Still waiting")
    studio.picture("waiting-long")


def _stopped(studio: Studio) -> None:
    studio.press_button("Stop")
    studio.ended()
    studio.picture("stopped-before-a-word")


def _cut_off(studio: Studio) -> None:
    studio.gateway.answer({"text": ENTANGLED, "chars": 40, "stop_after": 14, "then": "drop"})
    studio.asks("And the coins?", seen="Imagine two")
    studio.ended()
    studio.picture("cut-off")


def _failed(studio: Studio) -> None:
    for status, name, seen in ((402, "failed-credit", "credit"), (401, "failed-key", "key")):
        studio.gateway.answer({"status": status})
        studio.asks("What does this cost?", seen=seen)
        studio.ended()
        studio.picture(name)


def _edited(studio: Studio) -> None:
    studio.gateway.answer({"text": _SHORT})
    studio.asks("A letter to my landlord about the heating", seen=_SHORT)
    studio.ended()
    studio.press_button("Edit message")
    studio.desktop.wait_for("Edit message", role="text", state="focused")
    studio.picture("editing")
    studio.desktop.press("Escape")


def _long(studio: Studio) -> None:
    """A chat of more than a page, read from its middle."""
    studio.gateway.answer({"text": ENTANGLED, "chars": 40})
    studio.asks(QUESTION, seen="Real particles do better")
    studio.ended()
    for number in (2, 3):
        _says(studio, f"And once more, in other words ({number})")
    studio.desktop.focus("Transcript")
    studio.desktop.press("Prior")
    studio.picture("long")


def _says(studio: Studio, words: str) -> None:
    """Say it in the chat in front, and have the reply to it."""
    asked = len(studio.gateway.requests())
    studio.person.says(words)
    studio.desktop.wait_until(lambda: len(studio.gateway.requests()) > asked, "the request")
    studio.ended()
