"""A server asks the person in the middle of a call, in the real window: answered, declined, closed, stopped."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.app.mcp.conftest import NASTY, ROOT
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, name_of, nameless, press, shown_text
from turbodesk.app.mcp.elicitation import ElicitationField
from turbodesk.app.mcp.filling import Value
from turbodesk.app.mcp.results import outcome
from turbodesk.app.mcp.server_source import ServerSource
from turbodesk.chat.tool_server import ToolServer
from turbodesk.ui.presenters import elicitation
from turbodesk.ui.presenters.elicitation import asked_by_server, default_of, given_values
from turbodesk.ui.tools.asked_field import InputKind
from turbodesk.ui.tools.elicitation_sheet import ElicitationSheet

__all__ = ["play"]
Play = Callable[..., None]


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a shell that says nothing."""
    monkeypatch.setenv("SHELL", "")


async def served(seat: Seat, kind: str = "asks") -> ServerSource:
    made = ToolServer("", "Git", sys.executable, (*NASTY, kind), folder=str(ROOT))
    return await seat.services.tool_servers().add(made, {})


def called(source: ServerSource, **arguments: Any) -> asyncio.Task[Any]:
    """Have its tool called, as a chat does."""

    async def call() -> Any:
        result = await source.runner.ask(lambda client: client.call_tool("go", arguments))
        return json.loads(str(outcome(result.model_dump(mode="json", by_alias=True, exclude_none=True)).content))

    return asyncio.ensure_future(call())


def sheets(seat: Seat) -> list[ElicitationSheet]:
    return [one for one in seat.window.findChildren(ElicitationSheet) if not one.isHidden()]


def test_a_form_is_filled_in_and_numbers_go_back_as_numbers(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.editor().setFocus()
        answer = called(await served(seat))
        await seat.until(lambda: sheets(seat))
        (sheet,) = sheets(seat)
        assert "Git asks" in shown_text(sheet)
        assert "Who are you?" in shown_text(sheet)
        assert not nameless(sheet)
        assert name_of(seat.focused()) == "Your name"
        seat.type("A")
        assert "has to be at least 2 characters" in shown_text(sheet)
        assert not button(sheet, "Answer").isEnabled()
        seat.type("da")
        press(button(sheet, "Answer"), Qt.Key.Key_Space)
        assert await answer == {"action": "accept", "content": {"name": "Ada", "often": 3}}
        assert seat.editor().hasFocus()

    play(scene)


def test_declined_and_closed_are_told_apart_and_questions_wait_for_one_another(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        sources = [await served(seat), await served(seat)]
        answers = [called(source) for source in sources]
        await seat.until(lambda: sheets(seat))
        await seat.until(lambda: all(source.runner.connection is not None for source in sources))
        first = sheets(seat)
        assert len(first) == 1
        press(button(first[0], "Do not answer"), Qt.Key.Key_Space)
        await seat.until(lambda: sheets(seat) and sheets(seat) != first)
        press(sheets(seat)[0], Qt.Key.Key_Escape)
        given = [await answer for answer in answers]
        assert sorted(one["action"] for one in given) == ["cancel", "decline"]

    play(scene)


def test_the_question_goes_with_the_call_that_it_was_for(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.editor().setFocus()
        answer = called(await served(seat))
        await seat.until(lambda: sheets(seat))
        answer.cancel()
        await seat.until(lambda: not sheets(seat))
        assert seat.editor().hasFocus()

    play(scene)


def test_a_window_that_closes_takes_its_question_along(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        calls.append(called(await served(seat)))
        await seat.until(lambda: sheets(seat))

    async def later(seat: Seat) -> None:
        await asyncio.wait(calls)
        assert calls[0].cancelled() or calls[0].exception() is not None

    calls: list[asyncio.Task[Any]] = []
    play(scene, later)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_page_is_opened_when_its_address_was_seen(
    play: Play, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    opened: list[str] = []

    def browser(address: str) -> bool:
        opened.append(address)
        return is_there

    monkeypatch.setattr(elicitation, "open_address", browser)

    async def scene(seat: Seat) -> None:
        answer = called(await served(seat), url="https://аpple.example/sign?x=1")
        await seat.until(lambda: sheets(seat))
        (sheet,) = sheets(seat)
        assert "https://xn--pple-43d.example/sign?x=1" in shown_text(sheet)
        assert "a page of xn--pple-43d.example" in shown_text(sheet)
        assert name_of(seat.focused()) == "Do not open"
        assert not opened
        press(button(sheet, "Open in the browser"), Qt.Key.Key_Space)
        assert (await answer)["action"] == ("accept" if is_there else "cancel")
        assert opened == ["https://xn--pple-43d.example/sign?x=1"]
        assert ("could not be opened" in shown_text(seat.window)) is not is_there

    play(scene)


def test_fields_of_every_kind_are_asked_and_given_back_by_their_types() -> None:
    fields = (
        ElicitationField("t", "T", "string", default=5, is_required=True),
        ElicitationField("n", "N", "number", default=True),
        ElicitationField("i", "I", "integer", default=3),
        ElicitationField("b", "B", "boolean", default="yes", is_required=True),
        ElicitationField("c", "C", "string", choices=(("a", "A"),), default="a"),
        ElicitationField("m", "M", "array", choices=(("a", "A"), ("b", "B")), default=["a", 3]),
    )
    kinds = [InputKind.TEXT, InputKind.NUMBER, InputKind.WHOLE_NUMBER, InputKind.SWITCH, InputKind.CHOICE,
             InputKind.CHOICES]  # fmt: skip
    asked = [asked_by_server(one) for one in fields]
    assert [one.kind for one in asked] == kinds
    assert [one.is_required for one in asked] == [True, False, False, False, False, False]
    assert [default_of(one) for one in fields] == [None, None, 3, False, "a", ["a"]]
    written: dict[str, Value] = {"t": "x", "n": "2.5", "i": "4", "b": False, "c": "a", "m": ["a", "b"]}
    given = {"t": "x", "n": 2.5, "i": 4, "b": False, "c": "a", "m": ["a", "b"]}
    assert given_values(fields, written) == given
    assert given_values(fields, {"t": "x", "n": "", "i": "", "b": True, "c": "", "m": []}) == {"t": "x", "b": True}
