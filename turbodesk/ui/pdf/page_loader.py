"""Draws the pages that a `PageList` wants, one after the other, and lets go of a document when another one comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject

from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.translation import _
from turbodesk.ui.pdf.page_list import PageList
from turbodesk.ui.pdf.pages import DrawnPage, PdfPages
from turbodesk.ui.widgets.lifetime import is_alive


class PageLoader(QObject):
    """Serves one list, to which it belongs."""

    def __init__(self, page_list: PageList, scope: Scope, *, new_pages: Callable[[bytes], PdfPages] = PdfPages) -> None:
        super().__init__(page_list)
        self._list, self._scope, self._new_pages = page_list, scope, new_pages
        self._pages: PdfPages | None = None
        page_list.wanted.connect(self._draw)
        page_list.destroyed.connect(_ended(self))

    async def begin(self, data: bytes) -> None:
        """Show the pages of another document, white until they are drawn.

        Raises:
            AttachmentRefused: it cannot be opened; nothing is shown then.
        """
        self.end()
        pages = self._pages = self._new_pages(data)
        sizes = await asyncio.to_thread(lambda: pages.sizes)
        if pages is self._pages and is_alive(self._list):
            self._list.show_document(sizes)

    async def letters(self, page: int) -> DrawnPage:
        """Return the text of a page, from 0, with the place of each letter, and no picture.

        Raises:
            AttachmentRefused: there is no such page, or no document, or it cannot be read.
        """
        pages = self._pages
        if pages is None:
            raise AttachmentRefused("no document", sentence=_("No document is open."))  # not for people: the detail
        return await asyncio.to_thread(pages.drawn, page, 0)

    def end(self) -> None:
        """Let the document go."""
        self._scope.cancel("pages")
        pages, self._pages = self._pages, None
        if pages is not None:
            pages.close()
            if is_alive(self._list):
                self._list.show_document(())

    def _draw(self) -> None:
        if self._pages is not None and not self._scope.is_running("pages") and not self._scope.is_closed:
            self._scope.start("pages", self._draw_wanted(self._pages))

    async def _draw_wanted(self, pages: PdfPages) -> None:
        while pages is self._pages and is_alive(self._list) and (wanted := self._list.next_wanted()) is not None:
            try:
                page = await asyncio.to_thread(pages.drawn, wanted.number, wanted.width, letters=False)
            except AttachmentRefused as refusal:
                if pages is self._pages and is_alive(self._list):
                    self._list.fail_page(wanted.number, refusal.note.sentence)
                continue
            if pages is self._pages and is_alive(self._list):
                self._list.show_page(wanted, page.image)


def _ended(loader: PageLoader) -> Callable[[], None]:
    return lambda: loader.end()
