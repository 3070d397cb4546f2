"""Shows how a request of the person went: under way with a way to cancel, done, or failed with what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.errors import FailureNote
from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.disclosure import Disclosure
from turbodesk.ui.widgets.forms import caption, column, note


class Outcome(QWidget):
    """Hidden until it has something to say."""

    cancelled = Signal()
    went_on = Signal()
    """The button that goes on in spite of a failure was pressed."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._working = caption("", kind="muted")
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.setProperty("kind", "quiet")
        self._cancel.clicked.connect(self.cancelled)
        self._progress = QWidget()
        self._progress.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # no stop of Tab's
        self._success = note(kind="success")
        self._sentence, self._advice, self._details = note(kind="danger"), note(kind=""), note()
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._disclosure = Disclosure(_("Details"), self._details, theme=theme)
        self._way_on = QPushButton()
        self._way_on.clicked.connect(self.went_on)
        self._failure = QFrame()
        self._failure.setProperty("kind", "failure")
        self._lay_out()
        self.clear()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self._disclosure.apply_theme(theme)

    def clear(self) -> None:
        """Say nothing."""
        self._show_only(None)

    def show_working(self, words: str) -> None:
        """Say that something is under way, with a button that cancels it."""
        self._working.setText(words)
        self._show_only(self._progress)
        announce(self, words)

    def hold_focus(self) -> None:
        """Keep the focus while something is under way; Tab leads to the button that cancels it.

        Not on that button: the Enter that began it is still on its way, and would press it.
        """
        self._progress.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def has_focus(self) -> bool:
        """Whether the focus is in it."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def show_success(self, words: str) -> None:
        """Say that it went well."""
        self._success.setText(words)
        self._show_only(self._success)
        announce(self, words)

    def show_failure(self, failure: FailureNote, *, advice: str | None = None, way_on: str = "") -> None:
        """Say what went wrong; `advice` replaces the failure's own where that would mislead.

        `way_on` is the name of a button that goes on in spite of it, "" where there is no such way.
        """
        advice = failure.advice if advice is None else advice
        self._sentence.setText(failure.sentence)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        details = details_of(failure)
        self._details.setText(details)
        self._disclosure.setVisible(bool(details))
        self._disclosure.set_open(False)
        self._way_on.setText(way_on)
        self._way_on.setVisible(bool(way_on))
        self._show_only(self._failure)
        announce(self, sentences(failure.sentence, advice))

    def is_working(self) -> bool:
        """Return whether something is shown as under way."""
        return not self.isHidden() and not self._progress.isHidden()

    def _lay_out(self) -> None:
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(_("Progress"))
        row = QHBoxLayout()
        row.addWidget(self._working, 1)
        row.addWidget(self._cancel)
        under_way = QVBoxLayout(self._progress)
        under_way.setContentsMargins(0, 0, 0, 0)
        under_way.setSpacing(Space.S)
        under_way.addLayout(row)
        under_way.addWidget(bar)
        card = QVBoxLayout(self._failure)
        card.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        card.addLayout(column(self._sentence, self._advice, self._disclosure, spacing=Space.XS))
        beside = QHBoxLayout()
        beside.addWidget(self._way_on)
        beside.addStretch(1)
        card.addLayout(beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._progress, self._success, self._failure):
            layout.addWidget(part)

    def _show_only(self, shown: QWidget | None) -> None:
        for part in (self._progress, self._success, self._failure):
            part.setVisible(part is shown)
        self.setVisible(shown is not None)


def details_of(failure: FailureNote) -> str:
    """Return the technical side of a failure, a line for each thing known, "" when nothing is."""
    lines = [
        _("Status {status}").format(status=failure.status) if failure.status is not None else "",
        _("Type {error_type}").format(error_type=failure.error_type) if failure.error_type else "",
        _("Request {request_id}").format(request_id=failure.request_id) if failure.request_id else "",
        failure.detail,
    ]
    return "\n".join(line for line in lines if line)
