"""Shows beneath the message what the project of the chat in front sends with it, and what that costs a turn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from turbodesk.app.project_cost import cost_in_words, project_cost
from turbodesk.chat.model import Model
from turbodesk.chat.project import Project
from turbodesk.translation import _, ngettext
from turbodesk.ui.composer.tool_buttons import ToolChip
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.quantities import listed, number
from turbodesk.ui.widgets.plain import set_tip


def new_project_chip(
    views: MainWindowViews, chat_presenter: ChatPresenter, open_page: Callable[[], object]
) -> ProjectChipPresenter:
    """Make the chip and its presenter, the first beneath the message."""
    chip = ToolChip("folder", _("Project"), theme=views.theme)
    views.composer.add_chip(chip, is_first=True)
    return ProjectChipPresenter(chip, chat_presenter=chat_presenter, open_page=open_page)


class ProjectChipPresenter(QObject):
    """Serves one chip, to which it belongs; hidden where the chat is in no project."""

    def __init__(self, chip: ToolChip, *, chat_presenter: ChatPresenter, open_page: Callable[[], object]) -> None:
        super().__init__(chip)
        self._chip = chip
        self._chat_presenter = chat_presenter
        self._shown: tuple[Project, Model] | None = None
        chip.hide()
        chip.clicked.connect(lambda: open_page())
        chat_presenter.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what goes with the next message of the chat in front."""
        chat = self._chat_presenter.chat
        project = None if chat is None else chat.project
        shown = None if chat is None or project is None else (project, chat.model)
        if shown == self._shown:
            return
        self._shown = shown
        if shown is not None:
            self._show(*shown)
        self._chip.setVisible(shown is not None)

    def _show(self, project: Project, model: Model) -> None:
        count = len(project.files)
        words = ngettext("{count} file", "{count} files", count).format(count=number(count))
        if not project.sends or not count:
            words = _("Instructions") if project.sends else _("Project")
        cost = cost_in_words(project_cost(project, model), model)
        names = [file.label for file in project.files[:5]]
        files = listed([*names, "…"] if count > 5 else names)
        self._chip.set_state(words, is_on=project.sends)
        self._chip.setAccessibleName(_("Project {name}: {words}").format(name=project.name, words=words))
        self._chip.setAccessibleDescription(cost)
        set_tip(self._chip, "\n".join(part for part in (project.name, files, cost) if part))
