"""A person's first day with chats that come from elsewhere: imported, put into a project, gone on with, found again.

One program, real keys and a real pointer; what is asserted is what a screen reader could say, and what the gateway
received.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.attachments import files
from tests.app.imports.reading import zipped
from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person

pytestmark = pytest.mark.display

MARCH = 1_772_000_000
INSTRUCTIONS = "Answer as a sailor would."
SLOW = "The wind turns at noon. " * 40


def chatgpt(*titles: str) -> bytes:
    """An export of ChatGPT with a question and a reply in each chat."""

    def chat(number: int, title: str) -> dict[str, Any]:
        said = [("user", f"What about {title}?"), ("assistant", f"All that is known of {title}.")]
        mapping = {
            f"{number}-{at}": {
                "parent": f"{number}-{at - 1}" if at else None,
                "message": {
                    "author": {"role": role},
                    "content": {"content_type": "text", "parts": [text]},
                    "create_time": MARCH + number * 60 + at,
                },
            }
            for at, (role, text) in enumerate(said)
        }
        at = MARCH + number * 60
        return {"id": f"g{number}", "title": title, "mapping": mapping, "create_time": at, "update_time": at + 1}

    chats = [chat(number, title) for number, title in enumerate(titles)]
    return zipped({"conversations.json": json.dumps(chats), "user.json": {}})


def claude(*titles: str) -> bytes:
    """An export of Claude, the same."""

    def message(number: int, sender: str, text: str) -> dict[str, Any]:
        made = f"2026-02-{number + 1:02}T10:00:00Z"
        content = [{"type": "text", "text": text}]
        return {"uuid": f"c{number}{sender}", "sender": sender, "content": content, "created_at": made}

    chats = [
        {
            "uuid": f"c{number}",
            "name": title,
            "created_at": f"2026-02-{number + 1:02}T10:00:00Z",
            "updated_at": f"2026-02-{number + 1:02}T10:00:00Z",
            "chat_messages": [
                message(number, "human", f"Tell me of {title}"),
                message(number, "assistant", f"{title}, in short."),
            ],
        }
        for number, title in enumerate(titles)
    ]
    return zipped({"conversations.json": json.dumps(chats)})


def test_the_first_day_of_somebody_who_comes_from_elsewhere(desktop: Desktop, tmp_path: Path) -> None:
    (tmp_path / "chatgpt.zip").write_bytes(chatgpt("Harbours", "Knots", "Sails", "Tides"))
    (tmp_path / "claude.zip").write_bytes(claude("Charts", "Lights", "Soup"))
    (tmp_path / "manual.pdf").write_bytes(files.pdf(2))
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        person.starts()
        _drops_an_archive(person, tmp_path / "chatgpt.zip")
        _chooses_an_archive(person, tmp_path / "claude.zip")
        _makes_a_project(person, tmp_path / "manual.pdf")
        _drags_five_chats_in(person)
        _asks_in_two_of_them(person, gateway)
        _queues_a_second_question(person, gateway)
        _quotes_and_stars(person, gateway)
        _goes_back_to_the_star_through_search(person)
        _branches(person)
        first = person.program
        person.quits()
        assert first.complaints() == person.program.complaints() == []


def _drops_an_archive(person: Person, path: Path) -> None:
    desktop = person.desktop
    person.drops(path)
    desktop.wait_for(contains="4 chats, 8 messages")
    desktop.press("Return")
    desktop.wait_for(contains="4 chats from ChatGPT came")
    desktop.press("Return")
    desktop.wait_until_gone("Done", role="push button")


def _chooses_an_archive(person: Person, path: Path) -> None:
    desktop = person.desktop
    _finds_command(desktop, "Import chats")
    desktop.wait_for("Choose files…", role="push button", state="focused")
    desktop.press("Return")
    _names_file(desktop, path)
    desktop.wait_for(contains="3 chats, 6 messages")
    desktop.press("Return")
    desktop.wait_for(contains="3 chats from Claude came")
    desktop.press("Return")
    desktop.wait_until_gone("Done", role="push button")


def _makes_a_project(person: Person, paper: Path) -> None:
    desktop = person.desktop
    _finds_command(desktop, "New project")
    desktop.wait_for("Name of the project", role="text", state="focused")
    desktop.type("Sailing")
    desktop.click("Instructions of the project", role="text")
    desktop.type(INSTRUCTIONS)
    desktop.click("Add files…", role="push button")
    _names_file(desktop, paper)
    desktop.wait_for(contains="manual.pdf")
    desktop.press("Escape")
    desktop.wait_for("Sailing, project, 0 chats, unfolded", role="list item")
    desktop.wait_for("Message", role="text", state="focused")


def _drags_five_chats_in(person: Person) -> None:
    """Choose the first with Ctrl, three more with Shift, one with Ctrl, and drag them all by one of them."""
    desktop = person.desktop
    for title, key in (("Tides", "ctrl"), ("Harbours", "shift"), ("Charts", "ctrl")):
        x, y = desktop.wait_for(title, role="list item").middle
        desktop.tool("xdotool", "mousemove", str(x), str(y), "keydown", key, "click", "1", "keyup", key)
    desktop.wait_for(contains="5 chats chosen")
    end = desktop.wait_for("Sailing, project, 0 chats, unfolded", role="list item").middle
    desktop.drag(desktop.wait_for("Knots", role="list item").middle, end)
    desktop.wait_for("Sailing, project, 5 chats, unfolded", role="list item")
    desktop.wait_for(contains="Moved 5 chats to “Sailing”")
    desktop.wait_until_gone(contains="5 chats chosen")


def _asks_in_two_of_them(person: Person, gateway: Gateway) -> None:
    desktop = person.desktop
    gateway.answer({"text": "Reef early, reef often."})
    for title in ("Sails", "Charts"):
        desktop.click(title, role="list item")
        desktop.wait_for(f"Title: {title}", role="push button")
        desktop.wait_for("Message", role="text", state="focused")
        person.says(f"And {title} in a storm?")
        desktop.wait_for(contains="Reef early")
        desktop.wait_for("Send", role="push button")
    one, other = (request["body"] for request in gateway.requests()[-2:])
    shared, rest, _ = one.partition("What about Sails?")
    assert rest, one
    assert other.startswith(shared), "all up to the chat's own words is the same, byte for byte"
    assert INSTRUCTIONS in shared
    assert '"title":"manual.pdf"' in shared
    assert shared.count('"cache_control"') == 1, "marked once, after the files"


def _queues_a_second_question(person: Person, gateway: Gateway) -> None:
    desktop, before = person.desktop, len(gateway.requests())
    gateway.answer({"text": SLOW, "gap_ms": 15}, {"text": "They grow with the wind."})
    person.says("And the wind?")
    desktop.wait_for(contains="The wind turns at noon.")
    person.says("And the waves?")
    desktop.wait_for("Messages that are sent next")
    assert len(gateway.requests()) == before + 1, "in line, not sent"
    desktop.wait_for(contains="They grow with the wind.")
    desktop.wait_until_gone("Messages that are sent next")
    desktop.wait_for("Send", role="push button")
    questions = [json.loads(one["body"])["messages"][-1]["content"][-1]["text"] for one in gateway.requests()[before:]]
    assert questions == ["And the wind?", "And the waves?"]


def _quotes_and_stars(person: Person, gateway: Gateway) -> None:
    desktop = person.desktop
    gateway.answer({"text": "Since it has farther to blow."})
    # without the full stop: at the very end of a text Qt complains when it is asked where that is
    left, top, width, height = desktop.wait_until(lambda: desktop.where("They grow with the wind"), "the reply")
    desktop.drag((left + 1, top + height // 2), (left + width + 20, top + height // 2))
    desktop.wait_until(lambda: desktop.selected() == ["They grow with the wind."], "the selection")
    desktop.press("ctrl+shift+u")
    desktop.wait_until(lambda: "> They grow" in desktop.wait_for("Message", role="text").text, "the quotation")
    desktop.wait_for("Message", role="text", state="focused")
    desktop.type("Why?")
    desktop.press("Return")
    desktop.wait_for(contains="farther to blow")
    desktop.wait_for("Send", role="push button")
    sent = json.loads(gateway.requests()[-1]["body"])["messages"][-1]["content"][-1]["text"]
    assert sent == "> They grow with the wind.\n\nWhy?"
    desktop.press("ctrl+shift+s")
    desktop.wait_for(contains="Starred")


def _goes_back_to_the_star_through_search(person: Person) -> None:
    desktop = person.desktop
    desktop.click("Soup", role="list item")
    desktop.wait_for("Title: Soup", role="push button")
    desktop.press("ctrl+shift+f")
    desktop.wait_for("Search", role="text", state="focused")
    desktop.type("farther blow")
    desktop.wait_for(contains="1 chat, 1 place")
    desktop.press("Return")
    desktop.wait_for("Title: Charts", role="push button")
    desktop.wait_for("Remove star from reply", role="push button")
    desktop.wait_for("1 of 1", role="label")
    desktop.click("Close find", role="push button")
    desktop.wait_until_gone("Find in chat", role="text")
    desktop.click("End search", role="push button")


def _branches(person: Person) -> None:
    desktop = person.desktop
    desktop.press("ctrl+shift+b")
    desktop.wait_for("Title: Charts (branch)", role="push button")
    desktop.wait_for("Go back: Branched from “Charts”", role="push button")
    desktop.wait_for("Sailing, project, 6 chats, unfolded", role="list item")


def _finds_everything_again(person: Person) -> None:
    desktop = person.desktop
    desktop.wait_for("Message", role="text", state="focused")
    desktop.wait_for("Title: Charts (branch)", role="push button")
    desktop.wait_for("Sailing, project, 6 chats, unfolded", role="list item")
    shown = [node.name for node in desktop.find(role="list item")]
    assert [name for name in shown if name in ("Soup", "Lights", "Charts", "Sails", "Tides", "Knots", "Harbours")] == [
        "Charts", "Sails", "Tides", "Knots", "Harbours", "Soup", "Lights"
    ]  # fmt: skip
    desktop.press("ctrl+shift+l")
    desktop.wait_until(lambda: "focused" not in desktop.wait_for("Message", role="text").states, "the palette")
    desktop.type("farther")
    desktop.press("Return")
    desktop.wait_for("Title: Charts", role="push button")
    desktop.wait_for("Remove star from reply", role="push button")
    desktop.press("ctrl+shift+j")
    desktop.wait_for(contains="manual.pdf")
    desktop.wait_for("Instructions of the project", contains=INSTRUCTIONS)
    desktop.press("Escape")


def _finds_command(desktop: Desktop, name: str) -> None:
    desktop.press("ctrl+k")
    desktop.wait_until(lambda: "focused" not in desktop.wait_for("Message", role="text").states, "the palette")
    desktop.type(name)
    desktop.press("Return")


def _names_file(desktop: Desktop, path: Path) -> None:
    desktop.wait_for("File name:", role="text", state="focused")
    desktop.type(str(path))
    desktop.press("Return")
    desktop.wait_until_gone("File name:")
