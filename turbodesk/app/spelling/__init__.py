"""Tells which words are spelled wrong, and what may be meant, by the dictionaries of this computer."""

from turbodesk.app.spelling.spelling import Spelling

__all__ = ["Spelling"]
