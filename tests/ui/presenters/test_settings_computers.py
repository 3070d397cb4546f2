"""The page about other computers says how it stands, and each of its buttons does what it says."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QProgressBar, QWidget

from tests.ui.presenters.fake_syncing import CODE, FOUND, HERE, OFFICE, OTHER_CODE, FakeSyncing
from tests.ui.seen import button, clipped, first_of, focused, name_of, nameless, press, shown_text
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import SecretsLocked
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.storage_errors import StorageUnreachable
from turbodesk.chat.sync_status import Found, RenewalStep, SyncState, SyncStatus
from turbodesk.settings import Section
from turbodesk.ui.presenters.settings_computers import ComputersPresenter
from turbodesk.ui.presenters.settings_computers_setup import SyncSetupPresenter
from turbodesk.ui.presenters.sync_code import CodeCopies
from turbodesk.ui.presenters.sync_wording import shown_state
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings.computer_rows import DeviceRow
from turbodesk.ui.settings.computers_sheet import SyncSetupSheet
from turbodesk.ui.settings.name_sheet import NameSheet
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.apply import style_application
from turbodesk.ui.widgets.question import Question

PATIENCE_S = 20.0
NOW = dt.datetime.fromtimestamp(1_796_000_600)


class Desk:
    """The settings over an empty window, and somebody before it."""

    def __init__(self, scope: Scope) -> None:
        self.syncing = FakeSyncing()
        self.window = QWidget()
        self.window.resize(1_120, 800)
        self.window.show()
        self.sheet = SettingsSheet(self.window, theme=LIGHT)
        self.toasts: list[str] = []
        self.updates: list[str] = []
        syncing: Any = self.syncing
        self.scope = scope
        self.copies = CodeCopies(self.window, scope=scope)
        self.page = ComputersPresenter(
            self.sheet.computers,
            syncing=lambda: syncing,
            setup=lambda: self.setup,
            copies=lambda: self.copies,
            ask_name=self._ask_name,
            get_update=lambda: self.updates.append("update"),
            scope=scope,
            now=lambda: NOW,
        )

    @cached_property
    def setup_sheet(self) -> SyncSetupSheet:
        return SyncSetupSheet(self.window, theme=LIGHT)

    @cached_property
    def setup(self) -> SyncSetupPresenter:
        syncing: Any = self.syncing
        toast: Any = self
        return SyncSetupPresenter(
            self.setup_sheet,
            syncing=lambda: syncing,
            copies=lambda: self.copies,
            scope=self.scope,
            toast=lambda: toast,
            now=lambda: NOW,
        )

    def tell(self, words: str) -> None:
        """Be the toast."""
        self.toasts.append(words)

    def _ask_name(self, name: str, named: Callable[[str], object]) -> None:
        sheet = NameSheet(self.window, theme=LIGHT)
        sheet.named.connect(named)
        sheet.ask(name)

    def open(self) -> None:
        self.page.refresh()
        self.sheet.show_section(Section.COMPUTERS)
        self.sheet.open()
        QApplication.processEvents()  # the rows of computers come into view

    def press(self, name: str, within: QWidget | None = None) -> None:
        press(button(within or self.sheet, name), Qt.Key.Key_Space)

    def asked(self) -> str:
        return shown_text(self.window.findChildren(Question)[-1])

    def answer(self, words: str) -> None:
        press(button(self.window.findChildren(Question)[-1], words), Qt.Key.Key_Return)

    def said(self) -> str:
        return shown_text(self.sheet.computers)

    async def until(self, look: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not look():  # noqa: ASYNC110 - what is waited for is what a person sees, whoever changes it
                await asyncio.sleep(0.01)


Scene = Callable[[Desk], Awaitable[None]]


@pytest.fixture
def play(qapp: QApplication, qt_loop: qasync.QEventLoop) -> Callable[[Scene], None]:
    style_application(qapp, LIGHT)

    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    async def run(scene: Scene) -> None:
        scope = Scope("test", report)
        desk = Desk(scope)
        try:
            desk.window.activateWindow()
            await desk.until(desk.window.isActiveWindow)
            await scene(desk)
        finally:
            await scope.close()
            desk.window.close()
            desk.window.deleteLater()

    return lambda scene: qt_loop.run_until_complete(run(scene))


Play = Callable[[Scene], None]


def test_off_it_says_what_it_is_and_offers_every_kind_of_storage(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.open()
        assert "Only your computers can read them" in desk.said()
        QApplication.processEvents()
        assert nameless(desk.sheet) == []
        assert clipped(desk.sheet.computers) == []
        for words, kind in (("Folder…", "folder"), ("Nextcloud…", "nextcloud"), ("WebDAV…", "webdav"), ("S3…", "s3")):
            desk.press(words)
            assert desk.setup_sheet.isVisible()
            assert desk.setup_sheet.place_page.kind == kind
            press(desk.setup_sheet, Qt.Key.Key_Escape)
            assert desk.setup_sheet.isHidden()
            assert name_of(focused()) == words, "the focus is back where it was"
        desk.press("I have a code…")
        assert "Join your other computers" in shown_text(desk.setup_sheet)
        assert desk.syncing.told == []

    play(scene)


def test_where_it_cannot_be_it_says_why_and_offers_nothing(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.stand(SyncState.OFF, detail="This computer has no key store.")
        desk.open()
        assert "This computer has no key store." in desk.said()
        assert not button(desk.sheet, "Folder…").isEnabled()
        assert not button(desk.sheet, "I have a code…").isEnabled()

    play(scene)


def test_on_it_says_how_it_stands_and_lists_the_computers(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        QApplication.processEvents()
        said = desk.said()
        assert "Up to date · 10 minutes ago" in said
        assert "Home PC (this computer)\nDebian 13 · TurboDesk 1.4.0" in said
        assert "Office PC\nWindows 11 · TurboDesk 1.4.0 · last seen 10 minutes ago" in said
        assert "Folder · /home/ada/Sync" in said
        assert nameless(desk.sheet) == []
        assert clipped(desk.sheet.computers) == []
        desk.press("Sync now")
        desk.press("Send everything again")
        assert desk.syncing.told == [("sync_now",), ("send_everything_again",)]

    play(scene)


def test_a_long_round_shows_how_far_it_is_and_can_be_ended(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        button(desk.sheet, "Sync now").setFocus()
        desk.syncing.stand(SyncState.SYNCING)
        bar = first_of(desk.sheet.computers, QProgressBar)
        assert not bar.isVisible(), "a short round has no bar"
        assert name_of(focused()) == "Cancel this round", "the focus is at what took the button's place"
        desk.syncing.stand(SyncState.SYNCING, done=2_000_000, total=8_000_000)
        assert bar.isVisible()
        assert bar.value() * 4 == bar.maximum()
        assert "2.0 MB of 8.0 MB" in desk.said()
        press(focused(), Qt.Key.Key_Return)
        assert desk.syncing.told == [("cancel",)]

    play(scene)


@pytest.mark.parametrize(
    ("state", "words", "told"),
    [
        (SyncState.EMPTIED, "Send everything again", ("send_everything_again",)),
        (SyncState.FAILED, "Try again", ("sync_now",)),
        (SyncState.KEYS_LOCKED, "Unlock the key store", ("sync_now",)),
    ],
)
def test_a_trouble_has_a_button_that_helps(play: Play, state: SyncState, words: str, told: tuple[object, ...]) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.syncing.stand(state)
        desk.open()
        found = [one for one in desk.sheet.computers.state.findChildren(QWidget) if one.isVisible()]
        first = next(one for one in found if name_of(one) == words)
        press(first, Qt.Key.Key_Space)
        assert desk.syncing.told == [told]

    play(scene)


def test_signing_in_again_asks_for_the_password_alone(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on(choice=StorageChoice("nextcloud", "https://cloud.example.org", "ada"))
        desk.syncing.stand(SyncState.REFUSED)
        desk.open()
        desk.press("Sign in again…")
        sheet = desk.setup_sheet
        assert name_of(focused()) == "App password"
        QTest.keyClicks(focused(), "new")
        press(focused(), Qt.Key.Key_Return)
        await desk.until(lambda: "does all that is needed" in shown_text(sheet))
        press(button(sheet, "Sign in"), Qt.Key.Key_Return)
        await desk.until(sheet.isHidden)
        assert desk.syncing.told[-1] == ("sign_in_again", "new")

    play(scene)


def test_a_code_that_was_made_elsewhere_is_asked_for(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.syncing.stand(SyncState.CODE_REPLACED)
        desk.open()
        desk.press("Type the new code…")
        sheet = desk.setup_sheet
        assert name_of(focused()) == "Recovery code"
        QTest.keyClicks(focused(), CODE)
        desk.syncing.found = Found(is_new=True)
        press(button(sheet, "Next"), Qt.Key.Key_Return)
        await desk.until(lambda: "Nothing lies under this code in this storage." in shown_text(sheet))
        desk.syncing.found = FOUND
        press(button(sheet, "Next"), Qt.Key.Key_Return)
        await desk.until(lambda: desk.syncing.told == [("use_code", CODE)] * 2)
        desk.syncing.stand(SyncState.UP_TO_DATE)
        await desk.until(lambda: "All is there." in shown_text(sheet))

    play(scene)


def test_other_storage_is_checked_before_it_is_used(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        desk.press("Change storage…")
        sheet = desk.setup_sheet
        sheet.place_page.choose_folder("/mnt/share")
        press(button(sheet, "Check"), Qt.Key.Key_Space)
        await desk.until(lambda: "does all that is needed" in shown_text(sheet))
        press(button(sheet, "Use this storage"), Qt.Key.Key_Space)
        await desk.until(lambda: "All is there." in shown_text(sheet))
        assert desk.syncing.told[-1] == ("change_storage", StorageChoice("folder", "/mnt/share"), "")
        press(button(sheet, "Done"), Qt.Key.Key_Space)
        assert sheet.isHidden()

    play(scene)


def test_another_computer_is_removed_once_that_is_agreed(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        desk.press("Remove Office PC…")
        assert "what it has read it keeps" in desk.asked()
        desk.answer("Keep it")
        assert desk.syncing.told == []
        desk.press("Remove Office PC…")
        desk.answer("Remove it")
        await desk.until(lambda: "Office PC" not in desk.said())
        assert desk.syncing.told == [("remove_device", OFFICE.id)]

    play(scene)


def test_what_fails_is_told(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.syncing.error = StorageUnreachable("timed out")
        desk.open()
        desk.press("Remove Office PC…")
        desk.answer("Remove it")
        await desk.until(lambda: "does not answer" in desk.asked())
        desk.answer("Close")
        assert "Office PC" in desk.said()

    play(scene)


def test_this_computer_gets_another_name(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        desk.press("Rename this computer…")
        field = first_of(first_of(desk.window, NameSheet), QLineEdit)
        assert field.selectedText() == HERE.name
        QTest.keyClicks(field, "Attic")
        press(field, Qt.Key.Key_Return)
        await desk.until(lambda: "Attic (this computer)" in desk.said())
        assert desk.syncing.told == [("rename_device", "Attic")]

    play(scene)


def test_the_code_is_shown_until_it_is_hidden_or_the_page_is_left(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        groups = CODE.split("-")
        assert groups[0] not in desk.said()
        desk.press("Show code")
        await desk.until(lambda: all(group in desk.said() for group in groups))
        desk.press("Copy the code")
        assert QApplication.clipboard().text() == CODE
        assert "on the clipboard" in desk.said()
        desk.press("Hide code")
        assert groups[0] not in desk.said()
        desk.press("Show code")
        await desk.until(lambda: groups[0] in desk.said())
        desk.sheet.show_section(Section.USAGE)
        desk.sheet.show_section(Section.COMPUTERS)
        assert groups[0] not in desk.said()

    play(scene)


def test_where_the_key_store_is_locked_the_code_is_not_shown_and_that_is_told(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.syncing.error = SecretsLocked()
        desk.open()
        desk.press("Show code")
        await desk.until(lambda: desk.window.findChildren(Question))
        assert SecretsLocked().note.sentence in desk.asked()
        desk.answer("Close")

    play(scene)


def test_the_code_is_saved_as_a_file(play: Play, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        desk.press("Save the code as a file…")
        await desk.until(lambda: desk.window.findChildren(QFileDialog))
        dialog = first_of(desk.window, QFileDialog)
        path = tmp_path / "code.txt"
        dialog.fileSelected.emit(str(path))
        dialog.close()
        await desk.until(lambda: "Saved as “code.txt”." in desk.said())
        assert CODE in path.read_text("utf-8").splitlines()
        if sys.platform != "win32":
            assert path.stat().st_mode & 0o777 == 0o600, "nobody else of this computer reads it"

    play(scene)


def test_the_code_is_printed_on_a_sheet_of_its_own(play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(desk: Desk) -> None:
        told: list[str] = []
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "code.pdf"))
        printer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, printer.pageLayout().margins()
            )
        )
        desk.copies.send_to_printer(CODE, printer, told.append, lambda: told.append("kept"))
        assert told == ["Sent to the printer.", "kept"]
        assert (tmp_path / "code.pdf").read_bytes().startswith(b"%PDF")
        monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
        desk.syncing.turn_on()
        desk.open()
        desk.press("Print the code…")
        await desk.until(lambda: "No printer is set up" in desk.said())

    play(scene)


def test_a_new_code_is_made_once_that_is_agreed_and_then_noted(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        desk.press("Show code")
        await desk.until(lambda: CODE[:4] in desk.said())
        desk.press("New code…")
        assert "what lies under the old one is deleted" in desk.asked()
        desk.answer("Make a new code")
        sheet = desk.setup_sheet
        await desk.until(lambda: OTHER_CODE[:4] in shown_text(sheet))
        assert ("change_code",) in desk.syncing.told
        assert not button(sheet, "Done").isEnabled()
        fields = [one for one in sheet.new_code.findChildren(QLineEdit) if one.isVisible()]
        for one in fields:
            at = int(name_of(one).removeprefix("Group ")) - 1
            one.setFocus()
            QTest.keyClicks(one, OTHER_CODE.split("-")[at].lower())
        press(fields[-1], Qt.Key.Key_Return)
        assert sheet.isHidden()
        assert sheet.new_code.code == ""
        assert CODE[:4] not in desk.said(), "nobody takes the old one for the one that holds"

    play(scene)


def test_tab_goes_through_the_computers_where_they_stand(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        laptop = replace(OFFICE, id="c" * 16, name="Laptop")
        desk.syncing.turn_on(devices=(HERE, OFFICE))
        desk.open()
        for others in ((OFFICE, laptop), (laptop, OFFICE)):
            desk.syncing.turn_on(devices=(HERE, *others))
            QApplication.processEvents()
            button(desk.sheet, "Sync now").setFocus()
            names = []
            for _one in range(4):
                press(focused(), Qt.Key.Key_Tab)
                names.append(name_of(focused()))
            first, second = (one.name for one in others)
            assert names == [
                "Rename this computer…", f"Remove {first}…", f"Remove {second}…", "Change storage…",
            ]  # fmt: skip
            tops = [button(desk.sheet, name).mapTo(desk.sheet, button(desk.sheet, name).pos()).y() for name in names]
            assert tops == sorted(tops)

    play(scene)


def test_who_was_at_a_computer_that_another_one_removes_is_at_this_one(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on(devices=(HERE, OFFICE))
        desk.open()
        button(desk.sheet, "Remove Office PC…").setFocus()
        desk.syncing.turn_on(devices=(HERE,))
        assert name_of(focused()) == "Rename this computer…"

    play(scene)


@pytest.mark.parametrize("stays_at", [RenewalStep.FETCH, RenewalStep.SEND])
def test_who_ends_the_making_of_a_new_code_hears_whether_it_holds(play: Play, stays_at: RenewalStep) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.syncing.waits.clear()
        desk.syncing.stays_at = stays_at
        desk.open()
        desk.press("New code…")
        desk.answer("Make a new code")
        await desk.until(lambda: ("change_code",) in desk.syncing.told)
        press(desk.setup_sheet, Qt.Key.Key_Escape)
        await desk.until(lambda: not desk.scope.is_running("syncing.setup"))
        await asyncio.sleep(0)
        told = [shown_text(one) for one in desk.window.findChildren(Question) if one.isVisible()]
        assert bool(told) is (stays_at is RenewalStep.SEND)
        assert all("The new code holds already" in one for one in told)

    play(scene)


def test_a_sentence_about_others_has_no_time_behind_it() -> None:
    status = replace(SyncStatus(SyncState.UP_TO_DATE), last_at=1_796_000_000_000)
    assert shown_state(status, NOW).line == "Up to date · 10 minutes ago"
    for more in ({"too_new": 2}, {"unreadable": (("Laptop", 1),)}, {"awaited": ("Laptop",)}):
        assert shown_state(replace(status, **more), NOW).line.endswith(".")


def test_a_name_read_from_the_right_begins_where_the_others_do(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on(devices=(HERE, replace(OFFICE, name="\u0645\u0643\u062a\u0628")))
        desk.open()
        row = next(one for one in desk.sheet.computers.findChildren(DeviceRow) if one.title[0] == "\u0645")
        picture = row.grab().toImage()
        ground = picture.pixelColor(0, 0)
        line = [x for x in range(picture.width() // 3) if picture.pixelColor(x, 22) != ground]
        assert line, "its letters are at the left"

    play(scene)


@pytest.mark.parametrize(
    ("pressed", "keep", "do", "told"),
    [
        ("Stop syncing here…", "Go on syncing", "Stop syncing here", "stop"),
        ("Delete all from storage…", "Keep the storage", "Delete all", "delete_all"),
    ],
)
def test_it_ends_once_that_is_agreed(play: Play, pressed: str, keep: str, do: str, told: str) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on()
        desk.open()
        desk.press(pressed)
        assert name_of(focused()) == keep, "the harmless answer is ready"
        desk.answer(keep)
        assert desk.syncing.told == []
        desk.press(pressed)
        desk.answer(do)
        await desk.until(lambda: "Only your computers can read them" in desk.said())
        assert desk.syncing.told == [(told,)]
        assert name_of(focused()) == "Folder…"

    play(scene)


def test_files_from_elsewhere_that_cannot_be_read_are_told_with_what_helps(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.turn_on(unreadable=(("Office PC", 1),))
        desk.open()
        assert "1 file from “Office PC” cannot be read." in desk.said()
        desk.press("Have it sent again…")
        assert "Open TurboDesk there" in desk.asked()
        desk.answer("Close")
        desk.syncing.turn_on(unreadable=(), too_new=3)
        desk.press("Get the new version")
        assert desk.updates == ["update"]

    play(scene)
