"""Ties the page of a project to what is kept of it, takes in its files, and says what a turn of it costs."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.attachments import limits
from turbodesk.app.project_cost import cost_in_words, project_cost
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.errors import Failure
from turbodesk.chat.ids import now_ms
from turbodesk.chat.project import MOST_FILES, Project, saw
from turbodesk.translation import _, ngettext
from turbodesk.ui.attachments.actions import LookContext
from turbodesk.ui.attachments.picture_files import as_png
from turbodesk.ui.quantities import joined, listed, number, quoted, sentences
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.lifetime import subscribe
from turbodesk.ui.widgets.moment_wording import when_words

if TYPE_CHECKING:
    from turbodesk.app.attachments import AttachmentService
    from turbodesk.app.presets import Presets
    from turbodesk.app.tasks import Scope
    from turbodesk.app.workspace import Workspace
    from turbodesk.chat.model import Model
    from turbodesk.ui.attachments.actions import AttachmentActions
    from turbodesk.ui.attachments.clipboard_content import ClipboardContent
    from turbodesk.ui.projects import ProjectSheet

_NAMED = 3
"""How many chats that saw an older file are named."""


class ProjectPagePresenter(QObject):
    """Serves one sheet, to which it belongs."""

    delete_requested = Signal(str)
    new_chat_requested = Signal(str)

    def __init__(
        self,
        sheet: ProjectSheet,
        *,
        workspace: Workspace,
        presets: Presets,
        attachment_service: AttachmentService,
        attachment_actions: AttachmentActions,
        default_model: Callable[[], Model],
        scope: Scope,
    ) -> None:
        """`default_model` gives the model that new chats begin with."""
        super().__init__(sheet)
        self._sheet, self._workspace, self._projects = sheet, workspace, workspace.projects
        self._presets, self._attachment_service, self._default_model = presets, attachment_service, default_model
        self._attachment_actions = attachment_actions
        self._scope, self._folder = scope, ""
        self._before: Project | None = None
        sheet.project_changed.connect(self._change)
        sheet.new_chat_requested.connect(self.new_chat_requested)
        sheet.delete_requested.connect(self.delete_requested)
        attachment_actions.read_anew.connect(self._read_anew)
        sheet.files.look_requested.connect(self._look)
        sheet.files.add_requested.connect(lambda: self._choose(""))
        sheet.files.replace_requested.connect(self._choose)
        sheet.files.remove_requested.connect(self._remove)
        sheet.files.offered.connect(self._offered)
        sheet.files.undo_requested.connect(self._undo)
        subscribe(self, workspace.projects_changed, lambda _: self._refresh())
        subscribe(self, presets.changed, lambda _: self._show_presets())

    def open(self, project_id: str, *, is_new: bool = False) -> None:
        """Show the page of a project; nothing where it is gone."""
        project = self._projects.get(project_id)
        if project is None:
            return
        if not self._sheet.isHidden():
            self._sheet.flush()
        self._show_presets()
        self._sheet.files.say("")
        self._offer_undo(None, "")
        self._show(project, is_new=is_new)
        self._sheet.open()

    def close(self) -> None:
        """Put the page away."""
        self._sheet.dismiss()

    def _project(self) -> Project | None:
        return self._projects.get(self._sheet.project_id)

    def _refresh(self) -> None:
        if self._sheet.isHidden():
            return
        if (project := self._project()) is None:
            self._sheet.dismiss()
        else:
            self._show(project)

    def _show(self, project: Project, *, is_new: bool = False) -> None:
        self._sheet.show_project(project, self._notes(project), is_new=is_new)
        preset = self._presets.get(project.preset_id) if project.preset_id else None
        model = self._workspace.model(preset.model) if preset is not None and preset.model else self._default_model()
        words = cost_in_words(project_cost(project, model), model)
        self._sheet.set_cost(" ".join(part for part in (words, limits.objection(project.files, model)) if part))

    def _show_presets(self) -> None:
        self._sheet.set_presets([(one.id, one.name) for one in self._presets.all()])

    def _notes(self, project: Project) -> Mapping[str, str]:
        """Say of each file that stands for an older one which chats have seen that."""
        known, now = self._workspace.conversations(), dt.datetime.now().astimezone()
        notes: dict[str, str] = {}
        for old in project.replaced:
            titles = [one.title for one in saw(known, old.sha256)]
            # Translators: {when} is such as "yesterday" or "on 3 Mar 2026"
            replaced = _("Replaced “{name}” {when}.").format(name=old.name, when=when_words(old.at, now))
            words = sentences(replaced, _seen_by(titles))
            notes[old.by] = f"{notes[old.by]}\n{words}" if old.by in notes else words
        return notes

    def _change(self, changed: Project) -> None:
        """Keep what was changed on the page; the files are those that are known here."""
        if (project := self._project()) is not None:
            self._projects.put(replace(changed, files=project.files, replaced=project.replaced))
            self._refresh()

    # Files

    def _choose(self, replaced: str) -> None:
        """Ask for files to add, or for the one to stand in the place of another."""
        folder = self._folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        dialog = QFileDialog(self._sheet.window(), _("Replace file") if replaced else _("Add files"), folder)
        several = QFileDialog.FileMode.ExistingFiles
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile if replaced else several)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self._chosen(names, replaced))
        dialog.open()

    def _chosen(self, names: Sequence[str], replaced: str) -> None:
        paths = list(map(Path, names))
        if paths:
            self._folder = str(paths[0].parent)
            self._take(paths, replaced)

    def _offered(self, offer: ClipboardContent) -> None:
        given: list[Path | bytes | QImage] = list(offer.paths)
        self._take([*given, *([offer.picture] if offer.picture is not None else [])], "")

    def _take(self, given: Sequence[Path | bytes | QImage], replaced: str) -> None:
        project = self._project()
        if project is not None:
            self._scope.start(f"project-files.{project.id}.{now_ms()}", self._read(project.id, given, replaced))

    async def _read(self, project_id: str, given: Sequence[Path | bytes | QImage], replaced: str) -> None:
        """Take files in one after the other, in the order in which they were given."""
        for at, one in enumerate(given, start=1):
            self._say(project_id, _reading(at, len(given)))
            try:
                content = await asyncio.to_thread(as_png, one) if isinstance(one, QImage) else one
                file = await self._attachment_service.take(content, language=QLocale.system().name())
            except Failure as failure:
                self._say(project_id, sentences(failure.note.sentence, failure.note.advice), is_trouble=True)
                return
            self._say(project_id, "")
            if not self._keep(project_id, file, replaced):
                return

    def _keep(self, project_id: str, file: Attachment, replaced: str) -> bool:
        project = self._projects.get(project_id)
        if project is None:
            return False
        changed = project.with_replaced(replaced, file, at=now_ms()) if replaced else project.with_file(file)
        if changed is project:
            is_full = len(project.files) >= MOST_FILES and not replaced
            self._say(project_id, _full() if is_full else _there(file), is_trouble=True)
            return False
        self._projects.put(changed)
        self._refresh()
        announce(self._sheet, sentences(_("Added {name}.").format(name=file.label), file.note))
        old = next((one.label for one in project.files if one.sha256 == replaced), "")
        self._offer_undo(project if old else None, _("Replaced “{name}”.").format(name=old) if old else "")
        return True

    def _remove(self, sha256: str) -> None:
        if (project := self._project()) is not None:
            gone = next((one.label for one in project.files if one.sha256 == sha256), "")
            self._projects.put(project.without_file(sha256))
            self._refresh()
            self._offer_undo(project, _("Removed “{name}”.").format(name=gone))

    def _look(self, sha256: str) -> None:
        """Show what the model gets of a file."""
        files = project.files if (project := self._project()) is not None else ()
        file = next((one for one in files if one.sha256 == sha256), None)
        if file is not None:
            self._attachment_actions.look_requested.emit(LookContext(file, files, is_unsent=True))

    def _read_anew(self, old: Attachment, new: Attachment) -> None:
        """Let a text that was read with another encoding stand in its place; chats that saw the old one are named."""
        project = self._project()
        if project is None or old not in project.files:
            return
        if saw(self._workspace.conversations(), old.sha256) or any(one.sha256 == new.sha256 for one in project.files):
            changed = project.with_replaced(old.sha256, new, at=now_ms())
        else:
            changed = replace(project, files=tuple(new if one == old else one for one in project.files))
        self._projects.put(changed)
        self._refresh()

    def _offer_undo(self, before: Project | None, words: str) -> None:
        """Offer to have the files again that a project had `before`; None: there is nothing to take back."""
        self._before = before
        self._sheet.files.offer_undo(words)

    def _undo(self) -> None:
        project, before = self._project(), self._before
        if project is not None and before is not None and before.id == project.id:
            self._projects.put(replace(project, files=before.files, replaced=before.replaced))
            self._refresh()
            self._sheet.files.say("")
        self._offer_undo(None, "")

    def _say(self, project_id: str, words: str, *, is_trouble: bool = False) -> None:
        if project_id == self._sheet.project_id:
            self._sheet.files.say(words, is_trouble=is_trouble)


def _reading(at: int, of: int) -> str:
    return _("Reading {at} of {of} …").format(at=number(at), of=number(of)) if of > 1 else _("Reading …")


def _full() -> str:
    words = ngettext("A project has {count} file at most.", "A project has {count} files at most.", MOST_FILES)
    return words.format(count=number(MOST_FILES))


def _there(file: Attachment) -> str:
    return _("“{name}” is in it already.").format(name=file.label)


def _seen_by(titles: Sequence[str]) -> str:
    if not titles:
        return _("No chat has seen the old one.")
    if len(titles) == 1:
        return _("“{title}” saw the old one.").format(title=titles[0])
    count, more = len(titles), len(titles) - _NAMED
    named = [quoted(title) for title in titles[:_NAMED]]
    if more <= 0:
        words = ngettext("{count} chat saw the old one: {names}.", "{count} chats saw the old one: {names}.", count)
        return words.format(count=number(count), names=joined(named))
    words = ngettext(
        "{count} chat saw the old one: {names} and {more} more.",
        "{count} chats saw the old one: {names} and {more} more.",
        count,
    )
    return words.format(count=number(count), names=listed(named), more=number(more))
