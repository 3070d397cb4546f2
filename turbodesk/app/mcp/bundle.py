"""Reads the manifest of an .mcpb bundle (formerly .dxt): a zip with a tool server and what it asks the person for.

Sources: the bundles' own description, MANIFEST.md of modelcontextprotocol/mcpb, versions 0.1 to 0.4, and how bundles
are in truth: fields of no version, versions missing, numbers as texts. What only informs is read as leniently as that;
what could do harm is not (`unpacking`). Everything in a manifest is its maker's word and is shown as such. A signature
behind the archive is passed over: the bundles' own tool calls most unsigned, and it says nothing of what a server does.
"""

from __future__ import annotations

import json
import sys
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.parts import JsonObject
from turbodesk.quantities import listed
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

ENDINGS = (".mcpb", ".dxt")
MANIFEST = "manifest.json"
_VERSIONS = ("", "0.1", "0.2", "0.3", "0.4")
_LONGEST_MANIFEST = 4_000_000
"""Bytes; with the words of a hundred tools it has fewer than 200,000."""
_DEEPEST = 40
_MOST_FIELDS = 100
_LONGEST_TITLE, _LONGEST_TEXT = 100, 2_000
_SYSTEMS = {"darwin": "macOS", "win32": "Windows", "linux": "Linux"}  # not for people: proper names


class BundleRefused(Exception):
    """A bundle cannot be used; the message is a sentence for the person."""


class ServerKind(StrEnum):
    """What runs a bundle's server."""

    NODE = "node"
    PYTHON = "python"
    UV = "uv"
    BINARY = "binary"


class FieldKind(StrEnum):
    """What kind of value a bundle asks for."""

    TEXT = "string"
    NUMBER = "number"
    SWITCH = "boolean"
    FOLDER = "directory"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class BundleField:
    """One thing that the person is asked for before the server can run."""

    key: str
    kind: FieldKind
    title: str
    help: str
    is_required: bool = False
    is_secret: bool = False
    """Its value is kept in the key store alone."""
    is_list: bool = False
    """Several values, for folders and files mostly."""
    default: object = None
    """As the manifest has it, with its variables."""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle says of itself."""

    name: str
    title: str
    version: str
    about: str
    author: str
    kind: ServerKind
    entry: str
    """The file that runs, below the bundle's folder."""
    command: str
    """With its variables, as `args` and `env`."""
    args: tuple[str, ...]
    env: Mapping[str, str]
    fields: tuple[BundleField, ...]
    tools: tuple[str, ...]
    """The names of its tools as it tells them, to be shown; what it truly offers is seen when it runs."""


def read_bundle(path: Path) -> Bundle:
    """Read what a bundle says of itself; nothing is unpacked and nothing runs.

    Raises:
        BundleRefused: it is none, or not for this computer.
    """
    return _bundle(_manifest(path), path.stem)


def read_unpacked(folder: Path) -> Bundle:
    """Read what a bundle says of itself that lies unpacked in a folder. Reads a file: not for the window's thread.

    Raises:
        BundleRefused: it is none any more.
    """
    try:
        with (folder / MANIFEST).open("rb") as file:
            raw = _object_of(file.read(_LONGEST_MANIFEST + 1))
    except OSError as error:
        raise BundleRefused(
            _("The bundle’s files could not be read: {reason}.").format(reason=error.strerror or error)
        ) from None
    return _bundle(raw, folder.name)


