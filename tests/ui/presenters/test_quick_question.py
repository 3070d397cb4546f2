"""A quick question: a small window whose chat is one like every other, and nothing is taken unasked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import qasync
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.presenters.test_application import run, second_start
from tests.ui.presenters.test_window import SPEED, Borrowed, Seat
from tests.ui.seen import button, shown_text
from turbodesk.app.handover import Handover
from turbodesk.app.live import LiveChat
from turbodesk.app.services import start_services
from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.model import Model
from turbodesk.settings import ENTER_SENDS, QUICK_MODEL, TEXT_PERCENT
from turbodesk.ui.desktop.macos_services import offer_service, text_of
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.presenters.again_menu import again_menu
from turbodesk.ui.presenters.quick_offers import is_secret
from turbodesk.ui.presenters.quick_question import NO_KEY
from turbodesk.ui.presenters.session import open_window
from turbodesk.ui.quick import QuickFoot, QuickWindow
from turbodesk.ui.widgets.lifetime import briefly, subscribe

__all__ = ["run"]

Run = Callable[..., None]


@pytest.fixture(autouse=True)
def _nothing_copied(qapp: QApplication) -> None:
    QGuiApplication.clipboard().clear()


async def asked(seat: Seat, folder: Path) -> QuickWindow:
    await second_start(folder / "data", Handover(ask=True))
    await seat.until(lambda: any(one.isVisible() for one in smalls()))
    (small,) = (one for one in smalls() if one.isVisible())
    return small


def smalls() -> list[QuickWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QuickWindow)]


def field(small: QWidget) -> QWidget:
    return next(one for one in small.findChildren(QWidget) if one.accessibleName() == "Message")


def chat_of(seat: Seat) -> LiveChat:
    chat = seat.presenter._desktop.quick_question._chat_presenter.chat  # noqa: SLF001
    assert chat is not None
    return chat


async def says(seat: Seat, small: QuickWindow, words: str) -> LiveChat:
    QTest.keyClicks(field(small), words)
    QTest.keyClick(field(small), Qt.Key.Key_Return)
    chat = chat_of(seat)
    await seat.until(lambda: len(chat.ids()) >= 2 and not chat.is_busy)
    return chat


def test_an_answer_comes_there_and_is_a_chat_of_the_list(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        before = seat.presenter.chat_presenter.chat
        small = await asked(seat, tmp_path)
        low = small.height()
        chat = await says(seat, small, "How many?")
        assert small.height() > low
        assert seat.presenter.chat_presenter.chat is before, "the main window stays where it was"
        await seat.until(lambda: seat.services.workspace.conversation(chat.conversation.id) is not None)
        assert chat.conversation.id not in seat.services.workspace.attention.unseen, "it was read in the small window"
        button(small, "Copy").click()
        await says(seat, small, "And now?")
        assert len(chat.ids()) == 4, "one can ask on"
        QTest.keySequence(small, QKeySequence("Esc"))
        assert not small.isVisible()
        small = await asked(seat, tmp_path)
        assert chat_of(seat) is not chat, "the next question is another"
        assert not shown_text(small).count("How many?")

    run(scene)


def test_it_goes_on_in_the_main_window(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        small = await asked(seat, tmp_path)
        chat = await says(seat, small, "How many?")
        QTest.keyClicks(field(small), "And of these")
        button(small, "Open in the window").click()
        await seat.until(lambda: seat.presenter.chat_presenter.chat is chat)
        assert not small.isVisible()
        assert seat.written() == "And of these"
        small = await asked(seat, tmp_path)
        assert chat_of(seat) is not chat
        editor = field(small)
        assert isinstance(editor, QPlainTextEdit)
        assert editor.toPlainText() == "", "it stands in the other window"

    run(scene)


def test_what_is_asked_of_a_message_is_done_once_its_chat_is_in_the_main_window(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        small = await asked(seat, tmp_path)
        chat = await says(seat, small, "How many?")
        front: list[tuple[LiveChat | None, str]] = []
        views, main = seat.presenter._views, seat.presenter.chat_presenter  # noqa: SLF001
        subscribe(small, views.message_actions.star_requested, lambda id_: front.append((main.chat, id_)))
        small.findChildren(Footer)[0].ask_for_star()
        await seat.until(lambda: front)
        assert front == [(chat, chat.ids()[1])]
        assert chat.marks.is_starred(chat.ids()[1])
        assert not small.isVisible()

    run(scene)


def test_menus_offer_nothing_that_has_no_effect_there(run: Run, tmp_path: Path) -> None:
    def offered(window: QWidget, reply_id: str) -> set[str]:
        footer = next(one for one in window.findChildren(Footer) if one.message_id == reply_id)
        with briefly(footer.menu()) as menu, briefly(window.findChildren(Body)[-1].context_menu(QPoint(1, 1))) as page:
            return {one.text() for one in (*menu.actions(), *page.actions())}

    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        large = offered(seat.window, seat.chat_ids()[1])
        small = await asked(seat, tmp_path)
        chat = await says(seat, small, "Hello")
        left_out = {"Save selection as Word…", "Compare with another model…"}
        assert large & left_out == left_out
        there = offered(small, chat.ids()[1])
        assert not there & left_out
        assert {"Save as Word…", "Copy as Markdown"} <= there

    run(scene)


def test_what_was_written_is_there_again(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        small = await asked(seat, tmp_path)
        QTest.keyClicks(field(small), "Half a question")
        QTest.keySequence(small, QKeySequence("Esc"))
        seat.presenter.actions.trigger("chat.new")
        assert seat.editor().toPlainText() == "", "it is not the new chat of the main window"
        small = await asked(seat, tmp_path)
        editor = field(small)
        assert isinstance(editor, QPlainTextEdit)
        assert editor.toPlainText() == "Half a question"

    run(scene)


def test_a_chat_that_comes_to_the_main_window_leaves_the_small_one(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        small = await asked(seat, tmp_path)
        chat = await says(seat, small, "How many?")
        await seat.until(lambda: seat.services.workspace.conversation(chat.conversation.id) is not None)
        seat.presenter.actions.trigger("chat.next")
        seat.presenter._chat_list.choose(chat.conversation.id)  # noqa: SLF001
        await seat.until(lambda: not small.isVisible())
        assert seat.presenter.chat_presenter.chat is chat

    run(scene)


def test_a_chat_that_is_deleted_leaves_the_small_window_to_the_next(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        small = await asked(seat, tmp_path)
        chat = await says(seat, small, "How many?")
        workspace = seat.services.workspace
        await seat.until(lambda: workspace.title_of(chat.conversation.id))
        QTest.keyClicks(field(small), "And of these")
        seat.presenter._chat_list.delete((chat.conversation.id,))  # noqa: SLF001
        assert small.isVisible()
        editor = field(small)
        assert isinstance(editor, QPlainTextEdit)
        assert (editor.toPlainText(), chat_of(seat).ids()) == ("", [])
        other = await says(seat, small, "Another")
        assert other is not chat
        assert len(chat.ids()) == 2
        await seat.until(lambda: [one.title for one in workspace.conversations()] == ["Another"])
        assert workspace.attention.beside == other.conversation.id

    run(scene)


def test_a_chat_that_is_deleted_behind_the_small_window_is_not_there_again(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        small = await asked(seat, tmp_path)
        QTest.keyClicks(field(small), "Half a question")
        QTest.keySequence(small, QKeySequence("Esc"))
        id_ = chat_of(seat).conversation.id
        await seat.until(lambda: seat.services.workspace.title_of(id_))
        seat.presenter._chat_list.delete((id_,))  # noqa: SLF001
        assert not small.isVisible()
        small = await asked(seat, tmp_path)
        assert chat_of(seat).conversation.id != id_
        assert seat.services.workspace.attention.beside == chat_of(seat).conversation.id

    run(scene)


@pytest.mark.parametrize("is_sent", [False, True])
def test_nothing_is_written_over_chats_from_a_backup(run: Run, tmp_path: Path, is_sent: bool) -> None:
    async def scene(seat: Seat) -> None:
        small, workspace, backups = await asked(seat, tmp_path), seat.services.workspace, seat.services.backups()
        QTest.keyClicks(field(small), "Before")
        chat = await says(seat, small, "") if is_sent else chat_of(seat)
        await seat.until(lambda: workspace.title_of(chat.conversation.id))
        made = await backups.make()
        QTest.keyClicks(field(small), " and after")
        chat.pin(pinned=True)
        await backups.restore(made.path)
        assert chat_of(seat) is not chat
        QTest.keyClicks(field(small), "The next")
        other = await says(seat, small, "")
        await seat.until(lambda: len(workspace.conversations()) == 2)
        restored = await workspace.open(chat.conversation.id)
        assert restored is not None
        assert not restored.conversation.pinned
        assert restored.conversation.draft == ("" if is_sent else "Before")
        assert len(other.ids()) == 2

    run(scene)


def test_what_is_copied_is_offered_and_taken_by_a_press_alone(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        QGuiApplication.clipboard().setText("What was copied")
        small = await asked(seat, tmp_path)
        offer = "Add what is copied: \u201cWhat was copied\u201d"
        await seat.until(lambda: any(one.text() == offer for one in small.findChildren(QPushButton)))
        editor = field(small)
        assert isinstance(editor, QPlainTextEdit)
        assert editor.toPlainText() == ""
        button(small, offer).click()
        assert editor.toPlainText().strip() == "> What was copied"

    run(scene)


def test_a_press_takes_nothing_of_another_kind_than_was_offered(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        def offered() -> list[QPushButton]:
            words = ("Add what is copied", "Attach ")
            return [one for one in small.findChildren(QPushButton) if one.text().startswith(words) and one.isVisible()]

        QGuiApplication.clipboard().setText("What was copied")
        small = await asked(seat, tmp_path)
        await seat.until(offered)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "letters.txt"))])
        (tmp_path / "letters.txt").write_text("private", encoding="utf-8")
        QGuiApplication.clipboard().setMimeData(mime)
        offered()[0].click()
        assert not chat_of(seat).is_saved, "nothing of it is in the draft"
        assert [one.text() for one in offered()] == ["Attach “letters.txt”"]
        QGuiApplication.clipboard().setText("Words again")
        offered()[0].click()
        editor = field(small)
        assert isinstance(editor, QPlainTextEdit)
        assert editor.toPlainText() == ""
        assert [one.text() for one in offered()] == ["Add what is copied: “Words again”"]

    run(scene)


def test_a_long_text_that_is_copied_is_attached(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        QGuiApplication.clipboard().setText("word " * 5_000)
        small = await asked(seat, tmp_path)
        await seat.until(lambda: any("Add what" in one.text() for one in small.findChildren(QPushButton)))
        next(one for one in small.findChildren(QPushButton) if "Add what" in one.text()).click()
        await seat.until(lambda: attachments_in(chat_of(seat).conversation.draft_parts))

    run(scene)


def test_a_text_that_another_program_sends_is_in_the_message_and_not_sent(run: Run) -> None:
    async def scene(seat: Seat) -> None:
        seat.presenter._desktop.ask_about("What is this?\nAnd this?")  # noqa: SLF001
        (small,) = [one for one in smalls() if one.isVisible()]
        editor = field(small)
        assert isinstance(editor, QPlainTextEdit)
        assert editor.toPlainText().strip() == "> What is this?\n> And this?"
        seat.presenter._desktop.ask_about("word " * 5_000)  # noqa: SLF001
        await seat.until(lambda: attachments_in(chat_of(seat).conversation.draft_parts))
        assert not chat_of(seat).ids()

    run(scene)


def test_a_pasteboard_of_macos_may_hold_no_text() -> None:
    for given, text in (("  Words\n", "Words"), ("", ""), (None, "")):
        assert text_of(SimpleNamespace(stringForType=lambda _kind, given=given: given)) == text
    assert offer_service(lambda _text: None) is None, "there are no services here"


@pytest.mark.parametrize(
    "form",
    [
        "x-kde-passwordManagerHint",
        "org.nspasteboard.ConcealedType",
        'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
    ],
)
def test_a_secret_is_never_offered(run: Run, tmp_path: Path, form: str) -> None:
    async def scene(seat: Seat) -> None:
        mime = QMimeData()
        mime.setText("correct horse battery staple")
        mime.setData(form, b"secret")
        assert is_secret(mime)
        QGuiApplication.clipboard().setMimeData(mime)
        small = await asked(seat, tmp_path)
        await asyncio.sleep(0)  # the turn in which it is offered
        await asyncio.sleep(0)
        assert "horse" not in shown_text(small)
        assert not any("horse" in one.text() for one in small.findChildren(QPushButton))

    run(scene)


def test_without_a_key_it_says_so_and_leads_to_the_window(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.until(lambda: seat.window.is_onboarding)
        small = await asked(seat, tmp_path)
        assert NO_KEY in shown_text(small)
        assert not field(small).isVisible()
        button(small, "Set up TurboDesk").click()
        assert not small.isVisible()
        assert seat.window.isVisible()

    run(scene, demo=False)


def test_the_model_that_is_chosen_there_is_that_of_the_next_question(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        small = await asked(seat, tmp_path)
        (foot,) = small.findChildren(QuickFoot)
        foot.model_chosen.emit("claude-haiku-4-5")
        assert chat_of(seat).conversation.model == "claude-haiku-4-5"
        assert seat.services.preferences.get(QUICK_MODEL) == "claude-haiku-4-5"
        assert seat.presenter.chat_presenter.chat is not None
        assert seat.presenter.chat_presenter.chat.conversation.model is None

    run(scene)


def test_of_which_model_a_reply_is_asked_again_is_asked_there_too(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        small = await asked(seat, tmp_path)
        chat = await says(seat, small, "Hello")
        first = chat.ids()[-1]
        next(one for one in small.findChildren(Footer) if one.isVisible()).models_button.click()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (same,) = menu.actions()
        assert same.text().startswith("The same model"), "the demo has no other"
        same.trigger()
        menu.close()
        await seat.until(lambda: not chat.is_busy and chat.ids()[-1] != first)

    run(scene)


def test_other_models_are_offered_and_said_to_whoever_asks(qtbot: QtBot) -> None:
    anchor = QPushButton()
    asked_of: list[Model | None] = []
    qtbot.addWidget(anchor)
    models = [Model(f"m{number}", f"Model & {number}") for number in range(9)]
    menu = again_menu(anchor, models, asked_of.append)
    same, *others = menu.actions()
    same.trigger()
    others[1].trigger()
    assert asked_of == [None, models[1]]
    assert len(others) == 6
    assert others[0].text() == "Model && 0", "as it is written"


def test_the_settings_of_the_main_window_hold_there_too(run: Run, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        small = await asked(seat, tmp_path)
        before = field(small).fontMetrics().height()
        seat.services.preferences.set(TEXT_PERCENT, 200)
        seat.services.preferences.set(ENTER_SENDS, False)
        assert field(small).fontMetrics().height() > before
        QTest.keyClicks(field(small), "One")
        QTest.keyClick(field(small), Qt.Key.Key_Return)
        assert not chat_of(seat).ids(), "Enter breaks the line"

    run(scene)


def test_a_start_for_a_question_alone_shows_no_other_window_and_ends_with_it(
    qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path
) -> None:
    def report_error(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    async def scene() -> None:
        async with (
            start_services(tmp_path, report=report_error, demo_speed=SPEED) as services,
            open_window(services, Borrowed(qapp), demo=True, handover=Handover(ask=True)) as presenter,
        ):
            (small,) = (one for one in smalls() if one.isVisible())
            assert not any(isinstance(one, Window) and one.isVisible() for one in qapp.topLevelWidgets())
            while not small.isActiveWindow():  # noqa: ASYNC110 - the platform says so in its own time
                await asyncio.sleep(0)
            QTest.keyClicks(field(small), "How many?")
            QTest.keyClick(field(small), Qt.Key.Key_Return)
            QTest.keySequence(small, QKeySequence("Esc"))
            assert not presenter.closed.done(), "the reply is waited for"
            await asyncio.wait_for(presenter.until_closed(), 20)
            (chat,) = services.workspace.conversations()
            assert chat.title == "How many?"

    qt_loop.run_until_complete(scene())
