"""Kills the program at random moments, as a power cut would, and looks for what is missing afterwards.

Few times in each run of the suite; `TURBODESK_KILLS=50` does it fifty times. The text that reached the window more than
`ALLOWED_S` before the kill has to be there at the next start, whether a reply brought it or the person wrote it.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person

pytestmark = pytest.mark.display

KILLS = int(os.environ.get("TURBODESK_KILLS", "4"))
ALLOWED_S = 0.25
"""How much of a reply or of a draft, in seconds of its arrival, a crash may take."""
ON_THE_WAY_S = 0.15
"""For the words to come from the gateway's socket to the program, on a machine that does other work as well."""
WORDS = " ".join(f"w{number:05}" for number in range(4_000))


def test_a_crash_takes_a_quarter_of_a_second_of_text_at_most(
    desktop: Desktop, record_property: Callable[[str, object], None]
) -> None:
    missing_ms = []
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        gateway.answer({"text": WORDS, "chars": 7, "gap_ms": 5})
        for number in range(KILLS):
            person.starts()
            person.begins_chat()
            person.says(f"Question {number}")
            sent = _kill_while_words_come(person, gateway)
            kept = _found_at_the_next_start(person, number)
            assert kept >= sent["well before"], f"kept {kept} words of {sent}"
            missing_ms.append(max(0, sent["at the end"] - kept) * 5)
            person.quits()
    record_property("kills", KILLS)
    record_property("missing_ms", missing_ms)
    _is_whole(Path(person.data) / "turbodesk.db", conversations=KILLS)


def test_a_crash_takes_a_quarter_of_a_second_of_typing_at_most(
    desktop: Desktop, record_property: Callable[[str, object], None]
) -> None:
    """The keys come without a pause, as from somebody who writes quickly; the draft is that of a new chat."""
    missing = []
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        for number in range(KILLS):
            person.starts()
            person.begins_chat()
            before, at_the_end = _kill_while_somebody_writes(person, f"{chr(97 + number % 22)} ")
            person.starts()
            kept = desktop.wait_for("Message", role="text", contains=before[:4]).text
            assert kept.startswith(before), f"kept {kept!r} in front of {before!r}"
            missing.append(len(at_the_end) - len(kept))
            person.quits()
    record_property("kills", KILLS)
    record_property("missing_letters_at_most", missing)


def test_a_crash_takes_back_nothing_that_was_told_as_done(desktop: Desktop) -> None:
    """Killed in the moment in which a chat is told to be deleted, and in that in which it is back in the list."""
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        gateway.answer({"text": "Well."})
        person.starts()
        person.begins_chat()
        person.says("One that stays")
        for number in range(KILLS):
            title, comes_back = f"Question {number}", number % 2 == 0
            person.begins_chat()
            person.says(title)
            desktop.wait_for("Copy reply", role="push button")
            desktop.wait_for(title, role="list item")
            desktop.press("ctrl+shift+BackSpace")
            _wait_until_said(desktop, f"Deleted “{title}”. Undo.")
            if comes_back:
                desktop.click(f"Undo: Deleted “{title}”", role="push button")
                desktop.wait_for(title, role="list item")
            person.program.kill()
            person.starts()
            desktop.wait_for("Message", role="text", state="focused")
            assert bool(desktop.find(title, role="list item")) is comes_back
        person.quits()


def _wait_until_said(desktop: Desktop, words: str) -> None:
    desktop.wait_until(lambda: words in desktop.announcements(), words)


def test_an_edit_goes_on_after_a_crash(desktop: Desktop) -> None:
    with Gateway() as gateway:
        person = Person(desktop, gateway.url, environment={"TURBODESK_API_KEY": gateway.key})
        gateway.answer({"text": "Well."})
        person.starts()
        person.begins_chat()
        person.says("Whta is it")
        desktop.click("Copy reply", role="push button")
        desktop.press("Up")
        desktop.click("Edit message", role="push button")
        desktop.wait_for("Cancel editing", role="push button")
        desktop.press("ctrl+a")
        desktop.type("What is it")
        desktop.wait_for("Edit message", role="text", contains="What is it")
        # Not for luck: this is the stretch of time whose letters a crash may take.
        time.sleep(ALLOWED_S + ON_THE_WAY_S)
        person.program.kill()
        person.starts()
        desktop.wait_for("Cancel editing", role="push button")
        assert desktop.wait_for("Edit message", role="text").text == "What is it"
        assert desktop.wait_for("Message", role="text").text == "", "the composer is another field"
        desktop.click("Edit message", role="text")
        desktop.press("ctrl+Return")
        desktop.wait_until_gone("Cancel editing")
        desktop.wait_until(lambda: len(gateway.requests()) == 2, "the edit at the gateway")
        person.quits()
        assert "What is it" in gateway.requests()[-1]["body"]


def _kill_while_somebody_writes(person: Person, begun: str) -> tuple[str, str]:
    """Kill the program between 2 and 5.5 s after the first key; return what was seen well before, and just before.

    On a machine that does much else the same key pressed twice may count once: what was seen is what was written.
    """
    desktop = person.desktop
    typing = desktop.background("typing", "xdotool", "type", "--delay", "25", "--", begun + WORDS)
    try:
        desktop.wait_for("Message", role="text", contains=" w")
        moment = time.monotonic() + random.uniform(2.0, 5.5)
        desktop.wait_until(lambda: time.monotonic() >= moment, "the moment of the crash")
        before = desktop.wait_for("Message", role="text").text
        # Not for luck: this is the stretch of time whose letters a crash may take.
        time.sleep(ALLOWED_S + ON_THE_WAY_S)
        at_the_end = desktop.wait_for("Message", role="text").text
        assert len(at_the_end) > len(before) > len(begun) + 20, "it was not written without a pause"
        person.program.kill()
    finally:
        typing.kill()
        typing.wait()
    return before, at_the_end


def _kill_while_words_come(person: Person, gateway: Gateway) -> dict[str, int]:
    """Kill the program, and return how many words had been sent well before and at that moment."""
    person.desktop.wait_for(contains="w00003")
    moment = time.monotonic() + random.uniform(0.0, 1.5)
    person.desktop.wait_until(lambda: time.monotonic() >= moment, "the moment of the crash")
    before = _words_sent(gateway)
    # Not for luck: this is the stretch of time whose words a crash may take.
    time.sleep(ALLOWED_S + ON_THE_WAY_S)
    at_the_end = _words_sent(gateway)
    person.program.kill()
    return {"well before": before, "at the end": at_the_end}


def _words_sent(gateway: Gateway) -> int:
    """As many as deltas: the stream begins with three other events."""
    return int(gateway.requests()[-1]["events_sent"]) - 3


def _found_at_the_next_start(person: Person, number: int) -> int:
    """Start again, and count the words of the reply, which have to be the first ones without a gap."""
    person.starts()
    person.desktop.wait_for(contains=f"Question {number}")
    reply = person.desktop.wait_for(contains="w00003")
    person.desktop.wait_for(contains="closed while this reply was arriving")
    found = [int(word) for word in re.findall(r"\bw(\d{5})\b", f"{reply.name} {reply.text}")]
    assert found == list(range(len(found))), "words are missing in the middle"
    return len(found)


def _is_whole(database: Path, *, conversations: int) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM conversation").fetchone() == (conversations,)
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (0,)
