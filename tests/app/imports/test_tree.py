"""The tree comes from parents alone, and archives of one account give the same one in whatever order they come."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.imports.chats import SourceChat, SourceNode
from turbodesk.app.imports.tree import Plan, PlannedMessage, made_id, planned
from turbodesk.chat.conversation import Node, newest_leaf, path
from turbodesk.chat.ids import made_at
from turbodesk.chat.message import Role, Status
from turbodesk.chat.parts import Text, ToolUse
from turbodesk.store.origins import KnownChat, KnownMessage, Origin

START = 1_755_000_000_000
USER, REPLY = Role.USER, Role.ASSISTANT


def node(id_: str, parent: str | None, role: Role | None, words: str = "", at: int | None = None) -> SourceNode:
    parts = (Text(words),) if words else ()
    return SourceNode(id_, parent, role, parts, made_at=at)


def chat(*nodes: SourceNode, current: str | None = None, updated: int | None = None) -> SourceChat:
    return SourceChat("chat", "Chat", nodes, current_id=current, created_at=START, updated_at=updated)


def plan_of(source: SourceChat, known: KnownChat | None = None) -> Plan:
    plan = planned("program", source, known, now=START)
    assert plan is not None
    return plan


def words_of(message: PlannedMessage) -> str:
    return " ".join(part.text for one in message.nodes for part in one.parts if isinstance(part, Text))


@dataclass
class Here:
    """What a database would know of the chat."""

    nodes: dict[str, Origin] = field(default_factory=dict)
    messages: dict[str, tuple[str | None, Role, str]] = field(default_factory=dict)
    is_begun: bool = False
    leaf_id: str | None = None
    told_at: int = 0

    def take(self, source: SourceChat) -> None:
        known = None
        if self.is_begun:
            messages = {
                id_: KnownMessage(role, Status.COMPLETE, len(words)) for id_, (_, role, words) in self.messages.items()
            }
            known = KnownChat("conversation", self.told_at, nodes=self.nodes, messages=messages)
        plan = plan_of(source, known)
        for message in plan.turns:
            if message.adds == "all":
                assert message.id not in self.messages
                assert message.parent_id is None or message.parent_id in self.messages
                self.messages[message.id] = (message.parent_id, message.role, words_of(message))
            else:
                parent, role, words = self.messages[message.id]
                self.messages[message.id] = (parent, role, f"{words} {words_of(message)}".strip())
        for id_, origin in plan.origins.items():
            if id_ not in self.nodes or (origin.is_shown and not self.nodes[id_].is_shown):
                self.nodes[id_] = origin
        if plan.updated_at > self.told_at:
            self.leaf_id, self.told_at = plan.leaf_id, plan.updated_at
        self.is_begun = True


@st.composite
def accounts(draw: st.DrawFn) -> list[list[SourceNode]]:
    """A chat as it grew: what each step added to it. A reply is a call, which one layout lacks, and words."""
    steps: list[list[SourceNode]] = [[node("root", None, None), node("n0", "root", USER, "n0", START)]]
    asked, replied, growing = ["n0"], list[str](), list[str]()
    for number in range(1, draw(st.integers(2, 9))):
        id_, at = f"n{number}", START + number * 1_000
        kind = draw(st.sampled_from(["ask", "reply", "go on", "first"]))
        if kind == "ask" and replied:
            parent = draw(st.sampled_from(replied))
            steps.append([node(id_, parent, USER, id_, at)])
            asked.append(id_)
            growing = [one for one in growing if one != parent]
        elif kind == "go on" and growing:
            last = growing.pop()
            steps.append([node(id_, last, REPLY, id_, at)])
            replied = [id_ if one == last else one for one in replied]
            growing.append(id_)
        elif kind == "first":
            steps.append([node(id_, "root", USER, id_, at)])
            asked.append(id_)
        else:
            parent = draw(st.sampled_from(asked))
            call = SourceNode(f"{id_}c", parent, REPLY, (ToolUse("c", "look"),), made_at=at - 500)
            steps.append([call, node(id_, call.id, REPLY, id_, at)])
            replied.append(id_)
            growing.append(id_)
    return steps


def archive(steps: list[list[SourceNode]], count: int, *, has_calls: bool) -> SourceChat:
    nodes = [one for step in steps[:count] for one in step]
    if not has_calls:
        up = {one.id: one.parent_id for one in nodes if one.id.endswith("c")}
        nodes = [
            replace(one, parent_id=up.get(one.parent_id or "", one.parent_id)) for one in nodes if one.id not in up
        ]
    return chat(*nodes, current=nodes[-1].id, updated=START + count)


@given(accounts(), st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=5), st.data())
def test_any_sequence_of_archives_gives_the_same_tree(
    steps: list[list[SourceNode]], before: list[tuple[int, bool]], data: st.DataObject
) -> None:
    sequence = [*before, (len(steps), data.draw(st.booleans()))]
    once, often = Here(), Here()
    once.take(archive(steps, len(steps), has_calls=True))
    for count, has_calls in data.draw(st.permutations(sequence)):
        source = archive(steps, count, has_calls=has_calls)
        often.take(replace(source, nodes=data.draw(st.permutations(source.nodes))))
    assert often.messages == once.messages
    assert often.leaf_id == once.leaf_id
    again = Here(often.nodes, dict(often.messages), is_begun=True, leaf_id=often.leaf_id, told_at=often.told_at)
    again.take(archive(steps, len(steps), has_calls=True))
    assert again.messages == often.messages


ids = st.sampled_from("abcdefgh")


@given(
    st.lists(
        st.builds(
            node,
            ids,
            st.none() | ids,
            st.sampled_from([USER, REPLY, None]),
            st.sampled_from(["", "words"]),
            st.none() | st.integers(START, START + 9),
        ),
        min_size=1,
        max_size=12,
    ),
    st.none() | ids,
    st.data(),
)
def test_any_nodes_become_a_tree_that_holds_each_of_them_once(
    nodes: list[SourceNode], current: str | None, data: st.DataObject
) -> None:
    unique = list({one.id: one for one in nodes}.values())
    plan = planned("program", chat(*unique, current=current), None, now=START)
    shown = {one.id for one in unique if one.role is not None and one.parts}
    if plan is None:
        assert not shown
        return
    held = [one.id for message in plan.turns for one in message.nodes]
    assert sorted(held) == sorted(shown)
    tree = {one.id: Node(one.id, one.parent_id, one.role, 1) for one in plan.turns}
    assert len(tree) == len(plan.turns)
    for message in plan.turns:
        assert message.parent_id is None or message.parent_id in tree
        assert path(tree, message.id)[-1] == message.id
        assert tree[path(tree, message.id)[0]].parent_id is None, "no cycle"
        assert made_at(message.id) == message.created_at
    assert plan.leaf_id in tree
    assert plan == planned("program", chat(*data.draw(st.permutations(unique)), current=current), None, now=START)


def test_a_reply_is_the_run_between_two_messages_until_it_forks() -> None:
    plan = plan_of(
        chat(
            node("q", None, USER, "q", START),
            node("t", "q", REPLY, "t", START + 1),
            node("hidden", "t", None),
            node("w", "hidden", REPLY, "w", START + 2),
            node("x", "w", REPLY, "x", START + 3),
            node("y", "w", REPLY, "y", START + 4),
            node("z", "y", REPLY, "z", START + 5),
            current="hidden",
        )
    )
    assert [words_of(one) for one in plan.turns] == ["q", "t w", "x", "y z"]
    assert plan.leaf_id == plan.turns[1].id, "the nearest above that is shown"


def test_without_an_end_in_front_it_is_the_newest() -> None:
    nodes = (
        node("q", None, USER, "q", START),
        node("a", "q", REPLY, "a", START + 9),
        node("b", "q", REPLY, "b", START),
    )
    plan = plan_of(chat(*nodes))
    tree = {one.id: Node(one.id, one.parent_id, one.role, 1) for one in plan.turns}
    assert plan.leaf_id == newest_leaf(tree, plan.turns[0].id)
    assert words_of(next(one for one in plan.turns if one.id == plan.leaf_id)) == "a"


def test_what_was_deleted_here_takes_nothing_with_it_that_comes_later() -> None:
    here = Here()
    here.take(chat(node("q", None, USER, "q", START), node("a", "q", REPLY, "a", START + 1)))
    reply = next(id_ for id_, (_, role, _) in here.messages.items() if role is REPLY)
    question = next(id_ for id_, (_, role, _) in here.messages.items() if role is USER)
    del here.messages[reply]
    here.take(
        chat(
            node("q", None, USER, "q", START),
            node("a", "q", REPLY, "a", START + 1),
            node("n", "a", USER, "n", START + 2),
        )
    )
    assert reply not in here.messages
    assert [parent for parent, _, words in here.messages.values() if words == "n"] == [question]


def test_ids_are_those_of_the_time_and_always_the_same() -> None:
    made = made_id(START, "program", "chat", "node")
    assert made == made_id(START, "program", "chat", "node")
    assert made_at(made) == START
    assert made != made_id(START, "program", "other chat", "node")
    assert made_id(START + 1, "a") > made_id(START, "z")


def test_20_000_nodes_in_a_line_and_5_000_side_by_side() -> None:
    line = [node(str(at), str(at - 1) if at else None, (USER, REPLY)[at % 2], "x", START + at) for at in range(20_000)]
    assert len(plan_of(chat(*line)).turns) == 20_000
    wide = [node("q", None, USER, "x", START), *(node(str(at), "q", REPLY, "x", START) for at in range(5_000))]
    assert len(plan_of(chat(*wide)).turns) == 5_001
