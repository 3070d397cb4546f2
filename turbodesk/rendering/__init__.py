"""Turns the Markdown of replies into safe, well-formed HTML, whole or while it streams."""

from __future__ import annotations

from turbodesk.rendering.html import plain_text, to_elements, to_html
from turbodesk.rendering.stream import BlockStream, Update

__all__ = ["BlockStream", "Update", "plain_text", "to_elements", "to_html"]
