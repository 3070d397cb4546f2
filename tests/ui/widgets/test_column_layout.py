"""What is stacked in the column stands between its edges, is as high as its text needs there, and always has room."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.theme.column import Column
from turbodesk.ui.widgets.column_layout import ColumnLayout
from turbodesk.ui.widgets.plain import PlainLabel

WORDS = "Lines of some ninety letters are the easiest to read, whoever reads them. " * 6


def stacked(qtbot: QtBot) -> tuple[QWidget, ColumnLayout, PlainLabel]:
    """Return a widget of 1500 pixels with wrapped words in its column."""
    widget, label = QWidget(), PlainLabel(WORDS)
    label.setWordWrap(True)
    layout = ColumnLayout(widget, above=5, below=7)
    layout.addWidget(label)
    widget.resize(1500, 300)
    qtbot.addWidget(widget)
    widget.show()
    return widget, layout, label


def test_another_column_moves_what_stands_in_it(qtbot: QtBot) -> None:
    _, layout, label = stacked(qtbot)
    assert (label.x(), label.width()) == (430, 640)
    for column in (Column(760), Column(0), Column(760, 1.5)):
        layout.set_column(column)
        QApplication.sendPostedEvents()
        assert (label.x(), label.width()) == column.within(1500)


def test_it_is_as_high_as_the_words_need_in_the_column(qtbot: QtBot) -> None:
    widget, layout, label = stacked(qtbot)
    for column in (Column(400), Column(0)):
        layout.set_column(column)
        _, width = column.within(1500)
        assert widget.heightForWidth(1500) == label.heightForWidth(width) + 12
        assert layout.minimumHeightForWidth(1500) == layout.heightForWidth(1500)


def test_what_is_in_it_never_gets_narrower_than_it_can_be(qtbot: QtBot) -> None:
    widget, _, label = stacked(qtbot)
    label.setMinimumWidth(300)
    QApplication.sendPostedEvents()
    assert widget.minimumSizeHint().width() == 364
    assert widget.sizeHint().width() == max(300, label.sizeHint().width()) + 64
    widget.resize(364, 300)
    QApplication.sendPostedEvents()
    assert (label.x(), label.width()) == (32, 300)
