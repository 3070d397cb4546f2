"""What went over the wire can be looked at, and the key is nowhere in it."""

from __future__ import annotations

from dataclasses import replace

from tests.gateway.conftest import Connect, asking, hear
from tests.gateway_server import Answer, GatewayServer
from turbodesk.chat.message import user_message
from turbodesk.chat.parts import Image
from turbodesk.chat.traffic import elided
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.exchange_log import KEPT


async def test_a_reply_is_written_down_with_its_times(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(Answer(headers={"request-id": "req_1", "x-echo": "sk-right"}))
    await hear(gateway, asking("Hello"))
    (one,) = gateway.exchanges()
    assert (one.number, one.status, one.failure) == (1, 200, "")
    assert (one.request.method, one.request.url) == ("POST", f"{server.url}/v1/messages")
    assert one.request.body == server.requests[0].json
    assert one.request.size == len(server.requests[0].body)
    assert ("x-api-key", "[key]") in one.request.headers
    assert ("x-echo", "[key]") in one.headers
    assert ("request-id", "req_1") in one.headers
    moments = (one.connected_s, one.answered_s, one.first_content_s, one.ended_s)
    assert all(moment is not None and moment > 0 for moment in moments)
    assert sorted(moments) == list(moments)  # type: ignore[type-var]  # none is None
    assert one.received > 1_000
    assert "sk-right" not in repr(one)


async def test_a_connection_used_again_has_no_time_of_connecting(gateway: HttpGateway) -> None:
    await hear(gateway)
    await hear(gateway)
    first, second = gateway.exchanges()
    assert first.connected_s is not None
    assert second.connected_s is None


async def test_failures_and_the_requests_after_them_are_written_down(
    server: GatewayServer, gateway: HttpGateway
) -> None:
    server.script(Answer(status=529), Answer(stop_after=1, then="drop"))
    told = await hear(gateway)
    assert told.failure is None  # the third went well
    assert [(one.status, bool(one.failure)) for one in gateway.exchanges()] == [(529, True), (200, True), (200, False)]


async def test_one_that_is_given_up_is_over(server: GatewayServer, gateway: HttpGateway) -> None:
    server.script(Answer(then="hold", stop_after=9))
    events = gateway.reply(asking())
    await anext(events)
    assert gateway.exchanges()[0].ended_s is None
    await events.aclose()
    assert gateway.exchanges()[0].ended_s is not None


async def test_only_the_last_are_kept(gateway: HttpGateway) -> None:
    for _ in range(KEPT + 3):
        await hear(gateway)
    numbers = [one.number for one in gateway.exchanges()]
    assert numbers == list(range(4, KEPT + 4))


async def test_attachments_are_told_by_their_length(server: GatewayServer, gateway: HttpGateway) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "A" * 100_000}
    question = user_message("What is this?", None, [Image(source)])
    await hear(gateway, replace(asking(), messages=(question,)))
    assert len(server.requests[0].body) > 100_000
    assert len(repr(gateway.exchanges())) < 5_000
    assert "100,000 characters" in repr(gateway.exchanges()[0].request.body)


async def test_a_preview_is_what_would_be_sent(server: GatewayServer, gateway: HttpGateway) -> None:
    seen = gateway.preview(asking("Hello"))
    assert server.requests == []
    await hear(gateway, asking("Hello"))
    sent = server.requests[0]
    assert seen.body == sent.json
    assert seen.size == len(sent.body)
    assert ("x-api-key", "[key]") in seen.headers
    assert "sk-right" not in repr(seen)
    assert seen.url.endswith(sent.path)


def test_eliding_leaves_everything_else_alone() -> None:
    source = {"type": "base64", "data": "A" * 401}
    body = {"a": [1, "x" * 5_000, {"source": source}], "data": "B" * 5_000}
    found = elided(body)
    assert found == {
        "a": [1, "x" * 5_000, {"source": {"type": "base64", "data": "[401 characters of base64]"}}],
        "data": "B" * 5_000,
    }
    assert source["data"] == "A" * 401


class TestCounting:
    async def test_asks_the_gateway_with_what_counts(self, server: GatewayServer, gateway: HttpGateway) -> None:
        server.counts = 321
        assert await gateway.count_tokens(asking("Hello")) == 321
        assert server.requests[0].path == "/v1/messages/count_tokens"
        assert set(server.requests[0].json) == {"model", "messages"}

    async def test_one_that_does_not_count_is_asked_once(self, server: GatewayServer, gateway: HttpGateway) -> None:
        assert await gateway.count_tokens(asking()) is None
        assert await gateway.count_tokens(asking()) is None
        assert len(server.requests) == 1
        assert len(gateway.exchanges()) == 1

    async def test_an_answer_that_is_no_count_is_none(self, server: GatewayServer, connect: Connect) -> None:
        for odd in (0, -1):
            server.counts = odd
            assert await connect().count_tokens(asking()) is None
