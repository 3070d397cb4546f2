"""Nothing that comes from outside is obeyed anywhere: every label, dialog, tip and row, with markup in every field.

Each field has a bait of its own. A walk over all widgets, seen or not, finds what would be obeyed; that each bait is
found as it was written shows that the walk came past it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QHelpEvent, QTextCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.message.test_message import WIDTH, Show, actions, reply, show
from tests.ui.presenters.test_attachments import drafted, paste
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import everything_told, guessing, letters, obeyed
from turbodesk.app.commands import (
    ABOUT,
    DELETE,
    INSPECT,
    INSTRUCTIONS,
    MODEL,
    NEW_CHAT,
    PALETTE,
    SEARCH,
    SETTINGS,
    SHORTCUTS,
    USAGE,
)
from turbodesk.app.exports.formats import MARKDOWN as AS_MARKDOWN
from turbodesk.app.tool_loop import Call, CallState
from turbodesk.chat.diagnosis import CheckResult, CheckStatus
from turbodesk.chat.errors import FailureNote, Remedy
from turbodesk.chat.events import Adjusted, Waiting
from turbodesk.chat.message import Status, empty_reply, user_message
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Document, Image, Opaque, Part, RedactedThinking, Text, Thinking, ToolResult, ToolUse
from turbodesk.chat.turns import go_on_words
from turbodesk.settings import Section
from turbodesk.ui.doctor import DoctorSheet
from turbodesk.ui.message.attached import Attached
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.tool_card import ToolCard
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.theme import LIGHT

__all__ = ["actions", "play", "show"]  # fixtures

Play = Callable[..., None]


def bait(field: str) -> str:
    """Return text that Qt would obey wherever it guesses."""
    return f"<b>{field}</b> &lt;&amp; <a href='file:///x'>y</a> <img src='file:///{field}'>"


def short(field: str) -> str:
    """Return the same for names that have an end."""
    return f"<b>{field}</b> & <img>"


def all_windows() -> list[QWidget]:
    return QApplication.topLevelWidgets()


def close_popup() -> None:
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def walk(windows: Iterable[QWidget]) -> str:
    """Check everything in some windows, and return what they tell."""
    told = []
    for window in windows:
        assert not guessing(window)
        for menu in [window] if isinstance(window, QMenu) else window.findChildren(QMenu):
            assert not (isinstance(menu, QMenu) and menu.toolTipsVisible())
        for action in window.findChildren(QAction):
            assert not obeyed(action.statusTip() or action.whatsThis())
            told.append(action.text())
        for button in window.findChildren(QAbstractButton):
            assert button.shortcut().isEmpty(), f"{button.text()!r} is pressed by {button.shortcut().toString()}"
        told.append(everything_told(window))
    return "\n".join(told)


def lacking(told: str, *fields: str) -> list[str]:
    """Return the fields whose bait was not told: as it was written, or as an address has it."""
    written = {field: (f"<b>{field}</b>", f"%3Cb%3E{field}%3C/b%3E") for field in fields}
    return [field for field, forms in written.items() if not any(form in told for form in forms)]


async def furnished(seat: Seat) -> None:
    """Put bait into everything that is kept, and into the chat in front."""
    services, presenter = seat.services, seat.presenter
    await seat.says("gone")
    chat = presenter.chat_presenter.chat
    assert chat is not None
    chat.rename(bait("deleted"))
    seat.give(DELETE)
    seat.give(NEW_CHAT)
    await seat.says(bait("said"))
    chat = presenter.chat_presenter.chat
    assert chat is not None
    chat.rename(bait("title"))
    services.profiles.add(short("gateway"), "https://<b>address</b>/")
    assert services.model_registry.set_values(Model("<b>id</b>", short("model"), good_at=bait("good"))) == ""
    services.presets.keep(short("preset"), "<b>id</b>", Parameters(system=bait("system")))
    chat.choose_model("<b>id</b>")
    chat.tune(Parameters(system=bait("system")))
    await services.database.drain()  # a title is told once it is on disk


def test_the_whole_window_shows_what_comes_from_outside_as_it_is(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await furnished(seat)
        named = tmp_path / "<b>file<b> & <img>.txt"
        named.write_text("x")
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(named))])
        paste(seat, mime)
        await seat.until(lambda: drafted(seat))
        assert "<b>file<b>" in walk([seat.window])
        await seat.says("see")
        await seat.until(lambda: len(seat.window.findChildren(Attached)) == 1)
        seat.presenter.tell(
            FailureNote("x", bait("failure"), bait("advice"), Remedy.CHECK_CONNECTION, detail=bait("detail"))
        )
        seat.give(INSTRUCTIONS)
        seat.give(MODEL)
        told = walk(all_windows())
        assert not lacking(told, "title", "said", "model", "id", "good", "preset", "system", "failure")
        seat.key(Qt.Key.Key_Escape)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_gateway(next(one.id for one in seat.services.profiles.all() if "gateway" in one.name))
        seat.presenter._views.header.open_gateways()  # noqa: SLF001
        assert not lacking(walk(all_windows()), "gateway")
        close_popup()

    play(scene)


def test_the_title_bar_keeps_every_sign_of_a_title(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        def is_title(title: str) -> bool:
            return seat.window.windowHandle().title() == title

        await seat.says("hello")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        for title in ("What [*] does", "[*][*] & <b>[*]</b>"):
            chat.rename(title)
            await seat.until(partial(is_title, title))

    play(scene)


def test_every_dialog_of_the_window_does_so_too(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await furnished(seat)
        seat.give(PALETTE)
        told = walk(all_windows())
        assert not lacking(told, "title")
        for opening in (SHORTCUTS, ABOUT, INSPECT, USAGE, SETTINGS):
            seat.give(opening)
        await seat.until(
            lambda: not seat.services.scope.is_running("about") and not seat.services.scope.is_running("inspect")
        )
        (settings,) = seat.window.findChildren(SettingsSheet)
        for section in Section:
            settings.show_section(section)
        settings.gateway.show_checked(FailureNote("x", bait("refused"), bait("so"), detail=bait("answer")))
        settings.gateway.set_left_out([bait("left-out")])
        settings.storage.show_outcome(bait("archive"))
        await seat.until(lambda: not lacking(walk([settings]), "deleted"))
        told = walk(all_windows())
        assert "<b>address<" in told  # what was made of it as a host
        wanted = ("deleted", "gateway", "preset", "model", "id", "refused", "so", "answer", "left-out")
        assert not lacking(told, *wanted, "archive", "system")

    play(scene)


def test_what_is_found_and_what_is_saved_is_told_as_it_is(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await furnished(seat)
        seat.give(SEARCH)
        seat.type("said")
        await seat.until(lambda: not lacking(walk([seat.window]), "said"))
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        export = seat.presenter._lazy.export  # noqa: SLF001
        export.write(chat, tmp_path / "<b>saved<b>.md", AS_MARKDOWN)
        await seat.until(lambda: "<b>saved<b>.md" in walk([seat.window]))
        export.write(chat, tmp_path / "<b>nowhere<b>" / "x.md", AS_MARKDOWN)
        await seat.until(lambda: "<b>nowhere<b>" in walk(all_windows()) or not seat.services.scope.is_running("export"))
        walk(all_windows())

    play(scene)


WEB = {"type": "web_search_result_location", "url": f"https://e.org/{bait('page')}", "title": bait("source")}
CITED = {**WEB, "cited_text": bait("cited")}
MARKDOWN = f"""
[{bait("text")}](https://e.org/&lt;b&gt;href&lt;/b&gt;)

`{bait("code")}`

$a < b \\text{{{short("tex")}}}$

```{short("language")}
{bait("panel")}
```

| {bait("head")} |
| --- |
| {bait("cell")} |
"""


def opened(view: MessageView) -> str:
    """Unfold whatever unfolds, and return all the message tells."""
    for _ in range(2):
        for button in view.findChildren(QAbstractButton):
            if button.isCheckable() and not button.isChecked():
                button.setChecked(True)
    view.setFixedHeight(view.heightForWidth(WIDTH))
    return walk([view.window()])


CALL = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": bait("query")}}
FOUND = {
    "type": "web_search_result",
    "url": f"https://e.org/{bait('hit')}",
    "title": bait("found"),
    "page_age": bait("age"),
}
RESULT = {"type": "web_search_tool_result", "tool_use_id": "s1", "content": [FOUND]}
OTHER = {"type": "mcp_tool_use", "id": "m1", "name": short("mcp"), "input": {}}
FAULT = {"type": "mcp_tool_result", "tool_use_id": "m1", "content": {"type": "x", "error_code": short("fault")}}


@pytest.mark.parametrize(
    ("parts", "fields"),
    [
        ((Text(MARKDOWN),), ("text", "code", "tex", "panel", "head", "cell")),
        ((Text("x", citations=(CITED,)),), ("page", "source", "cited")),
        ((Thinking(bait("thought")), RedactedThinking(bait("sealed")), Text("x")), ("thought",)),
        ((Image({"type": "url", "url": bait("picture"), "name": bait("name")}),), ("picture", "name")),
        ((Document({"type": "url", "url": bait("document")}, title=bait("called")),), ("document", "called")),
        ((Opaque(CALL), Opaque(RESULT)), ("query", "hit", "found")),
        ((Opaque(OTHER), Opaque(FAULT)), ("mcp",)),
        ((Opaque({"type": short("kind"), "x": bait("field")}),), ("kind", "field")),
        ((ToolResult("t", bait("given"), is_error=True),), ("given",)),
    ],
)  # fmt: skip
def test_a_reply_shows_all_its_parts_as_they_are(show: Show, parts: tuple[Part, ...], fields: tuple[str, ...]) -> None:
    view = show(reply(*parts))
    assert not lacking(opened(view), *fields)


def test_a_tools_call_is_shown_as_it_is(show: Show) -> None:
    call = ToolUse("t1", short("tool"), f'{{"{short("key")}": "{bait("input")}"}}')
    view = show(reply(call, stop_reason="tool_use"))
    for state in CallState:
        view.set_calls([Call(call, state, bait("result"))], is_passed=False)
        card = next(iter(view.findChildren(ToolCard)))
        told = opened(view)
        assert not lacking(told, "tool", "input"), state
        assert card.isVisibleTo(view)
    assert not lacking(told, "result")


def test_how_a_reply_ended_is_told_as_it_is(show: Show) -> None:
    note = FailureNote("x", bait("failure"), bait("advice"), detail=bait("detail"), error_type=bait("type"))
    view = show(reply(status=Status.FAILED, failure=note))
    view.set_unavailable(frozenset(), successor=short("successor"))
    assert not lacking(opened(view), "failure", "advice", "detail", "type")
    view = show(reply(Text("x"), stop_reason=short("stopped"), reported_model=bait("other")))
    assert not lacking(opened(view), "stopped")
    refusal = {"explanation": bait("why")}
    assert not lacking(opened(show(reply(Text("x"), stop_reason="refusal", stop_details=refusal))), "why")
    refused = (Adjusted(short("parameter"), bait("reason")),)
    view = show(reply(Text("x"), adjusted=refused, wire_id=bait("wire"), stop_sequence=bait("sequence")))
    opened(view)
    view = show(replace(empty_reply("claude", "question"), status=Status.REPLYING))
    view.set_waiting(Waiting(1, 5.0, note))
    assert not lacking(opened(view), "failure")


def test_a_persons_own_words_and_their_model_are_shown_as_they_are(show: Show) -> None:
    assert not lacking(opened(show(user_message(bait("mine"), None))), "mine")
    opened(show(user_message(go_on_words(reply(Text(bait("end")))), None)))


def test_what_the_pointer_rests_on_in_a_text_is_told_as_it_is(show: Show) -> None:
    view = show(reply(Text("[x](https://e.org/&lt;b&gt;href) Cited", citations=(CITED,))))
    body = next(iter(view.findChildren(Body)))
    tips = set()
    for position in range(body.document().characterCount()):
        cursor = QTextCursor(body.document())
        cursor.setPosition(position)
        at = body.cursorRect(cursor).center() + QPoint(2, 0)
        QApplication.sendEvent(body.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, body.viewport().mapToGlobal(at)))
        assert not obeyed(QToolTip.text())
        tips.add(letters(QToolTip.text()))
    QToolTip.hideText()
    assert not lacking("\n".join(tips), "source", "cited")


def test_the_connection_check_shows_it_as_it_is(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = DoctorSheet(
        window, theme=LIGHT, checks={"one": short("check")}, cost=bait("cost"), version=bait("version")
    )
    dialog.begin(short("gateway"))
    dialog.show_line(
        CheckResult("one", short("check"), CheckStatus.FAIL, bait("words"), bait("advice"), bait("details"))
    )
    assert not lacking(walk([dialog]), "gateway", "check", "words", "advice", "details")
