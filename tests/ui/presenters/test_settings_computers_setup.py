"""A computer begins to sync in one sheet, step by step, and nothing begins before the last of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

from tests.ui.presenters.fake_syncing import CODE, FOUND, OFFICE, FakeSyncing
from tests.ui.presenters.test_settings_computers import Desk, Play, play
from tests.ui.seen import button, clipped, first_of, focused, name_of, nameless, press, shown_text
from turbodesk.chat.errors import SecretsUnavailable
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.storage_errors import (
    Damaged,
    FolderGone,
    NotStorage,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
    TooNew,
    WrongClock,
)
from turbodesk.chat.sync_status import Arrived, Found, SyncState
from turbodesk.remote.recovery_code import WrongCode
from turbodesk.ui.presenters.sync_wording import failure_words, preview_words
from turbodesk.ui.settings.computers_sheet import SyncSetupSheet

__all__ = ["play"]
FOLDER = StorageChoice("folder", "/home/ada/Sync")


def fill(desk: Desk, **values: str) -> None:
    """Type into fields by their names, with "_" for a blank."""
    for name, text in values.items():
        wanted = name.replace("_", " ")
        fields = [one for one in desk.setup_sheet.findChildren(QLineEdit) if one.isVisible() and name_of(one) == wanted]
        assert len(fields) == 1, wanted
        fields[0].setFocus()
        QTest.keyClicks(fields[0], text)


async def choose_folder(desk: Desk) -> None:
    """Go through the first step and its check."""
    desk.press("Choose a folder…", desk.setup_sheet)
    dialog = first_of(desk.window, QFileDialog)
    dialog.fileSelected.emit(FOLDER.address)
    dialog.close()
    desk.window.activateWindow()
    await desk.until(desk.window.isActiveWindow)
    desk.press("Check", desk.setup_sheet)
    await desk.until(lambda: "does all that is needed" in shown_text(desk.setup_sheet))


async def past_check(desk: Desk, opened_by: str) -> SyncSetupSheet:
    """Open the sheet by a button of the page, and go on to the step behind the check."""
    desk.open()
    desk.press(opened_by)
    await choose_folder(desk)
    desk.press("Next", desk.setup_sheet)
    return desk.setup_sheet


async def at_preview(desk: Desk) -> SyncSetupSheet:
    """Go as far as a computer that joins is shown what comes together."""
    sheet = await past_check(desk, "I have a code…")
    QTest.keyClicks(focused(), CODE)
    desk.press("Next", sheet)
    await desk.until(lambda: "What comes together" in shown_text(sheet))
    return sheet


def look_well(desk: Desk) -> None:
    """See that nothing is cut off, and that a screen reader has a name for everything."""
    QApplication.processEvents()
    assert nameless(desk.setup_sheet) == []
    assert clipped(desk.setup_sheet) == []


def test_the_first_computer_makes_a_code_that_is_noted_before_it_begins(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.open()
        desk.press("Folder…")
        sheet = desk.setup_sheet
        look_well(desk)
        desk.press("Check", sheet)
        assert "Choose a folder first." in shown_text(sheet)
        await choose_folder(desk)
        look_well(desk)
        assert name_of(focused()) == "Next", "Return goes on"
        press(focused(), Qt.Key.Key_Return)
        look_well(desk)
        assert name_of(focused()) == "Make a code"
        press(focused(), Qt.Key.Key_Return)
        look_well(desk)
        assert all(group in shown_text(sheet) for group in CODE.split("-"))
        assert not button(sheet, "Start syncing").isEnabled()
        fields = [one for one in sheet.new_code.findChildren(QLineEdit) if one.isVisible()]
        assert len(fields) == 2
        for one in fields:
            one.setFocus()
            QTest.keyClicks(one, "0000")
        assert "Look again" in shown_text(sheet)
        for one in fields:
            one.setFocus()
            one.selectAll()
            QTest.keyClicks(one, CODE.split("-")[int(name_of(one).removeprefix("Group ")) - 1])
        assert "Look again" not in shown_text(sheet)
        assert desk.syncing.told == [("try_out", FOLDER, "")]
        press(fields[1], Qt.Key.Key_Return)
        await desk.until(lambda: "Chats can be used meanwhile" in shown_text(sheet))
        assert desk.syncing.told[-1] == ("begin", FOLDER, "", CODE)
        assert sheet.new_code.code == "", "nothing of the code stays behind"
        look_well(desk)
        desk.syncing.stand(SyncState.UP_TO_DATE, done=0, total=0)
        assert "All is there." in shown_text(sheet)
        press(button(sheet, "Done"), Qt.Key.Key_Return)
        assert sheet.isHidden()
        assert "Up to date" in desk.said()

    play(scene)


def test_a_code_that_was_saved_counts_as_noted(play: Play, tmp_path: object) -> None:
    async def scene(desk: Desk) -> None:
        sheet = await past_check(desk, "Folder…")
        desk.press("Make a code", sheet)
        desk.press("Save the code as a file…", sheet)
        dialog = next(one for one in desk.window.findChildren(QFileDialog) if one.isVisible())
        dialog.fileSelected.emit(f"{tmp_path}/missing/code.txt")
        await desk.until(lambda: "could not be saved" in shown_text(sheet))
        assert not button(sheet, "Start syncing").isEnabled()
        dialog.fileSelected.emit(f"{tmp_path}/code.txt")
        dialog.close()
        await desk.until(lambda: button(sheet, "Start syncing").isEnabled())

    play(scene)


def test_another_computer_joins_and_sees_first_what_comes_together(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.open()
        desk.press("I have a code…")
        sheet = desk.setup_sheet
        await choose_folder(desk)
        press(focused(), Qt.Key.Key_Return)
        look_well(desk)
        QTest.keyClicks(focused(), CODE.lower().replace("-", " "))
        press(focused(), Qt.Key.Key_Return)
        await desk.until(lambda: "2 computers · 1,204 chats · 8.0 MB" in shown_text(sheet))
        assert "12 chats come to this computer.\n30 chats of this computer go to the others." in shown_text(sheet)
        look_well(desk)
        assert desk.syncing.told[-1] == ("find", FOLDER, "", CODE)
        assert name_of(focused()) == "Join"
        press(focused(), Qt.Key.Key_Return)
        await desk.until(lambda: "0 bytes of 8.0 MB" in shown_text(sheet))
        assert desk.syncing.told[-1] == ("begin", FOLDER, "", CODE)
        desk.syncing.arrived.emit(Arrived(212, frozenset({"a"}), (OFFICE.name,)))
        desk.syncing.stand(SyncState.UP_TO_DATE, done=0, total=0)
        assert "212 messages came from your other computers" in shown_text(sheet)

    play(scene)


def test_whoever_closes_the_sheet_hears_when_the_first_round_is_over(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        sheet = await at_preview(desk)
        desk.press("Join", sheet)
        await desk.until(lambda: "Chats can be used meanwhile" in shown_text(sheet))
        close = next(one for one in sheet.findChildren(QPushButton) if one.isVisible() and one.text() == "Close")
        assert close.hasFocus()
        press(close, Qt.Key.Key_Return)
        assert sheet.isHidden()
        desk.syncing.arrived.emit(Arrived(1, frozenset({"a"}), (OFFICE.name,)))
        desk.syncing.stand(SyncState.UP_TO_DATE)
        assert desk.toasts == ["All is there: 1 message came from your other computers."]
        desk.syncing.arrived.emit(Arrived(5, frozenset({"a"}), (OFFICE.name,)))
        desk.syncing.stand(SyncState.SYNCING)
        desk.syncing.stand(SyncState.UP_TO_DATE)
        assert len(desk.toasts) == 1, "from then on what comes is told by nobody"

    play(scene)


def test_a_code_that_is_wrong_can_be_mended(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        sheet = await past_check(desk, "I have a code…")
        assert not button(sheet, "Next").isEnabled()
        QTest.keyClicks(focused(), CODE)
        desk.syncing.error = ValueError("Group 3 is not right.")
        desk.press("Next", sheet)
        await desk.until(lambda: "Group 3 is not right." in shown_text(sheet))
        assert name_of(focused()) == "Recovery code"
        desk.syncing.error = None
        desk.syncing.found = Found(is_new=True)
        desk.press("Next", sheet)
        await desk.until(lambda: "Nothing lies under this code in this storage." in shown_text(sheet))
        look_well(desk)

    play(scene)


def test_a_check_that_fails_says_why_and_can_be_made_again(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.trial_error = Refused("401")
        desk.open()
        desk.press("Nextcloud…")
        sheet = desk.setup_sheet
        assert "Devices & sessions" in shown_text(sheet)
        desk.press("Check", sheet)
        assert "Fill in “Address of your Nextcloud” first." in shown_text(sheet)
        fill(desk, Address_of_your_Nextcloud="ftp://cloud.example.org", User_name="ada", App_password="secret")
        press(focused(), Qt.Key.Key_Return)
        assert "has to begin with https://" in shown_text(sheet)
        fill(desk, Address_of_your_Nextcloud="")
        first = focused()
        assert isinstance(first, QLineEdit)
        first.selectAll()
        QTest.keyClicks(first, "https://cloud.example.org")
        press(focused(), Qt.Key.Key_Return)
        await desk.until(lambda: "does not accept this user name and password" in shown_text(sheet))
        look_well(desk)
        assert desk.syncing.trials_ended == 1, "the check is ended where a step fails"
        wanted = StorageChoice("nextcloud", "https://cloud.example.org", "ada")
        assert desk.syncing.told == [("try_out", wanted, "secret")]
        desk.syncing.trial_error = None
        assert name_of(focused()) == "Try again"
        press(focused(), Qt.Key.Key_Return)
        await desk.until(lambda: "does all that is needed" in shown_text(sheet))
        desk.press("Back", sheet)
        secret = next(
            one for one in sheet.findChildren(QLineEdit) if one.isVisible() and name_of(one) == "App password"
        )
        assert secret.text() == "secret", "what was filled in is still there"
        assert secret.echoMode() is QLineEdit.EchoMode.Password
        press(sheet, Qt.Key.Key_Escape)
        assert secret.text() == "", "and gone with the sheet"

    play(scene)


def test_a_bucket_is_asked_for_with_all_it_needs(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.open()
        desk.press("S3…")
        fill(desk, Address="https://s3.example.org", Bucket="chats", Key_ID="AK", Secret_key="SK")
        press(focused(), Qt.Key.Key_Return)
        await desk.until(lambda: "does all that is needed" in shown_text(desk.setup_sheet))
        assert desk.syncing.told == [("try_out", StorageChoice("s3", "https://s3.example.org", "AK", "chats"), "SK")]

    play(scene)


def test_escape_ends_a_check_that_does_not_come_back(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        desk.syncing.waits.clear()
        desk.open()
        desk.press("Folder…")
        sheet = desk.setup_sheet
        sheet.place_page.choose_folder(FOLDER.address)
        desk.press("Check", sheet)
        await desk.until(lambda: desk.syncing.told)
        press(sheet, Qt.Key.Key_Escape)
        assert sheet.isHidden()
        await desk.until(lambda: not desk.scope.is_running("syncing.setup"))
        desk.syncing.waits.set()
        desk.press("Folder…")
        assert "Choose a folder that is kept on all your computers" in shown_text(sheet)
        assert sheet.place_page.missing(), "and nothing is filled in"

    play(scene)


def test_without_a_key_store_nothing_begins_and_that_is_told(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        sheet = await at_preview(desk)
        desk.syncing.error = SecretsUnavailable()
        desk.press("Join", sheet)
        await desk.until(lambda: SecretsUnavailable().note.sentence in shown_text(sheet))
        assert not desk.syncing.is_on

    play(scene)


def test_a_code_that_was_noted_stays_the_code_where_nothing_can_begin_with_it_yet(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        sheet = await past_check(desk, "Folder…")
        desk.press("Type the code…", sheet)
        QTest.keyClicks(focused(), "3F7K")
        desk.press("Back", sheet)
        desk.press("Make a code", sheet)
        sheet.new_code.mark_kept()
        desk.syncing.error = SecretsUnavailable()
        desk.press("Start syncing", sheet)
        await desk.until(lambda: SecretsUnavailable().note.sentence in shown_text(sheet))
        assert sheet.step is sheet.new_code
        assert sheet.new_code.code == CODE
        look_well(desk)
        desk.syncing.error = None
        desk.press("Start syncing", sheet)
        await desk.until(lambda: "Chats can be used meanwhile" in shown_text(sheet))

    play(scene)


def test_the_group_that_is_wrong_is_typed_anew(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        sheet = await past_check(desk, "I have a code…")
        QTest.keyClicks(focused(), CODE.replace("9TBA", "9TBB"))
        desk.syncing.error = WrongCode("Group 3.", 3)
        desk.press("Next", sheet)
        await desk.until(lambda: "Group 3." in shown_text(sheet))
        desk.syncing.error = None
        QTest.keyClicks(focused(), "9TBA")
        assert sheet.typed_code.code == CODE
        assert "Group 3." not in shown_text(sheet)

    play(scene)


def test_what_goes_on_and_how_far_it_is_stand_in_lines_of_their_own(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        sheet = await at_preview(desk)
        desk.press("Join", sheet)
        await desk.until(lambda: "0 bytes of 8.0 MB\nChats can be used meanwhile" in shown_text(sheet))

    play(scene)


def test_back_leads_through_the_steps_again(play: Play) -> None:
    async def scene(desk: Desk) -> None:
        sheet = await past_check(desk, "Folder…")
        desk.press("Type the code…", sheet)
        desk.press("Back", sheet)
        desk.press("Make a code", sheet)
        desk.press("Back", sheet)
        assert "Is this the first computer?" in shown_text(sheet)
        desk.press("Back", sheet)
        assert button(sheet, "Check")

    play(scene)


@pytest.mark.parametrize("kind", ["folder", "nextcloud", "webdav", "s3"])
@pytest.mark.parametrize(
    "error",
    [
        FolderGone("x"), StorageUnreachable("x"), StorageBusy("x"), Refused("x"), StorageFull("x"), NotStorage("x"),
        WrongClock("x"), StorageError("x"), Damaged(), TooNew(), ValueError(),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_every_failure_has_a_sentence(error: Exception, kind: str) -> None:
    sentence, advice = failure_words(error, StorageChoice(kind, "https://x.example"))
    assert sentence.endswith(".")
    assert "conflict" not in (sentence + advice).casefold()


def test_the_preview_says_nothing_of_what_there_is_none_of() -> None:
    _headline, lines = preview_words(Found(False, FOUND.devices, 1, 1))
    assert lines[0] == "No chat there is new to this computer."
    assert len(lines) == 2
    _headline, lines = preview_words(Found(False, FOUND.devices, 1, 1, too_new=1, both_chats=1))
    assert len(lines) == 4
    assert FakeSyncing().is_on is False
