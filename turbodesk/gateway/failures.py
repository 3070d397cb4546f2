"""Makes one plain failure of whatever a gateway, a proxy or a provider behind them answers when something is wrong.

`complaint` reads what the answer says; `classify` decides what it means: by its words first, since a status is known
to stand for several things (a wrong key as 400, an empty account as 429), and by type and status otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from turbodesk.chat.errors import (
    Blocked,
    Busy,
    DocumentRefused,
    GatewayFailure,
    KeyExpired,
    KeyRefused,
    KeyWanted,
    ModelUnavailable,
    NetworkWantsSignIn,
    NotPermitted,
    NotUnderstood,
    OutOfCredit,
    PictureRefused,
    ProxyWantsLogin,
    RequestRefused,
    TimedOut,
    TooLarge,
    TooManyRequests,
)
from turbodesk.gateway.error_body import Complaint, read, read_payload, request_id_of
from turbodesk.quantities import number
from turbodesk.translation import _, ngettext

Redact = Callable[[str], str]
"""Removes the key from a text."""

LONGEST_AUTOMATIC_WAIT_S = 60.0
"""A wait asked for above this is told to the person instead of being waited (protocol, 3.5)."""


def from_response(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    redact: Redact = str,
    wait_s: float | None = None,
    has_key: bool = True,
) -> GatewayFailure:
    """Return the failure an answer with an error status means.

    `headers` with names in lower case; `wait_s` is how long the answer asks to wait, in seconds; `has_key` whether the
    request carried a key.
    """
    complaint = _with_id(read(redact(body.decode("utf-8", "replace"))), headers)
    return _failure(complaint, status, redact, wait_s=wait_s, has_key=has_key)


def from_payload(
    payload: object, headers: Mapping[str, str], *, redact: Redact = str, has_key: bool = True
) -> GatewayFailure:
    """Return the failure an error inside a good answer means, such as the stream's `error` event."""
    return _failure(_with_id(read_payload(payload), headers), None, redact, has_key=has_key)


def _with_id(complaint: Complaint, headers: Mapping[str, str]) -> Complaint:
    return replace(complaint, request_id=request_id_of(headers) or complaint.request_id)


def _failure(
    complaint: Complaint, status: int | None, redact: Redact, *, wait_s: float | None = None, has_key: bool
) -> GatewayFailure:
    kind, sentence = classify(complaint, status)
    if issubclass(kind, KeyRefused) and not has_key:
        kind = KeyWanted
    advice = _LEAVE_OUT if status == 413 else ""
    advice = _wait_advice(wait_s) if issubclass(kind, TooManyRequests | Busy) else advice
    return kind(
        redact(complaint.text or _status_phrase(status)),
        sentence=sentence,
        advice=advice,
        status=status,
        error_type=redact(complaint.error_type)[:100] if complaint.error_type else None,
        request_id=redact(complaint.request_id)[:200] if complaint.request_id else None,
    )


