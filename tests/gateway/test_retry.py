"""Whether a request is sent again and after how long, decided without a clock."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat import errors
from turbodesk.chat.errors import Busy, GatewayFailure
from turbodesk.gateway.retry import wait_before
from turbodesk.network.asked_wait import asked_wait

NOW = dt.datetime(2026, 11, 22, 12, 0, 0, tzinfo=dt.UTC)


def wait(failure: type[GatewayFailure] = Busy, attempt: int = 1, chance: float = 0.0, **headers: str) -> float | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return wait_before(attempt, failure(), named, chance=chance, now=NOW)


def test_own_waits_grow_and_are_jittered() -> None:
    assert [wait(attempt=attempt) for attempt in (1, 2, 3)] == [0.5, 1.0, None]
    assert wait(chance=1.0) == pytest.approx(0.375)


@given(st.integers(1, 2), st.floats(0, 1))
def test_own_waits_stay_within_bounds(attempt: int, chance: float) -> None:
    seconds = wait(attempt=attempt, chance=chance)
    assert seconds is not None
    assert 0.375 <= seconds <= 8


@pytest.mark.parametrize(
    ("header", "value", "seconds"),
    [
        ("retry-after", "7", 7),
        ("retry-after", " 2.5 ", 2.5),
        ("retry-after", "60", 60),
        ("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT", 30),
        ("retry-after", "Sun, 22 Nov 2026 13:00:30 +0100", 30),
        ("retry-after", "Sun, 22 Nov 2026 12:00:30 -0000", 30),
        ("retry-after-ms", "1500", 1.5),
    ],
)
def test_an_asked_wait_is_kept(header: str, value: str, seconds: float) -> None:
    assert asked_wait({header: value}, now=NOW) == pytest.approx(seconds)
    assert wait_before(1, Busy(), {header: value}, chance=0, now=NOW) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "value",
    ["", "0", "-5", "soon", "nan", "inf", "Sun, 22 Nov 2026 11:00:00 GMT", "Sun, 99 Nov 2026 11:00:00 GMT", "7 s"],
)
def test_an_asked_wait_without_sense_is_ignored(value: str) -> None:
    assert wait(retry_after=value) == 0.5
    assert asked_wait({"retry-after": value}, now=NOW) is None


def test_milliseconds_come_first() -> None:
    assert wait(retry_after_ms="20", retry_after="9") == 0.02
    assert wait(retry_after_ms="none", retry_after="9") == 9


@pytest.mark.parametrize("value", ["61", "3600", "Sun, 22 Nov 2026 12:01:01 GMT", "1e300"])
def test_a_longer_wait_is_not_waited(value: str) -> None:
    assert wait(retry_after=value) is None


@pytest.mark.parametrize("kind", ["Busy", "CutOff", "TimedOut", "TooManyRequests", "Unreachable"])
def test_what_may_pass_is_tried_again(kind: str) -> None:
    assert wait(getattr(errors, kind)) == 0.5
    assert wait(getattr(errors, kind), x_should_retry="false") is None


@pytest.mark.parametrize(
    "kind",
    [
        *("KeyMissing", "KeyRefused", "NotPermitted", "OutOfCredit", "ModelUnavailable", "TooLarge", "RequestRefused"),
        *("CertificateRefused", "NotUnderstood", "Garbled", "TooMuch"),
    ],
)
def test_what_cannot_pass_is_not(kind: str) -> None:
    assert wait(getattr(errors, kind)) is None
    assert wait(getattr(errors, kind), retry_after="1") is None
    assert wait(getattr(errors, kind), x_should_retry="True") == 0.5
    assert wait(getattr(errors, kind), attempt=3, x_should_retry="true") is None


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=10))
def test_no_header_breaks_it(after: str, after_ms: str, again: str) -> None:
    seconds = wait(retry_after=after, retry_after_ms=after_ms, x_should_retry=again)
    assert seconds is None or 0 < seconds <= 60
