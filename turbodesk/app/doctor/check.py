"""Goes the way a request goes, one step at a time, and says in plain words where it ends.

Each step becomes one line the moment it is known. A step that cannot be looked at, because one before it failed, says
so. The steps before the key send none; those after it cost a few tokens, which the last of them counts. What is learned
on the way, such as whether the gateway takes web search, goes into the profile's facts.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import field
from typing import Any, Protocol

from turbodesk.app.doctor.talk import talk
from turbodesk.app.doctor.way import way
from turbodesk.app.doctor.words import CHECKS, NO_KEY_NEEDED, failed, key_line, passed, skipped
from turbodesk.chat.diagnosis import CheckResult, CheckStatus
from turbodesk.chat.keys import ApiKey, KeyState
from turbodesk.chat.own_headers import OwnHeaders
from turbodesk.gateway.address import resolve
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_ENDS = {"address", "proxy", "name", "connection", "tls", "key", "accepted", "reply"}
"""Where one of these fails, nothing after it can be looked at."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked."""

    url: str
    wants_key: bool
    find_key: Callable[[], Awaitable[tuple[ApiKey | None, KeyState]]]
    """Reads the key from where it is kept; may open the key store's own dialog."""
    proxy: str
    """TurboDesk's own proxy setting."""
    model: str
    """The model of new chats, asked where the cheapest one is not offered."""
    version: str
    """TurboDesk's."""
    chat_model: str = ""
    """The model of the chat the check is made for, which is asked then; "" for none."""
    key_page: str = ""
    """The page that gives its keys; "" where none is known."""
    own_headers: OwnHeaders = field(default=(), repr=False)
    """Those the person added for this gateway."""


class Learn(Protocol):
    """Notes what was seen of the gateway: fields of `GatewayFacts`."""

    def __call__(self, **changes: Any) -> None: ...


def nobody(**_: Any) -> None:
    """Learn nothing."""


async def examine(subject: Subject, learn: Learn = nobody) -> AsyncGenerator[CheckResult, None]:
    """Check the way to a gateway and yield every line of `CHECKS` once, in order, as soon as it is known.

    Closing the generator ends the check at once. Nothing outside our own code makes it raise.
    """
    left = list(CHECKS)
    why = ""
    async with aclosing(_lines(subject, learn)) as lines:
        async for line in lines:
            left.remove(line.id)
            yield line
            if line.verdict is CheckStatus.FAIL and line.id in _ENDS:
                why = _("Not looked at, because of “{line}” above.").format(line=line.name)
                break
    for id_ in left:
        yield skipped(id_, why)


async def _lines(subject: Subject, learn: Learn) -> AsyncGenerator[CheckResult, None]:
    """Every line up to one that ends the check; nobody asks for more after that one."""
    from turbodesk.gateway.client import HttpGateway

    try:
        address = resolve(subject.url)
    except ValueError as error:
        yield failed("address", str(error), _("Correct the address in Settings, under Gateway and key."))
        return
    yield passed("address", _("Requests go to {address}").format(address=address.messages_url))
    async with aclosing(way(address, subject.proxy)) as steps:
        async for line in steps:
            yield line
    key: ApiKey | None = None
    if subject.wants_key:
        key, state = await subject.find_key()
        yield key_line(key is not None, state)
        if key is None:
            return
    else:
        yield passed("key", NO_KEY_NEEDED)
    gateway = HttpGateway(
        subject.url,
        key,
        version=subject.version,
        wants_key=subject.wants_key,
        proxy=subject.proxy,
        own_headers=subject.own_headers,
    )
    secret = "" if key is None else key.reveal()
    try:
        told = talk(
            gateway,
            address,
            learn,
            wished=subject.model,
            chat_model=subject.chat_model,
            has_key=key is not None,
            key_page=subject.key_page,
        )
        async with aclosing(told) as answers:
            async for line in answers:
                yield line.without(secret)
    finally:
        await gateway.close()
