"""Writes elements as XHTML that any XML reader takes, provided the text had only characters that XML can hold."""

from __future__ import annotations

from functools import lru_cache
from xml.etree.ElementTree import Element

from .tree import READY

_EMPTY = frozenset(("br", "hr", "img", "input"))


def serialize(element: Element) -> str:
    """Return `element` as text, its tail left out."""
    out: list[str] = []
    _write(element, out)
    return "".join(out)


def serialize_inside(element: Element) -> str:
    """Return what is inside `element` as text."""
    out: list[str] = []
    _write_inside(element, out)
    return "".join(out)


def escape(text: str) -> str:
    """Return `text` as it may stand between tags."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def _write(element: Element, out: list[str]) -> None:
    # Recursion is safe: blocks nest 100 deep at most, and so do marks inside them.
    tag = element.tag
    if tag == READY:
        out.append(element.text or "")
        return
    # Not `attrib`: reading it makes a dictionary for every element that has none.
    attributes = element.items()
    start = f"<{tag}{''.join([_attribute(name, value) for name, value in attributes])}" if attributes else f"<{tag}"
    if len(element):
        out.append(f"{start}>")
        _write_inside(element, out)
        out.append(f"</{tag}>")
    elif tag in _EMPTY:
        out.append(f"{start} />")
    else:
        text = element.text
        out.append(f"{start}>{escape(text) if text else ''}</{tag}>")


def _write_inside(element: Element, out: list[str]) -> None:
    text = element.text
    if text:
        out.append(escape(text))
    for child in element:
        _write(child, out)
        tail = child.tail
        if tail:
            out.append(escape(tail))


@lru_cache(1024)
def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value).replace(chr(34), "&quot;").replace(chr(10), "&#10;")}"'
