"""Whatever windows there are and come, none but one is on the screen until they may be shown again."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.other_windows import OtherWindows


def on_screen(window: QWidget) -> bool:
    handle = window.windowHandle()
    return handle is not None and handle.isVisible()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.sampled_from(["lock", "open", "new", "dialog", "close", "show", "turn"]), max_size=12))
def test_no_sequence_leaves_a_window_on_the_screen_while_they_are_kept_from_it(qtbot: QtBot, deeds: list[str]) -> None:
    main = QWidget()
    main.show()
    others = OtherWindows(main)
    made: list[QWidget] = []
    is_kept = False

    def new() -> None:
        made.append(QWidget())
        made[-1].show()

    def dialog() -> None:
        made.append(asked := QDialog(main))
        asked.open()

    def show() -> None:
        for one in made:
            one.show()

    do: dict[str, Callable[[], object]] = {
        "new": new, "dialog": dialog, "show": show, "turn": lambda: QApplication.processEvents(),
        "close": lambda: made.pop().close() if made else None,
    }  # fmt: skip
    for deed in deeds:
        if deed == "lock" and not is_kept:
            is_kept = True
            others.hide_all()
        elif deed == "open" and is_kept:
            is_kept = False
            others.show_again()
        elif deed in do:
            do[deed]()
        if is_kept:
            assert not [one for one in made if on_screen(one)]
            assert main.isVisible()
    if is_kept:
        others.show_again()
    QApplication.processEvents()
    QApplication.processEvents()
    assert all(one.isVisible() for one in made), "each that was not closed is there again"
    for one in (main, *made):
        one.close()
        one.deleteLater()


class QSystemTrayIconSys(QWidget):
    """What Qt calls an icon in the tray of an older desktop, which no test has."""


def test_an_icon_in_the_tray_stays_or_nothing_would_lead_to_the_window(qtbot: QtBot) -> None:
    main, icon = QWidget(), QSystemTrayIconSys()
    for one in (main, icon):
        qtbot.addWidget(one)
    icon.show()
    others = OtherWindows(main)
    others.hide_all()
    assert icon.isVisible()
    icon.hide()
    icon.show()  # the panel was started anew
    qtbot.wait(0)
    assert on_screen(icon)
    others.show_again()


def test_a_dialog_waits_on_with_what_is_filled_in_and_menus_are_closed(qtbot: QtBot) -> None:
    main, dialog = QWidget(), None
    qtbot.addWidget(main)
    main.show()
    dialog = QDialog(main)
    field = QLineEdit(dialog)
    ended: list[int] = []
    dialog.finished.connect(ended.append)
    dialog.open()
    field.setText("half")
    menu = QMenu(main)
    menu.addAction("One")
    menu.popup(main.pos())
    others = OtherWindows(main)
    others.hide_all()
    assert not menu.isVisible()
    assert not dialog.isVisible()
    assert QApplication.activeModalWidget() is None
    bar = QMenuBar()
    qtbot.addWidget(bar)
    bar.show()
    assert bar.isVisible(), "of no window"
    gone = QWidget()
    gone.show()
    qtbot.wait(0)
    gone.deleteLater()
    qtbot.wait(0)
    others.show_again()
    assert dialog.isVisible()
    assert (field.text(), ended) == ("half", [])
    dialog.accept()
    assert ended == [1]


def test_a_dialog_that_the_desktop_shows_is_cancelled_for_nobody_here_can_hide_it(qtbot: QtBot) -> None:
    main = QWidget()
    qtbot.addWidget(main)
    main.show()
    others = OtherWindows(main)
    ended: list[int] = []

    def open_one() -> None:
        dialog = QDialog(main)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # as Qt does where the desktop shows its own
        dialog.finished.connect(ended.append)
        dialog.open()

    open_one()
    others.hide_all()
    assert ended == [QDialog.DialogCode.Rejected]
    open_one()
    qtbot.waitUntil(lambda: len(ended) == 2)
    others.show_again()
    assert not [one for one in main.findChildren(QDialog) if one.isVisible()]
