"""Puts secrets where a server wants them, at the moment it is started and nowhere else.

A secret is a variable (for an address: a header) of its own name, unless its place is marked with `${secret:NAME}` in
an argument, a variable, a header or the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from turbodesk.app.mcp.secret_names import filled_arguments
from turbodesk.chat.tool_server import ToolServer


def with_values(server: ToolServer, values: Mapping[str, str]) -> ToolServer:
    """Return a server as it is started; never to be kept or shown."""
    texts = (*server.args, *server.env.values(), *server.headers.values(), server.address)
    own = filled_arguments(texts, values)[1]
    filled = replace(
        server,
        args=filled_arguments(server.args, values)[0],
        env={name: _put(text, values) for name, text in server.env.items()},
        headers={name: _put(text, values) for name, text in server.headers.items()},
        address=_put(server.address, values),
    )
    if server.address:
        return replace(filled, headers={**filled.headers, **own})
    return replace(filled, env={**filled.env, **own})


def _put(text: str, values: Mapping[str, str]) -> str:
    return "".join(filled_arguments((text,), values)[0])
