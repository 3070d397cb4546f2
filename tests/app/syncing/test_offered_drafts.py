"""What was typed at another computer is offered here, until it is answered or is no more."""

from __future__ import annotations

from tests.app.syncing.computers import OneComputer
from tests.app.syncing.test_shared_sets import NewComputer, new
from turbodesk.app.syncing.offered_drafts import OfferedDrafts
from turbodesk.store.sync.devices import devices_in, note_device, note_left

__all__ = ["new"]
LAPTOP, PHONE = "l" * 16, "p" * 16


def typed(here: OneComputer, chat: str, text: str, *, at: int, writer: str = LAPTOP) -> None:
    here.take([{"k": "draft", "id": chat, "w": writer, "at": at, "by": writer, "text": text}], writer)


async def offered(drafts: OfferedDrafts, chat: str) -> list[tuple[str, str]]:
    await drafts.refresh()
    return [(one.device, one.text) for one in drafts.of(chat)]


async def test_the_newest_draft_of_each_computer_is_offered_by_its_name(new: NewComputer) -> None:
    here = new("a")
    chat, drafts = here.chat("default"), OfferedDrafts(here.jobs)
    told: list[str] = []
    drafts.changed.connect(told.append)
    here.take([{"k": "device", "id": LAPTOP, "at": 1, "by": LAPTOP, "value": {"name": "Laptop"}}])
    typed(here, chat, "half", at=5)
    typed(here, chat, "half a thought", at=9)
    typed(here, chat, "from the phone", at=7, writer=PHONE)
    assert await offered(drafts, chat) == [("Laptop", "half a thought"), ("PPPP", "from the phone")]
    assert told == [chat]
    await drafts.refresh()
    assert told == [chat], "nothing is other than before"
    typed(here, chat, "", at=20)
    assert await offered(drafts, chat) == [("PPPP", "from the phone")]


async def test_what_was_taken_or_declined_is_offered_again_once_it_is_another(new: NewComputer) -> None:
    here = new("a")
    chat = here.chat("default")
    drafts = OfferedDrafts(here.jobs)
    typed(here, chat, "one", at=5)
    typed(here, chat, "two", at=6, writer=PHONE)
    await drafts.refresh()
    assert drafts.take(chat, LAPTOP) == "one"
    assert drafts.take(chat, LAPTOP) == ""
    drafts.decline(chat, PHONE)
    assert drafts.of(chat) == ()
    again = OfferedDrafts(here.jobs)  # in the next run
    assert await offered(again, chat) == []
    typed(here, chat, "one", at=5)
    typed(here, chat, "one and more", at=8)
    assert [text for _, text in await offered(again, chat)] == ["one and more"]


async def test_an_answer_is_to_what_was_shown_not_to_what_came_meanwhile(new: NewComputer) -> None:
    here = new("a")
    chat, drafts = here.chat("default"), OfferedDrafts(here.jobs)
    typed(here, chat, "shown", at=5)
    await drafts.refresh()
    typed(here, chat, "came meanwhile", at=6)
    drafts.decline(chat, LAPTOP)
    assert [text for _, text in await offered(drafts, chat)] == ["came meanwhile"]


async def test_blank_drafts_and_those_that_stand_here_already_are_not_offered(new: NewComputer) -> None:
    here = new("a")
    same, blank, trashed = (here.chat("default") for _ in range(3))
    drafts = OfferedDrafts(here.jobs)
    here.jobs.connection.execute("UPDATE conversation SET draft = 'same' WHERE id = ?", (same,))
    here.jobs.connection.execute("UPDATE conversation SET deleted_at = 5 WHERE id = ?", (trashed,))
    typed(here, same, "same", at=5)
    typed(here, blank, " \n", at=5)
    typed(here, trashed, "lost", at=4)
    assert [await offered(drafts, chat) for chat in (same, blank, trashed)] == [[], [], []]


async def test_the_end_of_syncing_offers_nothing(new: NewComputer) -> None:
    here = new("a")
    chat, drafts = here.chat("default"), OfferedDrafts(here.jobs)
    typed(here, chat, "half", at=5)
    await drafts.refresh()
    told: list[str] = []
    drafts.changed.connect(told.append)
    drafts.forget()
    assert (drafts.of(chat), told) == ((), [chat])


async def test_computers_tell_of_themselves_and_that_they_leave(new: NewComputer) -> None:
    here = new("a")
    now = here.clock.now
    tell = {"name": "  Office\u202e PC ", "system": "Windows 11", "version": "3.1", "now": now}
    assert here.jobs.do(lambda connection: note_device(connection, **tell))  # type: ignore[arg-type]
    assert not here.jobs.do(lambda connection: note_device(connection, **tell))  # type: ignore[arg-type]
    value = {"name": "Laptop", "system": 5, "version": "4" * 200}
    here.take([{"k": "device", "id": LAPTOP, "at": now - 5, "by": LAPTOP, "value": value}])
    here.take([{"k": "device", "id": PHONE, "at": now + 10**9, "by": PHONE, "value": {"name": "\u202e"}}])
    own, laptop, phone = here.jobs.do(lambda connection: devices_in(connection, now=now))
    assert (own.name, own.system, own.is_this, own.seen_at) == ("Office PC", "Windows 11", True, now)
    assert (laptop.name, laptop.system, laptop.version, laptop.seen_at) == ("Laptop", "", "4" * 60, now - 5)
    assert (phone.name, phone.seen_at) == ("PPPP", None), "its clock is wrong"
    here.jobs.do(lambda connection: note_left(connection, LAPTOP, now=now))
    assert [one.id for one in here.jobs.do(lambda connection: devices_in(connection, now=now))] == [here.writer, PHONE]
    assert {str(one["k"]) for one in here.sent()} == {"device", "left"}
