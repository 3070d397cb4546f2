"""Asks a model small things for the program itself: what a chat could be called, what a long one is about.

A person asked for none of these, so none goes out without their consent, which is a setting or a press of a button of
whoever calls; what it costs is said before (`most_dollars`), counted with the month, and the month's limit holds for it
as for replies. It never goes to the demo, changes nothing of the chat, and is cancelled like any other task.

The answer is JSON. Where the model takes a schema it is held to it by the gateway (protocol, 1.9); where that is not
known, or was refused, the request says in words what is wanted. Either way what comes is read with tolerance and judged
by the schema: models that were only asked put fences or a sentence around it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from turbodesk.chat.cost import cost
from turbodesk.chat.errors import ModelUnavailable, TimedOut
from turbodesk.chat.estimate import of_text
from turbodesk.chat.events import Adjusted, Finished, Started
from turbodesk.chat.json_values import parse
from turbodesk.chat.message import Message, Usage, empty_reply, user_message
from turbodesk.chat.model import Effort, Stage
from turbodesk.chat.parameter_rules import longest_reply
from turbodesk.chat.parameters import CacheLife, Parameters
from turbodesk.chat.reduce import apply
from turbodesk.gateway.base import ReplyRequest
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.chat_context import ChatContext
    from turbodesk.app.ledger import Ledger
    from turbodesk.app.model_choices import ModelChoice
    from turbodesk.chat.conversation import Conversation
    from turbodesk.chat.model import Model

log = logging.getLogger("turbodesk")

MOST_CHARACTERS = 400_000
"""Of an answer: what is longer is no answer to a small question."""
PATIENCE_S = 60.0
"""How long a small request may take, waits for a busy gateway included."""


@dataclass(frozen=True, slots=True)
class InnerRequest:
    """A small request of the program's own."""

    purpose: str
    """For the log, such as "title"."""
    instructions: str
    """What is to be done, as the system prompt."""
    text: str
    """What it is to be done with."""
    schema: Mapping[str, object]
    """What the answer must be: a JSON schema of an object, with `properties`, `required` and no further properties."""
    max_tokens: int = 400
    """The longest answer, in tokens."""
    model: str | None = None
    """The id of the model to ask; None: the cheapest one offered, or the chat's own where nothing tells of cheaper."""
    patience_s: float = PATIENCE_S


