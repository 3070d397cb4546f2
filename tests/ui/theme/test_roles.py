"""Every role is set as the design says, in both reading faces, and grows with the zoom and with the system's text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.roles import Faces, TextRole

FACES = Faces(ui=("Some Sans",), display=("Some Display",), serif=("Some Serif",), code=("Some Mono",))
SANS = replace(LIGHT, faces=FACES)
SERIF = replace(LIGHT, faces=replace(FACES, is_serif=True))

SIZES = {
    TextRole.DISPLAY: (32, 40, 400),
    TextRole.TITLE: (24, 32, 400),
    TextRole.H1: (22, 30, 700),
    TextRole.H2: (18, 26, 700),
    TextRole.H3: (15, 24, 700),
    TextRole.READING: (15, 24, 400),
    TextRole.TABLE: (14, 22, 400),
    TextRole.UI: (13, 20, 400),
    TextRole.UI_STRONG: (13, 20, 500),
    TextRole.LABEL: (12, 16, 400),
    TextRole.SECTION: (12, 16, 500),
    TextRole.CODE: (13, 20, 400),
    TextRole.KEYCAP: (11, 16, 500),
}
OF_SERIF = {
    TextRole.H1: (24, 32, 700),
    TextRole.H2: (20, 28, 700),
    TextRole.H3: (17, 28, 700),
    TextRole.READING: (17, 28, 400),
    TextRole.TABLE: (15, 24, 400),
}


@pytest.mark.parametrize("role", TextRole, ids=lambda role: role.name)
def test_a_role_has_its_size_line_and_weight_in_either_face(qapp: QApplication, role: TextRole) -> None:
    for theme, expected in ((SANS, SIZES[role]), (SERIF, OF_SERIF.get(role, SIZES[role]))):
        font = theme.font(role)
        assert (font.pixelSize(), theme.line_height(role), font.weight()) == expected
        assert font.hintingPreference() == QFont.HintingPreference.PreferNoHinting


def test_the_serif_is_for_what_is_read_alone(qapp: QApplication) -> None:
    first = {role: SERIF.font(role).families()[0] for role in TextRole}
    assert {role for role, family in first.items() if family == "Some Serif"} == set(OF_SERIF)
    assert {role for role, family in first.items() if family == "Some Display"} == {
        TextRole.DISPLAY,
        TextRole.TITLE,
    }
    assert first[TextRole.CODE] == "Some Mono"
    assert first[TextRole.UI] == "Some Sans"
    assert SERIF.font(TextRole.READING).wordSpacing() == pytest.approx(0.4, abs=0.02)
    assert SANS.font(TextRole.READING).wordSpacing() == 0


@pytest.mark.parametrize(("zoom", "scale"), [(100, 1.5), (150, 1.0), (75, 2.0)])
def test_letters_lines_and_spacing_grow_together(qapp: QApplication, zoom: float, scale: float) -> None:
    theme = replace(SANS, faces=replace(SANS.faces, scale=scale))
    for role in TextRole:
        plain, large = SANS.font(role), theme.font(role, zoom)
        assert large.pixelSize() == int(plain.pixelSize() * 1.5 + 0.5)
        assert theme.line_height(role, zoom) == pytest.approx(SANS.line_height(role) * 1.5)
        assert large.letterSpacing() == pytest.approx(plain.letterSpacing() * 1.5, abs=0.05)


def test_no_zoom_makes_a_font_of_nothing(qapp: QApplication) -> None:
    assert SANS.font(TextRole.KEYCAP, 1).pixelSize() == 1
