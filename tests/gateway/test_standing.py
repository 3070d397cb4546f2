"""All chats of a project begin with the same bytes, up to one mark, whatever each of them says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.conftest import MODELS
from tests.gateway.rules import FACTS, broken
from tests.gateway.test_golden import cases, said
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.message import Role
from turbodesk.chat.parameters import CacheLife, Parameters
from turbodesk.chat.parts import Text, Thinking
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.parameter_fallback import objection
from turbodesk.gateway.request import build
from turbodesk.gateway.standing import put_first
from turbodesk.gateway.tool_pairing import Block, Turn

MODEL = "claude-sonnet-4-6"
PROJECT = cases(MODEL)["project"]


def made(request: ReplyRequest) -> Any:
    """The body as it goes over the wire."""
    return json.loads(json.dumps(build(request)))


def marked_beginnings(body: Any) -> list[str]:
    """What the provider would keep ready, as text: all it reads up to each mark, the marks themselves left out."""
    read: list[str] = []
    found: list[str] = []
    sections = [body.get("tools", []), body.get("system", []), *(turn["content"] for turn in body["messages"])]
    for section in sections:
        for block in section:
            read.append(json.dumps({key: value for key, value in block.items() if key != "cache_control"}))
            if "cache_control" in block:
                found.append("\n".join(read))
    return found


def talk(*texts: str) -> ReplyRequest:
    messages = tuple(
        said(
            f"{texts[0]}{at}",
            f"{texts[0]}{at - 1}" if at else None,
            Role.ASSISTANT if at % 2 else Role.USER,
            Text(text),
        )
        for at, text in enumerate(texts)
    )
    return replace(PROJECT, messages=messages)


def test_two_chats_share_one_marked_beginning() -> None:
    one = marked_beginnings(made(replace(talk("What of day 3?"), wire_id="first")))
    two = marked_beginnings(made(replace(talk("Sum up.", "It was long.", "Shorter."), wire_id="second")))
    assert one[0] == two[0]
    assert "report.pdf" in one[0]
    assert "journey.txt" in one[0]
    assert "What of day 3?" not in one[0]
    assert one[1].startswith(one[0])


def test_chats_with_instructions_of_their_own_share_what_goes_before_them() -> None:
    bodies = [made(replace(talk("Hm?"), parameters=Parameters(system=system))) for system in ("Rhyme.", "In French.")]
    first, second = map(marked_beginnings, bodies)
    assert first[0] == second[0]
    assert "journey.txt" in first[0]
    assert first[1] != second[1]
    assert bodies[0]["system"][0]["text"] == "You know the journey."
    assert bodies[0]["system"][-1]["text"] == "Rhyme."


TEXTS = st.text("ab \n", min_size=1, max_size=12).filter(str.strip)


@given(
    texts=st.lists(TEXTS, min_size=1, max_size=9).filter(lambda texts: len(texts) % 2 == 1),
    own=st.sampled_from(["", "Rhyme."]),
    thinks=st.booleans(),
    life=st.sampled_from(CacheLife),
    refused=st.sets(st.sampled_from(["images", "documents", "citations", "cache_control", "cache_control.ttl"])),
    model_id=st.sampled_from(sorted(MODELS)),
)
def test_any_chat_of_a_project_keeps_the_rules_and_its_beginning(
    texts: list[str], own: str, thinks: bool, life: CacheLife, refused: set[str], model_id: str
) -> None:
    parameters = Parameters(system=own, thinking=thinks, cache=life)
    request = replace(talk(*texts), model=MODELS[model_id], parameters=parameters, refused=frozenset(refused))
    body = made(request)
    assert broken(body, FACTS[model_id]) == []
    found = marked_beginnings(body)
    assert len(found) <= 4
    usual = marked_beginnings(made(replace(request, messages=talk("Other words").messages)))
    is_off = life is CacheLife.OFF or "cache_control" in refused
    assert found[:1] == usual[:1] or is_off
    assert bool(found) is not is_off


def test_a_kind_that_is_refused_is_told_in_words_and_once() -> None:
    note = FailureNote("request-refused", "", "", detail="this model does not support image input", status=400)
    assert objection(note, made(PROJECT), PROJECT) == "images"
    refused = replace(PROJECT, refused=frozenset({"images"}))
    assert objection(note, made(refused), refused) is None
    first = made(refused)["messages"][0]["content"]
    assert "map.png” belongs here and is left out" in json.dumps(first, ensure_ascii=False)
    assert not any(block["type"] == "image" for block in first)


def test_a_file_that_is_gone_is_told_and_the_rest_is_sent() -> None:
    body = made(replace(PROJECT, files={}))
    assert json.dumps(body).count("can no longer be read") == 3
    assert broken(body, FACTS[MODEL]) == []


def test_earlier_replies_name_no_document_by_a_number_that_is_anothers_now() -> None:
    cited = {"type": "page_location", "cited_text": "x", "document_index": 0, "document_title": "own.pdf",
             "start_page_number": 1, "end_page_number": 2}  # fmt: skip
    messages = (
        said("a", None, Role.USER, Text("One")),
        said("b", "a", Role.ASSISTANT, Text("As it says.", (cited,)), model=MODEL),
        said("c", "b", Role.USER, Text("Two")),
    )
    assert "citations" in json.dumps(made(replace(PROJECT, project=None, messages=messages)))
    assert "cited_text" not in json.dumps(made(replace(PROJECT, messages=messages)))


def test_the_oldest_turns_may_be_left_out_and_files_still_come_first() -> None:
    late = (
        said("c", "b", Role.USER, Text("Two")),
        said("d", "c", Role.ASSISTANT, Thinking("", "seal"), Text("Well."), model=MODEL),
        said("e", "d", Role.USER, Text("Three")),
    )
    body = made(replace(PROJECT, messages=late))
    assert marked_beginnings(body)[0] == marked_beginnings(made(PROJECT))[0]


@pytest.mark.parametrize("texts", [("Hello",), ("Hello", "Hi.", "More")])
def test_without_a_project_nothing_is_other_than_before(texts: tuple[str, ...]) -> None:
    body = made(replace(talk(*texts), project=None))
    assert "system" not in body
    assert "journey" not in json.dumps(body)


def test_files_get_a_turn_of_their_own_before_one_of_the_model() -> None:
    file: Block = {"type": "text", "text": "map.png:"}
    said_first: list[Turn] = [(Role.ASSISTANT, [{"type": "text", "text": "Hello."}])]
    assert put_first(said_first, [file]) == [(Role.USER, [file]), *said_first]
    assert put_first([], [file]) == []
