"""Everything that can go wrong outside our own code, as one hierarchy, each with a sentence for a person.

    Failure
      + GatewayFailure             the gateway, or the way to it
      |   - Unreachable            no connection: network, DNS, proxy, refused
      |   - ProxyWantsLogin        407: the proxy lets nobody through without a name and a password
      |   - NetworkWantsSignIn     511, or the sign-in page of a network in the gateway's place
      |   - Blocked                a filter's web page refused the request in the gateway's place
      |   - CertificateRefused     TLS could not be trusted
      |   - GatewayGone            the conversation's gateway was removed from Settings, or never was on this computer
      |   - KeyMissing             no key is set
      |   - KeyRefused             401, or a 400/403 that says the key is wrong
      |   - KeyExpired             the same, where it says that the key was right and is no longer
      |   - NotPermitted           403: this key may not do this
      |   - OutOfCredit            402, or a 429 that waiting does not cure
      |   - ModelUnavailable       404, or a model that is unknown or retired
      |   - TooLarge               413, or a prompt longer than the model's context
      |   - RequestRefused         any other 400 to 499: the request is not acceptable
      |   - TooManyRequests        429
      |   - Busy                   500 to 599, 529, "overloaded"
      |   - TimedOut               nothing came for longer than we, or a gateway (408, 504), would wait
      |   - CutOff                 the connection ended before the reply did
      |   - Garbled                a reply in which something is not what the protocol says
      |   - TooMuch                more than any reply holds
      |   - NotUnderstood          an answer that is not the protocol
      + AttachmentRefused          a file cannot be attached, or not be sent
      + PageRefused                a page or a search of the web that a tool asked for cannot be had
      + ImportRefused              files of another program from which no chat can be brought
      + StoreFailure               the database or the settings file
      |   - StoreTooNew            written by a newer TurboDesk; left untouched
      |   - StoreDamaged           not readable; set aside, left untouched
      |   - StoreUnwritable        full disk, read-only folder
      |   - StoreInUse             another TurboDesk has the folder open
      + SpeechFailed               the voice of this computer
      |   - SpeechMissing          it has none
      + SpendingLimitReached       the month's limit, set by the person
      + SecretFailure              the operating system's key store
          - SecretsUnavailable     there is none
          - SecretsLocked          it is locked
          - SecretsRefused         the person or the system said no
          - SecretsFailed          anything else, a time limit included

An exception of ours that is not here is a defect and ends in the crash report. `Failure` carries what a window shows:
one plain sentence, what to do, and the action of the button that does it; the rest is for the folded details.
The key never appears in a failure: the network layer removes it from every text first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _


class Remedy(StrEnum):
    """What the button of an error card does."""

    NONE = "none"
    TRY_AGAIN = "try-again"
    CONTINUE = "continue"
    OPEN_GATEWAY_SETTINGS = "open-gateway-settings"
    CHOOSE_MODEL = "choose-model"
    USE_SUCCESSOR = "use-successor"
    CHOOSE_GATEWAY = "choose-gateway"
    CHECK_CONNECTION = "check-connection"
    NEW_CHAT = "new-chat"
    EDIT = "edit"
    RAISE_LIMIT = "raise-limit"
    LEAVE_OUT = "leave-out"
    SUMMARISE = "summarise"
    OPEN_USAGE = "open-usage"
    GET_KEY = "get-key"


@dataclass(frozen=True, slots=True)
class FailureNote:
    """A failure as data: what is shown, stored with the message, and copied as details."""

    kind: str
    """The class's name in kebab case, such as "key-refused": stable, stored."""
    sentence: str
    """What happened, one plain sentence."""
    advice: str = ""
    """What the person can do, one plain sentence; "" where there is nothing."""
    remedy: Remedy = Remedy.NONE
    status: int | None = None
    """HTTP status, where there was one."""
    error_type: str | None = None
    """The protocol's `error.type`, where there was one."""
    request_id: str | None = None
    detail: str = ""
    """The other side's own words, at most 2,000 characters, free of the key."""

    @property
    def is_about_connection(self) -> bool:
        """Whether a look at the way to the gateway may tell more."""
        return self.kind in _ABOUT_CONNECTION

    @property
    def is_of_demo(self) -> bool:
        """Whether the demo played it: nobody was asked."""
        return (self.request_id or "").startswith("req_demo_")

    @property
    def shows_key_accepted(self) -> bool:
        """Whether this, in answer to a request, shows that its key was accepted: it speaks of what comes after."""
        if self.kind in ("model-unavailable", "request-refused", "not-permitted"):
            return _ABOUT_REQUEST.search(self.detail) is not None
        return self.kind == "out-of-credit"

    @property
    def leaves_key_open(self) -> bool:
        """Whether a key whose check ended with this may be right all the same, so that keeping it makes sense."""
        return self.kind not in _BEFORE_A_CHECK

    def to_json(self) -> dict[str, object]:
        """Return it as JSON, without the fields that are empty."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in fields.items() if value not in (None, "")}

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> FailureNote:
        """Read what `to_json` wrote, tolerating newer or damaged rows."""

        def text(name: str) -> str:
            value = raw.get(name)
            return value[:_LONGEST] if isinstance(value, str) else ""

        status = raw.get("status")
        remedy = text("remedy")
        return cls(
            kind=text("kind") or "unknown",
            sentence=text("sentence") or _("Something went wrong."),
            advice=text("advice"),
            remedy=Remedy(remedy) if remedy in set(Remedy) else Remedy.NONE,
            status=status if isinstance(status, int) and 0 <= status <= _HIGHEST_STATUS else None,
            error_type=text("error_type") or None,
            request_id=text("request_id") or None,
            detail=text("detail"),
        )


_LONGEST = 4_000
"""Characters of a field read back; none is ever written longer than half of it."""
_HIGHEST_STATUS = 999
"""A status has three digits (RFC 9110, 15)."""
_ABOUT_REQUEST = re.compile(r"model|claude|max_tokens|messages|content block|模型", re.IGNORECASE)
"""How an objection names what a small request holds; a wrong path or a broken server names none of it."""
_ABOUT_CONNECTION = {
    *("unreachable", "proxy-wants-login", "network-wants-sign-in", "blocked", "certificate-refused"),
    *(
        "key-missing",
        "key-refused",
        "key-expired",
        "not-permitted",
        "timed-out",
        "cut-off",
        "garbled",
        "busy",
        "not-understood",
    ),
}

_BEFORE_A_CHECK = {
    "key-form",
    *("secret-failure", "secrets-unavailable", "secrets-locked", "secrets-refused", "secrets-failed"),
}


class Failure(Exception):
    """Something outside our code went wrong; `note` says it to a person."""

    kind: ClassVar[str] = "failure"
    sentence: ClassVar[str] = _("Something went wrong.")
    advice: ClassVar[str] = ""
    remedy: ClassVar[Remedy] = Remedy.NONE

    def __init__(
        self,
        detail: str = "",
        *,
        sentence: str = "",
        advice: str = "",
        status: int | None = None,
        error_type: str | None = None,
        request_id: str | None = None,
    ) -> None:
        self.note = FailureNote(
            kind=self.kind,
            sentence=sentence or self.sentence,
            advice=advice or self.advice,
            remedy=self.remedy,
            status=status,
            error_type=error_type,
            request_id=request_id,
            detail=detail[:2000],
        )
        super().__init__(self.note.sentence)


class GatewayFailure(Failure):
    """The gateway, or the way to it."""

    kind = "gateway-failure"
    sentence = _("The gateway could not answer.")
    advice = _("Try again in a moment.")
    remedy = Remedy.TRY_AGAIN


class Unreachable(GatewayFailure):
    kind = "unreachable"
    sentence = _("The gateway could not be reached.")
    advice = _("Check the internet connection and the gateway address, then try again.")


class ProxyWantsLogin(GatewayFailure):
    kind = "proxy-wants-login"
    sentence = _("The proxy between this computer and the gateway wants a name and a password.")
    advice = _("Put them into the proxy’s address in Settings, under Gateway and key: http://name:password@host:port.")
    remedy = Remedy.OPEN_GATEWAY_SETTINGS


class NetworkWantsSignIn(GatewayFailure):
    kind = "network-wants-sign-in"
    sentence = _("This network wants you to sign in first.")
    advice = _("Open any page in a browser, sign in to the network there, then try again.")


class Blocked(GatewayFailure):
    kind = "blocked"
    sentence = _("Something in front of the gateway, such as a company’s filter, refused the request.")
    advice = _("The details show its page. Ask whoever runs this network, or try from another one.")


class CertificateRefused(GatewayFailure):
    kind = "certificate-refused"
    sentence = _("The gateway's certificate could not be trusted, so nothing was sent.")
    advice = _(
        "If this network has a sign-in page, sign in first, in a browser. If your company inspects traffic, its "
        "certificate must be installed in the operating system."
    )
    remedy = Remedy.OPEN_GATEWAY_SETTINGS


class GatewayGone(GatewayFailure):
    kind = "gateway-gone"
    sentence = _("The gateway of this chat is not set up on this computer.")
    advice = _("Choose another gateway for it; nothing of the chat is lost.")
    remedy = Remedy.CHOOSE_GATEWAY


class KeyMissing(GatewayFailure):
    kind = "key-missing"
    sentence = _("No key is set for the address of this gateway.")
    advice = _("Paste your key in Settings, under Gateway and key.")
    remedy = Remedy.OPEN_GATEWAY_SETTINGS


class KeyWanted(KeyMissing):
    sentence = _("This gateway wants a key, and none is sent.")
    advice = _("Say so in Settings, under Gateway and key, and paste your key there.")


class KeyRefused(GatewayFailure):
    kind = "key-refused"
    sentence = _("The gateway does not accept this key.")
    advice = _("Check the key in Settings, under Gateway and key.")
    remedy = Remedy.OPEN_GATEWAY_SETTINGS


class KeyExpired(KeyRefused):
    kind = "key-expired"
    sentence = _("This key has expired, or was suspended.")
    advice = _("Make a new key where this one was made, or raise its limits there; then replace it in Settings.")


class NotPermitted(GatewayFailure):
    kind = "not-permitted"
    sentence = _("This key may not do that.")
    advice = _("Choose another model, or ask whoever gave you the key.")
    remedy = Remedy.CHOOSE_MODEL


class OutOfCredit(GatewayFailure):
    kind = "out-of-credit"
    sentence = _("This key's credit or quota is used up.")
    advice = _("Top it up where the key was made, or use another key.")
    remedy = Remedy.OPEN_GATEWAY_SETTINGS


class ModelUnavailable(GatewayFailure):
    kind = "model-unavailable"
    sentence = _("The gateway does not offer this model.")
    advice = _("Choose another model; nothing of the chat is lost.")
    remedy = Remedy.CHOOSE_MODEL


class TooLarge(GatewayFailure):
    kind = "too-large"
    sentence = _("The chat is too long for this model.")
    advice = _("Start a new chat, or choose a model that takes more.")
    remedy = Remedy.NEW_CHAT


class RequestRefused(GatewayFailure):
    kind = "request-refused"
    sentence = _("The gateway did not accept the request.")
    advice = _("The details say what it objected to.")
    remedy = Remedy.NONE


class PictureRefused(RequestRefused):
    sentence = _("This model takes no pictures.")
    advice = _("Choose another model, or ask again without the picture.")
    remedy = Remedy.CHOOSE_MODEL


class DocumentRefused(RequestRefused):
    sentence = _("This model takes no PDF.")
    advice = _("Choose another model, or ask again without the PDF.")
    remedy = Remedy.CHOOSE_MODEL


class TooManyRequests(GatewayFailure):
    kind = "too-many-requests"
    sentence = _("Too many requests were sent in a short time.")
    advice = _("Wait a moment, then try again.")


class Busy(GatewayFailure):
    kind = "busy"
    sentence = _("The gateway is busy or has a problem of its own.")
    advice = _("Try again in a moment.")


class TimedOut(GatewayFailure):
    kind = "timed-out"
    sentence = _("The gateway went silent.")
    advice = _("Try again; a shorter request may get through.")


class CutOff(GatewayFailure):
    kind = "cut-off"
    sentence = _("The connection broke.")
    advice = _("Try again.")
    when_kept: ClassVar[str] = _("What had come is kept.")
    """The advice where something had arrived."""


class Garbled(GatewayFailure):
    kind = "garbled"
    sentence = _("The reply ended early: a part of it arrived garbled.")
    advice = _("Try again.")
    when_kept: ClassVar[str] = CutOff.when_kept


class TooMuch(GatewayFailure):
    kind = "too-much"
    sentence = _("The gateway sent more than a reply can hold, so the connection was closed.")
    advice = _("Try again; if it goes on, ask whoever runs the gateway.")


class NotUnderstood(GatewayFailure):
    kind = "not-understood"
    sentence = _("The gateway's answer could not be understood.")
    advice = _("Check the gateway address in Settings; it may lead to something else.")
    remedy = Remedy.OPEN_GATEWAY_SETTINGS


class AttachmentRefused(Failure):
    kind = "attachment-refused"
    sentence = _("This file cannot be attached.")


class PageRefused(Failure):
    kind = "page-refused"
    sentence = _("This page cannot be read.")


class ImportRefused(Failure):
    kind = "import-refused"
    sentence = _("No chats were found in what you chose.")
    advice = _("Choose the file or folder that the other program's export gave you. Nothing here has changed.")


class StoreFailure(Failure):
    """The database or the settings file."""

    kind = "store-failure"
    sentence = _("Chats could not be read or saved.")


class StoreTooNew(StoreFailure):
    kind = "store-too-new"
    sentence = _("The chats were written by a newer TurboDesk and were left untouched.")
    advice = _("Update TurboDesk to see them; until then a separate file is used.")


class StoreDamaged(StoreFailure):
    kind = "store-damaged"
    sentence = _("The chats could not be read; the damaged file was set aside, not changed.")
    advice = _("TurboDesk works on with a new file.")


class StoreUnwritable(StoreFailure):
    kind = "store-unwritable"
    sentence = _("Chats cannot be saved: the disk is full or the folder is read-only.")
    advice = _("Free some space; TurboDesk keeps everything in memory, and saves it as soon as it can.")


class StoreInUse(StoreFailure):
    kind = "store-in-use"
    sentence = _("TurboDesk is already running with these chats.")
    advice = _("Use the window that is open, or close it first.")


class SpeechFailed(Failure):
    """The voice of this computer."""

    kind = "speech-failed"
    sentence = _("Reading aloud has ended: the voice of this computer does not answer.")
    advice = _("Try again.")


class SpeechMissing(SpeechFailed):
    kind = "speech-missing"
    sentence = _("This computer has no voice to read aloud with.")


class SpendingLimitReached(Failure):
    """Replies of this month have cost what the person would spend."""

    kind = "spending-limit-reached"
    sentence = _("This month's replies have reached the limit you set, so nothing was sent.")
    advice = _("Raise the limit or let replies go beyond it, then try again.")
    remedy = Remedy.OPEN_USAGE


class SecretFailure(Failure):
    """The operating system's key store."""

    kind = "secret-failure"
    sentence = _("The key could not be saved.")
    advice = _("The key can still be used until TurboDesk closes.")


class SecretsUnavailable(SecretFailure):
    kind = "secrets-unavailable"
    sentence = _("This computer has no key store that TurboDesk can use.")


class SecretsLocked(SecretFailure):
    kind = "secrets-locked"
    sentence = _("The key store is locked.")
    advice = _("Unlock it and try again, or use the key until TurboDesk closes.")


class SecretsRefused(SecretFailure):
    kind = "secrets-refused"
    sentence = _("The key store refused.")


class SecretsFailed(SecretFailure):
    kind = "secrets-failed"
    sentence = _("The key store did not answer as it should.")
