"""What reading a text gives, in its order: pieces of text, finished elements, and what becomes an element later."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from .addresses import write_address


class DelimiterRun:
    """Some of the same mark in a row: it may open emphasis, close it, do both, or stay text."""

    __slots__ = ("can_close", "can_open", "closed", "left", "length", "mark", "opened")

    def __init__(self, mark: str, length: int, *, can_open: bool, can_close: bool) -> None:
        self.mark = mark
        self.length = length
        self.left = length
        self.can_open = can_open
        self.can_close = can_close
        self.opened: list[str] = []
        """The tags that this run opens, innermost first."""
        self.closed = 0
        """How many elements this run closes."""


class BareAddress:
    """A link that shows its own address."""

    __slots__ = ("target", "text")

    def __init__(self, target: str, text: str) -> None:
        self.target = write_address(target)
        self.text = text


class LinkStart:
    """Where a link begins."""

    __slots__ = ("attributes",)

    def __init__(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes


class LinkEnd:
    """Where the innermost link ends."""

    __slots__ = ()


class ImageStart:
    """An image: its text alone, since images hold no elements."""

    __slots__ = ("address", "text", "title")

    def __init__(self, text: str, address: str, title: str | None) -> None:
        self.text = text
        self.address = write_address(address)
        self.title = title

    def picture(self) -> Element:
        """Return the `img`."""
        attributes = {"src": self.address, "alt": self.text}
        return Element("img", attributes | ({"title": self.title} if self.title else {}))

    def label(self) -> str:
        """Return what to call the image: its text, or else the last part of its address."""
        return self.text.strip() or self.address.rstrip("/").rpartition("/")[2]

    def link(self) -> Element:
        """Return a link to the image, since nothing is loaded that the reader has not asked for."""
        attributes = {"class": "image", "href": self.address}
        element = Element("a", attributes | ({"title": self.title} if self.title else {}))
        element.text = self.label()
        return element


class Tag:
    """An allowed tag in a text; an element only where its partner is found."""

    __slots__ = ("closes", "name", "paired", "source")

    def __init__(self, name: str, source: str, *, closes: bool) -> None:
        self.name = name
        self.source = source
        self.closes = closes
        self.paired = False


Event = str | Element | DelimiterRun | Tag | BareAddress | ImageStart | LinkStart | LinkEnd
