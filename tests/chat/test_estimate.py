"""Tokens by rule of thumb: near the protocol's figures, never negative, growing with what is said."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat import estimate
from turbodesk.chat.image_size import image_size
from turbodesk.chat.message import user_message
from turbodesk.chat.model import Model, Sampling, unknown_model
from turbodesk.chat.parts import Document, Image, ToolResult

OLDER = Model("older", "Older", sampling=Sampling.ONE)
NEWER = Model("newer", "Newer", sampling=Sampling.NONE)


def test_text_by_its_script() -> None:
    assert 1_000 / 4 <= estimate.of_text("word " * 200) <= 1_000 / 3.5
    assert 300 / 1.5 <= estimate.of_text("漢" * 300) <= 300
    assert estimate.of_text("ü" * 400) == pytest.approx(estimate.of_text("u" * 400))
    assert estimate.of_text("") == 0


@given(st.text(), st.text())
def test_more_text_is_never_less(one: str, more: str) -> None:
    assert 0 <= estimate.of_text(one) <= estimate.of_text(one + more)


def test_newer_models_make_three_tenths_more() -> None:
    message = user_message("word " * 2_000, None)
    older, newer = (estimate.of_message(message, model) for model in (OLDER, NEWER))
    assert newer / older == pytest.approx(1.3, rel=0.01)


@pytest.mark.parametrize(
    ("size", "edge", "tokens"),
    [((28, 28), 1_568, 1), ((29, 28), 1_568, 2), ((1_920, 1_080), 1_568, 1_568), ((1_920, 1_080), 2_576, 2_691)],
)
def test_pictures_cost_their_area_after_they_are_shrunk(size: tuple[int, int], edge: int, tokens: int) -> None:
    assert estimate.of_image(*size, edge=edge) == pytest.approx(tokens, rel=0.15)


def _png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02"


HEADS = [
    _png(640, 480),
    b"GIF89a" + struct.pack("<HH", 640, 480),
    b"\xff\xd8\xff\xe0\x00\x10" + b"\x00" * 14 + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 480, 640) + b"\x03",
    b"RIFF\x00\x00\x00\x00WEBPVP8X" + b"\x00" * 8 + struct.pack("<I", 639)[:3] + struct.pack("<I", 479)[:3],
]


@pytest.mark.parametrize("head", HEADS)
def test_sizes_are_read_from_the_first_bytes(head: bytes) -> None:
    assert image_size({"type": "base64", "data": base64.b64encode(head).decode()}) == (640, 480)


@given(st.binary(max_size=60) | st.sampled_from(HEADS).flatmap(lambda head: st.integers(0, 40).map(lambda n: head[:n])))
def test_no_bytes_break_the_reading(head: bytes) -> None:
    size = image_size({"data": base64.b64encode(head).decode()})
    assert size is None or min(size) >= 0


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading(data: str) -> None:
    image_size({"data": data})


def test_documents_and_results_count() -> None:
    text = {"type": "text", "media_type": "text/plain", "data": "word " * 1_000}
    assert estimate.of_part(Document(text), OLDER) == pytest.approx(5_000 / 3.7, rel=0.05)
    pdf = {"type": "base64", "media_type": "application/pdf", "data": "A" * 200_000}
    assert estimate.of_part(Document(pdf), OLDER) == pytest.approx(3 * 3_000, rel=0.05)
    assert estimate.of_part(ToolResult("t", "word " * 1_000), OLDER) > 1_000
    picture = Image({"type": "base64", "data": base64.b64encode(_png(280, 280)).decode()})
    assert estimate.of_part(picture, OLDER) == 100
    assert estimate.of_part(Image({"type": "url", "url": "x"}), OLDER) == 1_568


def test_a_message_without_words_is_what_stands_around_it() -> None:
    empty = replace(user_message("word", None), blocks=())
    assert estimate.of_message(empty, OLDER) == estimate.MESSAGE_OVERHEAD


def test_all_that_a_model_is_told_of_a_tool_counts() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "string", "description": "Which."}}}
    tool = {"name": "find", "description": "Finds.", "input_schema": schema, "cache_control": {"type": "ephemeral"}}
    told = json.dumps({name: tool[name] for name in ("name", "description", "input_schema")}, separators=(",", ":"))
    assert estimate.of_block(tool, unknown_model("x")) == estimate.of_text(told) * estimate.NEW_TOKENIZER
