"""Takes pictures of the real window in every state worth a look, light and dark, for the README and for reviews.

    .venv/bin/python -m tests.e2e.photographs FOLDER             all of them
    .venv/bin/python -m tests.e2e.photographs FOLDER --readme    those of the README: first-start, light and dark
    .venv/bin/python -m tests.e2e.photographs FOLDER --replies   replies that are hard to set, page by page
    .venv/bin/python -m tests.e2e.photographs FOLDER --protocol  limits, thinking, tools, attachments, costs, requests

The program runs on a desktop of its own and talks to the scripted gateway; only the window is in the picture.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person
from tests.e2e.protocol_pictures import protocol, untrusted
from tests.e2e.replies import REPLIES

KEY = "sk-ant-for-pictures"

ENTANGLED = """\
Imagine two **magic coins**. You keep one, and your friend takes the other to the Moon. Each of you tosses, again and \
again, and each sees heads and tails in no order.

Then you meet and compare notes: *every time* yours was heads, so was your friend's. That is entanglement. Three \
things to keep apart:

1. Neither coin had decided before you looked.
2. Looking at yours tells you at once what the other shows.
3. You still cannot **send** anything that way, for you do not choose what you get.

| | ordinary coins | entangled coins |
|---|---|---|
| each alone | random | random |
| compared | half the time equal | always equal |

```python
import random

def toss_entangled() -> tuple[str, str]:
    side = random.choice(["heads", "tails"])
    return side, side  # one toss, two places
```

