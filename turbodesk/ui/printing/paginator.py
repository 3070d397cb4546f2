"""Puts a conversation on the pages of a printer or a PDF file, message by message, with the look of the screen.

Each message is set by the transcript's own `MessageDocument`, in the light theme, and painted with the transcript's own
painting; this module only decides what goes on which page. The text stays text: it can be selected, searched and read
aloud, and links can be followed.

Why not one QTextDocument for all with its own `print_`: it cuts lines of code and the panels around them wherever a
page ends, knows no headers of tables, holds a conversation of any length in memory, and cannot be interrupted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPagedPaintDevice,
    QPainter,
)

from turbodesk.app.exports.transcript import YOU, Transcript, Turn
from turbodesk.chat.message import Role
from turbodesk.chat.parts import Text, Thinking
from turbodesk.chat.reply_status import ending_note, label
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.painting import paint_surroundings
from turbodesk.ui.document.pieces import CodePiece, Piece, TablePiece
from turbodesk.ui.document.typography import typography
from turbodesk.ui.printing.lines import LinePainter
from turbodesk.ui.printing.paper import BODY_POINTS, EM, PAPER
from turbodesk.ui.printing.portions import Portion, least_width
from turbodesk.ui.printing.strips import Strip, strips
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.widgets.lifetime import briefly

_WIDEST = 2.5
"""How many times the paper's width a table is set at most before it is drawn smaller."""
_BUBBLE_SHARE = 0.8
_PAD_X, _PAD_Y = 16, 10
_TURN_GAP = 28
_FOOTER = 32
"""Height kept free for the footer at the end of each page; all in pixels of the page's own scale."""


