"""A row of words beneath a message: seen where the person points or the keyboard is, and its place always kept."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from turbodesk.translation import _
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.quantities import number
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.menu import Menu, mark_danger
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.word_button import PADDING, WordButton

_FOCUS = (QEvent.Type.FocusIn, QEvent.Type.FocusOut)


class _Names(NamedTuple):
    """What buttons are called, by what they stand beneath."""

    star: str
    unstar: str
    previous: str
    next: str
    place: str
    """Which of several it is, with places for both."""


OF_MESSAGE = _Names(
    star=_("Star message"),
    unstar=_("Remove star from message"),
    previous=_("Previous version"),
    next=_("Next version"),
    place=_("Version {place} of {count}"),
)
OF_REPLY = _Names(
    star=_("Star reply"),
    unstar=_("Remove star from reply"),
    previous=_("Previous reply"),
    next=_("Next reply"),
    place=_("Reply {place} of {count}"),
)


class WordRow(QWidget):
    """What is in it stands in a row; `height_px` at 100 %, `outset` outside the column's edges."""

    height_px = 28
    names = OF_MESSAGE

    def __init__(
        self, message_id: str, *, actions: MessageActions, theme: Theme, percent: int, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.message_id, self.message_actions = message_id, actions
        self.theme, self.percent = theme, percent
        self._is_pointed = self._is_always = False
        self._words: list[WordButton] = []
        self._star: WordButton | None = None
        self.is_unsent = False
        """Whether the message is left out of requests."""
        self.can_delete = True
        """Whether the message can be deleted now: not while something of the chat is being written."""
        self.is_starred = False
        """Whether the person wants to come back to the message."""
        self._asides: list[QWidget] = []
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(2)
        self.versions = Versions(self)

    @property
    def outset(self) -> int:
        """Pixels that the ground of a word hangs outside the edge, at which the word itself begins."""
        return round(PADDING * self.percent / 100)

    def add_word(self, text: str, name: str, *, icon: str = "") -> WordButton:
        """Make a button that is seen with the row."""
        made = WordButton(text, name, icon=icon, theme=self.theme, percent=self.percent, parent=self)
        self.take_word(made)
        return made

    def take_word(self, word: WordButton) -> None:
        """Have a button, a child of this, seen with the row."""
        word.set_revealed(is_revealed=self.is_revealed)
        word.installEventFilter(self)
        self._words.append(word)
        self.line.addWidget(word)

    def add_aside(self, text: str, *, at: int) -> PlainLabel:
        """Make a muted label that is seen with the row, and keeps its place too, at a place of the line."""
        made = PlainLabel(text, self)
        made.setProperty("kind", "muted")
        made.setFont(self.theme.font(TextRole.LABEL, self.percent))
        policy = made.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        policy.setHorizontalPolicy(QSizePolicy.Policy.Fixed)
        made.setSizePolicy(policy)
        made.setVisible(self.is_revealed)
        self._asides.append(made)
        self.line.insertWidget(at, made)
        return made

    def add_star(self) -> WordButton:
        """Make the button that stars the message."""
        made = self.add_word("", self.names.star, icon="star")
        made.clicked.connect(self.ask_for_star)
        self._star = made
        return made

    def ask_to_save(self) -> None:
        """Have the message saved as a file."""
        self.message_actions.save_requested.emit(self.message_id)

    def ask_for_star(self) -> None:
        """Have the message starred, or no longer."""
        self.message_actions.star_requested.emit(self.message_id)

    def ask_to_leave_out(self) -> None:
        """Have the message left out of requests, or sent again."""
        self.message_actions.leave_out_requested.emit(self.message_id)

    @property
    def leave_out_words(self) -> str:
        """What a menu calls that."""
        return _("Send again") if self.is_unsent else _("Leave out")

    def add_deletion(self, menu: Menu) -> None:
        """Put the entry at the end of a menu that deletes the message for good; greyed, it says why."""
        menu.addSeparator()
        entry = menu.addAction(_("Delete for good") if self.can_delete else _("Delete for good (once all is written)"))
        entry.setIcon(self.theme.icon("trash", "danger" if self.can_delete else "text-muted"))
        entry.setEnabled(self.can_delete)
        entry.triggered.connect(lambda: self.message_actions.delete_requested.emit(self.message_id))
        mark_danger(entry)

    @property
    def star_words(self) -> str:
        """What a menu calls that."""
        return _("Remove star") if self.is_starred else _("Star")

    def set_starred(self, *, is_starred: bool) -> None:
        """Whether the person wants to come back to the message: then its star is seen all the time."""
        if is_starred != self.is_starred and self._star is not None:
            self.is_starred = is_starred
            name = self.names.unstar if is_starred else self.names.star
            self._star.set_sign("star-full" if is_starred else "star", name, is_lit=is_starred)

    @property
    def is_revealed(self) -> bool:
        """Whether its words can be seen."""
        return self._is_always or self._is_pointed or any(word.hasFocus() for word in self._words)

    def set_pointed(self, *, is_pointed: bool) -> None:
        """Whether the person points at the message, or the keyboard is in its text."""
        self._is_pointed = is_pointed
        self._reveal()

    def set_always(self, *, is_always: bool) -> None:
        """Whether the words stand there all the time."""
        self._is_always = is_always
        self._reveal()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self.theme, self.percent = theme, percent
        for word in self._words:
            word.restyle(theme, percent)
        for label in self._asides:
            label.setFont(theme.font(TextRole.LABEL, percent))
        self.versions.restyle()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(self.line.sizeHint().height(), self._height))

    @property
    def _height(self) -> int:
        return round(self.height_px * self.percent / 100)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOCUS:
            self._reveal()
        return super().eventFilter(watched, event)

    def _reveal(self) -> None:
        is_revealed = self.is_revealed
        for word in self._words:
            word.set_revealed(is_revealed=is_revealed)
        for label in self._asides:
            label.setVisible(is_revealed)


