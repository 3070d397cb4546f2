"""The steps of setting up syncing behind its storage: a new code, the one there is, and what comes together."""

from __future__ import annotations

import random
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.settings.recovery_code import GROUPS, CodeField, CodeView, NotedProof
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import caption, column, note

_PARTS = 1000
_KEEP = _(
    "With this code your other computers join, and it alone opens what lies in the storage. Keep it where you keep "
    "passwords, or on paper. Whoever loses it and all computers has lost the chats: nobody else can read them, and "
    "neither can we."
)
_PROVE = _("Save it as a file, print it, or type two of its groups from where you have noted it.")
_TYPE = _("Type it as it stands there, in seven groups of four. Small letters and missing dashes are fine.")
_WHICH = _("Computers with the same code have the same chats. A code is made once, at the first of them.")
_FIRST = _("TurboDesk makes a code, and this computer begins.")
_NEXT = _("It is in the settings of a computer that syncs already, under Other computers.")


class StepPage(FormScrollArea):
    """A step made of parts beneath one another."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__(side=Space.XL)
        rows = column(*parts, spacing=Space.M)
        rows.setContentsMargins(0, Space.L, 0, Space.L)
        self.column.insertLayout(0, rows)


class WayPage(FormScrollArea):
    """Asks whether this is the first computer."""

    new_wanted = Signal()
    code_known = Signal()

    def __init__(self) -> None:
        super().__init__(side=Space.XL)
        about = column(note(_WHICH, kind=""))
        about.setContentsMargins(0, Space.L, 0, Space.S)
        self._new, known = QPushButton(_("Make a code")), QPushButton(_("Type the code…"))
        self._new.clicked.connect(self.new_wanted)
        known.clicked.connect(self.code_known)
        self.column.insertLayout(0, about)
        self.column.insertWidget(1, FormRow(_("This is the first computer"), _FIRST, self._new))
        self.column.insertWidget(2, FormRow(_("Another computer has a code"), _NEXT, known))

    def focus_first(self) -> None:
        """Give the focus to the first way."""
        self._new.setFocus(Qt.FocusReason.OtherFocusReason)


class NewCodePage(StepPage):
    """Shows a new code until it is noted: proved by two of its groups, or because it was saved or printed."""

    changed = Signal()
    """It is noted, or it is no longer certain to be."""
    submitted = Signal()
    """Return was pressed where two groups are typed."""
    print_requested = Signal()
    save_requested = Signal()

    def __init__(self) -> None:
        self._view, self._proof = CodeView(), NotedProof()
        copy, save, print_ = QPushButton(_("Copy")), QPushButton(_("Save as a file…")), QPushButton(_("Print…"))
        copy.setAccessibleName(_("Copy the code"))
        save.setAccessibleName(_("Save the code as a file…"))
        print_.setAccessibleName(_("Print the code…"))
        self._first = save
        self._outcome = note()
        self._wrong = note(_("That is not what stands above. Look again."), kind="danger")
        self._problem = note(kind="danger")
        buttons = ButtonRow(save, print_, copy)
        said = self._outcome, note(_PROVE), self._proof, self._wrong, self._problem
        super().__init__(note(_KEEP, kind=""), self._view, buttons, *said)
        self._is_kept = False
        copy.clicked.connect(self._copy)
        save.clicked.connect(self.save_requested)
        print_.clicked.connect(self.print_requested)
        self._proof.changed.connect(self._judge)
        self._proof.submitted.connect(self.submitted)
        self.forget()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._view.apply_theme(theme)

    @property
    def code(self) -> str:
        """What is shown; "" for nothing."""
        return self._view.code

    @property
    def is_noted(self) -> bool:
        """Whether the code is somewhere else too."""
        return self._is_kept or self._proof.is_given

    def show_code(self, code: str) -> None:
        """Show a code, and ask for two of its groups."""
        self.forget()
        self._view.show_code(code)
        self._proof.ask(code, sorted(random.sample(range(GROUPS), 2)))  # no secret: which are asked for is seen

    def mark_kept(self) -> None:
        """Know that it was saved or printed, which counts as noted."""
        self._is_kept = True
        self.changed.emit()

    def tell(self, words: str) -> None:
        """Say what came of what was pressed, "" for nothing."""
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))
        announce(self, words)

    def forget(self) -> None:
        """Keep nothing of it."""
        self._is_kept = False
        self._view.show_code("")
        self._proof.forget()
        self._wrong.hide()
        self.show_failure("")
        self.tell("")

    def show_failure(self, sentence: str) -> None:
        """Say why nothing began with it; "" for nothing."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        announce(self, sentence)

    def focus_first(self) -> None:
        """Give the focus to the first thing to do with it."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._view.code)
        self.tell(_("The code is on the clipboard. Clear that once it is where it belongs."))

    def _judge(self) -> None:
        self._wrong.setVisible(self._proof.is_wrong)
        self.changed.emit()


class TypedCodePage(StepPage):
    """Takes the code that another computer has."""

    changed = Signal()
    submitted = Signal()

    def __init__(self) -> None:
        self._field = CodeField()
        self._field.setAccessibleName(_("Recovery code"))
        self._problem = note(kind="danger")
        super().__init__(
            note(_TYPE, kind=""), caption(_("Recovery code"), buddy=self._field), self._field, self._problem
        )
        self._field.textChanged.connect(self._edited)
        self._field.submitted.connect(self.submitted)
        self._problem.hide()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._field.apply_theme(theme)

    @property
    def code(self) -> str:
        """What stands in the field."""
        return self._field.text()

    @property
    def is_whole(self) -> bool:
        """Whether it has as many letters as a code."""
        return self._field.is_whole

    def forget(self) -> None:
        """Keep nothing of it."""
        self._field.clear()

    def show_failure(self, sentence: str, group: int | None = None) -> None:
        """Say what is wrong with it, and have the group that is wrong, counted from 1, typed anew."""
        if group is not None:
            self._field.select_group(group - 1)
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        announce(self, sentence)

    def focus_first(self) -> None:
        """Give the focus to the field."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self) -> None:
        self.show_failure("")
        self.changed.emit()


class JoinPreviewPage(StepPage):
    """Says what comes together before it does."""

    def __init__(self) -> None:
        self._headline, self._lines = note(kind="label"), note(kind="")
        super().__init__(self._headline, self._lines)

    def show_preview(self, headline: str, lines: Sequence[str]) -> None:
        """Say what was found, and what will come of it."""
        self._headline.setText(headline)
        self._lines.setText("\n".join(lines))
        announce(self, headline)


class ProgressPage(StepPage):
    """Says what is being done, how far it has come, and in the end what came of it."""

    def __init__(self) -> None:
        self._doing, self._more = note(kind="label"), note(kind="")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        super().__init__(self._doing, self._bar, self._more)

    def show_progress(self, words: str, more: str = "", share: float | None = None) -> None:
        """Say what goes on; `share` is how much of it is done, None where nobody knows."""
        is_new = words != self._doing.text()
        self._doing.setText(words)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._bar.setRange(0, 0 if share is None else _PARTS)
        self._bar.setValue(round(_PARTS * (share or 0)))
        self._bar.show()
        if is_new:
            announce(self, words)

    def show_done(self, words: str, more: str = "") -> None:
        """Say what came of it."""
        self.show_progress(words, more)
        self._bar.hide()
