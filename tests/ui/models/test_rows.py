"""What can be done with a row of the model list besides choosing it: favourites, and presets renamed and deleted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from tests.ui.models.test_picker import (
    MODELS,
    TODAY,
    chosen,
    current,
    field,
    focused,
    offering,
    picker,
    press,
    shown,
    spoken_rows,
    write,
)
from tests.ui.seen import first_of, shown_text
from turbodesk.app.model_choices import ModelChoice, favourites_first
from turbodesk.chat.preset import Preset
from turbodesk.ui.models import ModelPicker
from turbodesk.ui.models.choices import ModelChoices
from turbodesk.ui.models.item_model import OTHER
from turbodesk.ui.widgets.menu import Menu

__all__ = ["picker"]

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_all_models_are_shown_on_demand(picker: ModelPicker, qtbot: QtBot) -> None:
    picker.set_offering(offering)
    picker.open()
    assert "All models, 1 more" in spoken_rows(picker)
    press(qtbot, picker, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert picker.popup.isVisible()
    assert shown(picker)[-2:] == ["strange-1", OTHER]
    assert current(picker) == "strange-1"
    picker.refresh()
    assert current(picker) == "strange-1", "a list that comes does not fold it"
    press(qtbot, picker, Qt.Key.Key_Escape)
    picker.open()
    assert "strange-1" not in shown(picker)


def favourites(picker: ModelPicker) -> list[str]:
    ids: list[str] = []
    picker.favourite_toggled.connect(ids.append)
    return ids


def test_a_key_makes_a_favourite_whose_row_stays_where_it_is(picker: ModelPicker, qtbot: QtBot) -> None:
    ids = favourites(picker)
    picker.open()
    press(qtbot, picker, Qt.Key.Key_Down)
    before = shown(picker)
    qtbot.keyClick(focused(picker), Qt.Key.Key_D, CTRL)
    assert ids == ["deep-3"]
    assert shown(picker) == before
    assert next(one for one in spoken_rows(picker) if one.startswith("Deep 3")).endswith(", favourite")
    write(qtbot, picker, "quick")
    qtbot.keyClick(focused(picker), Qt.Key.Key_D, CTRL)
    assert ids == ["deep-3", "quick-2"]
    assert field(picker).text() == "quick"


def test_a_press_on_the_star_chooses_no_model(picker: ModelPicker, qtbot: QtBot) -> None:
    ids, models = favourites(picker), chosen(picker)
    picker.open()
    view = first_of(picker.popup, QListView)
    area = view.visualRect(view.model().index(1, 0))
    star = QPoint(area.right() - 12 - 40 - 14, area.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=star)
    assert (ids, models) == (["deep-3"], [])
    assert picker.popup.isVisible()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=star)
    assert ids == ["deep-3", "deep-3"]
    assert not any("favourite" in one for one in spoken_rows(picker))


def test_favourites_stand_first_and_are_moved_by_key(picker: ModelPicker, qtbot: QtBot) -> None:
    moved: list[tuple[str, int]] = []
    picker.favourite_moved.connect(lambda id_, step: moved.append((id_, step)))
    entries = favourites_first([ModelChoice(one) for one in MODELS], ["deep-3", "quick-2", "not-there"])
    picker.set_offering(lambda: ModelChoices(entries, TODAY))
    picker.open()
    assert shown(picker) == ["Deep 3", "Quick 2", "Gone 1", OTHER]
    qtbot.keyClick(focused(picker), Qt.Key.Key_Up, ALT)
    assert moved == [("quick-2", -1)]
    assert menu_of(picker) == ["No favourite any more", "Move up", "Move down"]


def menu_of(picker: ModelPicker) -> list[str]:
    """The entries of the menu that the menu key opens at the row in front."""
    view = first_of(picker.popup, QListView)
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    menu = picker.popup.findChildren(Menu)[-1]
    entries = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    menu.close()
    return entries


def test_a_row_has_a_menu(picker: ModelPicker, qtbot: QtBot) -> None:
    picker.set_offering(lambda: offering(presets=(Preset("Teacher", "deep-3"),)))
    picker.open()
    assert menu_of(picker) == ["Make it a favourite"]
    qtbot.keyClick(focused(picker), Qt.Key.Key_D, CTRL)
    assert menu_of(picker) == ["No favourite any more"], "its row moves when the list is opened anew"
    press(qtbot, picker, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert menu_of(picker) == ["Rename…", "Delete"]


def test_a_preset_is_renamed_where_it_stands_and_deleted_by_key(picker: ModelPicker, qtbot: QtBot) -> None:
    preset = Preset("Teacher", "deep-3")
    said: list[tuple[str, ...]] = []
    picker.preset_renamed.connect(lambda id_, name: said.append((id_, name)))
    picker.preset_deleted.connect(lambda id_: said.append((id_,)))
    picker.set_offering(lambda: offering(presets=(preset,)))
    picker.open()
    press(qtbot, picker, Qt.Key.Key_F2)
    assert not field(picker).isVisible(), "a model has no name of the person's here"
    down = (Qt.Key.Key_Down,) * 3
    press(qtbot, picker, *down, Qt.Key.Key_F2)
    assert (field(picker).text(), field(picker).accessibleName()) == ("Teacher", "Name of the preset")
    press(qtbot, picker, Qt.Key.Key_Escape)
    assert not field(picker).isVisible()
    assert (picker.popup.isVisible(), said) == (True, [])
    picker.rename_preset(preset.id)
    qtbot.keyClicks(field(picker), "Tutor")
    press(qtbot, picker, Qt.Key.Key_Return)
    assert said == [(preset.id, "Tutor")]
    picker.show_mistake("There is one already.")
    assert "There is one already." in shown_text(picker.popup)
    picker.end_rename()
    assert "There is one already." not in shown_text(picker.popup)
    press(qtbot, picker, Qt.Key.Key_Home, *down, Qt.Key.Key_Delete)
    assert said[1:] == [(preset.id,)]


def test_a_preset_says_that_its_model_ends(picker: ModelPicker) -> None:
    presets = Preset("Old hand", "gone-1"), Preset("Teacher", "quick-2")
    picker.set_offering(lambda: offering(presets=presets, preset_id=presets[1].id))
    picker.open()
    spoken = [one for one in spoken_rows(picker) if "Your preset" in one]
    assert spoken == [
        "Old hand, Your preset: Gone 1, its model ended 15 Jun 2026",
        "Teacher, Your preset: Quick 2, in use",
    ]
    assert not picker.popup.grab().isNull()
