"""Gives a test a whole desktop of its own: screen, window manager, session bus, keyring, accessibility.

Everything is private and thrown away: an Xvfb on a free display, a D-Bus session, openbox, an unlocked gnome-keyring,
a home directory. The program is the real one, in a process of its own; it is driven by real key presses and mouse
clicks (xdotool), read from outside over the accessibility bus (`atspi_reader.py`), and photographed (ImageMagick).

    with Desktop(tmp_path) as desktop:
        program = desktop.run("--gateway", url)
        desktop.click("Message", role="text")
        desktop.type("hello")
        desktop.press("Return")
        desktop.wait_for("Copy reply", role="push button")

Nothing here sleeps for luck: every wait is for something to be seen, and says what was seen instead when it fails.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TypeVar

from tests.e2e.tools import SYSTEM_PYTHON

PATIENCE_S = 30.0
"""How long anything may take to be seen. Generous, for machines that do other work; reached only by failures."""

KEYRING_PASSWORD = "throw-away"
"""Not empty: under an empty password gnome-keyring writes its secrets in plain text."""

_NOT_OURS = re.compile(
    # What services of the session say when it starts them; the program only lends them its standard error.
    r"^dbus-daemon\["
    # Qt 6.11 does not know this question, which newer accessibility buses ask of every program.
    r"|qt\.accessibility\.atspi: .*GetApplicationBusAddress"
    # Our reader asked for something that went away while it asked.
    r"|qt\.accessibility\.atspi: Could not find accessible on path"
)
_NOT_HERE = ("org.freedesktop.portal.Desktop", "org.gnome.keyring.SystemPrompter")
"""Services of some desktops: dialogs and colours, and a window that asks for the password of a locked key store."""
_POLL_S = 0.05
_READ_SECRETS = """
import contextlib, json, secretstorage, sys
with contextlib.closing(secretstorage.dbus_init()) as bus:
    found = secretstorage.search_items(bus, {"service": sys.argv[1]})
    print(json.dumps([item.get_secret().decode() for item in found]))
