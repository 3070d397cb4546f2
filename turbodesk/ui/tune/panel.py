"""The panel at the right of the window where one conversation's parameters are set.

Why nothing is hidden that a model does not take: it is grey and says why. A gateway refuses a whole request for one
parameter too many, and nobody should have to learn that from an error, nor wonder where a control went.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from turbodesk.chat.model import Model, unknown_model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.tune.advanced import AdvancedSection
from turbodesk.ui.tune.attachments import AttachmentsSection
from turbodesk.ui.tune.length import LengthSection
from turbodesk.ui.tune.prompt import PromptField
from turbodesk.ui.tune.sampling import SamplingSection
from turbodesk.ui.tune.saving import SavingFoot
from turbodesk.ui.tune.section import TuneSection
from turbodesk.ui.tune.thinking import ThinkingSection
from turbodesk.ui.tune.tools import ToolChoice, ToolsSection
from turbodesk.ui.widgets.disclosure import Disclosure
from turbodesk.ui.widgets.forms import FormPage, HeadingLabel, caption, column, note, rule, scrolling
from turbodesk.ui.widgets.plain import set_tip

WIDTH = 336
"""Device-independent pixels, with a system font of usual size; a larger one makes the panel as wide as it needs."""

UNCHECKED_SEARCH = "Not known to work here. Check the connection in Settings first."
"""Why web search is grey at a gateway that has never been looked at."""


class TunePanel(QWidget):
    """Shows and edits `Parameters` under the rules of a `Model`.

    Call `flush` before the conversation is changed: text typed a moment ago may still be waiting.
    """

    parameters_changed = Signal(object)
    """A `Parameters`, after the person changed something."""
    preset_saved = Signal(str)
    """The model and parameters in front shall be kept under this name; `flush` has been called."""
    ask_each_time_requested = Signal()
    """No tool shall run without asking any more."""
    closed = Signal()

    def __init__(self, theme: Theme, tools: Sequence[ToolChoice] = ()) -> None:
        """`tools` are those of this computer that are offered."""
        super().__init__()
        self.setProperty("kind", "side-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Tune")
        self._model = unknown_model("")
        self._parameters = Parameters()
        self._before_reset: Parameters | None = None
        self._title = HeadingLabel("Tune")
        self._prompt = PromptField()
        self._tools = ToolsSection(tools)
        self._advanced = AdvancedSection()
        self._sections: tuple[TuneSection, ...] = (
            ThinkingSection(),
            SamplingSection(),
            LengthSection(),
            AttachmentsSection(),
            self._tools,
            self._advanced,
        )
        self._fold = Disclosure("Advanced", self._advanced, theme=theme)
        self._foot = SavingFoot()
        self._close = QToolButton()
        self._close.setAccessibleName("Close Tune")
        set_tip(self._close, "Close")
        self._tools.set_web_search(UNCHECKED_SEARCH)
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        self._title.wear(theme.font(TextRole.UI_STRONG))
        self._close.setIcon(theme.icon("close"))
        self._fold.apply_theme(theme)

    def set_model(self, model: Model) -> None:
        """Offer what `model` takes, and say why the rest is grey."""
        self._model = model
        self._show()

    def set_parameters(self, parameters: Parameters) -> None:
        """Show a conversation's parameters; emits nothing."""
        self._before_reset = None
        self._parameters = parameters
        self._show()

    def set_web_search(self, reason: str) -> None:
        """Offer the gateway's web search, or grey it with this reason."""
        if self._tools.set_web_search(reason):
            self._show()

    def set_allowed(self, names: Sequence[str]) -> None:
        """Say which tools run without asking in this conversation."""
        self._tools.set_allowed(names)

    def set_presets(self, names: frozenset[str]) -> None:
        """Know the names of the presets there are."""
        self._foot.set_presets(names)

    def flush(self) -> None:
        """Emit a change that waits for its moment, now."""
        self._prompt.flush()
        for section in self._sections:
            section.flush()

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
        if event.key() == Qt.Key.Key_Escape and self._foot.is_asking():
            self._foot.cancel()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(Space.L, Space.M, Space.S, Space.S)
        top.addWidget(self._title, 1)
        top.addWidget(self._close)
        page = self._page = FormPage()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(Space.L, Space.XS, Space.L, Space.L)
        inner.setSpacing(Space.L)
        label = caption("System prompt", kind="label", buddy=self._prompt)
        inner.addLayout(column(label, self._prompt, note("Told to the model before everything else.")))
        for section in self._sections:
            inner.addWidget(rule())
            inner.addWidget(self._fold if section is self._advanced else section)
        inner.addWidget(rule())
        inner.addWidget(self._foot)
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
        for section in self._sections:
            section.changed.connect(self._change_many)
        self._tools.ask_each_time.connect(self.ask_each_time_requested)
        self._foot.reset.connect(self._reset_or_undo)
        self._foot.saved.connect(self._save)

    def _save(self, name: str) -> None:
        self.flush()
        self.preset_saved.emit(name)

    def _change_many(self, changes: Mapping[str, object]) -> None:
        self._change(**changes)

    def _change(self, **changes: object) -> None:
        changed = replace(self._parameters, **changes)  # type: ignore[arg-type]  # fields of `Parameters`, by the sections
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
        for section in self._sections:
            section.show_parameters(shown, self._model)
        self._foot.show_reset(can_reset=shown != Parameters(), can_undo=self._before_reset is not None)
