"""The attachments of all conversations: takes them in, and gives them out for a look or for a request.

Decoding happens on threads of its own, two at a time: enough to use a machine, few enough that a drop of thirty
photographs does not fill its memory.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from turbodesk.chat.attachments import PLAIN, Attachment, called, size_in_words
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.store.attachments import AttachmentStore, hash_of
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.attachments.intake import Taken
    from turbodesk.app.attachments.pictures import Pictures
    from turbodesk.chat.message import Message
    from turbodesk.chat.model import Model
    from turbodesk.gateway.attachments import File

AT_ONCE = 2
ORIGINAL = "application/octet-stream"
"""The media type of a file that is kept as it was."""
KEPT_BYTES = 48_000_000
"""Of pictures made smaller for requests: every later request of the conversation needs the same ones."""


class AttachmentService:
    """Takes files in and gives them out."""

    def __init__(self, store: AttachmentStore, new_pictures: Callable[[], Pictures] | None = None) -> None:
        """`new_pictures` makes what decodes pictures, once one comes; without it none can be taken in."""
        self._store, self._new_pictures = store, new_pictures
        self.aside: AttachmentStore | None = None
        """Where the files of a temporary chat are, while there is one."""
        self._room = asyncio.Semaphore(AT_ONCE)
        self._smaller: OrderedDict[tuple[str, int], File] = OrderedDict()

    async def take(
        self, given: Path | bytes, name: str = "", *, language: str = "", is_temporary: bool = False
    ) -> Attachment:
        """Take in a file, or bytes that were pasted, and return what a message needs to refer to it.

        `language` is the person's, such as "de_DE": old text files are likeliest in one of its encodings.
        `is_temporary`: it is for the temporary chat.

        Raises:
            AttachmentRefused: it cannot be attached; its sentence says why.
        """
        from turbodesk.app.attachments import intake

        pictures, stop = self._pictures, Event()

        def work() -> intake.Taken:
            data = intake.read(given) if isinstance(given, Path) else given
            called = given.name if isinstance(given, Path) else name
            return intake.taken(data, called, pictures, language=language, stop=stop)

        return await self._keep_taken(work, stop, is_temporary=is_temporary)

    async def read_again(self, attachment: Attachment, encoding: str, *, is_temporary: bool = False) -> Attachment:
        """Read a text file anew with an encoding that the person chose, from its own bytes, and return that.

        Raises:
            AttachmentRefused: its bytes are gone, or it is empty read so.
            StoreFailure: they cannot be read.
        """
        from turbodesk.app.attachments import intake
        from turbodesk.app.documents import texts

        data = await self.content(attachment.original.sha256 or attachment.sha256)
        if data is None:
            raise AttachmentRefused(
                sentence=_("“{name}” is no longer kept as it was.").format(name=attachment.label),
                advice=_("Attach the file anew."),
            )

        def work() -> intake.Taken:
            found = texts.decoded_as(data, attachment.label, encoding)
            made = intake.text_taken(data, attachment.name, found)
            return replace(made, original=data, file=replace(made.file, size=attachment.original.size))

        return await self._keep_taken(work, Event(), is_temporary=is_temporary)

    async def take_given(self, data: bytes, name: str, call_id: str, *, is_temporary: bool = False) -> Attachment:
        """Take in a picture that a tool gave, shrunk as the person's own are; that a call gave it is noted.

        Raises:
            AttachmentRefused: it is no picture, or none that can be read.
        """
        pictures, stop = self._pictures, Event()

        def work() -> Taken:
            from turbodesk.app.attachments import intake
            from turbodesk.app.attachments.sniff import Kind, sniffed

            if not data or sniffed(data)[0] is not Kind.PICTURE:
                raise AttachmentRefused(sentence=_("It is not a picture that can be read."))
            return intake.taken(data, name, pictures, stop=stop)

        return replace(await self._keep_taken(work, stop, is_temporary=is_temporary), call=call_id)

    async def keep_given(self, data: bytes, name: str, call_id: str, *, is_temporary: bool = False) -> Attachment:
        """Keep a file that a tool gave as it is, for the person alone; it is never sent."""
        from turbodesk.app.attachments.intake import plain_name

        sha256 = await asyncio.to_thread(hash_of, data)
        store = self.aside if is_temporary and self.aside is not None else self._store
        store.put(data, ORIGINAL, name, sha256=sha256)
        return Attachment(sha256, ORIGINAL, plain_name(name), len(data), call=call_id)

    async def _keep_taken(self, work: Callable[[], Taken], stop: Event, *, is_temporary: bool) -> Attachment:
        def hashed() -> tuple[Taken, str, str]:
            made = work()
            return made, hash_of(made.content), hash_of(made.original) if made.original else ""

        async with self._room:
            try:
                taken, sha256, original = await asyncio.to_thread(hashed)
            finally:
                stop.set()  # a thread goes on when its task is cancelled
        store = self.aside if is_temporary and self.aside is not None else self._store
        store.put(taken.content, taken.media_type, taken.name, sha256=sha256)
        if original:
            store.put(taken.original, ORIGINAL, taken.name, sha256=original)
        return taken.attachment(sha256, original)

    def taken(self, data: bytes, name: str, stop: Event | None = None) -> Taken:
        """Return what would be kept of a file, and keep nothing. Takes a while: call it on a thread.

        Raises:
            AttachmentRefused: nothing of it can be kept; its sentence says why.
        """
        from turbodesk.app.attachments import intake

        return intake.taken(data, name, self._pictures, stop=stop)

    async def content(self, sha256: str) -> bytes | None:
        """Return the bytes of an attachment; None when they are gone. Raises `StoreFailure`."""
        aside = await self.aside.content(sha256) if self.aside is not None else None
        return aside or await self._store.content(sha256)

    async def is_aside(self, sha256: str) -> bool:
        """Whether an attachment is in memory alone, for the temporary chat."""
        return self.aside is not None and await self.aside.has(sha256)

    async def as_sent(self, attachment: Attachment, model: Model) -> bytes | None:
        """Return the bytes of a picture as a model gets it by itself; None when they are gone.

        Raises:
            AttachmentRefused: it cannot be decoded.
            StoreFailure: it cannot be read.
        """
        file = await self._file(attachment, model.image_edge)
        return None if file is None else file.content

    async def files_for(
        self, messages: Sequence[Message], keep: int | None, model: Model, *, before: Sequence[Attachment] = ()
    ) -> Mapping[str, File]:
        """Return what goes with a request, by hash, each picture as small as the model sees it.

        `before` are the files that go before all messages, however many of those are kept.

        Raises:
            AttachmentRefused: together they are more than a request may hold.
            StoreFailure: they cannot be read.
        """
        from turbodesk.gateway.attachments import MANY_EDGE, MANY_PICTURES, wanted

        needed = (*before, *wanted(messages, keep))
        if not needed:
            return {}
        pictures = sum(one.is_picture for one in needed) + sum(one.pages for one in needed)
        edge = min(model.image_edge, MANY_EDGE) if pictures > MANY_PICTURES else model.image_edge
        files: dict[str, File] = {}
        for one in needed:
            if one.sha256 not in files and (file := await self._file(one, edge)) is not None:
                files[one.sha256] = file
        _check_size(messages, needed, files, before)
        return files

    async def _file(self, attachment: Attachment, edge: int) -> File | None:
        from turbodesk.app.attachments.pictures import MOST_BYTES
        from turbodesk.gateway.attachments import File

        if attachment.is_picture and max(attachment.width, attachment.height) > edge:
            kept = self._smaller.get((attachment.sha256, edge))
            if kept is not None:
                self._smaller.move_to_end((attachment.sha256, edge))
                return kept
        content = await self.content(attachment.sha256)
        if content is None:
            return None
        too_large = max(attachment.width, attachment.height) > edge or len(content) > MOST_BYTES
        if not attachment.is_picture or not too_large:
            return File(attachment.media_type, content)
        pictures = self._pictures
        async with self._room:
            made = await asyncio.to_thread(pictures.smaller, content, edge)
        file = File(made.media_type, made.content)
        self._keep((attachment.sha256, edge), file)
        return file

    def _keep(self, key: tuple[str, int], file: File) -> None:
        self._smaller[key] = file
        while sum(len(one.content) for one in self._smaller.values()) > KEPT_BYTES and len(self._smaller) > 1:
            self._smaller.popitem(last=False)

    @cached_property
    def _pictures(self) -> Pictures:
        if self._new_pictures is None:
            raise AttachmentRefused(sentence=_("Pictures cannot be read without a window."))
        return self._new_pictures()


_ESCAPED = (b'"', b"\\", b"\n", b"\t")
"""What takes a byte more in JSON than in a text."""


def _check_size(
    messages: Sequence[Message],
    needed: Sequence[Attachment],
    files: Mapping[str, File],
    before: Sequence[Attachment],
) -> None:
    from turbodesk.app.attachments.limits import MOST_BODY

    def size(one: Attachment) -> int:
        file = files.get(one.sha256)
        if file is None:
            return 0
        if file.media_type == PLAIN:
            return len(file.content) + sum(map(file.content.count, _ESCAPED))
        return (len(file.content) + 2) // 3 * 4

    words = sum(len(message.text) for message in messages)
    total = words + sum(map(size, needed))
    if total <= MOST_BODY:
        return
    largest = max(needed, key=size)
    advice = (
        _("Remove it from the project, or take the chat out of it.")
        if largest in before
        else _(
            "Let fewer attachments go along in Instructions and limits, edit the message without it, or start a new "
            "chat."
        )
    )
    raise AttachmentRefused(
        sentence=_("The pictures and files of this chat come to {total}; at most {most} can be sent.").format(
            total=size_in_words(total), most=size_in_words(MOST_BODY)
        ),
        # Translators: {advice} is one or two sentences, such as "Remove it from the project, …".
        advice=_("The largest is “{attachment}” with {size}. {advice}").format(
            attachment=called(largest), size=size_in_words(size(largest)), advice=advice
        ),
    )
