"""Starts a tool server of Linux so that it sees what it was given and no more, by bubblewrap (`bwrap`).

Inside there are the system's programs, to be read; the server's own folder; a home of its own, empty at first and kept
for its downloads; and the folders that the person chose. Not the person's home, keys, key store, screen or other
programs, and no network unless it was switched on. All that it starts ends with it, also what leaves its group.

Not kept in: what speaks over abstract sockets of the network, as some X servers do, where the network is on; and how
much of the processor and of memory is used. `bwrap` may be missing, or forbidden by the system (Ubuntu 24.04 by
default, inside of Flatpak): `why_not` tries it, and says in words what is the matter.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from turbodesk import frozen
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

PROGRAM = "bwrap"
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/nix/store", "/snap")
# not for people: names of files
_SETTINGS = (
    "alternatives ca-certificates ca-certificates.conf crypto-policies fonts gai.conf group host.conf hosts "
    "ld.so.cache ld.so.conf ld.so.conf.d localtime machine-id nsswitch.conf passwd pki protocols resolv.conf services "
    "ssl timezone"
)
"""Names in /etc that programs look up, in none of which a secret is."""
_PROGRAMS_AT_HOME = (
    ".asdf .bun/bin .cargo/bin .deno/bin .local/bin .local/pipx .local/share/fnm .local/share/mise .local/share/pnpm "
    ".local/share/uv .nodenv .nvm .pyenv .volta"
)
"""Where Node, uv and Python of a person's own are; never the whole of `.local`, where the key store is."""
_LEFT_OUT = frozenset(("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "SSH_AUTH_SOCK", "WAYLAND_DISPLAY", "XAUTHORITY"))
"""Variables that lead to the person's screen, keys and programs."""
_TRY_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What a server may reach."""

    folders: tuple[str, ...] = ()
    """Those that the person chose, which it may read and write."""
    has_network: bool = False


def sandboxed(
    argv: Sequence[str],
    sandbox: Sandbox,
    *,
    environment: Mapping[str, str],
    home: Path,
    own_home: Path,
    own_folder: Path | None = None,
) -> tuple[list[str], dict[str, str]]:
    """Return the command that starts `argv`, whose first is a whole path, inside, and the environment for it.

    `home` is the person's, in whose place `own_home` stands, which is made; `own_folder` holds the server's files and
    can only be read.
    """
    own_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    command = [shutil.which(PROGRAM, path=environment.get("PATH")) or PROGRAM]
    command += ["--die-with-parent", "--new-session", "--unshare-all"]
    if sandbox.has_network:
        command.append("--share-net")
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/run"]  # inside
    for place in (*_SYSTEM, *(f"/etc/{name}" for name in _SETTINGS.split())):
        command += _as_it_is(Path(place))
    command += ["--bind", str(own_home), str(home)]
    for program in (*(home / name for name in _PROGRAMS_AT_HOME.split()), *_around(Path(argv[0]), home)):
        command += ["--ro-bind-try", str(program), str(program)]
    if own_folder is not None:
        command += ["--ro-bind", str(own_folder), str(own_folder), "--chdir", str(own_folder)]
    else:
        command += ["--chdir", str(home)]
    for folder in sandbox.folders:
        command += ["--bind-try", folder, folder]
    inherited = {name: value for name, value in environment.items() if name not in _LEFT_OUT}
    return [*command, "--", *argv], {**inherited, "HOME": str(home), "TMPDIR": "/tmp"}  # inside


def _as_it_is(place: Path) -> list[str]:
    """Show a place of the system inside, to be read; a link as the link it is, where it leads to another such place."""
    if place.is_symlink() and (target := os.readlink(place)) and not target.startswith(("/etc", "..")):
        return ["--symlink", target, str(place)]
    return ["--ro-bind-try", str(place), str(place)]


def _around(program: Path, home: Path) -> Iterator[Path]:
    """Yield what else a program needs that is neither the system's nor in the usual places: its folder, links followed.

    Never the person's home itself or a folder above it.
    """
    for one in dict.fromkeys((program, program.resolve())):
        if one.is_absolute() and not any(one.is_relative_to(place) for place in _SYSTEM):
            folder = one.parent.parent if one.parent.name == "bin" else one.parent
            if folder != home and folder not in home.parents and folder.name not in (".local", "home"):
                yield folder
            else:
                yield one


async def why_not(environment: Mapping[str, str]) -> str:
    """Return why a sandbox cannot be had on this computer, in a sentence; "" where it can."""
    if sys.platform != "linux":
        return _("On this system tools run with your own rights: it offers programs no other way.")
    program = shutil.which(PROGRAM, path=environment.get("PATH"))
    if program is None:
        return _("Fencing tools in needs bubblewrap, which is not installed. Its package is called “bubblewrap”.")
    with frozen.lent_to_no_other():
        process = await asyncio.create_subprocess_exec(
            *(program, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--", "/bin/true"),
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    try:
        code = await asyncio.wait_for(process.wait(), _TRY_LIMIT_S)
    except TimeoutError:
        code = -1
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return "" if code == 0 else _("This system does not allow programs to be fenced in (bubblewrap was refused).")
