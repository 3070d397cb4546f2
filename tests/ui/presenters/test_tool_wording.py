"""What is said of a server that is to run: all of it, its secrets by their names, and what to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from turbodesk.chat.tool_server import ToolServer
from turbodesk.ui.presenters.tool_wording import came_words, cost_on, cost_words, what_runs


def test_a_server_is_told_whole_and_its_secrets_by_name() -> None:
    told = what_runs(ToolServer("a", "A", "node", ("i.js", "a b"), {"MODE": "x"}, secrets=("KEY",)))
    assert told.words == "node i.js 'a b'\nMODE=x\nKEY=(in your key store)"
    assert not told.cautions


@pytest.mark.parametrize("folder", [Path.home(), Path.home().parent, Path("/")])
def test_a_whole_home_in_a_sandbox_is_told(folder: Path) -> None:
    assert "whole home" in what_runs(ToolServer("a", "A", "node", shared_folders=(str(folder),))).cautions[0]
    assert not what_runs(ToolServer("a", "A", "node", shared_folders=(str(Path.home() / "Documents"),))).cautions


def test_counts_and_costs_are_rounded_for_people() -> None:
    costs = [(0, 0), (1, 24), (2, 246), (1_200, 3_456)]
    assert [cost_words(*one) for one in costs] == [
        "No tools",
        "1 tool, about 24 tokens in each request",
        "2 tools, about 250 tokens in each request",
        "1,200 tools, about 3,500 tokens in each request",
    ]
    assert [cost_on(*one) for one in costs[:2]] == [
        "No tools.",
        "1 tool, about 24 tokens in each request it is on for.",
    ]
    assert came_words("Files", 0, 0) == "Files: no tools."
    assert came_words("Files", 2, 246) == "Files: 2 tools, about 250 tokens in each request."
