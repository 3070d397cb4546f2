"""All four themes keep what the design promises: contrast, every token, a sheet Qt understands, sharp icons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from turbodesk import resources
from turbodesk.ui.theme import DARK, LIGHT, Theme, style_application, theme_for
from turbodesk.ui.theme.high_contrast import HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT

THEMES = (LIGHT, DARK, HIGH_CONTRAST_LIGHT, HIGH_CONTRAST_DARK)
high_contrast = pytest.mark.parametrize("theme", THEMES[2:], ids=lambda theme: theme.name)
each = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)

GROUNDS = ("window", "sidebar", "raised", "bubble", "code", "sheet-nav", "row-open")
TEXTS = ("text", "text-muted", "accent", "link", "danger", "success", "warning")
ICONS = sorted(one.stem for one in resources.path("icons").glob("*.svg"))


def channels(color: QColor) -> tuple[float, float, float]:
    """Red, green and blue, each from 0 to 1."""
    return color.redF(), color.greenF(), color.blueF()


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels(color)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(top: QColor, ground: QColor) -> QColor:
    """What is seen when `top` lies on an opaque `ground`."""
    share = top.alphaF()
    mixed = [a * share + b * (1 - share) for a, b in zip(channels(top), channels(ground), strict=True)]
    return QColor.fromRgbF(*mixed)


@each
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("token", TEXTS)
def test_text_is_readable_on_every_ground(theme: Theme, ground: str, token: str) -> None:
    assert contrast(theme.color(token), theme.color(ground)) >= 4.5


@each
@pytest.mark.parametrize("state", ["hover", "pressed", "selected", "selection"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_stays_readable_in_every_state(theme: Theme, ground: str, state: str) -> None:
    seen = over(theme.color(state), theme.color(ground))
    assert contrast(theme.color("text"), seen) >= 7


@each
@pytest.mark.parametrize("ground", ["sidebar", "window", "raised", "sheet-nav"])
@pytest.mark.parametrize("state", ["hover", "selected"])
def test_muted_text_and_icons_stay_readable_on_rows(theme: Theme, ground: str, state: str) -> None:
    assert contrast(theme.color("text-muted"), over(theme.color(state), theme.color(ground))) >= 4.5


@each
def test_how_far_a_bar_has_come_is_seen(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    style_application(qapp, theme)
    ground = QWidget()
    qtbot.addWidget(ground)
    bar = QProgressBar(ground)
    bar.setGeometry(0, 0, 200, 4)
    bar.setValue(50)
    picture = ground.grab().toImage()
    assert contrast(picture.pixelColor(40, 2), picture.pixelColor(160, 2)) >= 3


@each
@pytest.mark.parametrize("token", [token for token in LIGHT.tokens if token.startswith("code-")])
def test_highlighted_code_is_readable(theme: Theme, token: str) -> None:
    for ground in ("code", "window", "raised"):
        assert contrast(theme.color(token), theme.color(ground)) >= 4.5


@each
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on-accent", "accent"),
        ("on-accent", "accent-hover"),
        ("on-accent", "accent-pressed"),
        ("on-danger", "danger"),
        ("text", "control-hover"),
        ("text", "control-pressed"),
        ("warning", "warning-soft"),
        ("danger", "danger-soft"),
        ("success", "success-soft"),
        ("text", "warning-soft"),
        ("text-muted", "danger-soft"),
        ("on-found", "found"),
        ("on-found-now", "found-now"),
        ("text", "thumb"),
        ("text-muted", "warning-soft"),
        ("window", "text"),  # toasts and tips
        ("window", "text-muted"),  # the key in a tip
    ],
)
def test_text_on_coloured_grounds_is_readable(theme: Theme, text: str, ground: str) -> None:
    assert contrast(theme.color(text), theme.color(ground)) >= 4.5


@each
@pytest.mark.parametrize("ground", ["window", "raised"])
def test_ink_is_readable_on_its_own_wash(theme: Theme, ground: str) -> None:
    for wash in ("accent-soft", "selected"):
        seen = over(theme.color(wash), theme.color(ground))
        assert contrast(theme.color("accent"), seen) >= 4.5


@each
@pytest.mark.parametrize("edge", ["control-border", "focus", "scroll-hover", "icon-rest", "disabled"])
@pytest.mark.parametrize("ground", ["window", "sidebar", "raised"])
def test_edges_and_icons_can_be_seen(theme: Theme, edge: str, ground: str) -> None:
    assert contrast(theme.color(edge), theme.color(ground)) >= 3


@high_contrast
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("token", TEXTS)
def test_text_is_readable_by_far_in_high_contrast(theme: Theme, ground: str, token: str) -> None:
    assert contrast(theme.color(token), theme.color(ground)) >= 7


@high_contrast
def test_nothing_is_told_by_a_tint_alone_in_high_contrast(theme: Theme) -> None:
    page, text = theme.color("window"), theme.color("text")
    assert {page.name(), text.name()} == {"#000000", "#ffffff"}
    washes = ("danger-soft", "warning-soft", "success-soft")
    assert {theme.color(ground).name() for ground in (*GROUNDS, *washes)} == {page.name()}
    edges = ("border", "button-border", "control-border", "contrast-edge")
    assert {theme.color(edge).name() for edge in edges} == {text.name()}
    assert theme.color("shadow").alpha() == 0


def test_edges_for_high_contrast_are_not_seen_elsewhere() -> None:
    assert all((theme.color("contrast-edge").alpha() > 0) is theme.is_contrast for theme in THEMES)


def test_all_tables_have_the_same_tokens() -> None:
    assert {tuple(theme.tokens) for theme in THEMES} == {tuple(LIGHT.tokens)}


@each
def test_every_token_is_a_colour(theme: Theme) -> None:
    assert [token for token in theme.tokens if not theme.color(token).isValid()] == []


def test_a_mistyped_token_is_told() -> None:
    with pytest.raises(KeyError):
        LIGHT.color("no-such-token")


@each
def test_the_sheet_names_only_files_that_exist(theme: Theme) -> None:
    sheet = theme.style_sheet()
    assert "@" not in sheet
    named = re.findall(r'url\("([^"]+)"\)', sheet)
    assert named
    assert all(resources.path("themes", theme.name, one.rsplit("/", 1)[1]).is_file() for one in named)


@each
def test_qt_understands_the_sheet(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    # A sheet Qt cannot parse logs a warning, and warnings fail the test.
    style_application(qapp, theme)
    button = QPushButton("Send")
    qtbot.addWidget(button)
    button.show()
    assert button.grab().toImage().pixelColor(20, 4) == theme.color("raised")
    qapp.setStyleSheet("")


@pytest.mark.parametrize(
    ("choice", "system_is_dark", "theme"),
    [
        ("light", True, LIGHT),
        ("dark", False, DARK),
        ("system", True, DARK),
        ("system", False, LIGHT),
        ("contrast", True, HIGH_CONTRAST_DARK),
        ("contrast", False, HIGH_CONTRAST_LIGHT),
    ],
)
def test_the_choice_of_theme(choice: str, system_is_dark: bool, theme: Theme) -> None:
    assert theme_for(choice, system_is_dark) is theme  # type: ignore[arg-type]  # parametrised literals


@pytest.mark.parametrize("choice", ["light", "dark", "system", "contrast"])
@pytest.mark.parametrize("system_is_dark", [False, True])
def test_any_choice_is_of_high_contrast_where_the_system_wants_it(choice: str, system_is_dark: bool) -> None:
    theme = theme_for(choice, system_is_dark, system_wants_contrast=True)  # type: ignore[arg-type]
    assert theme.is_contrast
    assert theme.is_dark == (choice == "dark" or (system_is_dark and choice != "light"))


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_in_its_colour_at_every_ratio(name: str, qapp: QApplication) -> None:
    icon = DARK.icon(name, "danger")
    for ratio in (1.0, 1.25, 2.0, 3.0):
        pixmap = icon.pixmap(QSize(18, 18), ratio)
        assert pixmap.devicePixelRatio() == ratio
        assert abs(pixmap.width() - 18 * ratio) <= 1
        image = pixmap.toImage()
        strongest = max(
            (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())),
            key=QColor.alpha,
        )
        assert strongest.alpha() > 150
        assert abs(strongest.red() - DARK.color("danger").red()) < 4


def test_every_icon_is_asked_for() -> None:
    program = Path(resources.__file__).parent
    said = {word for file in program.rglob("*.py") for word in re.findall(r'"([a-z-]+)"', file.read_text("utf-8"))}
    assert set(ICONS) - said <= {"turbodesk"}


def test_a_disabled_icon_looks_so(qapp: QApplication) -> None:
    drawn = LIGHT.icon("stop", "text").pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage()
    assert drawn.pixelColor(10, 10) == LIGHT.color("disabled")


def test_an_unknown_icon_is_told(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        LIGHT.icon("no-such-icon")


@each
def test_the_pictures_of_the_sheet_have_the_themes_colours(theme: Theme) -> None:
    drawn = "".join(one.read_text("utf-8") for one in resources.path("themes", theme.name).glob("*.svg"))
    allowed = {theme.color(token).name() for token in ("on-accent", "text-muted", "disabled")}
    assert {color.lower() for color in re.findall(r"#[0-9a-fA-F]{6}", drawn)} <= allowed
