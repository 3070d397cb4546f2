"""Every fault of a server nobody here wrote, told in plain words by the real program.

llmock knows the Messages protocol from its public description alone. What is asked of TurboDesk: tell each failure by
its own sentence, keep what arrived, try again by itself only where that helps, and never take half a reply for a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.llmock import LLMock
from tests.e2e.person import Person
from turbodesk.chat import errors

pytestmark = pytest.mark.display

# Beyond the opening events, so that words have been seen when the stream breaks.
IN_THE_MIDDLE = 8


@dataclass(frozen=True, slots=True)
class Fault:
    """What llmock is told to do, and what the person is told then."""

    behaviour: dict[str, Any]
    told: type[errors.Failure]
    requests: int
    """How often the same request is made before the person is told."""
    sentence: str = ""
    """What is said, where it is not the class's own sentence."""


def status(code: int, **more: object) -> dict[str, Any]:
    return {"type": "fail", "status": code, "times": None, **more}


def broken_stream(kind: str, after_chunks: int = IN_THE_MIDDLE) -> dict[str, Any]:
    return {"type": "stream_fault", "kind": kind, "after_chunks": after_chunks, "times": None}


REFUSALS = [
    Fault(status(400), errors.RequestRefused, requests=1),
    Fault(status(401), errors.KeyRefused, requests=1),
    Fault(status(402), errors.OutOfCredit, requests=1),
    Fault(status(403), errors.NotPermitted, requests=1),
    Fault(status(404), errors.ModelUnavailable, requests=1),
    Fault(status(413), errors.TooLarge, 1, "The chat is larger than the gateway takes in one request."),
    Fault(status(429, retry_after=0.2), errors.TooManyRequests, requests=3),
    Fault(status(500), errors.Busy, requests=3),
    Fault(status(503), errors.Busy, requests=3),
    Fault(status(529), errors.Busy, requests=3),
]
BROKEN_STREAMS = [
    Fault(broken_stream("disconnect"), errors.CutOff, requests=1),
    Fault(broken_stream("truncate"), errors.CutOff, requests=1),
    Fault(broken_stream("disconnect", after_chunks=1), errors.CutOff, requests=3),
]


def test_every_fault_is_told_correctly(desktop: Desktop) -> None:
    with LLMock(desktop.root) as server:
        person = Person(desktop, server.url, environment={"TURBODESK_API_KEY": "sk-any-key-will-do"})
        person.starts()
        _hears_a_whole_reply(person, server)
        for fault in REFUSALS:
            _is_told(person, server, fault)
        for fault in BROKEN_STREAMS:
            _is_told(person, server, fault)
        _sees_a_single_refusal_cured(person, server)
        _waits_for_a_slow_first_word(person, server)
        _waits_through_a_pause(person, server)
        person.quits()
        assert person.program.complaints() == []


def _hears_a_whole_reply(person: Person, server: LLMock) -> None:
    server.behave({"type": "reply", "text": "A reply from **elsewhere**, complete.", "times": 1})
    person.begins_chat()
    person.says("hello")
    person.desktop.wait_for(contains="A reply from elsewhere, complete.")
    assert server.misbehaviour() == []


def _is_told(person: Person, server: LLMock, fault: Fault) -> None:
    server.behave(fault.behaviour, {"type": "reply", "text": "These words have arrived already " * 8, "times": None})
    person.begins_chat()
    person.says("hello")
    person.desktop.wait_until(lambda: len(server.requests()) >= fault.requests, f"{fault.requests} requests")
    person.desktop.wait_for("Send", role="push button")
    person.desktop.wait_for(contains=fault.sentence or fault.told.sentence)
    if fault.behaviour["type"] == "stream_fault" and fault.behaviour["after_chunks"] == IN_THE_MIDDLE:
        assert person.desktop.find(contains="These words have"), "what arrived is kept"
    asked = [request["body"]["messages"] for request in server.requests()]
    assert len(asked) == fault.requests, f"{fault.behaviour}: {len(asked)} requests"
    misbehaviour = [found["code"] for found in server.misbehaviour()]
    # llmock counts as accepted what was not asked for again by itself. The person is told, and may ask again.
    assert set(misbehaviour) <= {"truncated_stream_accepted", "gave_up"}, misbehaviour


def _sees_a_single_refusal_cured(person: Person, server: LLMock) -> None:
    server.behave({"type": "fail", "status": 429, "retry_after": 2}, {"type": "reply", "text": "At the second try."})
    person.begins_chat()
    person.says("hello")
    person.desktop.wait_for(contains="At the second try.")
    assert [request["status"] for request in server.requests()] == [429, 200]
    assert server.misbehaviour() == []


def _waits_for_a_slow_first_word(person: Person, server: LLMock) -> None:
    server.behave({"type": "slow_first_token", "seconds": 3}, {"type": "reply", "text": "Slow, but here."})
    person.begins_chat()
    person.says("hello")
    person.desktop.wait_for(contains="Slow, but here.")
    assert len(server.requests()) == 1


def _waits_through_a_pause(person: Person, server: LLMock) -> None:
    pause = {"type": "stream_fault", "kind": "stall", "after_chunks": IN_THE_MIDDLE, "stall_seconds": 3}
    server.behave(pause, {"type": "reply", "text": "A pause in the middle of many words, and then the end."})
    person.begins_chat()
    person.says("hello")
    person.desktop.wait_for(contains="and then the end.")
    assert len(server.requests()) == 1
