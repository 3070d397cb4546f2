"""Plain rows and a plain source: all the transcript asks for, nothing of how TurboDesk draws a message."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from turbodesk.chat.conversation import Node
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.parts import Text
from turbodesk.ui.theme.column import GAP
from turbodesk.ui.transcript.view import TranscriptView

LINE = 20
CHAR = 8
HEAD = 30


class PlainRow(QWidget):
    """Lines of 20 pixels, as many as the text fills at 8 pixels a character; with a button in its head."""

    height_changed = Signal()
    selection_started = Signal()
    alive = 0

    def __init__(self, message: Message) -> None:
        super().__init__()
        PlainRow.alive += 1
        self.destroyed.connect(_count_down)
        self.message = message
        self.extra = 0
        self.selected = False
        self.set_count = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("You" if message.role is Role.USER else "Model")
        self.button = QPushButton("Copy", self)

    def set_message(self, message: Message) -> None:
        self.message = message
        self.set_count += 1
        self.update()

    def heightForWidth(self, width: int) -> int:
        per_line = max(1, width // CHAR)
        return HEAD + LINE * math.ceil(len(self.message.text) / per_line) + self.extra

    def has_selection(self) -> bool:
        return self.selected

    def grow(self, pixels: int) -> None:
        """Become taller by itself, as a block does that is unfolded."""
        self.extra += pixels
        self.height_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        you = self.message.role is Role.USER
        painter.fillRect(self.rect(), QColor("#dfe6ff" if you else "#f3f0e6"))
        per_line = max(1, self.width() // CHAR)
        text = self.message.text
        painter.drawText(80, 20, self.message.id)
        for at in range(math.ceil(len(text) / per_line)):
            line = text[at * per_line : (at + 1) * per_line]
            painter.drawText(4, HEAD + LINE * (at + 1) - 5, f"{at}: {line}")


class LineRow(PlainRow):
    """A plain row that knows its lines: a position is an index into the text. `unfold` adds room above the text."""

    folded = 0

    def unfold(self, pixels: int) -> None:
        self.folded += pixels
        self.grow(pixels)

    def position_at(self, y: int) -> int:
        return max(0, (y - HEAD - self.folded) // LINE) * max(1, self.width() // CHAR)

    def y_of(self, position: int) -> int:
        return HEAD + self.folded + LINE * (position // max(1, self.width() // CHAR))

    def is_seen(self, position: int) -> bool:
        return True


def _count_down() -> None:
    PlainRow.alive -= 1


def message(number: int, chars: int) -> Message:
    """The message at a place of a made-up conversation; even ones are questions."""
    role = Role.ASSISTANT if number % 2 else Role.USER
    return Message(f"m{number}", f"m{number - 1}" if number else None, role, (Block(0, Text(words(chars))),))


def words(chars: int) -> str:
    return ("lorem ipsum dolor sit amet " * (chars // 27 + 1))[:chars]


def grown(old: Message, chars: int, *, final: bool = False) -> Message:
    """The message with more text, still growing unless `final`."""
    text = Text(old.text + words(chars))
    return replace(old, blocks=(Block(0, text),), status=Status.COMPLETE if final else Status.REPLYING)


class PlainSource:
    """Messages in a list; those in `unread` are only had once `read` was called."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = {one.id: one for one in messages}
        self.path = [one.id for one in messages]
        self.unread: set[str] = set()
        self.asked: list[list[str]] = []
        self.nodes = {one.id: Node(one.id, one.parent_id, one.role, len(one.text)) for one in messages}

    def ids(self) -> list[str]:
        return self.path

    def node(self, message_id: str) -> Node:
        return self.nodes[message_id]

    def message(self, message_id: str) -> Message | None:
        return None if message_id in self.unread else self.messages[message_id]

    def request(self, message_ids: Sequence[str]) -> None:
        self.asked.append(list(message_ids))

    def read(self, view: TranscriptView) -> None:
        """Answer all requests so far."""
        asked, self.asked = self.asked, []
        for ids in asked:
            self.unread -= set(ids)
            view.loaded(ids)

    def put(self, *messages: Message) -> None:
        """Add or replace messages, without touching the path."""
        for one in messages:
            self.messages[one.id] = one
            self.nodes[one.id] = Node(one.id, one.parent_id, one.role, len(one.text))


def conversation(count: int, *, longest: int = 3000) -> PlainSource:
    """A conversation whose messages have between 1 and `longest` characters, always the same ones."""
    return PlainSource([message(at, 1 + (at * 7919 + 131 * (at % 5)) % longest) for at in range(count)])


def y_in_view(view: TranscriptView, message_id: str) -> int:
    """Where the top of a living row is drawn, in pixels below the upper edge of the view."""
    row = view.row(message_id)
    assert row is not None, f"{message_id} is not alive"
    return row.mapTo(view.viewport(), QPoint(0, 0)).y()


def plain_rows(view: TranscriptView) -> list[PlainRow]:
    """Every living row, top to bottom."""
    rows = []
    for row in view.living_rows:
        assert isinstance(row, PlainRow)
        rows.append(row)
    return rows


def in_view(view: TranscriptView) -> list[PlainRow]:
    """The rows that can be seen at least in part, top to bottom."""
    area = view.viewport().rect()
    return [row for row in plain_rows(view) if row.isVisible() and row.geometry().intersects(area)]


def tops(view: TranscriptView) -> dict[str, int]:
    """The y of every row in view, by message."""
    return {row.message.id: y_in_view(view, row.message.id) for row in in_view(view)}


def moved(before: dict[str, int], after: dict[str, int]) -> int:
    """By how many pixels the rows seen both before and after went up; all by the same, or it is a jump."""
    ways = {before[one] - after[one] for one in before if one in after}
    assert len(ways) == 1, f"rows moved differently: {sorted(ways)}"
    return ways.pop()


def assert_whole(view: TranscriptView) -> None:
    """The rows in view are exact, in order and a gap apart, and leave no room empty that a row could fill."""
    seen = in_view(view)
    source_order = sorted(seen, key=lambda row: int(row.message.id[1:]))
    assert [row.message.id for row in seen] == [row.message.id for row in source_order]
    for row in seen:
        assert row.height() == row.heightForWidth(row.width())
    for above, below in pairwise(seen):
        assert below.y() == above.y() + above.height() + GAP


def wheel(view: TranscriptView, angle: int, *, pixels: int = 0, ctrl: bool = False) -> None:
    """Turn the wheel over the middle of the view; 120 is a notch, positive is up. `pixels`: a touchpad's stroke."""
    at = QPointF(view.viewport().rect().center())
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(0, pixels),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
