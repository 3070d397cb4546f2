"""Photographs the window about the page: first start, sidebar, header, all that opens, and narrow windows."""

from __future__ import annotations

from tests.e2e.page_pictures import QUESTION
from tests.e2e.studio import Studio
from turbodesk.settings import Section

_FIRST, _NARROW = (1120, 760), ((640, 760), (420, 640))
"""Width and height of a first window, which later ones remember, and of narrow ones."""


def first_start(studio: Studio) -> None:
    """The first start without a key, and what is told of keys there."""
    with studio.starts_without_key():
        studio.picture("first-start")
        studio.press_button("Where do I get one?")
        studio.desktop.wait_for("Open the key page")
        studio.picture("first-start-steps")
        studio.resized(*_NARROW[1])
        studio.picture("first-start-420")
        studio.resized(*_FIRST)


def empty(studio: Studio) -> None:
    """The empty chat."""
    studio.desktop.wait_for("Message", role="text")
    studio.point_away()
    studio.picture("empty")


def window(studio: Studio) -> None:
    """Take all the others; a chat of several pieces is in front."""
    _empty_with_chats(studio)
    _sidebar(studio)
    _opened(studio)
    _toast(studio)
    _question(studio)
    _settings(studio)
    _narrow(studio)


def _front(studio: Studio) -> None:
    """Have the chat of the long reply in front."""
    studio.command(QUESTION)
    studio.desktop.wait_for(contains="Real particles do better")


def _empty_with_chats(studio: Studio) -> None:
    studio.person.begins_chat()
    studio.picture("empty-with-chats")
    _front(studio)


def _sidebar(studio: Studio) -> None:
    desktop = studio.desktop
    desktop.focus("Chats")
    desktop.press("shift+Down", "shift+Down")
    desktop.wait_for("Chosen chats")
    studio.picture("sidebar-chosen")
    desktop.press("Escape")
    desktop.wait_until_gone("Chosen chats")
    desktop.press("ctrl+shift+f")
    desktop.wait_for("Search", role="text", state="focused")
    desktop.type("anything")
    studio.picture("sidebar-search")
    desktop.press("Escape")
    _front(studio)


def _opened(studio: Studio) -> None:
    """What opens over the page by a key, and goes by Escape."""
    desktop = studio.desktop
    studio.press_button("Menu")
    studio.picture("menu")
    desktop.press("Up", "Up", "Up", "Right")
    studio.picture("menu-view")
    desktop.press("Escape", "Escape")
    for keys, name, typed in (
        ("ctrl+shift+m", "model-picker", ""),
        ("ctrl+k", "palette", ""),
        ("ctrl+k", "palette-found", "cop"),
        ("ctrl+f", "find", "coins"),
        ("ctrl+slash", "shortcuts", ""),
        ("ctrl+shift+t", "instructions", ""),
    ):
        desktop.press("ctrl+l")
        desktop.press(keys)
        studio.settle()
        desktop.type(typed)
        studio.picture(name)
        desktop.press("Escape")


def _toast(studio: Studio) -> None:
    studio.command("Copy whole chat")
    studio.desktop.wait_for(contains="Chat copied")
    studio.picture("toast")


def _question(studio: Studio) -> None:
    """What is asked before a link is opened that says something else."""
    studio.gateway.answer({"text": "[https://bank.example](https://evil.example/steal) is what you look for."})
    studio.asks("Where is my bank?", seen="what you look for")
    studio.ended()
    left, top, width, height = studio.desktop.wait_until(lambda: studio.desktop.where("https://bank"), "the link")
    studio.desktop.click_at((left + width // 2) * studio.scale, (top + height // 2) * studio.scale)
    studio.desktop.wait_for(contains="Goes to: evil.example")
    studio.point_away()
    studio.picture("question")
    studio.desktop.press("Escape")


def _settings(studio: Studio) -> None:
    desktop = studio.desktop
    desktop.press("ctrl+comma")
    desktop.wait_for("Sections")
    for number, section in enumerate(Section):
        desktop.focus("Sections")
        desktop.press("Home", *["Down"] * number)
        studio.picture(f"settings-{section.name.lower()}")
    desktop.press("Escape")


def _narrow(studio: Studio) -> None:
    _front(studio)
    for width, height in _NARROW:
        studio.resized(width, height)
        studio.picture(f"narrow-{width}")
        studio.desktop.press("ctrl+b")
        studio.desktop.wait_for("Chats")
        studio.picture(f"narrow-{width}-drawer")
        studio.desktop.press("Escape")
        studio.desktop.press("ctrl+comma")
        studio.desktop.wait_for("Sections")
        studio.picture(f"narrow-{width}-settings")
        studio.desktop.press("Escape")
