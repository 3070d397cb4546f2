"""The page of costs reads out what it draws, by keys and by pointer alike."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of, shown_text
from turbodesk.app.forecast import Forecast
from turbodesk.app.ledger import Account
from turbodesk.chat.spending import Total
from turbodesk.settings import LIMIT_DOLLARS, LIMIT_STOPS
from turbodesk.ui.settings.usage import UsagePage
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.usage.chart import Chart
from turbodesk.ui.usage.meter import ContextMeter

DAYS = tuple((dt.date(2026, 11, day), Total(day, day * 100, day * 50, day * 10, day / 10)) for day in range(1, 31))
ACCOUNT = Account(
    chat=Total(2, 1_200, 900, 300, 0.25),
    today=Total(1, 940, 0, 100, 0.125),
    month=Total(465, 4_100_000, 10, 1_000, 12.5, unpriced=3),
    days=DAYS,
    models=(("Sonnet 4.6", Total(400, 1, 0, 1, 12.0)), ("x-9", Total(65, 1, 0, 1, 0.5))),
)


@pytest.fixture
def page(qtbot: QtBot) -> UsagePage:
    made = UsagePage()
    qtbot.addWidget(made)
    made.resize(560, 700)
    made.apply_theme(DARK)
    made.apply_theme(LIGHT)
    made.set_account(ACCOUNT)
    made.show()
    return made


def test_sums_are_shown_in_words(page: UsagePage) -> None:
    words = shown_text(page)
    for fact in (
        "$0.250",
        "2 replies",
        "1.2k in, 300 out",
        "75% of it cached",
        "1 reply",
        "$12.50 +",
        "4.1M in",
        "x-9",
    ):
        assert fact in words, fact


def test_a_new_account_takes_the_place_of_the_old(page: UsagePage, qtbot: QtBot) -> None:
    page.set_account(Account(Total(), Total(), Total(), (), ()))
    assert "x-9" not in shown_text(page)
    qtbot.waitUntil(lambda: "No replies yet." in shown_text(page))


def test_the_days_are_read_out_by_keys(page: UsagePage) -> None:
    chart = first_of(page, Chart)
    chart.setFocus()
    for key, words in (
        (Qt.Key.Key_Left, "30 Nov: $3.00, 30 replies, 3,000 in, 300 out"),
        (Qt.Key.Key_Home, "1 Nov: $0.100, 1 reply, 100 in, 10 out"),
        (Qt.Key.Key_Left, "1 Nov"),
        (Qt.Key.Key_Right, "2 Nov"),
        (Qt.Key.Key_End, "30 Nov"),
    ):
        QTest.keyClick(chart, key)
        assert words in shown_text(page)
        assert words in chart.accessibleDescription()


def test_a_limit_is_told_when_it_is_set(page: UsagePage) -> None:
    told: list[tuple[object, object]] = []
    page.changed.connect(lambda setting, value: told.append((setting, value)))
    page.show_values({LIMIT_DOLLARS.key: 20, LIMIT_STOPS.key: False})
    assert told == []
    limit = first_of(page, QSpinBox)
    assert limit.text() == "$ 20"
    limit.setFocus()
    limit.selectAll()
    QTest.keyClicks(limit, "35")
    QTest.keyClick(limit, Qt.Key.Key_Return)
    assert told == [(LIMIT_DOLLARS, 35)]


def test_the_meter_warns_from_four_fifths_on(qtbot: QtBot) -> None:
    meter = ContextMeter(LIGHT)
    qtbot.addWidget(meter)
    meter.set_forecast(Forecast(123_456, 200_000, 0.37))
    assert meter.isVisible()
    assert meter.accessibleName() == "62% of the context"
    assert "123,456 of the 200,000" in meter.toolTip()
    assert "$0.370 at most" in meter.toolTip()
    calm = meter.grab().toImage()
    meter.set_forecast(Forecast(164_000, 200_000, None))
    assert meter.grab().toImage() != calm
    assert "$" not in meter.toolTip()
    meter.set_forecast(None)
    assert meter.isHidden()
