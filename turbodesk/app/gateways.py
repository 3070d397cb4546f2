"""Gives every conversation its gateway: one of the person's with its key, or the demo.

The gateway's client brings httpx with it, which costs a tenth to a third of a second to import; it is imported
when the first reply or check asks for it, or by `warm_up` once the window stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbodesk.app.preferences import Preferences
from turbodesk.app.profiles import Profiles
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.errors import GatewayGone, KeyMissing, RequestRefused
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.profile import Profile
from turbodesk.gateway.address import origin_of, resolve
from turbodesk.settings import GATEWAY_PROXY
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.chat.own_headers import OwnHeaders
    from turbodesk.gateway.base import Gateway
    from turbodesk.gateway.client import HttpGateway

DEMO = "demo"
"""The demo's id in `Conversation.gateway_id`; every other one is a profile's."""


class Gateways:
    """The gateways in use; one client per profile, made when first asked for, and anew for another address or key."""

    def __init__(
        self, profiles: Profiles, preferences: Preferences, version: str, *, demo_speed: float | None = None
    ) -> None:
        """`demo_speed` is the demo's pace in tokens a second; None: a natural one."""
        self._profiles = profiles
        self._preferences = preferences
        self._version = version
        self._demo_speed = demo_speed
        self._made: dict[str, Gateway] = {}
        self._made_of: dict[str, tuple[str, str, ApiKey | None, OwnHeaders, bool]] = {}

    @staticmethod
    def resolved(url: str) -> str:
        """Return the address messages would be sent to.

        Raises:
            ValueError: with a sentence, when `url` is no address or not a safe one.
        """
        return resolve(url).messages_url

    @staticmethod
    def is_here(url: str) -> bool:
        """Whether an address is this very computer's, where a gateway may want no key; False for what is none."""
        try:
            return resolve(url).is_local
        except ValueError:
            return False

    def wants_key(self, profile: Profile) -> bool:
        """Whether a key must be sent; away from this computer always, whatever the profile says."""
        return profile.needs_key or not self.is_here(profile.url)

    async def of(self, conversation: Conversation) -> Gateway:
        """Return a conversation's gateway.

        Raises:
            GatewayGone: the person has removed it, or the chat came from another computer without it.
            KeyMissing: it needs a key and there is none.
            RequestRefused: its address is not acceptable.
        """
        if conversation.gateway_id == DEMO:
            return self._demo()
        profile = self._profiles.get(conversation.gateway_id)
        if profile is None:
            raise GatewayGone
        return await self._own(profile, await self.key_of(profile))

    async def key_of(self, profile: Profile) -> ApiKey | None:
        """Return the key to send to a profile's gateway; None where none is wanted.

        Raises:
            KeyMissing: one is wanted and there is none.
        """
        if not self.wants_key(profile) or not origin_of(profile.url):
            return None  # what is no address is refused before anything is sent
        keys = self._profiles.keys(profile.id)
        if keys.key_for(profile.url) is None:
            await keys.load()  # a quick writer sends before the key store has answered
        key = keys.key_for(profile.url)  # by the address: it may have changed while the key store was asked
        if key is None and len(self._profiles.all()) > 1:
            words = _("There is no key for “{name}” on this computer yet.").format(name=profile.name)
            raise KeyMissing(sentence=words)
        if key is None:
            raise KeyMissing
        return key

    async def check(self, url: str, key: ApiKey | None, own_headers: OwnHeaders = ()) -> bool:
        """Find out whether a gateway accepts a key, before either is kept; None: it is asked without one.

        Returns whether it wants the key as a bearer token.

        Raises:
            GatewayFailure: it does not, or cannot be reached.
        """
        gateway = self._http(url, key, own_headers)
        try:
            await gateway.check()
            return gateway.is_bearer
        finally:
            await gateway.close()

    async def close(self) -> None:
        """Close every connection."""
        made, self._made = tuple(self._made.values()), {}
        for gateway in made:
            await gateway.close()

    async def _own(self, profile: Profile, key: ApiKey | None) -> Gateway:
        headers = self._profiles.headers(profile.id)
        is_bearer = self._profiles.facts(profile.id).bearer is True
        made_of = (profile.url, self._preferences.get(GATEWAY_PROXY), key, headers, is_bearer)
        if profile.id not in self._made or self._made_of[profile.id] != made_of:
            old = self._made.pop(profile.id, None)
            self._made[profile.id], self._made_of[profile.id] = (
                self._http(profile.url, key, headers, is_bearer),
                made_of,
            )
            if old is not None:
                await old.close()
        return self._made[profile.id]

    def _http(self, url: str, key: ApiKey | None, own_headers: OwnHeaders, is_bearer: bool = False) -> HttpGateway:
        from turbodesk.gateway.client import HttpGateway

        wants_key, proxy = key is not None or not self.is_here(url), self._preferences.get(GATEWAY_PROXY)
        try:
            return HttpGateway(
                url,
                key,
                version=self._version,
                wants_key=wants_key,
                proxy=proxy,
                own_headers=own_headers,
                is_bearer=is_bearer,
            )
        except ValueError as error:
            raise RequestRefused(sentence=str(error), advice=_("Correct the address in Settings.")) from None

    def _demo(self) -> Gateway:
        if DEMO not in self._made:
            from turbodesk.gateway.demo import TOKENS_PER_SECOND, demo_gateway

            self._made[DEMO] = demo_gateway(tokens_per_second=self._demo_speed or TOKENS_PER_SECOND)
        return self._made[DEMO]
