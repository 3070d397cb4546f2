"""Has the system open the program when the person logs in: where each system keeps that, for this person alone.

Linux: an entry in the folder of the desktops' autostart specification. Windows: a value below Run in the registry, as
learn.microsoft.com has it ("Run and RunOnce Registry Keys"). macOS: an agent of launchd (its manual, launchd.plist)
that opens the application as Finder does. Why not SMAppService there: it wants a signed application and PyObjC, for the
same line in the system's settings.

What is kept there is asked anew each time: people switch these things off in their system's own settings as well.
"""

from __future__ import annotations

import importlib
import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

AT_LOGIN = "--at-login"
"""What the program is started with then."""
_ID = "io.github.turbodesk.TurboDesk"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where the task manager notes what it was told to switch off: an odd first byte."""
_NAME = "TurboDesk"


def opens_at_login(system: str = sys.platform) -> bool:
    """Whether the system opens the program at login."""
    if system == "win32":
        return _is_in_registry()
    file = place(system)
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    lines = {line.replace(" ", "").lower() for line in text.splitlines()}
    return not lines & {"hidden=true", "x-gnome-autostart-enabled=false"}  # how desktops switch one off


def open_at_login(command: Sequence[str], *, icon: str = _ID, system: str = sys.platform) -> None:
    """Have the system run `command` at login from the next one on.

    Raises:
        OSError: it cannot be written.
    """
    if system == "win32":
        _put_into_registry(subprocess.list2cmdline(command))
        return
    file = place(system)
    file.parent.mkdir(parents=True, exist_ok=True)
    content = _agent(command) if system == "darwin" else _entry(command, icon).encode()
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)


def open_at_login_no_more(system: str = sys.platform) -> None:
    """Have the system open it at login no more.

    Raises:
        OSError: that cannot be written.
    """
    if system == "win32":
        _delete_registry_value(_RUN)
    else:
        place(system).unlink(missing_ok=True)


def place(system: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file that says so, on Linux and macOS."""
    if system == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{_ID}.plist"  # not for people: of macOS
    config = environment.get("XDG_CONFIG_HOME", "")
    folder = Path(config) if os.path.isabs(config) else Path.home() / ".config"
    return folder / "autostart" / f"{_ID}.desktop"


def _entry(command: Sequence[str], icon: str) -> str:
    words = " ".join(_quoted(one) for one in command)
    there = command[0].replace("\\", "\\\\")
    begin = f"[Desktop Entry]\nType=Application\nName={_NAME}\nIcon={icon}\n"  # not for people: a desktop reads it
    return f"{begin}Exec={words}\nTryExec={there}\nTerminal=false\n"


def _quoted(word: str) -> str:
    """Return a word of a command as the desktop entry specification wants it ("The Exec key")."""
    word = word.replace("%", "%%")
    if word and all(character.isalnum() or character in "/._-%+" for character in word):
        return word
    # A string of the file, in which a backslash is written twice, holds a quoted word, in which these have one before.
    return '"' + "".join(f"\\\\{one}" if one in '"`$' else "\\\\\\\\" if one == "\\" else one for one in word) + '"'


def _agent(command: Sequence[str]) -> bytes:
    program = Path(command[0])
    application = next((one for one in program.parents if one.suffix == ".app"), None)
    if application is not None:  # as Finder does, behind what the person does
        command = ["/usr/bin/open", "-g", "-a", str(application), "--args", *command[1:]]
    return plistlib.dumps({"Label": _ID, "ProgramArguments": list(command), "RunAtLoad": True})  # not for people


def _is_in_registry() -> bool:
    approved = _registry_value(_APPROVED)
    is_off = isinstance(approved, bytes) and approved[:1] != b"" and approved[0] % 2 == 1
    return _registry_value(_RUN) is not None and not is_off


def _registry_value(path: str) -> object:
    registry = _registry()
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, path) as key:
            return registry.QueryValueEx(key, _NAME)[0]
    except OSError:
        return None


def _put_into_registry(line: str) -> None:
    registry = _registry()
    _delete_registry_value(_APPROVED)
    with registry.CreateKey(registry.HKEY_CURRENT_USER, _RUN) as key:
        registry.SetValueEx(key, _NAME, 0, registry.REG_SZ, line)


def _delete_registry_value(path: str) -> None:
    registry = _registry()
    with (
        suppress(FileNotFoundError),
        registry.OpenKey(registry.HKEY_CURRENT_USER, path, access=registry.KEY_SET_VALUE) as key,
    ):
        registry.DeleteValue(key, _NAME)


def _registry() -> Any:
    return importlib.import_module("winreg")  # Windows alone has it
