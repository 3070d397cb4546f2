"""Tables of many columns: no word is broken in a column of the usual width, streamed or whole."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from turbodesk.rendering import to_html
from turbodesk.ui.theme.themes import LIGHT
from turbodesk.ui.transcript.document import MessageDocument
from turbodesk.ui.transcript.typography import typography

HEAD = "Model|Provider|Released|Context window|Input price|Output price|Vision|Tools|Streaming|Latency|Throughput|Notes"
ROW = "Sonnet 4.6|TheTurbo|12 May 2026|200,000 tokens|$3 per M|$15 per M|yes|yes|yes|310|78 tok/s|In all regions"
TABLE = "\n".join([HEAD, "---|" * 12, *[ROW] * 30])


def new_page() -> MessageDocument:
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(744)
    return page


def cells(page: MessageDocument) -> list[list[str]]:
    """The lines of each cell."""
    found, block = [], page.begin()
    while block.isValid():
        layout, text = block.layout(), block.text()
        lines = [layout.lineAt(at) for at in range(layout.lineCount())]
        found.append([text[line.textStart() : line.textStart() + line.textLength()] for line in lines])
        block = block.next()
    return found


def test_no_word_is_broken(qapp: QApplication) -> None:
    page = new_page()
    page.append_finished(to_html(TABLE))
    for lines in cells(page):
        assert all(line.endswith(" ") for line in lines[:-1]), lines


def test_streamed_it_stands_as_it_does_whole(qapp: QApplication) -> None:
    whole, grown = new_page(), new_page()
    whole.append_finished(to_html(TABLE))
    for end in range(len(HEAD) + 40, len(TABLE) + 97, 97):
        grown.set_tail(to_html(TABLE[:end]))
    assert cells(grown) == cells(whole)
    assert grown.height() == whole.height()
