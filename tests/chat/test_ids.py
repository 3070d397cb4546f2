from __future__ import annotations

import time
import uuid

import pytest

from turbodesk.chat import ids
from turbodesk.chat.ids import new_id, now_ms


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = uuid.UUID(new_id())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert str(made) == str(made).lower()


def test_an_id_tells_when_it_was_made() -> None:
    before = now_ms()
    made_ms = uuid.UUID(new_id()).int >> 80
    assert before <= made_ms <= now_ms() + 1


def test_ids_sort_by_the_order_they_were_made_in() -> None:
    made = [new_id() for _ in range(20_000)]  # many in one millisecond
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_a_clock_that_is_set_back_does_not_turn_the_order_around(monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = new_id()
    hour_ago = time.time_ns() - 3_600 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: hour_ago)
    assert new_id() > earlier


def test_a_day_in_one_millisecond_does_not_overflow_the_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_randbits", lambda bits: (1 << bits) - 1)  # the highest start, the longest steps
    stopped = time.time_ns() + 10**12
    monkeypatch.setattr(time, "time_ns", lambda: stopped)
    monkeypatch.setattr(ids, "_last_ms", 0)
    monkeypatch.setattr(ids, "_last_tail", 0)
    made = [new_id() for _ in range(50_000)]
    assert made == sorted(made)
    assert {uuid.UUID(one).version for one in made} == {7}
    assert len({uuid.UUID(one).int >> 80 for one in made}) == 1


def test_ids_of_two_processes_differ() -> None:
    assert len({new_id()[14:] for _ in range(1000)}) == 1000  # the part that is not the time


def test_now_is_in_milliseconds() -> None:
    assert abs(now_ms() - time.time() * 1000) < 60_000
