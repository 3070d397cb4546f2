"""The built-in tools as a model and a person see them."""

from __future__ import annotations

import datetime as dt

import pytest

from turbodesk.app.tools import TOOLS, ToolRefused, definitions, find
from turbodesk.app.tools.clock import now_in_words


def test_definitions_come_in_one_order_whatever_was_asked_for() -> None:
    names = [tool.name for tool in TOOLS]
    assert [one.name for one in definitions(["calculator", "no such tool", "current_time"])] == names
    assert definitions([]) == ()


def test_a_tool_runs_on_the_models_arguments_and_refuses_others() -> None:
    calculator = find("calculator")
    assert calculator is not None
    assert calculator.run({"expression": "2 + 2"}) == "4"
    assert calculator.describe({"expression": "2 + 2"}) == "2 + 2"
    for given in ({}, {"expression": 4}, {"expression": "import os"}):
        with pytest.raises(ToolRefused):
            calculator.run(given)
    assert find("rm") is None


def test_the_time_is_told_with_weekday_and_zone() -> None:
    zone = dt.timezone(dt.timedelta(hours=5, minutes=30), "IST")
    assert now_in_words(dt.datetime(2026, 11, 22, 9, 5, 7, tzinfo=zone)) == (
        "Sunday, 2026-11-22, 09:05:07, UTC+05:30 (IST)"
    )
    west = dt.timezone(-dt.timedelta(hours=3, minutes=30), "Neufundländische Zeit")
    assert now_in_words(dt.datetime(2026, 1, 1, tzinfo=west)) == "Thursday, 2026-01-01, 00:00:00, UTC-03:30"
