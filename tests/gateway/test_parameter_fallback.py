"""A gateway that refuses an optional parameter gets the same request once more without it, and the person is told."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest

from tests.gateway.conftest import MODELS, Naps, asking, hear
from tests.gateway_server import Answer, GatewayServer
from tests.gateway_server.script import REPLY
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.errors import Remedy, RequestRefused
from turbodesk.chat.events import Adjusted
from turbodesk.chat.message import Block, Message, Role, Status, user_message
from turbodesk.chat.model import Effort, Model, Sampling, unknown_model
from turbodesk.chat.parameters import CacheLife, Parameters
from turbodesk.chat.parts import Text, Thinking
from turbodesk.chat.reply_status import ending_note
from turbodesk.chat.tools import ToolDefinition
from turbodesk.gateway.attachments import File
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.parameter_fallback import MOST_ADJUSTMENTS, objection
from turbodesk.gateway.request import build

HAIKU, OPUS_47, SONNET = (MODELS[one] for one in ("claude-haiku-4-5-20251001", "claude-opus-4-7", "claude-sonnet-4-6"))
SONNET_4 = MODELS["claude-sonnet-4-20250514"]
LOOK = ToolDefinition("look", "Looks.", {"type": "object", "properties": {}})


def refusal(message: str, status: int = 400) -> Answer:
    return Answer(status=status, body={"type": "error", "error": {"type": "invalid_request_error", "message": message}})


def everything(model: Model, **changes: object) -> ReplyRequest:
    """A request with every optional parameter the model takes, and something to cache."""
    parameters = Parameters(
        system="Be brief. " * 2_000,
        temperature=0.5,
        top_p=0.9,
        top_k=5,
        effort=Effort.LOW,
        stop_sequences=("END",),
        user_id="u1",
        web_search=True,
        tool_choice="any",
    )
    request = replace(asking(model=model, parameters=parameters), tools=(LOOK,))
    return replace(request, parameters=replace(parameters, **changes))  # type: ignore[arg-type]


def in_json(model: Model) -> ReplyRequest:
    """A small request of the program's own."""
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    return replace(asking(model=model, parameters=Parameters(effort=Effort.LOW)), schema=schema)


def thinking(model: Model) -> ReplyRequest:
    return asking(model=model, parameters=Parameters(thinking=True))


def fast() -> ReplyRequest:
    return asking(model=MODELS["claude-opus-5-5"], parameters=Parameters(fast=True))


def with_thoughts() -> ReplyRequest:
    question = user_message("One", None)
    blocks = (Block(0, Thinking("Hm", "seal")), Block(1, Text("Two")))
    answer = Message("r", question.id, Role.ASSISTANT, blocks, model=SONNET.id)
    return replace(asking(), messages=(question, answer, user_message("Three", "r")))


def after(media_type: str) -> ReplyRequest:
    """A question after one that had an attachment."""
    attachment = Attachment(sha256(b"x").hexdigest(), media_type, "a")
    first, second = user_message("What is this?", None, [attachment.part]), user_message("And in words?", "r")
    files = {attachment.sha256: File(media_type, b"x")}
    return replace(asking(), messages=(first, second), files=files)


def broken_off() -> ReplyRequest:
    reply = Message("r", None, Role.ASSISTANT, (Block(0, Text("Half a ")),), Status.STOPPED, HAIKU.id)
    return replace(asking(model=HAIKU), continues=reply)


