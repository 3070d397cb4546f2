"""A page that grew piece by piece is the page that was set at once: text, block formats and height."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turbodesk import resources
from turbodesk.rendering import BlockStream
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.typography import typography
from turbodesk.ui.theme import LIGHT

WIDTH = 720
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(resources.path("demo").glob("*.md"))}
FENCE = "# Code\n\nA function:\n\n```python\nimport os\n\n\ndef f(x):\n    return x\n```\n\n- one\n- two\n\n> said\n"


def described(page: MessageDocument) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    block = page.begin()
    while block.isValid():
        found.append((block.text(), block.blockFormat()))
        block = block.next()
    return found


def streamed(text: str, cuts: list[int]) -> MessageDocument:
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(WIDTH)
    stream = BlockStream()
    edges = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    for start, end in pairwise(edges):
        update = stream.feed(text[start:end])
        page.update_page(update.finished, update.tail, reset=update.reset)
        page.height()  # laid out at each step, as on the screen
    update = stream.close()
    page.update_page(update.finished, update.tail, reset=update.reset)
    return page


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", TEXTS)
def test_the_demo_in_steps_of_seven_characters(name: str) -> None:
    text = TEXTS[name]
    grown, whole = streamed(text, list(range(0, len(text), 7))), streamed(text, [])
    assert described(grown) == described(whole)
    assert grown.height() == whole.height()


@pytest.mark.usefixtures("qapp")
@settings(max_examples=60)
@given(cuts=st.lists(st.integers(0, len(FENCE)), max_size=40))
def test_any_cuts_of_a_text_with_code(cuts: list[int]) -> None:
    grown, whole = streamed(FENCE, cuts), streamed(FENCE, [])
    assert described(grown) == described(whole)
    assert grown.height() == whole.height()
