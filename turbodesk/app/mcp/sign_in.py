"""Signs the person in at a server's address, in their browser, and keeps what comes of it in the key store.

The SDK does the steps of OAuth 2.1; here is what it leaves open. It stores no time at which a token expires and no
place where a new one is got, so that after a restart it would open the browser again instead of asking for a new token
(2.3.0, measured): both are kept beside the tokens. The browser is opened only where the person asked to sign in, never
because a model called a tool.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from turbodesk.chat.errors import SecretFailure
from turbodesk.network.route import is_here
from turbodesk.store.secret_store import SecretStore, SecretText
from turbodesk.translation import _

if TYPE_CHECKING:
    from mcp.client.auth import OAuthClientProvider
    from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthToken
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

PERSON_S = 300.0
"""How long a person may take in the browser."""
_CLIENT_NAME = "TurboDesk"
_MOST_ASKED = 16_384
"""Bytes of what a browser asks of us."""
_PAGE = """<!doctype html><meta charset="utf-8"><title>TurboDesk</title>
<body style="font:16px system-ui;margin:20vh auto;max-width:26em;text-align:center"><p dir="auto">{}</p>"""

_HEAD = (
    "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n"
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\r\n"
)


class SignIn:
    """The person's sign-in at one server."""

    def __init__(self, address: str, entry: str, store: SecretStore, open_page: Callable[[], Any]) -> None:
        """`open_page` gives what opens an address in the person's browser, or None."""
        self.is_by_hand = False
        """Whether the person asked to sign in now, so that the browser may be opened."""
        self._address, self._entry, self._store, self._open_page = address, entry, store, open_page
        self._kept: dict[str, Any] | None = None
        self._callback: _Callback | None = None
        self._provider: OAuthClientProvider | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether the person has signed in before, as far as that was looked at."""
        return bool(self._kept and self._kept.get("tokens"))

    async def look(self) -> None:
        """Look whether they have; a key store that cannot be read says nothing, and may later."""
        if self._kept is None:
            with suppress(SecretFailure):
                found = await self._found()
                self._kept = found if self._kept is None else self._kept

    async def auth(self) -> OAuthClientProvider:
        """Return what the HTTP client asks for each request; for one connection."""
        from mcp.client.auth import OAuthClientProvider
        from mcp.shared.auth import OAuthClientMetadata, OAuthMetadata, ProtectedResourceMetadata
        from pydantic import AnyUrl, ValidationError

        kept = await self._load()
        if self.is_by_hand:
            self._callback = await _Callback.start(int(kept.get("port") or 0))
            if self._callback.port != kept.get("port"):
                kept.pop("client", None)  # it is registered with another address to come back to
                kept["port"] = self._callback.port
        provider = OAuthClientProvider(
            self._address,
            OAuthClientMetadata(
                client_name=_CLIENT_NAME,
                redirect_uris=[AnyUrl(f"http://127.0.0.1:{kept.get('port') or 1}/callback")],
                token_endpoint_auth_method="none",
                application_type="native",
            ),
            _Stored(self),
            self._to_browser,
            self._from_browser,
        )
        context = provider.context
        context.token_expiry_time = kept.get("expires_at")
        with suppress(ValidationError, ValueError):
            if kept.get("metadata"):
                context.oauth_metadata = OAuthMetadata.model_validate(kept["metadata"])
            if kept.get("resource"):
                context.protected_resource_metadata = ProtectedResourceMetadata.model_validate(kept["resource"])
        self._provider = provider
        return provider

    async def close(self) -> None:
        """Wait for no browser any more."""
        if self._callback is not None:
            callback, self._callback = self._callback, None
            await callback.close()

    async def forget(self) -> None:
        """Sign out here: what the key store has is removed.

        Raises:
            SecretFailure: the key store could not be read.
        """
        self._kept = None
        await self._store.forget(self._entry)

    # What the SDK asks

    async def _to_browser(self, address: str) -> None:
        from mcp.client.auth import OAuthFlowError

        split, opens = urlsplit(address), self._open_page()
        is_safe = split.scheme == "https" or (split.scheme == "http" and is_here(split.hostname or ""))
        if not self.is_by_hand or opens is None or not is_safe:
            raise OAuthFlowError("The person has to sign in.")  # not for people: a fault that is caught
        opens(address)

    async def _from_browser(self) -> AuthorizationCodeResult:
        from mcp.client.auth import OAuthFlowError
        from mcp.shared.auth import AuthorizationCodeResult

        if self._callback is None:
            raise OAuthFlowError("The person has to sign in.")  # not for people: a fault that is caught
        async with asyncio.timeout(PERSON_S):
            given = await self._callback.given
        if "code" not in given:
            raise OAuthFlowError(
                given.get("error_description") or given.get("error") or _("The sign-in was not finished.")
            )
        return AuthorizationCodeResult(code=given["code"], state=given.get("state"), iss=given.get("iss"))

    # What is kept

    async def _load(self) -> dict[str, Any]:
        if self._kept is None:
            found: dict[str, Any] = {}
            with suppress(SecretFailure):  # a locked key store: they sign in again
                found = await self._found()
            self._kept = found if self._kept is None else self._kept
        return self._kept

    async def _found(self) -> dict[str, Any]:
        found: object = None
        text = (await self._store.load(self._entry)).get(self._entry)
        with suppress(ValueError):
            found = json.loads(text or "{}")
        return found if isinstance(found, dict) and found.get("address") == self._address else {}

    async def keep(self, **parts: Any) -> None:
        """Keep something new; where the key store does not take it, until the program ends."""
        kept = await self._load()
        assert self._provider is not None
        context = self._provider.context
        for name, model in (("metadata", context.oauth_metadata), ("resource", context.protected_resource_metadata)):
            if model is not None:
                kept[name] = model.model_dump(mode="json", exclude_none=True)
        kept.update(parts, address=self._address)
        with suppress(SecretFailure):
            await self._store.save(self._entry, SecretText(json.dumps(kept)))


class _Stored:
    """What the SDK keeps, kept by us; its `TokenStorage`."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    async def get_tokens(self) -> OAuthToken | None:
        from mcp.shared.auth import OAuthToken

        return await self._read("tokens", OAuthToken)

    async def set_tokens(self, tokens: OAuthToken) -> None:
        expires_at = time.time() + tokens.expires_in if tokens.expires_in else None
        await self._sign_in.keep(tokens=tokens.model_dump(mode="json", exclude_none=True), expires_at=expires_at)

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        from mcp.shared.auth import OAuthClientInformationFull

        return await self._read("client", OAuthClientInformationFull)

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        await self._sign_in.keep(client=client_info.model_dump(mode="json", exclude_none=True))

    async def _read(self, name: str, model: type[M]) -> M | None:
        from pydantic import ValidationError

        kept = await self._sign_in._load()  # noqa: SLF001  # a part of it
        try:
            return model.model_validate(kept[name]) if kept.get(name) else None
        except ValidationError:
            return None


