"""Puts syncing together of what the program has; called when syncing is wanted, or set up."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Protocol

from turbodesk import __version__
from turbodesk.app.preferences import Preferences
from turbodesk.app.presets import Presets
from turbodesk.app.profiles import Profiles
from turbodesk.app.prompts import Prompts
from turbodesk.app.syncing.offered_drafts import OfferedDrafts
from turbodesk.app.syncing.parts import SyncParts
from turbodesk.app.syncing.shared_items import SharedItems
from turbodesk.app.syncing.storage_settings import StorageFile
from turbodesk.app.syncing.sync_secrets import SyncSecrets
from turbodesk.app.syncing.syncing import Syncing
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.ids import now_ms
from turbodesk.chat.storage_choice import FOLDER, StorageChoice
from turbodesk.chat.storage_errors import NotStorage
from turbodesk.remote.storage import Storage
from turbodesk.remote.storages import open_storage
from turbodesk.settings import DEMO_CHOSEN, GATEWAY_PROXY
from turbodesk.store.database import Database
from turbodesk.store.paths import DataFolder
from turbodesk.store.secrets import Secrets
from turbodesk.translation import _


class SyncedServices(Protocol):
    """The program, as far as syncing uses it."""

    @property
    def folder(self) -> Path:
        """Where its files are."""

    @property
    def scope(self) -> Scope:
        """The tasks of the program."""

    @property
    def secrets(self) -> Secrets:
        """The key store."""

    @property
    def database(self) -> Database:
        """Where the chats are."""

    @property
    def preferences(self) -> Preferences:
        """The settings."""

    @property
    def workspace(self) -> Workspace:
        """The chats that are shown."""

    @property
    def presets(self) -> Presets:
        """The presets."""

    @property
    def profiles(self) -> Profiles:
        """The gateways."""

    def prompts(self) -> Prompts:
        """Return the prompts, which are read where that was not done yet."""


def new_syncing(services: SyncedServices) -> Syncing:
    """Make what keeps this program's chats in step; nothing happens before its `start`."""
    files, database = DataFolder(services.folder), services.database
    preferences, workspace = services.preferences, services.workspace

    def opened(choice: StorageChoice, secret: str, vault_id: str) -> Storage:
        if choice.kind == FOLDER and _is_inside(Path(choice.address), services.folder):
            raise NotStorage
        return open_storage(choice, secret, vault_id, proxy=preferences.get(GATEWAY_PROXY))

    def new_shared() -> SharedItems:
        return SharedItems(
            database,
            presets=services.presets,
            prompts=services.prompts(),
            profiles=services.profiles,
            preferences=preferences,
        )

    made = Syncing(
        SyncParts(
            database=database,
            scope=services.scope.child("syncing"),
            file=StorageFile(files.other_computers),
            secrets=SyncSecrets(lambda: services.secrets.store),
            open_storage=opened,
            new_shared=new_shared,
            drafts=OfferedDrafts(database),
            brought=workspace.brought,
            flush=workspace.flush,
            why_off=lambda: why_off(database, files, preferences),
            version=__version__,
            now=now_ms,
        )
    )
    workspace.reply_ended.connect(lambda _reply: made.message_ended())
    return made


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a path is in our own folder, which no other computer has."""
    with suppress(OSError, RuntimeError):  # what cannot be looked at is told by whoever opens it
        return path.resolve().is_relative_to(folder.resolve())
    return False


def why_off(database: Database, files: DataFolder, preferences: Preferences) -> str:
    """Say why chats cannot be synced as they are now; "" where they can."""
    if preferences.get(DEMO_CHOSEN):
        return _("The demo stays on this computer.")
    if database.path is None:
        return _("Chats are in memory alone, since they cannot be saved; once they are, they are synced.")
    if database.path.name != files.database.name:
        return _("These chats stand in for those of a newer TurboDesk. Update TurboDesk to sync.")
    return ""
