"""What comes from another computer is a stranger's: of any form, of a newer program, of nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store import strategies
from tests.store.sync.computers import Computer, Time, calm
from turbodesk.app.gateways import DEMO
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import Role
from turbodesk.chat.sync_names import LogName
from turbodesk.store.cells import Cells
from turbodesk.store.row_mapping import conversation_from_cells, message_from_cells
from turbodesk.store.sync import incoming, outgoing, registers, settling, stamps
from turbodesk.store.sync.registers import CHAT, ENDED, ITEMS, MARKS, MESSAGE, PROJECT

SRC = LogName("z" * 16, 1, 1, "a" * 8)
ID = "019b7600-0000-7000-8000-00000000000"
some_ids = st.sampled_from([f"{ID}{number}" for number in range(4)]) | strategies.texts
cells = strategies.json_values | some_ids | st.just("[]") | st.just("{}") | strategies.json_values.map(json.dumps)
times = st.integers(-5, 5) | st.integers() | st.sampled_from([stamps.MOST, stamps.MOST + 1, True, None])
writers = st.sampled_from(["z" * 16, "b" * 16, "", "Z" * 16]) | strategies.texts
blocks = st.lists(strategies.json_objects | strategies.block_objects().map(lambda one: {"i": 0, "b": one}), max_size=3)
contents = st.builds(lambda found: json.dumps({"v": 1, "blocks": found}), blocks) | cells
FIELDS = [*CHAT.fields, *PROJECT.fields, "gone", "back", "parent", "hidden", f"{ID}1", "of a newer program"]


def entries() -> st.SearchStrategy[object]:
    exact = [list(one) for rows in (CHAT, PROJECT) for columns in rows.fields.values() for one in [columns.values()]]
    right = {
        "time": st.integers(0, 10**12),
        "flag": st.integers(0, 1),
        "id": some_ids,
        "name": strategies.names,
        "gateway": st.sampled_from(["default", DEMO]),
        "list": st.just("[]"),
        "object": st.just("{}"),
    }
    tuples = st.sampled_from(exact).flatmap(
        lambda kinds: st.tuples(*(right.get(kind.rstrip("?"), cells) | cells for kind in kinds)).map(list)
    )
    some = st.lists(cells, max_size=4) | tuples
    return st.tuples(times, writers, some).map(list) | strategies.json_values


def records() -> st.SearchStrategy[object]:
    row = {name: cells for name in MESSAGE} | {
        "role": st.sampled_from(Role) | cells,
        "status": st.sampled_from([*ENDED, "replying"]) | cells,
        "blocks": contents,
        "created_at": st.integers(0, 10**12),
        "updated_at": st.integers(0, 10**12),
        "usage": st.just("{}") | cells,
    }
    kinds = ["chat", "project", "message", "gone", "draft", "file", "origin", "of a newer program", *MARKS, *ITEMS]
    return (
        st.fixed_dictionaries(
            {"k": st.sampled_from(kinds) | strategies.json_values, "id": some_ids | strategies.json_values},
            optional={
                "f": st.dictionaries(st.sampled_from(FIELDS), entries(), max_size=5) | strategies.json_values,
                "at": times,
                "by": writers,
                "w": writers,
                "chat": some_ids,
                "parent": some_ids,
                "row": st.fixed_dictionaries({}, optional=row) | strategies.json_values,
                "text": cells,
                "media_type": cells,
                "name": cells,
                "value": strategies.json_values,
            },
        )
        | strategies.json_objects
    )


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> Iterator[Computer]:
    computer = Computer("a", Time(monkeypatch))
    yield computer
    computer.close()


def sound(computer: Computer) -> None:
    """See that all rows can be read as what they are, and that what is here is sent in the form that is taken in."""
    for table, read in (("conversation", conversation_from_cells), ("message", message_from_cells)):
        names = [str(name) for (name,) in computer.ask(f"SELECT name FROM pragma_table_info('{table}')")]
        for row in computer.ask(f"SELECT {', '.join(names)} FROM {table}"):
            found = Cells(dict(zip(names, row, strict=True)))
            read(found)
            assert not {*found.damaged} - {"blocks"}
    assert computer.ask("SELECT id FROM conversation WHERE gateway_id = ?", DEMO) == []
    assert all(registers.is_id(id_) for id_ in computer.chats())
    for chat in computer.chats():
        computer.run(computer.history.nodes(chat))
    computer.run(computer.projects.projects())
    computer.run(computer.trash.deleted())
    assert computer.ask("PRAGMA foreign_key_check") == []
    assert computer.ask("PRAGMA quick_check") == [("ok",)]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(records(), min_size=1, max_size=12))
def test_a_record_of_any_form_breaks_nothing(found: list[object]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        computer, other = Computer("a", time := Time(patch)), Computer("b", time)
        chat = computer.new_chat("mine")
        message = computer.say(chat, "word")
        content = b"\n".join(json.dumps(record).encode() for record in found)
        read = outgoing.load(content)
        assert len(read.records) + read.passed_over == len(found)
        computer.do(lambda one: incoming.apply_all(one, read.records, SRC))
        computer.do(settling.settle)
        assert message in computer.messages()
        sound(computer)
        computer.change(chat, title="still", pinned=True)  # whatever stamps there are
        calm(computer, other, files=[(SRC, content)])
        sound(other)
        assert other.chat(chat).title == "still"
        computer.close()
        other.close()


def test_a_star_that_came_before_the_removal_of_a_message_that_never_came(one: Computer) -> None:
    chat, kept, removed = one.new_chat("chat"), new_id(), new_id()
    star: dict[str, object] = {"k": "star", "id": chat, "f": {id_: [5, "b" * 16, [1]] for id_ in (kept, removed)}}
    gone: dict[str, object] = {"k": "gone", "id": removed, "f": {"gone": [6, "c" * 16, []]}}
    for records_of in ([star], [gone], [star]):
        one.do(lambda connection, found=records_of: incoming.apply_all(connection, found, SRC))  # type: ignore[misc]
        one.do(settling.settle)
    assert one.chat(chat).starred == (kept,)
    assert one.ask("SELECT field FROM sync_stamp WHERE kind = 'star'") == [(kept,)]


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_passed_over(content: bytes) -> None:
    lines = [line for line in content.split(b"\n") if line]
    assert outgoing.load(content).passed_over <= len(lines)


def test_nested_beyond_measure() -> None:
    deep = b'{"k": "preset", "id": "x", "value": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert outgoing.load(deep).passed_over == 1


def test_the_demo_is_the_one_of_the_program() -> None:
    assert registers.DEMO == DEMO


@given(st.lists(st.sampled_from([b"", b"x", b'{"k":"chat","id":"a"}'])), st.booleans(), st.integers(1, 4))
def test_portions_are_all_of_a_file_and_of_few_lines(lines: list[bytes], is_whole: bool, most: int) -> None:
    content = b"\n".join(lines) + b"\n" * is_whole
    found = list(outgoing.portions(content, most))
    assert b"".join(found) == content
    assert found
    assert all(portion.count(b"\n") == most for portion in found[:-1])
    assert found[-1].removesuffix(b"\n").count(b"\n") < most
    records = [record for portion in found for record in outgoing.load(portion).records]
    assert records == outgoing.load(content).records
