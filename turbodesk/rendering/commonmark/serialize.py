"""Writes elements as XHTML that any XML reader takes, whatever characters the text had."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from .tree import READY

_EMPTY = frozenset(("br", "hr", "img", "input"))
# What XML 1.0 cannot hold, section 2.2: most control characters, lone surrogates, U+FFFE and U+FFFF.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def serialize(element: Element) -> str:
    """Return `element` as text, its tail left out."""
    out: list[str] = []
    _write(element, out)
    return _NOT_XML.sub("\ufffd", "".join(out))


def serialize_inside(element: Element) -> str:
    """Return what is inside `element` as text."""
    out = [escape(element.text)] if element.text else []
    for child in element:
        _write(child, out)
        if child.tail:
            out.append(escape(child.tail))
    return _NOT_XML.sub("\ufffd", "".join(out))


def escape(text: str) -> str:
    """Return `text` as it may stand between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _write(element: Element, out: list[str]) -> None:
    # Recursion is safe: blocks nest 100 deep at most, and so do marks inside them.
    tag, text = element.tag, element.text
    if tag == READY:
        out.append(text or "")
        return
    if element.attrib:
        attributes = "".join(
            f' {name}="{escape(value).replace(chr(34), "&quot;").replace(chr(10), "&#10;")}"'
            for name, value in element.attrib.items()
        )
        out.append(f"<{tag}{attributes}")
    else:
        out.append(f"<{tag}")
    if tag in _EMPTY:
        out.append(" />")
        return
    out.append(">")
    if text:
        out.append(escape(text))
    for child in element:
        _write(child, out)
        if child.tail:
            out.append(escape(child.tail))
    out.append(f"</{tag}>")
