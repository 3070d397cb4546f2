"""Opens a storage by its kind. A new kind is one file here, and its line below.

What a line names is called with the arguments of `open_storage`. Its file is imported when it is needed: whoever keeps
chats in a folder never loads what speaks to servers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from turbodesk.chat.storage_choice import FOLDER, NEXTCLOUD, S3, WEBDAV, StorageChoice
from turbodesk.chat.storage_errors import NotStorage

if TYPE_CHECKING:
    from turbodesk.remote.storage import Storage

_OPENERS = {
    FOLDER: ("folder", "open_folder"),
    WEBDAV: ("webdav", "WebDav"),
    NEXTCLOUD: ("webdav", "WebDav"),
    S3: ("s3", "S3Bucket"),
}
"""By kind, the file and what in it opens such a storage."""


def open_storage(choice: StorageChoice, secret: str, vault_id: str, *, proxy: str = "") -> Storage:
    """Return the storage of a choice; nothing is asked of it yet, and whoever opens it closes it.

    `secret` is the password, or a bucket's secret key; "" where there is none. `vault_id` names the folder of one
    recovery code in it. `proxy` is a URL; "" leaves it to the system.

    Raises:
        NotStorage: it is no choice, or this program does not know its kind; or what its file says is no address.
    """
    if choice.kind not in _OPENERS or not choice.address:
        raise NotStorage(f"{choice.kind}: {choice.address}")  # not for people: details
    file, opener = _OPENERS[choice.kind]
    storage: Storage = getattr(import_module(f"turbodesk.remote.storages.{file}"), opener)(
        choice, secret, vault_id, proxy=proxy
    )
    return storage
