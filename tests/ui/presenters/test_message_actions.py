"""What is asked of a message by its own buttons, in the whole window: the chat in front does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QPushButton, QWidget

from tests.app.wired import streamed
from tests.gateway_server import Answer, GatewayServer
from tests.ui.attachments import pictures
from tests.ui.presenters.test_attachments import drafted, paste
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, name_of, nameless, shown_text
from tests.ui.widgets.test_external import Desktop, desktop
from turbodesk.app.live import LiveChat
from turbodesk.app.tool_loop import CallState
from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.message import Status
from turbodesk.chat.parameters import Parameters
from turbodesk.settings import Section
from turbodesk.ui.attachments.viewer import Viewer
from turbodesk.ui.composer import Composer
from turbodesk.ui.doctor.sheet import DoctorSheet
from turbodesk.ui.message.attached import Attached
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.models.popup import ModelPopup
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.widgets.key_steps import KeyStepsSheet
from turbodesk.ui.widgets.lifetime import briefly

__all__ = ["desktop", "play", "run"]  # fixtures

Play = Callable[..., None]
MUCH = "Show me everything: tables, code, lists"
"""Asks the demo for more than the window shows at once."""


def front(seat: Seat) -> LiveChat:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return chat


def row(seat: Seat, message_id: str) -> MessageView:
    """The row of a message, visible."""
    return rows(seat, message_id)[0]


def rows(seat: Seat, message_id: str) -> list[MessageView]:
    """The row of a message if it is visible."""
    views = seat.window.findChildren(MessageView)
    return [one for one in views if one.message.id == message_id and one.isVisible()]


async def fails(seat: Seat, words: str) -> None:
    """Send a message whose reply fails, and wait for the end."""
    await seat.says(words)
    last = front(seat).message(seat.chat_ids()[-1])
    assert last is not None
    assert last.status is Status.FAILED
    await seat.until(lambda: rows(seat, last.id))


def test_try_again_asks_once_more_and_the_arrows_lead_back_and_forth(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a table")
        question, first = seat.chat_ids()
        button(row(seat, first), "Try again").click()
        await seat.until(lambda: seat.chat_ids()[-1] != first and not seat.is_replying())
        second = seat.chat_ids()[-1]
        assert front(seat).siblings(second) == (1, 2)
        button(row(seat, second), "Previous reply").click()
        await seat.until(lambda: seat.chat_ids() == (question, first))
        button(row(seat, first), "Next reply").click()
        await seat.until(lambda: seat.chat_ids() == (question, second))

    play(scene)


def test_the_wait_for_another_try_is_ended_by_the_replys_own_button(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.editor().setFocus()
        seat.type("fail busy")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: "Trying again in" in shown_text(seat.window))
        button(row(seat, seat.chat_ids()[-1]), "Stop waiting").click()
        await seat.until(lambda: not seat.is_replying())
        last = front(seat).message(seat.chat_ids()[-1])
        assert last is not None
        assert last.status is Status.STOPPED

    play(scene)


def test_a_reply_cut_off_is_gone_on_with(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await fails(seat, "fail cut")
        button(row(seat, seat.chat_ids()[-1]), "Go on").click()
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        assert "You asked to go on" in shown_text(seat.window)

    play(scene)


def test_the_oldest_turns_are_left_out_and_sent_again(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        await fails(seat, "fail size")
        button(row(seat, seat.chat_ids()[-1]), "Leave out the oldest turns").click()
        cut = front(seat).conversation.sent_from
        assert cut == seat.chat_ids()[2]
        await seat.until(lambda: not seat.is_replying())
        button(row(seat, cut), "Send them again").click()
        assert front(seat).conversation.sent_from is None
        assert "no longer sent" not in shown_text(seat.window), "the rows know at once"

    play(scene)


def test_a_question_that_was_refused_comes_back_to_be_said_differently(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        await seat.says("Show me a table")
        shown = row(seat, seat.chat_ids()[1])
        shown.set_is_last(is_last=True)
        shown.set_message(replace(shown.message, stop_reason="refusal"))  # the demo never refuses
        button(shown, "Edit your message").click()
        editor = row(seat, seat.chat_ids()[0]).editor
        assert editor is not None, "the question of that reply, wherever it stands"
        assert editor.text == "Show me a list"
        assert editor.field.hasFocus()

    play(scene)


@pytest.mark.parametrize(
    ("words", "remedy", "kind"),
    [
        ("fail key", "Open settings", SettingsSheet),
        ("fail model", "Choose a model", ModelPopup),
        ("fail key", "Where do I get a key?", KeyStepsSheet),
        ("fail expired", "Where do I get a key?", KeyStepsSheet),
        ("fail credit", "Where do I get a key?", KeyStepsSheet),
    ],
)
def test_what_a_chat_cannot_do_itself_the_window_does(
    play: Play,
    words: str,
    remedy: str,
    kind: type[QWidget],
) -> None:
    async def scene(seat: Seat) -> None:
        await fails(seat, words)
        button(row(seat, seat.chat_ids()[-1]), remedy).click()
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(kind)))
        for one in seat.window.findChildren(kind):
            one.close()

    play(scene)


def test_the_steps_to_a_key_lead_to_where_it_is_pasted(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await fails(seat, "fail credit")
        button(row(seat, seat.chat_ids()[-1]), "Where do I get a key?").click()
        steps = first_of(seat.window, KeyStepsSheet)
        assert f"Paste it in Settings, under {Section.GATEWAY.label}." in shown_text(steps)
        assert not nameless(steps)
        seat.key(Qt.Key.Key_Return)
        assert not steps.isVisible()
        await seat.until(lambda: name_of(seat.focused()) == "Your key")

    play(scene)


def test_of_another_gateway_nobody_knows_where_its_keys_come_from(run: Play) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(status=401))
        await seat.says("Hello")
        await seat.until(lambda: any(name_of(one) == "Open settings" for one in seat.window.findChildren(QPushButton)))
        row_ = row(seat, seat.chat_ids()[-1])
        shown = [one.text() for one in row_.findChildren(QPushButton) if one.isVisible()]
        assert "Open settings" in shown
        assert "Where do I get a key?" not in shown
        button(row_, "Check connection").click()
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(DoctorSheet)))
        for one in seat.window.findChildren(DoctorSheet):
            one.close()

    run(scene)


def test_the_key_page_named_for_a_gateway_is_where_its_cards_lead(run: Play, desktop: Desktop) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(status=402))
        profiles, chat = seat.services.profiles, seat.presenter.chat_presenter.chat
        assert chat is not None
        own, other = chat.conversation.gateway_id, profiles.add("Other", "https://other.invalid").id
        profiles.set_key_page(own, "https://keys.example/mine")
        await seat.says("Hello")
        await seat.until(lambda: any(name_of(one) == "Open settings" for one in seat.window.findChildren(QPushButton)))
        profiles.choose_default(other)
        button(row(seat, seat.chat_ids()[-1]), "Where do I get a key?").click()
        steps = first_of(seat.window, KeyStepsSheet)
        assert "Open the key page of Mine and sign in" in shown_text(steps)
        assert "TheTurbo" not in shown_text(steps)
        button(steps, "Open the key page").click()
        assert desktop.last() == "https://keys.example/mine"
        button(steps, "Paste a key…").click()
        await seat.until(
            lambda: "Mine" in [one.text() for one in seat.window.findChildren(QLineEdit) if one.isVisible()]
        )
        first_of(seat.window, SettingsSheet).dismiss()

    run(scene)


def test_a_chat_too_long_for_its_model_leads_to_a_new_one(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await fails(seat, "fail size")
        button(row(seat, seat.chat_ids()[-1]), "New chat").click()
        await seat.until(lambda: seat.chat_ids() == ())

    play(scene)


def test_a_tool_that_is_denied_does_not_run_and_the_model_is_told(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        front(seat).tune(Parameters(tools=("calculator",)))
        await seat.says("What is 6 * 7?")
        asking = seat.chat_ids()[1]
        await seat.until(lambda: "wants to work out" in shown_text(seat.window))
        button(row(seat, asking), "Do not: Calculator").click()
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        assert [call.state for call in front(seat).calls(asking)] == [CallState.DENIED]

    play(scene)


def test_text_is_selected_in_one_message_at_a_time(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        question, answer = (row(seat, message_id) for message_id in seat.chat_ids())
        question.select_all()
        assert question.has_selection()
        answer.select_all()
        assert answer.has_selection()
        assert not question.has_selection()

    play(scene)


def entries(item: QWidget) -> dict[str, QAction]:
    """What the menu of an attachment offers."""
    place = item.rect().center()
    QApplication.sendEvent(item, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, item.mapToGlobal(place)))
    (menu,) = (one for one in item.findChildren(QMenu) if one.isVisible())
    offered = {entry.text(): entry for entry in menu.actions()}
    menu.close()
    return offered


def test_a_picture_of_a_message_is_opened_copied_and_saved(play: Play, tmp_path: Path) -> None:
    kept = tmp_path / "kept.png"

    async def scene(seat: Seat) -> None:
        mime = QMimeData()
        mime.setData("image/png", pictures.png(300, 200))
        paste(seat, mime)
        await seat.until(lambda: drafted(seat))
        await seat.says("What is this?")
        item = first_of(row(seat, seat.chat_ids()[0]), Attached).findChildren(QWidget)[0]
        QGuiApplication.clipboard().clear()
        entries(item)["Copy picture"].trigger()
        await seat.until(lambda: QGuiApplication.clipboard().image().width() == 300)
        entries(item)["Save as…"].trigger()
        (dialog,) = seat.window.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(kept))
        dialog.close()
        await seat.until(kept.exists)
        entries(item)["Open"].trigger()
        viewer = first_of(seat.window, Viewer)
        assert viewer.isVisible()
        QGuiApplication.clipboard().clear()
        button(viewer, "Copy picture").click()
        await seat.until(lambda: QGuiApplication.clipboard().image().width() == 300)
        kept.unlink()
        button(viewer, "Save as").click()
        (dialog,) = (one for one in seat.window.findChildren(QFileDialog) if one.isVisible())
        dialog.fileSelected.emit(str(kept))
        dialog.close()
        await seat.until(kept.exists)

    play(scene)


def test_a_picture_is_in_its_message_before_anything_can_be_attached(
    qapp: QApplication,
    qt_loop: qasync.QEventLoop,
    play: Play,
    tmp_path: Path,
) -> None:
    """Whoever takes files in is made when the window stands; the pictures of the chat must not wait for it."""

    async def scene(seat: Seat) -> None:
        mime = QMimeData()
        mime.setData("image/png", pictures.png(300, 200))
        paste(seat, mime)
        await seat.until(lambda: drafted(seat))
        await seat.says("What is this?")
        views = MainWindowViews(qapp, seat.services)
        with briefly(views.window):
            question = front(seat).message(seat.chat_ids()[0])
            assert question is not None
            (attachment,) = attachments_in(question.parts)
            size = QSize(30, 20)
            with briefly(views.message_views.make(question)) as made:
                made.heightForWidth(700)
                assert made.findChild(Attached) is not None
            thumbnails = views.attachment_actions.thumbnails
            await seat.until(lambda: thumbnails.picture(attachment, size) is not None)

    play(scene)


def reading(seat: Seat) -> str | None:
    """The message at the top of the view; None: the view stands at the end."""
    place = seat.presenter._views.transcript.place()  # noqa: SLF001 - where the reader is, which nothing says in words
    return None if place is None else place.message_id


def test_a_reply_that_goes_on_leaves_the_reader_where_they_are(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        front(seat).choose_model("claude-haiku-4-5-20251001")  # one that goes on as if it had never stopped
        await seat.says(MUCH)
        await fails(seat, "fail cut")
        _, above, question, cut = seat.chat_ids()
        await seat.until(lambda: reading(seat) == question)
        bar = seat.presenter._views.transcript.verticalScrollBar()  # noqa: SLF001
        bar.setValue(bar.value() - 100)  # as the wheel does
        assert reading(seat) == above
        button(row(seat, cut), "Go on").click()
        await seat.until(lambda: seat.chat_ids()[-1] != cut and not seat.is_replying())
        await seat.until(lambda: seat.presenter._views.transcript.is_idle)  # noqa: SLF001
        assert len(seat.chat_ids()) == 4
        assert reading(seat) == above

    play(scene)


def test_what_a_tool_found_leaves_the_reader_where_they_are(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says(MUCH)
        front(seat).tune(Parameters(tools=("calculator",)))
        await seat.says("What is 6 * 7?")
        question, asking = seat.chat_ids()[2:]
        await seat.until(lambda: "wants to work out" in shown_text(seat.window))
        await seat.until(lambda: reading(seat) == question)
        button(row(seat, asking), "Allow: Calculator").click()
        await seat.until(lambda: len(seat.chat_ids()) == 6 and not seat.is_replying())
        await seat.until(lambda: seat.presenter._views.transcript.is_idle)  # noqa: SLF001
        assert reading(seat) == question, "not at the results, which the model alone reads"
        await seat.says("Thank you")
        await seat.until(lambda: reading(seat) == seat.chat_ids()[6])

    play(scene)


def test_of_two_tools_that_ask_the_one_answered_asks_no_more(run: Play) -> None:
    def asking(seat: Seat) -> int:
        row_ = row(seat, seat.chat_ids()[1])
        return sum(name_of(one) == "Do not: Calculator" and one.isVisible() for one in row_.findChildren(QPushButton))

    async def scene(seat: Seat, server: GatewayServer) -> None:
        calls = [
            {"type": "tool_use", "id": f"toolu_{at}", "name": "calculator", "json": f'{{"expression": "6 * {at}"}}'}
            for at in range(2)
        ]
        server.script(streamed(calls, stop_reason="tool_use"), default=Answer(text="Done."))
        front(seat).tune(Parameters(tools=("calculator",)))
        await seat.says("What are 6 * 0 and 6 * 1?")
        await seat.until(lambda: asking(seat) == 2)
        seat.key(Qt.Key.Key_Space)
        await seat.until(lambda: asking(seat) == 1)
        assert len(seat.chat_ids()) == 2, "the model waits for both"
        assert name_of(seat.focused()) == "Allow: Calculator", "the other question is the next"
        seat.key(Qt.Key.Key_Space)
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())

    run(scene)


def test_a_reply_is_asked_for_again_of_another_model_and_the_chat_keeps_its_own(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a table")
        first = seat.chat_ids()[-1]
        own = front(seat).model
        button(row(seat, first), "Try again with another model").click()
        menu = next(one for one in seat.window.findChildren(QMenu) if one.isVisible())
        names = [entry.text() for entry in menu.actions()]
        assert names[0].startswith("The same model")
        assert own.name not in names
        other = menu.actions()[1]
        menu.close()
        other.trigger()
        await seat.until(lambda: seat.chat_ids()[-1] != first and not seat.is_replying())
        again = front(seat).message(seat.chat_ids()[-1])
        assert again is not None
        assert again.model != own.id
        assert front(seat).model == own
        assert front(seat).siblings(again.id) == (1, 2)

    play(scene)


def test_a_quotation_joins_what_is_being_written_and_undo_takes_it_out(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        composer = first_of(seat.window, Composer)
        composer.write("About this:")
        seat.presenter.chat_presenter.quote("One.\n\nTwo.")
        assert composer.text() == "About this:\n\n> One.\n>\n> Two.\n\n"
        assert composer.focusProxy() is QApplication.focusWidget()
        seat.editor().undo()
        assert composer.text() == "About this:"

    play(scene)


def test_a_reply_of_which_nothing_comes_is_ended_and_asked_for_again(run: Play) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(Answer(status=529, headers={"retry-after": "50"}), default=Answer(text="At last."))
        seat.editor().setFocus()
        seat.type("Hello")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: (growing := front(seat).replies.get(front(seat).ids()[-1])) and growing.waiting)
        first = seat.chat_ids()[-1]
        seat.presenter.chat_presenter.restart()
        await seat.until(lambda: seat.chat_ids()[-1] != first and not seat.is_replying())
        again = front(seat).message(seat.chat_ids()[-1])
        assert again is not None
        assert again.text == "At last."

    run(scene)
