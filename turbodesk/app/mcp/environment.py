"""The environment a server is started in, and where the program it is started with lies.

A program started from the desktop does not see what a person's shell sees: `npx` of nvm, `uvx` in ~/.local/bin. That is
the first thing people complain about everywhere ("spawn npx ENOENT"). So the shell is asked, once, and the usual places
are added. Little else of our own environment goes to a server, which may be anybody's: it may hold a key of ours.
"""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

from turbodesk.app.mcp.piped_process import STDOUT, PipedProcess

INHERITED = frozenset(
    (
        "HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR",
        "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_DATA_DIRS", "DISPLAY",
        "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "HTTP_PROXY", "HTTPS_PROXY",
        "NO_PROXY", "ALL_PROXY", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE", "NVM_DIR", "DOCKER_HOST", "APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA",
        "NUMBER_OF_PROCESSORS", "OS", "PATHEXT", "PROCESSOR_ARCHITECTURE", "PROGRAMDATA", "PROGRAMFILES",
        "PROGRAMFILES(X86)", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "USERDOMAIN", "USERNAME", "USERPROFILE",
        "WINDIR",
    )
)  # fmt: skip
"""Without the proxies and certificates nothing downloads in a company, without DISPLAY no browser opens, without
COMSPEC no .cmd file runs."""
SHELL_LIMIT_S = 6.0
_SIGNS_OF_CMD = frozenset('&|<>^%!"\r\n')
"""What the interpreter of .cmd files takes for its own, however it is quoted."""
_MOST_SAID = 1_000_000
_HOME = (
    ".local/bin", ".cargo/bin", ".volta/bin", ".bun/bin", ".deno/bin", ".asdf/shims", ".local/share/mise/shims",
    ".local/share/pnpm", ".nodenv/shims", ".pyenv/shims",
)  # fmt: skip
_SYSTEM = ("/opt/homebrew/bin", "/usr/local/bin", "/snap/bin", "/home/linuxbrew/.linuxbrew/bin")


def places(home: Path) -> list[str]:
    """Return the folders with programs that a desktop's PATH lacks; only those that are there. Reads the disk."""
    newest = (
        max(home.glob(pattern), key=_version, default=None)
        for pattern in (".nvm/versions/node/v*/bin", ".local/share/fnm/node-versions/v*/installation/bin")
    )
    every = chain((home / one for one in _HOME), filter(None, newest), map(Path, _SYSTEM))
    return [str(one) for one in every if one.is_dir()]


def _version(path: Path) -> list[int]:
    name = next((part for part in reversed(path.parts) if part.startswith("v") and part[1:2].isdigit()), "v0")
    return [int(one) for one in name[1:].split(".") if one.isdigit()]


async def environment(ours: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what every server is started with; its own variables come on top of it. Takes up to 6 s."""
    given = {name: value for name, value in ours.items() if name.upper() in INHERITED and not value.startswith("()")}
    path = next((given.pop(name) for name in list(given) if name.upper() == "PATH"), "")
    found = [await shell_path(ours), path, *await asyncio.to_thread(places, Path.home())]
    given["PATH"] = os.pathsep.join(dict.fromkeys(one for each in found for one in each.split(os.pathsep) if one))
    return given


async def shell_path(ours: Mapping[str, str] = os.environ) -> str:
    """Ask the person's shell for its PATH; "" when it does not answer. Never raises, never hangs.

    The shell is a login and an interactive one, as a terminal's is. It has no terminal to ask anything on, what it
    prints besides is not looked at, and it is killed with all it has started.
    """
    shell = ours.get("SHELL", "")
    if sys.platform == "win32" or not shell or not os.access(shell, os.X_OK):
        return ""
    mark = secrets.token_hex(8)
    path = "(string join : $PATH)" if Path(shell).name == "fish" else '"$PATH"'
    script = f"printf '\\n%s%s%s\\n' {mark} {path} {mark}"
    given = {name: value for name, value in ours.items() if name.upper() in INHERITED}
    said = bytearray()
    is_told = asyncio.Event()

    def heard(pipe: int, data: bytes) -> None:
        if pipe == STDOUT and len(said) < _MOST_SAID:
            said.extend(data)
            if said.count(mark.encode()) >= 2:  # not to the end: what the shell has started may keep the pipe open
                is_told.set()

    process = PipedProcess(heard, lambda pipe: is_told.set() if pipe == STDOUT else None)
    try:
        with suppress(OSError, ValueError):
            await process.start([shell, "-ilc", script], env={**given, "TERM": "dumb", "TURBODESK_ASKS_PATH": "1"})
            process.close_stdin()
            with suppress(TimeoutError):
                await asyncio.wait_for(is_told.wait(), SHELL_LIMIT_S)
            process.kill()
            await process.gone(0.2)
    finally:
        process.kill()
        process.let_go()
    parts = said.decode("utf-8", "replace").split(mark)
    return parts[1].strip() if len(parts) >= 3 else ""


def found(command: str, environment: Mapping[str, str]) -> str | None:
    """Return the file a command means, None where there is none. On Windows it finds npx.cmd too."""
    if os.path.dirname(command):
        file = os.path.expanduser(command)
        return file if os.path.exists(file) else None
    return shutil.which(command, path=environment.get("PATH"))


def argv_for(argv: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Return what to start: the command's file, and the rest. A computer without `python` may have `python3`.

    Raises:
        FileNotFoundError: there is no such command; `filename` is its name.
        OSError: an argument cannot be handed to it as it is.
    """
    other = {"python": "python3", "python3": "python"}.get(argv[0], "")
    file = found(argv[0], environment) or (found(other, environment) if other else None)
    if file is None:
        raise FileNotFoundError(2, "No such command", argv[0])
    if file.lower().endswith((".cmd", ".bat")) and any(_SIGNS_OF_CMD.intersection(one) for one in argv[1:]):
        raise OSError(errno.EINVAL, "one of its arguments has a sign that Windows would take for a command")
    return [file, *argv[1:]]
