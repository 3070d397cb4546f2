"""Photographs the replies that are hard to set, page by page."""

from __future__ import annotations

from tests.e2e.replies import REPLIES
from tests.e2e.studio import Studio

_PAGES = 5
"""At most so many of one reply."""


def hard_replies(studio: Studio) -> None:
    """Each of `replies`, from its top to its end."""
    desktop = studio.desktop
    studio.person.starts()
    for name, text in REPLIES.items():
        studio.gateway.answer({"text": text + f"\n\nThat was {name}.", "chars": 400})
        studio.asks(f"Show me {name}", seen=f"That was {name}.")
        studio.ended()
        desktop.focus("Transcript")
        desktop.press("ctrl+Home")
        before = studio.settle()
        for page in range(1, _PAGES + 1):
            studio.picture(f"{name.replace(' ', '-')}-{page}")
            desktop.press("Next")
            if (now := studio.settle()) == before:
                break
            before = now
    studio.person.quits()
