"""Tools of other makers are seen whole before they are added, and nothing that was typed stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QFileDialog, QLineEdit, QWidget

from tests.ui.seen import button, clipped, descriptions, focused, name_of, nameless, press, shown_text
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.apply import style_application
from turbodesk.ui.tools import AddToolsSheet
from turbodesk.ui.tools.approval import ToRun
from turbodesk.ui.tools.asked_field import AskedField, InputKind
from turbodesk.ui.tools.offers import BundleOffer, ListedOffer

FOLDERS = AskedField("dirs", "Folders", "It works in these.", InputKind.FOLDER, is_required=True, is_list=True)
KEY = AskedField("key", "API key", "From your account.", is_required=True, is_secret=True)
LOUD = AskedField("loud", "Loud", kind=InputKind.SWITCH)
RUNS = ToRun(("node", "/b/i.js", "a b"), variables=("KEY=…",), cautions=("It runs a command line.",))
OFFER = BundleOffer("Files", "By <b>Ada</b> · version 1", "Reads files.", ("read",), (FOLDERS, KEY, LOUD))


@pytest.fixture
def sheet(qapp: QApplication) -> Iterator[AddToolsSheet]:
    style_application(qapp, LIGHT)
    window = QWidget()
    window.resize(900, 760)
    window.show()
    QTest.qWaitForWindowActive(window)
    sheet = AddToolsSheet(window, theme=LIGHT)
    sheet.open()
    yield sheet
    window.close()
    window.deleteLater()


def field(sheet: AddToolsSheet, name: str) -> QLineEdit:
    return next(one for one in sheet.findChildren(QLineEdit) if one.isVisible() and name_of(one) == name)


def drop(sheet: AddToolsSheet, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    sheet.dropEvent(QDropEvent(QPoint(), actions, data, buttons, keys))


def test_every_way_is_told_and_the_lists_of_others_are_offered(sheet: AddToolsSheet, tmp_path: Path) -> None:
    told: list[object] = []
    sheet.show_first([("Claude Desktop", "~/a.json"), ("Cursor", "~/b.json")])
    sheet.first.bundle_wanted.connect(lambda: told.append("bundle"))
    sheet.first.program_chosen.connect(told.append)
    sheet.first.file_wanted.connect(lambda: told.append("file"))
    sheet.first.address_given.connect(told.append)
    sheet.dropped.connect(told.append)
    assert name_of(focused()) == "Open a bundle…"
    QApplication.processEvents()  # the rows are laid out
    assert not clipped(sheet)
    assert not nameless(sheet)
    for name in ("Open a bundle…", "Take over from Cursor…", "Choose a list as a file…"):
        press(button(sheet, name), Qt.Key.Key_Space)
    assert not button(sheet, "Connect").isEnabled()
    QTest.keyClicks(field(sheet, "Address"), " https://x.example/mcp ")
    press(field(sheet, "Address"), Qt.Key.Key_Return)
    drop(sheet, tmp_path / "a.mcpb")
    assert told == ["bundle", 1, "file", "https://x.example/mcp", [tmp_path / "a.mcpb"]]


def test_what_failed_is_told_above_all_ways(sheet: AddToolsSheet) -> None:
    sheet.show_failure("This is no bundle.", "Ask for another.")
    assert "This is no bundle. Ask for another." in shown_text(sheet)
    sheet.show_first(())
    assert "This is no bundle" not in shown_text(sheet)


def test_a_bundle_can_be_added_once_all_is_filled_in(sheet: AddToolsSheet) -> None:
    confirmed: list[object] = []
    sheet.confirmed.connect(lambda: confirmed.append(sheet.bundle.values))
    sheet.show_bundle(OFFER)
    sheet.bundle.show_run(None)
    assert "seen here once all is filled in" in shown_text(sheet)
    sheet.bundle.show_run(RUNS)
    assert "seen here once all is filled in" not in shown_text(sheet)
    assert "By <b>Ada</b> · version 1" in shown_text(sheet), "as it is written"
    assert "node /b/i.js 'a b'\nKEY=…" in shown_text(sheet)
    assert "It runs a command line." in shown_text(sheet)
    assert "node /b/i.js 'a b'\nKEY=…" in descriptions(sheet), "its name hides its text from screen readers"
    assert not nameless(sheet)
    assert not button(sheet, "Add").isEnabled()
    assert name_of(focused()).startswith("Choose folders")
    press(focused(), Qt.Key.Key_Space)
    (dialog,) = sheet.findChildren(QFileDialog)
    dialog.filesSelected.emit(["/x", "/y"])
    dialog.close()
    assert not button(sheet, "Add").isEnabled()
    QTest.keyClicks(field(sheet, "API key"), "k1")
    press(button(sheet, "Add"), Qt.Key.Key_Space)
    assert confirmed == [{"dirs": ["/x", "/y"], "key": "k1", "loud": False}]


def test_a_secret_is_neither_shown_nor_left_behind(sheet: AddToolsSheet) -> None:
    sheet.show_bundle(OFFER)
    line = field(sheet, "API key")
    assert line.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(line, "k1")
    press(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    assert sheet.bundle.values == {}


def test_the_sandbox_is_on_where_there_is_one_and_its_lack_is_told(sheet: AddToolsSheet) -> None:
    sheet.show_bundle(OFFER)
    assert sheet.bundle.is_fenced
    assert not sheet.bundle.has_network
    assert "and what you chose for it" in shown_text(sheet)
    assert "with your rights" not in shown_text(sheet)
    press(button(sheet, "Fence it in"), Qt.Key.Key_Space)
    assert not sheet.bundle.is_fenced
    assert "with your rights" in shown_text(sheet)
    sheet.show_bundle(BundleOffer("Files", "", "", why_no_sandbox="There is no bubblewrap."))
    assert not sheet.bundle.is_fenced
    assert "with your rights: it can read and change what you can. There is no bubblewrap." in shown_text(sheet)


def test_adding_has_never_the_focus_by_itself(sheet: AddToolsSheet) -> None:
    sheet.show_bundle(BundleOffer("Time", "By Ada", "Tells the time."))
    assert name_of(focused()) == "Back"
    assert "you chose for it" not in shown_text(sheet), "nothing is"
    assert button(sheet, "Add").isEnabled()


def test_of_a_list_only_what_is_switched_on_is_taken(sheet: AddToolsSheet) -> None:
    offers = [
        ListedOffer("GitHub", RUNS, ("Its secret goes to your key store.",)),
        ListedOffer("Remote", ToRun(url="https://x.example/mcp"), fields=(KEY,)),
        ListedOffer("Files", RUNS, why_not="It is here already."),
        ListedOffer("Off", RUNS, is_chosen=False),
    ]
    sheet.show_list("From Claude Desktop", offers)
    assert not nameless(sheet)
    assert button(sheet, "Add 2").isEnabled() is False, "its key is missing"
    QTest.keyClicks(field(sheet, "API key"), "k1")
    assert button(sheet, "Add 2").isEnabled()
    assert not button(sheet, "Take over Files").isEnabled()
    press(button(sheet, "Take over GitHub"), Qt.Key.Key_Space)
    assert button(sheet, "Add").isEnabled()
    assert sheet.list.chosen() == {1: {"key": "k1"}}
    switch = button(sheet, "Take over Remote")
    assert isinstance(switch, QCheckBox)
    switch.setChecked(False)
    assert not button(sheet, "Add 0").isEnabled()


def test_a_pasted_list_is_told(sheet: AddToolsSheet) -> None:
    given: list[str] = []
    sheet.text_given.connect(given.append)
    press(button(sheet, "Paste a list…"), Qt.Key.Key_Space)
    assert not button(sheet, "Look").isEnabled()
    QTest.keyClicks(focused(), '{"a": 1}')
    press(button(sheet, "Look"), Qt.Key.Key_Space)
    assert given == ['{"a": 1}']


def test_closing_ends_what_is_under_way(sheet: AddToolsSheet) -> None:
    ended: list[object] = []
    sheet.cancelled.connect(lambda: ended.append(1))
    sheet.show_busy("Starting Files…", "It is downloaded now.")
    assert name_of(focused()) == "Cancel"
    drop(sheet, Path("/a.mcpb"))
    press(sheet, Qt.Key.Key_Escape)
    assert ended == [1]


def test_what_came_of_it_is_told(sheet: AddToolsSheet) -> None:
    sheet.show_done("Files", "Files has 12 tools.", ["They cost 3,400 tokens."])
    assert "Files has 12 tools.\nThey cost 3,400 tokens." in shown_text(sheet)
    assert {name_of(one) for one in sheet.findChildren(QAbstractButton) if one.isVisible()} >= {"Done", "Add more…"}
    press(button(sheet, "Done"), Qt.Key.Key_Space)
    assert sheet.isHidden()
