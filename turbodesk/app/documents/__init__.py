"""Reads documents of office programs as text, by the rules of their formats: what the person saw is what comes out."""

from turbodesk.app.documents.separate_reading import text_of

__all__ = ["text_of"]
