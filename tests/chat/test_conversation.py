from __future__ import annotations

import uuid
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from turbodesk.chat.conversation import UNTITLED, Node, children, new_conversation, newest_leaf, path
from turbodesk.chat.message import Role

Tree = dict[str, Node]


def tree(**parents: str | None) -> Tree:
    return {id_: Node(id_, parent, Role.USER, 0) for id_, parent in parents.items()}


@st.composite
def trees(draw: DrawFn) -> Tree:
    """A forest of up to 30 messages, each hanging from an older one or from none."""
    nodes: Tree = {}
    for number in range(draw(st.integers(1, 30))):
        id_ = f"{number:03}"
        parent = draw(st.none() | st.sampled_from(sorted(nodes))) if nodes else None
        nodes[id_] = Node(id_, parent, Role.USER, 0)
    return nodes


@st.composite
def tangles(draw: DrawFn) -> Tree:
    """Messages whose parents may be anything: missing, themselves, each other. A damaged or half-merged history."""
    ids = [f"{number:03}" for number in range(draw(st.integers(1, 12)))]
    parents = st.none() | st.sampled_from([*ids, "missing"])
    return {id_: Node(id_, draw(parents), Role.USER, 0) for id_ in ids}


def test_a_new_conversation_is_empty_and_tells_the_gateway_nothing() -> None:
    first, second = new_conversation(), new_conversation(gateway_id="demo")
    assert (first.title, first.leaf_id, first.draft, first.place) == (UNTITLED, None, "", None)
    assert first.created_at == first.updated_at > 0
    assert second.gateway_id == "demo"
    assert first.id < second.id
    assert uuid.UUID(first.wire_id).version == 4  # random through and through: no time, no machine
    assert first.wire_id != second.wire_id


def test_a_conversation_is_a_value() -> None:
    with pytest.raises(FrozenInstanceError):
        new_conversation().title = "other"  # type: ignore[misc]  # this is what is tested


def test_a_path_leads_from_the_root_to_the_leaf() -> None:
    nodes = tree(a=None, b="a", c="b", d="a")
    assert path(nodes, "c") == ["a", "b", "c"]
    assert path(nodes, "d") == ["a", "d"]
    assert path(nodes, None) == []
    assert path(nodes, "unknown") == []


def test_siblings_are_sorted_by_age() -> None:
    nodes = tree(a=None, c="a", b="a", d="b", e=None)
    assert children(nodes.values())["a"] == ["b", "c"]
    assert children(nodes.values())[None] == ["a", "e"]
    assert "d" not in children(nodes.values())


def test_the_newest_leaf_follows_the_newest_child() -> None:
    nodes = tree(a=None, b="a", c="a", d="b", e="c", f="c")
    assert newest_leaf(nodes, "a") == "f"
    assert newest_leaf(nodes, "b") == "d"
    assert newest_leaf(nodes, "f") == "f"


@given(trees())
def test_every_path_is_a_chain_of_parents(nodes: Tree) -> None:
    for leaf in nodes:
        ids = path(nodes, leaf)
        assert ids[-1] == leaf
        assert [nodes[id_].parent_id for id_ in ids] == [None, *ids[:-1]]


@given(trees())
def test_the_newest_leaf_is_a_leaf_below_its_start(nodes: Tree) -> None:
    for start in nodes:
        leaf = newest_leaf(nodes, start)
        assert start in path(nodes, leaf)
        assert leaf not in children(nodes.values())


@given(trees())
def test_siblings_share_out_all_messages(nodes: Tree) -> None:
    groups = children(nodes.values())
    assert sorted(id_ for group in groups.values() for id_ in group) == sorted(nodes)


@given(tangles())
def test_no_tangle_of_parents_hangs_or_repeats(nodes: Tree) -> None:
    for id_ in nodes:
        ids = path(nodes, id_)
        assert len(set(ids)) == len(ids)
        assert ids[-1] == id_
        assert newest_leaf(nodes, id_) in nodes


def test_a_path_of_ten_thousand_is_walked_once() -> None:
    nodes = {f"{n:05}": Node(f"{n:05}", f"{n - 1:05}" if n else None, Role.USER, 0) for n in range(10_000)}
    assert path(nodes, "09999") == list(nodes)
    assert newest_leaf(nodes, "00000") == "09999"
