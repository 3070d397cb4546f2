"""Reads one line of a server as messages of the protocol, also where a strict reader would not.

A message that the SDK's reader refuses, such as one with half a character or 200 levels deep, is dropped by it as
noise, and whoever waits for that answer waits for ever. Here it is read again by a reader that takes more, and where
that does not help either, its question is answered with an error.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from turbodesk.chat.json_values import whole_characters
from turbodesk.translation import _

if TYPE_CHECKING:
    from mcp.types import JSONRPCMessage

UNREADABLE = _("It answered in a form that cannot be read.")
LARGE = 1024 * 1024
"""Bytes from which a message is read by Python's own reader at once. The SDK's tries each kind of message in turn: it
took 1 s for 5 MB, eight times as long, and nothing else can run meanwhile, on whichever thread it is."""
_ID = re.compile(rb'"id"\s*:\s*"?(\d{1,15})"?\s*[,}]')
_IS_ANSWER = re.compile(rb'"(?:result|error)"\s*:')
_LOOKED_AT = 4_096
"""Bytes at the beginning and at the end of a message that cannot be read, in which its number is looked for."""


def read(line: bytes) -> list[JSONRPCMessage]:
    """Return the messages of a line: one, or several in a list as version 2025-03-26 has them.

    Raises:
        ValueError: it is no message; something else was printed.
    """
    from mcp.types import jsonrpc_message_adapter

    if line[:1] not in (b"{", b"["):  # spares a flood of other things a reader each
        raise ValueError("no message")
    if len(line) < LARGE:
        with suppress(ValueError):
            return [jsonrpc_message_adapter.validate_json(line, by_name=False)]
    try:
        value = json.loads(line.decode("utf-8", "replace"), parse_constant=str)
        each = value if isinstance(value, list) else [value]
        found = [_message(whole_characters(one)) for one in each if isinstance(one, dict) and "jsonrpc" in one]
    except (ValueError, RecursionError):
        found = []
    if found:
        return found
    return [_message({"jsonrpc": "2.0", "id": _asked(line), "error": {"code": -32700, "message": UNREADABLE}})]


def _message(value: dict[str, Any]) -> JSONRPCMessage:
    """Raises ValueError (pydantic's) where it is none."""
    from mcp.types import jsonrpc_message_adapter

    return jsonrpc_message_adapter.validate_python(value, by_name=False)


def _asked(line: bytes) -> int:
    """Return the number of the question that a line answers.

    Raises:
        ValueError: it does not look like an answer.
    """
    ends = line if len(line) <= 2 * _LOOKED_AT else line[:_LOOKED_AT] + line[-_LOOKED_AT:]
    number = _ID.search(ends)
    if number is None or b'"jsonrpc"' not in ends or not _IS_ANSWER.search(ends):
        raise ValueError("no message")
    return int(number[1])
