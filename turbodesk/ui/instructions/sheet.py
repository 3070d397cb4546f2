"""A sheet over the window where one chat's instructions and limits are set.

Why nothing is hidden that a model does not take: it is grey and says why. A gateway refuses a whole request for one
parameter too many, and nobody should have to learn that from an error, nor wonder where a control went.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from turbodesk.chat.model import Model, unknown_model
from turbodesk.chat.parameters import Parameters
from turbodesk.translation import _
from turbodesk.ui.instructions.advanced import AdvancedSection
from turbodesk.ui.instructions.attachments import AttachmentsSection
from turbodesk.ui.instructions.budget import BudgetSection
from turbodesk.ui.instructions.length import LengthSection
from turbodesk.ui.instructions.sampling import SamplingSection
from turbodesk.ui.instructions.saving import SavingFoot
from turbodesk.ui.instructions.section import ParameterSection
from turbodesk.ui.instructions.tools import ToolChoice, ToolsSection
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.disclosure import Disclosure
from turbodesk.ui.widgets.focus import is_escape
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_sheet import FormSheet
from turbodesk.ui.widgets.prompt_field import PromptField
from turbodesk.ui.widgets.return_key import pressed_button

if TYPE_CHECKING:
    from turbodesk.ui.widgets.toast import Toast


class InstructionsSheet(FormSheet):
    """Shows and edits `Parameters` under the rules of a `Model`.

    Call `flush` before the conversation is changed: text typed a moment ago may still be waiting.
    """

    parameters_changed = Signal(object)
    """A `Parameters`, after the person changed something."""
    preset_saved = Signal(str)
    """The model and parameters in front shall be kept under this name; `flush` has been called."""
    ask_each_time_requested = Signal()
    """No tool shall run without asking any more."""

    def __init__(self, parent: QWidget, *, theme: Theme, tools: Sequence[ToolChoice] = ()) -> None:
        """`tools` are those of this computer that are offered."""
        super().__init__(parent, theme=theme, name=_("Instructions and limits"))
        self._model = unknown_model("")
        self._parameters = Parameters()
        self._before_reset: Parameters | None = None
        self._prompt = PromptField()
        self._tools = ToolsSection(tools)
        self._advanced = AdvancedSection()
        self._sections: tuple[ParameterSection, ...] = (
            LengthSection(),
            SamplingSection(),
            BudgetSection(),
            AttachmentsSection(),
            self._tools,
            self._advanced,
        )
        self._fold = Disclosure(_("More, for experts"), self._advanced, theme=theme)
        self._foot = SavingFoot()
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._fold.apply_theme(theme)
        if "_toast" in self.__dict__:
            self._toast.apply_theme(theme)

    def set_model(self, model: Model) -> None:
        """Offer what `model` takes, and say why the rest is grey."""
        self._model = model
        self._show()

    def set_parameters(self, parameters: Parameters) -> None:
        """Show a conversation's parameters; emits nothing."""
        self._before_reset = None
        self._parameters = parameters
        self._show()

    def set_allowed(self, names: Sequence[str]) -> None:
        """Say which tools run without asking in this conversation."""
        self._tools.set_allowed(names)

    def set_tools(self, tools: Sequence[ToolChoice]) -> None:
        """Offer other tools from now on."""
        self._tools.set_tools(tools)

    def ask_for_name(self) -> None:
        """Ask for the name under which all this shall be kept as a preset."""
        self._foot.ask()

    def tell(self, words: str, action: str, act: Callable[[], object]) -> None:
        """Say over the sheet what was done, with a button `action` that calls `act`."""
        self._toast.tell(words, action, act)

    @cached_property
    def _toast(self) -> Toast:
        from turbodesk.ui.widgets.toast import Toast

        return Toast(self.scroll_area, theme=current_theme(), parent=self.panel)

    def set_presets(self, names: frozenset[str]) -> None:
        """Know the names of the presets there are."""
        self._foot.set_presets(names)

    def flush(self) -> None:
        """Emit a change that waits for its moment, now."""
        self._prompt.flush()
        for section in self._sections:
            section.flush()

    def focus_first(self) -> None:
        self._prompt.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        self.flush()
        super().dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event) and self._foot.is_asking():
            self._foot.cancel()
        elif not pressed_button(self.window(), event):
            super().keyPressEvent(event)
        event.accept()  # a letter nothing here takes is not meant for the message behind the sheet

    def _lay_out(self) -> None:
        words = _("Told to the model before everything else (system prompt).")
        rows = [FormRow(_("Instructions"), words, self._prompt, is_wide=True), *self._sections[:-1], self._fold]
        self.lay_out_form(rows, self._foot)
        self.scroll_area.column.insertSpacing(self.scroll_area.column.count() - 2, Space.M)

    def _connect(self) -> None:
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
