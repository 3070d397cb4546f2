"""Mends a mistake by keys alone, with the Hunspell of the system and what a screen reader sees of the menu."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person
from turbodesk.app.spelling.hunspell import open_hunspell

needs_hunspell = pytest.mark.skipif(
    open_hunspell() is None or not Path("/usr/share/hunspell/en_US.dic").exists(),
    reason="needs Hunspell: sudo apt-get install --no-install-recommends libhunspell-1.7-0 hunspell-en-us",
)
pytestmark = [pytest.mark.display, needs_hunspell]


def test_a_mistake_is_mended_by_keys_alone(desktop: Desktop) -> None:
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        person.starts()
        node = desktop.click("Message", role="text")
        desktop.type("Hello wrold and a frend ")
        x, y = node.middle
        above = (x - 160, y - 130, 40, 60)  # where the menu lies over the empty page
        page = desktop.pixels(above)
        desktop.press("ctrl+shift+F7")  # from the end on to the first
        desktop.wait_until(lambda: desktop.pixels(above) != page, "the menu of suggestions")
        desktop.press("Return")
        desktop.wait_for("Message", role="text", contains="Hello world and a frend")
        desktop.wait_until(lambda: desktop.pixels(above) == page, "the menu to close")
        desktop.press("End", "Left", "Left", "shift+F10")
        desktop.wait_until(lambda: desktop.pixels(above) != page, "the menu of suggestions")
        desktop.press("Return")
        desktop.wait_for("Message", role="text", contains="Hello world and a fr")
        desktop.wait_until(lambda: desktop.pixels(above) == page, "the menu to close")
        assert gateway.requests() == []
        desktop.press("Return")
        desktop.wait_until(gateway.requests, "the message to be sent")
        assert "frend" not in gateway.requests()[-1]["body"]
        person.quits()
