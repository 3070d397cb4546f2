"""Projects in the sidebar: shown above the days, folded, renamed, and given chats by pointer, key and menu."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.seen import shown_text
from turbodesk.chat.conversation import Conversation, Unseen
from turbodesk.chat.project import PICTURES, Project, SignColour
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.sidebar.conversation_list import ConversationList
from turbodesk.ui.sidebar.dragging import ChatDrag
from turbodesk.ui.sidebar.grouping import PINNED, PROJECTS, TODAY, grouped
from turbodesk.ui.sidebar.paint import RowPart, button_rect, plus_rect, row_box
from turbodesk.ui.sidebar.project_menu import MOST
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.theme.sign_colours import SIGN_COLOURS

TODAY_IS = dt.date(2026, 3, 10)
NOW = int(dt.datetime(2026, 3, 10, 12).timestamp() * 1000)
CHATS = [
    Conversation("pinned", "Pinned", updated_at=NOW, pinned=True, project_id="p"),
    Conversation("packing", "Packing list", updated_at=NOW - 1, project_id="p"),
    Conversation("ferry", "Ferry times", updated_at=NOW - 2, project_id="p"),
    Conversation("bread", "Sourdough", updated_at=NOW - 3),
    Conversation("lost", "Of a project that is gone", updated_at=NOW - 4, project_id="gone"),
]
BILLING, NORWAY = Project("b", "Billing"), Project("p", "Norway in June", SignColour.TEAL, "globe")


@pytest.fixture
def sidebar(qtbot: QtBot) -> Sidebar:
    sidebar = Sidebar(LIGHT, today=lambda: TODAY_IS)
    qtbot.addWidget(sidebar)
    sidebar.resize(264, 600)
    sidebar.set_projects((BILLING, NORWAY), ())
    sidebar.set_conversations(CHATS)
    sidebar.show()
    sidebar.activateWindow()
    qtbot.waitExposed(sidebar)
    QApplication.sendEvent(the_list(sidebar).viewport(), QEvent(QEvent.Type.Leave))
    return sidebar


def the_list(sidebar: Sidebar) -> ConversationList:
    return sidebar.findChildren(ConversationList)[0]


def shown(sidebar: Sidebar) -> list[str]:
    rows = the_list(sidebar).rows
    return [str(rows.index(at).data()) for at in range(rows.rowCount())]


def told(spy: QSignalSpy) -> list[list[object]]:
    return [spy.at(at) for at in range(spy.count())]


def place(sidebar: Sidebar, *, chat: str = "", project: str = "") -> QPoint:
    rows = the_list(sidebar).rows
    index = rows.find(chat) if chat else rows.find_project(project)
    return the_list(sidebar).visualRect(index).center()


def moved(sidebar: Sidebar, to: QPoint) -> None:
    """The pointer goes to a place with the button down."""
    view, left = the_list(sidebar).viewport(), Qt.MouseButton.LeftButton
    kind, none = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, QPointF(to), QPointF(view.mapToGlobal(to)), Qt.MouseButton.NoButton, left, none)
    QApplication.sendEvent(view, event)


def dragged(sidebar: Sidebar, start: QPoint, *ways: QPoint, drops: bool = True) -> None:
    view = the_list(sidebar).viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for way in (start + QPoint(0, QApplication.startDragDistance() + 1), *ways):
        moved(sidebar, way)
    if drops:
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=ways[-1])


def test_projects_stand_above_the_days_with_their_chats(sidebar: Sidebar) -> None:
    assert shown(sidebar) == [
        PINNED, "Pinned", PROJECTS, "Billing", "Norway in June", "Packing list", "Ferry times",
        TODAY, "Sourdough", "Of a project that is gone",
    ]  # fmt: skip
    rows = the_list(sidebar).rows
    spoken = rows.find_project("p").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Norway in June, project, 3 chats, unfolded"
    sidebar.set_projects((BILLING, NORWAY), ["p"])
    assert shown(sidebar)[3:6] == ["Billing", "Norway in June", TODAY]
    sidebar.set_unseen({"ferry": Unseen.REPLY})
    spoken = rows.find_project("p").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Norway in June, project, 3 chats, folded, something new in it"
    sidebar.set_current("packing")
    sidebar.grab()  # paints the open ground, and the dot
    sidebar.apply_theme(DARK)
    sidebar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    sidebar.grab()
    sidebar.set_projects((), ())
    assert PROJECTS not in shown(sidebar)


def test_a_press_or_a_key_folds(sidebar: Sidebar) -> None:
    folds = QSignalSpy(sidebar.project_actions.fold_toggled)
    QTest.mouseClick(the_list(sidebar).viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, project="p"))
    assert told(folds) == [["p"]]
    view = the_list(sidebar)
    view.setFocus()
    view.setCurrentIndex(view.rows.find("ferry"))
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.currentIndex() == view.rows.find_project("p"), "from a chat to its project"
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(view, key)
    assert told(folds) == [["p"]] * 4
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert len(told(folds)) == 4, "it is unfolded already"
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex() == view.rows.find_project("b")


def test_a_name_is_written_where_it_stands(sidebar: Sidebar, qtbot: QtBot) -> None:
    renamed = QSignalSpy(sidebar.project_actions.renamed)
    view = the_list(sidebar)
    view.setFocus()
    view.setCurrentIndex(view.rows.find_project("p"))
    QTest.keyClick(view, Qt.Key.Key_F2)
    (editor,) = view.findChildren(QLineEdit)
    assert (editor.text(), editor.accessibleName()) == ("Norway in June", "Name of the project")
    editor.selectAll()
    QTest.keyClicks(editor, "Norway")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told(renamed) == [["p", "Norway"]])
    sidebar.rename_project("unknown")


def test_the_heading_makes_a_new_project(sidebar: Sidebar) -> None:
    asked = QSignalSpy(sidebar.project_actions.new_requested)
    view = the_list(sidebar)
    row = view.visualRect(view.model().index(shown(sidebar).index(PROJECTS), 0))
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view.viewport(), left, pos=row.center())
    assert not told(asked)
    QTest.mouseMove(view.viewport(), plus_rect(row, view).center())
    QTest.mouseClick(view.viewport(), left, pos=plus_rect(row, view).center())
    assert told(asked) == [[()]]
    sidebar.grab()


def test_delete_and_the_buttons_of_a_row(sidebar: Sidebar) -> None:
    deleted, chats = QSignalSpy(sidebar.project_actions.deleted), QSignalSpy(sidebar.project_actions.chat_requested)
    view = the_list(sidebar)
    view.setFocus()
    view.setCurrentIndex(view.rows.find_project("b"))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert told(deleted) == [["b"]]
    box = row_box(view.visualRect(view.rows.find_project("b")), view)
    plus = button_rect(box, RowPart.PIN, view.layoutDirection()).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=plus)
    assert told(chats) == [["b"]]
    menu = view.project_rows.menu(view.rows.project(view.rows.find_project("b")), theme=LIGHT)  # type: ignore[arg-type]
    entries = {entry.text().partition("\t")[0]: entry for entry in menu.actions() if entry.text()}
    assert list(entries) == [
        "New chat in this project", "Instructions and files…", "Rename", "Search in this project", "Delete project…",
    ]  # fmt: skip
    opened = QSignalSpy(sidebar.project_actions.opened)
    for words in entries:
        entries[words].trigger()
    assert [told(one) for one in (chats, opened, deleted)] == [[["b"]] * 2, [["b"]], [["b"]] * 2]
    menu.close()


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ("bread", {"project": "p"}, ("bread", "p")),
        ("bread", {"chat": "ferry"}, ("bread", "p")),
        ("bread", {"project": "b"}, ("bread", "b")),
        ("ferry", {"chat": "bread"}, ("ferry", None)),
        ("ferry", {"project": "p"}, None),
        ("bread", {"chat": "lost"}, None),
        ("bread", {"chat": "pinned"}, None),
    ],
)
def test_a_chat_is_dragged(
    sidebar: Sidebar, start: str, target: dict[str, str], expected: tuple[str, str | None] | None
) -> None:
    asked, opened = QSignalSpy(sidebar.project_actions.moved), QSignalSpy(sidebar.conversation_chosen)
    dragged(sidebar, place(sidebar, chat=start), place(sidebar, **target))
    assert told(asked) == ([] if expected is None else [[(expected[0],), expected[1]]])
    assert not told(opened), "a drag opens nothing"
    QTest.mouseClick(the_list(sidebar).viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, chat="bread"))
    assert told(opened) == [["bread"]], "and leaves the list as it was"


@pytest.mark.parametrize(("heading", "moves"), [(PINNED, False), (PROJECTS, False), (TODAY, True)])
def test_only_the_heading_of_a_day_takes_a_chat_out(sidebar: Sidebar, heading: str, moves: bool) -> None:
    asked = QSignalSpy(sidebar.project_actions.moved)
    rows = the_list(sidebar).rows
    at = the_list(sidebar).visualRect(rows.shown.index(shown(sidebar).index(heading), 0)).center()
    dragged(sidebar, place(sidebar, chat="ferry"), at)
    assert told(asked) == ([[("ferry",), None]] if moves else [])


def test_all_that_are_chosen_are_dragged_together_and_a_press_alone_chooses_none(sidebar: Sidebar) -> None:
    asked = QSignalSpy(sidebar.project_actions.moved)
    view = the_list(sidebar)
    for chat in ("bread", "ferry"):
        at = place(sidebar, chat=chat)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at)
    dragged(sidebar, place(sidebar, chat="bread") + QPoint(60, 0), place(sidebar, project="b"), drops=False)
    sidebar.grab()
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, project="b"))
    assert told(asked) == [[("ferry", "bread"), "b"]]
    assert view.several == ()
    at = place(sidebar, chat="bread")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(60, 0))
    assert view.several == ()


def test_esc_ends_a_drag_and_a_place_outside_changes_nothing(sidebar: Sidebar) -> None:
    asked = QSignalSpy(sidebar.project_actions.moved)
    view = the_list(sidebar)
    dragged(sidebar, place(sidebar, chat="bread"), place(sidebar, project="p"), drops=False)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, project="p"))
    dragged(sidebar, place(sidebar, chat="bread"), QPoint(900, 100))
    assert not told(asked)


def test_a_drag_ends_with_the_list_and_with_the_projects(sidebar: Sidebar) -> None:
    asked = QSignalSpy(sidebar.project_actions.moved)
    drag = sidebar.findChildren(ChatDrag)
    assert not drag, "made at the first press"
    dragged(sidebar, place(sidebar, chat="bread"), place(sidebar, project="p"), drops=False)
    (shown_at_pointer,) = sidebar.findChildren(ChatDrag)
    assert shown_at_pointer.isVisible()
    sidebar.hide()
    assert not shown_at_pointer.is_active
    sidebar.show()
    dragged(sidebar, place(sidebar, chat="bread"), place(sidebar, project="p"), drops=False)
    sidebar.set_projects((), ())
    QTest.mouseRelease(the_list(sidebar).viewport(), Qt.MouseButton.LeftButton, pos=place(sidebar, chat="bread"))
    assert not shown_at_pointer.is_active
    assert not told(asked)


def test_the_list_scrolls_while_something_is_dragged_to_its_edge(sidebar: Sidebar, qtbot: QtBot) -> None:
    many = [Conversation(f"{at:03}", f"Chat {at}", updated_at=NOW - at) for at in range(60)]
    sidebar.set_conversations([*CHATS, *many])
    view = the_list(sidebar)
    bar = view.verticalScrollBar()
    foot = QPoint(100, view.viewport().height() - 5)
    dragged(sidebar, place(sidebar, chat="bread"), foot, drops=False)
    qtbot.waitUntil(lambda: bar.value() > 0)
    QTest.keyClick(view, Qt.Key.Key_Escape)


def entries(sidebar: Sidebar, ids: Sequence[str]) -> list[str]:
    from turbodesk.ui.widgets.menu import Menu

    menu = Menu(sidebar)
    sidebar.fill_moves(menu, tuple(ids))
    return [entry.text() for entry in menu.actions() if entry.text()]


def test_the_menu_offers_where_chats_can_go(sidebar: Sidebar) -> None:
    assert entries(sidebar, ["bread"]) == ["Billing", "Norway in June", "New project…"]
    assert entries(sidebar, ["ferry"]) == ["Norway in June", "Billing", "New project…", "Take out of the project"]
    assert entries(sidebar, ["ferry", "bread"]) == ["Billing", "Norway in June", "New project…"]
    many = [replace(BILLING, id=f"{at}", name=f"A & B {at:03}") for at in range(500)]
    sidebar.set_projects(many, ())
    found = entries(sidebar, ["bread"])
    assert found[:1] == ["A && B 000"], "an ampersand is a letter"
    assert found[-2:] == ["All projects…", "New project…"]
    assert len(found) == MOST + 2


def test_thousands_of_chats_are_grouped_in_one_pass() -> None:
    projects = [Project(f"{at}", f"P {at}") for at in range(200)]
    chats = [Conversation(f"{at:05}", "x", updated_at=NOW - at, project_id=f"{at % 300}") for at in range(6_000)]
    groups = grouped(chats, today=TODAY_IS, projects=projects)
    assert [group.count for group in groups[:200]] == [20] * 200
    assert sum(len(group.conversations) for group in groups) == 6_000


def test_every_sign_can_be_drawn() -> None:
    assert set(SIGN_COLOURS) == set(SignColour)
    for picture in PICTURES:
        for token in SIGN_COLOURS.values():
            assert not LIGHT.icon(picture, token).isNull()
            assert not DARK.icon(picture, token).isNull()


def test_a_search_is_narrowed_to_one_project_until_it_is_widened(sidebar: Sidebar) -> None:
    asked = QSignalSpy(sidebar.words_changed)
    sidebar.project_actions.search_requested.emit("p")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert (field.placeholderText(), sidebar.searched_project) == ("Search in Norway in June", "p")
    QTest.keyClicks(field, "i")
    assert sidebar.titles() == ["Pinned", "Packing list", "Ferry times"]
    assert shown(sidebar)[0] == "3 chats in Norway in June"
    sidebar.set_found("i", [])
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, "zzz")
    sidebar.set_found("zzz", [])
    assert "No chat of this project" in shown_text(sidebar)
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert (field.placeholderText(), sidebar.searched_project) == ("Search chats", None)
    sidebar.search_project("p")
    QTest.keyClicks(field, "sour")
    count = asked.count()
    (glass,) = [action for action in field.actions() if action.text().startswith("Only in")]
    glass.trigger()
    assert sidebar.titles() == ["Sourdough"]
    assert asked.count() == count + 1, "the words are looked for anew"
    sidebar.search_project("p")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert sidebar.searched_project is None
    sidebar.search_project("unknown")
    assert sidebar.searched_project is None
