"""The composer sends when it is meant to and never otherwise, keeps every character, and grows within its bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QInputMethodEvent, QTextOption
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of
from turbodesk.ui.composer import Composer
from turbodesk.ui.composer.tool_buttons import ToolChip
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.theme.high_contrast import HIGH_CONTRAST_LIGHT


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    QVBoxLayout(window).addStretch(1)
    window.show()
    return window


@pytest.fixture
def composer(window: QWidget) -> Composer:
    composer = Composer(LIGHT)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(composer)
    QApplication.sendPostedEvents()
    return composer


def editor(composer: Composer) -> QPlainTextEdit:
    return first_of(composer, QPlainTextEdit)


def button(composer: Composer, name: str) -> QToolButton:
    return next(one for one in composer.findChildren(QToolButton) if one.accessibleName() == name)


def sent(composer: Composer) -> list[str]:
    texts: list[str] = []
    composer.send_requested.connect(texts.append)
    return texts


def paste(composer: Composer, text: str) -> None:
    source = QMimeData()
    source.setText(text)
    source.setHtml("<b>never this</b>")
    editor(composer).insertFromMimeData(source)


def compose(composer: Composer, *, preedit: str = "", commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(editor(composer), event)


def test_enter_sends_and_keeps_the_text_until_it_is_on_its_way(composer: Composer, qtbot: QtBot) -> None:
    texts = sent(composer)
    qtbot.keyClicks(editor(composer), "hello")
    qtbot.keyClick(editor(composer), Qt.Key.Key_Return)
    assert texts == ["hello"]
    assert composer.text() == "hello"
    composer.clear()
    assert composer.text() == ""
    assert not button(composer, "Send").isEnabled()


@pytest.mark.parametrize(
    ("enter_sends", "modifier", "sends"),
    [
        (True, Qt.KeyboardModifier.NoModifier, True),
        (True, Qt.KeyboardModifier.ShiftModifier, False),
        (True, Qt.KeyboardModifier.ControlModifier, True),
        (False, Qt.KeyboardModifier.NoModifier, False),
        (False, Qt.KeyboardModifier.ShiftModifier, True),
        (False, Qt.KeyboardModifier.ControlModifier, True),
    ],
)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_which_enter_sends(
    composer: Composer,
    qtbot: QtBot,
    enter_sends: bool,
    modifier: Qt.KeyboardModifier,
    sends: bool,
    key: Qt.Key,
) -> None:
    texts = sent(composer)
    composer.set_enter_sends(enter_sends)
    qtbot.keyClicks(editor(composer), "hi")
    qtbot.keyClick(editor(composer), key, modifier)
    assert texts == (["hi"] if sends else [])
    assert composer.text() == ("hi" if sends else "hi\n")


@pytest.mark.parametrize("blank", ["", "   ", "\n\n", "\t", "\u00a0"])
def test_nothing_is_sent_when_there_is_nothing(composer: Composer, qtbot: QtBot, blank: str) -> None:
    texts = sent(composer)
    composer.set_draft(blank)
    qtbot.keyClick(editor(composer), Qt.Key.Key_Return)
    composer.send()
    assert texts == []
    assert not composer.can_send()


def test_enter_that_ends_a_composition_never_sends(composer: Composer, qtbot: QtBot) -> None:
    texts = sent(composer)
    compose(composer, preedit="ni hao")
    qtbot.keyClick(editor(composer), Qt.Key.Key_Return)
    assert texts == []
    compose(composer, commit="你好")
    qtbot.keyClick(editor(composer), Qt.Key.Key_Return)  # the same Enter, handed on by the input method
    assert texts == []
    assert composer.text() == "你好"
    qtbot.waitUntil(lambda: qtbot.keyClick(editor(composer), Qt.Key.Key_Return) or bool(texts))
    assert texts == ["你好"]


def test_a_composition_given_up_leaves_enter_as_it_was(composer: Composer, qtbot: QtBot) -> None:
    texts = sent(composer)
    composer.set_draft("text")
    compose(composer, preedit="x")
    compose(composer)
    qtbot.waitUntil(lambda: qtbot.keyClick(editor(composer), Qt.Key.Key_Return) or bool(texts))
    assert texts == ["text"]


@pytest.mark.parametrize(("composed", "committed"), [("녕", "녕"), ("việt", "việt"), ("em", "em")])
def test_enter_sends_at_once_where_nothing_was_chosen(
    composer: Composer, qtbot: QtBot, composed: str, committed: str
) -> None:
    texts = sent(composer)
    compose(composer, preedit=composed)
    compose(composer)  # some take it from sight before they commit it
    compose(composer, commit=committed)
    qtbot.keyClick(editor(composer), Qt.Key.Key_Return)
    assert texts == [committed]


@pytest.mark.parametrize(
    ("composed", "committed"), [("한", "韓"), ("今日は", "今日は"), ("ㄋㄧ", "ㄋㄧ"), ("ni", "你")]
)
def test_enter_right_behind_a_choice_does_not_send(
    composer: Composer, qtbot: QtBot, composed: str, committed: str
) -> None:
    texts = sent(composer)
    compose(composer, preedit=composed)
    compose(composer, commit=committed)
    qtbot.keyClick(editor(composer), Qt.Key.Key_Return)
    assert texts == []


def test_what_is_being_composed_is_sent_with_the_rest(composer: Composer, qtbot: QtBot) -> None:
    texts = sent(composer)
    compose(composer, commit="안")
    compose(composer, preedit="녕")
    qtbot.mouseClick(button(composer, "Send"), Qt.MouseButton.LeftButton)
    composer.clear()
    assert texts == ["안녕"]
    assert composer.is_blank


def test_one_syllable_that_is_being_composed_can_be_sent(composer: Composer, qtbot: QtBot) -> None:
    texts = sent(composer)
    assert not composer.can_send()
    compose(composer, preedit="네")
    assert composer.can_send()
    qtbot.mouseClick(button(composer, "Send"), Qt.MouseButton.LeftButton)
    assert texts == ["네"]


def test_a_composition_given_up_leaves_nothing_to_send(composer: Composer) -> None:
    compose(composer, preedit="네")
    compose(composer)
    assert not composer.can_send()
    assert composer.is_blank


def test_what_is_being_composed_belongs_to_the_text_it_stands_in(composer: Composer) -> None:
    composer.set_draft("답: ")
    compose(composer, preedit="네")
    composer.suggest("another")
    assert composer.text() == "another"
    editor(composer).undo()
    assert composer.text() == "답: 네"
    compose(composer, preedit="요")
    composer.set_draft("of another chat")
    assert composer.text() == "of another chat"
    compose(composer, preedit="!")
    composer.commit()
    assert composer.text() == "of another chat!"


def test_send_is_stop_while_replying_and_beside_it_once_something_is_written(composer: Composer, qtbot: QtBot) -> None:
    texts = sent(composer)
    assert button(composer, "Send").isVisible()
    assert not button(composer, "Stop").isVisible()
    composer.set_replying(True)
    assert not button(composer, "Send").isVisible()
    qtbot.keyClick(editor(composer), Qt.Key.Key_Return)
    assert texts == []
    composer.set_draft("next")
    assert button(composer, "Send").isVisible()
    qtbot.keyClick(editor(composer), Qt.Key.Key_Return)
    assert texts == ["next"], "whoever hears it puts it in line"
    texts.clear()
    with qtbot.waitSignal(composer.stop_requested):
        qtbot.mouseClick(button(composer, "Stop"), Qt.MouseButton.LeftButton)
    composer.set_replying(False)
    qtbot.mouseClick(button(composer, "Send"), Qt.MouseButton.LeftButton)
    assert texts == ["next"]


def test_paste_is_plain_text(composer: Composer) -> None:
    paste(composer, "one\r\ntwo\u00a0three")
    assert composer.text() == "one\ntwo\u00a0three"


def test_drafts_are_told_when_the_person_writes_and_only_then(composer: Composer, qtbot: QtBot) -> None:
    drafts: list[str] = []
    composer.draft_changed.connect(drafts.append)
    composer.set_draft("from disk")
    assert drafts == []
    qtbot.keyClicks(editor(composer), "!?")
    assert drafts == ["from disk!", "from disk!?"]
    composer.clear()
    assert drafts[-1] == ""


def test_undo_brings_back_what_was_sent_but_not_another_draft(composer: Composer) -> None:
    composer.set_draft("first")
    composer.set_draft("second")
    editor(composer).undo()
    assert composer.text() == "second"
    composer.clear()
    editor(composer).undo()
    assert composer.text() == "second"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\0\r\u2028\u2029\ufdd0\ufdd1\ufffc", exclude_categories=["Cs"])))
def test_a_draft_comes_back_as_it_was_given(composer: Composer, text: str) -> None:
    composer.set_draft(text)
    assert composer.text() == text


def test_the_serif_is_for_replies_and_not_for_what_is_written(composer: Composer) -> None:
    before = editor(composer).font()
    composer.apply_theme(replace(LIGHT, faces=replace(LIGHT.faces, is_serif=True)))
    assert editor(composer).font() == before


def test_it_grows_to_a_third_of_the_window_and_no_further(composer: Composer, window: QWidget) -> None:
    line = editor(composer).height()
    composer.set_draft("a\nb\nc")
    assert editor(composer).height() > 2 * line
    assert editor(composer).verticalScrollBar().maximum() == 0
    composer.set_draft("line\n" * 200)
    assert editor(composer).height() == window.height() // 3
    window.resize(800, 900)
    assert editor(composer).height() == 300
    composer.clear()
    assert editor(composer).height() == line


def test_a_line_that_wraps_is_seen_whole(composer: Composer, qtbot: QtBot) -> None:
    line = editor(composer).height()
    composer.set_draft("many words " * 30)
    qtbot.waitUntil(lambda: editor(composer).height() > 2 * line)
    assert editor(composer).verticalScrollBar().maximum() == 0


def test_a_megabyte_without_a_blank_is_not_searched_for_words(composer: Composer) -> None:
    paste(composer, "x" * 1_000_000)
    assert editor(composer).wordWrapMode() == QTextOption.WrapMode.WrapAnywhere
    assert len(composer.text()) == 1_000_000
    composer.set_draft("a short one")
    assert editor(composer).wordWrapMode() == QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def test_a_megabyte_of_lines_is_measured_only_as_far_as_it_is_seen(composer: Composer) -> None:
    text = "\n".join(["a line of some eighty characters, as a log or a program has them by thousands."] * 12_000)
    paste(composer, text)
    assert composer.text() == text
    assert editor(composer).height() == 200


def pixel(composer: Composer, x: int, y: int) -> QColor:
    return composer.grab().toImage().pixelColor(x, y)


def test_the_edge_darkens_where_the_focus_is_and_takes_no_other_colour(
    composer: Composer, window: QWidget, qtbot: QtBot
) -> None:
    middle = composer.width() // 2
    window.activateWindow()
    editor(composer).clearFocus()
    assert pixel(composer, middle, 0) == LIGHT.color("button-border")
    composer.setFocus()
    qtbot.waitUntil(lambda: pixel(composer, middle, 0) == LIGHT.color("control-border"))
    assert editor(composer).hasFocus()
    assert pixel(composer, middle, 1) == LIGHT.color("raised")


def test_in_high_contrast_nothing_is_told_by_a_tint_alone(composer: Composer, window: QWidget, qtbot: QtBot) -> None:
    composer.apply_theme(HIGH_CONTRAST_LIGHT)
    chip = ToolChip("plus", "Think", theme=HIGH_CONTRAST_LIGHT, words="Think")
    composer.add_chip(chip)
    chip.set_state("Think", is_on=True)
    QApplication.sendPostedEvents()
    assert chip.grab().toImage().pixelColor(chip.width() // 2, 0) == HIGH_CONTRAST_LIGHT.color("accent")
    window.activateWindow()
    composer.setFocus()
    edge, middle = HIGH_CONTRAST_LIGHT.color("control-border"), composer.width() // 2
    qtbot.waitUntil(lambda: pixel(composer, middle, 1) == edge)
    editor(composer).clearFocus()
    assert pixel(composer, middle, 0) == edge
    assert pixel(composer, middle, 1) != edge


def test_a_click_on_the_edge_gives_the_text_the_focus(composer: Composer, window: QWidget, qtbot: QtBot) -> None:
    window.activateWindow()
    editor(composer).clearFocus()
    qtbot.mouseClick(composer, Qt.MouseButton.LeftButton, pos=QPoint(6, composer.height() // 2))
    qtbot.waitUntil(editor(composer).hasFocus)


def test_the_text_begins_at_the_edge_of_the_page_and_stands_above_the_tools(composer: Composer) -> None:
    composer.setFixedWidth(672)
    QApplication.sendPostedEvents()
    text = editor(composer)
    assert composer.sizeHint().height() == 94
    assert text.mapTo(composer, QPoint(0, 0)).x() + round(text.document().documentMargin()) == 16
    send = button(composer, "Send")
    assert (send.width(), send.height()) == (32, 32)
    assert composer.width() - send.geometry().right() - 1 == composer.height() - send.geometry().bottom() - 1 - 2
    assert send.y() > text.geometry().bottom()


@pytest.mark.parametrize(("enter_sends", "key"), [(True, "Enter"), (False, "Shift+Enter")])
def test_the_key_that_sends_stands_in_the_tip(composer: Composer, enter_sends: bool, key: str) -> None:
    composer.set_enter_sends(enter_sends)
    assert button(composer, "Send").toolTip() == f"Send\t{key}"


def test_tools_leave_out_their_words_where_the_row_is_short(composer: Composer) -> None:
    chip = ToolChip("plus", "Think", theme=LIGHT, words="Think at length")
    composer.add_chip(chip)
    wide = chip.sizeHint().width()
    for width in (160, 420, 160):
        composer.setFixedWidth(width)
        QApplication.sendPostedEvents()
        assert chip.sizeHint().width() == (wide if width == 420 else 32)
        assert chip.geometry().right() < button(composer, "Send").x()
        assert button(composer, "Send").geometry().right() < width


def test_everything_in_it_grows_with_the_text(composer: Composer, qtbot: QtBot) -> None:
    chip = ToolChip("plus", "Think", theme=LIGHT, words="Think")
    composer.add_chip(chip)
    parts = [chip, button(composer, "Send"), button(composer, "Attach files"), editor(composer), composer]
    QApplication.sendPostedEvents()
    usual = [part.height() for part in parts]
    composer.set_text_percent(200)
    qtbot.waitUntil(lambda: composer.height() == composer.sizeHint().height())
    assert [now.height() / before for before, now in zip(usual, parts, strict=True)] == pytest.approx([2] * 5, abs=0.2)


class Painted(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def test_a_key_and_a_blink_paint_the_text_and_nothing_beneath(
    composer: Composer, window: QWidget, qtbot: QtBot
) -> None:
    window.activateWindow()
    composer.set_draft("words")
    composer.setFocus()
    qtbot.waitUntil(editor(composer).hasFocus)
    window.repaint()
    text, beneath = Painted(editor(composer).viewport()), Painted(composer)
    qtbot.keyClicks(editor(composer), "and")
    qtbot.waitUntil(lambda: text.count > 0)
    assert beneath.count == 0


def test_it_takes_another_theme_and_size(composer: Composer) -> None:
    before = editor(composer).height()
    composer.apply_theme(DARK)
    composer.set_text_percent(200)
    assert editor(composer).height() > 1.5 * before
