"""A link that lies about where it goes, pressed on a real screen: what is asked, what is opened, and what is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person

pytestmark = pytest.mark.display

KEY = "sk-ant-right-7Qm3vZ"
EVIL = "https://evil.example/steal"


def opener(folder: Path) -> tuple[str, Path]:
    """Put an `xdg-open` first in the path that only notes what it is asked to open; return the path and the notes."""
    notes = folder / "opened"
    program = folder / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{notes}"\n')
    program.chmod(0o755)
    return f"{program.parent}:{os.environ['PATH']}", notes


def opened(notes: Path) -> list[str]:
    return notes.read_text().splitlines() if notes.exists() else []


def test_a_link_that_lies_opens_only_where_it_says_it_goes(desktop: Desktop, tmp_path: Path) -> None:
    path, notes = opener(tmp_path)
    script = tmp_path / "x.sh"
    script.write_text("#!/bin/sh\n")
    with Gateway(key=KEY) as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": KEY, "PATH": path})
        lie = f'[<a href="file://{script}">https://bank.example</a><!--]({EVIL})'
        gateway.answer({"text": f"Before {lie} after"})
        person.starts()
        person.says("Where is my bank?")
        _click_on(desktop, "https://bank.example")
        told = desktop.wait_for(contains="Goes to: evil.example")
        assert f"Address: {EVIL}" in told.name
        assert 'Text: <a href="file://' in told.name
        desktop.screenshot("question")
        left, top, width, height = told.box
        for x in range(left + 4, left + width, 48):
            for y in range(top + 4, top + height, 14):
                desktop.click_at(x, y)
        assert opened(notes) == []
        desktop.click("Open link", role="push button")
        desktop.wait_until(lambda: opened(notes), "something to be opened")
        assert opened(notes) == [EVIL]
        person.quits()
        assert person.program.complaints() == []


def test_a_look_alike_host_is_asked_about_and_a_name_with_a_dot_is_not(desktop: Desktop, tmp_path: Path) -> None:
    path, notes = opener(tmp_path)
    reply = "click [lookalike](https://аррӏе.com/x) or read of [Node.js](https://nodejs.org/en) instead"
    with Gateway(key=KEY) as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": KEY, "PATH": path})
        gateway.answer({"text": reply})
        person.starts()
        person.says("Where can I buy one?")
        _click_on(desktop, "lookalike")
        told = desktop.wait_for(contains="Goes to: xn--80ak6aa92e.com")
        assert "Address: https://xn--80ak6aa92e.com/x" in told.name
        desktop.screenshot("lookalike")
        assert opened(notes) == []
        desktop.click("Cancel", role="push button")
        desktop.wait_until_gone(contains="Goes to:")
        _click_on(desktop, "Node.js")
        desktop.wait_until(lambda: opened(notes), "something to be opened")
        assert opened(notes) == ["https://nodejs.org/en"]
        person.quits()
        assert person.program.complaints() == []


def _click_on(desktop: Desktop, words: str) -> None:
    left, top, width, height = desktop.wait_until(lambda: desktop.where(words), f"the link {words!r}")
    desktop.click_at(left + width // 2, top + height // 2)
