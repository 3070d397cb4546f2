"""Does what is asked of projects in list, menus and palette: moves, new ones, names, deletions, and Undo."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.chat.ids import new_id
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.palette import PaletteGroup, PaletteRow
from turbodesk.ui.quantities import number
from turbodesk.ui.widgets.question import Question

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.project_chats import DeletedProject, ProjectChats
    from turbodesk.app.tasks import Scope
    from turbodesk.app.workspace import Workspace
    from turbodesk.chat.project import Project
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.palette import Choice, PalettePresenter
    from turbodesk.ui.sidebar import Sidebar
    from turbodesk.ui.widgets.toast import Toast

_UNNAMED = _("New project")
_EMPTY = _("It has no chats. It can be brought back from the settings for 30 days.")
_KEEP, _DELETE_ALL, _DELETE, _CANCEL = _("Keep the chats"), _("Delete all"), _("Delete project"), _("Cancel")


class ProjectsPresenter(QObject):
    """Serves one window, to which it belongs."""

    failed = Signal(FailureNote)
    """Something could not be written."""

    def __init__(
        self,
        window: QWidget,
        *,
        sidebar: Sidebar,
        chat_list: ChatListPresenter,
        workspace: Workspace,
        doors: ProjectChats,
        front: Callable[[], LiveChat | None],
        palette: Callable[[], PalettePresenter],
        open_page: Callable[[str, bool], object],
        close_page: Callable[[], object],
        toast: Toast,
        scope: Scope,
    ) -> None:
        """`front` gives the chat in front, `open_page` shows a project's page; its second value: it is a new one."""
        super().__init__(window)
        self._window, self._sidebar, self._chat_list = window, sidebar, chat_list
        self._workspace, self._projects, self._doors = workspace, workspace.projects, doors
        self._front, self._palette, self._open_page = front, palette, open_page
        self._close_page = close_page
        self._toast, self._scope = toast, scope
        self._told_move = ""
        """What was said of chats that were moved, beside the chat that was in front then."""
        chat_list.brought.connect(self._brought)

    # Moving chats

    def move(self, ids: Sequence[str], project_id: str | None) -> None:
        """Put chats into a project, or out of theirs, and offer to take it back."""
        self._start(self._move(tuple(ids), project_id))

    def choose_for(self, ids: Sequence[str]) -> None:
        """Let the person find the project for some chats by typing."""
        homes = {one.project_id for one in map(self._workspace.conversation, ids) if one is not None}
        projects = [one for one in self._projects.all() if homes != {one.id}]
        choices = [*(self._choice(one, ids) for one in projects), *self._other_choices(ids, homes)]
        self._palette().offer(choices, _("Move to which project?"))

    def choose_for_front(self) -> None:
        """The same for the chat in front."""
        chat = self._front()
        if chat is not None and chat.is_saved:
            self.choose_for((chat.conversation.id,))

    def _choice(self, project: Project, ids: Sequence[str]) -> Choice:
        count = len(self._doors.chats_of(project.id))
        row = PaletteRow(
            f"project:{project.id}",
            project.name,
            ngettext("{count} chat", "{count} chats", count).format(count=number(count)),
            PaletteGroup.PROJECTS,
            icon=project.picture,
        )
        return row, partial(self.move, ids, project.id)

    def _other_choices(self, ids: Sequence[str], homes: set[str | None]) -> list[Choice]:
        new = PaletteRow("project-new", _("New project…"), group=PaletteGroup.PROJECTS, icon="plus")
        choices: list[Choice] = [(new, partial(self.new_with, ids))]
        if homes != {None}:
            out = PaletteRow("project-out", _("Take out of the project"), group=PaletteGroup.PROJECTS, icon="close")
            choices.append((out, partial(self.move, ids, None)))
        return choices

    async def _move(self, ids: Sequence[str], project_id: str | None) -> None:
        moved = await self._doors.move(ids, project_id)
        if not moved.before:
            return
        project = self._projects.get(project_id)
        count = len(moved.before)
        first = self._workspace.conversation(next(iter(moved.before)))
        words = _moved_words("" if project is None else project.name, count, "" if first is None else first.title)
        self._told_move = words
        self._toast.tell(words, _("Undo"), lambda: self._start(self._doors.move_back(moved)))

    def _brought(self) -> None:
        """Another chat is in front: what was said beside the one before goes with it."""
        self._toast.withdraw(self._told_move)

    # Projects themselves

    def new_with(self, ids: Sequence[str]) -> None:
        """Make a project of some chats, and let the person name it where it stands."""
        self._start(self._new(tuple(ids)))

    def new(self) -> None:
        """Make a project and show its page."""
        self._start(self._new(()))

    async def _new(self, ids: Sequence[str]) -> None:
        project = await self._doors.create(self._free_name(), chats=ids)
        if ids and self._sidebar.isVisible():
            self._sidebar.rename_project(project.id)
        else:
            self._open_page(project.id, True)

    def _free_name(self) -> str:
        taken = {one.name for one in self._projects.all()}
        numbered = (_("New project {number}").format(number=at) for at in range(2, len(taken) + 3))
        return _UNNAMED if _UNNAMED not in taken else next(name for name in numbered if name not in taken)

    def rename(self, project_id: str, name: str) -> None:
        """Give a project another name."""
        self._projects.rename(project_id, name)

    def fold(self, project_id: str) -> None:
        """Show a project's chats no longer, or again."""
        self._projects.fold(project_id)

    def new_chat(self, project_id: str) -> None:
        """Put a new chat of a project in front."""
        self._close_page()
        self._chat_list.new_chat(project_id)

    def new_chat_beside(self) -> None:
        """Put a new chat of the same project in front as the one that is."""
        if (project := self._front_project()) is not None:
            self.new_chat(project.id)

    def open_front_page(self) -> None:
        """Show the page of the project of the chat in front."""
        if (project := self._front_project()) is not None:
            self._open_page(project.id, False)

    def _front_project(self) -> Project | None:
        chat = self._front()
        return None if chat is None else chat.project

    # Deleting one

    def delete(self, project_id: str) -> None:
        """Ask what shall become of a project's chats, and delete it."""
        project = self._projects.get(project_id)
        if project is None:
            return
        count = len(self._doors.chats_of(project_id))
        title = _("Delete “{name}”?").format(name=project.name)
        question = Question(self._window, title, _what_goes(count) if count else _EMPTY)
        question.answer(_CANCEL, is_safe=True)
        if count:
            question.answer(_DELETE_ALL, kind="danger")
            question.answer(_KEEP, kind="primary")
        else:
            question.answer(_DELETE, kind="danger")
        question.answered.connect(lambda words: self._answered(project_id, words))
        question.open()

    def _answered(self, project_id: str, words: str) -> None:
        if words in (_KEEP, _DELETE_ALL, _DELETE):
            self._close_page()
            self._start(self._delete(project_id, with_chats=words == _DELETE_ALL))

    async def _delete(self, project_id: str, *, with_chats: bool) -> None:
        chat = self._front()
        is_front = chat is not None and chat.conversation.project_id == project_id
        if chat is not None and is_front and (with_chats or not chat.is_saved):
            self._chat_list.new_chat()  # at once: what is typed from now on is not for a deleted one
        deleted = await self._doors.delete(project_id, with_chats=with_chats)
        if deleted is None:
            return
        words = _deleted_words(deleted, with_chats=with_chats)
        back = chat.conversation.id if chat is not None and is_front and with_chats else ""
        self._toast.tell(words, _("Undo"), lambda: self._start(self._restore(deleted, back)))

    async def _restore(self, deleted: DeletedProject, front_id: str) -> None:
        await self._doors.restore(deleted)
        if front_id:
            self._chat_list.choose(front_id)

    def _start(self, work: Coroutine[object, object, object]) -> None:
        self._scope.start(f"project.{new_id()}", self._told(work))

    async def _told(self, work: Coroutine[object, object, object]) -> None:
        try:
            await work
        except StoreFailure as failure:
            self.failed.emit(failure.note)


