"""Writes Chinese by its sound and Korean by its letters, as most do, with the input methods of the desktop.

The Return that ends a Chinese composition must not send; Korean has no window of candidates, and there it must. What is
being composed belongs to the message, however it is sent. In every other field, too, keys are those of the composition
first, and what they would do to a palette or a sheet waits until there is none.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person

needs_ibus = pytest.mark.skipif(
    shutil.which("ibus-daemon") is None or shutil.which("gsettings") is None,
    reason="needs ibus: sudo apt-get install --no-install-recommends ibus ibus-libpinyin ibus-hangul "
    "gir1.2-ibus-1.0 dconf-gsettings-backend libglib2.0-bin",
)
pytestmark = [pytest.mark.display, needs_ibus]

INPUT_METHOD = {"QT_IM_MODULE": "ibus", "QT_IM_MODULES": "ibus", "XMODIFIERS": "@im=ibus"}


def test_the_return_that_ends_a_composition_does_not_send(desktop: Desktop) -> None:
    desktop.environment |= INPUT_METHOD
    _start(desktop, "libpinyin")
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        person.starts()
        desktop.click("Message", role="text")
        _choose(desktop, "libpinyin")
        desktop.type("nihao")
        desktop.press("space")  # takes the first suggestion
        desktop.wait_for("Message", role="text", contains="你好")
        desktop.type("shijie")
        desktop.press("Return")  # takes the letters as they are, and is not a Return for the composer
        desktop.wait_for("Message", role="text", contains="你好shijie")
        assert gateway.requests() == []
        desktop.press("Return")
        desktop.wait_until(gateway.requests, "the message to be sent")
        assert "你好shijie" in gateway.requests()[-1]["body"]
        desktop.wait_for("Copy reply", role="push button")
        for opening, field in (
            ("ctrl+k", "Command or chat"),
            ("ctrl+f", "Find in chat"),
            ("F2", "Title"),
            ("ctrl+shift+t", "System prompt"),
        ):
            _composes_in(desktop, opening, field)
        person.quits()


def _composes_in(desktop: Desktop, opening: str, field: str) -> None:
    """Open a field, end one composition by Esc and another by Return, and leave it with what then is its own Esc."""
    desktop.press(opening)
    desktop.wait_for(field, role="text", state="focused")
    desktop.press("ctrl+a", "BackSpace")
    desktop.type("nihao")
    desktop.press("Escape")
    desktop.type("nihao")
    desktop.press("space")
    desktop.wait_for(field, role="text", contains="你好", state="focused")
    desktop.type("shijie")
    desktop.press("Return")
    written = desktop.wait_for(field, role="text", contains="你好shijie", state="focused")
    assert written.text == "你好shijie", "the letters that Esc took back are back"
    desktop.press("Escape")
    desktop.wait_for("Message", role="text", state="focused")


@pytest.mark.skipif(
    not Path("/usr/share/ibus/component/hangul.xml").exists(),
    reason="needs ibus-hangul: sudo apt-get install --no-install-recommends ibus-hangul",
)
def test_a_korean_message_is_sent_whole_by_the_button_and_by_one_return(desktop: Desktop) -> None:
    desktop.environment |= INPUT_METHOD
    desktop.tool("gsettings", "set", "org.freedesktop.ibus.engine.hangul", "initial-input-mode", "hangul")
    _start(desktop, "hangul")
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        person.starts()
        desktop.click("Message", role="text")
        _choose(desktop, "hangul")
        desktop.type("z")  # open until something follows, and no text of the field's yet
        desktop.wait_for("Send", state="sensitive")
        desktop.click("Send")
        desktop.wait_for("Copy reply", role="push button")
        assert _asked(gateway) == ["ㅋ"]
        desktop.type("dkssud")
        desktop.press("Return")
        desktop.wait_until(lambda: gateway.requests()[1:], "the second message to be sent")
        assert _asked(gateway) == ["ㅋ", "안녕"]
        person.quits()


def _asked(gateway: Gateway) -> list[str]:
    """The newest message of each request."""
    bodies = (json.loads(request["body"]) for request in gateway.requests())
    return [body["messages"][-1]["content"][0]["text"] for body in bodies]


def _start(desktop: Desktop, engine: str) -> None:
    desktop.tool("gsettings", "set", "org.freedesktop.ibus.general", "preload-engines", f'["{engine}"]')
    desktop.background("ibus", "ibus-daemon", "--replace", "--panel=disable", "--xim")


def _choose(desktop: Desktop, engine: str) -> None:
    """The daemon takes a while to know its engines; it also fails when asked for the one in use."""

    def chosen() -> bool:
        with suppress(AssertionError):
            desktop.tool("ibus", "engine", engine)
        with suppress(AssertionError):
            return desktop.tool("ibus", "engine").strip() == engine
        return False

    desktop.wait_until(chosen, f"ibus to use {engine}")
