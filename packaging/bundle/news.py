"""Makes the signed news of a new version, and tells a build where it asks for them (`turbodesk/app/updates.py`).

    TURBODESK_UPDATE_ADDRESS    where the news lie: https, the address of latest.json
    TURBODESK_UPDATE_KEYS       the public keys that may sign them, in base64, with blanks between
    TURBODESK_NEWS_KEY          the private key, in base64, for packaging/sign-news alone

A build that is told neither of the first two has nobody to ask and never asks. One that is told one of them and not the
other is a mistake.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bundle import project
from bundle.build import Build, BuildError
from bundle.project import ROOT

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ADDRESS, KEYS, PRIVATE_KEY = "TURBODESK_UPDATE_ADDRESS", "TURBODESK_UPDATE_KEYS", "TURBODESK_NEWS_KEY"

_KEY_BYTES = 32
"""Of a private key of Ed25519 as of a public one (RFC 8032)."""


def put_source(build: Build, environment: Mapping[str, str] = os.environ) -> None:
    """Write into the frozen program where it asks for news, if the environment names a place.

    Raises:
        BuildError: what it names is no place, or no key.
    """
    text = source(environment)
    if text is not None:
        target = build.contents / project.NAME / "_resources" / "updates.json"
        target.write_text(text, encoding="utf-8", newline="\n")


def source(environment: Mapping[str, str]) -> str | None:
    """Return the file that says where news lie and who may sign them; None where the environment names nobody.

    Raises:
        BuildError: as `put_source` does.
    """
    address, keys = environment.get(ADDRESS, "").strip(), environment.get(KEYS, "").split()
    if not address and not keys:
        return None
    if not address or not keys:
        raise BuildError(f"{ADDRESS} and {KEYS} go together; only one of them is set.")
    if urlsplit(address).scheme != "https" or not urlsplit(address).hostname:
        raise BuildError(f"{ADDRESS} is no https address: {address}")
    for key in keys:
        _bytes(key, KEYS)
    return json.dumps({"address": address, "keys": keys}, indent=1) + "\n"


def new_key() -> tuple[str, str]:
    """Return a new private key and its public one, both in base64."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    return _text(private.private_bytes_raw()), public_key(private)


def private_key(text: str) -> Ed25519PrivateKey:
    """Return the private key that `text` says in base64.

    Raises:
        BuildError: it says none.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(_bytes(text.strip(), "the private key", is_secret=True))


def public_key(private: Ed25519PrivateKey) -> str:
    """Return the public half in base64, as `TURBODESK_UPDATE_KEYS` lists it."""
    return _text(private.public_key().public_bytes_raw())


def write(
    folder: Path, private: Ed25519PrivateKey, *, version: str, page: str, made: dt.datetime | None = None
) -> tuple[Path, Path]:
    """Write latest.json and latest.json.sig, with what this checkout knows of models; return their paths.

    `made` is when, with a time zone; None for now. Of two the program keeps the later.

    Raises:
        BuildError: the program would not take them; nothing is written.
    """
    from turbodesk.app import model_news
    from turbodesk.gateway import catalogue

    made = made or dt.datetime.now(dt.UTC)
    models = model_news.to_json(catalogue.load(ROOT / "resources" / "models.toml"), made)
    content = (json.dumps({"version": version, "page": page, "models": models}, indent=1) + "\n").encode()
    signature = _text(private.sign(content)).encode() + b"\n"
    _require_accepted(content, signature, private, version, made)
    folder.mkdir(parents=True, exist_ok=True)
    news, seal = folder / "latest.json", folder / "latest.json.sig"
    news.write_bytes(content)
    seal.write_bytes(signature)
    return news, seal


def _require_accepted(
    content: bytes, signature: bytes, private: Ed25519PrivateKey, version: str, made: dt.datetime
) -> None:
    from turbodesk.app import model_news
    from turbodesk.app.updates import signed_object, verified

    keys = (private.public_key().public_bytes_raw(),)
    try:
        verified(content, signature, keys)
        if len(content) > model_news.MOST_BYTES:
            raise ValueError(f"they are longer than {model_news.MOST_BYTES} bytes")
        told = signed_object(content, signature, keys)
        model_news.read(told, version=version, now_s=made.timestamp(), shipped=())
    except ValueError as error:
        raise BuildError(f"The program would not take these news: {error}.") from None


def _bytes(text: str, name: str, *, is_secret: bool = False) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except binascii.Error:
        found = b""
    if len(found) != _KEY_BYTES:
        shown = "" if is_secret else f": {text}"
        raise BuildError(f"{name}: not {_KEY_BYTES} bytes in base64{shown}")
    return found


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