def _moved_words(project: str, count: int, title: str) -> str:
    """Say that so many chats are in a project now, "" for none; `title` is that of the only one."""
    if count == 1 and title:
        words = _("Moved “{title}” to “{project}”") if project else _("Took “{title}” out of the project")
        return words.format(title=title, project=project)
    if project:
        words = ngettext("Moved {count} chat to “{project}”", "Moved {count} chats to “{project}”", count)
    else:
        words = ngettext("Took {count} chat out of the project", "Took {count} chats out of the project", count)
    return words.format(count=number(count), project=project)


def _what_goes(count: int) -> str:
    """Say what may become of the chats of a project that is deleted."""
    words = ngettext(
        "Keep its chat, and it goes back to the days; or delete it too. Both can be taken back right after, and what "
        "was deleted can be brought back from the settings for 30 days.",
        "Keep its {count} chats, and they go back to the days; or delete them too. Both can be taken back right after, "
        "and what was deleted can be brought back from the settings for 30 days.",
        count,
    )
    return words.format(count=number(count))


def _deleted_words(deleted: DeletedProject, *, with_chats: bool) -> str:
    name, count = deleted.project.name, len(deleted.chats)
    if not with_chats:
        return pgettext("project", "Deleted “{name}”").format(name=name)
    words = ngettext("Deleted “{name}” and {count} chat", "Deleted “{name}” and {count} chats", count)
    return words.format(name=name, count=number(count))
