"""Mistakes are marked over the text of a field, and mended from its menu; what the field draws and undoes stays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.spelling_marks import SpellingMarks
from turbodesk.ui.widgets.spelling_menu import go_to, open_menu
from turbodesk.ui.widgets.text_field import TextField

WRONG = {"wrold", "teh", "שלוום"}


class KnownWords:
    """A speller that has to be asked for a word once."""

    def __init__(self) -> None:
        self.is_wanted = True
        self.asked: list[set[str]] = []
        self.known: set[str] = set()
        self.own: set[str] = set()
        self.ignored: set[str] = set()
        self.marks: SpellingMarks | None = None

    def is_on(self, field: TextField) -> bool:
        return self.is_wanted

    def is_wrong(self, word: str) -> bool | None:
        return (word in WRONG - self.own - self.ignored) if word in self.known else None

    def is_own(self, word: str) -> bool:
        return word in self.own

    def ask(self, words: set[str]) -> None:
        self.asked.append(set(words))
        self.known |= words
        self._tell()

    def suggest(self, word: str, beside: list[str], then: Callable[[tuple[str, ...]], None]) -> None:
        then({"wrold": ("world", "R&D")}.get(word, ()))

    def add(self, word: str) -> None:
        self.own.add(word)
        self._tell()

    def remove(self, word: str) -> None:
        self.own.discard(word)
        self._tell()

    def ignore(self, word: str) -> None:
        self.ignored.add(word)
        self._tell()

    def _tell(self) -> None:
        assert self.marks is not None
        self.marks.refresh()


class Written:
    """A field with a speller, and what is seen of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.field = TextField()
        qtbot.addWidget(self.field)
        self.field.resize(400, 200)
        self.field.set_type(QFont("TurboDesk Mono", 12), 24)
        self.speller = KnownWords()
        self.speller.marks = self.marks = SpellingMarks(self.field, self.speller, open_menu)
        self.field.show()
        self.field.setFocus()
        qtbot.waitUntil(self.field.hasFocus)

    def has_marks(self) -> bool:
        """Whether something is painted in the colour of mistakes."""
        danger = current_theme().color("danger").rgb()
        image = self.field.viewport().grab().toImage()
        ground = self.field.palette().base().color()
        # The pen is thinner than a pixel is opaque: red without as much green says it.
        return danger != ground.rgb() and any(
            (color := image.pixelColor(x, y)).red() - color.green() > 60
            for x in range(image.width())
            for y in range(image.height())
        )

    def marked(self) -> list[str]:
        found = []
        block = self.field.document().firstBlock()
        while block.isValid():
            found += [place.text for place in self.marks._wrong(block)]  # noqa: SLF001
            block = block.next()
        return found

    def rests(self) -> None:
        """Wait until new words were asked for and the caret's word counts as finished."""
        self.field.viewport().grab()
        self.marks._rested()  # noqa: SLF001 - the timer's slot: no test waits for one
        self.marks._rested()  # noqa: SLF001
        self.field.viewport().grab()

    def menu(self) -> Menu:
        menus = [one for one in QApplication.topLevelWidgets() if isinstance(one, Menu) and one.isVisible()]
        assert len(menus) == 1
        return menus[0]

    def words(self) -> list[str]:
        return [one.text() for one in self.menu().actions() if not one.isSeparator()]

    def ask_by_key(self) -> None:
        at = self.field.cursorRect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, self.field.mapToGlobal(at))
        QApplication.sendEvent(self.field, event)

    def ask_by_mouse(self, position: int) -> bool:
        cursor = QTextCursor(self.field.document())
        cursor.setPosition(position)
        at = self.field.cursorRect(cursor).center() + QPoint(2, 0)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, self.field.viewport().mapToGlobal(at))
        QApplication.sendEvent(self.field.viewport(), event)
        return any(isinstance(one, Menu) and one.isVisible() for one in QApplication.topLevelWidgets())

    def press(self, words: str) -> None:
        menu = self.menu()
        next(one for one in menu.actions() if one.text() == words).trigger()
        menu.close()


