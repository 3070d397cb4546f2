"""Tries the packages for Windows under wine, as somebody who installs, uses, updates and removes TurboDesk.

Every step says what it saw; the first that sees something else ends the trial.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from bundle import wine
from bundle.build import Build, BuildError, say
from bundle.wine import Wine

_T = TypeVar("_T")

LIMIT_S = 120.0
"""How long anything may take to be seen."""
OPEN = 3
"""What the setup and the uninstaller end with while TurboDesk is open."""
KEY = "sk-ant-of-the-wine-trial"
_UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\TurboDesk"


def all_of_it(build: Build, prefix: Wine, pictures: Path, gateway: str) -> None:
    """Go through everything, with photographs of the window in `pictures`; `gateway` takes `KEY` and no other key.

    Raises:
        BuildError: something is not as it should be; the message says what.
    """
    pictures.mkdir(parents=True, exist_ok=True)
    before = _files(prefix)
    _key_store(build, prefix)
    home = prefix.local_app_data / "Programs" / "TurboDesk"
    setup = build.artefact("-setup.exe")
    _setup(prefix, setup, home)
    _doctor(build, prefix, home / "TurboDesk.exe", gateway)
    _use(prefix, setup, home, pictures)
    _update(prefix, setup, home)
    _remove(prefix, home, before)
    _remove_all(prefix, setup, home, pictures, before)
    _administrators(build, prefix)


def _key_store(build: Build, prefix: Wine) -> None:
    """A key goes into the Windows vault, is read and deleted again, letters of any script included."""
    told = _python(
        build, prefix,
        "import keyring",
        "store = keyring.get_keyring()",
        "print(type(store).__name__)",
        "store.set_password('TurboDesk trial', 'Zoë', 'schlüssel-鍵-🔑')",
        "assert store.get_password('TurboDesk trial', 'Zoë') == 'schlüssel-鍵-🔑'",
        "store.delete_password('TurboDesk trial', 'Zoë')",
        "assert store.get_password('TurboDesk trial', 'Zoë') is None",
    )  # fmt: skip
    _expect("WinVaultKeyring" in told, f"the key store is {told}")
    say("The Windows vault keeps, gives and deletes a secret with letters of any script")


def _setup(prefix: Wine, setup: Path, home: Path) -> None:
    began = time.monotonic()
    prefix.run(setup, "/S", "/DESKTOP")
    took = time.monotonic() - began
    for shortcut in _shortcuts(prefix):
        _expect(shortcut.is_file(), f"no {shortcut.name} at {shortcut.parent}")
    told = prefix.run("reg", "query", _UNINSTALL)
    _expect("DisplayVersion" in told and "QuietUninstallString" in told, f"the registry says {told}")
    began = time.monotonic()
    prefix.run(home / "TurboDesk.exe", "--self-test")
    say(f"Installed silently in {took:.0f} s; self-test from there passed in {time.monotonic() - began:.1f} s")
    _expect(_channel(home) == "setup", f"it says it came as {_channel(home)}")
    say(_size(home))


def _doctor(build: Build, prefix: Wine, program: Path, gateway: str) -> None:
    """The installed program finds in the vault the key that was put there, and none once it is gone."""
    keys = (
        "import asyncio",
        "from turbodesk.app.keys import Keys",
        "from turbodesk.chat.keys import ApiKey",
        "from turbodesk.chat.profile import FIRST",
        "from turbodesk.store.secrets import Secrets",
        f"keys = Keys(Secrets(), FIRST, lambda: '{gateway}')",  # a key is for one address
    )
    _python(build, prefix, *keys, f"print(asyncio.run(keys.keep(ApiKey('{KEY}'), this_run_only=False)))")
    code, told = prefix.end_of(program, "doctor", "--gateway", gateway)
    _expect(code == 0 and "Windows Credential Manager" in told, f"with a key in the vault, the check says:\n{told}")
    _expect(KEY not in told, "the connection check tells the key")
    _python(build, prefix, *keys, "print(asyncio.run(keys.forget()))")
    code, told = prefix.end_of(program, "doctor", "--gateway", gateway)
    _expect(code == 1 and "Credential Manager" not in told, f"without a key in the vault, the check says:\n{told}")
    say("The installed program reads its key from the vault and is let in by a gateway with it, and not without it")


def _use(prefix: Wine, setup: Path, home: Path, pictures: Path) -> None:
    """A reply by real key presses; meanwhile neither setup nor uninstaller touches anything."""
    before = _sums(home)
    with _opened(prefix, home / "TurboDesk.exe", "--demo", picture=pictures / "windows-open.png"):
        # Told where it lies, the uninstaller does not go on in a copy of itself, and its exit code can be seen.
        in_place = "_?=" + wine.path(home)
        for words in ((setup, "/S"), (home / "Uninstall.exe", "/S", in_place)):
            code, _ = prefix.end_of(*words)
            _expect(code == OPEN, f"while TurboDesk is open, {words[0].name} ends with {code}")
        _expect(_sums(home) == before, "what is installed changed while TurboDesk was open")
        say("While it is open, the setup and the uninstaller refuse and change nothing")
        _type(prefix, "Show me the tour")
        database = _data(prefix) / "turbodesk.db"
        _wait_until(lambda: _words_of_replies(database) > 200, "a reply in the database")
        _photograph(prefix, pictures / "windows-reply.png")
    say(f"A reply of {_words_of_replies(database)} characters, asked for by key presses, is in the database")


def _update(prefix: Wine, setup: Path, home: Path) -> None:
    """The same setup again stands for a newer one: what an older version left goes, what is not ours stays."""
    data = _sums(_data(prefix))
    (home / "_internal" / "of-an-older-version.dll").write_bytes(b"old")
    (home / "my notes.txt").write_text("not TurboDesk's", encoding="ascii")
    prefix.run(setup, "/S")
    _expect(not (home / "_internal" / "of-an-older-version.dll").exists(), "a file of the older version stayed")
    _expect((home / "my notes.txt").is_file(), "a file that is not ours went")
    _expect(_sums(_data(prefix)) == data, "conversations or settings changed in an update")
    prefix.run(home / "TurboDesk.exe", "--self-test")
    (home / "my notes.txt").unlink()
    say("An update removes what is old, and touches neither conversations nor a file that is not ours")


def _remove(prefix: Wine, home: Path, before: set[str]) -> None:
    data = _sums(_data(prefix))
    prefix.run(home / "Uninstall.exe", "/S")
    prefix.settle()
    left = {one for one in _files(prefix) - before if "AppData/Local/TurboDesk/" not in one}
    _expect(not left, f"left behind: {sorted(left)[:10]}")
    code, told = prefix.end_of("reg", "query", _UNINSTALL)
    _expect(code != 0, f"left in the registry: {told}")
    _expect(_sums(_data(prefix)) == data, "conversations or settings changed when TurboDesk was removed")
    say(f"Removed silently; all that is left are conversations and settings: {', '.join(sorted(data))}")


def _remove_all(prefix: Wine, setup: Path, home: Path, pictures: Path, before: set[str]) -> None:
    """Whoever asks the uninstaller for it, with the keyboard alone, has conversations and settings deleted too."""
    prefix.run(setup, "/S")
    with _running(prefix, home / "Uninstall.exe"):
        window = _wait_until(lambda: _window(prefix, "TurboDesk Uninstall"), "the uninstaller")
        _wait_until(lambda: _is_still(prefix, pictures / "windows-remove.png"), "the uninstaller to have drawn itself")
        _xdotool(prefix, "windowfocus", window)
        _xdotool(prefix, "key", "alt+d")
        _xdotool(prefix, "key", "alt+r")
        _wait_until(lambda: not home.exists() and not _data(prefix).exists(), "everything to be gone")
        _wait_until(lambda: _is_still(prefix, pictures / "windows-removed.png"), "the uninstaller to say so")
        _xdotool(prefix, "key", "Return")
        prefix.settle()
    _expect(not _files(prefix) - before, f"left behind: {sorted(_files(prefix) - before)[:10]}")
    say("Asked for it by keys, the uninstaller deletes conversations and settings too, and nothing is left")


def _administrators(build: Build, prefix: Wine) -> None:
    """The MSI puts the program where administrators put programs, and takes it away again."""
    package = wine.path(build.artefact(".msi"))
    began = time.monotonic()
    prefix.run("msiexec", "/i", package, "/qn")
    home = prefix.prefix / "drive_c" / "Program Files" / "TurboDesk"
    took = time.monotonic() - began
    prefix.run(home / "TurboDesk.exe", "--self-test")
    _expect(_channel(home) == "msi", f"it says it came as {_channel(home)}")
    _expect(bool(list((prefix.prefix / "drive_c").rglob("TurboDesk.lnk"))), "the MSI made no entry in the Start menu")
    prefix.run("msiexec", "/x", package, "/qn")
    prefix.settle()
    _expect(not home.exists(), "the MSI left its folder")
    _expect(not list((prefix.prefix / "drive_c").rglob("TurboDesk.lnk")), "the MSI left its entry in the Start menu")
    say(f"The MSI installs in {took:.0f} s, its program passes the self-test, and it leaves nothing")


# --- Hands and eyes --------------------------------------------------------------------------------------------------


@contextmanager
def _opened(prefix: Wine, program: Path, *words: str, picture: Path) -> Iterator[None]:
    """Open the program, take a picture of it once it is drawn, and in the end close it as a person does."""
    with _running(prefix, program, *words) as running:
        window = _wait_until(lambda: _window(prefix, "TurboDesk"), "the window")
        _wait_until(lambda: _is_still(prefix, picture), "the window to have drawn itself")
        _xdotool(prefix, "windowfocus", window)
        yield
        _xdotool(prefix, "key", "ctrl+q")
        running.wait(LIMIT_S)


@contextmanager
def _running(prefix: Wine, program: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program of Windows, and make sure that it has ended with the context."""
    with subprocess.Popen(
        prefix.command(program, *words), env=prefix.whole_environment, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        try:
            yield running
        finally:
            running.kill()


def _window(prefix: Wine, name: str) -> str:
    """Return the number of the window on the screen whose title holds this, "" while there is none."""
    found = _xdotool(prefix, "search", "--onlyvisible", "--name", name, is_asking=True).split()
    return found[-1] if found else ""


def _type(prefix: Wine, text: str) -> None:
    _xdotool(prefix, "type", "--delay", "12", "--", text)
    _xdotool(prefix, "key", "Return")


def _xdotool(prefix: Wine, *words: str, is_asking: bool = False) -> str:
    done = subprocess.run(
        ["xdotool", *words], env=prefix.whole_environment, capture_output=True, text=True, check=False
    )
    _expect(is_asking or done.returncode == 0, f"xdotool {words[0]}: {done.stderr}")
    return done.stdout


def _photograph(prefix: Wine, target: Path) -> bytes:
    """Take a picture of the whole screen; its bytes."""
    subprocess.run(["import", "-window", "root", target], env=prefix.whole_environment, check=True)
    return target.read_bytes()


def _is_still(prefix: Wine, target: Path) -> bool:
    """Whether the screen looks as it did half a second ago."""
    first = _photograph(prefix, target)
    time.sleep(0.5)
    return _photograph(prefix, target) == first


def _wait_until(look: Callable[[], _T], wanted: str) -> _T:
    end = time.monotonic() + LIMIT_S
    while not (found := look()):
        _expect(time.monotonic() < end, f"waited in vain for {wanted}")
        time.sleep(0.2)
    return found


def _words_of_replies(database: Path) -> int:
    """Return how many characters of finished replies are kept."""
    if not database.is_file():
        return 0
    with tempfile.TemporaryDirectory() as folder:
        # A copy: the program has it open, and a reader outside of wine would leave files beside it.
        for file in database.parent.glob(f"{database.name}*"):
            shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder, database.name))) as connection:
            asked = (
                "SELECT coalesce(sum(length(text)), 0) FROM message WHERE role = 'assistant' AND status = 'complete'"
            )
            return int(connection.execute(asked).fetchone()[0])


