"""A lock on a real desktop: set by keys, drawn with the desktop’s own, there after a crash, and tight."""

from __future__ import annotations

import sys

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.person import Person

pytestmark = pytest.mark.display

PASSPHRASE = "correct horse"
SCREEN_LOCKED = (
    "dbus-send", "--session", "--type=signal", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged",
    "boolean:true",
)  # fmt: skip


def test_nothing_is_read_from_outside_until_the_passphrase_is_typed(desktop: Desktop) -> None:
    person = Person(desktop, "https://gateway.example", arguments=["--demo"])
    person.starts()
    person.says("Surprise party")
    desktop.wait_for(contains="Surprise party")
    desktop.press("ctrl+shift+d")
    desktop.wait_for("Set a passphrase…", state="focused")
    desktop.press("space")
    desktop.wait_for("New passphrase", state="focused")
    desktop.type(PASSPHRASE)
    desktop.press("Tab")
    desktop.type(PASSPHRASE)
    desktop.press("Return")
    desktop.wait_for("Change the passphrase…", state="focused")
    desktop.press("Escape")
    desktop.wait_for("Message", role="text", state="focused")
    desktop.tool(*SCREEN_LOCKED)
    _is_locked(desktop)
    desktop.press("Escape", "ctrl+n", "ctrl+k")
    desktop.tool(*_again(person, "--ask"))
    _is_locked(desktop)
    desktop.program.kill()
    person.starts()
    _is_locked(desktop)
    desktop.type(PASSPHRASE)
    desktop.press("Return")
    desktop.wait_for(contains="Surprise party")
    desktop.wait_for("Message", role="text", state="focused")
    person.quits()


def _is_locked(desktop: Desktop) -> None:
    desktop.wait_for("Passphrase", state="focused")
    told = [f"{one.name} {one.text}" for one in desktop.tree() if {"visible", "showing"} & set(one.states)]
    assert not [words for words in told if "Surprise" in words]


def _again(person: Person, option: str) -> tuple[str, ...]:
    return sys.executable, "-P", "-m", "turbodesk", "--data-dir", person.data, option
