"""Takes the words of an OpenDocument paragraph as they are shown (OpenDocument 1.3 part 3, 6.1)."""

from __future__ import annotations

from turbodesk.app.documents.elements import Element

_MOST_SPACES = 100
_UNSEEN = (
    *("office:annotation", "office:annotation-end", "text:note", "text:ruby-text", "text:tracked-changes"),
    *("draw:frame", "draw:custom-shape", "draw:g", "draw:rect", "draw:line", "office:event-listeners"),
    *("text:hidden-text", "text:bookmark-ref-invalid", "text:script"),
)
"""What stands in a paragraph and is not of its words, or is not shown."""


def spaces(element: Element) -> str:
    """Return the blanks, the tab or the end of a line that an element stands for; "" for others."""
    match element.tag:
        case "text:s":
            count = element.get("c", "1")
            return " " * (
                min(_MOST_SPACES, int(count)) if count.isascii() and count.isdigit() and len(count) < 9 else 1
            )
        case "text:tab":
            return "\t"
        case "text:line-break":
            return "\n"
    return ""


def is_unseen(element: Element) -> bool:
    """Whether an element within a paragraph is not of its words."""
    return element.tag in _UNSEEN


def folded(words: str, *, before: str) -> str:
    """Return a piece of words with each run of white space as one blank; none after a blank or at the beginning."""
    made = " ".join(words.split())
    if not made:
        made = " " if words else ""
    else:
        made = (" " if words[0].isspace() else "") + made + (" " if words[-1].isspace() else "")
    return made.lstrip(" ") if not before or before[-1].isspace() else made


def plain_words(element: Element) -> str:
    """Return the words of a paragraph without notes, remarks and drawings."""
    made = ""
    waiting = [iter(element.children)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif isinstance(child, str):
            made += folded(child, before=made)
        elif not is_unseen(child):
            made += spaces(child)
            waiting.append(iter(child.children))
    return made
