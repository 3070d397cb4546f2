"""Judges where links lead: what their addresses are to a browser, and what their texts are to the eye."""

from __future__ import annotations

from turbodesk.rendering.links.hosts import ascii_host
from turbodesk.rendering.links.verdict import Judgement, Verdict, as_opened, judge

__all__ = ["Judgement", "Verdict", "as_opened", "ascii_host", "judge"]
