"""Stands where a reply would be when there is none: what went wrong, what to do, a button that does it, the details."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.errors import FailureNote, Remedy
from turbodesk.chat.reply_status import REMEDIES, PartLabel
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.fold import Fold
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel, button_text


def details(note: FailureNote) -> str:
    """Return what support would ask for, one fact a line; "" when nothing more is known."""
    known = {
        "Kind": note.kind,
        "Status": "" if note.status is None else str(note.status),
        "Type": note.error_type or "",
        "Request": note.request_id or "",
        "Answer": note.detail,
    }
    return "\n".join(f"{name}: {value}" for name, value in known.items() if value)


class FailureCard(QFrame):
    """One failure, told to a person."""

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
        self.setProperty("kind", "failure")
        self.note = note
        choose = partial(actions.remedy_requested.emit, message_id)
        self._sentence = _line(note.sentence, self)
        self._advice = _line(note.advice, self)
        self._advice.setVisible(bool(note.advice))
        self._fold = Fold(PartLabel("Details", details(note)), theme=theme, percent=percent, parent=self)
        self._fold.button.toggled.connect(self._show_copy)
        self._fold.height_changed.connect(self.height_changed)
        self.remedy_button = QPushButton(REMEDIES.get(note.remedy, ""), self)
        self.remedy_button.setVisible(note.remedy is not Remedy.NONE)
        self.remedy_button.clicked.connect(lambda: choose(note.remedy))
        self.check_button = QPushButton(REMEDIES[Remedy.CHECK_CONNECTION], self)
        self.check_button.setVisible(note.is_about_connection)
        self.check_button.clicked.connect(lambda: choose(Remedy.CHECK_CONNECTION))
        self.copy_button = QPushButton("Copy details", self)
        self.copy_button.setProperty("kind", "quiet")
        self.copy_button.clicked.connect(self._copy)
        self.copy_button.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.other_buttons = {remedy: QPushButton(REMEDIES[remedy], self) for remedy in others}
        for remedy, button in self.other_buttons.items():
            button.clicked.connect(partial(choose, remedy))
            row.addWidget(button)
        row.insertWidget(1 if Remedy.USE_SUCCESSOR in self.other_buttons else 0, self.remedy_button)
        row.addWidget(self.check_button)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        for widget in (self._sentence, self._advice):
            column.addWidget(widget)
        column.addLayout(row)
        column.addWidget(self._fold)
        self.setAccessibleName(note.sentence)
        self.restyle(theme, percent)

    def set_offered(self, remedies: Container[Remedy], *, successor: str = "") -> None:
        """Show the buttons of these other remedies and hide the rest; the failure's own stays.

        `successor` is what the model is called that `Remedy.USE_SUCCESSOR` leads to.
        """
        for remedy, button in self.other_buttons.items():
            button.setVisible(remedy in remedies)
        if successor and Remedy.USE_SUCCESSOR in self.other_buttons:
            self.other_buttons[Remedy.USE_SUCCESSOR].setText(button_text(f"Use {successor}"))

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        bold = theme.body_font(percent)
        bold.setWeight(bold.Weight.DemiBold)
        self._sentence.setFont(bold)
        self._advice.setFont(theme.body_font(percent))
        self._fold.restyle(theme, percent)

    def _show_copy(self, is_open: bool) -> None:
        self.copy_button.setVisible(is_open)
        self.height_changed.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.note.sentence}\n{details(self.note)}")


def _line(text: str, parent: QWidget) -> PlainLabel:
    made = PlainLabel(text, parent)
    made.setWordWrap(True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
