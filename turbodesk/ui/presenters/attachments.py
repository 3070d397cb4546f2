"""Takes what a person pastes, drops or chooses into the draft of the chat in front, and shows it above the text.

A file is read while its tile says so; what was refused stays as a tile with the reason until it is removed or the
message is sent. What was taken in belongs to the draft and is stored with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.attachments import AttachmentService, limits
from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.chat.attachments import Attachment, attachments_in
from turbodesk.chat.errors import Failure, StoreFailure
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import Message
from turbodesk.translation import _, ngettext
from turbodesk.ui.attachments.actions import AttachmentActions
from turbodesk.ui.attachments.clipboard_content import ClipboardContent
from turbodesk.ui.attachments.picture_files import as_png
from turbodesk.ui.attachments.strip import ShownTile, TileStrip
from turbodesk.ui.composer import Composer
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.message_views import MessageViewFactory
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.toast import Toast

_Given = Path | bytes | QImage | str
"""A file, a picture in one of two forms, or a text."""
_PASTED = _("Pasted text.txt")
_IS_A_FILE = _("The long text is attached as a file")
AT_A_TIME = 50
"""Files taken from one drop or choice at most: more is a folder dropped by mistake."""


class AttachmentPresenter(QObject):
    """The attachments of the drafts."""

    def __init__(
        self,
        strip: TileStrip,
        *,
        actions: AttachmentActions,
        composer: Composer,
        notice: NoticeBar,
        message_views: MessageViewFactory,
        chat_presenter: ChatPresenter,
        attachment_service: AttachmentService,
        scope: Scope,
        toast: Callable[[], Toast],
    ) -> None:
        """The presenter belongs to `strip`, which shows what is attached; `toast` gives where news are told."""
        super().__init__(strip)
        self._strip = strip
        self._composer = composer
        self._notice = notice
        self._message_views = message_views
        self._chat_presenter = chat_presenter
        self._attachment_service = attachment_service
        self._scope, self._toast = scope, toast
        self.take_dropped: Callable[[ClipboardContent], object] = self.take
        """Takes files from outside, which may be chats or tools to bring in instead."""
        self._pending: dict[str, list[ShownTile]] = {}
        self._unkept: dict[str, Attachment] = {}
        """What is attached and not on disk yet, by the key of its tile."""
        self._seen: object = None
        self._folder = ""
        actions.read_anew.connect(self._read_anew)
        strip.remove_requested.connect(self._remove)
        strip.unfold_requested.connect(self.unfold)
        strip.left.connect(composer.setFocus)
        composer.attach_requested.connect(self.choose)
        composer.offered.connect(self.take)
        chat_presenter.changed.connect(self.refresh)
        chat_presenter.sent.connect(self._sent)

    def choose(self) -> None:
        """Ask for files to attach."""
        folder = self._folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        dialog = QFileDialog(self._composer.window(), _("Attach files"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def take(self, offer: ClipboardContent) -> None:
        """Attach what was dropped or pasted to the draft of the chat in front."""
        chat = self._chat_presenter.chat
        if chat is None:
            return
        given: list[_Given] = list(offer.paths[:AT_A_TIME])
        if len(offer.paths) > AT_A_TIME:
            words = ngettext(
                "{count} file is too many at once: the first {most} are attached.",
                "{count} files are too many at once: the first {most} are attached.",
                len(offer.paths),
            )
            self._tell(words.format(count=number(len(offer.paths)), most=number(AT_A_TIME)))
        if offer.picture is not None:
            given.append(offer.picture)
        if offer.text:
            given.append(offer.text)
        self._begin(chat, [(_name_of(one), one) for one in given])

    def take_files(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Attach what tools gave to the draft of the chat in front: names, and what is in them."""
        if (chat := self._chat_presenter.chat) is not None:
            self._begin(chat, files[:AT_A_TIME])

    def _begin(self, chat: LiveChat, named: Sequence[tuple[str, _Given]]) -> None:
        before: asyncio.Task[None] | None = None
        for name, one in named:
            shown = ShownTile(new_id(), name)
            self._pending.setdefault(chat.conversation.id, []).append(shown)
            before = self._scope.start(f"attach.{shown.key}", self._take(chat, shown, one, before))
        self.refresh()
        self._composer.setFocus()

    def _tell(self, words: str) -> None:
        chat = self._chat_presenter.chat
        self._notice.show_notice(words, chat_id=chat.conversation.id if chat is not None else "")

    def refresh(self) -> None:
        """Show the tiles of the chat in front, and what is to be said about them, if anything changed."""
        chat = self._chat_presenter.chat
        if chat is None:
            return
        pending = tuple(self._pending.get(chat.conversation.id, ()))
        parameters, model = chat.conversation.parameters, chat.model
        conversation, keep, last = chat.conversation, parameters.keep_attachments, tuple(chat.ids()[-1:])
        unkept = frozenset(map(_key, self._unkept.values()))
        seen = (conversation.id, conversation.draft_parts, pending, unkept, model, keep, last)
        if seen == self._seen:
            return
        self._seen = seen
        attached = attachments_in(conversation.draft_parts)
        ready = [ShownTile(_key(one), one.name, one) for one in attached if _key(one) not in unkept]
        self._strip.show_tiles([*ready, *pending], self._objection(chat, attached))
        is_reading = any(one.failure is None for one in pending)
        self._composer.set_attached(bool(attached), is_reading=is_reading)
        self._message_views.path_changed()  # which attachments of earlier messages go along may differ now
        self._chat_presenter.draft_changed()

    def _objection(self, chat: LiveChat, attached: tuple[Attachment, ...]) -> str:
        """What would be refused of the draft together with the earlier attachments that are in memory."""
        if not attached:
            return ""
        known = [message for id_ in chat.ids() if (message := chat.message(id_)) is not None]
        before = chat.project.files if chat.project is not None else ()
        every = [*before, *(one for message in known for one in _sent_with(chat, message)), *attached]
        keep = chat.conversation.parameters.keep_attachments
        if keep is not None and len(attached) > keep:
            return _kept_words(keep)
        return limits.objection(every, chat.model)

    async def _take(self, chat: LiveChat, shown: ShownTile, given: _Given, before: asyncio.Task[None] | None) -> None:
        try:
            content = await asyncio.to_thread(_as_file, given)
            attachment = await self._attachment_service.take(
                content,
                shown.name,
                language=QLocale.system().name(),
                is_temporary=chat.context.is_temporary,
            )
        except Failure as failure:
            self._settle(chat, shown, replace(shown, failure=failure.note))
            announce(self._strip, failure.note.sentence)
            return
        if before is not None:
            await asyncio.wait({before})  # they are attached in the order in which they were given
        await self._attach(chat, shown, attachment)
        self._settle(chat, shown, None)
        announce(self._strip, sentences(_("Attached {name}.").format(name=attachment.label), attachment.note))
        if isinstance(given, str) and self._chat_presenter.chat is chat:
            self._toast().tell(_IS_A_FILE, _("Make it text"), lambda: self.unfold(_key(attachment)))

    def _read_anew(self, old: Attachment, new: Attachment) -> None:
        """Let a text that was read with another encoding stand in the place it had in the draft."""
        chat = self._chat_presenter.chat
        if chat is not None:
            chat.drafts.read_anew(old, new)
            self.refresh()

    def unfold(self, key: str) -> None:
        """Put the text of an attachment into the message, where the caret is, instead of attaching it."""
        chat = self._chat_presenter.chat
        if chat is not None:
            self._scope.start(f"unfold.{key}", self._unfold(chat, key))

    async def _unfold(self, chat: LiveChat, key: str) -> None:
        attachment = next((one for one in attachments_in(chat.conversation.draft_parts) if _key(one) == key), None)
        if attachment is None:
            return
        content = None
        with suppress(StoreFailure):
            content = await self._attachment_service.content(attachment.sha256)
        if self._chat_presenter.chat is not chat:
            return
        if content is None:
            self._tell(_("This text can no longer be read."))
            return
        self._composer.write(content.decode("utf-8", "replace"))
        chat.drafts.detach(attachment)
        self.refresh()

    async def _attach(self, chat: LiveChat, shown: ShownTile, attachment: Attachment) -> None:
        """Attach it; until that is on disk its tile goes on saying that it is being read."""
        self._unkept[shown.key] = attachment
        try:
            with suppress(StoreFailure):  # told by the database, and it goes along in this run all the same
                await asyncio.shield(chat.drafts.attach(attachment))
        finally:
            self._unkept.pop(shown.key, None)

    def _settle(self, chat: LiveChat, shown: ShownTile, instead: ShownTile | None) -> None:
        pending = self._pending.get(chat.conversation.id, [])
        self._pending[chat.conversation.id] = [
            one for one in (instead if other.key == shown.key else other for other in pending) if one is not None
        ]
        self.refresh()

    def _remove(self, key: str) -> None:
        chat = self._chat_presenter.chat
        if chat is None:
            return
        if (unkept := self._unkept.get(key)) is not None:
            chat.drafts.detach(unkept)
        self._scope.cancel(f"attach.{key}")
        pending = self._pending.get(chat.conversation.id, [])
        self._pending[chat.conversation.id] = [one for one in pending if one.key != key]
        for attachment in attachments_in(chat.conversation.draft_parts):
            if _key(attachment) == key:
                chat.drafts.detach(attachment)
        self.refresh()

    def _sent(self) -> None:
        """What was refused has been seen by now."""
        chat = self._chat_presenter.chat
        if chat is not None:
            pending = self._pending.get(chat.conversation.id, [])
            self._pending[chat.conversation.id] = [one for one in pending if one.failure is None]
            self.refresh()

    def _chosen(self, names: Iterable[str]) -> None:
        paths = tuple(map(Path, names))
        if paths:
            self._folder = str(paths[0].parent)
            self.take(ClipboardContent(paths))


def _key(attachment: Attachment) -> str:
    """Return what its tile is known by: two files may hold the same, and are two to whoever attached them."""
    return repr(attachment)


def _sent_with(chat: LiveChat, message: Message) -> tuple[Attachment, ...]:
    return attachments_in(message.parts)[chat.attached.left_out(message.id) :]


def _name_of(given: _Given) -> str:
    return given.name if isinstance(given, Path) else _PASTED if isinstance(given, str) else ""


def _as_file(given: _Given) -> Path | bytes:
    """Return what was given as a file, or its bytes."""
    if isinstance(given, str):
        return given.encode("utf-8", "replace")
    return as_png(given) if isinstance(given, QImage) else given


def _kept_words(keep: int) -> str:
    if not keep:
        return _("None of these will be sent, as this chat’s limits say.")
    words = ngettext(
        "Only the last of these will be sent, as this chat’s limits say.",
        "Only the last {count} of these will be sent, as this chat’s limits say.",
        keep,
    )
    return words.format(count=number(keep))