@pytest.fixture
def written(qtbot: QtBot) -> Iterator[Written]:
    made = Written(qtbot)
    yield made
    for menu in [one for one in QApplication.topLevelWidgets() if isinstance(one, Menu)]:
        menu.close()


def test_only_new_words_are_asked_and_only_after_a_rest(written: Written) -> None:
    QTest.keyClicks(written.field, "Hello teh ")
    written.field.viewport().grab()
    assert written.speller.asked == []
    written.rests()
    assert written.speller.asked == [{"Hello", "teh"}]
    QTest.keyClicks(written.field, "Hello wrold ")
    written.rests()
    assert written.speller.asked[1:] == [{"wrold"}]
    assert written.marked() == ["teh", "wrold"]
    assert written.has_marks()


def test_a_key_costs_no_more_than_the_words_of_its_paragraph(written: Written) -> None:
    written.field.setPlainText("\n".join(f"one two three wrold {letter}{letter}" for letter in "bcdefgh"))
    written.rests()
    looked_up: list[str] = []
    is_wrong = written.speller.is_wrong
    written.speller.is_wrong = lambda word: looked_up.append(word) or is_wrong(word)  # type: ignore[method-assign, func-returns-value]
    written.field.viewport().grab()
    assert looked_up == []
    QTest.keyClicks(written.field, "x")
    written.field.viewport().grab()
    assert looked_up == ["two", "three", "wrold", "bb"]


def test_a_word_that_is_being_written_is_left_alone_until_the_caret_leaves_it_or_rests(written: Written) -> None:
    written.speller.known |= WRONG
    QTest.keyClicks(written.field, "teh")
    assert written.marked() == []
    QTest.keyClick(written.field, Qt.Key.Key_Home)
    assert written.marked() == ["teh"]
    QTest.keyClick(written.field, Qt.Key.Key_End)
    assert written.marked() == ["teh"]
    QTest.keyClicks(written.field, " wrold")
    written.rests()
    assert written.marked() == ["teh", "wrold"]


def test_nothing_is_asked_or_marked_where_it_is_off_read_only_or_code(written: Written) -> None:
    written.speller.known |= WRONG
    written.field.setPlainText("teh\n```\nteh\n```\n`teh` wrold")
    written.rests()
    assert written.marked() == ["teh", "wrold"]
    written.speller.is_wanted = False
    assert not written.has_marks()
    assert written.marks.all_words() == set()
    written.speller.is_wanted = True
    written.field.setReadOnly(True)
    assert not written.has_marks()


def test_a_fence_that_is_written_later_makes_code_of_what_is_below(written: Written) -> None:
    written.speller.known |= WRONG
    written.field.setPlainText("\nteh")
    written.rests()
    assert written.marked() == ["teh"]
    cursor = QTextCursor(written.field.document())
    cursor.insertText("```")
    assert written.marked() == []
    cursor.insertText(" a ```")
    assert written.marked() == ["teh"]


def test_marking_changes_nothing_of_the_document(written: Written) -> None:
    written.speller.known |= WRONG
    QTest.keyClicks(written.field, "teh ")
    document = written.field.document()
    revision, steps = document.revision(), document.availableUndoSteps()
    written.rests()
    assert written.has_marks()
    assert (document.revision(), document.availableUndoSteps()) == (revision, steps)
    assert document.firstBlock().layout().formats() == []


def test_what_is_composed_is_not_marked_and_keeps_its_own_line(written: Written) -> None:
    written.speller.known |= WRONG
    written.field.setPlainText("teh ")
    written.field.moveCursor(QTextCursor.MoveOperation.Start)
    written.rests()
    attribute = QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.Cursor, 3, 1, None)
    QApplication.sendEvent(written.field, QInputMethodEvent("안녕하", [attribute]))
    assert written.marked() == []  # the word at the composition
    written.field.setPlainText("x teh")
    QApplication.sendEvent(written.field, QInputMethodEvent("안", []))
    assert written.field.document().firstBlock().layout().preeditAreaText() == "안"
    assert written.marked() == ["teh"]
    assert written.has_marks()
    QApplication.sendEvent(written.field, QInputMethodEvent())


