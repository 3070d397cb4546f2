"""Decides what the demo says: the words come from `resources/demo`, the choice from what was asked.

In another language the words are those of `resources/translations/<language>/demo`, a file each and with the same
names; what is not there is English. What to look for in a question is a sentence of the catalogue: words with "|"
between them, any of which will do. The English ones count in every language, since people try what they read about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field, replace

from turbodesk import resources
from turbodesk.gateway.retry import MOST_RETRIES
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import ENGLISH, RIGHT_TO_LEFT, _, language, pgettext


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
    if (failing := _failing(words)) is not None:
        return _FAILURES.get(failing) or _broken_off(cut=failing == "cut")
    if _LONG.is_in(words):
        return DemoReply(_texts("walk"))
    if _TOUR.is_in(words):
        return DemoReply(_texts("intro", *SECTIONS, "closing"))
    named = [section for section, topic in SECTIONS.items() if topic.is_in(words)]
    return DemoReply(_texts(*named)) if named else DemoReply(_texts("short"))


def _failing(words: str) -> str | None:
    """Return what is to go wrong, "" where it is left open; None where nothing is."""
    if failing := re.match(r"(?:please )?fail\b[\s:,-]*(\w*)", words):
        return failing[1]
    if not FAIL.is_translated_in(words):
        return None
    return next((name for name, topic in _NAMED_FAILURES.items() if topic.is_translated_in(words)), "")


_WITHOUT_BLANKS = ("zh_CN", "zh_TW", "ja")
"""Languages that have none between words, so that a part of what was written may be a word."""
_SHORT = 4


@dataclass(frozen=True, slots=True)
class _AskedFor:
    """What a question may be about."""

    pattern: str
    """How it is asked for in English."""
    translated: str
    """How else, with "|" between."""

    def is_in(self, words: str) -> bool:
        """Whether `words`, in small letters, ask for it."""
        return re.search(self.pattern, words) is not None or self.is_translated_in(words)

    def is_translated_in(self, words: str) -> bool:
        """Whether they do so in the language in use. A word may have an ending."""
        if language() == ENGLISH:
            return False
        return any(_is_said(one, words) for one in map(str.strip, self.translated.lower().split("|")) if one)


def _is_said(asked: str, words: str) -> bool:
    """Whether a word is said: as it is, or with an ending; a short one begins too many others to have a long ending."""
    if language() in _WITHOUT_BLANKS:
        return asked in words
    article = r"\w{0,3}" if language() in RIGHT_TO_LEFT else ""  # Arabic writes "and", "in" and "the" before a word
    ending = r"\w{0,3}(?!\w)" if len(asked) <= _SHORT else ""
    return re.search(rf"(?<!\w){article}{re.escape(asked)}{ending}", words) is not None


# Translators: what people may write to the demo to see a thing; give words of your language with "|" between them.
_LONG = _AskedFor(r"\blong(er|est)?\b", _("long story"))
_TOUR = _AskedFor(
    # not for people
    r"\b(tour|demo|everything|what can you|hello|hi|hey|good (morning|day|evening))\b|^(help|start)\b",
    # Translators: words people may greet the demo with, or ask for all of it, with "|" between them.
    _("tour|demo|everything|what can you|hello|good morning"),
)
SECTIONS = {
    # Translators: words people may ask the demo with, "|" between them.
    "lists": _AskedFor(r"\blists?\b|\bbullets?\b", _("list|bullets")),
    "table": _AskedFor(r"\btables?\b", pgettext("asked of the demo", "table")),
    "code": _AskedFor(
        r"\bcode\b|\bpython\b|\bjavascript\b|\bfunction\b|\bprogram\b",
        pgettext("asked of the demo", "code|function|program"),
    ),
    "maths": _AskedFor(
        r"\bmath(s|ematics)?\b|\bformulas?\b|\bequations?\b", pgettext("asked of the demo", "maths|formula|equation")
    ),
    "languages": _AskedFor(
        r"\blanguages?\b|\bscripts?\b|\barabic\b|\bhebrew\b|\bchinese\b|\bjapanese\b|\bemoji\b",
        pgettext("asked of the demo", "language|script|emoji"),
    ),
}
# Translators: what people may write to the demo to see how a failure looks; then "busy", "key" or "cut" may follow.
FAIL = _AskedFor(r"\bfail\b", pgettext("asked of the demo", "fail"))
_NAMED_FAILURES = {
    "busy": _AskedFor(r"\bbusy\b", pgettext("asked of the demo, after fail", "busy")),
    "key": _AskedFor(r"\bkey\b", pgettext("asked of the demo, after fail", "key")),
    "cut": _AskedFor(r"\bcut\b", pgettext("asked of the demo, after fail", "cut")),
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
    return "\n\n".join(_text(f"{name}.md").strip() for name in names)


def _text(file: str) -> str:
    if language() != ENGLISH:
        with suppress(OSError):  # not translated, or taken away by an update
            return resources.text("translations", language(), "demo", file)
    return resources.text("demo", file)


def _as_asked(answer: str) -> str:
    # Translators: {answer} is what a server says of a failure; the demo fails where somebody asked it to.
    return _("{answer} (as you asked)").format(answer=answer)


def _broken_off(*, cut: bool) -> DemoReply:
    text = _texts("before-failure")
    error = {} if cut else {"type": "overloaded_error", "message": _as_asked("Overloaded")}  # not for people
    return DemoReply(text, error, is_cut_off=cut, times=1, after="after-again")


def _refused(status: int, kind: str, message: str, *, times: int | None = None, **headers: str) -> DemoReply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return DemoReply("", {"type": kind, "message": message}, status, named, times=times)


def _of_model(failure: DemoReply) -> DemoReply:
    return replace(failure, is_of_model=True, after="after-model")


_FAILURES = {
    "key": _refused(401, "authentication_error", _as_asked("invalid x-api-key")),  # not for people
    "expired": _refused(401, "authentication_error", _as_asked("This API key has expired")),  # not for people
    "credit": _refused(402, "billing_error", _as_asked("Your credit balance is too low")),  # not for people
    # not for people
    "permission": _of_model(_refused(403, "permission_error", _as_asked("This key may not use the model"))),
    # not for people
    "model": _of_model(_refused(404, "not_found_error", _as_asked("model: this one has been retired"))),
    # not for people
    "size": _refused(400, "invalid_request_error", _as_asked("prompt is too long: 212044 tokens > 200000 maximum")),
    # not for people
    "limit": _refused(429, "rate_limit_error", _as_asked("Too many requests"), retry_after="300", times=1),
    # As often as a request goes out by itself: pressing “Try again” leads on.
    # not for people
    "busy": _refused(529, "overloaded_error", _as_asked("Overloaded"), retry_after="4", times=1 + MOST_RETRIES),
    # not for people
    "once": _refused(529, "overloaded_error", _as_asked("Overloaded, but only once"), retry_after="4", times=1),
}
