"""Which storage a person's computers share: its kind and where it is, never a secret.

The password, the key of a bucket and the recovery code are in the key store. What is read back may have been edited, so
reading never raises: what is no choice is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from urllib.parse import urlsplit

from turbodesk.quick_dataclasses import dataclass

FOLDER = "folder"
"""One that Syncthing, Dropbox, OneDrive, iCloud Drive or a network share keeps."""
WEBDAV = "webdav"
NEXTCLOUD = "nextcloud"
"""WebDAV as well, with a way of its own to sign in."""
S3 = "s3"
"""A bucket, of Amazon or of anybody who speaks the same."""
KINDS = frozenset({FOLDER, WEBDAV, NEXTCLOUD, S3})

_LONGEST = 4_000
"""Characters of a field."""
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")
"""What AWS takes, and the wider rule of its oldest region."""


@dataclass(frozen=True, slots=True)
class StorageChoice:
    """One storage."""

    kind: str
    """One of `KINDS`."""
    address: str
    """A folder's path, or a URL as it was typed: the scheme may be missing; name and password are not in it."""
    user: str = ""
    """The name to sign in with; of a bucket the id of its access key. "" where none is asked for."""
    bucket: str = ""
    """Of S3 alone."""
    region: str = ""
    """Of S3 alone; "" where the storage does not mind."""

    def to_json(self) -> dict[str, object]:
        """Return what is set."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, raw: object) -> StorageChoice | None:
        """Read what `to_json` wrote; None for what names no storage."""
        if not isinstance(raw, Mapping):
            return None
        values = {field.name: raw.get(field.name, "") for field in fields(cls)}
        if not all(
            isinstance(value, str) and len(value) <= _LONGEST and "\0" not in value for value in values.values()
        ):
            return None
        choice = cls(**values)
        return choice if choice.is_whole else None

    @property
    def is_whole(self) -> bool:
        """Whether it names a storage: the kind is known, and all is there that this kind needs."""
        if self.kind == FOLDER:
            return bool(self.address)
        return self.kind in KINDS and _is_url(self.address) and (self.kind != S3 or _is_bucket(self.bucket))


def _is_url(text: str) -> bool:
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _is_bucket(text: str) -> bool:
    return _BUCKET.fullmatch(text) is not None
