"""Every shape of an error a gateway or a proxy may answer with comes to the right failure, in plain words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.errors import GatewayFailure
from turbodesk.gateway.failures import from_payload, from_response

KINDS = {kind.kind for kind in GatewayFailure.__subclasses__()}


def told(status: int, body: object = "", **headers: str) -> GatewayFailure:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return from_response(status, named, text.encode())


def protocol(kind: str, message: str, **more: object) -> dict[str, object]:
    return {"type": "error", "error": {"type": kind, "message": message, **more}, "request_id": "req_1"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((400, "request-refused"), (401, "key-refused"), (402, "out-of-credit"), (403, "not-permitted")),
        *((404, "not-understood"), (405, "not-understood"), (408, "timed-out"), (409, "busy"), (413, "too-large")),
        *((418, "request-refused"), (422, "request-refused"), (429, "too-many-requests"), (500, "busy")),
        *((501, "not-understood"), (502, "busy"), (503, "busy"), (504, "timed-out"), (520, "busy"), (529, "busy")),
        *((599, "busy"), (199, "not-understood"), (304, "not-understood")),
    ],
)
def test_a_status_alone_says_enough(status: int, kind: str) -> None:
    failure = told(status)
    assert (failure.note.kind, failure.note.status) == (kind, status)
    assert str(status) in failure.note.detail


@pytest.mark.parametrize(
    ("status", "type_", "message", "kind"),
    [
        (400, "invalid_request_error", "messages: text content blocks must be non-empty", "request-refused"),
        (400, "invalid_request_error", "`temperature` is deprecated for this model.", "request-refused"),
        (400, "invalid_request_error", "adaptive thinking is not supported on this model", "request-refused"),
        (
            400,
            "invalid_request_error",
            "This model does not support assistant message prefill. The conversation must end with a user message.",
            "request-refused",
        ),
        (
            400,
            "invalid_request_error",
            "`temperature` and `top_p` cannot both be specified for this model. ...",
            "request-refused",
        ),
        (400, "invalid_request_error", "prompt is too long: 212044 tokens > 200000 maximum", "too-large"),
        (
            400,
            "invalid_request_error",
            "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length ...",
            "too-large",
        ),
        (
            400,
            "invalid_request_error",
            "You have reached your specified API usage limits.",
            "out-of-credit",
        ),
        (400, "invalid_request_error", "Your credit balance is too low to access the API.", "out-of-credit"),
        (
            400,
            "invalid_request_error",
            "max_tokens: 99 > 64, which is the maximum allowed number of output tokens",
            "request-refused",
        ),
        (400, "invalid_request_error", "Invalid `signature` in `thinking` block", "request-refused"),
        (400, "invalid_request_error", "Unexpected value(s) `x` for the `anthropic-beta` header", "request-refused"),
        (401, "authentication_error", "invalid x-api-key", "key-refused"),
        (400, "authentication_error", "invalid x-api-key", "key-refused"),
        (
            403,
            "permission_error",
            "Your API key does not have permission to use this",
            "not-permitted",
        ),
        (403, "permission_error", "This organization has been disabled.", "not-permitted"),
        (404, "not_found_error", "model: claude-sonnet-4-20250514", "model-unavailable"),
        (404, "not_found_error", "Not Found", "not-understood"),
        (413, "request_too_large", "Request exceeds the maximum size", "too-large"),
        (
            429,
            "rate_limit_error",
            "This request would exceed your organization's rate limit of 50 per minute",
            "too-many-requests",
        ),
        (
            429,
            "rate_limit_error",
            "Number of tokens has exceeded your per-minute rate limit",
            "too-many-requests",
        ),
        (500, "api_error", "Internal server error", "busy"),
        (504, "timeout_error", "The request timed out", "timed-out"),
        (529, "overloaded_error", "Overloaded", "busy"),
    ],
)
def test_the_protocols_own_errors(status: int, type_: str, message: str, kind: str) -> None:
    note = told(status, protocol(type_, message)).note
    assert (note.kind, note.error_type, note.request_id, note.detail) == (kind, type_, "req_1", message)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        # The protocol's, as text inside another, with words around it.
        (
            500,
            {
                "error": {
                    "type": "<nil>",
                    "message": json.dumps(protocol("invalid_request_error", "prompt is too long: 3 tokens > 2 maximum"))
                    + "（traceid: 0af7) (request id: 2026)",
                },
                "type": "error",
            },
            "too-large",
        ),
        (400, {"error": {"message": json.dumps({"message": json.dumps({"error": "Invalid API key"})})}}, "key-refused"),
        (400, {"error": {"code": "400", "type": "invalid_params", "message": "bad"}}, "request-refused"),
        # Another protocol's.
        (401, {"error": {"message": "Incorrect API key provided: sk-x.", "code": "invalid_api_key"}}, "key-refused"),
        (400, {"error": {"message": "no", "type": "invalid_request_error", "code": "invalid_api_key"}}, "key-refused"),
        (429, {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}, "out-of-credit"),
        (429, {"error": {"message": "Quota exceeded for requests per minute"}}, "too-many-requests"),
        (404, {"error": {"message": "The model `x` does not exist", "code": "model_not_found"}}, "model-unavailable"),
        (400, {"error": {"message": "This model's maximum context length is 8 tokens"}}, "too-large"),
        (400, {"error": {"message": "no", "code": "context_length_exceeded"}}, "too-large"),
        # A provider's.
        (400, {"message": "The provided model identifier is invalid."}, "model-unavailable"),
        (400, {"message": "The model returned the following errors: Input is too long."}, "too-large"),
        (404, {"Message": "This model version has reached the end of its life."}, "model-unavailable"),
        (429, {"message": "Too many tokens per minute, please wait before trying again."}, "too-many-requests"),
        (403, {"message": "The security token included in the request is invalid."}, "key-refused"),
        # A management interface's, and what people build on frameworks.
        (403, {"requestId": "abc", "code": "AuthFailure", "message": "API key is disabled"}, "key-expired"),
        (401, {"error": {"message": "This API key has expired.", "code": "invalid_api_key"}}, "key-expired"),
        (403, {"error": {"message": "key sk-1 was suspended: token quota exhausted"}}, "out-of-credit"),
        (403, {"error": {"message": "The token quota of this key has been used up"}}, "out-of-credit"),
        (403, {"error": {"message": "Key suspended automatically: quota limit reached"}}, "out-of-credit"),
        (401, {"error": {"message": "expired_api_key"}}, "key-expired"),
        (401, {"error": {"message": "该令牌已过期"}}, "key-expired"),
        (402, {"requestId": "abc", "code": "X", "message": "no"}, "out-of-credit"),
        (403, {"error": {"message": "该令牌额度已用尽", "type": "new_api_error"}}, "out-of-credit"),
        (401, {"error": {"message": "无效的令牌 (request id: 2026)", "type": "new_api_error"}}, "key-refused"),
        (503, {"error": {"message": "No available channel for model x under group default"}}, "model-unavailable"),
        (422, {"detail": [{"loc": ["body", "model"], "msg": "Field required"}]}, "request-refused"),
        (404, {"detail": "Not Found"}, "not-understood"),
        (401, {"detail": "Unauthorized"}, "key-refused"),
        (400, {"msg": "Unauthorized"}, "key-refused"),
        (400, {"error": "invalid token"}, "key-refused"),
        (429, {"error": {"details": {"error_code": "enforced_spend_limit_reached"}, "message": "x"}}, "out-of-credit"),
        # No JSON at all.
        (502, "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>", "busy"),
        (413, "<html><title>413 Request Entity Too Large</title></html>", "too-large"),
        (403, "<!DOCTYPE html><title>Just a moment...</title>", "blocked"),
        (511, "", "network-wants-sign-in"),
        (407, {"message": "no"}, "proxy-wants-login"),
        (401, {"error": {"message": "key not allowed to access model. Tried x", "type": "y"}}, "not-permitted"),
        (403, {"error": {"message": "该令牌无权访问模型 x", "type": "new_api_error"}}, "not-permitted"),
        # Of servers on one's own computer.
        (400, {"error": {"message": "request (9 tokens) exceeds the available context size (8 tokens)"}}, "too-large"),
        (500, {"error": {"message": "no", "type": "exceed_context_size_error", "n_ctx": 8}}, "too-large"),
        (500, {"error": {"message": "image input is not supported - hint: mmproj"}}, "request-refused"),
        (404, "<html><body><h1>Not &amp; found</h1></body></html>", "not-understood"),
        (429, "<html>slow down</html>", "too-many-requests"),
        (503, "upstream connect error or disconnect/reset before headers", "busy"),
        (400, "invalid api key", "key-refused"),
        (500, "{broken", "busy"),
        (500, "[]", "busy"),
        (500, "null", "busy"),
        (500, {}, "busy"),
        (500, [{"error": {"message": "prompt is too long"}}], "too-large"),
    ],
)  # fmt: skip
def test_every_other_shape(status: int, body: object, kind: str) -> None:
    assert told(status, body).note.kind == kind


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"error": {"message": "  one "}, "message": "two"}, "one"),
        ({"error": "short", "message": "long"}, "long"),
        ({"error": "short"}, "short"),
        ({"detail": [{"msg": "one"}, {"msg": "two"}, "three"]}, "one; two; three"),
        ({"odd": 1}, '{"odd": 1}'),
        ("<html><body><h1>It &amp; broke</h1><p>sorry</p></body></html>", "It & broke sorry"),
        ("<title>\n A title </title><h1>x</h1>", "A title"),
        ("plain words", "plain words"),
        ("x" * 3000, "x" * 2000),
    ],
)
def test_its_own_words_are_kept_for_the_details(body: object, detail: str) -> None:
    assert told(500, body).note.detail == detail


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ({"request_id": "req_h"}, {"request_id": "req_b", "message": "x"}, "req_h"),
        ({"x_amzn_requestid": "amz", "cf_ray": "ray"}, {}, "amz"),
        ({"x_litellm_call_id": "call", "cf_ray": "ray"}, {}, "call"),
        ({}, {"requestId": "camel", "message": "x"}, "camel"),
        ({}, {"error": {"message": json.dumps({"message": "x", "request_id": "deep"})}, "request_id": "top"}, "deep"),
        ({}, {}, None),
    ],
)
def test_the_request_id_is_found(headers: dict[str, str], body: object, expected: str | None) -> None:
    assert told(500, body, **headers).note.request_id == expected


def test_the_wait_asked_for_is_told() -> None:
    def advice(wait_s: float | None) -> str:
        return from_response(429, {}, b"", wait_s=wait_s).note.advice

    assert advice(None) == "Wait a moment, then try again."
    assert "20 s" in advice(20)
    assert "5 minutes" in advice(300)
    assert "3 hours" in advice(3 * 3600)
    assert "wait" not in from_response(401, {}, b"", wait_s=20).note.advice


@pytest.mark.parametrize("words", ["invalid x-api-key", "This API key has expired."])
def test_where_no_key_was_sent_one_is_wanted_whatever_is_said_of_it(words: str) -> None:
    body = json.dumps({"error": {"message": words}}).encode()
    assert from_response(401, {}, body, has_key=False).note.kind == "key-missing"


def test_sentences_fit_what_happened() -> None:
    assert "no gateway at this address" in told(404, "<html></html>").note.sentence
    for too_large in (told(413), told(413, protocol("request_too_large", "Request exceeds the maximum size"))):
        assert "larger than the gateway takes" in too_large.note.sentence
        assert "Leave out" in too_large.note.advice
    assert told(500, {"error": "image input is not supported"}).note.sentence == "This model takes no pictures."
    too_much = protocol("invalid_request_error", "max_tokens: 9 > 8, which is the maximum allowed")
    assert "Instructions and limits" in told(400, too_much).note.sentence


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (protocol("overloaded_error", "Overloaded"), "busy"),
        (protocol("rate_limit_error", "x"), "too-many-requests"),
        (protocol("api_error", "x"), "busy"),
        (protocol("invalid_request_error", "prompt is too long"), "too-large"),
        (protocol("something_new", "x"), "busy"),
        ({"error": "Overloaded"}, "busy"),
        ({"message": "Invalid API key"}, "key-refused"),
        ({}, "busy"),
    ],
)
def test_errors_inside_a_stream(payload: dict[str, object], kind: str) -> None:
    note = from_payload(payload, {"request-id": "req_h"}).note
    assert (note.kind, note.status, note.request_id) == (kind, None, "req_h")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "message", "type", "code", "details", "detail", "msg", "errors", "request_id", "x"]
            ),
            inner | inner.map(json.dumps),
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(st.integers(100, 599), JSON.map(json.dumps) | st.text(), st.text(max_size=20))
def test_no_body_breaks_it(status: int, body: Any, request_id: str) -> None:
    note = told(status, body, request_id=request_id).note
    assert note.kind in KINDS
    assert note.sentence.endswith(".")
    assert len(note.detail) <= 2000


def test_the_key_is_removed_before_a_text_is_cut() -> None:
    key = "sk-secret-key"
    body = ("x" * 1995 + key).encode()
    failure = from_response(500, {}, body, redact=lambda text: text.replace(key, "[key]"))
    assert "sk-se" not in failure.note.detail
