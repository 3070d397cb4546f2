"""What is needed to show attachments, and where widgets say what a person wants done with one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from turbodesk.chat.attachments import Attachment
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.attachments.thumbnails import ThumbnailCache


@dataclass(frozen=True, slots=True)
class LookContext:
    """What is looked at, and among what."""

    attachment: Attachment
    beside: tuple[Attachment, ...] = ()
    """All that stand together, itself included, in their order: the arrows lead from one to the next."""
    is_unsent: bool = False
    """Whether it may still be read with another encoding."""

    @property
    def place(self) -> int:
        """Which of those beside it it is, from 0 on."""
        return self.beside.index(self.attachment) if self.attachment in self.beside else 0


class AttachmentActions(QObject):
    """One for all messages and drafts of a window; each signal carries an `Attachment`, if it does not say else."""

    look_requested = Signal(object)
    """What the model gets of the attachment of a `LookContext` shall be shown in the window."""
    save_requested = Signal(object)
    copy_requested = Signal(object)
    open_requested = Signal(object)
    """A copy of it shall be shown by the program that the desktop has for its kind."""
    encoding_chosen = Signal(object, str)
    """The text shall be read anew with this encoding of `encodings.ENCODINGS`."""
    read_anew = Signal(object, object)
    """An attachment, and the one that stands for it from now on, wherever it is unsent."""

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__(thumbnails)
        self.thumbnails = thumbnails
