"""Writes Chinese by its sound, as most of its writers do: the Return that ends a composition must not send."""

from __future__ import annotations

import shutil
from contextlib import suppress

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person

needs_ibus = pytest.mark.skipif(
    shutil.which("ibus-daemon") is None or shutil.which("gsettings") is None,
    reason="needs ibus: sudo apt-get install --no-install-recommends ibus ibus-libpinyin gir1.2-ibus-1.0 "
    "dconf-gsettings-backend libglib2.0-bin",
)
pytestmark = [pytest.mark.display, needs_ibus]

INPUT_METHOD = {"QT_IM_MODULE": "ibus", "QT_IM_MODULES": "ibus", "XMODIFIERS": "@im=ibus"}


def test_the_return_that_ends_a_composition_does_not_send(desktop: Desktop) -> None:
    desktop.environment |= INPUT_METHOD
    _start_pinyin(desktop)
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        person.starts()
        desktop.click("Message", role="text")
        _choose_pinyin(desktop)
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
        person.quits()


def _start_pinyin(desktop: Desktop) -> None:
    desktop.tool("gsettings", "set", "org.freedesktop.ibus.general", "preload-engines", '["libpinyin"]')
    desktop.background("ibus", "ibus-daemon", "--replace", "--panel=disable", "--xim")


def _choose_pinyin(desktop: Desktop) -> None:
    """The daemon takes a while to know its engines; it also fails when asked for the one in use."""

    def chosen() -> bool:
        with suppress(AssertionError):
            desktop.tool("ibus", "engine", "libpinyin")
        with suppress(AssertionError):
            return desktop.tool("ibus", "engine").strip() == "libpinyin"
        return False

    desktop.wait_until(chosen, "ibus to use libpinyin")
