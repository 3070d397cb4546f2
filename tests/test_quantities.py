"""Quantities below the interface: English by themselves, else as they are handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from turbodesk import quantities, translation


class Spoken:
    """Writes so that each thing shows through which way it went."""

    def number(self, count: int, /) -> str:
        return f"n{count}"

    def decimal(self, value: float, places: int, /) -> str:
        return f"d{value}/{places}"

    def money(self, dollars: float, places: int, /) -> str:
        return f"m{dollars}/{places}"

    def long_date(self, day: dt.date, /) -> str:
        return f"l{day.year}"

    def time_of_day(self, moment: dt.time, /) -> str:
        return f"t{moment.hour}"

    def joined(self, parts: Sequence[str], /) -> str:
        return "+".join(parts)


def _all() -> list[str]:
    moment = dt.datetime(2026, 11, 30, 14, 5)
    return [
        quantities.number(1234),
        quantities.decimal(1234.56, 1),
        quantities.money(1234.5),
        quantities.money(0.009, 3),
        quantities.day(moment),
        quantities.short_day(moment),
        quantities.day_and_time(moment),
        quantities.joined(["a", "b", "c"]),
    ]


def test_english_is_written_without_help() -> None:
    assert _all() == [
        *("1,234", "1,234.6", "$1,234.50", "$0.009"),
        *("30 November 2026", "30 Nov 2026", "30 November 2026, 14:05", "a, b and c"),
    ]


def test_another_language_is_written_by_whoever_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantities, "_given", None)
    quantities.use(Spoken())
    assert _all() == ["n1234", "d1234.56/1", "m1234.5/2", "m0.009/3", "l2026", "l2026", "l2026, t14", "a+b+c"]


@pytest.mark.parametrize(("parts", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b")])
def test_few_things_in_a_row(parts: list[str], words: str) -> None:
    assert quantities.joined(parts) == words


def test_without_qt_a_row_in_another_language_has_no_english_word() -> None:
    translation.install(["de"])
    try:
        assert quantities.joined(["a", "b", "c"]) == "a, b, c"
        assert quantities.joined([]) == ""
    finally:
        translation.use(translation.ENGLISH, None)
    assert quantities.joined(["a", "b", "c"]) == "a, b and c"
