"""The sidebar asks for what the person does, by pointer and by keyboard, and shows what it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, first_of, press
from turbodesk.app.exports.formats import FORMATS
from turbodesk.chat.conversation import Conversation, Unseen
from turbodesk.chat.found import FoundMessage
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.sidebar.conversation_list import ConversationList
from turbodesk.ui.sidebar.grouping import Hit
from turbodesk.ui.sidebar.paint import RowPart, button_rect, row_box, tick_rect
from turbodesk.ui.sidebar.paint_hit import HitPainter
from turbodesk.ui.sidebar.side_row import SideRow
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.theme.apply import set_motion
from turbodesk.ui.widgets.menu import Menu

NOW = int(dt.datetime(2026, 3, 10, 12).timestamp() * 1000)
CHATS = [
    Conversation("a", "Trip plan", updated_at=NOW, pinned=True),
    Conversation("b", "Explain entanglement", updated_at=NOW - 1),
    Conversation("c", "Invoice", updated_at=NOW - 2),
    Conversation("d", "Release note", updated_at=NOW - 86_400_000),
]


@pytest.fixture
def sidebar(qtbot: QtBot) -> Sidebar:
    sidebar = Sidebar(LIGHT, today=lambda: dt.date(2026, 3, 10))
    qtbot.addWidget(sidebar)
    sidebar.resize(264, 600)
    sidebar.set_conversations(CHATS)
    sidebar.show()
    sidebar.activateWindow()
    qtbot.waitExposed(sidebar)
    # The pointer stays where the last test left it, which may be over this list.
    qtbot.mouseMove(sidebar, QPoint(100, 5))
    QApplication.sendEvent(the_list(sidebar).viewport(), QEvent(QEvent.Type.Leave))
    return sidebar


def counted(work: Callable[..., object], calls: list[int]) -> Callable[..., object]:
    """`work`, that leaves a mark in `calls` each time."""

    def called(*given: object) -> object:
        calls.append(1)
        return work(*given)

    return called


def the_list(sidebar: Sidebar) -> ConversationList:
    return first_of(sidebar, ConversationList)


def place(sidebar: Sidebar, id_: str) -> QPoint:
    view = the_list(sidebar)
    return view.visualRect(view.rows.find(id_)).center()


def heard(signal: object) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))  # type: ignore[attr-defined]  # any signal
    return calls


def search_field(sidebar: Sidebar) -> QLineEdit:
    """The field, which a search on demand has brought."""
    sidebar.focus_search()
    return next(one for one in sidebar.findChildren(QLineEdit) if one.accessibleName() == "Search")


def open_editor(sidebar: Sidebar) -> QLineEdit | None:
    editors = [one for one in sidebar.findChildren(QLineEdit) if one.accessibleName() == "Title" and one.isVisible()]
    return editors[0] if editors else None


def test_it_shows_conversations_in_groups(sidebar: Sidebar) -> None:
    rows = the_list(sidebar).rows
    shown = [rows.index(at).data() for at in range(rows.rowCount())]
    assert shown == [
        "Pinned",
        "Trip plan",
        "Today",
        "Explain entanglement",
        "Invoice",
        "Yesterday",
        "Release note",
    ]


def test_a_click_chooses(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen = heard(sidebar.conversation_chosen)
    view = the_list(sidebar).viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(sidebar, "c"))
    qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=place(sidebar, "d"))
    assert chosen == [("c",)]


def test_arrows_pass_over_headings_and_enter_chooses(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen = heard(sidebar.conversation_chosen)
    sidebar.set_current("c")
    the_list(sidebar).focus_first()
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_Down)
    assert chosen == []
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_Return)
    assert chosen == [("d",)]


def test_only_the_open_conversation_is_selected(sidebar: Sidebar, qtbot: QtBot) -> None:
    view = the_list(sidebar)
    sidebar.set_current("b")
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, "d"))
    assert [index.data() for index in view.selectedIndexes()] == ["Explain entanglement"]
    sidebar.set_current(None)
    assert view.selectedIndexes() == []


def test_the_open_conversation_stays_selected_through_changes(sidebar: Sidebar) -> None:
    view = the_list(sidebar)
    sidebar.set_current("d")
    sidebar.update_conversation(replace(CHATS[3], updated_at=NOW + 5, title="Moved"))
    assert [index.data() for index in view.selectedIndexes()] == ["Moved"]
    search_field(sidebar).setText("invoice")
    assert view.selectedIndexes() == []
    search_field(sidebar).clear()
    assert [index.data() for index in view.selectedIndexes()] == ["Moved"]


def test_who_reads_further_down_is_not_called_back_to_the_open_chat(sidebar: Sidebar) -> None:
    many = [Conversation(f"c{n}", f"Chat {n}", updated_at=NOW - n) for n in range(200)]
    sidebar.set_conversations(many)
    sidebar.set_current("c150")
    bar = the_list(sidebar).verticalScrollBar()
    assert bar.value(), "the open chat is shown"
    bar.setValue(0)
    sidebar.set_conversations(many[1:])
    sidebar.set_current("c150")
    assert bar.value() == 0, "a chat was deleted where it was read"
    sidebar.set_current("c180")
    assert bar.value(), "another one is open"


@pytest.mark.parametrize("way", ["key", "double click"])
def test_renaming_in_place(sidebar: Sidebar, qtbot: QtBot, way: str) -> None:
    renamed = heard(sidebar.rename_requested)
    view = the_list(sidebar)
    sidebar.set_current("c")
    if way == "key":
        the_list(sidebar).focus_first()
        qtbot.keyClick(view, Qt.Key.Key_F2)
    else:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, "c"))
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, "c"))
    editor = open_editor(sidebar)
    assert editor is not None
    assert editor.selectedText() == "Invoice"
    qtbot.keyClicks(editor, "Bill")
    sidebar.update_conversation(replace(CHATS[3], updated_at=NOW + 5))  # another chat moves meanwhile
    assert editor.text() == "Bill"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: renamed == [("c", "Bill")])


def test_escape_leaves_the_title_alone(sidebar: Sidebar, qtbot: QtBot) -> None:
    renamed = heard(sidebar.rename_requested)
    stopped = heard(QShortcut(QKeySequence("Esc"), sidebar).activated)
    sidebar.set_current("c")
    the_list(sidebar).focus_first()
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_F2)
    editor = open_editor(sidebar)
    assert editor is not None
    qtbot.keyClicks(editor, "no")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert renamed == []
    assert stopped == []


def test_f2_and_delete_mean_the_row_with_the_focus(sidebar: Sidebar, qtbot: QtBot) -> None:
    of_the_window = [heard(QShortcut(QKeySequence(key), sidebar).activated) for key in ("F2", "Del")]
    deleted = heard(sidebar.delete_requested)
    sidebar.set_current("b")
    the_list(sidebar).focus_first()
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_Down)
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_Delete)
    assert deleted == [(("c",),)]
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_F2)
    assert open_editor(sidebar) is not None
    assert of_the_window == [[], []]


def test_the_delete_key_asks_to_delete(sidebar: Sidebar, qtbot: QtBot) -> None:
    deleted = heard(sidebar.delete_requested)
    sidebar.set_current("c")
    the_list(sidebar).focus_first()
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_Delete)
    assert deleted == [(("c",),)]


def test_without_chats_it_says_so(sidebar: Sidebar) -> None:
    sidebar.set_conversations(CHATS[:1])
    sidebar.set_conversations([])
    assert "No chats yet" in visible_words(sidebar)


def test_the_menu_of_a_row(sidebar: Sidebar, qtbot: QtBot) -> None:
    pinned, deleted = heard(sidebar.pin_requested), heard(sidebar.delete_requested)
    exported = heard(sidebar.export_requested)
    for chat in CHATS[:2]:
        menu = the_list(sidebar).menu_for(chat)
        actions = {action.text().partition("\t")[0]: action for action in menu.actions() if action.text()}
        assert list(actions) == ["Rename", "Unpin" if chat.pinned else "Pin", "Move to project", "Export…", "Delete"]
        for name, action in actions.items():
            if name != "Rename":
                action.trigger()
        menu.close()
    assert pinned == [("a", False), ("b", True)]
    assert deleted == exported == [(("a",),), (("b",),)]


def test_the_dots_of_a_row_open_its_menu(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen = heard(sidebar.conversation_chosen)
    view = the_list(sidebar)
    rect = view.visualRect(view.rows.find("c"))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 25, rect.center().y()))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert menu.accessibleName() == "Invoice"
    menu.close()
    assert chosen == []


def test_searching(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen = heard(sidebar.conversation_chosen)
    sidebar.focus_search()
    field = search_field(sidebar)
    qtbot.keyClicks(field, "NOTE rel")
    assert sidebar.titles() == ["Release note"]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert chosen == [("d",)]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert the_list(sidebar).hasFocus()
    sidebar.focus_search()
    qtbot.keyClicks(field, "zzz")
    assert "Nothing found" not in visible_words(sidebar), "messages are still looked through"
    sidebar.set_found("zz", ())
    assert "Nothing found" not in visible_words(sidebar), "an answer that comes too late"
    sidebar.set_found("zzz", ())
    assert "Nothing found" in visible_words(sidebar)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert len(sidebar.titles()) == len(CHATS)


def shown_rows(sidebar: Sidebar) -> list[str]:
    rows = the_list(sidebar).rows
    return [str(rows.index(at).data()) for at in range(rows.rowCount())]


def test_what_a_chat_says_stands_under_its_title_once(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen, opened = heard(sidebar.message_chosen), heard(sidebar.conversation_chosen)
    deleted = heard(sidebar.delete_requested)
    said = FoundMessage("b", "m1", "Old title", NOW - 2 * 86_400_000, "Two entangled photons", ((4, 13),), in_chat=4)
    found = [
        FoundMessage("c", "m3", "", NOW, "Entangled bills", ((0, 9),)),
        said,
        FoundMessage("gone", "m2", "Gone", NOW, "Entangled, too", ((0, 9),)),
    ]
    field = search_field(sidebar)
    qtbot.keyClicks(field, "entangle")
    sidebar.set_found("entangle", found)
    assert shown_rows(sidebar) == [
        "2 chats, 5 places",
        "Explain entanglement",
        "Explain entanglement",
        "3 more here",
        "Invoice",
        "Invoice",
    ], "a title that has the words comes first, with what its messages say beneath it"
    view = the_list(sidebar)
    rows = view.rows
    spoken = [rows.index(at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(1, 4)]
    assert spoken == [
        "Explain entanglement, 11:59",
        "Explain entanglement, 8 Mar, Two entangled photons",
        "3 more here",
    ]
    sidebar.grab()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == [("b",)]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen == [(said,)]
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2):
        qtbot.keyClick(view, key)
    assert deleted == []
    assert open_editor(sidebar) is None
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(3, 0)).center())
    assert chosen == [(said,), (said,)], "there the find bar goes on"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert len(sidebar.titles()) == len(CHATS)
    assert not field.isVisible()


def test_a_long_snippet_takes_two_lines_and_a_wider_list_one(sidebar: Sidebar, qtbot: QtBot) -> None:
    long = "Entangled photons, and much more about them than fits into one line of a sidebar"
    found = [FoundMessage("b", f"m{n}", "", NOW, text, ((0, 9),)) for n, text in enumerate((long * 3, "Entangled"))]
    qtbot.keyClicks(search_field(sidebar), "photons")
    sidebar.set_found("photons", found)
    view = the_list(sidebar)

    def height(at: int) -> int:
        return view.visualRect(view.model().index(at, 0)).height()

    line = height(3) - 10 - 2  # what is beneath and above the last
    assert height(2) == 4 + 2 * line
    sidebar.set_found(
        "photons", [replace(one, snippet="Entangled photons, and more of them than twins") for one in found]
    )
    assert height(2) == 4 + 2 * line
    sidebar.resize(399, 600)
    qtbot.waitUntil(lambda: height(2) == 4 + line)


def test_a_title_that_has_the_words_is_read_with_them_marked(sidebar: Sidebar, qtbot: QtBot) -> None:
    qtbot.keyClicks(search_field(sidebar), "entangle")
    sidebar.set_found("entangle", ())
    view = the_list(sidebar)
    row = view.visualRect(view.model().index(1, 0))
    image = view.grab(row).toImage()
    colors = {image.pixelColor(x, y).name() for x in range(20, row.width() - 60) for y in range(row.height())}
    assert LIGHT.color("found").name() in colors, "the mark"
    assert LIGHT.color("text").name() in colors, "the letters"


def test_the_line_above_says_when_there_is_more(sidebar: Sidebar, qtbot: QtBot) -> None:
    found = [FoundMessage("b", "m1", "", NOW, "Entangled", ((0, 9),), in_chat=60)]
    qtbot.keyClicks(search_field(sidebar), "entangled")
    sidebar.set_found("entangled", found, is_cut=True)
    assert shown_rows(sidebar)[0] == "1 chat, 60 places and more"
    sidebar.set_found("entangled", [replace(one, has_signs=False) for one in found])
    assert shown_rows(sidebar)[0] == "1 chat, 60 places, without the signs"


def test_search_comes_on_demand_and_the_focus_goes_back(sidebar: Sidebar, qtbot: QtBot) -> None:
    sidebar.set_current("c")
    the_list(sidebar).focus_first()
    qtbot.mouseClick(pressed(sidebar, "Search chats"), Qt.MouseButton.LeftButton)
    field = next(one for one in sidebar.findChildren(QLineEdit) if one.accessibleName() == "Search")
    assert field.hasFocus()
    assert not pressed(sidebar, "New chat").isVisible(), "it stands in its place"
    qtbot.keyClicks(field, "invoice")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert pressed(sidebar, "New chat").isVisible()
    assert the_list(sidebar).hasFocus()
    assert len(sidebar.titles()) == len(CHATS)


def test_an_empty_sidebar_says_what_to_do(sidebar: Sidebar) -> None:
    sidebar.set_conversations([])
    words = visible_words(sidebar)
    assert "No chats yet" in words
    assert not pressed(sidebar, "Search chats").isEnabled()
    sidebar.update_conversation(CHATS[0])
    assert "No chats yet" not in visible_words(sidebar)


def pressed(sidebar: Sidebar, name: str) -> QAbstractButton:
    return next(one for one in sidebar.findChildren(QAbstractButton) if one.accessibleName() == name)


def test_the_buttons(sidebar: Sidebar, qtbot: QtBot) -> None:
    sidebar.set_month("$1.84")
    signals = {
        "New chat": sidebar.new_chat_requested,
        "Settings": sidebar.settings_requested,
        "$1.84 this month": sidebar.usage_requested,
        "Hide sidebar": sidebar.fold_requested,
    }
    for name, signal in signals.items():
        calls = heard(signal)
        qtbot.mouseClick(pressed(sidebar, name), Qt.MouseButton.LeftButton)
        assert len(calls) == 1, name
    sidebar.set_month("")
    assert not pressed(sidebar, "").isVisible()


def hover(sidebar: Sidebar, qtbot: QtBot, place: QPoint) -> None:
    """Have the pointer come into the list, to a place of it."""
    view = the_list(sidebar).viewport()
    at = QPointF(place)
    QApplication.sendEvent(view, QEnterEvent(at, at, QPointF(view.mapToGlobal(place))))
    qtbot.mouseMove(view, place)


def test_syncing_has_a_mark_at_the_foot_only_while_there_is_something_to_say(sidebar: Sidebar) -> None:
    sidebar.set_sync("")
    assert "_sync" not in vars(sidebar), "where nobody syncs there is not even a button"
    calls = heard(sidebar.sync_pressed)
    sidebar.set_sync("Your storage is full: 3 chats wait here.")
    QApplication.processEvents()
    mark = button(sidebar, "Your storage is full: 3 chats wait here.")
    assert "3 chats wait here" in mark.toolTip()
    press(mark, Qt.Key.Key_Space)
    assert len(calls) == 1
    sidebar.apply_theme(DARK)
    sidebar.set_sync("")
    assert mark.isHidden()


def test_the_pointed_row_has_its_two_buttons(sidebar: Sidebar, qtbot: QtBot) -> None:
    pinned, chosen = heard(sidebar.pin_requested), heard(sidebar.conversation_chosen)
    view = the_list(sidebar)
    row = row_box(view.visualRect(view.rows.find("c")), view)
    pin = button_rect(row, RowPart.PIN, view.layoutDirection())
    assert (pin.width(), pin.height()) == (26, 26)
    without = view.grab(row).toImage()
    hover(sidebar, qtbot, pin.center())
    assert view.grab(row).toImage() != without
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=pin.center())
    assert pinned == [("c", True)]
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=pin.center())
    assert open_editor(sidebar) is None, "two quick presses are two presses"
    assert chosen == []


def test_no_row_moves_under_the_hand_and_all_are_sorted_when_it_has_left(sidebar: Sidebar, qtbot: QtBot) -> None:
    stood = shown_rows(sidebar)
    hover(sidebar, qtbot, place(sidebar, "d"))
    sidebar.update_conversation(replace(CHATS[3], updated_at=NOW + 5))
    assert shown_rows(sidebar) == stood
    the_list(sidebar).focus_first()
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_Down)
    QApplication.sendEvent(the_list(sidebar).viewport(), QEvent(QEvent.Type.Leave))
    assert shown_rows(sidebar) == stood, "a key walks in it yet"
    pressed(sidebar, "Settings").setFocus()
    assert shown_rows(sidebar) == ["Pinned", "Trip plan", "Today", "Release note", "Explain entanglement", "Invoice"]


def test_a_title_being_written_keeps_its_place(sidebar: Sidebar, qtbot: QtBot) -> None:
    stood = shown_rows(sidebar)
    the_list(sidebar).rename("d")
    sidebar.update_conversation(replace(CHATS[3], updated_at=NOW + 5))
    assert shown_rows(sidebar) == stood
    editor = open_editor(sidebar)
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: the_list(sidebar).state() == QAbstractItemView.State.NoState)
    pressed(sidebar, "Settings").setFocus()
    qtbot.waitUntil(lambda: shown_rows(sidebar)[3] == "Release note")


def bar_words(sidebar: Sidebar) -> list[str]:
    return [one.text() for one in sidebar.findChildren(QLabel) if one.isVisible() and "chosen" in one.text()]


CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


@pytest.mark.parametrize(
    ("presses", "chosen"),
    [
        ([("c", CTRL)], ("c",)),
        ([("c", CTRL), ("a", CTRL)], ("a", "c")),
        ([("b", CTRL), ("d", SHIFT)], ("b", "c", "d")),
        ([("d", SHIFT)], ("b", "c", "d")),
        ([("c", CTRL), ("c", CTRL)], ()),
    ],
)
def test_several_are_chosen_as_in_any_list(
    sidebar: Sidebar, qtbot: QtBot, presses: list[tuple[str, Qt.KeyboardModifier]], chosen: tuple[str, ...]
) -> None:
    opened = heard(sidebar.conversation_chosen)
    view = the_list(sidebar)
    sidebar.set_current("b")
    for id_, modifier in presses:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place(sidebar, id_))
    assert view.several == chosen
    words = "1 chat chosen" if len(chosen) == 1 else f"{len(chosen)} chats chosen"
    assert bar_words(sidebar) == ([words] if chosen else [])
    assert opened == []
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, place(sidebar, "d"))
    assert view.several == ()
    assert opened == [("d",)]


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_press_in_a_box_ticks_it(sidebar: Sidebar, qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    opened = heard(sidebar.conversation_chosen)
    sidebar.setLayoutDirection(direction)
    view = the_list(sidebar)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, CTRL, place(sidebar, "b"))
    for id_ in ("c", "d"):
        tick = tick_rect(row_box(view.visualRect(view.rows.find(id_)), view), direction)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, tick.center())
    assert list(view.several) == ["b", "c", "d"]
    assert opened == []
    sidebar.grab()


def test_several_are_chosen_and_deleted_by_key(sidebar: Sidebar, qtbot: QtBot) -> None:
    deleted, stopped = heard(sidebar.delete_requested), heard(QShortcut(QKeySequence("Esc"), sidebar).activated)
    view = the_list(sidebar)
    sidebar.set_current("b")
    view.focus_first()
    qtbot.keyClick(view, Qt.Key.Key_Space, CTRL)
    qtbot.keyClick(view, Qt.Key.Key_Down, SHIFT)
    assert list(view.several) == ["b", "c"]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.several
    assert stopped == []
    qtbot.keyClick(view, Qt.Key.Key_A, CTRL)
    assert list(view.several) == ["a", "b", "c", "d"]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert deleted == [(("a", "b", "c", "d"),)]
    assert not view.several


def test_the_bar_does_with_all_what_it_says(sidebar: Sidebar, qtbot: QtBot) -> None:
    pinned, exported = heard(sidebar.several_pin_requested), heard(sidebar.export_as_requested)
    deleted = heard(sidebar.delete_requested)
    view = the_list(sidebar)
    for id_ in ("b", "d"):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, CTRL, place(sidebar, id_))
    for name in ("Pin", "Export"):
        qtbot.mouseClick(pressed(sidebar, name), Qt.MouseButton.LeftButton)
    menu = next(one for one in sidebar.findChildren(Menu) if one.accessibleName() == "Export")
    assert [entry.text() for entry in menu.actions()] == [f"{one.name}…" for one in FORMATS]
    menu.actions()[1].trigger()
    menu.close()
    assert (pinned, exported) == ([(("b", "d"), True)], [(("b", "d"), FORMATS[1])])
    sidebar.set_conversations([chat for chat in CHATS if chat.id != "d"])
    assert bar_words(sidebar) == ["1 chat chosen"], "what is gone is chosen no longer"
    qtbot.mouseClick(pressed(sidebar, "Delete"), Qt.MouseButton.LeftButton)
    assert deleted == [(("b",),)]
    assert bar_words(sidebar) == []


def test_the_dot_breathes_only_where_it_is_seen(sidebar: Sidebar, qtbot: QtBot, qapp: QApplication) -> None:
    view = the_list(sidebar)
    breathing = next(timer for timer in view.findChildren(QTimer) if timer.interval() == 100)
    sidebar.set_conversations([*CHATS, *(Conversation(f"x{n}", f"X {n}", updated_at=1) for n in range(50))])
    sidebar.set_replying({"b"})
    qtbot.waitUntil(breathing.isActive)
    view.scrollToBottom()
    qtbot.waitUntil(lambda: not breathing.isActive())
    view.scrollToTop()
    qtbot.waitUntil(breathing.isActive)
    sidebar.hide()
    qtbot.waitUntil(lambda: not breathing.isActive())
    sidebar.show()
    qtbot.waitUntil(breathing.isActive)
    set_motion(qapp, is_reduced=True)
    qtbot.waitUntil(lambda: not breathing.isActive())
    set_motion(qapp, is_reduced=False)
    view.viewport().update()
    qtbot.waitUntil(breathing.isActive)
    sidebar.set_replying(set())
    qtbot.waitUntil(lambda: not breathing.isActive())


def test_the_ring_belongs_to_the_keyboard(sidebar: Sidebar, qtbot: QtBot) -> None:
    view = the_list(sidebar)
    sidebar.set_current("c")
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, "c"))
    without = view.grab().toImage()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.grab().toImage() != without
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, "c"))
    assert view.grab().toImage() == without


def test_ten_thousand_rows_are_not_measured_one_by_one(sidebar: Sidebar, monkeypatch: pytest.MonkeyPatch) -> None:
    view = the_list(sidebar)
    painter = view.itemDelegate()
    measured, painted = list[int](), list[int]()
    monkeypatch.setattr(painter, "sizeHint", counted(painter.sizeHint, measured))
    monkeypatch.setattr(painter, "paint", counted(painter.paint, painted))
    sidebar.set_conversations(Conversation(f"c{n}", f"Chat {n}", updated_at=NOW - n) for n in range(10_000))
    sidebar.set_current("c9000")
    sidebar.grab()
    assert len(measured) < 100
    assert len(painted) < 100


def test_it_takes_another_theme_and_marks_replies(sidebar: Sidebar) -> None:
    sidebar.set_replying({"b"})
    sidebar.set_unseen({"c": Unseen.REPLY, "d": Unseen.FAILURE})
    light = sidebar.grab().toImage()
    sidebar.apply_theme(DARK)
    assert sidebar.grab().toImage() != light
    assert isinstance(the_list(sidebar), QListView)
    sidebar.set_replying(set())


def visible_words(sidebar: Sidebar) -> list[str]:
    return [label.text() for label in sidebar.findChildren(QLabel) if label.isVisible()]


def test_what_has_no_room_in_two_lines_ends_in_an_ellipsis() -> None:
    painter = HitPainter(LIGHT)
    said = FoundMessage("b", "m1", "", NOW, "Entangled photons 😀 and much more about them " * 4, ((0, 9),))
    layout = painter._laid_out(Hit(said, "", ""), 200)  # noqa: SLF001 - what is drawn is text no more
    assert layout.lineCount() == 2
    assert layout.text().endswith("…")
    last = layout.lineAt(1)
    assert last.textStart() + last.textLength() == len(layout.text().encode("utf-16-le")) // 2, "and it is seen"
    short = replace(said, snippet="Entangled photons")
    assert painter._laid_out(Hit(short, "", ""), 200).text() == "Entangled photons"  # noqa: SLF001


@pytest.mark.parametrize("amount", ["$0.00", "$1.84", "$12.34", "$231.10"])
def test_the_sum_of_the_month_is_never_cut(sidebar: Sidebar, amount: str) -> None:
    sidebar.set_month(amount)
    row = next(one for one in sidebar.findChildren(SideRow) if one.accessibleName() == f"{amount} this month")
    for width, shown in ((263, f"{amount} this month"), (199, amount)):
        sidebar.resize(width, 600)
        QApplication.processEvents()
        whole = QFontMetricsF(row.font()).horizontalAdvance(shown)
        assert row.shown_words() == shown
        assert row.width() >= whole + 24


def test_a_row_with_shorter_words_gives_way_to_one_without(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    settings, total = SideRow("Einstellungen", icon="settings", theme=LIGHT), SideRow("", theme=LIGHT, is_small=True)
    total.set_words("diesen Monat 1.234,56 $", "1.234,56 $")
    row.addWidget(settings, 1)
    row.addWidget(total)
    holder.resize(settings.sizeHint().width() + total.minimumSizeHint().width() + 4, 40)
    holder.show()
    assert settings.width() >= settings.sizeHint().width()
    assert total.shown_words() == "1.234,56 $"
