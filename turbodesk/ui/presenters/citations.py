"""Opens what a reply has its words from: finds the document, looks where the words stand, and marks them.

Nothing a citation says of its place is believed before the words are found there; where they are not, the document is
shown all the same, with a sentence that says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QWidget

from turbodesk.app.cited_documents import CitedDocument, documents_for
from turbodesk.chat.citations import Citation, citations
from turbodesk.chat.errors import AttachmentRefused, Failure
from turbodesk.chat.quotes import located
from turbodesk.rendering.links import Verdict, judge
from turbodesk.translation import _
from turbodesk.ui.citations.panel import CitationPanel
from turbodesk.ui.citations.passage import MarkedPassage, passage_on
from turbodesk.ui.pdf.page_loader import PageLoader
from turbodesk.ui.quantities import sentences
from turbodesk.ui.widgets.external import open_address

if TYPE_CHECKING:
    from turbodesk.app.attachments import AttachmentService
    from turbodesk.app.live import LiveChat
    from turbodesk.app.tasks import Scope
    from turbodesk.chat.attachments import Attachment
    from turbodesk.chat.message import Message
    from turbodesk.ui.message.message import MessageView
    from turbodesk.ui.presenters.beside import PanelPlace
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.transcript.view import TranscriptView

NONE_HERE = _("Nothing in this chat is cited from a source.")
_GONE = _("The document that this was cited from is no longer here.")
_NOT_FOUND = _("The cited words were not found in this document, so nothing is marked.")
_ELSEWHERE = _("The words stand on another page than the reply says.")
_NO_LETTERS = _("This page is a picture, so the words on it cannot be marked.")
_REPLACED = _("This file has been replaced in the project since; this is how it was sent.")
_NEWER = _("This file has been replaced in the project since, and may no longer say the same.")


class CitationPresenter(QObject):
    """Serves one window; it belongs to the panel."""

    def __init__(
        self,
        panel: CitationPanel,
        *,
        place: PanelPlace,
        chat_presenter: ChatPresenter,
        transcript: TranscriptView,
        attachment_service: AttachmentService,
        scope: Scope,
        open_attachment: Callable[[Attachment], None],
        tell: Callable[[str], object],
    ) -> None:
        """`place` is where the panel stands, `open_attachment` has another program show a file."""
        super().__init__(panel)
        self._panel, self._place, self._scope = panel, place, scope
        self._chat_presenter, self._transcript = chat_presenter, transcript
        self._attachment_service = attachment_service
        self._open_attachment, self._tell = open_attachment, tell
        self._loader = PageLoader(panel.pages, scope.child("pages"))
        self._loaded = ""
        """The hash of the document that the pages are of."""
        self._chat: LiveChat | None = None
        self._shown: tuple[str, int] | None = None
        """The message and which of its citations, from 1."""
        self._address = ""
        self._attachment: Attachment | None = None
        panel.closed.connect(self.close)
        panel.step_requested.connect(self.step)
        panel.open_requested.connect(self._open_elsewhere)
        place.closed.connect(self._put_away)
        chat_presenter.changed.connect(self._chat_changed)

    def open(self, message_id: str, ordinal: int) -> None:
        """Show a citation of a reply of the chat in front, counted from 1; nothing where there is none."""
        chat = self._chat_presenter.chat
        if chat is not None:
            self._scope.start("citation", self._open(chat, message_id, ordinal, takes_focus=True))

    def step(self, by: int) -> None:
        """Show the next citation, or the one before; the first or the last of the newest reply where none is open."""
        chat = self._chat_presenter.chat
        if chat is None:
            return
        there = _all(chat)
        if not there:
            self._tell(NONE_HERE)
        elif self._shown in there and self._place.is_open:
            at = there.index(self._shown) + by
            if 0 <= at < len(there):
                self._scope.start("citation", self._open(chat, *there[at], takes_focus=False))
        else:
            newest = [one for one in there if one[0] == there[-1][0]]
            self._scope.start("citation", self._open(chat, *newest[0 if by > 0 else -1], takes_focus=True))

    def close(self) -> None:
        """Put the panel away; the focus goes back to where it was."""
        self._place.close()

    def _put_away(self) -> None:
        self._scope.cancel("citation")
        self._loader.end()
        self._loaded, self._shown, self._chat = "", None, None

    def _chat_changed(self) -> None:
        if self._place.is_open and self._chat is not self._chat_presenter.chat:
            self.close()

    async def _open(self, chat: LiveChat, message_id: str, ordinal: int, *, takes_focus: bool) -> None:
        message = chat.message(message_id) or next(iter(await chat.fetch([message_id])), None)
        every = citations(message) if message is not None else ()
        if not 1 <= ordinal <= len(every) or chat is not self._chat_presenter.chat:
            return
        one = every[ordinal - 1]
        self._chat, self._shown = chat, (message_id, ordinal)
        self._address, self._attachment = "", None
        self._panel.begin(one.source.title, one.source.place, ordinal=ordinal, count=len(every))
        there = _all(chat)
        at = there.index(self._shown) if self._shown in there else 0
        self._panel.set_steps(has_before=at > 0, has_next=at + 1 < len(there))
        self._place.open(self._panel, takes_focus=takes_focus)
        self._transcript.show_in_row(message_id, _rect_of(ordinal))
        try:
            await self._show(chat, message_id, one)
        except Failure as failure:
            self._panel.show_words(one.words, failure.note.sentence)
        if takes_focus:
            self._panel.focus_first()

    async def _show(self, chat: LiveChat, message_id: str, one: Citation) -> None:
        meant = await documents_for(chat, message_id, one) if one.document is not None else ()
        if not meant:
            self._show_words(one, "" if one.source.url else _GONE)
            return
        # The likely ones first, at the place that is named; then all of them, anywhere.
        for is_far in (False, True):
            for document in meant:
                if await self._try(document, one, is_far=is_far):
                    return
        await self._show_unmarked(meant, one)

    async def _try(self, document: CitedDocument, one: Citation, *, is_far: bool) -> bool:
        """Show a document if the words stand in it; whether they do."""
        try:
            content = await self._content(document)
            if content is None or not one.words:
                return False
            if isinstance(content, str):
                if (found := await asyncio.to_thread(_place_in, content, one)) is None:
                    return False
                self._say_of(document, "")
                self._panel.show_text(content, found, can_be_opened=self._can_open(document))
                return True
            passage = await self._passage(document, content, one, is_far=is_far)
        except AttachmentRefused:
            return False
        if passage is None:
            return False
        self._say_of(document, _ELSEWHERE if passage.is_elsewhere else "")
        self._panel.show_pages(can_be_opened=self._can_open(document))
        self._panel.pages.mark(passage.marks)
        self._panel.pages.reveal(passage.page, next(iter(passage.marks[passage.page]), None))
        return True

    async def _passage(
        self, document: CitedDocument, content: bytes, one: Citation, *, is_far: bool
    ) -> MarkedPassage | None:
        await self._load(document, content)
        count = self._panel.pages.count
        return await passage_on(self._loader.letters, one.words, pages=one.pages, count=count, far=is_far)

    async def _show_unmarked(self, meant: Sequence[CitedDocument], one: Citation) -> None:
        """Show the likeliest document there is at the place that is named, and say that the words are not there."""
        refused = _GONE
        for document in meant:
            try:
                content = await self._content(document)
                if content is None:
                    continue
                if isinstance(content, bytes):
                    await self._load(document, content)
            except AttachmentRefused as refusal:
                refused = refusal.note.sentence
                continue
            can_open = self._can_open(document)
            if isinstance(content, str):
                self._say_of(document, _NOT_FOUND if one.words else "")
                self._panel.show_text(content, (), at=one.span[0] if one.span else 0, can_be_opened=can_open)
                return
            page = one.pages[0] - 1 if one.pages is not None else 0
            there = 0 <= page < self._panel.pages.count
            has_letters = not there or bool((await self._loader.letters(page)).letters.strip())
            self._say_of(document, (_NOT_FOUND if has_letters else _NO_LETTERS) if one.words else "")
            self._panel.show_pages(can_be_opened=can_open)
            self._panel.pages.mark({})
            self._panel.pages.reveal(page if there else 0)
            return
        self._show_words(one, refused)

    async def _content(self, document: CitedDocument) -> str | bytes | None:
        """Return the text of a document as it was sent, or the bytes of a PDF; None where it is gone."""
        if document.attachment is None:
            return document.text or None
        content = await self._attachment_service.content(document.attachment.sha256)
        if content is None or document.attachment.is_pdf:
            return content
        return content.decode("utf-8", "replace")

    async def _load(self, document: CitedDocument, content: bytes) -> None:
        assert document.attachment is not None
        if self._loaded != document.attachment.sha256:
            self._loaded = ""
            await self._loader.begin(content)
            self._loaded = document.attachment.sha256

    def _say_of(self, document: CitedDocument, sentence: str) -> None:
        self._attachment = document.attachment
        self._address = document.url
        replaced = _REPLACED if document.is_replaced else _NEWER if document.is_newer and sentence else ""
        self._panel.say(sentences(replaced, sentence))

    def _can_open(self, document: CitedDocument) -> bool:
        return document.attachment is not None or bool(document.url)

    def _show_words(self, one: Citation, sentence: str) -> None:
        address = ""
        if one.source.url:
            judged = judge(one.source.url, one.source.title)
            if judged.verdict is not Verdict.REFUSE:
                address = judged.address
                leads = _("Leads to {address}.").format(address=judged.goes_to)
                sentence = sentences(sentence, judged.why, leads)
        self._address = address
        self._panel.show_words(one.words, sentence, address)

    def _open_elsewhere(self) -> None:
        if self._attachment is not None:
            self._open_attachment(self._attachment)
        elif self._address:
            judged = judge(self._address, self._address)
            if judged.verdict is not Verdict.REFUSE:
                open_address(judged.address)


def _all(chat: LiveChat) -> list[tuple[str, int]]:
    """Return the citations of all replies of the path that were read: the message, and which of its, from 1."""
    messages: list[Message] = [one for id_ in chat.ids() if (one := chat.message(id_)) is not None]
    return [(one.id, found.ordinal) for one in messages for found in citations(one)]


def _place_in(text: str, one: Citation) -> tuple[tuple[int, int], ...] | None:
    found = located(text, one.words, *(one.span or (None, None)))
    return None if found is None else found.ranges


def _rect_of(ordinal: int) -> Callable[[QWidget], QRect | None]:
    return lambda row: cast("MessageView", row).citation_rect(ordinal)
