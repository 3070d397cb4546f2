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
from turbodesk.network.route import Route
from turbodesk.quantities import decimal, number, sentences
from turbodesk.translation import _, ngettext

if TYPE_CHECKING:
    from turbodesk.gateway.probe import Secured, Streamed, Untrusted

CHECKS = {
    "address": _("Address"),
    "proxy": _("Proxy"),
    "name": _("Name on the network"),
    "connection": _("Connection"),
    "tls": _("Encryption"),
    "key": _("Key"),
    "accepted": _("Key accepted"),
    "models": _("List of models"),
    "clock": _("Clock"),
    "reply": _("A short reply"),
    "stream": _("Word by word"),
    "count": _("Counting tokens"),
    "cache": _("Prompt cache"),
    "search": _("Web search"),
}
"""Every line of a check, in its order: id and name."""

COST = _("Sends four tiny questions, one of them with web search. That costs far less than one US cent.")
NO_KEY_NEEDED = _("No key is needed on this computer, and none is sent.")

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
    words = _("Could not be learned this time. {sentence}").format(sentence=note.sentence)
    return CheckResult(id_, CHECKS[id_], CheckStatus.WARN, words, note.advice, details_of(note))


def details_of(note: FailureNote) -> str:
    """Return the technical side of a failure."""
    known = [
        _("Status {status}").format(status=note.status) if note.status else "",
        _("Type {kind}").format(kind=note.error_type) if note.error_type else "",
        _("Request {id}").format(id=note.request_id) if note.request_id else "",
        note.detail,
    ]
    return "\n".join(one for one in known if one)


def proxy_line(address: GatewayAddress, route: Route) -> CheckResult:
    """Say which proxy requests use, and where it was set."""
    if address.is_local:
        return passed("proxy", _("None: this computer is asked directly."))
    if not route.proxy:
        return passed("proxy", _("None is set for this address, so the gateway is asked directly."))
    where = {"setting": _("TurboDesk’s own setting"), "system": _("the system’s network settings")}.get(
        route.origin, _("the environment variable {name}").format(name=route.origin)
    )
    # Translators: {where} is one of "TurboDesk’s own setting", "the system’s network settings" and what follows them.
    words = _("Requests go through the proxy {address}, from {where}.")
    if route.is_socks:
        words = _("Requests go through the SOCKS proxy {address}, from {where}.")
    return passed("proxy", words.format(address=route.shown, where=where))


_REASONS = {
    9: _("The gateway’s certificate is not valid yet."),
    10: _("The gateway’s certificate has expired."),
    62: _("The gateway’s certificate is for another name."),
    64: _("The gateway’s certificate is for another address."),
}
"""By OpenSSL's number (openssl-verify, "Diagnostics")."""
_BY_CLOCK = (9, 10)
_BY_NAME = (62, 64)


def tls_line(found: Secured | Untrusted) -> CheckResult:
    """Say whether the connection is encrypted for the right reader, and who vouches for that."""
    from turbodesk.gateway.probe import Untrusted

    if not isinstance(found, Untrusted):
        words = _("{version}; the certificate, whose issuer could not be read, is trusted by this system.")
        if found.issuer:
            words = _("{version}; the certificate, issued by {issuer}, is trusted by this system.")
        return passed("tls", words.format(version=found.version or "TLS", issuer=found.issuer))
    # Translators: {reason} is a sentence such as "The gateway’s certificate has expired."
    words = _("{reason} Its issuer could not be read. No key was sent.")
    if found.issuer:
        words = _("{reason} It is issued by {issuer}. No key was sent.")
    reason = _REASONS.get(found.code, _("The gateway’s certificate is not trusted by this system."))
    words = words.format(reason=reason, issuer=found.issuer)
    if found.code in _BY_CLOCK:
        advice = _("Check the date and time of this computer; if they are right, tell whoever runs the gateway.")
    elif found.code in _BY_NAME:
        advice = _("Check the spelling of the address; something else may be answering in the gateway’s place.")
    else:
        advice = _(
            "If this network has a sign-in page, sign in first, in a browser. "
            "If this is your company’s inspection of traffic, have its certificate installed in the operating system. "
            "If you do not know the issuer, do not go on from this network."
        )
    return failed("tls", words, advice, details=f"{found.reason} ({found.code})")


def key_line(found: bool, state: KeyState) -> CheckResult:
    """Say where the key is, or why there is none."""
    if state.failure is not None:
        return failed("key", state.failure.sentence, state.failure.advice, details=state.failure.detail)
    if not found:
        return failed(
            "key", _("No key is set for this address."), _("Paste your key in Settings, under Gateway and key.")
        )
    match state.place:
        case KeyPlace.STORE:
            where = _("Found in this computer’s key store.")
            if state.store_name:
                where = _("Found in {store}.").format(store=state.store_name)
        case KeyPlace.ENVIRONMENT:
            where = _("Found in the environment variable TURBODESK_API_KEY.")
        case KeyPlace.THIS_RUN | KeyPlace.NONE:
            where = _("In memory only, until TurboDesk closes.")
    return passed("key", where)


