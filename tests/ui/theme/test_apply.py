"""The setting decides the theme, and the whole application takes it at once."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessibilityHints, QPalette, QStyleHints
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialogButtonBox,
    QLabel,
    QProxyStyle,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from turbodesk.settings import ThemeChoice
from turbodesk.ui.theme import DARK, LIGHT, Theme, style_application, theme_in_force


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    palette, font = qapp.palette(), qapp.font()
    yield qapp
    qapp.setFont(font)
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.styleHints().unsetColorScheme()


@pytest.mark.parametrize(("choice", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_a_choice_holds_whatever_the_system_wants(app: QApplication, choice: str, theme: Theme) -> None:
    assert theme_in_force(app, choice).name == theme.name  # type: ignore[arg-type]  # parametrised literals


def test_the_system_decides_where_it_is_asked(app: QApplication) -> None:
    theme_in_force(app, ThemeChoice.DARK)
    is_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    theme = theme_in_force(app, ThemeChoice.SYSTEM)
    assert theme.is_dark == (app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    assert is_dark or theme.name == LIGHT.name  # a platform without dark colours stays light


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (ThemeChoice.LIGHT, Qt.ColorScheme.Light),
        (ThemeChoice.DARK, Qt.ColorScheme.Dark),
        (ThemeChoice.SYSTEM, None),
        (ThemeChoice.CONTRAST, None),
    ],
)
def test_the_system_is_told_so_that_title_bars_match(
    app: QApplication, monkeypatch: pytest.MonkeyPatch, choice: ThemeChoice, told: Qt.ColorScheme | None
) -> None:
    calls: list[Qt.ColorScheme | None] = []
    monkeypatch.setattr(QStyleHints, "setColorScheme", lambda _hints, scheme: calls.append(scheme))
    monkeypatch.setattr(QStyleHints, "unsetColorScheme", lambda _hints: calls.append(None))
    theme_in_force(app, choice)
    assert calls == [told]


@pytest.mark.parametrize("is_dark", [True, False])
def test_a_contrast_theme_of_windows_is_followed_whether_its_ground_is_black_or_white(
    app: QApplication, monkeypatch: pytest.MonkeyPatch, is_dark: bool
) -> None:
    high = Qt.ContrastPreference.HighContrast
    monkeypatch.setattr(QAccessibilityHints, "contrastPreference", lambda _hints: high)
    monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: Qt.ColorScheme.Unknown)
    monkeypatch.setattr(sys, "platform", "win32")
    colours = SimpleNamespace(user32=SimpleNamespace(GetSysColor=lambda _which: 0x202020 if is_dark else 0xFFFFFF))
    monkeypatch.setattr(ctypes, "windll", colours, raising=False)
    theme = theme_in_force(app, ThemeChoice.SYSTEM)
    assert (theme.is_dark, theme.name) == (is_dark, f"high-contrast-{'dark' if is_dark else 'light'}")


def test_what_is_already_shown_changes_too(app: QApplication, qtbot: QtBot) -> None:
    label = QLabel("text")
    label.setProperty("kind", "muted")
    qtbot.addWidget(label)
    label.show()
    for theme in (LIGHT, DARK, LIGHT):
        style_application(app, theme)
        assert label.palette().color(QPalette.ColorRole.WindowText) == theme.color("text-muted")
        assert app.palette().color(QPalette.ColorRole.Window) == theme.color("window")


KINDS = ["", "primary", "danger", "quiet", "link", "row", "new", "title", "picker"]


@pytest.mark.parametrize(
    "made",
    [*((QPushButton, kind) for kind in KINDS), (QToolButton, ""), (QRadioButton, "segment")],
    ids=lambda made: f"{made[0].__name__} {made[1]}",
)
def test_a_button_has_one_ring_and_none_inside_it(
    app: QApplication, qtbot: QtBot, made: tuple[type[QAbstractButton], str]
) -> None:
    style_application(app, LIGHT)
    window = QWidget()
    qtbot.addWidget(window)
    button = made[0](window)
    button.setProperty("kind", made[1])
    button.setGeometry(10, 10, 160, 36)
    window.resize(180, 56)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as after a Tab: styles draw their own ring then
    inside = button.grab().toImage().copy(4, 4, 152, 28)
    assert {inside.pixelColor(x, y).name() for x in range(152) for y in range(28)} == {inside.pixelColor(2, 2).name()}


class Pictured(QProxyStyle):
    """The style of a desktop that wants pictures in the buttons of dialogs, as many do."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        wants = hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons
        return 1 if wants else super().styleHint(hint, option, widget, returnData)


def test_buttons_of_dialogs_have_no_pictures_of_the_systems(app: QApplication, qtbot: QtBot) -> None:
    style_application(app, LIGHT)
    buttons, style = QDialogButtonBox(), Pictured("fusion")
    qtbot.addWidget(buttons)
    buttons.setStyle(style)
    cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
    assert cancel.icon().isNull()
