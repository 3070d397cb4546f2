"""Makes what serves the page of the settings about data: its folder and trash, the Markdown folder, the backups."""

from __future__ import annotations

from collections.abc import Callable

from turbodesk.app.services import Services
from turbodesk.chat.errors import FailureNote
from turbodesk.settings import LIVE_FOLDER
from turbodesk.ui.presenters.settings_backups import BackupsPresenter, Replacing
from turbodesk.ui.presenters.settings_live_folder import LiveFolderPresenter
from turbodesk.ui.presenters.settings_storage import StorageSettingsPresenter
from turbodesk.ui.settings.storage import StoragePage


def data_presenters(
    page: StoragePage, services: Services, *, replacing: Replacing, tell: Callable[[FailureNote], None]
) -> tuple[StorageSettingsPresenter, BackupsPresenter]:
    """Serve `page`; returned are those that show it anew when it is opened.

    `replacing` does what replaces all chats; `tell` is told what must be known of a failure.
    """
    LiveFolderPresenter(
        page.live_folder, live_folder=services.live_folder, is_chosen=bool(services.preferences.get(LIVE_FOLDER))
    )
    storage = StorageSettingsPresenter(
        page,
        folder=services.folder,
        scope=services.scope,
        trash=services.new_trash(),
        new_archive=services.new_archive,
        listed=services.workspace.listed,
        is_synced=lambda: services.has_other_computers,
        tell=tell,
    )
    backups = BackupsPresenter(page.backups, backups=services.backups(), scope=services.scope, replacing=replacing)
    return storage, backups
