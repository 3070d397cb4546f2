"""Whatever three computers do, in whatever order they read of one another: they end the same, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.store.sync.computers import Computer, File, Time, calm
from turbodesk.chat.removal import MessageRemoval

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
