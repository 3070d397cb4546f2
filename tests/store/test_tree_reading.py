"""Whatever rows say of their parents: every message is in the tree, no walk is endless, what is missing is a gap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.conversation import Node, children, newest_leaf, path
from turbodesk.chat.message import Role
from turbodesk.store.tree_reading import read_tree

Row = tuple[object, object, object, object, int]


def chain(*ids: str) -> list[Row]:
    """Rows of messages that follow one another."""
    pairs = zip(ids, (None, *ids), strict=False)
    return [(id_, parent, "user", 1, number) for number, (id_, parent) in enumerate(pairs)]


def test_a_sound_chain_stays_as_it_is() -> None:
    tree = read_tree(chain("1", "2", "3"))
    assert [node.id for node in tree.nodes] == ["1", "2", "3"]
    assert (tree.gaps, tree.damage) == ([], "")


def test_a_missing_message_is_a_gap_between_its_neighbours() -> None:
    rows = chain("1", "2", "3", "4")
    tree = read_tree([rows[0], *rows[2:]])
    assert [gap.id for gap in tree.gaps] == ["2"]
    assert path({node.id: node for node in tree.nodes}, "4") == ["1", "2", "3", "4"]


def test_a_row_without_an_id_is_shown_where_it_stands() -> None:
    rows = chain("1", "2", "3")
    tree = read_tree([*rows[:2], (None, "2", "assistant", 1, 9)])
    nodes = {node.id: node for node in tree.nodes}
    assert path(nodes, newest_leaf(nodes, "1")) == ["1", "2", "row-9"]


def test_a_message_that_hangs_from_itself_follows_the_one_before() -> None:
    rows = chain("1", "2", "3")
    tree = read_tree([rows[0], ("2", "2", "user", 1, 1), rows[2]])
    assert path({node.id: node for node in tree.nodes}, "3") == ["1", "before-2", "2", "3"]


def test_a_ring_is_cut_above_its_oldest_message() -> None:
    rows = chain("1", "2", "3", "4")
    tree = read_tree([rows[0], ("2", "4", "user", 1, 1), *rows[2:]])
    assert path({node.id: node for node in tree.nodes}, "4") == ["1", "before-2", "2", "3", "4"]


ids = st.sampled_from([*"abcdefgh", "", "\n", None, 7, b"x", "no-such"])
cells = st.none() | st.integers() | st.binary(max_size=2) | st.text(max_size=2)
rows = st.lists(st.tuples(ids, ids | cells, st.sampled_from([*Role]) | cells, cells), max_size=8)


@given(rows)
def test_any_rows_make_a_tree_that_can_be_walked(found: list[tuple[object, object, object, object]]) -> None:
    tree = read_tree([(*row, number) for number, row in enumerate(found)])
    nodes = {node.id: node for node in tree.nodes}
    assert {row[0] for row in found if isinstance(row[0], str) and row[0].isprintable() and row[0]} <= nodes.keys()
    for node in tree.nodes:
        assert isinstance(node, Node)
        assert node.chars >= 0
        way = path(nodes, node.id)
        assert nodes[way[0]].parent_id is None, "nothing hides what was said before"
        assert path(nodes, newest_leaf(nodes, node.id))
    assert sum(len(below) for below in children(tree.nodes).values()) == len(nodes)