def accepted_line(note: FailureNote | None, key_page: str = "") -> CheckResult:
    """Say whether the key was accepted; `note` is why there was no reply, None when there was one.

    `key_page` gives the gateway's keys, "" where that is not known. They last 7, 30, 60 or 90 days or as long as one
    chooses, and may have a quota [gateway].
    """
    come_from = _("Keys come from whoever gave you yours.")
    if key_page:
        come_from = _("Keys come from {page}, or from whoever gave you yours.").format(page=key_page)
    # Whoever objects to what the request asks, or to the account, has accepted the key.
    if note is not None and note.kind == OutOfCredit.kind:
        sentence = _("The gateway knows the key, and its quota or credit is used up.")
        return failed("accepted", sentence, f"{note.advice} {come_from}", details=details_of(note))
    if note is None or note.shows_key_accepted:
        return passed("accepted", _("The gateway accepts the key."))
    if note.kind == KeyExpired.kind:
        return failed("accepted", note.sentence, f"{note.advice} {come_from}", details=details_of(note))
    if note.kind in (KeyRefused.kind, NotPermitted.kind):
        # Translators: {come_from} is a sentence that begins with "Keys come from".
        advice = _(
            "Copy the key again, whole, and replace it in Settings. If it is right, it may have expired or reached its "
            "quota. {come_from}"
        ).format(come_from=come_from)
        return failed("accepted", _("The gateway does not accept this key."), advice, details=details_of(note))
    return CheckResult(
        "accepted", CHECKS["accepted"], CheckStatus.WARN, _("Could not be learned, because no reply came.")
    )


def models_line(listed: Sequence[ListedModel] | FailureNote) -> CheckResult:
    """Say how many models the gateway lists."""
    if isinstance(listed, FailureNote):
        return warned("models", _("The gateway does not list its models, so TurboDesk’s own list is used."), listed)
    if not listed:
        return CheckResult("models", CHECKS["models"], CheckStatus.WARN, _("The gateway’s list of models is empty."))
    ids = ", ".join(one.id for one in listed[:50])
    if len(listed) == 1:
        words = _("The gateway lists one model.")
    else:
        words = ngettext("The gateway lists {count} model.", "The gateway lists {count} models.", len(listed))
    return replace(passed("models", words.format(count=number(len(listed)))), details=ids)


def clock_line(skew_s: float | None) -> CheckResult:
    """Say whether this computer's clock agrees with the gateway's; positive: it is ahead."""
    if skew_s is None:
        return skipped("clock", _("The gateway does not say what time it has."))
    if abs(skew_s) <= _SKEW_S:
        return passed("clock", _("This computer’s clock agrees with the gateway’s."))
    minutes = round(abs(skew_s) / 60)
    words = _skew_words(minutes, is_ahead=skew_s > 0)
    advice = _("Let the system set its time by itself; a wrong clock breaks encrypted connections.")
    return CheckResult("clock", CHECKS["clock"], CheckStatus.WARN, words, advice)


def _skew_words(minutes: int, *, is_ahead: bool) -> str:
    if minutes < 120:
        words = (
            ngettext(
                "This computer’s clock is {count} minute ahead of the gateway’s.",
                "This computer’s clock is {count} minutes ahead of the gateway’s.",
                minutes,
            )
            if is_ahead
            else ngettext(
                "This computer’s clock is {count} minute behind the gateway’s.",
                "This computer’s clock is {count} minutes behind the gateway’s.",
                minutes,
            )
        )
        return words.format(count=number(minutes))
    hours = round(minutes / 60)
    words = (
        ngettext(
            "This computer’s clock is {count} hour ahead of the gateway’s.",
            "This computer’s clock is {count} hours ahead of the gateway’s.",
            hours,
        )
        if is_ahead
        else ngettext(
            "This computer’s clock is {count} hour behind the gateway’s.",
            "This computer’s clock is {count} hours behind the gateway’s.",
            hours,
        )
    )
    return words.format(count=number(hours))


def endless_line(model: str, note: FailureNote) -> CheckResult:
    """Say that a reply of one token did not end in time."""
    words = _(
        "{model} gave no whole reply in time. The server may not keep to the length a reply is asked for."
    ).format(model=model)
    return CheckResult("reply", CHECKS["reply"], CheckStatus.WARN, words, details=details_of(note))


def stream_line(found: Streamed) -> CheckResult:
    """Say whether replies come word by word."""
    if not found.is_stream:
        words = _("Replies come in one piece: they will not appear word by word.")
        return CheckResult(
            "stream", CHECKS["stream"], CheckStatus.WARN, words, _("A proxy on the way may be collecting it.")
        )
    is_at_once = found.first_s < _AT_ONCE_S
    if found.is_endless:
        words = (
            _(
                "Replies appear word by word, and begin at once. The server does not keep to the length a reply is "
                "asked for, so it was stopped."
            )
            if is_at_once
            else _(
                "Replies appear word by word, and begin after {seconds} s. The server does not keep to the length a "
                "reply is asked for, so it was stopped."
            )
        )
    elif not found.is_whole:
        words = (
            _("Replies appear word by word, and begin at once, but the end was not said, so replies may look cut off.")
            if is_at_once
            else _(
                "Replies appear word by word, and begin after {seconds} s, but the end was not said, so replies may "
                "look cut off."
            )
        )
    else:
        words = _("Replies appear word by word, and begin after {seconds} s.")
        if is_at_once:
            words = _("Replies appear word by word, and begin at once.")
    words = words.format(seconds=decimal(found.first_s, 1))
    if found.is_endless or not found.is_whole:
        return CheckResult("stream", CHECKS["stream"], CheckStatus.WARN, words)
    details = _("Events that only keep the connection open: {count}").format(count=number(found.pings))
    return replace(passed("stream", words), details=details)


def spent(line: CheckResult, input_tokens: int, output_tokens: int) -> CheckResult:
    """Add to the last line what the whole check cost."""
    words = _("Tokens this check read: {read}; written: {written}.")
    cost = words.format(read=number(input_tokens), written=number(output_tokens))
    return replace(line, words=sentences(line.words, cost))
