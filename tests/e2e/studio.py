"""Where the pictures are taken: a desktop, the scripted gateway, somebody before them, and ways to ask for things."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.desktop import Desktop, Node
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person
from turbodesk.settings import GATEWAY_URL

KEY = "sk-ant-for-pictures"
_SCREEN = (1320, 960)
"""Width and height in pixels of the program."""
_STILL, _PATIENCE_S = 3, 4.0
"""How often a screen is seen unchanged before it counts as still; how long one that lives is waited for."""


class Studio:
    """One desktop, one gateway, and pictures of what is on it."""

    def __init__(self, desktop: Desktop, gateway: Gateway, folder: Path, *, theme: str, scale: int) -> None:
        self.desktop, self.gateway, self.folder = desktop, gateway, folder
        self.theme, self.scale = theme, scale
        self.look = theme if scale == 1 else f"{theme}-{scale}00"
        """How the names of the pictures end."""
        self.person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": KEY})
        Path(self.person.data).mkdir()
        self.set_up()

    def set_up(self, **more: object) -> None:
        """Write the settings that the next start finds."""
        Path(self.person.data, "settings.json").write_text(json.dumps({"theme": self.theme} | more))

    @contextmanager
    def starts_without_key(self) -> Iterator[None]:
        """Have the first start in front, as it is for the gateway it is made for; nothing is sent there."""
        key, url = self.person.environment.pop("TURBODESK_API_KEY"), self.person.url
        self.person.url = GATEWAY_URL.default
        self.person.starts()
        self.desktop.wait_for("Your key")
        yield
        self.person.quits()
        self.person.environment["TURBODESK_API_KEY"], self.person.url = key, url

    def picture(self, name: str) -> None:
        """Photograph the window in front, with what lies over it, once it is still; a dot that breathes may go on."""
        self.settle()
        shot = self.desktop.screenshot(f"{name}-{self.look}", window_only=True)
        shutil.copy(shot, self.folder)
        sys.stdout.write(f"{self.folder / shot.name}\n")

    def settle(self) -> bytes:
        """Wait until the screen has stayed as it is for a while; formulas come late. Returns its pixels."""
        last, same, end = b"", 0, time.monotonic() + _PATIENCE_S
        while same < _STILL and time.monotonic() < end:
            seen = self.desktop.pixels((0, 0, *self.desktop.size))
            same, last = (same + 1 if seen == last else 0), seen
            time.sleep(0.1)
        return last

    def resized(self, width: int, height: int) -> None:
        """Give the window in front this size, in pixels of the program, as a person does at its corner."""
        window = self.desktop.tool("xdotool", "getactivewindow").strip()
        size = str(width * self.scale), str(height * self.scale)
        self.desktop.tool("xdotool", "windowsize", window, *size)
        self.settle()

    def press_button(self, name: str) -> None:
        """Press a button by key, wherever it is."""
        self.desktop.wait_for(name)
        self.desktop.focus(name)
        self.desktop.press("space")

    def point_at(self, node: Node) -> None:
        """Lay the pointer on it; what is read from outside is in pixels of the program."""
        x, y = (at * self.scale for at in node.middle)
        self.desktop.tool("xdotool", "mousemove", str(x), str(y))

    def point_away(self) -> None:
        """Lay the pointer where it points at nothing."""
        width, height = self.desktop.size
        self.desktop.tool("xdotool", "mousemove", str(width - 1), str(height - 1))

    def command(self, words: str) -> None:
        """Give the command of these words."""
        self.desktop.press("ctrl+k")
        self.desktop.wait_for("Command or chat", role="text", state="focused")
        self.desktop.type(words)
        self.desktop.press("Return")
        self.desktop.wait_until_gone("Command or chat", role="text")

    def asks(self, question: str, *, seen: str) -> None:
        """Ask in a new chat, and wait for these words of what comes of it."""
        self.person.begins_chat()
        self.person.says(question)
        self.desktop.wait_for(contains=seen)

    def ended(self) -> None:
        """Wait until no reply arrives."""
        self.desktop.wait_for("Send", role="push button")


@contextmanager
def studio(folder: Path, theme: str, *, scale: int) -> Iterator[Studio]:
    """Open a studio whose program wears this theme; `scale` is pixels of the screen to one of the program."""
    with (
        tempfile.TemporaryDirectory() as root,
        Gateway(key=KEY) as gateway,
        Desktop(Path(root), size=(_SCREEN[0] * scale, _SCREEN[1] * scale)) as desktop,
    ):
        desktop.environment["QT_SCALE_FACTOR"] = str(scale)
        yield Studio(desktop, gateway, folder, theme=theme, scale=scale)
