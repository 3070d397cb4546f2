"""No writer can forget to tell: what the program writes, by whichever door, is then the same at another computer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.store.sync.computers import Computer, File, Time, calm
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.conversation import Edit, Queued, ReadingPlace, ReplyPair, branched
from turbodesk.chat.message import Block, Message, Status, empty_reply
from turbodesk.chat.parts import Text
from turbodesk.chat.summary import TurnSummary
from turbodesk.store import origins
from turbodesk.store.attachments import AttachmentStore, hash_of
from turbodesk.store.forking import Forking
from turbodesk.store.imported_chats import ChatRows, put_chats, take_back_chats
from turbodesk.store.journal import Journal
from turbodesk.store.origins import Origin
from turbodesk.store.row_mapping import conversation_row, message_row
from turbodesk.store.sync import schema

OTHER = "019b7600-0000-7000-8000-000000000001"


class Two:
    """Two computers, and the files that they have exchanged."""

    def __init__(self, time: Time) -> None:
        self.a, self.b = Computer("a", time), Computer("b", time)
        self.files: list[File] = []

    def same(self) -> None:
        """Have them exchange what there is, and see that they are alike and all of it was told."""
        calm(self.a, self.b, files=self.files)
        assert self.a.sight() == self.b.sight()


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> Iterator[Two]:
    made = Two(Time(monkeypatch))
    yield made
    made.a.close()
    made.b.close()


def test_every_fact_of_a_chat(two: Two) -> None:
    chat = two.a.new_chat("chat")
    message = two.a.say(chat, "word")
    summary = TurnSummary("s", message, "what was said", 1, "m", 5)
    project = two.a.new_project("Norway")
    facts: dict[str, object] = {
        "title": "other",
        "titled_by_hand": True,
        "pinned": True,
        "project_id": project,
        "model": "m",
        "preset_id": "p",
        "ending_told": "2027",
        "gateway_id": "g",
        "sent_from": message,
        "summaries": (summary,),
        "starred": (message,),
        "unsent": (message,),
        "pairs": (ReplyPair(message, OTHER),),
        "second_model": "n",
        "seen_files": ("f",),
    }
    for name, value in facts.items():
        two.a.change(chat, **{name: value})
        two.same()
        assert getattr(two.b.chat(chat), name) == value


def test_what_is_a_computers_own_stays_there(two: Two) -> None:
    chat = two.a.new_chat("chat", allowed_tools=("t",), queue=(Queued("next"),))
    message = two.a.say(chat, "word")
    two.a.write(lambda: two.a.history.save_place(chat, ReadingPlace(message, 5)))
    two.a.write(lambda: two.a.history.save_edit(chat, Edit(message, "anew")))
    two.a.draft(chat, "unsent words")
    two.same()
    there = two.b.chat(chat)
    assert (there.allowed_tools, there.queue, there.place, there.edit, there.draft) == ((), (), None, None, "")
    assert two.b.ask("SELECT * FROM sync_draft") == [(chat, "a" * 16, "unsent words")]
    two.a.draft(chat, "")
    two.same()
    assert two.b.ask("SELECT * FROM sync_draft") == []


def test_a_reply_is_sent_when_it_has_ended(two: Two) -> None:
    chat = two.a.new_chat("chat")
    question = two.a.say(chat, "word")
    journal = Journal(two.a.database)

    async def begun() -> Message:
        reply = empty_reply("m", question)
        await journal.begin(chat, reply)
        return reply

    reply = two.a.run(begun())
    calm(two.a, two.b, files=two.files)
    assert two.b.messages() == {question}

    async def ended() -> None:
        await journal.end(replace(reply, status=Status.COMPLETE, blocks=(Block(0, Text("an answer")),)))

    two.a.run(ended())
    two.same()
    assert reply.id in two.b.messages()


def test_a_reply_that_a_crash_has_interrupted(two: Two) -> None:
    chat = two.a.new_chat("chat")
    question = two.a.say(chat, "word")

    async def crashed() -> None:
        await Journal(two.a.database).begin(chat, empty_reply("m", question))
        await Journal(two.a.database).recover()

    two.a.run(crashed())
    two.same()
    assert two.b.ask("SELECT count(*) FROM message WHERE status = 'interrupted'") == [(1,)]


def test_trash_and_removal(two: Two) -> None:
    chat, kept = two.a.new_chat("chat"), two.a.new_chat("kept")
    gone = two.a.say(chat, "word")
    two.same()
    two.b.delete(chat)
    two.same()
    two.a.restore(chat)
    two.same()
    assert two.b.chats(deleted=True) == []
    two.b.delete(chat)
    two.b.empty(chat)
    two.same()
    assert (two.a.chats(), two.a.messages()) == ([kept], set())
    assert two.a.ask("SELECT 1 FROM message_text WHERE message_text MATCH 'word'") == []
    assert two.a.ask("SELECT 1 FROM remembered WHERE name = 'unfinished-removal'") == [(1,)]
    assert gone not in str(two.a.sight()["messages"])


def test_pins_moves_and_projects(two: Two) -> None:
    chat, project = two.a.new_chat("chat"), two.a.new_project("Norway")
    two.a.write(lambda: two.a.history.pin_conversations({chat: True}))
    two.a.move(chat, project)
    two.same()
    assert (two.b.chat(chat).pinned, two.b.chat(chat).project_id) == (True, project)
    two.b.delete_project(project, with_chats=True)
    two.same()
    assert two.a.chats(deleted=True) == [chat]
    two.a.write(lambda: two.a.projects.restore(project, chats=[chat]))
    two.same()
    two.b.delete_project(project, with_chats=False)
    two.same()
    assert two.a.chat(chat).project_id is None
    two.a.empty(project)
    two.same()
    assert two.b.ask("SELECT 1 FROM project") == []


def test_every_fact_of_a_project_and_its_files(two: Two) -> None:
    project = two.a.new_project("Norway")
    content = b"knowledge"

    async def changed() -> None:
        await AttachmentStore(two.a.database).put(content, PLAIN, "k.txt")
        found = await two.a.projects.project(project)
        assert found is not None
        file = Attachment(hash_of(content), PLAIN, "k.txt", len(content))
        await two.a.projects.save(replace(found.with_file(file), instructions="Be brief.", preset_id="p", name="Oslo"))

    two.a.run(changed())
    two.same()
    assert two.b.ask("SELECT sha256, name FROM sync_blob") == [(hash_of(content), "k.txt")]


def test_a_message_is_removed_and_what_hangs_from_it_finds_its_place(two: Two) -> None:
    chat = two.a.new_chat("chat")
    first, second, third = (two.a.say(chat, f"word {number}") for number in range(3))
    two.same()
    removal = two.a.hide(chat, second)
    two.same()
    assert [str(row[0]) for row in two.b.ask("SELECT id FROM message WHERE deleted_at IS NULL ORDER BY id")] == [
        first,
        third,
    ]
    two.a.show(removal)
    two.same()
    removal = two.a.hide(chat, second)
    below = two.b.say(chat, "below the last")
    two.b.change(chat, leaf_id=second)
    beside = two.b.say(chat, "below what is removed")
    two.a.finish(removal)
    two.same()
    parents = {row[0]: row[1] for row in two.a.ask("SELECT id, parent_id FROM message")}
    assert parents == {first: None, third: first, below: third, beside: first}


def test_a_branch(two: Two) -> None:
    chat = two.a.new_chat("chat")
    ids = [two.a.say(chat, f"word {number}") for number in range(3)]
    before = two.a.chat(chat)
    two.a.write(lambda: Forking(two.a.database).fork(branched(before, title="branch"), ids))
    two.same()
    assert len(two.b.messages()) == 6


def imported(computer: Computer, chat: str, text: str) -> ChatRows:
    """Return what an import of another program's chat makes: its ids come from that program's."""
    before = replace(computer.chat(computer.new_chat("imported")), id=chat)
    rows = ChatRows("their chat", chat, 5, {**conversation_row(before)})
    message = Message(f"{chat[:-1]}9", None, empty_reply("m", chat).role, (Block(0, Text(text)),), created_at=5)
    rows.messages = [message_row(chat, message)]
    rows.origins = {"node": Origin(message.id)}
    return rows


def test_the_same_import_on_both_makes_one(two: Two) -> None:
    for one in (two.a, two.b):
        rows = imported(one, OTHER, "word")
        one.do(lambda connection, r=rows: put_chats(connection, "claude", [r]))  # type: ignore[misc]
    two.same()
    assert two.a.chats().count(OTHER) == 1
    third = Computer("c", Time(pytest.MonkeyPatch()))
    third.read(two.files)
    known = third.do(lambda connection: origins.known_chats(connection, "claude", ["their chat"]))
    assert known["their chat"].conversation_id == OTHER
    assert list(known["their chat"].nodes) == ["node"]
    third.close()


def test_an_import_that_is_taken_back_removes_nothing_elsewhere(two: Two) -> None:
    rows = imported(two.b, OTHER, "word")
    two.b.do(lambda connection: put_chats(connection, "claude", [rows]))
    again = imported(two.a, OTHER, "word")
    written = two.a.do(lambda connection: put_chats(connection, "claude", [again]))
    two.a.do(lambda connection: take_back_chats(connection, "claude", written))
    two.same()
    assert f"{OTHER[:-1]}9" in two.a.messages()


def test_brought_back_by_somebody_who_knew(two: Two) -> None:
    rows = imported(two.a, OTHER, "word")
    two.a.do(lambda connection: put_chats(connection, "claude", [rows]))
    two.same()
    two.a.delete(OTHER)
    two.a.empty(OTHER)
    two.same()
    assert two.b.messages() == set()
    two.b.do(lambda connection: put_chats(connection, "claude", [rows]))
    two.same()
    assert f"{OTHER[:-1]}9" in two.a.messages()
    assert OTHER in two.a.chats()


def test_brought_back_before_others_heard_of_the_removal(two: Two) -> None:
    rows = imported(two.a, OTHER, "word")
    message = f"{OTHER[:-1]}9"
    two.a.do(lambda connection: put_chats(connection, "claude", [rows]))
    two.same()
    two.b.change(OTHER, title="other", titled_by_hand=True, pinned=True, leaf_id=message)
    two.b.star(OTHER, message)
    two.b.grow(OTHER, message, "word that was finished")
    two.b.hide(OTHER, message)
    two.same()
    two.a.delete(OTHER)
    two.a.empty(OTHER)
    two.a.do(lambda connection: put_chats(connection, "claude", [rows]))
    two.same()
    assert two.b.chat(OTHER).title == "imported"
    assert not two.b.chat(OTHER).pinned


def test_two_stars_at_once_are_both_kept(two: Two) -> None:
    chat = two.a.new_chat("chat")
    first, second = two.a.say(chat, "word"), two.a.say(chat, "word")
    two.same()
    two.a.star(chat, first)
    two.b.star(chat, second)
    two.same()
    assert {*two.a.chat(chat).starred} == {first, second}
    two.b.star(chat, first)
    two.same()
    assert two.a.chat(chat).starred == (second,)


def test_what_others_wrote_on_in_a_chat_that_is_gone(two: Two) -> None:
    chat = two.a.new_chat("its title", pinned=True)
    old = two.a.say(chat, "word")
    two.same()
    two.a.delete(chat)
    two.a.empty(chat)
    new = two.b.say(chat, "word on")
    two.same()
    assert two.a.messages() == {new} != {old}
    assert (two.a.chat(chat).title, two.a.chat(chat).pinned) == ("its title", True)
    assert two.a.ask("SELECT parent_id FROM message") == [(None,)]
    two.a.finish(two.a.hide(chat, new))
    two.b.change(chat, title="wanted still")
    two.same()
    assert two.a.chats() == two.b.chats() == [chat]


def test_a_star_on_what_was_removed_meanwhile(two: Two) -> None:
    chat = two.a.new_chat("chat")
    first, second = two.a.say(chat, "word"), two.a.say(chat, "word")
    two.same()
    two.a.star(chat, first)
    two.a.star(chat, second)
    two.a.change(chat, unsent=(first,))
    two.b.finish(two.b.hide(chat, first))
    two.same()
    assert two.a.chat(chat).starred == two.b.chat(chat).starred == (second,)
    assert two.a.chat(chat).unsent == two.b.chat(chat).unsent == ()


def test_a_chat_that_is_gone_stays_where_words_stand_that_are_not_sent(two: Two) -> None:
    chat = two.a.new_chat("its title")
    two.a.say(chat, "word")
    two.same()
    two.b.draft(chat, "words to be sent")
    two.a.delete(chat)
    two.a.empty(chat)
    two.same()
    assert two.b.chat(chat).draft == "words to be sent"
    assert two.a.chat(chat).title == "its title"
    assert two.a.messages() == set()


def test_syncing_begins_with_what_there_is_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    a, b = Computer("a", time, begins=False), Computer("b", time)
    chat = a.new_chat("chat")
    messages = [a.say(chat, "word") for _ in range(5)]
    a.star(chat, messages[0])
    a.draft(chat, "a draft")
    removal = a.hide(chat, messages[1])
    a.finish(removal)
    assert not a.do(schema.is_on)
    monkeypatch.setattr("turbodesk.store.sync.marking.PORTION", 2)
    jobs = list(_begun(a))
    assert len(jobs) > 4
    assert a.do(schema.is_on)
    assert a.do(schema.is_marked)
    files: list[File] = []
    calm(a, b, files=files)
    assert a.sight() == b.sight()
    a.do(schema.end)
    assert a.ask("SELECT name FROM sqlite_schema WHERE name LIKE 'sync%'") == []
    a.say(chat, "after")
    a.close()
    b.close()


def _begun(computer: Computer) -> Iterator[None]:
    for job in schema.begin(computer.writer):
        computer.do(job)
        yield


def test_the_demo_is_never_sent(two: Two) -> None:
    chat = two.a.new_chat("demo", gateway_id="demo")
    message = two.a.say(chat, "word")
    two.a.star(chat, message)
    calm(two.a, two.b, files=two.files)
    assert two.b.chats() == []
    two.a.change(chat, gateway_id="default")
    two.same()
    assert two.b.messages() == {message}


def test_what_a_record_changes_is_told(two: Two) -> None:
    chat = two.a.new_chat("chat")
    message = two.a.say(chat, "word")
    two.a.new_project("Norway")
    two.a.draft(chat, "a draft")
    two.a.do(lambda one: one.execute("INSERT INTO sync_item (kind, id, value) VALUES ('prompt', 'p', '{}')"))
    file = two.a.cut()
    assert file is not None
    told = two.b.read([file])
    assert {one.chat_id for one in told} == {chat, ""}
    assert [one.chat_id for one in told if one.is_new_message] == [chat]
    assert [one.draft_of for one in told if one.draft_of] == [chat]
    assert [one.item for one in told if one.item] == ["prompt"]
    assert any(one.has_projects for one in told)
    assert two.b.read([file]) == []
    two.a.star(chat, message)
    file = two.a.cut()
    assert file is not None
    assert [one.chat_id for one in two.b.read([file])] == [chat]


def test_items_are_sent_and_removed(two: Two) -> None:
    put = "INSERT INTO sync_item (kind, id, value) VALUES ('preset', 'p', '{\"name\":\"Brief\"}')"
    two.a.do(lambda one: one.execute(put))
    two.same()
    two.b.do(lambda one: one.execute("UPDATE sync_item SET value = NULL, changed_at = 1 WHERE id = 'p'"))
    two.same()
    assert two.a.ask("SELECT kind, id, value FROM sync_item") == [("preset", "p", None)]


def test_what_a_former_version_passed_over_is_read_again(two: Two) -> None:
    two.b.do(lambda one: one.execute("INSERT INTO sync_seen VALUES ('x', 1, 5)"))
    two.b.do(schema.refresh)
    assert two.b.ask("SELECT count(*) FROM sync_seen") == [(1,)]
    two.b.do(lambda one: one.execute("UPDATE sync_state SET value = 'fewer' WHERE key = 'fields'"))
    two.b.do(lambda one: one.execute("DROP TRIGGER sync_message_made"))
    two.b.do(schema.refresh)
    assert two.b.ask("SELECT count(*) FROM sync_seen") == [(0,)]
    assert two.b.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'sync_message_made'") == [(1,)]


def _steps(one: Computer, work: Callable[[], object]) -> int:
    """Return how many hundreds of steps SQLite goes for something."""
    steps: list[int] = []
    one.do(lambda connection: connection.set_progress_handler(lambda: steps.append(1), 100))
    work()
    one.do(lambda connection: connection.set_progress_handler(None, 0))
    return len(steps)


def test_deleting_a_chat_costs_the_same_however_many_messages_others_have(two: Two) -> None:
    before, after, large = (two.a.new_chat(title) for title in ("before", "after", "large"))
    for chat in (before, after):
        two.a.say(chat, "word")
    calm(two.a, two.b, files=two.files)
    least = _steps(two.a, lambda: two.a.delete(before)), _steps(two.b, lambda: calm(two.a, two.b, files=two.files))
    for _ in range(300):
        two.a.say(large, "word")
    calm(two.a, two.b, files=two.files)
    two.files.clear()
    most = _steps(two.a, lambda: two.a.delete(after)), _steps(two.b, lambda: calm(two.a, two.b, files=two.files))
    assert most[0] <= least[0] + 2
    assert most[1] <= least[1] + 2
