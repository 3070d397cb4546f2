"""Headers a person adds to what is sent to one gateway: read from lines, checked, and filled in for one request.

For what no setting foresees: a token of the server in front of a gateway, the id by which another one routes. Values
may be secrets, so whoever shows or logs a request puts `HIDDEN` in their place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from turbodesk.translation import _

OwnHeaders = tuple[tuple[str, str], ...]
"""Names and values, in the person's order."""

CONVERSATION = "{chat}"
"""Stands for the conversation's own stable id (protocol, 7), for a gateway that routes by it."""
HIDDEN = "[hidden]"

MOST = 20
_LONGEST = 4_000
"""Characters of a value; servers take 8,000 for all headers together."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
"""A name, by RFC 9110, 5.6.2."""
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_OURS = {
    *("host", "connection", "content-length", "content-type", "transfer-encoding", "te", "upgrade", "expect"),
    *("accept", "accept-encoding", "trailer", "keep-alive", "proxy-authorization", "proxy-connection"),
}
"""What HTTP itself or reading the answer hangs on."""


def parse(text: str) -> OwnHeaders:
    """Read headers as typed, one "Name: value" a line; blank lines count for nothing.

    Raises:
        ValueError: with one plain sentence for the person.
    """
    found: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon:
            raise ValueError(_("Write each header on a line of its own, as “Name: value”."))
        _check(name, value)
        if name.lower() in found:
            raise ValueError(_("The header {name} stands there twice.").format(name=name))
        found[name.lower()] = (name, value)
    if len(found) > MOST:
        raise ValueError(_("At most {count} headers can be added.").format(count=MOST))
    return tuple(found.values())


def _check(name: str, value: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(_("A header’s name has letters, digits and hyphens only."))
    if name.lower() in _OURS:
        raise ValueError(_("The header {name} is TurboDesk’s own and cannot be set.").format(name=name))
    if name.lower() == "x-api-key":
        raise ValueError(_("The key has its own field, which keeps it in the key store."))
    if not _VALUE.fullmatch(value) or len(value) > _LONGEST:
        raise ValueError(
            _("The value of {name} is missing, too long, or has letters that headers cannot carry.").format(name=name)
        )


def written(headers: OwnHeaders) -> str:
    """Return headers as `parse` reads them."""
    return "\n".join(f"{name}: {value}" for name, value in headers)


def from_json(raw: object) -> OwnHeaders:
    """Read pairs of a file; what is no header any more is left out."""
    pairs = raw if isinstance(raw, list) else []
    lines = [": ".join(pair) for pair in pairs if isinstance(pair, list) and all(isinstance(one, str) for one in pair)]
    kept: OwnHeaders = ()
    for line in lines:
        if len(line.splitlines()) != 1:
            continue
        try:
            kept = parse(f"{written(kept)}\n{line}")
        except ValueError:
            continue
    return kept


def filled(headers: OwnHeaders, wire_id: str) -> Mapping[str, str]:
    """Return what is sent; a header that wants the conversation's id goes only where there is one."""
    return {
        name: value.replace(CONVERSATION, wire_id) for name, value in headers if wire_id or CONVERSATION not in value
    }
