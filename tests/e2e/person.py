"""What a person does with TurboDesk, in a person's words: starts it, says something, reads, quits."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e import drag_source
from tests.e2e.desktop import Desktop, Program


@dataclass(slots=True)
class Person:
    """Somebody before this desktop, whose TurboDesk talks to the gateway at `url`."""

    desktop: Desktop
    url: str
    arguments: list[str] = field(default_factory=list)
    """More of the command line, such as "--demo"."""
    environment: dict[str, str] = field(default_factory=dict)
    """More of what the program inherits."""

    @property
    def program(self) -> Program:
        return self.desktop.program

    @property
    def data(self) -> str:
        """The folder of conversations and settings."""
        return str(self.desktop.root / "data")

    def starts(self) -> None:
        """Open TurboDesk and wait for its window."""
        given = {"TURBODESK_API_KEY_FOR": self.url} if "TURBODESK_API_KEY" in self.environment else {}
        given |= self.environment
        arguments = ("--data-dir", self.data, "--gateway", self.url, *self.arguments)
        self.desktop.run(*arguments, command=None, **given)
        self.desktop.wait_until(lambda: self.desktop.find(role="frame"), "the window")

    def begins_chat(self) -> None:
        """Open a new conversation."""
        self.desktop.wait_for("Message", role="text")
        self.desktop.press("ctrl+n")
        self.desktop.wait_for("Message", role="text", state="focused")

    def says(self, text: str) -> None:
        """Write a message and send it with Return."""
        if "focused" not in self.desktop.wait_for("Message", role="text").states:
            self.desktop.click("Message", role="text")
        self.desktop.type(text)
        self.desktop.press("Return")

    def chooses_model(self, name: str) -> None:
        """Open the model picker, look for the model of this name, and take it."""
        desktop = self.desktop
        desktop.click("Message", role="text")
        desktop.wait_for("Message", role="text", state="focused")
        desktop.click("Model")
        # Qt leaves popups out of the tree that is read from outside; that the composer has lost the keys is seen.
        desktop.wait_until(
            lambda: not any("focused" in node.states for node in desktop.find("Message", role="text")), "the picker"
        )
        desktop.type(name)
        desktop.press("Return")
        desktop.wait_for("Model", contains=name)

    def drops(self, path: Path, words: str = "Drop to attach") -> None:
        """Drag a file from a window of another program, and let it go over the page once these words are over it."""
        desktop = self.desktop
        x, y = desktop.wait_for("Message", role="text").middle
        desktop.background("source", sys.executable, drag_source.__file__, str(path))
        desktop.tool("xdotool", "search", "--sync", "--onlyvisible", "--name", drag_source.TITLE)
        desktop.tool("xdotool", "mousemove", "40", "40", "mousedown", "1")

        def is_over() -> bool:
            for part in (0.2, 0.5, 0.8, 0.9, 1.0):
                place = (round(40 + (x - 40) * part), round(40 + (y - 340) * part))
                desktop.tool("xdotool", "mousemove", "--sync", *map(str, place))
            return bool(desktop.find(words))

        desktop.wait_until(is_over, "the words over the window")
        desktop.tool("xdotool", "mouseup", "1")

    def quits(self) -> None:
        """Close TurboDesk by its shortcut and wait until it is gone."""
        self.desktop.press("ctrl+q")
        assert self.program.wait() == 0, self.program.log.read_text(encoding="utf-8")
