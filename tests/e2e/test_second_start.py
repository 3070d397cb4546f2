"""A second start raises the first window; a crash leaves a report that the next start speaks of."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.person import Person

pytestmark = pytest.mark.display


def test_a_second_start_brings_the_first_window_and_a_crash_is_told(desktop: Desktop) -> None:
    person = Person(desktop, "http://127.0.0.1:9", arguments=["--demo"])
    person.starts()
    desktop.wait_for("Message", role="text", state="focused")
    desktop.type("half a thought")
    desktop.wait_for(contains="half a thought")
    first = person.program
    assert desktop.tool(sys.executable, "-P", "-m", "turbodesk", "--data-dir", person.data, "--new-chat") == ""
    desktop.wait_until(lambda: not desktop.find("Message", role="text", contains="half a thought"), "a new chat")
    assert len(desktop.find(role="frame")) == 1

    first.process.send_signal(signal.SIGABRT)
    first.wait()
    person.starts()
    notice = desktop.wait_for(contains="ended unexpectedly last time")
    report = Path(notice.name.rpartition("lies in ")[2].rstrip(".") if "lies in" in notice.name else "")
    reports = list((Path(person.data) / "logs").glob("crash-*.txt"))
    assert len(reports) == 1
    assert "Aborted" in reports[0].read_text("utf-8")
    assert report.name in ("", reports[0].name)
    person.quits()
