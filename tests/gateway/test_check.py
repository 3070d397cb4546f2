"""A check finds out whether a key is accepted, at the cost of a token at most."""

from __future__ import annotations

import httpx
import pytest

from tests.gateway.conftest import Connect, hear
from tests.gateway_server import GatewayServer
from turbodesk.chat.errors import GatewayFailure
from turbodesk.chat.keys import ApiKey
from turbodesk.gateway.client import HttpGateway


class TestCheck:
    async def test_accepts_the_right_key_by_one_token(self, server: GatewayServer, gateway: HttpGateway) -> None:
        await gateway.check()
        (request,) = server.requests
        assert (request.method, request.path, request.json["max_tokens"]) == ("POST", "/v1/messages", 1)
        assert request.headers["x-api-key"] == "sk-right"
        assert "authorization" not in request.headers

    @pytest.mark.parametrize("login", ["any", "bearer", "x-api-key", "other"])
    async def test_does_not_ask_the_list_of_models(self, connect: Connect, login: str) -> None:
        async with GatewayServer(list_login=login) as server:
            await connect(url=server.url).check()
            with pytest.raises(GatewayFailure) as caught:
                await connect("sk-wrong", url=server.url).check()
            assert caught.value.note.kind == "key-refused"

    async def test_without_a_key_goes_on_where_the_list_wants_another_login(self) -> None:
        async with GatewayServer(key=None, list_login="other") as server:
            gateway = HttpGateway(server.url, None, version="1", wants_key=False)
            await gateway.check()
            await gateway.close()
            assert [one.method for one in server.requests] == ["GET", "POST"]

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
            asked = [one for one in server.requests if one.method == "POST"]
            assert [one.json["max_tokens"] for one in asked] == [1, 1, 1]
            assert ["x-api-key" in one.headers for one in asked] == [True, True, False], "the wrong one in both ways"

    async def test_shows_the_key_as_a_bearer_token_where_that_alone_is_taken(self, connect: Connect) -> None:
        async with GatewayServer(bearer_only=True) as server:
            gateway = connect(url=server.url)
            await gateway.check()
            assert gateway.is_bearer
            assert (await hear(gateway)).failure is None
            shown = [("x-api-key" in one.headers, "authorization" in one.headers) for one in server.requests]
            assert shown == [(True, False), (False, True), (False, True)], "and stays with it"
            assert "sk-" not in str(gateway.exchanges())

    async def test_shows_a_key_that_is_refused_in_both_ways_once(self, server: GatewayServer, connect: Connect) -> None:
        gateway = connect("sk-wrong")
        for _ in range(2):
            with pytest.raises(GatewayFailure):
                await gateway.check()
        assert ["x-api-key" in one.headers for one in server.requests] == [True, False, True]

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

    @pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 501, 503])
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

    async def test_takes_a_key_that_may_not_use_the_model_asked_as_accepted(self) -> None:
        error = {"error": {"message": "key not allowed to access model. This key can only access models=['a']"}}
        assert await self.check(httpx.Response(404), httpx.Response(401, json=error)) == ""

    async def test_takes_an_objection_to_the_request_as_a_key_accepted(self) -> None:
        error = {"error": {"type": "invalid_request_error", "message": "max_tokens: too small"}}
        assert await self.check(httpx.Response(404), httpx.Response(400, json=error)) == ""
        error = {"error": {"type": "not_found_error", "message": "model: claude-haiku-4-5-20251001"}}
        assert await self.check(httpx.Response(404), httpx.Response(404, json=error)) == ""

    @pytest.mark.parametrize(
        ("status", "error"),
        [
            (400, {"error": {"message": "No connected db.", "type": "no_db_connection", "code": "400"}}),
            (404, {"type": "error", "error": {"type": "not_found_error", "message": "No route for this path"}}),
            (400, "Bad Request"),
        ],
    )
    async def test_learns_nothing_of_a_key_from_an_answer_that_is_not_about_the_request(
        self, status: int, error: object
    ) -> None:
        found = await self.check(httpx.Response(404), httpx.Response(status, json=error))
        assert found in ("request-refused", "model-unavailable")

    async def test_tells_what_else_is_wrong(self) -> None:
        assert await self.check(httpx.Response(200), httpx.Response(401)) == "key-refused"
        assert await self.check(httpx.Response(200), httpx.Response(503)) == "busy"
        assert await self.check(httpx.Response(200), httpx.Response(402)) == "out-of-credit"
        away = httpx.Response(302, headers={"location": "https://else.invalid"})
        assert await self.check(away, away) == "not-understood"
        wrong = httpx.Response(200, json={"error": {"message": "Invalid API key"}})
        assert await self.check(httpx.Response(200), wrong) == "key-refused"
