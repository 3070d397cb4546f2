"""Takes pictures of the real window in every state worth a look, light and dark, for the README and for reviews.

    .venv/bin/python -m tests.e2e.photographs FOLDER             all of them
    .venv/bin/python -m tests.e2e.photographs FOLDER --readme    those of the README: first-start, light and dark
    .venv/bin/python -m tests.e2e.photographs FOLDER --replies   replies that are hard to set, page by page
    .venv/bin/python -m tests.e2e.photographs FOLDER --protocol  limits, thinking, tools, attachments, costs, requests
    .venv/bin/python -m tests.e2e.photographs FOLDER --doctor    the connection check

The program runs on a desktop of its own and talks to the scripted gateway; only the window is in the picture.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from tests.e2e.doctor_pictures import doctor
from tests.e2e.hard_reply_pictures import hard_replies
from tests.e2e.page_pictures import conversations, page, reply
from tests.e2e.protocol_pictures import protocol
from tests.e2e.readme_pictures import readme
from tests.e2e.studio import Studio, studio
from tests.e2e.window_pictures import empty, first_start, window

THEMES = ("light", "dark")


def everything(one: Studio) -> None:
    """The window, the page, and what the protocol brings; hard replies have pages enough of their own."""
    first_start(one)
    one.person.starts()
    empty(one)
    conversations(one)
    page(one)
    reply(one)
    window(one)
    one.person.quits()
    protocol(one)
    doctor(one)


SCENES: dict[str, tuple[Callable[[Studio], None], str]] = {
    "readme": (readme, "only the pictures of the README"),
    "replies": (hard_replies, "only those of replies that are hard to set"),
    "protocol": (protocol, "only those of what the protocol brings"),
    "doctor": (doctor, "only those of the connection check"),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.photographs", description=__doc__)
    parser.add_argument("folder", type=Path)
    only = parser.add_mutually_exclusive_group()
    for name, (scene, words) in SCENES.items():
        only.add_argument(f"--{name}", dest="scene", action="store_const", const=scene, default=everything, help=words)
    parser.add_argument("--scale", type=int, default=1, help="2 for the pictures of a screen of twice the resolution")
    parser.add_argument("--theme", choices=THEMES, action="append", help="only in this one")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for theme in given.theme or THEMES:
        with studio(given.folder, theme, scale=given.scale) as one:
            given.scene(one)


if __name__ == "__main__":
    main()
