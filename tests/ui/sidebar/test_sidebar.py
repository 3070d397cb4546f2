"""The sidebar asks for what the person does, by pointer and by keyboard, and shows what it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.found import FoundMessage
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.sidebar.conversation_list import ConversationList
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.widgets.toast import Toast

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
    assert deleted == [("c",)]
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_F2)
    assert open_editor(sidebar) is not None
    assert of_the_window == [[], []]


def test_a_deletion_can_be_undone(sidebar: Sidebar, qtbot: QtBot) -> None:
    undone = heard(sidebar.undo_delete_requested)
    deleted = heard(sidebar.delete_requested)
    sidebar.set_current("c")
    the_list(sidebar).focus_first()
    qtbot.keyClick(the_list(sidebar), Qt.Key.Key_Delete)
    assert deleted == [("c",)]
    assert sidebar.findChild(Toast) is None, "it is told when it is done"
    sidebar.set_conversations([chat for chat in CHATS if chat.id != "c"])
    sidebar.offer_undo(next(one for one in CHATS if one.id == "c"))
    toast = first_of(sidebar, Toast)
    assert toast.isVisible()
    assert "Invoice" in first_of(toast, QLabel).text()
    qtbot.mouseClick(first_of(toast, QPushButton), Qt.MouseButton.LeftButton)
    assert undone == [("c",)]
    assert not toast.isVisible()


def test_deleting_the_last_one_still_offers_undo(sidebar: Sidebar, qtbot: QtBot) -> None:
    sidebar.set_conversations(CHATS[:1])
    sidebar.set_conversations([])
    sidebar.offer_undo(CHATS[0])
    assert first_of(sidebar, Toast).isVisible()
    assert "No chats yet" in visible_words(sidebar)


def test_the_menu_of_a_row(sidebar: Sidebar, qtbot: QtBot) -> None:
    pinned, deleted = heard(sidebar.pin_requested), heard(sidebar.delete_requested)
    for chat in CHATS[:2]:
        menu = the_list(sidebar).menu_for(chat)
        actions = {action.text(): action for action in menu.actions() if action.text()}
        assert list(actions) == ["Rename", "Unpin" if chat.pinned else "Pin", "Delete"]
        for name, action in actions.items():
            if name != "Rename":
                action.trigger()
        menu.close()
    assert pinned == [("a", False), ("b", True)]
    assert deleted == [("a",), ("b",)]


def test_the_dots_of_a_row_open_its_menu(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen = heard(sidebar.conversation_chosen)
    view = the_list(sidebar)
    rect = view.visualRect(view.rows.find("c"))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 22, rect.center().y()))
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


def test_messages_found_stand_beneath_the_titles(sidebar: Sidebar, qtbot: QtBot) -> None:
    chosen = heard(sidebar.message_chosen)
    deleted = heard(sidebar.delete_requested)
    found = [
        FoundMessage("b", "m1", "Old title", NOW - 2 * 86_400_000, "Two entangled photons", ((4, 13),)),
        FoundMessage("gone", "m2", "Gone", NOW, "Entangled, too", ((0, 9),)),
    ]
    sidebar.focus_search()
    field = search_field(sidebar)
    qtbot.keyClicks(field, "entangle")
    sidebar.set_found("entangle", found)
    rows = the_list(sidebar).rows
    shown = [rows.index(at).data() for at in range(rows.rowCount())]
    assert shown == ["Today", "Explain entanglement", "In messages", "Explain entanglement"]
    spoken = rows.index(3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Explain entanglement, 8 Mar, Two entangled photons"
    view = the_list(sidebar)
    assert view.visualRect(rows.index(3)).height() > view.visualRect(rows.index(1)).height()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2):
        qtbot.keyClick(view, key)
    assert deleted == []
    assert open_editor(sidebar) is None
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen == [(found[0],)]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(rows.index(3)).center())
    assert len(chosen) == 2
    sidebar.grab()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert len(sidebar.titles()) == len(CHATS)
    assert field.hasFocus()


def test_what_was_found_of_one_chat_stands_together_under_its_title_once(sidebar: Sidebar, qtbot: QtBot) -> None:
    long = "Entangled photons, and much more about them than fits into a line of a sidebar"
    found = [
        FoundMessage("b", "m1", "", NOW, long, ((0, 9),)),
        FoundMessage("c", "m2", "", NOW, "Entangled bills", ((0, 9),)),
        FoundMessage("b", "m3", "", NOW, "Entangled", ((0, 9),)),
        FoundMessage("b", "m4", "", NOW, long, ((0, 9),)),
    ]
    qtbot.keyClicks(search_field(sidebar), "entangled")
    sidebar.set_found("entangled", found)
    view = the_list(sidebar)
    hits = view.rows.hits()
    assert [(one.found.message_id, one.is_first) for one in hits] == [
        ("m1", True),
        ("m3", False),
        ("m4", False),
        ("m2", True),
    ]
    first, short, tall, other = (view.visualRect(view.rows.index(at)).height() for at in range(1, 5))
    assert short < tall < first, "no line is left blank"
    assert short < other < first
    assert view.rows.index(0).data() == "In messages"
    sidebar.set_found("entangled", [replace(one, has_signs=False) for one in found])
    assert view.rows.index(0).data() == "In messages, without the signs"
    sidebar.resize(520, 600)
    qtbot.waitUntil(lambda: view.visualRect(view.rows.index(3)).height() == short)
    sidebar.grab()


def test_an_empty_sidebar_says_what_to_do(sidebar: Sidebar) -> None:
    sidebar.set_conversations([])
    words = visible_words(sidebar)
    assert "No chats yet" in words
    assert not search_field(sidebar).isEnabled()
    sidebar.update_conversation(CHATS[0])
    assert "No chats yet" not in visible_words(sidebar)


def test_the_buttons(sidebar: Sidebar, qtbot: QtBot) -> None:
    calls = heard(sidebar.new_chat_requested), heard(sidebar.settings_requested)
    for button in sidebar.findChildren(QPushButton):
        if button.accessibleName() in ("New chat", "Settings"):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [len(one) for one in calls] == [1, 1]


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
    sidebar.set_replying({"b", "c"})
    sidebar.set_replying({"b"})
    light = sidebar.grab().toImage()
    sidebar.apply_theme(DARK)
    assert sidebar.grab().toImage() != light
    assert isinstance(the_list(sidebar), QListView)
    sidebar.set_replying(set())


def visible_words(sidebar: Sidebar) -> list[str]:
    return [label.text() for label in sidebar.findChildren(QLabel) if label.isVisible()]
