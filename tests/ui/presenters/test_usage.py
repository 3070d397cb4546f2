"""The page of costs reads out what it draws, by keys and by pointer alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import run
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, clipped, first_of, name_of, press, shown_text
from turbodesk.app.forecast import Forecast
from turbodesk.app.ledger import Account
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.spending import Total
from turbodesk.settings import LIMIT_DOLLARS, LIMIT_STOPS
from turbodesk.ui.settings.usage import UsagePage
from turbodesk.ui.sidebar.side_row import SideRow
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.usage.chart import Chart
from turbodesk.ui.usage.context_popup import ContextPopup
from turbodesk.ui.usage.meter import ContextMeter

__all__ = ["play", "run"]

DAYS = tuple((dt.date(2026, 11, day), Total(day, day * 100, day * 50, day * 10, day / 10)) for day in range(1, 31))
ACCOUNT = Account(
    chat=Total(2, 1_200, 900, 300, 0.25),
    today=Total(1, 940, 0, 100, 0.125),
    month=Total(465, 4_100_000, 10, 1_000, 12.5, unpriced=3, saved=3.1),
    days=DAYS,
    models=(("Sonnet 4.6", Total(400, 402_100, 0, 61_030, 12.0)), ("x-9", Total(65, 1, 0, 1, 0.5))),
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
        "This chat so far: $0.25 in 2 replies.",
        "$0.12\n1 reply",
        "$12.50 +\n465 replies",
        "$3.10\nthis month",
        "This month, by model\nReplies\nRead\nWritten\nCost",
        "Sonnet 4.6\n400\n402,100\n61,030\n$12.00",
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
        (Qt.Key.Key_Left, "30 Nov: $3.00, 30 replies, 3,000 read, 300 written"),
        (Qt.Key.Key_Home, "1 Nov: $0.10, 1 reply, 100 read, 10 written"),
        (Qt.Key.Key_Left, "1 Nov"),
        (Qt.Key.Key_Right, "2 Nov"),
        (Qt.Key.Key_End, "30 Nov"),
    ):
        QTest.keyClick(chart, key)
        assert words in chart.accessibleDescription()


def test_the_chosen_day_is_seen_above_its_bar(page: UsagePage, qtbot: QtBot) -> None:
    chart = first_of(page, Chart)
    resting = chart.grab().toImage()
    tip = LIGHT.color("text")

    def tips(image: QImage) -> int:
        """How many pixels of the first lines have the colour of a tip."""
        return sum(image.pixelColor(x, 4) == tip for x in range(image.width()))

    assert tips(resting) == 0
    QTest.mouseMove(chart, chart.rect().center())
    qtbot.waitUntil(lambda: any(f"{day} Nov" in chart.accessibleDescription() for day in (15, 16)))
    assert tips(chart.grab().toImage()) > 100


def test_the_month_says_how_much_of_its_limit_it_has_used(page: UsagePage) -> None:
    page.show_value(LIMIT_DOLLARS, 50)
    assert "465 replies, 25% of $50" in shown_text(page)
    page.show_value(LIMIT_DOLLARS, 0)
    assert "465 replies\n" in shown_text(page)


def test_where_there_is_little_room_what_matters_least_goes(page: UsagePage, qtbot: QtBot) -> None:
    qtbot.waitExposed(page)
    page.resize(300, 900)
    qtbot.waitUntil(lambda: "Written" not in shown_text(page))
    for kept in ("Sonnet 4.6", "$12.00", "Cost"):
        assert kept in shown_text(page)
    qtbot.waitUntil(lambda: not clipped(page))
    page.resize(640, 900)
    qtbot.waitUntil(lambda: "Written" in shown_text(page))


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


@pytest.fixture
def meter(qtbot: QtBot) -> ContextMeter:
    made = ContextMeter(LIGHT)
    qtbot.addWidget(made)
    made.set_look(LIGHT, 100)
    return made


def test_the_ring_is_there_from_half_full_on_and_says_how_full(meter: ContextMeter) -> None:
    meter.set_forecast(Forecast(98_000, 200_000, 0.37), "Sonnet 4.6")
    assert meter.isHidden()
    meter.set_forecast(Forecast(123_456, 200_000, 0.37), "Sonnet 4.6")
    assert meter.isVisible()
    assert meter.accessibleName() == meter.toolTip() == "62% of what Sonnet 4.6 can keep in mind"
    meter.set_forecast(None)
    assert meter.isHidden()


def test_the_ring_warns_when_it_is_nearly_full(meter: ContextMeter) -> None:
    def colours(share: float) -> set[str]:
        meter.set_forecast(Forecast(round(200_000 * share), 200_000, None), "M")
        image = meter.grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    ink, warning = LIGHT.color("accent").name(), LIGHT.color("warning").name()
    assert {ink, warning} & colours(0.84) == {ink}
    assert {ink, warning} & colours(0.86) == {warning}


def test_pressing_the_ring_says_what_fills_it_and_leads_out(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        for _ in range(3):
            await seat.says("word " * 30)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_model("claude-haiku-4-5-20251001")
        chat.tune(Parameters(system="be brief " * 50_000))
        await seat.until(lambda: first_of(seat.window, ContextMeter).isVisible())
        press(first_of(seat.window, ContextMeter), Qt.Key.Key_Space)
        popup = first_of(seat.window, ContextPopup)
        words = shown_text(popup)
        assert f"of what {chat.model.name} can keep in mind" in words
        assert "Instructions" in words
        assert f"of {chat.model.context:,} tokens" in words
        assert "The oldest messages can be summed up or left out" in words
        assert "Sum up the oldest" not in words, "the demo has nothing to sum up with"
        assert "Files" not in words, "there are none"
        assert "costs about" not in words, "this is the demo"
        button(popup, "Leave out the oldest").click()
        assert popup.isHidden()
        assert chat.conversation.sent_from is not None
        before = seat.presenter.chat_presenter.chat
        press(first_of(seat.window, ContextMeter), Qt.Key.Key_Space)
        button(popup, "New chat").click()
        await seat.until(lambda: seat.presenter.chat_presenter.chat is not before)

    play(scene)


def test_the_month_s_sum_stands_in_the_sidebar_and_leads_to_the_usage(run: Callable[..., None]) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        server.script(default=Answer(text="Here I am.", usage={"input_tokens": 1_000_000, "output_tokens": 1}))
        await seat.says("Hello")
        await seat.until(lambda: "$3.00 this month" in [name_of(one) for one in seat.sidebar.findChildren(SideRow)])
        press(button(seat.window, "$3.00 this month"), Qt.Key.Key_Space)
        await seat.until(lambda: "This month, by model" in shown_text(seat.window))
        await seat.until(lambda: not seat.services.scope.is_running("account"))

    run(scene)
