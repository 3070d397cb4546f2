"""The web is asked for in the newest version a gateway takes, stepped down from once, and given up last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.gateway.conftest import MODELS, Naps, asking, hear
from tests.gateway_server import Answer, GatewayServer
from turbodesk.chat.message import Block, Message, Role, user_message
from turbodesk.chat.parameters import Parameters, WebParameters
from turbodesk.chat.parts import Opaque, Part, Text, Thinking
from turbodesk.gateway import web_tools
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.request import build

SONNET = MODELS["claude-sonnet-4-6"]
KNOWN = "'bash_20250124', 'custom', 'text_editor_20250728', 'web_search_20250305'"
"""The tags that a gateway of the middle of 2025 lists, as it lists them."""


def on_the_web(**web: object) -> ReplyRequest:
    parameters = Parameters(web_search=True, web=WebParameters(**web))  # type: ignore[arg-type]
    return asking(model=SONNET, parameters=parameters)


def unknown(tag: str, *, at: int = 0, known: str = "") -> Answer:
    expected = f" any of the expected tags: {known}" if known else ""
    return refusal(f"tools.{at}: Input tag '{tag}' found using 'type' does not match{expected}")


def refusal(message: str, status: int = 400) -> Answer:
    return Answer(status=status, body={"type": "error", "error": {"type": "invalid_request_error", "message": message}})


def versions(server: GatewayServer) -> list[list[str]]:
    """The tools for the web in each request."""
    return [[tool["type"] for tool in one.json.get("tools", [])] for one in server.requests]


async def test_the_newest_goes_first_and_stays_where_it_is_taken(server: GatewayServer, gateway: HttpGateway) -> None:
    told = await hear(gateway, on_the_web())
    assert versions(server) == [["web_search_20260318", "web_fetch_20260318"]]
    assert told.message.adjusted == ()
    assert "anthropic-beta" not in server.requests[0].headers


async def test_a_gateway_that_refuses_the_two_newest_gets_the_oldest(
    server: GatewayServer, gateway: HttpGateway, naps: Naps
) -> None:
    server.script(unknown("web_search_20260318"), unknown("web_search_20260209"))
    told = await hear(gateway, on_the_web())
    assert versions(server) == [
        ["web_search_20260318", "web_fetch_20260318"],
        ["web_search_20260209", "web_fetch_20260209"],
        ["web_search_20250305", "web_fetch_20250910"],
    ]
    assert [one.parameter for one in told.message.adjusted] == ["web_search.20260318", "web_search.20260209"]
    assert told.failure is None
    assert naps.taken == []


async def test_a_gateway_that_lists_what_it_knows_is_asked_for_that_at_once(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    server.script(unknown("web_search_20260318", known=KNOWN), times(unknown("web_fetch_20250910", at=1, known=KNOWN)))
    told = await hear(gateway, on_the_web())
    assert versions(server)[1:] == [
        ["web_search_20250305", "web_fetch_20250910"],
        ["web_search_20250305", "web_fetch_20250910"],
        ["web_search_20250305"],
    ]
    betas = [one.headers.get("anthropic-beta") for one in server.requests]
    assert betas == [None, None, web_tools.FETCH_BETA, None], "asked for as it once was, before it is given up"
    names = [one.parameter for one in told.message.adjusted]
    assert names == ["web_search.20260209", "web_fetch.20250910", "web_fetch"]
    assert told.failure is None


def times(answer: Answer, count: int = 2) -> Answer:
    return replace(answer, times=count)


async def test_an_unknown_beta_is_not_sent_again(server: GatewayServer, gateway: HttpGateway) -> None:
    words = "Unexpected value(s) `web-fetch-2025-09-10` for the `anthropic-beta` header."
    server.script(refusal(words))
    request = replace(on_the_web(), refused=frozenset({"web_search.20260209", "web_fetch.20250910"}))
    told = await hear(gateway, request)
    assert [one.parameter for one in told.message.adjusted] == ["web_fetch"]
    assert "anthropic-beta" not in server.requests[1].headers
    assert versions(server)[1] == ["web_search_20250305"]


async def test_where_the_oldest_is_refused_the_reply_comes_without_the_web(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    server.script(*[unknown(f"web_search_{version}") for version in web_tools.SEARCHES])
    told = await hear(gateway, on_the_web())
    assert versions(server)[-1] == []
    assert told.message.adjusted[-1].parameter == "web_search"
    assert told.failure is None


OBJECTIONS = [
    ("server tools are not supported on this platform", "web_search"),
    ("'claude-haiku-4-5' does not support programmatic tool calling", "web_search.20260318"),
    ("tools.0.web_search_20260318.allowed_callers: Extra inputs are not permitted", "web_search.20260318"),
    ("tools.0.web_search_20260318.user_location.country: unknown", "web_search.place"),
    ("tools.1.web_fetch_20260318.max_content_tokens: too many", "web_fetch.20260318"),
    ("tools.1: Input tag 'web_fetch_20260318' found; expected tags: 'web_fetch_20260209'", "web_fetch.20260309"),
    ("tools.1: Input tag 'web_fetch_20260318' found; expected tags: 'custom'", "web_fetch.20250910"),
    ("Web search is not enabled for this organization.", "web_search.20260318"),
    ("temperature is too high", ""),
]


@pytest.mark.parametrize(("words", "name"), OBJECTIONS, ids=[one[0][:40] for one in OBJECTIONS])
def test_what_is_objected_to_is_told_by_the_words(words: str, name: str) -> None:
    body = build(on_the_web(city="Oslo"))
    assert web_tools.objection(words, body, frozenset()) == name


def test_without_the_web_in_a_request_nothing_of_it_is_objected_to() -> None:
    assert web_tools.objection("web_search is not supported", build(asking()), frozenset()) == ""
    request = replace(on_the_web(), refused=frozenset({"web_fetch"}))
    assert web_tools.objection("web_fetch: no", build(request), request.refused) == ""


async def test_the_sites_a_person_keeps_to_are_never_given_up(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(refusal("tools.0.web_search_20260318.allowed_domains: we may not look at x.org"))
    told = await hear(gateway, on_the_web(only=("x.org",)))
    assert told.failure is not None
    assert len(server.requests) == 1


async def test_a_place_that_is_refused_goes_and_the_search_stays(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(refusal("tools.0.web_search_20260318.user_location.timezone: unknown"))
    told = await hear(gateway, on_the_web(timezone="Mars/Base"))
    assert told.failure is None
    first, second = (one.json["tools"][0] for one in server.requests)
    assert first["user_location"] == {"type": "approximate", "timezone": "Mars/Base"}
    assert "user_location" not in second
    assert second["type"] == first["type"]


async def test_an_account_without_the_web_is_understood_though_it_is_forbidden(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    server.script(times(refusal("web_search is disabled for your organization", 403), 3))
    told = await hear(gateway, on_the_web())
    assert told.failure is None
    assert told.message.adjusted[-1].parameter == "web_search"
    server.script(refusal("You may not use top_k", 403))
    told = await hear(gateway, replace(on_the_web(), refused=frozenset({"web_search"})))
    assert told.failure is not None, "which forbids something else"


def test_a_model_of_which_a_list_says_that_it_has_no_web_is_asked_without() -> None:
    request = on_the_web()
    assert "tools" not in build(replace(request, model=replace(SONNET, web_search=False)))


def test_versions_that_are_not_taken_do_not_come_back_by_the_other_tool() -> None:
    fetches = {
        frozenset[str](): "20260318",
        frozenset({"web_fetch.20260318"}): "20260309",
        frozenset({"web_search.20260318"}): "20260209",
        frozenset({"web_search.20260318", "web_fetch.20260209"}): "20250910",
        frozenset({"web_search.20260209"}): "20250910",
        frozenset({"web_fetch.20250910"}): "20250910",
        frozenset({"web_fetch"}): None,
        frozenset({"web_search"}): None,
    }
    assert {refused: web_tools.fetch_version(refused) for refused in fetches} == fetches


# What was found before

SEARCH = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "x"}}
FOUND = {"type": "web_search_tool_result", "tool_use_id": "s1", "content": [{"encrypted_content": "a+/="}]}
PAGE = {"type": "web_search_result_location", "url": "https://x.org", "title": "X", "encrypted_index": "b+/="}
PLACE_IN_TEXT = {"type": "char_location", "document_index": 0, "document_title": "D", "cited_text": "x"}


def after_a_search() -> ReplyRequest:
    question = user_message("One", None)
    parts: tuple[Part, ...] = (
        Thinking("Hm", "seal"),
        Opaque(SEARCH),
        Opaque(FOUND),
        Text("Two", (PAGE, PLACE_IN_TEXT)),
    )
    blocks = tuple(Block(at, part) for at, part in enumerate(parts))
    answer = Message("r", question.id, Role.ASSISTANT, blocks, model=SONNET.id)
    return replace(on_the_web(), messages=(question, answer, user_message("Three", "r")))


@pytest.mark.parametrize(
    "words",
    [
        "messages.1.content.2.web_search_tool_result.content.0.encrypted_content: could not be decrypted",
        "messages.1.content.1: Input tag 'server_tool_use' found using 'type' does not match",
        "messages.1.content.2: Input tag 'web_search_tool_result' found using 'type' does not match",
    ],
)
async def test_what_another_account_sealed_is_left_out_and_what_was_said_of_it_stays(
    server: GatewayServer, gateway: HttpGateway, words: str
) -> None:
    server.script(refusal(words))
    told = await hear(gateway, after_a_search())
    assert [one.parameter for one in told.message.adjusted] == ["web_blocks"]
    first, second = (one.json["messages"][1]["content"] for one in server.requests)
    assert [block["type"] for block in first] == ["thinking", "server_tool_use", "web_search_tool_result", "text"]
    assert first[1:3] == [SEARCH, FOUND], "as it came"
    assert second == [{"type": "text", "text": "Two"}], "a thought is bound to what stood behind it too"


async def test_a_pause_that_cannot_go_back_is_gone_on_with_in_words(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    request = after_a_search()
    paused = replace(request.messages[1], stop_reason="pause_turn")
    request = replace(request, messages=request.messages[:1], continues=paused, refused=frozenset({"web_blocks"}))
    await hear(gateway, request)
    last = server.requests[0].json["messages"][-2:]
    assert [one["role"] for one in last] == ["assistant", "user"]
    assert last[0]["content"] == [{"type": "text", "text": "Two"}]