"""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Node:
    """One thing a screen reader can name."""

    depth: int
    role: str
    name: str
    description: str
    text: str
    states: frozenset[str]
    actions: tuple[str, ...]
    box: tuple[int, int, int, int]
    """Left, top, width and height in pixels of the screen."""

    @property
    def middle(self) -> tuple[int, int]:
        """Where a click on it goes, in pixels of the screen."""
        left, top, width, height = self.box
        return left + width // 2, top + height // 2

    def __str__(self) -> str:
        text = f" {self.text[:60]!r}" if self.text else ""
        return f"{'  ' * self.depth}[{self.role}] {self.name!r}{text} {' '.join(sorted(self.states))}"


@dataclass(slots=True)
class Program:
    """The program under test, running."""

    process: subprocess.Popen[bytes]
    log: Path
    """What it wrote to standard output and standard error."""

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait(self) -> int:
        """Wait until it has ended by itself; its exit status."""
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        """End it at once, as a crash or a power cut would: it hears nothing of it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def complaints(self) -> list[str]:
        """The lines of its log, but for those the session's own services are known to cause."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if line.strip() and not _NOT_OURS.search(line)]


@dataclass(slots=True)
class Desktop:
    """A private desktop below `root`; a context manager that ends every process it started."""

    root: Path
    size: tuple[int, int] = (1280, 800)
    """The screen's width and height in pixels."""
    environment: dict[str, str] = field(default_factory=dict)
    """What the program inherits; nothing of the developer's own session but the search path."""
    with_keyring: bool = True
    _cleanup: ExitStack = field(default_factory=ExitStack)
    _reader: subprocess.Popen[str] | None = None
    _programs: list[Program] = field(default_factory=list)

    def __enter__(self) -> Desktop:
        with ExitStack() as undo:
            self._cleanup = undo
            self._make_home()
            self._start_screen()
            self._start_bus()
            self.background("openbox", "openbox", "--sm-disable")
            if self.with_keyring:
                self._unlock_keyring()
            self._start_reader()
            self._cleanup = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._keep_evidence()
        self._cleanup.close()

    @property
    def home(self) -> Path:
        """The home directory, with every XDG directory below it."""
        return self.root / "home"

    @property
    def program(self) -> Program:
        """The one started last."""
        return self._programs[-1]

    # --- The program

    def run(self, *arguments: str, command: tuple[str, ...] | None = None, **environment: str) -> Program:
        """Start TurboDesk, or another command, and return at once; `environment` adds to the desktop's."""
        log = self.root / f"program-{len(self._programs) + 1}.log"
        start = command or (sys.executable, "-P", "-m", "turbodesk")
        process = self._spawn(log, *start, *arguments, env=self.environment | environment)
        self._programs.append(Program(process, log))
        return self.program

    # --- What is seen

    def find(
        self,
        name: str | None = None,
        *,
        role: str | None = None,
        contains: str | None = None,
        pid: int | None = None,
    ) -> list[Node]:
        """The visible nodes with this name, this role, and this text in their name, description or contents.

        They are the program's that was started last, or those of the process `pid`.
        """
        seen = self.program.pid if pid is None else pid
        return self._ask(do="find", pid=seen, name=name, role=role, contains=contains)

    def tree(self) -> list[Node]:
        """Everything the program shows, each parent before its children."""
        return self._ask(do="tree", pid=self.program.pid)

    def announcements(self) -> list[str]:
        """What a screen reader was asked to say aloud, since the desktop was started."""
        return list(self._talk(do="announcements")["texts"])

    def where(self, words: str) -> tuple[int, int, int, int] | None:
        """Left, top, width and height of these words on the screen; None where no text has them."""
        box = self._talk(do="where", pid=self.program.pid, contains=words)["box"]
        return tuple(box) if box else None

    def selected(self) -> list[str]:
        """All text that is selected, one for each text that has some."""
        return list(self._talk(do="selected", pid=self.program.pid)["texts"])

    def clipboard(self, kind: str) -> str:
        """What another program would paste that asks for this kind, such as "text/html"."""
        return self.tool("xclip", "-selection", "clipboard", "-out", "-target", kind)

    def wait_for(
        self,
        name: str | None = None,
        *,
        role: str | None = None,
        contains: str | None = None,
        state: str | None = None,
        within_s: float = PATIENCE_S,
    ) -> Node:
        """Wait until such a node is seen; AssertionError with the whole tree when it is not."""
        wanted = f"{role or 'anything'} {name or ''} {f'containing {contains!r}' if contains else ''} {state or ''}"

        def look() -> Node | None:
            nodes = self.find(name, role=role, contains=contains)
            return next((node for node in nodes if state is None or state in node.states), None)

        return self.wait_until(look, wanted.strip(), within_s=within_s)

    def wait_until_gone(self, name: str | None = None, *, role: str | None = None, contains: str | None = None) -> None:
        """Wait until no such node is seen any more."""
        self.wait_until(
            lambda: not self.find(name, role=role, contains=contains), f"{role or ''} {name or contains or ''} to go"
        )

    def wait_until(self, look: Callable[[], _T | None], wanted: str, *, within_s: float = PATIENCE_S) -> _T:
        """Wait until `look` gives something true, and return that."""
        end = time.monotonic() + within_s
        while not (seen := look()):
            if self.program.process.poll() is not None:
                raise AssertionError(
                    f"the program ended with {self.program.process.returncode} while waiting for {wanted}:\n"
                    + self.program.log.read_text(encoding="utf-8", errors="replace")[-4000:]
                )
            if time.monotonic() > end:
                tree = "\n".join(map(str, self.tree()))
                raise AssertionError(f"waited {within_s:.0f} s for {wanted}; seen instead:\n{tree}")
            time.sleep(_POLL_S)
        return seen

    def scroll_up_until(self, *, contains: str) -> Node:
        """Press Page Up in the transcript until this text is seen in it."""
        self.click("Transcript")

        def look() -> Node | None:
            found = self.find(contains=contains)
            if not found:
                self.press("Prior")
            return found[0] if found else None

        return self.wait_until(look, f"{contains!r} further up")

    def stored_secrets(self, service: str) -> list[str]:
        """Every secret that the keyring holds for this service, read as another program would."""
        answer = self.tool(sys.executable, "-c", _READ_SECRETS, service)
        return list(json.loads(answer))

    def screenshot(self, name: str, *, window_only: bool = False) -> Path:
        """Photograph the screen, or the active window without its frame, into `root`; the path of the PNG.

        A menu that lies over the window is in the picture.
        """
        path = self.root / f"{name}.png"
        what = self.tool("xdotool", "getactivewindow").strip() if window_only else "root"
        self.tool("import", "-screen", "-window", what, str(path))
        return path

    # --- What a person does

    def click(self, name: str | None = None, *, role: str | None = None, contains: str | None = None) -> Node:
        """Wait for such a node to stand still, and click into its middle with the mouse."""
        node = self.wait_for(name, role=role, contains=contains)

        def rests() -> bool:
            nonlocal node
            before, node = node, self.wait_for(name, role=role, contains=contains)
            return before.box == node.box

        self.wait_until(rests, f"{name or contains or role} to stand still")
        self.click_at(*node.middle)
        return node

    def focus(self, name: str) -> None:
        """Give the keys to the node of this name, as a screen reader can; AssertionError when it takes none."""
        assert self._talk(do="focus", pid=self.program.pid, name=name)["focused"], f"{name} takes no focus"

    def click_at(self, x: int, y: int) -> None:
        """Click at this pixel of the screen."""
        self.tool("xdotool", "mousemove", str(x), str(y), "click", "1")

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the button at one pixel, move in a few steps, and let it go at another."""
        moves: list[str] = []
        for part in range(1, 6):
            x, y = (first + (last - first) * part // 5 for first, last in zip(start, end, strict=True))
            moves += ["mousemove", str(x), str(y)]
        self.tool("xdotool", "mousemove", *map(str, start), "mousedown", "1", *moves, "mouseup", "1")

    def pixels(self, box: tuple[int, int, int, int]) -> bytes:
        """The colours in a box of the screen: left, top, width and height."""
        left, top, width, height = box
        geometry = f"{width}x{height}+{left}+{top}"
        command = ["import", "-window", "root", "-crop", geometry, "-depth", "8", "rgb:-"]
        return subprocess.run(command, env=self.environment, capture_output=True, check=True, timeout=60).stdout

    def scroll(self, steps: int) -> None:
        """Turn the wheel under the pointer, towards the reader when positive."""
        self.tool("xdotool", "click", "--repeat", str(abs(steps)), "--delay", "15", "5" if steps > 0 else "4")

    def type(self, text: str) -> None:
        """Type on the keyboard, into whatever has the focus. Letters of other keyboards may go missing: ASCII."""
        self.tool("xdotool", "type", "--delay", "12", "--", text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by their X names: "Return", "ctrl+n"."""
        self.tool("xdotool", "key", "--delay", "30", *keys)

    # --- Other programs

    def tool(self, *command: str) -> str:
        """Run a program of the desktop to its end; what it wrote. AssertionError when it fails."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}"
        return done.stdout

    def background(
        self, name: str, *command: str, stdin: int = subprocess.DEVNULL, pass_fds: tuple[int, ...] = ()
    ) -> subprocess.Popen[bytes]:
        """Start a service of the desktop; it is ended with the desktop, and its output goes to `NAME.log`."""
        return self._spawn(self.root / f"{name}.log", *command, env=self.environment, stdin=stdin, pass_fds=pass_fds)

    # --- The parts of the desktop

    def _make_home(self) -> None:
        # Sockets go below here, whose paths may have 107 bytes at most: not below pytest's long directories.
        runtime = Path(tempfile.mkdtemp(prefix="desktop-"))
        self._cleanup.callback(shutil.rmtree, runtime, ignore_errors=True)
        runtime.chmod(0o700)
        self.environment |= {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[2]),  # the checkout these tests stand in
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "NO_AT_BRIDGE": "0",
            "PYTHONFAULTHANDLER": "1",
        }
        for name, path in self.environment.items():
            if name.startswith("XDG_") or name == "HOME":
                Path(path).mkdir(parents=True, exist_ok=True)
        # Whether this machine has them must not decide what a test sees.
        services = self.home / "data" / "dbus-1" / "services"
        services.mkdir(parents=True, exist_ok=True)
        for name in _NOT_HERE:
            masked = f"[D-BUS Service]\nName={name}\nExec=/bin/false\n"
            (services / f"{name}.service").write_text(masked, encoding="ascii")

    def _start_screen(self) -> None:
        reading, writing = os.pipe()
        width, height = self.size
        geometry = ["-screen", "0", f"{width}x{height}x24", "-dpi", "96", "-nolisten", "tcp", "-noreset"]
        self.background("xvfb", "Xvfb", "-displayfd", str(writing), *geometry, pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as answer:
            number = answer.readline().strip()
        assert number, f"Xvfb did not start: {(self.root / 'xvfb.log').read_text()}"
        self.environment["DISPLAY"] = f":{number}"

    def _start_bus(self) -> None:
        reading, writing = os.pipe()
        self.background(
            "bus", "dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={writing}",
            pass_fds=(writing,),
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as answer:
            address = answer.readline().strip()
        assert address, f"dbus-daemon did not start: {(self.root / 'bus.log').read_text()}"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address

    def _unlock_keyring(self) -> None:
        keyring = self.background(
            "keyring", "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
            stdin=subprocess.PIPE,
        )  # fmt: skip
        assert keyring.stdin is not None
        with keyring.stdin as password:
            password.write(KEYRING_PASSWORD.encode())
        made = self.home / "data" / "keyrings" / "login.keyring"
        end = time.monotonic() + PATIENCE_S
        while not made.exists():
            assert time.monotonic() < end, f"no keyring: {(self.root / 'keyring.log').read_text()}"
            time.sleep(_POLL_S)

    def _start_reader(self) -> None:
        log = (self.root / "reader.log").open("wb")
        self._cleanup.callback(log.close)
        self._reader = subprocess.Popen(
            [SYSTEM_PYTHON, str(Path(__file__).with_name("atspi_reader.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=self.environment,
            start_new_session=True,
        )
        self._cleanup.callback(_end, self._reader)
        assert self._reader.stdout is not None
        assert json.loads(self._reader.stdout.readline())["ready"]

    # --- How it talks to them

    def _ask(self, **question: Any) -> list[Node]:
        answers = self._talk(**question)["nodes"]
        return [
            Node(**answer | {
                "states": frozenset(answer["states"]), "actions": tuple(answer["actions"]), "box": tuple(answer["box"])
            })
            for answer in answers
        ]  # fmt: skip

    def _talk(self, **question: Any) -> dict[str, Any]:
        assert self._reader is not None
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(
            json.dumps({key: value for key, value in question.items() if value is not None}) + "\n"
        )
        self._reader.stdin.flush()
        line = self._reader.stdout.readline()
        assert line, f"the reader of the accessibility bus ended: {(self.root / 'reader.log').read_text()}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _spawn(
        self,
        log: Path,
        *command: str,
        env: dict[str, str],
        stdin: int = subprocess.DEVNULL,
        pass_fds: tuple[int, ...] = (),
    ) -> subprocess.Popen[bytes]:
        output: IO[bytes]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        self._cleanup.callback(_end, process)
        return process

    def _keep_evidence(self) -> None:
        """Beside the test's other files, for whoever has to find out why it failed."""
        try:
            self.screenshot("failure")
            (self.root / "failure-tree.txt").write_text("\n".join(map(str, self.tree())), encoding="utf-8")
        except (AssertionError, OSError, IndexError):  # the desktop itself may be what failed
            return


def _end(process: subprocess.Popen[Any]) -> None:
    """End a process and whatever it started in its session; kill what does not listen."""
    for stream in (process.stdin, process.stdout):
        if stream is not None and not stream.closed:
            stream.close()
    for wake in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, wake)
        except ProcessLookupError:
            break
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            continue
        break
    process.wait(5)
