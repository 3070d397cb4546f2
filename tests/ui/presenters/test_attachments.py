"""Attaching as a person does it: by pasting, dropping and choosing in the real window, and by keyboard alone."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPlainTextEdit, QWidget

from tests.app.attachments import files
from tests.ui.attachments import pictures
from tests.ui.pdf.pdf_files import pdf
from tests.ui.presenters.test_window import CTRL, Seat, play  # noqa: F401 - a fixture
from tests.ui.seen import button, first_of, nameless, shown_text, tab_order
from turbodesk.chat.attachments import PDF, Attachment, attachments_in, size_in_words
from turbodesk.chat.parameters import Parameters
from turbodesk.store import AttachmentStore
from turbodesk.ui.attachments.actions import AttachmentActions, LookContext
from turbodesk.ui.attachments.drop import DropOverlay
from turbodesk.ui.attachments.strip import TileStrip
from turbodesk.ui.attachments.tile import Tile
from turbodesk.ui.attachments.viewer import Viewer
from turbodesk.ui.message.attached import Attached
from turbodesk.ui.widgets.choice_button import ChoiceButton

Play = Callable[..., None]


def tiles(seat: Seat) -> list[Tile]:
    """The tiles as they are read: row by row."""
    return sorted(
        (one for one in seat.window.findChildren(Tile) if one.isVisible()), key=lambda one: (one.y(), one.x())
    )


def drafted(seat: Seat) -> tuple[Attachment, ...]:
    """What is attached, once no tile says that anything is still being read."""
    chat, is_reading = (
        seat.presenter.chat_presenter.chat,
        any(one.attachment is None and one.failure is None for one in tiles(seat)),
    )
    return () if chat is None or is_reading else attachments_in(chat.conversation.draft_parts)


def dropped(window: QWidget, mime: QMimeData) -> None:
    """Drag something over the window and let go, as the system reports it."""
    place, copy = QPoint(400, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place, copy, mime, left, none)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    overlay = first_of(window, DropOverlay)
    assert overlay.isVisible()
    QApplication.sendEvent(overlay, QDragEnterEvent(place, copy, mime, left, none))
    QApplication.sendEvent(overlay, QDragMoveEvent(place, copy, mime, left, none))
    QApplication.sendEvent(overlay, QDropEvent(QPointF(place), copy, mime, left, none))
    assert not overlay.isVisible()


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def paste(seat: Seat, mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)
    seat.editor().setFocus()
    seat.key(Qt.Key.Key_V, CTRL)


def test_dropped_files_are_attached_in_their_order_sent_and_shown(play: Play, tmp_path: Path) -> None:  # noqa: F811
    picture, paper, code = tmp_path / "cat.png", tmp_path / "paper.pdf", tmp_path / "f.py"
    picture.write_bytes(pictures.png(400, 200))
    paper.write_bytes(files.pdf(3))
    code.write_text("def f(): ...")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(picture, paper, code))
        assert not button(seat.window, "Send").isEnabled()
        await seat.until(lambda: len(drafted(seat)) == 3)
        assert [one.name for one in drafted(seat)] == ["cat.png", "paper.pdf", "f.py"]
        assert [one.accessibleName() for one in tiles(seat)] == ["cat.png", "paper.pdf", "f.py"]
        assert not nameless(seat.window)
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(seat.chat_ids()) == 2 and not seat.is_replying())
        assert tiles(seat) == []
        shown = next(one for one in seat.window.findChildren(Attached) if one.isVisible())
        assert [one.accessibleName() for one in shown.findChildren(QWidget)] == ["cat.png", "paper.pdf", "f.py"]
        _, long, short = shown.findChildren(QWidget)
        assert long.height() == short.height() == 56, "as tall as above the message field"
        assert short.width() < long.width() <= 256, "no wider than their words need"
        assert seat.window.windowTitle() == "cat.png"

    play(scene)


def test_two_files_that_hold_the_same_are_two(play: Play, tmp_path: Path) -> None:  # noqa: F811
    for name in ("march.txt", "april.txt"):
        (tmp_path / name).write_text("Nothing to report.")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "march.txt", tmp_path / "april.txt"))
        await seat.until(lambda: len(drafted(seat)) == len(tiles(seat)) == 2)
        march, april = tiles(seat)
        assert march.geometry().intersected(april.geometry()).isEmpty()
        march.remove_requested.emit()
        await seat.until(lambda: [one.accessibleName() for one in tiles(seat)] == ["april.txt"])
        assert [one.name for one in drafted(seat)] == ["april.txt"]

    play(scene)


def test_a_pasted_picture_is_attached_and_pasted_words_are_written(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        raw, drawn, words, page = QMimeData(), QMimeData(), QMimeData(), QMimeData()
        raw.setData("image/png", pictures.png(30, 20))
        drawn.setImageData(pictures.image(50, 20))
        drawn.setText(" \n")  # as some programs put beside a picture
        page.setHtml("<p>, and a <b>page</b></p>")
        words.setImageData(pictures.image(10, 10))
        words.setText("a word with its picture")
        paste(seat, raw)
        await seat.until(lambda: len(drafted(seat)) == 1)
        paste(seat, drawn)
        await seat.until(lambda: len(drafted(seat)) == 2)
        assert [(one.width, one.height) for one in drafted(seat)] == [(30, 20), (50, 20)]
        assert seat.written() == ""
        paste(seat, words)
        assert seat.written() == "a word with its picture"
        paste(seat, page)
        assert seat.written() == "a word with its picture, and a page"
        assert len(drafted(seat)) == 2

    play(scene)


def test_a_draft_finds_its_attachments_again_after_a_restart(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "note.txt").write_text("words")

    async def first(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "note.txt"))
        await seat.until(lambda: drafted(seat))
        seat.type("And")

    async def second(seat: Seat) -> None:
        assert [one.name for one in drafted(seat)] == ["note.txt"]
        assert [one.accessibleName() for one in tiles(seat)] == ["note.txt"]
        assert seat.written() == "And"
        assert await seat.services.attachment_service.content(drafted(seat)[0].sha256) == b"words"

    play(first, second)


def test_a_picture_larger_than_the_model_sees_is_sent_after_a_restart(play: Play) -> None:  # noqa: F811
    async def first(seat: Seat) -> None:
        mime = QMimeData()
        mime.setData("image/png", pictures.png(2_400, 10))
        paste(seat, mime)
        await seat.until(lambda: drafted(seat))

    async def second(seat: Seat) -> None:
        seat.editor().setFocus()
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(seat.chat_ids()) == 2 and not seat.is_replying())
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        reply = chat.last_reply()
        assert reply is not None
        assert reply.failure is None

    play(first, second)


def test_backspace_removes_a_tile_and_hands_the_focus_on(play: Play, tmp_path: Path) -> None:  # noqa: F811
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "a.txt", tmp_path / "b.txt"))
        await seat.until(lambda: len(drafted(seat)) == 2)
        order = tab_order(seat.window, tiles(seat)[0])
        assert order[:4] == ["a.txt", "Remove a.txt", "b.txt", "Remove b.txt"]
        tiles(seat)[0].setFocus()
        seat.key(Qt.Key.Key_Backspace)
        assert [one.name for one in drafted(seat)] == ["b.txt"]
        assert seat.focused() is tiles(seat)[0]
        seat.key(Qt.Key.Key_Delete)
        assert drafted(seat) == ()
        assert seat.focused() is seat.editor()
        assert not button(seat.window, "Send").isEnabled()

    play(scene)


def test_what_cannot_be_attached_says_why_and_loses_nothing(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "locked.pdf").write_bytes(files.pdf(password="x"))

    async def scene(seat: Seat) -> None:
        seat.type("Read this")
        dropped(seat.window, urls(tmp_path / "locked.pdf", tmp_path))
        await seat.until(lambda: all(one.failure for one in tiles(seat)))
        assert "protected with a password" in tiles(seat)[0].accessibleDescription()
        assert "is a folder" in tiles(seat)[1].accessibleDescription()
        assert seat.written() == "Read this"
        button(seat.window, "Remove locked.pdf").click()
        assert len(tiles(seat)) == 1
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(seat.chat_ids()) == 2 and not seat.is_replying())
        assert tiles(seat) == []

    play(scene)


def test_tab_goes_from_tile_to_tile_as_they_stand_also_to_a_refused_one(play: Play, tmp_path: Path) -> None:  # noqa: F811
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.iso")]
    for path in paths:
        path.write_bytes(b"\0" * 99 if path.suffix == ".iso" else b"text")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(*paths))
        await seat.until(lambda: drafted(seat) and [one for one in tiles(seat) if one.failure])
        order = tab_order(seat.window, tiles(seat)[0])
        assert order[:6] == [f"{remove}{path.name}" for path in paths for remove in ("", "Remove ")]

    play(scene)


def test_each_chat_has_attachments_of_its_own(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "a.txt").write_text("a")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "a.txt"))
        await seat.until(lambda: drafted(seat))
        seat.key(Qt.Key.Key_N, CTRL)
        assert tiles(seat) == []
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: len(tiles(seat)) == 1)

    play(scene)


def test_too_many_pages_are_told_before_anything_is_sent(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "book.pdf").write_bytes(files.pdf(101))

    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_model("claude-haiku-4-5-20251001")
        dropped(seat.window, urls(tmp_path / "book.pdf"))
        await seat.until(lambda: drafted(seat))
        strip = first_of(seat.window, TileStrip)
        assert "at most 100 pages of PDF at once; these are 101" in shown_text(strip)
        chat.choose_model("claude-opus-4-6")
        assert shown_text(strip) == ""

    play(scene)


def test_a_drag_that_leaves_again_changes_nothing(play: Play, tmp_path: Path) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        overlay = first_of(seat.window, DropOverlay)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        mime = urls(tmp_path / "a.txt")
        QApplication.sendEvent(seat.window, QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, left, none))
        assert overlay.isVisible()
        assert overlay.accessibleName() == "Drop to attach"
        QApplication.sendEvent(seat.window, QDragLeaveEvent())
        await seat.until(lambda: not overlay.isVisible())
        tools = urls(tmp_path / "a.mcpb")
        QApplication.sendEvent(seat.window, QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, tools, left, none))
        assert overlay.accessibleName() == "Drop to add tools"
        QApplication.sendEvent(seat.window, QDragLeaveEvent())
        await seat.until(lambda: not overlay.isVisible())
        words = QMimeData()
        words.setText("words")
        entering = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, words, left, none)
        entering.ignore()
        QApplication.sendEvent(seat.window, entering)
        assert not overlay.isVisible()
        assert tiles(seat) == []

    play(scene)


def test_ctrl_u_asks_for_files(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "a.txt").write_text("a")

    async def scene(seat: Seat) -> None:
        seat.key(Qt.Key.Key_U, CTRL)
        dialog = first_of(seat.window, QFileDialog)
        assert dialog.isVisible()
        dialog.filesSelected.emit([str(tmp_path / "a.txt")])
        dialog.close()
        await seat.until(lambda: drafted(seat))

    play(scene)


def test_a_picture_of_a_message_is_looked_at_with_enter_and_left_with_escape(
    play: Play,  # noqa: F811
) -> None:
    async def scene(seat: Seat) -> None:
        mime = QMimeData()
        mime.setData("image/png", pictures.png(300, 200))
        paste(seat, mime)
        await seat.until(lambda: drafted(seat))
        await seat.says("What is this?")
        shown = next(one for one in seat.window.findChildren(Attached) if one.isVisible())
        item = shown.findChildren(QWidget)[0]
        assert (item.width(), item.height()) == (300, 200)
        item.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(item, Qt.Key.Key_Return)
        viewer = first_of(seat.window, Viewer)
        assert viewer.isVisible()
        QTest.keyClick(seat.focused(), Qt.Key.Key_Escape)
        assert not viewer.isVisible()
        assert seat.focused() is item

    play(scene)


@pytest.mark.parametrize(("keep", "left_out"), [(None, 0), (1, 1), (0, 2)])
def test_what_is_left_out_is_dimmed_and_not_sent(
    play: Play,  # noqa: F811
    tmp_path: Path,
    keep: int | None,
    left_out: int,
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)

    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        dropped(seat.window, urls(tmp_path / "a.txt", tmp_path / "b.txt"))
        await seat.until(lambda: len(drafted(seat)) == 2)
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(seat.chat_ids()) == 2 and not seat.is_replying())
        chat.tune(replace(chat.conversation.parameters, keep_attachments=keep))
        await asyncio.sleep(0)
        shown = next(one for one in seat.window.findChildren(Attached) if one.isVisible())
        dimmed = ["Left out" in one.accessibleDescription() for one in shown.findChildren(QWidget)]
        assert dimmed == [True] * left_out + [False] * (2 - left_out)
        assert chat.attached.left_out(seat.chat_ids()[0]) == left_out

    play(scene)


def test_while_an_earlier_message_is_edited_the_draft_waits_with_its_attachments(
    play: Play,  # noqa: F811
    tmp_path: Path,
) -> None:
    (tmp_path / "cat.png").write_bytes(pictures.png(40, 20))

    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        first = seat.chat_ids()[0]
        dropped(seat.window, urls(tmp_path / "cat.png"))
        await seat.until(lambda: len(drafted(seat)) == 1)
        button(seat.window, "Edit message").click()
        assert [one.accessibleName() for one in tiles(seat) if one.isVisible()] == ["cat.png"]
        seat.type(" again")
        seat.key(Qt.Key.Key_Return, CTRL)
        await seat.until(lambda: seat.chat_ids()[0] != first and not seat.is_replying())
        assert [one.accessibleName() for one in tiles(seat) if one.isVisible()] == ["cat.png"]
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        sent = chat.message(seat.chat_ids()[0])
        assert sent is not None
        assert attachments_in(sent.parts) == ()

    play(scene)


def test_a_file_that_cannot_be_saved_leaves_what_was_there(play: Play, tmp_path: Path) -> None:  # noqa: F811
    from turbodesk.chat.errors import StoreFailure
    from turbodesk.ui.attachments.saving import to_file

    async def scene(seat: Seat) -> None:
        note = tmp_path / "note.txt"
        note.write_text("words")
        dropped(seat.window, urls(note))
        await seat.until(lambda: drafted(seat))
        (attachment,) = drafted(seat)
        there = tmp_path / "out.txt"
        there.write_text("before")
        await to_file(seat.services.attachment_service, attachment, there)
        assert there.read_text() == "words"
        with pytest.raises(StoreFailure, match=r"out\.txt"):
            await to_file(seat.services.attachment_service, attachment, tmp_path / "nowhere" / "out.txt")

    play(scene)


def test_a_tile_and_the_viewer_show_the_picture_itself(play: Play) -> None:  # noqa: F811
    def redness(widget: QWidget) -> float:
        image = widget.grab().toImage()
        spots = [image.pixelColor(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)]
        return sum(spot.red() > 200 and spot.green() < 60 and spot.blue() < 60 for spot in spots) / len(spots)

    def picture(width: int, height: int) -> QMimeData:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(230, 0, 0))
        mime = QMimeData()
        mime.setImageData(image)
        return mime

    async def scene(seat: Seat) -> None:
        paste(seat, picture(300, 30))
        await seat.until(lambda: drafted(seat))
        (tile,) = (one for one in seat.window.findChildren(Tile) if one.isVisible())
        await seat.until(lambda: redness(tile) > 0.05)
        QTest.keyClick(tile, Qt.Key.Key_Return)
        viewer = first_of(seat.window, Viewer)
        await seat.until(lambda: redness(viewer.panel) > 0.1)
        panel = viewer.panel.geometry()
        assert panel.width() < viewer.width() / 2 + 100, "no picture is made larger than it is"
        await seat.until(lambda: viewer.panel.geometry().center() == viewer.rect().center())
        QTest.keyClick(seat.focused(), Qt.Key.Key_Escape)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        for attachment in attachments_in(chat.conversation.draft_parts):
            chat.drafts.detach(attachment)
        paste(seat, picture(4_000, 2_000))
        await seat.until(lambda: drafted(seat))
        (tile,) = (one for one in seat.window.findChildren(Tile) if one.isVisible())
        QTest.keyClick(tile, Qt.Key.Key_Return)
        panel, room = viewer.panel.geometry(), viewer.rect()
        assert room.contains(panel)
        assert panel.width() > room.width() - 80, "a large one takes the room there is"
        assert panel.height() < panel.width() * 0.7, "and keeps its shape"

    play(scene)


def test_a_text_is_read_in_the_window_and_left_with_escape(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "notes.txt").write_text("first line\nsecond line")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "notes.txt"))
        await seat.until(lambda: drafted(seat))
        (tile,) = tiles(seat)
        tile.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(tile, Qt.Key.Key_Return)
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(Viewer)))
        viewer = first_of(seat.window, Viewer)
        text = next(one for one in viewer.findChildren(QPlainTextEdit) if one.isVisible())
        assert text.toPlainText() == "first line\nsecond line"
        assert seat.focused() is text, "keys scroll it"
        assert "notes.txt" in shown_text(viewer)
        assert nameless(viewer) == []
        QTest.keyClick(text, Qt.Key.Key_Escape)
        assert not viewer.isVisible()
        assert seat.focused() is tile

    play(scene)


def test_return_on_the_cross_removes_the_tile_and_opens_nothing(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "notes.txt").write_text("Nothing to report.")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "notes.txt"))
        await seat.until(lambda: len(drafted(seat)) == 1)
        tiles(seat)[0].last_in_order.setFocus(Qt.FocusReason.TabFocusReason)
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: not tiles(seat))
        assert drafted(seat) == ()
        assert not any(one.isVisible() for one in seat.window.findChildren(Viewer))

    play(scene)


async def looked_at(seat: Seat, tile: QWidget) -> Viewer:
    """Open what a tile shows by the keyboard, and return the sheet once it is there."""
    tile.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(tile, Qt.Key.Key_Space)
    await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(Viewer)))
    return first_of(seat.window, Viewer)


def read_text(viewer: Viewer) -> str:
    """The text that is shown, or ""."""
    return next((one.toPlainText() for one in viewer.findChildren(QPlainTextEdit) if one.isVisible()), "")


def test_what_the_model_gets_is_seen_before_it_is_sent(play: Play, tmp_path: Path) -> None:  # noqa: F811
    picture, notes, more = tmp_path / "cat.png", tmp_path / "notes.txt", tmp_path / "more.txt"
    picture.write_bytes(pictures.png(2_000, 1_000))
    notes.write_text("word " * 100)
    more.write_text("Größe")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(picture, notes, more))
        await seat.until(lambda: len(drafted(seat)) == 3)
        first, *_ = tiles(seat)
        viewer = await looked_at(seat, first)
        size = picture.stat().st_size
        wanted = "The model gets 1,568 × 784 pixels"
        await seat.until(lambda: wanted in shown_text(viewer))
        assert f"Your file has 2,000 × 1,000 pixels, {size_in_words(size)}." in shown_text(viewer)
        assert "1 of 3" in shown_text(viewer)
        assert nameless(viewer) == []

        QTest.keyClick(seat.focused(), Qt.Key.Key_Right)
        await seat.until(lambda: read_text(viewer) == "word " * 100)
        assert "The model gets 500 characters, about 140 tokens." in shown_text(viewer)
        assert button(viewer, "Encoding: Unicode (UTF-8)").isVisible()
        QTest.keyClick(seat.focused(), Qt.Key.Key_Right)
        await seat.until(lambda: read_text(viewer) == "Größe")
        QTest.keyClick(seat.focused(), Qt.Key.Key_Right)
        assert "3 of 3" in shown_text(viewer), "there is none after the last"
        for _ in range(2):
            QTest.keyClick(seat.focused(), Qt.Key.Key_Left)
        await seat.until(lambda: wanted in shown_text(viewer))
        QTest.keyClick(seat.focused(), Qt.Key.Key_Escape)
        assert not viewer.isVisible()
        assert seat.focused() is first

        seat.editor().setFocus()
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(seat.chat_ids()) == 2 and not seat.is_replying())
        shown = next(one for one in seat.window.findChildren(Attached) if one.isVisible())
        await looked_at(seat, shown.findChildren(QWidget)[1])
        await seat.until(lambda: read_text(viewer) == "word " * 100)
        assert not any(one.isVisible() for one in viewer.findChildren(ChoiceButton)), "it is sent"

    play(scene)


def test_the_pages_of_a_pdf_are_drawn_in_the_window(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "paper.pdf").write_bytes(pdf(["Words on the first page"], ["More"]))
    (tmp_path / "scan.pdf").write_bytes(files.pdf_with(b"/XObject<</I 4 0 R>>"))

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "paper.pdf", tmp_path / "scan.pdf"))
        await seat.until(lambda: len(drafted(seat)) == 2)
        viewer = await looked_at(seat, tiles(seat)[0])
        assert "The model gets 2 pages" in shown_text(viewer)
        assert "about 6,000 tokens." in shown_text(viewer)
        assert nameless(viewer) == []
        await seat.until(lambda: viewer.pages.count == 2 and viewer.pages.next_wanted() is None)
        assert seat.focused() is viewer.pages, "keys scroll them"
        viewer.pages.reveal(0)
        button(viewer, "Copy the text of this page").click()
        await seat.until(lambda: QGuiApplication.clipboard().text() == "Words on the first page")

        QTest.keyClick(seat.focused(), Qt.Key.Key_Right)
        await seat.until(lambda: viewer.pages.count == 1)
        assert "No text could be read from it: the model sees its pages as pictures." in shown_text(viewer)
        assert "1 page without text" in tiles(seat)[1].accessibleDescription()
        QTest.keyClick(seat.focused(), Qt.Key.Key_Escape)
        assert not viewer.isVisible()
        assert viewer.pages.count == 0, "the document is let go"

    play(scene)


def test_a_pdf_that_cannot_be_drawn_says_so_and_how_to_see_it(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "paper.pdf").write_bytes(files.pdf(1))

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "paper.pdf"))
        await seat.until(lambda: drafted(seat))
        (attachment,) = drafted(seat)
        broken = b"%PDF-1.7 broken"
        sha256 = hashlib.sha256(broken).hexdigest()
        await AttachmentStore(seat.services.database).put(broken, PDF, sha256=sha256)
        actions = first_of(seat.window, AttachmentActions)
        actions.look_requested.emit(LookContext(replace(attachment, sha256=sha256)))
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(Viewer)))
        viewer = first_of(seat.window, Viewer)
        await seat.until(lambda: "Open the document in another program to see it." in shown_text(viewer))

    play(scene)


def test_a_text_that_was_guessed_wrongly_is_read_anew(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "letter.txt").write_bytes("Tschüß, Größe, für dich und alle Straßen".encode("cp1252"))
    (tmp_path / "other.txt").write_text("other")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "letter.txt", tmp_path / "other.txt"))
        await seat.until(lambda: len(drafted(seat)) == 2)
        menu = tiles(seat)[0].menu()
        submenu = next(action.menu() for action in menu.actions() if action.text() == "Encoding")
        assert isinstance(submenu, QMenu)
        by_name = {action.text(): action for action in submenu.actions()}
        assert [name for name, action in by_name.items() if action.isChecked()] == ["Western European (Windows-1252)"]
        by_name["Cyrillic (Windows-1251)"].trigger()
        menu.close()
        await seat.until(lambda: [one.encoding for one in drafted(seat)] == ["cp1251", "utf-8"])
        assert "Windows-1251" in tiles(seat)[0].accessibleDescription()

        viewer = await looked_at(seat, tiles(seat)[0])
        await seat.until(lambda: "Tsch" in read_text(viewer))
        choice = button(viewer, "Encoding: Cyrillic (Windows-1251)")
        assert isinstance(choice, ChoiceButton)
        choice.chosen.emit("cp1252")
        await seat.until(lambda: "Tschüß" in read_text(viewer))
        assert choice.accessibleName() == "Encoding: Western European (Windows-1252)"
        assert "1 of 2" in shown_text(viewer)
        QTest.keyClick(seat.focused(), Qt.Key.Key_Escape)
        assert [one.name for one in drafted(seat)] == ["letter.txt", "other.txt"], "in the place it had"
        seat.editor().setFocus()
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(seat.chat_ids()) == 2)
        sent = seat.presenter.chat_presenter.chat
        assert sent is not None
        message = sent.message(seat.chat_ids()[0])
        assert message is not None
        content = await seat.services.attachment_service.content(attachments_in(message.parts)[0].sha256)
        assert content == "Tschüß, Größe, für dich und alle Straßen".encode()

    play(scene)


def test_an_encoding_that_cannot_be_taken_is_told_and_nothing_changes(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "letter.txt").write_bytes("Größe".encode("cp1252"))

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "letter.txt"))
        await seat.until(lambda: drafted(seat))
        (before,) = drafted(seat)
        viewer = await looked_at(seat, tiles(seat)[0])
        await seat.until(lambda: read_text(viewer) == "Größe")
        await seat.services.database.write(
            lambda one: one.execute("DELETE FROM attachment WHERE sha256 = ?", (before.original.sha256,)) and None
        )
        choice = button(viewer, "Encoding: Western European (Windows-1252)")
        assert isinstance(choice, ChoiceButton)
        choice.choose("cp1251")
        choice.chosen.emit("cp1251")
        await seat.until(lambda: "no longer kept as it was" in shown_text(seat.window))
        assert choice.value == "cp1252"
        assert drafted(seat) == (before,)

    play(scene)


def test_a_folder_dropped_by_mistake_attaches_its_first_files_and_says_so(play: Play, tmp_path: Path) -> None:  # noqa: F811
    many = [tmp_path / f"{number:02}.txt" for number in range(52)]
    for path in many:
        path.write_text(path.name)

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(*many))
        assert "52 files are too many at once: the first 50 are attached." in shown_text(seat.window)
        await seat.until(lambda: len(drafted(seat)) == 50)
        assert [one.name for one in drafted(seat)] == [path.name for path in many[:50]]

    play(scene)


def test_the_folder_chosen_from_last_is_offered_again(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "a.txt").write_text("a")

    async def scene(seat: Seat) -> None:
        for folder in (None, tmp_path):
            seat.key(Qt.Key.Key_U, CTRL)
            dialog = next(one for one in seat.window.findChildren(QFileDialog) if one.isVisible())
            assert folder is None or Path(dialog.directory().absolutePath()) == folder
            dialog.filesSelected.emit([str(tmp_path / "a.txt")] if folder is None else [])
            dialog.close()
        await seat.until(lambda: len(drafted(seat)) == 1)

    play(scene)


@pytest.mark.parametrize(
    ("keep", "words"), [(0, "None of these will be sent"), (1, "Only the last of these will be sent")]
)
def test_what_would_be_left_out_of_the_draft_is_told_before_it_is_sent(
    play: Play,  # noqa: F811
    tmp_path: Path,
    keep: int,
    words: str,
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)

    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.tune(Parameters(keep_attachments=keep))
        dropped(seat.window, urls(tmp_path / "a.txt", tmp_path / "b.txt"))
        await seat.until(lambda: f"{words}, as this chat’s limits say." in shown_text(seat.window))

    play(scene)


def test_an_attachment_is_saved_where_the_person_says_and_a_failure_is_told(play: Play, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "a.txt").write_text("words")

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(tmp_path / "a.txt"))
        await seat.until(lambda: drafted(seat))
        (attachment,) = drafted(seat)
        actions = seat.presenter._views.attachment_actions  # noqa: SLF001 - as the menu of a picture does
        actions.copy_requested.emit(attachment)
        await seat.until(lambda: QGuiApplication.clipboard().text() == "words")
        for place in (tmp_path / "out.txt", tmp_path / "nowhere" / "out.txt"):
            actions.save_requested.emit(attachment)
            dialog = next(one for one in seat.window.findChildren(QFileDialog) if one.isVisible())
            dialog.fileSelected.emit(str(place))
            dialog.close()
            await seat.until(lambda: not seat.services.scope.is_running("attachment.save"))
        assert (tmp_path / "out.txt").read_text() == "words"
        assert "out.txt" in shown_text(seat.window)

    play(scene)


def test_a_file_removed_before_it_is_on_disk_does_not_go_along(
    play: Play,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "note.txt").write_text("words")

    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        attach, never = chat.drafts.attach, asyncio.get_running_loop().create_future()

        def on_a_slow_disk(attachment: Attachment) -> asyncio.Future[None]:
            attach(attachment)
            return never

        monkeypatch.setattr(chat.drafts, "attach", on_a_slow_disk)
        dropped(seat.window, urls(tmp_path / "note.txt"))
        await seat.until(lambda: attachments_in(chat.conversation.draft_parts))
        (tile,) = tiles(seat)
        assert tile.attachment is None, "it is still being read"
        tile.setFocus()
        seat.key(Qt.Key.Key_Delete)
        assert tiles(seat) == []
        assert chat.conversation.draft_parts == ()
        await seat.says("Hello")
        sent = chat.message(seat.chat_ids()[0])
        assert sent is not None
        assert attachments_in(sent.parts) == ()

    play(scene)
