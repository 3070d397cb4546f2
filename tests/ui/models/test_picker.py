"""A model is chosen by pointer or by keyboard alone, and any id can be typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of, shown_text
from turbodesk.app.model_choices import ModelChoice
from turbodesk.chat.model import Model, Prices, unknown_model
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.preset import Preset
from turbodesk.ui.models import ModelPicker
from turbodesk.ui.models.card import ModelCard
from turbodesk.ui.models.choices import ModelChoices
from turbodesk.ui.models.item_model import OTHER
from turbodesk.ui.theme import DARK, LIGHT

TODAY = dt.date(2026, 7, 1)
MODELS = (
    Model("gone-1", "Gone 1", "Old chats", retires=dt.date(2026, 6, 15)),
    Model("quick-2", "Quick 2", "Short questions", prices=Prices(1, 5, 1.25, 2, 0.1)),
    Model("deep-3", "Deep 3", "Hard questions", prices=Prices(5, 25, 6.25, 10, 0.5), retires=dt.date(2026, 11, 30)),
)


@pytest.fixture
def picker(qtbot: QtBot) -> Iterator[ModelPicker]:
    window = QWidget()
    window.resize(800, 560)
    qtbot.addWidget(window)
    picker = ModelPicker(LIGHT)
    QVBoxLayout(window).addWidget(picker, 0, Qt.AlignmentFlag.AlignTop)
    picker.set_models(MODELS, TODAY)
    picker.set_model(MODELS[1])
    window.show()
    yield picker
    picker.popup.dismiss()


def field(picker: ModelPicker) -> QLineEdit:
    return first_of(picker.popup, QLineEdit)


def shown(picker: ModelPicker) -> list[str]:
    """The rows that can be chosen."""
    model = first_of(picker.popup, QListView).model()
    rows = [model.index(at, 0) for at in range(model.rowCount())]
    return [str(row.data()) for row in rows if row.flags() & Qt.ItemFlag.ItemIsEnabled]


def current(picker: ModelPicker) -> str:
    return str(first_of(picker.popup, QListView).currentIndex().data())


def chosen(picker: ModelPicker) -> list[str]:
    ids: list[str] = []
    picker.model_chosen.connect(ids.append)
    return ids


def press(qtbot: QtBot, picker: ModelPicker, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(focused(picker), key)


def focused(picker: ModelPicker) -> QWidget:
    """What takes the keys: the list, or the field once a letter was typed."""
    at = picker.window().focusWidget()
    assert at is not None
    return at


def write(qtbot: QtBot, picker: ModelPicker, text: str) -> None:
    for letter in text:
        qtbot.keyClicks(focused(picker), letter)


def card(picker: ModelPicker) -> ModelCard:
    return first_of(picker.window(), ModelCard)


def test_the_button_names_the_model(picker: ModelPicker) -> None:
    assert picker.text() == "Quick 2"
    assert picker.accessibleName() == "Model"
    assert picker.accessibleDescription() == "Quick 2"
    assert "a usual question costs 0.3 ¢" in picker.toolTip()
    picker.set_model(None)
    assert picker.text() == "Choose a model"


def test_it_opens_at_the_model_in_use_with_retired_ones_last(picker: ModelPicker, qtbot: QtBot) -> None:
    qtbot.mouseClick(picker, Qt.MouseButton.LeftButton)
    assert picker.popup.isVisible()
    assert shown(picker) == ["Quick 2", "Deep 3", "Gone 1", OTHER]
    assert current(picker) == "Quick 2"


def test_arrows_and_enter(picker: ModelPicker, qtbot: QtBot) -> None:
    ids = chosen(picker)
    picker.open()
    press(qtbot, picker, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert ids == ["deep-3"]
    assert not picker.popup.isVisible()


def test_typing_finds(picker: ModelPicker, qtbot: QtBot) -> None:
    ids = chosen(picker)
    picker.open()
    write(qtbot, picker, "hard")
    assert shown(picker) == ["Deep 3", "Use “hard” as the model id"]
    press(qtbot, picker, Qt.Key.Key_Enter)
    assert ids == ["deep-3"]


def test_there_is_no_field_until_a_letter_is_typed(picker: ModelPicker, qtbot: QtBot) -> None:
    picker.open()
    assert not field(picker).isVisible()
    assert focused(picker) is first_of(picker.popup, QListView)
    write(qtbot, picker, "ha")
    assert field(picker).isVisible()
    assert field(picker).text() == "ha"
    press(qtbot, picker, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert not field(picker).isVisible()
    assert shown(picker)[-1] == OTHER
    assert focused(picker) is first_of(picker.popup, QListView)
    write(qtbot, picker, "hard")
    press(qtbot, picker, Qt.Key.Key_Escape)
    assert picker.popup.isVisible(), "first it shows all again"
    press(qtbot, picker, Qt.Key.Key_Escape)
    assert not picker.popup.isVisible()


def test_the_focus_goes_back_to_where_it_was(picker: ModelPicker, qtbot: QtBot) -> None:
    behind = QLineEdit(picker.window())
    behind.show()
    behind.setFocus()
    for keys in ((Qt.Key.Key_Escape,), (Qt.Key.Key_Down, Qt.Key.Key_Return)):
        picker.open()
        press(qtbot, picker, *keys)
        assert picker.window().focusWidget() is behind


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_F1])
def test_a_card_tells_more_by_key_and_follows_the_choice(picker: ModelPicker, qtbot: QtBot, key: Qt.Key) -> None:
    picker.window().resize(1000, 600)
    picker.open()
    assert card(picker).isHidden()
    press(qtbot, picker, key)
    assert card(picker).isVisible()
    said = shown_text(card(picker))
    for words in ("Quick 2", "Short questions", "200,000 tokens", "$1", "$5", "quick-2"):
        assert words in said
    assert not card(picker).geometry().intersects(picker.popup.geometry())
    press(qtbot, picker, Qt.Key.Key_Down)
    assert "Deep 3" in shown_text(card(picker))
    assert "ends 30 Nov 2026" in shown_text(card(picker))
    press(qtbot, picker, Qt.Key.Key_PageDown)
    assert card(picker).isHidden(), "there is nothing to tell of another id"
    press(qtbot, picker, Qt.Key.Key_Up, key, Qt.Key.Key_Escape)
    assert card(picker).isHidden()


def test_a_card_comes_by_itself_where_the_pointer_rests(picker: ModelPicker, qtbot: QtBot) -> None:
    picker.window().resize(1000, 600)
    picker.open()
    view = first_of(picker.popup, QListView)
    place = view.visualRect(view.model().index(1, 0)).center()
    qtbot.mouseMove(view.viewport(), place)
    qtbot.mouseMove(view.viewport(), place + QPoint(3, 0))
    assert current(picker) == "Deep 3"
    qtbot.waitUntil(card(picker).isVisible)
    assert "Deep 3" in shown_text(card(picker))


def test_where_there_is_no_room_for_a_card_there_is_none(picker: ModelPicker, qtbot: QtBot) -> None:
    picker.window().resize(560, 500)
    picker.open()
    press(qtbot, picker, Qt.Key.Key_F1)
    assert card(picker).isHidden()


def test_old_models_stand_below_a_line(picker: ModelPicker) -> None:
    old = Model("old-1", "Old 1", replacement="quick-2")
    picker.set_models((old, *MODELS[1:]), TODAY)
    picker.open()
    assert shown(picker) == ["Quick 2", "Deep 3", "Old 1", OTHER]
    assert spoken_rows(picker)[2] == "Older models"


def test_any_id_can_be_typed_straight_away(picker: ModelPicker, qtbot: QtBot) -> None:
    ids = chosen(picker)
    picker.open()
    write(qtbot, picker, "my-own-model")
    press(qtbot, picker, Qt.Key.Key_Return)
    assert ids == ["my-own-model"]


def test_the_door_to_another_id(picker: ModelPicker, qtbot: QtBot) -> None:
    ids = chosen(picker)
    picker.open()
    press(qtbot, picker, Qt.Key.Key_PageDown, Qt.Key.Key_Return)
    assert picker.popup.isVisible()
    assert field(picker).accessibleName() == "Model id"
    assert field(picker).isVisible()
    assert focused(picker) is field(picker)
    assert shown(picker) == [OTHER]
    write(qtbot, picker, "quick")
    assert shown(picker) == ["Use “quick” as the model id"]
    press(qtbot, picker, Qt.Key.Key_Escape)
    assert shown(picker) == ["Quick 2", "Deep 3", "Gone 1", OTHER]
    press(qtbot, picker, Qt.Key.Key_PageDown, Qt.Key.Key_Return)
    write(qtbot, picker, "quick")
    press(qtbot, picker, Qt.Key.Key_Return)
    assert ids == ["quick"]


def test_a_known_id_is_not_offered_twice(picker: ModelPicker, qtbot: QtBot) -> None:
    picker.open()
    write(qtbot, picker, "deep-3")
    assert shown(picker) == ["Deep 3"]


def test_escape_chooses_nothing_and_the_same_model_is_no_choice(picker: ModelPicker, qtbot: QtBot) -> None:
    ids = chosen(picker)
    picker.open()
    press(qtbot, picker, Qt.Key.Key_Down, Qt.Key.Key_Escape)
    assert not picker.popup.isVisible()
    picker.open()
    press(qtbot, picker, Qt.Key.Key_Return)
    assert ids == []


def test_escape_is_the_lists_own(picker: ModelPicker, qtbot: QtBot) -> None:
    stopped: list[bool] = []
    QShortcut(QKeySequence("Esc"), picker.window()).activated.connect(lambda: stopped.append(True))
    picker.open()
    press(qtbot, picker, Qt.Key.Key_Escape)
    assert not picker.popup.isVisible()
    assert stopped == []


def test_a_click_chooses(picker: ModelPicker, qtbot: QtBot) -> None:
    ids = chosen(picker)
    picker.open()
    view = first_of(picker.popup, QListView)
    place = view.visualRect(view.model().index(3, 0)).center()  # beneath a line
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert ids == ["gone-1"]


def test_a_model_in_no_catalogue_stands_first_while_it_is_in_use(picker: ModelPicker) -> None:
    picker.set_model(unknown_model("my-own-model"))
    picker.open()
    assert shown(picker)[0] == current(picker) == "my-own-model"


def test_a_long_id_does_not_push_the_header_apart(picker: ModelPicker) -> None:
    picker.set_model(unknown_model("provider/region/" + "x" * 300))
    assert picker.sizeHint().width() < 400


def test_the_list_stays_within_a_small_window(picker: ModelPicker) -> None:
    picker.window().resize(400, 300)
    picker.open()
    assert picker.popup.width() <= 400
    assert picker.popup.height() <= 300


def offering(**more: object) -> ModelChoices:
    entries = (
        *(ModelChoice(one) for one in MODELS[1:]),
        ModelChoice(unknown_model("fresh-4"), is_new=True),
        ModelChoice(unknown_model("strange-1"), is_aside=True),
        ModelChoice(MODELS[0], is_unlisted=True),
    )
    return ModelChoices(entries, TODAY, **more)  # type: ignore[arg-type]  # its own fields


def spoken_rows(picker: ModelPicker) -> list[str]:
    model = first_of(picker.popup, QListView).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.index(at, 0).data(role)) for at in range(model.rowCount())]


def test_new_and_missing_models_say_so_and_others_are_found_by_typing(picker: ModelPicker, qtbot: QtBot) -> None:
    picker.set_offering(lambda: offering(problem="There is no connection."))
    picker.open()
    assert shown(picker) == ["Quick 2", "Deep 3", "fresh-4", "Gone 1", "All models", OTHER]
    assert [one for one in spoken_rows(picker) if one.endswith(", new")] == ["fresh-4, A model of your own, new"]
    assert next(one for one in spoken_rows(picker) if "not on this gateway’s list" in one).startswith("Gone 1")
    assert "could not be read. There is no connection." in shown_text(picker.popup)
    write(qtbot, picker, "strange")
    assert shown(picker)[0] == "strange-1"


def test_presets_stand_between_new_models_and_old_ones(picker: ModelPicker, qtbot: QtBot) -> None:
    preset = Preset("Teacher", "deep-3", Parameters(thinking=True, system="Be patient."))
    picker.set_offering(lambda: offering(presets=(preset,)))
    picked: list[str] = []
    picker.preset_chosen.connect(picked.append)
    picker.open()
    assert shown(picker) == ["Quick 2", "Deep 3", "fresh-4", "Teacher", "Gone 1", "All models", OTHER]
    assert current(picker) == "Quick 2"
    press(qtbot, picker, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert current(picker) == "Teacher", "a line is no choice"
    press(qtbot, picker, Qt.Key.Key_Return)
    assert picked == [preset.id]


def test_a_retired_model_offers_its_replacement_first(picker: ModelPicker, qtbot: QtBot) -> None:
    ids = chosen(picker)
    gone = Model("gone-1", "Gone 1", retires=dt.date(2026, 6, 15), replacement="quick-2")
    picker.set_models((*MODELS[1:], gone), TODAY)
    picker.set_model(gone)
    picker.open()
    assert current(picker) == "Use Quick 2 instead"
    press(qtbot, picker, Qt.Key.Key_Return)
    assert ids == ["quick-2"]


def test_a_list_that_comes_while_it_is_open_keeps_what_was_typed(picker: ModelPicker, qtbot: QtBot) -> None:
    offered = [ModelChoices.of_models(MODELS, TODAY)]
    picker.set_offering(lambda: offered[-1])
    picker.open()
    write(qtbot, picker, "fresh")
    assert shown(picker) == ["Use “fresh” as the model id"]
    offered.append(offering())
    picker.refresh()
    assert shown(picker)[0] == "fresh-4"
    assert field(picker).text() == "fresh"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_it_paints(picker: ModelPicker, theme: object, direction: Qt.LayoutDirection) -> None:
    picker.apply_theme(theme)  # type: ignore[arg-type]  # a Theme
    picker.popup.setLayoutDirection(direction)
    picker.open()
    assert not picker.popup.grab().isNull()
