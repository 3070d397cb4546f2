"""Ties presets to the chat in front: the header names the one in force, and what is done with one can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from turbodesk.chat.parameters import Parameters
from turbodesk.translation import _
from turbodesk.ui.models.wording import parameter_lines

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.presets import Presets
    from turbodesk.chat.conversation import Conversation
    from turbodesk.chat.model import Model
    from turbodesk.chat.preset import Preset
    from turbodesk.ui.instructions import InstructionsSheet
    from turbodesk.ui.main_window.header import Header
    from turbodesk.ui.models.preset_popup import PresetPopup
    from turbodesk.ui.presenters.chat import ChatPresenter

Tell = Callable[[str, str, Callable[[], object]], object]
"""Says what was done, with a button and what that does."""


class PresetPresenter(QObject):
    """Serves one window; it belongs to the header."""

    def __init__(
        self,
        header: Header,
        *,
        chat_presenter: ChatPresenter,
        presets: Presets,
        model: Callable[[str], Model],
        tell: Tell,
    ) -> None:
        super().__init__(header)
        self._header = header
        self._chat_presenter = chat_presenter
        self._presets = presets
        self._model = model
        self._tell = tell
        self._instructions: InstructionsSheet | None = None
        self._shown = ("", False, "", "")
        """What the header shows: a name, whether something is changed, the instructions, those of the project."""
        header.preset_chosen.connect(self.use)
        header.preset_pressed.connect(self.open)
        header.picker.preset_renamed.connect(self._rename)
        header.picker.preset_deleted.connect(self.delete)

    def refresh(self) -> None:
        """Name the preset that the chat in front goes by, or say that it, or its project, has instructions."""
        if (chat := self._chat_presenter.chat) is None:
            return
        preset, instructions = self.in_force(), chat.conversation.parameters.system
        is_changed = preset is not None and _is_changed(preset, chat)
        of_project = chat.project.instructions if chat.project is not None else ""
        shown = preset.name if preset is not None else "", is_changed, instructions, of_project
        if shown != self._shown:  # this is asked at each letter of a draft
            self._shown = shown
            self._header.show_preset(shown[0], is_changed=is_changed, instructions=instructions, of_project=of_project)

    def in_force(self) -> Preset | None:
        """Return the preset that the chat in front goes by; None for none, or for one that was deleted."""
        chat = self._chat_presenter.chat
        id_ = chat.conversation.preset_id if chat is not None else None
        return self._presets.get(id_) if id_ else None

    def all(self) -> tuple[Preset, ...]:
        """Return every preset."""
        return self._presets.all()

    def take_sheet(self, sheet: InstructionsSheet) -> None:
        """Keep as presets what is set in the sheet with a chat's instructions, which exists from now on."""
        self._instructions = sheet
        sheet.preset_saved.connect(self._save)
        self.name_presets()

    def name_presets(self) -> None:
        """Let the sheet know the names there are."""
        if self._instructions is not None:
            self._instructions.set_presets(frozenset(preset.name for preset in self._presets.all()))

    # The chat in front

    def use(self, preset_id: str) -> None:
        """Let the chat in front go on with a preset, by its id."""
        preset, chat = self._presets.get(preset_id), self._chat_presenter.chat
        if preset is not None and chat is not None:
            chat.set_up(preset.model or chat.conversation.model, preset.parameters, preset.id)

    def open(self) -> None:
        """Show what the preset in force sets; without one, the chat's instructions, or else those of its project."""
        preset, chat = self.in_force(), self._chat_presenter.chat
        if preset is None or chat is None:
            if chat is None or chat.conversation.parameters.system.strip() or not self._shown[3].strip():
                self._chat_presenter.toggle_instructions()
            else:
                self._header.project_pressed.emit()
            return
        name = [(_("Model"), self._model(preset.model).name)] if preset.model else []
        self._popup.tell(
            preset.name,
            is_changed=_is_changed(preset, chat),
            lines=[*name, *parameter_lines(preset.parameters)],
            instructions=preset.parameters.system,
        )
        self._popup.open_below(self._header.preset_button, is_right=True)

    def leave(self) -> None:
        """Let the chat in front be as usual, without the preset it goes by."""
        preset, chat = self.in_force(), self._chat_presenter.chat
        if preset is not None and chat is not None:
            before = chat.conversation
            model = None if preset.model and chat.model.id == preset.model else before.model
            chat.set_up(model, Parameters(), None)
            self._tell(_("Left “{preset}”").format(preset=preset.name), _("Undo"), lambda: _set_back(chat, before))

    def _restore(self) -> None:
        preset, chat = self.in_force(), self._chat_presenter.chat
        if preset is not None and chat is not None:
            before = chat.conversation
            self.use(preset.id)
            self._tell(_("As “{preset}” has it").format(preset=preset.name), _("Undo"), lambda: _set_back(chat, before))

    def _update(self) -> None:
        preset, chat = self.in_force(), self._chat_presenter.chat
        if preset is not None and chat is not None:
            self._presets.update(preset.id, chat.model.id, chat.conversation.parameters)
            self.refresh()
            self._tell(
                _("“{preset}” was changed").format(preset=preset.name),
                _("Undo"),
                lambda: self._presets.put_back(preset),
            )

    @cached_property
    def _popup(self) -> PresetPopup:
        from turbodesk.ui.models.preset_popup import PresetPopup

        popup = PresetPopup(self._header.window())
        popup.instructions_requested.connect(self._chat_presenter.toggle_instructions)
        popup.left.connect(self.leave)
        popup.restored.connect(self._restore)
        popup.updated.connect(self._update)
        return popup

    # The presets themselves

    def ask_to_save(self) -> None:
        """Let the person keep what the chat in front has under a name."""
        if self._instructions is None or self._instructions.isHidden():
            self._chat_presenter.toggle_instructions()
        if self._instructions is not None:
            self._instructions.ask_for_name()

    def _save(self, name: str) -> None:
        chat = self._chat_presenter.chat
        if chat is None:
            return
        there = {one.id: one for one in self._presets.all()}
        before = chat.conversation
        kept = self._presets.keep(name, chat.model.id, before.parameters)
        chat.set_up(before.model, before.parameters, kept.id)
        old = there.get(kept.id)

        def undo() -> None:
            if old is None:
                self._presets.delete(kept.id)
            else:
                self._presets.put_back(old)
            if chat.conversation.preset_id == kept.id:
                chat.set_up(chat.conversation.model, chat.conversation.parameters, before.preset_id)

        words = _("Saved as “{preset}”") if old is None else _("“{preset}” holds this now")
        words = words.format(preset=kept.name)
        if self._instructions is not None and not self._instructions.isHidden():
            self._instructions.tell(words, _("Undo"), undo)
        else:
            self._tell(words, _("Undo"), undo)

    def _rename(self, preset_id: str, name: str) -> None:
        if mistake := self._presets.rename(preset_id, name):
            self._header.picker.show_mistake(mistake)
        else:
            self._header.picker.end_rename()
            self._header.refresh_models()

    def delete(self, preset_id: str) -> None:
        """Delete a preset, and offer to take that back."""
        default = self._presets.default()
        gone = self._presets.delete(preset_id)
        if gone is None:
            return

        def undo() -> None:
            self._presets.put_back(gone)
            if default == gone:
                self._presets.choose_default(gone.id)

        self._header.refresh_models()
        self._tell(_("Deleted the preset “{name}”").format(name=gone.name), _("Undo"), undo)


def _is_changed(preset: Preset, chat: LiveChat) -> bool:
    return preset.parameters != chat.conversation.parameters or preset.model not in ("", chat.model.id)


def _set_back(chat: LiveChat, before: Conversation) -> None:
    chat.set_up(before.model, before.parameters, before.preset_id)