class Versions(QObject):
    """Which of several versions this is, with the way to the others; made when there are several, and always seen."""

    def __init__(self, row: WordRow) -> None:
        super().__init__(row)
        self._row = row
        self.is_at_end = False
        """Whether it stands at the right end of the row."""
        self.previous_button: WordButton | None = None
        self.next_button: WordButton | None = None
        self.place_label: PlainLabel | None = None

    def show_place(self, position: int, count: int) -> None:
        """Say that this is version `position` (from 0) of `count`; nothing for a single one."""
        if count > 1 and self.place_label is None:
            self._make()
        if self.place_label is None or self.previous_button is None or self.next_button is None:
            return
        for widget in (self.previous_button, self.place_label, self.next_button):
            widget.setVisible(count > 1)
        place = {"place": number(position + 1), "count": number(count)}
        # Translators: which of several this is.
        self.place_label.setText(_("{place} of {count}").format(**place))
        self.place_label.setAccessibleName(self._row.names.place.format(**place))
        self.previous_button.setEnabled(position > 0)
        self.next_button.setEnabled(position + 1 < count)

    def restyle(self) -> None:
        """Take the row's theme and text size."""
        for button in (self.previous_button, self.next_button):
            if button is not None:
                button.restyle(self._row.theme, self._row.percent)
        if self.place_label is not None:
            self.place_label.setFont(self._row.theme.font(TextRole.LABEL, self._row.percent))

    def _make(self) -> None:
        row = self._row
        self.previous_button = self._arrow("chevron-left", row.names.previous, -1)
        self.next_button = self._arrow("chevron-right", row.names.next, 1)
        self.place_label = PlainLabel(parent=row)
        self.place_label.setProperty("kind", "muted")
        self.place_label.setFont(row.theme.font(TextRole.LABEL, row.percent))
        at = row.line.count() if self.is_at_end else 0
        for offset, widget in enumerate((self.previous_button, self.place_label, self.next_button)):
            row.line.insertWidget(at + offset, widget)
        if not self.is_at_end:
            row.line.insertSpacing(at + 3, PADDING)
        first = row.findChildren(WordButton)[0]
        if not self.is_at_end and first is not self.previous_button:  # Tab goes from left to right
            QWidget.setTabOrder(self.previous_button, self.next_button)
            QWidget.setTabOrder(self.next_button, first)

    def _arrow(self, icon: str, name: str, step: int) -> WordButton:
        row = self._row
        made = WordButton("", name, icon=icon, theme=row.theme, percent=row.percent, parent=row)
        made.clicked.connect(lambda: row.message_actions.sibling_requested.emit(row.message_id, step))
        return made