OBJECTIONS = [
    ("`temperature` is deprecated for this model.", "temperature", everything(SONNET)),
    ("temperature: Extra inputs are not permitted", "temperature", everything(SONNET)),
    (
        "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
        "temperature+top_p",
        everything(SONNET_4),
    ),
    ("temperature: range: 0..1", "temperature.above_1", everything(SONNET, temperature=1.4)),
    (
        "temperature: Input should be less than or equal to 1",
        "temperature.above_1",
        everything(SONNET, temperature=2.0),
    ),
    (
        "Value '1.5' at 'temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
        "temperature.above_1",
        everything(SONNET, temperature=1.5),
    ),
    ("temperature: range: 0..1", "temperature", everything(SONNET, temperature=1.0)),
    ("`temperature` is deprecated for this model.", "temperature", everything(SONNET, temperature=1.4)),
    (
        "temperature is not supported",
        "temperature",
        asking(model=unknown_model("x"), parameters=Parameters(temperature=0.5)),
    ),
    ("image input is not supported - hint: you may need to provide the mmproj", "images", after("image/png")),
    ("PDF input is not supported", "documents", after("application/pdf")),
    (
        "messages.0.content.0.document.source: Input tag 'text' found using 'type' does not match any of: 'base64'",
        "documents.text",
        after("text/plain"),
    ),
    ("messages.0.content.0.document.source.type: Input should be 'base64'", "documents.text", after("text/plain")),
    ("messages.0.content.0: Input tag 'document' found using 'type'", "documents", after("text/plain")),
    ("messages.0.content.0.document.citations: Extra inputs are not permitted", "citations", after("application/pdf")),
    ("citations are not supported for this model", "citations", after("application/pdf")),
    ("top_p: Extra inputs are not permitted", "top_p", everything(SONNET, temperature=None)),
    ("top_k is not supported", "top_k", everything(SONNET)),
    ("stop_sequences: at most 4 items", "stop_sequences", everything(SONNET)),
    ("metadata.user_id: Extra inputs are not permitted", "metadata", everything(SONNET)),
    ("output_config: Extra inputs are not permitted", "effort", everything(SONNET)),
    ("output_config.effort: Input should be 'low', 'medium' or 'high'", "effort", everything(SONNET)),
    ("output_config.format: Extra inputs are not permitted", "output_config.format", in_json(SONNET)),
    ("Structured outputs are not supported by this model", "output_config.format", in_json(SONNET)),
    ("output_config: Extra inputs are not permitted", "output_config.format", in_json(HAIKU)),
    ("tool_choice: Extra inputs are not permitted", "tool_choice", everything(SONNET)),
    ("tools.1: Input tag 'web_search_20250305' found using 'type' does not match", "web_search", everything(SONNET)),
    (
        "tools.2.web_fetch_20260318.citations: Extra inputs are not permitted",
        "citations",
        everything(SONNET),
    ),
    ("tools: Extra inputs are not permitted", "tools", everything(SONNET)),
    ("system.0.cache_control: Extra inputs are not permitted", "cache_control", everything(SONNET)),
    ("system.0.cache_control.ttl: Extra inputs", "cache_control.ttl", everything(SONNET, cache=CacheLife.ONE_HOUR)),
    ("adaptive thinking is not supported on this model", "thinking.adaptive", thinking(SONNET)),
    (
        '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and '
        '"output_config.effort" to control thinking behavior.',
        "thinking.enabled",
        thinking(HAIKU),
    ),
    (
        '"thinking.type.disabled" is not supported for this model. Use "thinking.type.adaptive" and '
        '"output_config.effort" to control thinking behavior.',
        "thinking.disabled",
        asking(model=MODELS["claude-haiku-5-5"]),
    ),
    (
        "thinking: Input tag 'between_tools' found using 'type' does not match any of the expected tags: 'disabled', "
        "'enabled'",
        "thinking.between_tools",
        asking(model=MODELS["claude-sonnet-5-5"]),
    ),
    (
        'tool_choice: type "tool" and "any" are not supported for this model.',
        "tool_choice.forced",
        everything(SONNET),
    ),
    ("speed: Extra inputs are not permitted", "speed", fast()),
    ("Fast mode is not available on this platform", "speed", fast()),
    (
        "messages.1.content.0: this `thinking` block was made in a different conversation",
        "thinking_blocks",
        with_thoughts(),
    ),
    ("thinking.adaptive.display: Extra inputs are not permitted", "thinking.display", thinking(OPUS_47)),
    ("thinking: Extra inputs are not permitted", "thinking", thinking(HAIKU)),
    (
        "messages.1.content.0: Invalid `signature` in `thinking` block",
        "thinking_blocks",
        with_thoughts(),
    ),
    (
        "messages.1.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be "
        "modified. These blocks must remain as they were in the original response.",
        "thinking_blocks",
        with_thoughts(),
    ),
    (
        "This model does not support assistant message prefill. The conversation must end with a user message.",
        "prefill",
        broken_off(),
    ),
]


