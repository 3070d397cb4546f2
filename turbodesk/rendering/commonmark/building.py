"""Builds the elements of a text from the events that reading it gave."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from .events import BareAddress, DelimiterRun, Event, ImageStart, LinkEnd, LinkStart, Tag

MAX_DEPTH = 100
"""Elements inside one another in a text; the marks of deeper ones stay text."""


def append_text(element: Element, text: str) -> None:
    """Append `text` after all that is in `element`."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


class Builder:
    """Makes elements of events."""

    def __init__(self, target: Element, *, pictures: bool) -> None:
        self.current = target
        self.outer: list[Element | str] = []
        """What encloses the current element, outermost first; a string where an element would be too deep: the mark
        that closes it in the text."""
        self.text: list[str] = []
        self.pictures = pictures
        self.links = 0

    def build(self, events: list[Event]) -> None:
        """Append all events."""
        for event in events:
            if isinstance(event, str):
                self.text.append(event)
            elif isinstance(event, Element):
                self._flush()
                self.current.append(event)
            elif isinstance(event, DelimiterRun):
                self._run(event)
            else:
                self._other(event)
        self._flush()

    def _other(self, event: Tag | BareAddress | ImageStart | LinkStart | LinkEnd) -> None:
        match event:
            case Tag():
                self._tag(event)
            case BareAddress():
                self._address(event)
            case ImageStart():
                self._image(event)
            case LinkStart():
                self.links += 1
                self._enter("a", "", event.attributes)
            case LinkEnd():
                self.links -= 1
                self._leave()

    def _run(self, run: DelimiterRun) -> None:
        for _ in range(run.closed):
            self._leave()
        if run.left:
            self.text.append(run.mark * run.left)
        for tag in reversed(run.opened):
            self._enter(tag, run.mark if tag == "em" else run.mark * 2)

    def _tag(self, tag: Tag) -> None:
        if not tag.paired:
            self.text.append(tag.source)
        elif tag.closes:
            self._leave()
        else:
            self._enter(tag.name, "")

    def _address(self, address: BareAddress) -> None:
        if self.links:
            self.text.append(address.text)
            return
        self._flush()
        SubElement(self.current, "a", {"href": address.target}).text = address.text

    def _image(self, image: ImageStart) -> None:
        if not self.pictures and self.links:
            self.text.append(image.label())
            return
        self._flush()
        self.current.append(image.picture() if self.pictures else image.link())

    def _enter(self, tag: str, mark: str, attributes: dict[str, str] | None = None) -> None:
        if len(self.outer) >= MAX_DEPTH:
            self.text.append(mark)
            self.outer.append(mark)
            return
        self._flush()
        self.outer.append(self.current)
        self.current = SubElement(self.current, tag, attributes or {})

    def _leave(self) -> None:
        outer = self.outer.pop()
        if isinstance(outer, str):
            self.text.append(outer)
            return
        self._flush()
        self.current = outer

    def _flush(self) -> None:
        if self.text:
            append_text(self.current, "".join(self.text))
            self.text.clear()