The code cheats: it decides before anyone looks. Real particles do better.
"""
SHORT = "That should do. Is there anything else?"
EARLIER = ["Names for a grey cat", "A letter to the landlord", "Packing list for Norway"]
QUESTION = "Explain entanglement to a twelve-year-old"


class Studio:
    """One desktop, one gateway, and pictures of what is on it."""

    def __init__(self, desktop: Desktop, gateway: Gateway, folder: Path, look: str) -> None:
        self.desktop, self.gateway, self.folder, self.look = desktop, gateway, folder, look
        self.person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": KEY})
        Path(self.person.data).mkdir()

    def picture(self, name: str) -> None:
        """Photograph the window in front."""
        shot = self.desktop.screenshot(name, window_only=True)
        shutil.copy(shot, self.folder)
        sys.stdout.write(f"{self.folder / shot.name}\n")

    def first_screen(self, name: str = "") -> None:
        key = self.person.environment.pop("TURBODESK_API_KEY")
        self.person.starts()
        self.desktop.wait_for("Your key")
        self.picture(name or f"onboarding-{self.look}")
        self.person.quits()
        self.person.environment["TURBODESK_API_KEY"] = key

    def empty_window(self) -> None:
        self.desktop.wait_for("Message", role="text")
        self.picture(f"empty-{self.look}")

    def conversations(self) -> None:
        """A few finished chats, so that the sidebar has something to list."""
        self.gateway.answer({"text": SHORT})
        for title in EARLIER:
            self.person.begins_chat()
            self.person.says(title)
            self.desktop.wait_for(contains=SHORT)
            self.desktop.wait_for("Send", role="push button")

    def reply(self, *, pictures: bool = True) -> None:
        self.gateway.answer({"text": ENTANGLED, "chars": 4, "gap_ms": 8})
        self.person.begins_chat()
        self.person.says(QUESTION)
        self.desktop.wait_for(contains="Three things to keep apart")
        if pictures:
            self.picture(f"streaming-{self.look}")
        self.desktop.wait_for("Send", role="push button")
        self.desktop.wait_for(contains="Real particles do better")
        if pictures:
            self.picture(f"reply-{self.look}")

    def long_conversation(self) -> None:
        self.gateway.answer({"text": ENTANGLED})
        for number in range(2, 5):
            self.person.says(f"And once more, in other words ({number})")
            self.desktop.wait_for(contains=f"({number})")
            self._wait_for_requests(number)
            self.desktop.wait_for("Send", role="push button")
        self.picture(f"long-{self.look}")

    def _wait_for_requests(self, count: int) -> None:
        self.desktop.wait_until(lambda: len(self.gateway.requests()) >= count, "the request")

    def error(self) -> None:
        self.gateway.answer({"status": 402})
        self.person.begins_chat()
        self.person.says("What does this cost?")
        self.desktop.wait_for(contains="credit")
        self.picture(f"error-{self.look}")

    def hard_replies(self) -> None:
        """Each of `replies`, from its top to its end."""
        for name, text in REPLIES.items():
            self.gateway.answer({"text": text + f"\n\nThat was {name}.", "chars": 400})
            self.person.begins_chat()
            self.person.says(f"Show me {name}")
            self.desktop.wait_for(contains=f"That was {name}.")
            self.desktop.wait_for("Send", role="push button")
            self.desktop.focus("Transcript")
            self.desktop.press("ctrl+Home")
            self._settle()
            for page in range(1, 6):
                self.picture(f"{name.replace(' ', '-')}-{page}-{self.look}")
                before = self._settle()
                self.desktop.press("Next")
                if self._settle() == before:
                    break

    def _settle(self) -> bytes:
        """Wait until the screen has stayed as it is for a while; formulas come late. Returns its pixels."""
        last, same = b"", 0
        while same < 3:
            seen = self.desktop.pixels((0, 0, *self.desktop.size))
            same, last = (same + 1 if seen == last else 0), seen
            time.sleep(0.1)
        return last

    def doctor(self) -> None:
        """The connection check where all is well, at a wrong key, a name that does not exist and a strange issuer."""
        folder = self.desktop.root / "certificates"
        folder.mkdir()
        with untrusted(folder) as strange:
            self._doctor(strange)

    def _doctor(self, strange: str) -> None:
        right, here = self.person.environment["TURBODESK_API_KEY"], self.person.url
        for scene, key, url, words in (
            ("passing", right, here, "The connection works"),
            ("key", "sk-ant-wrong", here, "does not accept this key"),
            ("name", right, "https://gateway.invalid", "could not be found"),
            ("certificate", right, strange, "Inspection"),
        ):
            self.person.environment["TURBODESK_API_KEY"], self.person.url = key, url
            self.person.starts()
            self.desktop.wait_for("Message", role="text")
            self.desktop.press("ctrl+k")
            self.desktop.type("Check connection")
            self.desktop.press("Return")
            self.desktop.wait_for("Run again", role="push button")
            self.desktop.wait_for(contains=words)
            self.picture(f"doctor-{scene}-{self.look}")
            self.desktop.press("Escape")
            self.person.quits()
        self.person.environment["TURBODESK_API_KEY"], self.person.url = right, here

    def settings(self) -> None:
        self.desktop.press("ctrl+comma")
        self.desktop.wait_for(contains="Appearance")
        self.picture(f"settings-{self.look}")
        self.desktop.press("Escape")


def photograph(folder: Path, theme: str, *, scale: int = 1, only: str = "") -> None:
    """Take all pictures of one theme, or `only` the one of the "readme", or those of the "replies" or the "doctor"."""
    with (
        tempfile.TemporaryDirectory() as root,
        Gateway(key=KEY) as gateway,
        Desktop(Path(root), size=(1280 * scale, 860 * scale)) as desktop,
    ):
        desktop.environment["QT_SCALE_FACTOR"] = str(scale)
        studio = Studio(desktop, gateway, folder, theme if scale == 1 else f"{theme}-{scale}00")
        Path(studio.person.data, "settings.json").write_text(json.dumps({"theme": theme}))
        if only == "replies":
            studio.person.starts()
            studio.hard_replies()
        elif only == "doctor":
            studio.doctor()
            return
        elif only == "protocol":
            protocol(studio, theme)
            studio.doctor()
            return
        elif only == "readme":
            if theme == "light":
                studio.first_screen("first-start")
            studio.person.starts()
            studio.conversations()
            studio.reply(pictures=False)
            studio.picture(theme)
        else:
            studio.first_screen()
            studio.person.starts()
            studio.empty_window()
            studio.conversations()
            studio.reply()
            studio.error()
            studio.settings()
            studio.person.begins_chat()
            studio.long_conversation()
        studio.person.quits()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.photographs", description=__doc__)
    parser.add_argument("folder", type=Path)
    only = parser.add_mutually_exclusive_group()
    readme, replies = "only the pictures of the README", "only those of replies that are hard to set"
    only.add_argument("--readme", dest="only", action="store_const", const="readme", default="", help=readme)
    only.add_argument("--replies", dest="only", action="store_const", const="replies", help=replies)
    about_protocol = "only those of what the protocol brings, the connection check included"
    only.add_argument("--protocol", dest="only", action="store_const", const="protocol", help=about_protocol)
    doctor = "only those of the connection check"
    only.add_argument("--doctor", dest="only", action="store_const", const="doctor", help=doctor)
    parser.add_argument("--scale", type=int, default=1, help="2 for the pictures of a screen of twice the resolution")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        photograph(given.folder, theme, scale=given.scale, only=given.only)


if __name__ == "__main__":
    main()
