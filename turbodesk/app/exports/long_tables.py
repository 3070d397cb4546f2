"""Makes one table again of a long one, which the page has in parts that are quick to lay out."""

from __future__ import annotations

from xml.etree.ElementTree import Element


def join_long_tables(root: Element) -> None:
    """Put the rows of each table that has no header, and follows another at once, into that one."""
    for parent in list(root.iter()):
        whole: Element | None = None
        for child in list(parent):
            if child.tag != "table":
                whole = None
            elif whole is None or child.find("thead") is not None or (whole.tail or "").strip():
                whole = child
            else:
                body = whole.find("tbody")
                body = whole if body is None else body
                body.extend(child.iter("tr"))
                whole.tail = child.tail
                parent.remove(child)
