"""What survives a restart: conversations and running replies in SQLite, settings in a file, the key in the keyring."""

from turbodesk.store.attachments import AttachmentStore
from turbodesk.store.database import Database, Opened
from turbodesk.store.history import History
from turbodesk.store.journal import Journal
from turbodesk.store.paths import DataFolder
from turbodesk.store.secrets import Secrets

__all__ = ["AttachmentStore", "DataFolder", "Database", "History", "Journal", "Opened", "Secrets"]
