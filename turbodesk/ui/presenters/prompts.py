"""Ties the person's prompts to the message: a slash calls them, a sheet holds them, files bring them in and out."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.prompt_files import PromptFiles, read_prompts, write_prompts
from turbodesk.app.prompts import Prompts
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.chat.prompt import LONGEST, Prompt, fill, matching, name_for
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.composer import Composer
from turbodesk.ui.composer.composer import SLASHES
from turbodesk.ui.presenters.file_kinds import file_kind, or_all_files
from turbodesk.ui.prompts.popup import PromptPopup
from turbodesk.ui.prompts.sheet import PromptSheet
from turbodesk.ui.quantities import long_date, number, sentences
from turbodesk.ui.widgets.external import show_file
from turbodesk.ui.widgets.toast import Toast

_TASK = "prompt-files"
_FORMS = or_all_files(file_kind(_("Prompts"), "*.md", "*.markdown", "*.txt"))
_LONGEST_CALL = 80
"""Characters behind a slash that may be looked for; a prompt's name has no more."""
_OF_TOOLS = Prompt(_("From tools…"), _("Files and prompts that your tools bring"), "(tools)")
_TOLD = 3
"""Files that are told by name where they hold no prompt."""


class PromptPresenter(QObject):
    """Serves one window, and belongs to its composer; made when the first prompt is wanted."""

    failed = Signal(FailureNote)

    def __init__(
        self,
        composer: Composer,
        *,
        prompts: Prompts,
        new_popup: Callable[[], PromptPopup],
        new_sheet: Callable[[], PromptSheet],
        toast: Callable[[], Toast],
        scope: Scope,
        from_tools: Callable[[], Callable[[], object] | None] = lambda: None,
    ) -> None:
        """`from_tools` gives what shows the prompts that tools bring; None: there are no such tools."""
        super().__init__(composer)
        self._composer, self._prompts, self._toast, self._scope = composer, prompts, toast, scope
        self._new_popup, self._new_sheet, self._from_tools = new_popup, new_sheet, from_tools
        self._is_called = False
        """Whether what is written behind a slash narrows the prompts."""
        self._is_hiding = False
        composer.draft_changed.connect(self._narrow)
        composer.draft_replaced.connect(self._end_call)

    # At the message

    def call(self) -> None:
        """Offer the prompts at the slash that was written; nothing where there are none."""
        if prompts := self._offered():
            self._is_called = True
            self._offer(prompts)

    def use(self, prompt_id: str) -> None:
        """Put a prompt into the message, with what is known written in; its first variable is selected."""
        prompt = self._prompts.get(prompt_id)
        if prompt is not None:
            is_call = self._is_called or self._composer.text() in SLASHES
            self._end_call()
            text, blanks = fill(prompt.text, _known(prompt.text))
            self._composer.insert_prompt(text, blanks, replaces_all=is_call or self._composer.is_blank)

    def _narrow(self, text: str) -> None:
        if not self._is_called:
            return
        if text[:1] not in SLASHES or not text or "\n" in text or len(text) > _LONGEST_CALL:
            self._end_call()
        elif found := matching(self._offered(), text[1:]):
            self._offer(found)
        else:
            self._hide()

    def _offered(self) -> Sequence[Prompt]:
        """Return the person's prompts, and a row that leads to those of tools where there are such tools."""
        more = [] if self._from_tools() is None else [_OF_TOOLS]
        return [*self._prompts.all(), *more]

    def _offer(self, prompts: Sequence[Prompt]) -> None:
        self._popup.open(prompts, self._composer)
        self._composer.set_key_taker(self._popup.take_key)

    def _end_call(self) -> None:
        if self._is_called:
            self._is_called = False
            self._hide()

    def _hide(self) -> None:
        """Close the list, which may come back at the next letter while somebody calls."""
        self._is_hiding = True
        self._popup.dismiss()
        self._is_hiding = False

    def _popup_closed(self) -> None:
        self._composer.set_key_taker(None)
        if not self._is_hiding:
            self._is_called = False

    def _chosen(self, prompt: Prompt) -> None:
        self._is_called = self._composer.text()[:1] in SLASHES
        if prompt is not _OF_TOOLS:
            self.use(prompt.id)
        elif (show := self._from_tools()) is not None:
            self._end_call()
            self._composer.insert_prompt("", (), replaces_all=True)
            show()

    @cached_property
    def _popup(self) -> PromptPopup:
        popup = self._new_popup()
        popup.chosen.connect(self._chosen)
        popup.closed.connect(self._popup_closed)
        return popup

    # In the sheet

    def open(self) -> None:
        """Show all prompts, or the one that is being written."""
        self._end_call()
        if self._sheet.isHidden() or not self._sheet.is_writing:
            self._sheet.show_list(self._prompts.all())
        self._sheet.open()

    def ask_to_save(self, text: str = "") -> None:
        """Let the person keep a text as a prompt; "" for what is written in the message."""
        self._end_call()
        text = text or self._composer.text()
        if self._sheet.isHidden() or not self._sheet.is_writing:
            self._sheet.write(None, name=name_for(text), text=text, is_alone=self._sheet.isHidden())
        self._sheet.open()

    def _save(self, prompt_id: str, name: str, text: str) -> None:
        if mistake := self._mistake(prompt_id, name, text):
            self._sheet.show_mistake(mistake)
            return
        before = self._prompts.get(prompt_id)
        kept = self._prompts.keep(name, text, prompt_id=prompt_id)

        def undo() -> None:
            if before is None:
                self._prompts.delete(kept.id)
            else:
                self._prompts.put_back(before)
            self._refresh()

        self._sheet.end_writing()
        self._refresh(kept.id)
        self._tell(_("Saved the prompt “{name}”").format(name=kept.name), _("Undo"), undo)

    def _tell(self, words: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say what was done, over the sheet while it is open."""
        tell = self._toast().tell if self._sheet.isHidden() else self._sheet.tell
        tell(words, action, act)

    def _mistake(self, prompt_id: str, name: str, text: str) -> str:
        if len(text) > LONGEST:
            words = ngettext("A prompt has {count} letter at most.", "A prompt has {count} letters at most.", LONGEST)
            return words.format(count=number(LONGEST))
        return self._prompts.mistake(name, text, prompt_id=prompt_id)

    def _go_on(self, prompt_id: str, name: str, text: str) -> None:
        """Offer to go on with what was written when the sheet was closed."""

        def again() -> None:
            self._sheet.write(self._prompts.get(prompt_id), name=name, text=text, is_alone=True, is_saved=False)
            self._sheet.open()

        self._toast().tell(_("The prompt was not saved"), _("Go on writing"), again)

    def _delete(self, prompt_id: str) -> None:
        gone = self._prompts.delete(prompt_id)

        def undo() -> None:
            self._prompts.put_back(*gone)
            self._refresh(prompt_id)

        self._refresh()
        for one in gone:
            self._tell(_("Deleted the prompt “{name}”").format(name=one.name), _("Undo"), undo)

    def _use_from_sheet(self, prompt_id: str) -> None:
        self._sheet.dismiss()
        self.use(prompt_id)

    def _refresh(self, chosen_id: str = "") -> None:
        if not self._sheet.is_writing:
            self._sheet.show_list(self._prompts.all(), chosen_id=chosen_id)

    @cached_property
    def _sheet(self) -> PromptSheet:
        sheet = self._new_sheet()
        sheet.used.connect(self._use_from_sheet)
        sheet.saved.connect(self._save)
        sheet.abandoned.connect(self._go_on)
        sheet.deleted.connect(self._delete)
        sheet.import_wanted.connect(self._ask_for_files)
        sheet.export_wanted.connect(self._ask_for_folder)
        return sheet

    # Files

    def take_files(self, paths: Sequence[Path]) -> None:
        """Bring in Markdown files, a prompt each, and tell what came."""
        self._scope.start(_TASK, self._bring(paths))

    def write_into(self, folder: Path) -> None:
        """Write every prompt into a Markdown file of its own; no file that is there is touched."""
        self._scope.start(_TASK, self._write(folder))

    async def _bring(self, paths: Sequence[Path]) -> None:
        files = await asyncio.to_thread(read_prompts, paths)
        brought = self._prompts.bring(files.texts)
        words = _told(files, added=len(brought.added), known=brought.known, left_out=brought.left_out)
        self._refresh(brought.added[0].id if brought.added else "")

        def undo() -> None:
            self._prompts.delete(*(one.id for one in brought.added))
            self._refresh()

        if brought.added:
            self._tell(words, _("Undo"), undo)
        else:
            self._tell(words)

    async def _write(self, folder: Path) -> None:
        try:
            count = await asyncio.to_thread(write_prompts, self._prompts.all(), folder)
        except Failure as failure:
            self.failed.emit(failure.note)
            return
        words = ngettext("Saved {count} prompt in “{folder}”", "Saved {count} prompts in “{folder}”", count)
        words = words.format(count=number(count), folder=folder.name)
        self._tell(words, pgettext("verb", "Open"), lambda: show_file(folder))

    def _ask_for_files(self) -> None:
        dialog = self._dialog(_("Import prompts"), QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_FORMS)
        dialog.filesSelected.connect(lambda names: self.take_files([Path(name) for name in names]))
        dialog.open()

    def _ask_for_folder(self) -> None:
        dialog = self._dialog(_("Export prompts"), QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.write_into(Path(name)))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._sheet.window(), title, folder or str(Path.home()))
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog


def _known(text: str) -> dict[str, str]:
    """Return what can be written in the place of variables; the clipboard is read only where it is wanted."""
    known = {"date": long_date(dt.datetime.now().astimezone().date())}
    if "clipboard" in text.casefold():
        known["clipboard"] = QGuiApplication.clipboard().text()[:LONGEST]
    return known


def _told(files: PromptFiles, *, added: int, known: int, left_out: int) -> str:
    told = [_("No prompt was imported.")]
    if added:
        words = ngettext("Imported {count} prompt.", "Imported {count} prompts.", added)
        told = [words.format(count=number(added))]
    if known:
        # Translators: so many prompts
        words = ngettext("{count} was here already.", "{count} were here already.", known)
        told.append(words.format(count=number(known)))
    if left_out:
        # Translators: so many prompts
        words = ngettext("{count} found no room.", "{count} found no room.", left_out)
        told.append(words.format(count=number(left_out)))
    told += files.troubles[:_TOLD]
    if (more := len(files.troubles) - _TOLD) > 0:
        # Translators: so many more files could not be read, beside those that were named before
        told.append(ngettext("And {count} more.", "And {count} more.", more).format(count=number(more)))
    return sentences(*told)
