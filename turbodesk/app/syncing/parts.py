"""What syncing needs of the program, as one typed value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.syncing.offered_drafts import OfferedDrafts
    from turbodesk.app.syncing.shared_items import SharedItems
    from turbodesk.app.syncing.storage_settings import StorageFile
    from turbodesk.app.syncing.sync_secrets import SyncSecrets
    from turbodesk.app.tasks import Scope
    from turbodesk.chat.storage_choice import StorageChoice
    from turbodesk.remote.storage import Storage
    from turbodesk.store.database import Database


@dataclass(frozen=True, slots=True)
class SyncParts:
    """The parts."""

    database: Database
    scope: Scope
    """Where rounds run; closed with the program."""
    file: StorageFile
    secrets: SyncSecrets
    open_storage: Callable[[StorageChoice, str, str], Storage]
    """Opens a storage with its password, for a vault's id. Nothing is asked of it yet."""
    new_shared: Callable[[], SharedItems]
    """Makes what keeps presets, prompts and gateways in step, once syncing has begun in the database."""
    drafts: OfferedDrafts
    brought: Callable[[Iterable[str]], Awaitable[None]]
    """Shows these chats as they are in the database by now."""
    flush: Callable[[], object]
    """Gives the database what was typed and waits to be written."""
    why_off: Callable[[], str]
    """Says in a sentence why there is no syncing now, whatever was set up; "" where nothing is in its way."""
    version: str
    """Of this program."""
    now: Callable[[], int]
    """The time in milliseconds since 1970, UTC."""
