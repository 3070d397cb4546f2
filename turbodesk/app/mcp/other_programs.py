"""Reads the lists of tool servers that other programs keep, so that nobody types a command again.

Claude Desktop's `claude_desktop_config.json` is the pattern; Cursor, Windsurf, Cline, Claude Code, VS Code, Zed and
LM Studio have it with other names for the same. Their files are only read. They hold secrets in plain text: what looks
like one is taken out here, before anything is shown or kept (`Listed.secrets`), and leaves its name behind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path

from turbodesk.app.mcp.secret_names import is_secret_name, is_secret_value, secret_arguments
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.parts import JsonObject
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

LARGEST_LIST = 2_000_000
"""Bytes of a list; a long one has 20,000."""
MOST_SERVERS = 200
_LISTS = ("mcpServers", "servers", "context_servers")
_INPUT = re.compile(r"\$\{input:([^}]+)\}")


class ListUnread(Exception):
    """A list cannot be read; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class AskedValue:
    """A value that the list leaves to be asked for, as VS Code's do."""

    id: str
    words: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One server of a list."""

    name: str
    command: str = ""
    args: tuple[str, ...] = ()
    """With `${secret:NAME}` where a secret stood."""
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str = ""
    url: str = ""
    """Where it answers, for one that does not run on this computer; `command` is "" then."""
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values of variables, headers and `${secret:NAME}`, by their names."""
    asked: tuple[AskedValue, ...] = ()
    is_off: bool = False
    """It was switched off there."""


@dataclass(frozen=True, slots=True)
class KnownList:
    """A list that another program has on this computer."""

    program: str
    path: Path


def known_lists(home: Path, environment: Mapping[str, str], system: str) -> tuple[KnownList, ...]:
    """Return the lists that are there. `system` is `sys.platform`. Looks at files: not for the window's thread."""
    return tuple(KnownList(program, path) for program, path in _places(home, environment, system) if path.is_file())


# not for people: names of folders and programs
def _places(home: Path, environment: Mapping[str, str], system: str) -> Iterator[tuple[str, Path]]:
    if system == "win32":
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData/Local")
        settings = Path(environment.get("APPDATA") or home / "AppData/Roaming")
        # From the store since February 2026; the older place stays behind with what was then (claude-code#26073).
        stores = sorted(local.glob("Packages/Claude_*/LocalCache/Roaming/Claude/claude_desktop_config.json"))
        claude = stores or [settings / "Claude/claude_desktop_config.json"]
    elif system == "darwin":
        settings = home / "Library/Application Support"
        claude = [settings / "Claude/claude_desktop_config.json"]
    else:
        settings = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        claude = [settings / "Claude/claude_desktop_config.json"]
    for path in claude:
        yield "Claude Desktop", path
    yield "Claude Code", home / ".claude.json"
    yield "Cursor", home / ".cursor/mcp.json"
    yield "Windsurf", home / ".codeium/windsurf/mcp_config.json"
    yield "LM Studio", home / ".lmstudio/mcp.json"
    yield "VS Code", settings / "Code/User/mcp.json"
    yield (
        "Zed",
        (home / ".config" if system == "darwin" else settings)
        / ("Zed" if system == "win32" else "zed")
        / ("settings.json"),
    )


