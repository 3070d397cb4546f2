"""Storage between two computers that can be taken away and given back: a folder, and servers nobody here wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from tests.remote import servers
from tests.remote.relay import Relay


class SharedPlace(Protocol):
    """One storage."""

    kind: str
    fields: tuple[str, ...]
    """What a person types into its fields, from the address on."""

    def take_away(self) -> None:
        """Have nobody reach it."""

    def give_back(self) -> None:
        """Have it be there as before."""


class SharedFolder:
    """A folder whose disk can be pulled out."""

    kind = "folder"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fields: tuple[str, ...] = (str(path),)

    def take_away(self) -> None:
        """Move it elsewhere."""
        self.path.rename(self.path.with_name("away"))

    def give_back(self) -> None:
        """Move it back."""
        self.path.with_name("away").rename(self.path)


class SharedServer:
    """A server behind a line that can be cut."""

    def __init__(self, kind: str, relay: Relay, *fields: str) -> None:
        self.kind, self.relay, self.fields = kind, relay, fields

    def take_away(self) -> None:
        """Cut the line."""
        self.relay.unplug()

    def give_back(self) -> None:
        """Mend it."""
        self.relay.plug_in()


@contextmanager
def webdav(at: Path) -> Iterator[SharedServer]:
    """A folder of WsgiDAV."""
    with servers.wsgidav(at) as url, Relay(urlsplit(url).port or 0) as relay:
        yield SharedServer("webdav", relay, f"{relay.url}/{servers.PLACES[0]}", servers.USER, servers.PASSWORD)


@contextmanager
def bucket(at: Path) -> Iterator[SharedServer]:
    """A bucket of rclone's."""
    with servers.rclone_s3(at) as url, Relay(urlsplit(url).port or 0) as relay:
        yield SharedServer("s3", relay, relay.url, servers.PLACES[0], "", servers.USER, servers.PASSWORD)