@pytest.mark.parametrize(("message", "name", "request_"), OBJECTIONS, ids=[one[0][:40] for one in OBJECTIONS])
async def test_it_goes_out_again_without_what_was_refused(
    server: GatewayServer, gateway: HttpGateway, naps: Naps, message: str, name: str, request_: ReplyRequest
) -> None:
    server.script(refusal(message))
    told = await hear(gateway, request_)
    assert told.failure is None
    assert told.message.text == REPLY
    assert told.events[0] == Adjusted(name, message)
    assert told.message.adjusted == (Adjusted(name, message),)
    first, second = (one.json for one in server.requests)
    assert first != second
    assert second == json.loads(json.dumps(build(replace(request_, refused=frozenset({name})))))
    assert naps.taken == []


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "Unsupported parameter", "param": "top_k", "type": "invalid_request_error"}},
        {"detail": [{"loc": ["body", "top_k"], "msg": "Extra inputs are not permitted", "type": "extra_forbidden"}]},
        {"message": "The model returned the following errors: top_k: Extra inputs are not permitted"},
        "top_k is not taken here",
    ],
)
@pytest.mark.parametrize("status", [400, 422])
async def test_it_is_understood_in_any_form(
    server: GatewayServer, gateway: HttpGateway, body: object, status: int
) -> None:
    server.script(Answer(status=status, body=body))
    told = await hear(gateway, everything(SONNET))
    assert [one.parameter for one in told.message.adjusted] == ["top_k"]
    assert told.message.status is Status.COMPLETE


