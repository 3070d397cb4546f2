"""Asks a gateway for one reply, from the request to the last event, pauses of the gateway's own included.

A gateway that runs tools of its own may pause in mid-turn and wants its reply back to go on (protocol, 2.5). That is
no business of the person's: the reply simply goes on growing, at most `MOST_PAUSES` times.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace

from turbodesk.app.chat_context import ChatContext
from turbodesk.app.continuation import Continuation
from turbodesk.chat.attachments import PLAIN, attachments_in
from turbodesk.chat.cache_loss import asks_about, kept_tokens
from turbodesk.chat.citations import citations
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.events import Adjusted, Finished, GatewayEvent
from turbodesk.chat.message import Message, user_message
from turbodesk.chat.model import Model
from turbodesk.chat.summary import TurnSummary
from turbodesk.chat.turns import PAUSED, is_results
from turbodesk.chat.unseen import TEXT_DOCUMENTS, UNSEEN, why_unseen
from turbodesk.gateway.attachments import LARGE_PICTURES, SMALLER_EDGE, File, cites_texts
from turbodesk.gateway.base import ReplyRequest

MOST_PAUSES = 5


async def request_for(
    context: ChatContext,
    conversation: Conversation,
    messages: tuple[Message, ...],
    model: Model,
    summary: TurnSummary | None = None,
) -> ReplyRequest:
    """Return what a reply to these messages is asked with; the files that go with it are read from disk.

    `summary` goes before them.

    Raises:
        Failure: they cannot be read.
    """
    parameters, attachment_service = conversation.parameters, context.attachment_service
    project = context.project(conversation)
    standing = project.files if project is not None else ()
    refused = context.refused(conversation, model.id)

    async def files(edge: int) -> Mapping[str, File]:
        if attachment_service is None:
            return {}
        seen_as = replace(model, image_edge=min(model.image_edge, edge))
        return await attachment_service.files_for(messages, parameters.keep_attachments, seen_as, before=standing)

    before = next((one for one in reversed(messages) if one.sent is not None), None)
    return ReplyRequest(
        model=model,
        messages=messages,
        parameters=parameters,
        wire_id=conversation.wire_id,
        project=project,
        begun_ms=conversation.created_at,
        tools=context.toolbox().offered(
            conversation.id, parameters.tools, goes_on=bool(messages) and is_results(messages[-1])
        ),
        refused=refused,
        summary=summary,
        sent_before=None if before is None else before.sent,
        kept_before=0 if before is None else kept_tokens(before),
        asks_about=asks_about(before),
        smaller=lambda: files(SMALLER_EDGE),
        files=await files(SMALLER_EDGE if LARGE_PICTURES in refused else model.image_edge),
    )


def _why_unseen(request: ReplyRequest, reply: Message) -> str:
    """Why what the question has attached may not have reached the model. Not of earlier messages: they may be cached,
    and not every gateway counts that. Nor of documents where the reply cites one, whatever was counted.
    """
    files = attachments_in(request.messages[-1].parts)
    attached = [one for one in files if one.sha256 in request.files and not one.call]  # not what tools gave
    if any(one.document is not None for one in citations(reply)):
        attached = [one for one in attached if one.is_picture]
    return why_unseen(attached, reply.usage) if request.continues is None and not reply.is_demo else ""


def _has_text_documents(request: ReplyRequest) -> bool:
    """Whether the question has texts that were sent as documents."""
    attached = attachments_in(request.messages[-1].parts)
    return cites_texts(request.model.id, request.refused) and any(one.media_type == PLAIN for one in attached)


async def next_request(
    context: ChatContext,
    conversation: Conversation,
    messages: tuple[Message, ...],
    model: Model,
    summary: TurnSummary | None = None,
) -> ReplyRequest:
    """Return what would be asked now: `messages` and the draft, or without one the last question once more.

    Raises:
        Failure: the files it needs cannot be read.
    """
    draft, parts = conversation.draft.strip("\n").rstrip(), conversation.draft_parts
    if draft or parts:
        messages = (*messages, user_message(draft, conversation.leaf_id, parts))
    return await request_for(context, conversation, messages, model, summary)


async def reply_events(
    context: ChatContext,
    conversation: Conversation,
    messages: tuple[Message, ...],
    summary: TurnSummary | None = None,
    *,
    model: Model,
    continues: Message | None,
    so_far: Callable[[], Message],
    every_s: Callable[[], float],
) -> AsyncGenerator[GatewayEvent, None]:
    """Yield what happens to a reply. `continues` is the one it begins with, `so_far` gives what it has become.

    What has come of it is fetched every `every_s()` seconds.

    Raises:
        Failure: for everything that goes wrong.
    """
    request = await request_for(context, conversation, messages, model, summary)
    request = replace(request, continues=continues, every_s=every_s)
    joint = None if continues is None else Continuation(so_far(), joins=continues.stop_reason != PAUSED)
    gateway = await context.gateway(conversation)
    for pauses_left in reversed(range(MOST_PAUSES + 1)):
        has_paused = False
        async with aclosing(gateway.reply(request)) as events:  # type: ignore[type-var]  # they are generators
            async for event in events:
                fitted = event if joint is None else joint.fit(event)
                if isinstance(fitted, Finished) and (why := _why_unseen(request, so_far())):
                    yield Adjusted(UNSEEN, why)
                    if _has_text_documents(request):  # which such a gateway may take as words of the message
                        context.refuse(conversation, model.id, TEXT_DOCUMENTS)
                        yield Adjusted(TEXT_DOCUMENTS, why)
                if isinstance(fitted, Adjusted):
                    context.refuse(conversation, model.id, fitted.parameter)
                has_paused = isinstance(fitted, Finished) and so_far().stop_reason == PAUSED and pauses_left > 0
                if has_paused:
                    break
                if fitted is not None:
                    yield fitted
        if not has_paused:
            return
        paused = so_far()
        request = replace(request, continues=paused, refused=context.refused(conversation, model.id))
        joint = Continuation(paused, joins=False, usage=paused.usage)
