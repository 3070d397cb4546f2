"""What the connection check says: the name of every line, and the sentences for what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from turbodesk.chat.diagnosis import CheckResult, CheckStatus
from turbodesk.chat.errors import FailureNote, KeyExpired, KeyRefused, NotPermitted, OutOfCredit
from turbodesk.chat.keys import KeyPlace, KeyState
from turbodesk.chat.listed_model import ListedModel
from turbodesk.gateway.address import GatewayAddress
from turbodesk.gateway.route import Route

if TYPE_CHECKING:
    from turbodesk.gateway.probe import Secured, Streamed, Untrusted

CHECKS = {
    "address": "Address",
    "proxy": "Proxy",
    "name": "Name on the network",
    "connection": "Connection",
    "tls": "Encryption",
    "key": "Key",
    "accepted": "Key accepted",
    "models": "List of models",
    "clock": "Clock",
    "reply": "A short reply",
    "stream": "Word by word",
    "count": "Counting tokens",
    "cache": "Prompt cache",
    "search": "Web search",
}
"""Every line of a check, in its order: id and name."""

COST = "Sends four tiny questions, one of them with web search. That costs far less than one US cent."
NO_KEY_NEEDED = "No key is needed on this computer, and none is sent."

_AT_ONCE_S = 0.1
"""Seconds nobody notices."""
_SKEW_S = 300
"""Seconds the clocks may differ before it matters: certificates and waits are judged by this computer's."""


def passed(id_: str, words: str) -> CheckResult:
    """Return a line that is fine."""
    return CheckResult(id_, CHECKS[id_], CheckStatus.PASS, words)


def failed(id_: str, words: str, advice: str, *, details: str = "") -> CheckResult:
    """Return a line that failed, with what to do."""
    return CheckResult(id_, CHECKS[id_], CheckStatus.FAIL, words, advice, details)


def skipped(id_: str, why: str) -> CheckResult:
    """Return a line that was not looked at."""
    return CheckResult(id_, CHECKS[id_], CheckStatus.SKIP, why)


def of(note: FailureNote, id_: str) -> CheckResult:
    """Return the line of a failure, in the failure's own words."""
    return failed(id_, note.sentence, note.advice, details=details_of(note))


def warned(id_: str, words: str, note: FailureNote) -> CheckResult:
    """Return a line on something the gateway does not offer, with its own words in the details."""
    return CheckResult(id_, CHECKS[id_], CheckStatus.WARN, words, details=details_of(note))


def could_not(id_: str, note: FailureNote) -> CheckResult:
    """Return a line on something that could not be learned this time."""
    words = f"Could not be learned this time. {note.sentence}"
    return CheckResult(id_, CHECKS[id_], CheckStatus.WARN, words, note.advice, details_of(note))


def details_of(note: FailureNote) -> str:
    """Return the technical side of a failure."""
    known = [
        f"Status {note.status}" if note.status else "",
        f"Type {note.error_type}" if note.error_type else "",
        f"Request {note.request_id}" if note.request_id else "",
        note.detail,
    ]
    return "\n".join(one for one in known if one)


def proxy_line(address: GatewayAddress, route: Route) -> CheckResult:
    """Say which proxy requests use, and where it was set."""
    if address.is_local:
        return passed("proxy", "None: this computer is asked directly.")
    if not route.proxy:
        return passed("proxy", "None is set for this address, so the gateway is asked directly.")
    kind = "the SOCKS proxy" if route.is_socks else "the proxy"
    where = {"setting": "TurboDesk’s own setting", "system": "the system’s network settings"}.get(
        route.origin, f"the environment variable {route.origin}"
    )
    return passed("proxy", f"Requests go through {kind} {route.shown}, from {where}.")


_REASONS = {
    9: "The gateway’s certificate is not valid yet.",
    10: "The gateway’s certificate has expired.",
    62: "The gateway’s certificate is for another name.",
    64: "The gateway’s certificate is for another address.",
}
"""By OpenSSL's number (openssl-verify, "Diagnostics")."""
_BY_CLOCK = (9, 10)
_BY_NAME = (62, 64)


def tls_line(found: Secured | Untrusted) -> CheckResult:
    """Say whether the connection is encrypted for the right reader, and who vouches for that."""
    from turbodesk.gateway.probe import Untrusted

    by = f"issued by {found.issuer}" if found.issuer else "whose issuer could not be read"
    if not isinstance(found, Untrusted):
        return passed("tls", f"{found.version or 'TLS'}; the certificate, {by}, is trusted by this system.")
    words = _REASONS.get(found.code, "The gateway’s certificate is not trusted by this system.")
    if found.code in _BY_CLOCK:
        advice = "Check the date and time of this computer; if they are right, tell whoever runs the gateway."
    elif found.code in _BY_NAME:
        advice = "Check the spelling of the address; something else may be answering in the gateway’s place."
    else:
        advice = (
            "If this network has a sign-in page, sign in first, in a browser. "
            "If this is your company’s inspection of traffic, have its certificate installed in the operating system. "
            "If you do not know the issuer, do not go on from this network."
        )
    return failed("tls", f"{words} It is {by}. No key was sent.", advice, details=f"{found.reason} ({found.code})")


