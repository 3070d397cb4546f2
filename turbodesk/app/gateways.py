"""Gives every conversation its gateway: the real one with the person's key, or the demo.

The gateway's client brings httpx with it, which costs a tenth of a second to import; it is imported when the first
reply or check asks for it, or by `warm_up` once the window stands.
"""

from __future__ import annotations

from turbodesk.app.keys import Keys
from turbodesk.app.preferences import Preferences
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.errors import KeyMissing, RequestRefused
from turbodesk.chat.keys import ApiKey
from turbodesk.gateway.address import resolve
from turbodesk.gateway.base import Gateway
from turbodesk.settings import GATEWAY_URL

DEFAULT = "default"
"""The id of the person's own gateway in `Conversation.gateway_id`."""
DEMO = "demo"


class Gateways:
    """The gateways in use; one client per address and key, made when first asked for."""

    def __init__(self, preferences: Preferences, keys: Keys, version: str, *, demo_speed: float | None = None) -> None:
        """`demo_speed` is the demo's pace in tokens a second; None: a natural one."""
        self._preferences = preferences
        self._keys = keys
        self._version = version
        self._demo_speed = demo_speed
        self._made: dict[str, Gateway] = {}
        self._made_of: tuple[str, ApiKey] | None = None

    @staticmethod
    def resolved(url: str) -> str:
        """Return the address messages would be sent to.

        Raises:
            ValueError: with a sentence, when `url` is no address or not a safe one.
        """
        return resolve(url).messages_url

    async def of(self, conversation: Conversation) -> Gateway:
        """Return a conversation's gateway.

        Raises:
            KeyMissing: it needs a key and there is none.
            RequestRefused: its address is not acceptable.
        """
        if conversation.gateway_id == DEMO:
            return self._demo()
        if self._keys.key is None:
            await self._keys.load()  # a quick writer sends before the key store has answered
        if self._keys.key is None:
            raise KeyMissing
        return await self._own(self._preferences.get(GATEWAY_URL), self._keys.key)

    async def check(self, url: str, key: ApiKey) -> None:
        """Find out whether a gateway accepts a key, before either is kept.

        Raises:
            GatewayFailure: it does not, or cannot be reached.
        """
        gateway = self._http(url, key)
        try:
            await gateway.check()
        finally:
            await gateway.close()

    async def close(self) -> None:
        """Close every connection."""
        made, self._made = tuple(self._made.values()), {}
        for gateway in made:
            await gateway.close()

    async def _own(self, url: str, key: ApiKey) -> Gateway:
        if self._made_of != (url, key) or DEFAULT not in self._made:
            old = self._made.pop(DEFAULT, None)
            self._made[DEFAULT], self._made_of = self._http(url, key), (url, key)
            if old is not None:
                await old.close()
        return self._made[DEFAULT]

    def _http(self, url: str, key: ApiKey) -> Gateway:
        from turbodesk.gateway.client import HttpGateway

        try:
            return HttpGateway(url, key, version=self._version)
        except ValueError as error:
            raise RequestRefused(sentence=str(error), advice="Correct the address in Settings.") from None

    def _demo(self) -> Gateway:
        if DEMO not in self._made:
            from turbodesk.gateway.demo import TOKENS_PER_SECOND, demo_gateway

            self._made[DEMO] = demo_gateway(tokens_per_second=self._demo_speed or TOKENS_PER_SECOND)
        return self._made[DEMO]
