"""Says in plain words what a gateway's own tools did during a reply: searches of the web, pages read, code run.

Their blocks are kept and sent back as they came (`Opaque`); here they are only read, and only with care: any of them
may have any shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from turbodesk.chat.parts import JsonObject, Opaque

_CALLS = ("server_tool_use", "mcp_tool_use")
_DOING = {"web_search": ("Searching the web", "Searched the web"), "web_fetch": ("Reading a page", "Read a page")}
_RUNS = ("Running code at the gateway", "Ran code at the gateway")
_ERRORS = {
    "invalid_tool_input": "it was not asked in a way that works",
    "unavailable": "that is not available right now",
    "max_uses_exceeded": "the reply had used up its searches",
    "too_many_requests": "there were too many in a short time",
    "query_too_long": "the words to look for were too many",
    "request_too_large": "it would have been too much at once",
    "url_not_accessible": "the page could not be reached",
    "url_too_long": "the address is too long",
    "url_not_allowed": "the page may not be read",
    "url_not_in_prior_context": "only pages named in the chat, or found by a search, may be read",
    "unsupported_content_type": "the page is of a kind that cannot be read",
    "content_too_large": "the page is too large",
}


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page a search found."""

    title: str
    url: str
    age: str = ""


def is_call(part: object) -> bool:
    """Whether a part is a call of one of the gateway's tools."""
    return isinstance(part, Opaque) and part.kind in _CALLS


def is_result(part: object) -> bool:
    """Whether a part is what such a call gave."""
    return isinstance(part, Opaque) and part.kind.endswith("_tool_result") and "tool_use_id" in part.raw


def call_id(part: Opaque) -> str:
    """Return the id that a call and its result share."""
    return _text(part.raw, "tool_use_id") or _text(part.raw, "id")


def words(call: Opaque | None, result: Opaque | None, *, is_live: bool) -> str:
    """Return one line for a call and its result, either of which may be missing."""
    name = _text(call.raw, "name") if call is not None else ""
    kind = name or (result.kind.removesuffix("_tool_result") if result is not None else "")
    doing, done = _DOING.get(kind, _RUNS if "code" in kind or "bash" in kind else (f"Using “{kind}”", f"Used “{kind}”"))
    given = call.raw.get("input") if call is not None else None
    wanted = (_text(given, "query") or _text(given, "url")) if isinstance(given, Mapping) else ""
    link = " for" if kind == "web_search" else ":"
    about = f"{link} “{wanted[:120]}”" if wanted else ""
    if result is None:
        return f"{doing}{about}…" if is_live else f"{done}{about}, without an answer"
    problem = _error(result.raw)
    return f"{done}{about}, but {problem}" if problem else f"{done}{about}"


def found(result: Opaque) -> tuple[FoundPage, ...]:
    """Return the pages a search found, or the one that was read."""
    content = result.raw.get("content")
    entries = content if isinstance(content, list) else [content]
    pages = (entry for entry in entries if isinstance(entry, Mapping) and _text(entry, "url"))
    return tuple(_found(page) for page in pages)


def _found(raw: Mapping[str, object]) -> FoundPage:
    url, read = _text(raw, "url"), raw.get("content")
    title = _text(raw, "title") or (_text(read, "title") if isinstance(read, Mapping) else "")
    return FoundPage(title or url, url, _text(raw, "page_age"))


def _error(raw: JsonObject) -> str:
    content = raw.get("content")
    code = _text(content, "error_code") if isinstance(content, Mapping) else ""
    return _ERRORS.get(code, f"the gateway said “{code[:60]}”") if code else ""


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
