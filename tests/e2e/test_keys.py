"""Whose key goes where, and the way out of the demo: in the real program, with a real keyring, by keys and clicks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.person import Person

pytestmark = pytest.mark.display

KEY = "sk-ant-first-7Qm3vZ"
OTHER = "sk-ant-second-1Xk9aB"


def test_another_address_asks_for_its_own_key(desktop: Desktop) -> None:
    with Gateway(key=KEY) as first, Gateway(key=OTHER) as second:
        first.answer({"text": "This is the first."})
        person = Person(desktop, first.url)
        person.starts()
        _pastes(desktop, KEY)
        person.says("Hello")
        desktop.wait_for(contains="This is the first.")
        person.quits()

        person.url = second.url
        person.starts()
        person.says("And who are you?")
        desktop.wait_for(contains="No key is set for the address of this gateway.")
        assert second.requests() == [], "nothing was sent, a key least of all"
        person.quits()

        person.url = first.url
        person.starts()
        person.says("Are you still there?")
        desktop.wait_until(lambda: "still there" in first.requests()[-1]["body"], "the first key to be found again")
        desktop.wait_for("Send", role="push button")
        person.quits()
        assert KEY not in json.dumps(second.requests())
        assert desktop.stored_secrets("TurboDesk") == [KEY]


def test_a_key_of_an_older_version_goes_on_working_where_it_was_given(desktop: Desktop) -> None:
    with Gateway(key=KEY) as first, Gateway(key=OTHER) as second:
        person = Person(desktop, second.url)
        Path(person.data).mkdir()
        Path(person.data, "settings.json").write_text(json.dumps({"gateway.url": first.url}))
        file_as_before = f"import keyring; keyring.set_password('TurboDesk', 'default', {KEY!r})"
        desktop.tool(sys.executable, "-c", file_as_before)
        person.starts()
        desktop.wait_for("Your key", role="password text")
        person.quits()
        assert second.requests() == []

        first.answer({"text": "This is the first."})
        person.url = first.url
        person.starts()
        person.says("Hello")
        desktop.wait_for(contains="This is the first.")
        person.quits()
        assert desktop.stored_secrets("TurboDesk") == [KEY], "filed anew, and nowhere else"


def test_from_the_demo_to_the_gateway(desktop: Desktop) -> None:
    with Gateway(key=KEY) as gateway:
        gateway.answer({"text": "This is the gateway."})
        person = Person(desktop, gateway.url)
        person.starts()
        desktop.click("Try it without a key")
        person.says("Hello")
        desktop.wait_for("Chats")
        desktop.wait_for("Send", role="push button")
        desktop.click("Demo: add your key")
        desktop.wait_for("Your key", role="password text", state="focused")
        desktop.screenshot("badge-opens-the-key")
        desktop.type(KEY)
        desktop.press("Return")
        desktop.wait_for(contains="The gateway accepts the address and the key.")
        desktop.press("Escape")
        person.says("Are you real?")
        desktop.wait_for(contains="This chat began in the demo. Send this to TheTurbo now?")
        desktop.wait_for("Send to TheTurbo", state="focused")
        desktop.screenshot("question-in-the-demo", window_only=True)
        assert all("Are you real" not in one["body"] for one in gateway.requests())
        desktop.press("Return")
        desktop.wait_for(contains="This is the gateway.")
        desktop.wait_until_gone("Demo: add your key")
        person.quits()
        assert person.program.complaints() == []


def _pastes(desktop: Desktop, key: str) -> None:
    desktop.click("Your key", role="password text")
    desktop.type(key)
    desktop.press("Return")
    desktop.wait_for("Message", role="text")
