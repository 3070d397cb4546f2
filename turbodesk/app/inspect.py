"""Shows what goes to a gateway and what came back: the next request of a chat, the last exchanges, and both as text.

Nothing is sent for it, and the key is in none of it.
"""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from turbodesk.app.gateways import Gateways
from turbodesk.app.live import LiveChat
from turbodesk.chat.keys import KEY_PLACEHOLDER
from turbodesk.chat.traffic import Exchanged, Outgoing, elided
from turbodesk.translation import _

DEMO_HOST = "demo.invalid"
KEY_VARIABLE = "$TURBODESK_KEY"
"""Stands for the key in a command: whoever runs it sets the variable."""


class Inspector:
    """Looks at the traffic of a chat's gateway."""

    def __init__(self, gateways: Gateways) -> None:
        self._gateways = gateways

    async def next_request(self, chat: LiveChat) -> Outgoing:
        """Return the request as it would be sent now: with the draft, or for the last question once more.

        Raises:
            Failure: there is nothing to send, or no gateway to send it to.
        """
        gateway = await self._gateways.of(chat.conversation)
        return await asyncio.to_thread(gateway.preview, await chat.next_request())

    async def exchanges(self, chat: LiveChat) -> tuple[Exchanged, ...]:
        """Return the last exchanges with the chat's gateway in this run, newest first.

        Raises:
            Failure: there is no gateway.
        """
        gateway = await self._gateways.of(chat.conversation)
        return tuple(reversed(gateway.exchanges()))


def request_text(request: Outgoing) -> str:
    """Return a request as people read one: line, headers, body with attachments told by their length."""
    lines = [f"{request.method} {request.url}", *_header_lines(request.headers)]
    if request.body is not None:
        lines += ["", json.dumps(elided(request.body), ensure_ascii=False, indent=2)]
    return "\n".join(lines)


def exchange_text(exchange: Exchanged) -> str:
    """Return an exchange: the answer's head first, for that is what is looked for, then the request."""
    answer = [_("Status {status}").format(status=exchange.status) if exchange.status is not None else _("No answer")]
    if exchange.failure:
        answer.append(exchange.failure)
    return "\n".join([*answer, *_header_lines(exchange.headers), "", request_text(exchange.request)])


def has_address(request: Outgoing) -> bool:
    """Whether what a request goes to can be asked from elsewhere, as the demo in the program cannot."""
    return urlsplit(request.url).hostname != DEMO_HOST


def as_curl(request: Outgoing) -> str:
    """Return a command that sends the same request; the key is to be given as `TURBODESK_KEY`."""
    lines = [f"curl -X {request.method} {shlex.quote(request.url)}"]
    for name, value in request.headers:
        if KEY_PLACEHOLDER in value:
            # In double quotes, so that the shell puts the key in.
            lines.append(f'-H "{name}: {value.replace(KEY_PLACEHOLDER, KEY_VARIABLE)}"')
        else:
            lines.append(f"-H {shlex.quote(f'{name}: {value}')}")
    if request.body is not None:
        body: Mapping[str, object] = request.body
        lines.append(f"--data-raw {shlex.quote(json.dumps(body, ensure_ascii=False))}")
    return " \\\n  ".join(lines)


def _header_lines(headers: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]
