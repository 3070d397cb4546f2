#!/usr/bin/env python3
"""Shows that the package for Debian does what it should on a machine where nothing is installed.

    .venv/bin/python packaging/linux/prove.py self-test PACKAGE            install, self-test, remove
    .venv/bin/python packaging/linux/prove.py chat PACKAGE                 install, a reply by real key presses, remove
    .venv/bin/python packaging/linux/prove.py upgrade OLDER NEWER          a conversation and a key survive
    .venv/bin/python packaging/linux/prove.py open-upgrade OLDER NEWER     the same, while the window is open
    .venv/bin/python packaging/linux/prove.py click PACKAGE                a link and a folder open in a real browser
    .venv/bin/python packaging/linux/prove.py links PACKAGE                links, "Open with" and the icon's menu
    .venv/bin/python packaging/linux/prove.py build FOLDER                 build the package there, put it into FOLDER

Run it as root, with debootstrap; all but `build` also need what the tests with a real display need. Options:

    --release bookworm|trixie    the Debian it happens in
    --pictures FOLDER            where the photographs of the screen go
    --work FOLDER                where the minimal trees are kept (/tmp/turbodesk-machines)
    --mirror ADDRESS, --extras FOLDER    for networks that need them; see bundle/machine.py
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT)]

from bundle.build import BuildError, say  # noqa: E402
from bundle.guest import PROGRAM, Guest, install, lent, photograph, processes, purge, require, timed  # noqa: E402
from bundle.links_proof import links  # noqa: E402
from bundle.machine import Machine, add_options  # noqa: E402

from tests.e2e.desktop import Desktop  # noqa: E402
from tests.e2e.gateway import Gateway  # noqa: E402

KEY = "sk-ant-of-the-upgrade"
BROWSER = ("netsurf-gtk", "xdg-utils", "file")
"""A small browser that is linked with GLib, as most are, and what desktops open addresses with."""
_PREFERRED = "[Default Applications]\n" + "".join(
    f"{kind}=netsurf-gtk.desktop\n"
    for kind in ("x-scheme-handler/http", "text/html", "inode/directory", "text/plain", "inode/x-empty")
)
OURS = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "_PYI_")
"""What the launcher and its hooks set for the program itself, and no other program may inherit."""


def self_test(given: argparse.Namespace) -> None:
    """Install, have the program check itself on a screen, and remove it."""
    with lent(given) as bare, tempfile.TemporaryDirectory() as root:
        before = bare.files()
        install(bare, given.packages[0])
        with Desktop(Path(root), with_keyring=False) if given.on_screen else _NoDesktop() as desktop:
            settings = {"QT_QPA_PLATFORM": "offscreen"} | desktop.environment | {"PATH": "/usr/bin:/bin"}
            say(bare.run(PROGRAM, "--self-test", **settings))
        purge(bare, before)


def chat(given: argparse.Namespace) -> None:
    """Install, read a streamed reply as somebody at the keyboard, and remove everything but the conversations."""
    with lent(given) as bare, tempfile.TemporaryDirectory() as root:
        before = bare.files()
        install(bare, given.packages[0])
        with Desktop(Path(root)) as desktop:
            guest = Guest(desktop, "", machine=bare)
            guest.starts()
            desktop.click("Try it without a key", role="push button")
            guest.says("Show me the tour")
            desktop.wait_for("Stop", role="push button")
            photograph(given, desktop, "streaming")
            desktop.wait_for("Send", role="push button")
            photograph(given, desktop, "reply")
            guest.quits()
            complaints = guest.program.complaints()
            if complaints:
                raise BuildError("The program complained:\n" + "\n".join(complaints))
            purge(bare, before)
            kept = desktop.home / "data" / "TurboDesk"
            require(any(kept.iterdir()), f"the conversations in {kept} are gone")
            say(f"still there: {', '.join(sorted(one.name for one in kept.iterdir()))}")


def upgrade(given: argparse.Namespace) -> None:
    """Write with the older version, with a key in the key store, and find both again with the newer one."""
    older, newer = given.packages
    with lent(given) as bare, tempfile.TemporaryDirectory() as root, Gateway(key=KEY) as gateway:
        install(bare, older)
        with Desktop(Path(root)) as desktop:
            guest = Guest(desktop, gateway.url, machine=bare)
            gateway.answer({"text": "Written before the upgrade."})
            guest.starts()
            desktop.click("Your key", role="password text")
            desktop.type(KEY)
            desktop.press("Return")
            desktop.wait_for("New chat")
            guest.says("Remember this")
            desktop.wait_for(contains="Written before the upgrade.")
            guest.quits()
            install(bare, newer)
            gateway.answer({"text": "Written after it."})
            guest.starts()
            desktop.wait_for(contains="Written before the upgrade.")
            guest.says("And now?")
            desktop.wait_for(contains="Written after it.")
            photograph(given, desktop, "upgraded")
            guest.quits()
            require(desktop.stored_secrets("TurboDesk") == [KEY], "the key is not in the key store")
            require(gateway.requests()[-1]["headers"]["x-api-key"] == KEY, "the key was not used after the upgrade")
            say("conversation and key are still there")


def open_upgrade(given: argparse.Namespace) -> None:
    """Upgrade under an open window: all of it goes on working, a restart is offered, and brings everything back."""
    older, newer = given.packages
    with lent(given) as bare, tempfile.TemporaryDirectory() as root, Gateway(key=KEY) as gateway:
        install(bare, older)
        with Desktop(Path(root)) as desktop:
            guest = Guest(desktop, gateway.url, machine=bare)
            gateway.answer({"text": "Asked for before.\n\n```rust\nfn main() {}\n```\n\n$$\\sqrt{x}$$"})
            guest.starts()
            desktop.click("Your key", role="password text")
            desktop.type(KEY)
            desktop.press("Return")
            desktop.wait_for("Message", role="text")
            desktop.type("Not sent yet")
            before = bare.run(PROGRAM, "--version").strip()
            install(bare, newer, with_apt=False)
            after = bare.run(PROGRAM, "--version").strip()
            _goes_on_working(guest, gateway)
            desktop.type("Typed after the upgrade")
            desktop.wait_for("Restart", role="push button", within_s=120)
            photograph(given, desktop, "offer")
            require(not _runs_what_is_installed(guest.program.pid), "the program was not replaced")
            desktop.click("Restart", role="push button")
            desktop.wait_until(lambda: _runs_what_is_installed(guest.program.pid), "the new program")
            desktop.wait_until(lambda: desktop.find(role="frame"), "its window")
            desktop.wait_for(contains="Asked for before.")
            desktop.wait_for("Message", role="text", contains="Typed after the upgrade")
            photograph(given, desktop, "restarted")
            guest.quits()
            complaints = guest.program.complaints()
            require(not complaints, "\n".join(complaints))
            say(f"{before} was open while {after} came; it went on working, and came back with all that was typed")


def _goes_on_working(guest: Guest, gateway: Gateway) -> None:
    """Use what is imported at first use, none of which was used before."""
    desktop = guest.desktop
    desktop.press("Return")
    desktop.wait_for(contains="Asked for before.")
    for keys, seen, leaving in (
        ("ctrl+k", "Command or chat", "Escape"),
        ("ctrl+f", "Find in chat", "Escape"),
        ("ctrl+comma", "Sections", "Escape"),
        ("ctrl+shift+i", "Requests", "Escape"),
        ("ctrl+shift+t", "System prompt", "Escape"),
    ):
        desktop.press(keys)
        desktop.wait_for(seen)
        desktop.press(leaving)
        desktop.wait_until_gone(seen)
    _saves_as_pdf(guest)
    desktop.click("Message", role="text")
    require(len(gateway.requests()) >= 1, "nothing was sent after the upgrade")


def _saves_as_pdf(guest: Guest) -> None:
    """Save the chat under the name that is offered."""
    desktop = guest.desktop
    folder = desktop.home / "Documents"
    folder.mkdir()
    desktop.press("ctrl+shift+p")
    desktop.wait_for(contains="Save as PDF", role="dialog")
    desktop.press("Return")
    desktop.wait_until(lambda: list(folder.glob("*.pdf")), "the PDF")


def _runs_what_is_installed(process: int) -> bool:
    """Whether the file this process was started from is still there; a restart keeps the number of the process."""
    with suppress(OSError):
        return not str(Path(f"/proc/{process}/exe").readlink()).endswith("(deleted)")
    return False


def click(given: argparse.Namespace) -> None:
    """Click on a link of a reply, and ask for the folder of chats: a browser of the system shows both."""
    with lent(given) as bare, tempfile.TemporaryDirectory() as root, Gateway(key=KEY) as gateway, _page() as page:
        install(bare, given.packages[0])
        timed("a browser", lambda: bare.run("apt-get", "install", "--yes", "--no-install-recommends", *BROWSER))
        with Desktop(Path(root)) as desktop:
            (desktop.home / "config" / "mimeapps.list").write_text(_PREFERRED, encoding="ascii")
            guest = Guest(desktop, gateway.url, machine=bare)
            gateway.answer({"text": f"[The page that is asked for]({page.address})"})
            guest.starts()
            desktop.click("Your key", role="password text")
            desktop.type(KEY)
            desktop.press("Return")
            desktop.wait_for("New chat")
            guest.says("Where is it?")
            words = "The page that is asked for"
            left, top, width, height = desktop.wait_until(lambda: desktop.where(words), "the link")
            desktop.click_at(left + width // 2, top + height // 2)
            desktop.wait_until(page.visitors.copy, "the browser to fetch the page")
            desktop.tool("xdotool", "search", "--sync", "--name", "^Asked for")
            photograph(given, desktop, "clicked")
            _inherits_nothing(bare)
            _end_browsers(bare, desktop)
            desktop.click("Settings", role="push button")
            desktop.click("Data", role="list item")
            desktop.click("Open folder", role="push button")
            folder = str(desktop.home / "data" / "TurboDesk")
            desktop.wait_until(
                lambda: any(folder in one.words for one in _browsers(bare.tree)), "a browser on the folder"
            )
            photograph(given, desktop, "folder")
            _inherits_nothing(bare)
            _end_browsers(bare, desktop)
            desktop.press("Escape")
            desktop.wait_until_gone("Sections")
            desktop.press("ctrl+k")
            desktop.wait_for("Command or chat")
            desktop.type("About")
            desktop.press("Return")
            desktop.click("Show the log", role="push button")
            desktop.wait_until(lambda: any(".log" in one.words for one in _browsers(bare.tree)), "a browser on the log")
            _inherits_nothing(bare)
            say(f"{bare.release}: fetched by {page.visitors[0]}; {folder} and the log were opened, too")


@dataclass(slots=True)
class _Page:
    address: str
    visitors: list[str] = field(default_factory=list)
    """How each that asked for the page calls itself."""


@contextmanager
def _page() -> Iterator[_Page]:
    """Serve one page on the loopback interface, which the bare machine shares."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/asked-for":
                page.visitors.append(self.headers.get("User-Agent", "somebody"))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<title>Asked for</title><h1>The page that was asked for</h1>")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        page = _Page(f"http://127.0.0.1:{server.server_port}/asked-for")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield page
        finally:
            server.shutdown()


