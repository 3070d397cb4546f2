"""Photographs what the README and the shops show: a chat in light and in dark colours, and the first start."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.page_pictures import conversations, reply
from tests.e2e.studio import Studio

_SIZE = (1280, 892)
"""Width and height of a window that shows the whole reply, with the model in the margin."""
_COLOURS = 256
"""So many tell the window's letters and grounds apart; a picture of more is three times as large."""


def readme(studio: Studio) -> None:
    """Take the chat; and in light colours the first start."""
    if studio.theme == "light":
        with studio.starts_without_key():
            _keep(studio, "first-start", as_="first-start")
    studio.person.starts()
    studio.resized(*_SIZE)
    conversations(studio)
    reply(studio)
    studio.desktop.press("ctrl+d")
    studio.desktop.wait_for("Unpin chat")
    _keep(studio, "chat", as_=studio.theme)
    studio.person.quits()


def _keep(studio: Studio, name: str, *, as_: str) -> None:
    """Take a picture and make it small, under the name that the README knows."""
    studio.picture(name)
    taken = studio.folder / f"{name}-{studio.look}.png"
    final = Path(studio.folder, f"{as_}.png")
    small = ("-strip", "+dither", "-colors", str(_COLOURS), "-define", "png:compression-level=9")
    studio.desktop.tool("convert", str(taken), *small, f"PNG8:{final}")
    taken.unlink()
