"""Code of a page, of Markdown and of a drawing is shown as what it is, sealed; a page only after it was said how."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import keyed
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, press, shown_text
from turbodesk.app.exports.html import markdown_page
from turbodesk.app.exports.sealed_page import sealed_page
from turbodesk.ui.attachments.drawing_sheet import DrawingSheet
from turbodesk.ui.message.code_header import CodeHeader
from turbodesk.ui.message.code_kinds import Previewed, previewed
from turbodesk.ui.presenters import code_previews
from turbodesk.ui.widgets.question import Question

__all__ = ["play"]

Play = Callable[..., None]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>\n'


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The pages that the browser was given."""
    pages: list[bytes] = []

    def show_page(path: Path) -> bool:
        pages.append(path.read_bytes())
        return True

    monkeypatch.setattr(code_previews, "show_page", show_page)
    return pages


async def replied(seat: Seat, server: GatewayServer, reply: str) -> list[CodeHeader]:
    """Have a reply, and return the buttons of its code from top to bottom."""
    await keyed(seat, server)
    server.script(default=Answer(text=reply))
    await seat.says("Hello")
    await seat.until(lambda: len(seat.window.findChildren(CodeHeader)) == reply.count("\n```\n"))
    found = seat.window.findChildren(CodeHeader)
    await seat.until(lambda: all(one.isVisible() for one in found))
    return sorted(found, key=lambda one: one.y())


def preview(header: CodeHeader) -> None:
    assert header.preview_button.isVisible()
    header.preview_button.setFocus()
    press(header.preview_button, Qt.Key.Key_Space)


def test_a_page_is_opened_sealed_once_that_was_said(play: Play, opened: list[bytes]) -> None:
    async def scene(seat: Seat) -> None:
        async with GatewayServer(key="sk-right") as server:
            code = "<h1>Hi</h1><script>alert(1)</script>\n"
            (header,) = await replied(seat, server, f"```html\n{code}```\n")
            preview(header)
            question = seat.window.findChildren(Question)[0]
            assert "neither the network nor your files" in shown_text(question)
            press(seat.focused(), Qt.Key.Key_Escape)
            assert opened == []
            assert header.preview_button.hasFocus()
            preview(header)
            button(seat.window.findChildren(Question)[-1], "Open page").click()
            await seat.until(lambda: opened)
            assert opened == [sealed_page(code, "Preview")]

    play(scene)


def test_markdown_is_opened_as_a_page_without_scripts(play: Play, opened: list[bytes]) -> None:
    async def scene(seat: Seat) -> None:
        async with GatewayServer(key="sk-right") as server:
            (header,) = await replied(seat, server, "```markdown\n# Hi <script>\n```\n")
            preview(header)
            await seat.until(lambda: opened)
            assert opened == [markdown_page("# Hi <script>\n", "Preview")]
            assert b"<h1" in opened[0]
            assert b"<script" not in opened[0]

    play(scene)


def test_a_drawing_is_shown_in_the_window_and_can_be_copied(play: Play, opened: list[bytes]) -> None:
    async def scene(seat: Seat) -> None:
        async with GatewayServer(key="sk-right") as server:
            header, other = await replied(seat, server, f"```svg\n{SVG}```\n\n```python\nx = 1\n```\n")
            assert not other.preview_button.isVisible()
            preview(header)
            await seat.until(lambda: seat.window.findChildren(DrawingSheet))
            (sheet,) = seat.window.findChildren(DrawingSheet)
            colours = sheet.grab().toImage()
            assert colours.pixelColor(sheet.panel.geometry().center()).name() == "#ff0000"
            sheet.copy_button.click()
            assert not QGuiApplication.clipboard().image().isNull()
            press(seat.focused(), Qt.Key.Key_Return)  # which closes it, as Esc does
            await seat.until(lambda: not seat.window.findChildren(DrawingSheet))
            assert header.preview_button.hasFocus()
            assert opened == []

    play(scene)


def test_a_drawing_that_cannot_be_shown_is_told(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        async with GatewayServer(key="sk-right") as server:
            (header,) = await replied(seat, server, '```svg\n<svg><image href="http://127.0.0.1/x"/>\n```\n')
            preview(header)
            await seat.until(lambda: "drawing.svg" in shown_text(seat.window))
            assert seat.window.findChildren(DrawingSheet) == []

    play(scene)


def test_no_program_for_pages_is_told(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_previews, "show_page", lambda path: False)

    async def scene(seat: Seat) -> None:
        async with GatewayServer(key="sk-right") as server:
            (header,) = await replied(seat, server, "```md\nHi\n```\n")
            preview(header)
            await seat.until(lambda: "No program on this computer opens pages." in shown_text(seat.window))

    play(scene)


@pytest.mark.parametrize(
    ("language", "code", "kind"),
    [
        ("html", "<p>Hi", Previewed.PAGE),
        ("HTML", f"<!doctype html>\n<body>{SVG}", Previewed.PAGE),
        ("html", SVG, Previewed.DRAWING),
        ("xml", f'<?xml version="1.0"?>\n<!-- A red one -->\n{SVG}', Previewed.DRAWING),
        ("xml", "<note>svg</note>", None),
        ("svg", "", Previewed.DRAWING),
        ("md", "# Hi", Previewed.MARKDOWN),
        ("python", SVG, None),
        ("", SVG, None),
    ],
)
def test_models_call_drawings_by_several_names(language: str, code: str, kind: Previewed | None) -> None:
    assert previewed(language, code) is kind
