"""Says in plain words what a gateway's own tools did during a reply: searches of the web, pages read, code run.

Their blocks are kept and sent back as they came (`Opaque`); here they are only read, and only with care: any of them
may have any shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from turbodesk.chat.parts import JsonObject, Opaque
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_CALLS = ("server_tool_use", "mcp_tool_use")


class _Use(NamedTuple):
    """How a tool of the gateway is told of, with what it was asked for at {wanted}; `plain` where that is not known."""

    doing: str
    done: str
    unanswered: str
    failed: str
    plain: tuple[str, str, str, str]


# Translators: {why} is one of the phrases that begin with "it was not asked in a way that works".
_USES = {
    "web_search": _Use(
        _("Searching the web for “{wanted}”…"),
        _("Searched the web for “{wanted}”"),
        _("Searched the web for “{wanted}”, without an answer"),
        _("Searched the web for “{wanted}”, but {why}"),
        (
            _("Searching the web…"),
            _("Searched the web"),
            _("Searched the web, without an answer"),
            _("Searched the web, but {why}"),
        ),
    ),
    "web_fetch": _Use(
        _("Reading a page: “{wanted}”…"),
        _("Read a page: “{wanted}”"),
        _("Read a page: “{wanted}”, without an answer"),
        _("Read a page: “{wanted}”, but {why}"),
        (_("Reading a page…"), _("Read a page"), _("Read a page, without an answer"), _("Read a page, but {why}")),
    ),
}
_RUN = _Use(
    _("Running code at the gateway: “{wanted}”…"),
    _("Ran code at the gateway: “{wanted}”"),
    _("Ran code at the gateway: “{wanted}”, without an answer"),
    _("Ran code at the gateway: “{wanted}”, but {why}"),
    (
        _("Running code at the gateway…"),
        _("Ran code at the gateway"),
        _("Ran code at the gateway, without an answer"),
        _("Ran code at the gateway, but {why}"),
    ),
)
_OTHER = _Use(
    _("Using “{tool}”: “{wanted}”…"),
    _("Used “{tool}”: “{wanted}”"),
    _("Used “{tool}”: “{wanted}”, without an answer"),
    _("Used “{tool}”: “{wanted}”, but {why}"),
    (_("Using “{tool}”…"), _("Used “{tool}”"), _("Used “{tool}”, without an answer"), _("Used “{tool}”, but {why}")),
)
_ERRORS = {
    "invalid_tool_input": _("it was not asked in a way that works"),
    "unavailable": _("that is not available right now"),
    "max_uses_exceeded": _("the reply had used up its searches"),
    "too_many_requests": _("there were too many in a short time"),
    "query_too_long": _("the words to look for were too many"),
    "request_too_large": _("it would have been too much at once"),
    "url_not_accessible": _("the page could not be reached"),
    "url_too_long": _("the address is too long"),
    "url_not_allowed": _("the page may not be read"),
    "url_not_in_prior_context": _("only pages named in the chat, or found by a search, may be read"),
    "unsupported_content_type": _("the page is of a kind that cannot be read"),
    "content_too_large": _("the page is too large"),
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
    use = _USES.get(kind, _RUN if "code" in kind or "bash" in kind else _OTHER)
    given = call.raw.get("input") if call is not None else None
    wanted = (_text(given, "query") or _text(given, "url")) if isinstance(given, Mapping) else ""
    doing, done, unanswered, failed = use[:4] if wanted else use.plain
    problem = _error(result.raw) if result is not None else ""
    sentence = failed if problem else done
    if result is None:
        sentence = doing if is_live else unanswered
    return sentence.format(tool=kind, wanted=wanted[:120], why=problem)


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
    if not code:
        return ""
    return _ERRORS.get(code) or _("the gateway said “{code}”").format(code=code[:60])


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
