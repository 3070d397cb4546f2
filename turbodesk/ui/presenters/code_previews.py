"""Shows code out of a reply as what it is the code of: a page or Markdown in the browser, a drawing in the window."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from functools import cached_property
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from turbodesk.app.handed_out import HandedOut
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import Failure, FailureNote, StoreFailure
from turbodesk.translation import _
from turbodesk.ui.message.code_kinds import Previewed
from turbodesk.ui.widgets.external import show_page
from turbodesk.ui.widgets.question import Question

_WHY = _(
    "A model wrote it. It is shown sealed: it reaches neither the network nor your files, and leads nowhere, and what "
    "you type into it stays there."
)
_NAME = "Preview.html"


class CodePreviewPresenter(QObject):
    """Serves the code of one window's replies."""

    def __init__(self, window: QWidget, *, scope: Scope, tell: Callable[[FailureNote], None]) -> None:
        """`tell` says what failed."""
        super().__init__(window)
        self._window, self._scope, self._tell = window, scope, tell

    @cached_property
    def _files(self) -> HandedOut:
        return HandedOut()

    def finish(self) -> None:
        """Remove the pages that the browser was given."""
        if "_files" in self.__dict__:
            self._files.clear()

    def show(self, kind: Previewed, code: str) -> None:
        """Show a piece of code; before a page is opened that may run something, that is said."""
        match kind:
            case Previewed.PAGE:
                question = Question(self._window, _("Open this page in your browser?"), _WHY)
                question.answer(_("Cancel"), is_safe=True)
                question.answer(_("Open page")).clicked.connect(lambda: self._start(self._open(_sealed, code)))
                question.open()
            case Previewed.MARKDOWN:
                self._start(self._open(_set, code))
            case Previewed.DRAWING:
                self._start(self._draw(code))

    async def _open(self, make: Callable[[str], bytes], code: str) -> None:
        def write() -> Path:
            content = make(code)
            return self._files.write(hashlib.sha256(content).hexdigest()[:16], _NAME, content)

        try:
            path = await asyncio.to_thread(write)
        except OSError as error:
            raise StoreFailure(str(error), sentence=_("The page could not be written for your browser.")) from error
        if not show_page(path):
            raise StoreFailure(sentence=_("No program on this computer opens pages."))

    async def _draw(self, code: str) -> None:
        from turbodesk.ui.attachments.drawing_sheet import DrawingSheet
        from turbodesk.ui.attachments.separate_pictures import SeparatePictures

        data = code.encode("utf-8", "replace")
        picture = await asyncio.to_thread(SeparatePictures().prepared, data, "image/svg+xml", "drawing.svg")
        DrawingSheet(self._window, QImage.fromData(picture.content)).open()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        async def run() -> None:
            try:
                await work
            except Failure as failure:
                self._tell(failure.note)

        self._scope.start("code-preview", run())


def _sealed(code: str) -> bytes:
    from turbodesk.app.exports.sealed_page import sealed_page

    return sealed_page(code, _("Preview"))


def _set(code: str) -> bytes:
    from turbodesk.app.exports.html import markdown_page

    return markdown_page(code, _("Preview"))