def test_the_menu_key_offers_suggestions_and_one_undo_takes_one_back(written: Written) -> None:
    written.speller.known |= WRONG
    QTest.keyClicks(written.field, "a wrold here")
    written.field.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(4):
        written.field.moveCursor(QTextCursor.MoveOperation.Right)
    written.ask_by_key()
    assert written.words()[:4] == ["world", "R&&D", "Add to dictionary", "Ignore"]
    assert any(one.startswith("&Undo") for one in written.words())
    active = written.menu().activeAction()
    assert active is not None
    assert active.text() == "world"
    written.press("world")
    assert written.field.toPlainText() == "a world here"
    assert written.field.hasFocus()
    written.field.undo()
    assert written.field.toPlainText() == "a wrold here"


@pytest.mark.skipif(sys.platform != "linux", reason="the system asks for the menu by these keys itself")
def test_shift_f10_opens_the_menu_too(written: Written) -> None:
    written.speller.known |= WRONG
    written.field.setPlainText("wrold")
    QTest.keyClick(written.field, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert written.words()[0] == "world"


def test_the_mouse_finds_the_word_under_it_and_no_other(written: Written) -> None:
    written.speller.known |= WRONG | {"right"}
    written.field.setPlainText("😀 right teh\nright")
    assert written.ask_by_mouse(10)
    assert written.words()[:3] == ["No suggestions", "Add to dictionary", "Ignore"]
    written.press("Ignore")
    assert written.speller.ignored == {"teh"}
    assert written.marked() == []


def test_a_word_is_added_and_taken_back(written: Written) -> None:
    written.speller.known |= WRONG
    written.field.setPlainText("teh")
    written.rests()
    written.ask_by_key()
    written.press("Add to dictionary")
    assert written.marked() == []
    QApplication.sendPostedEvents()
    written.ask_by_key()
    assert written.words()[0] == "Remove from dictionary"
    written.press("Remove from dictionary")
    assert written.marked() == ["teh"]


def test_a_word_that_was_written_over_is_not_replaced(written: Written) -> None:
    written.speller.known |= WRONG
    written.field.setPlainText("wrold")
    written.ask_by_key()
    written.field.setPlainText("other")
    written.press("world")
    assert written.field.toPlainText() == "other"


def test_the_next_mistake_is_selected_with_its_menu_and_the_last_leads_to_the_first(written: Written) -> None:
    written.speller.known |= WRONG
    written.field.setPlainText("teh right wrold")
    for expected in ("teh", "wrold", "teh"):
        place = written.marks.next_mistake()
        assert place is not None
        go_to(written.field, written.marks, place)
        assert written.field.textCursor().selectedText() == expected
        written.menu().close()
        QApplication.sendPostedEvents()


def test_words_of_both_directions_and_on_two_lines_have_their_place(written: Written) -> None:
    written.speller.known |= WRONG
    written.field.setPlainText("wrold שלוום wrold")
    for place in (written.marks.word_at(2), written.marks.word_at(8), written.marks.word_at(14)):
        assert place is not None
        middle = QTextCursor(written.field.document())
        middle.setPosition((place.start + place.end) // 2)
        rect: QRect = written.field.cursorRect(middle)
        assert written.marks.is_at(place, rect.center())
    first, second = written.marks.word_at(2), written.marks.word_at(8)
    assert first is not None
    assert second is not None
    middle.setPosition((second.start + second.end) // 2)
    assert not written.marks.is_at(first, written.field.cursorRect(middle).center())


def test_a_long_text_is_not_looked_at(written: Written) -> None:
    written.field.setPlainText("teh " * 20_000)
    written.rests()
    assert written.speller.asked == []
    assert not written.has_marks()
