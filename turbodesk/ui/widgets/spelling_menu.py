"""The menu of a word that is spelled wrong: what may be meant, the person's own words, and what the field offers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QMenu

from turbodesk.translation import _
from turbodesk.ui.quantities import quoted
from turbodesk.ui.widgets.lifetime import owned
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import button_text
from turbodesk.ui.widgets.spelling_marks import SpellingMarks, WordPlace
from turbodesk.ui.widgets.text_field import TextField


def open_menu(field: TextField, marks: SpellingMarks, event: QContextMenuEvent) -> bool:
    """Open the menu of the word that a field's menu was asked for at, soon; returns whether that is one for it."""
    by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
    cursor = field.textCursor() if by_key else field.cursorForPosition(event.pos())
    place = marks.word_at(cursor.position())
    if place is None or not (by_key or marks.is_at(place, event.pos())):
        return False
    at = _place(field, place) if by_key else QRect(event.globalPos(), QSize(0, 0))
    if marks.speller.is_own(place.text):
        _show_own(field, marks, place, at)
    elif marks.speller.is_wrong(place.text):
        open_suggestions(field, marks, place, at, by_key=by_key)
    else:
        return False
    event.accept()
    return True


def go_to(field: TextField, marks: SpellingMarks, place: WordPlace) -> None:
    """Select a word that is wrong, and open its menu."""
    cursor = field.textCursor()
    cursor.setPosition(place.start)
    cursor.setPosition(place.end, QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)
    field.ensureCursorVisible()
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    open_suggestions(field, marks, place, _place(field, place), by_key=True)


def open_suggestions(field: TextField, marks: SpellingMarks, place: WordPlace, at: QRect, *, by_key: bool) -> None:
    """Open the menu of a wrong word beside a part of the screen, once suggestions are there."""
    show = owned(field, partial(_show, field, marks, place, at, by_key))
    marks.speller.suggest(place.text, marks.words_beside(place), show)


def _show(
    field: TextField, marks: SpellingMarks, place: WordPlace, at: QRect, by_key: bool, suggestions: tuple[str, ...]
) -> None:
    if not field.isVisible() or marks.word_at(place.start) != place:
        return  # it was closed, or written over
    menu = _new_menu(field, place)
    for suggestion in suggestions:
        action = menu.addAction(button_text(suggestion))
        action.triggered.connect(partial(_replace, field, marks, place, suggestion))
    if not suggestions:
        menu.addAction(_("No suggestions")).setEnabled(False)
    menu.addSeparator()
    word = place.text
    menu.addAction(_("Add to dictionary")).triggered.connect(lambda: marks.speller.add(word))
    menu.addAction(_("Ignore")).triggered.connect(lambda: marks.speller.ignore(word))
    _finish(menu, field)
    if by_key:
        menu.setActiveAction(next(one for one in menu.actions() if one.isEnabled()))
    menu.popup_beside(at)


def _show_own(field: TextField, marks: SpellingMarks, place: WordPlace, at: QRect) -> None:
    menu = _new_menu(field, place)
    menu.addAction(_("Remove from dictionary")).triggered.connect(lambda: marks.speller.remove(place.text))
    _finish(menu, field)
    menu.popup_beside(at)


def _new_menu(field: TextField, place: WordPlace) -> Menu:
    menu = Menu(field)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(_("Spelling of {word}").format(word=quoted(place.text)))
    return menu


def _finish(menu: Menu, field: TextField) -> None:
    """Add what every field offers."""
    standard: QMenu = field.createStandardContextMenu()
    standard.setParent(menu, standard.windowFlags())  # which its actions end with
    menu.addSeparator()
    menu.addActions(standard.actions())


def _replace(field: TextField, marks: SpellingMarks, place: WordPlace, text: str) -> None:
    marks.replace(place, text)
    field.setFocus(Qt.FocusReason.PopupFocusReason)


def _place(field: TextField, place: WordPlace) -> QRect:
    """Return where the beginning of a word is on the screen."""
    cursor = QTextCursor(field.document())
    cursor.setPosition(place.start)
    caret = field.cursorRect(cursor)
    return QRect(field.viewport().mapToGlobal(caret.topLeft()), caret.size())
