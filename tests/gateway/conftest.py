"""A gateway on loopback with a client on it, for every test of the network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from tests.gateway_server import GatewayServer
from turbodesk.chat import reduce
from turbodesk.chat.errors import FailureNote, GatewayFailure
from turbodesk.chat.events import GatewayEvent, Waiting
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import Message, empty_reply, user_message
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.gateway import catalogue
from turbodesk.gateway.base import Gateway, ReplyRequest
from turbodesk.gateway.client import HttpGateway

_NEW = ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5")
MODELS = {model.id: model for model in catalogue.load() if not model.listed_only or model.id in _NEW}
"""The models the gateway documents, and one for each set of rules of those that only the provider's client names."""
SONNET = MODELS["claude-sonnet-4-6"]
RIGHT_KEY = "sk-right"


@dataclass
class Naps:
    """Stands for sleeping between two requests; writes down for how long."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@dataclass
class Told:
    """What a reply came to: the message, and the failure if there was one."""

    message: Message
    events: list[GatewayEvent]
    failure: FailureNote | None = None

    @property
    def waits(self) -> list[Waiting]:
        return [event for event in self.events if isinstance(event, Waiting)]


def asking(
    text: str = "Hello", *, model: Model = SONNET, parameters: Parameters | None = None, wire_id: str = "sess_1"
) -> ReplyRequest:
    """A request of one message."""
    return ReplyRequest(model, (user_message(text, None),), parameters or Parameters(), wire_id)


async def hear(gateway: Gateway, request: ReplyRequest | None = None) -> Told:
    """Take in a whole reply."""
    told = Told(empty_reply(SONNET.id, "parent"), [])
    try:
        async for event in gateway.reply(request or asking()):
            told.events.append(event)
            told.message = reduce.apply(told.message, event)
    except GatewayFailure as failure:
        told.failure = failure.note
    return told


@pytest.fixture
async def server() -> AsyncIterator[GatewayServer]:
    """A gateway that answers as it is told to."""
    async with GatewayServer() as running:
        yield running


@pytest.fixture
def naps() -> Naps:
    """The sleeps between requests, which take no time."""
    return Naps()


Connect = Callable[..., HttpGateway]


@pytest.fixture
async def connect(server: GatewayServer, naps: Naps) -> AsyncIterator[Connect]:
    """Makes clients of the server, and closes them."""
    made: list[HttpGateway] = []

    def make(key: str | None = RIGHT_KEY, *, url: str = "") -> HttpGateway:
        secret = None if key is None else ApiKey(key)
        gateway = HttpGateway(url or server.url, secret, version="1.2.3", sleep=naps, chance=lambda: 0.0)
        made.append(gateway)
        return gateway

    yield make
    for gateway in made:
        await gateway.close()


@pytest.fixture
def gateway(connect: Connect) -> HttpGateway:
    """A client of the server, with the right key."""
    return connect()
