"""Shows an attachment large, saves it as a file and copies it, wherever it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from turbodesk.app.attachments import AttachmentService
from turbodesk.app.tasks import Scope
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.errors import AttachmentRefused, Failure, FailureNote
from turbodesk.ui.attachments.actions import AttachmentActions

if TYPE_CHECKING:
    from turbodesk.app.attachments.opened_copies import OpenedCopies
    from turbodesk.ui.attachments.viewer import Viewer


class AttachmentsOutPresenter(QObject):
    """Serves all attachments of one window."""

    def __init__(
        self,
        window: QWidget,
        *,
        actions: AttachmentActions,
        new_viewer: Callable[[], Viewer],
        attachment_service: AttachmentService,
        scope: Scope,
        tell: Callable[[FailureNote], None],
    ) -> None:
        """`new_viewer` makes what shows an attachment large, and is called once at most; `tell` says what failed."""
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._new_viewer = new_viewer
        self._attachment_service = attachment_service
        self._scope = scope
        self._tell = tell

    def start(self) -> None:
        """Do from now on what is asked of attachments."""
        self._actions.look_requested.connect(self._look)
        self._actions.save_requested.connect(self._save)
        self._actions.copy_requested.connect(self._copy)
        self._actions.open_requested.connect(lambda attachment: self._start("open", self._open(attachment)))

    def finish(self) -> None:
        """Remove the copies that other programs were given."""
        if "_copies" in self.__dict__:
            self._copies.clear()

    @cached_property
    def _viewer(self) -> Viewer:
        return self._new_viewer()

    @cached_property
    def _copies(self) -> OpenedCopies:
        from turbodesk.app.attachments.opened_copies import OpenedCopies

        return OpenedCopies()

    async def _open(self, attachment: Attachment) -> None:
        """Have another program show a copy of an attachment."""
        from turbodesk.ui.attachments.saving import content_of
        from turbodesk.ui.widgets.external import show_file

        content = await content_of(self._attachment_service, attachment)
        if await self._attachment_service.is_aside(attachment.sha256):
            raise AttachmentRefused(
                sentence=f"“{attachment.label}” is in a temporary chat, and another program needs it on disk.",
                advice="Save it by hand, or keep the chat.",
            )
        try:
            path = await asyncio.to_thread(self._copies.write, attachment, content)
        except OSError as error:
            words = f"“{attachment.label}” could not be copied to be opened."
            raise AttachmentRefused(str(error), sentence=words) from error
        if not show_file(path):
            raise AttachmentRefused(sentence=f"No program on this computer opens “{attachment.label}”.")

    def _look(self, attachment: Attachment) -> None:
        """Show a picture as large as the window allows, or a text."""
        if attachment.is_picture:
            self._viewer.look(attachment)
        elif not attachment.is_pdf:
            self._start("read", self._read(attachment))

    async def _read(self, attachment: Attachment) -> None:
        from turbodesk.ui.attachments.saving import text_of

        self._viewer.read(attachment, await text_of(self._attachment_service, attachment))

    def _save(self, attachment: Attachment) -> None:
        """Ask for a file, and write an attachment into it as it is stored."""
        from turbodesk.ui.attachments.saving import ask_where, to_file

        ask_where(
            attachment,
            self._window,
            lambda path: self._start("save", to_file(self._attachment_service, attachment, path)),
        )

    def _copy(self, attachment: Attachment) -> None:
        """Put a picture, or the text of a document, on the clipboard."""
        from turbodesk.ui.attachments.saving import to_clipboard

        self._start("copy", to_clipboard(self._attachment_service, attachment))

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        async def run() -> None:
            try:
                await work
            except Failure as failure:
                self._tell(failure.note)

        self._scope.start(f"attachment.{name}", run())
