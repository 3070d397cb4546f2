"""A sheet with all that a project is: name, sign, instructions, files, preset, and what a turn costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from turbodesk.chat.project import MOST_LETTERS, Project, SignColour, clean_name
from turbodesk.translation import _, pgettext
from turbodesk.ui.projects.file_list import ProjectFileList
from turbodesk.ui.projects.sign_choice import SignChoice
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_sheet import FormSheet
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.prompt_field import PromptField
from turbodesk.ui.widgets.return_key import pressed_button

_NAME_WIDTH = 280


class ProjectSheet(FormSheet):
    """Shows one `Project` and tells each change of it. Call `flush` before another one is shown."""

    project_changed = Signal(object)
    """A `Project`, after the person changed something of it but its files."""
    new_chat_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, name=_("Project"))
        self._project = Project("", "")
        self._is_new = False
        self._name = QLineEdit()
        self._name.setAccessibleName(_("Name of the project"))
        self._name.setMaxLength(MOST_LETTERS)
        self._name.setMinimumWidth(_NAME_WIDTH)
        self._sign = SignChoice()
        self._instructions = PromptField(
            _("Instructions of the project"), example=_("We plan a trip to Norway in June, with two children.")
        )
        self.files = ProjectFileList(theme)
        """What shows the project's files; a press there is answered by whoever reads files."""
        self._preset = ChoiceButton(_("New chats begin with"))
        self._cost = note()
        self._new_chat = QPushButton(_("New chat in this project"))
        self._delete = QPushButton(_("Delete project…"))
        self._delete.setProperty("kind", "quiet-danger")
        self._lay_out()
        self._connect()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.files.apply_theme(theme)

    @property
    def project_id(self) -> str:
        """Whose page it is."""
        return self._project.id

    def show_project(self, project: Project, notes: Mapping[str, str], *, is_new: bool = False) -> None:
        """Show a project; `notes` say something of its files. Text being written stays as it is."""
        is_other, self._project = project.id != self._project.id, project
        self._is_new = is_new or (self._is_new and not is_other)
        self.title.setText(project.name)
        self.setAccessibleName(_("Project: {name}").format(name=project.name))
        if is_other or not self._name.hasFocus():
            self._name.setText(project.name)
        if is_other or not self._instructions.is_waiting():
            self._instructions.show_text(project.instructions)
        self._sign.show_sign(project.picture, project.colour)
        self._show_preset()
        self.files.show_files(project.files, notes)

    def set_presets(self, presets: Sequence[tuple[str, str]]) -> None:
        """Offer these presets, ids and names, for new chats."""
        self._preset.set_choices([("", _("The same as all chats")), *presets])
        self._show_preset()

    def _show_preset(self) -> None:
        """Show the preset of new chats; one that was deleted counts as none."""
        preset_id = self._project.preset_id
        self._preset.choose(preset_id if preset_id in self._preset.choices else "")

    def set_cost(self, words: str) -> None:
        """Say what a turn costs."""
        self._cost.setText(words or _("Nothing goes before its chats yet, so it costs nothing."))

    def flush(self) -> None:
        """Tell a change that waits for its moment, now."""
        self._take_name()
        self._instructions.flush()

    def open(self) -> None:
        super().open()
        self.scroll_area.verticalScrollBar().setValue(0)

    def focus_first(self) -> None:
        if self._is_new:
            self._name.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._name.selectAll()
        else:
            self._instructions.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        self.flush()
        self._is_new = False
        super().dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.files.take_pasted()
        elif not pressed_button(self.window(), event):
            super().keyPressEvent(event)
        event.accept()  # a letter nothing here takes is not meant for the message behind the sheet

    def _lay_out(self) -> None:
        rows = (
            FormRow(_("Name"), "", self._name),
            FormRow(pgettext("picture and colour of a project", "Sign"), "", self._sign, is_wide=True),
            FormRow(
                _("Instructions"),
                _("Told to the model before each chat’s own instructions."),
                self._instructions,
                is_wide=True,
            ),
            FormRow(
                _("Files"),
                _("Pictures, PDFs and texts that go before every message. Add them, or drop or paste them here."),
                self.files,
                is_wide=True,
            ),
            FormRow(_("What a turn costs"), "", self._cost, is_wide=True),
            FormRow(_("New chats begin with"), _("A preset of yours."), self._preset),
        )
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._new_chat)
        line.addStretch(1)
        line.addWidget(self._delete)
        self.lay_out_form(rows, foot)

    def _connect(self) -> None:
        self._name.editingFinished.connect(self._take_name)
        self._sign.chosen.connect(lambda picture, colour: self._change(picture=picture, colour=SignColour(colour)))
        self._instructions.settled.connect(lambda: self._change(instructions=self._instructions.toPlainText()))
        self._preset.chosen.connect(lambda preset_id: self._change(preset_id=str(preset_id)))
        self._new_chat.clicked.connect(lambda: self.new_chat_requested.emit(self._project.id))
        self._delete.clicked.connect(lambda: self.delete_requested.emit(self._project.id))

    def _take_name(self) -> None:
        if name := clean_name(self._name.text()):
            self._change(name=name)
        else:
            self._name.setText(self._project.name)

    def _change(self, **changes: object) -> None:
        changed = replace(self._project, **changes)  # type: ignore[arg-type]  # fields of `Project`, by name
        if changed != self._project and changed.id:
            self._project = changed
            self.project_changed.emit(changed)