@dataclass(frozen=True, slots=True)
class _Browser:
    process: int
    words: str
    environment: list[str]


def _inherits_nothing(bare: Machine) -> None:
    for one in _browsers(bare.tree):
        inherited = [setting for setting in one.environment if setting.startswith(OURS)]
        require(not inherited, f"{one.words} inherits {inherited}")


def _end_browsers(bare: Machine, desktop: Desktop) -> None:
    for one in _browsers(bare.tree):
        os.kill(one.process, signal.SIGTERM)
    desktop.wait_until(lambda: not _browsers(bare.tree), "the browser to end")


def _browsers(tree: Path) -> list[_Browser]:
    """Return the browsers that run on the bare machine."""
    found = []
    for process in processes(tree, "netsurf"):
        with suppress(OSError):
            words, environment = ((process / one).read_text(errors="replace") for one in ("cmdline", "environ"))
            found.append(_Browser(int(process.name), words.replace("\0", " "), environment.split("\0")))
    return found


def build(given: argparse.Namespace) -> None:
    """Build the package on a bare machine from the last commit, with what the build itself asks for."""
    folder = given.packages[0].resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with lent(given) as bare, tempfile.TemporaryDirectory() as shared:
        bare.run("apt-get", "update")
        bare.run("apt-get", "install", "--yes", "--no-install-recommends", "python3", "ca-certificates")
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(bare.tree / "root" / "turbodesk")], check=True)
        script = "/root/turbodesk/packaging/build.py"
        asked = bare.run("python3", script, "--needs").split()
        say(f"the build asks for: {' '.join(asked)}")
        timed("its packages", lambda: bare.run("apt-get", "install", "--yes", "--no-install-recommends", *asked))
        date = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        timed(
            "the build",
            lambda: say(bare.run("python3", script, "deb", "--out", shared, SOURCE_DATE_EPOCH=date.stdout.strip())),
        )
        for package in Path(shared).glob("*"):
            shutil.copy(package, folder)


class _NoDesktop:
    """Stands where a screen would, for a self-test without one."""

    environment: dict[str, str] = {}  # noqa: RUF012

    def __enter__(self) -> _NoDesktop:
        return self

    def __exit__(self, *_: object) -> None:
        pass


PROOFS = {
    "self-test": self_test,
    "chat": chat,
    "upgrade": upgrade,
    "open-upgrade": open_upgrade,
    "click": click,
    "links": links,
    "build": build,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("proof", choices=PROOFS)
    parser.add_argument("packages", nargs="+", type=Path)
    parser.add_argument("--pictures", type=Path)
    add_options(parser)
    parser.add_argument("--on-screen", action="store_true", help="self-test on a screen of its own, not without one")
    given = parser.parse_args()
    try:
        PROOFS[given.proof](given)
    except BuildError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
