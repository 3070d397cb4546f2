"""The panel at the right of the window where one conversation's parameters are set.

Why only what the model takes: a gateway refuses a whole request for one parameter too many, and nobody should have to
learn that from an error.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from turbodesk.chat.model import Model, unknown_model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.form import Heading, Page, caption, column, explained, note, scrolling
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.tune.length import LengthEditor
from turbodesk.ui.tune.prompt import PromptField
from turbodesk.ui.tune.sampling import SamplingEditor

WIDTH = 320
"""Device-independent pixels, with a system font of usual size; a larger one makes the panel as wide as it needs."""


class TunePanel(QWidget):
    """Shows and edits `Parameters` under the rules of a `Model`.

    Call `flush` before the conversation is changed: text typed a moment ago may still be waiting.
    """

    parameters_changed = Signal(object)
    """A `Parameters`, after the person changed something."""
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "side-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Tune")
        self._model = unknown_model("")
        self._parameters = Parameters()
        self._before_reset: Parameters | None = None
        self._title = Heading("Tune")
        self._prompt = PromptField()
        self._sampling = SamplingEditor()
        self._length = LengthEditor()
        self._stream = QCheckBox("Stream replies")
        self._reset = QPushButton("Reset")
        self._close = QToolButton()
        self._close.setAccessibleName("Close Tune")
        self._close.setToolTip("Close")
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        self._title.wear(theme.title_font())
        self._close.setIcon(theme.icon("close"))

    def set_model(self, model: Model) -> None:
        """Offer what `model` takes, and say why the rest is grey."""
        self._model = model
        self._show()

    def set_parameters(self, parameters: Parameters) -> None:
        """Show a conversation's parameters; emits nothing."""
        self._before_reset = None
        self._parameters = parameters
        self._show()

    def flush(self) -> None:
        """Emit a change that is still waiting for a pause in typing, now."""
        self._prompt.flush()

    def focus_prompt(self) -> None:
        """Put the cursor into the system prompt."""
        self._prompt.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.isVisible():
            self._fit_width()

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(Space.L, Space.M, Space.S, Space.S)
        top.addWidget(self._title, 1)
        top.addWidget(self._close)
        page = self._page = Page()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(Space.L, Space.XS, Space.L, Space.L)
        inner.setSpacing(Space.XL)
        label = caption("System prompt", kind="label", buddy=self._prompt)
        inner.addLayout(column(label, self._prompt, note("Told to the model before everything else.")))
        inner.addWidget(self._sampling)
        inner.addWidget(self._length)
        inner.addLayout(explained(self._stream, "Words appear while they are written, not all at the end."))
        inner.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scrolling(page, scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)  # the style sheet's line at the left
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)

    def _fit_width(self) -> None:
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(max(WIDTH, self._page.minimumSizeHint().width() + bar + 1))

    def _connect(self) -> None:
        self._close.clicked.connect(self.closed)
        self._prompt.settled.connect(lambda: self._change(system=self._prompt.toPlainText()))
        self._sampling.changed.connect(
            lambda: self._change(temperature=self._sampling.temperature, top_p=self._sampling.top_p)
        )
        self._length.changed.connect(lambda: self._change(max_tokens=self._length.max_tokens))
        self._stream.clicked.connect(lambda on: self._change(stream=on))
        self._reset.clicked.connect(self._reset_or_undo)

    def _change(self, **changes: object) -> None:
        changed = replace(self._parameters, **changes)  # type: ignore[arg-type]  # the four callers above
        if changed != self._parameters:
            self._before_reset = None
            self._take(changed)

    def _reset_or_undo(self) -> None:
        self.flush()
        if self._before_reset is None:
            self._before_reset = self._parameters
            self._take(Parameters())
        else:
            back, self._before_reset = self._before_reset, None
            self._take(back)

    def _take(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._show()
        self.parameters_changed.emit(parameters)

    def _show(self) -> None:
        shown = self._parameters
        if not self._prompt.is_waiting():
            self._prompt.show_text(shown.system)
        self._sampling.set_values(temperature=shown.temperature, top_p=shown.top_p)
        self._sampling.set_model(self._model)
        self._length.show_limit(shown.max_tokens, model=self._model, stream=shown.stream)
        self._stream.setChecked(shown.stream)
        # A reset throws away a prompt that may have taken an hour: it can be taken back.
        self._reset.setText("Reset" if self._before_reset is None else "Undo reset")
        self._reset.setEnabled(shown != Parameters() or self._before_reset is not None)
