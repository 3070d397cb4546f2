"""Makes tool servers of what a person chose to add: a bundle, entries of another program's list, an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from turbodesk.app.mcp.bundle import Bundle, FieldKind
from turbodesk.app.mcp.filling import FilledBundle, Value
from turbodesk.app.mcp.other_programs import Listed
from turbodesk.app.mcp.secret_names import secret_name, secret_place
from turbodesk.app.mcp.server_records import clean_name
from turbodesk.chat.tool_server import ToolServer
from turbodesk.translation import _

_INPUT = re.compile(r"\$\{input:([^}]+)\}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def server_of_bundle(
    bundle: Bundle, made: FilledBundle, *, is_fenced: bool, has_network: bool, folders: tuple[str, ...] = ()
) -> ToolServer:
    """Return the server of an unpacked bundle; its id is made when it is added.

    `folders` and the network are what it may reach where it is fenced in.
    """
    return ToolServer(
        "",
        bundle.title,
        made.command,
        made.args,
        made.env,
        made.cwd,
        secrets=tuple(made.secrets),
        author=clean_name(bundle.author),
        version=clean_name(bundle.version),
        own_folder=made.cwd,
        is_fenced=is_fenced,
        shared_folders=folders if is_fenced else (),
        has_network=is_fenced and has_network,
    )


def shared_folders(bundle: Bundle, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the folders and files that the person chose for a bundle, which it may reach where it is fenced in."""
    found: list[str] = []
    for field in bundle.fields:
        value = values.get(field.key)
        if field.kind in (FieldKind.FOLDER, FieldKind.FILE) and value:
            found += [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    return tuple(dict.fromkeys(str(Path(one).expanduser()) for one in found))


def server_of_entry(listed: Listed, answers: Mapping[str, str]) -> tuple[ToolServer, dict[str, str]]:
    """Return the server of an entry of a list, and its secrets; `answers` are what the list leaves to be asked for."""
    secrets = dict(listed.secrets)
    places: dict[str, str] = {}
    for asked in listed.asked:
        answer = answers.get(asked.id, "")
        if asked.is_secret:
            places[asked.id] = secret_place(asked.id, secrets)
            secrets[secret_name(places[asked.id])] = answer
        else:
            places[asked.id] = answer

    def put(text: str) -> str:
        return _INPUT.sub(lambda found: places.get(found[1], ""), text)

    server = ToolServer(
        "",
        listed.name,
        listed.command,
        tuple(map(put, listed.args)),
        {name: put(text) for name, text in listed.env.items()},
        listed.cwd or None,
        put(listed.url),
        {name: put(text) for name, text in listed.headers.items()},
        tuple(secrets),
    )
    return server, secrets


def server_at(address: str) -> ToolServer:
    """Return the server at an address as a person writes it; "https://" may be missing.

    Raises:
        ValueError: it is no address that may be used; a sentence.
    """
    text = address.strip()
    if not _SCHEME.match(text):
        text = f"https://{text}"
    try:
        split = urlsplit(text)
        host = split.hostname or ""
        split.port  # noqa: B018  it is read for the error it raises
    except ValueError:
        raise ValueError(_("This is no address.")) from None
    if split.scheme not in ("https", "http") or not host or re.search(r"[\s\\]", text):
        raise ValueError(_("This is no address of a service: one begins with https://."))
    if split.username is not None:
        raise ValueError(
            _("A name or a password in an address can be read by others. Leave it out, and sign in instead.")
        )
    if split.scheme == "http" and not _is_this_computer(host):
        raise ValueError(_("Only addresses that begin with https:// are safe from others on the way."))
    return replace(ToolServer("", host.removeprefix("www.")), address=text)  # not for people: a part of an address


def _is_this_computer(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_there(server: ToolServer, others: tuple[ToolServer, ...]) -> bool:
    """Whether one that runs the same is there already."""
    same = (server.command, server.args, server.address)
    return any((one.command, one.args, one.address) == same for one in others)
