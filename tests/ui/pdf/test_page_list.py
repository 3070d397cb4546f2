"""The list draws what is in view and nothing else, keeps its place, and shows what was marked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import qasync
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.ui.pdf.pdf_files import pdf
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.ui.pdf.page_list import MARKER, PageList, WantedPage
from turbodesk.ui.pdf.page_loader import PageLoader
from turbodesk.ui.pdf.pages import DrawnPage, PdfPages
from turbodesk.ui.theme.themes import LIGHT


@pytest.fixture
def pages(qtbot: QtBot) -> PageList:
    made = PageList(LIGHT)
    qtbot.addWidget(made)
    made.resize(420, 500)
    made.show()
    return made


def white(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    return image


def draw_all(pages: PageList) -> list[int]:
    """Draw whatever is wanted, and return which pages that were."""
    drawn = []
    while (wanted := pages.next_wanted()) is not None:
        drawn.append(wanted.number)
        pages.show_page(wanted, white(wanted.width, wanted.width))
    return drawn


def test_what_comes_into_view_is_drawn_and_the_page_after_it(pages: PageList) -> None:
    pages.show_document([(600, 800)] * 600)
    assert draw_all(pages) == [0, 1]
    pages.reveal(300)
    assert draw_all(pages) == [300, 301]
    assert pages.shown_page() == 300
    assert pages.accessibleDescription() == "Page 301 of 600"


def test_a_wider_list_draws_anew_and_stays_at_its_place(pages: PageList) -> None:
    pages.show_document([(600, 800)] * 50)
    pages.reveal(20)
    draw_all(pages)
    pages.resize(640, 500)
    assert pages.shown_page() == 20
    assert 20 in draw_all(pages)


def test_marks_are_seen_on_the_paper_and_a_place_comes_into_view(pages: PageList) -> None:
    pages.show_document([(600, 800)] * 5)
    place = QRectF(0.1, 0.8, 0.5, 0.05)
    pages.mark({3: [place]})
    pages.reveal(3, place)
    draw_all(pages)
    shown = pages.viewport().grab().toImage()
    found = {shown.pixelColor(120, y).name() for y in range(shown.height())}
    assert MARKER.name() in found


def test_a_place_at_the_lower_edge_comes_up_so_that_what_follows_is_read_too(pages: PageList) -> None:
    pages.show_document([(600, 800)] * 5)
    page, height = pages.viewport().width() * 4 / 3, pages.viewport().height()
    for offset, moves in ((height * 0.85, True), (height * 0.5, False)):
        pages.verticalScrollBar().setValue(0)
        pages.reveal(0, QRectF(0.1, offset / page, 0.5, 0.01))
        assert (pages.verticalScrollBar().value() > 0) is moves


def test_a_page_that_cannot_be_drawn_says_so_and_is_not_asked_for_again(pages: PageList) -> None:
    pages.show_document([(600, 800)])
    pages.fail_page(0, "This page cannot be shown here.")
    assert pages.next_wanted() is None
    pages.viewport().grab()


def test_what_comes_too_late_is_let_go(pages: PageList) -> None:
    pages.show_document([(600, 800)])
    pages.show_page(WantedPage(7, 100), white(100, 100))
    pages.reveal(9)
    pages.show_document([])
    assert (pages.count, pages.shown_page(), pages.next_wanted()) == (0, -1, None)


@pytest.mark.parametrize("size", [(1, 14_400), (14_400, 1), (0.001, 900_000)])
def test_pages_of_any_shape_have_a_sheet(pages: PageList, size: tuple[float, float]) -> None:
    pages.show_document([size, (600, 800)])
    assert draw_all(pages)
    pages.viewport().grab()


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Space])
def test_keys_go_down_and_home_comes_back(pages: PageList, key: Qt.Key, qtbot: QtBot) -> None:
    pages.show_document([(600, 800)] * 9)
    qtbot.keyClick(pages, key)
    assert pages.verticalScrollBar().value() > 0
    qtbot.keyClick(pages, Qt.Key.Key_Home)
    assert pages.verticalScrollBar().value() == 0


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    while not holds():  # noqa: ASYNC110  # nobody tells
        await asyncio.sleep(0.01)


class Unreadable(PdfPages):
    """A document whose second page cannot be drawn."""

    def drawn(self, page: int, width: int, *, letters: bool = True) -> DrawnPage:
        if page == 1:
            raise AttachmentRefused(sentence="This page cannot be shown here.")
        return super().drawn(page, width, letters=letters)


def test_a_document_is_drawn_on_threads_and_let_go_for_the_next(
    pages: PageList, qtbot: QtBot, qt_loop: qasync.QEventLoop
) -> None:
    async def work() -> None:
        scope = Scope("test", lambda name, error: pytest.fail(f"{name}: {error}"))
        loader = PageLoader(pages, scope, new_pages=Unreadable)
        await loader.begin(pdf(["One"], ["Two"], ["Three"]))
        assert pages.count == 3
        await until(lambda: pages.next_wanted() is None)
        assert (await loader.letters(2)).letters == "Three"
        await loader.begin(pdf(["Another"]))
        assert pages.count == 1
        with pytest.raises(AttachmentRefused):
            await loader.begin(b"no PDF")
        assert pages.count == 0
        with pytest.raises(AttachmentRefused):
            await loader.letters(0)
        loader.end()
        with pytest.raises(AttachmentRefused, match="No document"):
            await loader.letters(0)
        await scope.close()

    qt_loop.run_until_complete(work())


def test_a_list_that_goes_ends_its_process(qtbot: QtBot, qt_loop: qasync.QEventLoop) -> None:
    closed: list[PdfPages] = []

    class Watched(PdfPages):
        def close(self) -> None:
            closed.append(self)
            super().close()

    async def work() -> None:
        scope = Scope("test", lambda name, error: pytest.fail(f"{name}: {error}"))
        pages = PageList(LIGHT)
        loader = PageLoader(pages, scope, new_pages=Watched)
        pages.show()
        await loader.begin(pdf(["One"]))
        pages.deleteLater()
        await until(lambda: bool(closed))
        await scope.close()

    qt_loop.run_until_complete(work())
