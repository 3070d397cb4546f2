"""From a file to a request and back: real files, a real database, real pictures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtGui import QImage

from tests.app.attachments import files
from tests.ui.attachments import pictures
from turbodesk.app.attachments import AttachmentService, limits
from turbodesk.app.attachments.limits import objection
from turbodesk.app.attachments.pictures import Picture
from turbodesk.chat.attachments import PDF, PLAIN, Attachment
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.chat.message import Message, user_message
from turbodesk.chat.model import Model
from turbodesk.store import AttachmentStore, Database
from turbodesk.ui.attachments.decoding import QtPictures

SHARP = Model("sharp", "Sharp", image_edge=2_576, pdf_pages=600, images=600, context=1_000_000)
USUAL = Model("usual", "Usual")


@pytest.fixture
async def attachment_service(tmp_path: Path) -> AsyncIterator[AttachmentService]:
    opened = await Database.open(tmp_path / "turbodesk.db")
    made = AttachmentService(AttachmentStore(opened.database), QtPictures)
    yield made
    await opened.database.close()


def asking(*attachments: Attachment) -> tuple[Message, ...]:
    return (user_message("Look", None, [one.part for one in attachments]),)


def edge(content: bytes) -> int:
    image = QImage.fromData(content)
    return max(image.width(), image.height())


async def test_a_file_is_taken_in_and_given_out_again(attachment_service: AttachmentService, tmp_path: Path) -> None:
    (tmp_path / "two.pdf").write_bytes(files.pdf(2))
    taken = await attachment_service.take(tmp_path / "two.pdf")
    assert (taken.name, taken.media_type, taken.pages) == ("two.pdf", PDF, 2)
    assert await attachment_service.content(taken.sha256) == files.pdf(2)


async def test_a_text_read_wrongly_is_read_anew_from_its_own_bytes(attachment_service: AttachmentService) -> None:
    data = "Привет, мир".encode("koi8-r")
    taken = await attachment_service.take(data, "letter.txt", language="de_DE")
    assert await attachment_service.content(taken.original.sha256) == data
    for encoding in ("cp1252", "koi8-r"):
        taken = await attachment_service.read_again(taken, encoding)
        content = await attachment_service.content(taken.sha256)
        assert content is not None
        assert (content.decode(), taken.encoding, taken.note) == (data.decode(encoding), encoding, "")
        assert (taken.name, taken.original.size, taken.size) == ("letter.txt", len(data), len(content))
    plain = await attachment_service.take("Größe".encode(), "a.txt")
    assert plain.original.sha256 == "", "a text in UTF-8 is itself what it is read anew from"
    wrong = await attachment_service.read_again(plain, "cp1252")
    assert await attachment_service.content(wrong.sha256) == "GrÃ¶ÃŸe".encode()
    assert (await attachment_service.read_again(wrong, "utf-8")).sha256 == plain.sha256


async def test_a_text_whose_bytes_are_gone_cannot_be_read_anew(attachment_service: AttachmentService) -> None:
    taken = await attachment_service.take("Größe".encode("cp1252"), "a.txt")
    gone = replace(taken, original=replace(taken.original, sha256="0" * 64))
    with pytest.raises(AttachmentRefused, match="no longer kept as it was"):
        await attachment_service.read_again(gone, "cp1250")


async def test_how_large_a_file_was_is_remembered(attachment_service: AttachmentService) -> None:
    data = pictures.written(pictures.noise(3_000, 400), "jpg")
    taken = await attachment_service.take(data)
    assert (taken.original.size, taken.original.width, taken.original.height) == (len(data), 3_000, 400)


async def test_each_model_gets_a_picture_as_large_as_it_sees(attachment_service: AttachmentService) -> None:
    taken = await attachment_service.take(pictures.written(pictures.noise(2_600, 400), "jpg"))
    assert taken.width == 2_576
    for model, expected in ((SHARP, 2_576), (USUAL, 1_568)):
        given = await attachment_service.files_for(asking(taken), None, model)
        assert edge(given[taken.sha256].content) == expected
    again = await attachment_service.files_for(asking(taken), None, USUAL)
    assert again == await attachment_service.files_for(asking(taken), None, USUAL)


async def test_more_than_twenty_pictures_are_at_most_2000_pixels_wide(attachment_service: AttachmentService) -> None:
    taken = await attachment_service.take(pictures.written(pictures.noise(2_400, 100), "jpg"))
    few = await attachment_service.files_for(asking(*[taken] * 20), None, SHARP)
    many = await attachment_service.files_for(asking(*[taken] * 21), None, SHARP)
    assert edge(few[taken.sha256].content) == 2_400
    assert edge(many[taken.sha256].content) == 2_000


async def test_a_request_that_would_be_too_large_says_what_to_leave_out(
    attachment_service: AttachmentService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BODY", 10_000)
    small = await attachment_service.take(b"short", "short.txt")
    large = await attachment_service.take(b"long " * 4_000, "long.txt")
    await attachment_service.files_for(asking(small), None, USUAL)
    with pytest.raises(AttachmentRefused) as caught:
        await attachment_service.files_for(asking(large, small), None, USUAL)
    assert "come to 20 KB; at most 10 KB" in caught.value.note.sentence
    assert "“long.txt” with 20 KB" in caught.value.note.advice
    assert await attachment_service.files_for(asking(large, small), 1, USUAL)  # the newest alone fits


def test_what_a_model_would_refuse_is_said_before() -> None:
    picture = Attachment("0" * 64, "image/png", "cat.png", 1_000, 10, 10)
    model_registry = Attachment("1" * 64, PDF, "book.pdf", 1_000, pages=340)
    assert objection([picture, model_registry], SHARP) == ""
    assert "at most 100 pages of PDF at once; these are 340" in objection([picture, model_registry], USUAL)
    assert "at most 100 pictures" in objection([picture] * 101, USUAL)
    heavy = replace(picture, size=7_000_000)
    assert "Remove “cat.png”" in objection([heavy, heavy], SHARP)
    assert "longer than all that Usual can read" in objection([Attachment("2" * 64, PLAIN, "a", 3_000_000)], USUAL)


class Waiting(QtPictures):
    """Decodes until nobody wants it any more."""

    def __init__(self) -> None:
        self.has_begun, self.has_ended = Event(), Event()

    def prepared(self, data: bytes, media_type: str, name: str, stop: Event | None = None) -> Picture:
        self.has_begun.set()
        if stop is not None and stop.wait(30):
            self.has_ended.set()
        raise AttachmentRefused(sentence="Nobody wants it.")


async def test_a_picture_that_is_removed_while_it_is_read_ends_its_work(tmp_path: Path) -> None:
    opened = await Database.open(tmp_path / "turbodesk.db")
    waiting = Waiting()
    taking = asyncio.create_task(
        AttachmentService(AttachmentStore(opened.database), lambda: waiting).take(pictures.png())
    )
    await asyncio.to_thread(waiting.has_begun.wait, 30)
    taking.cancel()
    assert await asyncio.to_thread(waiting.has_ended.wait, 30)
    await opened.database.close()
