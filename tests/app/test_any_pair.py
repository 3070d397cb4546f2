"""Whatever is asked of two models, stopped, repeated, kept and undone, in whatever order: the tree stays whole."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.gateways import ScriptedGateway, spoken
from turbodesk.app.chat_context import ChatContext
from turbodesk.app.live import LiveChat
from turbodesk.app.tasks import Scope
from turbodesk.chat.conversation import Conversation, ReplyPair, new_conversation
from turbodesk.chat.errors import Busy
from turbodesk.chat.events import GatewayEvent
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import Role
from turbodesk.chat.model import Model
from turbodesk.gateway.base import ReplyRequest
from turbodesk.store.history import History
from turbodesk.store.journal import Journal
from turbodesk.store.memory import MemoryDatabase

OTHER = Model("m-2", "M2")
STEPS = ("send", "send two", "compare", "again left", "again right", "keep left", "keep right", "undo", "show", "stop")
MORE = ("stop left", "stop right", "let one", "let all", "fail", "queue", "part", "arm", "reopen")


class PacedGateway(ScriptedGateway):
    """Each reply waits until it is let go, to its end or to a failure."""

    def __init__(self) -> None:
        super().__init__()
        self.gates: list[asyncio.Future[bool]] = []
        self.asked: list[tuple[str, ...]] = []

    async def reply(self, request: ReplyRequest) -> AsyncIterator[GatewayEvent]:
        self.asked.append(tuple(message.id for message in request.messages))
        gate: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.gates.append(gate)
        try:
            for at, step in enumerate(spoken("a", "b")):
                if at == 3 and not await gate:
                    raise Busy("overloaded", status=529)
                assert isinstance(step, GatewayEvent)
                yield step
        finally:
            self.gates.remove(gate)

    def let(self, *, most: int, well: bool = True) -> None:
        for gate in [one for one in self.gates if not one.done()][:most]:
            gate.set_result(well)


@dataclass
class Run:
    """One chat, and what a person remembers of it."""

    scope: Scope
    gateway: PacedGateway = field(default_factory=PacedGateway)
    undo: tuple[ReplyPair, Conversation, str] | None = None

    def __post_init__(self) -> None:
        database = MemoryDatabase()
        self.history, journal = History(database), Journal(database)

        async def gateway_of(_: Conversation) -> PacedGateway:
            return self.gateway

        def model_of(conversation: Conversation) -> Model:
            return Model(conversation.model or "m-1", "M")

        self.context = ChatContext(self.history, journal, gateway_of, model_of)
        self.chat = LiveChat(new_conversation(), self.context, self.scope.child("first"))

    def side(self, step: str) -> str:
        pair = self.chat.pairs.newest()
        return "" if pair is None else pair.left if step.endswith("left") else pair.right

    async def do(self, step: str, at: int) -> None:
        chat, ids = self.chat, self.chat.ids()
        match step.split():
            case ["send", *two]:
                if two:
                    chat.pairs.set_second("m-2")
                chat.send(f"Question {at}")
            case ["compare"] if ids:
                chat.pairs.compare(ids[at % len(ids)], OTHER)
            case ["again", _]:
                chat.pairs.try_again(self.side(step))
            case ["keep", _] if (pair := chat.pairs.newest()) is not None:
                before, front = chat.conversation, chat.pairs.row_of(pair.left)
                if chat.pairs.keep(self.side(step)):
                    self.undo = (pair, before, front)
            case ["undo"] if self.undo is not None:
                chat.pairs.bring_back(*self.undo)
            case ["show"] if ids:
                chat.show_sibling(ids[at % len(ids)], 1 if at % 2 else -1)
            case ["stop", *_]:
                chat.stop(self.side(step) if len(step.split()) > 1 else "")
            case ["let", most]:
                self.gateway.let(most=1 if most == "one" else 9)
            case ["fail"]:
                self.gateway.let(most=1, well=False)
            case ["queue"] if chat.is_replying:
                chat.queue.add(f"Later {at}")
            case ["part"] if not chat.is_replying:
                chat.pairs.part(self.side("left"))
            case ["arm"] if ids:
                chat.pairs.set_second("m-2" if at % 2 else None)
            case ["reopen"] if not chat.is_replying and ids:
                self.chat = await self.opened()
        for _ in range(12):
            await asyncio.sleep(0)

    async def opened(self) -> LiveChat:
        found = await self.history.conversation(self.chat.conversation.id)
        assert found is not None
        chat = LiveChat(found, self.context, self.scope.child(new_id()))
        await chat.open()
        return chat

    def is_sound(self) -> None:
        chat, ids = self.chat, list(self.chat.ids())
        assert chat.conversation.leaf_id == (ids[-1] if ids else None)
        for above, below in zip([None, *ids], ids, strict=False):
            assert chat.node(below).parent_id == above
            assert chat.siblings(below)[1] >= 1
        parents = {chat.node(id_).parent_id for id_ in self.growing()}
        assert len(parents) <= 1, "what grows answers one question"
        assert len(chat.replies) == len(self.growing()) <= 2, "nothing grows unseen"
        shown = [one for pair in chat.conversation.pairs for one in (pair.left, pair.right)]
        assert len(shown) == len(set(shown)), "a reply is in one pair"
        for asked in self.gateway.asked:
            known = [id_ for id_ in asked if chat.has(id_)]
            for above, below in itertools.pairwise(known):
                assert chat.node(below).parent_id == above, "what is sent is one way down the tree"
            assert chat.node(asked[-1]).role is Role.USER

    def growing(self) -> Sequence[str]:
        pairs = (one for pair in self.chat.conversation.pairs for one in (pair.left, pair.right))
        return [id_ for id_ in {*self.chat.ids(), *pairs} if id_ in self.chat.replies]

    async def is_on_disk(self) -> None:
        if not self.chat.ids():
            return
        again = await self.opened()
        assert list(again.ids()) == list(self.chat.ids())
        assert again.conversation.pairs == self.chat.conversation.pairs
        assert again.conversation.second_model == self.chat.conversation.second_model
        assert list(again.pairs.with_those_beside()) == list(self.chat.pairs.with_those_beside())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((*STEPS, *MORE)), st.integers(0, 5)), max_size=25))
def test_whatever_is_done_with_two_replies_the_tree_stays_whole(steps: list[tuple[str, int]]) -> None:
    async def scene() -> None:
        run = Run(Scope("root", lambda name, error: pytest.fail(f"{name}: {error!r}")))
        for step, at in steps:
            await run.do(step, at)
            run.is_sound()
        while run.chat.is_replying:
            await run.do("let all", 0)
            run.is_sound()
        await run.is_on_disk()
        await run.scope.close()

    asyncio.run(scene())
