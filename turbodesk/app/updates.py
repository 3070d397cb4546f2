"""Tells that a new version is out, when a release key has signed the news; never fetches or runs a program.

Where to ask and whose signature counts stands in `resources/updates.json`, which `packaging/build.py` writes into
released builds. A checkout has none and never asks. The file asked for is JSON, its signature Ed25519 over its exact
bytes; two keys may be listed, so that one can be replaced. It may say what is known of models, too (`app.model_news`).
What somebody else keeps up to date asks only when the person switches it on: the system, where it knows a repository
that has TurboDesk, or an administrator. A package that was downloaded and opened has neither, and would never hear of a
newer one.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from turbodesk import resources
from turbodesk.app.preferences import Preferences
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import GATEWAY_PROXY, NEWS, NEWS_DAY, News

FIRST_AFTER_S = 20.0
"""The first minute belongs to whoever opened the program."""
KEPT = ("flatpak", "aur", "msi")
"""Channels whose packages somebody else keeps up to date: the system or, of the MSI, an administrator
(`resources.channel`)."""
REPOSITORIES = {
    "deb": ("etc/apt/sources.list.d/turbodesk.sources", "etc/apt/sources.list.d/turbodesk.list"),
    "rpm": ("etc/yum.repos.d/turbodesk.repo", "etc/zypp/repos.d/turbodesk.repo"),
}
"""The files by which a system knows of a repository that has TurboDesk, from `/`; the first is what ours is called."""

_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}")
_DAY_S = 86_400

log = logging.getLogger("turbodesk.updates")


@dataclass(frozen=True, slots=True)
class NewsSource:
    """Where news of releases comes from."""

    address: str
    keys: tuple[bytes, ...]
    """Ed25519 public keys, 32 bytes each; a signature by any of them counts."""


@dataclass(frozen=True, slots=True)
class Release:
    """What signed news say."""

    version: str
    page: str
    """https address of the page to read and download from."""


def source() -> NewsSource | None:
    """Return where this build asks for news, or None for a build that has nobody to ask."""
    file = resources.path("updates.json")
    if not file.is_file():
        return None
    raw = json.loads(file.read_text("utf-8"))
    return NewsSource(raw["address"], tuple(base64.b64decode(key) for key in raw["keys"]))


def is_kept_up_to_date(channel: str, root: Path = Path("/")) -> bool:
    """Return whether somebody else brings newer versions of what came by this channel."""
    return channel in KEPT or any((root / file).exists() for file in REPOSITORIES.get(channel, ()))


def verified(content: bytes, signature: bytes, keys: tuple[bytes, ...]) -> Release:
    """Return what `content` says of the newest version.

    Raises:
        ValueError: no key of ours has signed it, or it is not what it should be.
    """
    raw = signed_object(content, signature, keys)
    version, page = raw.get("version"), raw.get("page")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ValueError("it names no version")
    if not isinstance(page, str) or not page.startswith("https://"):
        raise ValueError("it names no page")
    return Release(version, page)


def signed_object(content: bytes, signature: bytes, keys: tuple[bytes, ...]) -> dict[str, object]:
    """Return the JSON object in `content`, of which nothing is read before its signature is found to be ours.

    Raises:
        ValueError: no key of ours has signed it, or it is no such object.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    sealed = base64.b64decode(signature.strip(), validate=True)
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(sealed, content)
            break
        except InvalidSignature:
            continue
    else:
        raise ValueError("the signature is not ours")
    try:
        raw = json.loads(content)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(raw, dict):
        raise ValueError("it names nothing")
    return raw


def is_newer(version: str, than: str) -> bool:
    """Whether `version` comes after `than`; what follows the numbers, such as "rc1", is not looked at."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    match = _VERSION.match(version)
    numbers = [int(one) for one in match.group().split(".")] if match else []
    return tuple(numbers + [0] * (4 - len(numbers)))


class Updates:
    """Asks for news once a day, where the person or the kind of package wants it."""

    def __init__(
        self,
        preferences: Preferences,
        version: str,
        *,
        source: NewsSource | None,
        is_kept: bool,
        fetch: Callable[[str, str], Awaitable[tuple[bytes, bytes]]] | None = None,
        take: Callable[[bytes, bytes], Awaitable[None]] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`is_kept`: somebody else brings newer versions.

        `fetch` returns a file and its signature through a proxy or raises OSError; None: over the network. `take` is
        given both once they are found to be ours, whatever version they tell of.
        """
        self._preferences = preferences
        self._version = version
        self._source = source
        self._is_kept = is_kept
        self._fetch = fetch or _fetch
        self._take = take
        self._clock = clock

    @property
    def is_on(self) -> bool:
        """Whether it asks."""
        wish = self._preferences.get(NEWS)
        return wish is News.ON or (wish is News.AS_INSTALLED and not self._is_kept)

    async def look(self) -> Release | None:
        """Return a newer release, or None: there is none, it is off, or it was asked today. Never raises."""
        today = int(self._clock() // _DAY_S)
        if self._source is None or not self.is_on or self._preferences.get(NEWS_DAY) == today:
            return None
        self._preferences.set(NEWS_DAY, today)
        try:
            content, signature = await self._fetch(self._source.address, self._preferences.get(GATEWAY_PROXY))
            release = verified(content, signature, self._source.keys)
        except (OSError, ValueError) as error:
            log.info("no news of new versions: %s", error)
            return None
        if self._take is not None:
            await self._take(content, signature)
        return release if is_newer(release.version, self._version) else None


async def _fetch(address: str, proxy: str) -> tuple[bytes, bytes]:
    from turbodesk.gateway import releases  # brings the network client, which the first window does without

    return await releases.fetch(address, proxy)
