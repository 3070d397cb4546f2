"""Finds what a link of the page is called: what it is judged by when it is opened."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QUrl

from turbodesk.rendering.links.shapes import TURNING
from turbodesk.rendering.tex import drawn_letters
from turbodesk.ui.document.pieces import SET, ParagraphPiece, Piece, Runs, TablePiece, TextRun, flat, words


def as_written(pieces: Iterable[Piece], url: QUrl) -> tuple[str, str]:
    """Return the target and the texts of the links to `url`, in the order of the pieces, each text in a line.

    All of them, because a menu does not say which one was meant: where one is called after another address, none of
    them opens unasked. Links without a gap between them are one to the eye, wherever each leads, and have one text.
    What makes letters run the other way does so until its line ends, and counts as a part of each link behind it.
    """
    href = ""
    texts: dict[str, None] = {}

    for piece in pieces:
        for runs in _lines(piece):
            turned = ""
            for is_link, found in groupby(runs, _leads_out):
                stretch = tuple(found)
                there = [run.href for run in stretch if QUrl(run.href) == url] if is_link else []
                if there:
                    href = href or there[0]
                    texts[turned + "".join(map(_as_seen, stretch))] = None
                turned = "".join(TURNING.findall(turned + flat(stretch)))[-1:]
    return href or url.toString(), "\n".join(texts)


def leads_to(piece: Piece, href: str) -> bool:
    """Whether a piece has a link to `href`, written just so."""
    return any(run.href == href for runs in _lines(piece) for run in runs)


def _lines(piece: Piece) -> tuple[Runs, ...]:
    """Return the texts of a piece that may have links."""
    if isinstance(piece, TablePiece):
        return tuple(cell for row in piece.rows for cell in row)
    return (piece.runs,) if isinstance(piece, ParagraphPiece) else ()


def _leads_out(run: TextRun) -> bool:
    """Whether a run is a link that leaves the page; a footnote's or a source's number behind it does not."""
    return run.href.partition(":")[0].lower() in ("http", "https", "mailto")


def _as_seen(run: TextRun) -> str:
    return drawn_letters(words(run)) if SET in run.marks else run.text
