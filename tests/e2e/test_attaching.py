"""Pastes and drags from other programs into the real window, and reads what left for the gateway."""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from pathlib import Path

import pytest

from tests.app.attachments import files
from tests.e2e import drag_source
from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person
from tests.ui.attachments import pictures

pytestmark = pytest.mark.display


def test_a_picture_of_the_clipboard_and_a_dragged_pdf_are_sent(desktop: Desktop, tmp_path: Path) -> None:
    picture, paper = tmp_path / "copied.png", tmp_path / "paper.pdf"
    picture.write_bytes(pictures.png(60, 40))
    paper.write_bytes(files.pdf(3))
    desktop.background("xclip", "xclip", "-quiet", "-selection", "clipboard", "-t", "image/png", "-i", str(picture))
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        person.starts()
        desktop.click("Message", role="text")
        desktop.wait_for("Message", role="text", state="focused")
        desktop.press("ctrl+v")
        desktop.wait_for("Picture")
        desktop.background("source", sys.executable, drag_source.__file__, str(paper))
        desktop.tool("xdotool", "search", "--sync", "--onlyvisible", "--name", drag_source.TITLE)
        x, y = desktop.wait_for("Message", role="text").middle
        _drag(desktop, (40, 40), (x, y - 200))
        desktop.wait_for("paper.pdf")
        desktop.press("Return")
        desktop.wait_until(gateway.requests, "the message to be sent")
        sent = json.loads(gateway.requests()[-1]["body"])["messages"][0]["content"]
        assert [block["type"] for block in sent] == ["image", "document"]
        assert b64decode(sent[0]["source"]["data"]).startswith(b"\x89PNG")
        assert b64decode(sent[1]["source"]["data"]) == paper.read_bytes()
        person.quits()


def _drag(desktop: Desktop, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drag slowly enough for two programs to agree on it; until the words "Drop to attach" are seen."""
    desktop.tool("xdotool", "mousemove", *map(str, start), "mousedown", "1")

    def over() -> bool:
        for part in (0.2, 0.5, 0.8, 0.9, 1.0):
            x, y = (round(first + (last - first) * part) for first, last in zip(start, end, strict=True))
            desktop.tool("xdotool", "mousemove", "--sync", str(x), str(y))
        return bool(desktop.find("Drop to attach"))

    desktop.wait_until(over, "the words over the window")
    desktop.screenshot("dropping")
    desktop.tool("xdotool", "mouseup", "1")
    desktop.wait_until_gone("Drop to attach")
