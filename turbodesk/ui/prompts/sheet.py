"""The sheet of the prompts: all of them in a list, or one of them to be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from turbodesk.chat.prompt import Prompt
from turbodesk.translation import _
from turbodesk.ui.prompts.form import PromptForm
from turbodesk.ui.prompts.rows import PromptItemModel, PromptPainter, prompt_list
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from turbodesk.ui.widgets.toast import Toast

_SIZE = QSize(600, 560)
_WORDS = _("Type “/” in an empty message to call one. Enter puts the one that is chosen here into the message.")
_NONE = _(
    "None yet. A prompt is a text you write often: save it once, and call it by typing “/” in an empty message. "
    "Markdown files can be imported, a prompt each."
)
_BUTTONS = {
    "new": _("New prompt…"),
    "import": _("Import…"),
    "export": _("Export…"),
    "edit": _("Edit…"),
    "delete": _("Delete"),
    # Translators: puts a prompt into the message
    "use": _("Use"),
    "cancel": _("Cancel"),
    "save": _("Save"),
}


class PromptSheet(Sheet):
    """Tells what is wanted; whoever keeps prompts answers with `show_list` or `show_mistake`."""

    used = Signal(str)
    """The prompt with this id shall go into the message."""
    saved = Signal(str, str, str)
    """The prompt with an id, "" for a new one, shall have a name and a text."""
    abandoned = Signal(str, str, str)
    """The same, where the person closed the sheet over it."""
    deleted = Signal(str)
    import_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, theme=theme, name=_("Prompts"), size=_SIZE)
        self._is_alone = False
        """Whether only one prompt is to be written, and the sheet closes behind it."""
        self._rows = PromptItemModel(self)
        self._painter = PromptPainter(theme, self)
        self._list = prompt_list(self._rows, self._painter)
        self._hint = note(_WORDS)
        self._form = PromptForm()
        self._pages = QStackedWidget()
        self._buttons = {key: QPushButton(words) for key, words in _BUTTONS.items()}
        for key in ("use", "save"):
            self._buttons[key].setProperty("kind", "primary")
        self._lay_out()
        self._connect()
        self.show_list(())
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._painter.theme = theme
        if "_toast" in vars(self):
            self._toast.apply_theme(theme)

    @property
    def is_writing(self) -> bool:
        """Whether one prompt is being written."""
        return self._pages.currentWidget() is self._form

    def show_list(self, prompts: Sequence[Prompt], *, chosen_id: str = "") -> None:
        """Show all prompts; the one with this id is chosen, else the one at the same place."""
        row = self._list.currentIndex().row()
        self._rows.show_prompts(prompts)
        found = self._rows.row_of(chosen_id)
        if prompts:
            self._list.setCurrentIndex(self._rows.index(max(0, min(found if found >= 0 else row, len(prompts) - 1))))
        self._hint.setText(_WORDS if prompts else _NONE)
        self.title.setText(_("Prompts"))
        self._show(self._pages.widget(0))

    def write(
        self, prompt: Prompt | None, *, name: str = "", text: str = "", is_alone: bool = False, is_saved: bool = True
    ) -> None:
        """Let a prompt be written: one there is, or a new one with this name and text.

        `is_alone` closes the sheet behind it; a name and a text of one that is not `is_saved` were written before.
        """
        self._is_alone = is_alone
        self._form.show_prompt(prompt, name=name, text=text, is_saved=is_saved)
        self.title.setText(_("New prompt") if prompt is None else _("Edit prompt"))
        self._show(self._form)

    def show_mistake(self, words: str) -> None:
        """Say why what is written cannot be saved."""
        self._form.show_mistake(words)

    def tell(self, words: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say over the sheet what was done, with a button `action` that calls `act`."""
        self._toast.tell(words, action, act)

    def end_writing(self) -> None:
        """Leave the form, what is written in it done with; the sheet closes if it was opened for that alone."""
        self._form.show_prompt(None)
        if self._is_alone:
            self.dismiss()
        else:
            self.title.setText(_("Prompts"))
            self._show(self._pages.widget(0))

    def focus_first(self) -> None:
        if self.is_writing:
            self._form.focus_first()
        elif self._rows.rowCount():
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._buttons["new"].setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        if not self.isHidden() and self.is_writing and self._form.is_changed:
            self.abandoned.emit(self._form.prompt_id, self._form.name, self._form.text)
            self._form.show_prompt(None)
        super().dismiss()

    def wished_size(self) -> QSize:
        return _SIZE * current_theme().faces.scale

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_at_list = self._list.hasFocus()
        if is_at_list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._with_chosen(self.used.emit)
        elif is_at_list and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._with_chosen(self.deleted.emit)
        elif is_at_list and event.key() == Qt.Key.Key_F2:
            self._edit()
        else:
            super().keyPressEvent(event)
        event.accept()  # a letter nothing here takes is not meant for the message behind the sheet

    def _chosen(self) -> Prompt | None:
        return self._rows.prompt_at(self._list.currentIndex().row())

    def _with_chosen(self, tell: Callable[[str], object]) -> None:
        if (prompt := self._chosen()) is not None:
            tell(prompt.id)

    def _edit(self) -> None:
        if (prompt := self._chosen()) is not None:
            self.write(prompt)

    def _save(self) -> None:
        self.saved.emit(self._form.prompt_id, self._form.name, self._form.text)

    def _show(self, page: QWidget | None) -> None:
        assert page is not None
        self._pages.setCurrentWidget(page)
        for key, button in self._buttons.items():
            is_of_page = (key in ("cancel", "save")) == self.is_writing
            needs_prompt = key in ("export", "edit", "delete", "use")
            button.setVisible(is_of_page and (self._rows.rowCount() > 0 or not needs_prompt))
        if not self.isHidden():
            self.focus_first()

    @cached_property
    def _toast(self) -> Toast:
        from turbodesk.ui.widgets.toast import Toast

        return Toast(self._pages, theme=current_theme(), parent=self.panel)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setProperty("kind", "clear")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        rows.setSpacing(Space.M)
        rows.addWidget(self._hint)
        rows.addWidget(self._list, 1)
        self._pages.addWidget(page)
        self._pages.addWidget(self._form)
        self.frame(self._pages, ButtonRow(*self._buttons.values(), at_end=5))

    def _connect(self) -> None:
        done: dict[str, Callable[[], object]] = {
            "new": lambda: self.write(None),
            "import": self.import_wanted.emit,
            "export": self.export_wanted.emit,
            "edit": self._edit,
            "delete": lambda: self._with_chosen(self.deleted.emit),
            "use": lambda: self._with_chosen(self.used.emit),
            "cancel": self.end_writing,
            "save": self._save,
        }
        for key, act in done.items():
            self._buttons[key].clicked.connect(act)
        self._form.submitted.connect(self._save)
        self._list.doubleClicked.connect(self._double_clicked)

    def _double_clicked(self, index: QModelIndex) -> None:
        self._with_chosen(self.used.emit)
