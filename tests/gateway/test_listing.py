"""The gateway's list of models is read in both shapes, page by page, and damage in it costs a line at most."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.conftest import Connect, asking
from tests.gateway_server import Answer, GatewayServer
from turbodesk.chat.errors import GatewayFailure, NotPermitted
from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.model import Effort, Lifecycle, ThinkingMode, ThinkingOff, is_model_id
from turbodesk.gateway import listing
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.demo import demo_gateway

YES, NO = {"supported": True}, {"supported": False}
ANTHROPIC = {
    "type": "model",
    "id": "claude-opus-9",
    "display_name": "Claude Opus 9",
    "max_input_tokens": 1_000_000,
    "max_tokens": 128_000,
    "capabilities": {
        "thinking": {"supported": True, "types": {"adaptive": YES, "enabled": YES, "disabled": YES}},
        "structured_outputs": YES,
        "effort": {"supported": True, "low": YES, "medium": NO, "high": YES, "max": YES},
        "server_tools": {"supported": True, "web_search": NO, "code_execution": YES},
    },
    "retires_at": "2027-02-05T00:00:00Z",
    "lifecycle": "deprecated",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "id", "has_more", "capabilities", "thinking", "supported", "types", "retires_at"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


async def test_the_shape_with_owners(server: GatewayServer, gateway: HttpGateway) -> None:
    server.model_pages = [
        {"object": "list", "data": [{"id": "claude-opus-4-8", "owned_by": "anthropic"}, {"id": "other-1"}]}
    ]
    assert await gateway.models() == (ListedModel("claude-opus-4-8", owner="anthropic"), ListedModel("other-1"))
    headers = server.requests[0].headers
    assert (headers["x-api-key"], headers["authorization"]) == ("sk-right", "Bearer sk-right")


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "m", "owned_by": "llamacpp", "meta": {"n_ctx_train": 131_072, "n_ctx": 8_192}},
        {"id": "m", "max_model_len": 8_192},
        {"id": "m", "context_length": 8_192},
    ],
    ids=["llama.cpp", "vLLM", "OpenRouter"],
)
def test_the_length_of_the_context_by_the_names_servers_have_for_it(entry: dict[str, object]) -> None:
    (offer,) = listing.offers([entry])
    assert offer.context == 8_192


async def test_a_list_that_is_missing_says_nothing_of_the_gateway(server: GatewayServer, gateway: HttpGateway) -> None:
    server.side = Answer(status=404, body={"detail": "Not Found"})
    with pytest.raises(GatewayFailure) as caught:
        await gateway.models()
    assert (caught.value.note.sentence, caught.value.note.advice) == ("The gateway has no list of models.", "")


async def test_the_shape_with_capabilities_and_pages(server: GatewayServer, gateway: HttpGateway) -> None:
    server.model_pages = [
        {"data": [ANTHROPIC], "has_more": True, "first_id": "claude-opus-9", "last_id": "claude-opus-9"},
        {"data": [{"type": "model", "id": "claude-mini", "display_name": "Mini"}], "has_more": False},
    ]
    first, second = await gateway.models()
    assert first == ListedModel(
        "claude-opus-9",
        "Claude Opus 9",
        context=1_000_000,
        max_output=128_000,
        thinking=(ThinkingMode.ADAPTIVE, ThinkingMode.BUDGET),
        thinking_off=ThinkingOff.DISABLED,
        efforts=(Effort.LOW, Effort.HIGH, Effort.MAX),
        structured=True,
        web_search=False,
        retires=dt.date(2027, 2, 5),
        lifecycle=Lifecycle.DEPRECATED,
    )
    assert second == ListedModel("claude-mini", "Mini")
    assert [one.path for one in server.requests] == ["/v1/models", "/v1/models?limit=1000&after_id=claude-opus-9"]


async def test_a_list_without_an_end_ends(server: GatewayServer, gateway: HttpGateway) -> None:
    server.model_pages = [{"data": [{"id": "a"}], "has_more": True, "last_id": "a"}]
    assert await gateway.models() == (ListedModel("a"),)
    assert len(server.requests) == 2


@pytest.mark.parametrize("answer", ["no list", {"data": 3}, {"error": {"type": "not_found_error", "message": "no"}}])
async def test_what_is_no_list_is_told(server: GatewayServer, gateway: HttpGateway, answer: object) -> None:
    server.model_pages = [answer]
    with pytest.raises(GatewayFailure):
        await gateway.models()


async def test_the_demo_keeps_no_list() -> None:
    gateway = demo_gateway()
    assert await gateway.models() == ()
    await gateway.close()


@given(JSON)
def test_whatever_comes_is_read_or_refused(payload: object) -> None:
    page = listing.page(payload)
    assert page is None or all(one.id.strip() == one.id != "" for one in page.offers)


@given(
    st.builds(
        ListedModel,
        id=st.text(min_size=1).map(str.strip).filter(is_model_id),
        name=st.sampled_from(["", "Opus 9"]),
        context=st.none() | st.integers(1, 10**7),
        thinking=st.none() | st.just(()) | st.just((ThinkingMode.ADAPTIVE, ThinkingMode.BUDGET)),
        efforts=st.none() | st.just((Effort.LOW, Effort.MAX)),
        web_search=st.none() | st.booleans(),
        retires=st.none() | st.dates(),
        lifecycle=st.none() | st.sampled_from(Lifecycle),
    )
)
def test_a_remembered_offer_is_the_same(offer: ListedModel) -> None:
    assert ListedModel.from_json(offer.to_json()) == offer


@pytest.mark.parametrize(("login", "tries"), [("any", 1), ("bearer", 2), ("x-api-key", 3)])
async def test_the_key_is_shown_as_the_list_wants_it(connect: Connect, login: str, tries: int) -> None:
    async with GatewayServer(list_login=login) as server:
        gateway = connect(url=server.url)
        assert await gateway.models()
        assert len(server.requests) == tries
        assert await gateway.models()
        assert len(server.requests) == tries + 1, "what worked is tried first the next time"


async def test_a_list_for_another_login_says_nothing_of_the_key(connect: Connect) -> None:
    async with GatewayServer(list_login="other") as server:
        with pytest.raises(NotPermitted) as caught:
            await connect(url=server.url).models()
        assert caught.value.note.sentence == "The gateway does not show its list of models to this key."


async def test_a_count_for_another_login_says_nothing_of_the_key(connect: Connect) -> None:
    async with GatewayServer() as server:
        server.side = Answer(status=401)
        gateway = connect(url=server.url)
        assert await gateway.count_tokens(asking()) is None
        assert await gateway.count_tokens(asking()) is None
        assert len(server.requests) == 1, "it is not asked in vain again"


@pytest.mark.parametrize(
    ("types", "off"),
    [
        ({"adaptive": YES, "disabled": YES, "between_tools": YES}, ThinkingOff.DISABLED),
        ({"adaptive": YES, "disabled": NO, "between_tools": YES}, ThinkingOff.BETWEEN_TOOLS),
        ({"adaptive": YES, "disabled": NO, "between_tools": NO}, ThinkingOff.NEVER),
        ({"adaptive": YES}, None),
        ({"adaptive": YES, "disabled": "no"}, None),
    ],
)
def test_how_a_model_is_kept_from_thinking_is_read_and_remembered(
    types: dict[str, object], off: ThinkingOff | None
) -> None:
    abilities = {"thinking": {"supported": True, "types": types}, "structured_outputs": NO}
    (offer,) = listing.offers([{"id": "m", "capabilities": abilities}])
    assert (offer.thinking_off, offer.structured) == (off, False)
    assert listing.offers([offer.to_json()]) == (offer,)