_LEAVE_OUT = _("Leave out the oldest turns or attachments, or start a new chat.")


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_TOO_LONG = _words(
    r"prompt is too long",  # not for people
    r"input is too long",  # not for people
    r"exceeds?[_ ](the[_ ])?(model'?s?[_ ])?((maximum|available)[_ ])?context",
    r"context[_ ](length|window|size)[_ ](has been )?exceeded",  # not for people
    r"exceeds? (the )?context (size|window|length)",  # not for people
    r"maximum context length",  # not for people
    r"exceed context limit",  # not for people
    r"too many (input )?tokens(?! per)",  # not for people
)
_NO_CREDIT = _words(
    r"insufficient[_ ](\w+[_ ])?(quota|balance|credits?|funds)",
    r"credit balance",  # not for people
    r"out of credits?",  # not for people
    r"spend(ing)?[_ ](limit|cap)",
    r"specified api usage limits",  # not for people
    r"(quota|budget)\b.{0,40}\b(used up|exhausted|exceeded|reached|depleted)",  # not for people
    r"(exceeded|used up|exhausted|reached) (your|its|the) (\w+ )?(quota|budget|credits?)",  # not for people
    r"billing",
    r"余额不足",
    r"额度(不足|已用尽|已用完)",
    r"欠费",
)
_PER_TIME = _words(r"per[_ -](second|minute|hour)", r"\b[rt]pm\b", r"rate[_ ]limit")
_NO_KEY = _words(
    r"(invalid|incorrect|unknown|wrong|missing|expired|revoked|disabled|suspended)[_ ](\S+[_ ])?"
    r"(api[_ -]?key|token|key)",
    r"(api[_ -]?key|token|key)\b.{0,40}\b"
    r"(is|was|has|been|not)\b.{0,12}\b(invalid|incorrect|wrong|missing|expired|revoked|disabled|suspended|valid|found)",
    r"no (api[_ -]?key|auth)",  # not for people
    r"(authentication|authorization)[_ ](failed|error|required)",
    r"unauthori[sz]ed",
    r"无效的(令牌|密钥)",
    r"令牌(无效|已过期|已被禁用)",
)
_KEY_ENDED = _words(
    r"(expired|revoked|disabled|suspended|deactivated)[_ ](\S+[_ ])?(api[_ -]?key|token|key)",
    r"(api[_ -]?key|token|key)\b.{0,40}\b(is|was|has|been)\b.{0,12}\b(expired|revoked|disabled|suspended|deactivated)",
    r"令牌(已过期|已被禁用)",
)
"""Keys of TheTurbo's gateway end after 7 to 90 days, and are suspended when their quota is reached [gateway]."""
_NO_MODEL = _words(
    r"model[_ ]not[_ ](found|exist)",
    r"(unknown|invalid|unsupported|no such) model",  # not for people
    r"model (identifier|id|name) is (invalid|unknown)",  # not for people
    r"\bmodel\b[:\s]+\S+\s+(was |is |has been |does )?"  # not for people
    r"(not (found|exist|available|offered|supported)\b|retired|shut down)",
    # not for people
    r"\bmodel\b.{0,60}\b(does not exist|could not be found|end of (its )?life|has been retired|is no longer available)",
    r"no available channels? for model",  # not for people
    r"marked by provider as legacy",  # not for people
    r"^model: ",  # not for people
)
_NO_ACCESS = _words(
    r"not (allowed|permitted|authori[sz]ed) to (access|use|call)( this| the)? model",  # not for people
    r"key_model_access_denied",
    r"not have (access|permission)[^.]{0,20} model",  # not for people
    r"无权(访问|使用)模型",
)
NO_PICTURES = _words(
    r"(images?|vision|multimodal)( (inputs?|content|urls?|blocks?))? (is|are) not supported",  # not for people
    r"(does not|doesn't|cannot) (support|accept|take) (images?|vision|multimodal)",  # not for people
)
NO_DOCUMENTS = _words(
    r"(pdfs?|documents?)( (files?|inputs?|content|blocks?))? (is|are) not supported",  # not for people
    r"(does not|doesn't|cannot) (support|accept|take) (pdf|document)",  # not for people
)
_SIGN_IN = _words(r"captive", r"\bportal\b", r"hot-?spot", r"wi-?fi", r"\bsign[-_ ]?(in|on)\b", r"\blog[-_ ]?[io]n\b")
_TOO_MUCH_OUTPUT = _words(r"max_tokens.{0,40}(maximum|at most|less than or equal|too (large|high))")  # not for people

_BY_TYPE: dict[str, type[GatewayFailure]] = {
    "authentication_error": KeyRefused,
    "billing_error": OutOfCredit,
    "permission_error": NotPermitted,
    "not_found_error": ModelUnavailable,
    "request_too_large": TooLarge,
    "rate_limit_error": TooManyRequests,
    "timeout_error": TimedOut,
    "api_error": Busy,
    "overloaded_error": Busy,
    "conflict_error": Busy,
    "invalid_request_error": RequestRefused,
}
_SAYS_LITTLE = ("invalid_request_error", "api_error")
"""Types that gateways give to whatever they have no other for; the status says more."""
_BY_STATUS: dict[int, type[GatewayFailure]] = {
    401: KeyRefused,
    402: OutOfCredit,
    403: NotPermitted,
    404: ModelUnavailable,
    408: TimedOut,
    409: Busy,
    429: TooManyRequests,
    504: TimedOut,
}
_ON_THE_WAY: dict[int | None, type[GatewayFailure]] = {407: ProxyWantsLogin, 511: NetworkWantsSignIn}
"""What only something between this computer and the gateway answers (RFC 9110, 15.5.8; RFC 6585, 6)."""


