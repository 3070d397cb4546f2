"""The steps that send the key and speak the protocol: is the key accepted, and what does the gateway offer?"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from turbodesk.app.doctor.words import (
    accepted_line,
    clock_line,
    could_not,
    endless_line,
    models_line,
    of,
    passed,
    skipped,
    spent,
    stream_line,
    warned,
)
from turbodesk.chat.diagnosis import CheckResult
from turbodesk.chat.errors import (
    Failure,
    FailureNote,
    KeyExpired,
    KeyRefused,
    ModelUnavailable,
    NotPermitted,
    NotUnderstood,
    RequestRefused,
    TimedOut,
)
from turbodesk.gateway.address import GatewayAddress
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.gateway.client import HttpGateway
    from turbodesk.gateway.probe import Probe

T = TypeVar("T")

_NOT_OFFERED = (
    *(RequestRefused.kind, ModelUnavailable.kind, NotUnderstood.kind, NotPermitted.kind),
    *(KeyRefused.kind, KeyExpired.kind),
)
"""Plain answers of a gateway that does not have what was asked for; anything else says nothing about it. Among them
that the key is refused: it has been accepted for a reply by then.
"""


async def talk(
    gateway: HttpGateway,
    address: GatewayAddress,
    learn: Callable[..., None],
    *,
    wished: str,
    chat_model: str,
    has_key: bool,
    key_page: str,
) -> AsyncGenerator[CheckResult, None]:
    """Yield the lines from the key's acceptance on; the caller stops at one that ends the check.

    `chat_model` is asked; where that is "", the cheapest one, or `wished` where that is not offered.
    `key_page` gives the gateway's keys, where that is known.
    """
    from turbodesk.gateway.probe import Probe, likely_model

    asked = Probe(gateway, address)
    listed = await _tried(gateway.models())
    ids: tuple[str, ...] = ()
    if not isinstance(listed, FailureNote):
        ids = tuple(one.id for one in listed)
        learn(models=ids, listed=tuple(one.to_json() for one in listed))
    model = chat_model or likely_model(ids, wished)
    answer = await _tried(asked.reply(model))
    # By what became of a reply: some gateways show their list of models to anybody, some to another login.
    note = answer if isinstance(answer, FailureNote) else None
    if note is None and has_key:
        learn(bearer=gateway.is_bearer)
    yield accepted_line(note, key_page) if has_key else skipped("accepted", _("No key is sent."))
    yield models_line(listed)
    yield clock_line(asked.clock_skew_s)
    # A server that does not keep to the length gives no whole reply in time, and may stream all the same.
    is_endless = note is not None and note.kind == TimedOut.kind and note.status is None
    if note is not None and not is_endless:
        yield of(note, "reply")
        return
    yield passed("reply", _("{model} answered.").format(model=model)) if note is None else endless_line(model, note)
    yield await _streaming(asked, model)
    yield await _counting(asked, model, learn)
    for id_, step in (("cache", _caching), ("search", _searching)):
        # Another reply without an end would tell nothing.
        yield (
            await step(asked, model, learn)
            if note is None
            else skipped(id_, _("Not looked at, as replies do not end."))
        )


async def _streaming(asked: Probe, model: str) -> CheckResult:
    streamed = await _tried(asked.stream(model))
    return of(streamed, "stream") if isinstance(streamed, FailureNote) else stream_line(streamed)


async def _counting(asked: Probe, model: str, learn: Callable[..., None]) -> CheckResult:
    return _ability(
        "count",
        await _tried(asked.count_tokens(model)),
        lambda has: learn(count_tokens=has),
        yes=_("The gateway counts the tokens of a message before it is sent."),
        no=_("The gateway does not count tokens, so TurboDesk estimates them."),
    )


async def _caching(asked: Probe, model: str, learn: Callable[..., None]) -> CheckResult:
    marked = [{"type": "text", "text": "Answer briefly.", "cache_control": {"type": "ephemeral"}}]  # not for people
    return _ability(
        "cache",
        await _tried(asked.reply(model, system=marked)),
        lambda has: learn(cache_marker=has),
        yes=_("The gateway takes cache markers, which make long chats cheaper."),
        no=_("The gateway does not take cache markers, so TurboDesk sends none."),
    )


async def _searching(asked: Probe, model: str, learn: Callable[..., None]) -> CheckResult:
    from turbodesk.gateway.web_tools import SEARCH, SEARCHES

    oldest = {"type": f"{SEARCH}_{SEARCHES[-1]}", "name": SEARCH, "max_uses": 1}
    line = _ability(
        "search",
        await _tried(asked.reply(model, tools=[oldest])),
        lambda has: learn(web_search=has),
        yes=_("The gateway takes web search. Web, where you write a message, switches it on."),
        no=_("The gateway does not offer web search, so replies are made without it."),
    )
    return spent(line, asked.input_tokens, asked.output_tokens)


def _ability(id_: str, answer: Any, learn: Callable[[bool], None], *, yes: str, no: str) -> CheckResult:
    """A line on what a gateway may or may not offer; a plain answer is learned, a failure on the way is not."""
    if not isinstance(answer, FailureNote):
        learn(True)
        return passed(id_, yes)
    if answer.kind in _NOT_OFFERED:
        learn(False)
        return warned(id_, no, answer)
    return could_not(id_, answer)


async def _tried(question: Awaitable[T]) -> T | FailureNote:
    """Return the answer, or what went wrong."""
    try:
        return await question
    except Failure as failure:
        return failure.note
