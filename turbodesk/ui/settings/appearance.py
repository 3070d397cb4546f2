"""The page for how TurboDesk looks, every change of it seen at once in the window behind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPainterPath, QTransform

from turbodesk.settings import LANGUAGE, READING_FACE, TEXT_PERCENT, THEME, ReadingFace, Section, Setting, ThemeChoice
from turbodesk.translation import _
from turbodesk.ui.settings.controls import SettingControl, StepControl
from turbodesk.ui.settings.language_row import RestartRow
from turbodesk.ui.settings.page import BLEED, SettingsPage
from turbodesk.ui.settings.picture_choice import RING, PictureButton, PictureChoice, name_font_height
from turbodesk.ui.theme import Theme, theme_for
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.faces import read_in
from turbodesk.ui.theme.metrics import Corner
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.direction import mirrored, start
from turbodesk.ui.widgets.step_slider import StepSign

_WINDOW = QSize(132, 84)
_SIDEBAR = 34
_PAGE = QSize(206, 104)
_LINES = ((10.0, 66.0, "text"), (18.0, 58.0, "text"), (26.0, 34.0, "accent"))
"""Of the window's picture: how far beneath the slip, how long, in which colour."""
_QUIET = 0.75
# Translators: two lines of at most 18 letters; *so* is bold, /so/ is italic
_SAMPLE = _("Imagine two *magic*\ncoins, one /here/.")


class AppearancePage(SettingsPage):
    """The settings declared for it; colours and letters are chosen by pictures of them."""

    def __init__(self) -> None:
        super().__init__(Section.APPEARANCE)
        windows = ((value, _WindowPicture(value, label)) for value, label in THEME.choices)
        faces = ((value, _FacePicture(value, label)) for value, label in READING_FACE.choices)
        size = StepControl(TEXT_PERCENT, (StepSign("A", 0.85), StepSign("A", 1.25)))
        self.add_declared(_PictureControl(THEME, windows), _PictureControl(READING_FACE, faces), size)
        self.restart = RestartRow()
        self.restart.set_bleed(BLEED)
        self.column.insertWidget(self.column.indexOf(self.control(LANGUAGE)) + 1, self.restart)


class _PictureControl(SettingControl):
    def __init__(self, setting: Setting[Any], buttons: Any) -> None:
        pictures = PictureChoice(buttons)
        super().__init__(setting, pictures, is_wide=True)
        self._pictures = pictures
        self.let_control_bleed()
        self.set_why("")
        self.set_line(False)
        pictures.chosen.connect(self.changed)

    def show_value(self, value: Any) -> None:
        self._pictures.choose(value)


class _WindowPicture(PictureButton):
    """A small window in the colours of a theme, half and half where they follow the system."""

    def __init__(self, choice: ThemeChoice, label: str) -> None:
        super().__init__(label, _WINDOW)
        self._choice = choice

    def label_height(self) -> int:
        return name_font_height()

    def label_width(self) -> int:
        return QFontMetrics(current_theme().font(TextRole.UI_STRONG)).horizontalAdvance(self.text())

    def paint_label(self, painter: QPainter, rect: QRect) -> None:
        rect.setWidth(max(_WINDOW.width() + 2 * RING, self.label_width()))
        theme = current_theme()
        painter.setFont(theme.font(TextRole.UI_STRONG if self.isChecked() else TextRole.UI))
        painter.setPen(theme.color("text" if self.isChecked() else "text-muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, self.text())

    def _edge_colour(self) -> QColor:
        """The colour of its corners, where clipping draws no halves of pixels."""
        is_dark = self._choice is ThemeChoice.DARK
        return theme_for(self._choice, is_dark).color("window")

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        whole = QPainterPath()
        whole.addRoundedRect(rect, Corner.PANEL, Corner.PANEL)
        painter.fillPath(whole, self._edge_colour())
        painter.save()
        painter.setClipPath(whole)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:  # nothing in it is read
            painter.setTransform(QTransform(-1, 0, 0, 1, rect.left() + rect.right(), 0), combine=True)
        if self._choice is ThemeChoice.SYSTEM:
            _paint_window(painter, rect, theme_for(ThemeChoice.LIGHT, False))
            painter.setClipRect(rect.adjusted(rect.width() / 2, 0, 0, 0), Qt.ClipOperation.IntersectClip)
            _paint_window(painter, rect, theme_for(ThemeChoice.DARK, True))
        else:
            is_dark = self._choice is ThemeChoice.CONTRAST and current_theme().is_dark
            _paint_window(painter, rect, theme_for(self._choice, is_dark))
        painter.restore()


def _paint_window(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, theme.color("window"))
    side = QRectF(rect.left(), rect.top(), _SIDEBAR, rect.height())
    painter.fillRect(side, theme.color("sidebar"))
    slip = QRectF(rect.right() - 10 - 52, rect.top() + 12, 52, 12)
    painter.setPen(Qt.PenStyle.NoPen)
    if theme.is_contrast:
        painter.fillRect(QRectF(side.right() - 1, rect.top(), 1, rect.height()), theme.color("border"))
        painter.setPen(theme.color("border"))
        slip.adjust(0.5, 0.5, -0.5, -0.5)
    painter.setBrush(theme.color("bubble"))
    painter.drawRoundedRect(slip, 5, 5)
    painter.setPen(Qt.PenStyle.NoPen)
    for beneath, width, token in _LINES:
        colour = theme.color(token)
        colour.setAlphaF(_QUIET if token == "text" else 1.0)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(side.right() + 10, rect.top() + 24 + beneath, width, 3), 1.5, 1.5)


class _FacePicture(PictureButton):
    """Two lines of a reply as it would be set, and what the letters are called."""

    def __init__(self, face: ReadingFace, label: str) -> None:
        super().__init__(label, _PAGE)
        self._face = face

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        theme = current_theme()
        shown = replace(theme, faces=replace(read_in(theme.faces, self._face), scale=1.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("window"))
        painter.drawRoundedRect(rect, Corner.PANEL, Corner.PANEL)
        painter.setPen(theme.color("text"))
        top = rect.top() + 14
        for line in _SAMPLE.split("\n"):
            at, side = rect.left() + 16, self.layoutDirection()
            for part in re.split(r"(\*[^*]*\*|/[^/]*/)", line):
                font = shown.font(TextRole.READING)
                is_stressed, has_italics = part.startswith("/"), not any("\u0590" <= char <= "\u08ff" for char in part)
                font.setBold(part.startswith("*") or (is_stressed and not has_italics))  # as in replies
                font.setItalic(is_stressed and has_italics)
                words = part.strip("*/")
                painter.setFont(font)
                metrics = QFontMetricsF(font)
                place = QRectF(at, top, metrics.horizontalAdvance(words), 26)
                at += place.width()
                place = mirrored(side, rect, place)
                painter.drawText(QPointF(place.left(), top + 13 + metrics.capHeight() / 2), words)
            top += 26
        painter.setFont(shown.font(TextRole.LABEL))
        painter.setPen(theme.color("text-muted"))
        name = QRectF(rect.left() + 16, top + 2, rect.width() - 32, 18)
        painter.drawText(name, start(self.layoutDirection()), self.text())
