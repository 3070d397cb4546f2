"""Reading, with mouse and keys, while a reply grows: selecting and copying, finding words, holding one's place.

What is copied is read back from the clipboard as another program would, in all three forms. That the line under the
eye stays is seen in the pixels of the screen.
"""

from __future__ import annotations

import re

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person

pytestmark = pytest.mark.display

KEY = "sk-ant-right-7Qm3vZ"
REPLY = """\
The **tide** rises for six hours.

| Hour | Height |
|------|-------:|
| 1 | 0.4 m |

It falls for six. A zebra drinks.

"""
COUNT = re.compile(r"1 of \d\d+$")
LATER = "".join(f"Paragraph {number} of what comes after that.\n\n" for number in range(1, 60))
LAST = "No zebra here, said the zebra."


def test_selecting_copying_and_finding(desktop: Desktop) -> None:
    with Gateway(key=KEY) as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": KEY})
        gateway.answer({"text": REPLY + LATER + LAST, "gap_ms": 12})
        person.starts()
        person.says("Tell me of the tide")
        _selects_and_copies_while_it_grows(person)
        gateway.answer({"text": "Nothing more."})
        desktop.click("Stop", role="push button")
        person.says("Go on")
        desktop.wait_for(contains="Nothing more.")
        desktop.wait_until_gone("Stop", role="push button")
        _selects_across_messages(person)
        _finds_words_and_stays_there(person)
        person.quits()
        assert person.program.complaints() == []


def test_the_line_under_the_eye_stays(desktop: Desktop) -> None:
    with Gateway(key=KEY) as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": KEY})
        gateway.answer({"text": LATER}, {"text": LATER * 40, "chars": 12, "gap_ms": 10})
        person.starts()
        person.says("Fill a page")
        desktop.wait_for(contains="Paragraph 59 of")
        desktop.wait_until_gone("Stop", role="push button")
        person.says("Now a long one")
        desktop.wait_until(lambda: _length_of_last(desktop) > 2_500, "more than a page of the reply")
        left, top, width, height = desktop.wait_for("Transcript").box
        eye = (left + 40, top + 8, width - 80, height - 120)  # without the scroll bar, and what says "New text"
        desktop.tool("xdotool", "mousemove", str(left + width // 2), str(top + height // 2))
        for turn in (-3, 2):
            before = _still(desktop, eye)
            desktop.scroll(turn)
            _moved(desktop, eye, before)
            _holds_still_while_it_grows(desktop, eye)
        desktop.click_at(left + 12, top + height // 2)
        before = _still(desktop, eye)
        desktop.press("Prior")
        _moved(desktop, eye, before)
        _holds_still_while_it_grows(desktop, eye)
        assert desktop.find("Stop", role="push button"), "the reply ended too early to show anything"
        person.quits()


def _selects_and_copies_while_it_grows(person: Person) -> None:
    desktop = person.desktop
    desktop.wait_for(contains="Paragraph 1 of")
    start, end = desktop.where("tide rises"), desktop.where("It falls for six. A zebra drinks.")
    assert start is not None
    assert end is not None
    desktop.drag((start[0] + 1, start[1] + start[3] // 2), (end[0] + end[2] + 20, end[1] + end[3] // 2))
    selected = desktop.wait_until(desktop.selected, "a selection")
    length = _length_of_last(desktop)
    desktop.wait_until(lambda: _length_of_last(desktop) > length + 300, "the reply to grow")
    assert desktop.selected() == selected, "the growing reply changed what is selected"
    desktop.press("ctrl+c")
    assert desktop.find("Stop", role="push button"), "the reply ended before anything was copied"
    plain = desktop.wait_until(lambda: desktop.clipboard("text/plain"), "the copy")
    assert plain == "tide rises for six hours.\n\nHour\tHeight\n1\t0.4 m\n\nIt falls for six. A zebra drinks."
    html = desktop.clipboard("text/html")
    assert "<strong>tide</strong> rises" in html
    assert "<table" in html
    assert "<th" in html
    assert "0.4 m</td>" in html
    assert desktop.clipboard("text/markdown") == (
        "**tide** rises for six hours.\n\n| Hour | Height |\n| --- | ---: |\n| 1 | 0.4 m |\n\n"
        "It falls for six. A zebra drinks."
    )


def _selects_across_messages(person: Person) -> None:
    desktop = person.desktop
    start, end = desktop.where("Go"), desktop.where("Nothing more")
    assert start is not None
    assert end is not None
    desktop.drag((start[0] + 1, start[1] + start[3] // 2), (end[0] + end[2] + 20, end[1] + end[3] // 2))
    desktop.press("ctrl+c")
    wanted = "Go on\n\nNothing more."
    desktop.wait_until(lambda: desktop.clipboard("text/plain") == wanted, "both messages as one text")
    desktop.focus("Message")


def _finds_words_and_stays_there(person: Person) -> None:
    desktop = person.desktop
    transcript = desktop.wait_for("Transcript").box
    desktop.press("ctrl+f")
    desktop.wait_for("Find in chat", role="text", state="focused")
    desktop.type("zebra")
    desktop.wait_for(contains="1 of 1")
    desktop.press("ctrl+a")
    desktop.type("Paragraph")
    count = desktop.wait_until(lambda: [n for n in desktop.find(role="label") if COUNT.match(n.name)], "the count")
    total = int(count[0].name.split()[-1])
    assert total > 5
    for key, number in (("F3", 2), ("F3", 3), ("shift+F3", 2), ("shift+F3", 1), ("shift+F3", total)):
        desktop.press(key)
        desktop.wait_for(contains=f"{number} of {total}")
    desktop.press("Escape")
    desktop.wait_until_gone(contains=f"{total} of {total}")
    desktop.wait_for("Message", role="text", state="focused")
    # The reply was stopped, now and then within the first words of the last paragraph.
    found = desktop.where(f"Paragraph {total} ") or desktop.where(f"Paragraph {total - 1} ")
    assert found is not None
    assert transcript[1] <= found[1] <= transcript[1] + transcript[3] - found[3], "the page left what was found"


def _length_of_last(desktop: Desktop) -> int:
    replies = desktop.find("Reply", role="label")
    return len(replies[-1].text) if replies else 0


def _still(desktop: Desktop, box: tuple[int, int, int, int]) -> bytes:
    """Return the pixels of a box, once they stay the same: a turn of the wheel glides."""
    last = [b""]

    def look() -> bytes:
        seen = desktop.pixels(box)
        is_still = seen == last[0]
        last[0] = seen
        return seen if is_still else b""

    return desktop.wait_until(look, "the page to come to rest")


def _moved(desktop: Desktop, box: tuple[int, int, int, int], before: bytes) -> None:
    desktop.wait_until(lambda: desktop.pixels(box) != before, "the page to move as it is told")


def _holds_still_while_it_grows(desktop: Desktop, box: tuple[int, int, int, int]) -> None:
    before, length = _still(desktop, box), _length_of_last(desktop)
    desktop.wait_until(lambda: _length_of_last(desktop) > length + 400, "the reply to grow")
    assert desktop.pixels(box) == before, "what was being read moved"