async def test_a_picture_the_question_is_about_is_not_left_out(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(refusal("image input is not supported", 500), Answer())
    request = after("image/png")
    told = await hear(gateway, replace(request, messages=request.messages[:1]))
    assert told.failure is not None
    assert (told.failure.kind, told.failure.sentence) == ("request-refused", "This model takes no pictures.")
    assert told.failure.remedy is Remedy.CHOOSE_MODEL
    assert len(server.requests) == 1
    await hear(gateway, replace(request, refused=frozenset({"images"})))
    texts = [block["text"] for block in server.requests[-1].json["messages"][0]["content"]]
    assert texts[0] == "[The picture “a” was attached here; this model does not take it.]"


async def test_each_is_left_out_once_and_all_are_told(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(refusal("top_k?"), refusal("metadata?"), refusal("stop_sequences?"))
    told = await hear(gateway, everything(SONNET))
    assert [one.parameter for one in told.message.adjusted] == ["top_k", "metadata", "stop_sequences"]
    assert not {"top_k", "metadata", "stop_sequences"} & set(server.requests[-1].json)


async def test_a_plain_server_that_names_one_thing_at_a_time_still_answers(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    names = ["metadata", "top_k", "stop_sequences", "temperature", "effort", "cache_control"]
    server.script(*(refusal(f"{name}: Extra inputs are not permitted") for name in names))
    told = await hear(gateway, everything(SONNET))
    assert told.message.status is Status.COMPLETE
    assert [one.parameter for one in told.message.adjusted] == names
    note = ending_note(told.message)
    assert note is not None
    assert note.sentence == (
        "The reply was made without what the gateway refused for this model: the effort, temperature, top k and"
        " stop sequences."
    )


async def test_nothing_is_learned_where_it_did_not_help(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(refusal("top_k is not supported"), refusal("messages: something else entirely"))
    told = await hear(gateway, everything(SONNET))
    assert told.failure is not None
    assert told.failure.detail == "messages: something else entirely"
    assert told.message.adjusted == ()


async def test_who_refuses_everything_refuses_the_request(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(Answer(status=400, body="temperature top_p top_k stop_sequences metadata effort tools", times=99))
    told = await hear(gateway, everything(SONNET))
    assert told.failure is not None
    assert told.failure.kind == "request-refused"
    assert len(server.requests) == 1 + MOST_ADJUSTMENTS


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "messages: text content blocks must be non-empty"),
        (400, "temperature: Extra inputs are not permitted"),  # which was not sent
        (401, "top_k: invalid x-api-key"),
        (404, "model: top_k"),
    ],
)
async def test_other_refusals_are_told_as_they_are(
    server: GatewayServer, gateway: HttpGateway, status: int, message: str
) -> None:
    server.script(refusal(message, status))
    told = await hear(gateway, asking())
    assert told.failure is not None
    assert len(server.requests) == 1


async def test_what_is_known_to_be_refused_is_not_sent(server: GatewayServer, gateway: HttpGateway) -> None:
    told = await hear(gateway, replace(everything(SONNET), refused=frozenset({"temperature", "cache_control"})))
    assert told.message.adjusted == ()
    assert "temperature" not in server.requests[0].json
    assert b"cache_control" not in server.requests[0].body


def test_words_mean_nothing_of_what_was_left_out_already() -> None:
    request = replace(everything(SONNET), refused=frozenset({"top_k"}))
    assert objection(RequestRefused("top_k", status=400).note, build(request), request) is None


async def test_a_model_of_the_older_kind_still_gets_one_of_two(server: GatewayServer, gateway: HttpGateway) -> None:
    assert SONNET_4.sampling is Sampling.BOTH
    await hear(gateway, replace(everything(SONNET_4), refused=frozenset({"temperature+top_p"})))
    assert ("temperature" in server.requests[0].json, "top_p" in server.requests[0].json) == (True, False)


async def test_what_was_left_out_is_told_once_though_the_stream_broke(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    server.script(refusal("top_k?"), Answer(stop_after=1, then="drop"))
    told = await hear(gateway, everything(SONNET))
    assert told.message.text == REPLY
    assert [one.parameter for one in told.message.adjusted] == ["top_k"]


TOO_LARGE = [
    "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size for "
    "many-image requests: 2000 pixels",
    "image_dimensions_too_large: The longest side of one or more images in the request exceeds the image size limit.",
    "The image is larger than 2000 pixels",
]


def with_picture(edge: int, model: Model = OPUS_47) -> ReplyRequest:
    """A question about a picture of this size, and a way to have it smaller."""
    picture = Attachment(sha256(b"x").hexdigest(), "image/png", "a", width=edge, height=10)

    async def smaller() -> dict[str, File]:
        return {picture.sha256: File("image/png", b"small")}

    question = user_message("What is this?", None, [picture.part])
    return replace(
        asking(model=model),
        messages=(question,),
        files={picture.sha256: File("image/png", b"large")},
        smaller=smaller,
    )


@pytest.mark.parametrize("words", TOO_LARGE)
async def test_a_picture_that_is_too_large_is_sent_smaller(
    server: GatewayServer, gateway: HttpGateway, words: str
) -> None:
    server.script(refusal(words))
    told = await hear(gateway, with_picture(2_400))
    assert told.message.adjusted == (Adjusted("images.large", words),)
    sent = [one.json["messages"][0]["content"][0]["source"]["data"] for one in server.requests]
    assert sent == [b64encode(b"large").decode(), b64encode(b"small").decode()]


@pytest.mark.parametrize("request_", [with_picture(1_500), with_picture(2_400, HAIKU), after("image/png")])
async def test_where_none_is_larger_than_it_could_be_that_is_told(
    server: GatewayServer, gateway: HttpGateway, request_: ReplyRequest
) -> None:
    server.script(refusal(TOO_LARGE[0]))
    told = await hear(gateway, request_)
    assert told.failure is not None
    assert len(server.requests) == 1
