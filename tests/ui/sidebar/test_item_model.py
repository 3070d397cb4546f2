"""The model goes from any rows to any others the way Qt demands, and what stays, stays where the view knows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from turbodesk.chat.conversation import Conversation, Unseen
from turbodesk.ui.sidebar.item_model import ChatItemModel

DAY_MS = 86_400_000
NOW = int(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC).timestamp() * 1000)


def conversation(number: int, *, days_ago: int = 0, title: str = "", pinned: bool = False) -> Conversation:
    return Conversation(f"c{number}", title or f"Chat {number}", updated_at=NOW - days_ago * DAY_MS, pinned=pinned)


def rows() -> ChatItemModel:
    return ChatItemModel(lambda: dt.date(2026, 3, 10))


class CountingItemModel(ChatItemModel):
    """Knows how often a view has asked for the number of rows."""

    calls = 0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        self.calls += 1
        return super().rowCount(parent)


def shown(model: ChatItemModel) -> list[str]:
    return [str(model.index(at).data()) for at in range(model.rowCount())]


def key_of(model: ChatItemModel, index: QPersistentModelIndex) -> str:
    row = model.row(index)
    assert row is not None
    return row.key


State = tuple[int, bool, str]
"""When a chat last changed, whether it is pinned, and its title."""
states = st.dictionaries(
    st.integers(0, 12), st.tuples(st.integers(0, 50), st.booleans(), st.sampled_from(["apple", "pear", "plum"]))
)


@given(st.lists(st.tuples(states, st.sampled_from(["", "p", "apple", "zzz"])), min_size=1, max_size=5))
def test_any_change_is_told_as_qt_demands(qapp: QApplication, changes: list[tuple[dict[int, State], str]]) -> None:
    model = rows()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for state, text in changes:
        held = [QPersistentModelIndex(model.index(at)) for at in range(model.rowCount())]
        before = [key_of(model, one) for one in held]
        model.set_filter(text)
        model.set_conversations(
            conversation(number, days_ago=days, pinned=pinned, title=f"{fruit} {number}")
            for number, (days, pinned, fruit) in state.items()
        )
        fresh = rows()
        fresh.set_filter(text)
        fresh.set_conversations(
            conversation(number, days_ago=days, pinned=pinned, title=f"{fruit} {number}")
            for number, (days, pinned, fruit) in state.items()
        )
        assert shown(model) == shown(fresh)
        for index, key in zip(held, before, strict=True):
            if index.isValid():
                assert key_of(model, index) == key
    del tester


def test_a_row_that_moves_is_still_the_same_row(qapp: QApplication) -> None:
    model = rows()
    model.set_conversations([conversation(n, days_ago=n) for n in range(10)])
    held = QPersistentModelIndex(model.find("c7"))
    model.put(conversation(7, title="Now on top"))
    assert held.data() == "Now on top"
    assert held.row() == model.find("c7").row() == 1


def test_a_row_tells_what_is_on_its_way_and_what_nobody_has_seen(qapp: QApplication) -> None:
    model = rows()
    model.set_conversations([conversation(1), conversation(2), conversation(3)])
    model.set_replying({"c1"})
    model.set_unseen({"c2": Unseen.REPLY, "c3": Unseen.FAILURE})
    spoken = [str(model.find(id_).data(Qt.ItemDataRole.AccessibleTextRole)) for id_ in ("c1", "c2", "c3")]
    assert spoken == ["Chat 1, replying", "Chat 2, new reply", "Chat 3, reply failed"]
    told: list[int] = []
    model.dataChanged.connect(lambda first, _last: told.append(first.row()))
    model.set_unseen({"c3": Unseen.FAILURE})
    assert told == [model.find("c2").row()], "only what changed is painted anew"
    assert model.unseen("c2") is None


def test_headings_can_be_neither_chosen_nor_renamed(qapp: QApplication) -> None:
    model = rows()
    model.set_conversations([conversation(1)])
    heading = model.index(0)
    assert heading.data() == "Today"
    assert heading.flags() == Qt.ItemFlag.NoItemFlags
    assert model.conversation(heading) is None
    assert not model.setData(heading, "Tomorrow")


@pytest.mark.parametrize(("written", "asked"), [("  New   name ", ["New name"]), ("", []), ("   ", []), ("Chat 1", [])])
def test_a_title_is_asked_for_only_when_it_is_another(qapp: QApplication, written: str, asked: list[str]) -> None:
    model = rows()
    model.set_conversations([conversation(1)])
    titles: list[str] = []
    model.renamed.connect(lambda _, title: titles.append(title))
    model.setData(model.find("c1"), written)
    assert titles == asked


def test_what_is_not_there_is_nowhere(qapp: QApplication) -> None:
    model = rows()
    assert model.find("c1") == QModelIndex()
    model.put(conversation(1))
    model.set_conversations([])
    assert not model.has_conversations
    assert model.rowCount() == 0


def test_one_change_among_ten_thousand_touches_one_row(qapp: QApplication) -> None:
    model = rows()
    model.set_conversations([conversation(n, days_ago=n % 300) for n in range(10_000)])
    told: list[str] = []
    model.dataChanged.connect(lambda first, last: told.append(f"changed {last.row() - first.row() + 1}"))
    model.modelReset.connect(lambda: told.append("reset"))
    model.layoutChanged.connect(lambda: told.append("layout"))
    model.put(replace(conversation(5_000, days_ago=5_000 % 300), title="Renamed"))
    assert told == ["changed 1"]


def test_what_ten_thousand_chats_would_make_long_is_not_done_again(qapp: QApplication, qtbot: QtBot) -> None:
    model = CountingItemModel(lambda: dt.date(2026, 3, 10))
    many = [conversation(n, days_ago=n % 300) for n in range(10_000)]
    model.set_conversations(many)
    items = {id_: model.row(model.find(id_)) for id_ in ("c1", "c9999")}
    view = QListView()
    qtbot.addWidget(view)
    view.setUniformItemSizes(True)
    view.setModel(model.shown)
    view.show()
    told: list[str] = []
    model.modelReset.connect(lambda: told.append("reset"))
    model.dataChanged.connect(lambda first, last: told.append(f"changed {last.row() - first.row() + 1}"))
    model.calls = 0
    model.put(conversation(9_000, title="On top"))
    model.set_conversations([*many[:5_000], *many[5_001:9_000], *many[9_001:]])
    view.scrollToBottom()
    assert 0 < model.calls < 500, "asked for each row, it holds the window up for 50 ms"
    assert told == ["changed 1"], "one moved, two went: no other row is touched"
    assert {id_: model.row(model.find(id_)) for id_ in items} == items
    assert all(model.row(model.find(id_)) is item for id_, item in items.items()), "not made anew"
    model.set_chosen(frozenset(f"c{n}" for n in range(5_000)))
    assert len(told) == 2, "told in one"
    model.hold()
    model.put(conversation(8, title="Renamed"))
    model.release()
    model.see_day()
    assert len(told) == 3, "nothing is sorted where nothing has moved"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.booleans(), st.booleans()), max_size=12))
def test_whatever_happens_while_the_hand_is_in_the_list_what_follows_is_the_right_order(
    qapp: QApplication, steps: list[tuple[int, int, bool, bool]]
) -> None:
    model = rows()
    testers = [QAbstractItemModelTester(one, QAbstractItemModelTester.FailureReportingMode.Warning)
               for one in (model, model.shown)]  # fmt: skip
    known = {n: conversation(n, days_ago=n) for n in range(4)}
    model.set_conversations(known.values())
    for number, days, pinned, is_held in steps:
        stood = model.ids()
        (model.hold if is_held else model.release)()
        known[number] = conversation(number, days_ago=days, pinned=pinned)
        model.put(known[number])
        if is_held:
            assert [id_ for id_ in model.ids() if id_ in stood] == [id_ for id_ in stood if id_ in model.ids()] or (
                not stood
            )
    model.release()
    fresh = rows()
    fresh.set_conversations(known.values())
    assert shown(model) == shown(fresh)
    assert [model.shown.index(at, 0).data() for at in range(model.shown.rowCount())] == shown(model)
    del testers


def test_while_the_hand_is_in_the_list_no_row_moves(qapp: QApplication) -> None:
    model = rows()
    model.set_conversations([conversation(n, days_ago=n) for n in range(1, 6)])
    stood = shown(model)
    model.hold()
    model.put(conversation(5, days_ago=0, title="Chat 5"))
    model.put(conversation(4, days_ago=4, title="Chat 4", pinned=True))
    assert shown(model) == stood
    model.put(conversation(3, days_ago=0, title="Renamed"))
    assert shown(model) == [one.replace("Chat 3", "Renamed") for one in stood], "what it says is told at once"
    model.release()
    assert shown(model)[:5] == ["Pinned", "Chat 4", "Today", "Chat 5", "Renamed"]


def test_what_comes_and_goes_while_the_hand_is_in_the_list_does_so_at_once(qapp: QApplication) -> None:
    model = rows()
    before = [conversation(n, days_ago=n) for n in range(1, 4)]
    model.set_conversations(before)
    model.hold()
    model.put(replace(before[2], updated_at=NOW))
    model.set_conversations([conversation(9), before[0], replace(before[2], updated_at=NOW)])
    assert shown(model) == ["Today", "Chat 9", "Yesterday", "Chat 1", "Previous 7 days", "Chat 3"]


def test_boxes_come_with_the_first_chat_chosen_and_go_with_the_last(qapp: QApplication) -> None:
    model = rows()
    model.set_conversations([conversation(1), conversation(2)])
    state = Qt.ItemDataRole.CheckStateRole
    assert model.find("c1").data(state) is None
    model.set_chosen(frozenset({"c1"}))
    assert [model.find(id_).data(state) for id_ in ("c1", "c2")] == [Qt.CheckState.Checked, Qt.CheckState.Unchecked]
    assert model.find("c2").flags() & Qt.ItemFlag.ItemIsUserCheckable
    model.set_chosen(None)
    assert model.find("c1").data(state) is None
