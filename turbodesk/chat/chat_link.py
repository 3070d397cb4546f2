"""The link to a chat, which opens it in TurboDesk from any other program, and can do nothing else.

Anybody can write such a link into a page or a mail, so it holds the id of a chat and not a letter more: no text that
would be taken, no address, no order. What is not exactly one is none.
"""

from __future__ import annotations

import re

SCHEME = "turbodesk"
LONGEST = 200
"""Letters of what is looked at: four times those of a link."""
_LINK = re.compile(r"turbodesk://chat/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def link_to(conversation_id: str) -> str:
    """Return the link that opens a chat."""
    return f"{SCHEME}://chat/{conversation_id}"


def linked_chat(link: str) -> str:
    """Return the id of the chat a link leads to, "" for what is no such link."""
    found = _LINK.fullmatch(link)
    return found[1] if found is not None else ""


def is_link(words: str) -> bool:
    """Whether this is meant for TurboDesk as a link, a right one or not."""
    return words[: len(SCHEME) + 1].lower() == f"{SCHEME}:"
