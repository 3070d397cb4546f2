"""Whatever is wrong in an archive, reading ends with its chats or with one sentence, and gives out nothing odd."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.app.imports.reading import database, zipped
from tests.app.imports.test_cherry_sqlite import TABLES
from turbodesk.app.imports.chats import Link, SourceChat, SourceFile, SourceNode
from turbodesk.app.imports.container import Container, Member
from turbodesk.app.imports.findings import Findings, Unkept
from turbodesk.app.imports.recognition import recognise
from turbodesk.app.imports.values import EARLIEST_MS, LATEST_MS
from turbodesk.chat.errors import FailureNote, ImportRefused
from turbodesk.chat.message import Role, Status
from turbodesk.chat.parts import Text, Thinking, ToolResult, ToolUse

AT = "2026-05-01T10:00:00.000Z"
_TEXT = {"type": "text", "text": "words"}
_CALL = {
    "type": "tool-call",
    "toolCallId": "c",
    "toolName": "n",
    "args": {"a": 1},
    "result": [_TEXT],
    "state": "result",
}
CHATBOX: Any = {
    "chat-sessions-list": [{"id": "s", "name": "S", "starred": True}, {"id": "t"}],
    "session:s": {
        "id": "s",
        "messages": [
            {"id": "y", "role": "system", "content": "sys"},
            {
                "id": "q",
                "role": "user",
                "contentParts": [_TEXT, {"type": "image", "url": "data:,a"}],
                "timestamp": 1.7e12,
            },
            {"id": "a", "role": "assistant", "contentParts": [_CALL, {"type": "reasoning", "text": "r"}], "error": "e"},
        ],
        "threads": [
            {"id": "th", "name": "T", "messages": [{"id": "o", "role": "user", "content": "x", "files": [{}]}]}
        ],
        "messageForksHash": {"q": {"lists": [{"messages": [{"id": "f", "role": "assistant", "content": "f"}]}]}},
        "settings": {"modelId": "m"},
    },
    "chat-sessions": [{"id": "u", "messages": []}],
}
_OUTPUT = [{"type": "reasoning", "content": [_TEXT]}, {"type": "function_call", "call_id": "c", "name": "n"}]
WEBUI: Any = [
    {
        "id": "c",
        "chat": {
            "models": ["m"],
            "params": {"system": "s"},
            "history": {
                "currentId": "a",
                "messages": {
                    "q": {
                        "parentId": None,
                        "role": "user",
                        "content": "x",
                        "files": [{"type": "image", "url": "data:,a"}],
                    },
                    "a": {
                        "parentId": "q",
                        "role": "assistant",
                        "content": "",
                        "output": _OUTPUT,
                        "error": {"content": "e"},
                    },
                    "b": {"parentId": "q", "role": "assistant", "content": '<details type="reasoning">r</details>w'},
                },
            },
        },
        "created_at": 1_700_000_000,
        "pinned": True,
    },
    {"title": "t", "chat": {"title": "t", "messages": [{"role": "user", "content": [_TEXT]}]}},
]
_NESTED = {"messageId": "u", "isCreatedByUser": True, "text": "x", "files": [{"filename": "f"}], "createdAt": AT}
_THINK = {"type": "think", "think": {"value": "t"}}
_STEP = {"type": "tool_call", "tool_call": {"id": "c", "name": "n", "args": {}, "output": "o"}}
LIBRE: Any = {
    "conversationId": "c",
    "title": "t",
    "options": {"model": "m", "promptPrefix": "p"},
    "messagesTree": [{**_NESTED, "children": [{"messageId": "a", "content": [_THINK, _STEP], "children": []}]}],
    "messages": [
        {"messageId": "b", "parentMessageId": "u", "error": True, "text": "e", "attachments": [{"url": "http://x"}]}
    ],
}
_BLOCK = {
    "id": "1",
    "type": "tool",
    "toolName": "n",
    "arguments": {},
    "metadata": {"rawMcpToolResponse": {"response": [_TEXT]}},
}
_STORED = {
    "assistants": [
        {"name": "A", "prompt": "p", "model": {"id": "m"}, "topics": [{"id": "t", "name": "T", "createdAt": AT}]}
    ]
}
CHERRY: Any = {
    "version": 5,
    "localStorage": {"persist:cherry-studio": json.dumps({"assistants": json.dumps(_STORED)})},
    "indexedDB": {
        "topics": [
            {
                "id": "t",
                "messages": [
                    {"id": "q", "role": "user", "blocks": ["2", "3"], "createdAt": AT},
                    {
                        "id": "a",
                        "role": "assistant",
                        "askId": "q",
                        "blocks": ["1", "4"],
                        "status": "error",
                        "modelId": "p::m",
                    },
                    {
                        "id": "b",
                        "role": "assistant",
                        "askId": "q",
                        "content": "old",
                        "files": [{"id": "f"}],
                        "useful": True,
                    },
                ],
            }
        ],
        "message_blocks": [
            _BLOCK,
            {"id": "2", "type": "main_text", "content": "x"},
            {"id": "3", "type": "file", "file": {"id": "f", "origin_name": "f.txt"}},
            {"id": "4", "type": "citation", "response": {"results": [{"url": "http://x", "title": "t"}]}},
        ],
    },
}
PLAIN: Any = {
    "title": "t",
    "model": "m",
    "messages": [{"role": "user", "content": [_TEXT]}, {"role": "tool", "content": "x", "tool_call_id": "c"}],
}
GPT: Any = [
    {
        "id": "c",
        "title": "t",
        "create_time": 1.7e9,
        "current_node": "a",
        "mapping": {
            "r": {"id": "r", "parent": None, "message": None},
            "q": {
                "id": "q",
                "parent": "r",
                "message": {
                    "id": "q",
                    "author": {"role": "user"},
                    "content": {
                        "content_type": "multimodal_text",
                        "parts": ["x", {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_a"}],
                    },
                    "metadata": {"attachments": [{"id": "file_a", "name": "a.png"}]},
                },
            },
            "a": {
                "id": "a",
                "parent": "q",
                "message": {
                    "id": "a",
                    "author": {"role": "assistant"},
                    "content": {"content_type": "text", "parts": ["\ue200cite\ue202x\ue201 y"]},
                    "metadata": {
                        "content_references": [
                            {"matched_text": "y", "type": "webpage", "items": [{"url": "http://x"}]}
                        ],
                        "model_slug": "m",
                    },
                    "recipient": "all",
                },
            },
        },
    }
]
_BLOCKS = [
    _TEXT,
    {"type": "thinking", "thinking": "t"},
    {"type": "tool_use", "id": "c", "name": "artifacts", "input": {"command": "create", "content": "x"}},
]
CLAUDE: Any = [
    {
        "uuid": "c",
        "name": "n",
        "created_at": AT,
        "chat_messages": [
            {
                "uuid": "q",
                "sender": "human",
                "text": "x",
                "attachments": [{"file_name": "f", "extracted_content": "y"}],
                "files": [{"file_name": "g"}],
            },
            {
                "uuid": "a",
                "sender": "assistant",
                "parent_message_uuid": "q",
                "content": [*_BLOCKS, {"type": "tool_result", "tool_use_id": "c", "content": [_TEXT]}],
            },
        ],
    }
]
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    10**20,
    1.5,
    "",
    " ",
    "x",
    "\ud800",
    "\x00",
    "data:,x",
    [],
    {},
    [None],
    [[]],
    {"": {}},
    [{"id": 1}],
    "q",
    "a",
    1e300,
]
"""What stands where something else should."""


def mutated(value: Any, random: Random, chance: float) -> Any:
    """Return a value in which things are other things, gone, doubled, or in another order."""
    if random.random() < chance:
        return random.choice(ODD)
    if isinstance(value, dict):
        items = [(key, mutated(one, random, chance)) for key, one in value.items() if random.random() > chance / 2]
        if random.random() < chance:
            random.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        made = [mutated(one, random, chance) for one in value]
        return made + made[: random.randrange(2)] if random.random() < chance else made
    return value


def cut_or_flipped(data: bytes, random: Random) -> bytes:
    """Return bytes of which some are gone or others."""
    if random.random() < 0.5 and data:
        return data[: random.randrange(len(data))]
    made = bytearray(data)
    for _ in range(random.randrange(1, 6)):
        if made:
            made[random.randrange(len(made))] = random.randrange(256)
    return bytes(made)


def cherry_database(random: Random, chance: float) -> bytes:
    parts = [
        _TEXT,
        {**_CALL, "type": "dynamic-tool", "toolName": "n"},
        {"type": "file", "filename": "f", "url": "data:,x"},
    ]
    rows: Any = {
        "topic": [["t", "T", "as", "a", 1_700_000_000_000, 1, None], ["u", "U", None, None, 1, 1, 1]],
        "message": [
            [
                "q",
                None,
                "t",
                "user",
                json.dumps(mutated({"parts": parts}, random, chance)),
                "success",
                None,
                None,
                1,
                1,
                None,
            ],
            ["a", "q", "t", "assistant", json.dumps({"parts": parts}), "error", "p::m", '{"id": "m"}', 1, 1, None],
        ],
        "assistant": [["as", "A", "p", "p::m", "{}"]],
        "pin": [["p", "topic", "t"]],
    }
    plain = [None, 0, 1.5, "", "x", "t", "q", b"\xff", 10**15]
    for values in rows.values():
        for row in values:
            row[:] = [random.choice(plain) if random.random() < chance else cell for cell in row]
    with tempfile.TemporaryDirectory() as folder:
        return database(Path(folder) / "db", {name: TABLES[name] for name in rows}, rows)


def json_file(value: Any, *, lines: bool = False) -> Callable[[Random, float], bytes]:
    def make(random: Random, chance: float) -> bytes:
        made = mutated(value, random, chance)
        return (
            json.dumps(made).encode() if not lines else json.dumps(made).encode() + b"\n" + json.dumps(value).encode()
        )

    return make


def zip_of(name: str, make: Callable[[Random, float], bytes]) -> Callable[[Random, float], bytes]:
    files = {"Data/Files/f.txt": "words", "file_a.dat": b"\x89PNG\r\n\x1a\n"}
    return lambda random, chance: zipped({name: make(random, chance), **files})


SOURCES: dict[str, tuple[str, Callable[[Random, float], bytes]]] = {
    "Chatbox": ("c.json", json_file(CHATBOX)),
    "Open WebUI": ("c.json", json_file(WEBUI)),
    "LibreChat": ("c.json", json_file(LIBRE)),
    "Cherry Studio 1": ("c.zip", zip_of("data.json", json_file(CHERRY))),
    "Cherry Studio 2": ("c.zip", zip_of("Data/cherrystudio.sqlite", cherry_database)),
    "JSON": ("c.json", json_file(PLAIN)),
    "JSON lines": ("c.jsonl", json_file(PLAIN, lines=True)),
    "Markdown": (
        "c.md",
        lambda random, chance: b"---\ntitle: T\n---\n# T\n\n## You\n\nx\n```\n## ChatGPT\n```\n## ChatGPT\n\ny",
    ),
    "ChatGPT": ("c.zip", zip_of("conversations.json", json_file(GPT))),
    "Claude": ("c.zip", zip_of("conversations.json", json_file(CLAUDE))),
}


def read(name: str, data: bytes) -> list[SourceChat] | None:
    """Return the chats; None where the file is refused, with a sentence and what to do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        found = Findings()
        chats: list[SourceChat] | None = None
        note: FailureNote | None = None
        try:
            with Container([path]) as container:
                chats = list(recognise(container).chats(found))
        except ImportRefused as refused:
            note = refused.note
    if note is not None:
        assert note.sentence.endswith(".")
        assert note.advice.endswith(".")
    assert all(sentence.endswith(".") for sentence in found.troubles)
    assert all(isinstance(kind, Unkept) and count > 0 for kind, count in found.left_out.items())
    return chats


