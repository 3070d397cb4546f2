"""The sheet in which a computer begins to sync: where, whether that works, with which code, and what comes together."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from turbodesk.translation import _
from turbodesk.ui.settings.computer_steps import JoinPreviewPage, NewCodePage, ProgressPage, TypedCodePage, WayPage
from turbodesk.ui.settings.computer_storage import StoragePlacePage
from turbodesk.ui.settings.computer_trial import TrialPage
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.sheet import Sheet

_SIZE = QSize(640, 610)
_LOW, _LOWER, _LOWEST = 500, 420, 300
"""Pixels of height where a step has less to show."""


class SyncSetupSheet(Sheet):
    """Shows one step at a time. Esc closes it and ends what is under way; nothing begins before the last step."""

    went_on = Signal()
    """What the step asks for is there: the next one is wanted."""
    went_back = Signal()
    cancelled = Signal()
    """What is under way shall end."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, theme=theme, name=_("Other computers"), size=_SIZE)
        self.place_page, self.trial = StoragePlacePage(), TrialPage()
        self.way, self.new_code, self.typed_code = WayPage(), NewCodePage(), TypedCodePage()
        self.preview, self.progress = JoinPreviewPage(), ProgressPage()
        self._steps = QStackedWidget()
        self._is_busy = False
        self._cancel, self._back, self._next = QPushButton(), QPushButton(_("Back")), QPushButton()
        self._next.setProperty("kind", "primary")
        self._lay_out()
        self._connect()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for page in self._pages:
            page.apply_theme(theme)

    # What is shown

    @property
    def step(self) -> QWidget | None:
        """The step that is shown, one of the pages."""
        return self._steps.currentWidget()

    def show_step(self, step: QWidget, title: str, go_on: str = "", *, can_go_back: bool = True) -> None:
        """Show a step; `go_on` is what its button says, "" where the step has buttons of its own."""
        self._is_busy = False
        self._show(step, title, go_on, can_go_back=can_go_back)

    def show_busy(self, words: str, more: str = "") -> None:
        """Say what is being done, with a way to end it."""
        self._is_busy = True
        self.progress.show_progress(words, more)
        self._show(self.progress, self.title.text(), "", can_go_back=False)

    def show_under_way(self, title: str, words: str, more: str = "", share: float | None = None) -> None:
        """Say how far has come what goes on without this sheet too."""
        self.progress.show_progress(words, more, share)
        if self.step is not self.progress or self._is_busy or self._next.isHidden():
            self._is_busy = False
            self._show(self.progress, title, _("Close"), can_go_back=False)

    def show_done(self, title: str, words: str, more: str = "") -> None:
        """Say what came of it."""
        self._is_busy = False
        self.progress.show_done(words, more)
        self._show(self.progress, title, _("Done"), can_go_back=False)

    def set_next(self, *, is_enabled: bool, words: str = "") -> None:
        """Let the button that goes on be pressed or not, and say something else, if `words` are given."""
        self._next.setEnabled(is_enabled)
        if words:
            self._next.setText(words)
        if is_enabled and self.step is self.trial:
            self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that ends with this sheet."""
        return self._is_busy

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to be given here."""
        return self.step is self.progress and not self._is_busy

    def wished_size(self) -> QSize:
        """As high as the step that is shown has something to say."""
        step, height = self.step, _SIZE.height()
        if step in (self.progress, self.preview):
            height = _LOWEST
        elif step is self.new_code:
            height = _LOW
        elif step is not self.place_page:
            height = _LOWER
        return QSize(_SIZE.width(), height) * current_theme().faces.scale

    def dismiss(self) -> None:
        if not self.isHidden():
            if self._is_busy or self.step is self.trial:
                self.cancelled.emit()
            self.forget()
        super().dismiss()

    def forget(self) -> None:
        """Keep nothing that was typed or shown."""
        self._is_busy = False
        for page in (self.place_page, self.new_code, self.typed_code):
            page.forget()

    def focus_first(self) -> None:
        step = self.step
        if isinstance(step, StoragePlacePage | WayPage | NewCodePage | TypedCodePage):
            step.focus_first()
        elif self._next.isHidden() or not self._next.isEnabled():
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_over:  # else a press beside the sheet may be an accident; Esc and the cross are none
            super().mousePressEvent(event)

    def _show(self, step: QWidget, title: str, go_on: str, *, can_go_back: bool) -> None:
        self.title.setText(title)
        self._steps.setCurrentWidget(step)
        is_over = self.is_over
        self._next.setVisible(bool(go_on))
        self._next.setText(go_on)
        self._back.setVisible(can_go_back)
        self._cancel.setVisible(not is_over)
        self._judge()
        if not self.isHidden():
            self.place()
            self.focus_first()

    def _judge(self) -> None:
        """Let the button that goes on be pressed where the step has what it asks for."""
        step = self.step
        if step is self.new_code:
            self._next.setEnabled(self.new_code.is_noted)
        elif step is self.typed_code:
            self._next.setEnabled(self.typed_code.is_whole)
        else:
            self._next.setEnabled(step is not self.trial)

    def _lay_out(self) -> None:
        self._pages = (
            self.place_page, self.trial, self.way, self.new_code, self.typed_code, self.preview, self.progress,
        )  # fmt: skip
        for page in self._pages:
            page.setProperty("kind", "clear")
            self._steps.addWidget(page)
        self.title.setWordWrap(True)
        self._cancel.setText(_("Cancel"))
        self.frame(self._steps, ButtonRow(self._cancel, self._back, self._next, at_end=3))

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.dismiss)
        self._back.clicked.connect(self.went_back)
        self._next.clicked.connect(self._go_on)
        for page in (self.new_code, self.typed_code):
            page.changed.connect(self._judge)
            page.submitted.connect(self._go_on)
        self.place_page.submitted.connect(self._go_on)

    def _go_on(self) -> None:
        if self._next.isHidden() or not self._next.isEnabled():
            return
        if self.is_over:
            self.dismiss()
        else:
            self.went_on.emit()
