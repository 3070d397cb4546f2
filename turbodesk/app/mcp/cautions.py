"""Says what a person should look at before a command of somebody else runs, or an address is spoken to.

Words beside the whole command, never instead of it, and no protection: what does harm can be written so that nothing
of this finds it. Source of the idea: the protocol's security best practices, "local MCP server compromise".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath, PureWindowsPath

from turbodesk.app.mcp.secret_names import has_secret
from turbodesk.translation import _

_SHELLS = frozenset(["sh", "bash", "dash", "zsh", "fish", "ksh", "cmd", "powershell", "pwsh", "osascript"])
_SHELL_SIGNS = re.compile(r"[;&|`]|\$\(|>\s*/")
_HARM = re.compile(r"\b(?:sudo|doas|pkexec|mkfs|dd)\b|\brm\s+-\w*[rf]|\b(?:curl|wget|iwr)\b.*\||/etc/|\.ssh\b")
_DOCKER_ROOT = re.compile(r"(?:^|\s)(?:-v|--volume|--mount)[ =]\S*?(?:^|=|\s)?/:|--privileged")
_PLAIN_HTTP = re.compile(r"http://(?!(?:localhost|127(?:\.\d+){3}|\[::1\])(?:[:/]|\Z))", re.IGNORECASE)
_RUNNERS = frozenset(["npx", "uvx", "bunx", "pnpx", "pipx"])


def cautions(argv: Sequence[str] = (), url: str = "") -> tuple[str, ...]:
    """Return what to look at in a command and its arguments, or in an address, a sentence each."""
    return tuple(_of_command(argv)) + tuple(_of_address(url))


def _of_command(argv: Sequence[str]) -> Iterator[str]:
    if not argv:
        return
    if any(has_secret(one) for one in argv):
        yield _("A secret stands in its command line: other programs on this computer can read it while it runs.")
    name = _plain_name(argv[0])
    words = " ".join(one for one in argv if not has_secret(one))
    if name in _SHELLS or _SHELL_SIGNS.search(words):
        yield _("It runs a command line, which may do anything.")
    if _HARM.search(words):
        yield _("Its command line holds what can do harm.")
    if name in ("docker", "podman") and _DOCKER_ROOT.search(words):
        yield _("It gives a container everything on this computer.")
    if name in _RUNNERS and not _is_pinned(argv):
        yield _("It fetches its newest version at each start, which may be another one than today’s.")


def _of_address(url: str) -> Iterator[str]:
    if _PLAIN_HTTP.match(url):
        yield _("Its address is not encrypted: others on the way can read and change what is sent.")


def _plain_name(program: str) -> str:
    """Return a program's name without its folder and without the endings of Windows."""
    name = PureWindowsPath(program).name if "\\" in program else PurePath(program).name
    return re.sub(r"\.(?:exe|cmd|bat|ps1)\Z", "", name.lower())


def _is_pinned(argv: Sequence[str]) -> bool:
    """Whether the package that is fetched is named with its version: `name@1.2`, `@scope/name@1.2`, `name==1.2`."""
    package = next((one for one in argv[1:] if not one.startswith("-")), "")
    return re.search(r".@v?\d|==\d", package) is not None
