"""Finds what a link of the page is called: what it is judged by when it is opened."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QUrl

from turbodesk.ui.document.pieces import ParagraphPiece, Piece, Runs, TablePiece, TextRun, flat


def as_written(pieces: Iterable[Piece], url: QUrl) -> tuple[str, str]:
    """Return the target and the texts of the links to `url`, in the order of the pieces, each text in a line.

    All of them, because a menu does not say which one was meant: where one is called after another address, none of
    them opens unasked.
    """
    href = ""
    texts: dict[str, None] = {}

    def leads_there(run: TextRun) -> bool:
        return bool(run.href) and QUrl(run.href) == url

    for piece in pieces:
        lines: tuple[Runs, ...] = (piece.runs,) if isinstance(piece, ParagraphPiece) else ()
        if isinstance(piece, TablePiece):
            lines = tuple(cell for row in piece.rows for cell in row)
        for runs in lines:
            for is_there, found in groupby(runs, leads_there):
                if is_there:
                    stretch = tuple(found)
                    href = href or stretch[0].href
                    texts[flat(stretch)] = None
    return href or url.toString(), "\n".join(texts)
