"""Turns what a person types as the address of a storage into the one that is asked.

Pure and quick, so that a form can judge an address at every keystroke.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

import httpx

from turbodesk.network.route import is_here
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]+")
"""A name as the network knows it, or a number."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a storage is."""

    base_url: str
    """Scheme, host, port and path, encoded, without a slash at the end."""

    @property
    def host(self) -> str:
        """The computer's name as the network knows it, or its number without brackets."""
        return httpx.URL(self.base_url).host

    @property
    def port(self) -> int:
        """The port, the scheme's own where none is given."""
        url = httpx.URL(self.base_url)
        return url.port or {"https": 443, "http": 80}[url.scheme]

    @property
    def authority(self) -> str:
        """Host and port as a request names them."""
        return httpx.URL(self.base_url).netloc.decode("ascii")

    @property
    def path(self) -> str:
        """The path, encoded, "" for none."""
        return httpx.URL(self.base_url).raw_path.decode("ascii").rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether it is this very machine: then http is allowed and no proxy is asked."""
        return is_here(self.host)


def read_address(text: str) -> ServerAddress:
    """Read an address as typed. Without a scheme it is https.

    Raises:
        ValueError: with one plain sentence for the person.
    """
    text = text.strip()
    if re.search(r"[\\\x00-\x1f\x7f]", text):
        raise ValueError(_("This is not an address."))
    if "://" not in text:
        text = f"https://{text}"
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise ValueError(_("This is not an address.")) from None
    if url.scheme not in ("http", "https"):
        raise ValueError(_("An address starts with https://."))
    if _HOST.fullmatch(url.raw_host.decode("ascii")) is None or url.port not in (None, *range(1, 65_536)):
        raise ValueError(_("This is not an address."))
    if url.userinfo:
        raise ValueError(_("Leave the name and the password out of the address."))
    if url.query or url.fragment or text.endswith(("?", "#")):
        raise ValueError(_("Leave out everything from the “?” or “#” on."))
    if any(unquote(part) in (".", "..") for part in re.split("[/?#]", text)):  # before they are resolved
        raise ValueError(_("An address has no “..” in it."))
    if url.scheme == "http" and not is_here(url.host):
        raise ValueError(
            _("Only https:// is safe: over http:// anybody on the way could read and change what is sent.")
        )
    return ServerAddress(str(url).rstrip("/"))
