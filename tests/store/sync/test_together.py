"""Whatever three computers do, in whatever order they read of one another: they end the same, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.store.sync.computers import Computer, File, Time, calm
from turbodesk.chat.removal import MessageRemoval
from turbodesk.store.sync import settling

ACTIONS = ["new", "say", "say", "say", "grow", "title", "pin", "star", "leave out", "project", "move", "draft"]
ACTIONS += [
    "delete project",
    "delete project",
    "project",
    "move",
    "delete",
    "restore",
    "empty",
    "purge",
    "hide",
    "hide",
    "show",
    "finish",
    "finish",
]
ACTIONS += ["cut", "cut", "read", "read", "read"]
OFFSETS = [0, -500, 10**7]


class World:
    """Three computers, what they have sent, and what must not be lost."""

    def __init__(self, data: st.DataObject, patch: pytest.MonkeyPatch) -> None:
        self._data, self._time = data, Time(patch)
        offsets = data.draw(st.lists(st.sampled_from(OFFSETS), min_size=3, max_size=3))
        self.computers = [Computer(name, self._time, off=off) for name, off in zip("abc", offsets, strict=True)]
        self.files: list[File] = []
        self.written: set[str] = set()
        self.removed: set[str] = set()
        self.drafts: dict[tuple[str, str], str] = {}
        self._hidden: list[tuple[Computer, MessageRemoval]] = []

    def _one_of(self, some: list[str]) -> str | None:
        return some[self._data.draw(st.integers(0, len(some) - 1))] if some else None

    def act(self, at: int, action: str) -> None:
        one = self.computers[at]
        note(f"{one.name} {action}")
        match action:
            case "new":
                one.new_chat(f"chat {one.name}")
            case "project":
                one.new_project(f"project {one.name}")
            case "cut":
                if (file := one.cut(self._data.draw(st.sampled_from([1, 2, 5, 1_000])))) is not None:
                    self.files.append(file)
            case "read":
                some = self._data.draw(st.lists(st.sampled_from(self.files), max_size=5)) if self.files else []
                one.read(some, settles=self._data.draw(st.booleans()))
            case "show" | "finish":
                self._go_on_hiding(action)
            case _:
                if (chat := self._one_of(one.chats())) is not None:
                    self._act_on(one, chat, action)

    def _empty(self, one: Computer, chats: list[str]) -> None:
        self.removed |= one.empty(*chats)
        for chat in chats:
            self.drafts.pop((one.name, chat), None)

    def _go_on_hiding(self, action: str) -> None:
        if not self._hidden:
            return
        one, removal = self._hidden.pop()
        if not one.ask("SELECT 1 FROM conversation WHERE id = ?", removal.before.id):
            return
        if action == "show":
            one.show(removal)
        else:
            before = one.messages()
            one.finish(removal)
            self.removed |= before - one.messages()

    def _act_on(self, one: Computer, chat: str, action: str) -> None:
        shown = "SELECT id FROM message WHERE conversation_id = ? AND deleted_at IS NULL ORDER BY id"
        message = self._one_of([str(id_) for (id_,) in one.ask(shown, chat)])
        project = self._one_of([str(id_) for (id_,) in one.ask("SELECT id FROM project WHERE deleted_at IS NULL")])
        match action:
            case "say":
                self.written.add(one.say(chat, "word"))
            case "title":
                one.change(chat, title=f"title {one.name}", titled_by_hand=True)
            case "pin":
                one.change(chat, pinned=self._data.draw(st.booleans()))
            case "draft":
                self.drafts[one.name, chat] = f"draft {one.name}"
                one.draft(chat, f"draft {one.name}")
            case "move":
                one.move(chat, project)
            case "delete":
                one.delete(chat)
            case "restore":
                one.restore(chat)
            case "purge":
                one.delete(chat)
                self._empty(one, [chat])
            case "empty":
                projects = [str(id_) for (id_,) in one.ask("SELECT id FROM project WHERE deleted_at IS NOT NULL")]
                self._empty(one, [*one.chats(deleted=True), *projects])
            case "grow" if message:
                one.grow(chat, message, f"word {one.name}")
            case "star" if message:
                one.star(chat, message)
            case "leave out" if message:
                one.change(chat, unsent=tuple({*one.chat(chat).unsent} ^ {message}))
            case "hide" if message:
                self._hidden.append((one, one.hide(chat, message)))
            case "delete project" if project:
                one.delete_project(project, with_chats=self._data.draw(st.booleans()))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_they_end_up_the_same_and_nothing_is_lost(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        world = World(data, patch)
        for at, action in data.draw(
            st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ACTIONS)), min_size=20, max_size=80)
        ):
            world.act(at, action)
        calm(*world.computers, files=world.files)
        first = world.computers[0]
        for other in world.computers[1:]:
            assert other.sight() == first.sight()
        assert world.written - world.removed <= first.messages(), "something written was lost"
        assert not world.removed & first.messages(), "something removed for good is back"
        for one in world.computers:
            drafts = {(one.name, str(chat)): draft for chat, draft in one.ask("SELECT id, draft FROM conversation")}
            typed = {at: draft for at, draft in world.drafts.items() if at[0] == one.name}
            assert typed.items() <= drafts.items(), "what somebody typed was taken away"
            one.close()


def computers(patch: pytest.MonkeyPatch) -> tuple[Computer, Computer]:
    """Return one whose clock is right and one whose clock is hours ahead, and whose id is the greater."""
    time = Time(patch)
    return Computer("a", time), Computer("z", time, off=10**7)


def test_whoever_knew_the_last_value_wins_whatever_the_clocks_say(monkeypatch: pytest.MonkeyPatch) -> None:
    a, ahead = computers(monkeypatch)
    files: list[File] = []
    chat = ahead.new_chat("first")
    message = ahead.say(chat, "word")
    ahead.star(chat, message)
    calm(a, ahead, files=files)
    a.change(chat, title="second", titled_by_hand=True)
    a.star(chat, message)
    a.grow(chat, message, "word again")
    calm(a, ahead, files=files)
    assert ahead.chat(chat).title == "second"
    assert ahead.chat(chat).starred == ()
    assert ahead.ask("SELECT text FROM message") == [("word again",)]
    assert a.sight() == ahead.sight()
    a.close()
    ahead.close()


def test_what_is_deleted_stays_so_though_its_messages_are_from_the_future(monkeypatch: pytest.MonkeyPatch) -> None:
    a, ahead = computers(monkeypatch)
    files: list[File] = []
    project = ahead.new_project("Norway")
    chat, other = ahead.new_chat("chat", project_id=project), ahead.new_chat("other")
    for one in (chat, other):
        ahead.say(one, "word")
    calm(a, ahead, files=files)
    a.delete(other)
    a.delete_project(project, with_chats=True)
    calm(a, ahead, files=files)
    for one in (chat, other):
        ahead.change(one, pinned=True)
    calm(a, ahead, files=files)
    for computer in (a, ahead):
        assert computer.chats(deleted=True) == sorted((chat, other))
        assert computer.ask("SELECT deleted_at IS NULL FROM project") == [(0,)]
        computer.close()


def test_what_is_said_after_a_deletion_takes_the_chat_out_of_the_trash(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    a, b = Computer("a", time), Computer("b", time)
    files: list[File] = []
    project = a.new_project("Norway")
    chat = a.new_chat("chat", project_id=project)
    a.say(chat, "word")
    calm(a, b, files=files)
    a.delete_project(project, with_chats=True)
    b.say(chat, "word on")
    calm(a, b, files=files)
    for computer in (a, b):
        assert computer.chats(deleted=False) == [chat]
        assert computer.ask("SELECT deleted_at IS NULL FROM project") == [(1,)]
    assert a.sight() == b.sight()
    a.close()
    b.close()


def test_what_was_removed_late_is_not_brought_by_early_files(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    a, b = Computer("a", time), Computer("b", time)
    files: list[File] = []
    chat = a.new_chat("chat")
    message = a.say(chat, "word")
    a.star(chat, message)
    early = a.cut()
    assert early is not None
    a.delete(chat)
    a.empty(chat)
    late = a.cut()
    assert late is not None
    b.read([late, early, early, late, early])
    assert (b.chats(), b.messages()) == ([], set())
    calm(a, b, files=files)
    assert a.sight() == b.sight()
    a.close()
    b.close()


def test_what_one_alone_still_has_of_a_chat_that_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    a, b, c = (Computer(name, time) for name in "abc")
    chat = a.new_chat("chat")
    message = a.say(chat, "word")
    calm(a, b, c, files=[])
    b.change(chat, pinned=True)
    b.star(chat, message)
    pinned = b.cut()
    assert pinned is not None
    c.read([pinned])
    b.delete(chat)
    b.empty(chat)
    a.say(chat, "word on")
    written = a.cut()
    assert written is not None
    b.read([written])
    calm(a, b, c, files=[written])
    assert a.sight() == b.sight() == c.sight()
    for one in (a, b, c):
        assert one.chat(chat).pinned
        one.close()


def test_what_arrived_is_decided_about_a_portion_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "PORTION", 2)
    one = Computer("a", Time(monkeypatch))
    project = one.new_project("Norway")
    for number in range(5):
        one.do(lambda connection, n=number: connection.execute("INSERT INTO sync_look VALUES ('chat', ?)", (f"{n}",)))  # type: ignore[misc]
    one.do(lambda connection: connection.execute("INSERT INTO sync_look VALUES ('project', ?)", (project,)))
    assert [one.do(settling.settle).has_more for _ in range(4)] == [True, True, False, False]
    assert one.ask("SELECT id FROM sync_look") == []
    one.close()
