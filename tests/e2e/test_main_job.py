"""The main job, as a stranger meets it: paste a key, choose a model, write, read, stop, come back tomorrow.

One program, one desktop, real keys and clicks; what is asserted is what a screen reader could say, what the gateway
received, and what lies on the disk afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop, Program
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person
from turbodesk.chat.errors import KeyRefused

pytestmark = pytest.mark.display

KEY = "sk-ant-right-7Qm3vZ"
WRONG_KEY = "sk-ant-wrong-1Xk9aB"

LONG = "\n\n".join(f"Paragraph {number} of a reply that goes on for a while." for number in range(1, 400))


def test_from_the_first_start_to_the_second(desktop: Desktop) -> None:
    with Gateway(key=KEY) as gateway:
        person = Person(desktop, gateway.url)
        person.starts()
        _is_told_that_the_key_is_wrong(person)
        _is_let_in_with_the_right_one(person, gateway)
        _chooses_a_model_and_reads_a_reply(person, gateway)
        _stops_a_long_reply(person, gateway)
        first = person.program
        person.quits()
        person.starts()
        _finds_everything_again(person)
        person.quits()
    _left_the_key_in_the_keyring_alone(desktop, [first, person.program])


def test_quitting_in_the_middle_of_a_reply_keeps_what_has_arrived(desktop: Desktop) -> None:
    with Gateway(key=KEY) as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": KEY})
        gateway.answer({"text": LONG, "gap_ms": 20, "chars": 20})
        person.starts()
        person.says("Write me something long")
        desktop.wait_for(contains="Paragraph 3 of")
        person.quits()
        assert person.program.complaints() == []
        assert gateway.requests()[-1]["is_gone"]
        person.starts()
        desktop.wait_for(contains="Paragraph 3 of")
        desktop.wait_for("Go on", role="push button")
        person.quits()


def _is_told_that_the_key_is_wrong(person: Person) -> None:
    desktop = person.desktop
    desktop.click("Your key", role="password text")
    desktop.type(WRONG_KEY)
    desktop.click("Check and continue")
    desktop.wait_for(contains=KeyRefused.sentence)


def _is_let_in_with_the_right_one(person: Person, gateway: Gateway) -> None:
    desktop = person.desktop
    desktop.click("Your key", role="password text")
    desktop.press("ctrl+a")
    desktop.type(KEY)
    desktop.press("Return")
    desktop.wait_for("Message", role="text")
    desktop.wait_for("New chat")
    assert {_key_of(request["headers"]) for request in gateway.requests()} == {KEY, WRONG_KEY}


def _key_of(headers: Mapping[str, str]) -> str:
    """The key a request brought; one that was refused is shown a second time as a bearer token."""
    return headers.get("x-api-key") or headers["authorization"].removeprefix("Bearer ")


def _chooses_a_model_and_reads_a_reply(person: Person, gateway: Gateway) -> None:
    desktop = person.desktop
    person.chooses_model("Haiku 4.5")
    # Paced, so that the reply is seen while it still grows.
    gateway.answer({"text": "# Streams\n\n" + "word by word " * 60 + "\n\nThe very end.", "gap_ms": 40})
    person.says("Tell me about streams")
    desktop.wait_for(contains="word by word")
    desktop.wait_for("Stop", role="push button")
    assert not desktop.find(contains="The very end."), "the reply was shown only when it was complete"
    desktop.wait_for(contains="The very end.")
    desktop.wait_until_gone("Stop", role="push button")
    desktop.wait_for("Chats")
    assert any("Haiku 4.5" in said or "eply" in said for said in desktop.announcements())
    request = gateway.requests()[-1]
    assert "haiku-4-5" in request["body"]
    assert request["headers"]["x-api-key"] == KEY


def _stops_a_long_reply(person: Person, gateway: Gateway) -> None:
    desktop = person.desktop
    gateway.answer({"text": LONG, "gap_ms": 20, "chars": 20})
    person.says("Write me something long")
    desktop.wait_for(contains="Paragraph 3 of")
    desktop.click("Stop", role="push button")
    desktop.wait_until_gone("Stop", role="push button")
    desktop.wait_until(lambda: gateway.requests()[-1]["is_gone"], "the gateway to see the connection closed")
    assert desktop.find(contains="Paragraph 3 of"), "stopping keeps what has arrived"


def _finds_everything_again(person: Person) -> None:
    desktop = person.desktop
    desktop.wait_for("Message", role="text")
    desktop.wait_for("Transcript")
    desktop.wait_for(contains="Write me something long")
    desktop.wait_for(contains="Paragraph 3 of")
    desktop.scroll_up_until(contains="The very end.")
    desktop.wait_for("Model", contains="Haiku 4.5")


def _left_the_key_in_the_keyring_alone(desktop: Desktop, programs: list[Program]) -> None:
    assert desktop.stored_secrets("TurboDesk") == [KEY]
    for key in (KEY, WRONG_KEY):
        assert not _files_with(desktop.root, key), "a key lies on the disk in plain"
    for program in programs:
        assert program.complaints() == []


def _files_with(folder: Path, text: str) -> list[Path]:
    needles = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    return [path for path in files if any(matcher in path.read_bytes() for matcher in needles)]
