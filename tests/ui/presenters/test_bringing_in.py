"""Files and prompts that a server brings, in the real window: listed, found, filled in, attached, written."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from tests.app.mcp.conftest import NASTY, ROOT
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, name_of, nameless, press, shown_text
from turbodesk.app.commands import FROM_TOOLS
from turbodesk.app.mcp.bringing import ServerResource, filled_address
from turbodesk.app.mcp.context import ToolFailed
from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.tool_server import ToolServer
from turbodesk.ui.tools.bring_sheet import BringSheet

__all__ = ["play"]
Play = Callable[..., None]


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a shell that says nothing."""
    monkeypatch.setenv("SHELL", "")


async def shown(seat: Seat, *kinds: str) -> BringSheet:
    for kind in kinds:
        made = ToolServer("", kind.capitalize(), sys.executable, (*NASTY, kind), folder=str(ROOT))
        await seat.services.tool_servers().add(made, {})
    seat.give(FROM_TOOLS)
    sheet = first_of(seat.window, BringSheet)
    await seat.until(lambda: "Asking" not in shown_text(sheet))
    return sheet


def lines(sheet: BringSheet) -> list[str]:
    listed = first_of(sheet, QListWidget)
    return [listed.item(row).text().split("   ")[0] for row in range(listed.count())]


def attached(seat: Seat) -> list[str]:
    chat = seat.presenter.chat_presenter.chat
    return [] if chat is None else [one.name for one in attachments_in(chat.conversation.draft_parts)]


def test_a_file_of_a_server_is_attached(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        sheet = await shown(seat, "brings")
        assert lines(sheet) == ["One", "Any", "sum"]
        assert not nameless(sheet)
        assert name_of(seat.focused()) == "Find something that tools bring"
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(attached(seat)) == 2)
        assert sheet.isHidden()
        assert seat.editor().hasFocus()
        assert attached(seat)[0] == "One.txt"

    play(scene)


def test_what_has_places_is_filled_in_first(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        sheet = await shown(seat, "brings")
        seat.key(Qt.Key.Key_Down)
        assert button(sheet, "Fill in…").isEnabled()
        seat.key(Qt.Key.Key_Return)
        assert name_of(seat.focused()) == "id"
        assert not button(sheet, "Attach").isEnabled()
        press(button(sheet, "Back"), Qt.Key.Key_Space)
        assert name_of(seat.focused()) == "Find something that tools bring"
        seat.key(Qt.Key.Key_Return)
        seat.type("7")
        press(button(sheet, "Attach"), Qt.Key.Key_Space)
        await seat.until(lambda: attached(seat))

    play(scene)


def test_a_prompt_is_called_by_a_slash_and_becomes_the_draft(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        sheet = await shown(seat, "brings")
        press(sheet, Qt.Key.Key_Escape)
        seat.editor().setFocus()
        seat.type("/from")
        seat.key(Qt.Key.Key_Return)
        assert seat.written() == ""
        await seat.until(lambda: "sum" in lines(sheet))
        seat.type("sum")
        assert lines(sheet) == ["sum"]
        seat.key(Qt.Key.Key_Return)
        assert name_of(seat.focused()) == "of"
        seat.type("it")
        press(button(sheet, "Write"), Qt.Key.Key_Space)
        await seat.until(lambda: seat.written().startswith("Sum it up"))
        assert sheet.isHidden()
        assert seat.editor().hasFocus()

    play(scene)


def test_a_server_that_does_not_start_leaves_the_others(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        made = ToolServer("", "Gone", "no-such-program")
        await seat.services.tool_servers().add(made, {})
        sheet = await shown(seat, "brings", "good")
        assert lines(sheet) == ["One", "Any", "sum"]
        assert "“no-such-program” was not found" in shown_text(sheet)

    play(scene)


def test_closing_ends_what_is_under_way(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        sheet = await shown(seat, "brings")
        seat.key(Qt.Key.Key_Return)
        press(sheet, Qt.Key.Key_Escape)
        await seat.until(lambda: not seat.services.scope.is_running("bring-in"))
        assert not attached(seat)

    play(scene)


@pytest.mark.parametrize(
    ("template", "values", "address"),
    [
        ("note://{id}", {"id": "a/b c"}, "note://a%2Fb%20c"),
        ("file:///{+path}", {"path": "a/b"}, "file:///a/b"),
        ("x://y{?q,n}", {"q": "1"}, "x://y?q=1"),
    ],
)
def test_places_are_filled_in_as_the_standard_has_it(template: str, values: dict[str, str], address: str) -> None:
    assert filled_address(ServerResource(template, "T", places=("a",)), values) == address


def test_a_template_that_is_none_is_the_servers_fault() -> None:
    with pytest.raises(ToolFailed):
        filled_address(ServerResource("x://{", "T", places=("a",)), {})
