"""Decides what the demo says: the words come from `resources/demo`, the choice from what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from turbodesk import resources
from turbodesk.gateway.retry import MOST_RETRIES


@dataclass(frozen=True, slots=True)
class DemoReply:
    """What the demo answers: a text, or a failure before, after or instead of one."""

    text: str = ""
    error: Mapping[str, str] = field(default_factory=dict)
    """The protocol's error object; empty when nothing goes wrong."""
    status: int = 200
    """Above 399, the error comes instead of a reply; at 200, in the middle of it."""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_cut_off: bool = False
    """The connection ends before the reply does."""
    times: int | None = None
    """How many requests in a row are answered so, before all is well again; None: every one."""
    is_of_model: bool = False
    """Another model than the one that was asked first answers."""
    after: str = "after-failure"
    """The page that is read when all is well again."""


def answer_to(asked: str) -> DemoReply:
    """Return the answer to what a person last wrote."""
    words = asked.strip().lower()
    if failing := re.match(r"(?:please )?fail\b[\s:,-]*(\w*)", words):
        return _FAILURES.get(failing[1]) or _broken_off(cut=failing[1] == "cut")
    if re.search(r"\blong(er|est)?\b", words):
        return DemoReply(_texts("walk"))
    if re.search(_TOUR, words):
        return DemoReply(_texts("intro", *_SECTIONS, "closing"))
    named = [section for section, pattern in _SECTIONS.items() if re.search(pattern, words)]
    return DemoReply(_texts(*named)) if named else DemoReply(_texts("short"))


_TOUR = r"\b(tour|demo|everything|what can you|hello|hi|hey|good (morning|day|evening))\b|^(help|start)\b"
_SECTIONS = {
    "lists": r"\blists?\b|\bbullets?\b",
    "table": r"\btables?\b",
    "code": r"\bcode\b|\bpython\b|\bjavascript\b|\bfunction\b|\bprogram\b",
    "maths": r"\bmath(s|ematics)?\b|\bformulas?\b|\bequations?\b",
    "languages": r"\blanguages?\b|\bscripts?\b|\barabic\b|\bhebrew\b|\bchinese\b|\bjapanese\b|\bemoji\b",
}


def recovered(failed: DemoReply) -> DemoReply:
    """Return the answer after a failure that was to come only a few times, or of one model."""
    return DemoReply(_texts(failed.after))


def gone_on() -> DemoReply:
    """Return the end of the reply that breaks off on purpose."""
    return DemoReply(f" {_texts('after-break')}")


def nothing_left() -> DemoReply:
    """Return what is said where there is nothing to go on with."""
    return DemoReply(_texts("nothing-left"))


def _texts(*names: str) -> str:
    return "\n\n".join(resources.text("demo", f"{name}.md").strip() for name in names)


def _broken_off(*, cut: bool) -> DemoReply:
    text = _texts("before-failure")
    error = {} if cut else {"type": "overloaded_error", "message": "Overloaded (as you asked)"}
    return DemoReply(text, error, is_cut_off=cut, times=1, after="after-again")


def _refused(status: int, kind: str, message: str, *, times: int | None = None, **headers: str) -> DemoReply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return DemoReply("", {"type": kind, "message": message}, status, named, times=times)


def _of_model(failure: DemoReply) -> DemoReply:
    return replace(failure, is_of_model=True, after="after-model")


_FAILURES = {
    "key": _refused(401, "authentication_error", "invalid x-api-key (as you asked)"),
    "expired": _refused(401, "authentication_error", "This API key has expired (as you asked)"),
    "credit": _refused(402, "billing_error", "Your credit balance is too low (as you asked)"),
    "permission": _of_model(_refused(403, "permission_error", "This key may not use the model (as you asked)")),
    "model": _of_model(_refused(404, "not_found_error", "model: this one has been retired (as you asked)")),
    "size": _refused(400, "invalid_request_error", "prompt is too long: 212044 tokens > 200000 maximum (as you asked)"),
    "limit": _refused(429, "rate_limit_error", "Too many requests (as you asked)", retry_after="300", times=1),
    # As often as a request goes out by itself: pressing “Try again” leads on.
    "busy": _refused(529, "overloaded_error", "Overloaded (as you asked)", retry_after="4", times=1 + MOST_RETRIES),
    "once": _refused(529, "overloaded_error", "Overloaded, but only once (as you asked)", retry_after="4", times=1),
}