def key_line(found: bool, state: KeyState) -> CheckResult:
    """Say where the key is, or why there is none."""
    if state.failure is not None:
        return failed("key", state.failure.sentence, state.failure.advice, details=state.failure.detail)
    if not found:
        return failed("key", "No key is set for this address.", "Paste your key in Settings, under Gateway and key.")
    match state.place:
        case KeyPlace.STORE:
            where = f"Found in {state.store_name or 'this computer’s key store'}."
        case KeyPlace.ENVIRONMENT:
            where = "Found in the environment variable TURBODESK_API_KEY."
        case KeyPlace.THIS_RUN | KeyPlace.NONE:
            where = "In memory only, until TurboDesk closes."
    return passed("key", where)


def accepted_line(note: FailureNote | None, key_page: str = "") -> CheckResult:
    """Say whether the key was accepted; `note` is why there was no reply, None when there was one.

    `key_page` gives the gateway's keys, "" where that is not known. They last 7, 30, 60 or 90 days or as long as one
    chooses, and may have a quota [gateway].
    """
    come_from = f"Keys come from {key_page}, or from" if key_page else "Keys come from"
    come_from += " whoever gave you yours."
    # Whoever objects to what the request asks, or to the account, has accepted the key.
    if note is not None and note.kind == OutOfCredit.kind:
        sentence = "The gateway knows the key, and its quota or credit is used up."
        return failed("accepted", sentence, f"{note.advice} {come_from}", details=details_of(note))
    if note is None or note.shows_key_accepted:
        return passed("accepted", "The gateway accepts the key.")
    if note.kind == KeyExpired.kind:
        return failed("accepted", note.sentence, f"{note.advice} {come_from}", details=details_of(note))
    if note.kind in (KeyRefused.kind, NotPermitted.kind):
        advice = (
            "Copy the key again, whole, and replace it in Settings. If it is right, it may have expired or reached its "
            f"quota. {come_from}"
        )
        return failed("accepted", "The gateway does not accept this key.", advice, details=details_of(note))
    return CheckResult("accepted", CHECKS["accepted"], CheckStatus.WARN, "Could not be learned, because no reply came.")


def models_line(listed: Sequence[ListedModel] | FailureNote) -> CheckResult:
    """Say how many models the gateway lists."""
    if isinstance(listed, FailureNote):
        return warned("models", "The gateway does not list its models, so TurboDesk’s own list is used.", listed)
    if not listed:
        return CheckResult("models", CHECKS["models"], CheckStatus.WARN, "The gateway’s list of models is empty.")
    ids = ", ".join(one.id for one in listed[:50])
    many = "one model" if len(listed) == 1 else f"{len(listed)} models"
    return replace(passed("models", f"The gateway lists {many}."), details=ids)


def clock_line(skew_s: float | None) -> CheckResult:
    """Say whether this computer's clock agrees with the gateway's; positive: it is ahead."""
    if skew_s is None:
        return skipped("clock", "The gateway does not say what time it has.")
    if abs(skew_s) <= _SKEW_S:
        return passed("clock", "This computer’s clock agrees with the gateway’s.")
    minutes = round(abs(skew_s) / 60)
    much = f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
    words = f"This computer’s clock is {much} {'ahead of' if skew_s > 0 else 'behind'} the gateway’s."
    advice = "Let the system set its time by itself; a wrong clock breaks encrypted connections."
    return CheckResult("clock", CHECKS["clock"], CheckStatus.WARN, words, advice)


def endless_line(model: str, note: FailureNote) -> CheckResult:
    """Say that a reply of one token did not end in time."""
    words = f"{model} gave no whole reply in time. The server may not keep to the length a reply is asked for."
    return CheckResult("reply", CHECKS["reply"], CheckStatus.WARN, words, details=details_of(note))


def stream_line(found: Streamed) -> CheckResult:
    """Say whether replies come word by word."""
    if not found.is_stream:
        words = "Replies come in one piece: they will not appear word by word."
        return CheckResult(
            "stream", CHECKS["stream"], CheckStatus.WARN, words, "A proxy on the way may be collecting it."
        )
    soon = "at once" if found.first_s < _AT_ONCE_S else f"after {found.first_s:.1f} s"
    first = f"Replies appear word by word, and begin {soon}"
    if found.is_endless:
        words = f"{first}. The server does not keep to the length a reply is asked for, so it was stopped."
        return CheckResult("stream", CHECKS["stream"], CheckStatus.WARN, words)
    if not found.is_whole:
        words = f"{first}, but the end was not said, so replies may look cut off."
        return CheckResult("stream", CHECKS["stream"], CheckStatus.WARN, words)
    return replace(passed("stream", f"{first}."), details=f"Events that only keep the connection open: {found.pings}")


def spent(line: CheckResult, input_tokens: int, output_tokens: int) -> CheckResult:
    """Add to the last line what the whole check cost."""
    return replace(line, words=f"{line.words} This check read {input_tokens:,} tokens and wrote {output_tokens:,}.")
