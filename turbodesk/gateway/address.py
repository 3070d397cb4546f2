"""Turns what a person types as the gateway's address into the two addresses requests go to.

Pure and quick: the settings dialog calls it at every keystroke and shows the result. People paste whatever page or
example they have at hand, so a host, a path, `/v1` and `/v1/messages` all mean the same.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_OUR_DOMAIN = "theturbo.ai"


@dataclass(frozen=True, slots=True)
class GatewayAddress:
    """Where a gateway is."""

    base_url: str
    """Scheme, host, port and the path before `/v1`, without a slash at the end."""
    is_local: bool
    """Whether it is this very machine: then http is allowed and no proxy is asked."""

    @property
    def origin(self) -> str:
        """Scheme, host and port, such as "http://localhost:8080"; what a key is bound to."""
        split = urlsplit(self.base_url)
        return f"{split.scheme}://{split.netloc}"

    @property
    def routes_by_conversation(self) -> bool:
        """Whether the gateway is known to route by `X-Conversation-Id` (protocol, 7); others may misunderstand it."""
        return f".{self.host}".endswith(f".{_OUR_DOMAIN}")

    @property
    def host(self) -> str:
        """The computer's name, as it is asked for on the network."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def port(self) -> int:
        """The port, the scheme's own where none is given."""
        split = urlsplit(self.base_url)
        return split.port or {"https": 443, "http": 80}[split.scheme]

    @property
    def messages_url(self) -> str:
        """Where replies are asked for."""
        return f"{self.base_url}/v1/messages"

    @property
    def models_url(self) -> str:
        """Where the list of models is."""
        return f"{self.base_url}/v1/models"


def resolve(text: str) -> GatewayAddress:
    """Read an address as typed.

    Without a scheme it is https, and http for this machine.

    Raises:
        ValueError: with one plain sentence for the person.
    """
    text = text.strip()
    if not text:
        raise ValueError(_("Enter the address of the gateway."))
    if re.search(r"[\s\\\x00-\x1f\x7f]", text):
        raise ValueError(_("An address has no blanks or backslashes in it."))
    split, scheme_given = _split(text)
    if split.username is not None or split.password is not None:
        raise ValueError(_("Leave the name and the password out of the address; the key has its own field."))
    if split.query or split.fragment or text.endswith(("?", "#")):
        raise ValueError(_("Leave out everything from the “?” or “#” on."))
    host, is_local = _host(split)
    scheme = split.scheme if scheme_given else ("http" if is_local else "https")
    if scheme not in ("http", "https"):
        raise ValueError(_("An address starts with https://."))
    if scheme == "http" and not is_local:
        raise ValueError(_("Only https:// is safe: over http:// anybody on the way could read the key."))
    return GatewayAddress(f"{scheme}://{host}{_port(split, scheme)}{_prefix(split.path)}", is_local)


def origin_of(text: str) -> str:
    """Return scheme, host and port of an address as typed, in one spelling; "" for what is no address."""
    try:
        return resolve(text).origin
    except ValueError:
        return ""


def _split(text: str) -> tuple[SplitResult, bool]:
    scheme_given = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text) is not None
    if not scheme_given:
        text = text.removeprefix("//")
        if text.count(":") > 1 and "[" not in text:  # an IPv6 address as people write it, without brackets
            host, slash, rest = text.partition("/")
            text = f"[{host}]{slash}{rest}"
        text = f"https://{text}"
    try:
        return urlsplit(text), scheme_given
    except ValueError:
        raise ValueError(_("This is not an address.")) from None


_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A name that ends so is read as an IPv4 address, by some programs only."""


def _host(split: SplitResult) -> tuple[str, bool]:
    host = _in_ascii((split.hostname or "").lower())
    if not host:
        raise ValueError(_("The name of the gateway’s computer is missing."))
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return (f"[{number}]" if number.version == 6 else str(number)), number.is_loopback
    name = host.removesuffix(".")
    if (
        _NUMBER.fullmatch(name.rpartition(".")[2])
        or len(name) > 253
        or not all(_LABEL.fullmatch(label) for label in name.split("."))
    ):
        raise ValueError(_("The name of the gateway’s computer is not complete or not possible."))
    return name, name == "localhost" or name.endswith(".localhost")


def _in_ascii(host: str) -> str:
    """Return a name as the network knows it, so that letters which look like others are seen before a key is sent."""
    if host.isascii():
        return host
    import idna  # its tables are only for these

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise ValueError(_("The name of the gateway’s computer is not complete or not possible.")) from None


def _port(split: SplitResult, scheme: str) -> str:
    try:
        port = split.port
    except ValueError:
        raise ValueError(_("The port, after the colon, is a number from 1 to 65535.")) from None
    if port == 0:
        raise ValueError(_("The port, after the colon, is a number from 1 to 65535."))
    usual = {"https": 443, "http": 80}[scheme]
    return "" if port is None or port == usual else f":{port}"


def _prefix(path: str) -> str:
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..") for part in parts):
        raise ValueError(_("An address has no “..” in it."))
    for ending in (["v1", "messages"], ["v1", "models"], ["v1"]):
        if parts[-len(ending) :] == ending:
            parts = parts[: -len(ending)]
            break
    return "".join(f"/{part}" for part in parts)
