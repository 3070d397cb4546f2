"""What the transcript asks of those it works with: where messages come from, and what a row must be able to do.

The view knows neither the store nor how a message is drawn. It takes a `MessageSource` for the former and a function
that makes a `MessageRow` for the latter, so that it can be tested with plain rows and serve any other list of messages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QRect

from turbodesk.chat.conversation import Node
from turbodesk.chat.message import Message


class MessageSource(Protocol):
    """The messages of one conversation, on its active path, top to bottom.

    Whoever owns the source tells the view what happened: `TranscriptView.path_changed`, `message_changed`, `loaded`.
    """

    def ids(self) -> Sequence[str]:
        """Return the ids of the active path in order."""
        ...

    def node(self, message_id: str) -> Node:
        """Return the message's role and length, known without reading it."""
        ...

    def message(self, message_id: str) -> Message | None:
        """Return the message, or None while it has not been read from disk."""
        ...

    def request(self, message_ids: Sequence[str]) -> None:
        """Begin to read messages; `TranscriptView.loaded` tells when they are there. Returns at once."""
        ...


@runtime_checkable
class MessageRow(Protocol):
    """A QWidget that shows one message. The view owns it from the moment it was made, places it and deletes it."""

    height_changed: Any
    """A Qt signal without arguments: the exact height at the present width may have changed by itself."""

    def set_message(self, message: Message) -> None:
        """Show a later state of the same message."""
        ...

    def heightForWidth(self, width: int, /) -> int:
        """Return the exact height at a width, in pixels."""
        ...


class StandsInMargins(Protocol):
    """A row that is wider than the column, so that something of it hangs in the margins. Told by `takes_margins`.

    Its `heightForWidth` takes the width of the column all the same.
    """

    takes_margins: bool
    """True."""

    def set_margins(self, left: int, right: int) -> None:
        """Take how many pixels the row is wider than the column on either side, before it is measured."""
        ...

    def settle(self) -> None:
        """Stand as the last `set_margins` says; it has its size now, which may be the one it had."""
        ...


@runtime_checkable
class KeepsLine(Protocol):
    """A row that can say which line stands at a height, so that this line stays put when the text is set anew."""

    def position_at(self, y: int) -> int:
        """Return a place in the text at `y` pixels from the row's top; any number the row understands."""
        ...

    def y_of(self, position: int) -> int:
        """Return where that place is now, in pixels from the row's top, at the row's present width."""
        ...

    def is_seen(self, position: int, /) -> bool:
        """Return whether that place is shown; what is folded away stands at the end of what is not."""
        ...


@runtime_checkable
class HasSelection(Protocol):
    """A row whose text can be selected; the view keeps it alive while it is."""

    selection_started: Any
    """A Qt signal without arguments: text is selected, by the mouse or otherwise; at each change or at the first."""

    def has_selection(self) -> bool:
        """Return whether any text in the row is selected."""
        ...


@runtime_checkable
class SelectsText(HasSelection, Protocol):
    """A row in whose text a selection may begin, end or go on that reaches over several rows."""

    selecting_began: Any
    """A Qt signal without arguments: the person begins to select here, by the mouse or by a key."""
    dragged: Any
    """A Qt signal with a place in the text, from which text is selected with the mouse, and the screen's QPoint."""
    copies_beyond: Callable[[], bool]
    """Set by the view: copies what is selected in all rows; returns False where that is this row's alone."""

    def place_at(self, point: QPoint, /) -> Any:
        """Return the place in the text nearest to a point of this row; places can be compared."""
        ...

    def select(self, anchor: Any, end: Any, *, is_upwards: bool) -> None:
        """Select between two places; None is where the message begins or ends, on the side that `is_upwards` gives."""
        ...

    def clear_selection(self) -> None:
        """Select nothing."""
        ...


@runtime_checkable
class AsksToBeSeen(Protocol):
    """A row with places that the person goes to by themselves: a link target, the end of a selection by keyboard."""

    reveal_requested: Any
    """A Qt signal with a QRect in the row's coordinates: the view scrolls so far that it is in view."""


@runtime_checkable
class MovesParts(Protocol):
    """A row in which something under the person's hand moves away, such as the end of code that is folded."""

    moved: Any
    """A Qt signal with an int, how many pixels it moved down: the view goes after it. After `height_changed`."""


@runtime_checkable
class HasCode(Protocol):
    """A row that shows code, to which the keyboard can go."""

    def code_rects(self) -> list[QRect]:
        """Return the head of each code panel, top to bottom, in the row's coordinates."""
        ...

    def focused_code(self) -> int | None:
        """Return the panel one of whose buttons has the focus."""
        ...

    def focus_code(self, number: int) -> None:
        """Give the focus to the first button of a panel."""
        ...


RowFactory = Callable[[Message], Any]
"""Makes the row of a message: a QWidget that is a `MessageRow`. (Any, because Python's types cannot say "both".)"""
