"""Stands where a reply would be when there is none: what went wrong, what to do, a button that does it, the details."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.errors import FailureNote, Remedy
from turbodesk.chat.reply_status import REMEDIES
from turbodesk.translation import _, pgettext, unmarked
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.plain import PlainLabel, button_text
from turbodesk.ui.widgets.word_button import PADDING as WORD_PADDING
from turbodesk.ui.widgets.word_button import WordButton


def details(note: FailureNote) -> str:
    """Return what support would ask for, one fact a line; "" when nothing more is known."""
    known = {
        _("Kind"): note.kind,
        _("Status"): "" if note.status is None else str(note.status),
        _("Type"): note.error_type or "",
        _("Request"): note.request_id or "",
        pgettext("what a server answered", "Answer"): note.detail,
    }
    return "\n".join(_("{name}: {value}").format(name=name, value=value) for name, value in known.items() if value)


_PADDING, _EDGE = 14, 1
"""Pixels, of which the edge that the sheet draws takes some."""
_ACTS = frozenset(
    {
        Remedy.OPEN_GATEWAY_SETTINGS,
        Remedy.CHOOSE_MODEL,
        Remedy.USE_SUCCESSOR,
        Remedy.CHOOSE_GATEWAY,
        Remedy.EDIT,
        Remedy.OPEN_USAGE,
        Remedy.NEW_CHAT,
        Remedy.LEAVE_OUT,
        Remedy.RAISE_LIMIT,
    }
)
"""Remedies that a person has to see to. What may pass by itself, such as a broken connection, is told calmly."""


_PLAYED = _("The demo plays this: no gateway was asked, and no key was sent.")
_OF_LAST = frozenset({Remedy.TRY_AGAIN, Remedy.CONTINUE, Remedy.EDIT})
"""What is done about the last reply of a chat, wherever it is pressed."""
_AT_ONCE = frozenset({Remedy.USE_SUCCESSOR, Remedy.CONTINUE})
"""Remedies besides the failure's own that stand before it."""


