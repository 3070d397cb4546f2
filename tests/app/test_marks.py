"""What a person has marked in a chat: what they want to come back to."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.conftest import AppFixture
from tests.app.gateways import spoken
from tests.app.test_live import ended
from turbodesk.app.live import LiveChat
from turbodesk.app.marks import MOST_STARRED
from turbodesk.app.starred import StarredMessages
from turbodesk.chat.conversation import branched
from turbodesk.chat.message import Role


async def talked(services: AppFixture, *words: str) -> LiveChat:
    """A chat in which this was said, and each answered."""
    chat = services.chat()
    for said in words:
        services.gateway.scripts.append(spoken(f"About {said}"))
        chat.send(said)
        await ended(chat)
    return chat


async def test_a_star_is_there_after_a_restart_and_gone_when_it_is_removed(services: AppFixture) -> None:
    chat = await talked(services, "one", "two")
    question, reply = chat.ids()[0], chat.ids()[3]
    order = chat.conversation.updated_at
    chat.marks.star(reply, is_starred=True)
    chat.marks.star(question, is_starred=True)
    chat.marks.star(question, is_starred=True)
    chat.marks.star("not of this chat", is_starred=True)
    assert chat.conversation.starred == (reply, question)
    assert chat.conversation.updated_at == order, "the order of the sidebar"
    again = await services.again(chat.conversation.id)
    assert again.conversation.starred == (reply, question)
    again.marks.star(reply, is_starred=False)
    again.marks.star(reply, is_starred=False)
    assert not again.marks.is_starred(reply)
    assert (await services.again(chat.conversation.id)).conversation.starred == (question,)


async def test_the_starred_messages_of_all_chats_are_listed_with_their_words(services: AppFixture) -> None:
    first, second = await talked(services, "one", "two"), await talked(services, "three\nand more " + "x" * 1_000)
    first.marks.star(first.ids()[1], is_starred=True)
    first.marks.star(first.ids()[2], is_starred=True)
    second.marks.star(second.ids()[0], is_starred=True)
    chats = [second.conversation, first.conversation]
    known = {one.id: one for one in chats}
    workspace = SimpleNamespace(conversations=lambda: chats, conversation=known.get)
    found = await StarredMessages(services.database, workspace).all()  # type: ignore[arg-type]  # it lists, no more
    assert [(one.conversation_id, one.message_id) for one in found] == [
        (second.conversation.id, second.ids()[0]),
        (first.conversation.id, first.ids()[2]),
        (first.conversation.id, first.ids()[1]),
    ]
    assert [one.role for one in found] == [Role.USER, Role.USER, Role.ASSISTANT]
    assert found[2].words == "About one"
    assert found[0].words.startswith("three and more")
    assert found[0].words.endswith("x…")
    assert found[1].title == "one"


async def test_a_branch_begins_without_stars_so_that_no_message_is_listed_twice(services: AppFixture) -> None:
    chat = await talked(services, "one")
    chat.marks.star(chat.ids()[1], is_starred=True)
    assert branched(chat.conversation, title="Branch").starred == ()


async def test_of_a_thousand_stars_the_last_are_kept(services: AppFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_STARRED == 1_000
    monkeypatch.setattr("turbodesk.app.marks.MOST_STARRED", 2)
    chat = await talked(services, "one", "two")
    for id_ in chat.ids():
        chat.marks.star(id_, is_starred=True)
    assert chat.conversation.starred == tuple(chat.ids()[-2:])


@given(steps=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
def test_a_message_is_starred_as_was_said_last(steps: list[tuple[int, bool]]) -> None:
    from turbodesk.app.marks import MessageMarks
    from turbodesk.chat.conversation import Conversation

    chat = SimpleNamespace(conversation=Conversation("c"), has=lambda id_: True)

    def update(*, starred: tuple[str, ...]) -> None:
        chat.conversation = Conversation("c", starred=starred)

    marks = MessageMarks(chat, update)
    for number, is_starred in steps:
        marks.star(str(number), is_starred=is_starred)
    said = {str(number): is_starred for number, is_starred in steps}
    assert set(chat.conversation.starred) == {id_ for id_, is_starred in said.items() if is_starred}
    assert len(set(chat.conversation.starred)) == len(chat.conversation.starred)
