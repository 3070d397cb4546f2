"""A table of a reply is given whole to who saves it, wherever it is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from turbodesk.rendering import to_html
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.body import Body
from turbodesk.ui.theme import LIGHT


def test_a_long_table_is_saved_whole_from_any_of_its_parts(qtbot: QtBot) -> None:
    body = Body(typography(LIGHT, 100))
    qtbot.addWidget(body)
    body.heightForWidth(600)
    body.page.update_page([to_html("| a |\n|---|\n" + "".join(f"| {at} |\n" for at in range(600)))], "")
    parts = len(body.page.pieces)
    assert parts == 15
    for at in range(parts):
        markdown = body.table_at(body.page.rect(at).center().toPoint())
        assert markdown.startswith("| a |\n")
        assert len(markdown.split("\n")) == 602
    assert body.table_at(QPoint(-50, -50)) == ""
    heard: list[str] = []
    assert body.table_saver(QPoint(10, 10)) is None, "nobody saves it"
    body.saves_table = heard.append
    save = body.table_saver(body.page.rect(0).center().toPoint())
    assert save is not None
    save()
    assert len(heard) == 1