def classify(complaint: Complaint, status: int | None) -> tuple[type[GatewayFailure], str]:
    """Return the class of a failure, and its sentence where the class's own says too little.

    `status` is None for an error inside an answer that began with 200.
    """
    said = f"{complaint.code} {complaint.error_type or ''} {complaint.text}"
    if status in _ON_THE_WAY:
        return _ON_THE_WAY[status], ""
    if status == 413:
        return TooLarge, "" if _TOO_LONG.search(said) else _(
            "The chat is larger than the gateway takes in one request."
        )
    if complaint.is_page and status in (403, 451):
        return Blocked, ""
    if _is_elsewhere(complaint, status):
        return NotUnderstood, _("There is no gateway at this address.")
    if kind := _by_words(said, status):
        return kind, ""
    if _TOO_MUCH_OUTPUT.search(said):
        return (
            RequestRefused,
            _("The reply asked for is longer than this model can write; set a lower limit in Instructions and limits."),
        )
    if NO_PICTURES.search(said):
        return PictureRefused, ""
    if NO_DOCUMENTS.search(said):
        return DocumentRefused, ""
    return _by_numbers(complaint.error_type, status), ""


def _is_elsewhere(complaint: Complaint, status: int | None) -> bool:
    """Whether something other than a gateway answered."""
    if status is None:
        return False
    if status in (405, 501):
        return complaint.error_type is None
    if status == 404:
        names_model = complaint.error_type == "not_found_error" or "model" in complaint.text.lower()
        return not names_model or complaint.text.strip(" .").lower() == "not found"  # not for people
    return complaint.is_page and 400 <= status < 500 and status != 429


def wants_sign_in(text: str) -> bool:
    """Whether a page or an address that answered in the gateway's place is one to sign in at."""
    return _SIGN_IN.search(text) is not None


def _by_words(said: str, status: int | None) -> type[GatewayFailure] | None:
    if _TOO_LONG.search(said):
        return TooLarge
    own_fault = status is None or 400 <= status < 500
    if own_fault and _NO_CREDIT.search(said) and not _PER_TIME.search(said.replace("rate_limit_error", "")):
        return OutOfCredit
    if _NO_MODEL.search(said) and status not in (401, 429):
        return ModelUnavailable
    if own_fault and status in (400, 401, 403, None) and _NO_ACCESS.search(said):
        return NotPermitted  # to this key; another model may be
    if own_fault and status not in (404, 429) and _KEY_ENDED.search(said):
        return KeyExpired
    if own_fault and status not in (404, 429) and _NO_KEY.search(said):
        return KeyRefused
    return None


def _by_numbers(error_type: str | None, status: int | None) -> type[GatewayFailure]:
    by_type = _BY_TYPE.get(error_type or "")
    if status is None:
        return by_type or Busy
    if by_type is not None and error_type not in _SAYS_LITTLE:
        return by_type
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return Busy
    return RequestRefused if status >= 400 else NotUnderstood


def _status_phrase(status: int | None) -> str:
    try:
        return "" if status is None else f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _wait_advice(wait_s: float | None) -> str:
    if wait_s is None or wait_s <= 0:
        return ""
    if wait_s < 90:
        seconds = round(wait_s) or 1
        return _("The gateway asks to wait {seconds} s; then try again.").format(seconds=number(seconds))
    if wait_s < 90 * 60:
        minutes = round(wait_s / 60)
        return ngettext(
            "The gateway asks to wait {minutes} minute; then try again.",
            "The gateway asks to wait {minutes} minutes; then try again.",
            minutes,
        ).format(minutes=number(minutes))
    hours = round(wait_s / 3600)
    return ngettext(
        "The gateway asks to wait {hours} hour; then try again.",
        "The gateway asks to wait {hours} hours; then try again.",
        hours,
    ).format(hours=number(hours))