def _bundle(raw: JsonObject, otherwise: str) -> Bundle:
    version = _line(raw.get("manifest_version") or raw.get("dxt_version"), 20)
    if version not in _VERSIONS:
        raise BundleRefused(
            _("This bundle is made for a newer program (its version is {version}). Update TurboDesk.").format(
                version=version
            )
        )
    server = _object(raw.get("server"))
    kind = next((one for one in ServerKind if one == server.get("type")), None)
    entry = _line(server.get("entry_point"), 500)
    run = _for_this_system(_object(server.get("mcp_config")))
    command = _line(run.get("command"), 1_000)
    args = tuple(str(one) for one in _list(run.get("args")) if isinstance(one, str | int | float))
    if kind is ServerKind.UV and not command:
        command, args = "uv", ("run", "--directory", "${__dirname}", entry)
    if kind is None or not command:
        raise BundleRefused(_("This bundle does not say how its tools are started."))
    _must_fit_this_system(_object(raw.get("compatibility")))
    name = _line(raw.get("name"), _LONGEST_TITLE) or otherwise
    return Bundle(
        name=name,
        title=_line(raw.get("display_name"), _LONGEST_TITLE) or name,
        version=_line(raw.get("version"), 40),
        about=_line(raw.get("description"), _LONGEST_TEXT),
        author=_line(_object(raw.get("author")).get("name"), _LONGEST_TITLE),
        kind=kind,
        entry=entry,
        command=command,
        args=args,
        env={key: str(value) for key, value in _object(run.get("env")).items() if isinstance(value, str | int | float)},
        fields=_fields(_object(raw.get("user_config"))),
        tools=tuple(filter(None, (_line(_object(one).get("name"), 200) for one in _list(raw.get("tools"))))),
    )


def _manifest(path: Path) -> JsonObject:
    try:
        with zipfile.ZipFile(path) as packed, packed.open(MANIFEST) as file:
            data = file.read(_LONGEST_MANIFEST + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError):
        raise BundleRefused(_("This is no bundle of tools, or it is damaged.")) from None
    except OSError as error:
        raise BundleRefused(_("The file could not be read: {reason}.").format(reason=error.strerror or error)) from None
    return _object_of(data)


def _object_of(data: bytes) -> JsonObject:
    if len(data) > _LONGEST_MANIFEST:
        raise BundleRefused(_("What this bundle says of itself is longer than any real one’s."))
    try:
        raw = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BundleRefused(_("This is no bundle of tools, or it is damaged.")) from None
    if not isinstance(raw, dict) or _depth(raw) > _DEEPEST:
        raise BundleRefused(_("This is no bundle of tools, or it is damaged."))
    return raw


def _depth(value: object) -> int:
    """Return how deep lists and objects stand in one another, at most a little more than `_DEEPEST`."""
    layer, depth = [value], 0
    while layer and depth <= _DEEPEST:
        layer = [
            inner
            for one in layer
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        depth += 1
    return depth


def _must_fit_this_system(compatibility: JsonObject) -> None:
    platforms = [str(one) for one in _list(compatibility.get("platforms"))]
    if platforms and sys.platform not in platforms:
        raise BundleRefused(_only_on([_SYSTEMS.get(one, one_line(one)) for one in platforms]))


def _only_on(systems: Sequence[str]) -> str:
    if len(systems) == 1:
        return _("These tools run on {system} only.").format(system=systems[0])
    if len(systems) == 2:
        return _("These tools run on {first} and {second} only.").format(first=systems[0], second=systems[1])
    # Translators: {systems} is a list such as "Windows, macOS, FreeBSD".
    return _("These tools run on these systems only: {systems}.").format(systems=listed(systems))


def _for_this_system(run: JsonObject) -> JsonObject:
    """Return how it is started here: what a system says for itself replaces the whole field."""
    own = _object(_object(run.get("platform_overrides")).get(sys.platform))
    return {key: own.get(key) or run.get(key) for key in ("command", "args", "env")}


def _fields(raw: JsonObject) -> tuple[BundleField, ...]:
    return tuple(_field(key, value) for key, value in list(raw.items())[:_MOST_FIELDS] if isinstance(value, dict))


def _field(key: str, raw: JsonObject) -> BundleField:
    kind = next((one for one in FieldKind if one == raw.get("type")), FieldKind.TEXT)
    return BundleField(
        key,
        kind,
        _line(raw.get("title"), _LONGEST_TITLE) or _line(key, _LONGEST_TITLE),
        _line(raw.get("description"), _LONGEST_TEXT),
        is_required=raw.get("required") is True,
        is_secret=raw.get("sensitive") is True,
        is_list=raw.get("multiple") is True,
        default=raw.get("default"),
        least=_number(raw.get("min")),
        most=_number(raw.get("max")),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _line(value: object, longest: int) -> str:
    """Return a text as one line of at most `longest` characters; "" where it is none."""
    return beginning(one_line(value), longest) if isinstance(value, str) else ""


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
