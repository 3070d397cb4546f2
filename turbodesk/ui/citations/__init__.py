"""The panel beside the chat that shows what a reply has its words from, with these words marked."""

from turbodesk.ui.citations.panel import CitationPanel

__all__ = ["CitationPanel"]
