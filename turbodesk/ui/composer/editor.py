"""The text field of the composer: it grows with its text, takes plain text only and knows when Enter means "send"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QWidget

from turbodesk.ui.widgets.lifetime import single_shot
from turbodesk.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from turbodesk.chat.prompt import Blank
    from turbodesk.ui.composer.blank_tour import BlankTour

_UNBROKEN = re.compile(r"\S{5000}")
"""A run without a blank this long is broken anywhere: looking for word ends in 1 MB of base64 took Qt 23 s (measured),
breaking anywhere 0.2 s."""

EDGE = 2
"""Pixels around the text within the field: half the caret stands left of where letters go in."""

_BREAKS = "\u2029\u2028\ufdd0\ufdd1"
"""What QTextDocument makes of a line break."""

_CHOSEN = r"[\u3040-\u312f\u31a0-\u31bf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
"""Kana, bopomofo and ideographs: what a window of candidates is for. Hangul and Latin letters are none of them.
Compiled when somebody composes: it takes 2 ms."""


class Editor(TextField):
    """Emits `entered` when the person asks to send; what is sent, and whether it is, others decide."""

    writes_prose = True
    entered = Signal()
    edit_last_requested = Signal()
    """Up was pressed where nothing is written."""
    offered = Signal(object)
    """A `ClipboardContent`: files, a picture or a long text were pasted."""
    replaced = Signal()
    """Another text stands here, which the person did not write into this one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(EDGE)
        self._enter_sends = True
        self._long_text = 0
        self._holds_enter = False
        self._seen = ""
        self._take_key: Callable[[int], bool] | None = None
        self._tour: BlankTour | None = None
        self._text: str | None = ""
        """The text, where it has been asked for since it changed: 2.5 MB take 30 ms, and a send asks ten times."""
        # Not `contentsChanged`, which others hear of first.
        self.document().contentsChange.connect(self._forget_text)
        self._wrap(anywhere=False)

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Enter sends and Shift+Enter breaks the line, or the other way round."""
        self._enter_sends = enter_sends

    def set_long_text(self, letters: int) -> None:
        """Offer what is pasted as a file where it has more letters than this; 0: never."""
        self._long_text = letters

    def text(self) -> str:
        """Return the text as typed. Not `toPlainText`, which turns no-break spaces into plain ones."""
        if self._text is None:
            text = self.document().toRawText()
            for line_break in _BREAKS:  # not `translate`, which takes 30 ms for 1 MB, at every key
                text = text.replace(line_break, "\n")
            self._text = text
        return self._text

    def is_blank(self) -> bool:
        """Return whether there is nothing but white space."""
        text = self.text()
        return not text or text.isspace()

    def _forget_text(self) -> None:
        self._text = None

    def replace_all(self, text: str) -> None:
        """Show `text` with the cursor at its end, and forget what could be undone: it was another text's."""
        self.commit()  # it was for the text that goes
        self._holds_enter = False
        self.clear()  # first, so that no way of wrapping meets a text it is not for
        self._wrap(anywhere=_UNBROKEN.search(text) is not None)
        self._tour = None
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.replaced.emit()

    def remove_all(self) -> None:
        """Empty it; undo brings the text back."""
        self.replace_undoably("")

    def replace_undoably(self, text: str) -> None:
        """Write `text` instead of what stands here; undo brings that back."""
        self._tour = None
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def insert_prompt(self, text: str, blanks: Sequence[Blank], *, replaces_all: bool) -> None:
        """Write `text` where the caret is, or in the place of everything, as one step that is undone.

        The first of its `blanks` is selected; Tab goes on to the others.
        """
        from turbodesk.ui.composer.blank_tour import BlankTour

        if _UNBROKEN.search(text) is not None:
            self._wrap(anywhere=True)
        cursor = self.textCursor()
        if replaces_all:
            cursor.select(QTextCursor.SelectionType.Document)
        start = cursor.selectionStart()
        cursor.beginEditBlock()
        cursor.insertText(text)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self._tour = BlankTour(self, text, blanks, start) if blanks else None
        self.ensureCursorVisible()

    def set_key_taker(self, take_key: Callable[[int], bool] | None) -> None:
        """Ask `take_key` first whether it takes a key without modifiers; what opened over the field does."""
        self._take_key = take_key

    @property
    def gives_keys_away(self) -> bool:
        """Whether something that opened over the field has the keys first."""
        return self._take_key is not None

    def focusNextPrevChild(self, next: bool) -> bool:
        if self._take_key is not None and self._take_key(Qt.Key.Key_Tab if next else Qt.Key.Key_Backtab):
            return True
        if self._tour is not None:
            if self._tour.step(is_forward=next):
                return True
            self._tour = None
        return super().focusNextPrevChild(next)

    def content_height(self, limit: int) -> int:
        """Return the height of the text in pixels, no more than is needed to know that it exceeds `limit`."""
        height = 0.0
        block = self.document().firstBlock()
        while block.isValid() and height <= limit:
            height += self.block_height(block)
            block = block.next()
        # One pixel more: in a view of exactly its height the last line counts as hidden, and the first scrolls away.
        return 2 * EDGE + math.ceil(max(height, self.line_height())) + 1

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            # The placeholder is drawn in the viewport's font, which does not follow by itself under a style sheet.
            self.viewport().setFont(self.font())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._takes_key(event):
            event.accept()
            return
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        event.accept()
        if self._holds_enter:
            return  # it ends a composition and says nothing to us
        if not self._sends(event.modifiers()):
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        elif not event.isAutoRepeat():  # a key held down sends once
            self.entered.emit()

    def _takes_key(self, event: QKeyEvent) -> bool:
        """Do what two keys say here and in no other field, and what some say to what opened over it."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_plain = not modifiers and not self.is_composing and not self._holds_enter
        if self._take_key is not None and is_plain and self._take_key(event.key()):
            return True
        if event.key() == Qt.Key.Key_Up and not modifiers and not self.text() and not self.is_composing:
            if not event.isAutoRepeat():
                self.edit_last_requested.emit()
            return True
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_V and modifiers == both:
            self._insert(QGuiApplication.clipboard().text())  # as text, however long
            return True
        return False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.preeditString():
            self._holds_enter, self._seen = True, event.preeditString()
        elif self._holds_enter and event.commitString() == self._seen and not re.search(_CHOSEN, self._seen):
            # Korean, Vietnamese: nothing was chosen, so an Enter right behind it is the person's, and sends.
            self._holds_enter = False
        elif self._holds_enter:
            # Some input methods hand on the Enter that chose a candidate, right behind what it committed.
            single_shot(self, 0, self._release_enter)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        from turbodesk.ui.attachments.clipboard_content import offers_something

        return offers_something(source) or source.hasHtml() or super().canInsertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from turbodesk.ui.attachments.clipboard_content import offers_something

        if offers_something(event.mimeData()):
            event.ignore()  # the whole window takes files
        else:
            super().dragEnterEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        from turbodesk.ui.attachments.clipboard_content import (
            ClipboardContent,
            clipboard_content,
            offers_something,
            words,
        )

        if offers_something(source):
            self.offered.emit(clipboard_content(source))
            return
        text = words(source)
        if self._long_text and len(text) > self._long_text:
            self.offered.emit(ClipboardContent(text=text))
        else:
            self._insert(text)

    def _insert(self, text: str) -> None:
        if _UNBROKEN.search(text) is not None:
            self._wrap(anywhere=True)
        self.insertPlainText(text)
        self.ensureCursorVisible()

    def _sends(self, modifiers: Qt.KeyboardModifier) -> bool:
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            return True  # whatever the setting says
        return bool(modifiers & Qt.KeyboardModifier.ShiftModifier) != self._enter_sends

    def _release_enter(self) -> None:
        self._holds_enter = self.is_composing

    def _wrap(self, *, anywhere: bool) -> None:
        mode = QTextOption.WrapMode.WrapAnywhere if anywhere else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        if mode != self.wordWrapMode():
            self.setWordWrapMode(mode)