class InnerRequests:
    """Sends them."""

    def __init__(
        self,
        context: ChatContext,
        ledger: Callable[[], Ledger],
        *,
        demo: str,
        choices: Callable[[str], Sequence[ModelChoice]],
        model: Callable[[str], Model],
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        """`choices` gives the models that can be chosen at a gateway, `model` what is known of an id."""
        self._context = context
        self._ledger = ledger
        self._demo = demo
        self._choices = choices
        self._model = model
        self._today = today
        self._missing: set[tuple[str, str]] = set()
        """Gateways and models that were said to be offered, and were not there."""

    def model_for(self, conversation: Conversation, request: InnerRequest | None = None) -> Model:
        """Return the model that would be asked: the one wished, the cheapest offered, or the chat's own."""
        own = self._context.model(conversation)
        if request is not None and request.model is not None:
            return self._model(request.model)
        offered = (choice.model for choice in self._choices(conversation.gateway_id) if self._is_offered(choice))
        able = [one for one in offered if (conversation.gateway_id, one.id) not in self._missing]
        return min((one for one in (*able, own) if one.prices is not None), key=_dearness, default=own)

    def most_dollars(self, conversation: Conversation, request: InnerRequest) -> float | None:
        """Return the most a request would cost, in US dollars; None where the model's price is not known."""
        model = self.model_for(conversation, request)
        sent = round(of_text(request.instructions + request.text + json.dumps(request.schema)))
        most = longest_reply(model, _parameters(request, model))
        return cost(Usage(input_tokens=sent, output_tokens=most), model.prices)

    async def ask(self, conversation: Conversation, request: InnerRequest) -> dict[str, object] | None:
        """Return the answer of the gateway of a conversation; None: there is none that could be used.

        Cancelling closes the connection; what was used by then is counted.

        Raises:
            Failure: for everything that goes wrong, the month's limit included.
        """
        if conversation.gateway_id == self._demo:
            return None
        try:
            text = await self._asked(conversation, request, self.model_for(conversation, request))
        except ModelUnavailable:
            missing = self.model_for(conversation, request)
            self._missing.add((conversation.gateway_id, missing.id))
            another = self.model_for(conversation, request)
            if another.id == missing.id:
                raise
            text = await self._asked(conversation, request, another)
        values = read_answer(text, request.schema)
        if values is None:
            log.info("the answer to a request for a %s could not be used", request.purpose)
        return values

    async def _asked(self, conversation: Conversation, request: InnerRequest, model: Model) -> str:
        gateway = await self._context.gateway(conversation)
        asked = ReplyRequest(
            model=model,
            messages=(user_message(request.text, None),),
            parameters=_parameters(request, model),
            wire_id="",  # it is no turn of the chat, whose place in a cache it must not take
            schema=request.schema,
            refused=self._context.refused(conversation, model.id),
        )
        reply, has_begun = empty_reply(model.id, ""), False
        try:
            async with asyncio.timeout(request.patience_s), aclosing(gateway.reply(asked)) as events:  # type: ignore[type-var]
                async for event in events:
                    has_begun = has_begun or isinstance(event, Started)
                    if isinstance(event, Adjusted):
                        self._context.refuse(conversation, model.id, event.parameter)
                    if not isinstance(event, Finished):
                        reply = apply(reply, event)
                    if len(reply.text) > MOST_CHARACTERS:
                        break
        except TimeoutError:
            raise TimedOut from None
        finally:
            if has_begun:
                self._ledger().add_own(model.id, _used(reply), conversation.id)
        return reply.text

    def _is_offered(self, choice: ModelChoice) -> bool:
        is_there = not (choice.is_aside or choice.is_unlisted)
        return is_there and choice.model.stage(self._today()) is not Stage.RETIRED


def _dearness(model: Model) -> float:
    """A model's price for what small requests are: some ten times as much to read as to write."""
    prices = model.prices
    return 0.0 if prices is None else 10 * prices.input + prices.output


def _parameters(request: InnerRequest, model: Model) -> Parameters:
    return Parameters(
        system=request.instructions,
        max_tokens=request.max_tokens,
        effort=Effort.LOW if Effort.LOW in model.efforts else None,
        cache=CacheLife.OFF,
    )


def _used(reply: Message) -> Usage:
    """What was used, with an estimate of the output where the end did not come to tell it."""
    if reply.stop_reason is not None or not reply.text:
        return reply.usage
    return reply.usage.with_estimated_output(round(of_text(reply.text)))


def read_answer(text: str, schema: Mapping[str, object]) -> dict[str, object] | None:
    """Return the first JSON object in `text` that has what `schema` requires; None where there is none.

    What the schema does not name is left out. Strings are whole characters, and may be of any length.
    """
    decoder = json.JSONDecoder()
    at, tries = text.find("{"), 8
    while at >= 0 and tries:
        try:
            _, end = decoder.raw_decode(text, at)
            values = parse(text[at:end])
        except (ValueError, RecursionError):
            pass
        else:
            if (found := _fitting(values, schema)) is not None:
                return found
        at, tries = text.find("{", at + 1), tries - 1
    return None


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "array": list,
    "object": dict,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


def _fitting(values: object, schema: Mapping[str, object]) -> dict[str, object] | None:
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(values, dict) or not isinstance(properties, Mapping):
        return None
    named = {name: values[name] for name, one in properties.items() if name in values and _is_kind(values[name], one)}
    return named if all(name in named for name in (required if isinstance(required, list | tuple) else ())) else None


def _is_kind(value: object, schema: object) -> bool:
    kind = schema.get("type") if isinstance(schema, Mapping) else None
    wanted = _KINDS.get(kind) if isinstance(kind, str) else None
    if wanted is None:
        return True
    if isinstance(value, bool) and kind != "boolean":
        return False
    items = schema.get("items") if isinstance(schema, Mapping) else None
    is_whole = not isinstance(value, list) or items is None or all(_is_kind(one, items) for one in value)
    return isinstance(value, wanted) and is_whole
