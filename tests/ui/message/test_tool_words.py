"""What a call is called, also where its tool is gone or never was."""

from __future__ import annotations

import pytest

from turbodesk.app.tool_loop import Call, CallState
from turbodesk.chat.parts import ToolUse
from turbodesk.ui.message.tool_words import title_of


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("files__read", "“read”, a tool that is gone"),
        ("files__read__all", "“read__all”, a tool that is gone"),
        ("files__", "Unknown tool “files__”"),
        ("__read", "Unknown tool “__read”"),
        ("read", "Unknown tool “read”"),
    ],
)
def test_a_tool_that_is_not_there_is_named_as_people_would(name: str, title: str) -> None:
    assert title_of(Call(ToolUse("c", name, "{}"), CallState.DONE)) == title
    assert title_of(Call(ToolUse("c", name, "{}"), CallState.DONE, ran_elsewhere=True)) == name
