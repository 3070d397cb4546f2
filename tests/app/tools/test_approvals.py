"""What may always run is kept on disk, for the tool as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.app.tool_source import HeldTools
from turbodesk import translation
from turbodesk.app.tasks import Scope
from turbodesk.app.tools import Approval, Approvals, own_toolbox
from turbodesk.app.tools.approvals import MOST_NAMES, MOST_SAID, statement, statement_in_words
from turbodesk.chat.tool_server import ToolServer
from turbodesk.chat.tools import ToolDefinition


async def test_always_lasts_over_a_restart_and_can_be_taken_back(tmp_path: Path) -> None:
    path, scope = tmp_path / "approvals.json", Scope("root", lambda *_: None)
    kept, heard = Approvals(path, scope), list[None]()
    kept.changed.connect(heard.append)
    tool, calculator = HeldTools().tools()[0], own_toolbox().find("calculator")
    assert calculator is not None
    kept.allow(tool)
    kept.allow(calculator)
    kept.save_now()
    again = Approvals(path, scope)
    assert again.all() == (
        Approval("files__read", "one", "files", "Files: Read"),
        Approval("calculator", "", "", "Calculator"),
    )
    assert again.allows(tool)
    other = replace(tool, fingerprint="two")
    assert not again.allows(other)
    assert (again.allowed_before(other), again.allowed_before(tool)) == ("one", "")
    assert "Runs: node files.js" in again.said(tool.name, "one")
    assert not again.allows(replace(tool, source="another"))  # a server of the same names
    again.take_back("calculator")
    again.take_back("calculator")
    again.forget("files")
    again.forget("")
    assert again.all() == ()
    assert again.said(tool.name, "one") == ""
    assert heard == [None, None]
    again.save_again()
    again.save_now()
    await scope.close()


async def test_a_file_with_anything_in_it_is_read_and_words_are_bounded(tmp_path: Path) -> None:
    path, scope = tmp_path / "approvals.json", Scope("root", lambda *_: None)
    path.write_text('{"always": [3, ["a"], ["a", 1, "", ""]], "said": {"a": [], "b": {"x": 3, "y": "words"}}}')
    kept = Approvals(path, scope)
    assert kept.all() == ()
    assert kept.said("b", "y") == "words"
    path.write_text('{"always": {}, "said": 3}')
    assert Approvals(path, scope).all() == ()
    tool = HeldTools().tools()[0]
    for at in range(MOST_SAID + 2):
        kept.note(replace(tool, fingerprint=str(at)))
    assert [bool(kept.said(tool.name, str(at))) for at in range(6)] == [False, False, True, True, True, True]
    for at in range(MOST_NAMES + 1):
        kept.note(replace(tool, definition=ToolDefinition(f"t{at}", "", {})))
    assert (kept.said("t0", "one"), bool(kept.said("t1", "one"))) == ("", True)
    await scope.close()


def test_what_is_kept_is_english_and_what_is_shown_is_not() -> None:
    server = ToolServer(
        "files", "Files", "node", ("a.js",), folder="/srv", secrets=("TOKEN",), own_folder="/own", is_fenced=True
    )
    tool = replace(HeldTools().tools()[0], runs=server.statement)
    kept = statement(tool)
    translation.install(["de"])
    try:
        assert statement(tool) == kept, "a change of language is no change of the tool"
        lines = statement_in_words(kept).split("\n")
    finally:
        translation.use(translation.ENGLISH, None)
    assert lines[:5] == [
        "Führt aus: node a.js",
        "in /srv",
        "mit seinen Dateien in /own",
        "mit den Geheimnissen TOKEN",
        "abgeschottet, mit keinem Ordner, ohne Netzwerk",
    ]
    assert statement_in_words(kept) == kept
    assert statement_in_words("in a word\n\nRuns: x") == "in a word\n\nRuns: x", "a stranger's own lines stay"
