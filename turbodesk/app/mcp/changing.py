"""Changes a tool server that is there: what its bundle asked for, its secrets, its command line or its address.

Secrets are never shown again. One that is left empty stays as it is in the key store.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from turbodesk.app.mcp.adding import server_at, server_of_bundle, shared_folders
from turbodesk.app.mcp.bundle import Bundle, BundleField, FieldKind
from turbodesk.app.mcp.filling import Value, default, filled
from turbodesk.chat.tool_server import ToolServer
from turbodesk.translation import _

_COMMAND, _ADDRESS, _SECRET = "command", "address", "secret:"  # not for people: a key
_AS_IT_IS = _("Left empty, it stays as it is.")
_KEPT = "\0"
"""Stands for a secret that stays; in no text that anybody types."""


def fields_of(server: ToolServer, bundle: Bundle | None) -> tuple[BundleField, ...]:
    """Return what can be changed of a server; `bundle` is the one it came with."""
    if bundle is not None:
        return tuple(replace(one, is_required=False, help=_AS_IT_IS) if one.is_secret else one for one in bundle.fields)
    where = (
        BundleField(_ADDRESS, FieldKind.TEXT, _("Address"), "", is_required=True)
        if server.address
        else BundleField(_COMMAND, FieldKind.TEXT, _("Command line"), _("What is started."), is_required=True)
    )
    secrets = (
        BundleField(f"{_SECRET}{name}", FieldKind.TEXT, name, _AS_IT_IS, is_secret=True) for name in server.secrets
    )
    return (where, *secrets)


def values_of(server: ToolServer, bundle: Bundle | None, places: Mapping[str, str]) -> dict[str, Value | None]:
    """Return what stands in these fields now; secrets are empty."""
    if bundle is None:
        return {_COMMAND: shlex.join((server.command, *server.args)), _ADDRESS: server.address}
    chosen = {key: value for key, value in server.choices.items() if isinstance(value, str | int | float | list)}
    return {one.key: chosen.get(one.key, default(one, places)) for one in bundle.fields if not one.is_secret}


def changed(
    server: ToolServer,
    bundle: Bundle | None,
    values: Mapping[str, Value],
    places: Mapping[str, str],
    *,
    is_fenced: bool,
    has_network: bool,
) -> tuple[ToolServer, dict[str, str]]:
    """Return a server as it shall be, and the secrets that are new.

    Raises:
        BundleRefused: something is missing or wrong; a sentence.
        ValueError: so is the address or the command line.
    """
    if bundle is not None:
        return _of_bundle(server, bundle, values, places, is_fenced=is_fenced, has_network=has_network)
    given = {key: str(value) for key, value in values.items() if value}
    new = {key.removeprefix(_SECRET): text for key, text in given.items() if key.startswith(_SECRET)}
    if server.address:
        return replace(server, address=server_at(given.get(_ADDRESS, "")).address), new
    try:
        words = shlex.split(given.get(_COMMAND, ""))
    except ValueError:
        raise ValueError(_("A quotation mark has no second one in the command line.")) from None
    if not words:
        raise ValueError(_("“{title}” is missing.").format(title=_("Command line")))
    fenced = replace(server, is_fenced=is_fenced, has_network=is_fenced and has_network)
    return replace(fenced, command=words[0], args=tuple(words[1:])), new


def _of_bundle(
    server: ToolServer,
    bundle: Bundle,
    values: Mapping[str, Value],
    places: Mapping[str, str],
    *,
    is_fenced: bool,
    has_network: bool,
) -> tuple[ToolServer, dict[str, str]]:
    given = {**values, **{one.key: _KEPT for one in bundle.fields if one.is_secret and not values.get(one.key)}}
    made = filled(bundle, Path(server.own_folder), given, places)
    folders = shared_folders(bundle, values)
    fresh = server_of_bundle(bundle, made, is_fenced=is_fenced, has_network=has_network, folders=folders)
    new = {name: text for name, text in made.secrets.items() if _KEPT not in text}
    kept = tuple(name for name in made.secrets if name in new or name in server.secrets)
    return replace(fresh, id=server.id, name=server.name, secrets=kept, choices=choices_of(bundle, values)), new


def choices_of(bundle: Bundle, values: Mapping[str, Value]) -> dict[str, object]:
    """Return what the person filled in for a bundle as it is kept; never a secret."""
    open_ones = {one.key for one in bundle.fields if not one.is_secret}
    return {
        key: list(value) if isinstance(value, tuple) else value for key, value in values.items() if key in open_ones
    }
