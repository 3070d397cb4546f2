"""A number in a reply opens what it is cited from, at its place, with the words marked; nothing it says can harm."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.app.wired import streamed
from tests.gateway_server import Answer, GatewayServer
from tests.ui.pdf.pdf_files import pdf
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import SHIFT, Seat, play
from tests.ui.seen import button, shown_text
from turbodesk import separate_process
from turbodesk.app import commands
from turbodesk.app.live import LiveChat
from turbodesk.chat.citations import ANCHOR
from turbodesk.ui.citations import CitationPanel
from turbodesk.ui.main_window.drawer import Drawer
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.source_list import SourceList

__all__ = ["play", "run"]

Run = Callable[..., None]
LEASE = pdf(
    ["Lease of the premises"],
    ["The rent is due on the first", "of each month, in ad-", "vance.", "Nothing else."],
    ["The deposit is two rents."],
)
NOTES = "Notes 😀\r\nof the call.\r\nShe said: the boiler is broken.\n" + "More.\n" * 200 + "The end."


Cited = dict[str, object]


def page(
    words: str, first: int, last: int | None = None, title: str = "Lease.pdf", index: int = 0
) -> dict[str, object]:
    return {
        "type": "page_location", "cited_text": words, "document_index": index, "document_title": title,
        "start_page_number": first, "end_page_number": (last or first) + 1, "file_id": None,
    }  # fmt: skip


def place(words: str, start: int, title: str = "notes.txt", index: int = 0) -> dict[str, object]:
    return {
        "type": "char_location", "cited_text": words, "document_index": index, "document_title": title,
        "start_char_index": start, "end_char_index": start + len(words), "file_id": None,
    }  # fmt: skip


RENT = page("The rent is due on the first of each month, in advance.", 2)
DEPOSIT = page("The deposit is two rents.", 3)
BROKEN = place("the boiler is broken", NOTES.index("the boiler"))
WEB: dict[str, object] = {
    "type": "web_search_result_location",
    "url": "https://law.example/rent",
    "title": "Rent law",
    "cited_text": "Rent may be raised once a year.",
    "encrypted_index": "x",
}


def cited(*citations: dict[str, object]) -> Answer:
    blocks: list[dict[str, object]] = []
    for at, one in enumerate(citations):
        blocks += [{"type": "text", "text": f"Claim {at}"}, {"type": "text", "text": " so.", "citations": [one]}]
    return streamed([*blocks, {"type": "text", "text": " End."}])


def chat_of(seat: Seat) -> LiveChat:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return chat


async def asked(seat: Seat, server: GatewayServer, *citations: dict[str, object], **named: bytes) -> None:
    """Ask about files, and have a reply that cites."""
    parts = []
    for name, data in {**named}.items():
        taken = await seat.services.attachment_service.take(data, name.replace("_", "."))
        parts.append(taken.part)
    server.script(default=cited(*citations))
    chat = chat_of(seat)
    chat.send("What does it say?", parts)
    await seat.until(lambda: chat.ids() and not chat.is_replying)
    await seat.until(lambda: any(f"{ANCHOR}1" in body.toHtml() for body in seat.window.findChildren(Body)))


def panel(seat: Seat) -> CitationPanel:
    return next(one for one in seat.window.findChildren(CitationPanel))


def is_open(seat: Seat) -> bool:
    return any(one.isVisible() for one in seat.window.findChildren(CitationPanel))


def is_looking(seat: Seat) -> bool:
    """Whether a citation is still looked for."""
    return any(one.get_name().endswith("citations.citation") for one in asyncio.all_tasks())


def press_number(seat: Seat, ordinal: int) -> None:
    href = f"{ANCHOR}{ordinal}"
    body = next(one for one in seat.window.findChildren(Body) if f"{ANCHOR}1" in one.toHtml())
    body.setFocus()
    body.link_activated.emit(href, "1")


def marked_page(seat: Seat) -> int | None:
    """The page of the list that has marks, from 1."""
    marks = panel(seat).pages.marks if panel(seat).pages.isVisible() else {}
    return min(marks) + 1 if marks else None


def test_a_number_opens_the_page_with_the_words_marked_and_keys_go_on(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, RENT, DEPOSIT, WEB, Lease_pdf=LEASE)
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat) and marked_page(seat) == 2)
        shown = shown_text(panel(seat))
        assert "Lease.pdf" in shown
        assert "1 of 3" in shown
        assert len(panel(seat).pages.marks[1]) == 3, "a line each, the hyphen's two as well"
        assert panel(seat).pages.hasFocus(), "keys scroll it"
        seat.key(Qt.Key.Key_F7)
        await seat.until(lambda: marked_page(seat) == 3)
        await seat.until(lambda: panel(seat).pages.hasFocus())
        seat.key(Qt.Key.Key_F7)
        await seat.until(lambda: "Rent may be raised" in shown_text(panel(seat)))
        assert "Leads to law.example." in shown_text(panel(seat))
        assert "https://law.example/rent" in shown_text(panel(seat))
        seat.key(Qt.Key.Key_F7, SHIFT)
        await seat.until(lambda: marked_page(seat) == 3)
        seat.key(Qt.Key.Key_Escape)
        assert not is_open(seat)
        assert isinstance(seat.focused(), Body), "the focus is where it was"

    run(scene)


def test_the_words_of_a_text_are_marked_as_the_gateway_counts(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, BROKEN, notes_txt=NOTES.encode())
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat) and panel(seat).text.marked() == ["the boiler is broken"])
        assert panel(seat).text.textCursor().position() > 0

    run(scene)


def test_it_works_after_a_restart_and_from_the_list_of_sources(
    play: Callable[..., None],
    run: Run,
) -> None:
    async def first(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, RENT, Lease_pdf=LEASE)

    async def again(seat: Seat) -> None:
        await seat.until(lambda: seat.window.findChildren(SourceList))
        sources = seat.window.findChildren(SourceList)[-1]
        sources.button.click()
        button(sources, "Lease.pdf").click()
        await seat.until(lambda: is_open(seat) and marked_page(seat) == 2)
        press_number(seat, 1)
        await seat.until(lambda: marked_page(seat) == 2)

    run(first)
    play(again)


WRONG: list[tuple[Cited, str]] = [
    (page("Words that are nowhere in it.", 2), "not found in this document"),
    (page("", 2), ""),
    (page("x" * 100_000, 2), "not found in this document"),
    (page("The deposit is two rents.", 1), "on another page"),
    (page("The deposit is two rents.", 900_000), "on another page"),
    (page("The deposit is two rents.", 3, index=77), ""),
    (page("The deposit is two rents.", 3, title="Another.pdf", index=5), ""),
    ({**page("Nowhere", 2), "start_page_number": "x", "end_page_number": -4}, "not found in this document"),
    ({"type": "char_location", "document_index": 0, "document_title": "Lease.pdf", "cited_text": "is due"}, ""),
    ({**place("nowhere", 10**9, title="Lease.pdf"), "end_char_index": -1}, "not found in this document"),
]


def test_a_citation_that_is_wrong_shows_the_document_and_says_so(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, *(one for one, _ in WRONG), Lease_pdf=LEASE)
        for ordinal, (_, said) in enumerate(WRONG, 1):
            press_number(seat, ordinal)
            await seat.until(lambda: is_open(seat) and not is_looking(seat))
            assert panel(seat).pages.isVisible()
            assert panel(seat).pages.count == 3
            assert f"{ordinal} of {len(WRONG)}" in shown_text(panel(seat))
            told = [one for one in ("not found", "on another page") if one in shown_text(panel(seat))]
            assert bool(told) is bool(said)
            assert said in shown_text(panel(seat))
        press_number(seat, 500)
        await seat.until(lambda: not is_looking(seat))

    run(scene)


def test_the_document_in_which_the_words_stand_is_the_one_that_is_meant(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        other = pdf(["Something else"], ["entirely"], ["different"])
        await asked(seat, server, {**DEPOSIT, "document_title": None}, a_pdf=other, b_pdf=LEASE)
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat) and marked_page(seat) == 3)

    run(scene)


def test_a_document_that_is_gone_or_draws_nothing_is_told_in_words(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, RENT)
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat) and "no longer here" in shown_text(panel(seat)))
        assert "The rent is due" in shown_text(panel(seat)), "the words are shown all the same"
        seat.key(Qt.Key.Key_Escape)
        assert not is_open(seat)

    run(scene)


def test_in_a_narrow_window_it_comes_over_the_chat_and_goes_with_escape(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, RENT, Lease_pdf=LEASE)
        seat.window.resize(640, 700)
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat) and marked_page(seat) == 2)
        assert isinstance(_above(panel(seat), Drawer), Drawer)
        seat.window.resize(1400, 800)
        await seat.until(lambda: is_open(seat) and _above(panel(seat), Drawer) is None)
        assert marked_page(seat) == 2
        seat.window.resize(640, 700)
        await seat.until(lambda: is_open(seat) and _above(panel(seat), Drawer) is not None)
        seat.key(Qt.Key.Key_Escape)
        await seat.until(lambda: not is_open(seat))
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat) and marked_page(seat) == 2)

    run(scene)


def _above(widget: QWidget, kind: type[QWidget]) -> QWidget | None:
    at: QWidget | None = widget
    while at is not None and not isinstance(at, kind):
        at = at.parentWidget()
    return at


def test_keys_begin_with_the_newest_reply_and_say_where_nothing_is_cited(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(text="Plain."))
        await seat.says("Hello")
        seat.give(commands.NEXT_CITATION)
        await seat.until(lambda: "Nothing in this chat is cited" in shown_text(seat.window))
        await asked(seat, server, RENT, DEPOSIT, Lease_pdf=LEASE)
        seat.give(commands.PREVIOUS_CITATION)
        await seat.until(lambda: is_open(seat) and marked_page(seat) == 3)
        for _ in range(5):
            seat.give(commands.PREVIOUS_CITATION)
            await seat.until(lambda: marked_page(seat) is not None)
        await seat.until(lambda: "1 of 2" in shown_text(panel(seat)))

    run(scene)


def test_another_chat_has_no_place_for_it(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, RENT, Lease_pdf=LEASE)
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat))
        seat.give(commands.NEW_CHAT)
        await seat.until(lambda: not is_open(seat))

    run(scene)


def test_the_panel_is_made_wider_by_its_edge(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        seat.window.resize(1500, 800)
        await asked(seat, server, RENT, Lease_pdf=LEASE)
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat) and marked_page(seat) == 2)
        before = panel(seat).width()
        grip = panel(seat).grip
        QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=grip.rect().center())
        QTest.mouseMove(grip, grip.rect().center() - grip.rect().topRight() * 20)
        QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
        await seat.until(lambda: panel(seat).width() > before)

    run(scene)


def test_a_document_that_cannot_be_drawn_is_told_in_words(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: str) -> subprocess.Popen[bytes]:
        raise OSError("no more processes")

    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, RENT, Lease_pdf=LEASE)
        monkeypatch.setattr(separate_process, "start", fail)
        press_number(seat, 1)
        await seat.until(lambda: is_open(seat) and "cannot be shown here" in shown_text(panel(seat)))
        assert "The rent is due" in shown_text(panel(seat)), "the words are shown all the same"

    run(scene)


def test_whoever_hurries_ends_where_they_stopped_and_may_leave_in_between(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await asked(seat, server, *[RENT, DEPOSIT, page("nowhere", 2), WEB] * 2, Lease_pdf=LEASE)
        for _ in range(9):
            seat.give(commands.NEXT_CITATION)
        await seat.until(lambda: is_open(seat) and not is_looking(seat))
        for _ in range(9):
            seat.give(commands.NEXT_CITATION)
            await seat.until(lambda: not is_looking(seat))
        assert "4 of 4" in shown_text(panel(seat)), "each passage once, and no further than the last"
        assert not button(panel(seat), "Next citation").isEnabled()
        seat.give(commands.PREVIOUS_CITATION)
        seat.give(commands.NEW_CHAT)
        await seat.until(lambda: not is_open(seat) and not is_looking(seat))

    run(scene)
