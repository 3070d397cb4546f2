"""Tools of other makers come in by a bundle, a list or an address: seen whole, approved, started, listed, removed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.app.mcp.bundles import bundle, manifest, server
from tests.app.mcp.servers import base
from tests.store.test_secrets import Scripted
from tests.ui.presenters.key_store import key_store
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, name_of, nameless, press, shown_text
from turbodesk.app.commands import ADD_TOOLS, SETTINGS
from turbodesk.app.mcp.server_source import ServerSource
from turbodesk.chat.tool_server import ToolServer
from turbodesk.settings import Section
from turbodesk.ui.attachments.drop import DropOverlay
from turbodesk.ui.presenters import tool_servers as presenter_module
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.tools import AddToolsSheet
from turbodesk.ui.tools.server_sheet import ServerSheet
from turbodesk.ui.widgets.question import Question
from turbodesk.ui.widgets.switch import Switch

__all__ = ["key_store", "play"]
Play = Callable[..., None]
ROOT = Path(__file__).parents[3]
GOOD = ("-S", "-m", "tests.app.mcp.servers.nasty", "good")


def entry(*args: str, **more: Any) -> dict[str, Any]:
    return {"command": sys.executable, "args": list(args), "cwd": str(ROOT), **more}


def listed(path: Path, **servers: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"mcpServers": servers}), encoding="utf-8")
    return path


def sheet_of(seat: Seat) -> AddToolsSheet:
    return first_of(seat.window, AddToolsSheet)


def _has(source: ServerSource, name: str = "") -> bool:
    return Path(source.record.server.own_folder, name).exists()


def server_sheet(seat: Seat) -> ServerSheet:
    return first_of(seat.window, ServerSheet)


def sources(seat: Seat) -> dict[str, ServerSource]:
    return {source.title: source for source in seat.services.tool_servers().all()}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home of a person without lists, whose shell has nothing to say."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("SHELL", "")
    return tmp_path / "home"


def test_a_bundle_is_dropped_seen_filled_in_and_runs(play: Play, tmp_path: Path, home: Path) -> None:
    run = server(sys.executable, ["-S", "${__dirname}/server.py", "--word=${user_config.word}"])
    fields = {"word": {"type": "string", "title": "Word", "description": "Any.", "required": True}}
    code = Path(base.__file__).read_text(encoding="utf-8") + "\n\nserve()\n"  # alone, since it may be fenced in
    path = bundle(tmp_path / "good.mcpb", manifest(server=run, user_config=fields), {"server.py": code})

    async def scene(seat: Seat) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        first_of(seat.window, DropOverlay).dropEvent(QDropEvent(QPoint(), actions, data, buttons, keys))
        await seat.until(lambda: "By Ada · version 1.2.0" in shown_text(sheet_of(seat)))
        sheet = sheet_of(seat)
        assert not nameless(sheet)
        assert not button(sheet, "Add").isEnabled()
        line = next(one for one in sheet.findChildren(QLineEdit) if one.isVisible() and name_of(one) == "Word")
        QTest.keyClicks(line, "two words")
        await seat.until(lambda: "'--word=two words'" in shown_text(sheet))
        press(button(sheet, "Add"), Qt.Key.Key_Space)
        await seat.until(lambda: "Files is ready." in shown_text(sheet))
        assert "off until you switch them on in a chat" in shown_text(sheet)
        assert "Files: 1 tool, about" in shown_text(sheet)
        source = sources(seat)["Files"]
        assert source.record.server.args[-1] == "--word=two words"
        assert _has(source, "server.py")
        assert [tool.title for tool in seat.services.toolbox().tools() if tool.source == "files"] == ["go"]
        press(button(sheet, "Done"), Qt.Key.Key_Space)
        seat.give(SETTINGS)
        first_of(seat.window, SettingsSheet).show_section(Section.TOOLS)
        settings = first_of(seat.window, SettingsSheet)
        assert "1 tool, about" in shown_text(settings)
        press(button(settings, "Open Files…"), Qt.Key.Key_Space)
        shown = server_sheet(seat)
        assert "Running" in shown_text(shown)
        assert "By Ada · version 1.2.0" in shown_text(shown)
        press(button(shown, "Remove…"), Qt.Key.Key_Space)
        press(button(seat.window, "Remove"), Qt.Key.Key_Space)
        await seat.until(lambda: not sources(seat) and not _has(source))
        assert shown.isHidden()
        assert "Open Files…" not in [
            name_of(one) for one in settings.findChildren(type(button(settings, "Add tools…")))
        ]

    play(scene)


def test_another_programs_list_is_taken_over_with_its_secrets_apart(
    play: Play, home: Path, key_store: Scripted
) -> None:
    listed(
        home / ".cursor/mcp.json",
        Good=entry(*GOOD, env={"API_TOKEN": "t-secret", "MODE": "fast"}),
        Off=entry(*GOOD, "x", disabled=True),
    )

    async def scene(seat: Seat) -> None:
        seat.give(ADD_TOOLS)
        sheet = sheet_of(seat)
        await seat.until(lambda: "From Cursor" in shown_text(sheet))
        press(button(sheet, "Take over from Cursor…"), Qt.Key.Key_Space)
        await seat.until(lambda: "API_TOKEN=(in your key store)" in shown_text(sheet))
        assert "t-secret" not in shown_text(sheet)
        press(button(sheet, "Add"), Qt.Key.Key_Space)
        await seat.until(lambda: "Good is ready." in shown_text(sheet))
        assert list(sources(seat)) == ["Good"]
        kept = seat.services.folder / "toolservers.json"
        await seat.until(kept.exists)
        assert "t-secret" not in kept.read_text(encoding="utf-8")
        assert "t-secret" in key_store.kept.values()
        press(button(sheet, "Add more…"), Qt.Key.Key_Space)
        press(button(sheet, "Take over from Cursor…"), Qt.Key.Key_Space)
        await seat.until(lambda: "It is here already." in shown_text(sheet))
        assert not button(sheet, "Take over Good").isEnabled()

    play(scene)


def test_without_a_key_store_secrets_are_kept_for_this_run_where_the_person_agrees(play: Play, home: Path) -> None:
    listed(home / ".cursor/mcp.json", Good=entry(*GOOD, env={"API_TOKEN": "t-secret"}))

    async def scene(seat: Seat) -> None:
        seat.give(ADD_TOOLS)
        sheet = sheet_of(seat)
        await seat.until(lambda: "From Cursor" in shown_text(sheet))
        for answer in ("Cancel", "Keep them until then"):
            press(button(sheet, "Take over from Cursor…"), Qt.Key.Key_Space)
            await seat.until(lambda: "API_TOKEN=(in your key store)" in shown_text(sheet))
            press(button(sheet, "Add"), Qt.Key.Key_Space)
            await seat.until(lambda: seat.window.findChildren(Question))
            press(button(first_of(seat.window, Question), answer), Qt.Key.Key_Space)
            await seat.until(lambda: not seat.window.findChildren(Question))
            await seat.until(lambda: not sheet.is_busy)
        assert "Good is ready." in shown_text(sheet)

    async def later(seat: Seat) -> None:
        seat.give(SETTINGS)
        settings = first_of(seat.window, SettingsSheet)
        settings.show_section(Section.TOOLS)
        press(button(settings, "Open Good…"), Qt.Key.Key_Space)
        shown = server_sheet(seat)
        press(button(shown, "Check"), Qt.Key.Key_Space)
        await seat.until(lambda: "no key store" in shown_text(shown))
        assert button(shown, "Change…").isEnabled()

    play(scene, later)


def test_a_server_is_changed_in_the_form_it_came_with(play: Play, home: Path) -> None:
    async def scene(seat: Seat) -> None:
        made = ToolServer("", "Good", sys.executable, ("-S", "-m", "none"), folder=str(ROOT))
        id_ = (await seat.services.tool_servers().add(made, {})).id
        seat.give(SETTINGS)
        settings = first_of(seat.window, SettingsSheet)
        settings.show_section(Section.TOOLS)
        press(button(settings, "Open Good…"), Qt.Key.Key_Space)
        shown = server_sheet(seat)
        press(button(shown, "Check"), Qt.Key.Key_Space)
        await seat.until(lambda: "Does not run" in shown_text(shown))
        press(button(shown, "Change…"), Qt.Key.Key_Space)
        await seat.until(lambda: [one for one in seat.window.findChildren(AddToolsSheet) if one.isVisible()])
        form = next(one for one in seat.window.findChildren(AddToolsSheet) if one.isVisible())
        line = next(one for one in form.findChildren(QLineEdit) if one.isVisible() and name_of(one) == "Command line")
        line.setText(line.text().replace("-m none", " ".join(GOOD[1:])))
        fence = [one for one in form.findChildren(Switch) if one.isVisible() and name_of(one) == "Fence it in"]
        assert not any(one.isChecked() for one in fence)
        press(button(form, "Save"), Qt.Key.Key_Space)
        await seat.until(lambda: "Running" in shown_text(shown))
        assert form.isHidden()
        source = seat.services.tool_servers().get(id_)
        assert source is not None
        assert source.record.server.args == GOOD

    play(scene)


def test_what_does_not_start_is_told_with_a_button(
    play: Play, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(presenter_module, "open_address", opened.append)
    path = listed(tmp_path / "list.json", Files={"command": "npx", "args": ["-y", "files"]})
    monkeypatch.setenv("PATH", str(tmp_path))

    async def scene(seat: Seat) -> None:
        seat.give(ADD_TOOLS)
        sheet = sheet_of(seat)
        sheet.dropped.emit([path])
        await seat.until(lambda: "newest version at each start" in shown_text(sheet))
        press(button(sheet, "Add"), Qt.Key.Key_Space)
        await seat.until(sheet.isHidden)
        shown = server_sheet(seat)
        assert "Files needs Node.js, which was not found on this computer." in shown_text(shown)
        assert seat.focused() is button(shown, "Get Node.js")
        press(button(shown, "Get Node.js"), Qt.Key.Key_Space)
        assert opened == ["https://nodejs.org/en/download"]
        press(shown, Qt.Key.Key_Escape)
        assert "needs Node.js" in shown_text(first_of(seat.window, SettingsSheet))

    if not any(Path(one, "npx").exists() for one in ("/usr/local/bin", "/snap/bin", "/opt/homebrew/bin")):
        play(scene)


@pytest.mark.parametrize(
    ("text", "words"),
    [("no json", "no list of tools"), ('{"mcpServers": {}}', "No tools are described")],
)
def test_what_was_pasted_and_is_no_list_is_told(play: Play, home: Path, text: str, words: str) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(ADD_TOOLS)
        sheet = sheet_of(seat)
        press(button(sheet, "Paste a list…"), Qt.Key.Key_Space)
        QTest.keyClicks(seat.focused(), text)
        press(button(sheet, "Look"), Qt.Key.Key_Space)
        await seat.until(lambda: words in shown_text(sheet))

    play(scene)


def test_an_address_that_nobody_may_read_on_the_way_is_refused(play: Play, home: Path) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(ADD_TOOLS)
        sheet = sheet_of(seat)
        line = next(one for one in sheet.findChildren(QLineEdit) if one.isVisible() and name_of(one) == "Address")
        QTest.keyClicks(line, "http://tools.example/mcp")
        press(line, Qt.Key.Key_Return)
        await seat.until(lambda: "Only addresses that begin with https://" in shown_text(sheet))
        assert not sources(seat)

    play(scene)


def test_a_bundle_that_is_none_leaves_nothing(play: Play, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "x.mcpb"
    path.write_bytes(b"MZ")

    async def scene(seat: Seat) -> None:
        seat.give(ADD_TOOLS)
        sheet_of(seat).dropped.emit([path])
        await seat.until(lambda: "This is no bundle of tools, or it is damaged." in shown_text(sheet_of(seat)))
        assert not (seat.services.folder / "toolservers").exists()

    play(scene)


def test_a_damaged_list_of_servers_is_told_and_set_aside(play: Play, home: Path, tmp_path: Path) -> None:
    (tmp_path / "toolservers.json").write_text('{"servers": [', encoding="utf-8")

    async def scene(seat: Seat) -> None:
        seat.give(SETTINGS)
        await seat.until(lambda: "toolservers" in shown_text(seat.window))
        assert not sources(seat)

    play(scene)


def test_what_is_kept_of_tools_is_written_again_when_its_folder_was_removed(play: Play, home: Path) -> None:
    async def scene(seat: Seat) -> None:
        made = ToolServer("", "Good", sys.executable, GOOD, folder=str(ROOT))
        await seat.services.tool_servers().add(made, {})
        kept = seat.services.folder / "toolservers.json"
        await seat.until(kept.exists)
        kept.unlink()
        seat.services.store_saved.emit(True)
        await seat.until(kept.exists)

    play(scene)


def test_what_is_cancelled_while_it_starts_is_not_added(play: Play, home: Path, tmp_path: Path) -> None:
    path = listed(tmp_path / "list.json", Mute=entry("-S", "-m", "tests.app.mcp.servers.nasty", "mute"))

    async def scene(seat: Seat) -> None:
        seat.give(ADD_TOOLS)
        sheet = sheet_of(seat)
        sheet.dropped.emit([path])
        await seat.until(lambda: "mute" in shown_text(sheet))
        press(button(sheet, "Add"), Qt.Key.Key_Space)
        await seat.until(lambda: "Starting Mute…" in shown_text(sheet))
        assert list(sources(seat)) == ["Mute"]
        press(button(sheet, "Cancel"), Qt.Key.Key_Space)
        await seat.until(lambda: not sources(seat))
        assert button(sheet, "Open a bundle…").isVisible()

    play(scene)
