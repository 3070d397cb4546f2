"""Turns the Markdown of replies into safe, well-formed HTML, whole or while it streams.

Two ways lead through one grammar, `commonmark`, and give the same; properties in `tests/rendering` hold them to it:

* `to_html` runs **Python-Markdown**: its engine, its registries and its tree processors. Our grammar stands in them as
  an extension and takes the place of its parser, so that other extensions' tree processors work on what it makes.
* `BlockStream` and `to_elements` use **the grammar alone**. They set every reply on screen and every print, and
  Python-Markdown takes no part: it reads whole texts only, in passes that cost more with every piece that arrives.

Why not one way: `to_html` through the grammar alone would save its 140 lines (`commonmark/extension.py`) and with them
the engine that people know and can extend; the stream through the engine would render all of a reply at each piece.
"""

from __future__ import annotations

from turbodesk.rendering.html import plain_text, to_elements, to_html
from turbodesk.rendering.literal import escaped, line_start, literal
from turbodesk.rendering.stream import BlockStream, Update

__all__ = [
    "BlockStream",
    "Update",
    "escaped",
    "line_start",
    "literal",
    "plain_text",
    "to_elements",
    "to_html",
]
