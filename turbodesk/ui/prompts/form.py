"""Where one prompt is written: its name and its text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.chat.prompt import LONGEST, MOST_LETTERS, Prompt
from turbodesk.translation import _
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.forms import caption, column, note
from turbodesk.ui.widgets.return_line import ReturnLine
from turbodesk.ui.widgets.text_field import TextField

# Translators: {{language}} and {{readers}} may be translated; {{clipboard}} stays.
_EXAMPLE = _("Translate this into {{language}}, for {{readers}}: {{clipboard}}")
# Translators: {{language}} as in the example; {{date}} and {{clipboard}} stay.
_WORDS = _(
    "What changes each time stands in double braces, as {{language}} does: Tab goes from one to the next. "
    "{{date}} and {{clipboard}} are filled in."
)


class PromptForm(QWidget):
    """Shows one prompt; what is written is asked for when somebody says Save."""

    submitted = Signal()
    """Return in the name."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "clear")
        self.prompt_id = ""
        """Which prompt is changed here; "" for a new one."""
        self._before = "", ""
        self._name = ReturnLine()
        self._name.setAccessibleName(_("Name of the prompt"))
        self._name.setMaxLength(MOST_LETTERS)
        self._name.setPlaceholderText(_("Translate"))
        self._text = TextField()
        self._text.writes_prose = True
        self._text.setAccessibleName(_("Text of the prompt"))
        self._text.setTabChangesFocus(True)
        self._text.set_placeholder(_EXAMPLE)
        self._mistake = note(kind="danger")
        self._mistake.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        rows.setSpacing(Space.M)
        rows.addLayout(column(caption(_("Name"), kind="label", buddy=self._name), self._name, spacing=Space.S))
        rows.addWidget(caption(_("Text"), kind="label", buddy=self._text))
        rows.addWidget(self._text, 1)
        rows.addWidget(note(_WORDS))
        rows.addWidget(self._mistake)
        self._name.returnPressed.connect(self.submitted)

    @property
    def name(self) -> str:
        """The name as it is written."""
        return self._name.text()

    @property
    def text(self) -> str:
        """The text as it is written, what is being composed included."""
        self._text.commit()
        return self._text.toPlainText()[: LONGEST + 1]

    @property
    def is_changed(self) -> bool:
        """Whether something was written that would be lost."""
        return (self.name, self.text) != self._before and bool(self.text.strip())

    def show_prompt(self, prompt: Prompt | None, *, name: str = "", text: str = "", is_saved: bool = True) -> None:
        """Show a prompt, or a new one with this name and text; or what it shall become, if not `is_saved`."""
        self.prompt_id = "" if prompt is None else prompt.id
        if prompt is not None and is_saved:
            name, text = prompt.name, prompt.text
        self._name.setText(name)
        self._text.setPlainText(text)
        self._before = (name, self._text.toPlainText()) if is_saved else ("", "")
        self.show_mistake("")

    def show_mistake(self, words: str) -> None:
        """Say why it cannot be saved; "" for nothing wrong."""
        self._mistake.setText(words)
        self._mistake.setVisible(bool(words))

    def focus_first(self) -> None:
        """Put the caret where something has to be written."""
        if self.prompt_id or not self.text:
            field: QWidget = self._text if self.prompt_id else self._name
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
            self._name.selectAll()