class _Callback:
    """The address on this computer to which the browser comes back."""

    def __init__(self) -> None:
        self.given: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
        self.port = 0
        self._server: asyncio.Server | None = None

    @classmethod
    async def start(cls, port: int) -> _Callback:
        """Listen at this port, or at another one where it is taken.

        Raises:
            OSError: at none.
        """
        made = cls()
        try:
            made._server = await asyncio.start_server(made._asked, "127.0.0.1", port)
        except OSError:
            made._server = await asyncio.start_server(made._asked, "127.0.0.1", 0)
        made.port = made._server.sockets[0].getsockname()[1]
        return made

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.given.cancel()

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(10):
                head = await reader.readuntil(b"\r\n\r\n")
                words = head[:_MOST_ASKED].split(b"\r\n")[0].decode("ascii", "replace").split(" ")
                target = urlsplit(words[1] if len(words) == 3 and words[0] == "GET" else "")
                given = {name: values[0] for name, values in parse_qs(target.query).items()}
                is_answer = target.path == "/callback" and ("code" in given or "error" in given) and "state" in given
                if is_answer and not self.given.done():
                    self.given.set_result(given)
                said = (
                    _("You can close this page and go back to TurboDesk.") if is_answer else _("There is nothing here.")
                )
                body = _PAGE.format(said).encode()
                status = "200 OK" if is_answer else "404 Not Found"  # not for people: HTTP
                writer.write(_HEAD.format(status=status, length=len(body)).encode() + body)
                await writer.drain()
        writer.close()
