"""What a signal promises its listeners."""

from __future__ import annotations

from turbodesk.app.signal import Signal


def test_listeners_hear_every_value_in_the_order_they_came() -> None:
    signal, heard = Signal[int](), list[str]()
    signal.connect(lambda value: heard.append(f"a{value}"))
    signal.connect(lambda value: heard.append(f"b{value}"))
    signal.emit(1)
    signal.emit(2)
    assert heard == ["a1", "b1", "a2", "b2"]


def test_a_closed_subscription_hears_nothing_more_even_in_mid_emission() -> None:
    signal, heard = Signal[int](), list[str]()
    signal.connect(lambda _: second.close())
    second = signal.connect(lambda _: heard.append("second"))
    signal.emit(1)
    second.close()
    assert heard == []
    assert len(signal) == 1


def test_a_listener_may_connect_another_which_hears_from_the_next_value_on() -> None:
    signal, heard = Signal[int](), list[int]()
    signal.connect(lambda value: signal.connect(heard.append) if value == 1 else None)
    signal.emit(1)
    signal.emit(2)
    assert heard == [2]
