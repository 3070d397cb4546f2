"""One question goes to two models: both replies grow at once, stand side by side, and one is gone on with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.app.conftest import AppFixture
from tests.app.gateways import PAUSE, Step, spoken
from tests.app.test_live import ended, talked
from tests.app.test_turns import TOOLS, sums
from turbodesk.app.live import LiveChat
from turbodesk.app.reply_pairs import MOST, ReplyPairs
from turbodesk.app.tool_loop import CallState, ToolDecision
from turbodesk.chat import conversation as tree
from turbodesk.chat.conversation import Conversation, Node, ReplyPair
from turbodesk.chat.errors import Busy, CutOff
from turbodesk.chat.message import Message, Role, Status
from turbodesk.chat.model import Model

SECOND = Model("m-2", "M2")


def paused(text: str) -> list[Step]:
    script = spoken(text)
    return [*script[:3], PAUSE, *script[3:]]


async def all_ended(chat: LiveChat) -> None:
    """Wait until nothing of the chat grows any more."""
    await some_ended(chat, 0)
    await asyncio.sleep(0)


async def some_ended(chat: LiveChat, left: int = 1) -> None:
    """Wait until no more than so many replies of the chat grow."""
    while len(chat.replies) > left:
        await ended(chat)


def read(chat: LiveChat, message_id: str) -> Message:
    message = chat.message(message_id)
    assert message is not None
    return message


def pair_of(chat: LiveChat) -> ReplyPair:
    pair = chat.pairs.last()
    assert pair is not None
    return pair


def told(chat: LiveChat) -> tuple[tuple[str, str], tuple[str, str]]:
    """Model and words of the two."""
    left, right = (read(chat, id_) for id_ in (pair_of(chat).left, pair_of(chat).right))
    return (left.model or "", left.text), (right.model or "", right.text)


async def asked_two(services: AppFixture, *scripts: list[Step]) -> LiveChat:
    services.gateway.scripts += list(scripts) or [spoken("Coins."), spoken("Gloves.")]
    chat = services.chat()
    chat.pairs.set_second("m-2")
    chat.send("Explain entanglement")
    await all_ended(chat)
    return chat


async def test_a_question_goes_to_both_models_at_once_and_only_this_one(services: AppFixture) -> None:
    services.gateway.scripts += [paused("Coins."), paused("Gloves."), spoken("On.")]
    chat = services.chat()
    chat.pairs.set_second("m-2")
    assert chat.pairs.second == Model("m-2", "M1")
    began: list[tuple[str, str]] = []
    chat.reply_began.connect(began.append)
    chat.send("Explain entanglement")
    await services.gateway.reached_pause.wait()
    await asyncio.sleep(0)
    pair = pair_of(chat)
    assert [one.model.id for one in services.gateway.requests] == ["m-1", "m-2"]
    assert [[one.text for one in asked.messages] for asked in services.gateway.requests] == [
        ["Explain entanglement"]
    ] * 2
    assert began == [(chat.ids()[0], pair.left), (chat.ids()[0], pair.right)]
    assert chat.ids()[-1] == pair.left
    assert chat.conversation.second_model is None
    services.gateway.go_on()
    await all_ended(chat)
    assert told(chat) == (("m-1", "Coins."), ("m-2", "Gloves."))
    chat.send("Go on")
    await all_ended(chat)
    assert [one.text for one in services.gateway.requests[-1].messages] == ["Explain entanglement", "Coins.", "Go on"]
    assert chat.pairs.last() is None
    assert chat.pairs.of(pair.left) == pair


async def test_a_pair_is_one_also_after_a_restart_and_both_are_read(services: AppFixture) -> None:
    chat = await asked_two(services)
    again = await services.again(chat.conversation.id)
    assert pair_of(again) == pair_of(chat)
    assert again.pairs.with_those_beside() == [chat.ids()[0], pair_of(chat).left, pair_of(chat).right]
    found = await again.fetch([pair_of(again).right])
    assert [one.text for one in found] == ["Gloves."]


async def test_whom_the_next_question_goes_to_as_well_survives_a_restart(services: AppFixture) -> None:
    chat = await talked(services, ("first", "reply"))
    chat.pairs.set_second("m-2")
    again = await services.again(chat.conversation.id)
    assert again.conversation.second_model == "m-2"
    again.pairs.set_second(None)
    assert again.pairs.second is None


async def test_a_reply_that_is_there_is_compared_with_another_models(services: AppFixture) -> None:
    chat = await talked(services, ("first", "one"), ("second", "two"))
    services.gateway.scripts += [spoken("other"), spoken("third")]
    path = list(chat.ids())
    changed: list[str] = []
    chat.pairs.changed.connect(changed.append)
    assert chat.pairs.compare(path[1], SECOND)
    await all_ended(chat)
    assert list(chat.ids()) == path
    pair = chat.pairs.of(path[1])
    assert pair is not None
    assert (pair.left, read(chat, pair.right).text, changed) == (path[1], "other", [path[0]])
    assert [one.text for one in services.gateway.requests[-1].messages] == ["first"]
    assert chat.pairs.compare(path[1], Model("m-3", "M3"))
    await all_ended(chat)
    now = chat.pairs.of(path[1])
    assert now is not None
    assert (now.left, read(chat, now.right).model, len(chat.conversation.pairs)) == (path[1], "m-3", 1)
    assert chat.siblings(path[1]) == (0, 3)


async def test_what_stood_beside_and_grows_is_stopped_for_another(services: AppFixture) -> None:
    chat = await talked(services, ("first", "one"))
    services.gateway.scripts += [paused("other"), spoken("third")]
    reply = chat.ids()[-1]
    assert chat.pairs.compare(reply, SECOND)
    await services.gateway.reached_pause.wait()
    other = pair_of(chat).right
    assert chat.pairs.compare(reply, Model("m-3", "M3"))
    await all_ended(chat)
    assert read(chat, other).status is Status.STOPPED
    assert told(chat)[1] == ("m-3", "third")


async def test_what_is_no_reply_of_the_path_is_compared_with_nothing(services: AppFixture) -> None:
    chat = await talked(services, ("first", "one"))
    assert not chat.pairs.compare(chat.ids()[0], SECOND)
    assert not chat.pairs.compare("not of this chat", SECOND)
    services.gateway.scripts.append(paused("two"))
    chat.send("second")
    await services.gateway.reached_pause.wait()
    assert not chat.pairs.compare(chat.ids()[1], SECOND)
    services.gateway.go_on()
    await all_ended(chat)
    assert chat.conversation.pairs == ()


@pytest.mark.parametrize("side", ["left", "right"])
async def test_one_that_fails_leaves_the_other_and_is_asked_once_more(services: AppFixture, side: str) -> None:
    scripts: list[list[Step]] = [spoken("Coins."), spoken("Gloves.")]
    scripts[side == "right"] = [Busy("overloaded", status=529)]
    chat = await asked_two(services, *scripts)
    pair = pair_of(chat)
    failed = getattr(pair, side)
    assert read(chat, failed).status is Status.FAILED
    assert read(chat, pair.other(failed)).status is Status.COMPLETE
    services.gateway.scripts.append(spoken("At last."))
    assert chat.pairs.try_again(failed)
    await all_ended(chat)
    assert services.gateway.requests[-1].model.id == ("m-1" if side == "left" else "m-2")
    now = pair_of(chat)
    assert now.other(getattr(now, side)) == pair.other(failed)
    assert read(chat, getattr(now, side)).text == "At last."
    assert chat.ids()[-1] == now.left
    assert chat.siblings(now.left)[1] == 3


async def test_one_is_asked_once_more_while_the_other_grows(services: AppFixture) -> None:
    services.gateway.scripts += [[Busy("overloaded", status=529)], paused("Gloves."), spoken("Coins.")]
    chat = services.chat()
    chat.pairs.set_second("m-2")
    chat.send("Explain")
    await services.gateway.reached_pause.wait()
    assert not chat.pairs.try_again(pair_of(chat).right)
    assert chat.pairs.try_again(pair_of(chat).left)
    await some_ended(chat)
    services.gateway.go_on()
    await all_ended(chat)
    assert told(chat) == (("m-1", "Coins."), ("m-2", "Gloves."))


async def test_each_is_stopped_by_itself_or_both(services: AppFixture) -> None:
    services.gateway.scripts += [paused("Coins."), paused("Gloves."), paused("Coins."), paused("Gloves.")]
    chat = services.chat()
    chat.pairs.set_second("m-2")
    chat.send("Explain")
    await services.gateway.reached_pause.wait()
    await asyncio.sleep(0)
    pair = pair_of(chat)
    chat.stop(pair.right)
    await some_ended(chat)
    assert read(chat, pair.right).status is Status.STOPPED
    assert chat.is_replying
    services.gateway.go_on()
    await all_ended(chat)
    assert read(chat, pair.left).status is Status.COMPLETE
    services.gateway.reached_pause.clear()
    chat.pairs.set_second("m-2")
    chat.send("Once more")
    await services.gateway.reached_pause.wait()
    chat.stop()
    await all_ended(chat)
    assert {read(chat, id_).status for id_ in (pair_of(chat).left, pair_of(chat).right)} == {Status.STOPPED}


async def test_the_one_that_is_kept_is_gone_on_with_and_its_model_too(services: AppFixture) -> None:
    chat = await asked_two(services)
    pair, before = pair_of(chat), chat.conversation
    assert chat.pairs.keep(pair.right)
    assert chat.ids()[-1] == pair.right
    assert (chat.conversation.pairs, chat.model.id) == ((), "m-2")
    assert chat.siblings(pair.right) == (1, 2)
    chat.pairs.bring_back(pair, before, pair.left)
    assert (pair_of(chat), chat.ids()[-1], chat.conversation.model) == (pair, pair.left, None)
    assert chat.pairs.keep(pair.left)
    assert not chat.pairs.keep(pair.left)
    services.gateway.scripts.append(spoken("More."))
    chat.send("Go on")
    await ended(chat)
    assert [one.text for one in services.gateway.requests[-1].messages][1] == "Coins."


async def test_the_one_beside_is_left_out_as_well_and_stays_so_when_it_is_kept(services: AppFixture) -> None:
    chat = await asked_two(services)
    pair = pair_of(chat)
    await chat.marks.leave_out(pair.right, is_unsent=True)
    assert chat.conversation.unsent == (pair.right,)
    assert chat.pairs.keep(pair.right)
    services.gateway.scripts.append(spoken("More."))
    chat.send("Go on")
    await ended(chat)
    assert [one.text for one in services.gateway.requests[-1].messages] == ["Explain entanglement", "Go on"]


async def test_keeping_one_stops_the_other(services: AppFixture) -> None:
    services.gateway.scripts += [paused("Coins."), paused("Gloves.")]
    chat = services.chat()
    chat.pairs.set_second("m-2")
    chat.send("Explain")
    await services.gateway.reached_pause.wait()
    await asyncio.sleep(0)
    pair = pair_of(chat)
    assert chat.pairs.keep(pair.right)
    assert chat.ids()[-1] == pair.right
    await some_ended(chat)
    assert pair.right in chat.replies
    services.gateway.go_on()
    await all_ended(chat)
    assert (read(chat, pair.left).status, read(chat, pair.right).status) == (Status.STOPPED, Status.COMPLETE)


async def test_one_that_was_cut_off_goes_on_beside_the_path_or_not_at_all(services: AppFixture) -> None:
    services.models["m-2"] = replace(SECOND, prefill=True)
    cut = [*spoken("Half a")[:3], CutOff()]
    chat = await asked_two(services, spoken("Coins."), cut)
    pair = pair_of(chat)
    assert not chat.pairs.go_on(pair.left)
    services.gateway.scripts.append(spoken(" sentence."))
    assert chat.pairs.go_on(pair.right)
    await all_ended(chat)
    assert told(chat)[1] == ("m-2", "Half a sentence.")
    assert chat.ids()[-1] == pair.left


async def test_what_waits_is_sent_once_both_are_there(services: AppFixture) -> None:
    services.gateway.scripts += [spoken("Coins."), paused("Gloves."), spoken("Later.")]
    chat = services.chat()
    chat.pairs.set_second("m-2")
    chat.send("Explain")
    await services.gateway.reached_pause.wait()
    chat.queue.add("and then")
    await some_ended(chat)
    assert len(services.gateway.requests) == 2
    services.gateway.go_on()
    await ended(chat)
    await ended(chat)
    assert [one.text for one in services.gateway.requests[-1].messages] == ["Explain", "Coins.", "and then"]


async def test_a_tool_waits_until_both_are_there_and_answers_the_one_on_the_path(services: AppFixture) -> None:
    services.gateway.scripts += [sums("6 * 7"), paused("It is 42."), spoken("42, says the tool.")]
    chat = services.chat()
    chat.tune(TOOLS)
    chat.pairs.set_second("m-2")
    chat.send("What is it?")
    await services.gateway.reached_pause.wait()
    await some_ended(chat)
    services.gateway.go_on()
    await all_ended(chat)
    pair = pair_of(chat)
    (call,) = chat.calls(pair.left)
    assert call.state is CallState.ASKING
    chat.answer("toolu_0", ToolDecision.ONCE)
    await all_ended(chat)
    assert read(chat, chat.ids()[-1]).text == "42, says the tool."
    assert chat.pairs.of(pair.left) == pair


async def test_an_end_of_the_program_leaves_both_interrupted_and_together(services: AppFixture) -> None:
    services.gateway.scripts += [paused("Coins."), paused("Gloves.")]
    chat = services.chat()
    chat.pairs.set_second("m-2")
    chat.send("Explain")
    await services.gateway.reached_pause.wait()
    await asyncio.sleep(0)
    await chat.close()
    again = await services.again(chat.conversation.id)
    pair = pair_of(again)
    found = await again.fetch([pair.left, pair.right])
    assert [(one.text, one.status) for one in found] == [
        ("Coins.", Status.INTERRUPTED),
        ("Gloves.", Status.INTERRUPTED),
    ]


@dataclass
class Bare:
    """The chat as pairs know it, with a tree and nothing else."""

    nodes: dict[str, Node]
    conversation: Conversation
    path: list[str] = field(default_factory=list)

    def ids(self) -> list[str]:
        return self.path

    def has(self, message_id: str) -> bool:
        return message_id in self.nodes

    def node(self, message_id: str) -> Node:
        return self.nodes[message_id]


@st.composite
def trees(draw: st.DrawFn) -> Bare:
    """A tree of questions and replies, one path of it, and pairs of whatever."""
    nodes: dict[str, Node] = {}
    for at in range(draw(st.integers(1, 14))):
        parent = draw(st.sampled_from([None, *nodes]))
        is_reply = parent is not None and nodes[parent].role is Role.USER
        nodes[f"{at:03}"] = Node(f"{at:03}", parent, Role.ASSISTANT if is_reply else Role.USER, 1)
    ids = st.sampled_from([*nodes, "gone"])
    pairs = tuple(ReplyPair(*one) for one in draw(st.lists(st.tuples(ids, ids), max_size=5)))
    path = tree.path(nodes, draw(st.sampled_from(list(nodes))))
    return Bare(nodes, replace(Conversation("c"), pairs=pairs), path)


def three(*pairs: tuple[str, str]) -> Bare:
    """A question with three replies, the third of which is on the path."""
    nodes = {"q": Node("q", None, Role.USER, 1)} | {one: Node(one, "q", Role.ASSISTANT, 1) for one in "abc"}
    return Bare(nodes, replace(Conversation("c"), pairs=tuple(ReplyPair(*one) for one in pairs)), ["q", "c"])


@given(trees())
@example(three(("q", "b"), ("c", "b")))
@example(three(("a", "b"), ("b", "c")))
def test_whatever_is_told_of_pairs_the_path_stays_whole(bare: Bare) -> None:
    pairs = ReplyPairs(cast("Any", bare), lambda **_: None)
    shown = pairs.with_those_beside()
    assert [one for one in shown if one in bare.path] == bare.path
    assert len(set(shown)) == len(shown)
    for one in shown:
        assert pairs.row_of(one) in bare.path
    for one in set(shown) - set(bare.path):
        pair = pairs.of(one)
        assert pair is not None
        assert bare.nodes[pair.left].parent_id == bare.nodes[pair.right].parent_id
        assert {bare.nodes[pair.left].role, bare.nodes[pair.right].role} == {Role.ASSISTANT}


async def test_a_chat_has_no_more_pairs_than_its_row_can_hold(services: AppFixture) -> None:
    chat = await asked_two(services)
    many = tuple(ReplyPair(f"a{at}", f"b{at}") for at in range(MOST))
    chat.conversation = replace(chat.conversation, pairs=many)
    services.gateway.scripts.append(spoken("other"))
    assert chat.pairs.compare(chat.ids()[-1], SECOND)
    await all_ended(chat)
    assert len(chat.conversation.pairs) == MOST
    assert chat.pairs.of(chat.ids()[-1]) is not None
