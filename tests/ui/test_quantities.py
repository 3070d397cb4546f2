"""Numbers, dates and lists in the person's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from turbodesk import translation
from turbodesk.ui import quantities

DAY = dt.date(2026, 11, 29)


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    quantities.locale.cache_clear()
    yield
    translation.use(translation.ENGLISH, None)
    quantities.locale.cache_clear()


def test_english_ones() -> None:
    assert quantities.number(1_234_567) == "1,234,567"
    assert quantities.decimal(1234.5, 2) == "1,234.50"
    assert [quantities.short_decimal(one, 1) for one in (1.5, 2.0, 1234.56, -0.01)] == ["1.5", "2", "1,234.6", "0"]
    assert quantities.percent(0.12) == "12%"
    assert quantities.money(1234.5) == "$1,234.50"
    assert [quantities.bill(one) for one in (-1, 0, 0.0004, 0.001, 0.0094, 0.0096, 0.125, 1234.5)] == [
        *("$0", "$0", "<$0.001", "$0.001", "$0.009", "$0.01", "$0.12", "$1,234.50")
    ]
    assert [quantities.size(one) for one in (1, 999, 1_000, 999_499, 1_400_000, 1_234_500_000)] == [
        *("1 byte", "999 bytes", "1 KB", "999 KB", "1.4 MB", "1,234.5 MB")
    ]
    assert (quantities.long_date(DAY), quantities.month(DAY)) == ("29 November 2026", "November 2026")
    assert (quantities.day_and_month(DAY), quantities.weekday(DAY)) == ("29 Nov", "Sunday")
    assert (quantities.short_date(DAY), quantities.time_of_day(dt.time(21, 5))) == ("29 Nov 2026", "21:05")
    assert (quantities.time_of_day(dt.time(9, 5)), quantities.short_time_of_day(dt.time(9, 5))) == ("09:05", "9:05")
    assert quantities.joined(["a", "b", "c"]) == "a, b and c"
    assert quantities.listed(["a", "", "b", "c"]) == "a, b, c"
    assert (quantities.listed([]), quantities.listed(["a"])) == ("", "a")
    assert quantities.quoted("Report") == "“Report”"


def test_sentences_stand_one_after_the_other() -> None:
    assert quantities.sentences("It is full.", "", "Make room.") == "It is full. Make room."
    assert quantities.sentences("", "{braces} stay.") == "{braces} stay."
    assert quantities.sentences("{a}", "{b}", "{c}") == "{a} {b} {c}"
    assert quantities.sentences() == ""


@pytest.mark.parametrize(
    ("language", "number", "money", "day", "row", "quote"),
    [
        ("de", "1.234.567", "12,50\xa0$", "29. November 2026", "a, b und c", "„x“"),
        ("fr", "1\u202f234\u202f567", "12,50\xa0$", "29 novembre 2026", "a, b et c", "«\u202fx\u202f»"),
        ("zh_CN", "1,234,567", "$12.50", "2026年11月29日", "a、b和c", "“x”"),
        ("ja", "1,234,567", "$12.50", "2026年11月29日", "a、b、c", "「x」"),
    ],
)
def test_others(language: str, number: str, money: str, day: str, row: str, quote: str) -> None:
    translation.use(language, None)
    assert quantities.number(1_234_567) == number
    assert quantities.money(12.5) == money
    assert quantities.long_date(DAY) == day
    assert quantities.joined(["a", "b", "c"]) == row
    assert quantities.quoted("x") == quote


@pytest.mark.parametrize(
    ("language", "month", "day"),
    [
        ("ru", "Ноябрь 2026", "29 нояб. 2026"),
        ("es", "Noviembre de 2026", "29 nov 2026"),
        ("de", "November 2026", "29. Nov. 2026"),
        ("zh_CN", "2026年11月", "2026年11月29日"),
    ],
)
def test_a_month_by_itself_is_not_the_form_that_stands_beside_a_day(language: str, month: str, day: str) -> None:
    translation.install([language])
    assert (quantities.heading(quantities.month(DAY)), quantities.short_date(DAY)) == (month, day)


def test_dollars_have_one_sign_in_a_language() -> None:
    translation.install(["pt_BR"])
    assert (quantities.money(12.5), quantities.dollar_sign()) == ("US$\xa012,50", "US$")


def test_what_is_told_of_one_thing_stands_in_a_row() -> None:
    assert quantities.dotted("Files", "", "0.3 s") == "Files · 0.3 s"
    translation.use("ar", None)
    assert quantities.dotted("Files", "0.3 s") == "\u200f\u2068Files\u2069 · \u20680.3 s\u2069"
    assert quantities.dotted("") == ""


def test_things_in_a_row_are_each_ordered_by_themselves_and_not_one_inside_the_other() -> None:
    translation.install(["ar"])
    assert quantities.listed(["a", "", "b", "c"]) == "\u200f\u2068a\u2069، \u2068b\u2069، \u2068c\u2069"
    assert quantities.joined(["a", "b"]) == "\u2068a\u2069 و\u2068b\u2069"
    assert (quantities.listed(["a"]), quantities.joined(["a"])) == ("a", "a")


def test_arabic_has_the_digits_of_models_names_where_no_country_says_else() -> None:
    translation.use("ar", None)
    assert quantities.number(1_234) == "1,234"
