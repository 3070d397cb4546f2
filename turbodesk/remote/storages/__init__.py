"""Opens a storage by its kind. A new kind is one file here, and its line below.

Each file has a function `open_storage` with the arguments of the one here, and is imported when it is needed: who keeps
chats in a folder never loads what speaks to servers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from turbodesk.chat.storage_choice import FOLDER, NEXTCLOUD, S3, WEBDAV, StorageChoice
from turbodesk.chat.storage_errors import NotStorage

if TYPE_CHECKING:
    from turbodesk.remote.storage import Storage

_FILES = {FOLDER: "folder", WEBDAV: "webdav", NEXTCLOUD: "webdav", S3: "s3"}


def open_storage(choice: StorageChoice, secret: str, vault_id: str, *, proxy: str = "") -> Storage:
    """Return the storage of a choice; nothing is asked of it yet, and whoever opens it closes it.

    `secret` is the password, or a bucket's secret key; "" where there is none. `vault_id` names the folder of one
    recovery code in it. `proxy` is a URL; "" leaves it to the system.

    Raises:
        NotStorage: it is no choice, or this program does not know its kind.
    """
    if not choice.is_whole:
        raise NotStorage(f"{choice.kind}: {choice.address}")  # not for people: details
    module = import_module(f"turbodesk.remote.storages.{_FILES[choice.kind]}")
    storage: Storage = module.open_storage(choice, secret, vault_id, proxy=proxy)
    return storage
