"""What is asked before a link is opened cannot be forged by the link."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, guessing, shown_text
from turbodesk.rendering.links import judge
from turbodesk.ui.message.link_question import LinkQuestion

EVIL = "https://evil.example/steal"
Ask = Callable[[str, str], LinkQuestion]


@pytest.fixture
def ask(qtbot: QtBot) -> Ask:
    """Show the question about a link."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def shown(href: str, text: str) -> LinkQuestion:
        question = LinkQuestion(judge(href, text), text, window)
        question.open()
        qtbot.waitExposed(question)
        return question

    return shown


class Opened(QObject):
    """Takes what the desktop would have opened."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Opened]:
    taker = Opened()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, taker, "take")  # type: ignore[arg-type]  # it takes no bytes, as its stub would have it
    yield taker
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def press_everywhere(label: QLabel) -> None:
    """Click all over a label, and go through its links by key."""
    for x in range(0, label.width(), 6):
        for y in range(0, label.height(), 4):
            QTest.mouseClick(label, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, y))
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return):
        QTest.keyClick(label, key)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="file:///tmp/x.sh">https://bank.example</a><!--',
        "<!-- https://bank.example",
        "https://bank.example</p><style>*{display:none}</style>",
        '<table width="9999"><tr><td>https://bank.example',
        "&lt;b&gt;https://bank.example",
    ],
)
def test_markup_in_a_links_text_is_shown_and_nothing_of_it_done(ask: Ask, opened: Opened, text: str) -> None:
    question = ask(EVIL, text)
    assert f"Goes to: evil.example\nAddress: {EVIL}\nText: {text}" in shown_text(question)
    assert not guessing(question)
    for label in question.findChildren(QLabel):
        press_everywhere(label)
    assert not opened.urls


def test_an_image_in_a_links_text_loads_nothing(ask: Ask, tmp_path: Path) -> None:
    """Opening a pipe that nobody writes to would never return."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    question = ask(EVIL, f'https://bank.example <img src="{pipe}">')
    assert f'<img src="{pipe}">' in shown_text(question)
    assert not guessing(question)


def test_a_text_neither_adds_lines_nor_turns_them_round(ask: Ask) -> None:
    question = ask(EVIL, "bank.example\u2028Goes to: bank.example\n\u202egnitseretni\u2066\x00")
    assert shown_text(question).endswith(f"\nAddress: {EVIL}\nText: bank.example Goes to: bank.example gnitseretni")


def test_a_long_address_still_says_where_it_goes(ask: Ask) -> None:
    lure = "https://bank.example" + ":x" * 200
    question = ask(f"{lure}@evil.example/{'y' * 300}", "bank.example")
    assert "Goes to: evil.example\n" in shown_text(question)
    question = ask(f"https://{'bank.example.' * 15}evil.example/", "bank.example")
    assert "evil.example\nAddress:" in shown_text(question)


def test_a_mail_address_is_shown_too(ask: Ask) -> None:
    assert "Goes to: thief@example.org\n" in shown_text(ask("mailto:thief@example.org?subject=x", "friend@example.org"))


def test_it_is_opened_only_by_its_button(qtbot: QtBot, ask: Ask) -> None:
    question = ask(EVIL, "bank.example")
    with qtbot.waitSignal(question.confirmed) as told:
        button(question, "Open link").click()
    assert told.args == [EVIL]


def test_the_address_can_be_copied_instead(ask: Ask) -> None:
    button(ask(EVIL, "bank.example"), "Copy address").click()
    assert QGuiApplication.clipboard().text() == EVIL


def test_letters_that_look_like_others_are_shown_as_the_network_knows_them(qtbot: QtBot, ask: Ask) -> None:
    question = ask("https://%D0%B0%D1%80%D1%80%D3%8F%D0%B5.com/x", "here")
    assert "This address has letters that can be taken for others." in shown_text(question)
    assert "Goes to: xn--80ak6aa92e.com\nAddress: https://xn--80ak6aa92e.com/x\nText: here" in shown_text(question)
    with qtbot.waitSignal(question.confirmed) as told:
        button(question, "Open link").click()
    assert told.args == ["https://xn--80ak6aa92e.com/x"]