def is_moment(value: object) -> bool:
    return value is None or (type(value) is int and EARLIEST_MS <= value < LATEST_MS)


def is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def check(chats: list[SourceChat]) -> None:
    for chat in chats:
        assert isinstance(chat.id, str)
        assert chat.id
        assert all(map(is_text, (chat.title, chat.current_id, chat.folder, chat.project_id, chat.model, chat.system)))
        assert is_moment(chat.created_at)
        assert is_moment(chat.updated_at)
        assert type(chat.pinned) is bool
        assert type(chat.archived) is bool
        assert all(isinstance(kind, Unkept) for kind in chat.left_out)
        for node in chat.nodes:
            check_node(node)


def check_node(node: SourceNode) -> None:
    assert isinstance(node.id, str)
    assert is_text(node.parent_id)
    assert is_text(node.model)
    assert isinstance(node.error, str)
    assert is_moment(node.made_at)
    assert node.role in (None, *Role)
    assert node.status in (Status.COMPLETE, Status.STOPPED, Status.INTERRUPTED, Status.FAILED)
    assert node.stop_reason in (None, "max_tokens")
    assert all(
        isinstance(link, Link) and isinstance(link.url, str) and isinstance(link.title, str) for link in node.links
    )
    assert all(isinstance(kind, Unkept) for kind in node.left_out)
    for part in node.parts:
        match part:
            case Text() | Thinking():
                assert isinstance(part.text, str)
            case ToolUse():
                assert isinstance(part.id, str)
                assert isinstance(part.name, str)
                assert isinstance(part.input_json, str)
            case ToolResult():
                assert isinstance(part.tool_use_id, str)
                assert isinstance(part.content, str)
                assert type(part.is_error) is bool
            case SourceFile():
                assert isinstance(part.name, str)
                assert isinstance(part.content, Member | bytes | None)
            case _:
                raise AssertionError(part)


@given(st.sampled_from(sorted(SOURCES)), st.integers(0, 2**32))
def test_things_that_are_other_things_cost_no_more_than_themselves(source: str, seed: int) -> None:
    name, make = SOURCES[source]
    random = Random(seed)
    chats = read(name, make(random, random.choice((0.02, 0.1, 0.3))))
    if chats is not None:
        check(chats)


@given(st.sampled_from(sorted(SOURCES)), st.integers(0, 2**32))
def test_bytes_that_are_gone_or_others_end_in_chats_or_a_sentence(source: str, seed: int) -> None:
    name, make = SOURCES[source]
    random = Random(seed)
    chats = read(name, cut_or_flipped(make(random, 0), random))
    if chats is not None:
        check(chats)


@given(st.sampled_from(sorted(SOURCES)))
def test_what_is_sound_is_read(source: str) -> None:
    name, make = SOURCES[source]
    chats = read(name, make(Random(0), 0))
    assert chats
    assert any(node.parts for chat in chats for node in chat.nodes)