class Paginator:
    """Fills pages from the top. Make it, lay turn after turn, then `finish`; the caller ends the painter."""

    def __init__(self, device: QPagedPaintDevice, painter: QPainter, transcript: Transcript) -> None:
        self._device, self._painter, self._title = device, painter, transcript.title
        self._type = typography(PAPER, 100, folds=False)
        area = QRectF(painter.viewport())
        scale = painter.device().logicalDpiX() * BODY_POINTS / 72 / EM
        painter.scale(scale, scale)
        # Numbers, boxes and panels hang outside the text, but never outside the paper's margins, which may be narrow.
        painter.translate(2 * self._type.hang, 0)
        self.width = area.width() / scale - 3 * self._type.hang
        self.height = area.height() / scale - _FOOTER
        self.page = 1
        self._y = 0.0
        self._lay_title(transcript)

    def lay(self, turn: Turn, portions: Sequence[Portion]) -> Iterator[None]:
        """Put the next message on the pages, `portions` being the rendered text of a reply; yields between them."""
        is_user = turn.message.role is Role.USER
        if is_user:
            texts = [part.text for part in turn.message.parts if isinstance(part, Text) and part.text.strip()]
            documents = map(self._typed, texts)
        else:
            documents = map(self._set, portions)
        self._y += _TURN_GAP if self._y else 0
        before: Sequence[Piece] | None = None
        for made in documents:
            with briefly(made) as document:
                if before is None:
                    self._lay_speaker(turn, followed=sum(strip.height for strip in self._strips(document)[:2]))
                else:
                    self._y += self._gap(before, document.pieces)
                self._lay_document(document, is_bubble=is_user)
                before = document.pieces
            yield
        if before is None:
            self._lay_speaker(turn, followed=0)
        self._lay_ending(turn)

    def finish(self) -> None:
        """Write the last page's footer."""
        self._lay_footer()

    # Parts of a message

    def _lay_title(self, transcript: Transcript) -> None:
        with briefly(self._set(Portion(f"<h1>{escape(transcript.title)}</h1>"))) as title:
            self._lay_document(title, is_bubble=False)
        self._y += 6
        speakers = dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker != YOU)
        self._lay_line(" · ".join((transcript.date, *speakers)))
        self._y += 4
        self._painter.fillRect(QRectF(0, self._y, self.width, 1), self._color("border"))
        self._y += 1

    def _lay_speaker(self, turn: Turn, *, followed: float) -> None:
        """Say who speaks, and what else than text is in the message, on the page that the text begins on."""
        is_right = turn.message.role is Role.USER
        line = QFontMetricsF(self._type.small).height()
        self._make_room(line + 8 + min(followed + 2 * _PAD_Y, self.height / 2))
        self._lay_line(turn.speaker, is_right=is_right, is_strong=True)
        for part in turn.message.parts:
            if not isinstance(part, Text | Thinking):
                self._lay_line(f"[{label(part).title}]", is_right=is_right)
        self._y += 6

    def _lay_ending(self, turn: Turn) -> None:
        failure, note = turn.message.failure, ending_note(turn.message)
        self._y += self._type.px(12) if failure is not None or note is not None else 0
        if failure is not None:
            self._lay_line(failure.sentence, color="danger")
        elif note is not None:
            self._lay_line(note.sentence)

    def _lay_line(
        self, text: str, *, is_right: bool = False, is_strong: bool = False, color: str = "text-muted"
    ) -> None:
        """Put a small line on the page, wrapped where it is too long."""
        font = QFont(self._type.small)
        font.setBold(is_strong)
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        flags = int(Qt.TextFlag.TextWordWrap) | int(side)
        rect = QFontMetricsF(font).boundingRect(QRectF(0, 0, self.width, 10_000), flags, text)
        self._make_room(rect.height())
        self._painter.setFont(font)
        self._painter.setPen(self._color(color))
        self._painter.drawText(QRectF(0, self._y, self.width, rect.height() + 1), flags, text)
        self._y += rect.height()

    def _lay_footer(self) -> None:
        font = self._type.small
        self._painter.setFont(font)
        self._painter.setPen(self._color("text-muted"))
        rect = QRectF(0, self.height, self.width, _FOOTER)
        number = str(self.page)
        title = QFontMetricsF(font).elidedText(self._title, Qt.TextElideMode.ElideRight, self.width - 80)
        bottom = Qt.AlignmentFlag.AlignBottom
        self._painter.drawText(rect, int(bottom | Qt.AlignmentFlag.AlignLeft), title)
        self._painter.drawText(rect, int(bottom | Qt.AlignmentFlag.AlignRight), number)

    # Documents

    def _set(self, portion: Portion) -> MessageDocument:
        document = self._new_document(self.width)
        document.figures.tallest = self.height - self._type.panel_header - self._type.px(14) - 2
        document.update_page([portion.html], "")
        document.colouring.now()
        if len(document.pieces) == 1 and isinstance(table := document.pieces[0], TablePiece):
            document.setTextWidth(max(self.width, min(least_width(table, self._type), _WIDEST * self.width)))
            document.fit_tables()
        for index, piece in enumerate(document.pieces):
            if isinstance(piece, CodePiece) and not piece.is_picture:  # nobody can scroll on paper
                document.code.set_wrapped(index, is_wrapped=True)
        return document

    def _gap(self, before: Sequence[Piece], after: Sequence[Piece]) -> float:
        if not before or not after:
            return self._type.px(12)
        return self._type.gap(before[-1], after[0])

    def _typed(self, text: str) -> MessageDocument:
        limit = self.width * _BUBBLE_SHARE - 2 * _PAD_X
        document = self._new_document(limit)
        document.set_text(text)
        document.setTextWidth(min(limit, document.idealWidth() + 1))
        return document

    def _new_document(self, width: float) -> MessageDocument:
        document = MessageDocument(self._type)
        # The widths of letters as the font has them, not as they fall on a screen's pixels.
        document.setUseDesignMetrics(True)
        document.setTextWidth(width)
        return document

    def _lay_document(self, document: MessageDocument, *, is_bubble: bool) -> None:
        every = self._strips(document, pad=_PAD_Y if is_bubble else 0)
        lines = LinePainter(document)
        end = _PAD_X if QGuiApplication.isRightToLeft() else self.width - document.textWidth() - _PAD_X
        x = end if is_bubble else 0.0
        at = 0
        while at < len(every):
            end = self._fitting(every, at)
            if end == at:
                self._turn_page()
                end = max(at + 1, self._fitting(every, at))
            if (head := self._head(every[at])) is not None:
                self._paint(lines, x, [head], is_bubble=False)
            self._paint(lines, x, every[at:end], is_bubble=is_bubble)
            at = end

    def _strips(self, document: MessageDocument, *, pad: float = 0) -> list[Strip]:
        every = strips(document, width=self.width, height=self.height)
        if every and pad:
            every[0] = every[0]._replace(top=every[0].top - pad)
            every[-1] = every[-1]._replace(bottom=every[-1].bottom + pad)
        return every

    def _head(self, strip: Strip) -> Strip | None:
        """Return what is shown again above a strip that begins a page."""
        head = Strip(*strip.head, scale=strip.scale) if strip.head is not None and not self._y else None
        return head if head is not None and head.height < self.height / 3 else None

    def _fitting(self, every: list[Strip], at: int) -> int:
        """Return the index after the last strip from `at` on that goes on this page as one stretch."""
        room = self.height - self._y
        if (head := self._head(every[at])) is not None:
            room -= head.height
        end = at
        while end < len(every) and every[end].scale == every[at].scale:
            if (every[end].bottom - every[at].top) * every[at].scale > room + 0.5:
                break
            end += 1
        full = end
        while at < end < len(every) and every[end - 1].keeps_next:
            end -= 1
        # At the top of a page there is nothing to be gained by waiting.
        return end if end > at or self._y else full

    def _paint(self, lines: LinePainter, x: float, some: list[Strip], *, is_bubble: bool) -> None:
        painter, document = self._painter, lines.document
        stretch = some[0]._replace(bottom=some[-1].bottom)
        painter.save()
        painter.translate(QPointF(x, self._y))
        painter.scale(stretch.scale, stretch.scale)
        painter.translate(0, -stretch.top)
        wide = max(document.textWidth(), document.size().width())
        hang = 2 * self._type.hang  # numbers and boxes hang left of the text
        clip = QRectF(-hang, stretch.top, wide + 2 * hang, stretch.bottom - stretch.top)
        painter.setClipRect(clip)
        if is_bubble:
            self._paint_bubble(document)
        paint_surroundings(painter, document, list(document.shown(stretch.top, stretch.bottom)), clip)
        lines.paint(painter, stretch.top, stretch.bottom)
        painter.restore()
        self._y += stretch.height

    def _paint_bubble(self, document: MessageDocument) -> None:
        rect = QRectF(0, 0, document.textWidth(), document.size().height())
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._color("bubble"))
        self._painter.drawRoundedRect(rect.adjusted(-_PAD_X, -_PAD_Y, _PAD_X, _PAD_Y), Corner.PANEL, Corner.PANEL)

    # Pages

    def _make_room(self, height: float) -> None:
        if self._y and self._y + height > self.height:
            self._turn_page()

    def _turn_page(self) -> None:
        self._lay_footer()
        self._device.newPage()
        self.page += 1
        self._y = 0.0

    def _color(self, token: str) -> QColor:
        return PAPER.color(token)
