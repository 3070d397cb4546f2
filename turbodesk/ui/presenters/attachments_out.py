"""Shows what the model gets of an attachment, reads it anew, saves it and copies it, wherever it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from turbodesk.app.attachments import AttachmentService
from turbodesk.app.tasks import Scope
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.errors import AttachmentRefused, Failure, FailureNote
from turbodesk.translation import _
from turbodesk.ui.attachments.actions import AttachmentActions, LookContext
from turbodesk.ui.quantities import sentences

if TYPE_CHECKING:
    from turbodesk.app.attachments.opened_copies import OpenedCopies
    from turbodesk.chat.model import Model
    from turbodesk.ui.attachments.viewer import Viewer
    from turbodesk.ui.pdf.page_loader import PageLoader

_LOOK = "look"


class AttachmentsOutPresenter(QObject):
    """Serves all attachments of one window."""

    def __init__(
        self,
        window: QWidget,
        *,
        actions: AttachmentActions,
        new_viewer: Callable[[], Viewer],
        attachment_service: AttachmentService,
        model: Callable[[], Model],
        scope: Scope,
        tell: Callable[[FailureNote], None],
    ) -> None:
        """`new_viewer` makes what shows an attachment large, and is called once at most; `tell` says what failed.

        `model` gives the one it would be sent to.
        """
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._new_viewer = new_viewer
        self._attachment_service = attachment_service
        self._model = model
        self._scope = scope
        self._tell = tell

    def start(self) -> None:
        """Do from now on what is asked of attachments."""
        self._actions.look_requested.connect(self._look)
        self._actions.encoding_chosen.connect(
            lambda attachment, encoding: self._start("read-anew", lambda: self._read_anew(attachment, encoding))
        )
        self._actions.save_requested.connect(self._save)
        self._actions.copy_requested.connect(self._copy)
        self._actions.open_requested.connect(lambda attachment: self._start("open", lambda: self._open(attachment)))

    def finish(self) -> None:
        """Remove the copies that other programs were given."""
        if "_copies" in self.__dict__:
            self._copies.clear()

    @cached_property
    def _viewer(self) -> Viewer:
        made = self._new_viewer()
        made.closed.connect(self._leave)
        return made

    @cached_property
    def _loader(self) -> PageLoader:
        """Draws pages of PDFs in the viewer."""
        from turbodesk.ui.pdf.page_loader import PageLoader

        return PageLoader(self._viewer.pages, self._scope.child("viewer"))

    def _leave(self) -> None:
        self._scope.cancel(f"attachment.{_LOOK}")
        if "_loader" in self.__dict__:
            self._loader.end()

    @cached_property
    def _copies(self) -> OpenedCopies:
        from turbodesk.app.attachments.opened_copies import OpenedCopies

        return OpenedCopies()

    async def _open(self, attachment: Attachment) -> None:
        """Have another program show a copy of an attachment; never what a desktop would run."""
        from turbodesk.app.attachments.opened_copies import is_opened
        from turbodesk.ui.attachments.saving import content_of
        from turbodesk.ui.widgets.external import show_file

        if not is_opened(attachment):
            raise AttachmentRefused(
                sentence=_("“{name}” is not opened from here.").format(name=attachment.label),
                advice=_("Save it first."),
            )
        content = await content_of(self._attachment_service, attachment)
        if await self._attachment_service.is_aside(attachment.sha256):
            raise AttachmentRefused(
                sentence=_("“{name}” is in a temporary chat, and another program needs it on disk.").format(
                    name=attachment.label
                ),
                advice=_("Save it by hand, or keep the chat."),
            )
        try:
            path = await asyncio.to_thread(self._copies.write, attachment, content)
        except OSError as error:
            words = _("“{name}” could not be copied to be opened.").format(name=attachment.label)
            raise AttachmentRefused(str(error), sentence=words) from error
        if not show_file(path):
            raise AttachmentRefused(
                sentence=_("No program on this computer opens “{name}”.").format(name=attachment.label)
            )

    def _look(self, context: LookContext) -> None:
        """Show a picture as it is sent, or a text as it was read."""
        attachment, model = context.attachment, self._model()
        if attachment.is_picture:
            self._viewer.look(context, edge=model.image_edge)
            self._start(_LOOK, lambda: self._look_at_sent(attachment, model))
        elif attachment.is_pdf:
            self._start(_LOOK, lambda: self._leaf(context, model))
        else:
            self._start(_LOOK, lambda: self._read(context, model))

    async def _leaf(self, context: LookContext, model: Model) -> None:
        """Show the pages of a PDF."""
        from turbodesk.ui.attachments.saving import content_of
        from turbodesk.ui.attachments.sent_wording import pages_sent

        content = await content_of(self._attachment_service, context.attachment)
        words = pages_sent(context.attachment, model)
        loader = self._loader
        loader.end()  # the document that was shown before, whose pages are in the same list
        self._viewer.leaf(context, words)
        try:
            await loader.begin(content)
        except AttachmentRefused as refused:
            self._viewer.say(sentences(words, refused.note.advice))

    async def _read(self, context: LookContext, model: Model) -> None:
        from turbodesk.ui.attachments.saving import text_of
        from turbodesk.ui.attachments.sent_wording import text_sent

        text = await text_of(self._attachment_service, context.attachment)
        words = await asyncio.to_thread(text_sent, context.attachment, text, model)
        self._viewer.read(context, text, words)

    async def _look_at_sent(self, attachment: Attachment, model: Model) -> None:
        from turbodesk.ui.attachments.decoding import decoded_within
        from turbodesk.ui.attachments.sent_wording import picture_sent

        content = await self._attachment_service.as_sent(attachment, model)
        if content is None:
            return  # which the picture itself says
        edge = model.image_edge
        image = await asyncio.to_thread(decoded_within, content, QSize(edge, edge))
        size = image.size()
        words = picture_sent(attachment, width=size.width(), height=size.height(), size=len(content), model=model)
        self._viewer.show_sent(image, words)

    async def _read_anew(self, attachment: Attachment, encoding: str) -> None:
        """Read a text with another encoding, and have what was made of it stand wherever the attachment is unsent."""
        is_temporary = await self._attachment_service.is_aside(attachment.sha256)
        try:
            new = await self._attachment_service.read_again(attachment, encoding, is_temporary=is_temporary)
        except Failure:
            if "_viewer" in self.__dict__:
                self._viewer.still()
            raise
        self._actions.read_anew.emit(attachment, new)
        context = self._viewer.context if "_viewer" in self.__dict__ and self._viewer.isVisible() else None
        if context is not None and context.attachment == attachment:
            beside = tuple(new if one == attachment else one for one in context.beside)
            self._actions.look_requested.emit(replace(context, attachment=new, beside=beside))

    def _save(self, attachment: Attachment) -> None:
        """Ask for a file, and write an attachment into it as it is stored."""
        from turbodesk.ui.attachments.saving import ask_where, to_file

        ask_where(
            attachment,
            self._window,
            lambda path: self._start("save", lambda: to_file(self._attachment_service, attachment, path)),
        )

    def _copy(self, attachment: Attachment) -> None:
        """Put a picture, or the text of a document or of the page in view, on the clipboard."""
        from turbodesk.ui.attachments.saving import to_clipboard

        if attachment.is_pdf:
            self._start("copy", lambda: self._copy_page())
        else:
            self._start("copy", lambda: to_clipboard(self._attachment_service, attachment))

    async def _copy_page(self) -> None:
        page = await self._loader.letters(self._viewer.pages.shown_page())
        if text := page.letters.replace("\r\n", "\n").strip():
            QGuiApplication.clipboard().setText(text)
            return
        raise AttachmentRefused(sentence=_("There is no text on this page that could be copied."))

    def _start(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin what `work` makes; the same under the same name ends, also before it has begun."""

        async def run() -> None:
            try:
                await work()
            except Failure as failure:
                self._tell(failure.note)

        self._scope.start(f"attachment.{name}", run())