# --- What lies where -------------------------------------------------------------------------------------------------


def _data(prefix: Wine) -> Path:
    return prefix.local_app_data / "TurboDesk"


def _shortcuts(prefix: Wine) -> tuple[Path, Path]:
    menu = prefix.user / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    return menu / "TurboDesk.lnk", prefix.user / "Desktop" / "TurboDesk.lnk"


def _channel(home: Path) -> str:
    return (home / "_internal" / "turbodesk" / "_resources" / "channel").read_text(encoding="ascii").strip()


def _files(prefix: Wine) -> set[str]:
    """Return every file of the prefix's person and programs; Windows' own folder, and passing files, aside."""
    drive = prefix.prefix / "drive_c"
    found = {str(path.relative_to(drive)) for path in drive.rglob("*") if not path.is_dir()}
    return {one for one in found if not one.startswith("windows/") and "/Temp/" not in one}


def _sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below `folder`, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def _size(home: Path) -> str:
    files = [path for path in home.rglob("*") if path.is_file()]
    return f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1_000_000:.1f} MB installed"


def _python(build: Build, prefix: Wine, *lines: str) -> str:
    """Run lines of Python in the Python that the program was frozen with."""
    script = build.fresh("script") / "script.py"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return prefix.run(build.work.parent / "python" / "python.exe", wine.path(script))


def _expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise BuildError(f"The trial under wine failed: {otherwise}")
