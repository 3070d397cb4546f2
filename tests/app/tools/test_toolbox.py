"""The tools of this computer as a model and a person see them, whoever brings them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from turbodesk.app.signal import Signal
from turbodesk.app.tools import OwnTools, Tool, ToolArgument, Toolbox, ToolCall, ToolRefused, own_toolbox
from turbodesk.app.tools.clock import now_in_words
from turbodesk.chat.tools import ToolDefinition


class Server:
    """A source of tools that says of each only its name."""

    def __init__(self, id_: str, *names: str) -> None:
        self.id = self.title = id_
        self.changed: Signal[None] = Signal()
        self.names = names

    def tools(self) -> Sequence[Tool]:
        return [
            Tool(ToolDefinition(name, "", {"type": "object"}), name, "", lambda _: (), source=self.id, fingerprint="f")
            for name in self.names
        ]


def test_definitions_come_in_one_order_whatever_was_asked_for() -> None:
    toolbox = own_toolbox()
    names = [tool.name for tool in toolbox.tools()]
    assert [one.name for one in toolbox.definitions(["calculator", "no such tool", "current_time"])] == names
    assert toolbox.definitions([]) == ()


def test_sources_stand_in_the_order_they_came_in_and_a_name_is_the_first_ones() -> None:
    toolbox = Toolbox(OwnTools(), Server("files", "files__read", "calculator"), Server("mail", "mail__send"))
    names = ["current_time", "calculator", "files__read", "mail__send"]
    assert [tool.name for tool in toolbox.tools()] == names
    assert [source.id for source in toolbox.sources] == ["", "files", "mail"]
    calculator, read = toolbox.find("calculator"), toolbox.find("files__read")
    assert calculator is not None
    assert read is not None
    assert (calculator.source, calculator.approval) == ("", "calculator")
    assert (read.source, read.approval) == ("files", "files__read#f")


def test_what_a_source_changes_is_heard_until_it_goes() -> None:
    server = Server("files", "files__read")
    toolbox = Toolbox(own := OwnTools(), server)
    heard: list[int] = []
    toolbox.changed.connect(lambda _: heard.append(len(toolbox.tools())))
    assert len(toolbox.tools()) == 3
    server.names = ("files__read", "files__list")
    assert len(toolbox.tools()) == 3  # what is known stays until it is told
    server.changed.emit(None)
    own.add(*Server("", "clock_two").tools())
    toolbox.remove("files")
    toolbox.remove("files")
    server.changed.emit(None)
    assert heard == [4, 5, 3]
    assert toolbox.find("files__list") is None


def test_within_a_turn_a_model_is_told_what_it_was_told_before() -> None:
    server = Server("files", "files__read", "files__list")
    toolbox, names = Toolbox(server), ("files__read", "files__list", "files__write")

    def told(*, goes_on: bool, chat: str = "a", wanted: Sequence[str] = names) -> list[str]:
        return [one.name for one in toolbox.offered(chat, wanted, goes_on=goes_on)]

    assert told(goes_on=False) == ["files__read", "files__list"]
    server.names = ("files__write", "files__read")
    server.changed.emit(None)
    assert told(goes_on=True) == ["files__read", "files__list"]
    assert told(goes_on=True, chat="b") == ["files__write", "files__read"]
    assert told(goes_on=True, wanted=names[:1]) == ["files__read"]
    assert told(goes_on=False) == ["files__write", "files__read"]
    for at in range(200):
        told(goes_on=False, chat=str(at))
    server.names = ()
    server.changed.emit(None)
    assert told(goes_on=True) == []  # of chats long ago nothing is remembered


async def test_a_tool_runs_on_the_models_arguments_and_refuses_others() -> None:
    calculator = own_toolbox().find("calculator")
    assert calculator is not None
    assert calculator.at_once is not None
    assert calculator.at_once({"expression": "2 + 2"}) == "4"
    assert calculator.describe({"expression": "2 + 2"}) == (ToolArgument("", "2 + 2"),)
    for given in ({}, {"expression": 4}, {"expression": "import os"}):
        with pytest.raises(ToolRefused):
            calculator.at_once(given)
    with pytest.raises(ToolRefused):
        await calculator.run({}, ToolCall("call", "chat"))
    assert own_toolbox().find("rm") is None


def test_the_clock_tells_the_time_at_once() -> None:
    clock = own_toolbox().find("current_time")
    assert clock is not None
    assert clock.at_once is not None
    assert "UTC" in clock.at_once({})


def test_the_time_is_told_with_weekday_and_zone() -> None:
    zone = dt.timezone(dt.timedelta(hours=5, minutes=30), "IST")
    assert now_in_words(dt.datetime(2026, 11, 22, 9, 5, 7, tzinfo=zone)) == (
        "Sunday, 2026-11-22, 09:05:07, UTC+05:30 (IST)"
    )
    west = dt.timezone(-dt.timedelta(hours=3, minutes=30), "Neufundländische Zeit")
    assert now_in_words(dt.datetime(2026, 1, 1, tzinfo=west)) == "Thursday, 2026-01-01, 00:00:00, UTC-03:30"
