"""A message's view as the widgets in it know it: what they tell it, and what of the whole message they may ask for.

`MessageView` fulfils it. The list of messages hears its signals, which `ui/transcript/source.py` explains.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from turbodesk.chat.message import Message
from turbodesk.translation import _
from turbodesk.ui.document.copying import Copied


class BaseMessageView(QWidget):
    """Shows one message."""

    height_changed = Signal()
    """The height at the present width may have changed by itself."""
    reveal_requested = Signal(QRect)
    """A stretch of this row should be scrolled into view: an in-page link was followed, or the keyboard selects."""
    filled = Signal()
    """All that may be shown of a long message is shown now."""
    moved = Signal(int)
    """What the person works with has moved down by so many pixels, and should stay under the hand."""
    selection_started = Signal()
    """Text in this message was selected; others may want to drop theirs."""
    selecting_began = Signal()
    """The person begins to select in this message, by the mouse or by a key."""
    dragged = Signal(object, QPoint)
    """Text is selected with the mouse: from which `TextPlace`, and where the pointer is on the screen."""

    def say_speaker(self, model_name: str, *, is_user: bool) -> None:
        """Be called by who speaks: the person, or a model, "" for one without a name."""
        by = _("Reply by {model}").format(model=model_name) if model_name else _("Reply by the model")
        self.setAccessibleName(_("You") if is_user else by)

    def hasHeightForWidth(self) -> bool:
        return True

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.show_pointed()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.show_pointed()

    def show_pointed(self) -> None:
        """Show what belongs to the message the person is at, by the mouse or by keyboard."""
        raise NotImplementedError

    @property
    def message(self) -> Message:
        """The state shown."""
        raise NotImplementedError

    def height_may_differ(self) -> None:
        """Place the widgets anew: one of them may have become taller or lower."""
        raise NotImplementedError

    def text_grew(self) -> None:
        """Take note that more of a text is on its page."""
        raise NotImplementedError

    def text_focus_changed(self) -> None:
        """Take note that the focus came to a text of the message, or left it."""
        raise NotImplementedError

    def selection_may_differ(self) -> None:
        """Take note that text was selected, or is no longer."""
        raise NotImplementedError

    def follow_link(self, origin: QWidget, href: str, text: str) -> None:
        """Go where a link in the widget `origin` leads; `text` is what the person saw of it."""
        raise NotImplementedError

    def copied(self) -> list[Copied]:
        """Return what a copy of the selection takes."""
        raise NotImplementedError

    def copy(self) -> bool:
        """Put the selection on the clipboard in all its forms; False where nothing is selected."""
        raise NotImplementedError

    def copy_message(self) -> None:
        """Put the whole text on the clipboard as HTML, Markdown and plain text."""
        raise NotImplementedError

    def quotable(self) -> str:
        """Return what a quotation of this message says: what is selected of it, else all of it."""
        raise NotImplementedError

    def copy_markdown(self) -> None:
        """Put the text as the model wrote it on the clipboard."""
        raise NotImplementedError

    def select_all(self) -> None:
        """Select the whole text."""
        raise NotImplementedError
