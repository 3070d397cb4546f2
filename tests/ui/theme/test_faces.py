"""Our faces draw every script they promise, the desktop's own is kept where it is good, and none is a condition."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QRawFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from turbodesk import resources
from turbodesk.settings import ReadingFace
from turbodesk.ui.theme import faces
from turbodesk.ui.theme.faces import DESKTOP_FONT, faces_in_force, is_poor_to_read, read_in
from turbodesk.ui.theme.roles import Faces, TextRole

FILES = sorted(resources.path("fonts").glob("*.ttf"))
PROSE = "Fähre Ærø, “naïve” façade – Ωμέγα, Чего же боле? Đường phố… 10 % → 3 × 4 ≤ 12 €"
KEYS = "✓ ⌘ ⇧ ⌥ ⌫ ⏎"
DRAWN = "┌─┐ │ ░▒▓ █"


@pytest.fixture
def desktop(qapp: QApplication) -> Iterator[QApplication]:
    """The application, whose desktop may be said to ask for a font."""
    yield qapp
    qapp.setProperty(DESKTOP_FONT, None)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_face_has_every_letter_it_promises(qapp: QApplication, file: object) -> None:
    raw = QRawFont(str(file), 15)
    assert raw.isValid()
    wanted = PROSE + {"TurboDesk Sans": KEYS, "TurboDesk Mono": DRAWN}.get(raw.familyName(), "")
    assert [letter for letter in wanted if not raw.supportsCharacter(ord(letter))] == []


@pytest.mark.parametrize(
    ("family", "weights"),
    [
        ("TurboDesk Sans", {(400, False), (500, False), (700, False), (400, True), (700, True)}),
        ("TurboDesk Serif", {(400, False), (700, False), (400, True), (700, True)}),
        ("TurboDesk Display", {(400, False)}),
        ("TurboDesk Mono", {(400, False), (700, False)}),
    ],
)
def test_qt_finds_every_weight_of_a_family_as_drawn(
    qapp: QApplication, family: str, weights: set[tuple[int, bool]]
) -> None:
    assert faces._brought(family) == (family,)  # noqa: SLF001  # what the start reads late, all at once
    found = {
        (QFontDatabase.weight(family, style), QFontDatabase.italic(family, style))
        for style in QFontDatabase.styles(family)
    }
    assert found == weights


def test_text_is_drawn_in_our_faces(qapp: QApplication) -> None:
    in_force = faces_in_force(qapp, ReadingFace.SERIF)
    drawn = {role: QFontInfo(in_force.font(role, 100)).family() for role in TextRole}
    assert drawn[TextRole.TITLE] == drawn[TextRole.DISPLAY] == "TurboDesk Display"
    assert drawn[TextRole.CODE] == "TurboDesk Mono"
    assert drawn[TextRole.READING] == drawn[TextRole.H1] == "TurboDesk Serif"
    assert drawn[TextRole.UI] == QFontInfo(QFont([*in_force.ui])).family()


@pytest.mark.parametrize("role", TextRole, ids=lambda role: role.name)
def test_letters_fit_into_the_line_of_their_role(qapp: QApplication, role: TextRole) -> None:
    for reading in ReadingFace:
        in_force = replace(faces_in_force(qapp, reading), ui=faces._brought("TurboDesk Sans"))  # noqa: SLF001
        if in_force.is_serif and role in (TextRole.H1, TextRole.H2):
            continue  # they stand in documents alone, whose lines are as high as said
        needed = QFontMetricsF(in_force.font(role, 100)).height()
        assert needed <= in_force.line_height(role, 100)


@pytest.mark.parametrize("role", list(TextRole), ids=lambda role: role.name)
def test_no_face_has_a_gap_of_its_own_between_lines(qapp: QApplication, role: TextRole) -> None:
    """In a document whose lines have a fixed height Qt draws the letters higher by it: the first line is cut off."""
    for reading in ReadingFace:
        in_force = replace(faces_in_force(qapp, reading), ui=faces._brought("TurboDesk Sans"))  # noqa: SLF001
        assert QFontMetricsF(in_force.font(role, 100)).leading() < 1


def test_what_is_written_in_code_is_what_is_read(qapp: QApplication) -> None:
    """No ligatures: `!=` takes as much as two letters and is drawn as them."""
    in_force = faces_in_force(qapp, ReadingFace.SANS)
    raw = QRawFont.fromFont(in_force.font(TextRole.CODE, 100))
    for signs in ("!=", "->", "==>", "fi", "www"):
        assert len(raw.glyphIndexesForString(signs)) == len(signs)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system's own is always good")
def test_a_poor_face_of_the_desktop_gives_way_and_a_good_one_stays(desktop: QApplication) -> None:
    desktop.setProperty(DESKTOP_FONT, QFont("DejaVu Sans", 10))
    assert faces_in_force(desktop, ReadingFace.SANS).ui == ("TurboDesk Sans", "DejaVu Sans")
    faces._brought("TurboDesk Serif")  # noqa: SLF001  # stands for any face a desktop may have
    desktop.setProperty(DESKTOP_FONT, QFont("TurboDesk Serif", 10))
    assert faces_in_force(desktop, ReadingFace.SANS).ui == ("TurboDesk Serif",)


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("DejaVu Sans", True),
        ("Noto Sans CJK SC", True),
        ("Helvetica", True),
        ("DejaVu Sans Condensed", False),
        ("Noto Sans", False),
        ("Cantarell", False),
        ("Helvetica Neue", False),
    ],
)
def test_which_faces_are_poor(family: str, expected: bool) -> None:
    assert is_poor_to_read(family) is expected


@pytest.mark.parametrize(("points", "scale"), [(7, 1.0), (10, 1.0), (15, 1.5), (30, 3.0)])
def test_text_grows_with_the_desktops_and_never_shrinks(desktop: QApplication, points: int, scale: float) -> None:
    desktop.setProperty(DESKTOP_FONT, QFont("DejaVu Sans", points))
    assert faces_in_force(desktop, ReadingFace.SANS).scale == pytest.approx(scale, rel=0.01)


def test_a_size_in_pixels_is_one_too(desktop: QApplication) -> None:
    font = QFont("DejaVu Sans")
    font.setPixelSize(20)
    desktop.setProperty(DESKTOP_FONT, font)
    assert faces_in_force(desktop, ReadingFace.SANS).scale == pytest.approx(1.5, rel=0.01)


def test_the_reading_face_can_be_changed_and_changed_back(qapp: QApplication) -> None:
    sans = faces_in_force(qapp, ReadingFace.SANS)
    assert sans.serif == ()
    serif = read_in(sans, ReadingFace.SERIF)
    assert (serif.is_serif, serif.serif) == (True, ("TurboDesk Serif",))
    assert not read_in(serif, ReadingFace.SANS).is_serif


def test_faces_that_are_lost_are_done_without(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(*_: str) -> None:
        raise FileNotFoundError("resources")

    faces._brought.cache_clear()  # noqa: SLF001
    monkeypatch.setattr(resources, "path", lost)
    try:
        in_force = faces_in_force(qapp, ReadingFace.SERIF)
    finally:
        faces._brought.cache_clear()  # noqa: SLF001
    assert (in_force.display, in_force.serif) == ((), ())
    assert QFontInfo(in_force.font(TextRole.READING, 100)).pixelSize() == 17
    assert "cannot be read" in caplog.text
    assert isinstance(in_force, Faces)
