"""Shows that links, "Open with" and the menu of the icon lead into the installed program, as desktops follow them."""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from bundle import project
from bundle.build import say
from bundle.guest import Guest, install, lent, photograph, processes, require, timed
from bundle.machine import Machine
from tests.e2e.desktop import PATIENCE_S, Desktop
from tests.e2e.gateway import Gateway

OPENERS = ("xdg-utils", "libglib2.0-bin", "libgtk-3-bin", "desktop-file-utils", "shared-mime-info")
"""What a desktop opens links and files with; the last two tell it which program is for which."""
_KEY = "sk-ant-of-the-links"
_ENTRY = f"/usr/share/applications/{project.APP_ID}.desktop"
_OBJECTS = (
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n",
)


def links(given: argparse.Namespace) -> None:
    """Open a link, a file and the icon's "New chat" as desktops do: in the window that is open, and without one."""
    with lent(given) as bare, tempfile.TemporaryDirectory() as root, Gateway(key=_KEY) as gateway:
        bare.run("apt-get", "update")
        wanted = ("apt-get", "install", "--yes", "--no-install-recommends", *OPENERS)
        timed("openers", lambda: bare.run(*wanted))
        install(bare, given.packages[0])
        with Desktop(Path(root)) as desktop:
            data = desktop.home / "data" / "TurboDesk"
            data.mkdir(parents=True)
            (data / "settings.json").write_text(json.dumps({"gateway.url": gateway.url}), encoding="utf-8")
            asked = desktop.tool(*bare.command("xdg-mime", "query", "default", "x-scheme-handler/turbodesk")).strip()
            require(asked == Path(_ENTRY).name, f"links are opened by {asked!r}")
            guest = Guest(desktop, "", machine=bare)
            guest.starts()
            desktop.click("Your key", role="password text")
            desktop.type(_KEY)
            desktop.press("Return")
            for name in ("Apples", "Pears"):
                guest.begins_chat()
                guest.says(name)
                _comes(desktop, name)
                desktop.wait_for("Copy reply", role="push button")
            link = _link_to(data, "Apples")
            file = desktop.home / "A report.pdf"
            file.write_bytes(_pdf())
            for is_running in (True, False):
                for words, title in (
                    (("xdg-open", link), "Apples"),
                    (("gio", "open", link), "Apples"),
                    (("gio", "launch", _ENTRY, str(file)), "TurboDesk"),
                    (("gtk-launch", Path(_ENTRY).name, str(file)), "TurboDesk"),
                    (("gio", "open", str(file)), "TurboDesk"),
                    (tuple(_action(bare, "new-chat")), "TurboDesk"),
                ):
                    say(f"  {' '.join(words)}, {'while it runs' if is_running else 'to start it'}")
                    if is_running:
                        desktop.tool(*bare.command("xdg-open", _link_to(data, "Pears")))
                        _comes(desktop, "Pears")
                        desktop.tool(*bare.command(*words))
                    else:
                        desktop.background("opener", *bare.command(*words))
                    _comes(desktop, title)
                    if str(file) in words:
                        _is_attached(guest, file)
                        photograph(given, desktop, "attached" if is_running else "started-with-a-file")
                    if not is_running:
                        desktop.press("ctrl+q")
                        _until(lambda: not processes(bare.tree, "turbodesk"), "the program ends")
                if is_running:
                    guest.quits()
            say(f"{bare.release}: links, files and the icon's New chat reached the window, and started one")


def _comes(desktop: Desktop, title: str) -> None:
    _until(lambda: _front(desktop).startswith(title), f"the window {title!r} is in front")


def _until(look: Callable[[], bool], sentence: str) -> None:
    """Wait for what is seen from outside, whether the program runs already, yet or no more."""
    end = time.monotonic() + PATIENCE_S
    while not look():
        require(time.monotonic() < end, sentence)
        time.sleep(0.1)


def _is_attached(guest: Guest, file: Path) -> None:
    def seen() -> bool:
        running = processes(guest.machine.tree, "turbodesk")
        return any(guest.desktop.find(contains=file.name, pid=int(one.name)) for one in running)

    _until(seen, f"{file.name} is attached")


def _pdf() -> bytes:
    """Return an empty page: its objects, and where each begins."""
    written, places = b"%PDF-1.4\n", [b"0000000000 65535 f \n"]
    for one in _OBJECTS:
        places.append(b"%010d 00000 n \n" % len(written))
        written += one
    table = b"xref\n0 %d\n%b" % (len(places), b"".join(places))
    trailer = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(places), len(written))
    return written + table + trailer


def _front(desktop: Desktop) -> str:
    """The title of the window in front; "" where there is none."""
    with suppress(AssertionError):
        return desktop.tool("xdotool", "getactivewindow", "getwindowname").strip()
    return ""


def _link_to(data: Path, title: str) -> str:
    with closing(sqlite3.connect(f"file:{data}/turbodesk.db?mode=ro", uri=True)) as database:
        ((found,),) = database.execute("SELECT id FROM conversation WHERE title = ?", (title,))
    return f"turbodesk://chat/{found}"


def _action(bare: Machine, name: str) -> list[str]:
    """What the desktop entry has an action do; no tool of a terminal asks for one."""
    lines = (bare.tree / _ENTRY.lstrip("/")).read_text(encoding="utf-8").split(f"[Desktop Action {name}]")[1]
    return next(line for line in lines.splitlines() if line.startswith("Exec=")).removeprefix("Exec=").split()
