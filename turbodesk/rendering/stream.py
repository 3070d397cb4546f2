"""Renders a reply while it arrives, so that what is finished is never rendered again."""

from __future__ import annotations

from dataclasses import dataclass, field

from turbodesk.rendering.html import to_html


@dataclass(frozen=True, slots=True)
class Update:
    """What changed on the page since the last call."""

    finished: list[str] = field(default_factory=list)
    """HTML of the blocks that became final, in order; append them, never touch them again."""
    tail: str = ""
    """HTML of what may still change; replaces the previous tail."""
    reset: bool = False
    """True when everything given before is void: clear the page, then take `finished` as its beginning."""


class BlockStream:
    """One reply's text as it arrives; used once, by one thread.

    At every moment `"".join(all finished blocks since the last reset) + tail == to_html(what has arrived)`.
    """

    def __init__(self) -> None:
        self._text = ""

    def feed(self, text: str) -> Update:
        """Take the next piece of the reply, of any length."""
        self._text += text
        return Update(tail=to_html(self._text))

    def close(self) -> Update:
        """End the reply: everything becomes finished and the tail is empty."""
        return Update(finished=[to_html(self._text)], tail="")
