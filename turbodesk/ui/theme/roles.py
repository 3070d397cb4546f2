"""Says in which face, size and weight each kind of text is set, and how far apart its lines stand.

A role is what a text is for, never how it looks: whether replies are set in the sans or the serif is a property of the
faces in force, and so is how much larger than usual the system wants its text. Sizes are whole pixels, not points: a
line of 24 px has letters of 15 px on every screen, and a printer's resolution changes neither.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtGui import QFont

from turbodesk.quick_dataclasses import dataclass


class TextRole(Enum):
    """What a text is for."""

    DISPLAY = auto()
    """The greeting and the welcome."""
    TITLE = auto()
    """Titles of sheets, and sums of money."""
    H1 = auto()
    H2 = auto()
    H3 = auto()
    READING = auto()
    """What is read and written in a chat."""
    TABLE = auto()
    UI = auto()
    UI_STRONG = auto()
    LABEL = auto()
    """Notes in the margin, footers and hints."""
    SECTION = auto()
    """Headings of groups of rows, in the sidebar and in menus."""
    CODE = auto()
    KEYCAP = auto()


class _FontSpec(NamedTuple):
    """How a role is set at 100 %."""

    size: int
    """Pixels."""
    line: int
    """Pixels from one line to the next."""
    weight: QFont.Weight = QFont.Weight.Normal
    spacing: float = 0.0
    """Pixels more between two letters."""


_BOLD, _MEDIUM = QFont.Weight.Bold, QFont.Weight.Medium
_SETTINGS = {
    TextRole.DISPLAY: _FontSpec(32, 40, spacing=-0.3),
    TextRole.TITLE: _FontSpec(24, 32, spacing=-0.2),
    TextRole.H1: _FontSpec(22, 30, _BOLD, -0.25),
    TextRole.H2: _FontSpec(18, 26, _BOLD, -0.15),
    TextRole.H3: _FontSpec(15, 24, _BOLD),
    TextRole.READING: _FontSpec(15, 24),
    TextRole.TABLE: _FontSpec(14, 22),
    TextRole.UI: _FontSpec(13, 20),
    TextRole.UI_STRONG: _FontSpec(13, 20, _MEDIUM),
    TextRole.LABEL: _FontSpec(12, 16),
    TextRole.SECTION: _FontSpec(12, 16, _MEDIUM),
    TextRole.CODE: _FontSpec(13, 20),
    TextRole.KEYCAP: _FontSpec(11, 16, _MEDIUM),
}
_SERIF = {
    TextRole.H1: _FontSpec(24, 32, _BOLD),
    TextRole.H2: _FontSpec(20, 28, _BOLD),
    TextRole.H3: _FontSpec(17, 28, _BOLD),
    TextRole.READING: _FontSpec(17, 28),
    TextRole.TABLE: _FontSpec(15, 24),
}
"""What the serif sets otherwise: its letters are smaller for their size."""
_SERIF_WORDS = 0.4
"""Pixels more between two words of the serif at its reading size."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The typefaces in force, as families of which the first that has a letter draws it, and how large all text is.

    `faces_in_force` names only families that are there: looking for another costs macOS a walk through all it has.
    """

    ui: tuple[str, ...] = ()
    """(): Qt's default."""
    display: tuple[str, ...] = ("TurboDesk Display",)
    serif: tuple[str, ...] = ("TurboDesk Serif",)
    code: tuple[str, ...] = ("TurboDesk Mono",)
    is_serif: bool = False
    """Whether replies are set in the serif."""
    scale: float = 1.0
    """How much larger than usual all text is, at least 1."""

    def font(self, role: TextRole, zoom: float) -> QFont:
        """Return the font of `role` at `zoom` percent."""
        setting, factor = self._setting(role), self.scale * zoom / 100
        font = QFont()
        if families := self._families(role):
            font.setFamilies(list(families))
        font.setPixelSize(max(1, int(setting.size * factor + 0.5)))
        font.setWeight(setting.weight)
        if setting.spacing:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, setting.spacing * factor)
        if self.is_serif and role in _SERIF:
            font.setWordSpacing(_SERIF_WORDS * factor)
        if role is TextRole.CODE:
            font.setStyleHint(QFont.StyleHint.Monospace)
        # Hinted, stems snap to pixels and the spacing wobbles at every size below 200 %.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def line_height(self, role: TextRole, zoom: float) -> float:
        """Return the pixels from one line of `role` to the next at `zoom` percent."""
        return self._setting(role).line * self.scale * zoom / 100

    def _setting(self, role: TextRole) -> _FontSpec:
        return _SERIF.get(role, _SETTINGS[role]) if self.is_serif else _SETTINGS[role]

    def _families(self, role: TextRole) -> tuple[str, ...]:
        if role is TextRole.CODE:
            return self.code
        if role in (TextRole.DISPLAY, TextRole.TITLE):
            return (*self.display, *self.ui)
        if self.is_serif and role in _SERIF:
            return (*self.serif, *self.ui)
        return self.ui
