"""A check finds out whether a key is accepted, at the cost of a token at most."""

from __future__ import annotations

import httpx
import pytest

from tests.gateway.conftest import Connect
from tests.gateway_server import GatewayServer
from turbodesk.chat.errors import GatewayFailure
from turbodesk.chat.keys import ApiKey
from turbodesk.gateway.client import HttpGateway


class TestCheck:
    async def test_accepts_the_right_key_at_no_cost(self, server: GatewayServer, gateway: HttpGateway) -> None:
        await gateway.check()
        assert [one.method for one in server.requests] == ["GET", "GET"]
        assert server.requests[0].headers["authorization"] == "Bearer sk-right"
        assert server.requests[0].headers["x-api-key"] == "sk-right"

    async def test_refuses_a_wrong_key(self, connect: Connect) -> None:
        with pytest.raises(GatewayFailure) as caught:
            await connect("sk-wrong").check()
        assert caught.value.note.kind == "key-refused"

    async def test_refuses_a_wrong_key_where_anybody_sees_the_list(self, connect: Connect) -> None:
        async with GatewayServer(open_list=True) as server:
            await connect(url=server.url).check()
            with pytest.raises(GatewayFailure) as caught:
                await connect("sk-wrong", url=server.url).check()
            assert caught.value.note.kind == "key-refused"
            assert [one.json["max_tokens"] for one in server.requests if one.method == "POST"] == [1, 1]

    async def test_asks_without_a_key_where_none_is_wanted(self, server: GatewayServer) -> None:
        async with GatewayServer(key=None) as server:
            gateway = HttpGateway(server.url, None, version="1", wants_key=False)
            await gateway.check()
            await gateway.close()
            assert [one.method for one in server.requests] == ["GET"]
            assert not {"x-api-key", "authorization"} & server.requests[0].headers.keys()


def transport(answers: dict[str, httpx.Response]) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: answers[request.method])


GOOD = httpx.Response(200, json={"type": "message", "content": [{"type": "text", "text": "H"}], "usage": {}})


class TestCheckWithoutAList:
    async def check(self, listed: httpx.Response, posted: httpx.Response = GOOD) -> str:
        answers = transport({"GET": listed, "POST": posted})
        gateway = HttpGateway("https://gateway.invalid", ApiKey("sk-x"), version="1", transport=answers)
        try:
            await gateway.check()
        except GatewayFailure as failure:
            return failure.note.kind
        finally:
            await gateway.close()
        return ""

    @pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
    async def test_asks_for_one_token(self, status: int) -> None:
        assert await self.check(httpx.Response(status, text="no")) == ""
        wrong = httpx.Response(401, json={"error": {"type": "authentication_error", "message": "invalid x-api-key"}})
        assert await self.check(httpx.Response(status, text="no"), wrong) == "key-refused"

    async def test_asks_for_one_token_where_a_page_answers(self) -> None:
        page = httpx.Response(200, html="<html><title>Home</title></html>")
        assert await self.check(page) == ""
        assert await self.check(page, page) == "not-understood"

    async def test_takes_403_as_a_refusal(self) -> None:
        assert await self.check(httpx.Response(404), httpx.Response(403, json={"message": "no"})) == "key-refused"

    async def test_takes_an_objection_to_the_request_as_a_key_accepted(self) -> None:
        error = {"error": {"type": "invalid_request_error", "message": "max_tokens: too small"}}
        assert await self.check(httpx.Response(404), httpx.Response(400, json=error)) == ""
        error = {"error": {"type": "not_found_error", "message": "model: claude-haiku-4-5-20251001"}}
        assert await self.check(httpx.Response(404), httpx.Response(404, json=error)) == ""

    async def test_tells_what_else_is_wrong(self) -> None:
        assert await self.check(httpx.Response(401)) == "key-refused"
        assert await self.check(httpx.Response(503)) == "busy"
        assert await self.check(httpx.Response(402)) == "out-of-credit"
        away = httpx.Response(302, headers={"location": "https://else.invalid"})
        assert await self.check(away, away) == "not-understood"
        assert await self.check(httpx.Response(200, json={"error": {"message": "Invalid API key"}})) == "key-refused"
