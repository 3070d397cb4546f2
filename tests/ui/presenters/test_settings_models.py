"""Models and presets are changed in Settings by real keys, told what is wrong, and had back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, first_of, name_of, press, shown_text
from tests.ui.settings.sheets import choice, choose, settings_over_a_window
from turbodesk.app.services import Services, start_services
from turbodesk.chat.parameters import Parameters
from turbodesk.settings import Section
from turbodesk.ui.presenters.settings_models import ModelSettingsPresenter
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.widgets.switch import Switch


def no_report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


Play = Callable[[Callable[[Services, SettingsSheet], Awaitable[None] | None]], None]


@pytest.fixture
def play(qtbot: QtBot, qt_loop: qasync.QEventLoop, tmp_path: Path) -> Play:
    """Runs a scene before the settings of a real folder, inside the loop, as the program does."""

    async def played(scene: Callable[[Services, SettingsSheet], Awaitable[None] | None]) -> None:
        async with start_services(tmp_path, report=no_report) as services:
            dialog = settings_over_a_window(qtbot)
            chat = services.workspace.new_chat(demo=True)
            ModelSettingsPresenter(
                dialog.models,
                model_registry=services.model_registry,
                kept_presets=services.presets,
                front=lambda: chat,
            ).refresh()
            dialog.open()
            if (going_on := scene(services, dialog)) is not None:
                await going_on
            dialog.dismiss()

    return lambda scene: qt_loop.run_until_complete(played(scene))


def named(dialog: SettingsSheet, kind: type[QLineEdit] | type[QSpinBox], name: str) -> list[object]:
    return [one for one in dialog.findChildren(kind) if one.isVisible() and one.accessibleName() == name]


def number(dialog: SettingsSheet, name: str) -> QSpinBox:
    return named(dialog, QSpinBox, name)[0]  # type: ignore[return-value]  # of that kind


def write(box: QSpinBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_a_limit_is_changed_and_had_back(play: Play) -> None:
    def scene(services: Services, dialog: SettingsSheet) -> None:
        dialog.show_section(Section.MODELS)
        reset = button(dialog, "Reset to shipped values")
        assert not reset.isEnabled()
        write(number(dialog, "Writes at most"), "64000")
        assert services.model_registry.model("claude-sonnet-4-6").max_output == 64_000
        assert "(changed)" in choice(dialog, "Model to look at").text()
        press(reset, Qt.Key.Key_Space)
        assert services.model_registry.model("claude-sonnet-4-6").max_output == 128_000
        press(button(dialog, "Undo"), Qt.Key.Key_Space)
        assert services.model_registry.model("claude-sonnet-4-6").max_output == 64_000

    play(scene)


def test_a_price_is_written_in_dollars_and_counts_at_once(play: Play) -> None:
    def scene(services: Services, dialog: SettingsSheet) -> None:
        dialog.show_section(Section.MODELS)
        price = next(one for one in dialog.findChildren(QDoubleSpinBox) if name_of(one) == "Price: Reading")
        assert price.text() == "$ 3.000"
        price.setFocus()
        price.selectAll()
        QTest.keyClicks(price, "1.5")
        QTest.keyClick(price, Qt.Key.Key_Return)
        prices = services.model_registry.model("claude-sonnet-4-6").prices
        assert prices is not None
        assert prices.input == 1.5

    play(scene)


def test_what_cannot_be_is_told_and_not_used(play: Play) -> None:
    def scene(services: Services, dialog: SettingsSheet) -> None:
        dialog.show_section(Section.MODELS)
        write(number(dialog, "Writes at most"), "2000000")
        assert "Not used:" in shown_text(dialog)
        assert services.model_registry.model("claude-sonnet-4-6").max_output == 128_000
        write(number(dialog, "Writes at most"), "100000")
        assert "Not used:" not in shown_text(dialog)

    play(scene)


def test_a_model_is_added_edited_and_removed(play: Play) -> None:
    def scene(services: Services, dialog: SettingsSheet) -> None:
        dialog.show_section(Section.MODELS)
        press(button(dialog, "Add a model…"), Qt.Key.Key_Space)
        field = dialog.focusWidget()
        QTest.keyClicks(field, "my-own ")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert (services.model_registry.model("my-own").known, services.model_registry.model("my-own").thinking) == (
            True,
            (),
        )
        choose(choice(dialog, "Thinking"), "Decides by itself (adaptive)")
        assert services.model_registry.model("my-own").thinking == ("adaptive",)
        press(button(dialog, "Remove this model"), Qt.Key.Key_Space)
        assert not services.model_registry.model("my-own").known

    play(scene)


def test_the_rules_of_an_id_typed_by_hand_can_be_set(play: Play) -> None:
    def scene(services: Services, dialog: SettingsSheet) -> None:
        chat = services.workspace.new_chat(demo=True)
        chat.choose_model("typed-by-hand")
        dialog.show_section(Section.MODELS)
        first_of(dialog, ModelSettingsPresenter).refresh()
        assert "Id: typed-by-hand" in shown_text(dialog)
        write(number(dialog, "Writes at most"), "4096")
        write(number(dialog, "Limit of a reply"), "2048")
        assert "Not used" not in shown_text(dialog)
        write(number(dialog, "Writes at most"), "4096")
        assert (chat.model.known, chat.model.max_output) == (True, 4_096)

    play(scene)


async def kept_on_disk(services: Services) -> None:
    """Wait until what was done with presets is on disk, which is when it is told."""
    done = asyncio.get_running_loop().create_future()
    services.presets.when_kept(lambda: done.set_result(None))
    await asyncio.wait_for(done, 20)


def test_presets_are_renamed_chosen_and_deleted(play: Play) -> None:
    async def scene(services: Services, dialog: SettingsSheet) -> None:
        kept = services.presets.keep("Teacher", "claude-opus-4-7", Parameters(thinking=True))
        dialog.show_section(Section.MODELS)
        first_of(dialog, ModelSettingsPresenter).refresh()
        assert "Opus 4.7, thinks first" in shown_text(dialog)
        name = named(dialog, QLineEdit, "Name of the preset")[0]
        assert isinstance(name, QLineEdit)
        name.setFocus()
        QTest.keyClicks(name, " two")
        QTest.keyClick(name, Qt.Key.Key_Return)
        assert [one.name for one in services.presets.all()] == ["Teacher two"]
        await kept_on_disk(services)
        assert "Teacher two" in (services.folder / "presets.json").read_text()
        default = next(one for one in dialog.models.presets.findChildren(Switch) if one.isVisible())
        press(default, Qt.Key.Key_Space)
        assert services.presets.default() is not None
        press(button(dialog, "Delete Teacher two"), Qt.Key.Key_Space)
        assert services.presets.all() == ()
        assert "None yet." not in shown_text(dialog), "it is told when it is done"
        await kept_on_disk(services)
        assert "None yet." in shown_text(dialog)
        press(button(dialog, "Undo"), Qt.Key.Key_Space)
        assert "Deleted “Teacher two”" not in shown_text(dialog), "what is undone is not offered to be undone"
        assert [one.id for one in services.presets.all()] == [kept.id]
        assert services.presets.default() is not None

    play(scene)