def read_file(path: Path) -> tuple[Listed, ...]:
    """Return the servers of a list. Reads a file: not for the window's thread.

    Raises:
        ListUnread: it cannot be read, or no server is in it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_LIST + 1)
    except OSError as error:
        raise ListUnread(_("The file could not be read: {reason}.").format(reason=error.strerror or error)) from None
    if len(data) > LARGEST_LIST:
        raise ListUnread(_("The file is larger than any list of tools."))
    return read_list(data.decode("utf-8-sig", "replace"))


def read_list(text: str) -> tuple[Listed, ...]:
    """Return the servers of a list, or of one server's entry alone, as it stands in a server's instructions.

    Raises:
        ListUnread: it is no such list, or none is in it.
    """
    try:
        raw = json.loads(_plain(text))
    except (ValueError, RecursionError):
        raise ListUnread(_("This is no list of tools, or a comma or bracket is missing in it.")) from None
    asked = {one.id: one for one in _asked(raw)}
    entries = [(name, entry) for name, entry in _entries(raw).items() if isinstance(entry, dict)][:MOST_SERVERS]
    found = [listed for name, entry in entries if (listed := _listed(name, entry, asked)) is not None]
    if not found:
        raise ListUnread(_("No tools are described in it."))
    return tuple(found)


def _plain(text: str) -> str:
    """Return JSON of what VS Code and Zed write: comments and a comma behind the last go, but not inside of texts."""
    kept: list[str] = []
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])|[^"/,]+|.', text, re.DOTALL):
        piece = found[0]
        if not piece.startswith(("//", "/*")) and not (piece == "," and _ends(text, found.end())):
            kept.append(piece)
    return "".join(kept)


def _ends(text: str, at: int) -> bool:
    """Whether nothing but comments stands between a place and the end of its list or object."""
    rest = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*([}\]])?", re.DOTALL).match(text, at)
    return rest is not None and rest[1] is not None


def _entries(raw: object) -> JsonObject:
    if not isinstance(raw, dict):
        return {}
    for key in _LISTS:
        if isinstance(raw.get(key), dict):
            return dict(raw[key])
    if isinstance(raw.get("mcp"), dict):  # VS Code's settings.json
        return _entries(raw["mcp"])
    if _starts(raw):
        return {"": raw}
    return {key: entry for key, entry in raw.items() if isinstance(entry, dict) and _starts(entry)}


def _starts(entry: JsonObject) -> bool:
    return any(entry.get(key) for key in ("command", "url", "serverUrl"))


def _asked(raw: object) -> Iterator[AskedValue]:
    inputs = raw.get("inputs") if isinstance(raw, dict) else None
    for one in inputs if isinstance(inputs, list) else []:
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            words = one_line(str(one.get("description") or one["id"]))
            yield AskedValue(one["id"], beginning(words, 200), one.get("password") is True)


def _listed(name: str, entry: JsonObject, inputs: Mapping[str, AskedValue]) -> Listed | None:
    if not _starts(entry):
        return None
    command = entry.get("command")
    if isinstance(command, dict):  # Zed before 2026
        entry = {**entry, **command}
        command = command.get("path")
    url = _text(entry.get("url")) or _text(entry.get("serverUrl"))
    args, secrets = secret_arguments(tuple(_texts(entry.get("args"))))
    given = {key: _text(value) for key, value in _object(entry.get("headers" if url else "env")).items()}
    apart = {key: value for key, value in given.items() if _is_secret(key, value)}
    kept = {key: value for key, value in given.items() if key not in apart}
    places = (*args, *given.values(), url)
    wanted = dict.fromkeys(id_ for place in places for id_ in _INPUT.findall(place))
    found = Listed(
        beginning(one_line(name), 100) or _name_of(_text(command), args, url),
        secrets={**secrets, **apart},
        asked=tuple(inputs.get(id_, AskedValue(id_, one_line(id_), is_secret=False)) for id_ in wanted),
        is_off=entry.get("disabled") is True or entry.get("enabled") is False,
    )
    if url:
        return replace(found, url=url, headers=kept)
    return replace(found, command=_text(command), args=args, env=kept, cwd=_text(entry.get("cwd")))


def _is_secret(name: str, value: str) -> bool:
    return bool(value) and (is_secret_name(name) or is_secret_value(value)) and not _INPUT.search(value)


def _name_of(command: str, args: tuple[str, ...], url: str) -> str:
    """Return what an entry without a name is called: its package, its address, or its command."""
    package = next((one for one in args if not one.startswith(("-", "${"))), "")
    return beginning(one_line(url.partition("//")[2].partition("/")[0] or package or Path(command).name), 100)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _texts(value: object) -> Iterator[str]:
    return (_text(one) for one in (value if isinstance(value, list) else []))


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}