class FailureCard(QFrame):
    """One failure, told to a person. Its words stand at the edge, its ground `outset` outside."""

    outset = 16

    height_changed = Signal()

    def __init__(
        self,
        note: FailureNote,
        *,
        message_id: str,
        actions: MessageActions,
        others: Sequence[Remedy] = (),
        theme: Theme,
        percent: int,
        parent: QWidget | None = None,
    ) -> None:
        """`others` are remedies offered besides the failure's own."""
        super().__init__(parent)
        self.setProperty("kind", "failure" if note.remedy in _ACTS else "calm")
        self.note = note
        choose = partial(actions.remedy_requested.emit, message_id)
        self._sentence, self._advice = _line(note.sentence, self), _line(note.advice, self)
        self._advice.setVisible(bool(note.advice))
        self._played = _line(_PLAYED, self)
        self._played.setProperty("kind", "muted")
        self._played.setVisible(note.is_of_demo)
        # In the order they are read, which is that of Tab.
        first = {remedy: self._other(remedy, choose) for remedy in others if remedy in _AT_ONCE}
        kind = "" if Remedy.CONTINUE in others else "primary"
        self.remedy_button = self._button(REMEDIES.get(note.remedy, ""), lambda: choose(note.remedy), kind=kind)
        self.remedy_button.setVisible(note.remedy is not Remedy.NONE)
        self.other_buttons = first | {one: self._other(one, choose) for one in others if one not in _AT_ONCE}
        self.check_button = self._button(REMEDIES[Remedy.CHECK_CONNECTION], lambda: choose(Remedy.CHECK_CONNECTION))
        # Of the demo there is no connection, and that to the person's own gateway has nothing to do with this.
        self.check_button.setVisible(note.is_about_connection and not note.is_of_demo)
        self.copy_button = self._button(_("Copy details"), self._copy, kind="quiet")
        self.copy_button.hide()
        self.details_button = WordButton(
            _("Details"), _("Details"), trailing="chevron-right", theme=theme, percent=percent, parent=self
        )
        self.details_button.setCheckable(True)
        self.details_button.toggled.connect(self._show_details)
        self._details = _line(details(note), self)
        self._details.setProperty("kind", "muted")
        self._details.hide()
        self._lay_out()
        self.setAccessibleName(note.sentence)
        self.restyle(theme, percent)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        across, down = self.outset - _EDGE, _PADDING - _EDGE
        column.setContentsMargins(margins(across, down, across - WORD_PADDING, down))
        for label in (self._sentence, self._advice, self._played, self._details):
            label.setContentsMargins(margins(0, 0, WORD_PADDING, 0))
        column.setSpacing(2)
        first = [button for remedy, button in self.other_buttons.items() if remedy in _AT_ONCE]
        then = [button for remedy, button in self.other_buttons.items() if remedy not in _AT_ONCE]
        buttons = (*first, self.remedy_button, *then, self.check_button, self.copy_button, self.details_button)
        column.addWidget(self._sentence)
        column.addWidget(self._advice)
        column.addWidget(self._played)
        column.addSpacing(12)
        self._buttons = ButtonRow(*buttons, at_end=1)
        column.addWidget(self._buttons)
        column.addWidget(self._details)

    def _other(self, remedy: Remedy, choose: Callable[[Remedy], object]) -> QPushButton:
        # Going on with what has come stands out; said before it is shown, or it comes too late.
        kind = "primary" if remedy is Remedy.CONTINUE else ""
        return self._button(REMEDIES[remedy], partial(choose, remedy), kind=kind)

    def _button(self, words: str, act: Callable[[], object], *, kind: str = "") -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("kind", kind)
        button.clicked.connect(lambda: act())
        return button

    def set_offered(self, remedies: Container[Remedy], *, successor: str = "") -> None:
        """Show the buttons of these other remedies and hide the rest; the failure's own stays where it means this one.

        `successor` is what the model is called that `Remedy.USE_SUCCESSOR` leads to.
        """
        own, before = self.note.remedy, self.heightForWidth(self.width())
        self.remedy_button.setVisible(own is not Remedy.NONE and (own not in _OF_LAST or own in remedies))
        for remedy, button in self.other_buttons.items():
            button.setVisible(remedy in remedies)
        if successor and Remedy.USE_SUCCESSOR in self.other_buttons:
            self.other_buttons[Remedy.USE_SUCCESSOR].setText(button_text(_("Use {model}").format(model=successor)))
        self._buttons.updateGeometry()  # at once: whoever asks for the height does not wait for events
        if self.heightForWidth(self.width()) != before:
            self.height_changed.emit()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        for label, role in ((self._sentence, TextRole.H3), (self._advice, TextRole.UI)):
            label.setFont(theme.font(role, percent))
            label.setMinimumHeight(round(theme.line_height(role, percent)))
        self._played.setFont(theme.font(TextRole.LABEL, percent))
        self._details.setFont(theme.font(TextRole.LABEL, percent))
        self.details_button.restyle(theme, percent)
        for button in (self.remedy_button, self.check_button, self.copy_button, *self.other_buttons.values()):
            button.setFont(theme.font(TextRole.UI_STRONG, percent))
        self._buttons.updateGeometry()

    def _show_details(self, is_open: bool) -> None:
        self.details_button.set_trailing("chevron-down" if is_open else "chevron-right")
        self.details_button.setAccessibleDescription(_("Unfolded") if is_open else _("Folded"))
        self._details.setVisible(is_open)
        self.copy_button.setVisible(is_open)
        self._buttons.updateGeometry()
        if (layout := self.layout()) is not None:
            layout.invalidate()
        self.height_changed.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(unmarked(f"{self.note.sentence}\n{details(self.note)}"))


def _line(text: str, parent: QWidget) -> PlainLabel:
    made = PlainLabel(text, parent)
    made.setWordWrap(True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
