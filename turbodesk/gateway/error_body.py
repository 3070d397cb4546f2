"""Reads what an answer says is wrong, whatever the form it says it in.

There is no one shape of an error (protocol, 3.3): the protocol's own, another protocol's, a provider's, one packed as
JSON text inside another, a web page, nothing. What it means is decided elsewhere, in `failures`.

Nothing is shortened here: the key must be removed from a text before it is cut, or half of it could remain.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import replace

from turbodesk.chat.json_values import is_sound, parse
from turbodesk.quick_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an answer says is wrong, in its own words."""

    text: str = ""
    error_type: str | None = None
    code: str = ""
    request_id: str | None = None
    is_page: bool = False
    """A web page, which no gateway answers: something else is at this address."""


def read(body: str) -> Complaint:
    """Return what a body says, whatever its form."""
    body = body.removeprefix("\ufeff").strip()
    if body.startswith(("{", "[")):
        try:
            return read_payload(parse(body))
        except ValueError:
            pass
    if body.startswith("<"):
        return Complaint(text=_page_text(body), is_page=True)
    return Complaint(text=body)


def read_payload(payload: object, *, depth: int = 0) -> Complaint:
    """Return what a JSON value says: the innermost message, with the outermost facts where it has none of its own."""
    if isinstance(payload, list) and payload:
        payload = payload[0]
    if not isinstance(payload, Mapping):
        return Complaint(text="" if payload is None else str(payload))
    error = payload.get("error")
    inner: Mapping[str, object] = error if isinstance(error, Mapping) else payload
    text = _naming(_first_text(inner, payload, error), inner.get("param"))
    details = inner.get("details")
    codes = [inner.get("code"), details.get("error_code") if isinstance(details, Mapping) else None]
    complaint = Complaint(
        text=text or json.dumps(payload, ensure_ascii=False),
        error_type=_type(inner.get("type")) or _type(payload.get("type")),
        code=" ".join(str(code) for code in codes if code),
        request_id=_word(payload.get("request_id")) or _word(payload.get("requestId")),
    )
    nested = _nested(text) if depth < 4 else None
    if nested is None:
        return complaint
    deeper = read_payload(nested, depth=depth + 1)
    return replace(
        deeper,
        error_type=deeper.error_type or complaint.error_type,
        code=f"{deeper.code} {complaint.code}".strip(),
        request_id=deeper.request_id or complaint.request_id,
    )


def _first_text(inner: Mapping[str, object], outer: Mapping[str, object], error: object) -> str:
    if isinstance(error, str) and error.strip() and not isinstance(outer.get("message"), str):
        return error.strip()
    for place in (inner, outer):
        for field in ("message", "Message", "detail", "msg", "errors"):
            value = place.get(field)
            if isinstance(value, str) and value.strip():
                return value.strip()
            if value and not isinstance(value, str):  # such as a list of what is wrong with each field
                return _listed(value)
    return ""


def _listed(value: object) -> str:
    entries = value if isinstance(value, list) else [value]
    return "; ".join(str(_entry(entry) if isinstance(entry, Mapping) else entry) for entry in entries)


def _entry(entry: Mapping[str, object]) -> object:
    """What one entry of a list of complaints says, after the place of the body it is about."""
    said = entry.get("msg") or entry.get("message")
    place = entry.get("loc")
    if not said or not isinstance(place, list):
        return said or entry
    return ": ".join((".".join(str(one) for one in place if one != "body"), str(said))).removeprefix(": ")


def _naming(text: str, parameter: object) -> str:
    """A complaint with the parameter it is about, where only a field of its own names it."""
    is_missing = isinstance(parameter, str) and parameter and parameter not in text
    return f"{text} ({parameter})" if text and is_missing else text


def _nested(text: str) -> object | None:
    """The JSON object inside a message, even with words before or after it."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    known = {"error", "message", "Message", "detail", "msg"}
    return found if isinstance(found, dict) and known & found.keys() and is_sound(found) else None


def _type(value: object) -> str | None:
    word = _word(value)
    return None if word is None or word == "error" or not re.fullmatch(r"[\w.-]+", word) else word


def _word(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def _page_text(page: str) -> str:
    title = re.search(r"<title[^>]*>(.*?)</title", page, re.IGNORECASE | re.DOTALL)
    text = title.group(1) if title and title.group(1).strip() else re.sub(r"<[^>]*>", " ", page[:20_000])
    return " ".join(html.unescape(text).split())


_ID_HEADERS = (
    *("request-id", "x-request-id", "x-amzn-requestid", "x-litellm-call-id", "x-oneapi-request-id", "cf-ray"),
)
"""In the order of how much whoever runs the gateway can do with them."""


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """Return the request's id, for asking about it; `headers` with names in lower case."""
    return next((headers[name] for name in _ID_HEADERS if headers.get(name)), None)
